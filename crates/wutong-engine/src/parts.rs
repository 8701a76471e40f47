//! What pupils earned in the items of a paper, and in the items of one knowledge point, ability level or type, in sums
//! without a pupil.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use wutong_model::{Blueprint, Item, ItemBook, Response, Status};
use wutong_stats::Accumulate;
use wutong_stats::items::Earned;

/// What a part of a paper is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartKind {
    /// One item (小题).
    Item,
    /// The items of a knowledge point (知识点).
    KnowledgePoint,
    /// The items of an ability level (能力层次).
    Ability,
    /// The items of a type (题型).
    ItemType,
}

/// A part of a paper: one item, or items that have something in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// Number of the item, or what the items have in common.
    pub name: String,
    /// Numbers of its items.
    pub items: Vec<String>,
    /// Full mark of a single item in ticks, where a file states it.
    pub full_ticks: Option<i32>,
    /// Of a single item: type, ability level and knowledge points, empty where not given.
    pub about: [String; 3],
}

/// What pupils earned in a part.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PartTally {
    /// Marks earned and possible.
    pub earned: Earned,
    /// Pupils who left every item blank.
    pub blank: u64,
    /// Pupils who earned nothing, blanks among them.
    pub zero: u64,
    /// Pupils who earned everything.
    pub full: u64,
}

/// Tallies of the parts of a subject's paper.
pub type PartTallies = BTreeMap<Arc<Part>, PartTally>;

/// Adds the tallies of other pupils.
pub(crate) fn absorb(sum: &mut PartTallies, other: &PartTallies) {
    for (part, tally) in other {
        let own = sum.entry(part.clone()).or_default();
        own.earned.merge(&tally.earned);
        own.blank += tally.blank;
        own.zero += tally.zero;
        own.full += tally.full;
    }
}

/// The parts of a paper, each with the positions of its items.
pub(crate) struct Parts<'a> {
    items: &'a ItemBook,
    parts: Vec<(Arc<Part>, Vec<usize>)>,
}

impl<'a> Parts<'a> {
    /// Items of which no file has a mark are in no part: what was not read is not zero.
    pub(crate) fn new(items: &'a ItemBook) -> Self {
        let blueprint = &items.blueprint;
        let has_marks = |item: &usize| items.marks.get(*item).is_some_and(Option::is_some);
        let known: Vec<usize> = (0..blueprint.items.len()).filter(has_marks).collect();
        let single = known.iter().map(|&item| (single(&blueprint.items[item]), vec![item]));
        let mut groups: BTreeMap<(PartKind, &str), Vec<usize>> = BTreeMap::new();
        for &item in &known {
            let of = &blueprint.items[item];
            let points = of.knowledge_points.iter().map(|point| (PartKind::KnowledgePoint, point.as_str()));
            let others = [(PartKind::Ability, of.ability.as_str()), (PartKind::ItemType, of.kind.as_str())];
            for key in points.chain(others).filter(|(_, name)| !name.is_empty()) {
                let members = groups.entry(key).or_default();
                if members.last() != Some(&item) {
                    members.push(item);
                }
            }
        }
        let groups =
            groups.into_iter().map(|((kind, name), members)| (group(blueprint, kind, name, &members), members));
        Self { items, parts: single.chain(groups).map(|(part, members)| (Arc::new(part), members)).collect() }
    }

    /// The tallies of those of these pupils whose mark in the subject counts: the zeros of an absent pupil are no answers.
    pub(crate) fn tallies(&self, rows: Range<usize>, status: &[Status]) -> PartTallies {
        let of_part = |(part, members): &(Arc<Part>, Vec<usize>)| {
            let mut tally = PartTally::default();
            for row in rows.clone().filter(|row| status[*row] == Status::Present) {
                self.add(row, members, &mut tally);
            }
            (part.clone(), tally)
        };
        self.parts.iter().map(of_part).filter(|(_, tally)| tally.earned.n() > 0).collect()
    }

    /// Adds a pupil whose mark of every item of the part is known; items that were not chosen are not part of the paper.
    fn add(&self, row: usize, members: &[usize], tally: &mut PartTally) {
        let (mut earned, mut possible, mut blank) = (0, 0, true);
        let mut taken = false;
        for &item in members {
            let Some(column) = &self.items.marks[item] else { return };
            match column.responses[row] {
                Response::NotChosen => continue,
                Response::Given => blank = false,
                Response::Blank => (),
                Response::Missing | Response::SetAside => return,
            }
            taken = true;
            earned += column.ticks[row];
            possible += self.items.blueprint.items[item].full_ticks;
        }
        if taken {
            tally.earned.push((earned, possible));
            tally.blank += u64::from(blank);
            tally.zero += u64::from(earned == 0);
            tally.full += u64::from(earned == possible);
        }
    }
}

fn single(item: &Item) -> Part {
    Part {
        kind: PartKind::Item,
        name: item.id.clone(),
        items: vec![item.id.clone()],
        full_ticks: (!item.is_full_inferred).then_some(item.full_ticks),
        about: [item.kind.clone(), item.ability.clone(), item.knowledge_points.join("、")],
    }
}

fn group(blueprint: &Blueprint, kind: PartKind, name: &str, members: &[usize]) -> Part {
    let items = members.iter().map(|&item| blueprint.items[item].id.clone()).collect();
    Part { kind, name: name.to_owned(), items, full_ticks: None, about: Default::default() }
}
