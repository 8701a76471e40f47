//! Laws of description and inference that hold for any marks.

use proptest::prelude::*;

use crate::special::normal_cdf;
use crate::{
    Accumulate, CATALOGUE, Correction, Counts, Divisor, Figures, FrequencyTable, Judged, Kind, Lines, Moments, Parent,
    QuantileRule, Rounding, ShapeConvention, Tail, TailShare, adjusted_p_values, anderson_darling, bands, effect_size,
    excess_kurtosis_by, fixed_width_bounds, jarque_bera, lilliefors, mean_absolute_deviation, mean_funnel, middle_mean,
    newcombe_interval, number_within, one_mark_table, permutation_test, place_bands, quantile_by, quantile_correlation,
    shapiro_wilk, share_bands, share_funnel, share_in_tail, skewness_by, standard_scores, tail_mean,
    two_proportion_test, welch_test,
};

fn marks(least: usize) -> impl Strategy<Value = Vec<i32>> {
    prop::collection::vec(0..60i32, least..60)
}

fn table(marks: &[i32]) -> FrequencyTable {
    FrequencyTable::from_marks(&mut marks.to_vec())
}

fn mapped(marks: &[i32], map: impl Fn(i32) -> i32) -> (FrequencyTable, Moments) {
    let table = table(&marks.iter().map(|&mark| map(mark)).collect::<Vec<_>>());
    let moments = Moments::of(&table);
    (table, moments)
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-11 * (1.0 + b.abs())
}

/// Both values, or both withheld for the same reason.
fn alike(a: Result<f64, crate::StatError>, b: Result<f64, crate::StatError>) -> bool {
    match (a, b) {
        (Ok(a), Ok(b)) => close(a, b),
        (a, b) => a == b,
    }
}

/// The figures of a group of its own, beside a parent.
fn figures<'a>(table: &'a FrequencyTable, moments: &'a Moments, parent: &'a Moments) -> Figures<'a> {
    Figures {
        table,
        moments,
        ticks_per_point: 2,
        full: 59,
        lines: Lines { top: 54, excellence: 51, good: 42, pass: 36, low: 24 },
        exclusive_bands: moments.n.is_multiple_of(2),
        counts: Counts { expected: moments.n, present: moments.n, ..Counts::default() },
        denominator: Some(moments.n),
        all_subjects: None,
        parent: Some(Parent { moments: parent, place: Some(1) }),
        units: None,
        parts: None,
        nested: None,
        fit: None,
        effect_rank: None,
        gap: None,
        judged: Judged::IccAnova,
    }
}

