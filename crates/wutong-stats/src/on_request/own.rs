//! What a pupil is told.

use super::*;
use crate::own::LEAST_FOR_FIFTHS;

pub(super) const OWN_LEVEL: MetricInfo = MetricInfo {
    id: "own_level",
    zh: "本人等级",
    en: "Own level",
    meaning_zh: "本人分数按本学科分数线所处的等级，由低到高为 E、D、C、B、A；与其他学生的分数无关。",
    meaning_en: "Level of the pupil's own mark by the cuts of the paper, E, D, C, B, A from the lowest; other pupils' marks play no part.",
    unit: Unit::Number,
    range: (Some(0.0), Some(4.0)),
    minimum_n: 1,
    denominator: "none",
    denominator_zh: "无",
    formula: "number of the cuts low, pass, good, excellence that the mark reaches: 0 is E, 4 is A",
    formula_zh: "分数达到低分线、及格线、良好线、优秀线中的几条：0 条为 E，4 条为 A",
    reference: "教基厅函〔2021〕34号: results are given in four or five levels",
    kind: Kind::Own,
    ..COUNT
};
pub(super) const OWN_FIFTH: MetricInfo = MetricInfo {
    id: "own_fifth",
    zh: "位置区间",
    en: "Fifth",
    meaning_zh: "本人分数处于全体有成绩考生由高到低的第几个五分之一，1 为最高；分数相同的学生区间相同，不是名次。",
    meaning_en: "The fifth of all pupils with a mark, from the highest, in which the own mark lies; equal marks lie in one fifth. It is no rank.",
    range: (Some(1.0), Some(5.0)),
    better: Better::Lower,
    minimum_n: LEAST_FOR_FIFTHS as u32,
    denominator: "pupils of the whole exam with a mark",
    denominator_zh: "全体有成绩的考生",
    formula: "⌊5 a / n⌋ + 1, a pupils with a higher mark",
    formula_zh: "⌊5 a / n⌋ + 1，a 为分数更高的人数",
    reference: "senior stage only: 教基厅函〔2021〕34号 forbids ranking in compulsory education",
    kind: Kind::Comparison,
    ..OWN_LEVEL
};
