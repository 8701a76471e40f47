//! The report of a class as a document: the class beside its school, for those who teach it.
//!
//! Order: verdict, the values to see first, how to read them, the same in sentences, subjects, distribution, knowledge points and items, notes.

mod summary;

use wutong_model::{Reason, Reported, TOTAL, Verdict};

use super::figures::{self, Spread};
use super::school::{card_label, exam_facts, rule_blocks};
use super::{Block, Card, Cell, Cells, Document, Figure, Head, Role, Row, Section, Span, Table, VerdictBlock};
use crate::profile::{ClassPaper, ClassPart, ClassReport, ClassValue};
use crate::words::{self, Lang};

const NONE: Reported<f64> = Reported::Withheld(Reason::NotApplicable);
/// Values to see first, of the total.
const CARDS: [&str; 5] = ["mean", "excellence_rate", "pass_rate", "low_rate", "participation_rate"];
/// Columns of the table of subjects, after the number of pupils.
const COLUMNS: [&str; 5] = ["mean", "score_rate", "excellence_rate", "pass_rate", "low_rate"];
/// Columns of the table of spread.
const SPREAD: [&str; 6] = ["sd", "p10", "q1", "median", "q3", "p90"];
/// A matter is named where the class lies this far below its school, and the interval says that it is no chance.
const WEAK: f64 = 0.05;
const MOST_WEAK: usize = 5;

struct Writer<'a> {
    report: &'a ClassReport,
    lang: Lang,
    cells: Cells,
}

/// The report of a class as a document.
#[must_use]
pub fn class(report: &ClassReport, lang: Lang) -> Document {
    let mut writer = Writer { report, lang, cells: Cells::new(lang) };
    let opening = writer.opening();
    let mut sections: Vec<Section> = writer.summary().into_iter().collect();
    sections.extend([writer.subjects(), writer.distribution()]);
    sections.extend(writer.items());
    sections.extend(writer.notes());
    let school = &report.school;
    let mut facts = vec![school.name.clone()];
    facts.extend((school.id != school.name).then(|| school.id.clone()));
    facts.extend(school.county.clone());
    Document {
        kind: "class",
        lang: lang.pick("zh-CN", "en"),
        overline: report.exam.title.clone(),
        title: format!("{} {}", school.name, report.class.name),
        facts: vec![facts, exam_facts(&report.exam, lang)],
        confidential: words::confidentiality(report.audience, lang).map(str::to_owned),
        producer: format!("{} {}", lang.pick("五同", "Wutong"), report.notes.version),
        opening,
        sections,
        metrics: writer.cells.notes(report.notes.difference.formula, report.notes.denominator),
        metrics_title: lang.pick("指标含义与公式", "Metrics and formulas").to_owned(),
        ..Document::default()
    }
    .without_blank_columns(lang)
    .of_region(report.exam.region.as_deref())
}

