//! Schools whose names are so alike that they may be one school written in two ways.
//!
//! Names of different schools are alike by nature: 第一中学 and 第二中学, 城东小学 and 城西小学. So a difference in a number or
//! in a word that tells schools apart is never a slip, and other differences count only with a second sign: what was
//! left out is a word such as 县 or 学校, what was exchanged sounds alike, or one of the two has hardly any pupils.

mod name;

use std::collections::{BTreeMap, BTreeSet};

use wutong_model::{Problem, ProblemKind};

use crate::cell::fold_name;
use crate::schools::{SchoolUnit, Schools};
use crate::staging::Staging;
use crate::wording::distance;
pub(crate) use name::PLACES;
use name::{FILLERS, LONG_NAME, differing, key, ordinals, remains, sound_alike, without_ending};

/// Characters by which schools are told apart.
const APART: &str = "东西南北中上下前后左右内外新旧老大小高初幼男女甲乙丙丁本分总附";
/// A name with fewer characters says too little for one of them to be a slip.
const FEWEST_CHARACTERS: usize = 4;
/// With more schools two slips are not looked for: the work grows with the square of the length.
const MOST_SCHOOLS: usize = 5000;
/// A text that is left of more names says nothing of any two of them.
const MOST_MEETING: usize = 200;
/// A school with at most so many pupils, or so small a share of the other's, may be a slip of the other.
const FEW_PUPILS: u64 = 3;
const SMALL_SHARE: u64 = 10;

/// A school as it is compared.
struct Candidate<'a> {
    unit: &'a SchoolUnit,
    number: usize,
    pupils: u64,
    /// The name without everything that spellings differ in.
    key: String,
    /// Numbers in the name.
    ordinals: Vec<String>,
}

/// A remark for each pair of schools that may be one, at the first row of the smaller; nothing is merged.
///
/// The text is the two names, `expected` the one with more pupils. The result does not depend on the order of rows.
pub(crate) fn remarks(staging: &Staging, schools: &Schools, region: &str) -> Vec<Problem> {
    let mut pupils = vec![0u64; schools.units.len()];
    let mut first: Vec<Option<usize>> = vec![None; schools.units.len()];
    for (row, school) in staging.sites.iter().enumerate().filter(|(row, _)| staging.is_used(*row)) {
        pupils[*school as usize] += 1;
        first[*school as usize].get_or_insert(row);
    }
    let remark = |(small, large): (usize, usize)| {
        let (unit, other) = (&schools.units[small], &schools.units[large]);
        let row = first[small]?;
        Some(Problem {
            place: staging.place(staging.sheets[row], staging.rows[row], String::new()),
            text: format!("{} | {}", shown(unit, other), shown(other, unit)),
            kind: ProblemKind::SimilarSchools,
            expected: shown(other, unit),
            school: Some(unit.id.clone()),
            subject: None,
        })
    };
    pairs(&schools.units, &pupils, region).into_iter().filter_map(remark).collect()
}

/// The name, with the id where the names are the same.
fn shown(unit: &SchoolUnit, other: &SchoolUnit) -> String {
    if unit.name == other.name && unit.id != unit.name {
        format!("{} {}", unit.id, unit.name)
    } else {
        unit.name.clone()
    }
}

