//! `findings` and `problems`.

use wutong_model::{Analysis, ProblemKind};

use super::frame::{Cells, Column, Heading, Kind, Table, short, text};
use crate::words::{self, Lang};

/// Findings of the checks, in their order.
pub(super) fn findings(analysis: &Analysis) -> Table<'_> {
    let all = &analysis.findings;
    let float = |name: &'static str, pick: fn(&wutong_model::Finding) -> f64| {
        let cells: Cells<f64> = all.iter().map(|finding| Some(pick(finding))).collect();
        (Heading::nullable(name, Kind::Float), Column::Float(cells))
    };
    short(
        "findings",
        vec![
            text("id", all.iter().map(|finding| Some(finding.id))),
            text("severity", all.iter().map(|finding| Some(finding.severity.id()))),
            text("level", all.iter().map(|finding| Some(finding.scope.level.id()))),
            text("group_id", all.iter().map(|finding| Some(finding.scope.group_id.as_str()))),
            text("subject", all.iter().map(|finding| finding.scope.subject.as_deref())),
            text("metric", all.iter().map(|finding| Some(finding.metric))),
            float("value", |finding| finding.value),
            float("reference", |finding| finding.reference),
            text("text_zh", all.iter().map(|finding| Some(words::finding_text(analysis, finding, Lang::Zh)))),
            text("text_en", all.iter().map(|finding| Some(words::finding_text(analysis, finding, Lang::En)))),
        ],
    )
}

/// Number of problems of each kind that occurs, by id.
pub(super) fn problems(analysis: &Analysis) -> Table<'_> {
    let counts = problem_counts(analysis);
    let cells: Cells<i64> = counts.iter().map(|&(_, count)| i64::try_from(count).ok()).collect();
    short(
        "problems",
        vec![
            text("id", counts.iter().map(|(kind, _)| Some(kind.id()))),
            (Heading::nullable("count", Kind::Int), Column::Int(cells)),
        ],
    )
}

/// Kinds of problems that occur and how often, by id.
pub(crate) fn problem_counts(analysis: &Analysis) -> Vec<(ProblemKind, u64)> {
    let mut counts: Vec<(ProblemKind, u64)> = ProblemKind::ALL.map(|kind| (kind, 0)).to_vec();
    for problem in &analysis.problems {
        if let Some((_, count)) = counts.iter_mut().find(|(kind, _)| *kind == problem.kind) {
            *count += 1;
        }
    }
    counts.retain(|&(_, count)| count > 0);
    counts.sort_by_key(|(kind, _)| kind.id());
    counts
}
