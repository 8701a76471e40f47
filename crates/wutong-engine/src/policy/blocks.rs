//! Electives of which everybody takes the same number: one of physics and history, two of four others.
//!
//! With N pupils of a group and n_e who take elective e of a block of which everybody takes k,
//!
//! ```text
//! Σ n_e = k N
//! ```
//!
//! N is the number of a subject that everybody takes, and whoever knows how electives are chosen has one equation a block:
//! a small elective that is hidden would be what the shown ones leave, up to absentees. So of every block a group hides none or at
//! least two, which together are enough. The blocks are the smallest sets of electives of which the equation holds, school by
//! school, and the choices of the total, whether or not it holds of them: N is then the number of its totals too.

use wutong_model::{ExamSpec, Level, Status};

use super::cover::{Family, Subject, SubjectCover};
use crate::groups::Node;

/// Electives beyond which no blocks are looked for.
const MOST: usize = 12;
/// Part of all pupils by which schools may break the equation together.
const BROKEN: u64 = 100;

/// Subjects of a block, by position.
pub(super) type Block = Vec<usize>;

/// The blocks of an exam.
pub(super) fn blocks(nodes: &[Node], spec: &ExamSpec) -> Vec<Block> {
    let mut blocks = found(nodes, spec);
    blocks.extend(spec.total.choices.iter().map(|choice| choice.members.clone()));
    blocks
}

fn found(nodes: &[Node], spec: &ExamSpec) -> Vec<Block> {
    let electives: Vec<usize> = (0..spec.subjects.len()).filter(|&subject| spec.subjects[subject].elective).collect();
    let common: Vec<usize> = (0..spec.subjects.len()).filter(|&subject| !spec.subjects[subject].elective).collect();
    if electives.len() < 2 || electives.len() > MOST || common.is_empty() {
        return Vec::new();
    }
    let taking = |node: &Node, subject: usize| -> u64 {
        let tally = &node.subjects[subject].tally;
        Status::ALL
            .into_iter()
            .filter(|status| !matches!(status, Status::NotTaken | Status::Exempt | Status::Withdrawn))
            .map(|status| tally.count(status))
            .sum()
    };
    let schools: Vec<(u64, Vec<u64>)> = nodes
        .iter()
        .filter(|node| node.group.level == Level::School)
        .map(|node| {
            let all = common.iter().map(|&subject| taking(node, subject)).max().unwrap_or(0);
            (all, electives.iter().map(|&subject| taking(node, subject)).collect())
        })
        .collect();
    let pupils: u64 = schools.iter().map(|school| school.0).sum();
    let mut found: Vec<u32> = Vec::new();
    // Sets with fewer electives have to come first.
    let mut sets: Vec<u32> = (1..1 << electives.len()).filter(|set: &u32| set.count_ones() > 1).collect();
    sets.sort_by_key(|set| (set.count_ones(), *set));
    for set in sets {
        if found.iter().any(|block| block & set == *block) {
            continue;
        }
        let sum = |taken: &[u64]| -> u64 {
            taken.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1).map(|(_, taken)| taken).sum()
        };
        let holds = |times: u64| {
            let broken: u64 = schools.iter().map(|(all, taken)| sum(taken).abs_diff(times * all)).sum();
            broken * BROKEN <= pupils
        };
        // Nobody takes all of a block, or nothing would be chosen.
        if pupils > 0 && (1..u64::from(set.count_ones())).any(holds) {
            found.push(set);
        }
    }
    let subjects =
        |set: u32| electives.iter().enumerate().filter(move |(at, _)| set >> at & 1 == 1).map(|(_, &own)| own);
    found.into_iter().map(|set| subjects(set).collect()).collect()
}

/// Hides electives beside hidden ones until what the shown ones leave is enough; whether one was shown.
pub(super) fn close(blocks: &[Block], subjects: &[&Subject<'_>], covers: &mut [SubjectCover]) -> bool {
    let n_groups = subjects.first().map_or(0, |subject| subject.nodes.len());
    let mut changed = false;
    for block in blocks {
        for group in 0..n_groups {
            loop {
                let pupils = |subject: usize| subjects[subject].pupils()[group];
                let is_hidden = |subject: usize| covers[subject].hidden[Family::Pupils.position()][group].is_some();
                let taken = || block.iter().copied().filter(|&subject| pupils(subject) > 0);
                let hidden: Vec<u64> = taken().filter(|&subject| is_hidden(subject)).map(pupils).collect();
                let least = subjects[block[0]].least;
                if hidden.is_empty() || hidden.len() > 1 && hidden.iter().sum::<u64>() >= least {
                    break;
                }
                let smallest = taken().filter(|&subject| !is_hidden(subject)).min_by_key(|&subject| pupils(subject));
                let Some(subject) = smallest else { break };
                subjects[subject].hide_more(&[(Family::Pupils, group)], &mut covers[subject]);
                changed = true;
            }
        }
    }
    changed
}