/// Pairs of schools that may be one, the smaller first.
fn pairs(units: &[SchoolUnit], pupils: &[u64], region: &str) -> BTreeSet<(usize, usize)> {
    let candidates: Vec<Candidate<'_>> = units
        .iter()
        .enumerate()
        .filter(|(number, unit)| pupils[*number] > 0 && !unit.name.is_empty())
        .map(|(number, unit)| {
            let key = key(&unit.name, &[&unit.county, region]);
            Candidate { unit, number, pupils: pupils[number], ordinals: ordinals(&key), key }
        })
        .collect();
    let slips = if candidates.len() <= MOST_SCHOOLS { 2 } else { 1 };
    let mut of_numbers: BTreeMap<&[String], Vec<usize>> = BTreeMap::new();
    for (position, candidate) in candidates.iter().enumerate() {
        of_numbers.entry(&candidate.ordinals).or_default().push(position);
    }
    // Names with the same numbers meet under every text that is left when a slip is taken out; nothing is compared with
    // everything.
    let mut meeting: BTreeMap<(usize, String), Vec<usize>> = BTreeMap::new();
    for alike in of_numbers.values().filter(|alike| alike.len() > 1) {
        for position in alike {
            let key = &candidates[*position].key;
            let mut texts = remains(key, slips);
            texts.extend(after_places(key));
            for text in texts {
                meeting.entry((alike[0], text)).or_default().push(*position);
            }
        }
    }
    // Names that differ in the ending alone; what stands in its place may look like a number.
    for (position, candidate) in candidates.iter().enumerate() {
        if let Some(stem) = without_ending(&candidate.unit.name) {
            meeting.entry((usize::MAX, stem)).or_default().push(position);
        }
    }
    let mut found: BTreeMap<(usize, usize), Sign> = BTreeMap::new();
    for met in meeting.values().filter(|met| met.len() <= MOST_MEETING) {
        for (at, a) in met.iter().enumerate() {
            for b in &met[at + 1..] {
                let (a, b) = (&candidates[*a], &candidates[*b]);
                if let Some(sign) = sign(a, b) {
                    // Of schools of one size the name decides, not the order of files.
                    let a_is_small = (a.pupils, &b.unit.id) < (b.pupils, &a.unit.id);
                    found.insert(if a_is_small { (a.number, b.number) } else { (b.number, a.number) }, sign);
                }
            }
        }
    }
    // 青溪镇中学 beside those of two counties is the one of a third.
    let mut places: BTreeMap<usize, usize> = BTreeMap::new();
    for sign in found.values() {
        if let Sign::Place { of } = sign {
            *places.entry(*of).or_default() += 1;
        }
    }
    let is_certain = |sign: &Sign| !matches!(sign, Sign::Place { of } if places[of] > 1);
    found.into_iter().filter(|(_, sign)| is_certain(sign)).map(|(pair, _)| pair).collect()
}

/// Whether two names under one code are spellings of one: the same but for what says nothing, one the short form of the
/// other, or a slip in a long name.
pub(crate) fn are_spellings(a: &str, b: &str, places: &[&str]) -> bool {
    let (a, b) = (key(a, places), key(b, places));
    if a == b {
        return true;
    }
    let (left, right) = differing(&a, &b);
    if ordinals(&a) != ordinals(&b) || tells_apart(&left, &right) || tells_apart(&right, &left) {
        return false;
    }
    let is_inside = |short: &str, long: &str| {
        let mut rest = long.chars();
        short.chars().all(|c| rest.any(|other| other == c))
    };
    let shorter = a.chars().count().min(b.chars().count());
    is_inside(&a, &b) || is_inside(&b, &a) || distance(&a, &b) == 1 && shorter >= FEWEST_CHARACTERS
}

/// What speaks for two schools being one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// Their names are the same but for what says nothing, or differ by a slip.
    Name,
    /// One is the other after the name of a place; the school without it.
    Place { of: usize },
}

