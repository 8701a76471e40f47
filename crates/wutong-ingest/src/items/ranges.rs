//! Rows of a two-way specification table that stand for several items: 1-10, 1～10, 11、12.

use std::collections::BTreeMap;

use wutong_model::{Blueprint, Item};

use super::layout::Label;
use super::name::{Name, without_full_mark};
use crate::cell::fold_name;

/// No paper numbers its items higher.
const HIGHEST: u32 = 200;

/// The numbers that a text names: 1-10, 11、12, 第1～5题; `None` unless it names several.
pub(super) fn numbers(text: &str) -> Option<Vec<u32>> {
    let folded = fold_name(text);
    let number = |text: &str| {
        let bare = text.trim_start_matches(['第', '题', 't', 'q', '.']).trim_end_matches('题').trim_end_matches('小');
        let digits = !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_digit());
        bare.parse::<u32>().ok().filter(|number| digits && (1..=HIGHEST).contains(number))
    };
    let mut all: Vec<u32> = Vec::new();
    for part in folded.split(['、', ',', ';', '和', '及']) {
        let (first, last) = part.split_once(['-', '至', '到']).unwrap_or((part, part));
        let (first, last) = (number(first)?, number(last.trim_start_matches('-'))?);
        let is_next = first <= last && all.last().is_none_or(|before| *before < first);
        let is_range = first < last || first == last && !part.contains(['-', '至', '到']);
        if !(is_next && is_range) {
            return None;
        }
        all.extend(first..=last);
    }
    (all.len() > 1).then_some(all)
}

/// The numbers that each row of a table stands for. Where two rows would stand for one item, 1-2 is the second part of the
/// first item, and none stands for several.
pub(crate) fn of_table<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<Option<Vec<u32>>> {
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    let mut rows = Vec::new();
    for text in texts {
        let several = numbers(text);
        let named: Vec<String> = match (&several, Name::parse(text)) {
            (Some(numbers), _) => numbers.iter().map(u32::to_string).collect(),
            (None, name) => name.and_then(|name| name.parts.into_iter().next()).into_iter().collect(),
        };
        for number in named {
            *times.entry(number).or_default() += 1;
        }
        rows.push(several);
    }
    if rows.iter().flatten().flatten().any(|number: &u32| times[&number.to_string()] > 1) {
        rows.fill(None);
    }
    rows
}

/// Whether the marks of a table are those of one item in rows that stand for several, and not of all of them: the header
/// says so (每题), or only then they may be those of the paper.
pub(crate) fn are_each(all: f64, each: f64, says_each: bool, may_be: impl Fn(f64) -> bool) -> bool {
    says_each || !may_be(all) && may_be(each)
}

/// Gives rows that stand for several items the marks of all of them together.
pub(super) fn sum_up(items: &mut [Item], says_each: bool, full_ticks: i32) {
    let rows = of_table(items.iter().map(|item| item.id.as_str()));
    let times = |row: &Option<Vec<u32>>| row.as_ref().map_or(1, |numbers| i32::try_from(numbers.len()).unwrap_or(1));
    let all: i32 = items.iter().map(|item| item.full_ticks).sum();
    let each: i32 = items.iter().zip(&rows).map(|(item, row)| item.full_ticks.saturating_mul(times(row))).sum();
    let is_whole = |sum: f64| (sum - f64::from(full_ticks)).abs() < 0.5;
    if are_each(f64::from(all), f64::from(each), says_each, is_whole) {
        for (item, row) in items.iter_mut().zip(&rows) {
            item.full_ticks = item.full_ticks.saturating_mul(times(row));
        }
    }
}

/// Turns rows that stand for several items into those items, unless the columns of pupils' marks stand for several too.
pub(super) fn split(blueprint: &mut Blueprint, columns: &[Label]) {
    let rows = of_table(blueprint.items.iter().map(|item| item.id.as_str()));
    let own = |label: &Label| label.stack.last().and_then(|own| numbers(&without_full_mark(own).0));
    let shared: Vec<Vec<u32>> = columns.iter().filter_map(own).collect();
    if rows.iter().flatten().any(|row| shared.contains(row)) {
        return;
    }
    let stated: BTreeMap<String, i32> = columns.iter().filter_map(|label| stated(label, blueprint.decimals)).collect();
    let mut items = Vec::with_capacity(blueprint.items.len());
    for (item, row) in std::mem::take(&mut blueprint.items).into_iter().zip(rows) {
        let Some(numbers) = row else {
            items.push(item);
            continue;
        };
        match shares(&item, &numbers, &stated) {
            Some(shares) => items.extend(numbers.into_iter().zip(shares).map(|(number, full)| Item {
                id: number.to_string(),
                full_ticks: full.unwrap_or(0),
                is_full_inferred: full.is_none(),
                ..item.clone()
            })),
            None => items.push(item),
        }
    }
    blueprint.items = items;
}

/// The number of an item and the full mark that its column states.
fn stated(label: &Label, decimals: u8) -> Option<(String, i32)> {
    let [number] = <[String; 1]>::try_from(label.candidates().into_iter().next()?.name?.parts).ok()?;
    let full = label.stated().or_else(|| label.full.parse().ok())?;
    #[expect(clippy::cast_possible_truncation, reason = "full marks are small")]
    let ticks = (full * 10f64.powi(i32::from(decimals))).round() as i32;
    Some((number, ticks))
}

/// The full mark of each item of a row for several: what the columns state, where it comes to that of the row; equal shares
/// of items that follow each other; otherwise none is known. `None` if the row cannot be divided.
fn shares(item: &Item, numbers: &[u32], stated: &BTreeMap<String, i32>) -> Option<Vec<Option<i32>>> {
    let known: Option<Vec<i32>> = numbers.iter().map(|number| stated.get(&number.to_string()).copied()).collect();
    if let Some(known) = known.filter(|known| known.iter().sum::<i32>() == item.full_ticks) {
        return Some(known.into_iter().map(Some).collect());
    }
    let n = i32::try_from(numbers.len()).ok()?;
    let follow = numbers.windows(2).all(|pair| pair[1] == pair[0] + 1);
    match (follow, item.full_ticks % n == 0) {
        (true, true) => Some(vec![Some(item.full_ticks / n); numbers.len()]),
        (true, false) => None,
        (false, _) => Some(vec![None; numbers.len()]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_name_several_items() {
        for (text, named) in [
            ("1-3", Some(vec![1, 2, 3])),
            ("1～3", Some(vec![1, 2, 3])),
            ("1—3", Some(vec![1, 2, 3])),
            ("第1至3题", Some(vec![1, 2, 3])),
            ("11、12", Some(vec![11, 12])),
            ("11，12题", Some(vec![11, 12])),
            ("1-2、5", Some(vec![1, 2, 5])),
            ("16", None),
            ("16(1)", None),
            ("3-1", None),
            ("1-1", None),
            ("一、1", None),
            ("2024-2025", None),
        ] {
            assert_eq!(numbers(text), named, "{text}");
        }
    }

    #[test]
    fn numbers_within_an_item_are_no_range() {
        let of = |texts: &[&str]| of_table(texts.iter().copied()).into_iter().flatten().count();
        assert_eq!(of(&["1-10", "11、12", "13"]), 2);
        assert_eq!(of(&["1-1", "1-2", "1-3", "2"]), 0);
        assert_eq!(of(&["1", "2", "1-2"]), 0);
        assert_eq!(of(&["15", "16-17", "17(1)"]), 0);
    }
}
