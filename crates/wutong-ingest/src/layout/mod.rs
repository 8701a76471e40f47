//! What a sheet of pupils looks like: where its header is and what each column holds.
//!
//! One understanding for reading and for `wutong init`. It builds on what headers say and, where one word has two
//! meanings, on what stands below them; it knows no vendor.

mod before;
mod centred;
mod class_names;
mod columns;
mod exams;
mod extra;
mod full_marks;
mod groups;
mod halves;
mod naming;
mod pairs;
mod place;
mod ranks;
mod runs;
mod term;
mod view;
mod window;
mod word;
mod words;

use std::collections::BTreeMap;

use wutong_model::spec::RawSource;

use crate::alias::Role;
use crate::cell::{Cell, OwnedRow, Row, fold};
use crate::flag::Flag;
use crate::grades::{self, GradeOfRows};
use crate::pupil::cells;
use crate::subject::{Topic, Vocabulary};

pub(crate) use class_names::{class_in, class_of};
pub(crate) use exams::{Exams, exam_of};
pub(crate) use extra::is_sum;
pub(crate) use full_marks::stated_in;
pub(crate) use naming::{Naming, letters};
pub(crate) use pairs::Pair;
use place::Labelled;
pub(crate) use place::{is_generic, is_made, is_of_class_alone, school_and_class, school_in};
pub(crate) use view::View;
pub(crate) use word::{MarkKind, RankScope, Word, abbreviated};
pub(crate) use words::{FULL_MARK_ROWS, NOT_MARKS, begins_list, is_beside_items};

/// Where a sheet stands and what is known before it is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting<'a> {
    /// Name of the file, folders included.
    pub(crate) file: &'a str,
    /// Name of the sheet.
    pub(crate) sheet: &'a str,
    /// Whether the sheet comes from a workbook.
    pub(crate) is_typed: bool,
    /// Its source.
    pub(crate) source: &'a RawSource,
    /// The subjects to look for.
    pub(crate) vocabulary: &'a Vocabulary,
}

/// The columns of one subject, or of the total.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct TopicColumns {
    /// Marks of the paper.
    pub(crate) raw: Option<usize>,
    /// Marks made from them.
    pub(crate) scaled: Option<usize>,
    /// 客观题
    pub(crate) objective: Option<usize>,
    /// 主观题
    pub(crate) subjective: Option<usize>,
    /// Ranks.
    pub(crate) ranks: Vec<(usize, RankScope)>,
    /// The full mark that a header states, and its column.
    pub(crate) full_mark: Option<(f64, usize)>,
    /// Two columns that look the same.
    pub(crate) rivals: Option<(usize, usize)>,
}

/// A long table: one row a pupil and subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Long {
    /// Column of the subject.
    pub(crate) subject: usize,
    /// Column of the mark.
    pub(crate) raw: usize,
    /// Column of the scaled mark.
    pub(crate) scaled: Option<usize>,
}

/// What the columns of a sheet hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Layout {
    /// Position of the last header row among the first rows of the sheet.
    pub(crate) bottom: usize,
    /// Row number of the last header row.
    pub(crate) row: u32,
    /// Header of each column; lines joined by `/`.
    pub(crate) headers: Vec<String>,
    /// Texts of the header rows, to know them when they are repeated.
    pub(crate) header_rows: Vec<Vec<String>>,
    /// Column of each role.
    pub(crate) roles: BTreeMap<Role, usize>,
    /// Columns of each topic.
    pub(crate) topics: BTreeMap<Topic, TopicColumns>,
    /// Columns of a long table.
    pub(crate) long: Option<Long>,
    /// A column of marks of which nothing names the subject.
    pub(crate) nameless: Option<usize>,
    /// Columns of items.
    pub(crate) items: Vec<usize>,
    /// Columns under the name of a subject of which nobody can say whether one is its mark, and which.
    pub(crate) undecided: Vec<(usize, Vec<usize>)>,
    /// Column of student numbers beside that of the identifiers.
    pub(crate) student_number: Option<usize>,
    /// Columns of the identifiers of two halves that stand side by side.
    pub(crate) halves: Option<(usize, usize)>,
    /// Columns of marks of which something else in the row names the subject.
    pub(crate) pairs: Vec<Pair>,
    /// Columns that say whether a pupil sat.
    pub(crate) flags: Vec<Flag>,
    /// Column of the subjects that a pupil has chosen: 选科.
    pub(crate) choice: Option<usize>,
    /// Column of the campus of a school: 校区.
    pub(crate) campus: Option<usize>,
    /// The exams whose marks stand side by side.
    pub(crate) exams: Option<Exams>,
    /// Columns whose header is not understood.
    pub(crate) unknown: Vec<usize>,
    /// Columns with a header that are not used.
    pub(crate) ignored: Vec<usize>,
    /// Cells of a row of full marks that nothing names: column and full mark.
    pub(crate) full_marks: Vec<(usize, f64)>,
    /// Columns in which a blank cell stands for the one above it.
    pub(crate) carried: Vec<usize>,
    /// School of all rows, where no column names it.
    pub(crate) school: Option<String>,
    /// School that the name of the file alone names, or 单位 below a title, whatever others say.
    pub(crate) file_school: Option<String>,
    /// Class of all rows, where no column names it.
    pub(crate) class: Option<String>,
    /// What says of which grade the rows are.
    pub(crate) grade: GradeOfRows,
    /// Titles above the table.
    pub(crate) titles: Vec<String>,
    /// What stands beside labels above it: 学校：实验中学.
    labelled: Labelled,
}

