//! What the marks say of schools and subjects: a table of rules.
//!
//! An insight is raised only if it is more than chance after every comparison is counted, and larger than the floor of
//! its rule. Four kinds of tests are made of every school in every single subject; within a kind probabilities are
//! adjusted after Benjamini and Hochberg, and over the kinds by their number, so that the share of exams without any
//! true difference that get an insight stays below 5 %. `tests/calibration.rs` measures it. Means and tails allow for
//! classes: where they differ, a school of two classes is no sample of ninety pupils.

mod measure;
mod rule;

use std::collections::BTreeMap;

pub use measure::{ClassSpread, Measured, SchoolSubject, measure};
pub use rule::{RULES, Rule};
use wutong_model::{ExamSpec, Insight, Level, Scope};
use wutong_stats::{Correction, FTest, LimitVerdict, adjusted_where_tested};

use crate::number;
use measure::{KINDS, Kind, Test};
use rule::{
    ALL_ROUND_HIGH, ALL_ROUND_LOW, CLASS_GAP, LONG_TAIL, STRONG_SUBJECT, UNEQUAL_SCHOOLS, WEAK_SUBJECT, WIDE_SPREAD,
};

/// An adjusted probability below this is more than chance.
const CHANCE: f64 = 0.05;
/// Subjects from which on a school can be low or high all round.
const ALL_ROUND: usize = 3;

/// Figures between the schools of one subject, as they are shown.
#[derive(Debug, Clone, Copy)]
pub struct SubjectFigures {
    /// Position of the subject.
    pub subject: usize,
    /// Difference rate with its interval.
    pub difference: (f64, (f64, f64)),
    /// Test that all schools have one mean.
    pub test: FTest,
}

/// Everything that the rules find, the most important first.
///
/// `schools` holds every school in every single subject that was tested, shown or not: what is not shown still counts
/// as a comparison that was made.
#[must_use]
pub fn insights(spec: &ExamSpec, schools: &[Measured], subjects: &[SubjectFigures]) -> Vec<Insight> {
    let adjusted = adjusted(schools);
    let mut by_school: BTreeMap<&str, Vec<(&Measured, [f64; KINDS])>> = BTreeMap::new();
    for (measured, p) in schools.iter().zip(adjusted) {
        by_school.entry(&measured.scope.group_id).or_default().push((measured, p));
    }
    let mut found: Vec<Insight> = by_school.values().flat_map(|subjects| of_school(subjects)).collect();
    found.extend(subjects.iter().filter_map(|figures| of_subject(spec, figures)));
    found.sort_by(|a, b| {
        b.importance.total_cmp(&a.importance).then_with(|| a.id.cmp(b.id)).then_with(|| a.scope.cmp(&b.scope))
    });
    found
}

/// Adjusted probabilities of each school and subject, by kind of test; 1 where a test was not possible.
fn adjusted(schools: &[Measured]) -> Vec<[f64; KINDS]> {
    let of_kind: [Vec<f64>; KINDS] = std::array::from_fn(|kind| {
        let raw: Vec<Option<f64>> = schools.iter().map(|school| school.tests[kind].map(|test| test.p)).collect();
        let corrected = adjusted_where_tested(&raw, Correction::BenjaminiHochberg);
        let over_kinds = |p: Option<f64>| p.map_or(1.0, |p| (p * number(KINDS as u64)).min(1.0));
        corrected.map_or_else(|_| vec![1.0; schools.len()], |all| all.into_iter().map(over_kinds).collect())
    });
    (0..schools.len()).map(|place| std::array::from_fn(|kind| of_kind[kind][place])).collect()
}

