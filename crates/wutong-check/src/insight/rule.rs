//! The rules: trigger, floor and sentence of each insight.

use wutong_model::Template;

/// One rule.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Kebab-case id.
    pub id: &'static str,
    /// When it is raised, in Chinese; beside an adjusted probability below 0.05.
    pub trigger_zh: &'static str,
    /// When it is raised, in English.
    pub trigger_en: &'static str,
    /// Least size of the effect.
    pub floor: f64,
    /// What the effect is, in Chinese.
    pub effect_zh: &'static str,
    /// What the effect is, in English.
    pub effect_en: &'static str,
    /// Metric id of the value.
    pub metric: &'static str,
    /// The sentence.
    pub sentence: Template,
}

/// Every rule.
pub const RULES: [&Rule; 8] = [
    &ALL_ROUND_LOW,
    &ALL_ROUND_HIGH,
    &WEAK_SUBJECT,
    &STRONG_SUBJECT,
    &LONG_TAIL,
    &WIDE_SPREAD,
    &CLASS_GAP,
    &UNEQUAL_SCHOOLS,
];

/// Cohen's smallest effect worth a name.
const SMALL: f64 = 0.2;
/// A fifth more spread: the natural logarithm of 1.2.
const FIFTH_MORE: f64 = 0.182_321_556_793_954_6;

