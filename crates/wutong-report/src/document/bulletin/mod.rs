//! The bulletin of the region, and the overview page that links to every school.
//!
//! Order of the bulletin: verdict, the values to see first, findings, organisation, results, differences between schools,
//! distribution, papers, one section a subject, lines and targets, counties and categories, notes.

mod answers;
mod groups;
mod paper;
mod papers;
mod results;

pub use paper::subject;
use wutong_model::{Reported, Severity, TOTAL, Verdict};

use super::school::{
    accounting, card_label, difference_cells, exam_facts, finding_lines, insight_items, is_override, outside_blocks,
    rule_blocks,
};
use super::{Block, Card, Cells, Document, FindingLine, Role, Section, Span, VerdictBlock};
use crate::profile::{Bulletin, ProfileFinding, RegionSubject};
use crate::words::{self, Lang};

/// Notes and cautions beyond these are left to the end; whatever blocks the comparison stands at the head.
const MOST_FINDINGS: usize = 12;
/// Findings about schools that stand at the head of a bulletin; the others stand at its end.
const MOST_INSIGHTS: usize = 12;
/// Values to see first, of the total.
const CARDS: [&str; 6] = ["mean", "excellence_rate", "pass_rate", "low_rate", "difference_rate", "participation_rate"];
const NONE: Reported<f64> = Reported::Withheld(wutong_model::Reason::NotApplicable);

struct Writer<'a> {
    bulletin: &'a Bulletin,
    lang: Lang,
    cells: Cells,
    /// Says where findings stand that do not fit at the head.
    more: fn(usize, Lang) -> String,
}

/// The bulletin as a document.
#[must_use]
pub fn bulletin(bulletin: &Bulletin, lang: Lang) -> Document {
    let mut writer = Writer { bulletin, lang, cells: Cells::brief(lang), more: words::more_at_end };
    let opening = writer.opening();
    let mut sections: Vec<Section> = writer.findings(MOST_INSIGHTS).into_iter().collect();
    sections.push(writer.organisation());
    sections.push(writer.results());
    sections.extend(writer.differences());
    sections.push(writer.distribution());
    sections.extend(writer.papers());
    sections.extend(writer.subjects());
    sections.extend(writer.answers());
    sections.extend(writer.categories());
    sections.extend(writer.rest());
    sections.extend(writer.notes());
    writer.document("bulletin", lang.pick("质量分析报告", "Quality analysis"), opening, sections)
}

/// The overview as a document: results, the list of schools with links to their pages, and the files of the folder.
///
/// `has`: whether the output folder holds a file or folder of that name, or will hold it.
#[must_use]
pub fn overview(bulletin: &Bulletin, has: &dyn Fn(&str) -> bool, lang: Lang) -> Document {
    let mut writer = Writer { bulletin, lang, cells: Cells::brief(lang), more: words::more_in_bulletin };
    let opening = writer.opening();
    let mut sections: Vec<Section> = writer.findings(words::MOST_INSIGHTS).into_iter().collect();
    let mut results = writer.results();
    let subjects = bulletin.subjects.iter().map(|subject| format!("subjects/{}", subject.file_stem()));
    link_rows(&mut results, subjects, has);
    sections.push(results);
    let mut schools = writer.schools();
    let files =
        bulletin.of_level("school").map(|group| format!("schools/{}", group.file.as_deref().unwrap_or_default()));
    link_rows(&mut schools, files, has);
    sections.push(schools);
    sections.extend(writer.notes());
    sections.push(writer.files(has));
    writer.document("overview", "", opening, sections)
}

/// Lets the names of rows lead to reports: to the page, or else to the form that is there.
///
/// `stems`: of the reports, without ending, one a row. The name stands last, behind a code where there is one.
fn link_rows(section: &mut Section, stems: impl Iterator<Item = String>, has: &dyn Fn(&str) -> bool) {
    let tables = section.blocks.iter_mut().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    for (row, stem) in tables.flat_map(|table| &mut table.rows).zip(stems) {
        let forms = crate::output::REPORT_FORMATS.iter().map(|form| format!("{stem}.{form}"));
        if let (Some(file), Some(name)) = (forms.into_iter().find(|file| has(file)), row.names.last_mut()) {
            name.link = Some(link(&file));
        }
    }
}

