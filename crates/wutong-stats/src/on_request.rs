//! Metrics of the tables that an exam asks for: lines, targets, indices, assigned marks, levels, imbalance, bands,
//! contextual models, education groups.
//!
//! Each rests on more than the figures of one group and subject (a line, a target, a scheme), so that the function that
//! computes it stands beside its subject and not in the entry.

mod bands;
mod items;
mod models;
mod own;

use bands::*;
use items::*;
use models::*;
use own::*;

use crate::catalogue::{Better, Estimate, Kind, MetricInfo, Unit};
use crate::error::StatError;
use crate::figures::Figures;

fn elsewhere(_: &Figures) -> Result<Estimate, StatError> {
    Err(StatError::NotApplicable)
}

/// A count of pupils around a line.
const COUNT: MetricInfo = MetricInfo {
    id: "n_online",
    zh: "上线人数",
    en: "On line",
    meaning_zh: "总分达到上线分数的学生数；在学科行中，指有该科成绩且总分上线的学生数。",
    meaning_en: "Pupils whose total reaches the line; in the row of a subject those of them with a mark in it.",
    unit: Unit::Pupils,
    range: (Some(0.0), None),
    better: Better::Higher,
    minimum_n: 1,
    denominator: "none",
    denominator_zh: "无",
    formula: "#(total >= T0)",
    formula_zh: "#(总分 >= T0)",
    reference: "usage of joint exams; T0 by share is the mark at rank ⌈p N⌉ of the whole exam, ties in",
    kind: Kind::Comparison,
    interval: false,
    compute: elsewhere,
};
/// A share of pupils around a line.
const SHARE: MetricInfo = MetricInfo {
    id: "online_rate",
    zh: "上线率",
    en: "Online rate",
    meaning_zh: "总分上线的学生占有总分学生的比例。",
    meaning_en: "Share of the pupils with a total whose total reaches the line.",
    unit: Unit::Fraction,
    range: (Some(0.0), Some(1.0)),
    denominator: "pupils with a total",
    denominator_zh: "有总分的考生",
    formula: "#(total >= T0) / #total, Wilson interval",
    formula_zh: "#(总分 >= T0) / 有总分人数；Wilson 区间",
    interval: true,
    ..COUNT
};

