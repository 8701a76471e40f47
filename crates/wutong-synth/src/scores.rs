//! One large score table, streamed to disk a class at a time.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Builder, RecordBatch, StringBuilder};
use arrow::datatypes::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::schema::types::ColumnPath;

use crate::SynthError;
use crate::delivery::{mark_text, points};
use crate::draw::{Cell, SchoolDraw};
use crate::folder::{CsvFile, EXAM, Folder, csv_error, io_error};
use crate::options::{MOST_PUPILS, Options, ScoreFormat, Written};
use crate::plan::Plan;
use crate::specification;
use crate::subject::{N_SUBJECTS, SUBJECTS};
use crate::tables::{self, ClassCount, Roster};
use crate::truth::Record;

/// Identity columns before the subjects.
const IDENTITY: [&str; 4] = ["county", "school", "class", "student_id"];
/// Position of the column whose values never repeat.
const STUDENT_ID: usize = 3;
/// Pupils of a Parquet row group.
const ROW_GROUP: usize = 100_000;
/// Half points of the highest full mark.
const MOST_HALF_POINTS: u32 = 240;

/// Writes all marks of a district as one table into `dir`, with the list of schools, the roster, `exam.toml` and
/// `truth.json`.
///
/// Memory does not grow with the pupils but for a few hundred bytes a school. A pupil who changed the school has one
/// row, at the new school; a mark that is missing for any reason is empty.
///
/// # Errors
/// [`SynthError::TooManyPupils`] above 10,000,000 pupils, [`SynthError::Schools`] if the schools do not fit the
/// pupils, [`SynthError::Occupied`] if `dir` holds an examination of other origin, and the variants that name a
/// file if it cannot be written.
pub fn write_scores(options: &Options, format: ScoreFormat, dir: &Path) -> Result<Written, SynthError> {
    options.check(MOST_PUPILS)?;
    let plan = Plan::new(options);
    let mut folder = Folder::prepare(dir)?;
    let name = match format {
        ScoreFormat::Csv => "scores.csv",
        ScoreFormat::Parquet => "scores.parquet",
    };
    let exam_toml = folder.write(EXAM, specification::large(&plan, name).as_bytes())?;
    tables::write_schools(&plan, &mut folder)?;
    let mut roster = Roster::create(&mut folder)?;
    let (path, file) = folder.create(name)?;
    let record = match format {
        ScoreFormat::Csv => stream(&plan, CsvScores::new(path, file)?, &mut roster)?,
        ScoreFormat::Parquet => stream(&plan, ParquetScores::new(path, file)?, &mut roster)?,
    };
    roster.finish()?;
    record.write(&plan, false, &mut folder)?;
    Ok(Written { exam_toml, n_pupils: plan.n_pupils, n_schools: options.n_schools(), files: folder.files })
}

/// One row of the table.
struct Row<'a> {
    identity: [&'a str; IDENTITY.len()],
    cells: &'a [Cell; N_SUBJECTS],
}

