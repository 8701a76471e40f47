//! Values beside their targets.

use crate::catalogue::{Better, Estimate};
use crate::error::StatError;
use crate::moments::ratio;
use crate::rates::{share, wilson_interval};

/// What the interval says about a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetVerdict {
    /// The whole interval lies on the good side of the target, or at it.
    Reached,
    /// The whole interval lies on the bad side.
    Missed,
    /// The interval holds values of both sides.
    CannotTell,
}

/// A value beside its target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TargetGap {
    /// Value minus target; for shares a difference of shares, printed in percentage points.
    pub gap: f64,
    /// Whether the value itself attains the target.
    pub attained: bool,
    /// What the interval says; `None` for a value without interval.
    pub verdict: Option<TargetVerdict>,
}

/// A target for a share of pupils, as an exact fraction: 85 of 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShareTarget {
    /// Numerator.
    pub part: u64,
    /// Denominator.
    pub whole: u64,
    /// Better direction: a pass rate should be at least the target, a low rate at most.
    pub better: Better,
}

/// A value beside its target.
///
/// # Formula
/// gap = value - target. For a metric whose larger values are better, attained if value >= target, reached if the lower
/// bound is, missed if the upper bound is below; for the other direction the mirror image.
/// # Errors
/// [`StatError::NotApplicable`] if neither direction is better; [`StatError::OutOfRange`] if a number is not finite.
pub fn target_gap(value: &Estimate, target: f64, better: Better) -> Result<TargetGap, StatError> {
    let bounds = value.interval.unwrap_or((value.value, value.value));
    if ![value.value, target, bounds.0, bounds.1].iter().all(|number| number.is_finite()) {
        return Err(StatError::OutOfRange);
    }
    // Towards the better side: a lower-is-better metric is mirrored.
    let (own, aim, worst, best) = match better {
        Better::Higher => (value.value, target, bounds.0, bounds.1),
        Better::Lower => (-value.value, -target, -bounds.1, -bounds.0),
        Better::Neither => return Err(StatError::NotApplicable),
    };
    let verdict = if worst >= aim {
        TargetVerdict::Reached
    } else if best < aim {
        TargetVerdict::Missed
    } else {
        TargetVerdict::CannotTell
    };
    Ok(TargetGap { gap: value.value - target, attained: own >= aim, verdict: value.interval.map(|_| verdict) })
}

/// A share of pupils beside its target, compared in integers, with the verdict of the Wilson interval.
///
/// # Formula
/// gap = reached / denominator - part / whole, one quotient of integers.
/// # Errors
/// [`StatError::ZeroDenominator`] without pupils or with a target of denominator zero; [`StatError::Contradiction`] if
/// more reached it than there are; [`StatError::NotApplicable`] if neither direction is better;
/// [`StatError::OutOfRange`] if the target is more than everybody.
pub fn share_target_gap(reached: u64, denominator: u64, target: ShareTarget) -> Result<TargetGap, StatError> {
    let value =
        Estimate { value: share(reached, denominator)?, interval: Some(wilson_interval(reached, denominator)?) };
    let against = target_gap(&value, target.fraction()?, target.better)?;
    let (whole, denominator) = (i128::from(target.whole), i128::from(denominator));
    let ahead = i128::from(reached).checked_mul(whole).ok_or(StatError::OutOfRange)?
        - i128::from(target.part).checked_mul(denominator).ok_or(StatError::OutOfRange)?;
    let product = denominator.checked_mul(whole).ok_or(StatError::OutOfRange)?;
    let attained = if target.better == Better::Lower { ahead <= 0 } else { ahead >= 0 };
    Ok(TargetGap { gap: ratio(ahead, product), attained, ..against })
}

impl ShareTarget {
    fn fraction(self) -> Result<f64, StatError> {
        match self.whole {
            0 => Err(StatError::ZeroDenominator),
            whole if self.part > whole => Err(StatError::OutOfRange),
            whole => share(self.part, whole),
        }
    }

    /// How many pupils the target asks of so many: at least so many if more is better, at most if less is.
    ///
    /// # Errors
    /// [`StatError::ZeroDenominator`], [`StatError::OutOfRange`] or [`StatError::NotApplicable`] as for
    /// [`share_target_gap`].
    pub fn pupils(self, denominator: u64) -> Result<u64, StatError> {
        self.fraction()?;
        let product = u128::from(self.part) * u128::from(denominator);
        let pupils = match self.better {
            Better::Higher => product.div_ceil(u128::from(self.whole)),
            Better::Lower => product / u128::from(self.whole),
            Better::Neither => return Err(StatError::NotApplicable),
        };
        u64::try_from(pupils).map_err(|_| StatError::OutOfRange)
    }
}

