//! Golden values, edge cases and laws of the whole folder.

use proptest::prelude::*;

use super::{Choice, GroupRule, ItemSummary, ItemTable, OptionTable, Q27, Split, discrimination_by_sort};
use crate::{Accumulate, StatError};

fn summary(rows: &[Vec<i32>]) -> ItemSummary {
    let rows: Vec<Vec<Option<i32>>> = rows.iter().map(|row| row.iter().copied().map(Some).collect()).collect();
    ItemSummary::from_rows(rows.iter().map(Vec::as_slice))
}

fn close(found: Result<f64, StatError>, expected: f64) {
    let found = found.expect("a value");
    assert!((found - expected).abs() <= 1e-12 * expected.abs().max(1.0), "expected {expected}, got {found}");
}

/// The printed digits, which some tables round and some cut.
fn printed(found: Result<f64, StatError>, decimals: i32, expected: f64) {
    let found = found.expect("a value");
    assert!((found - expected).abs() <= 10f64.powi(-decimals), "expected {expected}, got {found}");
}

/// Definitions, section 12, T2: ten pupils, three items of 2 and one of 10.
fn golden() -> ItemSummary {
    const ROWS: [[i32; 4]; 10] = [
        [2, 2, 2, 10],
        [2, 2, 2, 8],
        [2, 2, 0, 9],
        [2, 2, 2, 6],
        [2, 0, 2, 7],
        [2, 2, 0, 5],
        [2, 0, 0, 6],
        [0, 2, 0, 4],
        [2, 0, 0, 3],
        [0, 0, 0, 2],
    ];
    summary(&ROWS.map(Vec::from))
}

#[test]
fn golden_items() {
    let summary = golden();
    let items = summary.items().expect("rows of one length");
    let full = [2, 2, 2, 10];
    let facility = [0.8, 0.6, 0.4, 0.6];
    let discrimination = [0.666_7, 0.666_7, 0.666_7, 0.6];
    let with_total = [0.670_478, 0.606_098, 0.713_631, 0.958_026];
    let with_rest = [0.542_326, 0.423_163, 0.564_450, 0.791_667];
    for (place, item) in items.iter().enumerate() {
        close(item.facility(full[place]), facility[place]);
        printed(item.discrimination(full[place], GroupRule::Ceiling, Q27), 4, discrimination[place]);
        printed(item.item_total_correlation(), 6, with_total[place]);
        printed(item.item_rest_correlation(), 6, with_rest[place]);
    }
    close(summary.paper_facility(16), 0.6);
    // (2/3 * 2 * 3 + 0.6 * 10) / 16
    close(summary.paper_discrimination(&full, GroupRule::Ceiling, Q27), 0.625);
    close(summary.mean_facility(&full), 0.6);
}

#[test]
fn golden_reliability() {
    let summary = golden();
    printed(summary.alpha(), 6, 0.678_899);
    printed(summary.standard_error_of_measurement(), 6, 2.494_438);
    let halves = summary.split_half(Split::OddEven).expect("two halves");
    printed(Ok(halves.correlation), 6, 0.637_707);
    printed(Ok(halves.spearman_brown), 6, 0.778_780);
    printed(Ok(halves.guttman), 6, 0.669_725);
    assert_eq!(summary.kr20(&[2, 2, 2, 10]), Err(StatError::NotApplicable));
}

#[test]
fn golden_right_or_wrong() {
    let rows =
        [[2, 2, 2], [2, 2, 2], [2, 2, 0], [2, 2, 2], [2, 0, 2], [2, 2, 0], [2, 0, 0], [0, 2, 0], [2, 0, 0], [0, 0, 0]];
    let summary = summary(&rows.map(Vec::from));
    close(summary.kr20(&[2, 2, 2]), 0.5);
    // 3/2 (1 - 1.8 * 1.2 / (3 * 0.96)), the variance of the number right being 0.96.
    close(summary.kr21(&[2, 2, 2]), 0.375);
    assert_eq!(summary.kr20(&[2, 2]), Err(StatError::Contradiction));
    assert_eq!(summary.kr21(&[2, 2, 3]), Err(StatError::NotApplicable));
}