const LINE_MARK: MetricInfo = MetricInfo {
    id: "line_mark",
    zh: "分数线",
    en: "Line",
    meaning_zh: "总分行为上线分数，学科行为该科有效分；由全体考生算出，各单位相同。",
    meaning_en: "The line of the total, or the effective line of the subject; from all pupils of the exam, alike for every group.",
    unit: Unit::Points,
    range: (Some(0.0), None),
    better: Better::Neither,
    denominator: "none",
    denominator_zh: "无",
    formula: "total: T0; subject: (T0 / P1) m over the pupils on line (proportional), or the mark at rank ⌊q n⌋ (same share), or given",
    formula_zh: "总分：T0；学科：上线学生的 (T0 / P1) m（按比例），或名次 ⌊q n⌋ 处的分数（同比例），或直接给定",
    reference: "成绩云, 单科有效分 (chengjiyun.com/wiki)",
    ..COUNT
};
const N_SINGLE: MetricInfo = MetricInfo {
    id: "n_single",
    zh: "单上线人数",
    en: "Single on line",
    meaning_zh: "该科达到有效分的学生数，不论总分。",
    meaning_en: "Pupils at or above the line of the subject, whatever their total.",
    formula: "#(mark >= e)",
    formula_zh: "#(分数 >= e)",
    ..COUNT
};
const N_DOUBLE: MetricInfo = MetricInfo {
    id: "n_double",
    zh: "双上线人数",
    en: "Double on line",
    meaning_zh: "该科达到有效分且总分上线的学生数。",
    meaning_en: "Pupils at or above the line of the subject and of the total.",
    formula: "#(mark >= e and total >= T0)",
    formula_zh: "#(分数 >= e 且 总分 >= T0)",
    ..COUNT
};
const N_MISPLACED: MetricInfo = MetricInfo {
    id: "n_misplaced",
    zh: "错位人数",
    en: "Misplaced",
    meaning_zh: "总分上线而该科未达到有效分的学生数。",
    meaning_en: "Pupils on line by total who miss the line of the subject.",
    better: Better::Lower,
    formula: "#(mark < e and total >= T0)",
    formula_zh: "#(分数 < e 且 总分 >= T0)",
    ..COUNT
};
const N_SUBJECT_ONLY: MetricInfo = MetricInfo {
    id: "n_subject_only",
    zh: "仅单科上线人数",
    en: "Subject only",
    meaning_zh: "该科达到有效分而总分未上线的学生数。",
    meaning_en: "Pupils on the line of the subject whose total is below the line.",
    better: Better::Neither,
    formula: "#(mark >= e and total < T0)",
    formula_zh: "#(分数 >= e 且 总分 < T0)",
    ..COUNT
};
const N_NEITHER: MetricInfo = MetricInfo {
    id: "n_neither",
    zh: "均未上线人数",
    en: "Neither on line",
    meaning_zh: "该科未达到有效分、总分也未上线的学生数。",
    meaning_en: "Pupils below the line of the subject and of the total.",
    better: Better::Lower,
    formula: "#(mark < e and total < T0)",
    formula_zh: "#(分数 < e 且 总分 < T0)",
    ..COUNT
};
const HIT_RATE: MetricInfo = MetricInfo {
    id: "hit_rate",
    zh: "命中率",
    en: "Hit rate",
    meaning_zh: "单上线学生（没有总分的也在内）中双上线的比例。",
    meaning_en: "Of the pupils on the line of the subject, with or without a total, the share on the line of the total too.",
    denominator: "pupils on the line of the subject, with or without a total",
    denominator_zh: "该科达到有效分的考生，没有总分的也在内",
    formula: "double / single, Wilson interval",
    formula_zh: "双上线人数 / 单上线人数；Wilson 区间",
    ..SHARE
};
const CONTRIBUTION_RATE: MetricInfo = MetricInfo {
    id: "contribution_rate",
    zh: "贡献率",
    en: "Contribution rate",
    meaning_zh: "总分上线且有该科成绩的学生中，该科也达到有效分的比例。",
    meaning_en: "Of the pupils on line by total with a mark in the subject, the share on its line too.",
    denominator: "pupils on line by total with a mark in the subject",
    denominator_zh: "总分上线且该科有成绩的考生",
    formula: "double / #(total >= T0), Wilson interval",
    formula_zh: "双上线人数 / #(总分 >= T0)；Wilson 区间",
    ..SHARE
};
const EFFECTIVE_RATE: MetricInfo = MetricInfo {
    id: "effective_rate",
    zh: "有效率",
    en: "Effective rate",
    meaning_zh: "该科达到有效分的学生占该科参考人数的比例。",
    meaning_en: "Share of the pupils of the subject at or above its line.",
    denominator: "pupils with a mark in the subject",
    denominator_zh: "该科有成绩的考生",
    formula: "single / n, Wilson interval",
    formula_zh: "单上线人数 / n；Wilson 区间",
    ..SHARE
};
const N_BORDERLINE: MetricInfo = MetricInfo {
    id: "n_borderline",
    zh: "临界生人数",
    en: "Borderline",
    meaning_zh: "总分在上线分数附近（按设定的分差和人数上限）的学生数。",
    meaning_en: "Pupils whose total lies close to the line, by the distances and the limit configured.",
    better: Better::Neither,
    formula: "#(T0 - below <= total < T0) + #(T0 <= total <= T0 + above); with a limit the largest distance at which no more pupils of the exam are in",
    formula_zh: "#(T0 - 线下 <= 总分 < T0) + #(T0 <= 总分 <= T0 + 线上)；设人数上限时，取全体考生中人数不超过上限的最大分差",
    ..COUNT
};
const WITHIN_REACH_RATE: MetricInfo = MetricInfo {
    id: "within_reach_rate",
    zh: "入围比率",
    en: "Within reach",
    meaning_zh: "已上线与线下临界生之和占有总分学生的比例。",
    meaning_en: "Share of the pupils with a total who are on line or borderline below it.",
    formula: "(#on line + #borderline below) / #total, Wilson interval",
    formula_zh: "（上线人数 + 线下临界人数）/ 有总分人数；Wilson 区间",
    ..SHARE
};
const POSSIBLE_GAIN: MetricInfo = MetricInfo {
    id: "possible_gain",
    zh: "增率",
    en: "Possible gain",
    meaning_zh: "线下临界生全部上线时，上线率可提高多少。",
    meaning_en: "By how much the online rate rises if every borderline pupil below the line reaches it.",
    formula: "#borderline below / #total",
    formula_zh: "线下临界人数 / 有总分人数",
    interval: false,
    ..SHARE
};

