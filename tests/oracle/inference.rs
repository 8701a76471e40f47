//! Intervals, tests and normality.

use serde_json::{Value, json};
use wutong::stats::{
    Correction, FineTick, FrequencyTable, Moments, PValue, StatError, adjusted_p_values, anderson_darling,
    chi_squared_survival, dagostino_k2, effect_size, jarque_bera, lilliefors, odds_ratio, quantile_regression,
    shapiro_wilk, share, two_proportion_test, wald_interval, welch_test,
};

use super::case::{Case, Method};
use super::describe::reached;
use super::lattice::{Lattice, nearest, table};
use super::value::{Failure, object, or_null};

/// The methods of this area.
pub(crate) const METHODS: &[(&str, Method)] = &[
    ("normality_tests", normality_tests),
    ("welch_t", welch_t),
    ("two_proportion_z", two_proportion_z),
    ("multiple_testing", multiple_testing),
    ("quantile_regression", quantile_lines),
];

fn normality_tests(case: &Case) -> Result<Value, Failure> {
    let marks = case.ticks("value")?;
    let table = table(&marks.ticks)?;
    let moments = Moments::of(&table);
    // Each test has a least number of its own; below it the others stand alone.
    let jb = jarque_bera(&moments).map(|jb| json!({"statistic": jb.statistic, "p_value": jb.p.value}));
    let k2 = dagostino_k2(&moments).map(|k2| {
        json!({
            "statistic": k2.statistic,
            "p_value": k2.p.value,
            "z_skewness": k2.z_skewness,
            "z_kurtosis": k2.z_kurtosis,
        })
    });
    let ad = anderson_darling(&table, &moments);
    let ad = ad.map(|ad| json!({"a2": ad.a2, "a2_star": ad.a2_star, "p_value": ad.p.value}));
    let ks = lilliefors(&table, &moments).map(|ks| json!({"d": ks.d, "p_value": ks.p.value}));
    let sw = shapiro_wilk(&table, &moments).map(|sw| json!({"w": sw.w, "p_value": sw.p.value}));
    Ok(json!({
        "n": moments.n,
        "jarque_bera": jb.unwrap_or(Value::Null),
        "dagostino_k2": k2.unwrap_or(Value::Null),
        "anderson_darling": ad.unwrap_or(Value::Null),
        "lilliefors": ks.unwrap_or(Value::Null),
        "shapiro_wilk": sw.unwrap_or(Value::Null),
    }))
}

/// Two groups on one lattice.
fn two_tables(case: &Case) -> Result<(Lattice, [FrequencyTable<FineTick>; 2]), Failure> {
    let [first, second] = case.two_levels("value")?;
    let marks = nearest(&[first.as_slice(), second.as_slice()].concat())?;
    let (one, other) = marks.ticks.split_at(first.len());
    let tables = [table(one)?, table(other)?];
    Ok((marks, tables))
}

fn welch_t(case: &Case) -> Result<Value, Failure> {
    let (marks, tables) = two_tables(case)?;
    let [first, second] = [Moments::of(&tables[0]), Moments::of(&tables[1])];
    let (test, effect) = (welch_test(&first, &second)?, effect_size(&first, &second)?);
    let sd = |moments: &Moments| or_null(moments.sample_variance().map(|v| marks.squared_points(v).sqrt()));
    Ok(json!({
        "n1": first.n,
        "n2": second.n,
        "mean1": marks.points(first.mean()?),
        "mean2": marks.points(second.mean()?),
        "sd1": sd(&first),
        "sd2": sd(&second),
        "t": test.t,
        "df": test.df,
        "p_value": test.p.value,
        "mean_difference": marks.points(test.difference),
        "ci95_low": marks.points(test.interval.0),
        "ci95_high": marks.points(test.interval.1),
        "cohen_d_pooled": effect.cohen_d,
        "hedges_g": effect.hedges_g,
        "hedges_g_approx": effect.hedges_g_approximate,
    }))
}

