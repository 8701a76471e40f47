//! Marks of a group: location, spread, shape, rates, bands, standard scores.

use serde_json::{Value, json};
use wutong::stats::{
    Divisor, FineTick, FrequencyTable, LinearScale, Moments, QuantileRule, ShapeConvention, StatError, bands,
    excess_kurtosis, excess_kurtosis_by, mean_absolute_deviation, quantile_by, share, skewness, skewness_by,
    standard_error_of_mean, standard_scores, wilson_interval,
};

use super::case::{Case, Method};
use super::lattice::{Lattice, f64_of, table};
use super::value::{Failure, float, object, or_null};

/// The methods of this area.
pub(crate) const METHODS: &[(&str, Method)] = &[
    ("describe", describe),
    ("frequency_moments", frequency_moments),
    ("rates", rates),
    ("score_bands", score_bands),
    ("group_summary", group_summary),
    ("standard_scores", scores),
];

fn describe(case: &Case) -> Result<Value, Failure> {
    let all = case.values("value")?;
    let marks = case.ticks("value")?;
    let table = table(&marks.ticks)?;
    let moments = Moments::of(&table);
    let points = |ticks: Result<f64, StatError>| or_null(ticks.map(|ticks| marks.points(ticks)));
    let squared = |ticks: Result<f64, StatError>| or_null(ticks.map(|ticks| marks.squared_points(ticks)));
    let at = |rule, part, whole| points(quantile_by(&table, rule, part, whole));
    let (six, seven) = (QuantileRule::Type6, QuantileRule::Type7);
    let end = |mark: Option<&(FineTick, u32)>| points(mark.map(|cell| f64_of(cell.0)).ok_or(StatError::NotApplicable));
    let (first, last) = (table.cells().first(), table.cells().last());
    let range = first.zip(last).map(|(first, last)| f64_of(last.0) - f64_of(first.0));
    let quartiles = quantile_by(&table, seven, 1, 4).and_then(|q1| Ok(quantile_by(&table, seven, 3, 4)? - q1));
    let variation = |variance: Result<f64, StatError>| or_null(variance.and_then(|v| Ok(v.sqrt() / moments.mean()?)));
    Ok(json!({
        "n_total": all.len(),
        "n_missing": all.iter().filter(|value| value.is_none()).count(),
        "n": moments.n,
        "sum": points(moments.mean().map(|mean| mean * float(moments.n))),
        "mean": points(moments.mean()),
        "var_sample": squared(moments.sample_variance()),
        "var_population": squared(moments.population_variance()),
        "sd_sample": points(moments.sample_variance().map(f64::sqrt)),
        "sd_population": points(moments.population_variance().map(f64::sqrt)),
        "se_mean": points(standard_error_of_mean(&moments)),
        "min": end(first),
        "max": end(last),
        "range": points(range.ok_or(StatError::NotApplicable)),
        "median": at(seven, 1, 2),
        "q1_type7": at(seven, 1, 4),
        "q3_type7": at(seven, 3, 4),
        "iqr_type7": points(quartiles),
        "p10_type7": at(seven, 1, 10),
        "p90_type7": at(seven, 9, 10),
        "q1_type6": at(six, 1, 4),
        "q3_type6": at(six, 3, 4),
        "p10_type6": at(six, 1, 10),
        "p90_type6": at(six, 9, 10),
        "cv_sample": variation(moments.sample_variance()),
        "cv_population": variation(moments.population_variance()),
        "mean_abs_deviation": points(mean_absolute_deviation(&table, &moments)),
        "skewness_g1": or_null(skewness(&moments)),
        "skewness_G1": or_null(skewness_by(&moments, ShapeConvention::Sample)),
        "skewness_b1": or_null(skewness_by(&moments, ShapeConvention::OverSampleSd)),
        "kurtosis_pearson": or_null(excess_kurtosis(&moments).map(|excess| excess + 3.0)),
        "kurtosis_excess_g2": or_null(excess_kurtosis(&moments)),
        "kurtosis_excess_G2": or_null(excess_kurtosis_by(&moments, ShapeConvention::Sample)),
        "kurtosis_excess_b2": or_null(excess_kurtosis_by(&moments, ShapeConvention::OverSampleSd)),
    }))
}

/// Moments of two columns of counts a score, as in tables of equating: skewness g1, kurtosis with 3 for a normal one, and
/// moments with the divisor n.
fn frequency_moments(case: &Case) -> Result<Value, Failure> {
    let table = case.table()?;
    let scores = whole(&table.numbers(case.text("score")?)?)?;
    let form = |key: &str| -> Result<Value, Failure> {
        let counts = whole(&table.numbers(case.text(key)?)?)?;
        let cells = scores.iter().zip(counts).filter_map(|(&score, count)| Some((score, u32::try_from(count).ok()?)));
        let moments = Moments::of(&FrequencyTable::from_counts(cells));
        Ok(json!({
            "n": moments.n,
            "mean": or_null(moments.mean()),
            "sd": or_null(moments.population_variance().map(f64::sqrt)),
            "var": or_null(moments.population_variance()),
            "skewness": or_null(skewness(&moments)),
            "kurtosis": or_null(excess_kurtosis(&moments).map(|excess| excess + 3.0)),
        }))
    };
    let mut forms = vec![("x", form("count_x")?)];
    if case.has("count_y") {
        forms.push(("y", form("count_y")?));
    }
    Ok(object(forms))
}