impl Writer<'_> {
    fn opening(&mut self) -> Vec<Block> {
        let (report, lang) = (self.report, self.lang);
        let subjects = report.subjects.iter().map(|each| (&*each.id, &*each.name, each.verdict));
        let verdict = Block::Verdict(VerdictBlock::of(&report.exam, report.verdict, subjects, &report.findings, lang));
        let first = report.subjects.iter().find(|subject| subject.id == TOTAL).or(report.subjects.first());
        let shown = |subject: &&ClassPaper, id: &&str| class_value(subject, id).value().is_some();
        let cards: Vec<Card> = first
            .map(|subject| {
                CARDS.into_iter().filter(|id| shown(&subject, id)).map(|id| self.card(subject, id)).collect()
            })
            .unwrap_or_default();
        let mut blocks = vec![verdict];
        if !cards.is_empty() {
            blocks.push(Block::Cards { cards });
        }
        let text = if self.has_others() {
            lang.pick(
                "各数值与全校对照。一个班只有几十人，换一批水平相同的学生，平均分也会上下几分：只有标 ▲ 或 ▼ 的差别超出了这种波动，二十个数字中仍约有一个出于巧合。分班、任课与学生基础都会影响数值，请不要据此给班级或教师排队。",
                "Values stand beside the school's. A class has a few dozen pupils, and others of the same ability would change its mean by several points: only differences marked ▲ or ▼ are larger than that, and about one number in twenty is marked by chance alone. Setting, teaching and what pupils brought along all play a part; do not rank classes or teachers by these numbers.",
            )
        } else {
            lang.pick(
                "本校只有这一个班级，班级数值即全校数值，不作对照。",
                "This is the only class of the school; its values are the school's, and nothing is held against them.",
            )
        };
        let head = Span::strong(lang.pick("怎样阅读：", "How to read: "));
        blocks.push(Block::Text { role: Role::Plain, spans: vec![head, Span::plain(text)] });
        blocks
    }

    /// Whether the school has anything beside the class.
    fn has_others(&self) -> bool {
        self.report.class.n_classes > 1
    }

    fn card(&mut self, subject: &ClassPaper, id: &str) -> Card {
        let lang = self.lang;
        self.cells.explain(id);
        let mut cell = self.cell(subject, id);
        cell.metric = Some(id.to_owned());
        let bounds = class_value(subject, id).interval();
        let text = |bounds| words::interval(&super::interval_text(wutong_stats::metric(id), bounds), lang);
        Card {
            label: card_label(&name(subject, lang), &subject.id, id, lang),
            cell,
            lines: bounds.map(text).into_iter().collect(),
        }
    }

    /// A value of the class, held against the school's where there are other classes.
    fn cell(&mut self, subject: &ClassPaper, id: &str) -> Cell {
        let n = class_value(subject, if id == "participation_rate" { "n_expected" } else { "n_valid" });
        let own = class_value(subject, id);
        if !self.has_others() {
            return self.cells.plain(id, own, n);
        }
        let school = subject.value(id).map_or(NONE, |value| value.school);
        self.cells.against(id, (own, n), school, Some(words::whole_school(self.lang)))
    }

    fn subjects(&mut self) -> Section {
        let (report, lang) = (self.report, self.lang);
        let mut heads = vec![Head::plain(lang.pick("学科", "Subject")), self.cells.head("n_valid")];
        heads.extend(COLUMNS.map(|id| self.cells.head(id)));
        let row = |subject: &ClassPaper| {
            let mut cells = vec![self.cells.plain("n_valid", class_value(subject, "n_valid"), NONE)];
            cells.extend(COLUMNS.map(|id| self.cell(subject, id)));
            Row { names: vec![Span::plain(name(subject, lang))], cells, strong: subject.id == TOTAL }
        };
        let rows = report.subjects.iter().map(row).collect();
        let caption = lang.pick("各学科主要指标", "Headline values by subject").to_owned();
        let mut blocks = vec![Block::Table(Table { caption, heads, n_names: 1, rows, compact: false })];
        if self.has_others() {
            blocks.push(Block::Legend { entries: super::school::marks(words::whole_school(lang), lang) });
            blocks.push(Block::text(
                Role::Small,
                lang.pick(
                    "上行为本班，下行为全校和两者之差（平均分为分，比率为百分点）；区间不含全校数值才标 ▲ 或 ▼。",
                    "Upper line: the class. Lower line: the school, and the difference (points, or percentage points for rates); ▲ and ▼ mean that the interval leaves the school's value out.",
                ),
            ));
            blocks.push(Block::text(Role::Small, words::unmarked(lang)));
        }
        Section { id: "subjects", title: lang.pick("各学科概况", "Subjects at a glance").to_owned(), blocks }
    }

    fn distribution(&mut self) -> Section {
        let (report, lang) = (self.report, self.lang);
        let mut heads = vec![Head::plain(lang.pick("学科", "Subject"))];
        heads.extend(SPREAD.map(|id| self.cells.head(id)));
        let row = |subject: &ClassPaper| {
            let n = class_value(subject, "n_valid");
            let cells = SPREAD.map(|id| self.cells.plain(id, class_value(subject, id), n)).into();
            Row { names: vec![Span::plain(name(subject, lang))], cells, strong: subject.id == TOTAL }
        };
        let rows = report.subjects.iter().map(row).collect();
        let caption = lang.pick("本班分数的离散程度", "Spread of marks in the class").to_owned();
        let table = Block::Table(Table { caption, heads, n_names: 1, rows, compact: true });
        let mut blocks = vec![table];
        let spread: Vec<Spread<'_>> = report.subjects.iter().map(|subject| self.spread(subject)).collect();
        if let Some(svg) = figures::percentiles(&spread, (words::this_class(lang), words::whole_school(lang)), lang) {
            let lead = lang.pick(
                "下图把各科放在同一把尺上：粗条为中间一半学生（下四分位至上四分位），竖线为中位数，细线为第 10 至第 90 百分位。条越长，班内分化越大。",
                "All subjects on one scale: the thick bar is the middle half of the pupils (lower to upper quartile), the tick their median, the thin line the 10th to the 90th percentile. The longer, the wider the spread.",
            );
            let title = words::spread(lang).to_owned();
            blocks.push(Block::text(Role::Lead, lead));
            blocks.push(Block::Figure(Figure { title, svg: Some(svg), missing: String::new() }));
            let without = figures::without_reference(&spread, words::whole_school(lang), lang);
            blocks.extend(without.map(|text| Block::text(Role::Small, text)));
        }
        Section { id: "distribution", title: lang.pick("分数分布", "Distribution of marks").to_owned(), blocks }
    }

    fn spread<'s>(&self, subject: &'s ClassPaper) -> Spread<'s> {
        let values = |pick: fn(&ClassValue) -> Reported<f64>| {
            figures::PERCENTILES.map(|id| subject.value(id).map_or(NONE, pick))
        };
        Spread {
            name: words::subject_in(&subject.id, &subject.name, self.lang),
            full_mark: subject.full_mark,
            own: values(|value| value.class),
            reference: self.has_others().then(|| values(|value| value.school)),
        }
    }

    /// One section a subject whose item marks were read.
    fn items(&mut self) -> Vec<Section> {
        let report = self.report;
        let parts = |id: &str| report.parts.iter().filter(|part| part.subject == id).collect::<Vec<_>>();
        let read: Vec<_> = report.subjects.iter().map(|subject| (subject, parts(&subject.id))).collect();
        read.into_iter()
            .filter(|(_, parts)| !parts.is_empty())
            .map(|(subject, parts)| self.paper(subject, &parts))
            .collect()
    }

    fn paper(&mut self, subject: &ClassPaper, parts: &[&ClassPart]) -> Section {
        let lang = self.lang;
        let mut blocks: Vec<Block> = self.weak(parts).into_iter().collect();
        for dimension in ["knowledge_point", "ability", "item_type", "item"] {
            let of: Vec<&ClassPart> = parts.iter().copied().filter(|part| part.dimension == dimension).collect();
            if !of.is_empty() {
                blocks.push(Block::Table(self.parts_table(subject, dimension, &of)));
            }
        }
        let title = match lang {
            Lang::Zh => format!("{}：知识点与小题", subject.name),
            Lang::En => format!("{}: knowledge points and items", subject.name),
        };
        Section { id: "items", title, blocks }
    }

    /// Where the class lies clearly below its school, the furthest first.
    fn weak(&self, parts: &[&ClassPart]) -> Option<Block> {
        let lang = self.lang;
        if !self.has_others() {
            return None;
        }
        let gap = |part: &&ClassPart| {
            let (own, school) = (part.score_rate.class.value()?, part.score_rate.school.value()?);
            let (_, upper) = part.score_rate.class.interval()?;
            (part.dimension == "knowledge_point" && own - school <= -WEAK && upper < school)
                .then_some((own - school, own))
        };
        let mut weak: Vec<((f64, f64), &ClassPart)> =
            parts.iter().filter_map(|part| Some((gap(part)?, *part))).collect();
        weak.sort_by(|left, right| left.0.0.total_cmp(&right.0.0));
        let info = wutong_stats::metric("item_score_rate");
        let named: Vec<String> = weak
            .iter()
            .take(MOST_WEAK)
            .map(|((gap, own), part)| {
                let name = lang.pick(&part.name.0, &part.name.1);
                format!("{name} {}（{}）", super::value_text(info, *own), super::signed(info, *gap))
            })
            .collect();
        let text = if named.is_empty() {
            lang.pick(
                "没有明显低于全校（5 个百分点以上且超出波动）的知识点。",
                "No knowledge point lies clearly (5 percentage points and beyond chance) below the school.",
            )
            .to_owned()
        } else {
            format!("{}{}", named.join(lang.pick("；", "; ")), lang.pick("。", "."))
        };
        let head = lang.pick("明显低于全校的知识点：", "Clearly below the school: ");
        Some(Block::Text { role: Role::Plain, spans: vec![Span::strong(head), Span::plain(text)] })
    }

    fn parts_table(&mut self, subject: &ClassPaper, dimension: &str, parts: &[&ClassPart]) -> Table {
        let lang = self.lang;
        let is_item = dimension == "item";
        let what = if is_item { lang.pick("题号", "Item") } else { words::item_dimension(dimension, lang) };
        let about = if is_item { lang.pick("知识点", "Knowledge points") } else { lang.pick("题号", "Items") };
        let id = if is_item { "facility" } else { "item_score_rate" };
        let has_region = !self.report.exam.is_single();
        let mut heads = vec![
            Head::plain(what),
            Head::plain(about),
            Head { text: words::this_class(lang).to_owned(), ..self.cells.head(id) },
        ];
        if has_region {
            heads.push(Head { text: words::region(lang).to_owned(), ..self.cells.head(id) });
        }
        let row = |part: &&ClassPart| {
            let about =
                part.details.get(if is_item { "knowledge_points" } else { "items" }).cloned().unwrap_or_default();
            let ClassValue { class, school, region, .. } = &part.score_rate;
            let own = if self.has_others() {
                self.cells.against(id, (*class, NONE), *school, Some(words::whole_school(lang)))
            } else {
                self.cells.plain(id, *class, NONE)
            };
            let mut cells = vec![Cell::words(about), own];
            if has_region {
                cells.push(if subject.verdict == Verdict::Refused {
                    self.cells.missing(id, Reason::NotComparable)
                } else {
                    self.cells.plain(id, *region, NONE)
                });
            }
            Row { names: vec![Span::plain(lang.pick(&part.name.0, &part.name.1).clone())], cells, strong: false }
        };
        let rows = parts.iter().map(row).collect();
        let caption = match lang {
            Lang::Zh => format!("{}：按{what}的得分率", subject.name),
            Lang::En => format!("{}: score rates by {}", subject.name, what.to_lowercase()),
        };
        Table { caption, heads, n_names: 1, rows, compact: true }
    }

    /// Rules, and why values are missing.
    fn notes(&mut self) -> Vec<Section> {
        let lang = self.lang;
        let mut sections = vec![Section {
            id: "notes",
            title: lang.pick("口径说明", "Notes").to_owned(),
            blocks: rule_blocks(&self.report.exam, self.report.audience, &self.report.notes, lang),
        }];
        sections.extend(self.cells.reasons.section(lang));
        sections
    }
}

fn class_value(subject: &ClassPaper, id: &str) -> Reported<f64> {
    subject.value(id).map_or(NONE, |value| value.class)
}

fn name(subject: &ClassPaper, lang: Lang) -> String {
    words::subject_in(&subject.id, &subject.name, lang).to_owned()
}