/// What speaks for two schools being one, if anything does.
fn sign(a: &Candidate<'_>, b: &Candidate<'_>) -> Option<Sign> {
    let counties = [&a.unit.county, &b.unit.county];
    let other_county = counties[0] != counties[1] && counties.iter().all(|county| !county.is_empty());
    let both_listed = a.unit.listed.is_some() && b.unit.listed.is_some();
    if other_county || both_listed {
        return None;
    }
    if a.key == b.key {
        return Some(Sign::Name);
    }
    // Two codes are two schools unless the names are the same.
    if a.unit.is_coded && b.unit.is_coded {
        return None;
    }
    let (left, right) = differing(&a.key, &b.key);
    let after_place = [(a, b), (b, a)].into_iter().find(|(longer, shorter)| is_place_before(&longer.key, &shorter.key));
    if let Some((_, shorter)) = after_place {
        return Some(Sign::Place { of: shorter.number });
    }
    if is_small(a, b) && has_other_ending(&a.unit.name, &b.unit.name) {
        return Some(Sign::Name);
    }
    if tells_apart(&left, &right) || tells_apart(&right, &left) {
        return None;
    }
    let is_filler = |text: &[char]| text.iter().all(|c| FILLERS.contains(*c));
    if is_filler(&left) && is_filler(&right) || is_slip(a, b, (&left, &right)) {
        return Some(Sign::Name);
    }
    None
}

/// Whether a text has a character by which schools are told apart, and the other has not.
fn tells_apart(text: &[char], other: &[char]) -> bool {
    text.iter().any(|c| APART.contains(*c) && !other.contains(c))
}

/// Whether one of two schools has hardly any pupils beside the other.
fn is_small(a: &Candidate<'_>, b: &Candidate<'_>) -> bool {
    let (small, large) = (a.pupils.min(b.pupils), a.pupils.max(b.pupils));
    small <= FEW_PUPILS && small < large || small * SMALL_SHARE <= large
}

/// Whether two names differ in the ending alone, of a school of the same stage: 实验中学, 实验中, 实验中学校, 实验初中.
fn has_other_ending(a: &str, b: &str) -> bool {
    without_ending(a).is_some_and(|stem| without_ending(b) == Some(stem))
}

/// Whether the difference is one that a hand makes: a swap, a sound, or, in hardly any rows, anything.
fn is_slip(a: &Candidate<'_>, b: &Candidate<'_>, (left, right): (&[char], &[char])) -> bool {
    // The ending that was taken off counts: 育材 of 育材中学 is a name of four characters.
    let written = [a, b].map(|school| fold_name(&school.unit.name).chars().count());
    if written[0].min(written[1]) < FEWEST_CHARACTERS || is_letter(left) && is_letter(right) {
        return false;
    }
    let slips = distance(&a.key, &b.key);
    let shorter = a.key.chars().count().min(b.key.chars().count());
    let swapped = slips == 2 && left.len() == 2 && left.iter().rev().eq(right);
    let alike = left.len() == right.len() && left.iter().zip(right).all(|(a, b)| a == b || sound_alike(*a, *b));
    swapped
        || alike && slips <= 2
        || is_small(a, b) && (slips == 1 && shorter >= 2 || slips == 2 && shorter >= LONG_NAME)
}

/// What is left of a name without the place that it may begin with.
fn after_places(key: &str) -> Vec<String> {
    let ends = key.char_indices().filter(|(_, c)| PLACES.contains(*c)).map(|(at, c)| at + c.len_utf8());
    ends.map(|end| key[end..].to_owned()).filter(|rest| !rest.is_empty() && is_place_before(key, rest)).collect()
}

/// Whether the longer is the shorter after the name of a place: 清源县实验 and 实验.
fn is_place_before(longer: &str, shorter: &str) -> bool {
    longer.strip_suffix(shorter).is_some_and(|place| {
        let length = place.chars().count();
        // 东区 tells a site of a school, 东湖市 where it lies.
        let is_name = place.chars().any(|c| !PLACES.contains(c) && !APART.contains(c));
        (2..=8).contains(&length) && is_name && place.ends_with(|c| PLACES.contains(c))
    })
}

