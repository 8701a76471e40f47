//! Expressions over metrics, and the presets that are expressions.

use proptest::prelude::*;
use wutong_stats::composite::{OPERANDS, PRESETS, PresetForm, preset};
use wutong_stats::expression::{Expression, ExpressionErrorKind as Kind, MAX_CHARACTERS, MAX_DEPTH, Operand};
use wutong_stats::{CATALOGUE, StatError, Unit};

const KNOWN: &[(&str, Unit)] = &[
    ("mean", Unit::Points),
    ("median", Unit::Points),
    ("pass_rate", Unit::Fraction),
    ("low_rate", Unit::Fraction),
    ("n_valid", Unit::Pupils),
];

/// Columns of a line that presets use.
const LINE: [(&str, Unit); 2] = [("n_online", Unit::Pupils), ("online_rate", Unit::Fraction)];

fn catalogue() -> Vec<(&'static str, Unit)> {
    CATALOGUE.iter().map(|info| (info.id, info.unit)).collect()
}

fn value(id: &str) -> f64 {
    match id {
        "mean" => 72.0,
        "median" => 75.0,
        "pass_rate" => 0.8,
        "low_rate" => 0.1,
        _ => 40.0,
    }
}

fn evaluate(text: &str) -> Result<f64, StatError> {
    let expression = Expression::parse(text, KNOWN).expect(text);
    let operands: Vec<Operand> = expression
        .metrics()
        .iter()
        .map(|metric| Operand { value: Ok(value(&metric.id)), best: metric.needs_best.then_some(90.0) })
        .collect();
    expression.evaluate(&operands)
}

#[test]
fn arithmetic() {
    let cases = [
        ("1 + 2 * 3", 7.0),
        ("(1 + 2) * 3", 9.0),
        ("8 - 4 - 2", 2.0),
        ("8 / 4 / 2", 1.0),
        ("2 * -3", -6.0),
        ("--3", 3.0),
        ("-(1 + 2)", -3.0),
        ("min(3, 1, 2) + max(4)", 5.0),
        ("mean", 72.0),
        ("0.5 * mean + 100 * pass_rate", 116.0),
        ("mean - median", -3.0),
        ("60 * ratio_to_best(mean)", 48.0),
        ("weighted_mean(2, mean, 1, median)", 73.0),
        ("min(30, 30 * pass_rate)", 24.0),
        (" 1\n+\t.5 ", 1.5),
    ];
    for (text, expected) in cases {
        let got = evaluate(text).unwrap();
        assert!((got - expected).abs() < 1e-12, "{text} = {got}, not {expected}");
    }
}

#[test]
fn what_has_no_value_says_why() {
    assert_eq!(evaluate("1 / (pass_rate - pass_rate)"), Err(StatError::ZeroDenominator));
    assert_eq!(evaluate("0 / 0"), Err(StatError::ZeroDenominator));
    assert_eq!(evaluate("weighted_mean(0, mean, 0, median)"), Err(StatError::ZeroDenominator));
    assert_eq!(evaluate("weighted_mean(0 - 1, mean)"), Err(StatError::OutOfRange));
    let nines = "9".repeat(300);
    assert_eq!(evaluate(&format!("{nines} * {nines}")), Err(StatError::OutOfRange));
    let expression = Expression::parse("ratio_to_best(pass_rate) + low_rate / mean", KNOWN).unwrap();
    let used: Vec<(&str, bool)> =
        expression.metrics().iter().map(|metric| (metric.id.as_str(), metric.needs_best)).collect();
    assert_eq!(used, [("pass_rate", true), ("low_rate", false), ("mean", false)]);
    let give = |value, best| Operand { value, best };
    let few = StatError::TooFew { found: 3, required: 10 };
    let operands = [give(Ok(0.5), Some(0.8)), give(Err(few), None), give(Ok(60.0), None)];
    assert_eq!(expression.evaluate(&operands), Err(few), "a missing part keeps its reason");
    assert_eq!(expression.evaluate(&operands[..2]), Err(StatError::Contradiction));
    let operands = [give(Ok(0.5), None), give(Ok(0.1), None), give(Ok(60.0), None)];
    assert_eq!(expression.evaluate(&operands), Err(StatError::NotSupplied));
    let operands = [give(Ok(0.0), Some(0.0)), give(Ok(0.1), None), give(Ok(0.5), None)];
    assert_eq!(expression.evaluate(&operands), Ok(0.2), "nobody passes anywhere: no points, no division");
}

