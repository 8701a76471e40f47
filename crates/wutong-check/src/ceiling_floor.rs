//! Ceiling and floor: a paper on which many reach the full mark, or none at all, cannot tell them apart.

use wutong_model::{Severity, Template};
use wutong_stats::share;

use crate::{Check, Evidence, Observation, Same, region_scope};

/// More pupils than this at one end are a ceiling or a floor (Terwee et al. 2007, J. Clin. Epidemiol. 60:34).
const MOST: f64 = 0.15;

pub(crate) const CEILING: Check = Check {
    id: "ceiling",
    severity: Severity::Note,
    same: Same::Data,
    is_fixed: false,
    why_zh: "满分人数过多时，好学校之间的差距被试卷掩盖，校际差异被低估。",
    why_en: "Where many pupils have the full mark, the paper hides differences between good schools.",
    hint_zh: "比较优秀学校时谨慎；下次增加有区分度的题目。",
    hint_en: "Take care when comparing strong schools; add harder items next time.",
    sentences: &[&AT_FULL],
    untold: &Template {
        zh: "{subject}满分的考生过多，高分段区分不开。",
        en: "{subject}: too many pupils have the full mark; the top cannot be told apart.",
        percent: false,
    },
    own: None,
    run: |evidence| ends(evidence, true),
};
pub(crate) const FLOOR: Check = Check {
    id: "floor",
    severity: Severity::Note,
    same: Same::Data,
    is_fixed: false,
    why_zh: "零分（最低分）人数过多时，薄弱学校之间的差距被试卷掩盖，也可能是缺考被录成零分。",
    why_en: "Where many pupils have the lowest mark, the paper hides differences between weak schools, or absences were typed as zero.",
    hint_zh: "先核对零分是否为缺考。",
    hint_en: "Look first whether these zeros are absences.",
    sentences: &[&AT_LOWEST],
    untold: &Template {
        zh: "{subject}最低分的考生过多，低分段区分不开。",
        en: "{subject}: too many pupils have the lowest mark; the bottom cannot be told apart.",
        percent: false,
    },
    own: None,
    run: |evidence| ends(evidence, false),
};

static AT_FULL: Template = Template {
    zh: "{subject}有{value}的考生得满分（超过{reference}），高分段区分不开。",
    en: "{subject}: {value} of the pupils have the full mark (more than {reference}); the top cannot be told apart.",
    percent: true,
};
static AT_LOWEST: Template = Template {
    zh: "{subject}有{value}的考生得最低分（超过{reference}），低分段区分不开，请核对是否把缺考录成了零分。",
    en: "{subject}: {value} of the pupils have the lowest mark (more than {reference}); the bottom cannot be told apart, or absences were typed as zero.",
    percent: true,
};

fn ends(evidence: &Evidence, top: bool) -> Vec<Observation> {
    let subjects = evidence.spec.subjects.iter().enumerate();
    subjects
        .filter_map(|(position, subject)| {
            let tables = || evidence.schools.iter().filter_map(|school| school.subjects[position].marks);
            let n: u64 = tables().map(|marks| marks.n()).sum();
            let at_end = |marks: &wutong_stats::FrequencyTable| {
                if top {
                    marks.at_least(i64::from(subject.full_ticks))
                } else {
                    marks.below(i64::from(subject.min_ticks) + 1)
                }
            };
            let value = share(tables().map(at_end).sum(), n).ok().filter(|&value| value > MOST)?;
            Some(Observation {
                scope: region_scope(evidence.spec, Some(&subject.id)),
                metric: if top { "full_mark_rate" } else { "lowest_mark_rate" },
                value,
                reference: MOST,
                template: if top { &AT_FULL } else { &AT_LOWEST },
                note: None,
                severity: None,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use wutong_stats::FrequencyTable;

    use crate::tests::{found, marks_of};

    #[test]
    fn a_seventh_at_one_end_is_too_many() {
        let spread = || (1..100).map(|mark| 100 * mark).collect::<Vec<i32>>();
        let with = |mark: i32, count: usize| FrequencyTable::from_marks(&mut [spread(), vec![mark; count]].concat());
        assert_eq!(found(&marks_of(&[with(12_000, 10)])), []);
        assert_eq!(found(&marks_of(&[with(12_000, 30)])), [("ceiling", None)]);
        assert_eq!(found(&marks_of(&[with(0, 30)])), [("floor", None)]);
    }
}
