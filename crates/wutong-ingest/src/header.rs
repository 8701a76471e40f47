//! The columns of a score sheet, for the subjects of the exam.

use std::collections::BTreeMap;

use wutong_model::spec::{Marks, Subject};
use wutong_model::{ProblemKind, Status};

use crate::alias::Role;
use crate::cell::{Cell, OwnedRow, Row, cell_name};
use crate::error::IngestError;
use crate::flag::{self, Flag};
use crate::grades::GradeOfRows;
use crate::ids::IdKind;
use crate::layout::{Layout, Long, RankScope, Setting, TopicColumns};
use crate::mark::{Reading, beside_name};
use crate::subject::{Topic, Vocabulary};

/// A full mark that a header states.
#[derive(Debug, Clone)]
pub(crate) struct HeaderClaim {
    /// Position of the subject.
    pub(crate) subject: usize,
    /// Header text as written.
    pub(crate) header: String,
    /// The full mark.
    pub(crate) found: f64,
}

/// The columns of a score sheet.
#[derive(Debug, Clone, Default)]
pub(crate) struct ScoreColumns {
    /// Row of the header.
    pub(crate) row: u32,
    /// Header texts as written; several lines are joined by `/`.
    pub(crate) headers: Vec<String>,
    /// Texts of the header rows.
    pub(crate) header_rows: Vec<Vec<String>>,
    pub(crate) id: Option<usize>,
    /// What the identifiers of the first rows look like.
    pub(crate) ids: IdKind,
    pub(crate) name: Option<usize>,
    /// The first rows have names.
    pub(crate) is_named: bool,
    pub(crate) county: Option<usize>,
    pub(crate) school: Option<usize>,
    pub(crate) code: Option<usize>,
    pub(crate) class: Option<usize>,
    pub(crate) campus: Option<usize>,
    pub(crate) gender: Option<usize>,
    /// Column of student numbers beside that of the identifiers.
    pub(crate) student_number: Option<usize>,
    /// Columns that say whether a pupil sat.
    pub(crate) flags: Vec<Flag>,
    /// Column of the subjects that a pupil has chosen.
    pub(crate) choice: Option<usize>,
    /// Cells of a row of full marks that nothing names: column and full mark.
    pub(crate) full_marks: Vec<(usize, f64)>,
    /// Column of each subject.
    pub(crate) subjects: Vec<Option<usize>>,
    /// Column of the marks beside those that are analysed.
    pub(crate) companions: Vec<Option<usize>>,
    /// Objective and subjective marks of each subject.
    pub(crate) parts: Vec<Option<(usize, usize)>>,
    /// Columns of the total.
    pub(crate) total: TopicColumns,
    /// Rank columns: of which subject, or of the total; among whom.
    pub(crate) ranks: Vec<(Option<usize>, usize, RankScope)>,
    /// One row a pupil and subject.
    pub(crate) long: Option<Long>,
    /// Columns in which a blank stands for the cell above.
    pub(crate) carried: Vec<usize>,
    /// School and class where no column names them.
    pub(crate) place: [Option<String>; 2],
    /// What says of which grade the rows are.
    pub(crate) grade: GradeOfRows,
    /// A title says that the rows are of a room or a page, and of no class.
    pub(crate) is_of_room: bool,
    /// Full marks stated in headers.
    pub(crate) claims: Vec<HeaderClaim>,
    /// Columns of a list of absent pupils that stands beside the table.
    pub(crate) beside: Vec<usize>,
    /// Headers that were not used.
    pub(crate) ignored: Vec<String>,
}

/// What sheets of rooms and pages are called.
const ROOMS: [&str; 4] = ["考场", "试室", "考室", "页"];

impl ScoreColumns {
    /// Whether its rows say of which school they are.
    pub(crate) fn names_school(&self) -> bool {
        self.school.is_some() || self.code.is_some() || self.place[0].is_some()
    }

    /// Whether both name the same things, if in another order.
    pub(crate) fn names_the_same(&self, other: &Self) -> bool {
        let alike = |one: &[Option<usize>], other: &[Option<usize>]| {
            one.iter().map(Option::is_some).eq(other.iter().map(Option::is_some))
        };
        let who = |columns: &Self| {
            let Self { id, county, school, code, campus, class, gender, .. } = columns;
            [*id, *county, *school, *code, *campus, *class, *gender]
        };
        self.long.is_none()
            && other.long.is_none()
            && alike(&self.subjects, &other.subjects)
            && alike(&self.companions, &other.companions)
            && alike(&who(self), &who(other))
            && self.flags.len() == other.flags.len()
    }

