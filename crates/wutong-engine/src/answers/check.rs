//! Whether what an exam asks for exists: metrics, presets, schemes, expressions.

use wutong_model::spec::{Choice, Composite, CompositeForm, CompositeOver, ExamSpec, Target};
use wutong_model::{SpecError, points};
use wutong_stats::assigned::{SCHEMES, scheme};
use wutong_stats::composite::{PRESETS, PresetForm, preset};
use wutong_stats::expression::Expression;
use wutong_stats::{Better, CATALOGUE, Unit, metric};

use super::{composites, lines};

/// Refuses names of metrics, presets and schemes that do not exist, and expressions that cannot be read.
///
/// The specification itself knows neither metrics nor schemes. An exam that was not checked loses nothing but the words:
/// [`finish`](crate::finish()) withholds what does not exist.
///
/// # Errors
/// [`SpecError`] with what, where and the cure.
pub fn check_requests(spec: &ExamSpec) -> Result<(), SpecError> {
    let requests = &spec.requests;
    requests.targets.iter().enumerate().try_for_each(|(at, asked)| target(spec, at, asked))?;
    requests.composites.iter().try_for_each(|asked| composite(spec, asked))?;
    spec.subjects.iter().try_for_each(|subject| {
        let Some(assigned) = &subject.assigned else { return Ok(()) };
        let key = format!("subject.{}.assigned.scheme", subject.id);
        match scheme(&assigned.scheme).map(|scheme| scheme.id) {
            None => Err(SpecError::unknown(&key, &assigned.scheme, SCHEMES.iter().map(|scheme| scheme.id), None)),
            Some("hainan-total") => Err(SpecError::value(
                &key,
                &assigned.scheme,
                ("a scheme for subjects, such as hainan-subject", "单科方案，如 hainan-subject"),
            )),
            Some(_) => Ok(()),
        }
    })?;
    if requests.assigned_total { spec.total.choices.iter().try_for_each(|choice| alike(spec, choice)) } else { Ok(()) }
}

/// Refuses a total of assigned marks whose highest mark depends on what is chosen.
fn alike(spec: &ExamSpec, choice: &Choice) -> Result<(), SpecError> {
    let highest = |&member: &usize| {
        let paper = &spec.subjects[member];
        let assigned = paper.assigned.as_ref().and_then(|assigned| scheme(&assigned.scheme)?.ceiling());
        assigned.map_or(points(i64::from(paper.full_ticks), paper.decimals), f64::from)
    };
    let first = &choice.members[0];
    let Some(other) = choice.members.iter().find(|other| highest(other).to_bits() != highest(first).to_bits()) else {
        return Ok(());
    };
    let text = |member: &usize| format!("{} {}", spec.subjects[*member].id, highest(member));
    let required = (
        "one highest mark of all subjects among which pupils choose, assigned or raw; give them schemes with the same highest mark, or put \
         them into groups of their own in total.electives",
        "同一组可选科目计入赋分总分的最高分必须相同；请统一赋分方案，或在 total.electives 中分组",
    );
    Err(SpecError::value("total.assigned", format!("{}, {}", text(first), text(other)), required))
}

fn target(spec: &ExamSpec, at: usize, target: &Target) -> Result<(), SpecError> {
    let key = |name: &str| format!("target {}.{name}", at + 1);
    let of_line = lines::METRICS.contains(&target.metric.as_str());
    let info = metric(&target.metric).filter(|info| of_line || CATALOGUE.iter().any(|known| known.id == info.id));
    let Some(info) = info else {
        let known = CATALOGUE.iter().map(|info| info.id).chain(lines::METRICS);
        return Err(SpecError::unknown(&key("metric"), &target.metric, known, None));
    };
    if info.better == Better::Neither {
        let required = ("a metric of which more, or less, is better", "有优劣方向的指标");
        return Err(SpecError::value(&key("metric"), info.id, required));
    }
    let (least, most) = info.range;
    if least.is_some_and(|least| target.value < least) || most.is_some_and(|most| target.value > most) {
        let bound = |bound: Option<f64>| bound.map_or_else(|| "…".to_owned(), |bound| bound.to_string());
        let range = format!("{} .. {}", bound(least), bound(most));
        let required =
            (format!("a value in the range of {}: {range}", info.id), format!("{} 的取值范围：{range}", info.id));
        return Err(SpecError::value(&key("value"), target.value, required));
    }
    let full = spec
        .subjects
        .get(target.subject)
        .map_or((spec.total.full_ticks, spec.total.decimals), |paper| (paper.full_ticks, paper.decimals));
    let full = points(i64::from(full.0), full.1);
    if info.unit == Unit::Points && target.value > full {
        let required = (format!("at most the full mark {full}"), format!("不超过满分 {full}"));
        return Err(SpecError::value(&key("value"), target.value, required));
    }
    if of_line != target.line.is_some() {
        let found = target.line.map_or("not given", |line| spec.requests.lines[line].id.as_str());
        let required = if of_line {
            ("the id of a [[line]]: the metric is one of a line", "某条 [[line]] 的编号：该指标属于分数线")
        } else {
            ("no line: the metric is none of a line", "不写 line：该指标与分数线无关")
        };
        return Err(SpecError::value(&key("line"), found, required));
    }
    let of_total = target.subject == spec.subjects.len();
    let fits = if of_total {
        lines::OF_TOTAL.contains(&info.id) || lines::OF_BOTH.contains(&info.id)
    } else {
        !lines::OF_TOTAL.contains(&info.id)
    };
    if of_line && !fits {
        let required = if of_total {
            (format!("a subject: {} is a metric of subjects", info.id), format!("某个学科：{} 是学科指标", info.id))
        } else {
            (format!("total: {} is a metric of the total", info.id), format!("total：{} 是总分指标", info.id))
        };
        let found = spec.subjects.get(target.subject).map_or(wutong_model::TOTAL, |subject| subject.id.as_str());
        return Err(SpecError::value(&key("subject"), found, required));
    }
    Ok(())
}