/// NumPy 2 and SciPy 1.17.1 on the same rows: `numpy.cov`, `numpy.corrcoef`, `scipy.stats.f.ppf` with 9 and 27 degrees
/// of freedom, `scipy.stats.norm`.
#[test]
fn a_second_source() {
    let summary = golden();
    close(summary.alpha(), 0.678_899_082_568_807_4);
    let (low, high) = summary.alpha_interval(0.95).expect("an interval");
    close(Ok(low), 0.155_229_857_089_006_94);
    close(Ok(high), 0.910_418_414_736_863_1);
    close(summary.lambda2(), 0.718_682_334_801_270_4);
    close(summary.mean_inter_item_correlation(), 0.409_336_022_018_159_44);
    close(summary.standardized_alpha(), 0.734_891_454_397_724_9);
    close(summary.items().expect("items")[0].biserial_correlation(2), 0.957_956_565_918_892_3);
    let deleted = [0.626_470_588_235_294_1, 0.651_785_714_285_714_3, 0.592_356_687_898_089_4, 0.5];
    deleted.iter().enumerate().for_each(|(item, &expected)| close(summary.alpha_if_deleted(item), expected));
    for level in [0.0, 1.0, f64::NAN, -0.5, 2.0] {
        assert_eq!(golden().alpha_interval(level), Err(StatError::OutOfRange));
    }
}

#[test]
fn takers_alone_count_in_an_item_of_choice() {
    // Items 2 and 3 are a choice: everybody takes one of them.
    let rows = [[Some(4), Some(6), None], [Some(3), None, Some(2)], [Some(1), Some(2), None], [Some(0), None, Some(1)]];
    let summary = ItemSummary::from_rows(rows.iter().map(<[_; 3]>::as_slice));
    let items = summary.items().expect("rows of one length");
    assert_eq!((summary.n_pupils(), summary.n_complete()), (4, 0));
    assert_eq!((items[0].n(), items[1].n(), items[2].n()), (4, 2, 2));
    close(items[1].facility(8), 0.5);
    close(items[2].facility(8), 3.0 / 16.0);
    close(items[1].item_total_correlation(), 1.0);
    close(items[1].discrimination(8, GroupRule::Ceiling, Q27), 0.5);
    close(summary.paper_facility(12), 19.0 / 48.0);
    assert_eq!(summary.alpha(), Err(StatError::TooFew { found: 0, required: 2 }));
}