    /// Looks at the first rows of pupils: what their identifiers look like, whether they have names.
    pub(crate) fn sample(&mut self, below: &[OwnedRow]) {
        self.ids = IdKind::of(below.iter(), self.id);
        self.is_named = self.name.is_some_and(|column| below.iter().any(|row| !row.cell(column).is_empty()));
    }

    /// The header and the columns that say who a row is of.
    pub(crate) fn identity(layout: &Layout) -> Self {
        Self {
            row: layout.row,
            headers: layout.headers.clone(),
            header_rows: layout.header_rows.clone(),
            id: layout.role(Role::Id),
            name: layout.role(Role::Name),
            county: layout.role(Role::County),
            school: layout.role(Role::School),
            code: layout.role(Role::SchoolCode),
            class: layout.role(Role::Class),
            campus: layout.campus,
            gender: layout.role(Role::Gender),
            student_number: layout.student_number,
            flags: layout.flags.clone(),
            choice: layout.choice,
            grade: layout.grade.clone(),
            full_marks: layout.full_marks.clone(),
            ..Self::default()
        }
    }

    /// The columns of a layout.
    ///
    /// # Errors
    /// Two columns for a subject, a subject that is not declared.
    pub(crate) fn of(layout: &Layout, setting: Setting<'_>, subjects: &[Subject]) -> Result<Self, IngestError> {
        if let Some((left, right)) = layout.halves {
            let named = |column: usize| format!("{} '{}'", cell_name(column, layout.row), layout.headers[column]);
            return Err(IngestError::SideBySide {
                file: setting.file.to_owned(),
                sheet: setting.sheet.to_owned(),
                first: named(left),
                second: named(right),
            });
        }
        if let Some((subject, open)) = layout.undecided.first() {
            let named = |column: &usize| format!("{} '{}'", cell_name(*column, layout.row), layout.headers[*column]);
            return Err(IngestError::Undecided {
                file: setting.file.to_owned(),
                sheet: setting.sheet.to_owned(),
                subject: setting.vocabulary.id(*subject).to_owned(),
                columns: open.iter().map(named).collect(),
                first: open.first().map(|column| layout.headers[*column].clone()).unwrap_or_default(),
            });
        }
        let mut columns = Self {
            subjects: vec![None; subjects.len()],
            companions: vec![None; subjects.len()],
            parts: vec![None; subjects.len()],
            total: layout.topic(Topic::Total).cloned().unwrap_or_default(),
            long: layout.long,
            carried: layout.carried.clone(),
            place: [layout.school.clone(), layout.class.clone()],
            is_of_room: layout.titles.iter().any(|title| ROOMS.iter().any(|word| title.contains(word))),
            beside: layout.lists_beside(),
            ignored: layout.ignored.iter().map(|column| layout.headers[*column].clone()).collect(),
            ..Self::identity(layout)
        };
        columns.ranks.extend(columns.total.ranks.iter().map(|(column, scope)| (None, *column, *scope)));
        for (topic, found) in &layout.topics {
            let Topic::Subject(position) = *topic else { continue };
            match subjects.get(position) {
                Some(subject) => columns.subject(position, subject, found, setting)?,
                None => {
                    if let Some(column) = found.raw.or(found.scaled) {
                        return Err(undeclared(layout, column, setting, setting.vocabulary.id(position)));
                    }
                }
            }
        }
        Ok(columns)
    }

    fn subject(
        &mut self,
        position: usize,
        subject: &Subject,
        found: &TopicColumns,
        setting: Setting<'_>,
    ) -> Result<(), IngestError> {
        if let Some(pair) = found.rivals {
            return Err(self.two(subject, pair, setting));
        }
        (self.subjects[position], self.companions[position]) = match subject.marks {
            Marks::Scaled if found.scaled.is_some() => (found.scaled, found.raw),
            _ => (found.raw, found.scaled),
        };
        self.parts[position] = found.objective.zip(found.subjective);
        self.ranks.extend(found.ranks.iter().map(|(column, scope)| (Some(position), *column, *scope)));
        if let Some((full, column)) = found.full_mark {
            self.claims.push(HeaderClaim { subject: position, header: self.headers[column].clone(), found: full });
        }
        Ok(())
    }

