//! Third marks: how often two markers could not agree, and how often nobody asked a third.

use wutong_model::{Severity, Template};
use wutong_stats::{share, wilson_interval};

use crate::scripts::{Markings, PaperScripts};
use crate::{Check, Evidence, Observation, Same, region_scope};

/// Scripts marked twice below which a share says nothing.
const FEWEST: u64 = 30;
/// Share of unsettled scripts that is worth a word; a convention of this project.
const UNSETTLED: f64 = 0.01;

pub(crate) const RATE: Check = Check {
    id: "third-marks",
    severity: Severity::Warn,
    same: Same::Marking,
    is_fixed: false,
    why_zh: "三评率高说明评卷员对评分标准理解不一，该题得分的可靠性降低。",
    why_en: "Many third marks mean that markers read the marking scheme differently; marks of the item are less reliable.",
    hint_zh: "重新培训该题评卷员并抽查；限值在 [marking] third_rate 设定。",
    hint_en: "Train the markers of the item again and sample their scripts; [marking] third_rate sets the limit.",
    sentences: &[&MANY],
    untold: &Template {
        zh: "{subject}有题目三评率偏高，评卷员掌握的标准不够一致。",
        en: "{subject}: many scripts of an item went to a third marker; markers do not agree on the scheme.",
        percent: false,
    },
    own: None,
    run: |evidence| each(evidence, third),
};
pub(crate) const OPEN: Check = Check {
    id: "unsettled-marks",
    severity: Severity::Note,
    same: Same::Marking,
    is_fixed: false,
    why_zh: "两评相差超过允许误差却没有三评或仲裁的试卷，最后得分取决于分到了谁手里。",
    why_en: "Where two marks lie further apart than allowed and nobody settled it, the mark depends on who got the script.",
    hint_zh: "将这些试卷交三评或仲裁。",
    hint_en: "Send these scripts to a third marker or to arbitration.",
    sentences: &[&LEFT],
    untold: &Template {
        zh: "{subject}有题目两评相差超过允许误差而没有三评。",
        en: "{subject}: scripts of an item that were marked twice differ by more than is allowed and were not marked again.",
        percent: false,
    },
    own: None,
    run: |evidence| each(evidence, open),
};

static MANY: Template = Template {
    zh: "{subject}第{note}题三评率为{value}，超过{reference}，评卷员掌握的标准不够一致。",
    en: "{subject}: {value} of the scripts of item {note} went to a third marker, more than {reference}; markers do not agree on the scheme.",
    percent: true,
};
static LEFT: Template = Template {
    zh: "{subject}第{note}题有{value}的双评试卷两评相差超过允许误差而没有三评（超过{reference}）。",
    en: "{subject}: in item {note}, {value} of the scripts marked twice differ by more than is allowed and were not marked again (more than {reference}).",
    percent: true,
};

fn each(
    evidence: &Evidence,
    judge: fn(&Evidence, &PaperScripts, usize, &Markings) -> Option<Observation>,
) -> Vec<Observation> {
    let of_paper = |paper: &PaperScripts| -> Vec<Observation> {
        let items = 0..paper.paper.items.len();
        items.filter_map(|item| judge(evidence, paper, item, &paper.markings(item))).collect()
    };
    evidence.papers.iter().flat_map(of_paper).collect()
}

fn observe(evidence: &Evidence, paper: &PaperScripts, item: usize) -> Observation {
    Observation {
        scope: region_scope(evidence.spec, Some(&paper.subject(evidence.spec).id)),
        metric: "third_rate",
        value: 0.0,
        reference: 0.0,
        template: &MANY,
        note: Some(paper.paper.items[item].id.clone()),
        severity: None,
    }
}

/// Third marks over scripts marked twice, whose whole interval lies above the limit.
fn third(evidence: &Evidence, paper: &PaperScripts, item: usize, markings: &Markings) -> Option<Observation> {
    let limit = evidence.spec.raw.marking.third_rate;
    let (lower, _) = wilson_interval(markings.third, markings.double).ok()?;
    let value = share(markings.third, markings.double).ok()?;
    (markings.double >= FEWEST && lower > limit).then(|| Observation {
        value,
        reference: limit,
        ..observe(evidence, paper, item)
    })
}

/// Scripts that two marks settled although they lie further apart than the item allows.
fn open(evidence: &Evidence, paper: &PaperScripts, item: usize, markings: &Markings) -> Option<Observation> {
    let full = paper.paper.items[item].full_ticks?;
    let decimals = paper.subject(evidence.spec).decimals;
    let beyond = markings.settled.at_least(tolerance(full, decimals) + 1);
    let value = share(beyond, markings.double).ok()?;
    (markings.double >= FEWEST && value > UNSETTLED).then(|| Observation {
        metric: "unsettled_rate",
        value,
        reference: UNSETTLED,
        template: &LEFT,
        ..observe(evidence, paper, item)
    })
}

/// The difference that two marks may have, in ticks: a point up to 6 points, two up to 12, beyond a sixth rounded up.
fn tolerance(full: i32, decimals: u8) -> i64 {
    let (full, point) = (i64::from(full), 10i64.pow(u32::from(decimals)));
    let points = match full {
        full if full <= 6 * point => 1,
        full if full <= 12 * point => 2,
        full => (full + 6 * point - 1).div_euclid(6 * point),
    };
    points * point
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn allowed_differences() {
        for (full, decimals, expected) in [(60, 1, 10), (61, 1, 20), (12, 0, 2), (13, 0, 3), (60, 0, 10)] {
            assert_eq!(tolerance(full, decimals), expected, "{full} at {decimals}");
        }
    }
}
