//! Problems: rows and cells that could not be used, each with its place.

use std::collections::BTreeMap;

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
    /// A mark of a pupil to whom another sheet gives another one in the subject; neither counts, his other subjects do.
    ContestedMark,
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
    /// A date where a mark should be: the spreadsheet turned `8.5` or `8-5` into one.
    DateNotMark,
    /// A pupil identifier whose last digits a spreadsheet has cut: `1.23457E+18`.
    IdLostDigits,
    /// A 学籍号 whose check digit or date of birth is wrong; the row is kept.
    BadStudentNumber,
    /// The total of the sheet is not the sum of its subjects; the row is kept.
    TotalMismatch,
    /// More or fewer marks in electives than a total takes, and no status that says why; they are kept, the pupil has no total.
    ElectiveCount,
    /// Objective and subjective marks do not add up to the subject; the row is kept.
    PartsMismatch,
    /// The items of a pupil do not add up to the mark in the subject; the row is kept.
    ItemsMismatch,
    /// A mark off the step of the paper, such as 85.3 among half points; it is kept.
    MarkOffStep,
    /// A rank column contradicts the marks beside it; the marks are kept.
    RankMismatch,
    /// A column of a workbook holds its numbers as text; they are read as numbers.
    NumbersAsText,
    /// Two school names so alike that they may be one school; they are not merged.
    SimilarSchools,
    /// One school code beside two quite different school names; its rows are kept as one school.
    SharedCode,
    /// A mark beside a column that says that the pupil did not sit; the mark is kept.
    MarkBesideStatus,
    /// A mark beside a column that says that the pupil broke a rule; it does not count.
    VoidMark,
    /// A pupil of whom a column says that he is not to count; he counts.
    NotToCount,
    /// A row below a second header of the sheet whose columns are not those of the first.
    OtherHeader,
    /// Rows that look like those of pupils in a sheet whose header is not known, or names no identifier; told once a sheet.
    NoHeader,
    /// A row with marks below a list of absent pupils, where no row of the table is expected.
    BelowList,
    /// A column such as 状态 that says something of zeros which is not understood; they are kept.
    UnreadStatus,
    /// A sheet whose pupils all stand in other sheets with the same marks; it is not counted again.
    RepeatedSheet,
    /// A sheet that the workbook hides; its pupils are used.
    HiddenSheet,
    /// A sheet that is hidden, or named after ranks, a copy or another exam, and gives pupils of other sheets other marks:
    /// an older version, or no marks. None of its rows is used.
    HiddenVersion,
    /// A number in a merged range that covers marks of several pupils or subjects: nobody can say whose it is.
    MergedMark,
    /// School, class or identifier in characters that are none: the row is in another encoding, or damaged.
    BrokenText,
    /// An identifier that is another one's of the school but for its zeros in front; they are one pupil's.
    ZerosInFront,
    /// An identifier that is another one's of the school but for small and capital letters; they are one pupil's.
    IdLetters,
    /// Two identifiers that differ only in what stands between letters and digits are one pupil's.
    IdSeparators,
    /// A row without an identifier whose school, class and name two pupils share: nobody can say which rows of several
    /// sheets are whose.
    AmbiguousName,
    /// Two rows without identifiers in one sheet share school, class and name; they are counted as two pupils.
    SameName,
    /// A title between the rows names another school than the specification does for the whole file; that one is used.
    OtherSchool,
    /// The title or name of a sheet names another school than the name of its file; that of the sheet is used.
    FileSchool,
    /// A title that names one school in the files of several: the one that holds the exam. The names of the files are used.
    OrganiserTitle,
    /// An identifier that differs in a character or two from that of a pupil of the same school, class and name in sheets of
    /// other subjects: the rows are taken for one pupil's.
    OtherId,
    /// A pupil under another school or class than in an earlier sheet of other subjects; the first counts. Of many told once a
    /// sheet.
    OtherPlace,
    /// Names of classes of a school that say one number, 1班 and 01: they are taken for one class. Told once a school.
    ClassNames,
    /// Zeros in electives that stand for subjects that were not chosen, told once a school and sheet.
    ZerosNotChosen,
    /// Rows without an identifier among others that have one, whose school, class and name are there: they count. Told once
    /// a school and sheet.
    WithoutId,
    /// A row of another grade than that of the exam, as a column, the class, sheet, title or file says.
    OtherGrade,
    /// A pupil of a list who is not to sit, as a column of it says; he is not expected.
    NotExpected,
    /// Pupils who stand in an earlier list too, told once a sheet; they are expected once.
    ListedTwice,
    /// A school without an expected number beside others that have one, or a number below that of those who sat.
    ExpectedGap,
    /// A sheet with one row a school or class beside the pupils of these: a summary, of which nothing counts.
    SummaryTable,
    /// A sheet of a second sitting: its marks count for pupils without one, told once a sheet.
    SecondSitting,
    /// Pupils of a school with a zero in every subject, told once a school; the zeros count.
    AllZeros,
    /// A list of absent pupils names more of them than the sheet has without a mark, and no identifiers.
    UnreadList,
    /// A row of a long table whose subject the exam does not have.
    UnknownSubject,
    /// A row of items, options or marking whose pupil no score sheet names.
    UnmatchedPupil,
    /// A pupil with a mark in a subject of whom no item file has a row; the mark is kept.
    NoItemRow,
    /// An item column that the two-way specification table does not name.
    UnknownItem,
    /// A chosen option that is no option letter.
    BadOption,
    /// A file that could not be read; the others were.
    UnreadFile,
    /// A correction whose place does not exist in the files.
    UnusedCorrection,
}

