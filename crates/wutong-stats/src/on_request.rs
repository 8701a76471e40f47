//! Metrics of the tables that an exam asks for: lines, targets, indices, assigned marks, levels, imbalance, bands,
//! contextual models, education groups.
//!
//! Each rests on more than the figures of one group and subject (a line, a target, a scheme), so that the function that
//! computes it stands beside its subject and not in the entry.

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
    formula: "#(total >= T0)",
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
    formula: "#(total >= T0) / #total, Wilson interval",
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
    formula: "total: T0; subject: (T0 / P1) m over the pupils on line (proportional), or the mark at rank ⌊q n⌋ (same share), or given",
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
    ..COUNT
};
const N_DOUBLE: MetricInfo = MetricInfo {
    id: "n_double",
    zh: "双上线人数",
    en: "Double on line",
    meaning_zh: "该科达到有效分且总分上线的学生数。",
    meaning_en: "Pupils at or above the line of the subject and of the total.",
    formula: "#(mark >= e and total >= T0)",
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
    ..COUNT
};
const HIT_RATE: MetricInfo = MetricInfo {
    id: "hit_rate",
    zh: "命中率",
    en: "Hit rate",
    meaning_zh: "单上线学生中双上线的比例。",
    meaning_en: "Of the pupils on the line of the subject, the share on the line of the total too.",
    denominator: "pupils on the line of the subject",
    formula: "double / single, Wilson interval",
    ..SHARE
};
const CONTRIBUTION_RATE: MetricInfo = MetricInfo {
    id: "contribution_rate",
    zh: "贡献率",
    en: "Contribution rate",
    meaning_zh: "总分上线且有该科成绩的学生中，该科也达到有效分的比例。",
    meaning_en: "Of the pupils on line by total with a mark in the subject, the share on its line too.",
    denominator: "pupils on line by total with a mark in the subject",
    formula: "double / #(total >= T0), Wilson interval",
    ..SHARE
};
const EFFECTIVE_RATE: MetricInfo = MetricInfo {
    id: "effective_rate",
    zh: "有效率",
    en: "Effective rate",
    meaning_zh: "该科达到有效分的学生占该科参考人数的比例。",
    meaning_en: "Share of the pupils of the subject at or above its line.",
    denominator: "pupils with a mark in the subject",
    formula: "single / n, Wilson interval",
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
    ..COUNT
};
const WITHIN_REACH_RATE: MetricInfo = MetricInfo {
    id: "within_reach_rate",
    zh: "入围比率",
    en: "Within reach",
    meaning_zh: "已上线与线下临界生之和占有总分学生的比例。",
    meaning_en: "Share of the pupils with a total who are on line or borderline below it.",
    formula: "(#on line + #borderline below) / #total, Wilson interval",
    ..SHARE
};
const POSSIBLE_GAIN: MetricInfo = MetricInfo {
    id: "possible_gain",
    zh: "增率",
    en: "Possible gain",
    meaning_zh: "线下临界生全部上线时，上线率可提高多少。",
    meaning_en: "By how much the online rate rises if every borderline pupil below the line reaches it.",
    formula: "#borderline below / #total",
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
    formula: "the metric's own, or the expression of the index",
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
    formula: "given in exam.toml",
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
    formula: "value / target",
    ..TARGET
};

const N_ASSIGNED: MetricInfo = MetricInfo {
    id: "n_assigned",
    zh: "赋分人数",
    en: "Assigned",
    meaning_zh: "得到等级赋分的学生数。",
    meaning_en: "Pupils with an assigned mark.",
    better: Better::Neither,
    minimum_n: 30,
    formula: "#(assigned mark)",
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
    formula: "Σ t / n, t = T1 + (T2 - T1)(Y - Y1)/(Y2 - Y1) rounded half up inside a band",
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
    ..ASSIGNED_MEAN
};
const ASSIGNED_MEDIAN: MetricInfo = MetricInfo {
    id: "assigned_median",
    zh: "赋分中位数",
    en: "Assigned median",
    meaning_zh: "等级赋分的中位数。",
    meaning_en: "Median of the assigned marks.",
    formula: "quantile 0.5 of t, rule of the median of raw marks",
    ..ASSIGNED_MEAN
};

