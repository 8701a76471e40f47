//! Which marks belong to which band: boundaries from shares, decided in integers.

use super::scheme::{Band, WHOLE};

/// Which boundary mark stands for a target share, where no mark hits it exactly.
///
/// Marks are taken from the top; equal marks are never split; an exact hit always wins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Nearness {
    /// The first mark whose cumulative share is at least the target.
    UpperMin,
    /// The last mark whose cumulative share is at most the target.
    LowerMax,
    /// The nearer of the two; on equal distance the larger share.
    #[default]
    NearMax,
    /// The nearer of the two; on equal distance the smaller share.
    NearMin,
}

/// From where the next band's share is counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Cumulation {
    /// From the top: the targets are the cumulative shares of the scheme.
    #[default]
    Fixed,
    /// From the share really reached so far. The share of a band that stays empty is carried to the next one, because
    /// otherwise a group of equal marks larger than every remaining share could never be taken and all remaining pupils
    /// would fall into the last band.
    Restart,
}

/// The raw mark at either end of the scale.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum EndPoint {
    /// The highest or lowest mark of the examinees.
    #[default]
    Real,
    /// The full mark or zero.
    Paper,
}

/// The upper raw bound of every band but the first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StartPoint {
    /// One point below the previous band's lower bound, whether an examinee has that mark or not. A mark above it (half
    /// points) gets the band's highest assigned mark.
    Step,
    /// The previous band's lower bound.
    Share,
    /// The highest mark that an examinee of the band has.
    #[default]
    Observed,
}

/// End of each band as a number of distinct marks from the top.
///
/// `reached[k]` is the number of pupils with one of the `k` highest marks; its first element is 0.
pub(super) fn ends(reached: &[u64], bands: &[Band], nearness: Nearness, cumulation: Cumulation) -> Vec<usize> {
    let last = reached.len() - 1;
    let n = u128::from(reached[last]);
    let scaled: Vec<u128> = reached.iter().map(|&count| u128::from(count) * u128::from(WHOLE)).collect();
    let (mut end, mut cumulative, mut carried) = (0, 0u128, 0u128);
    let mut ends = Vec::with_capacity(bands.len());
    for (position, band) in bands.iter().enumerate() {
        cumulative += u128::from(band.share);
        carried += u128::from(band.share);
        let target = match cumulation {
            Cumulation::Fixed => cumulative * n,
            Cumulation::Restart => scaled[end] + carried * n,
        };
        let next = if position + 1 == bands.len() { last } else { boundary(&scaled, target, nearness).max(end) };
        if next > end {
            carried = 0;
        }
        end = next;
        ends.push(end);
    }
    ends
}

/// Number of distinct marks taken for a target.
fn boundary(scaled: &[u128], target: u128, nearness: Nearness) -> usize {
    let upper = scaled.partition_point(|&share| share < target);
    let Some(&above) = scaled.get(upper) else { return scaled.len() - 1 };
    if above == target || upper == 0 {
        return upper;
    }
    let (over, under) = (above - target, target - scaled[upper - 1]);
    let take_upper = match nearness {
        Nearness::UpperMin => true,
        Nearness::LowerMax => false,
        Nearness::NearMax => over <= under,
        Nearness::NearMin => over < under,
    };
    if take_upper { upper } else { upper - 1 }
}
