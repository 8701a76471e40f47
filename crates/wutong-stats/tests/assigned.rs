//! Assigned grades: worked examples, a second source, and laws.

use proptest::prelude::*;
use serde_json::Value;
use wutong_stats::assigned::{
    Band, Cumulation, EndPoint, Nearness, OneValue, Options, Paper, Rule, SCHEMES, Scheme, StartPoint, ZeroMarks,
    convert, scheme,
};
use wutong_stats::{FrequencyTable, StatError};

/// Made by `fixtures/oracle/make/assigned.py` from the written definitions, in exact fractions.
const REFERENCE: &str = include_str!("../../../fixtures/oracle/assigned/assigned.json");

const POINTS: Paper = Paper { full: 100, ticks_per_point: 1 };

fn table(cells: &[(i32, usize)]) -> FrequencyTable {
    let mut marks: Vec<i32> = cells.iter().flat_map(|&(mark, count)| std::iter::repeat_n(mark, count)).collect();
    FrequencyTable::from_marks(&mut marks)
}

fn options(given: &Value) -> Options {
    let pick = |key: &str| given[key].as_str().expect("a choice").to_owned();
    Options {
        nearness: match pick("nearness").as_str() {
            "upper_min" => Nearness::UpperMin,
            "lower_max" => Nearness::LowerMax,
            "near_max" => Nearness::NearMax,
            _ => Nearness::NearMin,
        },
        cumulation: if pick("cumulation") == "fixed" { Cumulation::Fixed } else { Cumulation::Restart },
        first: if pick("first") == "real" { EndPoint::Real } else { EndPoint::Paper },
        last: if pick("last") == "real" { EndPoint::Real } else { EndPoint::Paper },
        start: match pick("start").as_str() {
            "step" => StartPoint::Step,
            "share" => StartPoint::Share,
            _ => StartPoint::Observed,
        },
        one_value: match pick("one_value").as_str() {
            "to_max" => OneValue::ToMax,
            "to_min" => OneValue::ToMin,
            _ => OneValue::ToMean,
        },
        zero: match pick("zero").as_str() {
            "unassigned" => ZeroMarks::Unassigned,
            "floor" => ZeroMarks::Floor,
            _ => ZeroMarks::Ranked,
        },
        minimum_n: 30,
    }
}

fn number(value: &Value) -> i32 {
    i32::try_from(value.as_i64().expect("an integer")).expect("a mark")
}

#[test]
fn a_second_source_gives_the_same_marks() {
    let reference: Value = serde_json::from_str(REFERENCE).expect("the reference is JSON");
    let cases = reference["cases"].as_array().expect("cases");
    assert!(cases.len() > 80);
    for case in cases {
        let name = case["name"].as_str().expect("a name");
        let cells: Vec<(i32, usize)> = case["cells"]
            .as_array()
            .expect("cells")
            .iter()
            .map(|cell| (number(&cell[0]), usize::try_from(number(&cell[1])).expect("a count")))
            .collect();
        let paper = Paper { full: number(&case["full"]), ticks_per_point: number(&case["ticks_per_point"]) };
        let scheme = scheme(case["scheme"].as_str().expect("an id")).expect("a published scheme");
        let got = convert(scheme, &table(&cells), paper, &options(&case["options"])).expect(name);
        let expected: Vec<(i32, i32)> = case["assigned"]
            .as_array()
            .expect("marks")
            .iter()
            .map(|pair| (number(&pair[0]), number(&pair[1])))
            .collect();
        assert_eq!(got.marks(), expected, "{name}: {}", case["options"]);
        let bands: Vec<(u64, Option<(i32, i32)>)> = case["bands"]
            .as_array()
            .expect("bands")
            .iter()
            .map(|row| {
                let raw = row[1].is_i64().then(|| (number(&row[1]), number(&row[2])));
                (row[0].as_u64().expect("a count"), raw)
            })
            .collect();
        assert_eq!(got.bands.iter().map(|row| (row.count, row.raw)).collect::<Vec<_>>(), bands, "{name}");
    }
}

/// Marks that fill the bands of a scheme exactly, with these raw bounds (highest, lowest) and `extra` inside a band.
fn filled(shares: &[usize], bounds: &[(i32, i32)], extra: i32) -> FrequencyTable {
    let mut cells = Vec::new();
    for (&share, &(highest, lowest)) in shares.iter().zip(bounds) {
        let inside = usize::from(lowest < extra && extra < highest);
        cells.extend([(highest, 1), (lowest, share - 1 - inside)]);
        if inside == 1 {
            cells.push((extra, 1));
        }
    }
    table(&cells)
}