impl ProblemKind {
    /// Every kind.
    pub const ALL: [Self; 67] = [
        Self::MarkAboveFull,
        Self::MarkBelowMinimum,
        Self::NotAMark,
        Self::MarkTooFine,
        Self::NoSchool,
        Self::NoPupilId,
        Self::RepeatedPupil,
        Self::ConflictingPupil,
        Self::ContestedMark,
        Self::MovedPupil,
        Self::ExtraCells,
        Self::EmptySheet,
        Self::BadListRow,
        Self::SchoolWithoutMarks,
        Self::UnlistedSchool,
        Self::DateNotMark,
        Self::IdLostDigits,
        Self::BadStudentNumber,
        Self::TotalMismatch,
        Self::ElectiveCount,
        Self::PartsMismatch,
        Self::ItemsMismatch,
        Self::MarkOffStep,
        Self::RankMismatch,
        Self::NumbersAsText,
        Self::SimilarSchools,
        Self::SharedCode,
        Self::MarkBesideStatus,
        Self::VoidMark,
        Self::NotToCount,
        Self::UnreadStatus,
        Self::OtherHeader,
        Self::NoHeader,
        Self::BelowList,
        Self::RepeatedSheet,
        Self::HiddenSheet,
        Self::HiddenVersion,
        Self::MergedMark,
        Self::BrokenText,
        Self::ZerosInFront,
        Self::IdLetters,
        Self::IdSeparators,
        Self::AmbiguousName,
        Self::SameName,
        Self::OtherSchool,
        Self::FileSchool,
        Self::OrganiserTitle,
        Self::OtherId,
        Self::OtherPlace,
        Self::ClassNames,
        Self::ZerosNotChosen,
        Self::WithoutId,
        Self::OtherGrade,
        Self::NotExpected,
        Self::ListedTwice,
        Self::ExpectedGap,
        Self::SummaryTable,
        Self::SecondSitting,
        Self::AllZeros,
        Self::UnreadList,
        Self::UnknownSubject,
        Self::UnmatchedPupil,
        Self::NoItemRow,
        Self::UnknownItem,
        Self::BadOption,
        Self::UnreadFile,
        Self::UnusedCorrection,
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
            Self::ContestedMark => "contested-mark",
            Self::MovedPupil => "moved-pupil",
            Self::ExtraCells => "extra-cells",
            Self::EmptySheet => "empty-sheet",
            Self::BadListRow => "bad-list-row",
            Self::SchoolWithoutMarks => "school-without-marks",
            Self::UnlistedSchool => "unlisted-school",
            Self::DateNotMark => "date-not-mark",
            Self::IdLostDigits => "id-lost-digits",
            Self::BadStudentNumber => "bad-student-number",
            Self::TotalMismatch => "total-mismatch",
            Self::ElectiveCount => "elective-count",
            Self::PartsMismatch => "parts-mismatch",
            Self::ItemsMismatch => "items-mismatch",
            Self::MarkOffStep => "mark-off-step",
            Self::RankMismatch => "rank-mismatch",
            Self::NumbersAsText => "numbers-as-text",
            Self::SimilarSchools => "similar-schools",
            Self::SharedCode => "shared-code",
            Self::MarkBesideStatus => "mark-beside-status",
            Self::VoidMark => "void-mark",
            Self::NotToCount => "not-to-count",
            Self::UnreadStatus => "unread-status",
            Self::OtherHeader => "other-header",
            Self::NoHeader => "no-header",
            Self::BelowList => "below-list",
            Self::RepeatedSheet => "repeated-sheet",
            Self::HiddenSheet => "hidden-sheet",
            Self::HiddenVersion => "hidden-version",
            Self::MergedMark => "merged-mark",
            Self::BrokenText => "broken-text",
            Self::ZerosInFront => "zeros-in-front",
            Self::IdLetters => "id-letters",
            Self::IdSeparators => "id-separators",
            Self::AmbiguousName => "ambiguous-name",
            Self::SameName => "same-name",
            Self::OtherSchool => "other-school",
            Self::FileSchool => "file-school",
            Self::OrganiserTitle => "organiser-title",
            Self::OtherId => "other-id",
            Self::OtherPlace => "other-place",
            Self::ClassNames => "class-names",
            Self::ZerosNotChosen => "zeros-not-chosen",
            Self::WithoutId => "without-id",
            Self::OtherGrade => "other-grade",
            Self::NotExpected => "not-expected",
            Self::ListedTwice => "listed-twice",
            Self::ExpectedGap => "expected-gap",
            Self::SummaryTable => "summary-table",
            Self::SecondSitting => "second-sitting",
            Self::AllZeros => "all-zeros",
            Self::UnreadList => "unread-list",
            Self::UnknownSubject => "unknown-subject",
            Self::UnmatchedPupil => "unmatched-pupil",
            Self::NoItemRow => "no-item-row",
            Self::UnknownItem => "unknown-item",
            Self::BadOption => "bad-option",
            Self::UnreadFile => "unread-file",
            Self::UnusedCorrection => "unused-correction",
        }
    }

    /// Whether it only asks to look: nothing was set aside for it.
    #[must_use]
    pub fn is_remark(self) -> bool {
        matches!(
            self,
            Self::UnlistedSchool
                | Self::EmptySheet
                | Self::BadStudentNumber
                | Self::TotalMismatch
                | Self::ElectiveCount
                | Self::PartsMismatch
                | Self::ItemsMismatch
                | Self::MarkOffStep
                | Self::RankMismatch
                | Self::NumbersAsText
                | Self::SimilarSchools
                | Self::SharedCode
                | Self::MarkBesideStatus
                | Self::VoidMark
                | Self::NotToCount
                | Self::UnreadStatus
                | Self::RepeatedSheet
                | Self::HiddenSheet
                | Self::ZerosInFront
                | Self::IdLetters
                | Self::IdSeparators
                | Self::SameName
                | Self::OtherSchool
                | Self::FileSchool
                | Self::OrganiserTitle
                | Self::OtherId
                | Self::OtherPlace
                | Self::ClassNames
                | Self::ZerosNotChosen
                | Self::WithoutId
                | Self::ListedTwice
                | Self::ExpectedGap
                | Self::SummaryTable
                | Self::SecondSitting
                | Self::AllZeros
                | Self::UnreadList
                | Self::NoItemRow
        )
    }
}

