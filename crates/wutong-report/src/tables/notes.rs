//! `findings` and `problems`.

use wutong_model::{Analysis, Insight, ProblemKind, Scope, Severity};

use super::frame::{Cells, Column, Heading, Kind, Table, short, text};
use crate::words::{self, Lang};

/// A finding of a check, or an insight, as a row.
struct Row<'a> {
    kind: &'static str,
    id: &'static str,
    severity: Severity,
    scope: &'a Scope,
    metric: &'static str,
    value: f64,
    reference: f64,
    texts: [String; 2],
    insight: Option<&'a Insight>,
}

/// Findings of the checks in their order, then insights, the most important first.
pub(super) fn findings(analysis: &Analysis) -> Table<'_> {
    let both = |say: &dyn Fn(Lang) -> String| [say(Lang::Zh), say(Lang::En)];
    let checks = analysis.findings.iter().map(|finding| Row {
        kind: "check",
        id: finding.id,
        severity: finding.severity,
        scope: &finding.scope,
        metric: finding.metric,
        value: finding.value,
        reference: finding.reference,
        texts: both(&|lang| words::finding_text(analysis, finding, lang)),
        insight: None,
    });
    let insights = words::listed_insights(analysis).map(|insight| Row {
        kind: "insight",
        id: insight.id,
        severity: Severity::Note,
        scope: &insight.scope,
        metric: insight.metric,
        value: insight.value,
        reference: insight.reference,
        texts: both(&|lang| words::insight_text(analysis, insight, lang)),
        insight: Some(insight),
    });
    let all: Vec<Row<'_>> = checks.chain(insights).collect();
    let float = |name: &'static str, pick: &dyn Fn(&Row<'_>) -> Option<f64>| {
        let cells: Cells<f64> = all.iter().map(pick).collect();
        (Heading::nullable(name, Kind::Float), Column::Float(cells))
    };
    let of_insight = |name: &'static str, pick: fn(&Insight) -> Option<f64>| {
        float(name, &move |row: &Row<'_>| row.insight.and_then(pick))
    };
    let pupils: Cells<i64> = all.iter().map(|row| row.insight.and_then(|each| i64::try_from(each.n).ok())).collect();
    short(
        "findings",
        vec![
            text("id", all.iter().map(|row| Some(row.id))),
            text("severity", all.iter().map(|row| Some(row.severity.id()))),
            text("level", all.iter().map(|row| Some(row.scope.level.id()))),
            text("group_id", all.iter().map(|row| Some(row.scope.group_id.as_str()))),
            text("subject", all.iter().map(|row| row.scope.subject.as_deref())),
            text("metric", all.iter().map(|row| Some(row.metric))),
            float("value", &|row| Some(row.value)),
            float("reference", &|row| Some(row.reference)),
            text("text_zh", all.iter().map(|row| Some(row.texts[0].clone()))),
            text("text_en", all.iter().map(|row| Some(row.texts[1].clone()))),
            text("kind", all.iter().map(|row| Some(row.kind))),
            of_insight("lower", |insight| insight.interval.map(|bounds| bounds.0)),
            of_insight("upper", |insight| insight.interval.map(|bounds| bounds.1)),
            of_insight("effect", |insight| Some(insight.effect)),
            of_insight("p_adjusted", |insight| Some(insight.p_adjusted)),
            (Heading::nullable("n", Kind::Int), Column::Int(pupils)),
            of_insight("importance", |insight| Some(insight.importance)),
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