#[track_caller]
fn refused(text: &str, position: usize) -> (Kind, String) {
    let error = Expression::parse(text, KNOWN).expect_err(text);
    assert_eq!(error.position, position, "{text}: {error}");
    assert!(!error.zh().is_empty());
    (error.kind.clone(), error.to_string())
}

#[test]
fn mistakes_are_told_with_place_and_cure() {
    let (_, text) = refused("60 * pas_rate", 6);
    assert_eq!(text, "character 6: no metric 'pas_rate'; did you mean 'pass_rate'?");
    let error = Expression::parse("60 * pas_rate", KNOWN).expect_err("a slip");
    assert_eq!(error.zh(), "第 6 个字符：没有指标“pas_rate”；是否指“pass_rate”？");
    assert!(matches!(refused("xyzzyplugh", 1).0, Kind::Metric { nearest: None, .. }));
    assert_eq!(refused("maks(1, 2)", 1).1, "character 1: no function 'maks'; did you mean 'max'?");
    assert_eq!(refused("", 1).0, Kind::Empty);
    assert_eq!(refused("  ", 1).0, Kind::Empty);
    assert_eq!(refused("1 +", 4).1, "character 4: the expression ends where a number, a metric or ( should follow");
    assert!(matches!(refused("1 2", 3).0, Kind::Unexpected { .. }));
    assert!(matches!(refused("(1", 3).0, Kind::End { .. }));
    assert!(matches!(refused("1)", 2).0, Kind::Unexpected { .. }));
    assert!(matches!(refused("* 2", 1).0, Kind::Unexpected { .. }));
    assert!(matches!(refused("min()", 1).0, Kind::Arguments { found: 0, .. }));
    assert!(matches!(refused("weighted_mean(1, mean, 2)", 1).0, Kind::Arguments { found: 3, .. }));
    assert!(matches!(refused("ratio_to_best(2)", 15).0, Kind::Unexpected { .. }));
    assert!(matches!(refused("min(1; 2)", 6).0, Kind::Character { found: ';' }));
    assert!(matches!(refused("（1 + 2）", 1).0, Kind::Character { found: '（' }));
    for number in ["1.2.3", "3pass", "1e5", "."] {
        assert!(matches!(refused(number, 1).0, Kind::Number { .. }));
    }
    assert!(matches!(refused(&"9".repeat(400), 1).0, Kind::Number { .. }));
}

#[test]
fn units_are_not_added_as_they_are() {
    assert_eq!(refused("mean + pass_rate", 6).0, Kind::Units { left: Unit::Points, right: Unit::Fraction });
    assert!(matches!(refused("min(mean, n_valid)", 11).0, Kind::Units { .. }));
    assert!(matches!(refused("weighted_mean(1, mean, 1, pass_rate)", 27).0, Kind::Units { .. }));
    let unit = |text: &str| Expression::parse(text, KNOWN).expect(text).unit();
    assert_eq!(unit("mean - median"), Unit::Points);
    assert_eq!(unit("weighted_mean(1, pass_rate, 2, low_rate)"), Unit::Fraction);
    assert_eq!(unit("mean + 100 * pass_rate"), Unit::Number);
}

#[test]
fn hostile_input_is_refused() {
    let deep = |count: usize| format!("{}1{}", "(".repeat(count), ")".repeat(count));
    assert!(Expression::parse(&deep(MAX_DEPTH), KNOWN).is_ok());
    assert!(matches!(refused(&deep(MAX_DEPTH + 1), MAX_DEPTH + 1).0, Kind::TooDeep { .. }));
    assert!(matches!(refused(&format!("{}1", "-".repeat(900)), MAX_DEPTH + 1).0, Kind::TooDeep { .. }));
    assert!(matches!(refused(&"min(".repeat(400), 4 * MAX_DEPTH + 1).0, Kind::TooDeep { .. }));
    let long = "1+".repeat(MAX_CHARACTERS);
    assert!(matches!(refused(&long, MAX_CHARACTERS + 1).0, Kind::TooLong { found: 4000, .. }));
    let wide = format!("1{}", "+1".repeat(999));
    assert_eq!(evaluate(&wide), Ok(1000.0));
}

#[test]
fn presets_are_sound() {
    let known = catalogue();
    for preset in PRESETS {
        assert_eq!(PRESETS.iter().filter(|other| other.id == preset.id || other.zh == preset.zh).count(), 1);
        let asked = [known.as_slice(), &OPERANDS, &LINE].concat();
        let parsed = match preset.form {
            PresetForm::Expression(text) => Expression::parse(text, &known),
            PresetForm::Asked { expression, .. } => Expression::parse(expression, &asked),
            PresetForm::Sum | PresetForm::Function(..) => continue,
        };
        assert!(parsed.is_ok_and(|parsed| !parsed.metrics().is_empty()), "{}", preset.id);
    }
}

