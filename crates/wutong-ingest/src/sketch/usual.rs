//! Full marks that papers of a subject usually have, and whether a highest mark tells which of them it was.

use std::collections::BTreeMap;

use crate::sketch::guess::FullMark;

/// The subjects whose papers nearly always have one full mark.
const CORE: [&str; 3] = ["chinese", "math", "english"];
/// A highest mark from this share of a full mark on tells it.
const CLOSE: f64 = 0.95;
/// Beside another core subject of that full mark, from this share on.
const CLOSE_BESIDE: f64 = 0.9;
/// Fewer marks tell nothing, and up to this full mark a paper is a short test of any.
const FEWEST: u64 = 20;
const SHORT: f64 = 60.0;
/// The best of many pupils has more than this share of the full mark.
const LEAST: f64 = 0.6;

/// Full marks that few papers have, with the usual one above them.
const RARE: [(f64, f64); 4] = [(40.0, 50.0), (70.0, 80.0), (75.0, 80.0), (90.0, 100.0)];
/// A highest mark from this share of a usual full mark on may be of it.
const NEAR: f64 = 0.65;
/// Subjects that mostly have one full mark in an exam.
const SIBLINGS: [&[&str]; 2] = [&CORE, &["politics", "history", "geography", "biology"]];

/// Usual full marks of a subject in a grade, ascending; none where papers differ too much to say.
fn usual(id: &str, grade: u8) -> &'static [f64] {
    const OF_CHOICE: [&str; 6] = ["physics", "chemistry", "biology", "history", "geography", "politics"];
    match grade {
        10..=12 if CORE.contains(&id) => &[150.0],
        10..=12 if OF_CHOICE.contains(&id) => &[100.0],
        7..=9 if CORE.contains(&id) => &[100.0, 120.0, 150.0],
        1..=6 if CORE.contains(&id) => &[100.0],
        _ => &[],
    }
}

/// What a full mark should be asked to be instead.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Doubt {
    /// Full marks that would do as well.
    pub(super) others: Vec<f64>,
}

/// Goes over full marks that were inferred from highest marks, by subject: takes the usual one where that is clear, and
/// says of which ones nobody can say which it was.
///
/// In a hard paper nobody comes near the full mark, and the smallest one that holds all marks is too small.
pub(super) fn settle(
    inferred: &mut BTreeMap<String, FullMark>,
    known: &BTreeMap<String, f64>,
    grade: u8,
) -> BTreeMap<String, Doubt> {
    let is_clear = |id: &str, found: &FullMark, from: f64| {
        let usual = usual(id, grade);
        usual.contains(&found.full_mark) && found.usual_maximum >= from * found.full_mark
    };
    let core = |id: &&String| CORE.contains(&id.as_str());
    let beside: Vec<f64> = inferred
        .iter()
        .filter(|(id, found)| core(id) && is_clear(id, found, CLOSE))
        .map(|(_, found)| found.full_mark)
        .collect();
    let mut doubts: BTreeMap<String, Doubt> = BTreeMap::new();
    for (id, found) in inferred.iter_mut().filter(|(_, found)| found.n >= FEWEST && found.full_mark > SHORT) {
        let usual = usual(id, grade);
        let (smallest, maximum) = (found.full_mark, found.usual_maximum);
        let is_beside = CORE.contains(&id.as_str()) && beside.contains(&smallest);
        if usual.is_empty() || is_clear(id, found, if is_beside { CLOSE_BESIDE } else { CLOSE }) {
            continue;
        }
        let Some(next) = usual.iter().copied().find(|full| *full >= maximum) else { continue };
        let may_be = |full: &f64| (*full - next).abs() > 0.0 && maximum >= LEAST * full;
        let mut others: Vec<f64> =
            usual.iter().copied().chain([smallest]).filter(|full| *full >= maximum).filter(may_be).collect();
        others.sort_by(f64::total_cmp);
        others.dedup();
        if next > smallest || !others.is_empty() {
            found.full_mark = next;
            doubts.insert(id.clone(), Doubt { others });
        }
    }
    // A paper that was hard in one subject was in others: a highest mark short of a full mark tells nothing of it.
    if doubts.keys().any(|id| core(&id)) && beside.is_empty() {
        let short = inferred
            .iter()
            .filter(|(_, found)| found.n >= FEWEST && found.full_mark > SHORT && found.usual_maximum < found.full_mark);
        for (id, found) in short.filter(|(id, _)| usual(id, grade).is_empty()) {
            let others: Vec<f64> = [80.0, 90.0, 100.0].into_iter().filter(|full| *full > found.full_mark).collect();
            if !others.is_empty() {
                doubts.entry(id.clone()).or_insert(Doubt { others });
            }
        }
    }
    for (id, found) in inferred.iter().filter(|(_, found)| found.n >= FEWEST) {
        let others = doubt_rare(found).into_iter().chain(doubt_beside(id, inferred, known));
        for other in others {
            let doubt = doubts.entry(id.clone()).or_default();
            if doubt.others.iter().all(|full| full.to_bits() != other.to_bits()) {
                doubt.others.push(other);
                doubt.others.sort_by(f64::total_cmp);
            }
        }
    }
    doubts
}

