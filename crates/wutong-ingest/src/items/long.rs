//! Items one below the other: 考号, 科目, 题号, 满分, 得分, one row a pupil and item, as databases give them out. Such a table
//! is read as the one with a column for each item that it stands for.

use std::collections::HashMap;

use super::cells::written;
use super::columns::is_mark_word;
use super::layout::FULL_WORDS;
use crate::alias::{self, BLUEPRINT_ROLES, PUPIL_ROLES, Role};
use crate::cell::{Cell, OwnedRow, Row, fold};
use crate::hash::FastBuild;
use crate::layout::is_subject_column;

/// The columns of such a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LongColumns {
    /// Columns that say who a row is of.
    identity: Vec<usize>,
    pub(crate) subject: Option<usize>,
    item: usize,
    full: Option<usize>,
    mark: usize,
    /// Position of the header.
    pub(crate) position: usize,
}

/// Such a table while it is read.
#[derive(Debug)]
pub(super) struct LongItems {
    columns: LongColumns,
    header: OwnedRow,
    /// Subject and number of each item, with its full mark.
    items: Vec<([String; 2], OwnedRow)>,
    by_name: HashMap<[String; 2], usize, FastBuild>,
    pupils: Vec<Pupil>,
    by_identity: HashMap<Vec<String>, usize, FastBuild>,
}

/// The rows of one pupil: the first of them, with the marks of all behind it.
#[derive(Debug)]
pub(super) struct Pupil {
    pub(super) row: OwnedRow,
    /// How many rows of the table these are.
    pub(super) lines: u64,
}

impl LongColumns {
    /// The columns of the first row that is the header of such a table.
    pub(crate) fn find(head: &[OwnedRow]) -> Option<Self> {
        head.iter().enumerate().find_map(|(position, row)| {
            let texts: Vec<String> = row.texts().iter().map(|text| fold(text)).collect();
            let column = |is_one: &dyn Fn(&str) -> bool| texts.iter().position(|text| is_one(text));
            let pupil = |text: &str| alias::role(text, &[PUPIL_ROLES]).map(|(role, _)| role);
            let identity: Vec<usize> = (0..texts.len()).filter(|column| pupil(&texts[*column]).is_some()).collect();
            let names_pupils =
                identity.iter().any(|column| matches!(pupil(&texts[*column]), Some(Role::Id | Role::Name)));
            let item =
                column(&|text| alias::role(text, &[BLUEPRINT_ROLES]).is_some_and(|(role, _)| role == Role::Item))?;
            let mark = column(&is_mark_word)?;
            let full = column(&|text| FULL_WORDS.contains(&text));
            let subject = column(&is_subject_column);
            names_pupils.then_some(Self { identity, subject, item, full, mark, position })
        })
    }
}

impl LongItems {
    /// A table with its header.
    pub(super) fn new(columns: LongColumns, head: &[OwnedRow]) -> Self {
        let header = head[columns.position].clone();
        let (items, pupils) = (Vec::new(), Vec::new());
        Self { columns, header, items, by_name: HashMap::default(), pupils, by_identity: HashMap::default() }
    }

    /// Takes a row; whether it names an item and says something that no row before it has said. Of two marks of a pupil and
    /// item neither stands.
    pub(super) fn row(&mut self, number: u32, row: &dyn Row) -> bool {
        let LongColumns { identity, subject, item, full, mark, .. } = &self.columns;
        let subject = subject.map(|column| row.cell(column).shown()).unwrap_or_default();
        let name = [subject, written(row.cell(*item))];
        if name[1].is_empty() {
            return false;
        }
        let first = identity.len();
        let at = *self.by_name.entry(name.clone()).or_insert_with(|| {
            self.items.push((name, OwnedRow::blank(0)));
            self.items.len() - 1
        });
        if let Some(full) = full.map(|column| row.cell(column)).filter(|cell| !cell.is_empty()) {
            self.items[at].1.put(0, full);
        }
        let who: Vec<String> = identity.iter().map(|column| row.cell(*column).shown()).collect();
        let pupil = *self.by_identity.entry(who).or_insert_with(|| {
            let mut own = OwnedRow::blank(number);
            identity.iter().enumerate().for_each(|(at, column)| own.put(at, row.cell(*column)));
            self.pupils.push(Pupil { row: own, lines: 0 });
            self.pupils.len() - 1
        });
        let pupil = &mut self.pupils[pupil];
        let (known, mark) = (pupil.row.cell(first + at).shown(), row.cell(*mark));
        if !known.is_empty() && known == mark.shown() {
            return false;
        }
        let both = format!("{known} ≠ {}", mark.shown());
        pupil.row.put(first + at, if known.is_empty() { mark } else { Cell::Text(&both) });
        pupil.lines += 1;
        true
    }

    /// The header of the table with a column for each item, and its pupils.
    pub(super) fn wide(self) -> (Vec<OwnedRow>, Vec<Pupil>) {
        let LongColumns { identity, .. } = &self.columns;
        let mut lines: [OwnedRow; 3] = std::array::from_fn(|_| OwnedRow::blank(self.header.number));
        for (at, column) in identity.iter().enumerate() {
            lines[0].put(at, self.header.cell(*column));
        }
        let has_subjects = self.columns.subject.is_some();
        lines[2].put(0, Cell::Text("满分"));
        for (at, ([subject, item], full)) in (identity.len()..).zip(&self.items) {
            if has_subjects {
                lines[0].put(at, Cell::Text(subject));
            }
            lines[usize::from(has_subjects)].put(at, Cell::Text(item));
            lines[2].put(at, full.cell(0));
        }
        let [over, own, full] = lines;
        let mut head = vec![over];
        head.extend(has_subjects.then_some(own));
        head.extend(self.columns.full.is_some().then_some(full));
        (head, self.pupils)
    }
}
