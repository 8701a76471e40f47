//! What the rows of a sheet tell: whose they are, and how their columns are filled.

use std::collections::{BTreeMap, BTreeSet};

use super::{FEWEST_DIGITS, LARGEST_MARK, ScannedSheet, ScannedSubject};
use crate::alias::Role;
use crate::campus;
use crate::cell::{Cell, Row, fold};
use crate::classes::{self, ClassNumber};
use crate::feed::Fate;
use crate::grades;
use crate::hash::hash_of;
use crate::ids::names_statistic;
use crate::layout::{Setting, Word, full_mark_cell, is_full_mark_row, stated_in};
use crate::mark::status_of;
use crate::pupil::{RowJudge, RowKind, identifier, is_footer};
use crate::score::{has_extra_cells, place_named, title};
use crate::sketch::legend::legend_in;
use crate::sketch::marks::Marks;
use crate::sketch::whose::Whose;
use crate::sketch::{FileKind, examples, guess};
use crate::subject::{Topic, Vocabulary};
use crate::zeros::{bare, is_number, without_letter};

impl ScannedSheet {
    /// Goes on under a title between the rows that names the school or class of those below, where no column does; whether
    /// the row is one.
    fn turns_to_another_place(&mut self, row: &dyn Row) -> bool {
        let has = |role| self.columns.contains_key(&role);
        let has_school = has(Role::School) || has(Role::SchoolCode);
        let wanted = [!has_school, !has(Role::Class)];
        if !wanted.contains(&true) {
            return false;
        }
        let Some([school, class]) = place_named(&self.judged, row, wanted) else { return false };
        let names_one = school.is_some() || class.is_some();
        self.has_school |= school.is_some();
        if school.is_some() && school != self.place[0] && wanted[1] {
            self.place[1] = None;
        }
        self.place[0] = school.or(self.place[0].take());
        self.place[1] = class.or(self.place[1].take());
        names_one
    }

    /// Takes a row of the sheet into account.
    pub(super) fn row(&mut self, row: &dyn Row, setting: Setting<'_>) -> Fate {
        let vocabulary = setting.vocabulary;
        if self.items.is_some() && is_full_mark_row(row) {
            self.sums.iter_mut().chain(&mut self.items_beside).for_each(|items| items.full_row(row));
        }
        if self.kind != FileKind::Scores {
            return self.list_row(row, vocabulary);
        }
        if self.is_closed {
            return Fate::NotData;
        }
        if self.turns_to_another_place(row) {
            return Fate::NotData;
        }
        match self.judge.judge(&self.judged, row, Some(setting)) {
            RowKind::Pupil if self.is_under_other => return Fate::SetAside,
            RowKind::Pupil => {}
            RowKind::Header => {
                self.is_under_other = !self.go_by_header(row, setting);
                return Fate::NotData;
            }
            RowKind::NotData => {
                self.line(row, vocabulary);
                return Fate::NotData;
            }
            RowKind::List => {
                self.is_closed = true;
                return Fate::NotData;
            }
        }
        if self.judge.is_statistic(&self.judged, row) {
            return Fate::NotData;
        }
        let text = |role| self.columns.get(&role).map_or(Cell::Empty, |column: &usize| row.cell(*column)).shown();
        let id = text(Role::Id);
        let is_of_many = self.judge.is_summary(row) || RowJudge::is_of_group(&self.judged, row);
        let is_nobody = is_of_many && (self.has_id || !RowJudge::is_named_so(&self.judged, row))
            || self.has_id && RowJudge::is_note(&self.judged, row)
            || self.long.is_none() && RowJudge::lacks_name(&self.judged, row);
        if id.is_empty() && is_nobody {
            return Fate::NotData;
        }
        let school = [text(Role::SchoolCode), text(Role::School)].concat();
        let [fixed_school, fixed_class] = self.place.clone();
        let school = fixed_school.filter(|_| school.is_empty()).unwrap_or(school);
        let (county, name) = (text(Role::County), text(Role::Name));
        let class =
            fixed_class.filter(|_| !self.columns.contains_key(&Role::Class)).unwrap_or_else(|| text(Role::Class));
        let (school, class) = classes::apart(&school, &class).unwrap_or((school, class));
        self.rows += 1;
        self.made_up += u64::from(examples::is_made_up(&name, &school));
        if !county.is_empty() {
            self.counties.insert(county);
        }
        if let Some(grade) = self.judged.grade.of(self.judged.grade.cell(row), &class) {
            *self.grades.entry(grade).or_default() += 1;
        }
        let campus = self.judged.campus.map(|column| row.cell(column).shown()).unwrap_or_default();
        let class = if campus.is_empty() { class } else { campus::called(&campus, &class) };
        if !campus.is_empty() {
            self.campuses.entry(school.clone()).or_default().insert(campus);
        }
        // Without identifiers a pupil is known by his name.
        if !self.has_id && !name.is_empty() {
            let number = ClassNumber::of(&class).map(|class| class.number.to_string());
            self.keys.push(hash_of(3, &[school.as_str(), number.as_deref().unwrap_or(&class), &name].join("/")));
        }
        // A row that a run sets aside tells nothing of marks.
        let is_known = || !class.is_empty() && !school.is_empty() && RowJudge::names_pupil(&self.judged, row);
        let lacks_id = self.has_id && id.is_empty() && !is_known();
        let has_school = self.columns.contains_key(&Role::School) || self.columns.contains_key(&Role::SchoolCode);
        let lacks_school = has_school && school.is_empty() && !self.is_carried;
        if lacks_id || lacks_school || has_extra_cells(row, self.judged.headers.len()) {
            return Fate::SetAside;
        }
        let mut scratch = String::new();
        let cell = self.columns.get(&Role::Id).map_or(Cell::Empty, |column| row.cell(*column));
        let id = identifier(cell, &mut scratch);
        let key = id.map(key_of);
        if let Some(id) = id {
            let key = key_of(id);
            self.is_long &= id.chars().count() >= FEWEST_DIGITS;
            self.letters[0] |= id.bytes().any(|byte| byte.is_ascii_lowercase());
            self.letters[1] |= id.bytes().any(|byte| byte.is_ascii_uppercase());
            // A long table names a pupil in row after row.
            if self.keys.last() != Some(&key) {
                self.keys.push(key);
            }
            if self.long.is_none() {
                self.pupils.push(Whose::of(hash_of(0, id), [&school, &class, &name]));
            }
        }
        if !self.has_id && !self.has_name && self.long.is_none() {
            self.places.push(Whose::of(0, [&school, &class, ""]));
        }
        if let Some(column) = self.long {
            self.long_row(key, row, column, vocabulary);
        }
        self.full_mark_of_row(row);
        if self.long.is_none() {
            self.marks(key, row, vocabulary);
        }
        self.count_unknown(row, f64::INFINITY);
        self.count_languages(row);
        Fate::Kept
    }