/// How much of a target a value makes up; above 1 where it goes beyond.
///
/// # Formula
/// value / target, for values whose larger side is better.
/// # Errors
/// [`StatError::ZeroDenominator`] if the target is zero; [`StatError::NotApplicable`] if larger values are not better;
/// [`StatError::OutOfRange`] if a number is negative or not finite.
pub fn share_of_target(value: f64, target: f64, better: Better) -> Result<f64, StatError> {
    let sound = |number: f64| number.is_finite() && number >= 0.0;
    match better {
        Better::Lower | Better::Neither => Err(StatError::NotApplicable),
        Better::Higher if !sound(value) || !sound(target) => Err(StatError::OutOfRange),
        Better::Higher if target > 0.0 => Ok(value / target),
        Better::Higher => Err(StatError::ZeroDenominator),
    }
}

/// 目标完成率: pupils who reached it over the number agreed; above 1 where more did.
///
/// # Errors
/// [`StatError::ZeroDenominator`] if the target is zero pupils.
pub fn completion_rate(reached: u64, target: u64) -> Result<f64, StatError> {
    if target == 0 { Err(StatError::ZeroDenominator) } else { Ok(ratio(i128::from(reached), i128::from(target))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASS: ShareTarget = ShareTarget { part: 95, whole: 100, better: Better::Higher };
    const LOW: ShareTarget = ShareTarget { part: 5, whole: 100, better: Better::Lower };

    #[test]
    fn shares_are_compared_in_integers() {
        let met = share_target_gap(19, 20, PASS).unwrap();
        assert_eq!((met.gap, met.attained), (0.0, true));
        let short = share_target_gap(18, 20, PASS).unwrap();
        assert_eq!((short.gap, short.attained), (-0.05, false));
        let low = share_target_gap(1, 20, LOW).unwrap();
        assert_eq!((low.gap, low.attained), (0.0, true));
        assert!(!share_target_gap(2, 20, LOW).unwrap().attained);
    }

    /// Wilson bounds of 990 of 1000 are 0.9817 and 0.9946, of 19 of 20 they are 0.7639 and 0.9911.
    #[test]
    fn the_interval_decides_what_can_be_told() {
        let verdict = |reached, n, target| share_target_gap(reached, n, target).unwrap().verdict;
        assert_eq!(verdict(990, 1000, PASS), Some(TargetVerdict::Reached));
        assert_eq!(verdict(19, 20, PASS), Some(TargetVerdict::CannotTell));
        assert_eq!(verdict(900, 1000, PASS), Some(TargetVerdict::Missed));
        assert_eq!(verdict(10, 1000, LOW), Some(TargetVerdict::Reached));
        assert_eq!(verdict(100, 1000, LOW), Some(TargetVerdict::Missed));
        assert_eq!(verdict(1, 20, LOW), Some(TargetVerdict::CannotTell));
    }

    #[test]
    fn other_values() {
        let mean = Estimate { value: 72.5, interval: Some((70.0, 75.0)) };
        let gap = target_gap(&mean, 70.0, Better::Higher).unwrap();
        assert_eq!((gap.gap, gap.attained, gap.verdict), (2.5, true, Some(TargetVerdict::Reached)));
        let bare = target_gap(&Estimate::from(72.5), 80.0, Better::Higher).unwrap();
        assert_eq!((bare.gap, bare.attained, bare.verdict), (-7.5, false, None));
        assert_eq!(target_gap(&mean, 70.0, Better::Neither), Err(StatError::NotApplicable));
        assert_eq!(target_gap(&mean, f64::NAN, Better::Higher), Err(StatError::OutOfRange));
    }

    #[test]
    fn pupils_asked_for() {
        assert_eq!(PASS.pupils(21), Ok(20));
        assert_eq!(LOW.pupils(21), Ok(1));
        assert_eq!(ShareTarget { whole: 0, ..PASS }.pupils(21), Err(StatError::ZeroDenominator));
        assert_eq!(ShareTarget { part: 101, ..PASS }.pupils(21), Err(StatError::OutOfRange));
        assert_eq!(share_target_gap(0, 0, PASS), Err(StatError::ZeroDenominator));
        assert_eq!(share_target_gap(2, 1, PASS), Err(StatError::Contradiction));
        assert_eq!(completion_rate(55, 50), Ok(1.1));
        assert_eq!(completion_rate(55, 0), Err(StatError::ZeroDenominator));
    }

    #[test]
    fn parts_of_a_target() {
        assert_eq!(share_of_target(0.6, 0.5, Better::Higher), Ok(1.2));
        assert_eq!(share_of_target(0.6, 0.0, Better::Higher), Err(StatError::ZeroDenominator));
        assert_eq!(share_of_target(0.6, 0.5, Better::Lower), Err(StatError::NotApplicable));
        assert_eq!(share_of_target(-0.6, 0.5, Better::Higher), Err(StatError::OutOfRange));
    }
}
