//! What the checks need, taken from the sums.

use std::sync::Arc;

use wutong_check::{ChosenByScore, Paper, PaperScripts, SchoolEvidence, SubjectEvidence};
use wutong_model::{Level, Status};

use crate::groups::Node;
use crate::summary::Summaries;

/// One entry a school, by id; the total is left out.
pub(crate) fn schools(nodes: &[Node], n_subjects: usize) -> Vec<SchoolEvidence<'_>> {
    let schools = nodes.iter().filter(|node| node.group.level == Level::School);
    schools
        .map(|node| SchoolEvidence {
            id: node.group.id.clone(),
            name: node.group.name.clone(),
            subjects: (0..n_subjects).map(|subject| evidence(nodes, node, subject)).collect(),
            problems: node.problems.clone(),
        })
        .collect()
}

/// The scripts of each paper; schools by their position among the evidence.
pub(crate) fn papers<'a>(nodes: &[Node], summaries: &'a Summaries) -> Vec<PaperScripts<'a>> {
    let schools: Vec<usize> = nodes
        .iter()
        .filter(|node| node.group.level == Level::School)
        .filter_map(|node| node.source.map(|(school, _)| school))
        .collect();
    let of_paper = |(paper, chosen): (&'a Arc<Paper>, &'a ChosenByScore)| {
        let own =
            |(position, &school): (usize, &usize)| Some((position, summaries.schools[school].scripts.get(paper)?));
        PaperScripts { paper, chosen, schools: schools.iter().enumerate().filter_map(own).collect() }
    };
    summaries.papers.iter().map(of_paper).collect()
}

fn evidence<'a>(nodes: &'a [Node], school: &'a Node, subject: usize) -> SubjectEvidence<'a> {
    let sums = &school.subjects[subject];
    let counts = sums.counts();
    // A class counts as without the subject if nobody sat it while somebody sat another.
    let classes = school.children.iter().map(|&class| &nodes[class]);
    let is_without = |class: &&Node| {
        let sat = |subject: usize| class.subjects[subject].tally.count(Status::Present) > 0;
        let n_subjects = class.subjects.len() - 1;
        !sat(subject) && (0..n_subjects).any(sat)
    };
    let neighbours = school.neighbours.get(subject);
    SubjectEvidence {
        expected: counts.expected,
        present: counts.present,
        valid: sums.moments.n,
        not_taken: sums.tally.count(Status::NotTaken),
        classes: school.children.len() as u64,
        classes_without: classes.filter(is_without).count() as u64,
        marks: Some(&sums.tally.table),
        absent_elsewhere: neighbours.map(|neighbours| &neighbours.absent),
        present_elsewhere: neighbours.map(|neighbours| &neighbours.present),
    }
}
