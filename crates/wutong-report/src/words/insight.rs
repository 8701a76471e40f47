//! Words of insights, and of the verdicts on single subjects.

use wutong_model::spec::Audience;
use wutong_model::{Analysis, Insight, Level, Scope, TOTAL, Verdict};
use wutong_stats::Unit;

use super::{Lang, total, verdict};
use crate::print;

/// Insights on a first page.
pub const MOST_INSIGHTS: usize = 5;

/// The insights that a list over the whole exam may show: schools are named to the centre alone.
pub fn listed_insights(analysis: &Analysis) -> impl Iterator<Item = &Insight> {
    let named = analysis.spec.raw.privacy.audience == Audience::BureauInternal && analysis.may_list_schools();
    analysis.insights.iter().filter(move |insight| named || insight.scope.level == Level::Region)
}

/// The sentence of an insight, with its evidence.
#[must_use]
pub fn insight_text(analysis: &Analysis, insight: &Insight, lang: Lang) -> String {
    filled(lang.pick(insight.template.zh, insight.template.en), analysis, insight, lang)
}

/// Short name of the rule of an insight.
#[must_use]
pub fn insight_name(id: &str, lang: Lang) -> &str {
    let (zh, en) = match id {
        "all-round-low" => ("全面偏弱", "weak all round"),
        "all-round-high" => ("全面突出", "strong all round"),
        "weak-subject" => ("学科偏弱", "weak subject"),
        "strong-subject" => ("学科突出", "strong subject"),
        "long-tail" => ("低分面大", "long tail"),
        "wide-spread" => ("分化较大", "wide spread"),
        "class-gap" => ("班级差异", "gap between classes"),
        "unequal-schools" => ("校际差异", "unequal schools"),
        _ => return id,
    };
    lang.pick(zh, en)
}

/// When a difference is told.
#[must_use]
pub fn insight_rule(lang: Lang) -> &'static str {
    lang.pick(
        "列出的差别都超出了偶然波动（把做过的全部比较考虑在内，校正P值小于 0.05），也都大到值得关注：平均分的效应量、低分率的 h 不小于 0.2，标准差大五分之一以上，班级间方差占比不小于 0.1，校际差异率的整个区间不低于限值。效应量、h 与校正P值的含义见文末“指标含义与公式”。",
        "What is listed is beyond chance (adjusted p below 0.05, all comparisons counted) and large enough to matter: an effect of a mean or an h of a low rate of 0.2 or more, a standard deviation larger by a fifth, a tenth of the variance between classes, a difference rate whose whole interval lies at the limit or above. Effect, h and adjusted p are explained with the metrics at the end.",
    )
}

