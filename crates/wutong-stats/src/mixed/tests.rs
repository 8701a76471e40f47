//! Laws and edge cases of the mixed model, and values of an independent dense computation.

use proptest::prelude::*;

use super::*;
use crate::cross_products::CrossProducts;
use crate::error::StatError;
use crate::frequency::FrequencyTable;
use crate::moments::Moments;
use crate::nested::{Leaf, NestedVariance};
use crate::one_way::OneWay;

fn moments(units: &[Vec<i32>]) -> Vec<Moments> {
    units.iter().map(|marks| Moments::of(&FrequencyTable::from_marks(&mut marks.clone()))).collect()
}

fn design(units: &[Moments], path: impl Fn(usize) -> [usize; 3]) -> Result<MixedDesign, StatError> {
    let leaves: Vec<Leaf> =
        units.iter().enumerate().map(|(unit, moments)| Leaf { moments, path: path(unit) }).collect();
    MixedDesign::of_moments(&leaves)
}

fn fit(units: &[Vec<i32>], likelihood: Likelihood) -> Result<MixedFit, StatError> {
    MixedFit::fit(&design(&moments(units), |unit| [unit; 3])?, likelihood)
}

fn close(found: f64, expected: f64, digits: f64) {
    assert!((found - expected).abs() <= digits * expected.abs().max(1e-9), "found {found:e}, expected {expected:e}");
}

fn units() -> impl Strategy<Value = Vec<Vec<i32>>> {
    prop::collection::vec(prop::collection::vec(0..200i32, 1..9), 3..14)
}