    fn two(&self, subject: &Subject, columns: (usize, usize), setting: Setting<'_>) -> IngestError {
        let named = |column: usize| format!("{} '{}'", cell_name(column, self.row), self.headers[column]);
        IngestError::TwoColumns {
            file: setting.file.to_owned(),
            sheet: setting.sheet.to_owned(),
            subject: subject.id.clone(),
            first: named(columns.0),
            second: named(columns.1),
        }
    }

    /// What the columns beside the marks say of whether a pupil sat: the column and the status.
    pub(crate) fn flag(&self, row: &dyn Row) -> Option<(usize, Status)> {
        let of_all = self.flags.iter().filter(|flag| flag.topic.is_none());
        let said =
            of_all.filter_map(|flag| Some((flag.column, flag::status(&flag.asks, row.cell(flag.column))?))).next();
        let of_name = || self.name.and_then(|column| Some((column, beside_name(row.cell(column))?)));
        // 缺考 in the place of the total.
        said.or_else(of_name).or_else(|| match (self.total.raw, self.total.raw.map(|column| row.cell(column))) {
            (Some(column), Some(cell @ Cell::Text(_))) => Some((column, flag::status("", cell)?)),
            _ => None,
        })
    }

    /// The column that says that the mark of a subject is void; `is_of_all` tells that a column which names no subject speaks
    /// of this one too.
    pub(crate) fn void(&self, row: &dyn Row, subject: usize, is_of_all: bool) -> Option<&Flag> {
        let speaks = |flag: &&Flag| match flag.topic {
            Some(topic) => topic == Topic::Subject(subject),
            None => is_of_all,
        };
        // 违纪 under 操行 or 评语 is of another day.
        self.flags
            .iter()
            .filter(|flag| flag.is_named)
            .filter(speaks)
            .find(|flag| flag::is_void(&flag.asks, row.cell(flag.column)))
    }

    /// The column that says that a pupil is not to count.
    pub(crate) fn not_to_count(&self, row: &dyn Row) -> Option<usize> {
        let says = |flag: &&Flag| flag::is_not_to_count(&flag.asks, row.cell(flag.column));
        self.flags.iter().find(says).map(|flag| flag.column)
    }

    /// The column that says something of a pupil's zero in a subject which is not understood.
    pub(crate) fn unread(&self, row: &dyn Row, subject: usize) -> Option<usize> {
        let of_subject = |flag: &&Flag| {
            flag.is_named
                && flag::listed(&flag.asks).is_none()
                && flag.topic.is_none_or(|topic| topic == Topic::Subject(subject))
        };
        let is_unread = |flag: &&Flag| flag::is_unread(&flag.asks, row.cell(flag.column));
        self.flags.iter().filter(of_subject).find(is_unread).map(|flag| flag.column)
    }

    /// The subjects of which such columns speak, each with its status: 语文缺考, 缺考科目.
    pub(crate) fn flagged(&self, row: &dyn Row, vocabulary: &Vocabulary) -> Vec<(usize, Status)> {
        let mut flagged = Vec::new();
        for flag in self.flags.iter().filter(|flag| !row.cell(flag.column).is_empty()) {
            let cell = row.cell(flag.column);
            if let Some(Topic::Subject(subject)) = flag.topic {
                flagged.extend(flag::status(&flag.asks, cell).map(|status| (subject, status)));
            } else if let Some(status) = flag::listed(&flag.asks) {
                let subjects = flag::subjects(cell, vocabulary);
                flagged.extend(subjects.into_iter().map(|subject| (subject, status)));
            } else if let Some((status, subjects)) = flag::remarked(&flag.asks, cell, vocabulary) {
                flagged.extend(subjects.into_iter().map(|subject| (subject, status)));
            }
        }
        flagged
    }