/// The usual full mark above a rare one that no highest mark of several pupils shows.
fn doubt_rare(found: &FullMark) -> Option<f64> {
    let (_, usual) = RARE.into_iter().find(|(rare, _)| rare.to_bits() == found.full_mark.to_bits())?;
    let is_shown = found.usual_maximum >= found.full_mark && found.n_largest > 1;
    (!is_shown && found.usual_maximum >= NEAR * usual).then_some(usual)
}

/// Larger full marks of subjects that mostly have the same one.
fn doubt_beside(id: &str, inferred: &BTreeMap<String, FullMark>, known: &BTreeMap<String, f64>) -> Vec<f64> {
    let Some(own) = inferred.get(id) else { return Vec::new() };
    let siblings = SIBLINGS.iter().filter(|set| set.contains(&id)).flat_map(|set| set.iter().copied());
    let full = |sibling: &str| {
        let of_other = || inferred.get(sibling).filter(|found| found.n >= FEWEST).map(|found| found.full_mark);
        known.get(sibling).copied().or_else(of_other)
    };
    let larger = |full: &f64| *full > own.full_mark && own.usual_maximum >= LEAST * full;
    siblings.filter_map(full).filter(larger).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(grade: u8, marks: &[(&str, f64, f64)]) -> Vec<(f64, Option<Vec<f64>>)> {
        let found =
            |full_mark, usual_maximum| FullMark { full_mark, usual_maximum, is_doubtful: false, n: 100, n_largest: 1 };
        let mut inferred: BTreeMap<String, FullMark> =
            marks.iter().map(|(id, full, maximum)| ((*id).to_owned(), found(*full, *maximum))).collect();
        let mut doubts = settle(&mut inferred, &BTreeMap::new(), grade);
        let of = |(id, ..): &(&str, f64, f64)| (inferred[*id].full_mark, doubts.remove(*id).map(|doubt| doubt.others));
        marks.iter().map(of).collect()
    }

    #[test]
    fn a_hard_paper_leaves_its_full_mark_open() {
        let hard = settled(9, &[("chinese", 100.0, 93.0), ("math", 100.0, 94.0), ("physics", 80.0, 78.0)]);
        assert_eq!(hard[0], (100.0, Some(vec![120.0, 150.0])));
        assert_eq!(hard[2], (80.0, Some(vec![90.0, 100.0])));
        let senior = settled(11, &[("chinese", 120.0, 117.0), ("history", 80.0, 77.0)]);
        assert_eq!(senior, [(150.0, Some(vec![120.0])), (100.0, Some(vec![80.0]))]);
        assert_eq!(settled(5, &[("math", 90.0, 88.0)]), [(100.0, Some(vec![90.0]))]);
    }

    #[test]
    fn a_mark_near_a_usual_full_mark_leaves_none_open() {
        let clear = [("chinese", 120.0, 109.0), ("math", 120.0, 118.0), ("physics", 100.0, 96.0)];
        assert!(settled(9, &clear).iter().all(|(_, doubt)| doubt.is_none()), "112 of 120 beside 118 of 120");
        assert!(settled(12, &[("math", 150.0, 145.0), ("physics", 100.0, 97.0)]).iter().all(|of| of.1.is_none()));
        assert_eq!(settled(9, &[("math", 150.0, 140.0)])[0].1, None, "no other would do");
        assert_eq!(settled(9, &[("math", 60.0, 57.0)]), [(60.0, None)]);
        // English of 94 beside 118 may be of either.
        assert_eq!(settled(9, &[("english", 100.0, 94.0), ("math", 120.0, 118.0)])[0].1, Some(vec![120.0, 150.0]));
    }

    #[test]
    fn rare_full_marks_and_those_of_siblings_are_open() {
        let rare = settled(9, &[("physics", 70.0, 69.0), ("history", 40.0, 36.0), ("chemistry", 50.0, 48.0)]);
        assert_eq!(rare, [(70.0, Some(vec![80.0])), (40.0, Some(vec![50.0])), (50.0, None)]);
        let siblings = settled(9, &[("politics", 80.0, 78.0), ("history", 60.0, 59.0), ("geography", 50.0, 40.0)]);
        assert_eq!(siblings, [(80.0, None), (60.0, Some(vec![80.0])), (50.0, Some(vec![60.0]))]);
        let core = settled(9, &[("english", 100.0, 97.0), ("math", 150.0, 145.0)]);
        assert_eq!(core, [(100.0, Some(vec![150.0])), (150.0, None)]);
    }
}
