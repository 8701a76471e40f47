//! Laws that hold for any marks.

use proptest::prelude::*;
use wutong::stats::{
    Accumulate, FrequencyTable, Leaf, Likelihood, MixedDesign, MixedFit, Moments, OneWay, StatError, quantile,
    skewness, wilson_interval,
};

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

/// Units side by side, such as the schools of a region.
fn two_level(units: &[Moments]) -> Result<MixedFit, StatError> {
    let leaves: Vec<Leaf> = units.iter().enumerate().map(|(unit, moments)| Leaf { moments, path: [unit; 3] }).collect();
    MixedFit::fit(&MixedDesign::of_moments(&leaves)?, Likelihood::Restricted)
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

    /// Renaming schools puts them in another order; no digit may depend on it.
    #[test]
    fn the_order_of_units_changes_no_digit(units in prop::collection::vec(prop::collection::vec(0..200i32, 1..9), 2..12)) {
        let mut moments: Vec<Moments> = units.iter().map(|marks| Moments::of(&table(marks))).collect();
        let forward = (OneWay::of(moments.iter()), two_level(&moments));
        moments.reverse();
        prop_assert_eq!(forward, (OneWay::of(moments.iter()), two_level(&moments)));
    }

    /// For units of one size REML is ANOVA wherever the component is positive.
    #[test]
    fn reml_is_anova_when_balanced(units in prop::collection::vec(prop::collection::vec(0..200i32, 6), 3..12)) {
        let moments: Vec<Moments> = units.iter().map(|marks| Moments::of(&table(marks))).collect();
        let (Ok(anova), Ok(reml)) = (OneWay::of(moments.iter()), two_level(&moments)) else { return Ok(()); };
        let expected = anova.intraclass_correlation().unwrap();
        prop_assert!((reml.intraclass_correlation() - expected).abs() < 1e-9, "{} {}", reml.intraclass_correlation(), expected);
    }
}

/// Balanced county > school > class > pupil: the nested components are the textbook differences of mean squares.
#[test]
fn nested_components_of_a_balanced_design() {
    use wutong::stats::{Leaf, NestedVariance};
    const SIZES: [usize; 4] = [3, 4, 2, 5];
    let mut state = 7u64;
    let mut draw = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i32::try_from((state >> 33) % below).unwrap()
    };
    let mut classes: Vec<(Vec<i32>, [usize; 3])> = Vec::new();
    for county in 0..SIZES[0] {
        let county_level = draw(60);
        for school in 0..SIZES[1] {
            let school_level = county_level + draw(60);
            for class in 0..SIZES[2] {
                let class_level = school_level + draw(40);
                let marks = (0..SIZES[3]).map(|_| class_level + draw(50)).collect();
                let school = county * SIZES[1] + school;
                classes.push((marks, [county, school, school * SIZES[2] + class]));
            }
        }
    }
    let moments: Vec<Moments> = classes.iter().map(|(marks, _)| Moments::of(&table(marks))).collect();
    let leaves: Vec<Leaf> =
        moments.iter().zip(&classes).map(|(moments, (_, path))| Leaf { moments, path: *path }).collect();
    let fitted = NestedVariance::of(&leaves).unwrap();

    let mean = |filter: &dyn Fn(&[usize; 3]) -> bool| {
        let marks: Vec<i32> =
            classes.iter().filter(|(_, path)| filter(path)).flat_map(|(marks, _)| marks.clone()).collect();
        marks.iter().map(|&mark| f64::from(mark)).sum::<f64>() / marks.len() as f64
    };
    let (mut squares, mut within) = ([0.0; 3], 0.0);
    for (marks, path) in &classes {
        let means = [
            mean(&|_| true),
            mean(&|other| other[0] == path[0]),
            mean(&|other| other[1] == path[1]),
            mean(&|other| other[2] == path[2]),
        ];
        for level in 0..3 {
            squares[level] += marks.len() as f64 * (means[level + 1] - means[level]).powi(2);
        }
        within += marks.iter().map(|&mark| (f64::from(mark) - means[3]).powi(2)).sum::<f64>();
    }
    let [a, b, c, n] = SIZES.map(|size| size as f64);
    let county = squares[0] / (a - 1.0);
    let school = squares[1] / (a * (b - 1.0));
    let class = squares[2] / (a * b * (c - 1.0));
    let pupil = within / (a * b * c * (n - 1.0));
    let expected = [(county - school) / (b * c * n), (school - class) / (c * n), (class - pupil) / n];
    for (found, expected) in fitted.levels.iter().zip(expected) {
        assert!(expected > 0.0 && (found.unwrap() - expected).abs() < 1e-9 * expected, "{found:?} {expected}");
    }
    assert!((fitted.pupil - pupil).abs() < 1e-9 * pupil);
}

/// One county, and one class a school: both levels cannot be told from their neighbours and are left out.
#[test]
fn nested_levels_without_degrees_of_freedom_are_left_out() {
    use wutong::stats::{Leaf, NestedVariance};
    let units = [[80, 85, 90, 95], [60, 70, 75, 85], [40, 55, 60, 65]].map(|marks| Moments::of(&table(&marks)));
    let leaves: Vec<Leaf> =
        units.iter().enumerate().map(|(unit, moments)| Leaf { moments, path: [0, unit, unit] }).collect();
    let nested = NestedVariance::of(&leaves).unwrap();
    let anova = OneWay::of(units.iter()).unwrap();
    let [county, school, class] = nested.levels;
    assert_eq!((county, class), (None, None));
    assert!((school.unwrap() - anova.between_variance()).abs() < 1e-9);
    assert!((nested.pupil - anova.mean_square_within()).abs() < 1e-9);
    assert!(NestedVariance::of(&leaves[..1]).is_err() && NestedVariance::of(&[]).is_err());
}