impl Layout {
    /// Understands the first rows of a sheet; `None` if none of them looks like a header.
    pub(crate) fn understand(head: &[OwnedRow], setting: Setting<'_>) -> Option<Self> {
        let naming = Naming::new(setting.source, setting.vocabulary);
        let stem = file_names(setting.file).first().copied().unwrap_or_default();
        let is_of_subject = place::subject_of(setting.vocabulary, setting.sheet, &[], stem).is_some();
        let window = window::Window::find(head, setting.vocabulary, &naming, is_of_subject)?;
        let titles = titles(&head[..window.top]);
        let mut layout = columns::assign(&window, head, &titles, &naming, setting);
        layout.header_rows = head[window.top..=window.bottom].iter().map(OwnedRow::texts).collect();
        layout.bottom = window.bottom;
        layout.row = head[window.bottom].number;
        layout.titles = titles;
        layout.labelled = Labelled::of(&head[..window.top]);
        layout.full_mark_row(head[..window.top].iter().rev());
        layout.full_mark_row(head[window.bottom + 1..].iter().take(3));
        layout.bare_full_marks(&head[window.bottom + 1..]);
        layout.full_marks_of_lines(&head[..window.top], setting);
        layout.carried = layout.carried(&head[window.bottom + 1..]);
        let is_blank = layout.is_blank_school(&head[window.bottom + 1..]);
        layout.places(setting, is_blank);
        layout.grades(&head[window.bottom + 1..], setting);
        Some(layout)
    }

    /// Column of a role.
    pub(crate) fn role(&self, role: Role) -> Option<usize> {
        self.roles.get(&role).copied()
    }

    /// Columns of a topic.
    pub(crate) fn topic(&self, topic: Topic) -> Option<&TopicColumns> {
        self.topics.get(&topic)
    }

    /// Columns that list absent pupils beside the table: 缺考学生.
    pub(crate) fn lists_beside(&self) -> Vec<usize> {
        let is_flag = |column: usize| self.flags.iter().any(|flag| flag.column == column);
        let is_list = |column: &usize| {
            let header = fold(self.headers[*column].rsplit('/').next().unwrap_or_default());
            begins_list(&header) && header.contains("考") && !is_flag(*column)
        };
        (0..self.headers.len()).filter(is_list).collect()
    }