fn composite(spec: &ExamSpec, composite: &Composite) -> Result<(), SpecError> {
    let key = |name: &str| format!("composite.{}.{name}", composite.id);
    let form = match &composite.form {
        CompositeForm::Preset(id) => match preset(id).map(|preset| preset.form) {
            None => return Err(SpecError::unknown(&key("preset"), id, PRESETS.iter().map(|preset| preset.id), None)),
            Some(PresetForm::Function(needs, needs_zh)) => {
                let required = (
                    format!("a preset of one exam; this one needs {needs}"),
                    format!("单次考试可算的预设；此项需要{needs_zh}"),
                );
                return Err(SpecError::value(&key("preset"), id, required));
            }
            Some(form) => Some(form),
        },
        CompositeForm::Expression(text) => {
            Expression::parse(text, &composites::known(composite)).map_err(|error| SpecError::Expression {
                key: key("expression"),
                found: text.clone(),
                message: error.to_string(),
                message_zh: error.zh(),
            })?;
            None
        }
    };
    settings(composite, form)?;
    let of_total = composite.over == CompositeOver::Each(vec![spec.subjects.len()]);
    let total_alone = matches!(form, Some(PresetForm::Asked { .. } | PresetForm::Sum)) || composite.line.is_some();
    if total_alone && !of_total {
        let required = ("the total: no subjects, no weights", "只用于总分，不写 subjects 与 weights");
        return Err(SpecError::value(&format!("composite.{}", composite.id), "subjects or weights", required));
    }
    one_row_each(spec, composite)?;
    agreed(spec, composite)
}

/// Refuses a setting that the index has no use for, and the lack of one that it needs.
fn settings(composite: &Composite, form: Option<PresetForm>) -> Result<(), SpecError> {
    let key = |name: &str| format!("composite.{}.{name}", composite.id);
    let needs_line = matches!(form, Some(PresetForm::Asked { line: true, .. }));
    let may_have_line = needs_line || form.is_none();
    if needs_line && composite.line.is_none() || composite.line.is_some() && !may_have_line {
        let found = if composite.line.is_some() { "given" } else { "not given" };
        let required = if needs_line {
            (
                "the id of a [[line]]: this preset counts the pupils on it",
                "某条 [[line]] 的编号：此预设统计该线上线情况",
            )
        } else {
            ("no line: this preset has no use for one", "不写 line：此预设不用分数线")
        };
        return Err(SpecError::value(&key("line"), found, required));
    }
    let sum = form == Some(PresetForm::Sum);
    if sum == composite.parts.is_empty() {
        let found = if sum { "not given" } else { "given" };
        let required = (
            "with preset = \"grand\", and with it alone: indices and weights, parts = { town = 1, back = 30 }",
            "preset = \"grand\" 时（且仅此时）写出各项指数及权数，如 parts = { town = 1, back = 30 }",
        );
        return Err(SpecError::value(&key("parts"), found, required));
    }
    let bottom = matches!(form, Some(PresetForm::Asked { line: false, .. }));
    if composite.dropped.is_some() && !bottom {
        let required =
            ("no drop: it belongs to preset = \"bottom_third\"", "不写 drop：它只用于 preset = \"bottom_third\"");
        return Err(SpecError::value(&key("drop"), "given", required));
    }
    Ok(())
}

/// Refuses a part that has a row a subject, of which none could be meant.
fn one_row_each(spec: &ExamSpec, composite: &Composite) -> Result<(), SpecError> {
    for &(part, _) in &composite.parts {
        let part = &spec.requests.composites[part];
        if matches!(&part.over, CompositeOver::Each(subjects) if subjects.len() > 1) {
            let required = (
                "an index with one value: of the total, of one subject or by weights",
                "只有一个值的指数：总分、单科或加权",
            );
            return Err(SpecError::value(&format!("composite.{}.parts", composite.id), &part.id, required));
        }
    }
    Ok(())
}

/// Refuses an index of agreed numbers where none is agreed.
fn agreed(spec: &ExamSpec, composite: &Composite) -> Result<(), SpecError> {
    let uses = composites::expression(&composite.form)
        .and_then(|text| Expression::parse(text, &composites::known(composite)).ok())
        .is_some_and(|parsed| parsed.metrics().iter().any(|used| matches!(used.id.as_str(), "n_agreed" | "n_beyond")));
    let is_agreed = |target: &Target| target.metric == "n_online" && target.line == composite.line;
    if uses && !spec.requests.targets.iter().any(is_agreed) {
        let line = composite.line.map_or("", |line| spec.requests.lines[line].id.as_str());
        let required = (
            format!("a [[target]] with metric = \"n_online\", line = \"{line}\" and the number agreed for each school"),
            format!("以 [[target]] metric = \"n_online\"、line = \"{line}\" 写明各校约定人数"),
        );
        return Err(SpecError::value(&format!("composite.{}", composite.id), "no number agreed", required));
    }
    Ok(())
}