#[test]
fn what_cannot_be_given_has_a_reason() {
    let empty = ItemSummary::default();
    assert_eq!(empty.alpha(), Err(StatError::TooFew { found: 0, required: 2 }));
    assert_eq!(empty.paper_facility(10), Err(StatError::TooFew { found: 0, required: 1 }));
    assert_eq!(empty.mean_facility(&[]), Err(StatError::TooFew { found: 0, required: 1 }));
    let one = summary(&[vec![1, 0, 1]]);
    assert_eq!(one.alpha(), Err(StatError::TooFew { found: 1, required: 2 }));
    assert_eq!(one.alpha_interval(0.95), Err(StatError::TooFew { found: 1, required: 2 }));
    let item = &one.items().expect("items")[0];
    assert_eq!(item.discrimination(1, GroupRule::Ceiling, Q27), Err(StatError::TooFew { found: 1, required: 2 }));
    assert_eq!(item.item_total_correlation(), Err(StatError::TooFew { found: 1, required: 2 }));
    assert_eq!(item.sample_sd(), Err(StatError::TooFew { found: 1, required: 2 }));
    let full = summary(&vec![vec![2, 2, 2]; 5]);
    assert_eq!(full.alpha(), Err(StatError::NoVariation));
    assert_eq!(full.lambda2(), Err(StatError::NoVariation));
    assert_eq!(full.standard_error_of_measurement(), Err(StatError::NoVariation));
    assert_eq!(full.kr21(&[2, 2, 2]), Err(StatError::NoVariation));
    let item = &full.items().expect("items")[0];
    assert_eq!(item.discrimination(2, GroupRule::Exact, Q27), Err(StatError::NoVariation));
    assert_eq!(item.biserial_correlation(2), Err(StatError::NoVariation));
    assert_eq!(item.facility(1), Err(StatError::Contradiction));
    assert_eq!(item.facility(0), Err(StatError::OutOfRange));
    assert_eq!(full.paper_facility(5), Err(StatError::Contradiction));
    let lone = summary(&[vec![0], vec![1]]);
    assert_eq!(lone.alpha(), Err(StatError::TooFew { found: 1, required: 2 }));
    let two = summary(&[vec![0, 1], vec![1, 0]]);
    assert_eq!(two.alpha(), Err(StatError::NoVariation));
    assert_eq!(two.alpha_if_deleted(0), Err(StatError::TooFew { found: 2, required: 3 }));
    assert_eq!(golden().alpha_if_deleted(4), Err(StatError::OutOfRange));
    let item = &golden().items().expect("items")[0].clone();
    for share in [(0, 100), (51, 100), (1, 1)] {
        assert_eq!(item.discrimination(2, GroupRule::Ceiling, share), Err(StatError::OutOfRange));
        assert_eq!(discrimination_by_sort(&[0, 1], &[0, 1], 1, share), Err(StatError::OutOfRange));
    }
    assert_eq!(discrimination_by_sort(&[0, 1], &[0], 1, Q27), Err(StatError::Contradiction));
    assert_eq!(discrimination_by_sort(&[0], &[0], 1, Q27), Err(StatError::TooFew { found: 1, required: 2 }));
    let opposed = summary(&[vec![0, 2], vec![1, 1], vec![2, 0], vec![2, 2]]);
    assert!(opposed.split_half(Split::FirstSecond).is_ok());
    assert_eq!(summary(&[vec![0, 2], vec![1, 0]]).split_half(Split::OddEven), Err(StatError::ZeroDenominator));
}

#[test]
fn rows_of_different_length_contradict() {
    let mut summary = summary(&[vec![1, 0]]);
    summary.push(vec![Some(1)]);
    assert_eq!(summary.items(), Err(StatError::Contradiction));
    assert_eq!(summary.alpha(), Err(StatError::Contradiction));
    assert_eq!(summary.paper_facility(2), Err(StatError::Contradiction));
}

/// The figure with shared places is the mean of the figures of all orders of the rows.
#[test]
fn shared_places_are_the_mean_over_all_orders() {
    let pupils = [(3, 5), (0, 5), (2, 5), (1, 4), (2, 7)];
    let mut item = ItemTable::default();
    pupils.iter().for_each(|&(score, total)| item.push((score, i64::from(total))));
    let (mut sum, mut orders) = (0.0, 0.0);
    for order in 0..3125 {
        let order: Vec<usize> = (0..5).map(|place| order / 5usize.pow(place) % 5).collect();
        if (0..5).all(|pupil| order.contains(&pupil)) {
            let (scores, totals): (Vec<i32>, Vec<i64>) =
                order.iter().map(|&pupil| (pupils[pupil].0, i64::from(pupils[pupil].1))).unzip();
            sum += discrimination_by_sort(&scores, &totals, 3, (2, 5)).expect("an index");
            orders += 1.0;
        }
    }
    close(item.discrimination(3, GroupRule::Ceiling, (2, 5)), sum / orders);
    close(item.discrimination(3, GroupRule::Exact, (2, 5)), sum / orders);
    // Type 7 quantiles 0.27 and 0.73 of 4, 5, 5, 5, 7 are 5 and 5: (3+0+2+2)/4 - (1+3+0+2)/4 over 3.
    close(item.discrimination(3, GroupRule::Threshold, Q27), 1.0 / 12.0);
}