fn run(id: &str, given: &[(&str, f64, f64)]) -> f64 {
    let PresetForm::Expression(text) = preset(id).expect("a preset").form else {
        unreachable!("{id} is an expression")
    };
    let expression = Expression::parse(text, &catalogue()).expect("a sound preset");
    let operand = |id: &str| {
        let &(_, value, best) = given.iter().find(|given| given.0 == id).expect(id);
        Operand { value: Ok(value), best: Some(best) }
    };
    let operands: Vec<Operand> = expression.metrics().iter().map(|metric| operand(&metric.id)).collect();
    expression.evaluate(&operands).expect("a value")
}

#[test]
fn published_values_of_presets() {
    let close = |got: f64, expected: f64| assert!((got - expected).abs() < 5e-7, "{got} for {expected}");
    let four = |mean: f64, pass: f64, excellent: f64, low: f64| {
        let given = [("score_rate", mean), ("pass_rate", pass), ("excellence_rate", excellent), ("low_rate", low)];
        run("four_rate_sum", &given.map(|(id, per_cent)| (id, per_cent / 100.0, 1.0)))
    };
    close(four(85.6, 100.0, 50.0, 0.0), 235.6);
    close(four(80.5, 84.6, 38.5, 1.9), 201.7);
    let town = |mean, excellent, pass| {
        run("town_60_70_70", &[("mean", mean, 87.5), ("excellence_rate", excellent, 0.75), ("pass_rate", pass, 1.0)])
    };
    close(town(87.5, 0.75, 1.0), 200.0);
    close(town(76.0, 0.40, 1.0), 159.447_619);
    close(town(370.0 / 6.0, 0.0, 2.0 / 3.0), 88.952_381);
    close(run("s_value", &[("pass_rate", 0.9, 1.0), ("score_rate", 0.8, 1.0), ("excellence_rate", 0.4, 1.0)]), 83.0);
    close(run("attainment", &[("ratio_to_mean", 1.1, 1.0)]), 110.0);
}

/// Random expressions as text, with the value computed beside.
fn tree() -> impl Strategy<Value = (String, f64)> {
    let leaf = prop_oneof![
        (0..1000u32).prop_map(|n| (format!("{}.{}", n / 10, n % 10), f64::from(n) / 10.0)),
        prop::sample::select(vec!["pass_rate", "low_rate"]).prop_map(|id| (id.to_owned(), value(id))),
    ];
    leaf.prop_recursive(6, 40, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| (format!("({} + {})", a.0, b.0), a.1 + b.1)),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| (format!("({} - {})", a.0, b.0), a.1 - b.1)),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| (format!("{} * {}", a.0, b.0), a.1 * b.1)),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| (format!("min({}, {})", a.0, b.0), a.1.min(b.1))),
            (inner.clone(), inner).prop_map(|(a, b)| (format!("max({}, {})", a.0, b.0), a.1.max(b.1))),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn values_agree_with_a_second_computation((text, expected) in tree()) {
        prop_assume!(text.len() <= MAX_CHARACTERS);
        let got = evaluate(&text).unwrap();
        prop_assert!((got - expected).abs() <= 1e-9 * (1.0 + expected.abs()), "{text} = {got}, not {expected}");
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,200}") {
        match Expression::parse(&text, KNOWN) {
            Ok(expression) => {
                let operand = Operand { value: Ok(0.5), best: Some(0.0) };
                let operands = vec![operand; expression.metrics().len()];
                prop_assert!(expression.evaluate(&operands).map_or(true, f64::is_finite));
            }
            Err(error) => prop_assert!(error.position >= 1 && error.position <= text.chars().count() + 1),
        }
    }

    #[test]
    fn likely_text_is_read_or_refused(parts in prop::collection::vec(prop::sample::select(vec![
        "1", "0", "pass_rate", "mean", "+", "-", "*", "/", "(", ")", ",", "min", "max(", "ratio_to_best(", "weighted_mean(",
    ]), 0..40)) {
        let text = parts.concat();
        match Expression::parse(&text, KNOWN) {
            Ok(expression) => {
                let operand = Operand { value: Ok(0.5), best: Some(1.0) };
                let operands = vec![operand; expression.metrics().len()];
                prop_assert!(expression.evaluate(&operands).map_or(true, f64::is_finite));
            }
            Err(error) => prop_assert!(error.position >= 1 && error.position <= text.chars().count() + 1),
        }
    }
}
