//! The catalogue tells the truth about each metric.

use wutong::model::MetricColumn;
use wutong::stats::{AS_CONFIGURED, CATALOGUE, Kind, ON_REQUEST, Unit};
use wutong::{Analysis, Reason, Reported, Workers, finish, summarise};
use wutong_testkit::{Pupil, book, pupils, spec};

/// The ids of the published interface, in column order.
const IDS: &str = "n_roster n_expected n_valid n_absent n_violation n_zero participation_rate mean sd sd_sample \
    standard_error_of_mean mean_absolute_deviation median q1 q3 p10 p90 interquartile_range minimum maximum range \
    mode score_rate variation_coefficient skewness excess_kurtosis skewness_sample excess_kurtosis_sample skewness_z \
    excess_kurtosis_z bimodality_coefficient share_within_1sd share_within_2sd share_within_3sd qq_correlation \
    jarque_bera jarque_bera_p dagostino_k2 anderson_darling top_27_mean middle_46_mean bottom_27_mean \
    bottom_third_mean excellence_rate good_rate pass_rate low_rate excellent_good_rate top_rate fail_rate \
    full_mark_rate all_excellence_rate \
    all_pass_rate all_fail_rate s_value four_rate_sum over_mean_rate share_above_mean overall_rate ratio_to_mean mean_gap mean_gap_effect mean_gap_p mean_gap_p_adjusted mean_z t_score \
    rank difference_rate between_school_icc between_school_icc_reml between_school_eta_squared between_school_cv \
    between_school_sd_rate between_class_icc variance_share_county variance_share_school variance_share_class \
    variance_share_pupil school_effect school_effect_place shrinkage_factor";

/// One school of `n` pupils with distinct marks beside a larger one.
fn analyse(n: usize) -> Analysis {
    let spec = spec(
        "subject = [{ id = 'math', full_mark = 100, decimals = 0 }]\nprivacy = { min_cell = 1 }\ndifference = { min_school_size = 2 }",
    );
    let few: Vec<i32> = [40, 55, 61, 70, 82, 90].into_iter().cycle().take(n).collect();
    let many: Vec<i32> = (30..70).collect();
    let workers = Workers::new(Some(1)).expect("a thread");
    let book = book(&pupils(&[("few", &few), ("many", &many)]));
    finish(&summarise(&book, &spec, &[], &[], &workers), &spec, &workers)
}

#[test]
fn ids_and_order_are_the_published_ones() {
    let ids: Vec<&str> = CATALOGUE.iter().map(|info| info.id).collect();
    assert_eq!(ids, IDS.split_whitespace().collect::<Vec<_>>());
}

#[test]
fn every_entry_is_complete() {
    let all = || CATALOGUE.iter().chain(ON_REQUEST);
    for info in all() {
        let texts =
            [info.zh, info.en, info.meaning_zh, info.meaning_en, info.denominator, info.formula, info.reference];
        assert!(texts.iter().all(|text| !text.trim().is_empty()), "{}", info.id);
        let chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        assert!(chinese(info.denominator_zh) && !chinese(info.denominator), "{}", info.id);
        let is_configured = |text: &str, words: &str| text.contains(words);
        assert_eq!(
            is_configured(info.denominator_zh, AS_CONFIGURED.0),
            is_configured(info.denominator, AS_CONFIGURED.1),
            "{}",
            info.id
        );
        let twins = all().filter(|other| other.id == info.id || other.zh == info.zh || other.en == info.en).count();
        assert_eq!(twins, 1, "the label of {} is not its own", info.id);
    }
}