const VALUE: MetricInfo = MetricInfo {
    id: "value",
    zh: "实际值",
    en: "Value",
    meaning_zh: "该指标的实际值，或综合指数的值。",
    meaning_en: "The value of the metric that has a target, or of the index.",
    unit: Unit::Number,
    range: (None, None),
    better: Better::Neither,
    denominator: "of the metric",
    denominator_zh: "同该指标",
    formula: "the metric's own, or the expression of the index",
    formula_zh: "该指标自身的公式，或指数的算式",
    reference: "the source of the preset, or the office's own expression",
    interval: true,
    ..COUNT
};
const INDEX: MetricInfo = MetricInfo {
    id: "index",
    zh: "综合指数",
    en: "Index",
    meaning_zh: "按预设或表达式由各项指标算出的指数；含最优校之比的，随最优校而变。",
    meaning_en: "Index by a preset or an expression over metrics; one that divides by the best school moves when that school does.",
    better: Better::Higher,
    interval: false,
    ..VALUE
};
const TARGET: MetricInfo = MetricInfo {
    id: "target",
    zh: "目标值",
    en: "Target",
    meaning_zh: "约定的目标值。",
    meaning_en: "The value that was agreed.",
    formula: "set for the exam",
    formula_zh: "由本次考试设定",
    reference: "targets of the office",
    interval: false,
    ..VALUE
};
const GAP: MetricInfo = MetricInfo {
    id: "gap",
    zh: "与目标的差距",
    en: "Gap to target",
    meaning_zh: "实际值减目标值；比率以百分点计。",
    meaning_en: "Value minus target; for rates in percentage points.",
    formula: "value - target",
    formula_zh: "实际值 - 目标值",
    ..TARGET
};
const COMPLETION: MetricInfo = MetricInfo {
    id: "completion",
    zh: "目标完成率",
    en: "Completion",
    meaning_zh: "实际值与目标值之比，仅用于越大越好的指标。",
    meaning_en: "Value over target, for metrics whose larger values are better.",
    unit: Unit::Fraction,
    range: (Some(0.0), None),
    better: Better::Higher,
    denominator: "the target",
    denominator_zh: "目标值",
    formula: "value / target",
    formula_zh: "实际值 / 目标值",
    ..TARGET
};

