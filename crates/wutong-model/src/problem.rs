//! Problems: rows and cells that could not be used, each with its place.

use serde::{Deserialize, Serialize};

/// Where something stands in the input.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// File as named in the specification, or the name of an in-memory table.
    pub file: String,
    /// Worksheet; empty for text files and tables in memory.
    pub sheet: String,
    /// Row as a spreadsheet counts it, from 1; 0 when the whole sheet is meant.
    pub row: u64,
    /// Header of the column; empty when the whole row is meant.
    pub column: String,
}

/// What is wrong with a row or cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProblemKind {
    /// A mark above the full mark of the paper.
    MarkAboveFull,
    /// A mark below the lowest mark of the paper.
    MarkBelowMinimum,
    /// Text that is neither a mark nor a status word.
    NotAMark,
    /// A mark with more decimals than the paper has.
    MarkTooFine,
    /// The row names no school.
    NoSchool,
    /// The row has no pupil identifier.
    NoPupilId,
    /// The same pupil again with the same marks; the first row is kept.
    RepeatedPupil,
    /// The same pupil with different marks or schools; none of the rows is kept.
    ConflictingPupil,
    /// A row without a mark of a pupil who has marks in another row (a transfer); the row with marks is kept.
    MovedPupil,
    /// A row of a text file with more cells than the header: its marks may stand in the wrong columns.
    ExtraCells,
    /// The sheet holds no pupil.
    EmptySheet,
    /// A roster or school list row that could not be read.
    BadListRow,
    /// A roster or school list row whose school holds no marks.
    SchoolWithoutMarks,
    /// A school that the school list does not name; its rows are kept.
    UnlistedSchool,
}

impl ProblemKind {
    /// Every kind.
    pub const ALL: [Self; 14] = [
        Self::MarkAboveFull,
        Self::MarkBelowMinimum,
        Self::NotAMark,
        Self::MarkTooFine,
        Self::NoSchool,
        Self::NoPupilId,
        Self::RepeatedPupil,
        Self::ConflictingPupil,
        Self::MovedPupil,
        Self::ExtraCells,
        Self::EmptySheet,
        Self::BadListRow,
        Self::SchoolWithoutMarks,
        Self::UnlistedSchool,
    ];

    /// Kebab-case id as printed in `quarantine.csv` and `tables/problems`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::MarkAboveFull => "mark-above-full",
            Self::MarkBelowMinimum => "mark-below-minimum",
            Self::NotAMark => "not-a-mark",
            Self::MarkTooFine => "mark-too-fine",
            Self::NoSchool => "no-school",
            Self::NoPupilId => "no-pupil-id",
            Self::RepeatedPupil => "repeated-pupil",
            Self::ConflictingPupil => "conflicting-pupil",
            Self::MovedPupil => "moved-pupil",
            Self::ExtraCells => "extra-cells",
            Self::EmptySheet => "empty-sheet",
            Self::BadListRow => "bad-list-row",
            Self::SchoolWithoutMarks => "school-without-marks",
            Self::UnlistedSchool => "unlisted-school",
        }
    }
}

/// One row or cell that could not be used as it stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Problem {
    /// Where it stands.
    pub place: Place,
    /// The original text of the cell, or of the row's identifying cells.
    pub text: String,
    /// What is wrong.
    pub kind: ProblemKind,
    /// What was expected instead, as far as the text of the cure needs it (for example the full mark).
    pub expected: String,
    /// School id, where known.
    pub school: Option<String>,
    /// Subject id, where one is concerned.
    pub subject: Option<String>,
}

/// Row accounting of one sheet: `rows_read = kept + set_aside + not_data`.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SheetAccount {
    /// File as named in the specification.
    pub file: String,
    /// Worksheet; empty for text files.
    pub sheet: String,
    /// What the rows are: `scores`, `roster`, `schools`, `items` ...
    pub kind: String,
    /// Rows that hold anything at all.
    pub rows_read: u64,
    /// Rows that stand in the score book (or were used as list rows).
    pub kept: u64,
    /// Rows that lie in the quarantine.
    pub set_aside: u64,
    /// Title, header and footer rows.
    pub not_data: u64,
    /// Single cells of kept rows that lie in the quarantine.
    pub cells_set_aside: u64,
    /// Columns that were not used, by header.
    pub ignored_columns: Vec<String>,
}

/// Something that a file itself says of a subject's paper, beside what the specification requires.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PaperClaim {
    /// Where the file says so.
    pub place: Place,
    /// School id, where the file is of one school.
    pub school: Option<String>,
    /// Subject id.
    pub subject: String,
    /// What it speaks of.
    pub aspect: PaperAspect,
    /// What the file says.
    pub found: f64,
    /// What the specification says.
    pub required: f64,
}

/// An aspect of a paper that a file can state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaperAspect {
    /// Full mark, as in the header `数学（满分120）`.
    FullMark,
    /// Number of items of the two-way specification table that an item file holds.
    ItemCount,
    /// Sum of the full marks of the items.
    ItemMarks,
    /// Whether the file has the subject at all: found 0, required 1.
    Offered,
}