const N_BAND: MetricInfo = MetricInfo {
    id: "n_band",
    zh: "本等人数",
    en: "Pupils of the band",
    meaning_zh: "落在该等级区间的学生数。",
    meaning_en: "Pupils of the exam in the band.",
    formula: "#(raw mark in the band)",
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
    formula: "of the scheme",
    ..N_BAND
};
const ACTUAL_SHARE: MetricInfo = MetricInfo {
    id: "actual_share",
    zh: "实际比例",
    en: "Share reached",
    meaning_zh: "同分不拆，落在该等级的实际比例。",
    meaning_en: "Share of the pupils really in the band; equal marks are never split.",
    formula: "n_band / n",
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
    formula: "#(mark >= cut IV) / n, Wilson interval",
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
    ..LEVEL_4_SHARE
};
const LEVEL_2_SHARE: MetricInfo = MetricInfo {
    id: "level_2_share",
    zh: "本地Ⅱ级比例",
    en: "Share at local level II",
    meaning_zh: "处于本地Ⅱ级的学生比例；本地分级，非国测等级。",
    meaning_en: "Share of the pupils of level II; local levels, not those of the national monitoring.",
    formula: "#(cut II <= mark < cut III) / n, Wilson interval",
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
    ..LEVEL_3_SHARE
};
const LEVEL_RULE_SHARE: MetricInfo = MetricInfo {
    id: "level_rule_share",
    zh: "本地达级比例",
    en: "At the level of the rule",
    meaning_zh: "达到规定等级（默认Ⅲ级）及以上的学生比例；本地分级，非国测等级。",
    meaning_en: "Share of the pupils at the level of the rule (III where not configured) or above; local levels.",
    formula: "#(mark >= cut of the rule's level) / n, Wilson interval",
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
    formula: "n_imbalanced / #(at least two subjects), Wilson interval",
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
    formula: "√(Σ (zbar_k - mean)² / K), zbar_k = (m_k - M_k)/s_k against the whole exam",
    ..N_FLAGGED
};

