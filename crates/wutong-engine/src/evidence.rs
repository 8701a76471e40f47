//! What the checks need, taken from the sums.

use wutong_check::{SchoolEvidence, SubjectEvidence};
use wutong_model::Level;

use crate::groups::Node;

/// One entry a school, by id; the total is left out.
pub(crate) fn schools(nodes: &[Node], n_subjects: usize) -> Vec<SchoolEvidence> {
    let schools = nodes.iter().filter(|node| node.group.level == Level::School);
    schools
        .map(|node| {
            let subjects = node.subjects[..n_subjects].iter().map(|sums| {
                let counts = sums.counts();
                SubjectEvidence { expected: counts.expected, present: counts.present, valid: sums.moments.n }
            });
            SchoolEvidence {
                id: node.group.id.clone(),
                name: node.group.name.clone(),
                subjects: subjects.collect(),
                problems: node.problems.clone(),
            }
        })
        .collect()
}
