//! Metrics of contextual models and of education groups.

use super::COUNT;
use crate::catalogue::{Better, Kind, MetricInfo, Unit};

pub(super) const MODEL_SCHOOLS: MetricInfo = MetricInfo {
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
    denominator_zh: "无",
    formula: "number of schools",
    formula_zh: "学校数",
    reference: "Raudenbush & Bryk (2002), Hierarchical Linear Models, 2nd ed., chapter 4",
    kind: Kind::Comparison,
    interval: false,
    ..COUNT
};
pub(super) const MODEL_SD_ALONE: MetricInfo = MetricInfo {
    id: "model_sd_alone",
    zh: "校际标准差（未计条件）",
    en: "Between schools, alone",
    meaning_zh: "不考虑办学条件时，学校平均水平之间的标准差。",
    meaning_en: "Standard deviation between the schools' levels before their circumstances are counted.",
    unit: Unit::Points,
    minimum_n: 4,
    formula: "sqrt(t0), REML of x = b0 + u_school + e",
    formula_zh: "sqrt(t0)，由 x = b0 + u_school + e 的 REML 估计",
    ..MODEL_SCHOOLS
};
pub(super) const MODEL_SD_LEFT: MetricInfo = MetricInfo {
    id: "model_sd_left",
    zh: "校际标准差（计入条件后）",
    en: "Between schools, beside their circumstances",
    meaning_zh: "计入办学条件后，学校之间剩余差异的标准差。",
    meaning_en: "Standard deviation between schools that their circumstances leave.",
    formula: "sqrt(t), REML of x = b0 + sum(b c_school) + u_school + e",
    formula_zh: "sqrt(t)，由 x = b0 + sum(b c_school) + u_school + e 的 REML 估计",
    ..MODEL_SD_ALONE
};
pub(super) const MODEL_EXPLAINED: MetricInfo = MetricInfo {
    id: "model_explained",
    zh: "条件解释的校际差异",
    en: "Explained by circumstances",
    meaning_zh: "校际差异中随办学条件而来的比例；为负表示所列条件并无解释力。这是相关，不是因果。",
    meaning_en: "Share of the differences between schools that goes with their circumstances; below zero they explain nothing. An association, no cause.",
    unit: Unit::Fraction,
    range: (None, Some(1.0)),
    denominator: "variance between schools without circumstances",
    denominator_zh: "不计条件时的校际方差",
    formula: "1 - t / t0",
    formula_zh: "1 - t / t0",
    reference: "Raudenbush & Bryk (2002), Hierarchical Linear Models, 2nd ed., eq. 4.12",
    ..MODEL_SD_ALONE
};
pub(super) const COEFFICIENT: MetricInfo = MetricInfo {
    id: "coefficient",
    zh: "系数",
    en: "Coefficient",
    meaning_zh: "条件相差一个单位（或由参照类别换为该类别）时平均分相差多少分；区间含 0 时说不准有无差别。",
    meaning_en: "Points by which the mean differs with one unit of the circumstance, or between the kind and that of reference; an interval with 0 in it cannot tell.",
    range: (None, None),
    formula: "b of generalised least squares; interval: b +- q se, q the 97.5 % quantile of t(schools - terms)",
    formula_zh: "广义最小二乘的 b；区间：b ± q se，q 为 t(学校数 - 项数) 的 97.5 % 分位数",
    interval: true,
    ..MODEL_SD_ALONE
};
pub(super) const COEFFICIENT_SE: MetricInfo = MetricInfo {
    id: "coefficient_se",
    zh: "系数标准误",
    en: "Standard error of the coefficient",
    meaning_zh: "系数的标准误。",
    meaning_en: "Standard error of the coefficient.",
    formula: "root of the diagonal of inv(X' inv(V) X)",
    formula_zh: "inv(X' inv(V) X) 对角元的平方根",
    ..MODEL_SD_ALONE
};
pub(super) const EXPECTED_MEAN: MetricInfo = MetricInfo {
    id: "expected_mean",
    zh: "同条件期望均分",
    en: "Expected of its circumstances",
    meaning_zh: "条件相同的学校平均可达到的平均分。",
    meaning_en: "Mean that schools of the same circumstances reach on average.",
    range: (None, None),
    formula: "b0 + sum(b c_school)",
    formula_zh: "b0 + sum(b c_school)",
    ..MODEL_SD_ALONE
};
pub(super) const ADJUSTED_EFFECT: MetricInfo = MetricInfo {
    id: "adjusted_effect",
    zh: "同条件下学校效应",
    en: "Effect beside its circumstances",
    meaning_zh: "剔除偶然波动后，本校高于（正）或低于（负）条件相同的学校多少分；区间含 0 时不能说有差别。所列条件之外的差异仍在其中，不可当作教学优劣。",
    meaning_en: "Points by which the school lies above or below schools of the same circumstances once chance is allowed for; an interval with 0 in it cannot tell. What the model does not know is still in it: no verdict on teaching.",
    range: (None, None),
    better: Better::Higher,
    formula: "lambda (m - expected), as school_effect; interval: +- q sqrt(t (1 - lambda) + d' cov(b) d + 4 e^2 w^3 / sum(w^2)), d = lambda c, e = s / n, w = 1 / (t + e), q of t(schools - terms)",
    formula_zh: "lambda (m - 预期值)，同学校效应；区间：± q sqrt(t (1 - lambda) + d' cov(b) d + 4 e^2 w^3 / sum(w^2))，d = lambda c，e = s / n，w = 1 / (t + e)，q 取自 t(学校数 - 项数)",
    reference: "Raudenbush & Bryk (2002), eq. 3.42; Prasad & Rao (1990), JASA 85:163; Datta & Lahiri (2000), Statistica Sinica 10:613",
    interval: true,
    ..MODEL_SD_ALONE
};

