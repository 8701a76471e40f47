//! Differences between units: one-way and nested variance components, unit effects, coefficients of variation.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use wutong::stats::{
    CrossProducts, LEVELS, Leaf, LeastSquares, Likelihood, MixedDesign, MixedFit, Moments, NestedVariance, OneWay,
    fisher_interval, pearson_correlation, spearman_correlation, weighted_spread,
};

use super::case::{Case, Method};
use super::lattice::{finest, lattice, nearest};
use super::value::{Failure, float, object, or_null};

/// The methods of this area.
pub(crate) const METHODS: &[(&str, Method)] = &[
    ("icc_anova_two_level", icc_anova_two_level),
    ("reml_two_level", |case| two_level(case, Likelihood::Restricted)),
    ("ml_two_level", |case| two_level(case, Likelihood::Full)),
    ("value_added_blup", value_added_blup),
    ("value_added_ols_residual", value_added_ols_residual),
    ("reml_three_level_nested", reml_three_level_nested),
    ("anova_three_level_nested", anova_three_level_nested),
    ("ols", ols),
    ("correlation", correlation),
    ("cv_student_weighted", cv_student_weighted),
];

fn icc_anova_two_level(case: &Case) -> Result<Value, Failure> {
    let (marks, units) = case.ticks_by("value", "group")?;
    let moments = units.iter().map(|(_, ticks)| Ok(Moments::of(&super::lattice::table(ticks)?)));
    let moments = moments.collect::<Result<Vec<Moments>, Failure>>()?;
    let layout = OneWay::of(moments.iter())?;
    let test = layout.f_test()?;
    Ok(json!({
        "n": layout.n_pupils,
        "n_groups": layout.n_units,
        "min_group_n": layout.sizes.0,
        "max_group_n": layout.sizes.1,
        "mean_group_n": float(layout.n_pupils) / float(layout.n_units),
        "harmonic_mean_group_n": layout.harmonic_size(),
        "n0": layout.unit_size,
        "grand_mean": marks.points(layout.grand_mean),
        "ss_between": marks.squared_points(layout.between),
        "ss_within": marks.squared_points(layout.within),
        "ss_total": marks.squared_points(layout.between + layout.within),
        "df_between": test.degrees_of_freedom.0,
        "df_within": test.degrees_of_freedom.1,
        "ms_between": marks.squared_points(layout.mean_square_between()),
        "ms_within": marks.squared_points(layout.mean_square_within()),
        "f": test.f,
        "p_value": test.p_value,
        "log10_p_value": test.log10_p_value,
        "var_between": marks.squared_points(layout.between_variance_untruncated()),
        "var_within": marks.squared_points(layout.mean_square_within()),
        "icc1": layout.intraclass_correlation_untruncated()?,
        "icc2_group_mean_reliability": layout.mean_reliability()?,
        "eta_squared": layout.eta_squared()?,
        "epsilon_squared": layout.epsilon_squared()?,
        "omega_squared": layout.omega_squared()?,
        "design_effect": layout.design_effect()?,
    }))
}

/// A column as integer ticks with the number of ticks a unit.
struct Column {
    ticks: Vec<Option<i64>>,
    per_unit: i64,
}

/// On the runner's lattice, or on the nearest ticks of the finest one with a whole number of ticks a unit.
fn column(values: &[Option<f64>]) -> Result<Column, Failure> {
    let there: Vec<f64> = values.iter().copied().flatten().collect();
    let found = lattice(&there).or_else(|_| finest(&there, 0..=62))?;
    let mut ticks = found.ticks.into_iter();
    let ticks = values.iter().map(|value| value.and_then(|_| ticks.next())).collect();
    Ok(Column { ticks, per_unit: whole(found.per_point) })
}

#[expect(clippy::cast_possible_truncation, reason = "a rounded number of at most 19 digits")]
fn whole(value: f64) -> i64 {
    value.round() as i64
}

/// Covariates and response of one check, row by row and listwise.
struct Rows {
    names: Vec<String>,
    ticks: Vec<i64>,
    rows: Vec<Option<Vec<i64>>>,
}

