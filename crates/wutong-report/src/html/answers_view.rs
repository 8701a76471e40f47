//! What the exam asks for beside the metrics, on the page of a school.

use serde::Serialize;
use wutong_model::spec::WEIGHTED;
use wutong_model::{Reason, Reported, TOTAL};

use super::cell::{Cell, Cells, label, signed};
use crate::profile::{AnswerRow, ProfileAnswer, SchoolProfile};
use crate::tables::VERDICT;
use crate::words;

/// Columns of lines that fit a page; the workbook has them all.
const LINES: [&str; 9] = [
    "line_mark",
    "online_rate",
    "n_online",
    "n_single",
    "n_double",
    "n_misplaced",
    "hit_rate",
    "contribution_rate",
    "n_borderline",
];

/// Columns of bands that fit a page.
const BANDS: [&str; 5] = ["band_from", "band_count", "band_share", "band_cumulative_share", "band_part_of_exam"];

/// One table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct AnswerView {
    title: &'static str,
    content: &'static str,
    heads: Vec<String>,
    rows: Vec<AnswerLine>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct AnswerLine {
    subject: String,
    entry: String,
    cells: Vec<Cell>,
    verdict: Option<Cell>,
}

/// The tables with rows of the school itself.
pub(super) fn views(profile: &SchoolProfile, cells: &mut Cells) -> Vec<AnswerView> {
    let views = profile.answers.iter().map(|answer| view(profile, answer, cells));
    views.filter(|view| !view.rows.is_empty()).collect()
}

fn view(profile: &SchoolProfile, answer: &ProfileAnswer, cells: &mut Cells) -> AnswerView {
    let lang = cells.lang;
    let own = &answer.rows;
    // A column that no row of the school has says nothing.
    let is_there = |id: &str| {
        let value = |row: &AnswerRow| row.values.iter().find(|value| value.metric == id).map(|value| value.school);
        let mut values = own.iter().filter_map(value);
        values.any(|value| value.reason() != Some(Reason::NotApplicable))
    };
    let ids = own.first().map_or(&[][..], |row| &row.values).iter().map(|value| value.metric.as_str());
    let fits = |id: &str| match answer.table.as_str() {
        "lines" => LINES.contains(&id),
        "bands" => BANDS.contains(&id),
        _ => true,
    };
    let ids: Vec<&str> = ids.filter(|id| fits(id) && is_there(id)).collect();
    let mut heads = vec![lang.pick("学科", "Subject").to_owned(), words::entry(&answer.table, lang).to_owned()];
    heads.extend(ids.iter().map(|id| label(id, lang).to_owned()));
    if own.iter().any(|row| row.verdict.is_some()) {
        heads.push(words::answer(VERDICT, lang).to_owned());
    }
    AnswerView {
        title: words::answer(&answer.table, lang),
        content: words::answer_content(&answer.table, lang),
        heads,
        rows: own.iter().map(|row| line(profile, row, &ids, cells)).collect(),
    }
}

fn line(profile: &SchoolProfile, row: &AnswerRow, ids: &[&str], cells: &mut Cells) -> AnswerLine {
    let lang = cells.lang;
    let subject = match profile.subjects.iter().find(|subject| subject.id == row.subject) {
        _ if row.subject == TOTAL => words::total(lang).to_owned(),
        Some(subject) => subject.name.clone(),
        None if row.subject == WEIGHTED => lang.pick("加权综合", "weighted").to_owned(),
        None => row.subject.clone(),
    };
    let none = Reported::Withheld(Reason::NotApplicable);
    let mut cell = |id: &&str| {
        let value = row.values.iter().find(|value| value.metric == *id).map_or(none, |value| value.school);
        // What stands beside a target is printed like its metric.
        let of_target = row.metric.as_deref().filter(|_| ["value", "target", "gap"].contains(id));
        let of_level = (row.metric.is_none() && ["target", "gap"].contains(id)).then_some("level_rule_share");
        let printed = of_target.or(of_level).unwrap_or(id);
        let mut cell = cells.plain(printed, value, none);
        if let (true, Some(gap)) = (*id == "gap", value.value()) {
            cell.text = signed(wutong_stats::metric(printed), gap);
        }
        cell
    };
    AnswerLine {
        subject,
        entry: lang.pick(&row.name.0, &row.name.1).clone(),
        cells: ids.iter().map(&mut cell).collect(),
        verdict: row.verdict.map(|verdict| match verdict {
            Reported::Estimate { value, .. } => {
                Cell { text: words::target_verdict(value, lang).to_owned(), ..Cell::default() }
            }
            Reported::Withheld(reason) => cells.missing(VERDICT, reason),
        }),
    }
}
