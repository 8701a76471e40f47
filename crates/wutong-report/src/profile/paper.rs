//! The papers of an exam in its bulletin: how hard their items were, and where the whole region lost marks.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wutong_model::{Analysis, Level, Reported, TOTAL};

use super::subject::{SubjectPart, parts};
use super::{BulletinGroup, RegionSubject};

/// Items above the first facility are easy, those below the second hard, as examiners commonly divide them.
const FACILITIES: [f64; 2] = [0.7, 0.4];
/// A knowledge point is weak that lies this far below the subject.
const WEAK_BELOW: f64 = 0.05;
/// It is worth this share of the full mark, or holds two items or more: one short item is no knowledge point.
const WEAK_WORTH: f64 = 0.05;
/// Most weak points of a subject.
const MOST_WEAK: usize = 5;

/// The paper of one subject.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PaperSummary {
    /// Subject id.
    pub subject: String,
    /// Easy, medium and hard items by their facility in the region; items without one are in none.
    pub difficulty: [ItemsOfKind; 3],
    /// Knowledge points in which the region lies well below its score rate in the subject, the weakest first.
    pub weak: Vec<WeakPoint>,
}

/// Items of about one difficulty.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ItemsOfKind {
    /// Their number.
    pub n: u64,
    /// Their full marks together, in points.
    pub full_mark: f64,
}

/// A knowledge point in which the region is weak.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WeakPoint {
    /// Its name in Chinese and in English.
    pub name: (String, String),
    /// Numbers of its items.
    pub items: String,
    /// Their full mark in points.
    pub full_mark: f64,
    /// Score rate of the region.
    pub score_rate: Reported<f64>,
    /// Schools that score lower in it than in their own paper as a whole, and schools of which both are known; none where
    /// the reader is not told of schools.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lower_in: Option<(u64, u64)>,
}

/// The papers of which item marks were read, in the order of the subjects.
pub(super) fn papers(analysis: &Analysis, subjects: &[RegionSubject], groups: &[BulletinGroup]) -> Vec<PaperSummary> {
    let schools: Vec<&BulletinGroup> = groups.iter().filter(|group| group.level == "school").collect();
    let positions: Vec<usize> = schools
        .iter()
        .filter_map(|school| analysis.find(Level::School, &school.id))
        .map(|school| school.position())
        .collect();
    let paper = |(position, subject): (usize, &RegionSubject)| {
        let items = parts(&analysis.answers.items, position, &[]);
        let points = parts(&analysis.answers.knowledge_points, position, &positions);
        let of_subject: Vec<Reported<f64>> =
            schools.iter().filter_map(|school| school.value(&subject.id, "score_rate")).collect();
        (subject.id != TOTAL && !items.is_empty()).then(|| PaperSummary {
            subject: subject.id.clone(),
            difficulty: difficulty(&items),
            weak: weak(&points, subject, &of_subject),
        })
    };
    subjects.iter().enumerate().filter_map(paper).collect()
}

fn difficulty(items: &[SubjectPart]) -> [ItemsOfKind; 3] {
    let mut kinds = [ItemsOfKind::default(); 3];
    for item in items {
        let facility = item.value("facility").and_then(|facility| facility.value());
        let full_mark = item.details.get("full_mark").and_then(|full| full.parse::<f64>().ok());
        let (Some(facility), Some(full_mark)) = (facility, full_mark) else { continue };
        let [easy, hard] = FACILITIES;
        let kind = &mut kinds[if facility > easy { 0 } else { 1 + usize::from(facility < hard) }];
        kind.n += 1;
        kind.full_mark += full_mark;
    }
    kinds
}

fn weak(points: &[SubjectPart], subject: &RegionSubject, of_subject: &[Reported<f64>]) -> Vec<WeakPoint> {
    let Some(whole) = subject.value("score_rate").and_then(|rate| rate.value()) else { return Vec::new() };
    let point = |part: &SubjectPart| {
        let score_rate = part.value("item_score_rate")?;
        let full_mark = part.value("items_full_mark")?.value()?;
        let items = part.details.get("items").cloned().unwrap_or_default();
        let is_worth = items.split_whitespace().count() > 1 || full_mark >= WEAK_WORTH * subject.full_mark;
        let is_weak = part.dimension == "knowledge_point" && is_worth && score_rate.value()? <= whole - WEAK_BELOW;
        let both = part.schools.iter().zip(of_subject).filter_map(|(own, whole)| Some((own.value()?, whole.value()?)));
        let (lower, all) = both.fold((0, 0), |(lower, all), (own, whole)| (lower + u64::from(own < whole), all + 1));
        let lower_in = (all > 0).then_some((lower, all));
        is_weak.then(|| WeakPoint { name: part.name.clone(), items, full_mark, score_rate, lower_in })
    };
    let mut weak: Vec<WeakPoint> = points.iter().filter_map(point).collect();
    let rate = |point: &WeakPoint| point.score_rate.value().unwrap_or(1.0);
    weak.sort_by(|left, right| rate(left).total_cmp(&rate(right)));
    weak.truncate(MOST_WEAK);
    weak
}