impl Rows {
    fn of(case: &Case) -> Result<Self, Failure> {
        let (mut names, mut columns) = (vec!["intercept".to_owned()], Vec::new());
        for covariate in case.covariates()? {
            names.push(covariate.name);
            columns.push(column(&covariate.values)?);
        }
        columns.push(column(&case.values("value")?)?);
        let row = |row: usize| columns.iter().map(|column| column.ticks[row]).collect::<Option<Vec<i64>>>();
        let rows = (0..columns[0].ticks.len()).map(row).collect();
        Ok(Self { names, ticks: columns.iter().map(|column| column.per_unit).collect(), rows })
    }

    fn total(&self) -> Result<CrossProducts, Failure> {
        let mut products = CrossProducts::default();
        for row in self.rows.iter().flatten() {
            products.push(row)?;
        }
        Ok(products)
    }

    /// Cross products of the units of a column, ascending by label.
    fn by_unit(&self, case: &Case, group: &str) -> Result<Vec<(String, CrossProducts)>, Failure> {
        let table = case.table()?;
        let mut units: BTreeMap<String, CrossProducts> = BTreeMap::new();
        for (row, label) in self.rows.iter().zip(table.texts(case.text(group)?)?) {
            if let (Some(row), Some(label)) = (row, label) {
                units.entry(label.to_owned()).or_default().push(row)?;
            }
        }
        Ok(units.into_iter().collect())
    }
}

struct TwoLevel {
    labels: Vec<String>,
    design: MixedDesign,
    fit: MixedFit,
    value: Value,
}

fn fit_two_level(case: &Case, likelihood: Likelihood) -> Result<TwoLevel, Failure> {
    let rows = Rows::of(case)?;
    let units = rows.by_unit(case, "group")?;
    let placed: Vec<_> = units.iter().enumerate().map(|(unit, (_, products))| (products, [unit; LEVELS])).collect();
    let design = MixedDesign::of_products(&placed, &rows.ticks)?;
    let fit = MixedFit::fit(&design, likelihood)?;
    let fit = fit.converged()?.clone();
    let school = fit.levels[0].ok_or("no component of the units")?;
    let by_name = |pick: fn(&wutong::stats::Coefficient) -> f64| {
        object(rows.names.iter().zip(&fit.fixed).map(|(name, fixed)| (name.clone(), json!(pick(fixed)))))
    };
    let value = json!({
        "fixed": by_name(|fixed| fixed.estimate),
        "fixed_se": by_name(|fixed| fixed.standard_error),
        "var_group": school.variance,
        "sd_group": school.variance.sqrt(),
        "var_residual": fit.residual.variance,
        "sd_residual": fit.residual.variance.sqrt(),
        "icc": fit.intraclass_correlation(),
        "boundary": school.boundary,
        "minus2_loglik": fit.minus2_log_likelihood,
        "n": fit.n_pupils,
        "n_groups": school.n_units,
    });
    Ok(TwoLevel { labels: units.into_iter().map(|(label, _)| label).collect(), design, fit, value })
}

fn two_level(case: &Case, likelihood: Likelihood) -> Result<Value, Failure> {
    Ok(fit_two_level(case, likelihood)?.value)
}

fn value_added_blup(case: &Case) -> Result<Value, Failure> {
    let likelihood = if case.params["reml"] == false { Likelihood::Full } else { Likelihood::Restricted };
    let TwoLevel { labels, design, fit, mut value } = fit_two_level(case, likelihood)?;
    let effects = fit.effects(&design, 0, 0.95)?;
    let rank = |effect: f64| 1 + effects.iter().filter(|other| other.effect > effect).count();
    value["group_effects"] = object(effects.iter().map(|unit| {
        let entry = json!({
            "n": unit.n,
            "blup": unit.effect,
            "comparative_se": unit.standard_error,
            "shrinkage": unit.shrinkage,
            "rank_desc": rank(unit.effect),
        });
        (labels[unit.id].clone(), entry)
    }));
    Ok(value)
}

fn value_added_ols_residual(case: &Case) -> Result<Value, Failure> {
    let rows = Rows::of(case)?;
    let fit = LeastSquares::fit(&rows.total()?, &rows.ticks)?;
    let mut residuals = Vec::new();
    for (label, products) in rows.by_unit(case, "group")? {
        residuals.push((label, json!(fit.mean_residual(&products, &rows.ticks)?)));
    }
    Ok(json!({ "mean_residual": object(residuals) }))
}

