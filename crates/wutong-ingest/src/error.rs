//! What stops a run before there is a score book.

use wutong_model::{Place, Problem, ProblemKind};

use crate::feed::HEAD_ROWS;
use crate::trouble::{Damage, Excess, Lookalike};

/// Input that cannot be read, or contradicts the specification.
///
/// The text names file, sheet and cell where they apply, and the cure; [`IngestError::zh`] gives it in Chinese.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IngestError {
    /// A file that does not exist.
    #[error("{file}: no such file (looked in {folder}); correct path in [[source]], or subject.items")]
    MissingFile {
        /// File as named.
        file: String,
        /// Folder it was looked for in.
        folder: String,
    },
    /// A folder where a file is meant.
    #[error("{file}: a folder, not a file; name its files in [[source]], e.g. path = \"{file}/*.xlsx\"")]
    Folder {
        /// Folder as named.
        file: String,
    },
    /// A glob that matches nothing.
    #[error("{pattern}: no file matches (looked in {folder}); correct path in [[source]]")]
    NoMatch {
        /// The pattern.
        pattern: String,
        /// Folder it was looked for in.
        folder: String,
    },
    /// No source at all.
    #[error("the specification names no source of scores; add [[source]] path = \"scores/*.xlsx\"")]
    NoSource,
    /// A file that cannot be opened or read.
    #[error("{file}: cannot be read; check that it is a file and that you may read it")]
    Unreadable {
        /// File as named.
        file: String,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// A `.xlsx` that is no workbook.
    #[error("{file}: not an Excel workbook although its name says so; {cure}", cure = .found.cure())]
    NotWorkbook {
        /// File as named.
        file: String,
        /// What it looks like.
        found: Lookalike,
    },
    /// A worksheet that the workbook does not have.
    #[error("{file}: no sheet '{sheet}'; it has {}; correct sheet in [[source]]", .known.join(", "))]
    NoSheet {
        /// File as named.
        file: String,
        /// Sheet as named.
        sheet: String,
        /// Sheets that exist.
        known: Vec<String>,
    },
    /// No row that looks like a header.
    #[error(
        "{file}{}: no header row in the first {rows} rows (first row: {sample}); name the columns, e.g. school, class, \
         student_id, {wanted}, or map them with columns = {{ ... }} in [[source]]{}{}", in_sheet(.sheet), further_en(*.rows),
        encoding_en(.encoding.as_deref())
    )]
    NoHeader {
        /// File as named.
        file: String,
        /// Worksheet.
        sheet: String,
        /// Rows looked at.
        rows: usize,
        /// The first row, shortened.
        sample: String,
        /// Headers that are wanted.
        wanted: String,
        /// The encoding that the specification names, and the one that the file seems to be in.
        encoding: Option<Box<(String, String)>>,
    },
    /// A score sheet without a school column.
    #[error(
        "{file}{}: header row {row} has no school column (columns: {headers}); add one, or set \
         columns = {{ school = \"...\" }} or school = \"...\" in its [[source]]", in_sheet(.sheet)
    )]
    NoSchoolColumn {
        /// File as named.
        file: String,
        /// Worksheet.
        sheet: String,
        /// Row of the header.
        row: u32,
        /// Headers that are there.
        headers: String,
    },
    /// Two columns for one subject.
    #[error(
        "{file}{}: two columns for subject '{subject}': {first} and {second}; keep one, or \
         choose with columns = {{ {subject} = \"...\" }} or ignore = [\"...\"] in [[source]]", in_sheet(.sheet)
    )]
    TwoColumns {
        /// File as named.
        file: String,
        /// Worksheet.
        sheet: String,
        /// Subject id.
        subject: String,
        /// First cell and its text, like `E3 '数学'`.
        first: String,
        /// Second cell and its text.
        second: String,
    },
    /// Parts of a paper and no column that is known to be the mark of the subject.
    #[error(
        "{file}{}: subject '{subject}' has the columns {} and none is known to be its mark; add a column with the mark of \
         the subject, or choose with columns = {{ {subject} = \"{first}\" }}, or leave them out with ignore = [\"...\"] \
         in [[source]]", in_sheet(.sheet), .columns.join(", ")
    )]
    Undecided {
        /// File as named.
        file: String,
        /// Worksheet.
        sheet: String,
        /// Subject id.
        subject: String,
        /// Cells and their texts, like `E3 '语文/A卷'`.
        columns: Vec<String>,
        /// Header of the first of them.
        first: String,
    },
    /// A table in two halves side by side, as it is printed.
    #[error(
        "{file}{}: the table stands in two halves side by side ({first} and {second}); only one could be read: put the \
         right half below the left one", in_sheet(.sheet)
    )]
    SideBySide {
        /// File as named.
        file: String,
        /// Worksheet.
        sheet: String,
        /// Header cell of the identifiers on the left, like `A2 '考号'`.
        first: String,
        /// The same on the right.
        second: String,
    },
    /// A subject of the specification that no file holds.
    #[error(
        "subject '{subject}' ({name}) is in no file ({files} read); remove its [[subject]], or name its column with \
         columns = {{ {subject} = \"...\" }} in [[source]]{}", nearest_en(.nearest.as_deref())
    )]
    SubjectMissing {
        /// Subject id.
        subject: String,
        /// Subject name.
        name: String,
        /// Number of score files read.
        files: usize,
        /// A header that differs from the name in one character.
        nearest: Option<String>,
    },
    /// Tables of different subjects one below the other, and a subject that only the lower ones can hold.
    #[error(
        "{file}{}: below row {row} stands another table with a header of its own, so subject '{subject}' ({name}) was not \
         found; put each table into a sheet or file of its own", in_sheet(.sheet)
    )]
    StackedTables {
        /// File as named.
        file: String,
        /// Worksheet.
        sheet: String,
        /// The row above the first one that was set aside, which is the header.
        row: u64,
        /// Subject id.
        subject: String,
        /// Subject name.
        name: String,
    },
    /// A column of a well-known subject that the specification does not declare.
    #[error(
        "{file}{}: cell {cell} '{header}' is a subject that the specification does not declare; add [[subject]] id = \
         \"{id}\", or ignore = [\"{header}\"] to its [[source]]", in_sheet(.sheet)
    )]
    UndeclaredSubject {
        /// File as named.
        file: String,
        /// Worksheet.
        sheet: String,
        /// Cell, like `F3`.
        cell: String,
        /// Its text.
        header: String,
        /// Usual id of the subject.
        id: String,
    },
    /// A header named by `source.columns` that no sheet has.
    #[error(
        "{path}: no sheet has the column '{header}' that columns.{role} names{}; correct it in [[source]]",
        nearest_en(.nearest.as_deref())
    )]
    NamedColumn {
        /// Path of the source.
        path: String,
        /// Role or subject id.
        role: String,
        /// Header as named.
        header: String,
        /// The most similar header.
        nearest: Option<String>,
    },
    /// An encoding label that does not exist.
    #[error("{file}: unknown encoding '{label}'; use utf-8, gb18030, gbk, big5 or utf-16le in source.encoding")]
    UnknownEncoding {
        /// File as named.
        file: String,
        /// The label.
        label: String,
    },
    /// A quotation mark that swallows the rows after it.
    #[error(
        "{file}: the quotation mark that opens in row {row} is not closed{}; delete it or close it",
        .lines.map(|lines| format!(" within {lines} lines")).unwrap_or_default()
    )]
    OpenQuote {
        /// File as named.
        file: String,
        /// Row in which it opens.
        row: u64,
        /// Lines that it spans at the least, where more than a field can have.
        lines: Option<u64>,
    },
    /// A column of a table in memory whose type holds no text and no numbers.
    #[error("{table}: column '{column}' has type {found}; cast it to text or number, or leave it out of the table")]
    ColumnType {
        /// Name of the table or file.
        table: String,
        /// Name of the column.
        column: String,
        /// Its type.
        found: String,
    },
    /// A school list, roster, item file or blueprint without a column it cannot do without.
    #[error("{file}{}: no column for {wanted} (columns: {headers}); add it as a column", in_sheet(.sheet))]
    ListColumn {
        /// File as named.
        file: String,
        /// Worksheet.
        sheet: String,
        /// What is wanted.
        wanted: String,
        /// Headers that are there.
        headers: String,
    },
    /// An item file of which nothing says what subject it is of.
    #[error(
        "{file}{}: nothing says of which subject its items are; set subject = \"...\" in its [[source]]", in_sheet(.sheet)
    )]
    ItemSubject {
        /// File as named.
        file: String,
        /// Worksheet.
        sheet: String,
    },
    /// Identifiers that are not unique within the exam.
    #[error(
        "{clashing} of {pupils} pupil identifiers stand for pupils of different schools, e.g. '{example}' in {places}; set \
         [pupils] id_unique_within = \"school\", or name an exam-wide identifier with columns = {{ id = \"...\" }}"
    )]
    IdsClash {
        /// Identifiers that clash.
        clashing: usize,
        /// Identifiers in all.
        pupils: usize,
        /// One of them.
        example: String,
        /// Two places where it stands.
        places: String,
    },
    /// Identifiers that stand in two schools each with the same name or marks.
    #[error(
        "{clashing} of {pupils} pupil identifiers stand in two schools, most of them with the same names or marks, e.g. \
         '{example}' in {places}: are '{}' and '{}' one school? If so, write its name alike in all tables; if one of the \
         tables repeats the others, take it out", schools[0], schools[1]
    )]
    TwoSchools {
        /// Such identifiers.
        clashing: usize,
        /// Identifiers in all.
        pupils: usize,
        /// One of them.
        example: String,
        /// Two places where it stands.
        places: String,
        /// The schools that it stands in.
        schools: Box<[String; 2]>,
    },
    /// Several files, none of which can be read.
    #[error("{first}{}", rest.iter().map(|error| format!("\n{error}")).collect::<String>())]
    Files {
        /// What is wrong with the first.
        first: Box<IngestError>,
        /// What is wrong with the others.
        rest: Vec<IngestError>,
    },
    /// The key of the pseudonyms cannot be used.
    #[error(transparent)]
    Key(#[from] crate::pseudonym::KeyError),
    /// A mapping file cannot be used.
    #[error(transparent)]
    Mapping(#[from] crate::mapping::MappingError),
    /// Not one pupil.
    #[error(
        "no pupil in {files} score file(s): {set_aside} rows were set aside; correct the files, or the columns in \
         [[source]]{}", .problems.iter().map(Lost::en).collect::<String>()
    )]
    NoPupil {
        /// Files read.
        files: usize,
        /// Rows set aside.
        set_aside: u64,
        /// Why.
        problems: Vec<Lost>,
        /// Every row and cell that was set aside, for those who mend them.
        quarantine: Vec<Problem>,
    },
    /// A file that is broken.
    #[error("{file}{}: {}", in_sheet(.sheet), .damage.en())]
    Broken {
        /// File as named.
        file: String,
        /// Worksheet, where known.
        sheet: String,
        /// What is wrong.
        damage: Damage,
        /// What the reader says.
        #[source]
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
    /// A file that asks for more than the specification allows.
    #[error("{file}{}: {}", in_sheet(.sheet), .what.en(.found, *.limit))]
    TooLarge {
        /// File as named.
        file: String,
        /// Worksheet, where known.
        sheet: String,
        /// What it asks for.
        what: Excess,
        /// How much it asks for.
        found: String,
        /// How much is allowed.
        limit: u64,
    },
    /// A file under a password.
    #[error("{file}: it has a password; open it, remove the password and save it again")]
    Password {
        /// File as named.
        file: String,
    },
    /// A format that is not read.
    #[error("{file}: {format} is not read; open it in its program and save it as {instead}")]
    Format {
        /// File as named.
        file: String,
        /// The format.
        format: &'static str,
        /// The format to use.
        instead: &'static str,
    },
    /// A stream of batches that was read before.
    #[error("{table}: the batches of this reader have been read already; hand over a new reader, or use batches")]
    Consumed {
        /// Name of the table.
        table: String,
    },
}

