//! Pupils in classes in schools in counties with a covariate, beside a dense computation.
//!
//! The expected values come from NumPy 2.4 and SciPy 1.17 with V, its inverse and its determinant as full matrices: the
//! root of the analytic score, a numerical Hessian for the standard errors, and nested minimisation for the intervals; the
//! errors of prediction are G − G Z' P Z G with the projection P of restricted likelihood.

use std::collections::BTreeMap;

use super::*;
use crate::cross_products::CrossProducts;

/// The seeded data: path of the class with the cross products of covariate and mark.
fn units(county_spread: u64) -> Vec<([usize; 3], CrossProducts)> {
    let mut state = 12_345u64;
    let mut draw = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((state >> 33) % below).unwrap()
    };
    let mut units: BTreeMap<[usize; 3], CrossProducts> = BTreeMap::new();
    let (mut school, mut class) = (0, 0);
    for county in 0..4 {
        let county_level = draw(county_spread);
        for of_county in 0..3 {
            let school_level = county_level + draw(30);
            for _ in 0..2 + (of_county + county) % 2 {
                let class_level = school_level + draw(20);
                for _ in 0..2 + draw(4) {
                    let before = draw(50);
                    let mark = class_level + before / 2 + draw(30);
                    units.entry([county, school, class]).or_default().push(&[before, mark]).unwrap();
                }
                class += 1;
            }
            school += 1;
        }
    }
    units.into_iter().collect()
}

fn fitted(county_spread: u64, likelihood: Likelihood) -> (MixedDesign, MixedFit) {
    let units = units(county_spread);
    let placed: Vec<_> = units.iter().map(|(path, products)| (products, *path)).collect();
    let design = MixedDesign::of_products(&placed, &[1, 1]).unwrap();
    let fit = MixedFit::fit(&design, likelihood).unwrap();
    (design, fit)
}

fn close(found: f64, expected: f64, digits: f64) {
    assert!((found - expected).abs() <= digits * expected.abs(), "found {found:e}, expected {expected:e}");
}

#[test]
fn counties_on_the_boundary() {
    let (design, fit) = fitted(40, Likelihood::Restricted);
    assert_eq!((fit.n_pupils, fit.convergence.verdict), (97, Verdict::Converged));
    let [county, school, class] = fit.levels.map(Option::unwrap);
    assert!(county.boundary && county.variance <= 0.0 && !school.boundary);
    close(school.variance, 47.547_674_803_892_23, 1e-10);
    close(class.variance, 86.773_638_253_568_44, 1e-10);
    close(fit.residual.variance, 83.110_720_290_902_48, 1e-10);
    close(fit.minus2_log_likelihood, 753.156_143_613_925_8, 1e-13);
    close(fit.fixed[0].estimate, 66.945_124_034_505_72, 1e-11);
    close(fit.fixed[1].estimate, 0.464_252_345_424_627_73, 1e-11);
    close(fit.fixed[0].standard_error, 3.309_226_081_169_543_3, 1e-10);
    close(fit.fixed[1].standard_error, 0.070_613_313_288_248_56, 1e-10);
    let schools = fit.effects(&design, 1, 0.95).unwrap();
    for (unit, (effect, error, prediction)) in schools.iter().zip([
        (-1.481_726_633_409_441_4, 5.096_323_085_976_976, 5.259_875_520_390_145),
        (-7.883_143_902_699_732, 4.592_194_662_422_648, 4.851_371_223_868_426),
        (2.771_196_153_758_341, 5.035_470_147_430_409, 5.204_741_210_007_613),
    ]) {
        close(unit.effect, effect, 1e-9);
        close(unit.standard_error, error, 1e-9);
        close(unit.prediction_error, prediction, 1e-9);
    }
    let classes = fit.effects(&design, 2, 0.95).unwrap();
    for (unit, (effect, error, prediction)) in classes.iter().zip([
        (-14.977_983_692_365_349, 5.993_506_956_442_744, 6.111_535_139_804_833),
        (12.273_859_640_531_23, 5.993_506_956_442_745, 6.108_727_784_082_962),
        (-8.751_505_933_808_975, 5.521_861_813_491_297, 5.616_844_537_204_421),
    ]) {
        close(unit.effect, effect, 1e-9);
        close(unit.standard_error, error, 1e-9);
        close(unit.prediction_error, prediction, 1e-9);
    }
    let (lower, upper) = fit.interval(&design, Quantity::Share(1), 0.95).unwrap();
    assert!(lower <= 0.0);
    close(upper, 0.567_794_858_291_061_2, 1e-6);
    let (lower, upper) = fit.interval(&design, Quantity::Component(1), 0.95).unwrap();
    assert!(lower <= 0.0);
    close(upper, 201.035_884, 1e-5);
    let (lower, upper) = fit.interval(&design, Quantity::Residual, 0.95).unwrap();
    close(lower, 60.320_366, 1e-5);
    close(upper, 118.895_668, 1e-5);
}

#[test]
fn counties_on_the_boundary_of_the_full_likelihood() {
    let (_, fit) = fitted(40, Likelihood::Full);
    let [county, school, class] = fit.levels.map(Option::unwrap);
    assert!(county.boundary && !school.boundary && !class.boundary);
    close(school.variance, 40.076_687_476_409_19, 1e-10);
    close(class.variance, 86.746_866_522_464_87, 1e-10);
    close(fit.residual.variance, 81.915_307_609_935_78, 1e-10);
    close(fit.minus2_log_likelihood, 753.545_740_494_297_4, 1e-13);
}

#[test]
fn counties_far_apart() {
    let (design, fit) = fitted(160, Likelihood::Restricted);
    let [county, school, class] = fit.levels.map(Option::unwrap);
    let expected = [
        (county, 1_607.392_130_691_736_8, 1_345.812_624_852_014),
        (school, 71.312_409_853_842_7, 61.723_059_855_614_18),
        (class, 86.957_282_679_000_66, 38.457_930_396_036_026),
        (fit.residual, 83.287_607_518_338_02, 14.406_283_078_234_077),
    ];
    for (component, variance, error) in expected {
        close(component.variance, variance, 1e-10);
        close(component.standard_error.unwrap(), error, 1e-7);
    }
    close(fit.minus2_log_likelihood, 766.984_215_744_870_1, 1e-13);
    close(fit.correlation_within(1).unwrap(), county.share + school.share, 1e-15);
    let effects = [
        (0, -52.926_003_129_618_89, 6.262_747_894_724_246, 20.763_498_305_053_172),
        (1, -0.134_749_110_521_112_7, 6.620_962_921_392_996, 6.633_132_936_958_932),
        (2, -13.707_167_686_654_554, 6.617_201_970_430_683, 6.622_793_524_907_889),
    ];
    for (level, effect, error, prediction) in effects {
        let first = fit.effects(&design, level, 0.95).unwrap()[0];
        close(first.effect, effect, 1e-8);
        close(first.standard_error, error, 1e-9);
        close(first.prediction_error, prediction, 1e-9);
    }
}