    /// Takes what a line of text between the rows says.
    fn line(&mut self, row: &dyn Row, vocabulary: &Vocabulary) {
        let Some(text) = title(row) else { return };
        let own: Vec<usize> = self.subjects.iter().map(|subject| subject.subject).collect();
        self.stated.extend(stated_in(&text, vocabulary, &own));
        self.legend.extend(legend_in(&text));
        self.judged.grade.of_sheet = grades::in_text(&text).or(self.judged.grade.of_sheet);
    }

    /// Takes the marks of a pupil's row into account.
    fn marks(&mut self, key: Option<u64>, row: &dyn Row, vocabulary: &Vocabulary) {
        // A zero in a subject that was not chosen is none.
        let left_out = self.judged.left_out(row, vocabulary);
        let cell = |subject: &ScannedSubject| {
            let cell = row.cell(subject.column);
            let is_none = left_out.contains(&subject.subject) && crate::layout::number(cell) == Some(0.0);
            if is_none { Cell::Empty } else { cell }
        };
        let cells: Vec<Cell<'_>> = self.subjects.iter().map(cell).collect();
        self.taken.row(key, row, (&self.subjects, &cells), self.total);
        for (subject, cell) in self.subjects.iter_mut().zip(cells) {
            word_or_mark(&mut subject.marks, cell, (&self.known_words, &mut self.unknown_words));
            if let Some(column) = subject.scaled_column {
                _ = subject.beside.add(row.cell(column));
            }
        }
    }

    /// Takes zeros of electives for subjects that were not chosen, where all pupils have them alike.
    pub(super) fn take_zeros_out(&mut self, vocabulary: &Vocabulary) {
        let is_chosen = |subject: &ScannedSubject| {
            let id = vocabulary.id(subject.subject);
            guess::CHOSEN.contains(&id) || guess::LANGUAGES.contains(&id)
        };
        let chosen = self.subjects.iter().take(64).enumerate().filter(|(_, subject)| is_chosen(subject));
        let found = self.taken.without_zeros(chosen.fold(0, |bits, (at, _)| bits | 1 << at));
        for (_, subject) in self.subjects.iter_mut().enumerate().filter(|(at, _)| *at < 64 && found >> at & 1 == 1) {
            subject.marks.without_zeros();
            self.zeroed.push(subject.subject);
        }
    }

    fn count_languages(&mut self, row: &dyn Row) {
        let Some((column, languages)) = &mut self.languages else { return };
        let language = fold(&row.cell(*column).shown());
        if !language.is_empty() {
            *languages.entry(language).or_default() += 1;
        }
    }

    /// Takes the full mark from a column 满分: that of the subject of the row, or of the only one.
    fn full_mark_of_row(&mut self, row: &dyn Row) {
        let Some(full) = self.full_column.and_then(|column| full_mark_cell(row.cell(column))) else { return };
        let subject = match self.subjects.as_slice() {
            _ if self.long.is_some() => self.long_subject,
            [only] => Some(only.subject),
            _ => None,
        };
        let stated = subject.map(|subject| (subject, full));
        self.stated.extend(stated.filter(|stated| !self.stated.contains(stated)));
    }

