//! What the profiles of schools say of their region, where the bulletin itself is not at hand.

use wutong_model::{Level, Reason, Reported};

use super::bulletin::{Bulletin, BulletinGroup, GROUP_METRICS, GroupSubject, REGION_METRICS, RegionSubject};
use super::{PeerValue, SCHEMA_VERSION, SchoolProfile, SubjectProfile};

const UNKNOWN: Reported<f64> = Reported::Withheld(Reason::NotApplicable);

impl Bulletin {
    /// The bulletin as far as the profiles of its schools tell it, for the page that leads to them: values and findings of
    /// the region that a profile holds, the schools that are given, no insights, no counties. Nothing without a profile.
    ///
    /// Each profile comes with the name of its files, without ending.
    #[must_use]
    pub fn of_profiles(profiles: impl Iterator<Item = (String, SchoolProfile)>) -> Option<Self> {
        let mut groups = Vec::new();
        let mut first = None;
        for (file, profile) in profiles {
            groups.push(group(file, &profile));
            first.get_or_insert(profile);
        }
        let mut profile = first?;
        profile.findings.retain(|finding| finding.level == Level::Region);
        profile.notes.problems.clear();
        Some(Self {
            schema_version: SCHEMA_VERSION.to_owned(),
            subjects: profile.subjects.iter().enumerate().map(|(at, subject)| region(&profile, at, subject)).collect(),
            exam: profile.exam,
            audience: profile.audience,
            verdict: profile.verdict,
            findings: profile.findings,
            insights: Vec::new(),
            groups,
            answers: Vec::new(),
            papers: Vec::new(),
            n_problems: 0,
            notes: profile.notes,
        })
    }
}

fn group(file: String, profile: &SchoolProfile) -> BulletinGroup {
    let of_subject = |subject: &SubjectProfile| GroupSubject {
        subject: subject.id.clone(),
        values: values(GROUP_METRICS, &|id| subject.value(id).map(|value| value.school)),
    };
    BulletinGroup {
        level: "school".to_owned(),
        id: profile.school.id.clone(),
        name: profile.school.name.clone(),
        county: profile.school.county.clone(),
        file: Some(file),
        subjects: profile.subjects.iter().map(of_subject).collect(),
    }
}

fn region(profile: &SchoolProfile, at: usize, subject: &SubjectProfile) -> RegionSubject {
    let difference = profile.notes.difference.subjects.get(at).map(|entry| entry.value);
    let value = |id: &str| match id {
        "difference_rate" => difference,
        _ => subject.value(id).map(|value| value.region),
    };
    RegionSubject {
        id: subject.id.clone(),
        name: subject.name.clone(),
        full_mark: subject.full_mark,
        verdict: subject.verdict,
        decimals: subject.decimals,
        cuts: subject.cuts,
        values: values(REGION_METRICS, &value),
        distribution: subject.region_distribution.clone(),
    }
}

fn values(metrics: &[&str], of: &dyn Fn(&str) -> Option<Reported<f64>>) -> Vec<PeerValue> {
    let value = |metric: &&str| PeerValue { metric: (*metric).to_owned(), value: of(metric).unwrap_or(UNKNOWN) };
    metrics.iter().map(value).collect()
}