const N_ITEM: MetricInfo = MetricInfo {
    id: "n",
    zh: "作答人数",
    en: "Pupils",
    meaning_zh: "该题（或这些题）属于其试卷、得分已知的学生数；未作答计零分，计入；选做题中未选的不计。",
    meaning_en: "Pupils to whose paper the item or items belong and whose mark is known; a blank counts with zero, an item not chosen does not count.",
    unit: Unit::Pupils,
    range: (Some(0.0), None),
    better: Better::Neither,
    minimum_n: 1,
    denominator: "none",
    formula: "#(mark of the items known)",
    reference: "definitions of the field",
    kind: Kind::Own,
    interval: false,
    compute: elsewhere,
};
const FACILITY: MetricInfo = MetricInfo {
    id: "facility",
    zh: "难度（得分率）",
    en: "Facility",
    meaning_zh: "该题平均得分占满分的比例；数值越大，题目越容易。",
    meaning_en: "Mean mark of the item as a share of its full mark; the larger, the easier.",
    unit: Unit::Fraction,
    range: (Some(0.0), Some(1.0)),
    better: Better::Higher,
    denominator: "full mark of the item times pupils",
    formula: "R = Σ x / Σ f; R ± t s / (f̄ √n), s² = Σ (x - R f)² / (n - 1)",
    reference: "Crocker & Algina (1986), Introduction to Classical and Modern Test Theory, ch. 14; Cochran (1977), section 2.11",
    interval: true,
    ..N_ITEM
};
const BLANK_RATE: MetricInfo = MetricInfo {
    id: "blank_rate",
    zh: "空白率",
    en: "Blank rate",
    meaning_zh: "未作答该题的学生占比。",
    meaning_en: "Share of the pupils who left the item blank.",
    unit: Unit::Fraction,
    range: (Some(0.0), Some(1.0)),
    better: Better::Lower,
    denominator: "pupils with a mark of the item",
    formula: "#blank / n",
    ..N_ITEM
};
const ZERO_RATE: MetricInfo = MetricInfo {
    id: "zero_rate",
    zh: "零分率",
    en: "Zero rate",
    meaning_zh: "该题得零分的学生占比，未作答者在内。",
    meaning_en: "Share of the pupils with zero marks in the item, blanks among them.",
    formula: "#(x = 0) / n",
    ..BLANK_RATE
};
const ITEM_FULL_RATE: MetricInfo = MetricInfo {
    id: "item_full_mark_rate",
    zh: "该题满分率",
    en: "Full-mark rate of the item",
    meaning_zh: "该题得满分的学生占比。",
    meaning_en: "Share of the pupils with the full mark of the item.",
    better: Better::Higher,
    formula: "#(x = f) / n",
    ..BLANK_RATE
};
const ITEMS_SCORE_RATE: MetricInfo = MetricInfo {
    id: "item_score_rate",
    zh: "题组得分率",
    en: "Score rate of the items",
    meaning_zh: "考查同一知识点（或能力层次、题型）的各题，所得分数占应得分数的比例。",
    meaning_en: "What was earned in the items of one knowledge point, ability level or type, as a share of what could be earned.",
    unit: Unit::Fraction,
    range: (Some(0.0), Some(1.0)),
    better: Better::Higher,
    denominator: "full marks of the items times pupils",
    formula: "R = Σ e / Σ f over pupils; R ± t s / (f̄ √n), s² = Σ (e - R f)² / (n - 1)",
    reference: "Cochran (1977), Sampling Techniques, 3rd ed., section 2.11 (ratio estimate)",
    interval: true,
    ..N_ITEM
};
const ITEMS_FULL: MetricInfo = MetricInfo {
    id: "items_full_mark",
    zh: "题组满分",
    en: "Full mark of the items",
    meaning_zh: "这些题的满分之和；选做题按学生所选计，取平均。",
    meaning_en: "Sum of the full marks of the items; among items to choose from, the mean over pupils of what they chose.",
    unit: Unit::Points,
    formula: "Σ f / n",
    ..N_ITEM
};
const BAND_FROM: MetricInfo = MetricInfo {
    id: "band_from",
    zh: "分数下界",
    en: "Lowest mark of the band",
    meaning_zh: "该段的最低分；由全体考生确定的等第与名次段，各单位相同。",
    meaning_en: "Lowest mark of the band; where bands follow from all pupils of the exam, alike for every group.",
    unit: Unit::Points,
    range: (None, None),
    better: Better::Neither,
    minimum_n: 1,
    denominator: "none",
    formula: "of the bounds asked for, or the mark at the band's last place in the whole exam",
    reference: "分数段, 等第, 名次段 as joint-exam reports print them",
    kind: Kind::Own,
    interval: false,
    ..COUNT
};
const BAND_TO: MetricInfo = MetricInfo {
    id: "band_to",
    zh: "分数上界",
    en: "Upper bound of the band",
    meaning_zh: "该段的上界；分数段不含上界（最高段含满分），等第与名次段含上界。",
    meaning_en: "Upper bound of the band; bands of marks do not hold it, but for the top one; grades and places do.",
    formula: "of the bounds asked for, or the highest mark of the band in the whole exam",
    ..BAND_FROM
};
const BAND_COUNT: MetricInfo = MetricInfo {
    id: "band_count",
    zh: "段内人数",
    en: "Pupils in the band",
    meaning_zh: "本单位落在该段的学生数；名次段为前若干名内的人数（同分并列均计入）。",
    meaning_en: "Pupils of the group in the band; of places those among the first so many of the exam, ties in.",
    unit: Unit::Pupils,
    range: (Some(0.0), None),
    formula: "#(from <= mark < to), the top band with the full mark; places: #(mark >= mark at the place)",
    ..BAND_FROM
};
const BAND_SHARE: MetricInfo = MetricInfo {
    id: "band_share",
    zh: "段内比例",
    en: "Share in the band",
    meaning_zh: "段内人数占本单位有效人数的比例。",
    meaning_en: "Pupils in the band over the pupils of the group with a valid mark.",
    unit: Unit::Fraction,
    range: (Some(0.0), Some(1.0)),
    denominator: "pupils with a valid mark",
    formula: "band_count / n",
    ..BAND_FROM
};
const BAND_CUMULATIVE: MetricInfo = MetricInfo {
    id: "band_cumulative",
    zh: "累计人数",
    en: "In the band or above",
    meaning_zh: "落在该段及以上各段的学生数。",
    meaning_en: "Pupils of the group in the band or a higher one.",
    formula: "#(mark >= from)",
    ..BAND_COUNT
};
const BAND_CUMULATIVE_SHARE: MetricInfo = MetricInfo {
    id: "band_cumulative_share",
    zh: "累计比例",
    en: "Share in the band or above",
    meaning_zh: "累计人数占本单位有效人数的比例。",
    meaning_en: "Pupils in the band or a higher one over the pupils of the group with a valid mark.",
    formula: "band_cumulative / n",
    ..BAND_SHARE
};
const BAND_PART_OF_EXAM: MetricInfo = MetricInfo {
    id: "band_part_of_exam",
    zh: "占全体该段比例",
    en: "Part of the exam's band",
    meaning_zh: "本单位段内人数占全体考生该段人数的比例。",
    meaning_en: "Pupils of the group in the band over those of the whole exam in it.",
    denominator: "pupils of the whole exam in the band",
    formula: "band_count / band_count of the exam",
    kind: Kind::Comparison,
    ..BAND_SHARE
};

