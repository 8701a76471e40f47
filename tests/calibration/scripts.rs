//! Districts with options and markings of known truth: how often the checks on scripts speak without cause, and with it.

use std::collections::BTreeSet;

use wutong::model::{Blueprint, Item, ItemBook, Marking, OptionColumn, Options, Response};
use wutong::{ExamSpec, Summaries, Workers, finish, summarise};
use wutong_testkit::{Pupil, book, spec};

use super::district::Draw;

const SCHOOLS: usize = 10;
const CLASSES: usize = 3;
const PUPILS: usize = 40;
/// Items with four options, five points each; the last item is marked by hand, out of twenty.
const ITEMS: usize = 16;
const MARKERS: usize = 12;
const LETTERS: [&str; 4] = ["A", "B", "C", "D"];

/// What is wrong with a district.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Fault {
    /// Pupils of one class who hand in the answers of a neighbour.
    pub(super) copied: usize,
    /// Whether one school had the options in another order.
    pub(super) version: bool,
    /// Points by which a marker may be more severe than the next, and whether each school has markers of its own mix.
    pub(super) severity: f64,
    pub(super) uneven: bool,
}

/// Pupils of a district, in the order of its book, and their items.
fn district(fault: Fault, seed: u64) -> (Vec<Pupil>, ItemBook) {
    let mut draw = Draw::new(seed);
    let popular: Vec<[f64; 3]> = (0..ITEMS).map(|_| std::array::from_fn(|_| (0.8 * draw.normal()).exp())).collect();
    let hard: Vec<f64> = (0..ITEMS).map(|_| 0.9 * draw.normal() - 0.6).collect();
    let severe: Vec<f64> = (0..MARKERS).map(|_| fault.severity * draw.normal()).collect();
    let (mut pupils, mut strings, mut markings) = (Vec::new(), Vec::new(), Vec::new());
    for school in 0..SCHOOLS {
        let of_school = 0.4 * draw.normal();
        for class in 0..CLASSES {
            let of_class = 0.3 * draw.normal();
            for number in 0..PUPILS {
                let ability = of_school + of_class + draw.normal();
                let mut string: Vec<usize> = (0..ITEMS)
                    .map(|item| {
                        if draw.uniform() < 1.0 / (1.0 + (hard[item] - ability).exp()) {
                            return 0;
                        }
                        let mut at = draw.uniform() * popular[item].iter().sum::<f64>();
                        1 + popular[item]
                            .iter()
                            .position(|share| {
                                at -= share;
                                at < 0.0
                            })
                            .unwrap_or(2)
                    })
                    .collect();
                if (school, class) == (2, 1) && (1..=fault.copied).contains(&number) {
                    string = Vec::clone(&strings[strings.len() - 1]);
                }
                if school == 5 && fault.version {
                    string.iter_mut().for_each(|option| *option = (*option + 1) % 4);
                }
                let one = |draw: &mut Draw| {
                    let own = fault.uneven && draw.uniform() < 0.8;
                    let dealt = (draw.uniform() * MARKERS as f64) as usize;
                    if own { school % MARKERS } else { dealt }
                };
                let (first, second) = (one(&mut draw), one(&mut draw));
                let script = 11.0 + 3.0 * ability;
                let mut mark =
                    |marker: usize| (script + severe[marker] + draw.normal()).round().clamp(0.0, 20.0) as i32;
                let marks = [Some(mark(first)), Some(mark(second)), None];
                let right = string.iter().filter(|option| **option == 0).count() as i32;
                pupils.push(Pupil {
                    county: String::new(),
                    school: format!("{school:02}"),
                    class: class.to_string(),
                    id: format!("{number:03}"),
                    marks: vec![Ok(5 * right + marks[0].unwrap_or(0))],
                });
                markings.push(Marking {
                    row: pupils.len() as u32 - 1,
                    marks,
                    markers: [Some(first as u32), Some(second as u32), None],
                    ..Marking::default()
                });
                strings.push(string);
            }
        }
    }
    let letter = |option: usize| Options::from_letters(LETTERS[option]).expect("a letter");
    let item = |number: usize| Item {
        id: (number + 1).to_string(),
        full_ticks: if number < ITEMS { 5 } else { 20 },
        key: if number < ITEMS { letter(0) } else { Options::NONE },
        ..Item::default()
    };
    let column = |number: usize| OptionColumn {
        chosen: strings.iter().map(|string| letter(string[number])).collect(),
        responses: vec![Response::Given; strings.len()],
    };
    let mut marking = vec![Vec::new(); ITEMS + 1];
    marking[ITEMS] = markings;
    let items = ItemBook {
        subject: 0,
        blueprint: Blueprint { file: None, decimals: 0, items: (0..=ITEMS).map(item).collect() },
        marks: vec![None; ITEMS + 1],
        options: (0..ITEMS).map(|number| Some(column(number))).chain([None]).collect(),
        marking,
        markers: (0..MARKERS).map(|marker| format!("marker {marker:02}")).collect(),
    };
    (pupils, items)
}

