//! What the rules on schools and subjects need, taken from the sums.

use wutong_check::{Measured, SchoolSubject, SubjectFigures, insights, measure};
use wutong_model::{Insight, Level, MetricTable};
use wutong_stats::Moments;

use crate::exam::Exam;
use crate::workers::Workers;

/// Every insight. What the metrics withhold is counted as a comparison, but nothing is said of it.
pub(crate) fn of(exam: &Exam, metrics: &MetricTable, workers: &Workers) -> Vec<Insight> {
    let n_subjects = exam.spec.subjects.len();
    let schools: Vec<usize> =
        (0..exam.nodes.len()).filter(|&node| exam.nodes[node].group.level == Level::School).collect();
    let share = |subject: usize, level: &str| metrics.get(0, subject, level).value().unwrap_or(0.0).max(0.0);
    let class_shares: Vec<f64> = (0..n_subjects)
        .map(|subject| {
            let (class, pupil) = (share(subject, "variance_share_class"), share(subject, "variance_share_pupil"));
            if class > 0.0 { class / (class + pupil) } else { 0.0 }
        })
        .collect();
    let measured = workers.map(&schools, |&school| {
        (0..n_subjects)
            .filter_map(|subject| measured(exam, metrics, (school, subject), class_shares[subject]))
            .collect::<Vec<_>>()
    });
    let subjects: Vec<SubjectFigures> =
        (0..n_subjects).filter_map(|subject| subject_figures(exam, metrics, subject)).collect();
    insights(exam.spec, &measured.concat(), &subjects)
}

fn measured(
    exam: &Exam,
    metrics: &MetricTable,
    (school, subject): (usize, usize),
    class_share: f64,
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
        class_share,
        ticks_per_point,
        low: paper.lines.low,
        least: u64::from(exam.spec.raw.difference.min_school_size),
        shown: shown("mean_gap") && shown("mean_gap_effect") && shown("low_rate"),
        classes_shown: shown("between_class_icc"),
    }))
}

/// The difference rate of the region as it is shown, and the test behind it.
fn subject_figures(exam: &Exam, metrics: &MetricTable, subject: usize) -> Option<SubjectFigures> {
    let shown = metrics.get(0, subject, "difference_rate");
    let test = exam.between[&0][subject].one_way.as_ref().ok()?.f_test().ok()?;
    Some(SubjectFigures { subject, difference: (shown.value()?, shown.interval()?), test })
}
