//! What the exam asks for beside the metrics, one section a table.

use wutong_model::spec::WEIGHTED;
use wutong_model::{Reason, Reported, TOTAL};

use super::{NONE, Writer};
use crate::document::{Block, Cell, Head, Role, Row, Section, Span, Table, interval_text, target_cell};
use crate::profile::{AnswerRow, ProfileAnswer};
use crate::tables::VERDICT;
use crate::words;

/// Columns of lines that fit a page; the workbook has them all.
const LINES: [&str; 10] = [
    "line_mark",
    "online_rate",
    "n_online",
    "n_single",
    "n_double",
    "n_subject_only",
    "n_misplaced",
    "hit_rate",
    "contribution_rate",
    "n_borderline",
];

/// Columns of bands that fit a page.
const BANDS: [&str; 5] = ["band_from", "band_count", "band_share", "band_cumulative_share", "band_part_of_exam"];

/// What the exam says and no pupil: beside hidden values it tells nothing of the school.
const STATED: [&str; 4] = ["line_mark", "band_from", "band_to", "target"];

/// The rows of a table without the empty bands at either end of a subject.
fn with_pupils(answer: &ProfileAnswer) -> impl Iterator<Item = &AnswerRow> {
    let has_pupils = |row: &AnswerRow| {
        let count = row.values.iter().find(|value| value.metric == "band_count");
        count.is_none_or(|count| count.school.value() != Some(0.0))
    };
    answer.rows.chunk_by(|row, next| row.subject == next.subject).flat_map(move |rows| {
        let ends = rows.iter().position(has_pupils).zip(rows.iter().rposition(has_pupils));
        ends.map_or(&rows[..0], |(first, last)| &rows[first..=last])
    })
}

impl Writer<'_> {
    /// The tables with rows of the school itself.
    pub(super) fn answers(&mut self) -> Vec<Section> {
        let profile = self.profile;
        // Items have a section of their own.
        let others = profile.answers.iter().filter(|answer| !["items", "knowledge_points"].contains(&&*answer.table));
        others.filter(|answer| !answer.rows.is_empty()).map(|answer| self.answer(answer)).collect()
    }

    fn answer(&mut self, answer: &ProfileAnswer) -> Section {
        let lang = self.lang;
        // A column that no row of the school has says nothing.
        let is_there = |id: &str| {
            let value = |row: &AnswerRow| row.values.iter().find(|value| value.metric == id).map(|value| value.school);
            let mut values = answer.rows.iter().filter_map(value);
            values.any(|value| value.reason() != Some(Reason::NotApplicable))
        };
        let ids = answer.rows.first().map_or(&[][..], |row| &row.values).iter().map(|value| value.metric.as_str());
        let fits = |id: &str| match answer.table.as_str() {
            "lines" => LINES.contains(&id),
            "bands" => BANDS.contains(&id),
            _ => true,
        };
        let values = || answer.rows.iter().flat_map(|row| &row.values);
        let is_told = values().any(|value| !STATED.contains(&&*value.metric) && value.school.value().is_some());
        let fits = |id: &str| fits(id) && (is_told || !STATED.contains(&id));
        let ids: Vec<&str> = ids.filter(|id| fits(id) && is_there(id)).collect();
        let mut heads = vec![Head::plain(lang.pick("学科", "Subject")), Head::plain(words::entry(&answer.table, lang))];
        heads.extend(ids.iter().map(|id| self.cells.head(id)));
        if answer.rows.iter().any(|row| row.verdict.is_some()) {
            heads.push(Head::plain(words::answer(VERDICT, lang)));
        }
        let rows = with_pupils(answer).map(|row| self.answer_row(answer, row, &ids)).collect();
        let title = words::answer(&answer.table, lang).to_owned();
        let lead = format!("{}{}", words::answer_content(&answer.table, lang), lang.pick("。", "."));
        let table = Table { caption: title.clone(), heads, n_names: 2, rows, compact: true };
        let mut blocks = vec![Block::text(Role::Lead, lead), Block::Table(table)];
        if answer.table == "lines" {
            blocks.push(Block::text(Role::Small, words::how_lines_add_up(lang)));
        }
        Section { id: "answers", title, blocks }
    }

    fn answer_row(&mut self, answer: &ProfileAnswer, row: &AnswerRow, ids: &[&str]) -> Row {
        let lang = self.lang;
        let subject = match self.profile.subjects.iter().find(|subject| subject.id == row.subject) {
            _ if row.subject == TOTAL => words::total(lang).to_owned(),
            Some(subject) => subject.name.clone(),
            None if row.subject == WEIGHTED => lang.pick("加权综合", "weighted").to_owned(),
            None => row.subject.clone(),
        };
        let mut cells: Vec<Cell> = ids.iter().map(|id| self.answer_cell(answer, row, id)).collect();
        cells.extend(row.verdict.map(|verdict| match verdict {
            Reported::Estimate { value, .. } => Cell::words(words::target_verdict(value, lang)),
            Reported::Withheld(reason) => self.cells.missing(VERDICT, reason),
        }));
        let names = vec![Span::plain(subject), Span::plain(lang.pick(&row.name.0, &row.name.1).clone())];
        Row { names, cells, strong: false }
    }

    fn answer_cell(&mut self, answer: &ProfileAnswer, row: &AnswerRow, id: &str) -> Cell {
        let value = row.values.iter().find(|value| value.metric == id).map_or(NONE, |value| value.school);
        let mut cell = target_cell(&mut self.cells, row.metric.as_deref(), id, value);
        // An effect is read by whether its interval holds zero.
        if answer.table == "contextual_effects" {
            cell.reference = value.interval().map(|bounds| interval_text(wutong_stats::metric(id), bounds));
        }
        cell
    }
}
