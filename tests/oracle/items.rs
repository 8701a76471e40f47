//! Items and tests: reliability, item analysis, analysis of options.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use wutong::stats::items::{Choice, GroupRule, ItemSummary, OptionTable, Q27, Split, discrimination_by_sort};
use wutong::stats::{Accumulate, FrequencyTable, Moments};

use super::case::{Case, Method};
use super::scores::Scores;
use super::value::{Failure, object, or_null};

/// The methods of this area.
pub(crate) const METHODS: &[(&str, Method)] =
    &[("reliability", reliability), ("item_analysis", item_analysis), ("distractor_analysis", distractor_analysis)];

/// Rows without a missing score, and their summary.
fn complete(case: &Case) -> Result<(Scores, Vec<Vec<i32>>, ItemSummary), Failure> {
    let scores = Scores::of(case, &case.table()?)?;
    let rows = scores.complete();
    let mut summary = ItemSummary::default();
    for row in &rows {
        summary.push(row.iter().copied().map(Some).collect());
    }
    Ok((scores, rows, summary))
}

fn reliability(case: &Case) -> Result<Value, Failure> {
    let (scores, rows, summary) = complete(case)?;
    let mut totals: Vec<i32> = rows.iter().map(|row| row.iter().sum()).collect();
    let totals = Moments::of(&FrequencyTable::from_marks(&mut totals));
    let points = scores.per_point;
    let halves = summary.split_half(Split::OddEven);
    let interval = summary.alpha_interval(0.95);
    Ok(json!({
        "n": summary.n_complete(),
        "n_items": scores.items.len(),
        "total_mean": or_null(totals.mean().map(|ticks| ticks / points)),
        "total_sd_sample": or_null(totals.sample_variance().map(|ticks| ticks.sqrt() / points)),
        "total_var_sample": or_null(totals.sample_variance().map(|ticks| ticks / (points * points))),
        "cronbach_alpha": or_null(summary.alpha()),
        "standardized_alpha": or_null(summary.standardized_alpha()),
        "mean_inter_item_r": or_null(summary.mean_inter_item_correlation()),
        "guttman_lambda2": or_null(summary.lambda2()),
        "split_half_odd_even_r": or_null(halves.map(|halves| halves.correlation)),
        "split_half_spearman_brown": or_null(halves.map(|halves| halves.spearman_brown)),
        "split_half_guttman": or_null(halves.map(|halves| halves.guttman)),
        "sem": or_null(summary.standard_error_of_measurement().map(|ticks| ticks / points)),
        "mean_difficulty": or_null(summary.mean_facility(&scores.full)),
        "kr20": or_null(summary.kr20(&scores.full)),
        "kr21": or_null(summary.kr21(&scores.full)),
        "alpha_feldt95_low": or_null(interval.map(|(low, _)| low)),
        "alpha_feldt95_high": or_null(interval.map(|(_, high)| high)),
    }))
}

fn item_analysis(case: &Case) -> Result<Value, Failure> {
    let (scores, rows, summary) = complete(case)?;
    let totals: Vec<i64> = rows.iter().map(|row| row.iter().map(|&score| i64::from(score)).sum()).collect();
    let mut items = Vec::new();
    for (place, (table, name)) in summary.items()?.iter().zip(&scores.items).enumerate() {
        let full = scores.full[place];
        let column: Vec<i32> = rows.iter().map(|row| row[place]).collect();
        let discrimination = |rule| or_null(table.discrimination(full, rule, Q27));
        let figures = json!({
            "n": table.n(),
            "mean": or_null(table.mean().map(|ticks| ticks / scores.per_point)),
            "difficulty": or_null(table.facility(full)),
            "sd_sample": or_null(table.sample_sd().map(|ticks| ticks / scores.per_point)),
            "item_total_r": or_null(table.item_total_correlation()),
            "item_rest_r": or_null(table.item_rest_correlation()),
            "alpha_if_deleted": or_null(summary.alpha_if_deleted(place)),
            "d27_threshold": discrimination(GroupRule::Threshold),
            "d27_tie_shared": discrimination(GroupRule::Exact),
            "d27_stable_sort": or_null(discrimination_by_sort(&column, &totals, full, Q27)),
            "biserial_classical": or_null(table.biserial_correlation(full)),
        });
        items.push((name, figures));
    }
    Ok(object(items))
}

fn distractor_analysis(case: &Case) -> Result<Value, Failure> {
    let scores = Scores::of(case, &case.table()?)?;
    let keys = scores.keys.as_ref().ok_or("options need a key")?;
    // Options that nobody chose have a row too, where the check lists them.
    let listed: Vec<String> = if case.has("options") {
        case.list("options")?
            .into_iter()
            .map(|option| option.as_str().map_or_else(|| option.to_string(), str::to_owned))
            .collect()
    } else {
        Vec::new()
    };
    let options: BTreeSet<&String> = scores.responses.iter().flatten().flatten().chain(keys).chain(&listed).collect();
    let mut items = Vec::new();
    for (place, (name, key)) in scores.items.iter().zip(keys).enumerate() {
        let mut table = OptionTable::default();
        options.iter().for_each(|option| table.expect_option(option));
        for (responses, row) in scores.responses.iter().zip(&scores.rows) {
            // A score that is missing is a blank, which earns nothing.
            let total = row.iter().flatten().map(|&score| i64::from(score)).sum();
            table.push(Choice { option: responses[place].clone(), score: row[place].unwrap_or(0), total });
        }
        let figures = table.figures(key, GroupRule::Ceiling, Q27)?.into_iter().map(|figures| {
            let values = json!({
                "count": figures.count,
                "share": figures.share,
                "mean_total": or_null(figures.mean_total.map(|ticks| ticks / scores.per_point)),
                "option_total_r": or_null(figures.option_total),
                "option_rest_r": or_null(figures.option_rest),
                "is_key": figures.is_key,
            });
            (figures.option.unwrap_or_else(|| "missing".to_owned()), values)
        });
        items.push((name, object(figures)));
    }
    Ok(object(items))
}