impl IngestError {
    /// Not one pupil is left.
    pub(crate) fn nobody(files: usize, set_aside: u64, quarantine: Vec<Problem>) -> Self {
        Self::NoPupil { files, set_aside, problems: Lost::of(&quarantine), quarantine }
    }
}

/// Problems of one kind where nothing is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// What is wrong.
    pub kind: ProblemKind,
    /// How often.
    pub times: usize,
    /// Where first.
    pub first: Place,
    /// The file's own error in English and Chinese, where it could not be read.
    pub error: Option<(String, String)>,
}

impl Lost {
    /// The problems that keep rows from being used, in sum; every unread file by itself.
    pub(crate) fn of(problems: &[Problem]) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for problem in problems.iter().filter(|problem| !problem.kind.is_remark() || is_of_no_row(problem.kind)) {
            let is_file = problem.kind == ProblemKind::UnreadFile;
            match all.iter_mut().find(|lost| lost.kind == problem.kind && !is_file) {
                Some(known) => known.times += 1,
                None => all.push(Self {
                    kind: problem.kind,
                    times: 1,
                    first: problem.place.clone(),
                    error: is_file.then(|| (problem.text.clone(), problem.expected.clone())),
                }),
            }
        }
        all
    }

    fn en(&self) -> String {
        let Place { file, sheet, row, .. } = &self.first;
        match &self.error {
            Some((error, _)) => format!("\n{error}"),
            None if *row == 0 => format!("\n{} x {}, first in {file}{}", self.times, self.kind.id(), in_sheet(sheet)),
            None => format!("\n{} x {}, first in {file}{}, row {row}", self.times, self.kind.id(), in_sheet(sheet)),
        }
    }
}

/// Whether a remark tells why a sheet gives no pupil.
fn is_of_no_row(kind: ProblemKind) -> bool {
    matches!(kind, ProblemKind::EmptySheet)
}

fn encoding_en(encoding: Option<&(String, String)>) -> String {
    let told = |(named, detected): &(String, String)| {
        format!("; encoding = \"{named}\" may be wrong: the file looks like {detected}, which is found without it")
    };
    encoding.map(told).unwrap_or_default()
}

fn in_sheet(sheet: &str) -> String {
    if sheet.is_empty() { String::new() } else { format!(", sheet '{sheet}'") }
}

fn further_en(rows: usize) -> &'static str {
    if rows < HEAD_ROWS { "" } else { "; if the header stands further down, delete the rows above it" }
}

fn nearest_en(nearest: Option<&str>) -> String {
    nearest.map(|nearest| format!("; the nearest is '{nearest}'")).unwrap_or_default()
}
