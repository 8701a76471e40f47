//! Items of which a table says something in several rows, and tables that number items more finely or more coarsely than
//! the columns of pupils' marks.

use wutong_model::{Blueprint, Item, Options};

use super::index::{Candidate, ItemIndex};
use super::layout::Label;
use super::name::Name;

/// Adds what another row says of an item: more marks, for other points of knowledge.
pub(super) fn add(item: &mut Item, other: Item) {
    let (own, its) = (f64::from(item.full_ticks), f64::from(other.full_ticks));
    item.expected_facility = match (item.expected_facility, other.expected_facility) {
        (Some(a), Some(b)) => Some((a * own + b * its) / (own + its)),
        _ => None,
    };
    item.full_ticks = item.full_ticks.saturating_add(other.full_ticks);
    if !item.ability.split('、').any(|known| known == other.ability) && !other.ability.is_empty() {
        let both = [item.ability.as_str(), &other.ability];
        item.ability = both.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("、");
    }
    let more: Vec<String> =
        other.knowledge_points.into_iter().filter(|point| !item.knowledge_points.contains(point)).collect();
    item.knowledge_points.extend(more);
    if item.key != other.key {
        item.key = Options::NONE;
    }
    if item.kind.is_empty() {
        item.kind = other.kind;
    }
}

/// Fills in what another table says of an item: the key beside the matters that it asks for.
pub(super) fn complete(item: &mut Item, other: Item) {
    if item.kind.is_empty() {
        item.kind = other.kind;
    }
    if item.ability.is_empty() {
        item.ability = other.ability;
    }
    if item.knowledge_points.is_empty() {
        item.knowledge_points = other.knowledge_points;
    }
    if item.key.is_empty() {
        item.key = other.key;
    }
    item.expected_facility = item.expected_facility.or(other.expected_facility);
    item.choice_group = item.choice_group.take().or(other.choice_group);
}

/// Whether a name is of a part of another: 15(1) of 15.
fn is_part(part: &Name, whole: &Name) -> bool {
    part.prefix == whole.prefix && part.parts.len() > whole.parts.len() && part.parts.starts_with(&whole.parts)
}

/// Makes one item of the parts of one for which pupils have one mark together: 15(1) and 15(2) of the table, and a column 15.
pub(super) fn gather(blueprint: &mut Blueprint, columns: &[Label]) {
    let index = ItemIndex::new(blueprint.items.iter().map(|item| item.id.as_str()));
    let candidates: Vec<Vec<Candidate>> = columns.iter().map(Label::candidates).collect();
    let names: Vec<&Name> = candidates.iter().flatten().filter_map(|candidate| candidate.name.as_ref()).collect();
    let wholes = candidates.iter().filter(|candidates| index.find(candidates).is_none());
    for whole in wholes.filter_map(|candidates| candidates.first()) {
        let Some(name) = &whole.name else { continue };
        let has_parts = names.iter().any(|other| is_part(other, name));
        let parts: Vec<usize> = (0..blueprint.items.len())
            .filter(|item| Name::parse(&blueprint.items[*item].id).is_some_and(|of| is_part(&of, name)))
            .collect();
        if has_parts || parts.len() < 2 {
            continue;
        }
        let mut all = parts.iter().rev().map(|item| blueprint.items.remove(*item)).collect::<Vec<_>>();
        let Some(mut item) = all.pop() else { continue };
        while let Some(next) = all.pop() {
            add(&mut item, next);
        }
        item.id = match name.parts.as_slice() {
            [number] if name.prefix.is_empty() => number.clone(),
            _ => whole.text.clone(),
        };
        blueprint.items.insert(parts[0], item);
    }
}

/// The item of which columns are parts, for those that are of none: 15(1) and 15(2), where the table has 15 alone.
pub(super) fn whole_of(candidates: &[Candidate], index: &ItemIndex) -> Option<usize> {
    candidates.iter().filter_map(|candidate| candidate.name.as_ref()).find_map(|name| {
        (1..name.parts.len()).rev().find_map(|length| {
            let whole = Name { prefix: name.prefix.clone(), parts: name.parts[..length].to_vec() };
            index.named(&whole)
        })
    })
}
