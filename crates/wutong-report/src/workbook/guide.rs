//! 说明: the verdict in the first lines, then everything a reader of the other sheets needs.

use rust_xlsxwriter::XlsxError;
use wutong_model::spec::RawSpec;
use wutong_model::{Analysis, Finding, Level, Reason, mark_text};
use wutong_stats::metric;

use super::grid::{Grid, width};
use super::groups::sheet_name;
use super::{Book, Length, answers, audit, has_accounts, has_classes, heat, label, marks, region, schools};
use crate::profile::TotalNote;
use crate::words::{self, Lang};

/// Findings that are printed in full.
const MOST_FINDINGS: usize = 200;
/// Width of the column that holds sentences.
const WIDE: usize = 96;

/// Metrics that the sheets show and the guide explains.
const EXPLAINED: &[&str] = &[
    "n_expected",
    "n_valid",
    "participation_rate",
    "mean",
    "sd",
    "median",
    "score_rate",
    "excellence_rate",
    "good_rate",
    "pass_rate",
    "low_rate",
    "over_mean_rate",
    "t_score",
    "difference_rate",
];

type Done = Result<(), XlsxError>;

/// Writes the sheet.
pub(super) fn guide(book: &mut Book<'_>) -> Done {
    let (analysis, lang) = (book.analysis, book.lang);
    let name = lang.pick("说明", "Read me");
    let mut grid = book.sheet(name, Length::Short)?;
    let raw = &analysis.spec.raw;
    grid.line(&raw.exam.title, &grid.look.title)?;
    verdict(&mut grid, analysis)?;
    findings(&mut grid, analysis)?;
    insights(&mut grid, analysis)?;
    sheets(&mut grid, analysis)?;
    basis(&mut grid, analysis)?;
    cuts(&mut grid, analysis)?;
    reasons(&mut grid)?;
    explained(&mut grid, analysis)?;
    grid.row += 1;
    let version = format!(
        "Wutong {} · {} {}",
        analysis.provenance.version,
        lang.pick("考试方案 SHA-256", "specification SHA-256"),
        analysis.provenance.specification
    );
    grid.line(&version, &grid.look.note)?;
    grid.set_width(0, 16);
    grid.set_width(1, 24);
    grid.set_width(2, WIDE);
    grid.finish(name)
}

fn verdict(grid: &mut Grid<'_>, analysis: &Analysis) -> Done {
    let lang = grid.lang;
    let format = grid.look.verdict(analysis.verdict);
    let verdict = words::verdict_in_short(analysis, lang);
    let text = match (analysis.n_schools, lang) {
        (..2, _) => verdict.to_owned(),
        (_, Lang::Zh) => format!("校际比较结论：{verdict}"),
        (_, Lang::En) => format!("May the schools be compared? {verdict}"),
    };
    grid.sheet.set_row_height(grid.row, 26)?;
    for column in 1..3 {
        grid.sheet.write_blank(grid.row, column, format)?;
    }
    grid.line(&text, format)?;
    grid.line(&words::verdict_in_full(analysis, lang), &grid.look.base)?;
    if let Some(text) = words::confidentiality(analysis.spec.raw.privacy.audience, lang) {
        grid.line(text, &grid.look.note)?;
    }
    Ok(())
}

/// A section with a heading and rows of three cells.
fn section(grid: &mut Grid<'_>, heading: &str, rows: impl IntoIterator<Item = [String; 3]>) -> Done {
    grid.row += 1;
    grid.line(heading, &grid.look.section)?;
    for [first, second, third] in rows {
        grid.styled(0, &first, &grid.look.wrapped)?;
        let room = if second.is_empty() {
            grid.sheet.merge_range(grid.row, 1, grid.row, 2, &third, &grid.look.wrapped)?;
            WIDE + 24
        } else {
            grid.styled(1, &second, &grid.look.wrapped)?;
            grid.styled(2, &third, &grid.look.wrapped)?;
            WIDE
        };
        // Sheets of some programs do not grow with wrapped text by themselves, and merged cells never do.
        let texts = [(&first, 16), (&second, 24), (&third, room)];
        let lines = texts.iter().map(|(text, room)| width(text).div_ceil(room - 1)).max().unwrap_or(1).max(1);
        grid.sheet.set_row_height(grid.row, 4 + 15 * u32::try_from(lines).unwrap_or(1))?;
        grid.next();
    }
    Ok(())
}

