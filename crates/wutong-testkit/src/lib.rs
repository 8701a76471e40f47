//! Fixtures and small score books for tests.
#![expect(clippy::panic, reason = "a broken fixture is a broken test")]

use std::path::PathBuf;

use wutong_model::{Class, County, ExamSpec, IdColumn, School, ScoreBook, Status, SubjectColumn};

/// Path of a file or folder under `fixtures/`.
///
/// # Panics
/// If the fixture does not exist.
#[must_use]
pub fn fixture(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").join(name);
    path.canonicalize().unwrap_or_else(|error| panic!("fixture {name}: {error}"))
}

/// A specification of a research exam with these tables appended.
///
/// # Panics
/// If the specification is wrong.
#[must_use]
pub fn spec(tables: &str) -> ExamSpec {
    let text = format!(
        "exam = {{ id = 'test', title = 'Test', stage = 'junior', grade = 9, kind = 'research', region = 'R' }}\n{tables}"
    );
    ExamSpec::from_toml(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// One pupil of a test book: county, school, class, and one mark or status a subject.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pupil {
    /// County; empty for none.
    pub county: String,
    /// School id and name.
    pub school: String,
    /// Class name.
    pub class: String,
    /// Identifier.
    pub id: String,
    /// Ticks, or why there are none.
    pub marks: Vec<Result<i32, Status>>,
}

/// A score book of these pupils, in whatever order they come.
#[must_use]
pub fn book(pupils: &[Pupil]) -> ScoreBook {
    let mut pupils: Vec<&Pupil> = pupils.iter().collect();
    pupils.sort();
    let n_subjects = pupils.first().map_or(0, |pupil| pupil.marks.len());
    let mut book = ScoreBook {
        ids: IdColumn::default(),
        subjects: vec![SubjectColumn::default(); n_subjects],
        ..ScoreBook::default()
    };
    for (row, pupil) in pupils.iter().enumerate() {
        let previous = row.checked_sub(1).map(|row| pupils[row]);
        let new_county = previous.is_none_or(|last| last.county != pupil.county);
        let new_school = new_county || previous.is_none_or(|last| last.school != pupil.school);
        let new_class = new_school || previous.is_none_or(|last| last.class != pupil.class);
        if new_county {
            let start = book.schools.len();
            book.counties.push(County { name: pupil.county.clone(), schools: start..start });
        }
        if new_school {
            let start = book.classes.len();
            let school = School { id: pupil.school.clone(), name: pupil.school.clone(), ..School::default() };
            book.schools.push(School { classes: start..start, ..school });
        }
        if new_class {
            book.classes.push(Class { name: pupil.class.clone(), roster: None, rows: row..row });
        }
        book.ids.push(&pupil.id);
        for (column, mark) in book.subjects.iter_mut().zip(&pupil.marks) {
            column.ticks.push(mark.unwrap_or(0));
            column.status.push(mark.err().unwrap_or(Status::Present));
        }
        let (n_schools, n_classes) = (book.schools.len(), book.classes.len());
        if let (Some(county), Some(school), Some(class)) =
            (book.counties.last_mut(), book.schools.last_mut(), book.classes.last_mut())
        {
            county.schools.end = n_schools;
            school.classes.end = n_classes;
            class.rows.end = row + 1;
        }
    }
    book
}

/// Pupils of one subject, one class a school: `pupils(&[("A", &[80, 85]), ("B", &[60])])`.
#[must_use]
pub fn pupils(schools: &[(&str, &[i32])]) -> Vec<Pupil> {
    let one = |school: &str, position: usize, mark: i32| Pupil {
        county: String::new(),
        school: school.to_owned(),
        class: "1".to_owned(),
        id: format!("{school}{position:03}"),
        marks: vec![Ok(mark)],
    };
    let all = schools.iter().flat_map(|&(school, marks)| {
        marks.iter().enumerate().map(move |(position, &mark)| one(school, position, mark)).collect::<Vec<_>>()
    });
    all.collect()
}