pub(super) static WEAK_SUBJECT: Rule = Rule {
    id: "weak-subject",
    trigger_zh: "单科平均分低于同一上级其他考生，Welch 检验（计入班级差异），效应量不小于 0.2",
    trigger_en: "mean below that of the parent's other pupils, Welch's test widened for classes, effect of at least 0.2",
    floor: SMALL,
    effect_zh: "Hedges g：与其他考生均分之差，以标准差为单位",
    effect_en: "Hedges g: difference to the others in standard deviations",
    metric: "mean_gap",
    sentence: Template {
        zh: "{group}{subject}偏弱：平均分比{parent}低{value}分（计入同班学生相近后的95%区间{interval}），效应量{effect}，校正P值{p}，{n}人。",
        en: "{group} is weak in {subject}: {value} points below the mean of {parent} (95 %, classes allowed for, {interval}), effect {effect}, adjusted p {p}, {n} pupils.",
        percent: false,
    },
};
pub(super) static STRONG_SUBJECT: Rule = Rule {
    id: "strong-subject",
    trigger_zh: "单科平均分高于同一上级其他考生，Welch 检验（计入班级差异），效应量不小于 0.2",
    trigger_en: "mean above that of the parent's other pupils, Welch's test widened for classes, effect of at least 0.2",
    sentence: Template {
        zh: "{group}{subject}突出：平均分比{parent}高{value}分（计入同班学生相近后的95%区间{interval}），效应量{effect}，校正P值{p}，{n}人。",
        en: "{group} is strong in {subject}: {value} points above the mean of {parent} (95 %, classes allowed for, {interval}), effect {effect}, adjusted p {p}, {n} pupils.",
        percent: false,
    },
    ..WEAK_SUBJECT
};
pub(super) static ALL_ROUND_LOW: Rule = Rule {
    id: "all-round-low",
    trigger_zh: "至少 3 个单科，且每一单科都单独达到“偏弱”",
    trigger_en: "three single subjects or more, and weak in each of them by itself",
    metric: "n_subjects",
    effect_zh: "各科 Hedges g 的平均",
    effect_en: "mean of the subjects' Hedges g",
    sentence: Template {
        zh: "{group}各科全面偏弱：{value}科无一例外，平均效应量{effect}，最大的校正P值{p}，最少一科{n}人。",
        en: "{group} is weak all round: in all {value} subjects, mean effect {effect}, largest adjusted p {p}, {n} pupils or more.",
        percent: false,
    },
    ..WEAK_SUBJECT
};
pub(super) static ALL_ROUND_HIGH: Rule = Rule {
    id: "all-round-high",
    trigger_zh: "至少 3 个单科，且每一单科都单独达到“突出”",
    trigger_en: "three single subjects or more, and strong in each of them by itself",
    sentence: Template {
        zh: "{group}各科全面突出：{value}科无一例外，平均效应量{effect}，最大的校正P值{p}，最少一科{n}人。",
        en: "{group} is strong all round: in all {value} subjects, mean effect {effect}, largest adjusted p {p}, {n} pupils or more.",
        percent: false,
    },
    ..ALL_ROUND_LOW
};
pub(super) static LONG_TAIL: Rule = Rule {
    id: "long-tail",
    trigger_zh: "低分率高于同一上级其他考生，Fisher 精确检验，h 不小于 0.2，且该科不属“偏弱”",
    trigger_en: "more pupils below the low cut than among the parent's others, Fisher's exact test, h of at least 0.2, and not a weak subject anyway",
    floor: SMALL,
    effect_zh: "Cohen h：两个比率之差",
    effect_en: "Cohen's h: difference of the two shares",
    metric: "low_rate",
    sentence: Template {
        zh: "{group}{subject}低分学生偏多：低分率{value}，其他考生为{reference}；平均分的差距没有达到“偏弱”的标准（h {effect}，校正P值{p}，{n}人）。",
        en: "{group} has a long tail in {subject}: {value} below the low cut, {reference} among the others, while the mean does not meet the rule for a weak subject (h {effect}, adjusted p {p}, {n} pupils).",
        percent: true,
    },
};
pub(super) static WIDE_SPREAD: Rule = Rule {
    id: "wide-spread",
    trigger_zh: "分数离散程度大于同一上级其他考生，Brown-Forsythe 检验（到中位数的距离），标准差至少大五分之一，至少 30 人",
    trigger_en: "marks spread more than those of the parent's others, Brown and Forsythe's test (distances to the median), standard deviation larger by a fifth at least, thirty pupils or more",
    floor: FIFTH_MORE,
    effect_zh: "两个标准差之比的自然对数",
    effect_en: "natural logarithm of the ratio of standard deviations",
    metric: "sd",
    sentence: Template {
        zh: "{group}{subject}两极分化：标准差{value}分，其他考生为{reference}分（校正P值{p}，{n}人）。",
        en: "{group} is divided in {subject}: standard deviation {value} points, {reference} among the others (adjusted p {p}, {n} pupils).",
        percent: false,
    },
};
pub(super) static CLASS_GAP: Rule = Rule {
    id: "class-gap",
    trigger_zh: "校内班级平均分不同，方差分析 F 检验，班间方差占比不小于 0.1",
    trigger_en: "the means of the school's classes differ, F test, a tenth of the variance or more between classes",
    floor: 0.1,
    effect_zh: "班间方差占总方差的比例",
    effect_en: "share of the variance that lies between classes",
    metric: "between_class_icc",
    sentence: Template {
        zh: "{group}{subject}班级差距大：校内差异的{value}在班与班之间（95%区间{interval}，校正P值{p}，{n}人）。",
        en: "{group}: classes differ in {subject}; {value} of the school's variance lies between them (95 % {interval}, adjusted p {p}, {n} pupils).",
        percent: true,
    },
};
pub(super) static UNEQUAL_SCHOOLS: Rule = Rule {
    id: "unequal-schools",
    trigger_zh: "校际差异率的 95% 区间整个不低于限值",
    trigger_en: "the whole 95 % interval of the difference rate lies at the limit or above",
    floor: 0.15,
    effect_zh: "校际差异率",
    effect_en: "difference rate",
    metric: "difference_rate",
    sentence: Template {
        zh: "{subject}校际差异偏大：差异率{value}（95%区间{interval}），限值{reference}，{n}所学校。",
        en: "Schools differ much in {subject}: difference rate {value} (95 % {interval}), limit {reference}, {n} schools.",
        percent: true,
    },
};