#[test]
fn options_of_one_item() {
    let answers =
        [("A", 1, 9), ("A", 1, 8), ("B", 0, 9), ("B", 0, 3), ("", 0, 2), ("C", 0, 7), ("A", 1, 4), ("B", 0, 8)];
    let mut table = OptionTable::default();
    table.expect_option("D");
    for (option, score, total) in answers {
        table.push(Choice { option: Some(option.to_owned()).filter(|option| !option.is_empty()), score, total });
    }
    let figures = table.figures("A", GroupRule::Ceiling, Q27).expect("figures");
    let options: Vec<Option<&str>> = figures.iter().map(|figures| figures.option.as_deref()).collect();
    assert_eq!(options, [None, Some("A"), Some("B"), Some("C"), Some("D")]);
    let [blank, a, b, c, d] = figures.as_slice() else { unreachable!("five options") };
    assert_eq!((blank.count, a.count, b.count, c.count, d.count), (1, 3, 3, 1, 0));
    assert!(a.is_key && !b.is_key && !a.check_key && !blank.non_functional && !c.non_functional && d.non_functional);
    assert_eq!(d.mean_total, Err(StatError::TooFew { found: 0, required: 1 }));
    assert_eq!(d.option_total, Err(StatError::NoVariation));
    close(a.mean_total, 7.0);
    // High group of three: the two at 9 and half of the two at 8.
    close(a.share_high, 0.5);
    close(b.share_high, 0.5);
    close(a.share_low, 1.0 / 3.0);
    close(a.option_total, table.item().item_total_correlation().expect("a correlation"));
    close(a.option_rest, table.item().item_rest_correlation().expect("a correlation"));
    let wrong = table.figures("C", GroupRule::Ceiling, Q27).expect("figures");
    assert!(wrong[1].check_key && wrong[2].check_key && !wrong[0].check_key && !wrong[3].check_key);
    assert!(OptionTable::default().figures("A", GroupRule::Ceiling, Q27).is_err());
}

fn scores() -> impl Strategy<Value = Vec<Vec<Option<i32>>>> {
    let row = proptest::collection::vec(proptest::option::weighted(0.9, 0..6i32), 4);
    proptest::collection::vec(row, 0..40)
}

fn complete_scores() -> impl Strategy<Value = Vec<Vec<i32>>> {
    proptest::collection::vec(proptest::collection::vec(0..6i32, 4), 2..40)
}

fn of(rows: &[Vec<Option<i32>>]) -> ItemSummary {
    ItemSummary::from_rows(rows.iter().map(Vec::as_slice))
}

fn merged(one: &ItemSummary, other: &ItemSummary) -> ItemSummary {
    let mut merged = one.clone();
    merged.merge(other);
    merged
}