proptest! {
    /// Marks shifted and stretched: shares stay, variances stretch, the likelihood moves by its Jacobian.
    #[test]
    fn shift_and_scale(units in units(), shift in -300..300i32, scale in 1..7i32) {
        let moved: Vec<Vec<i32>> =
            units.iter().map(|marks| marks.iter().map(|mark| mark * scale + shift).collect()).collect();
        let (Ok(first), Ok(second)) = (fit(&units, Likelihood::Restricted), fit(&moved, Likelihood::Restricted)) else {
            return Ok(());
        };
        let factor = f64::from(scale);
        close(second.residual.variance, factor * factor * first.residual.variance, 1e-9);
        prop_assert!((second.intraclass_correlation() - first.intraclass_correlation()).abs() < 1e-9);
        close(second.fixed[0].estimate - f64::from(shift), factor * first.fixed[0].estimate, 1e-9);
        let contrasts = (first.n_pupils - 1) as f64;
        close(second.minus2_log_likelihood, first.minus2_log_likelihood + 2.0 * contrasts * factor.ln(), 1e-10);
    }

    /// Units, and pupils inside them, in another order and under other names give the same bits.
    #[test]
    fn order_and_names_change_no_digit(units in units()) {
        let forward = moments(&units);
        let backward: Vec<Moments> = forward.iter().rev().copied().collect();
        let last = units.len() - 1;
        let (Ok(a), Ok(b)) = (design(&forward, |unit| [0, unit / 3, unit]), design(&backward, |unit| [0, 90 - (last - unit) / 3, unit]))
        else { return Ok(()); };
        let (a, b) = (MixedFit::fit(&a, Likelihood::Restricted).unwrap(), MixedFit::fit(&b, Likelihood::Restricted).unwrap());
        prop_assert_eq!(a, b);
    }

    /// Full likelihood puts no more between units than restricted likelihood does.
    #[test]
    fn full_likelihood_is_not_above_restricted(units in units()) {
        let (Ok(full), Ok(restricted)) = (fit(&units, Likelihood::Full), fit(&units, Likelihood::Restricted)) else {
            return Ok(());
        };
        prop_assert_eq!(full.convergence.verdict, Verdict::Converged);
        prop_assert_eq!(restricted.convergence.verdict, Verdict::Converged);
        prop_assert!(full.intraclass_correlation() <= restricted.intraclass_correlation() + 1e-9);
        for value in [full.minus2_log_likelihood, restricted.minus2_log_likelihood, full.fixed[0].standard_error] {
            prop_assert!(value.is_finite());
        }
    }

    /// Balanced classes in schools: restricted likelihood is the analysis of variance where no component is negative.
    #[test]
    fn balanced_restricted_likelihood_is_anova(units in prop::collection::vec(prop::collection::vec(0..200i32, 4), 12)) {
        let moments = moments(&units);
        let path = |unit: usize| [0, unit / 3, unit];
        let leaves: Vec<Leaf> =
            moments.iter().enumerate().map(|(unit, moments)| Leaf { moments, path: path(unit) }).collect();
        let (Ok(anova), Ok(design)) = (NestedVariance::of(&leaves), design(&moments, path)) else { return Ok(()); };
        let fit = MixedFit::fit(&design, Likelihood::Restricted).unwrap();
        let raw = anova.table.map(|row| row.map_or(0.0, |row| row.component));
        if raw.iter().all(|&component| component >= 0.0) {
            for (found, expected) in fit.levels.iter().flatten().zip(&raw[1..]) {
                prop_assert!((found.variance - expected).abs() < 1e-7 * anova.pupil, "{found:?} {expected}");
            }
        }
        prop_assert!(raw.iter().all(|&component| component >= 0.0) || fit.convergence.boundary);
    }

    /// No other point of the surface lies lower than the fit, whatever the imbalance.
    #[test]
    fn no_point_is_lower(
        units in prop::collection::vec((0usize..3, 0usize..5, prop::collection::vec(0..60i32, 1..30)), 4..24),
        points in prop::collection::vec(prop::array::uniform3(-12.0f64..6.0), 60),
    ) {
        let marks: Vec<Vec<i32>> = units.iter().map(|unit| unit.2.clone()).collect();
        let moments = moments(&marks);
        let path = |unit: usize| [units[unit].0, units[unit].0 * 5 + units[unit].1, unit];
        let Ok(design) = design(&moments, path) else { return Ok(()); };
        for likelihood in [Likelihood::Restricted, Likelihood::Full] {
            let fit = MixedFit::fit(&design, likelihood).unwrap();
            prop_assert_eq!(fit.convergence.verdict, Verdict::Converged);
            let criterion = fit::Criterion::new(&design, likelihood);
            for point in &points {
                // Below -9 a ratio counts as zero.
                let ratios: Vec<f64> =
                    point[..fit.ratios.len()].iter().map(|&ln| if ln < -9.0 { 0.0 } else { ln.exp() }).collect();
                let there = criterion.at(&ratios).value + criterion.constant;
                prop_assert!(there >= fit.minus2_log_likelihood - 1e-8, "{ratios:?} {there} {fit:?}");
            }
        }
    }

    /// Cross products of parts add up to those of the whole, in any grouping and order.
    #[test]
    fn cross_products_merge(rows in prop::collection::vec([-500i64..500, 0..9, 0..1000], 0..40), cut in 0usize..40) {
        let of = |rows: &[[i64; 3]]| {
            let mut products = CrossProducts::default();
            rows.iter().for_each(|row| products.push(row).unwrap());
            products
        };
        let (whole, cut) = (of(&rows), cut.min(rows.len()));
        let (first, second) = (of(&rows[..cut]), of(&rows[cut..]));
        for (a, b) in [(&first, &second), (&second, &first), (&whole, &CrossProducts::default())] {
            let mut merged = a.clone();
            merged.merge(b).unwrap();
            prop_assert_eq!(&merged, &whole);
        }
    }

    /// A profile interval holds the estimate, and its ends lie where the likelihood has fallen by z².
    #[test]
    fn intervals_hold_their_estimates(units in prop::collection::vec(prop::collection::vec(0..100i32, 2..7), 6..12)) {
        let moments = moments(&units);
        let Ok(design) = design(&moments, |unit| [0, unit / 2, unit]) else { return Ok(()); };
        let fit = MixedFit::fit(&design, Likelihood::Restricted).unwrap();
        for level in [1, 2] {
            let component = fit.levels[level].unwrap();
            let pairs = [(Quantity::Component(level), component.variance), (Quantity::Share(level), component.share)];
            for (quantity, estimate) in pairs {
                let (lower, upper) = fit.interval(&design, quantity, 0.95).unwrap();
                prop_assert!(0.0 <= lower && lower <= estimate && estimate <= upper && upper.is_finite());
            }
        }
        let (lower, upper) = fit.interval(&design, Quantity::Residual, 0.95).unwrap();
        prop_assert!(0.0 < lower && lower < fit.residual.variance && fit.residual.variance < upper);
    }
}