/// A table being written.
trait ScoreTable {
    fn push(&mut self, row: &Row<'_>) -> Result<(), SynthError>;
    fn finish(self) -> Result<(), SynthError>;
}

fn stream(plan: &Plan, mut table: impl ScoreTable, roster: &mut Roster) -> Result<Record, SynthError> {
    let mut record = Record::default();
    for (index, school) in plan.schools.iter().enumerate() {
        let mut counts = Vec::new();
        for class in SchoolDraw::new(plan, index) {
            counts.push(ClassCount::from(&class));
            for pupil in &class.pupils {
                record.push(plan, index, pupil);
                if pupil.left() {
                    continue;
                }
                let id = plan.pupil_id(pupil.origin, pupil.number);
                table.push(&Row {
                    identity: [&school.place.county, &school.place.name, &class.label, &id],
                    cells: &pupil.cells,
                })?;
            }
        }
        roster.add(plan, index, &counts)?;
        record.end_school(plan, index);
    }
    table.finish()?;
    Ok(record)
}

struct CsvScores {
    path: PathBuf,
    writer: CsvFile,
    /// Text of every possible mark, by half points.
    texts: Vec<String>,
}

impl CsvScores {
    fn new(path: PathBuf, file: BufWriter<File>) -> Result<Self, SynthError> {
        let mut writer = csv::Writer::from_writer(file);
        let header = IDENTITY.into_iter().chain(SUBJECTS.iter().map(|subject| subject.id));
        writer.write_record(header).map_err(csv_error(&path))?;
        let texts = (0..=MOST_HALF_POINTS).map(mark_text).collect();
        Ok(Self { path, writer, texts })
    }
}

impl ScoreTable for CsvScores {
    fn push(&mut self, row: &Row<'_>) -> Result<(), SynthError> {
        let marks = row.cells.iter().map(|cell| match cell.mark() {
            Some(mark) => self.texts[usize::from(mark)].as_str(),
            None => "",
        });
        let fields = row.identity.into_iter().chain(marks);
        self.writer.write_record(fields).map_err(csv_error(&self.path))
    }

    fn finish(mut self) -> Result<(), SynthError> {
        self.writer.flush().map_err(io_error(&self.path))
    }
}

struct ParquetScores {
    path: PathBuf,
    writer: ArrowWriter<BufWriter<File>>,
    schema: Arc<Schema>,
    identity: [StringBuilder; IDENTITY.len()],
    marks: [Float64Builder; N_SUBJECTS],
    rows: usize,
}

impl ParquetScores {
    fn new(path: PathBuf, file: BufWriter<File>) -> Result<Self, SynthError> {
        let identity = IDENTITY.iter().map(|name| Field::new(*name, DataType::Utf8, false));
        let marks = SUBJECTS.iter().map(|subject| Field::new(subject.id, DataType::Float64, true));
        let schema = Arc::new(Schema::new(identity.chain(marks).collect::<Vec<_>>()));
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_max_row_group_row_count(Some(ROW_GROUP))
            .set_column_dictionary_enabled(ColumnPath::from(IDENTITY[STUDENT_ID]), false)
            .build();
        match ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties)) {
            Ok(writer) => Ok(Self {
                path,
                writer,
                schema,
                identity: std::array::from_fn(|_| StringBuilder::new()),
                marks: std::array::from_fn(|_| Float64Builder::with_capacity(ROW_GROUP)),
                rows: 0,
            }),
            Err(source) => Err(SynthError::Parquet { path, source }),
        }
    }

    /// Hands the rows gathered so far to the writer.
    fn flush(&mut self) -> Result<(), ParquetError> {
        let identity = self.identity.iter_mut().map(|column| Arc::new(column.finish()) as ArrayRef);
        let marks = self.marks.iter_mut().map(|column| Arc::new(column.finish()) as ArrayRef);
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), identity.chain(marks).collect())?;
        self.rows = 0;
        self.writer.write(&batch)
    }

    fn error(&self) -> impl FnOnce(ParquetError) -> SynthError + use<> {
        let path = self.path.clone();
        move |source| SynthError::Parquet { path, source }
    }
}

impl ScoreTable for ParquetScores {
    fn push(&mut self, row: &Row<'_>) -> Result<(), SynthError> {
        for (column, value) in self.identity.iter_mut().zip(row.identity) {
            column.append_value(value);
        }
        for (column, cell) in self.marks.iter_mut().zip(row.cells) {
            column.append_option(cell.mark().map(|mark| points(u32::from(mark))));
        }
        self.rows += 1;
        if self.rows == ROW_GROUP {
            self.flush().map_err(self.error())?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<(), SynthError> {
        self.flush().map_err(self.error())?;
        let error = self.error();
        self.writer.close().map_err(error)?;
        Ok(())
    }
}