fn of_school(subjects: &[(&Measured, [f64; KINDS])]) -> Vec<Insight> {
    let mut found = Vec::new();
    let shift = |weak: bool| {
        subjects.iter().filter_map(move |(measured, p)| {
            let rule = if weak { &WEAK_SUBJECT } else { &STRONG_SUBJECT };
            let test = raised(rule, measured, p, Kind::Mean)?;
            ((test.effect < 0.0) == weak).then(|| insight(rule, measured, &test, p[Kind::Mean as usize]))
        })
    };
    for (weak, all_round) in [(true, &ALL_ROUND_LOW), (false, &ALL_ROUND_HIGH)] {
        let single: Vec<Insight> = shift(weak).collect();
        // All are beyond chance one by one, so that all of them are together needs no test of its own.
        if single.len() >= ALL_ROUND && single.len() == subjects.len() {
            found.push(together(all_round, &single));
        } else {
            found.extend(single);
        }
    }
    for (measured, p) in subjects {
        let is_weak = raised(&WEAK_SUBJECT, measured, p, Kind::Mean).is_some_and(|test| test.effect < 0.0);
        for (rule, kind) in [(&LONG_TAIL, Kind::Tail), (&WIDE_SPREAD, Kind::Spread), (&CLASS_GAP, Kind::Classes)] {
            // A school that is low as a whole has a long tail too; that is no news.
            if kind == Kind::Tail && is_weak {
                continue;
            }
            if let Some(test) = raised(rule, measured, p, kind).filter(|test| test.effect > 0.0) {
                found.push(insight(rule, measured, &test, p[kind as usize]));
            }
        }
    }
    found
}

/// The test of a kind, if it is shown, more than chance and beyond the floor of the rule.
fn raised(rule: &Rule, measured: &Measured, p: &[f64; KINDS], kind: Kind) -> Option<Test> {
    let test = measured.tests[kind as usize]?;
    let shown = match kind {
        Kind::Classes => measured.classes_shown,
        Kind::Tail => measured.shown && measured.tail_shown,
        Kind::Mean | Kind::Spread => measured.shown,
    };
    (shown && p[kind as usize] < CHANCE && test.effect.abs() >= rule.floor).then_some(test)
}

fn insight(rule: &'static Rule, measured: &Measured, test: &Test, p_adjusted: f64) -> Insight {
    Insight {
        id: rule.id,
        scope: measured.scope.clone(),
        metric: rule.metric,
        value: test.value,
        reference: test.reference,
        interval: test.interval,
        effect: test.effect,
        p_adjusted,
        n: measured.n,
        importance: test.least / rule.floor,
        template: &rule.sentence,
    }
}

/// One statement in place of one a subject: the weakest evidence of all, and the mean of their effects.
fn together(rule: &'static Rule, single: &[Insight]) -> Insight {
    let count = number(single.len() as u64);
    let effect = single.iter().map(|each| each.effect).sum::<f64>() / count;
    let importance = single.iter().map(|each| each.importance).sum::<f64>() / count;
    Insight {
        id: rule.id,
        scope: Scope { subject: None, ..single[0].scope.clone() },
        metric: rule.metric,
        value: count,
        reference: count,
        interval: None,
        effect,
        p_adjusted: single.iter().map(|each| each.p_adjusted).fold(0.0, f64::max),
        n: single.iter().map(|each| each.n).min().unwrap_or(0),
        // The more subjects say the same, the more it matters.
        importance: importance * count.sqrt(),
        template: &rule.sentence,
    }
}

/// A subject whose difference rate lies above the limit with its whole interval.
fn of_subject(spec: &ExamSpec, figures: &SubjectFigures) -> Option<Insight> {
    let limit = spec.raw.difference.limit;
    let (value, interval) = figures.difference;
    let tests = number(spec.subjects.len() as u64);
    let p_adjusted = (figures.test.p_value * tests).min(1.0);
    let above = LimitVerdict::of(interval, limit).is_ok_and(|verdict| verdict == LimitVerdict::Above);
    (above && p_adjusted < CHANCE).then(|| Insight {
        id: UNEQUAL_SCHOOLS.id,
        scope: Scope {
            level: Level::Region,
            group_id: spec.region().to_owned(),
            group_name: spec.region().to_owned(),
            subject: Some(spec.subjects[figures.subject].id.clone()),
        },
        metric: UNEQUAL_SCHOOLS.metric,
        value,
        reference: limit,
        interval: Some(interval),
        effect: value,
        p_adjusted,
        n: figures.test.degrees_of_freedom.0 + 1,
        importance: interval.0 / limit,
        template: &UNEQUAL_SCHOOLS.sentence,
    })
}

#[cfg(test)]
mod tests;