/// The moments of a class and its path.
type ClassAt = (Moments, [usize; LEVELS]);

/// Ticks a unit and the marks of each class, with the position of its school.
fn classes(case: &Case) -> Result<(f64, Vec<ClassAt>), Failure> {
    let table = case.table()?;
    let (schools, classes) = (table.texts(case.text("level3")?)?, table.texts(case.text("level2")?)?);
    let values = case.values("value")?;
    let marks = nearest(&values.iter().copied().flatten().collect::<Vec<f64>>())?;
    let mut ticks = marks.ticks.iter();
    let mut units: BTreeMap<(&str, &str), Vec<i64>> = BTreeMap::new();
    for ((value, school), class) in values.iter().zip(schools).zip(classes) {
        let tick = value.and_then(|_| ticks.next());
        if let (Some(tick), Some(school), Some(class)) = (tick, school, class) {
            units.entry((school, class)).or_default().push(*tick);
        }
    }
    let (mut leaves, mut school, mut last) = (Vec::new(), 0, None);
    for (class, ((name, _), ticks)) in units.into_iter().enumerate() {
        school += usize::from(last.is_some_and(|last| last != name));
        last = Some(name);
        leaves.push((Moments::of(&super::lattice::table(&ticks)?), [0, school, class]));
    }
    Ok((marks.per_point, leaves))
}

fn reml_three_level_nested(case: &Case) -> Result<Value, Failure> {
    let (per_point, classes) = classes(case)?;
    let leaves: Vec<Leaf> = classes.iter().map(|(moments, path)| Leaf { moments, path: *path }).collect();
    let fit = MixedFit::fit(&MixedDesign::of_moments(&leaves)?, Likelihood::Restricted)?;
    let fit = fit.converged()?;
    let ([_, Some(school), Some(class)], residual) = (fit.levels, fit.residual) else {
        return Err(Failure::from("a level repeats the one above"));
    };
    let squared = per_point * per_point;
    // The response in points instead of ticks moves the likelihood by the Jacobian of its contrasts.
    let jacobian = 2.0 * (float(fit.n_pupils) - 1.0) * per_point.ln();
    Ok(json!({
        "n": fit.n_pupils,
        "n_level3": school.n_units,
        "n_level2": class.n_units,
        "intercept": fit.fixed[0].estimate / per_point,
        "intercept_se": fit.fixed[0].standard_error / per_point,
        "var_level3": school.variance / squared,
        "var_level2": class.variance / squared,
        "var_residual": residual.variance / squared,
        "vpc_level3": school.share,
        "vpc_level2": class.share,
        "vpc_level1": residual.share,
        "icc_same_level3": fit.correlation_within(1)?,
        "icc_same_level2": fit.correlation_within(2)?,
        "minus2_loglik": fit.minus2_log_likelihood - jacobian,
    }))
}

fn anova_three_level_nested(case: &Case) -> Result<Value, Failure> {
    let (per_point, classes) = classes(case)?;
    let leaves: Vec<Leaf> = classes.iter().map(|(moments, path)| Leaf { moments, path: *path }).collect();
    let nested = NestedVariance::of(&leaves)?;
    let ([_, Some(school), Some(class)], pupil) = (&nested.table, &nested.within) else {
        return Err(Failure::from("a level repeats the one above"));
    };
    let squared = per_point * per_point;
    let total = school.component + class.component + pupil.mean_square();
    Ok(json!({
        "n": nested.n_pupils,
        "n_level3": school.n_units,
        "n_level2": class.n_units,
        "ss_level3": school.squares / squared,
        "ss_level2_within_level3": class.squares / squared,
        "ss_residual": pupil.squares / squared,
        "df_level3": school.degrees_of_freedom,
        "df_level2": class.degrees_of_freedom,
        "df_residual": pupil.degrees_of_freedom,
        "ms_level3": school.mean_square() / squared,
        "ms_level2": class.mean_square() / squared,
        "ms_residual": pupil.mean_square() / squared,
        "k1": class.coefficients[2],
        "k2": school.coefficients[2],
        "k3": school.coefficients[1],
        "var_level3": school.component / squared,
        "var_level2": class.component / squared,
        "var_residual": pupil.mean_square() / squared,
        "vpc_level3": school.component / total,
        "vpc_level2": class.component / total,
    }))
}

