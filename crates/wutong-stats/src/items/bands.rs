//! What a facility and a discrimination index mean.

/// Five bands of difficulty by facility.
///
/// # References
/// Bands in use in county analyses of papers: easy 0.86-1, rather easy 0.73-0.85, medium 0.38-0.72, rather hard
/// 0.15-0.37, hard 0-0.14. They are printed with two decimals; here a band begins at its lower bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DifficultyBand {
    /// 难: below 0.15.
    Hard,
    /// 较难: from 0.15.
    RatherHard,
    /// 中等: from 0.38.
    Medium,
    /// 较易: from 0.73.
    RatherEasy,
    /// 易: from 0.86.
    Easy,
}

impl DifficultyBand {
    /// The band of a facility.
    #[must_use]
    pub fn of(facility: f64) -> Self {
        match facility {
            facility if facility >= 0.86 => Self::Easy,
            facility if facility >= 0.73 => Self::RatherEasy,
            facility if facility >= 0.38 => Self::Medium,
            facility if facility >= 0.15 => Self::RatherHard,
            _ => Self::Hard,
        }
    }

    /// How many bands an observed facility lies from the expected one: 0 a good prediction, 1 fair, 2 poor, 3 or more
    /// very poor.
    #[must_use]
    pub fn distance(self, other: Self) -> u8 {
        (self as u8).abs_diff(other as u8)
    }
}

/// What an index of discrimination says about an item.
///
/// # References
/// Ebel & Frisbie (1991), Essentials of Educational Measurement, 5th ed., table 13.2: 0.40 and up very good, 0.30-0.39
/// good, 0.20-0.29 to be improved, below 0.20 poor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DiscriminationBand {
    /// Below zero: the key may be wrong.
    CheckKey,
    /// Below 0.20.
    Reject,
    /// From 0.20.
    Revise,
    /// From 0.30.
    Good,
    /// From 0.40.
    VeryGood,
}

impl DiscriminationBand {
    /// The band of an index.
    #[must_use]
    pub fn of(index: f64) -> Self {
        match index {
            index if index >= 0.40 => Self::VeryGood,
            index if index >= 0.30 => Self::Good,
            index if index >= 0.20 => Self::Revise,
            index if index >= 0.0 => Self::Reject,
            _ => Self::CheckKey,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_band_begins_at_its_lower_bound() {
        use DifficultyBand::{Easy, Hard, Medium, RatherEasy, RatherHard};
        let facilities = [0.0, 0.149, 0.15, 0.379, 0.38, 0.729, 0.73, 0.859, 0.86, 1.0];
        let bands = [Hard, Hard, RatherHard, RatherHard, Medium, Medium, RatherEasy, RatherEasy, Easy, Easy];
        assert_eq!(facilities.map(DifficultyBand::of), bands);
        assert_eq!((Easy.distance(Medium), Hard.distance(Easy), Hard.distance(Hard)), (2, 4, 0));
    }

    #[test]
    fn ebel() {
        use DiscriminationBand::{CheckKey, Good, Reject, Revise, VeryGood};
        let indices = [-0.01, 0.0, 0.199, 0.2, 0.3, 0.4, 1.0];
        assert_eq!(indices.map(DiscriminationBand::of), [CheckKey, Reject, Reject, Revise, Good, VeryGood, VeryGood]);
    }
}