fn findings(grid: &mut Grid<'_>, analysis: &Analysis) -> Done {
    let lang = grid.lang;
    let all = &analysis.findings;
    // They come with what is overridden first, then the gravest.
    let shown: Vec<&Finding> = all.iter().collect();
    let row = |finding: &&Finding| {
        let scope = &finding.scope;
        let subject = scope.subject.as_deref().and_then(|id| analysis.subjects.iter().find(|each| each.id == id));
        let place = subject.map_or_else(
            || scope.group_name.clone(),
            |each| format!("{} {}", scope.group_name, super::subject_name(each, lang)),
        );
        [words::severity(finding.severity, lang).to_owned(), place, words::finding_text(analysis, finding, lang)]
    };
    let heading = lang.pick("检查结果", "Findings");
    section(grid, heading, shown.iter().take(MOST_FINDINGS).map(row))?;
    if all.is_empty() {
        grid.line(lang.pick("没有需要说明的情况。", "Nothing to report."), &grid.look.base)?;
    }
    if all.len() > MOST_FINDINGS {
        let text = lang.pick(
            format!("共 {} 条，此处列出最重要的 {MOST_FINDINGS} 条，其余见 check.json。", all.len()),
            format!("{} in all; the gravest {MOST_FINDINGS} stand here, all of them in check.json.", all.len()),
        );
        grid.line(&text, &grid.look.note)?;
    }
    Ok(())
}

fn insights(grid: &mut Grid<'_>, analysis: &Analysis) -> Done {
    let lang = grid.lang;
    let rows: Vec<[String; 3]> = words::listed_insights(analysis)
        .take(words::MOST_INSIGHTS)
        .map(|insight| {
            [
                words::insight_name(insight.id, lang).to_owned(),
                insight.scope.group_name.clone(),
                words::insight_text(analysis, insight, lang),
            ]
        })
        .collect();
    if rows.is_empty() { Ok(()) } else { section(grid, lang.pick("最重要的发现", "What stands out"), rows) }
}

fn sheets(grid: &mut Grid<'_>, analysis: &Analysis) -> Done {
    let lang = grid.lang;
    let mut rows = vec![(
        sheet_name(Level::Region, lang),
        lang.pick("全体各科的人数、平均分和各项比率", "The whole exam, by subject"),
    )];
    if analysis.level(Level::County).nth(1).is_some() {
        rows.push((sheet_name(Level::County, lang), lang.pick("各区县总分与各科", "Every county, total and subjects")));
    }
    if analysis.schools().next().is_some() {
        let text = lang.pick("各校总分与各科，可筛选", "Every school, total and subjects");
        rows.push((sheet_name(Level::School, lang), text));
    }
    if analysis.level(Level::Dimension).next().is_some() {
        rows.push((
            sheet_name(Level::Dimension, lang),
            lang.pick(
                "按学校名单的城乡、乡镇、集团、类别等分组",
                "Groups by residence, town, education group, category",
            ),
        ));
    }
    if has_classes(analysis) {
        rows.push((
            sheet_name(Level::Class, lang),
            lang.pick("各班总分与各科，与本校比较", "Every class, beside its school"),
        ));
    } else if analysis.level(Level::Class).next().is_some() {
        let text = lang.pick(
            "学校过多，班级数据不列入本工作簿，见 tables 文件夹中的 group_metrics",
            "Too many schools: classes are left out of this workbook; see tables/group_metrics",
        );
        rows.push((sheet_name(Level::Class, lang), text));
    }
    let [bands, one_mark] = marks::names(lang);
    let [accounts, withheld] = audit::names(lang);
    if analysis.n_schools > 1 {
        let text = lang.pick("各科校际差异率、各种算法与限值", "The difference rate by every formula");
        rows.push((region::differences_name(lang), text));
    }
    if schools::subject_shown(analysis).is_some() {
        rows.extend(schools::names(lang).into_iter().zip(schools::contents(lang)));
    }
    let heats = heat::sheets(analysis, lang);
    let content = lang.pick(
        "各校知识点、小题得分率与全体之差，明显的着色",
        "Score rates of knowledge points and items by school, less the whole's",
    );
    rows.extend(heats.iter().map(|(_, name)| (name.as_str(), content)));
    rows.extend(answers::sheets(analysis, lang).into_iter().map(|(_, name, content)| (name, content)));
    rows.extend([
        (bands, lang.pick("全体各分数段人数", "Pupils of the region by band")),
        (one_mark, lang.pick("全体各分数人数与累计人数", "Pupils of the region by mark")),
    ]);
    if has_accounts(analysis) {
        let text = lang.pick("每份文件读取、采用和待核的行数，数据问题", "What became of every row of every file");
        rows.push((accounts, text));
    }
    rows.push((withheld, lang.pick("未给出的数值及其原因", "Which values are missing, and why")));
    let rows = rows.into_iter().map(|(name, text)| [name.to_owned(), String::new(), text.to_owned()]);
    section(grid, lang.pick("各工作表", "Sheets"), rows)
}

