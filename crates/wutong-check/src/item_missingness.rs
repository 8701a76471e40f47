//! Items that are missing: pupils without any, and pages that a school left blank.

use wutong_model::{Severity, Template};
use wutong_stats::{Correction, adjusted_p_values, fisher_exact_at_least, share};

use crate::scripts::{PaperScripts, Scripts, item_list};
use crate::{Check, Evidence, Observation, Same, SchoolEvidence, number, school_scope};

/// Blanks of a school below which nothing is said of a page.
const FEWEST: u64 = 10;
/// Probability, adjusted over schools and items, below which blanks are no chance.
const CHANCE: f64 = 0.001;
/// Share of pupils by which a school must leave an item blank more often than others.
const LEAST: f64 = 0.3;

pub(crate) const UNSEEN: Check = Check {
    id: "unseen-items",
    severity: Severity::Note,
    same: Same::Data,
    is_fixed: false,
    why_zh: "有总分而无小题分的学生不计入各题统计，题目分析只代表其余学生。",
    why_en: "Pupils with a mark but without items are in no figure of items; these stand for the others only.",
    hint_zh: "向该校或阅卷系统索取这些学生的小题分。",
    hint_en: "Ask the school or the marking system for the items of these pupils.",
    sentences: &[&WITHOUT],
    untold: &Template {
        zh: "{group}：{subject}有学生有成绩而无小题记录，不计入题目分析。",
        en: "{group}: pupils have a mark in {subject} but no items; figures of items leave them out.",
        percent: false,
    },
    own: None,
    run: without,
};
pub(crate) const BLANK: Check = Check {
    id: "blank-items",
    severity: Severity::Warn,
    same: Same::Data,
    is_fixed: false,
    why_zh: "一所学校某些题大面积空白而他校没有，多半是漏扫、漏发或缺页，该校得分因此偏低。",
    why_en: "Items that one school left blank and others did not point to pages not scanned or not handed out; its marks are too low.",
    hint_zh: "核对该校扫描图像和试卷张数，补扫后重新运行。",
    hint_en: "Look at the scans and the number of sheets of the school, scan again and run again.",
    sentences: &[&PAGE],
    untold: &Template {
        zh: "{group}：{subject}有题目大面积空白，请核对是否漏扫或缺页。",
        en: "{group}: items of {subject} are blank far too often; look for pages not scanned or missing.",
        percent: false,
    },
    own: Some(&OWN_PAGE),
    run: blank,
};

static WITHOUT: Template = Template {
    zh: "{group}{subject}有{value}名学生有成绩而无小题记录（共{reference}人），不计入题目分析。",
    en: "{group}: {value} of {reference} pupils have a mark in {subject} but no items; figures of items leave them out.",
    percent: false,
};
static PAGE: Template = Template {
    zh: "{group}{subject}第{note}题空白的学生占{value}，其他学校为{reference}，请核对是否漏扫或缺页。",
    en: "{group}: {value} of the pupils left item {note} of {subject} blank, {reference} elsewhere; look for pages not scanned or missing.",
    percent: true,
};
/// Without what it says of other schools.
static OWN_PAGE: Template = Template {
    zh: "{group}{subject}第{note}题空白的学生明显多于其他学校，请核对是否漏扫或缺页。",
    en: "{group}: far more pupils than elsewhere left item {note} of {subject} blank; look for pages not scanned or missing.",
    percent: false,
};

fn without(evidence: &Evidence) -> Vec<Observation> {
    let mut found = Vec::new();
    for paper in evidence.papers.iter().filter(|paper| paper.has_answers()) {
        for (school, scripts) in paper.each(evidence.schools).filter(|(_, scripts)| scripts.without_items > 0) {
            found.push(Observation {
                scope: school_scope(school, Some(&paper.subject(evidence.spec).id)),
                metric: "n_without_items",
                value: number(scripts.without_items),
                reference: number(scripts.sat),
                template: &WITHOUT,
                note: None,
                severity: None,
            });
        }
    }
    found
}

/// One finding a school and subject: the items, the largest share of blanks, and what others have there.
fn blank(evidence: &Evidence) -> Vec<Observation> {
    evidence.papers.iter().flat_map(|paper| blank_in(evidence, paper)).collect()
}

fn blank_in(evidence: &Evidence, paper: &PaperScripts) -> Vec<Observation> {
    let all: Vec<(u64, u64)> = (0..paper.paper.items.len())
        .map(|item| {
            let answers = paper.answers(item);
            (answers.blank, answers.n)
        })
        .collect();
    let shares = |scripts: &Scripts, item: usize| {
        let own = scripts.items.get(item)?;
        let own = (own.blank, own.n);
        let rest = (all[item].0 - own.0, all[item].1 - own.1);
        Some((own, rest))
    };
    let (mut seen, mut p) = (Vec::new(), Vec::new());
    for (place, (_, scripts)) in paper.each(evidence.schools).enumerate() {
        for item in 0..all.len() {
            let Some((own, rest)) = shares(scripts, item) else { continue };
            let Ok(probability) = fisher_exact_at_least(own, rest) else { continue };
            let (Ok(value), Ok(reference)) = (share(own.0, own.1), share(rest.0, rest.1)) else { continue };
            p.push(probability);
            seen.push((place, item, own.0, value, reference));
        }
    }
    let adjusted = adjusted_p_values(&p, Correction::BenjaminiHochberg).unwrap_or_default();
    let pages: Vec<_> = seen
        .into_iter()
        .zip(adjusted)
        .filter(|((_, _, blank, value, reference), p)| *p < CHANCE && *blank >= FEWEST && value - reference >= LEAST)
        .map(|(seen, _)| seen)
        .collect();
    let schools: Vec<&SchoolEvidence> = paper.each(evidence.schools).map(|(school, _)| school).collect();
    pages
        .chunk_by(|a, b| a.0 == b.0)
        .map(|of_school| {
            let worst = of_school.iter().max_by(|a, b| a.3.total_cmp(&b.3)).unwrap_or(&of_school[0]);
            Observation {
                scope: school_scope(schools[of_school[0].0], Some(&paper.subject(evidence.spec).id)),
                metric: "blank_rate",
                value: worst.3,
                reference: worst.4,
                template: &PAGE,
                note: Some(item_list(of_school.iter().map(|page| paper.paper.items[page.1].id.as_str()))),
                severity: None,
            }
        })
        .collect()
}
