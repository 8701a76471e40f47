//! Sheets that go on with the table of another sheet of their file: without a header, or with a word of their own over
//! the identifiers. What they are is seen in their cells.

use std::collections::{BTreeMap, BTreeSet};

use crate::alias::Role;
use crate::cell::{Cell, OwnedRow, Row};
use crate::ids::IdKind;
use crate::layout::{Layout, number};

/// No mark is larger.
const LARGEST_MARK: f64 = 300.0;
/// An identifier has more digits than anything else that counts pupils or marks.
const FEWEST_DIGITS: usize = 5;

/// The header of a sheet, and the first rows below it.
#[derive(Debug)]
struct Heading {
    header: Vec<OwnedRow>,
    below: Vec<OwnedRow>,
    id: Option<usize>,
    ids: IdKind,
    marks: Vec<usize>,
}

/// The headers of the sheets of a file so far.
#[derive(Debug, Default)]
pub(crate) struct Headings {
    /// The latest last.
    known: Vec<Heading>,
    lengths: BTreeSet<usize>,
}

impl Headings {
    /// Remembers the header of a sheet whose columns say who its pupils are.
    pub(crate) fn add(&mut self, head: &[OwnedRow], layout: &Layout) {
        /// More are of one make anyway.
        const MOST: usize = 16;
        let (id, top) = (layout.role(Role::Id), (layout.bottom + 1).saturating_sub(layout.header_rows.len()));
        let below = head[layout.bottom + 1..].to_vec();
        if below.is_empty() || id.or(layout.role(Role::Name)).is_none() {
            return;
        }
        if let Some(column) = id {
            self.lengths.extend(below.iter().filter_map(|row| identifier_length(row.cell(column))));
        }
        let marks = layout.topics.values().filter_map(|columns| columns.raw).collect();
        let header = head[top..=layout.bottom].to_vec();
        self.known.push(Heading { header, ids: IdKind::of(below.iter(), id), below, id, marks });
        if self.known.len() > MOST {
            self.known.remove(0);
        }
    }

    /// The rows of a sheet without a header below the one that their cells fit, the latest of several.
    pub(crate) fn over(&self, head: &[OwnedRow]) -> Option<Vec<OwnedRow>> {
        let heading = self.known.iter().rev().find(|heading| heading.fits(head))?;
        Some(heading.header.iter().chain(head).cloned().collect())
    }

    /// Finds the identifiers of a sheet that calls them by a word of its own: the column whose cells look like those of
    /// other sheets and differ from each other.
    pub(crate) fn find_id(&self, layout: &mut Layout, head: &[OwnedRow]) {
        let below = &head[layout.bottom + 1..];
        if layout.role(Role::Id).is_some() || self.lengths.is_empty() {
            return;
        }
        let is_used = |column: &usize| {
            let marks = layout.topics.values().flat_map(|columns| [columns.raw, columns.scaled]).flatten();
            layout.roles.values().copied().chain(marks).any(|used| used == *column)
        };
        let holds_ids = |column: &usize| {
            let cells: Vec<Cell<'_>> =
                below.iter().map(|row| row.cell(*column)).filter(|cell| !cell.is_empty()).collect();
            let is_one = |cell: &Cell<'_>| {
                let of_length = identifier_length(*cell).is_some_and(|length| self.lengths.contains(&length));
                of_length && self.known.iter().any(|heading| heading.ids.holds(&cell.shown()))
            };
            let different: BTreeSet<String> = cells.iter().map(|cell| cell.shown()).collect();
            cells.len() * 2 > below.len() && different.len() == cells.len() && cells.iter().all(is_one)
        };
        let found = (0..layout.headers.len()).filter(|column| !is_used(column)).find(holds_ids);
        if let Some(column) = found {
            layout.roles.insert(Role::Id, column);
            layout.unknown.retain(|other| *other != column);
            layout.ignored.retain(|other| *other != column);
        }
    }

    /// How long the identifiers of the sheets are.
    pub(crate) fn lengths(&self) -> &BTreeSet<usize> {
        &self.lengths
    }
}

