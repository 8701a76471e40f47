//! The report of one subject: its bulletin, and its items school by school, as one serialisable value.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wutong_model::{Analysis, EntryTable, Level, Reason, Reported, TOTAL};
use wutong_stats::mean_funnel;

use super::{Bulletin, PeerValue, RegionSubject};

/// Shares of schools beyond the inner and the outer limits of a funnel, were every school a random draw of the region.
const OUTSIDE: [f64; 2] = [0.05, 0.002];
/// Sizes of school at which the limits of a funnel are given.
const FUNNEL_STEPS: u32 = 24;

/// One subject in one exam: the region, and the schools where the reader may see them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SubjectReport {
    /// What the bulletin says of this subject, and nothing of another.
    #[serde(flatten)]
    pub region: Bulletin,
    /// Limits between which means of schools of a size lie by chance; empty where the region has no spread to draw from.
    pub funnel: Vec<FunnelLimits>,
    /// Items, knowledge points, ability levels and item types; empty where no item marks were read.
    pub parts: Vec<SubjectPart>,
}

/// How far the mean of a school of `n` pupils lies from the region's by chance alone.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FunnelLimits {
    /// Pupils.
    pub n: u64,
    /// Holds 95 of 100 schools, in points.
    pub inner: (f64, f64),
    /// Holds 998 of 1,000 schools, in points.
    pub outer: (f64, f64),
}

/// An item, or items on the same matter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SubjectPart {
    /// `item`, `knowledge_point`, `ability` or `item_type`.
    pub dimension: String,
    /// Its name in Chinese and in English.
    pub name: (String, String),
    /// Further facts: full mark, knowledge points, items ...
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<String, String>,
    /// Values of the region.
    pub values: Vec<PeerValue>,
    /// Score rate by school, for the schools of [`Bulletin::groups`] in their order; withheld where a school has none.
    pub schools: Vec<Reported<f64>>,
}

impl SubjectPart {
    /// Metric of [`Self::schools`].
    #[must_use]
    pub fn metric(&self) -> &'static str {
        if self.dimension == "item" { "facility" } else { "item_score_rate" }
    }

    /// A value of the region by its metric.
    #[must_use]
    pub fn value(&self, metric: &str) -> Option<Reported<f64>> {
        self.values.iter().find(|value| value.metric == metric).map(|value| value.value)
    }
}

impl SubjectReport {
    /// The reports of all subjects but the total, which the bulletin is about.
    #[must_use]
    pub fn all(analysis: &Analysis, bulletin: &Bulletin) -> Vec<Self> {
        let single = analysis.subjects.iter().enumerate().filter(|(_, subject)| subject.id != TOTAL);
        single.map(|(position, subject)| Self::new(analysis, bulletin.of_subject(&subject.id), position)).collect()
    }

    fn new(analysis: &Analysis, region: Bulletin, position: usize) -> Self {
        let schools: Vec<usize> = region
            .of_level("school")
            .filter_map(|school| analysis.find(Level::School, &school.id))
            .map(|school| school.position())
            .collect();
        let tables = [&analysis.answers.items, &analysis.answers.knowledge_points];
        let parts = tables.into_iter().flat_map(|table| parts(table, position, &schools)).collect();
        Self { funnel: funnel(&region), parts, region }
    }

    /// Id of the subject.
    #[must_use]
    pub fn id(&self) -> &str {
        self.region.subjects.first().map_or("", |subject| &subject.id)
    }

    /// File name of the report, without ending.
    #[must_use]
    pub fn file_stem(&self) -> String {
        self.region.subjects.first().map(RegionSubject::file_stem).unwrap_or_default()
    }
}

pub(super) fn parts(table: &EntryTable, subject: usize, schools: &[usize]) -> Vec<SubjectPart> {
    let of_region = table.rows.iter().enumerate().take_while(|(_, row)| row.group == 0);
    let part = |(at, row): (usize, &wutong_model::EntryRow)| {
        let entry = &table.entries[row.entry];
        let details: BTreeMap<String, String> =
            entry.details.iter().map(|(name, text)| ((*name).to_owned(), text.clone())).collect();
        let values =
            table.columns.iter().map(|column| PeerValue { metric: column.id.to_owned(), value: column.get(at) });
        let mut part = SubjectPart {
            dimension: details.get("dimension").cloned().unwrap_or_else(|| "item".to_owned()),
            name: entry.name.clone(),
            details,
            values: values.collect(),
            schools: Vec::new(),
        };
        let column = table.columns.iter().find(|column| column.id == part.metric());
        let of_school = |&school: &usize| {
            let found = table.row_of(school, subject, row.entry);
            let value = column.zip(found).map(|(column, found)| column.get(found));
            value.unwrap_or(Reported::Withheld(Reason::NotSupplied))
        };
        part.schools = schools.iter().map(of_school).collect();
        part
    };
    of_region.filter(|(_, row)| row.subject == subject).map(part).collect()
}

/// Limits from the smallest to the largest school, in steps of equal ratio.
fn funnel(region: &Bulletin) -> Vec<FunnelLimits> {
    let Some(subject) = region.subjects.first() else { return Vec::new() };
    let of_region = |id: &str| subject.value(id).and_then(|value| value.value());
    let (Some(mean), Some(sd)) = (of_region("mean"), of_region("sd")) else { return Vec::new() };
    // Limits without schools would have nothing between them.
    let size = |school: &super::BulletinGroup| {
        school.value(&subject.id, "mean")?.value()?;
        school.value(&subject.id, "n_valid")?.value()
    };
    let sizes = region.of_level("school").filter_map(size);
    let (least, most) = sizes.fold((f64::INFINITY, 0.0f64), |(least, most), n| (least.min(n), most.max(n)));
    if !(least >= 1.0 && most > least) {
        return Vec::new();
    }
    let step = (most / least).powf(1.0 / f64::from(FUNNEL_STEPS));
    let limits = |at: u32| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of pupils")]
        let n = (least * step.powf(f64::from(at))).round() as u64;
        let [inner, outer] = OUTSIDE.map(|outside| mean_funnel(mean, sd, n, outside).ok());
        Some(FunnelLimits { n, inner: inner?, outer: outer? })
    };
    let mut all: Vec<FunnelLimits> = (0..=FUNNEL_STEPS).filter_map(limits).collect();
    all.dedup_by_key(|limits| limits.n);
    all
}