/// The worked examples of the schemes' sources.
#[test]
fn worked_examples() {
    let five = [15, 35, 35, 13, 2];
    let bounds = [(96, 80), (79, 66), (65, 50), (49, 30), (29, 10)];
    let give = |id: &str, marks: &FrequencyTable| {
        convert(scheme(id).expect("published"), marks, POINTS, &Options::default()).expect("enough pupils")
    };
    assert_eq!(give("three-one-two", &filled(&five, &bounds, 72)).of(72), Some(77));
    assert_eq!(give("three-one-two", &filled(&five, &bounds, 82)).of(82), Some(88));
    let identity = [(100, 86), (85, 71), (70, 56), (55, 41), (40, 30)];
    let same = give("three-one-two", &filled(&five, &identity, 78));
    assert_eq!([71, 78, 85].map(|mark| same.of(mark)), [Some(71), Some(78), Some(85)]);
    // 1.5 (70 - 67) + 81 = 85.5, rounded half up.
    let eight = [3, 7, 16, 24, 24, 16, 7, 3];
    let bounds = [(90, 80), (73, 67), (66, 60), (59, 50), (49, 40), (39, 30), (29, 20), (19, 10)];
    assert_eq!(give("shandong", &filled(&eight, &bounds, 70)).of(70), Some(86));
}

#[test]
fn what_cannot_be_converted_says_why() {
    let five = scheme("three-one-two").expect("published");
    let run = |cells: &[(i32, usize)]| convert(five, &table(cells), POINTS, &Options::default());
    assert_eq!(run(&[]).unwrap_err(), StatError::TooFew { found: 0, required: 30 });
    assert_eq!(run(&[(50, 29)]).unwrap_err(), StatError::TooFew { found: 29, required: 30 });
    // Marks of zero are not ranked.
    assert_eq!(run(&[(0, 10), (50, 29)]).unwrap_err(), StatError::TooFew { found: 29, required: 30 });
    assert_eq!(run(&[(101, 40)]).unwrap_err(), StatError::OutOfRange);
    assert_eq!(run(&[(-1, 40)]).unwrap_err(), StatError::OutOfRange);
    let empty = Options { minimum_n: 0, ..Options::default() };
    let nobody = convert(five, &FrequencyTable::default(), POINTS, &empty);
    assert_eq!(nobody.unwrap_err(), StatError::TooFew { found: 0, required: 1 });
    let bad = |bands: &[Band]| Scheme { rule: Rule::Bands(bands), ..*five }.check();
    let band = |share, highest, lowest| Band { share, highest, lowest };
    assert_eq!(bad(&[]), Err(StatError::TooFew { found: 0, required: 1 }));
    assert_eq!(bad(&[band(0, 100, 50), band(10_000, 49, 0)]), Err(StatError::OutOfRange));
    assert_eq!(bad(&[band(10_000, 50, 60)]), Err(StatError::OutOfRange));
    assert_eq!(bad(&[band(5_000, 100, 50), band(4_000, 49, 0)]), Err(StatError::Contradiction));
    assert_eq!(bad(&[band(5_000, 100, 50), band(5_000, 50, 0)]), Err(StatError::Contradiction));
}

/// Everybody at one mark: the first band that the mark can stand for, and one assigned mark.
#[test]
fn one_mark_for_all() {
    let five = scheme("three-one-two").expect("published");
    for (nearness, band) in [(Nearness::UpperMin, 1), (Nearness::LowerMax, 5), (Nearness::NearMax, 2)] {
        let options = Options { nearness, ..Options::default() };
        let got = convert(five, &table(&[(100, 50)]), POINTS, &options).expect("enough pupils");
        let holding: Vec<u32> = got.bands.iter().filter(|row| row.count > 0).map(|row| row.band).collect();
        assert_eq!(holding, [band], "{nearness:?}");
        assert_eq!(got.marks().len(), 1);
    }
}

/// A group of equal marks larger than any single share does not swallow the bands below it.
#[test]
fn restarted_shares_do_not_lock() {
    let shanghai = scheme("shanghai").expect("published");
    let marks = table(&[(90, 30), (80, 10), (70, 10), (60, 10), (50, 10), (40, 10), (30, 20)]);
    let options = Options { nearness: Nearness::LowerMax, cumulation: Cumulation::Restart, ..Options::default() };
    let got = convert(shanghai, &marks, POINTS, &options).expect("enough pupils");
    let counts: Vec<u64> = got.bands.iter().map(|row| row.count).collect();
    // 5, 15, 25, 35 per cent: the 30 enter the fourth band, then ten each.
    assert_eq!(counts, [0, 0, 0, 30, 10, 10, 10, 10, 10, 0, 20]);
}