impl Heading {
    /// Whether the first rows of another sheet have the columns of this one, by what stands in them.
    fn fits(&self, head: &[OwnedRow]) -> bool {
        let width = |rows: &[OwnedRow]| rows.iter().map(Row::width).max().unwrap_or(0);
        let columns = width(&self.header).max(width(&self.below));
        let is_narrow = (columns..width(head)).all(|column| head.iter().all(|row| row.cell(column).is_empty()));
        let fits_ids = |column: usize| {
            let is_one = |row: &&OwnedRow| self.ids.holds(&row.cell(column).shown());
            let same_length = |row: &&OwnedRow| {
                let length = |row: &OwnedRow| identifier_length(row.cell(column));
                self.below.iter().any(|other| length(other) == length(row))
            };
            head.iter().filter(is_one).filter(same_length).count() * 5 >= head.len() * 4
        };
        is_narrow && self.id.is_none_or(fits_ids) && (0..columns).all(|column| self.is_alike(head, column))
    }

    /// Whether a column holds numbers in both sheets or in none; a column of marks is filled in both.
    fn is_alike(&self, head: &[OwnedRow], column: usize) -> bool {
        let sample = |rows: &[OwnedRow]| {
            let filled = rows.iter().map(|row| row.cell(column)).filter(|cell| !cell.is_empty());
            filled.fold((0usize, 0usize), |(filled, numbers), cell| {
                (filled + 1, numbers + usize::from(number(cell).is_some()))
            })
        };
        let (here, there) = (sample(&self.below), sample(head));
        match (here, there) {
            ((0, _), (0, _)) => true,
            ((0, _), _) | (_, (0, _)) => !self.marks.contains(&column),
            _ => (here.1 * 2 > here.0) == (there.1 * 2 > there.0),
        }
    }
}

/// Rows of a sheet that nobody reads, by the length of what looks like an identifier in them.
#[derive(Debug, Default)]
pub(crate) struct Strays {
    /// Number of rows, and the first of them.
    by_length: BTreeMap<usize, (u64, u32)>,
}

impl Strays {
    /// Looks at a row: one with an identifier, and numbers as marks are, may be of a pupil.
    pub(crate) fn see(&mut self, at: u32, row: &dyn Row) {
        let mut lengths = BTreeSet::new();
        let (mut numbers, mut texts) = (0, 0);
        for cell in (0..row.width()).map(|column| row.cell(column)).filter(|cell| !cell.is_empty()) {
            match (identifier_length(cell), number(cell)) {
                (Some(length), _) => {
                    lengths.insert(length);
                }
                (None, Some(number)) => numbers += usize::from((0.0..=LARGEST_MARK).contains(&number)),
                (None, None) => texts += 1,
            }
        }
        if numbers > 1 || numbers == 1 && texts > 0 {
            for length in lengths {
                self.by_length.entry(length).or_insert((0, at)).0 += 1;
            }
        }
    }

    /// How many of them bear identifiers as long as those of the sheets that were read, and the first of these.
    pub(crate) fn of_pupils(&self, lengths: &BTreeSet<usize>) -> Option<(u64, u32)> {
        let found = self.by_length.iter().filter(|(length, _)| lengths.contains(length)).map(|(_, found)| *found);
        found.max_by_key(|(rows, first)| (*rows, std::cmp::Reverse(*first)))
    }
}

/// The length of what looks like an identifier: digits, perhaps with letters, and no mark.
fn identifier_length(cell: Cell<'_>) -> Option<usize> {
    let shown = match cell {
        Cell::Text(_) => cell.shown(),
        Cell::Number(value) if value.fract() == 0.0 && value > 0.0 => cell.shown(),
        _ => return None,
    };
    let digits = shown.bytes().filter(u8::is_ascii_digit).count();
    let is_plain = shown.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    (is_plain && digits >= FEWEST_DIGITS).then_some(shown.len())
}