const N_ASSIGNED: MetricInfo = MetricInfo {
    id: "n_assigned",
    zh: "赋分人数",
    en: "Assigned",
    meaning_zh: "得到等级赋分的学生数；原始分为零分者不赋分，除非考试说明另有规定（zero），因此可能少于实考人数。",
    meaning_en: "Pupils with an assigned mark; a raw mark of zero gets none unless the specification says otherwise (zero), so there may be fewer than with a mark.",
    better: Better::Neither,
    minimum_n: 30,
    formula: "#(assigned mark)",
    formula_zh: "有赋分成绩的人数",
    reference: "the source of the scheme",
    ..COUNT
};
const ASSIGNED_MEAN: MetricInfo = MetricInfo {
    id: "assigned_mean",
    zh: "赋分平均分",
    en: "Assigned mean",
    meaning_zh: "等级赋分后的平均分；按本次联考全体考生模拟赋分，非省级赋分。",
    meaning_en: "Mean of the assigned marks; the shares are applied to the pupils of this exam, which simulates those of a province.",
    unit: Unit::Points,
    better: Better::Higher,
    denominator: "pupils with an assigned mark",
    denominator_zh: "有赋分的考生",
    formula: "Σ t / n, t = T1 + (T2 - T1)(Y - Y1)/(Y2 - Y1) rounded half up inside a band",
    formula_zh: "Σ t / n，t = T1 + (T2 - T1)(Y - Y1)/(Y2 - Y1)，在档内四舍五入",
    ..N_ASSIGNED
};
const ASSIGNED_SD: MetricInfo = MetricInfo {
    id: "assigned_sd",
    zh: "赋分标准差",
    en: "Assigned standard deviation",
    meaning_zh: "等级赋分的标准差（除以人数）。",
    meaning_en: "Standard deviation of the assigned marks, divisor n.",
    better: Better::Neither,
    formula: "√(Σ (t - mean)² / n)",
    formula_zh: "√(Σ (t - 平均值)² / n)",
    ..ASSIGNED_MEAN
};
const ASSIGNED_MEDIAN: MetricInfo = MetricInfo {
    id: "assigned_median",
    zh: "赋分中位数",
    en: "Assigned median",
    meaning_zh: "等级赋分的中位数。",
    meaning_en: "Median of the assigned marks.",
    formula: "quantile 0.5 of t, rule of the median of raw marks",
    formula_zh: "t 的 0.5 分位数，算法同原始分的中位数",
    ..ASSIGNED_MEAN
};

const N_BAND: MetricInfo = MetricInfo {
    id: "n_band",
    zh: "本等人数",
    en: "Pupils of the band",
    meaning_zh: "落在该等级区间的学生数。",
    meaning_en: "Pupils of the exam in the band.",
    formula: "#(raw mark in the band)",
    formula_zh: "#(原始分在该档内)",
    ..N_ASSIGNED
};
const TARGET_SHARE: MetricInfo = MetricInfo {
    id: "target_share",
    zh: "规定比例",
    en: "Share by the scheme",
    meaning_zh: "方案规定的该等级比例。",
    meaning_en: "Share of the pupils that the scheme gives to the band.",
    unit: Unit::Fraction,
    range: (Some(0.0), Some(1.0)),
    denominator: "pupils ranked",
    denominator_zh: "参加排列的考生",
    formula: "of the scheme",
    formula_zh: "由赋分方案规定",
    ..N_BAND
};
const ACTUAL_SHARE: MetricInfo = MetricInfo {
    id: "actual_share",
    zh: "实际比例",
    en: "Share reached",
    meaning_zh: "同分不拆，落在该等级的实际比例。",
    meaning_en: "Share of the pupils really in the band; equal marks are never split.",
    formula: "n_band / n",
    formula_zh: "该档人数 / n",
    ..TARGET_SHARE
};
const RAW_HIGHEST: MetricInfo = MetricInfo {
    id: "raw_highest",
    zh: "原始分上限",
    en: "Highest raw mark",
    meaning_zh: "该等级原始分区间的上限。",
    meaning_en: "Upper raw bound of the band.",
    unit: Unit::Points,
    formula: "by the boundary options of the scheme",
    formula_zh: "按赋分方案的边界规则",
    ..N_BAND
};
const RAW_LOWEST: MetricInfo = MetricInfo {
    id: "raw_lowest",
    zh: "原始分下限",
    en: "Lowest raw mark",
    meaning_zh: "该等级原始分区间的下限。",
    meaning_en: "Lower raw bound of the band.",
    ..RAW_HIGHEST
};
const ASSIGNED_HIGHEST: MetricInfo = MetricInfo {
    id: "assigned_highest",
    zh: "赋分上限",
    en: "Highest assigned mark",
    meaning_zh: "该等级赋分区间的上限。",
    meaning_en: "Upper assigned bound of the band.",
    formula: "of the scheme",
    formula_zh: "由赋分方案规定",
    ..RAW_HIGHEST
};
const ASSIGNED_LOWEST: MetricInfo = MetricInfo {
    id: "assigned_lowest",
    zh: "赋分下限",
    en: "Lowest assigned mark",
    meaning_zh: "该等级赋分区间的下限。",
    meaning_en: "Lower assigned bound of the band.",
    ..ASSIGNED_HIGHEST
};

