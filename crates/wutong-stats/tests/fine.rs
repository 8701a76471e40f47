//! Measurements with as many digits as a float has: expected values by exact fractions (Python's `fractions`, 60 digits for
//! roots).

use wutong_stats::{
    Divisor, FineTick, FrequencyTable, Moments, QuantileRule, StatError, excess_kurtosis, mean_absolute_deviation,
    quantile_by, skewness, standard_scores,
};

/// Forty numbers of 52 bits from a linear congruence.
fn ticks() -> Vec<i64> {
    let tick = |i: u64| {
        let state = i.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(state % (1 << 52)).expect("52 bits")
    };
    (1..=40).map(tick).collect()
}

fn table(ticks: &[i64]) -> FrequencyTable<FineTick> {
    FrequencyTable::from_marks(&mut FineTick::all(ticks).expect("within the limit"))
}

#[track_caller]
fn close(found: Result<f64, StatError>, expected: f64) {
    let found = found.expect("a value");
    assert!((found / expected - 1.0).abs() < 1e-14, "{found:e} for {expected:e}");
}

#[test]
fn statistics_of_52_bits_keep_all_digits() {
    let table = table(&ticks());
    let moments = Moments::of(&table);
    close(moments.mean(), 2_233_683_637_868_240.0);
    close(moments.sample_variance(), 1.762_789_694_047_898_5e30);
    close(moments.third_and_fourth().map(|both| both.0), -7.329_883_055_008_017e43);
    close(moments.third_and_fourth().map(|both| both.1), 5.251_818_896_611_995e60);
    close(skewness(&moments), -0.032_530_397_341_336_97);
    close(excess_kurtosis(&moments), -1.222_132_035_163_421);
    close(mean_absolute_deviation(&table, &moments), 1_136_299_571_753_948.0);
    close(quantile_by(&table, QuantileRule::Type7, 1, 4), 1_101_174_371_673_417.0);
    close(quantile_by(&table, QuantileRule::Type6, 3, 4), 3_404_972_509_915_285.0);
    let scores = standard_scores(&table, &moments, Divisor::Sample).expect("scores");
    close(Ok(scores[39].z), 1.651_872_135_471_872);
    assert_eq!(i64::from(scores[39].mark), 4_426_875_767_644_669);
}

#[test]
fn the_rest_of_a_table_keeps_its_digits() {
    let all = ticks();
    let (part, rest) = (Moments::of(&table(&all[..10])), Moments::of(&table(&all[10..])));
    let left = Moments::of(&table(&all)).without(&part).expect("a part");
    for moments in [left, rest] {
        close(skewness(&moments), -0.024_328_418_953_299_86);
        close(excess_kurtosis(&moments), -1.318_824_105_085_007);
    }
    assert_eq!((left.n, left.sum, left.sample_variance()), (rest.n, rest.sum, rest.sample_variance()));
}

/// NIST's NumAcc4: 10000000.2, then 10000000.1 and 10000000.3 five hundred times; certified mean 10000000.2, standard
/// deviation 0.1 (divisor n - 1). In tenths.
#[test]
fn a_small_spread_far_from_zero() {
    let mut marks = vec![100_000_002];
    marks.extend([100_000_001, 100_000_003].repeat(500));
    let moments = Moments::of(&FrequencyTable::from_marks(&mut marks));
    assert_eq!((moments.mean(), moments.sample_variance()), (Ok(100_000_002.0), Ok(1.0)));
}

#[test]
fn too_large_ticks_are_refused() {
    assert_eq!(FineTick::most(1), 1 << 53);
    assert_eq!(FineTick::all(&[1 << 53]).map(|ticks| i64::from(ticks[0])), Ok(1 << 53));
    assert_eq!(FineTick::all(&[(1 << 53) + 1]), Err(StatError::OutOfRange));
    assert_eq!(FineTick::all(&[i64::MIN; 3]), Err(StatError::OutOfRange));
    assert_eq!(FineTick::all(&vec![1 << 53; 1 << 10]), Err(StatError::OutOfRange), "their sum would not fit");
}
