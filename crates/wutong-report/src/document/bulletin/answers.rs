//! What the exam asks for beside the metrics, school by school: who reaches the lines, and who the targets.

use wutong_model::{Reason, Reported, TOTAL};

use super::{NONE, Writer, name};
use crate::document::{Block, Cell, Head, Role, Row, Section, Span, Table, target_cell};
use crate::profile::{GroupAnswer, RegionSubject};
use crate::tables::VERDICT;
use crate::words;

/// Columns of a line of the total, school by school.
const OF_TOTAL: [&str; 3] = ["n_online", "online_rate", "n_borderline"];
/// Columns of the effective line of a subject.
const OF_SUBJECT: [&str; 7] =
    ["n_online", "n_single", "n_double", "n_subject_only", "n_misplaced", "hit_rate", "contribution_rate"];
/// Columns of a target.
const OF_TARGET: [&str; 3] = ["value", "target", "gap"];

impl Writer<'_> {
    /// One section a table that the exam asks for; none where it asks for nothing, or the reader is not told.
    pub(super) fn answers(&mut self) -> Vec<Section> {
        [self.lines(), self.targets()].into_iter().flatten().collect()
    }

    /// Every line: the total by school, the subjects over the region; in the report of a subject the subject by school.
    fn lines(&mut self) -> Option<Section> {
        let (bulletin, lang) = (self.bulletin, self.lang);
        let all: Vec<&GroupAnswer> = bulletin.answers.iter().filter(|row| row.table == "lines").collect();
        let mut blocks = Vec::new();
        for of_line in by_key(&all, |row| &row.entry) {
            let line = lang.pick(&of_line[0].name.0, &of_line[0].name.1).clone();
            let of_whole = |row: &&&GroupAnswer| row.level == "region";
            let total: Vec<&GroupAnswer> = of_line.iter().copied().filter(|row| row.subject == TOTAL).collect();
            if !total.is_empty() {
                let at = total.iter().find(|row| row.level == "region").map(|row| value(row, "line_mark"));
                let at = self.cells.plain("line_mark", at.unwrap_or(NONE), NONE).text;
                let caption = match lang {
                    words::Lang::Zh => format!("{line}（总分 {at} 分）：各校上线情况"),
                    words::Lang::En => format!("{line} (total {at}): schools"),
                };
                blocks.push(Block::Table(self.by_group(&total, &OF_TOTAL, caption)));
            }
            match bulletin.subjects.as_slice() {
                [only] if only.id != TOTAL => {
                    let caption = match lang {
                        words::Lang::Zh => format!("{line}：各校{}有效分达到情况", only.name),
                        words::Lang::En => format!("{line}: {} by school", only.name),
                    };
                    let caption = match of_line.iter().find(of_whole).map(|row| value(row, "line_mark")) {
                        Some(at @ Reported::Estimate { .. }) => {
                            let at = self.cells.plain("line_mark", at, NONE).text;
                            match lang {
                                words::Lang::Zh => format!("{caption}（有效分 {at} 分）"),
                                words::Lang::En => format!("{caption} (line of the subject {at})"),
                            }
                        }
                        _ => caption,
                    };
                    blocks.push(Block::Table(self.by_group(&of_line, &OF_SUBJECT, caption)));
                }
                _ => {
                    let of_region: Vec<&GroupAnswer> =
                        of_line.iter().copied().filter(|row| row.level == "region" && row.subject != TOTAL).collect();
                    if !of_region.is_empty() {
                        blocks.push(Block::Table(self.by_subject_of_line(&of_region, &line)));
                    }
                }
            }
        }
        if blocks.is_empty() {
            return None;
        }
        let lead = format!("{}{}", words::answer_content("lines", lang), lang.pick("。", "."));
        blocks.insert(0, Block::text(Role::Lead, lead));
        blocks.push(Block::text(Role::Small, words::how_lines_add_up(lang)));
        Some(Section { id: "lines", title: words::answer("lines", lang).to_owned(), blocks })
    }

    /// The effective line of every subject over the region.
    fn by_subject_of_line(&mut self, rows: &[&GroupAnswer], line: &str) -> Table {
        let lang = self.lang;
        let mut heads = vec![Head::plain(lang.pick("学科", "Subject")), self.cells.head("line_mark")];
        heads.extend(OF_SUBJECT.map(|id| self.cells.head(id)));
        let rows = rows.iter().map(|row| {
            let ids = std::iter::once("line_mark").chain(OF_SUBJECT);
            let cells = ids.map(|id| self.cells.plain(id, value(row, id), NONE)).collect();
            Row { names: vec![Span::plain(self.subject_of(row))], cells, strong: false }
        });
        let rows = rows.collect();
        let caption = match lang {
            words::Lang::Zh => format!("{line}：全区各学科有效分与上线人数"),
            words::Lang::En => format!("{line}: subjects over the region"),
        };
        Table { caption, heads, n_names: 1, rows, compact: true }
    }

    /// One row a group, the region last.
    fn by_group(&mut self, rows: &[&GroupAnswer], ids: &[&str], caption: String) -> Table {
        let mut heads = vec![Head::plain(self.lang.pick("名称", "Name"))];
        // A column that the exam does not ask for says nothing.
        let asked = |id: &&str| rows.iter().any(|row| value(row, id).reason() != Some(Reason::NotApplicable));
        let ids: Vec<&str> = ids.iter().copied().filter(asked).collect();
        heads.extend(ids.iter().map(|id| self.cells.head(id)));
        let (whole, parts): (Vec<&GroupAnswer>, Vec<&GroupAnswer>) =
            rows.iter().copied().partition(|row| row.level == "region");
        let rows = parts.iter().chain(&whole).map(|row| Row {
            names: vec![Span::plain(self.group_name(row))],
            cells: ids.iter().map(|id| self.cells.plain(id, value(row, id), NONE)).collect(),
            strong: row.level == "region",
        });
        let rows = rows.collect();
        Table { caption, heads, n_names: 1, rows, compact: true }
    }

    /// Targets, those of one metric in one table.
    fn targets(&mut self) -> Option<Section> {
        let (bulletin, lang) = (self.bulletin, self.lang);
        let all: Vec<&GroupAnswer> = bulletin.answers.iter().filter(|row| row.table == "targets").collect();
        let mut blocks = Vec::new();
        for rows in by_key(&all, |row| (&row.subject, &row.metric, &row.line)) {
            let [first, ..] = rows[..] else { continue };
            let metric = lang.pick(&first.name.0, &first.name.1);
            let subject = self.subject_of(first);
            let gap = lang.pick("：", ": ");
            let mut heads = vec![Head::plain(lang.pick("名称", "Name"))];
            heads.extend(OF_TARGET.map(|id| self.cells.head(id)));
            heads.push(Head::plain(words::answer(VERDICT, lang)));
            let rows = rows.iter().map(|row| self.target_row(row)).collect();
            let caption = format!("{subject}{gap}{metric}");
            blocks.push(Block::Table(Table { caption, heads, n_names: 1, rows, compact: true }));
        }
        if blocks.is_empty() {
            return None;
        }
        let lead = format!("{}{}", words::answer_content("targets", lang), lang.pick("。", "."));
        blocks.insert(0, Block::text(Role::Lead, lead));
        Some(Section { id: "targets", title: words::answer("targets", lang).to_owned(), blocks })
    }

    fn target_row(&mut self, row: &GroupAnswer) -> Row {
        let metric = row.metric.as_deref();
        let mut cells: Vec<Cell> =
            OF_TARGET.iter().map(|id| target_cell(&mut self.cells, metric, id, value(row, id))).collect();
        cells.push(match row.verdict {
            Some(Reported::Estimate { value, .. }) => Cell::words(words::target_verdict(value, self.lang)),
            Some(Reported::Withheld(reason)) => self.cells.missing(VERDICT, reason),
            None => Cell::default(),
        });
        Row { names: vec![Span::plain(self.group_name(row))], cells, strong: row.level == "region" }
    }

    fn group_name(&self, row: &GroupAnswer) -> String {
        match row.level.as_str() {
            "region" => words::level(wutong_model::Level::Region, self.lang).to_owned(),
            _ => row.group_name.clone(),
        }
    }

    fn subject_of(&self, row: &GroupAnswer) -> String {
        let is_it = |subject: &&RegionSubject| subject.id == row.subject;
        self.bulletin
            .subjects
            .iter()
            .find(is_it)
            .map_or_else(|| row.subject.clone(), |subject| name(subject, self.lang))
    }
}

fn value(row: &GroupAnswer, id: &str) -> Reported<f64> {
    row.values.iter().find(|value| value.metric == id).map_or(NONE, |value| value.value)
}

/// Rows of the same key together, in the order of their first.
fn by_key<'a, K: PartialEq>(rows: &[&'a GroupAnswer], key: impl Fn(&'a GroupAnswer) -> K) -> Vec<Vec<&'a GroupAnswer>> {
    let mut parts: Vec<(K, Vec<&GroupAnswer>)> = Vec::new();
    for &row in rows {
        let own = key(row);
        match parts.iter_mut().find(|(known, _)| *known == own) {
            Some((_, part)) => part.push(row),
            None => parts.push((own, vec![row])),
        }
    }
    parts.into_iter().map(|(_, part)| part).collect()
}
