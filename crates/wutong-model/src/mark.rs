//! Marks and what stands in their place when there is none.

use serde::{Deserialize, Serialize};

/// Why a pupil has, or has not, a mark in a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Status {
    /// Sat the paper; the mark counts, a zero included.
    Present,
    /// 缺考: expected, did not sit.
    Absent,
    /// 违纪, 作弊: sat, the mark was cancelled.
    Violation,
    /// 缺卷, 未扫描: sat, the script is missing.
    Lost,
    /// 免考: excused, not expected.
    Exempt,
    /// 缓考: sits later.
    Deferred,
    /// 未选: the pupil does not take the subject.
    NotTaken,
    /// 转出, 休学: no longer a pupil of the school.
    Withdrawn,
    /// The cell holds something that is no mark; it lies in the quarantine until it is corrected.
    SetAside,
}

impl Status {
    /// Every status, in the order of the counts of a summary.
    pub const ALL: [Self; 9] = [
        Self::Present,
        Self::Absent,
        Self::Violation,
        Self::Lost,
        Self::Exempt,
        Self::Deferred,
        Self::NotTaken,
        Self::Withdrawn,
        Self::SetAside,
    ];

    /// The name used in `exam.toml` and in tables.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Absent => "absent",
            Self::Violation => "violation",
            Self::Lost => "lost",
            Self::Exempt => "exempt",
            Self::Deferred => "deferred",
            Self::NotTaken => "not_taken",
            Self::Withdrawn => "withdrawn",
            Self::SetAside => "set_aside",
        }
    }

    /// Whether a pupil with this status was to sit the paper (应考).
    #[must_use]
    pub fn is_expected(self) -> bool {
        !matches!(self, Self::Exempt | Self::NotTaken | Self::Withdrawn)
    }
}

/// What the statistics do with a status other than present.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Treatment {
    /// Leave the pupil out of mean and rates.
    #[default]
    Exclude,
    /// Count the pupil with a mark of zero.
    Zero,
    /// Leave the pupil out of the mean, count the pupil in the denominator of rates.
    DenominatorOnly,
}

/// Ticks as points: the one place where a mark leaves the integers.
#[must_use]
pub fn points(ticks: i64, decimals: u8) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a sum of marks stays below 2^53 ticks")]
    let value = ticks as f64;
    value / 10f64.powi(i32::from(decimals))
}

/// Ticks as the exact decimal text of the mark, without trailing zeros: `mark_text(855, 1)` is `85.5`.
#[must_use]
pub fn mark_text(ticks: i64, decimals: u8) -> String {
    let scale = 10u64.pow(u32::from(decimals));
    let sign = if ticks < 0 { "-" } else { "" };
    let (whole, rest) = (ticks.unsigned_abs() / scale, ticks.unsigned_abs() % scale);
    if rest == 0 {
        return format!("{sign}{whole}");
    }
    let fraction = format!("{rest:0width$}", width = usize::from(decimals));
    format!("{sign}{whole}.{}", fraction.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mark_text_is_exact() {
        for (ticks, decimals, text) in
            [(855, 1, "85.5"), (8550, 2, "85.5"), (8500, 2, "85"), (5, 2, "0.05"), (-5, 1, "-0.5")]
        {
            assert_eq!(mark_text(ticks, decimals), text);
        }
    }

    #[test]
    fn statuses_are_numbered_in_order() {
        for (position, status) in Status::ALL.into_iter().enumerate() {
            assert_eq!(status as usize, position);
        }
    }
}
