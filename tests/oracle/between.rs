//! Differences between units: one-way and nested variance components, unit effects, coefficients of variation.

use serde_json::{Value, json};
use wutong::stats::{FrequencyTable, Moments, OneWay};

use super::case::{Case, Method};
use super::value::Failure;

/// The methods of this area.
pub(crate) const METHODS: &[(&str, Method)] = &[("icc_anova_two_level", icc_anova_two_level)];

fn icc_anova_two_level(case: &Case) -> Result<Value, Failure> {
    let (marks, mut units) = case.ticks_by("value", "group")?;
    let moments: Vec<Moments> =
        units.iter_mut().map(|(_, ticks)| Moments::of(&FrequencyTable::from_marks(ticks))).collect();
    let layout = OneWay::of(moments.iter())?;
    Ok(json!({
        "n": layout.n_pupils,
        "n_groups": layout.n_units,
        "n0": layout.unit_size,
        "grand_mean": marks.points(layout.grand_mean),
        "ss_between": marks.squared_points(layout.between),
        "ss_within": marks.squared_points(layout.within),
        "ms_between": marks.squared_points(layout.mean_square_between()),
        "ms_within": marks.squared_points(layout.mean_square_within()),
        "eta_squared": layout.eta_squared()?,
    }))
}