#[test]
fn schools_get_the_marks_of_the_whole() {
    let five = scheme("three-one-two").expect("published");
    let (a, b) = (table(&[(0, 2), (40, 20), (70, 10)]), table(&[(0, 1), (55, 20), (90, 10)]));
    let whole = FrequencyTable::sum_of([&a, &b]);
    let got = convert(five, &whole, POINTS, &Options::default()).expect("enough pupils");
    let parts = [&a, &b].map(|part| got.apply(part).expect("marks of the population"));
    assert_eq!(FrequencyTable::sum_of(&parts), got.apply(&whole).expect("marks of the population"));
    assert_eq!(parts[0].n(), 30, "marks of zero get no assigned mark");
    assert_eq!(got.apply(&table(&[(41, 1)])), Err(StatError::Contradiction));
    let floor = Options { zero: ZeroMarks::Floor, ..Options::default() };
    assert_eq!(convert(five, &whole, POINTS, &floor).expect("enough pupils").of(0), Some(30));
}

fn any_options() -> impl Strategy<Value = Options> {
    (0..4usize, 0..2usize, 0..2usize, 0..2usize, 0..3usize, 0..3usize, 0..3usize).prop_map(
        |(nearness, cumulation, first, last, start, one_value, zero)| Options {
            nearness: [Nearness::UpperMin, Nearness::LowerMax, Nearness::NearMax, Nearness::NearMin][nearness],
            cumulation: [Cumulation::Fixed, Cumulation::Restart][cumulation],
            first: [EndPoint::Real, EndPoint::Paper][first],
            last: [EndPoint::Real, EndPoint::Paper][last],
            start: [StartPoint::Step, StartPoint::Share, StartPoint::Observed][start],
            one_value: [OneValue::ToMax, OneValue::ToMin, OneValue::ToMean][one_value],
            zero: [ZeroMarks::Unassigned, ZeroMarks::Floor, ZeroMarks::Ranked][zero],
            minimum_n: 1,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the marks and options: every ranked mark is converted, none falls as the raw mark rises, all lie within
    /// the bounds of their band, and the bands hold everybody once.
    #[test]
    fn monotone_and_within_bounds(
        mut marks in prop::collection::vec(0..=200i32, 1..150),
        options in any_options(),
        which in 0..SCHEMES.len(),
    ) {
        let table = FrequencyTable::from_marks(&mut marks);
        let paper = Paper { full: 200, ticks_per_point: 2 };
        let Ok(got) = convert(&SCHEMES[which], &table, paper, &options) else {
            prop_assert!(marks.iter().all(|&mark| mark == 0));
            return Ok(());
        };
        prop_assert!(got.marks().windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 <= pair[1].1));
        if let Rule::Bands(bands) = SCHEMES[which].rule {
            prop_assert_eq!(got.bands.iter().map(|row| row.count).sum::<u64>(), got.n);
            for &(mark, assigned) in got.marks().iter().filter(|&&(mark, _)| mark > 0) {
                let held = bands.iter().any(|band| band.lowest <= assigned && assigned <= band.highest);
                prop_assert!(held, "{mark} -> {assigned}");
            }
        }
        let ranked = if options.zero == ZeroMarks::Ranked { 0 } else { 1 };
        prop_assert_eq!(got.n, table.at_least(ranked));
        for &(mark, _) in table.cells().iter().filter(|&&(mark, _)| i64::from(mark) >= ranked) {
            prop_assert!(got.of(mark).is_some());
        }
    }

    /// Bounds, halving and shifting: marks on another lattice get the same assigned marks.
    #[test]
    fn ticks_do_not_matter(mut marks in prop::collection::vec(1..=100i32, 30..90), which in 0..SCHEMES.len()) {
        let mut fine: Vec<i32> = marks.iter().map(|mark| mark * 10).collect();
        let coarse =
            convert(&SCHEMES[which], &FrequencyTable::from_marks(&mut marks), POINTS, &Options::default()).unwrap();
        let paper = Paper { full: 1000, ticks_per_point: 10 };
        let fine =
            convert(&SCHEMES[which], &FrequencyTable::from_marks(&mut fine), paper, &Options::default()).unwrap();
        let scaled: Vec<(i32, i32)> = coarse.marks().iter().map(|&(mark, assigned)| (mark * 10, assigned)).collect();
        prop_assert_eq!(fine.marks(), scaled);
    }
}