    /// The subjects that a pupil has not chosen, by a column such as 选科: a 0 or `-` there is none.
    ///
    /// 物化生 leaves out the other subjects of choice; 物理类 history alone.
    pub(crate) fn left_out(&self, row: &dyn Row, vocabulary: &Vocabulary) -> Vec<usize> {
        const FIRST: [&str; 2] = ["physics", "history"];
        const OF_CHOICE: [&str; 6] = ["physics", "history", "chemistry", "biology", "politics", "geography"];
        let Some(cell) = self.choice.map(|column| row.cell(column)).filter(|cell| !cell.is_empty()) else {
            return Vec::new();
        };
        // 物化生 is a paper of three subjects for those who know one.
        let named = flag::named_subjects(cell, vocabulary).into_iter();
        let chosen: Vec<&str> = named.flat_map(|subject| vocabulary.families(subject)).collect();
        let family = |subject: usize| match vocabulary.families(subject).as_slice() {
            [only] => Some(*only),
            _ => None,
        };
        let is_first = |family: &&str| FIRST.contains(family);
        if chosen.is_empty() || !chosen.iter().any(is_first) {
            return Vec::new();
        }
        let only_first = chosen.iter().all(is_first);
        let is_left_out = |subject: &usize| {
            family(*subject).is_some_and(|family| {
                let is_of_choice = if only_first { is_first(&family) } else { OF_CHOICE.contains(&family) };
                is_of_choice && !chosen.contains(&family)
            })
        };
        (0..vocabulary.declared).filter(is_left_out).collect()
    }

    /// A mark, unless its cell is merged with those of other pupils or subjects: a number is of one of them, and nobody
    /// can say of which. A word such as 缺考 is meant for all of them.
    pub(crate) fn sole(&self, row: &dyn Row, column: usize, mark: (i32, Status)) -> Reading {
        let Some(merge) = row.merged(column).filter(|_| mark.1 == Status::Present) else { return Ok(mark) };
        let others = self.subjects.iter().chain(&self.companions).flatten().chain(&self.total.raw);
        let covers_another = others.copied().any(|other| other != column && merge.covers(other));
        // A pupil may take two rows of the sheet, identifier and all.
        let pupil = self.id.or(self.name).and_then(|id| row.merged(id));
        let is_of_several = merge.rows.0 != merge.rows.1 && !pupil.is_some_and(|pupil| pupil.rows_hold(&merge));
        if covers_another || is_of_several { Err(ProblemKind::MergedMark) } else { Ok(mark) }
    }

    /// Which column was read as what: role or subject id, and the header; what was taken from elsewhere in brackets.
    pub(crate) fn described(&self, subjects: &[Subject]) -> BTreeMap<String, String> {
        let roles = [
            ("id", self.id),
            ("county", self.county),
            ("school_code", self.code),
            ("school", self.school),
            ("class", self.class),
            ("campus", self.campus),
            ("gender", self.gender),
            ("choice", self.choice),
            ("grade", self.grade.column),
            ("total", self.total.raw),
        ];
        let mut described: BTreeMap<String, String> = roles
            .into_iter()
            .filter_map(|(role, column)| Some((role.to_owned(), self.headers[column?].clone())))
            .collect();
        for (role, text) in ["school", "class"].into_iter().zip(&self.place) {
            if let (Some(text), false) = (text, described.contains_key(role)) {
                described.insert(role.to_owned(), format!("({text})"));
            }
        }
        for (position, subject) in subjects.iter().enumerate() {
            if let Some(column) = self.subjects.get(position).copied().flatten() {
                described.insert(subject.id.clone(), self.headers[column].clone());
            }
            if let Some(column) = self.companions.get(position).copied().flatten() {
                let other = if subject.marks == Marks::Scaled { "raw" } else { "scaled" };
                described.insert(format!("{} ({other})", subject.id), self.headers[column].clone());
            }
        }
        for flag in self.flags.iter().rev() {
            let subject = match flag.topic {
                Some(Topic::Subject(position)) => subjects.get(position).map(|subject| format!(" {}", subject.id)),
                _ => Some(String::new()),
            };
            if let Some(subject) = subject {
                described.insert(format!("status{subject}"), self.headers[flag.column].clone());
            }
        }
        if let Some(long) = self.long {
            described.insert("subject".to_owned(), self.headers[long.subject].clone());
            described.insert("mark".to_owned(), self.headers[long.raw].clone());
        }
        described
    }
}

/// A column or row of a subject that the specification lacks.
pub(crate) fn undeclared(layout: &Layout, column: usize, setting: Setting<'_>, id: &str) -> IngestError {
    IngestError::UndeclaredSubject {
        file: setting.file.to_owned(),
        sheet: setting.sheet.to_owned(),
        cell: cell_name(column, layout.row),
        header: layout.headers[column].clone(),
        id: id.to_owned(),
    }
}