fn basis(grid: &mut Grid<'_>, analysis: &Analysis) -> Done {
    let lang = grid.lang;
    let raw: &RawSpec = &analysis.spec.raw;
    let formula = raw.difference.formula.metric();
    let formula = metric(formula).map_or(formula, |info| label(info, lang));
    let rows = [
        (lang.pick("分母", "Denominator"), words::denominator(raw.rates.denominator, lang).to_owned()),
        (lang.pick("等级", "Bands"), words::bands(raw.rates.bands, lang).to_owned()),
        (
            lang.pick("校际差异率", "Difference rate"),
            lang.pick(
                format!("采用{formula}，限值 {}", raw.difference.limit),
                format!("{formula}, limit {}", raw.difference.limit),
            ),
        ),
        (
            lang.pick("参与校际计算", "Schools compared"),
            lang.pick(
                format!("有效成绩不少于 {} 人的学校", raw.difference.min_school_size),
                format!("schools with at least {} valid marks", raw.difference.min_school_size),
            ),
        ),
        (
            lang.pick("最小显示人数", "Smallest group"),
            lang.pick(
                format!("少于 {} 人的单位不显示成绩", analysis.spec.min_cell),
                format!("groups with fewer than {} pupils show no marks", analysis.spec.min_cell),
            ),
        ),
        (
            lang.pick("数值", "Numbers"),
            if raw.privacy.audience.is_outside() {
                lang.pick(
                    "单元格只保存印出的位数；人数很少的缺考会由总分平均值透露时，该平均值不给出",
                    "cells hold the digits that are printed; a mean of the total that would tell the marks of few pupils is not given",
                )
            } else {
                lang.pick(
                    "单元格保存完整数值，按格式显示两位或三位小数",
                    "cells hold full precision; formats round what is shown",
                )
            }
            .to_owned(),
        ),
    ];
    let total = TotalNote::of(&analysis.spec).map(|note| (lang.pick("总分", "Total"), words::total_of(&note, lang)));
    let rows = rows.into_iter().chain(total).map(|(name, text)| [name.to_owned(), String::new(), text]);
    section(grid, lang.pick("统计口径", "How the numbers are formed"), rows)
}

fn cuts(grid: &mut Grid<'_>, analysis: &Analysis) -> Done {
    let lang = grid.lang;
    let spec = &analysis.spec;
    let total = analysis.subjects.last().map_or("", |subject| super::subject_name(subject, lang));
    let papers =
        spec.subjects.iter().map(|subject| (subject.name.as_str(), subject.full_ticks, subject.decimals, subject.cuts));
    let papers = papers.chain([(total, spec.total.full_ticks, spec.total.decimals, spec.total.cuts)]);
    let rows = papers.map(|(name, full, decimals, cuts)| {
        let text = |ticks: i64| mark_text(ticks, decimals);
        let (excellence, good) = (text(cuts.excellence), text(cuts.good));
        let (pass, low, full) = (text(cuts.pass), text(cuts.low), text(i64::from(full)));
        [
            name.to_owned(),
            lang.pick(format!("满分 {full}"), format!("full mark {full}")),
            lang.pick(
                format!("优秀 ≥ {excellence}；良好 ≥ {good}；及格 ≥ {pass}；低分 < {low}"),
                format!("excellence ≥ {excellence}; good ≥ {good}; pass ≥ {pass}; low < {low}"),
            ),
        ]
    });
    section(grid, lang.pick("分数线", "Cuts"), rows)
}

fn reasons(grid: &mut Grid<'_>) -> Done {
    let lang: Lang = grid.lang;
    let rows = Reason::ALL.map(|reason| {
        [words::reason_in_cell(reason, lang).to_owned(), String::new(), words::reason(reason, lang).to_owned()]
    });
    section(grid, lang.pick("灰色斜体文字的含义", "What the words in grey italics mean"), rows)
}

fn explained(grid: &mut Grid<'_>, analysis: &Analysis) -> Done {
    let lang = grid.lang;
    // What the exam asks for is explained too, each metric once.
    let mut infos = super::metrics(analysis, EXPLAINED);
    for column in analysis.answers.tables().into_iter().flat_map(|(.., table)| &table.columns) {
        infos.extend(metric(column.id).filter(|info| infos.iter().all(|known| known.id != info.id)));
    }
    let rows = infos.into_iter().map(|info| {
        [label(info, lang).to_owned(), info.id.to_owned(), lang.pick(info.meaning_zh, info.meaning_en).to_owned()]
    });
    section(grid, lang.pick("指标含义", "What the metrics mean"), rows.collect::<Vec<_>>())
}
