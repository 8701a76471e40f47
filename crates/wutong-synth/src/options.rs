//! What to draw, and what was written.

use std::path::PathBuf;

use crate::SynthError;

/// Pupils of the default district.
const DEFAULT_PUPILS: u64 = 7_500;
/// Pupils a school has on average where the number of schools is not given.
const PUPILS_PER_SCHOOL: u64 = 280;
/// Largest number of pupils that can be drawn.
pub(crate) const MOST_PUPILS: u64 = 10_000_000;
/// Largest number of pupils written as workbooks; nobody receives more than some hundred of them.
pub(crate) const MOST_PUPILS_IN_WORKBOOKS: u64 = 60_000;
/// School codes are five digits at most, starting at 10001.
pub(crate) const MOST_SCHOOLS: u32 = 89_999;

/// Size and seed of a synthetic district.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Distinct pupils, absentees included.
    pub pupils: u64,
    /// Schools; `None` means 27 for the default size and otherwise about one for 280 pupils.
    pub schools: Option<u32>,
    /// Seed of every random draw.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { pupils: DEFAULT_PUPILS, schools: None, seed: 20_250_626 }
    }
}

impl Options {
    /// Number of schools, given or derived from the number of pupils.
    pub fn n_schools(&self) -> u32 {
        self.schools.unwrap_or_else(|| {
            let derived = (self.pupils + PUPILS_PER_SCHOOL / 2) / PUPILS_PER_SCHOOL;
            u32::try_from(derived.max(1)).unwrap_or(u32::MAX)
        })
    }

    /// Refuses sizes that cannot be drawn or delivered.
    pub(crate) fn check(&self, most_pupils: u64) -> Result<(), SynthError> {
        if self.pupils > most_pupils {
            return Err(if most_pupils == MOST_PUPILS_IN_WORKBOOKS {
                SynthError::TooManyForWorkbooks { found: self.pupils, limit: most_pupils }
            } else {
                SynthError::TooManyPupils { found: self.pupils, limit: most_pupils }
            });
        }
        let schools = self.n_schools();
        if schools == 0 || schools > MOST_SCHOOLS || u64::from(schools) > self.pupils {
            return Err(SynthError::Schools { found: schools, pupils: self.pupils, limit: MOST_SCHOOLS });
        }
        Ok(())
    }
}

/// Form of the one large score table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScoreFormat {
    /// `scores.csv`, UTF-8 without byte order mark.
    Csv,
    /// `scores.parquet`, zstd, row groups of 100,000 pupils.
    Parquet,
}

/// What was written, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The specification to run.
    pub exam_toml: PathBuf,
    /// Distinct pupils.
    pub n_pupils: u64,
    /// Schools.
    pub n_schools: u32,
    /// Every file, in the order of writing.
    pub files: Vec<PathBuf>,
}
