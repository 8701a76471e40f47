//! What one pupil and the pupil's parents may read.

use serde::{Deserialize, Serialize};

use crate::analysis::Reported;
use crate::mark::Status;

/// Level of a mark by the cuts of its paper, from the lowest: one more for every cut that it reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
pub enum Grade {
    /// Below the low cut.
    E,
    /// From the low cut on.
    D,
    /// From the pass cut on.
    C,
    /// From the good cut on.
    B,
    /// From the excellence cut on.
    A,
}

impl Grade {
    /// Every level, by the number of cuts that it has reached.
    pub const ALL: [Self; 5] = [Self::E, Self::D, Self::C, Self::B, Self::A];
}

/// One subject of one pupil: a level, never a mark.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OwnLevel {
    /// Why there is, or is not, a mark.
    pub status: Status,
    /// The level; none without a mark.
    pub grade: Option<Grade>,
    /// The fifth of all pupils in which the mark lies, 1 the highest, where the reader may have it.
    pub fifth: Reported<f64>,
}

/// One pupil's own results.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnLevels {
    /// Identifier, or pseudonym.
    pub id: String,
    /// Code of the school.
    pub school_id: String,
    /// Name of the school.
    pub school: String,
    /// Name of the class; empty where the exam has none.
    pub class: String,
    /// Subjects in the order of the analysis, the total last.
    pub subjects: Vec<OwnLevel>,
}