const LEVEL_4_SHARE: MetricInfo = MetricInfo {
    id: "level_4_share",
    zh: "本地Ⅳ级比例",
    en: "Share at local level IV",
    meaning_zh: "达到本地Ⅳ级线的学生比例；本地分级，非国测等级。",
    meaning_en: "Share of the pupils at or above the cut of level IV; local levels, not those of the national monitoring.",
    denominator: "pupils with a mark",
    denominator_zh: "有成绩的考生",
    formula: "#(mark >= cut IV) / n, Wilson interval",
    formula_zh: "#(分数 >= Ⅳ级线) / n；Wilson 区间",
    reference: "one reading of 县域义务教育优质均衡 (cqjlp.gov.cn, 2024-09-25); the cuts are local",
    kind: Kind::Own,
    ..SHARE
};
const LEVEL_3_SHARE: MetricInfo = MetricInfo {
    id: "level_3_share",
    zh: "本地Ⅲ级比例",
    en: "Share at local level III",
    meaning_zh: "处于本地Ⅲ级的学生比例；本地分级，非国测等级。",
    meaning_en: "Share of the pupils of level III; local levels, not those of the national monitoring.",
    better: Better::Neither,
    formula: "#(cut III <= mark < cut IV) / n, Wilson interval",
    formula_zh: "#(Ⅲ级线 <= 分数 < Ⅳ级线) / n；Wilson 区间",
    ..LEVEL_4_SHARE
};
const LEVEL_2_SHARE: MetricInfo = MetricInfo {
    id: "level_2_share",
    zh: "本地Ⅱ级比例",
    en: "Share at local level II",
    meaning_zh: "处于本地Ⅱ级的学生比例；本地分级，非国测等级。",
    meaning_en: "Share of the pupils of level II; local levels, not those of the national monitoring.",
    formula: "#(cut II <= mark < cut III) / n, Wilson interval",
    formula_zh: "#(Ⅱ级线 <= 分数 < Ⅲ级线) / n；Wilson 区间",
    ..LEVEL_3_SHARE
};
const LEVEL_1_SHARE: MetricInfo = MetricInfo {
    id: "level_1_share",
    zh: "本地Ⅰ级比例",
    en: "Share at local level I",
    meaning_zh: "低于本地Ⅱ级线的学生比例；本地分级，非国测等级。",
    meaning_en: "Share of the pupils below the cut of level II; local levels, not those of the national monitoring.",
    better: Better::Lower,
    formula: "#(mark < cut II) / n, Wilson interval",
    formula_zh: "#(分数 < Ⅱ级线) / n；Wilson 区间",
    ..LEVEL_3_SHARE
};
const LEVEL_RULE_SHARE: MetricInfo = MetricInfo {
    id: "level_rule_share",
    zh: "本地达级比例",
    en: "At the level of the rule",
    meaning_zh: "达到规定等级（默认Ⅲ级）及以上的学生比例；本地分级，非国测等级。",
    meaning_en: "Share of the pupils at the level of the rule (III where not configured) or above; local levels.",
    formula: "#(mark >= cut of the rule's level) / n, Wilson interval",
    formula_zh: "#(分数 >= 规则所定级别的线) / n；Wilson 区间",
    ..LEVEL_4_SHARE
};