fn summaries(pupils: &[Pupil], items: ItemBook, workers: &Workers) -> Summaries {
    let book = book(pupils);
    summarise(&book, &exam(), &[], &[], workers).with_items(&book, &[items], workers)
}

fn exam() -> ExamSpec {
    spec("subject = [{ id = 'm', full_mark = 100, decimals = 0 }]")
}

/// The checks that speak of a district, of those on scripts.
pub(super) fn said(fault: Fault, seed: u64, workers: &Workers) -> BTreeSet<&'static str> {
    const ASKED: [&str; 7] = [
        "paper-version",
        "separate-marking",
        "own-markers",
        "marker-severity",
        "third-marks",
        "identical-answers",
        "blank-items",
    ];
    let (pupils, items) = district(fault, seed);
    let findings = finish(&summaries(&pupils, items, workers), &exam(), workers).findings;
    findings.iter().map(|finding| finding.id).filter(|id| ASKED.contains(id)).collect()
}

/// Schools summarised apart add up to the district, whoever was first; a class in both books too.
#[test]
fn scripts_of_parts_add_up() {
    let workers = Workers::new(Some(2)).expect("threads");
    let (pupils, items) = district(Fault { copied: 2, severity: 1.0, ..Fault::default() }, 1);
    let part = |rows: std::ops::Range<usize>| {
        let column = |column: &OptionColumn| OptionColumn {
            chosen: column.chosen[rows.clone()].to_vec(),
            responses: column.responses[rows.clone()].to_vec(),
        };
        let own = |marking: &&Marking| rows.contains(&(marking.row as usize));
        let moved = |marking: &Marking| Marking { row: marking.row - rows.start as u32, ..*marking };
        let part = ItemBook {
            options: items.options.iter().map(|options| options.as_ref().map(column)).collect(),
            marking: items.marking.iter().map(|all| all.iter().filter(own).map(moved).collect()).collect(),
            ..items.clone()
        };
        summaries(&pupils[rows.clone()], part, &workers)
    };
    let whole = summaries(&pupils, items.clone(), &workers);
    let half = PUPILS * CLASSES * SCHOOLS / 2;
    for (first, second) in [(0..half, half..2 * half), (half..2 * half, 0..half)] {
        assert_eq!(part(first).merge(part(second)).expect("one specification"), whole);
    }
    let (county, cut) = (pupils[0].county.clone(), 17);
    assert!(county.is_empty() && pupils[cut].class == pupils[cut - 1].class, "a cut inside a class");
    let merged = part(0..cut).merge(part(cut..2 * half)).expect("one specification");
    let markings = |all: &Summaries| {
        let scripts = all.schools()[0].scripts.values().next().expect("a paper");
        (scripts.sat, scripts.items.clone(), scripts.markings.clone())
    };
    assert_eq!(markings(&merged), markings(&whole));
}