    /// Takes full marks from a row `满分,,,120,150` above or below the header.
    fn full_mark_row<'r>(&mut self, mut rows: impl Iterator<Item = &'r OwnedRow>) {
        let Some(row) = rows.find(|row| is_full_mark_row(*row)) else { return };
        for columns in self.topics.values_mut() {
            let Some(column) = columns.raw.filter(|_| columns.full_mark.is_none()) else { continue };
            if let Some(full) = number(row.cell(column)).filter(|full| *full > 0.0) {
                columns.full_mark = Some((full, column));
            }
        }
    }

    /// Takes full marks from a row right below the header that says nothing else: `,,,120,120,90`, none of which a pupil
    /// has more than.
    fn bare_full_marks(&mut self, below: &[OwnedRow]) {
        /// Fewer tell nothing.
        const FEWEST: usize = 2;
        let Some((row, pupils)) = below.split_first() else { return };
        let is_nobody = self.roles.values().all(|column| row.cell(*column).is_empty());
        let raw = |(topic, columns): (&Topic, &TopicColumns)| columns.raw.filter(|_| *topic != Topic::Total);
        let columns: Vec<usize> = self.topics.iter().filter_map(raw).collect();
        let full = |column: &usize| {
            let full =
                full_mark_cell(row.cell(*column)).filter(|full| (20.0..=300.0).contains(full) && full % 5.0 == 0.0)?;
            let mut marks = pupils.iter().filter_map(|row| number(row.cell(*column)));
            marks.all(|mark| mark <= full).then_some((*column, full))
        };
        let found: Vec<(usize, f64)> = columns.iter().filter_map(full).collect();
        if !is_nobody || self.roles.is_empty() || pupils.is_empty() || found.len() < columns.len().max(FEWEST) {
            return;
        }
        for columns in self.topics.values_mut().filter(|columns| columns.full_mark.is_none()) {
            let stated = found.iter().find(|(column, _)| columns.raw == Some(*column));
            columns.full_mark = stated.map(|(column, full)| (*full, *column));
        }
        self.full_marks = found;
    }

    /// Takes full marks from the lines above the table, and from the names of sheet and file: 满分：130分, 语文、数学各120分.
    fn full_marks_of_lines(&mut self, above: &[OwnedRow], Setting { file, sheet, vocabulary, .. }: Setting<'_>) {
        let subject = |topic: &Topic| if let Topic::Subject(subject) = topic { Some(*subject) } else { None };
        let subjects: Vec<usize> =
            self.topics.iter().filter(|(_, of)| of.raw.is_some()).filter_map(|(topic, _)| subject(topic)).collect();
        // 满分 | 130; with more numbers each is of its column.
        let lines = above.iter().filter(|row| !is_full_mark_row(*row) || cells(*row) == 2).map(|row| {
            let mut texts = row.texts();
            texts.retain(|text| !text.is_empty());
            texts.dedup();
            texts.join(" ")
        });
        let names = std::iter::once(sheet).chain(file_names(file).first().copied()).map(str::to_owned);
        for (subject, full) in lines.chain(names).flat_map(|line| stated_in(&line, vocabulary, &subjects)) {
            if let Some(columns) = self.topics.get_mut(&Topic::Subject(subject)).filter(|of| of.full_mark.is_none()) {
                columns.full_mark = columns.raw.map(|column| (full, column));
            }
        }
    }

    /// A school named once above all its pupils: most rows of the sample leave the cell blank.
    fn carried(&self, below: &[OwnedRow]) -> Vec<usize> {
        /// Fewer rows tell nothing.
        const FEWEST: usize = 4;
        let marks: Vec<usize> = self.topics.values().filter_map(|columns| columns.raw).collect();
        let anchor = self.role(Role::Id).or(self.role(Role::Name)).into_iter().chain(marks).collect::<Vec<_>>();
        let is_pupil = |row: &&OwnedRow| anchor.iter().any(|column| !row.cell(*column).is_empty());
        let pupils: Vec<&OwnedRow> = below.iter().filter(is_pupil).collect();
        let once = |column: &usize| {
            let blank = pupils.iter().filter(|row| row.cell(*column).is_empty()).count();
            let starts = pupils.first().is_some_and(|row| !row.cell(*column).is_empty());
            pupils.len() >= FEWEST && starts && blank * 2 >= pupils.len()
        };
        [Role::County, Role::SchoolCode, Role::School, Role::Class]
            .into_iter()
            .filter_map(|role| self.role(role))
            .filter(once)
            .collect()
    }

    /// 毕业学校 is the school of a pupil where nothing else names one; elsewhere it is where he was before.
    fn schools_of_graduates(&mut self, is_told: bool) {
        const HEADERS: [&str; 4] = ["毕业学校", "毕业学校名称", "初中毕业学校", "毕业院校"];
        let has_school = is_told || self.role(Role::School).or(self.role(Role::SchoolCode)).is_some();
        let is_one = |column: &usize| {
            let header = self.headers[*column].rsplit('/').next().unwrap_or_default();
            HEADERS.contains(&fold(header).as_str())
        };
        if let Some(column) = self.unknown.iter().copied().find(is_one).filter(|_| !has_school) {
            self.roles.insert(Role::School, column);
            self.unknown.retain(|unknown| *unknown != column);
            self.ignored.retain(|ignored| *ignored != column);
        }
    }

    /// What says of which grade the rows are: the name of the sheet tells best, then titles, file and folders.
    fn grades(&mut self, below: &[OwnedRow], Setting { file, sheet, .. }: Setting<'_>) {
        let is_rank =
            |column: usize| self.topics.values().any(|columns| columns.ranks.iter().any(|(rank, _)| *rank == column));
        let is_grade = |column: &usize| {
            grades::is_header(&self.headers[*column])
                && !is_rank(*column)
                && grades::are_grades(below.iter().map(|row| row.cell(*column)))
        };
        let column = (0..self.headers.len()).find(is_grade);
        let titles = self.titles.iter().map(String::as_str);
        let mut texts = std::iter::once(sheet).chain(titles).chain(file_names(file));
        self.grade = GradeOfRows { column, of_sheet: texts.find_map(grades::in_text), wanted: None };
    }

    /// The name of a school as a title above the table has it in full: a sheet is often named 一中 and titled 市第一中学.
    fn in_full(&self, school: String) -> String {
        let titled = self.titles.iter().filter_map(|title| school_in(title));
        titled.filter(|full| place::shortens(&school, full)).max_by_key(String::len).unwrap_or(school)
    }

    /// Whether the columns that should name the schools of the first pupils are all blank.
    fn is_blank_school(&self, below: &[OwnedRow]) -> bool {
        let columns = [Role::School, Role::SchoolCode].into_iter().filter_map(|role| self.role(role));
        let columns: Vec<usize> = columns.collect();
        let is_empty = |row: &OwnedRow| columns.iter().all(|column| row.cell(*column).is_empty());
        !columns.is_empty() && !below.is_empty() && below.iter().all(is_empty)
    }

    /// School and class of all rows, where no column names them; `is_blank` says that one names none.
    fn places(&mut self, setting: Setting<'_>, is_blank: bool) {
        let Setting { file, sheet, source, .. } = setting;
        let names = file_names(file);
        let filled = |template: &String, inside| fill(template, file, sheet, inside);
        let above = self.titles.clone();
        let Labelled { school, class, unit } = self.labelled.clone();
        let beside = || std::iter::once(sheet).filter(|sheet| !is_made(sheet)).chain(above.iter().map(String::as_str));
        // 单位 is as often who made the table: what names a school by itself goes before it, but for folders.
        let named = || {
            let own =
                beside().filter(|text| !place::is_of_unit(text)).chain(names.first().copied()).find_map(school_in);
            let of_unit = || beside().filter(|text| place::is_of_unit(text)).find_map(school_in);
            own.map(|school| self.in_full(school))
                .or_else(|| unit.clone())
                .or_else(|| of_unit().filter(|school| place::may_be_school(school)))
        };
        let of_folder = || names.iter().skip(1).copied().find_map(school_in).map(|school| self.in_full(school));
        let told = named().or_else(of_folder);
        self.schools_of_graduates(told.is_some() || source.school.is_some());
        // Where a title alone names one, 单位 may tell otherwise: the title may name who holds the exam.
        let by_unit = || unit.clone().filter(|unit| school_in(sheet).is_none() && school_in(unit).is_some());
        self.file_school = names.first().and_then(|name| school_in(name)).or_else(by_unit);
        if self.role(Role::School).is_none() && self.role(Role::SchoolCode).is_none() {
            self.school = source.school.as_ref().map(|school| filled(school, school_in)).or(school).or(told);
        } else {
            // A column that is blank all along names no school.
            let told = school.or(told).filter(|_| is_blank);
            self.school = source.school.as_ref().map(|school| filled(school, school_in)).or(told);
        }
        if self.role(Role::Class).is_none() {
            // 901数学: the class stands beside the subject.
            let with_subject = |text: &&str| {
                let (_, before, after) = setting.vocabulary.within(text)?;
                class_in(&[before, after].concat())
            };
            let told = || {
                let named = beside().find_map(class_of).or_else(|| names.iter().copied().find_map(class_in));
                let mut texts = std::iter::once(sheet).chain(names.first().copied());
                named.or_else(|| texts.find_map(|text| with_subject(&text)))
            };
            self.class = source.class.as_ref().map(|class| filled(class, class_in)).or(class).or_else(told);
        }
    }
}