/// A formula is one text in two languages: the same where the other is the same, and without words of the other.
#[test]
fn formulas_are_told_in_both_languages() {
    // Names of methods and functions, and what stands in a specification.
    let names = [
        "Wilson",
        "Wald",
        "Welch",
        "REML",
        "Hedges",
        "Benjamini",
        "Hochberg",
        "gamma",
        "lambda",
        "sqrt",
        "sum",
        "floor",
        "ceil",
        "pooled",
        "argmax",
        "count",
        "zbar",
        "school",
        "alpha",
        "base",
        "line",
        "exam",
        "toml",
        "difference",
        "formula",
    ];
    let all = || CATALOGUE.iter().chain(ON_REQUEST);
    for info in all() {
        let chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        assert!(!chinese(info.formula), "{}", info.id);
        let words = info.formula_zh.split(|c: char| !c.is_ascii_alphabetic());
        let english: Vec<&str> = words.filter(|word| word.len() > 3 && !names.contains(word)).collect();
        assert!(english.is_empty(), "{}: {english:?}", info.id);
        for other in all() {
            let same = info.formula_zh == other.formula_zh;
            // Two English phrases may be one in Chinese, never the other way round.
            assert!(same || info.formula != other.formula, "{} and {}", info.id, other.id);
            let numbers = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
            assert!(!same || numbers(info.formula) == numbers(other.formula), "{} and {}", info.id, other.id);
        }
    }
    for (lang, text) in [("zh", "#(x >= 优秀线) / 分母"), ("en", "#(x >= excellence line) / denominator")] {
        let explained = crate::cli::wutong(&["explain", "excellence_rate", "--lang", lang]);
        assert!(explained.out.contains(text), "{}", explained.out);
    }
}

/// With one pupil fewer than the declared minimum a metric is withheld for that reason, with the minimum it is given.
#[test]
fn declared_minimums_are_true() {
    for info in CATALOGUE.iter().filter(|info| info.kind == Kind::Own && info.minimum_n > 1) {
        let applies =
            |n: usize| analyse(n).school("few").expect("the school").subject("math").expect("math").metric(info.id);
        if applies(6).reason() == Some(Reason::NotApplicable) || info.id == "between_class_icc" {
            continue;
        }
        let least = info.minimum_n as usize;
        assert_eq!(applies(least - 1), Reported::Withheld(Reason::TooFew), "{} below its minimum", info.id);
        assert!(applies(least).value().is_some(), "{} at its minimum", info.id);
    }
}

/// So many schools, two a county, of so many classes of five pupils.
fn units(n_schools: usize, n_classes: usize) -> Analysis {
    let spec = spec(
        "subject = [{ id = 'math', full_mark = 100, decimals = 0 }]\nprivacy = { min_cell = 1 }\ndifference = { min_school_size = 2 }",
    );
    let mut all = Vec::new();
    for school in 0..n_schools {
        for class in 0..n_classes {
            for number in 0..5usize {
                // Schools and classes differ by more than chance, so that no component rests at zero.
                let mark = 20 + 15 * school + 9 * class + 3 * number;
                all.push(Pupil {
                    county: format!("county {}", school / 2),
                    school: format!("s{school}"),
                    class: format!("c{class}"),
                    id: format!("{school}-{class}-{number}"),
                    marks: vec![Ok(i32::try_from(mark).expect("a mark"))],
                });
            }
        }
    }
    let workers = Workers::new(Some(1)).expect("a thread");
    finish(&summarise(&book(&all), &spec, &[], &[], &workers), &spec, &workers)
}

/// Metrics between units, by the units that their minimum counts and the level that they are read at.
const OF_SCHOOLS: [&str; 8] = [
    "difference_rate",
    "between_school_icc",
    "between_school_icc_reml",
    "between_school_eta_squared",
    "between_school_cv",
    "between_school_sd_rate",
    "variance_share_school",
    "variance_share_pupil",
];
const OF_ONE_SCHOOL: [&str; 3] = ["school_effect", "school_effect_place", "shrinkage_factor"];
const OF_CLASSES: [&str; 2] = ["variance_share_class", "between_class_icc"];

/// With one unit fewer than declared a metric between units is withheld for that reason; with as many it is given.
#[test]
fn declared_minimums_of_units_are_true() {
    let least = |id: &str| CATALOGUE.iter().find(|info| info.id == id).expect("a metric").minimum_n as usize;
    let check = |id: &str, found: &dyn Fn(usize) -> Reported<f64>| {
        let least = least(id);
        assert!(least >= 2, "{id} compares units");
        assert_eq!(found(least - 1), Reported::Withheld(Reason::TooFew), "{id} below its minimum");
        assert!(found(least).value().is_some(), "{id} at its minimum: {:?}", found(least));
    };
    let school = |analysis: &Analysis, id: &str| {
        analysis.school("s0").expect("the school").subject("math").expect("math").metric(id)
    };
    let region = |analysis: &Analysis, id: &str| analysis.region().subject("math").expect("math").metric(id);
    OF_SCHOOLS.iter().for_each(|id| check(id, &|n| region(&units(n, 1), id)));
    OF_ONE_SCHOOL.iter().for_each(|id| check(id, &|n| school(&units(n, 1), id)));
    check("variance_share_county", &|n| region(&units(2 * n, 1), "variance_share_county"));
    check("variance_share_class", &|n| region(&units(1, n), "variance_share_class"));
    check("between_class_icc", &|n| school(&units(2, n), "between_class_icc"));
}