const MODEL_SCHOOLS: MetricInfo = MetricInfo {
    id: "model_schools",
    zh: "入模学校数",
    en: "Schools in the model",
    meaning_zh: "进入模型的学校数：达到最小人数且各项条件均有记录。",
    meaning_en: "Schools in the model: large enough, with every circumstance known.",
    unit: Unit::Number,
    range: (Some(0.0), None),
    better: Better::Neither,
    minimum_n: 1,
    denominator: "none",
    formula: "number of schools",
    reference: "Raudenbush & Bryk (2002), Hierarchical Linear Models, 2nd ed., chapter 4",
    kind: Kind::Comparison,
    interval: false,
    ..COUNT
};
const MODEL_SD_ALONE: MetricInfo = MetricInfo {
    id: "model_sd_alone",
    zh: "校际标准差（未计条件）",
    en: "Between schools, alone",
    meaning_zh: "不考虑办学条件时，学校平均水平之间的标准差。",
    meaning_en: "Standard deviation between the schools' levels before their circumstances are counted.",
    unit: Unit::Points,
    minimum_n: 4,
    formula: "sqrt(t0), REML of x = b0 + u_school + e",
    ..MODEL_SCHOOLS
};
const MODEL_SD_LEFT: MetricInfo = MetricInfo {
    id: "model_sd_left",
    zh: "校际标准差（计入条件后）",
    en: "Between schools, beside their circumstances",
    meaning_zh: "计入办学条件后，学校之间剩余差异的标准差。",
    meaning_en: "Standard deviation between schools that their circumstances leave.",
    formula: "sqrt(t), REML of x = b0 + sum(b c_school) + u_school + e",
    ..MODEL_SD_ALONE
};
const MODEL_EXPLAINED: MetricInfo = MetricInfo {
    id: "model_explained",
    zh: "条件解释的校际差异",
    en: "Explained by circumstances",
    meaning_zh: "校际差异中随办学条件而来的比例；为负表示所列条件并无解释力。这是相关，不是因果。",
    meaning_en: "Share of the differences between schools that goes with their circumstances; below zero they explain nothing. An association, no cause.",
    unit: Unit::Fraction,
    range: (None, Some(1.0)),
    denominator: "variance between schools without circumstances",
    formula: "1 - t / t0",
    reference: "Raudenbush & Bryk (2002), Hierarchical Linear Models, 2nd ed., eq. 4.12",
    ..MODEL_SD_ALONE
};
const COEFFICIENT: MetricInfo = MetricInfo {
    id: "coefficient",
    zh: "系数",
    en: "Coefficient",
    meaning_zh: "条件相差一个单位（或由参照类别换为该类别）时平均分相差多少分；区间含 0 时说不准有无差别。",
    meaning_en: "Points by which the mean differs with one unit of the circumstance, or between the kind and that of reference; an interval with 0 in it cannot tell.",
    range: (None, None),
    formula: "b of generalised least squares; interval: b +- q se, q the 97.5 % quantile of t(schools - terms)",
    interval: true,
    ..MODEL_SD_ALONE
};
const COEFFICIENT_SE: MetricInfo = MetricInfo {
    id: "coefficient_se",
    zh: "系数标准误",
    en: "Standard error of the coefficient",
    meaning_zh: "系数的标准误。",
    meaning_en: "Standard error of the coefficient.",
    formula: "root of the diagonal of inv(X' inv(V) X)",
    ..MODEL_SD_ALONE
};
const EXPECTED_MEAN: MetricInfo = MetricInfo {
    id: "expected_mean",
    zh: "同条件期望均分",
    en: "Expected of its circumstances",
    meaning_zh: "条件相同的学校平均可达到的平均分。",
    meaning_en: "Mean that schools of the same circumstances reach on average.",
    range: (None, None),
    formula: "b0 + sum(b c_school)",
    ..MODEL_SD_ALONE
};
const ADJUSTED_EFFECT: MetricInfo = MetricInfo {
    id: "adjusted_effect",
    zh: "同条件下学校效应",
    en: "Effect beside its circumstances",
    meaning_zh: "剔除偶然波动后，本校高于（正）或低于（负）条件相同的学校多少分；区间含 0 时不能说有差别。所列条件之外的差异仍在其中，不可当作教学优劣。",
    meaning_en: "Points by which the school lies above or below schools of the same circumstances once chance is allowed for; an interval with 0 in it cannot tell. What the model does not know is still in it: no verdict on teaching.",
    range: (None, None),
    better: Better::Higher,
    formula: "lambda (m - expected), as school_effect; interval: +- q sqrt(t (1 - lambda) + d' cov(b) d + 4 e^2 w^3 / sum(w^2)), d = lambda c, e = s / n, w = 1 / (t + e), q of t(schools - terms)",
    reference: "Raudenbush & Bryk (2002), eq. 3.42; Prasad & Rao (1990), JASA 85:163; Datta & Lahiri (2000), Statistica Sinica 10:613",
    interval: true,
    ..MODEL_SD_ALONE
};