/// A template of the specification with the names of file and sheet, cut to the school or class in them.
pub(crate) fn fill(template: &str, file: &str, sheet: &str, inside: fn(&str) -> Option<String>) -> String {
    let of = |name: &str| inside(name).unwrap_or_else(|| name.trim().to_owned());
    let stem = file_names(file).first().map(|name| of(name)).unwrap_or_default();
    template.replace("{file}", &stem).replace("{sheet}", &of(sheet))
}

/// The file's own name without extensions, then the folders and archives it lies in, the nearest first.
pub(crate) fn file_names(file: &str) -> Vec<&str> {
    const EXTENSIONS: [&str; 18] = [
        ".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".txt", ".gz", ".zip", ".parquet", ".arrow", ".feather",
        ".ipc", ".XLSX", ".XLS", ".CSV", ".TXT", ".ZIP",
    ];
    file.rsplit(['/', '\\'])
        .map(|part| {
            let mut name = part;
            while let Some(shorter) = EXTENSIONS.iter().find_map(|extension| name.strip_suffix(extension)) {
                name = shorter;
            }
            name
        })
        .filter(|name| !name.is_empty() && *name != "." && *name != "..")
        .collect()
}

/// Whether a header is that of a column with the subject of each row.
pub(crate) fn is_subject_column(header: &str) -> bool {
    words::LONG_SUBJECT.contains(&fold(header.rsplit('/').next().unwrap_or(header)).as_str())
}