    /// Counts the numbers up to a largest in columns that are not understood.
    fn count_unknown(&mut self, row: &dyn Row, largest: f64) {
        for (column, _, numbers, filled) in &mut self.unknown {
            let cell = row.cell(*column);
            *filled += u64::from(!cell.is_empty());
            *numbers += u64::from(crate::layout::number(cell).is_some_and(|number| number <= largest));
        }
    }

    fn long_row(&mut self, key: Option<u64>, row: &dyn Row, column: usize, vocabulary: &Vocabulary) {
        let text = row.cell(column).shown();
        self.long_subject = None;
        let position = match Word::read(&text, vocabulary) {
            Word::Mark { topic: Some(Topic::Subject(position)), .. } => position,
            // 九年级语文: a subject for those who read it, once the specification calls it so.
            _ => {
                let Some(position) = vocabulary.only_one(&text) else { return };
                self.written.insert(text.clone(), position);
                position
            }
        };
        self.long_subject = Some(position);
        if self.subjects.iter().all(|subject| subject.subject != position) {
            self.subjects.push(ScannedSubject::new(position, text, column));
        }
        let subject = self.subjects.iter_mut().find(|subject| subject.subject == position);
        if let Some(subject) = subject {
            let words = (&self.known_words, &mut self.unknown_words);
            word_or_mark(&mut subject.marks, row.cell(self.long_mark), words);
        }
        let at = self.subjects.iter().position(|subject| subject.subject == position);
        if let (Some(key), Some(at)) = (key, at) {
            self.taken.long_row(key, at, row.cell(self.long_mark));
        }
    }

    fn list_row(&mut self, row: &dyn Row, vocabulary: &Vocabulary) -> Fate {
        let county = self.columns.get(&Role::County).map_or(Cell::Empty, |column| row.cell(*column)).shown();
        let first = (0..row.width()).map(|column| row.cell(column)).find(|cell| !cell.is_empty());
        let first = fold(&first.map(Cell::shown).unwrap_or_default());
        if let Some(specifications) = &mut self.specifications {
            if specifications.ends(&first, row) {
                return Fate::NotData;
            }
            specifications.row(row, vocabulary);
        } else if is_footer(&first) {
            return Fate::NotData;
        }
        let text = |role| self.columns.get(&role).map_or(Cell::Empty, |column: &usize| row.cell(*column)).shown();
        let id = text(Role::Id);
        let pupil = if self.columns.contains_key(&Role::Id) { id.clone() } else { text(Role::Name) };
        if !self.sums.is_empty() && !pupil.is_empty() && !names_statistic(&fold(&pupil)) {
            self.sums.iter_mut().for_each(|sums| sums.row(row));
        }
        let class = text(Role::Class);
        if let Some(grade) = grades::of_class(&class).or_else(|| grades::of_class_number(&class)) {
            *self.grades.entry(grade).or_default() += 1;
        }
        if self.kind == FileKind::Pupils {
            let school = Some([text(Role::SchoolCode), text(Role::School)])
                .map(|[code, name]| if name.is_empty() { code } else { name });
            let school =
                school.filter(|school| !school.is_empty()).or_else(|| self.place[0].clone()).unwrap_or_default();
            let (school, class) = classes::apart(&school, &class).unwrap_or((school, class));
            let (placed, class_text) = (school.clone(), class.clone());
            *self.listed.entry([school, class]).or_default() += 1;
            self.count_unknown(row, LARGEST_MARK);
            let cell = self.columns.get(&Role::Id).map_or(Cell::Empty, |column| row.cell(*column));
            if let Some(id) = identifier(cell, &mut String::new()) {
                self.keys.push(key_of(id));
                self.pupils.push(Whose::of(key_of(id), [&placed, &class_text, ""]));
            }
        }
        self.rows += 1;
        if !county.is_empty() {
            self.counties.insert(county);
        }
        Fate::Kept
    }
}

/// An identifier as it is compared with those of other sheets, which may lack its zeros in front.
fn key_of(id: &str) -> u64 {
    let id = without_letter(id);
    if is_number(id) { hash_of(0, bare(id)) } else { hash_of(0, &id.to_ascii_uppercase()) }
}

/// Counts a mark; a text that is neither mark nor known status is remembered.
fn word_or_mark(marks: &mut Marks, cell: Cell<'_>, (known, words): (&BTreeSet<String>, &mut BTreeMap<String, u64>)) {
    /// More different words are free text.
    const MOST: usize = 50;
    if cell.is_empty() {
        marks.blank += 1;
    } else if !marks.add(cell) {
        let folded = fold(&cell.shown());
        marks.texts += 1;
        marks.grades += u64::from(guess::is_grade(&folded));
        if status_of(&folded).is_none() && !known.contains(&folded) && words.len() < MOST {
            *words.entry(folded).or_default() += 1;
        }
    }
}