#[test]
fn a_constant_grouping_rests_on_the_boundary() {
    let units = vec![vec![10, 20, 30, 40]; 6];
    let fit = fit(&units, Likelihood::Restricted).unwrap();
    let school = fit.levels[0].unwrap();
    assert!(school.boundary && fit.convergence.boundary && school.standard_error.is_none());
    assert_eq!((school.variance, fit.intraclass_correlation()), (0.0, 0.0));
    // Without a component the residual is the sample variance of all pupils: 3000 / 23.
    close(fit.residual.variance, 3000.0 / 23.0, 1e-13);
    let effects = fit.effects(&design(&moments(&units), |unit| [unit; 3]).unwrap(), 0, 0.95).unwrap();
    assert!(effects.iter().all(|unit| unit.effect.abs() <= 0.0 && unit.shrinkage <= 0.0));
}

#[test]
fn designs_without_an_answer_are_typed() {
    let none: [Vec<i32>; 0] = [];
    assert_eq!(fit(&none, Likelihood::Restricted), Err(StatError::TooFew { found: 0, required: 2 }));
    assert_eq!(fit(&[vec![1, 2, 3]], Likelihood::Full), Err(StatError::TooFew { found: 3, required: 2 }));
    let single = Err(StatError::TooFew { found: 3, required: 4 });
    assert_eq!(fit(&[vec![1], vec![2], vec![3]], Likelihood::Restricted), single);
    assert_eq!(fit(&[vec![5, 5], vec![5, 5]], Likelihood::Restricted), Err(StatError::NoVariation));
    assert_eq!(fit(&[vec![5, 5], vec![6, 6]], Likelihood::Restricted), Err(StatError::NoVariation));
    let pair = moments(&[vec![1, 2], vec![3, 4]]);
    assert_eq!(design(&pair, |_| [0; 3]).map(|_| ()), Err(StatError::Contradiction));
    let fitted = fit(&[vec![1, 2], vec![3, 9]], Likelihood::Restricted).unwrap();
    let other = design(&moments(&[vec![1, 2, 3], vec![4, 5, 6]]), |unit| [unit; 3]).unwrap();
    assert_eq!(fitted.interval(&other, Quantity::Share(0), 0.95), Err(StatError::Contradiction));
}

#[test]
fn singular_covariates_are_typed() {
    let rows: [&[[i64; 3]]; 2] = [&[[1, 2, 5], [2, 4, 9], [3, 6, 2]], &[[4, 8, 7], [5, 10, 3]]];
    let products = rows.map(|rows| {
        let mut products = CrossProducts::default();
        rows.iter().for_each(|row| products.push(row).unwrap());
        products
    });
    let units = [(&products[0], [0; 3]), (&products[1], [1; 3])];
    let design = MixedDesign::of_products(&units, &[1, 1, 1]).unwrap();
    assert_eq!(MixedFit::fit(&design, Likelihood::Restricted), Err(StatError::Collinear));
    assert_eq!(MixedDesign::of_products(&units, &[1, 1]).map(|_| ()), Err(StatError::Contradiction));
}

#[test]
fn units_of_one_size_and_two_levels_are_the_analysis_of_variance() {
    let units = [vec![80, 85, 90, 95], vec![60, 70, 75, 85], vec![40, 55, 60, 65]].to_vec();
    let anova = OneWay::of(moments(&units).iter()).unwrap();
    let fit = fit(&units, Likelihood::Restricted).unwrap();
    close(fit.levels[0].unwrap().variance, anova.between_variance(), 1e-12);
    close(fit.residual.variance, anova.mean_square_within(), 1e-12);
    assert_eq!(fit.convergence.verdict, Verdict::Converged);
    assert!(fit.convergence.end <= fit.convergence.start);
}