/// Whether a row gives the full marks of the columns.
pub(crate) fn is_full_mark_row(row: &dyn Row) -> bool {
    let mut cells = (0..row.width()).map(|column| row.cell(column)).filter(|cell| !cell.is_empty());
    let is_word = |cell: Cell<'_>| matches!(cell, Cell::Text(text) if FULL_MARK_ROWS.contains(&fold(text).as_str()));
    cells.next().is_some_and(is_word) && cells.all(|cell| is_word(cell) || number(cell).is_some())
}

/// The full mark in a cell: 120, 120分, (120分), 满分120.
pub(crate) fn full_mark_cell(cell: Cell<'_>) -> Option<f64> {
    let stated = || match cell {
        Cell::Text(text) => word::full_mark(&[fold(text).trim_matches(|c| "()[]【】".contains(c)).to_owned()]),
        _ => None,
    };
    number(cell).or_else(stated)
}

/// Which marks the name of a sheet, or else of its file, says that it holds: 原始分, 化学_赋分.
pub(crate) fn marks_named(file: &str, sheet: &str) -> Option<MarkKind> {
    const SCALED: [&str; 7] = ["赋分", "等级分", "转换分", "换算分", "折合", "折算", "scaled"];
    const RAW: [&str; 5] = ["原始", "卷面", "裸分", "原分", "raw"];
    let said = |text: &str| {
        let folded = fold(text);
        let says = |words: &[&str]| words.iter().any(|word| folded.contains(word));
        match (says(&SCALED), says(&RAW)) {
            (true, false) => Some(MarkKind::Scaled),
            (false, true) => Some(MarkKind::Raw),
            _ => None,
        }
    };
    said(sheet).or_else(|| said(file_names(file).first()?))
}

/// The number in a cell.
pub(crate) fn number(cell: Cell<'_>) -> Option<f64> {
    match cell {
        Cell::Number(value) => Some(value),
        Cell::Text(text) => {
            let folded = fold(text);
            folded.trim_matches('\'').trim_end_matches('分').parse().ok().filter(|value: &f64| value.is_finite())
        }
        Cell::Empty | Cell::Date(_) => None,
    }
}

/// Rows above the header that say one thing.
fn titles(above: &[OwnedRow]) -> Vec<String> {
    above
        .iter()
        .filter_map(|row| {
            let mut texts: Vec<String> = row.texts().into_iter().filter(|text| !text.is_empty()).collect();
            texts.dedup();
            if texts.len() == 2 {
                // 学校名称 | 实验中学, 实验中学 | 考试：一模
                texts = vec![texts.join(" ")];
                texts.retain(|text| school_in(text).is_some());
            }
            (texts.len() == 1 && texts[0].parse::<f64>().is_err()).then(|| texts.remove(0))
        })
        .collect()
}
