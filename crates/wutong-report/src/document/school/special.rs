//! Groups of the school's pupils, such as girls and boys.

use wutong_model::{Reported, TOTAL};

use super::{NONE, Writer, is_comparable, name};
use crate::document::{Block, Cell, Head, Role, Row, Section, Span, Table};
use crate::profile::{SpecialGroup, SpecialSubject, SubjectProfile};
use crate::words;

const COLUMNS: [&str; 4] = ["mean", "excellence_rate", "pass_rate", "low_rate"];

impl Writer<'_> {
    /// One table an attribute; nothing where the exam states none.
    pub(super) fn special_groups(&mut self) -> Option<Section> {
        let (profile, lang) = (self.profile, self.lang);
        let mut attributes: Vec<&str> = profile.special_groups.iter().map(|group| group.attribute.as_str()).collect();
        attributes.dedup();
        if attributes.is_empty() || self.has_no_mark() {
            return None;
        }
        let lead = if self.is_compared() {
            lang.pick(
                "每一群体与全区的同一群体对照（如本校女生与全区女生），不是群体之间互比；人数过少的群体不予显示。",
                "Each group stands beside the same group of the region (the school's girls beside all girls), not beside the other group; small groups are not shown.",
            )
        } else {
            lang.pick("人数过少的群体不予显示。", "Small groups are not shown.")
        };
        let mut blocks = vec![Block::text(Role::Lead, lead)];
        for attribute in attributes {
            let groups = profile.special_groups.iter().filter(|group| group.attribute == attribute);
            let table = self.special_table(attribute, &groups.collect::<Vec<_>>());
            blocks.push(Block::Table(table));
        }
        Some(Section { id: "special", title: lang.pick("学生群体", "Groups of pupils").to_owned(), blocks })
    }

    fn special_table(&mut self, attribute: &str, groups: &[&SpecialGroup]) -> Table {
        let (profile, lang) = (self.profile, self.lang);
        let what = words::attribute(attribute, lang);
        let mut heads = vec![Head::plain(lang.pick("学科", "Subject")), Head::plain(what)];
        heads.push(self.cells.head("n_valid"));
        heads.extend(COLUMNS.map(|id| self.cells.head(id)));
        let mut rows = Vec::new();
        for (position, subject) in profile.subjects.iter().enumerate() {
            for group in groups {
                if let Some(own) = group.subjects.get(position) {
                    let value = words::attribute_value(&group.value, lang);
                    let names = vec![Span::plain(name(subject, lang)), Span::plain(value)];
                    rows.push(Row { names, cells: self.special_cells(subject, own), strong: subject.id == TOTAL });
                }
            }
        }
        let caption = match lang {
            words::Lang::Zh => format!("按{what}的各学科情况"),
            words::Lang::En => format!("Subjects by {}", what.to_lowercase()),
        };
        Table { caption, heads, n_names: 2, rows, compact: true }
    }

    fn special_cells(&mut self, subject: &SubjectProfile, own: &SpecialSubject) -> Vec<Cell> {
        let of = |id: &str| own.values.iter().find(|value| value.metric == id);
        let value = |id: &str| of(id).map_or(NONE, |value| value.school);
        let n: Reported<f64> = value("n_valid");
        let mut cells = vec![self.cells.plain("n_valid", n, NONE)];
        for id in COLUMNS {
            cells.push(if self.has_region() && is_comparable(subject) {
                let region = of(id).map_or(NONE, |value| value.region);
                self.cells.against(id, (value(id), n), region, Some(words::region(self.lang)))
            } else {
                self.cells.plain(id, value(id), n)
            });
        }
        cells
    }
}