fn ols(case: &Case) -> Result<Value, Failure> {
    let rows = Rows::of(case)?;
    let fit = LeastSquares::fit(&rows.total()?, &rows.ticks)?;
    let by_name = |pick: fn(&wutong::stats::Coefficient) -> f64| {
        object(rows.names.iter().zip(&fit.coefficients).map(|(name, slope)| (name.clone(), json!(pick(slope)))))
    };
    Ok(json!({
        "n": fit.n_pupils,
        "coef": by_name(|slope| slope.estimate),
        "se": by_name(|slope| slope.standard_error),
        "t": by_name(wutong::stats::Coefficient::t),
        "r_squared": fit.r_squared,
        "adj_r_squared": fit.adjusted_r_squared(),
        "residual_sd": fit.residual_sd(),
        "residual_df": fit.residual_df,
    }))
}

fn correlation(case: &Case) -> Result<Value, Failure> {
    let (x, y) = (column(&case.values("x")?)?, column(&case.values("y")?)?);
    let pairs: Vec<(i64, i64)> = x.ticks.iter().zip(&y.ticks).filter_map(|(x, y)| x.zip(*y)).collect();
    let mut products = CrossProducts::default();
    for &(x, y) in &pairs {
        products.push(&[x, y])?;
    }
    let pearson = pearson_correlation(&products, 0, 1)?;
    let (low, high) = fisher_interval(pearson, products.n(), 0.95)?;
    Ok(json!({
        "n": products.n(),
        "pearson": pearson,
        "fisher95_low": low,
        "fisher95_high": high,
        "spearman": spearman_correlation(&pairs)?,
    }))
}

/// Value and weight of each unit.
fn weighted_units(case: &Case) -> Result<Vec<(f64, f64)>, Failure> {
    let table = case.table()?;
    let pairs = |values: Vec<Option<f64>>, weights: Vec<Option<f64>>| {
        values.into_iter().zip(weights).filter_map(|(value, weight)| value.zip(weight)).collect()
    };
    match case.text("unit_value")? {
        "column" => Ok(pairs(case.values("value")?, table.numbers(case.text("weight")?)?)),
        "ratio" => {
            let above = table.numbers(case.text("numerator")?)?;
            let below = table.numbers(case.text("denominator")?)?;
            let values = above.into_iter().zip(below).map(|(a, b)| a.zip(b).map(|(a, b)| a / b)).collect();
            Ok(pairs(values, table.numbers(case.text("weight")?)?))
        }
        kind => {
            let (marks, units) = case.ticks_by("value", "group")?;
            let mut pairs = Vec::new();
            for (_, ticks) in &units {
                let frequencies = super::lattice::table(ticks)?;
                let moments = Moments::of(&frequencies);
                let value = if kind == "group_mean" {
                    marks.points(moments.mean()?)
                } else {
                    let cut = marks.at_least(case.number("cut")?);
                    wutong::stats::share(frequencies.at_least(cut), moments.n)?
                };
                pairs.push((value, float(moments.n)));
            }
            Ok(pairs)
        }
    }
}

fn cv_student_weighted(case: &Case) -> Result<Value, Failure> {
    let units = weighted_units(case)?;
    let (values, weights): (Vec<f64>, Vec<f64>) = units.into_iter().unzip();
    let weighted = weighted_spread(&values, &weights)?;
    let plain = weighted_spread(&values, &vec![1.0; values.len()])?;
    Ok(json!({
        "n_units": weighted.n_units,
        "total_weight": weighted.total_weight,
        "weighted_mean": weighted.mean,
        "weighted_sd_population": weighted.sd,
        "cv_student_weighted": weighted.variation_coefficient()?,
        "unweighted_mean": plain.mean,
        "cv_unweighted_sample": plain.sample_sd()? / plain.mean,
        "cv_unweighted_population": plain.variation_coefficient()?,
        "range_ratio_max_min": or_null(weighted.range_ratio()),
        "relative_mean_deviation_weighted": weighted.relative_mean_deviation()?,
    }))
}