/// One row or cell that could not be used as it stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Problem {
    /// Where it stands.
    pub place: Place,
    /// The original text of the cell, or of the row's identifying cells; of an unread file the error in English.
    pub text: String,
    /// What is wrong.
    pub kind: ProblemKind,
    /// What was expected instead, as far as the text of the cure needs it (for example the full mark);
    /// of an unread file the error in Chinese.
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
    /// What was read from which column: role or subject id to header, as the sheet writes it.
    #[serde(default)]
    pub columns: BTreeMap<String, String>,
}

/// Something that a file itself says of a subject's paper, beside what the specification requires.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PaperClaim {
    /// Where the file says so.
    pub place: Place,
    /// School id, where the file is of one school.
    pub school: Option<String>,
    /// Subject id; empty where the file as a whole is meant.
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
    /// Whether the file could be read: found 0, required 1.
    Readable,
    /// Whether a file of lists or items could be read, which holds no marks of its own: found 0, required 1.
    ReadableBeside,
    /// Rows with marks below a header or list that is not that of the table: found is their number, required 0.
    RowsRead,
    /// Zeros beside a status that is not understood: found is their number, required 0.
    StatusRead,
    /// Rows of pupils whose identifiers, or names without one, stand in others with other marks: found is their number,
    /// required that of all rows of pupils.
    RowsStand,
    /// Totals of a sheet that are mostly not the sum of its subjects: found is the number of rows, required 0.
    TotalsAgree,
}
