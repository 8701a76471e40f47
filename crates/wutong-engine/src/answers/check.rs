//! Whether what an exam asks for exists: metrics, presets, schemes, expressions.

use wutong_model::spec::{Composite, CompositeForm, ExamSpec, Target};
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
    requests.composites.iter().try_for_each(composite)?;
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
    })
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

fn composite(composite: &Composite) -> Result<(), SpecError> {
    let key = |name: &str| format!("composite.{}.{name}", composite.id);
    match &composite.form {
        CompositeForm::Preset(id) => match preset(id).map(|preset| preset.form) {
            None => Err(SpecError::unknown(&key("preset"), id, PRESETS.iter().map(|preset| preset.id), None)),
            Some(PresetForm::Function(needs)) => {
                let ready = PRESETS.iter().filter(|preset| matches!(preset.form, PresetForm::Expression(_)));
                let ready = ready.map(|preset| preset.id).collect::<Vec<_>>().join(", ");
                let required = (
                    format!("a preset over metrics ({ready}); this one needs {needs}"),
                    format!("由指标构成的预设（{ready}）；此项还需要其他数据"),
                );
                Err(SpecError::value(&key("preset"), id, required))
            }
            Some(PresetForm::Expression(_)) => Ok(()),
        },
        CompositeForm::Expression(text) => {
            Expression::parse(text, &composites::known()).map(|_| ()).map_err(|error| SpecError::Expression {
                key: key("expression"),
                found: text.clone(),
                message: error.to_string(),
                message_zh: error.zh(),
            })
        }
    }
}
