//! Imbalance between subjects (偏科).

use wutong_model::{Entry, EntryTable, Level};
use wutong_stats::{
    Accumulate, Estimate, ImbalanceCounts, Moments, StatError, mean_standard_score, pupil_imbalance, school_imbalance,
};

use super::{Input, Sheet, pupils, sums};
use crate::policy::Basis;
use crate::summary::ClassSummary;

const METRICS: [&str; 3] = ["n_imbalanced", "imbalance_share", "school_subject_sd"];

pub(super) fn imbalance(input: &Input<'_>) -> EntryTable {
    let Some(flag) = input.spec.requests.imbalance else { return EntryTable::default() };
    let name = (format!("标准分离散 > {flag}"), format!("standard scores spread by more than {flag}"));
    let mut sheet =
        Sheet::new(vec![Entry { id: flag.to_string(), name, details: Vec::new() }], &METRICS, input.nodes.len());
    let total = input.total();
    let exam: Vec<Moments> = input.nodes[0].subjects[..total].iter().map(|sums| sums.moments).collect();
    let of_class = |class: &ClassSummary| {
        let mut counts = ImbalanceCounts::default();
        let mut marks = Vec::with_capacity(total);
        for row in class.joint.iter().flat_map(|joint| joint.rows()) {
            marks.clear();
            marks.extend(row);
            // A pupil with fewer than two subjects is neither balanced nor imbalanced.
            if let Ok(spread) = pupil_imbalance(&marks, &exam) {
                counts.push(spread > flag);
            }
        }
        counts
    };
    let classes =
        input.workers.map(&input.summaries.schools, |school| school.classes.iter().map(of_class).collect::<Vec<_>>());
    let add = |parts: &[ImbalanceCounts]| {
        let mut sum = ImbalanceCounts::default();
        parts.iter().for_each(|part| sum.merge(part));
        sum
    };
    let counts = sums(input.nodes, &classes, add);
    let refused = input.policy.refuses(total) || (0..total).any(|subject| input.policy.refuses(subject));
    let n: Vec<u64> = counts.iter().map(|counts| counts.map_or(0, |counts| counts.n)).collect();
    let hidden = input.policy.hidden_in(&[total], &n);
    for (position, node) in input.nodes.iter().enumerate() {
        let counts = counts[position].ok_or(StatError::NotSupplied);
        let basis = Basis { refused, n: n[position], hidden: hidden[position] };
        // Where all other means are known, the one that is hidden would follow from their spread.
        let of_subjects = (0..total).filter(|&subject| node.subjects[subject].moments.n > 0);
        let of_means = of_subjects.map(|subject| input.policy.withholds(position, subject)).find(Option::is_some);
        let means = Basis { hidden: basis.hidden.or(of_means.flatten()), ..basis };
        let spread = match node.group.level {
            Level::School => spread(input, position, &exam),
            _ => Err(StatError::NotApplicable),
        };
        let flagged = counts.map(|counts| pupils(counts.flagged));
        let values = [flagged, counts.and_then(|counts| counts.share()), spread.map(Estimate::from)];
        let values: Vec<_> = values
            .into_iter()
            .zip(&sheet.infos)
            .zip([basis, basis, means])
            .map(|((value, info), basis)| input.policy.judge(info, basis, value))
            .collect();
        sheet.push(position, total, 0, values);
    }
    sheet.table
}

/// Spread of a school's mean standard scores over the subjects that it has.
fn spread(input: &Input<'_>, node: usize, exam: &[Moments]) -> Result<f64, StatError> {
    let own = input.nodes[node].subjects.iter().map(|sums| &sums.moments);
    let scores = own.zip(exam).filter(|(own, _)| own.n > 0).map(|(own, exam)| mean_standard_score(own, exam));
    // A subject without variation in the whole exam says nothing.
    let scores: Vec<f64> = scores.filter_map(Result::ok).collect();
    school_imbalance(&scores)
}
