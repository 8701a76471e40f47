//! Marks of a group: location, spread, shape, rates, bands, standard scores.

use serde_json::{Value, json};
use wutong::stats::{FrequencyTable, Moments, excess_kurtosis, quantile, skewness};

use super::case::{Case, Method};
use super::value::{Failure, or_null};

/// The methods of this area.
pub(crate) const METHODS: &[(&str, Method)] = &[("describe", describe)];

fn describe(case: &Case) -> Result<Value, Failure> {
    let all = case.values("value")?;
    let mut marks = case.ticks("value")?;
    let table = FrequencyTable::from_marks(&mut marks.ticks);
    let moments = Moments::of(&table);
    let at = |part, whole| or_null(quantile(&table, part, whole).map(|ticks| marks.points(ticks)));
    Ok(json!({
        "n_total": all.len(),
        "n_missing": all.iter().filter(|value| value.is_none()).count(),
        "n": moments.n,
        "mean": or_null(moments.mean().map(|ticks| marks.points(ticks))),
        "var_sample": or_null(moments.sample_variance().map(|ticks| marks.squared_points(ticks))),
        "var_population": or_null(moments.population_variance().map(|ticks| marks.squared_points(ticks))),
        "median": at(1, 2),
        "q1_type7": at(1, 4),
        "q3_type7": at(3, 4),
        "skewness_g1": or_null(skewness(&moments)),
        "kurtosis_excess_g2": or_null(excess_kurtosis(&moments)),
    }))
}
