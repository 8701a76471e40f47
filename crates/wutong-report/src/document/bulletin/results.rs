//! The region as a whole: participation, results, differences between schools, distribution.

use wutong_model::{TOTAL, Verdict};

use super::{Writer, name, value};
use crate::document::figures::{self, Paper, Setting};
use crate::document::school::{COLUMNS, difference_cells, difference_table};
use crate::document::{Block, Cell, Figure, Head, LegendEntry, Role, Row, Section, Span, Table};
use crate::profile::{MarkTable, RegionSubject};
use crate::words;

const PARTICIPATION: [&str; 6] = ["n_roster", "n_expected", "n_valid", "n_absent", "n_violation", "participation_rate"];
const VARIANCE: [&str; 4] =
    ["variance_share_county", "variance_share_school", "variance_share_class", "variance_share_pupil"];
const OTHER_RATES: [&str; 5] = [
    "between_school_icc",
    "between_school_icc_reml",
    "between_school_eta_squared",
    "between_school_cv",
    "between_school_sd_rate",
];
const SHAPE: [&str; 8] = [
    "median",
    "sd",
    "skewness",
    "excess_kurtosis",
    "qq_correlation",
    "bimodality_coefficient",
    "share_within_1sd",
    "full_mark_rate",
];

impl Writer<'_> {
    /// Who was expected and who sat.
    pub(super) fn organisation(&mut self) -> Section {
        let lang = self.lang;
        let text = match (self.bulletin.exam.n_schools, lang) {
            (..2, words::Lang::Zh) => "本次考试只有一所学校参加。".to_owned(),
            (..2, words::Lang::En) => "One school took part.".to_owned(),
            (n, words::Lang::Zh) => format!("本次考试共 {n} 所学校参加。"),
            (n, words::Lang::En) => format!("{n} schools took part."),
        };
        let table = self.by_subject(&PARTICIPATION, lang.pick("各学科参考情况", "Participation by subject"));
        let mut blocks = vec![Block::text(Role::Plain, text), Block::Table(table)];
        blocks.extend(self.unrecorded());
        Section {
            id: "organisation",
            title: lang.pick("考试组织与参考情况", "Organisation and participation").to_owned(),
            blocks,
        }
    }

    /// Expected pupils without a valid mark of whom nothing says why.
    fn unrecorded(&self) -> Option<Block> {
        let lang = self.lang;
        let single = self.bulletin.subjects.iter().filter(|subject| subject.id != TOTAL);
        let of = |subject: &RegionSubject| {
            let [expected, known @ ..] =
                ["n_expected", "n_valid", "n_absent", "n_violation"].map(|id| value(subject, id).value());
            let without = expected? - known.into_iter().sum::<Option<f64>>()?;
            (without > 0.0).then(|| format!("{} {without:.0}", name(subject, lang)))
        };
        let without: Vec<String> = single.filter_map(of).collect();
        let list = without.join(lang.pick("、", ", "));
        (!without.is_empty()).then(|| {
            Block::text(
                Role::Small,
                match lang {
                    words::Lang::Zh => format!("应考而没有有效成绩、也没有缺考或违纪记录的人数：{list}。可能是分数待核、漏报、转出或未登记缺考，请对照待核数据和名单核对。"),
                    words::Lang::En => format!("Expected, but without a valid mark or a note of absence: {list}. Marks may have been set aside, sheets be incomplete, pupils have left, or absence not been noted; compare the rows set aside and the lists."),
                },
            )
        })
    }

    /// The headline values of every subject.
    pub(super) fn results(&mut self) -> Section {
        let lang = self.lang;
        let mut heads = vec![
            Head::plain(lang.pick("学科", "Subject")),
            Head::plain(lang.pick("满分", "Full")),
            self.cells.head("n_valid"),
        ];
        heads.extend(COLUMNS.map(|id| self.cells.head(id)));
        let is_single = self.bulletin.exam.is_single();
        if !is_single {
            heads.push(self.cells.head("difference_rate"));
        }
        let rows = self.bulletin.subjects.iter().map(|subject| self.result_row(subject)).collect();
        let caption =
            lang.pick(if is_single { "各学科主要指标" } else { "全区各学科主要指标" }, "Headline values by subject");
        let caption = caption.to_owned();
        let mut blocks = vec![Block::Table(Table { caption, heads, n_names: 1, rows, compact: false })];
        blocks.extend(self.pooled());
        let total = self.bulletin.subjects.iter().find(|subject| subject.id == TOTAL);
        // The only subject is drawn with its distribution.
        if let Some(figure) = total.map(|total| self.histogram(total, true)).filter(|figure| figure.svg.is_some()) {
            blocks.push(Block::Figure(figure));
        }
        let title = if is_single {
            lang.pick("总体结果", "Results")
        } else {
            lang.pick("全区总体结果", "Results of the region")
        };
        Section { id: "results", title: title.to_owned(), blocks }
    }

    /// What the region's values of subjects mean whose schools may not be compared.
    fn pooled(&self) -> Option<Block> {
        let lang = self.lang;
        let refused = self.bulletin.subjects.iter().filter(|subject| subject.verdict == Verdict::Refused);
        let names: Vec<String> = refused.map(|subject| name(subject, lang)).collect();
        let list = names.join(lang.pick("、", ", "));
        (!names.is_empty()).then(|| {
            Block::text(
                Role::Small,
                match lang {
                    words::Lang::Zh => format!("{list}不宜作校际比较：以上数值只是全体考生合在一起的情况，不能拿来与任何一所学校对照；各校报告也只给本校数值。"),
                    words::Lang::En => format!("Schools must not be compared in {list}: these values describe all pupils taken together and are no yardstick for any school; the schools' reports give their own values alone."),
                },
            )
        })
    }

    fn result_row(&mut self, subject: &RegionSubject) -> Row {
        let limit = self.bulletin.notes.difference.limit;
        let n = value(subject, "n_valid");
        let full = Cell { text: figures::mark_label(subject.full_mark), ..Cell::default() };
        let mut cells = vec![full, self.cells.plain("n_valid", n, super::NONE)];
        cells.extend(COLUMNS.map(|id| self.cells.plain(id, value(subject, id), n)));
        let names = vec![Span::plain(name(subject, self.lang))];
        if self.bulletin.exam.is_single() {
            return Row { names, cells, strong: subject.id == TOTAL };
        }
        let mut difference = difference_cells(value(subject, "difference_rate"), limit, &mut self.cells).into_iter();
        let mut cell = difference.next().unwrap_or_default();
        cell.reference = difference.next().map(|interval| interval.text).filter(|text| !text.is_empty());
        cells.push(cell);
        Row { names, cells, strong: subject.id == TOTAL }
    }

    /// How far the schools are apart, against the limit and by level; nothing of a single one.
    pub(super) fn differences(&mut self) -> Option<Section> {
        let lang = self.lang;
        if self.bulletin.exam.is_single() {
            return None;
        }
        let note = &self.bulletin.notes.difference;
        let rate =
            |subject: &RegionSubject| (name(subject, lang), subject.id == TOTAL, value(subject, "difference_rate"));
        let judged = difference_table(self.bulletin.subjects.iter().map(rate), note.limit, &mut self.cells);
        let lead = lang.pick(
            "区间整个低于限值才判为“低于限值”，整个不低于限值才判为“不低于限值”，其余为“尚不能判断”。",
            "Below the limit means that the whole interval lies below it; at the limit or above, that none of it does; otherwise the exam cannot tell.",
        );
        let formula = crate::document::label(note.formula.metric(), lang);
        let small = match lang {
            words::Lang::Zh => format!("校际差异率按“{formula}”计算；本次监测口径，非国家监测结果。"),
            words::Lang::En => format!("Formula: {formula}. Of this exam; not a result of national monitoring."),
        };
        let others = self
            .by_subject(&OTHER_RATES, lang.pick("其他口径的校际差异（供对照）", "Other measures of the difference"));
        let shares = self.by_subject(&VARIANCE, lang.pick("分数差异的来源（方差分解）", "Where the variance lies"));
        let blocks = vec![
            Block::text(Role::Lead, lead),
            Block::Table(judged),
            Block::text(Role::Small, small),
            Block::Table(others),
            Block::Table(shares),
        ];
        let title = lang.pick("校际差异", "Differences between schools").to_owned();
        Some(Section { id: "differences", title, blocks })
    }

    /// Shape of the distribution of every subject.
    pub(super) fn distribution(&mut self) -> Section {
        let lang = self.lang;
        let lead = lang.pick(
            "偏度为负表示多数学生集中在高分一侧、少数学生拖在低分一侧；峰度为正表示比正态分布更尖。人数多时检验几乎总会“显著”，因此这里看数值大小：与正态分布的吻合程度（正态分位相关系数）在 0.99 以上，并且没有分成高低两群的迹象（双峰系数不超过 0.556），可视为接近正态。",
            "Negative skewness: marks crowd at the top and trail off below; positive kurtosis: more peaked than the normal curve. With many pupils a test nearly always rejects, so look at the size: a fit to the normal curve (quantile-quantile correlation) above 0.99 and no sign of two heaps (bimodality coefficient up to 0.556) are close to normal.",
        );
        let table = self.by_subject(&SHAPE, lang.pick("分数分布形态", "Shape of the distribution"));
        let single = self.bulletin.subjects.iter().filter(|subject| subject.id != TOTAL);
        let single: Vec<&RegionSubject> = single.collect();
        let drawings = match single[..] {
            [only] => Block::Figure(self.histogram(only, true)),
            _ => Block::Gallery { figures: single.iter().map(|subject| self.histogram(subject, false)).collect() },
        };
        let cuts = lang.pick("及格线、优秀线", "Pass and excellence cuts").to_owned();
        let blocks = vec![
            Block::text(Role::Lead, lead),
            Block::Table(table),
            Block::Legend { entries: vec![LegendEntry { sign: "cut", text: cuts }] },
            drawings,
        ];
        Section { id: "distribution", title: lang.pick("分数分布", "Distribution of marks").to_owned(), blocks }
    }

    /// One row a subject, one column a metric.
    fn by_subject(&mut self, ids: &[&str], caption: &str) -> Table {
        let lang = self.lang;
        let mut heads = vec![Head::plain(lang.pick("学科", "Subject"))];
        heads.extend(ids.iter().map(|id| self.cells.head(id)));
        let row = |subject: &RegionSubject| {
            let n = value(subject, "n_valid");
            Row {
                names: vec![Span::plain(name(subject, lang))],
                cells: ids.iter().map(|id| self.cells.plain(id, value(subject, id), n)).collect(),
                strong: subject.id == TOTAL,
            }
        };
        let rows = self.bulletin.subjects.iter().map(row).collect();
        Table { caption: caption.to_owned(), heads, n_names: 1, rows, compact: true }
    }

    fn histogram(&self, subject: &RegionSubject, large: bool) -> Figure {
        let lang = self.lang;
        let setting = Setting {
            group: if self.bulletin.exam.is_single() { words::this_school(lang) } else { words::region(lang) },
            region: None,
            large,
            banded: self.bulletin.audience.is_outside(),
            lang,
        };
        let paper =
            Paper { name: &subject.name, full_mark: subject.full_mark, decimals: subject.decimals, cuts: subject.cuts };
        Figure {
            title: words::distribution_of(&name(subject, lang), lang),
            svg: figures::distribution(&paper, &subject.distribution, &MarkTable::default(), &setting),
            missing: lang.pick("人数过少，不予显示", "Too few pupils to be shown").to_owned(),
        }
    }
}
