//! What a scheme of assigned grades consists of.

use super::schemes::SCHEMES;
use crate::error::StatError;

/// Shares are hundredths of a per cent: the whole.
pub const WHOLE: u32 = 10_000;

/// One band of a scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Band {
    /// Share of the examinees, in hundredths of a per cent.
    pub share: u32,
    /// Highest assigned mark.
    pub highest: i32,
    /// Lowest assigned mark.
    pub lowest: i32,
}

/// A normalised standard score: centre + unit · Z, within bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standard {
    /// Mark of the median.
    pub centre: i32,
    /// Marks a standard deviation.
    pub unit: i32,
    /// Lowest mark.
    pub lowest: i32,
    /// Highest mark.
    pub highest: i32,
}

/// How a scheme turns ranks into marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule<'a> {
    /// Bands from the top, linear inside each.
    Bands(&'a [Band]),
    /// Normalised standard score.
    Standard(Standard),
}

/// A scheme of assigned grades, published ([`SCHEMES`]) or a user's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scheme<'a> {
    /// Identifier.
    pub id: &'a str,
    /// Chinese name.
    pub zh: &'a str,
    /// English name.
    pub en: &'a str,
    /// Where it was read.
    pub source: &'a str,
    /// Date of that source.
    pub date: &'a str,
    /// Where it applies, and what was not checked.
    pub scope: &'a str,
    /// The rule.
    pub rule: Rule<'a>,
}

/// The published scheme of this identifier; `3+1+2` is another word for `three-one-two`.
#[must_use]
pub fn scheme(id: &str) -> Option<&'static Scheme<'static>> {
    let id = if id == "3+1+2" { "three-one-two" } else { id };
    SCHEMES.iter().find(|scheme| scheme.id == id)
}

impl Scheme<'_> {
    /// The lowest assigned mark.
    #[must_use]
    pub fn floor(&self) -> Option<i32> {
        match self.rule {
            Rule::Bands(bands) => bands.last().map(|band| band.lowest),
            Rule::Standard(standard) => Some(standard.lowest),
        }
    }

    /// The highest assigned mark.
    #[must_use]
    pub fn ceiling(&self) -> Option<i32> {
        match self.rule {
            Rule::Bands(bands) => bands.first().map(|band| band.highest),
            Rule::Standard(standard) => Some(standard.highest),
        }
    }

    /// Whether the scheme is sound.
    ///
    /// # Errors
    /// [`StatError::TooFew`] without bands; [`StatError::OutOfRange`] if a share is zero or bounds lie the wrong way
    /// round; [`StatError::Contradiction`] if the shares do not make the whole or bands overlap.
    pub fn check(&self) -> Result<(), StatError> {
        match self.rule {
            Rule::Bands(bands) => check_bands(bands),
            Rule::Standard(Standard { centre, unit, lowest, highest }) => {
                // Marks beyond a million would be no marks; the limit keeps every product in range.
                let sane = lowest.unsigned_abs().max(highest.unsigned_abs()) <= 1_000_000;
                let sound = unit > 0 && lowest <= centre && centre <= highest && sane;
                if sound { Ok(()) } else { Err(StatError::OutOfRange) }
            }
        }
    }
}

fn check_bands(bands: &[Band]) -> Result<(), StatError> {
    if bands.is_empty() {
        return Err(StatError::TooFew { found: 0, required: 1 });
    }
    if bands.iter().any(|band| band.share == 0 || band.highest < band.lowest) {
        return Err(StatError::OutOfRange);
    }
    let whole: u64 = bands.iter().map(|band| u64::from(band.share)).sum();
    let overlap = bands.windows(2).any(|pair| pair[1].highest >= pair[0].lowest);
    if whole != u64::from(WHOLE) || overlap { Err(StatError::Contradiction) } else { Ok(()) }
}