const CONVENTIONS: [ShapeConvention; 3] =
    [ShapeConvention::Population, ShapeConvention::Sample, ShapeConvention::OverSampleSd];

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_part_taken_out_leaves_the_others(a in marks(0), b in marks(0)) {
        let (part, rest) = (table(&a), table(&b));
        let mut whole = part.clone();
        whole.merge(&rest);
        prop_assert_eq!(whole.without(&part), Ok(rest.clone()));
        let [of_whole, of_part, of_rest] = [&whole, &part, &rest].map(Moments::of);
        prop_assert_eq!(of_whole.without(&of_part), Ok(of_rest));
        prop_assert_eq!(FrequencyTable::from_counts(whole.cells().iter().rev().copied()), whole);
    }

    /// No metric of any group, however small or uniform, is NaN, infinite or outside its range or interval.
    #[test]
    fn every_metric_is_a_number_or_withheld(marks in prop::collection::vec(0..60i32, 0..45), kinds in 0..3usize, others in marks(0)) {
        // Every mark, two marks, one mark.
        let marks: Vec<i32> = marks.into_iter().map(|mark| [mark, 59 * (mark % 2), 59][kinds]).collect();
        let group = table(&marks);
        let parent = Moments::of(&table(&[marks.clone(), others].concat()));
        let moments = Moments::of(&group);
        for info in CATALOGUE {
            let Ok(estimate) = (info.compute)(&figures(&group, &moments, &parent)) else { continue };
            let value = estimate.value;
            prop_assert!(value.is_finite(), "{}", info.id);
            let (least, most) = info.range;
            prop_assert!(least.is_none_or(|least| value >= least) && most.is_none_or(|most| value <= most), "{} {value}", info.id);
            prop_assert!(info.kind != Kind::Own || moments.n >= u64::from(info.minimum_n), "{} of {}", info.id, moments.n);
            if let Some((lower, upper)) = estimate.interval {
                prop_assert!(info.interval && lower <= value && value <= upper, "{} {lower} {value} {upper}", info.id);
            }
        }
    }

    /// The wide marks take the double-double path, the narrow ones the exact one.
    #[test]
    fn shape_knows_neither_origin_nor_unit(marks in marks(1), shift in -500..500i32) {
        let (plain_table, plain) = mapped(&marks, |mark| mark);
        let (moved_table, moved) = mapped(&marks, |mark| 4_000_000 * mark + shift);
        let (mirrored_table, mirrored) = mapped(&marks, |mark| -mark);
        for convention in CONVENTIONS {
            prop_assert!(alike(skewness_by(&plain, convention), skewness_by(&moved, convention)));
            prop_assert!(alike(excess_kurtosis_by(&plain, convention), excess_kurtosis_by(&moved, convention)));
            prop_assert!(alike(skewness_by(&plain, convention), skewness_by(&mirrored, convention).map(|g| -g)));
            prop_assert!(alike(excess_kurtosis_by(&plain, convention), excess_kurtosis_by(&mirrored, convention)));
        }
        for (other_table, other) in [(&moved_table, &moved), (&mirrored_table, &mirrored)] {
            let correlation = quantile_correlation(&plain_table, &plain);
            prop_assert!(alike(correlation, quantile_correlation(other_table, other)));
            for deviations in 1..4 {
                prop_assert_eq!(
                    number_within(&plain_table, &plain, deviations),
                    number_within(other_table, other, deviations)
                );
            }
            let statistic = |table, moments| anderson_darling(table, moments).map(|test| test.a2);
            prop_assert!(alike(statistic(&plain_table, &plain), statistic(other_table, other)));
            let statistic = |table, moments| lilliefors(table, moments).map(|test| test.d);
            prop_assert!(alike(statistic(&plain_table, &plain), statistic(other_table, other)));
            let statistic = |table, moments| shapiro_wilk(table, moments).map(|test| test.w);
            prop_assert!(alike(statistic(&plain_table, &plain), statistic(other_table, other)));
        }
    }

    /// The sum over cells is the textbook sum over pupils.
    #[test]
    fn anderson_darling_takes_ties_one_by_one(mut marks in marks(8)) {
        let (table, moments) = mapped(&marks, |mark| mark);
        if let Ok(test) = anderson_darling(&table, &moments) {
            marks.sort_unstable();
            let (n, mean) = (marks.len() as f64, moments.mean().unwrap());
            let sd = moments.sample_variance().unwrap().sqrt();
            let below = |mark: i32| normal_cdf((f64::from(mark) - mean) / sd);
            let above = |mark: i32| normal_cdf((mean - f64::from(mark)) / sd);
            let terms = marks.iter().zip(marks.iter().rev()).enumerate();
            let sum: f64 = terms.map(|(i, (&x, &y))| (2.0 * i as f64 + 1.0) * (below(x).ln() + above(y).ln())).sum();
            prop_assert!((test.a2 - (-n - sum / n)).abs() < 1e-10);
            prop_assert!(test.a2 >= 0.0 && (0.0..=1.0).contains(&test.p.value));
        }
    }

    #[test]
    fn probabilities_are_probabilities(marks in marks(20)) {
        let (table, moments) = mapped(&marks, |mark| mark);
        if let Ok(test) = jarque_bera(&moments) {
            prop_assert!(test.statistic >= 0.0 && close(test.p.value, (-0.5 * test.statistic).exp()));
            prop_assert!((0.0..=1.0).contains(&lilliefors(&table, &moments).unwrap().p.value));
            let sw = shapiro_wilk(&table, &moments).unwrap();
            prop_assert!((0.0..=1.0).contains(&sw.p.value) && sw.w > 0.0 && sw.w <= 1.0);
            let correlation = quantile_correlation(&table, &moments).unwrap();
            prop_assert!(correlation > 0.0 && correlation <= 1.0);
        }
    }

    #[test]
    fn deviations_are_the_mean_of_their_sizes(marks in marks(1)) {
        let (table, moments) = mapped(&marks, |mark| mark);
        let mean = moments.mean().unwrap();
        let expected = marks.iter().map(|&mark| (f64::from(mark) - mean).abs()).sum::<f64>() / marks.len() as f64;
        prop_assert!(close(mean_absolute_deviation(&table, &moments).unwrap(), expected));
    }

    #[test]
    fn quantiles_of_every_rule_are_ordered_inside_and_mirror(marks in marks(1)) {
        let (plain, _) = mapped(&marks, |mark| mark);
        let (mirrored, _) = mapped(&marks, |mark| -mark);
        for rule in [QuantileRule::Type6, QuantileRule::Type7, QuantileRule::MeanOfNeighbours] {
            let at = |table: &FrequencyTable, part| quantile_by(table, rule, part, 20).unwrap();
            for part in 0..20 {
                prop_assert!(at(&plain, part) <= at(&plain, part + 1));
            }
            for part in 0..=20 {
                prop_assert!(close(at(&plain, part), -at(&mirrored, 20 - part)));
            }
            prop_assert!(close(at(&plain, 0), f64::from(plain.cells()[0].0)));
        }
    }

    #[test]
    fn every_pupil_is_in_one_band(a in marks(1), b in marks(1), width in 1..30i64) {
        let bounds = fixed_width_bounds(width, 59).unwrap();
        let counts = |marks: &[i32]| {
            let found = bands(&table(marks), &bounds).unwrap();
            assert_eq!((found.n_below, found.n_above), (0, 0));
            found.rows.iter().map(|band| band.n_pupils).collect::<Vec<u64>>()
        };
        let whole = counts(&[a.clone(), b.clone()].concat());
        let parts: Vec<u64> = counts(&a).iter().zip(counts(&b)).map(|(a, b)| a + b).collect();
        prop_assert_eq!(whole, parts);
        let levels = share_bands(&table(&a), &[25, 25, 25, 20, 5]).unwrap();
        prop_assert_eq!(levels.iter().map(|level| level.n_pupils).sum::<u64>(), a.len() as u64);
        let last = one_mark_table(&table(&a)).last().map(|row| row.n_at_least);
        prop_assert_eq!(last, Some(a.len() as u64));
        let whole = table(&[a.clone(), b.clone()].concat());
        for place in [1, 5, 10, 1000] {
            let [a, b] = [&a, &b].map(|part| place_bands(&table(part), &whole, &[place]).unwrap()[0]);
            prop_assert_eq!(a.n_pupils + b.n_pupils, a.n_whole);
            prop_assert!(a.n_whole >= place.min(whole.n()));
        }
    }

    #[test]
    fn standard_scores_are_standard(marks in marks(2)) {
        let (table, moments) = mapped(&marks, |mark| mark);
        for (divisor, squares) in [(Divisor::Population, moments.n), (Divisor::Sample, moments.n - 1)] {
            if let Ok(scores) = standard_scores(&table, &moments, divisor) {
                let sum = |value: fn(f64) -> f64| scores.iter().map(|s| s.n_pupils as f64 * value(s.z)).sum::<f64>();
                prop_assert!(sum(|z| z).abs() < 1e-10 && (sum(|z| z * z) - squares as f64).abs() < 1e-9);
                let ranks = scores.iter().map(|s| s.n_pupils as f64 * s.percentile_rank).sum::<f64>();
                prop_assert!(close(ranks, 0.5 * moments.n as f64));
                prop_assert!(scores.windows(2).all(|pair| pair[0].normal_score < pair[1].normal_score));
                prop_assert!(scores.windows(2).all(|pair| pair[0].normalised_t < pair[1].normalised_t));
            }
        }
    }

    #[test]
    fn tails_and_middle_are_the_whole(marks in marks(3), part in 1..33u32) {
        let table = table(&marks);
        let share = TailShare { part, whole: 100, rounding: Rounding::Exact };
        let [top, bottom] = [Tail::Top, Tail::Bottom].map(|tail| tail_mean(&table, tail, share).unwrap());
        let middle = middle_mean(&table, share).unwrap();
        prop_assert!(top + 1e-9 >= middle && middle + 1e-9 >= bottom);
        let p = f64::from(part) / 100.0;
        let whole = p * (top + bottom) + (1.0 - 2.0 * p) * middle;
        prop_assert!(close(whole, Moments::of(&table).mean().unwrap()));
    }

    /// Over all groups the parts in the weakest share add up to exactly that share.
    #[test]
    fn shares_of_the_weakest_add_up(a in marks(1), b in marks(1), part in 1..=100u32) {
        let whole = table(&[a.clone(), b.clone()].concat());
        let share = TailShare { part, whole: 100, rounding: Rounding::Exact };
        for tail in [Tail::Top, Tail::Bottom] {
            let of = |part: &[i32]| share_in_tail(&table(part), &whole, tail, share).unwrap() * part.len() as f64;
            prop_assert!(close(of(&a) + of(&b), f64::from(part) / 100.0 * whole.n() as f64));
        }
    }

    #[test]
    fn adjusted_probabilities_keep_their_order(p in prop::collection::vec(0.0..=1.0f64, 1..40)) {
        let all = |correction| adjusted_p_values(&p, correction).unwrap();
        let [bh, by, holm, bonferroni] = [
            Correction::BenjaminiHochberg,
            Correction::BenjaminiYekutieli,
            Correction::Holm,
            Correction::Bonferroni,
        ]
        .map(all);
        for i in 0..p.len() {
            prop_assert!(p[i] <= bh[i] + 1e-15 && bh[i] <= by[i] && bh[i] <= holm[i] + 1e-15 && holm[i] <= bonferroni[i]);
            for j in 0..p.len() {
                prop_assert!(p[i] > p[j] || (bh[i] <= bh[j] && holm[i] <= holm[j]));
            }
        }
    }

    #[test]
    fn comparisons_turn_their_sign_with_the_groups(a in marks(2), b in marks(2), shift in -99..99i32) {
        let [first, second] = [&a, &b].map(|marks| mapped(marks, |mark| mark).1);
        let [moved, other] = [&a, &b].map(|marks| mapped(marks, |mark| mark + shift).1);
        match (welch_test(&first, &second), welch_test(&second, &first), welch_test(&moved, &other)) {
            (Ok(test), Ok(turned), Ok(shifted)) => {
                prop_assert!(close(test.t, -turned.t) && close(test.t, shifted.t) && close(test.df, turned.df));
                prop_assert!(close(test.p.value, turned.p.value) && (0.0..=1.0).contains(&test.p.value));
                prop_assert!(test.interval.0 < test.difference && test.difference < test.interval.1);
                let zero_inside = test.interval.0 <= 0.0 && 0.0 <= test.interval.1;
                prop_assert!(zero_inside == (test.p.value >= 0.05) || (test.p.value - 0.05).abs() < 1e-9);
                let (effect, mirrored) = (effect_size(&first, &second).unwrap(), effect_size(&second, &first).unwrap());
                prop_assert!(close(effect.cohen_d, -mirrored.cohen_d));
                prop_assert!(effect.hedges_g.abs() <= effect.cohen_d.abs());
            }
            (test, turned, shifted) => prop_assert!(test == turned && test == shifted),
        }
    }

    #[test]
    fn intervals_of_shares_hold_the_difference(k1 in 0..40u64, n1 in 1..40u64, k2 in 0..40u64, n2 in 1..40u64) {
        let (first, second) = ((k1.min(n1), n1), (k2.min(n2), n2));
        let (lower, upper) = newcombe_interval(first, second).unwrap();
        let (turned_lower, turned_upper) = newcombe_interval(second, first).unwrap();
        let difference = first.0 as f64 / n1 as f64 - second.0 as f64 / n2 as f64;
        prop_assert!(-1.0 <= lower && lower <= difference + 1e-12 && difference <= upper + 1e-12 && upper <= 1.0);
        prop_assert!(close(lower, -turned_upper) && close(upper, -turned_lower));
        if let Ok(test) = two_proportion_test(first, second) {
            prop_assert!(close(test.difference, difference) && (0.0..=1.0).contains(&test.p.value));
        }
    }

    #[test]
    fn permutation_probabilities_grow_as_groups_agree(a in prop::collection::vec(0..12i32, 1..7), b in prop::collection::vec(0..12i32, 1..7)) {
        let test = permutation_test(&table(&a), &table(&b)).unwrap();
        prop_assert!(test.p > 0.0 && test.p <= 1.0);
        let far: Vec<i32> = b.iter().map(|mark| mark + 100).collect();
        let extreme = permutation_test(&table(&a), &table(&far)).unwrap();
        prop_assert!(extreme.p <= test.p + 1e-12 && extreme.difference < test.difference);
    }

    #[test]
    fn funnels_narrow_and_hold_the_target(k in 1..100u64, n in 1..400u64) {
        let target = k as f64 / 100.0;
        let (lower, upper) = share_funnel((k, 100), n, 0.05).unwrap_or((0.0, 1.0));
        prop_assert!(0.0 <= lower && lower <= target && target <= upper + 1.0 / n as f64 && upper <= 1.0);
        let (wide, narrow) = (mean_funnel(50.0, 10.0, n, 0.05).unwrap(), mean_funnel(50.0, 10.0, n + 1, 0.05).unwrap());
        prop_assert!(wide.0 < narrow.0 && narrow.1 < wide.1);
    }
}