fn whole(values: &[Option<f64>]) -> Result<Vec<i32>, Failure> {
    let number = |value: &Option<f64>| {
        let text = value.unwrap_or(0.0).to_string();
        text.parse::<i32>().map_err(|_| Failure(format!("{text} is no whole number")))
    };
    values.iter().map(number).collect()
}

fn rates(case: &Case) -> Result<Value, Failure> {
    let marks = case.ticks("value")?;
    let table = table(&marks.ticks)?;
    let n = table.n();
    let mut result = vec![("n".to_owned(), Value::from(n))];
    let cuts = case.params["cuts"].as_object().ok_or("parameter cuts is missing")?;
    for (name, cut) in cuts {
        let count = reached(&table, &marks, cut)?;
        let (lower, upper) = wilson_interval(count, n)?;
        let values = json!({"count": count, "rate": share(count, n)?, "wilson95_low": lower, "wilson95_high": upper});
        result.push((name.clone(), values));
    }
    Ok(object(result))
}

/// Pupils that satisfy a cut `{op, value}`.
pub(super) fn reached(table: &FrequencyTable<FineTick>, marks: &Lattice, cut: &Value) -> Result<u64, Failure> {
    let value = cut["value"].as_f64().ok_or("a cut without value")?;
    let (at, above) = (marks.at_least(value), marks.above(value));
    Ok(match cut["op"].as_str().ok_or("a cut without op")? {
        "ge" => table.at_least(at),
        "gt" => table.at_least(above),
        "lt" => table.below(at),
        "le" => table.below(above),
        "eq" => table.below(above) - table.below(at),
        "ne" => table.n() - (table.below(above) - table.below(at)),
        other => return Err(Failure(format!("unknown operator {other}"))),
    })
}

fn score_bands(case: &Case) -> Result<Value, Failure> {
    let marks = case.ticks("value")?;
    let breaks = case.numbers("breaks")?;
    // The last band holds its end: where that is no mark of the lattice, the tick below it.
    let last = breaks.len().checked_sub(1).ok_or("no breaks")?;
    let bound = |(place, &cut): (usize, &f64)| if place == last { marks.above(cut) - 1 } else { marks.at_least(cut) };
    let bounds: Vec<i64> = breaks.iter().enumerate().map(bound).collect();
    let found = bands(&table(&marks.ticks)?, &bounds)?;
    Ok(json!({
        "n": found.rows.iter().map(|band| band.n_pupils).sum::<u64>() + found.n_below + found.n_above,
        "counts": found.rows.iter().map(|band| band.n_pupils).collect::<Vec<_>>(),
        "shares": found.rows.iter().map(|band| band.share).collect::<Vec<_>>(),
        "cumulative_shares": found.rows.iter().map(|band| band.share_up_to).collect::<Vec<_>>(),
    }))
}

fn group_summary(case: &Case) -> Result<Value, Failure> {
    let (marks, units) = case.ticks_by("value", "group")?;
    let cut = case.params["cut"].as_f64();
    let summary = |(label, ticks): (String, Vec<i64>)| -> Result<(String, Value), Failure> {
        let table = table(&ticks)?;
        let moments = Moments::of(&table);
        let points = |ticks: Result<f64, StatError>| or_null(ticks.map(|ticks| marks.points(ticks)));
        let end = |mark: Option<&(FineTick, u32)>| mark.map(|cell| marks.points(f64_of(cell.0)));
        let rate = cut.map(|cut| share(table.at_least(marks.at_least(cut)), moments.n)).transpose()?;
        let values = json!({
            "n": moments.n,
            "mean": points(moments.mean()),
            "sd_sample": points(moments.sample_variance().map(f64::sqrt)),
            "median": points(quantile_by(&table, QuantileRule::Type7, 1, 2)),
            "min": end(table.cells().first()),
            "max": end(table.cells().last()),
            "rate_ge_cut": rate,
        });
        Ok((label, values))
    };
    Ok(object(units.into_iter().map(summary).collect::<Result<Vec<_>, _>>()?))
}

fn scores(case: &Case) -> Result<Value, Failure> {
    let values = case.values("value")?;
    let marks = case.ticks("value")?;
    let table = table(&marks.ticks)?;
    let all = standard_scores(&table, &Moments::of(&table), Divisor::Sample)?;
    let rows = case.table()?;
    let ids = rows.texts(case.text("id")?)?;
    let wanted = case.list("rows")?;
    let mut ticks = marks.ticks.iter();
    let mut found = Vec::new();
    for (id, value) in ids.iter().zip(&values) {
        let Some(&tick) = value.and_then(|_| ticks.next()) else { continue };
        let Some(id) = id.filter(|id| wanted.iter().any(|wanted| super::table::same(id, wanted))) else { continue };
        let position =
            all.binary_search_by_key(&tick, |score| i64::from(score.mark)).map_err(|_| "a mark without its scores")?;
        let score = &all[position];
        let values = json!({
            "z_sample": score.z,
            "t_score": LinearScale::T.at(score.z),
            "percentile_rank_mid": 100.0 * score.percentile_rank,
            "rank_desc_min": score.place,
            "normal_score_blom": score.normal_score,
        });
        found.push((id, values));
    }
    Ok(object(found))
}