/// Metrics that compare a group with others need so many pupils of its own; every metric is in one of these tests.
#[test]
fn declared_minimums_of_comparisons_are_true() {
    let between: Vec<&str> =
        OF_SCHOOLS.iter().chain(&OF_ONE_SCHOOL).chain(&OF_CLASSES).chain(&["variance_share_county"]).copied().collect();
    let mut checked = 0;
    for info in CATALOGUE.iter().filter(|info| matches!(info.kind, Kind::Comparison | Kind::Rank)) {
        if between.contains(&info.id) {
            continue;
        }
        let value =
            |n: usize| analyse(n).school("few").expect("the school").subject("math").expect("math").metric(info.id);
        let least = info.minimum_n as usize;
        // A school without a pupil is not in the book.
        if least > 1 {
            assert_eq!(value(least - 1), Reported::Withheld(Reason::TooFew), "{} below its minimum", info.id);
        }
        assert!(value(least).value().is_some(), "{} at its minimum: {:?}", info.id, value(least));
        checked += 1;
    }
    assert!(checked >= 10, "{checked} metrics");
}

/// No value leaves its declared range, none is NaN, and an interval holds its value.
#[test]
fn values_keep_their_range() {
    let analysis = analyse(6);
    for (info, column) in CATALOGUE.iter().zip(&analysis.metrics.columns) {
        assert_eq!(info.id, column.id);
        assert_eq!(info.interval, column.has_interval());
        for row in 0..column.len() {
            check_range(info.range, column, row);
        }
    }
}

fn check_range(range: (Option<f64>, Option<f64>), column: &MetricColumn, row: usize) {
    let Reported::Estimate { value, interval } = column.get(row) else { return };
    assert!(value.is_finite(), "{}", column.id);
    assert!(
        range.0.is_none_or(|least| value >= least) && range.1.is_none_or(|most| value <= most),
        "{} {value}",
        column.id
    );
    if let Some((lower, upper)) = interval {
        assert!(lower <= value && value <= upper, "{} {lower} {value} {upper}", column.id);
    }
}

#[test]
fn counts_are_whole_numbers() {
    let analysis = analyse(5);
    for info in CATALOGUE.iter().filter(|info| matches!(info.unit, Unit::Pupils | Unit::Place)) {
        let column = analysis.metrics.column(info.id).expect("the column");
        let values = (0..column.len()).filter_map(|row| column.get(row).value());
        assert!(values.into_iter().all(|value| value.fract() == 0.0), "{}", info.id);
    }
}

#[test]
fn ranks_are_shown_to_the_centre_only() {
    for (audience, expected) in
        [("bureau_internal", None), ("school", Some(Reason::Audience)), ("public", Some(Reason::Audience))]
    {
        let spec = spec(&format!(
            "subject = [{{ id = 'math', full_mark = 100, decimals = 0 }}]\nprivacy = {{ audience = '{audience}' }}"
        ));
        let marks: Vec<i32> = (40..80).collect();
        let workers = Workers::new(Some(1)).expect("a thread");
        let book = book(&pupils(&[("a", &marks), ("b", &marks), ("c", &marks)]));
        let analysis = finish(&summarise(&book, &spec, &[], &[], &workers), &spec, &workers);
        let Ok(school) = analysis.school("b") else {
            assert_eq!(audience, "public", "the public is told of no school");
            continue;
        };
        let rank = school.subject("math").expect("math").metric("rank");
        assert_eq!(rank.reason(), expected, "{audience}");
        assert!(expected.is_some() || rank.value() == Some(1.0), "equal means share the first place");
    }
}