impl Writer<'_> {
    fn document(self, kind: &'static str, title: &str, opening: Vec<Block>, sections: Vec<Section>) -> Document {
        let (bulletin, lang) = (self.bulletin, self.lang);
        let exam = &bulletin.exam;
        let notes = &bulletin.notes;
        let region = words::level(wutong_model::Level::Region, lang);
        Document {
            kind,
            lang: lang.pick("zh-CN", "en"),
            overline: exam.region.clone().unwrap_or_else(|| region.to_owned()),
            title: format!("{}{}{title}", exam.title, if lang == Lang::En && !title.is_empty() { ": " } else { "" }),
            facts: vec![exam_facts(exam, lang)],
            confidential: words::confidentiality(bulletin.audience, lang).map(str::to_owned),
            producer: format!("{} {}", lang.pick("五同", "Wutong"), notes.version),
            opening,
            sections,
            metrics: self.cells.notes(notes.difference.formula, notes.denominator),
            identity: Default::default(),
            metrics_title: lang.pick("指标含义与公式", "Metrics and formulas").to_owned(),
        }
        .without_blank_columns(lang)
        .of_region(exam.region.as_deref())
    }

    fn opening(&mut self) -> Vec<Block> {
        let cards = self.cards();
        let mut blocks = vec![self.verdict()];
        if !cards.is_empty() {
            blocks.push(Block::Cards { cards });
        }
        blocks
    }

    fn verdict(&self) -> Block {
        let (bulletin, lang) = (self.bulletin, self.lang);
        let subjects = bulletin.subjects.iter().map(|each| (&*each.id, &*each.name, each.verdict));
        let mut verdict = VerdictBlock::of(&bulletin.exam, bulletin.verdict, subjects, &bulletin.findings, lang);
        let findings = &mut verdict.findings;
        let most = self.most_findings();
        let more = findings.len().saturating_sub(most);
        findings.truncate(most);
        if more > 0 {
            findings.push(FindingLine { severity_id: "", severity: "", text: (self.more)(more, lang) });
        }
        Block::Verdict(verdict)
    }

    /// How many findings stand at the head: all that block, and what overrides them.
    fn most_findings(&self) -> usize {
        let heads = |finding: &&ProfileFinding| is_override(finding) || finding.severity == Severity::Block;
        self.bulletin.findings.iter().filter(heads).count().max(MOST_FINDINGS)
    }

    /// What did not find room at the head, if anything did not.
    fn rest(&self) -> Option<Section> {
        let (bulletin, lang) = (self.bulletin, self.lang);
        let mut blocks = Vec::new();
        let lines: Vec<FindingLine> =
            finding_lines(&bulletin.findings, lang).into_iter().skip(self.most_findings()).collect();
        if !lines.is_empty() {
            let text = lang.pick("可比性检查的其余提示", "Further findings on comparability").to_owned();
            let colon = lang.pick("：", ": ");
            let item =
                |line: FindingLine| vec![Span::strong(format!("{}{colon}", line.severity)), Span::plain(line.text)];
            blocks.extend([Block::Heading { text }, Block::list(lines.into_iter().map(item).collect())]);
        }
        if let Some(more @ [_, ..]) = bulletin.insights.get(MOST_INSIGHTS..) {
            let text = lang.pick("其余发现与建议", "Further findings and suggestions").to_owned();
            blocks.extend([Block::Heading { text }, insight_items(more, lang)]);
        }
        let title = words::rest(lang).to_owned();
        (!blocks.is_empty()).then_some(Section { id: "rest", title, blocks })
    }

    fn cards(&mut self) -> Vec<Card> {
        let bulletin = self.bulletin;
        let Some(subject) = bulletin.subjects.iter().find(|each| each.id == TOTAL).or(bulletin.subjects.first()) else {
            return Vec::new();
        };
        let shown = |id: &&str| value(subject, id).value().is_some();
        CARDS.into_iter().filter(shown).map(|id| self.card(subject, id)).collect()
    }

    fn card(&mut self, subject: &RegionSubject, id: &str) -> Card {
        let lang = self.lang;
        let n = if id == "participation_rate" { "n_expected" } else { "n_valid" };
        let value_of = value(subject, id);
        self.cells.explain(id);
        let mut lines = Vec::new();
        let mut cell = if id == "difference_rate" {
            let note = &self.bulletin.notes.difference;
            let mut cells = difference_cells(value_of, note.limit, &mut self.cells).into_iter();
            let cell = cells.next().unwrap_or_default();
            lines.extend(cells.map(|cell| cell.text).filter(|text| !text.is_empty()));
            lines.push(format!("{} {}", lang.pick("限值", "limit"), note.limit));
            cell
        } else {
            self.cells.plain(id, value_of, value(subject, n))
        };
        cell.metric = Some(id.to_owned());
        if let (true, Some(bounds)) = (id != "difference_rate", value_of.interval()) {
            lines.push(words::interval(&super::interval_text(wutong_stats::metric(id), bounds), lang));
        }
        Card { label: card_label(&name(subject, lang), &subject.id, id, lang), cell, lines }
    }

    /// What the marks say, and what may be done about it.
    fn findings(&mut self, most: usize) -> Option<Section> {
        let (bulletin, lang) = (self.bulletin, self.lang);
        let title = lang.pick("主要发现与建议", "Findings and suggestions").to_owned();
        if bulletin.insights.is_empty() {
            if bulletin.audience.is_outside() || bulletin.verdict == Verdict::Refused || bulletin.exam.is_single() {
                return None;
            }
            let text = lang.pick(
                "把做过的全部比较都考虑在内，没有一项差别既超出偶然波动、又大到值得关注（例如一科均分相差五分之一个标准差以上）。这本身也是结论：各校、各科的差别不足以据此评判。",
                "With all comparisons counted, no difference is both beyond chance and large enough to matter (for a mean, a fifth of a standard deviation). That is a result too: the differences between schools and subjects do not carry a judgement.",
            );
            return Some(Section { id: "findings", title, blocks: vec![Block::text(Role::Empty, text)] });
        }
        let shown = &bulletin.insights[..most.min(bulletin.insights.len())];
        let mut blocks = vec![insight_items(shown, lang)];
        if bulletin.exam.n_counties > 1 {
            let text = words::held_against_county(None, bulletin.exam.region.as_deref(), lang);
            blocks.push(Block::text(Role::Small, text));
        }
        self.cells.explain_insights();
        let mut small = words::insight_rule(lang).to_owned();
        if let more @ 1.. = bulletin.insights.len().saturating_sub(most) {
            small.push_str(lang.pick("", " "));
            small.push_str(&(self.more)(more, lang));
        }
        blocks.push(Block::text(Role::Small, small));
        Some(Section { id: "findings", title, blocks })
    }

    /// Rules, what is missing, and what the rows came to.
    fn notes(&mut self) -> Vec<Section> {
        let (bulletin, lang) = (self.bulletin, self.lang);
        let mut sections = vec![Section {
            id: "notes",
            title: lang.pick("口径说明", "Notes").to_owned(),
            blocks: rule_blocks(&bulletin.exam, bulletin.audience, &bulletin.notes, lang)
                .into_iter()
                .chain(outside_blocks(bulletin.audience, lang))
                .collect(),
        }];
        sections.extend(self.cells.reasons.section(lang));
        if !bulletin.audience.is_outside() {
            let mut spans = vec![Span::plain(lang.pick(
                "读入的每一行都有去向：读入 ＝ 采用 ＋ 待核 ＋ 非数据行。",
                "Every row read ends in one place: read = kept + set aside + not data.",
            ))];
            if bulletin.n_problems > 0 {
                let text = match lang {
                    Lang::Zh => format!("共有 {} 处需要核对，逐条的原文、位置和处理办法见 ", bulletin.n_problems),
                    Lang::En => {
                        format!(" {} things to look at, each with its text, place and cure in ", bulletin.n_problems)
                    }
                };
                spans.extend([
                    Span::plain(text),
                    Span::link("quarantine.csv", "quarantine.csv"),
                    Span::plain(lang.pick("。", ".")),
                ]);
            }
            let table = Block::Table(accounting(&bulletin.notes.accounting, lang));
            let blocks = vec![Block::Text { role: Role::Plain, spans }, table];
            sections
                .push(Section { id: "data", title: lang.pick("数据核算", "Row accounting").to_owned(), blocks });
        }
        sections
    }

    /// Files of the folder.
    fn files(&self, has: &dyn Fn(&str) -> bool) -> Section {
        let lang = self.lang;
        let all = [
            ("bulletin.html", lang.pick("质量分析报告", "bulletin")),
            ("bulletin.pdf", lang.pick("质量分析报告（打印）", "bulletin, to print")),
            ("bulletin.docx", lang.pick("质量分析报告（可编辑）", "bulletin, to edit")),
            ("subjects/", lang.pick("各学科分析报告", "a report for each subject")),
            ("schools/", lang.pick("各校诊断报告", "a report for each school")),
            ("classes/", lang.pick("各班分析报告", "a report for each class")),
            ("workbook.xlsx", lang.pick("全部数据表，可打印", "all tables, ready to print")),
            ("tables/", lang.pick("供程序读取的数据表", "tables for programs")),
            ("check.json", lang.pick("检查结果", "findings")),
            ("quarantine.csv", lang.pick("待核的行", "rows set aside")),
            ("run.json", lang.pick("运行记录", "record of the run")),
        ];
        let item = |&(file, what): &(&str, &str)| {
            vec![Span::link(file, file), Span::plain(format!("{}{what}", lang.pick("：", ": ")))]
        };
        let items = all.iter().filter(|(file, _)| has(file)).map(item).collect();
        Section { id: "files", title: lang.pick("附件", "Files").to_owned(), blocks: vec![Block::list(items)] }
    }
}

fn value(subject: &RegionSubject, id: &str) -> Reported<f64> {
    subject.value(id).unwrap_or(NONE)
}

fn name(subject: &RegionSubject, lang: Lang) -> String {
    words::subject_in(&subject.id, &subject.name, lang).to_owned()
}

/// The file name of a link.
pub(super) fn linked(link: &str) -> String {
    link.replace("%20", " ").replace("%23", "#").replace("%25", "%")
}

/// A file name as the path of a link; the page is UTF-8, so only what has a meaning in a link is escaped.
pub(crate) fn link(stem: &str) -> String {
    let mut link = String::with_capacity(stem.len());
    for character in stem.chars() {
        match character {
            '%' => link.push_str("%25"),
            '#' => link.push_str("%23"),
            ' ' => link.push_str("%20"),
            other => link.push(other),
        }
    }
    link
}