const N_CAMPUSES: MetricInfo = MetricInfo {
    id: "n_campuses",
    zh: "成员校数",
    en: "Campuses",
    meaning_zh: "教育集团中有成绩的学校数。",
    meaning_en: "Schools of the education group with marks.",
    formula: "number of schools",
    reference: "template of this project; no official formula was found: a local rule",
    ..MODEL_SCHOOLS
};
const POOLED_SCORE: MetricInfo = MetricInfo {
    id: "pooled_score",
    zh: "平均标准分（对全体）",
    en: "Mean standard score in the exam",
    meaning_zh: "集团全部学生合为一个单位（不是各校均分的平均）的平均标准分；学校行为本校的。",
    meaning_en: "Mean standard score of all pupils of the group as one unit, no mean of school means; in the row of a school its own.",
    unit: Unit::Number,
    range: (None, None),
    better: Better::Higher,
    denominator: "sd of all pupils of the exam (divisor n)",
    formula: "(m - M) / s, M and s of the whole exam",
    ..N_CAMPUSES
};
const CAMPUS_RANGE: MetricInfo = MetricInfo {
    id: "campus_range",
    zh: "校际极差",
    en: "Range of campuses",
    meaning_zh: "成员校平均标准分的最大值减最小值。",
    meaning_en: "Highest less lowest mean standard score of the campuses.",
    range: (Some(0.0), None),
    better: Better::Lower,
    minimum_n: 2,
    denominator: "none",
    formula: "max zbar - min zbar",
    ..POOLED_SCORE
};
const LEADER_GAP: MetricInfo = MetricInfo {
    id: "leader_gap",
    zh: "龙头校差距",
    en: "Gap to the leading school",
    meaning_zh: "龙头校平均标准分减去其余成员校（合并）的平均标准分。",
    meaning_en: "Mean standard score of the leading school less that of the other campuses together.",
    range: (None, None),
    minimum_n: 2,
    formula: "zbar(core) - zbar(members)",
    ..CAMPUS_RANGE
};
const CONVERGENCE: MetricInfo = MetricInfo {
    id: "convergence",
    zh: "收敛度",
    en: "Convergence",
    meaning_zh: "校际极差较基年缩小的比例；为负表示扩大。",
    meaning_en: "By how much the range has shrunk since the year of comparison; below zero it has grown.",
    range: (None, Some(1.0)),
    better: Better::Higher,
    denominator: "range of the year of comparison",
    formula: "1 - range / base range",
    ..CAMPUS_RANGE
};
const VALUE_ADDED: MetricInfo = MetricInfo {
    id: "bundle_value_added",
    zh: "增值（外部给定）",
    en: "Value added, as given",
    meaning_zh: "考试方案中给定的集团增值，本系统未作计算。",
    meaning_en: "Value added of the group as the specification gives it; not computed here.",
    formula: "given",
    ..POOLED_SCORE
};
const BUNDLE_VALUE: MetricInfo = MetricInfo {
    id: "bundle_value",
    zh: "集团值",
    en: "Value of the group",
    meaning_zh: "按方案权数合成的集团评价值（地方口径）。",
    meaning_en: "Weighted value of the education group; a local rule.",
    formula: "w1 pooled + w2 convergence + w3 value added",
    ..POOLED_SCORE
};
const CAMPUS_CREDIT: MetricInfo = MetricInfo {
    id: "campus_credit",
    zh: "成员校捆绑值",
    en: "Credit of the campus",
    meaning_zh: "集团值与本校平均标准分按方案比例合成（地方口径）。",
    meaning_en: "Value of the group and the school's own score in the configured proportion; a local rule.",
    formula: "alpha G + (1 - alpha) zbar",
    ..POOLED_SCORE
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
];