fn is_letter(text: &[char]) -> bool {
    matches!(text, [letter] if letter.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_pair(county: &str, a: &str, b: &str, pupils: [u64; 2]) -> bool {
        let unit = |name: &str| SchoolUnit {
            id: name.to_owned(),
            name: name.to_owned(),
            county: county.to_owned(),
            ..SchoolUnit::default()
        };
        let found = pairs(&[unit(a), unit(b)], &pupils, "示例市");
        assert!(found.is_empty() || found == BTreeSet::from([if pupils[1] < pupils[0] { (1, 0) } else { (0, 1) }]));
        !found.is_empty()
    }

    #[test]
    fn schools_that_may_be_one() {
        for (a, b) in [
            ("第1中学", "第一中学"),
            ("清源一中", "清源县第一中学"),
            ("清源县第一中学", "第一中学"),
            ("示例市实验中学", "实验中学"),
            ("实验中学（东校区）", "实验中学东校区"),
            ("实验中学（本部）", "实验中学"),
            ("育才中学", "育才学校"),
            ("育才", "育才中学"),
            ("育才中学", "育材中学"),
            ("城关镇中心小学", "城关中心小学"),
            ("柳湾镇中学", "柳湾中学"),
            ("第十二中学", "第12中学"),
            ("英才外国语学校", "才英外国语学校"),
        ] {
            assert!(is_pair("清源县", a, b, [60, 80]), "{a} {b}");
        }
        assert!(is_pair("", "红星小学", "红旗小学", [2, 300]), "hardly a school of its own");
        assert!(is_pair("", "平安县实验中学", "实验中学", [60, 80]));
        for slip in ["青石县实验中", "青石县实验中学校", "青石县实验初中", "青石县实验中一", "青石县试验中学"]
        {
            assert!(is_pair("", slip, "青石县实验中学", [2, 38]), "{slip}");
        }
    }

    #[test]
    fn one_name_in_several_places() {
        let unit = |name: &str| SchoolUnit { id: name.to_owned(), name: name.to_owned(), ..SchoolUnit::default() };
        let units = ["青溪镇中学", "青桐县青溪镇中学", "金桐市青溪镇中学"].map(unit);
        assert!(pairs(&units, &[60, 80, 70], "").is_empty(), "one in each county");
        assert_eq!(pairs(&units[..2], &[60, 80], "").len(), 1);
    }

    #[test]
    fn schools_that_are_two() {
        for (a, b) in [
            ("第一中学", "第二中学"),
            ("第一中学", "第十一中学"),
            ("1中", "2中"),
            ("城东小学", "城西小学"),
            ("实验中学", "实验小学"),
            ("实验中学", "实验中学（东校区）"),
            ("实验中学东校区", "实验中学西校区"),
            ("实验中学", "新实验中学"),
            ("实验初中", "实验高中"),
            ("师大附中", "师大附小"),
            ("红星小学", "红旗小学"),
            ("育才中学", "实验中学"),
            ("实验中学", "育才实验中学"),
            ("School A", "School B"),
            ("A", "B"),
            ("三河中学", "山河中学"),
            ("中学", "第二中学"),
        ] {
            assert!(!is_pair("清源县", a, b, [60, 80]), "{a} {b}");
        }
        for (a, b) in [
            ("第一中学", "第二中学"),
            ("城东小学", "城西小学"),
            ("甲校", "乙校"),
            ("A中学", "B中学"),
            ("实验小学", "实验中学"),
            ("实验高中", "实验中学"),
        ] {
            assert!(!is_pair("", a, b, [2, 300]), "{a} {b}: even if one is small");
        }
    }

    #[test]
    fn places_and_lists_tell_schools_apart() {
        let unit = |name: &str, county: &str, listed| SchoolUnit {
            id: name.to_owned(),
            name: name.to_owned(),
            county: county.to_owned(),
            listed,
            ..SchoolUnit::default()
        };
        let two = [unit("实验中学", "甲县", None), unit("实验学校", "乙县", None)];
        assert!(pairs(&two, &[5, 5], "").is_empty());
        let listed = [unit("实验中学", "", Some(0)), unit("实验学校", "", Some(1))];
        assert!(pairs(&listed, &[5, 5], "").is_empty());
    }
}
