//! Items of a paper (小题), and what they have in common: knowledge points, ability levels, types.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use wutong_model::{Entry, EntryTable, Reason, Reported, natural, points as in_points};
use wutong_stats::{Estimate, MetricInfo, StatError, share};

use super::{Input, Sheet, pupils, sums};
use crate::parts::{Part, PartKind, PartTallies, PartTally, absorb};
use crate::policy::Basis;

const ITEMS: [&str; 5] = ["n", "facility", "blank_rate", "zero_rate", "item_full_mark_rate"];
const GROUPS: [&str; 3] = ["n", "item_score_rate", "items_full_mark"];

/// The parts of every subject, by its position.
type Papers = BTreeMap<usize, PartTallies>;

/// Items, and groups of items; empty where no file of item marks was read.
pub(super) fn items(input: &Input<'_>) -> (EntryTable, EntryTable) {
    let classes: Vec<Vec<Cow<'_, Papers>>> = input
        .summaries
        .schools
        .iter()
        .map(|school| school.classes.iter().map(|class| Cow::Borrowed(&class.items)).collect())
        .collect();
    if classes.iter().flatten().all(|papers| papers.is_empty()) {
        return (EntryTable::default(), EntryTable::default());
    }
    let of_nodes = sums(input.nodes, &classes, |papers: &[Cow<'_, Papers>]| {
        let mut sum = Papers::new();
        for (subject, tallies) in papers.iter().flat_map(|papers| papers.iter()) {
            absorb(sum.entry(*subject).or_default(), tallies);
        }
        Cow::Owned(sum)
    });
    let single = table(input, &of_nodes, &ITEMS, |part| part.kind == PartKind::Item);
    let groups = table(input, &of_nodes, &GROUPS, |part| part.kind != PartKind::Item);
    (single, groups)
}

fn table(
    input: &Input<'_>,
    of_nodes: &[Option<Cow<'_, Papers>>],
    metrics: &[&'static str],
    is_in: impl Fn(&Part) -> bool,
) -> EntryTable {
    let all = of_nodes.iter().flatten().flat_map(|papers| papers.iter());
    let all: BTreeSet<(usize, Arc<Part>)> = all
        .flat_map(|(subject, tallies)| tallies.keys().map(move |part| (*subject, part.clone())))
        .filter(|(_, part)| is_in(part))
        .collect();
    let mut all: Vec<(usize, Arc<Part>)> = all.into_iter().collect();
    all.sort_by(|(left_subject, left), (right_subject, right)| {
        (left_subject, left.kind).cmp(&(right_subject, right.kind)).then_with(|| in_paper_order(left, right))
    });
    // Not every pupil with a mark has one in the items too. The facilities of all items add up to the mean.
    let hidden = input.workers.map(&all, |(subject, part)| {
        let tally = |papers: &Cow<'_, Papers>| Some(papers.get(subject)?.get(part)?.earned.n());
        let n: Vec<u64> = of_nodes.iter().map(|papers| papers.as_ref().and_then(tally).unwrap_or(0)).collect();
        input.policy.hidden_in(&[*subject], &n)
    });
    let entries = all.iter().map(|(subject, part)| entry(part, input.decimals(*subject))).collect();
    let mut sheet = Sheet::new(entries, metrics, all.len() * input.nodes.len());
    for (group, papers) in of_nodes.iter().enumerate() {
        let Some(papers) = papers else { continue };
        for (position, (subject, part)) in all.iter().enumerate() {
            let Some(tally) = papers.get(subject).and_then(|tallies| tallies.get(part)) else { continue };
            let values = values(input, &sheet.infos, (*subject, part), tally, hidden[position][group]);
            sheet.push(group, *subject, position, values);
        }
    }
    sheet.table
}

/// Items by number, what they have in common in the order of the paper; ability levels from the lowest to the highest.
fn in_paper_order(left: &Part, right: &Part) -> Ordering {
    let first = |part: &'_ Part| part.items.first().cloned().unwrap_or_default();
    match left.kind {
        PartKind::Item => Ordering::Equal,
        PartKind::Ability => height(&left.name).cmp(&height(&right.name)),
        PartKind::KnowledgePoint | PartKind::ItemType => natural(&first(left), &first(right)),
    }
    .then_with(|| natural(&left.name, &right.name))
}

/// How high an ability level lies on the scales in use (识记, 理解, 应用, 分析, 综合, 评价); unknown ones come last.
///
/// A level of two words lies as high as the higher: 综合应用.
fn height(level: &str) -> usize {
    const LEVELS: [&[&str]; 8] = [
        &["识记", "记忆", "识别", "知道"],
        &["了解"],
        &["理解", "领会"],
        &["掌握"],
        &["应用", "运用"],
        &["分析"],
        &["综合", "探究"],
        &["评价", "创造", "创新"],
    ];
    let lies_at = |words: &&[&str]| words.iter().any(|word| level.contains(word));
    LEVELS.iter().rposition(lies_at).unwrap_or(LEVELS.len())
}

fn values(
    input: &Input<'_>,
    infos: &[&'static MetricInfo],
    (subject, part): (usize, &Part),
    tally: &PartTally,
    hidden: Option<Reason>,
) -> Vec<Reported<f64>> {
    let n = tally.earned.n();
    // The largest mark seen is no full mark, and a share of it no facility.
    let stated = |value| {
        if part.kind == PartKind::Item && part.full_ticks.is_none() { Err(StatError::NotSupplied) } else { value }
    };
    let share_of = |count: u64| share(count, n).map(Estimate::from);
    let value = |info: &&'static MetricInfo| {
        let value = match info.id {
            "n" => Ok(pupils(n)),
            "blank_rate" => share_of(tally.blank),
            "zero_rate" => share_of(tally.zero),
            "item_full_mark_rate" => stated(share_of(tally.full)),
            "items_full_mark" => {
                tally.earned.mean_possible().and_then(|ticks| super::points(ticks, input.decimals(subject)))
            }
            _ => stated(tally.earned.score_rate()),
        };
        // Score rates of two schools are a comparison, refused as that of the subject is.
        let refused = input.policy.refuses(subject) && info.interval;
        input.policy.judge(info, Basis { refused, n, hidden }, value)
    };
    infos.iter().map(value).collect()
}

fn entry(part: &Part, decimals: u8) -> Entry {
    let name = (part.name.clone(), part.name.clone());
    let [kind, ability, knowledge] = part.about.clone();
    let details = match part.kind {
        PartKind::Item => {
            let full = part.full_ticks.map(|ticks| in_points(i64::from(ticks), decimals).to_string());
            vec![
                ("full_mark", full.unwrap_or_default()),
                ("item_type", kind),
                ("ability", ability),
                ("knowledge_points", knowledge),
            ]
        }
        of => vec![("dimension", dimension(of).to_owned()), ("items", part.items.join(" "))],
    };
    Entry { id: part.name.clone(), name, details }
}

fn dimension(kind: PartKind) -> &'static str {
    match kind {
        PartKind::Item => "item",
        PartKind::KnowledgePoint => "knowledge_point",
        PartKind::Ability => "ability",
        PartKind::ItemType => "item_type",
    }
}
