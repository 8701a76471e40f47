//! The classes of a school, side by side.

use wutong_model::{Reason, Reported};

use super::{NONE, Writer, name, own, whole};
use crate::document::{Block, Cell, Head, Role, Row, Section, Span, Table};
use crate::profile::{ClassProfile, ClassSubject, SubjectProfile};
use crate::words::{self, Lang};

const TOTAL_METRICS: [&str; 5] = ["n_valid", "mean", "excellence_rate", "pass_rate", "low_rate"];

impl Writer<'_> {
    /// Two tables, where a school has two classes or more; otherwise the reason why not. Nothing of a school without a mark.
    pub(super) fn classes(&mut self) -> Option<Section> {
        let lang = self.lang;
        if self.has_no_mark() {
            return None;
        }
        let blocks = match (self.profile.classes.len(), whole(self.profile)) {
            (2.., (Some(total), single)) => self.class_tables(total, &single),
            (1, _) => vec![Block::text(
                Role::Empty,
                lang.pick(
                    "本校只有一个班级，班级数值即全校数值。",
                    "The school has a single class; its numbers are those of the school.",
                ),
            )],
            (2.., (None, _)) => {
                vec![Block::text(Role::Empty, lang.pick("本次考试没有总分。", "The exam has no total."))]
            }
            _ => vec![Block::text(Role::Empty, lang.pick("本次数据没有班级信息。", "The data name no classes."))],
        };
        Some(Section { id: "classes", title: lang.pick("班级情况", "Classes").to_owned(), blocks })
    }

    fn class_tables(&mut self, total: &SubjectProfile, single: &[&SubjectProfile]) -> Vec<Block> {
        let lang = self.lang;
        let lead = lang.pick(
            "下行为与全校之差，标记含义同上，但对照的是本校整体。班级人数少，波动大，请勿据此给班级或教师排队。",
            "The lower line is the difference to the whole school; marks as above, against the school. Classes are small and swing widely: do not rank classes or teachers by them.",
        );
        let mut blocks = vec![Block::text(Role::Lead, lead), Block::Table(self.total_table(total))];
        if !single.is_empty() {
            blocks.push(Block::Table(self.mean_table(single)));
        }
        blocks.push(self.between(total));
        blocks
    }

    fn total_table(&mut self, total: &SubjectProfile) -> Table {
        let (profile, lang) = (self.profile, self.lang);
        let mut heads = vec![Head::plain(lang.pick("班级", "Class"))];
        heads.extend(TOTAL_METRICS.map(|id| self.cells.head(id)));
        let mut rows: Vec<Row> = profile.classes.iter().map(|class| self.total_row(class, total)).collect();
        let cells = TOTAL_METRICS.map(|id| self.school_cell(total, id)).into();
        rows.push(Row { names: vec![Span::plain(words::this_school(lang))], cells, strong: true });
        let total = name(total, lang);
        let caption = match lang {
            Lang::Zh => format!("各班{total}"),
            Lang::En => format!("{total} by class"),
        };
        Table { caption, heads, n_names: 1, rows, compact: true }
    }

    fn total_row(&mut self, class: &ClassProfile, total: &SubjectProfile) -> Row {
        let names = vec![Span::plain(class.name.clone())];
        let Some(entry) = entry(class, total) else { return Row { names, ..Row::default() } };
        let cells = entry.values().into_iter().map(|(id, value)| match id {
            "n_valid" => self.cells.plain(id, value, NONE),
            _ => self.cells.against(id, (value, entry.n_valid), own(total, id), None),
        });
        Row { names, cells: cells.collect(), strong: false }
    }

    fn mean_table(&mut self, subjects: &[&SubjectProfile]) -> Table {
        let (profile, lang) = (self.profile, self.lang);
        let mut heads = vec![Head::plain(lang.pick("班级", "Class"))];
        let mean = self.cells.head("mean").metric;
        heads.extend(subjects.iter().map(|subject| Head { text: subject.name.clone(), metric: mean.clone() }));
        let mut rows: Vec<Row> = profile.classes.iter().map(|class| self.mean_row(class, subjects)).collect();
        let of_school = subjects.iter().map(|subject| self.school_cell(subject, "mean")).collect();
        rows.push(Row { names: vec![Span::plain(words::this_school(lang))], cells: of_school, strong: true });
        let between = self.cells.head("between_class_icc");
        let cells = subjects
            .iter()
            .map(|subject| Cell { metric: between.metric.clone(), ..self.school_cell(subject, "between_class_icc") });
        let cells = cells.collect();
        rows.push(Row { names: vec![Span::plain(between.text)], cells, strong: false });
        let caption = lang.pick("各班各学科平均分", "Means by class and subject").to_owned();
        Table { caption, heads, n_names: 1, rows, compact: true }
    }

    fn mean_row(&mut self, class: &ClassProfile, subjects: &[&SubjectProfile]) -> Row {
        let cell = |subject: &&SubjectProfile| match entry(class, subject) {
            Some(entry) => self.cells.against("mean", (entry.mean, entry.n_valid), own(subject, "mean"), None),
            None => self.cells.missing("mean", Reason::NotApplicable),
        };
        Row { names: vec![Span::plain(class.name.clone())], cells: subjects.iter().map(cell).collect(), strong: false }
    }

    fn between(&mut self, total: &SubjectProfile) -> Block {
        let lang = self.lang;
        let cell = self.school_cell(total, "between_class_icc");
        let info = wutong_stats::metric("between_class_icc");
        let meaning = info.map_or("", |info| lang.pick(info.meaning_zh, info.meaning_en));
        let value: Reported<f64> = own(total, "between_class_icc");
        let value = match value.reason() {
            Some(reason) => format!(
                "{}{}",
                cell.text,
                lang.pick("（", " (").to_owned() + words::reason(reason, lang) + lang.pick("）", ")")
            ),
            None => cell.text,
        };
        Block::Text {
            role: Role::Plain,
            spans: vec![
                Span::strong(lang.pick("班级间差异：", "Between classes: ")),
                Span::plain(match lang {
                    Lang::Zh => format!("{meaning}按{}计为 ", name(total, lang)),
                    Lang::En => format!("{meaning} By {} it is ", name(total, lang)),
                }),
                Span::strong(value),
                Span::plain(lang.pick(
                    "；数值越小，各班越均衡，越大则说明分班或教学上的差别越值得了解。",
                    ". The smaller, the more alike the classes; the larger, the more it is worth asking how classes were formed and taught.",
                )),
            ],
        }
    }

    fn school_cell(&mut self, subject: &SubjectProfile, id: &str) -> Cell {
        self.cells.plain(id, own(subject, id), own(subject, "n_valid"))
    }
}

fn entry<'a>(class: &'a ClassProfile, subject: &SubjectProfile) -> Option<&'a ClassSubject> {
    class.subjects.iter().find(|entry| entry.subject == subject.id)
}
