//! The diagnostic profile of a school as a document.
//!
//! Order: verdict, the values to see first, findings and suggestions, subjects, distribution, balance, strata, items, classes,
//! groups of pupils, what the exam asks for, notes.

mod answers;
mod classes;
mod drawings;
mod items;
mod notes;
mod opening;
mod special;
mod subjects;

pub(super) use notes::{accounting, difference_cells, difference_table, outside_blocks, rule_blocks};
pub(super) use opening::{card_label, exam_facts, finding_lines, insight_items, is_override};
pub(super) use subjects::{COLUMNS, marks};

use wutong_model::{Reason, Reported, TOTAL, Verdict};

use super::figures::gap_to_region;
use super::{Cell, Cells, Document, Section};
use crate::profile::{SchoolProfile, SubjectProfile};
use crate::words::{self, Lang};

pub(super) const NONE: Reported<f64> = Reported::Withheld(Reason::NotApplicable);

/// Cells of classes and subjects beyond which each leaves the meaning of its metric to the note that it leads to.
const MANY_CELLS: usize = 300;

/// What the parts of the document share.
pub(super) struct Writer<'a> {
    profile: &'a SchoolProfile,
    lang: Lang,
    cells: Cells,
}

/// The profile of a school as a document.
#[must_use]
pub fn school(profile: &SchoolProfile, lang: Lang) -> Document {
    let is_long = profile.subjects.len() * profile.classes.len() > MANY_CELLS;
    let cells = if is_long { Cells::brief(lang) } else { Cells::new(lang) };
    let mut writer = Writer { profile, lang, cells };
    let opening = writer.opening();
    let sections =
        [writer.findings(), Some(writer.subjects()), Some(writer.distribution()), writer.balance(), writer.strata()];
    let mut sections: Vec<Section> = sections.into_iter().flatten().collect();
    sections.extend(writer.items());
    sections.extend(writer.classes());
    sections.extend(writer.special_groups());
    sections.extend(writer.answers());
    sections.extend(writer.rest());
    sections.extend(writer.notes());
    let notes = &profile.notes;
    Document {
        kind: "school",
        lang: lang.pick("zh-CN", "en"),
        overline: profile.exam.title.clone(),
        title: profile.school.name.clone(),
        facts: vec![opening::school_facts(profile, lang), opening::exam_facts(&profile.exam, lang)],
        confidential: words::confidentiality(profile.audience, lang).map(str::to_owned),
        producer: format!("{} {}", lang.pick("五同", "Wutong"), notes.version),
        opening,
        sections,
        metrics: writer.cells.notes(notes.difference.formula, notes.denominator),
        identity: Default::default(),
        metrics_title: lang.pick("指标含义与公式", "Metrics and formulas").to_owned(),
    }
    .without_blank_columns(lang)
    .of_region(profile.exam.region.as_deref())
}

/// The county that the school is held against in findings and relative metrics; none where it is the whole exam.
fn parent_county(profile: &SchoolProfile) -> Option<&str> {
    profile.school.county.as_deref().filter(|_| profile.exam.n_counties > 1)
}

impl Writer<'_> {
    /// Whether anything can be held against the region at all.
    fn has_region(&self) -> bool {
        !self.profile.exam.is_single()
    }

    /// Whether anything is held against the region.
    fn is_compared(&self) -> bool {
        self.has_region() && self.profile.subjects.iter().any(is_comparable)
    }

    /// A value beside that of the region, marked where they differ by more than chance.
    fn held_against_region(&mut self, subject: &SubjectProfile, id: &str, n: Reported<f64>) -> Cell {
        let region = self.region(subject, id);
        // Where nothing may stand beside the school, the verdict at the head has said so.
        let name = is_comparable(subject).then(|| words::region(self.lang));
        self.cells.against_region(id, (own(subject, id), n), region, name, gap_to_region(subject))
    }

    /// The region's value, where it may stand beside the school's: printed side by side, two numbers are a comparison,
    /// whatever is said of them.
    fn region(&self, subject: &SubjectProfile, id: &str) -> Reported<f64> {
        match subject.value(id) {
            Some(value) if is_comparable(subject) => value.region,
            Some(_) => Reported::Withheld(Reason::NotComparable),
            None => NONE,
        }
    }

    /// Whether no pupil of the school has a mark that counts; false where that is not told.
    fn has_no_mark(&self) -> bool {
        self.profile.subjects.iter().all(|subject| own(subject, "n_valid").value() == Some(0.0))
    }

    /// Whether the school is withheld for the sake of a smaller one, not for its own size.
    fn is_for_others(&self) -> bool {
        let reasons = || self.profile.subjects.iter().filter_map(|subject| own(subject, "mean").reason());
        reasons().any(|reason| reason == Reason::ComplementarySuppressed)
            && reasons().all(|reason| reason != Reason::Suppressed)
    }
}

/// What stands for the whole, the total or the only subject, and the subjects beside it.
fn whole(profile: &SchoolProfile) -> (Option<&SubjectProfile>, Vec<&SubjectProfile>) {
    let (total, single): (Vec<_>, Vec<_>) = profile.subjects.iter().partition(|subject| subject.id == TOTAL);
    match (total.first(), single.as_slice()) {
        (None, [only]) => (Some(only), Vec::new()),
        (total, _) => (total.copied(), single),
    }
}

fn own(subject: &SubjectProfile, id: &str) -> Reported<f64> {
    subject.value(id).map_or(NONE, |value| value.school)
}

fn is_comparable(subject: &SubjectProfile) -> bool {
    subject.verdict != Verdict::Refused
}

fn name(subject: &SubjectProfile, lang: Lang) -> String {
    words::subject_in(&subject.id, &subject.name, lang).to_owned()
}
