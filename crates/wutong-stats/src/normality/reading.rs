//! What the shape of a distribution of marks says, by the size of the departure and not by its significance.

use crate::error::StatError;
use crate::moments::Moments;
use crate::shape::{
    ShapeConvention, bimodality_coefficient, excess_kurtosis_by, excess_kurtosis_standard_error, skewness_by,
    skewness_standard_error,
};

/// The shape in a word. No shape is a failure: a paper that tests a standard need not spread marks normally.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkShape {
    /// 近似正态: |G1| < 0.5 and |G2| < 1, no sign of two peaks.
    ApproximatelyNormal,
    /// 正偏: the tail lies on the side of high marks, a hard paper.
    SkewedRight,
    /// 负偏: the tail lies on the side of low marks, an easy paper.
    SkewedLeft,
    /// 双峰: nearly symmetric, with a bimodality coefficient above 5/9.
    TwoPeaked,
    /// 平坦: G2 of −1 or less.
    Flat,
    /// 尖峭: G2 of 1 or more.
    Peaked,
}

/// How far the shape departs from a normal one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// |G1| below 0.5 and |G2| below 1.
    Slight,
    /// |G1| from 0.5 to 1, or |G2| from 1 to 2.
    Moderate,
    /// |G1| above 1, or |G2| above 2.
    Strong,
}

/// The shape, its strength and what it rests on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShapeReading {
    /// The shape in a word.
    pub shape: MarkShape,
    /// How far it departs from a normal one.
    pub strength: Strength,
    /// Whether the departure that names it is more than chance would give (|G| > 1.96 standard errors).
    pub beyond_chance: bool,
    /// Bimodality coefficient above 5/9; beside a skewed shape it is mostly the tail that raises it.
    pub hints_two_peaks: bool,
    /// G1.
    pub skewness: f64,
    /// G2.
    pub excess_kurtosis: f64,
}

/// The shape of a distribution of marks, by the size of its skewness and kurtosis.
///
/// # Formula
/// In this order: |G1| ≥ 0.5 skewed; bimodality coefficient > 5/9 two peaks; G2 ≤ −1 flat; G2 ≥ 1 peaked; otherwise
/// approximately normal. Two peaks come after the skew, because a long tail alone lifts the coefficient above 5/9.
/// # Errors
/// [`StatError::TooFew`] with fewer than 20 pupils; [`StatError::NoVariation`] if all marks are equal.
/// # References
/// Bulmer (1979), Principles of Statistics, chapter 4, for 0.5 and 1; Pfister et al. (2013), Frontiers in Psychology
/// 4:700, for 5/9 and its weakness. The bounds of kurtosis are a convention of this project.
pub fn shape_reading(moments: &Moments) -> Result<ShapeReading, StatError> {
    moments.standardised(20)?;
    let skewness = skewness_by(moments, ShapeConvention::Sample)?;
    let excess_kurtosis = excess_kurtosis_by(moments, ShapeConvention::Sample)?;
    let hints_two_peaks = bimodality_coefficient(moments)? > 5.0 / 9.0;
    let skew_z = skewness / skewness_standard_error(moments.n)?;
    let kurtosis_z = excess_kurtosis / excess_kurtosis_standard_error(moments.n)?;
    let shape = if skewness >= 0.5 {
        MarkShape::SkewedRight
    } else if skewness <= -0.5 {
        MarkShape::SkewedLeft
    } else if hints_two_peaks {
        MarkShape::TwoPeaked
    } else if excess_kurtosis <= -1.0 {
        MarkShape::Flat
    } else if excess_kurtosis >= 1.0 {
        MarkShape::Peaked
    } else {
        MarkShape::ApproximatelyNormal
    };
    let beyond = |z: f64| z.abs() > crate::rates::Z95;
    let beyond_chance = match shape {
        MarkShape::SkewedRight | MarkShape::SkewedLeft => beyond(skew_z),
        MarkShape::TwoPeaked | MarkShape::Flat | MarkShape::Peaked => beyond(kurtosis_z),
        MarkShape::ApproximatelyNormal => beyond(skew_z) || beyond(kurtosis_z),
    };
    let strength = if skewness.abs() > 1.0 || excess_kurtosis.abs() > 2.0 {
        Strength::Strong
    } else if skewness.abs() >= 0.5 || excess_kurtosis.abs() >= 1.0 {
        Strength::Moderate
    } else {
        Strength::Slight
    };
    Ok(ShapeReading { shape, strength, beyond_chance, hints_two_peaks, skewness, excess_kurtosis })
}