pub(super) const N_CAMPUSES: MetricInfo = MetricInfo {
    id: "n_campuses",
    zh: "成员校数",
    en: "Campuses",
    meaning_zh: "教育集团中有成绩的学校数。",
    meaning_en: "Schools of the education group with marks.",
    formula: "number of schools",
    formula_zh: "学校数",
    reference: "template of this project; no official formula was found: a local rule",
    ..MODEL_SCHOOLS
};
pub(super) const POOLED_SCORE: MetricInfo = MetricInfo {
    id: "pooled_score",
    zh: "平均标准分（对全体）",
    en: "Mean standard score in the exam",
    meaning_zh: "集团全部学生合为一个单位（不是各校均分的平均）的平均标准分；学校行为本校的。",
    meaning_en: "Mean standard score of all pupils of the group as one unit, no mean of school means; in the row of a school its own.",
    unit: Unit::Number,
    range: (None, None),
    better: Better::Higher,
    denominator: "sd of all pupils of the exam (divisor n)",
    denominator_zh: "全体考生的标准差（除以 n）",
    formula: "(m - M) / s, M and s of the whole exam",
    formula_zh: "(m - M) / s，M 和 s 取全体考生的",
    ..N_CAMPUSES
};
pub(super) const CAMPUS_RANGE: MetricInfo = MetricInfo {
    id: "campus_range",
    zh: "校际极差",
    en: "Range of campuses",
    meaning_zh: "成员校平均标准分的最大值减最小值。",
    meaning_en: "Highest less lowest mean standard score of the campuses.",
    range: (Some(0.0), None),
    better: Better::Lower,
    minimum_n: 2,
    denominator: "none",
    denominator_zh: "无",
    formula: "max zbar - min zbar",
    formula_zh: "max zbar - min zbar",
    ..POOLED_SCORE
};
pub(super) const LEADER_GAP: MetricInfo = MetricInfo {
    id: "leader_gap",
    zh: "龙头校差距",
    en: "Gap to the leading school",
    meaning_zh: "龙头校平均标准分减去其余成员校（合并）的平均标准分。",
    meaning_en: "Mean standard score of the leading school less that of the other campuses together.",
    range: (None, None),
    minimum_n: 2,
    formula: "zbar(core) - zbar(members)",
    formula_zh: "zbar(核心校) - zbar(成员校)",
    ..CAMPUS_RANGE
};
pub(super) const CONVERGENCE: MetricInfo = MetricInfo {
    id: "convergence",
    zh: "收敛度",
    en: "Convergence",
    meaning_zh: "校际极差较基年缩小的比例；为负表示扩大。",
    meaning_en: "By how much the range has shrunk since the year of comparison; below zero it has grown.",
    range: (None, Some(1.0)),
    better: Better::Higher,
    denominator: "range of the year of comparison",
    denominator_zh: "基年的极差",
    formula: "1 - range / base range",
    formula_zh: "1 - 极差 / 基期极差",
    ..CAMPUS_RANGE
};
pub(super) const VALUE_ADDED: MetricInfo = MetricInfo {
    id: "bundle_value_added",
    zh: "增值（外部给定）",
    en: "Value added, as given",
    meaning_zh: "考试方案中给定的集团增值，本系统未作计算。",
    meaning_en: "Value added of the group as the specification gives it; not computed here.",
    formula: "given",
    formula_zh: "直接给定",
    ..POOLED_SCORE
};
pub(super) const BUNDLE_VALUE: MetricInfo = MetricInfo {
    id: "bundle_value",
    zh: "集团值",
    en: "Value of the group",
    meaning_zh: "按方案权数合成的集团评价值（地方口径）。",
    meaning_en: "Weighted value of the education group; a local rule.",
    formula: "w1 pooled + w2 convergence + w3 value added",
    formula_zh: "w1 合并标准分 + w2 收敛度 + w3 增值",
    ..POOLED_SCORE
};
pub(super) const CAMPUS_CREDIT: MetricInfo = MetricInfo {
    id: "campus_credit",
    zh: "成员校捆绑值",
    en: "Credit of the campus",
    meaning_zh: "集团值与本校平均标准分按方案比例合成（地方口径）。",
    meaning_en: "Value of the group and the school's own score in the configured proportion; a local rule.",
    formula: "alpha G + (1 - alpha) zbar",
    formula_zh: "alpha G + (1 - alpha) zbar",
    ..POOLED_SCORE
};
