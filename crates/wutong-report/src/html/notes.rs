//! The notes of a page: what a number means, what is missing and why, what it rests on.

use serde::Serialize;
use wutong_model::spec::DifferenceFormula;
use wutong_model::{Reason, Status, TOTAL, Treatment};
use wutong_stats::metric;

use super::school_view::COLUMNS;
use crate::document::figures::mark_label;
use crate::document::{Reasons, label};
use crate::profile::{ProfileNotes, SchoolProfile, SubjectProfile, WithheldValue};
use crate::words::{self, Lang};

/// Metrics that a school page shows beside the columns of its first table.
const OTHERS_SHOWN: [&str; 4] = ["n_expected", "n_valid", "participation_rate", "between_class_icc"];

/// A term and its explanation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Entry {
    pub(super) term: String,
    pub(super) text: String,
    pub(super) formula: String,
}

/// Values that are missing for one reason.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Missing {
    pub(super) number: usize,
    pub(super) reason: &'static str,
    pub(super) values: Vec<String>,
}

/// Cut marks of a subject.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct CutRow {
    pub(super) name: String,
    pub(super) full_mark: String,
    pub(super) excellence: String,
    pub(super) good: String,
    pub(super) pass: String,
    pub(super) low: String,
}

/// Meaning and formula of metrics; the difference rate has the formula that this exam has chosen.
pub(super) fn definitions(ids: &[&str], judged: DifferenceFormula, lang: Lang) -> Vec<Entry> {
    ids.iter()
        .filter_map(|id| metric(id))
        .map(|info| {
            let chosen = (info.id == "difference_rate").then(|| metric(judged.metric())).flatten();
            Entry {
                term: lang.pick(info.zh, info.en).to_owned(),
                text: lang.pick(info.meaning_zh, info.meaning_en).to_owned(),
                formula: chosen.unwrap_or(info).formula.to_owned(),
            }
        })
        .collect()
}

/// Cut marks of every subject.
pub(super) fn cuts(subjects: &[SubjectProfile]) -> Vec<CutRow> {
    let row = |subject: &SubjectProfile| CutRow {
        name: subject.name.clone(),
        full_mark: mark_label(subject.full_mark),
        excellence: mark_label(subject.cuts.excellence),
        good: mark_label(subject.cuts.good),
        pass: mark_label(subject.cuts.pass),
        low: mark_label(subject.cuts.low),
    };
    subjects.iter().map(row).collect()
}

/// One sentence a treatment, with the statuses it applies to.
pub(super) fn treatments(notes: &ProfileNotes, lang: Lang) -> Vec<Entry> {
    [Treatment::Exclude, Treatment::Zero, Treatment::DenominatorOnly]
        .into_iter()
        .filter_map(|treatment| {
            let names: Vec<&str> = Status::ALL
                .into_iter()
                .filter(|status| {
                    notes.treatments.iter().any(|each| each.status == status.id() && each.treatment == treatment)
                })
                .map(|status| words::status(status, lang))
                .collect();
            (!names.is_empty()).then(|| Entry {
                term: names.join(lang.pick("、", ", ")),
                text: words::treatment(treatment, lang).to_owned(),
                formula: String::new(),
            })
        })
        .collect()
}

/// Everything that is missing on the page, by reason, in the order of its notes.
pub(super) fn missing(profile: &SchoolProfile, reasons: &mut Reasons, lang: Lang) -> Vec<Missing> {
    for value in withheld(profile) {
        reasons.number(value.reason);
    }
    let numbered = reasons.all().iter().enumerate();
    numbered
        .map(|(position, &reason)| Missing {
            number: position + 1,
            reason: words::reason(reason, lang),
            values: of_reason(profile, reason, lang),
        })
        .collect()
}

/// The profile holds more metrics than the page shows; a reader misses only what would have been there.
fn withheld(profile: &SchoolProfile) -> impl Iterator<Item = &WithheldValue> {
    let shown = |id: &str| COLUMNS.contains(&id) || OTHERS_SHOWN.contains(&id);
    profile.withheld.iter().filter(move |value| shown(&value.metric))
}

/// One text a holder (the school or a class) and set of subjects: `平均分、优秀率（数学、英语）`.
fn of_reason(profile: &SchoolProfile, reason: Reason, lang: Lang) -> Vec<String> {
    let comma = lang.pick("、", ", ");
    let mut holders: Vec<Option<&str>> = Vec::new();
    let mut texts = Vec::new();
    for value in withheld(profile).filter(|value| value.reason == reason) {
        let holder = value.class.as_deref();
        if !holders.contains(&holder) {
            holders.push(holder);
        }
    }
    for holder in holders {
        for (subjects, metrics) in by_subjects(profile, reason, holder) {
            let names: Vec<&str> = metrics.iter().map(|id| label(id, lang)).collect();
            let subjects = subject_names(profile, &subjects, lang).join(comma);
            let holder = holder.map(|name| format!("{name} ")).unwrap_or_default();
            texts.push(match lang {
                Lang::Zh => format!("{holder}{}（{subjects}）", names.join(comma)),
                Lang::En => format!("{holder}{} ({subjects})", names.join(comma)),
            });
        }
    }
    texts
}

type Ids<'a> = Vec<&'a str>;

/// Metrics that are missing in the same subjects, together.
fn by_subjects<'a>(profile: &'a SchoolProfile, reason: Reason, holder: Option<&str>) -> Vec<(Ids<'a>, Ids<'a>)> {
    let mut of_metric: Vec<(&str, Ids<'_>)> = Vec::new();
    let values = withheld(profile).filter(|value| value.reason == reason && value.class.as_deref() == holder);
    for value in values {
        match of_metric.iter_mut().find(|(metric, _)| *metric == value.metric) {
            Some((_, subjects)) => subjects.push(&value.subject),
            None => of_metric.push((&value.metric, vec![&value.subject])),
        }
    }
    let mut groups: Vec<(Ids<'a>, Ids<'a>)> = Vec::new();
    for (metric, subjects) in of_metric {
        match groups.iter_mut().find(|(key, _)| *key == subjects) {
            Some((_, metrics)) => metrics.push(metric),
            None => groups.push((subjects, vec![metric])),
        }
    }
    groups
}

fn subject_names<'a>(profile: &'a SchoolProfile, ids: &[&str], lang: Lang) -> Vec<&'a str> {
    if ids.len() == profile.subjects.len() {
        return vec![words::all_subjects(lang)];
    }
    let name = |subject: &'a SubjectProfile| {
        if subject.id == TOTAL { words::total(lang) } else { subject.name.as_str() }
    };
    profile.subjects.iter().filter(|subject| ids.contains(&subject.id.as_str())).map(name).collect()
}