/// What the numbers beside an insight mean: id, term, meaning, denominator and formula.
#[must_use]
pub fn insight_terms(lang: Lang) -> [[&'static str; 5]; 3] {
    lang.pick(
        [
            [
                "insight_effect",
                "效应量",
                "一科平均分与其他考生相差几个标准差，正为高、负为低；0.2 算小，0.5 算中等，0.8 算大。",
                "两组考生合并的标准差",
                "Hedges g = 小样本校正系数 × (平均分 - 其他考生平均分) / 合并标准差",
            ],
            [
                "insight_h",
                "h",
                "两个比率相差多少，换算后不受比率本身高低的影响；0.2 算小，0.5 算中等，0.8 算大。",
                "无",
                "Cohen h = 2 arcsin(sqrt(p1)) - 2 arcsin(sqrt(p2))",
            ],
            [
                "insight_p",
                "校正P值",
                "假如实际没有差别，单凭偶然得到这样大（或更大）差别的可能性，并已按做过的比较次数放大；小于 0.05 才列出。",
                "无",
                "同类比较之内按 Benjamini-Hochberg 法校正，再乘以类数；校际差异率：P 值乘以学科数",
            ],
        ],
        [
            [
                "insight_effect",
                "effect",
                "By how many standard deviations the mean differs from that of the others; 0.2 is small, 0.5 medium, 0.8 large.",
                "pooled standard deviation of the two groups",
                "Hedges' g = correction for small groups × (mean - mean of the others) / pooled standard deviation",
            ],
            [
                "insight_h",
                "h",
                "How far two shares are apart, on a scale that does not depend on where they lie; 0.2 is small, 0.5 medium, 0.8 large.",
                "none",
                "Cohen's h = 2 arcsin(sqrt(p1)) - 2 arcsin(sqrt(p2))",
            ],
            [
                "insight_p",
                "adjusted p",
                "How likely a difference of this size or more would be by chance alone, raised for the number of comparisons made; told below 0.05.",
                "none",
                "Benjamini and Hochberg within a kind of comparison, times the number of kinds; difference rates: p times the number of subjects",
            ],
        ],
    )
}

/// A sentence with the places of an insight filled in.
#[must_use]
pub fn filled(sentence: &str, analysis: &Analysis, insight: &Insight, lang: Lang) -> String {
    let id = insight.scope.subject.as_deref().unwrap_or("");
    let subject = match analysis.subjects.iter().find(|subject| subject.id == id) {
        _ if id == TOTAL => total(lang),
        Some(subject) => subject.name.as_str(),
        None => id,
    };
    let number = |value: f64| match insight.metric {
        "n_subjects" => print::decimal(value, 0),
        "difference_rate" => print::decimal(value, Unit::Number.decimals()),
        _ if insight.template.percent => print::percent(value),
        _ => print::decimal(value, 2),
    };
    // The sentence says which way a gap goes.
    let turned = insight.metric == "mean_gap" && insight.value < 0.0;
    let (value, interval) = if turned {
        (-insight.value, insight.interval.map(|(lower, upper)| (-upper, -lower)))
    } else {
        (insight.value, insight.interval)
    };
    let interval = interval.map(|(lower, upper)| format!("{} ~ {}", number(lower), number(upper))).unwrap_or_default();
    sentence
        .replace("{group}", &insight.scope.group_name)
        .replace("{parent}", parent(analysis, &insight.scope, lang))
        .replace("{subject}", subject)
        .replace("{value}", &number(value))
        .replace("{reference}", &number(insight.reference))
        .replace("{interval}", &interval)
        .replace("{effect}", &print::decimal(insight.effect, 2).replace('-', "\u{2212}"))
        .replace("{p}", &probability(insight.p_adjusted))
        .replace("{n}", &insight.n.to_string())
}

/// What a group belongs to, by name; the region as readers call it.
fn parent<'a>(analysis: &'a Analysis, scope: &Scope, lang: Lang) -> &'a str {
    let group = analysis.groups.iter().find(|group| group.level == scope.level && group.id == scope.group_id);
    let parent = group.and_then(|group| group.parent);
    // A county of all schools is the region under another name.
    let holds_all = |county: usize| analysis.schools().all(|school| school.group().parent == Some(county));
    let is_told = |at: &usize| match analysis.groups[*at].level {
        Level::Region => false,
        Level::County => !holds_all(*at),
        _ => true,
    };
    parent.filter(is_told).map(|at| &analysis.groups[at]).map_or_else(|| super::region(lang), |parent| &parent.name)
}

fn probability(p: f64) -> String {
    if p < 0.001 { "<0.001".to_owned() } else { print::decimal(p, 3) }
}

/// The verdict of each subject, where they differ: `不宜比较：数学；可以比较：语文、英语`.
#[must_use]
pub fn verdicts_by_subject<'a>(subjects: &[(&'a str, &'a str, Verdict)], lang: Lang) -> Option<String> {
    let first = subjects.first()?.2;
    if subjects.iter().all(|subject| subject.2 == first) {
        return None;
    }
    let of = |wanted: Verdict| {
        let names: Vec<&str> = subjects
            .iter()
            .filter(|subject| subject.2 == wanted)
            .map(|&(id, name, _)| super::subject_in(id, name, lang))
            .collect();
        let names = names.join(lang.pick("、", ", "));
        (!names.is_empty()).then(|| format!("{}{}{names}", verdict(wanted, lang), lang.pick("：", ": ")))
    };
    let parts: Vec<String> =
        [Verdict::Refused, Verdict::WithCaution, Verdict::Comparable].into_iter().filter_map(of).collect();
    Some(parts.join(lang.pick("；", "; ")) + lang.pick("。", "."))
}

/// What the verdict means, and which subjects it differs in.
#[must_use]
pub fn verdict_in_full(analysis: &Analysis, lang: Lang) -> String {
    let subjects: Vec<(&str, &str, Verdict)> = analysis
        .subjects
        .iter()
        .enumerate()
        .map(|(position, subject)| (subject.id.as_str(), subject.name.as_str(), analysis.subject_verdict(position)))
        .collect();
    with_subjects(analysis.verdict, analysis.n_schools as u64, &subjects, lang)
}

/// The verdict of an analysis in a few words.
#[must_use]
pub fn verdict_in_short(analysis: &Analysis, lang: Lang) -> &'static str {
    super::verdict_of(analysis.verdict, analysis.n_schools as u64, lang)
}

/// The same from the number of schools and the verdicts of the subjects.
#[must_use]
pub fn with_subjects(overall: Verdict, n_schools: u64, subjects: &[(&str, &str, Verdict)], lang: Lang) -> String {
    if n_schools < 2 {
        return super::meaning_for_one_school(overall, lang);
    }
    let meaning = super::verdict_meaning(overall, lang);
    match verdicts_by_subject(subjects, lang) {
        Some(list) => format!("{meaning}{}{list}", lang.pick("", " ")),
        None => meaning.to_owned(),
    }
}
