//! Metrics of distribution tables.

use super::COUNT;
use crate::catalogue::{Better, Kind, MetricInfo, Unit};

pub(super) const BAND_FROM: MetricInfo = MetricInfo {
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
    denominator_zh: "无",
    formula: "of the bounds asked for, or the mark at the band's last place in the whole exam",
    formula_zh: "由所定的分段给出，或全体考生中该段最后一名的分数",
    reference: "分数段, 等第, 名次段 as joint-exam reports print them",
    kind: Kind::Own,
    interval: false,
    ..COUNT
};
pub(super) const BAND_TO: MetricInfo = MetricInfo {
    id: "band_to",
    zh: "分数上界",
    en: "Upper bound of the band",
    meaning_zh: "该段的上界；分数段不含上界（最高段含满分），等第与名次段含上界。",
    meaning_en: "Upper bound of the band; bands of marks do not hold it, but for the top one; grades and places do.",
    formula: "of the bounds asked for, or the highest mark of the band in the whole exam",
    formula_zh: "由所定的分段给出，或全体考生中该段的最高分",
    ..BAND_FROM
};
pub(super) const BAND_COUNT: MetricInfo = MetricInfo {
    id: "band_count",
    zh: "段内人数",
    en: "Pupils in the band",
    meaning_zh: "本单位落在该段的学生数；名次段为前若干名内的人数（同分并列均计入）。",
    meaning_en: "Pupils of the group in the band; of places those among the first so many of the exam, ties in.",
    unit: Unit::Pupils,
    range: (Some(0.0), None),
    formula: "#(from <= mark < to), the top band with the full mark; places: #(mark >= mark at the place)",
    formula_zh: "#(下限 <= 分数 < 上限)，最高一段含满分；按名次时：#(分数 >= 该名次的分数)",
    ..BAND_FROM
};
pub(super) const BAND_SHARE: MetricInfo = MetricInfo {
    id: "band_share",
    zh: "段内比例",
    en: "Share in the band",
    meaning_zh: "段内人数占本单位有效人数的比例。",
    meaning_en: "Pupils in the band over the pupils of the group with a valid mark.",
    unit: Unit::Fraction,
    range: (Some(0.0), Some(1.0)),
    denominator: "pupils with a valid mark",
    denominator_zh: "实考人数",
    formula: "band_count / n",
    formula_zh: "该段人数 / n",
    ..BAND_FROM
};
pub(super) const BAND_CUMULATIVE: MetricInfo = MetricInfo {
    id: "band_cumulative",
    zh: "累计人数",
    en: "In the band or above",
    meaning_zh: "落在该段及以上各段的学生数。",
    meaning_en: "Pupils of the group in the band or a higher one.",
    formula: "#(mark >= from)",
    formula_zh: "#(分数 >= 下限)",
    ..BAND_COUNT
};
pub(super) const BAND_CUMULATIVE_SHARE: MetricInfo = MetricInfo {
    id: "band_cumulative_share",
    zh: "累计比例",
    en: "Share in the band or above",
    meaning_zh: "累计人数占本单位有效人数的比例。",
    meaning_en: "Pupils in the band or a higher one over the pupils of the group with a valid mark.",
    formula: "band_cumulative / n",
    formula_zh: "累计人数 / n",
    ..BAND_SHARE
};
pub(super) const BAND_PART_OF_EXAM: MetricInfo = MetricInfo {
    id: "band_part_of_exam",
    zh: "占全体该段比例",
    en: "Part of the exam's band",
    meaning_zh: "本单位段内人数占全体考生该段人数的比例。",
    meaning_en: "Pupils of the group in the band over those of the whole exam in it.",
    denominator: "pupils of the whole exam in the band",
    denominator_zh: "全体考生中该段人数",
    formula: "band_count / band_count of the exam",
    formula_zh: "该段人数 / 全体考生该段人数",
    kind: Kind::Comparison,
    ..BAND_SHARE
};