const N_FLAGGED: MetricInfo = MetricInfo {
    id: "n_imbalanced",
    zh: "偏科人数",
    en: "Imbalanced pupils",
    meaning_zh: "各科标准分的标准差超过设定值（默认 1.0）的学生数。",
    meaning_en: "Pupils whose standard scores of the subjects spread by more than the flag (1.0 where not configured).",
    better: Better::Lower,
    formula: "#(√(Σ (z_k - z̄)² / K) > flag), z against the whole exam",
    formula_zh: "#(√(Σ (z_k - z̄)² / K) > 界值)，z 以全体考生为准",
    reference: "default of this project; others use the range of the differences, or a coefficient of variation above 0.3",
    ..COUNT
};
const IMBALANCE_SHARE: MetricInfo = MetricInfo {
    id: "imbalance_share",
    zh: "偏科率",
    en: "Share imbalanced",
    meaning_zh: "偏科学生占至少两科有成绩学生的比例。",
    meaning_en: "Share of the pupils with at least two subjects who are flagged as imbalanced.",
    unit: Unit::Fraction,
    range: (Some(0.0), Some(1.0)),
    denominator: "pupils with at least two subjects",
    denominator_zh: "至少有两科成绩的考生",
    formula: "n_imbalanced / #(at least two subjects), Wilson interval",
    formula_zh: "偏科人数 / #(至少有两科成绩)；Wilson 区间",
    interval: true,
    ..N_FLAGGED
};
const SCHOOL_SUBJECT_SD: MetricInfo = MetricInfo {
    id: "school_subject_sd",
    zh: "学科均衡指数",
    en: "Spread of subjects",
    meaning_zh: "学校各科平均标准分的标准差，越小各科越均衡。",
    meaning_en: "Standard deviation of the school's mean standard scores over its subjects; the smaller, the more even.",
    unit: Unit::Number,
    minimum_n: 2,
    denominator: "number of subjects",
    denominator_zh: "学科数",
    formula: "√(Σ (zbar_k - mean)² / K), zbar_k = (m_k - M_k)/s_k against the whole exam",
    formula_zh: "√(Σ (zbar_k - 均值)² / K)，zbar_k = (m_k - M_k)/s_k，以全体考生为准",
    ..N_FLAGGED
};

/// Every metric of the tables that an exam asks for, table by table.
pub static ON_REQUEST: &[MetricInfo] = &[
    LINE_MARK,
    COUNT,
    SHARE,
    N_SINGLE,
    N_DOUBLE,
    N_MISPLACED,
    N_SUBJECT_ONLY,
    N_NEITHER,
    HIT_RATE,
    CONTRIBUTION_RATE,
    EFFECTIVE_RATE,
    N_BORDERLINE,
    WITHIN_REACH_RATE,
    POSSIBLE_GAIN,
    VALUE,
    TARGET,
    GAP,
    COMPLETION,
    INDEX,
    N_ASSIGNED,
    ASSIGNED_MEAN,
    ASSIGNED_SD,
    ASSIGNED_MEDIAN,
    N_BAND,
    TARGET_SHARE,
    ACTUAL_SHARE,
    RAW_HIGHEST,
    RAW_LOWEST,
    ASSIGNED_HIGHEST,
    ASSIGNED_LOWEST,
    LEVEL_1_SHARE,
    LEVEL_2_SHARE,
    LEVEL_3_SHARE,
    LEVEL_4_SHARE,
    LEVEL_RULE_SHARE,
    N_FLAGGED,
    IMBALANCE_SHARE,
    SCHOOL_SUBJECT_SD,
    N_ITEM,
    FACILITY,
    BLANK_RATE,
    ZERO_RATE,
    ITEM_FULL_RATE,
    ITEMS_SCORE_RATE,
    ITEMS_FULL,
    BAND_FROM,
    BAND_TO,
    BAND_COUNT,
    BAND_SHARE,
    BAND_CUMULATIVE,
    BAND_CUMULATIVE_SHARE,
    BAND_PART_OF_EXAM,
    MODEL_SCHOOLS,
    MODEL_SD_ALONE,
    MODEL_SD_LEFT,
    MODEL_EXPLAINED,
    COEFFICIENT,
    COEFFICIENT_SE,
    EXPECTED_MEAN,
    ADJUSTED_EFFECT,
    N_CAMPUSES,
    POOLED_SCORE,
    CAMPUS_RANGE,
    LEADER_GAP,
    CONVERGENCE,
    VALUE_ADDED,
    BUNDLE_VALUE,
    CAMPUS_CREDIT,
    OWN_LEVEL,
    OWN_FIFTH,
];
