//! What the rules on schools and subjects need, taken from the sums.

use wutong_check::{ClassSpread, Measured, SchoolSubject, SubjectFigures, insights, measure};
use wutong_model::{Insight, Level, MetricTable};
use wutong_stats::Moments;

use crate::exam::Exam;
use crate::workers::Workers;

/// Every insight. What the metrics withhold is counted as a comparison, but nothing is said of it.
pub(crate) fn of(exam: &Exam, metrics: &MetricTable, workers: &Workers) -> Vec<Insight> {
    let n_subjects = exam.spec.subjects.len();
    let schools: Vec<usize> =
        (0..exam.nodes.len()).filter(|&node| exam.nodes[node].group.level == Level::School).collect();
    let classes: Vec<ClassSpread> = (0..n_subjects).map(|subject| class_spread(exam, subject)).collect();
    let measured = workers.map(&schools, |&school| {
        (0..n_subjects)
            .filter_map(|subject| measured(exam, metrics, (school, subject), classes[subject]))
            .collect::<Vec<_>>()
    });
    let subjects: Vec<SubjectFigures> =
        (0..n_subjects).filter_map(|subject| subject_figures(exam, metrics, subject)).collect();
    insights(exam.spec, &measured.concat(), &subjects)
}

/// How much classes differ inside schools, from the nested components of the region.
fn class_spread(exam: &Exam, subject: usize) -> ClassSpread {
    let Ok(nested) = &exam.between[&0][subject].nested else { return ClassSpread::default() };
    let [.., Some(row)] = &nested.table else { return ClassSpread::default() };
    let class = row.component.max(0.0);
    let [.., size] = row.coefficients;
    #[expect(clippy::cast_precision_loss, reason = "a number of classes")]
    let df = row.degrees_of_freedom as f64;
    ClassSpread { share: if class > 0.0 { class / (class + nested.pupil) } else { 0.0 }, df, size }
}

fn measured(
    exam: &Exam,
    metrics: &MetricTable,
    (school, subject): (usize, usize),
    between_classes: ClassSpread,
) -> Option<Measured> {
    let node = &exam.nodes[school];
    let parent = &exam.nodes[node.group.parent?];
    let shown = |metric| metrics.get(school, subject, metric).value().is_some();
    let classes: Vec<&Moments> =
        node.children.iter().map(|&class| &exam.nodes[class].subjects[subject].moments).collect();
    let paper = &exam.papers[subject];
    #[expect(clippy::cast_precision_loss, reason = "at most a million ticks a point")]
    let ticks_per_point = paper.ticks_per_point as f64;
    Some(measure(&SchoolSubject {
        id: &node.group.id,
        name: &node.group.name,
        subject: &exam.spec.subjects[subject].id,
        table: &node.subjects[subject].tally.table,
        parent: &parent.subjects[subject].tally.table,
        classes: &classes,
        between_classes,
        ticks_per_point,
        low: paper.lines.low,
        least: u64::from(exam.spec.raw.difference.min_school_size),
        shown: shown("mean_gap") && shown("mean_gap_effect"),
        tail_shown: shown("low_rate"),
        classes_shown: shown("between_class_icc"),
    }))
}

/// The difference rate of the region as it is shown, and the test behind it.
fn subject_figures(exam: &Exam, metrics: &MetricTable, subject: usize) -> Option<SubjectFigures> {
    let shown = metrics.get(0, subject, "difference_rate");
    let test = exam.between[&0][subject].one_way.as_ref().ok()?.f_test().ok()?;
    Some(SubjectFigures { subject, difference: (shown.value()?, shown.interval()?), test })
}