fn two_proportion_z(case: &Case) -> Result<Value, Failure> {
    let (marks, tables) = two_tables(case)?;
    let success = &case.params["success"];
    let group = |table: &FrequencyTable<FineTick>| Ok::<_, Failure>((reached(table, &marks, success)?, table.n()));
    let (first, second) = (group(&tables[0])?, group(&tables[1])?);
    // Where everybody or nobody succeeds there is no test, and the shares differ by nothing.
    let test = match two_proportion_test(first, second) {
        Err(StatError::NoVariation) => None,
        test => Some(test?),
    };
    let (lower, upper) = wald_interval(first, second)?;
    Ok(json!({
        "count1": first.0,
        "n1": first.1,
        "count2": second.0,
        "n2": second.1,
        "p1": share(first.0, first.1)?,
        "p2": share(second.0, second.1)?,
        "difference": test.as_ref().map_or(0.0, |test| test.difference),
        "z_pooled": test.as_ref().map(|test| test.z),
        "p_value": test.as_ref().map(|test| test.p.value),
        "ci95_wald_low": lower,
        "ci95_wald_high": upper,
        "cohen_h": test.as_ref().map_or(0.0, |test| test.cohen_h),
        "odds_ratio": or_null(odds_ratio(first, second)),
    }))
}

/// Probabilities of each group against all others, or of the statistics of another check, and their adjustments.
fn multiple_testing(case: &Case) -> Result<Value, Failure> {
    let (groups, tests) = if case.has("source_check") { (None, of_check(case)?) } else { of_groups(case)? };
    let p: Vec<f64> = tests.iter().map(|test| test.value).collect();
    let mut result = json!({
        "p": p,
        "bh": adjusted_p_values(&p, Correction::BenjaminiHochberg)?,
        "by": adjusted_p_values(&p, Correction::BenjaminiYekutieli)?,
        "bonferroni": adjusted_p_values(&p, Correction::Bonferroni)?,
        "holm": adjusted_p_values(&p, Correction::Holm)?,
    });
    if let Some(groups) = groups {
        result["groups"] = groups;
    }
    Ok(result)
}

/// The chi-squared values with one degree of freedom that another check has for each item.
fn of_check(case: &Case) -> Result<Vec<PValue>, Failure> {
    let source = case.expected_of(case.text("source_check")?)?;
    let tail = |item: &str| {
        let statistic = source[item]["mh_chi2_corrected"].as_f64();
        let statistic = statistic.ok_or_else(|| Failure(format!("no statistic of {item}")))?;
        Ok(chi_squared_survival(statistic, 1.0)?)
    };
    case.texts("items")?.into_iter().map(tail).collect()
}

fn of_groups(case: &Case) -> Result<(Option<Value>, Vec<PValue>), Failure> {
    let (_, units) = case.ticks_by("value", "group")?;
    let unit = |(label, ticks): (String, Vec<i64>)| {
        let label = label.parse::<i64>().map_or_else(|_| Value::from(label), Value::from);
        Ok((label, table(&ticks)?))
    };
    let mut units = units.into_iter().map(unit).collect::<Result<Vec<_>, Failure>>()?;
    units.sort_by_key(|(label, _)| label.as_i64());
    let all = FrequencyTable::sum_of(units.iter().map(|(_, table)| table));
    let least = case.params["min_group_n"].as_u64().unwrap_or(2);
    units.retain(|(_, table)| table.n() >= least);
    let against_rest = |(_, table): &(Value, FrequencyTable<FineTick>)| {
        let rest = Moments::of(&all.without(table)?);
        Ok(welch_test(&Moments::of(table), &rest)?.p)
    };
    let tests: Result<Vec<PValue>, Failure> = units.iter().map(against_rest).collect();
    Ok((Some(units.iter().map(|(label, _)| label.clone()).collect()), tests?))
}

fn quantile_lines(case: &Case) -> Result<Value, Failure> {
    let response = case.values("value")?;
    let covariates = case.covariates()?;
    let complete: Vec<usize> = (0..response.len())
        .filter(|&row| response[row].is_some() && covariates.iter().all(|covariate| covariate.values[row].is_some()))
        .collect();
    let column = |values: &[Option<f64>]| complete.iter().filter_map(|&row| values[row]).collect::<Vec<f64>>();
    let columns: Vec<Vec<f64>> = covariates.iter().map(|covariate| column(&covariate.values)).collect();
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let response = column(&response);
    let fit = |tau: f64| -> Result<Value, Failure> {
        let fit = quantile_regression(&response, &columns, tau)?;
        let names = std::iter::once("intercept").chain(covariates.iter().map(|covariate| covariate.name.as_str()));
        let coefficients = names.zip(&fit.coefficients).map(|(name, &value)| (name, Value::from(value)));
        Ok(json!({"tau": tau, "coef": object(coefficients), "objective": fit.objective}))
    };
    let fits: Result<Vec<Value>, Failure> = case.numbers("taus")?.into_iter().map(fit).collect();
    Ok(json!({"n": response.len(), "fits": fits?}))
}
