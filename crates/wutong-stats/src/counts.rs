//! Numbers of pupils and participation.

use crate::catalogue::{Better, Estimate, Kind, MetricInfo, Unit};
use crate::error::StatError;
use crate::moments::ratio;

fn count(value: u64) -> Result<Estimate, StatError> {
    Ok(ratio(i128::from(value), 1).into())
}

/// Share of the expected pupils who sat and have a mark.
///
/// # Formula
/// present / expected.
/// # Errors
/// [`StatError::ZeroDenominator`] if nobody was expected; [`StatError::Contradiction`] if more sat than were expected.
/// # References
/// Definitions of county bulletins: 参考率 = 实考人数 / 应考人数.
pub fn participation_rate(present: u64, expected: u64) -> Result<f64, StatError> {
    match expected {
        0 => Err(StatError::ZeroDenominator),
        _ if present > expected => Err(StatError::Contradiction),
        _ => Ok(ratio(i128::from(present), i128::from(expected))),
    }
}

const BASE: MetricInfo = MetricInfo {
    id: "n_valid",
    zh: "实考人数",
    en: "Pupils with a valid mark",
    meaning_zh: "成绩计入统计的考生人数；总分只计各科齐全的考生。",
    meaning_en: "Pupils whose mark counts; for the total, pupils who have all of its subjects.",
    unit: Unit::Pupils,
    range: (Some(0.0), None),
    better: Better::Neither,
    minimum_n: 0,
    denominator: "none",
    denominator_zh: "无",
    formula: "number of marks in the frequency table",
    formula_zh: "频数表中的分数个数",
    reference: "count by status",
    kind: Kind::Count,
    interval: false,
    compute: |figures| count(figures.moments.n),
};

/// Pupils enrolled.
pub(crate) const N_ROSTER: MetricInfo = MetricInfo {
    id: "n_roster",
    zh: "在籍人数",
    en: "Pupils enrolled",
    meaning_zh: "学籍名单上的人数。",
    meaning_en: "Pupils on the roll, as the roster states.",
    formula: "sum of the roster",
    formula_zh: "名单人数之和",
    compute: |figures| count(figures.counts.roster.ok_or(StatError::NotSupplied)?),
    ..BASE
};
/// Pupils expected.
pub(crate) const N_EXPECTED: MetricInfo = MetricInfo {
    id: "n_expected",
    zh: "应考人数",
    en: "Pupils expected",
    meaning_zh: "应参加本科考试的人数：有应考名单时以名单为准，否则为成绩表中除免考、未选、转出以外的人数。",
    meaning_en: "Pupils who were to sit: as the roster states, otherwise those listed who are not exempt, not taking the subject or withdrawn.",
    formula: "roster, less exempt and not taken; without roster: listed pupils less exempt, not taken, withdrawn",
    formula_zh: "名单人数减去免考和未选；没有名单时，为列出的学生减去免考、未选、退出",
    compute: |figures| count(figures.counts.expected),
    ..BASE
};
/// Pupils with a valid mark.
pub(crate) const N_VALID: MetricInfo = BASE;
/// Pupils absent.
pub(crate) const N_ABSENT: MetricInfo = MetricInfo {
    id: "n_absent",
    zh: "缺考人数",
    en: "Pupils absent",
    meaning_zh: "成绩表中标为缺考或空白的人数。",
    meaning_en: "Pupils marked absent or left blank in the score sheet.",
    better: Better::Lower,
    formula: "number of pupils with status absent",
    formula_zh: "状态为缺考的学生数",
    compute: |figures| count(figures.counts.absent),
    ..BASE
};
/// Pupils whose mark was cancelled.
pub(crate) const N_VIOLATION: MetricInfo = MetricInfo {
    id: "n_violation",
    zh: "违纪人数",
    en: "Marks cancelled",
    meaning_zh: "因违纪、作弊取消成绩的人数。",
    meaning_en: "Pupils whose mark was cancelled for a violation.",
    better: Better::Lower,
    formula: "number of pupils with status violation",
    formula_zh: "状态为违纪的学生数",
    compute: |figures| count(figures.counts.violation),
    ..BASE
};
/// Marks of zero.
pub(crate) const N_ZERO: MetricInfo = MetricInfo {
    id: "n_zero",
    zh: "零分人数",
    en: "Marks of zero",
    meaning_zh: "参加考试而得零分的人数，计入平均分。",
    meaning_en: "Pupils who sat and scored zero; they count in the mean.",
    better: Better::Lower,
    formula: "number of present pupils with a mark of zero",
    formula_zh: "参考且得零分的学生数",
    compute: |figures| count(figures.counts.zero),
    ..BASE
};
/// Participation.
pub(crate) const PARTICIPATION_RATE: MetricInfo = MetricInfo {
    id: "participation_rate",
    zh: "参考率",
    en: "Participation rate",
    meaning_zh: "应考考生中有有效成绩的比例。",
    meaning_en: "Share of the expected pupils who sat and have a mark.",
    unit: Unit::Fraction,
    range: (Some(0.0), Some(1.0)),
    better: Better::Higher,
    denominator: "pupils expected",
    denominator_zh: "应考人数",
    formula: "present / expected",
    formula_zh: "参考人数 / 应考人数",
    reference: "county bulletins: 参考率 = 实考人数 / 应考人数",
    compute: |figures| Ok(participation_rate(figures.counts.present, figures.counts.expected)?.into()),
    ..BASE
};
