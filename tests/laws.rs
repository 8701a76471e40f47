//! Laws that hold for any marks.

use proptest::prelude::*;
use wutong::stats::{Accumulate, FrequencyTable, Moments, OneWay, Reml, quantile, skewness, wilson_interval};

fn marks() -> impl Strategy<Value = Vec<i32>> {
    prop::collection::vec(0..240i32, 0..80)
}

fn table(marks: &[i32]) -> FrequencyTable {
    FrequencyTable::from_marks(&mut marks.to_vec())
}

fn merged(a: &FrequencyTable, b: &FrequencyTable) -> FrequencyTable {
    let mut sum = a.clone();
    sum.merge(b);
    sum
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn frequency_tables_merge_like_counts(a in marks(), b in marks(), c in marks()) {
        let (ta, tb, tc) = (table(&a), table(&b), table(&c));
        prop_assert_eq!(merged(&ta, &FrequencyTable::default()), ta.clone());
        prop_assert_eq!(merged(&FrequencyTable::default(), &ta), ta.clone());
        prop_assert_eq!(merged(&ta, &tb), merged(&tb, &ta));
        prop_assert_eq!(merged(&merged(&ta, &tb), &tc), merged(&ta, &merged(&tb, &tc)));
        let whole = table(&[a, b, c].concat());
        prop_assert_eq!(FrequencyTable::sum_of([&ta, &tb, &tc]), whole);
    }

    #[test]
    fn pushing_one_by_one_is_the_same_as_sorting(marks in marks()) {
        let mut pushed = FrequencyTable::default();
        for &mark in &marks {
            pushed.push(mark);
        }
        prop_assert_eq!(pushed, table(&marks));
    }

    #[test]
    fn moments_agree_with_the_definition(marks in prop::collection::vec(0..240i32, 2..80)) {
        let moments = Moments::of(&table(&marks));
        let n = marks.len() as f64;
        let mean = marks.iter().map(|&mark| f64::from(mark)).sum::<f64>() / n;
        let power = |k: i32| marks.iter().map(|&mark| (f64::from(mark) - mean).powi(k)).sum::<f64>();
        let close = |a: f64, b: f64| (a - b).abs() <= 1e-9 * (1.0 + b.abs());
        prop_assert!(close(moments.mean().unwrap(), mean));
        prop_assert!(close(moments.population_variance().unwrap(), power(2) / n));
        prop_assert!(close(moments.sample_variance().unwrap(), power(2) / (n - 1.0)));
        if let Ok(g1) = skewness(&moments) {
            prop_assert!((g1 - (power(3) / n) / (power(2) / n).powf(1.5)).abs() < 1e-9);
        }
    }

    /// A shift of all marks moves location and leaves spread, shape and differences between units as they are.
    #[test]
    fn shifting_all_marks(a in prop::collection::vec(0..240i32, 2..40), b in prop::collection::vec(0..240i32, 2..40), by in -500..500i32) {
        let shifted = |marks: &[i32]| marks.iter().map(|mark| mark + by).collect::<Vec<_>>();
        let units = [Moments::of(&table(&a)), Moments::of(&table(&b))];
        let moved = [Moments::of(&table(&shifted(&a))), Moments::of(&table(&shifted(&b)))];
        prop_assert_eq!(units[0].population_variance(), moved[0].population_variance());
        let (icc, icc_moved) = (OneWay::of(units.iter()).unwrap(), OneWay::of(moved.iter()).unwrap());
        prop_assert_eq!(icc.intraclass_correlation(), icc_moved.intraclass_correlation());
    }

    #[test]
    fn quantiles_are_ordered_and_inside(marks in prop::collection::vec(0..240i32, 1..60)) {
        let table = table(&marks);
        let values: Vec<f64> = (0..=20).map(|part| quantile(&table, part, 20).unwrap()).collect();
        prop_assert!(values.windows(2).all(|pair| pair[0] <= pair[1]));
        prop_assert_eq!(values[0], f64::from(*marks.iter().min().unwrap()));
        prop_assert_eq!(values[20], f64::from(*marks.iter().max().unwrap()));
    }

    #[test]
    fn counts_at_a_cut_split_the_group(marks in marks(), cut in -10..260i64) {
        let table = table(&marks);
        prop_assert_eq!(table.at_least(cut) + table.below(cut), table.n());
        prop_assert_eq!(table.at_least(cut), marks.iter().filter(|&&mark| i64::from(mark) >= cut).count() as u64);
    }

    #[test]
    fn wilson_holds_the_share_and_stays_a_share(n in 1u64..5000, part in 0.0f64..=1.0) {
        let k = ((n as f64) * part).round() as u64;
        let (lower, upper) = wilson_interval(k, n).unwrap();
        let share = k as f64 / n as f64;
        prop_assert!(0.0 <= lower && lower <= share && share <= upper && upper <= 1.0 && lower < upper);
    }

    /// For units of one size REML is ANOVA wherever the component is positive.
    #[test]
    fn reml_is_anova_when_balanced(units in prop::collection::vec(prop::collection::vec(0..200i32, 6), 3..12)) {
        let moments: Vec<Moments> = units.iter().map(|marks| Moments::of(&table(marks))).collect();
        let (Ok(anova), Ok(reml)) = (OneWay::of(moments.iter()), Reml::fit(moments.iter())) else { return Ok(()); };
        let expected = anova.intraclass_correlation().unwrap();
        prop_assert!((reml.intraclass_correlation() - expected).abs() < 1e-9, "{} {}", reml.intraclass_correlation(), expected);
    }
}