proptest! {
    #[test]
    fn summaries_merge(rows in scores(), cut in 0usize..40, second in 0usize..40) {
        let cut = cut.min(rows.len());
        let second = second.clamp(cut, rows.len().max(cut));
        let (a, b, c) = (of(&rows[..cut]), of(&rows[cut..second]), of(&rows[second..]));
        let whole = of(&rows);
        prop_assert_eq!(merged(&whole, &ItemSummary::default()), whole.clone());
        prop_assert_eq!(merged(&ItemSummary::default(), &whole), whole.clone());
        prop_assert_eq!(merged(&merged(&a, &b), &c), merged(&a, &merged(&b, &c)));
        prop_assert_eq!(merged(&a, &b), merged(&b, &a));
        prop_assert_eq!(merged(&merged(&a, &b), &c), whole.clone());
        let mut backwards = rows;
        backwards.reverse();
        prop_assert_eq!(of(&backwards), whole);
    }

    #[test]
    fn contradictory_summaries_merge(rows in proptest::collection::vec(proptest::collection::vec(Just(Some(1)), 0..4), 3)) {
        let [a, b, c] = [0, 1, 2].map(|row| of(&rows[row..=row]));
        prop_assert_eq!(merged(&merged(&a, &b), &c), merged(&a, &merged(&b, &c)));
        prop_assert_eq!(merged(&a, &b), merged(&b, &a));
    }

    #[test]
    fn options_merge(answers in proptest::collection::vec((proptest::option::of("[A-D]"), 0..3i32, 0..20i64), 1..40), cut in 0usize..40) {
        let of = |answers: &[(Option<String>, i32, i64)]| {
            let mut table = OptionTable::default();
            for (option, score, total) in answers {
                table.push(Choice { option: option.clone(), score: *score, total: *total });
            }
            table
        };
        let cut = cut.min(answers.len());
        let (mut left, right, whole) = (of(&answers[..cut]), of(&answers[cut..]), of(&answers));
        left.merge(&right);
        prop_assert_eq!(&left, &whole);
        let figures = whole.figures("A", GroupRule::Exact, Q27).expect("somebody answered");
        let share = |pick: fn(&super::OptionFigures) -> f64| figures.iter().map(pick).sum::<f64>();
        prop_assert!((share(|option| option.share) - 1.0).abs() < 1e-12);
        if figures[0].share_high.is_ok() {
            prop_assert!((share(|option| option.share_high.expect("given to all or none")) - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn scale_and_shift_leave_coefficients(rows in complete_scores(), factor in 1..500i32, shift in -50..50i32) {
        let changed: Vec<Vec<i32>> = rows.iter().map(|row| row.iter().map(|score| score * factor).collect()).collect();
        let shifted: Vec<Vec<i32>> = rows.iter().map(|row| vec![row[0] + shift, row[1], row[2], row[3]]).collect();
        let (plain, scaled, shifted) = (summary(&rows), summary(&changed), summary(&shifted));
        let same = |one: Result<f64, StatError>, other: Result<f64, StatError>| match (one, other) {
            (Ok(one), Ok(other)) => (one - other).abs() <= 1e-12 * one.abs().max(1.0),
            (one, other) => one == other,
        };
        for other in [&scaled, &shifted] {
            prop_assert!(same(plain.alpha(), other.alpha()));
            prop_assert!(same(plain.lambda2(), other.lambda2()));
            prop_assert!(same(plain.standardized_alpha(), other.standardized_alpha()));
            prop_assert!(same(plain.alpha_if_deleted(2), other.alpha_if_deleted(2)));
            for (one, other) in plain.items().expect("items").iter().zip(other.items().expect("items")) {
                prop_assert!(same(one.item_rest_correlation(), other.item_rest_correlation()));
                prop_assert!(same(one.item_total_correlation(), other.item_total_correlation()));
            }
        }
        for (one, other) in plain.items().expect("items").iter().zip(scaled.items().expect("items")) {
            for rule in [GroupRule::Ceiling, GroupRule::Exact, GroupRule::Threshold] {
                let found = one.discrimination(5, rule, Q27);
                prop_assert!(same(found, other.discrimination(5 * factor, rule, Q27)));
                prop_assert!(found.is_err() || found.is_ok_and(|index| (-1.0..=1.0).contains(&index)));
            }
        }
    }

    #[test]
    fn coefficients_keep_their_order(rows in complete_scores()) {
        let summary = summary(&rows);
        if let (Ok(alpha), Ok(lambda), Ok((low, high))) = (summary.alpha(), summary.lambda2(), summary.alpha_interval(0.9)) {
            prop_assert!(alpha <= 1.0 && lambda >= alpha - 1e-12);
            prop_assert!(low <= alpha && alpha <= high && high <= 1.0);
            let (error, sd) = (summary.standard_error_of_measurement().expect("as alpha"), alpha);
            prop_assert!(error.is_finite() && sd.is_finite());
        }
    }
}
