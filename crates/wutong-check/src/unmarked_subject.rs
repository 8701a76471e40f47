//! A subject in which all pupils of a school have the lowest mark: it has not been marked yet, or not been entered.

use wutong_model::{Severity, Template};
use wutong_stats::share;

use crate::{Check, Evidence, Observation, Same, number, school_scope};

/// Fewer pupils may all have nothing. Both limits are our own: no source gives any.
const FEWEST: u64 = 5;
/// A paper on which more of the others have the lowest mark is one that hardly anybody could do.
const MOST_ELSEWHERE: f64 = 0.5;

pub(crate) const CHECK: Check = Check {
    id: "unmarked-subject",
    severity: Severity::Block,
    same: Same::Data,
    is_fixed: false,
    why_zh: "全校一科都是零分，多半是尚未阅卷或没有登分；按零分计会拉低全体，也冤枉这所学校。",
    why_en: "A subject in which a whole school has zero has most likely not been marked or entered; counted as zero it lowers the whole and wrongs the school.",
    hint_zh: "补上该科成绩，或把这些零分改为空白、未选后重新运行；若确实全为零分，可在 [checks] 中改为 note。",
    hint_en: "Enter the marks, or blank these zeros, and run again; if they are real, set the check to note in [checks].",
    sentences: &[&UNMARKED],
    untold: &Template {
        zh: "有学校的{subject}全部考生都是最低分，可能尚未阅卷或没有登分。",
        en: "All pupils of a school have the lowest mark in {subject}, which may not have been marked or entered.",
        percent: false,
    },
    own: None,
    run,
};

static UNMARKED: Template = Template {
    zh: "{group}{subject}的{value}名考生全部是最低分，可能尚未阅卷或没有登分，请核对后重新运行。",
    en: "All {value} pupils of {group} have the lowest mark in {subject}, which may not have been marked or entered; check and run again.",
    percent: false,
};

fn run(evidence: &Evidence) -> Vec<Observation> {
    let mut seen = Vec::new();
    for (position, subject) in evidence.spec.subjects.iter().enumerate() {
        // Of each school with marks: pupils, and how many of them have the lowest mark.
        let counts = evidence.schools.iter().filter_map(|school| {
            let marks = school.subjects[position].marks.filter(|marks| marks.n() > 0)?;
            Some((school, marks.n(), marks.below(i64::from(subject.min_ticks) + 1)))
        });
        let counts: Vec<_> = counts.collect();
        let is_unmarked = |n: u64, lowest: u64| n >= FEWEST && lowest == n;
        let others = || counts.iter().filter(|(_, n, lowest)| !is_unmarked(*n, *lowest));
        let elsewhere = share(others().map(|each| each.2).sum(), others().map(|each| each.1).sum());
        if !elsewhere.is_ok_and(|share| share <= MOST_ELSEWHERE) {
            continue;
        }
        seen.extend(counts.iter().filter(|(_, n, lowest)| is_unmarked(*n, *lowest)).map(|(school, n, _)| {
            Observation {
                scope: school_scope(school, Some(&subject.id)),
                metric: "n_valid",
                value: number(*n),
                reference: number(FEWEST),
                template: &UNMARKED,
                note: None,
                severity: None,
            }
        }));
    }
    seen
}

#[cfg(test)]
mod tests {
    use wutong_stats::FrequencyTable;

    use crate::tests::{found, marks_of};

    #[test]
    fn a_school_of_zeros_beside_others_with_marks_is_not_marked() {
        let of = |marks: &[i32]| FrequencyTable::from_marks(&mut marks.to_vec());
        let marked = || of(&(1..100).map(|mark| 100 * mark).collect::<Vec<i32>>());
        let whose = |tables: &[FrequencyTable]| -> Vec<String> {
            let found = found(&marks_of(tables)).into_iter().filter(|(id, _)| *id == "unmarked-subject");
            found.filter_map(|(_, school)| school).collect()
        };
        assert_eq!(whose(&[marked(), of(&[0; 8]), marked()]), ["1"]);
        assert_eq!(whose(&[marked(), of(&[0; 4])]), [""; 0], "a few may have nothing");
        assert_eq!(whose(&[marked(), of(&[0, 0, 0, 0, 0, 0, 0, 500])]), [""; 0], "one mark shows that it was marked");
        assert_eq!(whose(&[of(&[0; 8]), of(&[0; 9])]), [""; 0], "nothing to hold it against");
    }
}
