//! Lists of pupils: one row a pupil, who is expected in his class unless the row says otherwise.

use std::collections::BTreeMap;

use wutong_model::Status;
use wutong_model::spec::IdScope;

use super::ListReader;
use crate::alias::{self, PUPIL_ROLES, Role};
use crate::cell::{Cell, OwnedRow, Row, fold};
use crate::classes;
use crate::feed::Fate;
use crate::flag;
use crate::layout::school_in;
use crate::pupil::{filled, identify};

/// A pupil of a list.
#[derive(Debug, Clone)]
pub(crate) struct ListedPupil {
    /// Identifier; empty where the list has none.
    pub(crate) id: String,
    /// Position of the account of the sheet.
    pub(crate) account: usize,
    pub(crate) row: u32,
    /// Position of county, code, school and class as they are written.
    pub(crate) place: usize,
    /// What the row says of him that speaks against his taking part.
    pub(crate) away: Option<Box<Away>>,
}

/// What a column of a list says of a pupil who is not to sit: 是否参考 = 否, 学籍状态 = 休学.
#[derive(Debug, Clone)]
pub(crate) struct Away {
    /// He has left; `false` if he is only not to sit, which his row among the marks may gainsay.
    pub(crate) has_left: bool,
    /// Header of the column.
    pub(crate) column: String,
    pub(crate) text: String,
}

/// A pupil of whom a list says why he has no marks: 缺考 = √.
#[derive(Debug, Clone)]
pub(crate) struct ListedStatus {
    pub(crate) id: String,
    pub(crate) status: Status,
    /// What the list says.
    pub(crate) text: String,
}

/// The pupils of a sheet as they are read.
#[derive(Debug, Default)]
pub(super) struct PupilRows {
    /// Numbers of county, code, school and class.
    places: BTreeMap<[String; 4], usize>,
    /// Columns that say whether a pupil sits, with what they ask.
    flags: Vec<(usize, String)>,
    /// The school that sheet, titles or file name, where no column does.
    of_sheet: Option<String>,
}

impl PupilRows {
    /// Whether the school of the rows is known without a column.
    pub(super) fn has_school(&self) -> bool {
        self.of_sheet.is_some()
    }
}

impl ListReader<'_> {
    /// The header of a list of pupils among the first rows: one row a pupil, with school and identifier or name.
    pub(super) fn pupil_header(&mut self, head: &[OwnedRow]) -> Option<usize> {
        let roles = |row: &OwnedRow| -> BTreeMap<Role, usize> {
            let texts = row.texts();
            let named = texts.iter().enumerate().filter_map(|(column, text)| {
                let (role, rank) = alias::role(&fold(text), &[PUPIL_ROLES])?;
                Some((role, (rank, column)))
            });
            let mut best: BTreeMap<Role, (usize, usize)> = BTreeMap::new();
            for (role, found) in named {
                best.entry(role).and_modify(|known| *known = found.min(*known)).or_insert(found);
            }
            best.into_iter().map(|(role, (_, column))| (role, column)).collect()
        };
        let is_one = |roles: &BTreeMap<Role, usize>| {
            let has = |any: [Role; 2]| any.iter().any(|role| roles.contains_key(role));
            has([Role::School, Role::SchoolCode]) && has([Role::Id, Role::Name])
        };
        let stem = self.file.rsplit('/').next().unwrap_or(self.file);
        let bare = |roles: &BTreeMap<Role, usize>| roles.contains_key(&Role::Id) && roles.contains_key(&Role::Name);
        // 姓名 and 考号 in the sheet of a school.
        let of_sheet = |position: usize| {
            let titles = head[..position].iter().map(|row| row.texts().concat());
            let texts = [self.sheet.clone()].into_iter().chain(titles).chain([stem.to_owned()]);
            texts.into_iter().find_map(|text| school_in(&text))
        };
        let rows = || head.iter().map(roles).enumerate();
        let with_column = rows().find(|(_, roles)| is_one(roles)).map(|found| (found, None));
        let of_school = || {
            let (position, columns) = rows().find(|(_, roles)| bare(roles))?;
            Some(((position, columns), Some(of_sheet(position)?)))
        };
        let ((position, columns), of_sheet) = with_column.or_else(of_school)?;
        self.columns = columns;
        self.headers = head[position].texts();
        let is_flag = |text: &String| flag::is_flag(text) || text.ends_with("状态");
        let folded = self.headers.iter().map(|header| fold(header)).enumerate();
        let flags = folded.filter(|(column, text)| is_flag(text) && self.columns.values().all(|used| used != column));
        self.pupils = Some(PupilRows { flags: flags.collect(), of_sheet, ..PupilRows::default() });
        Some(position)
    }

    /// One pupil of a list; a second row of one in the sheet is set aside.
    pub(super) fn pupil(&mut self, number: u32, row: &dyn Row) -> Fate {
        let mut place = [Role::County, Role::SchoolCode, Role::School, Role::Class].map(|role| self.text(role, row));
        if let Some(school) = self.pupils.as_ref().and_then(|pupils| pupils.of_sheet.as_ref()) {
            place[2].clone_from(school);
        }
        if let Some((school, class)) = classes::apart(&place[2], &place[3]) {
            (place[2], place[3]) = (school, class);
        }
        if let Some(fate) = self.of_other_grade(number, row, &place[3]) {
            return fate;
        }
        let mut scratch = String::new();
        let cell = self.columns.get(&Role::Id).map_or(Cell::Empty, |column| row.cell(*column));
        let id = identify(cell, &mut scratch).unwrap_or_default();
        let texts = || filled(&place.each_ref().map(String::as_str));
        if id.is_empty() && self.text(Role::Name, row).is_empty() {
            return self.bad(number, None, texts());
        }
        // A name is no identifier: two pupils of a class may share one.
        let school = [place[1].as_str(), &place[2]].concat();
        let class = if self.context.scope == IdScope::Class { place[3].clone() } else { String::new() };
        if !id.is_empty() && !self.listed.insert([school, class, fold(id)]) {
            return self.bad(number, None, texts());
        }
        if !id.is_empty() {
            self.lists.homes.note(id, &place);
        }
        let away = self.away(id, row);
        let account = self.lists.accounts.len();
        let Some(pupils) = &mut self.pupils else { return Fate::NotData };
        let known = pupils.places.get(&place).copied();
        let place = known.unwrap_or_else(|| {
            let number = self.lists.places.len();
            self.lists.places.push(place.clone());
            pupils.places.insert(place, number);
            number
        });
        self.lists.pupils.push(ListedPupil { id: id.to_owned(), account, row: number, place, away });
        Fate::Kept
    }

    /// What the row of a pupil says against his taking part. Why he has no marks is noted beside.
    fn away(&mut self, id: &str, row: &dyn Row) -> Option<Box<Away>> {
        let flags = &self.pupils.as_ref()?.flags;
        let mut said = flags.iter().filter_map(|(column, asks)| {
            let cell = row.cell(*column);
            Some((*column, flag::status(asks, cell)?, flag::is_not_to_sit(asks, cell)))
        });
        let (column, status, is_not_to_sit) = said.next()?;
        let text = row.cell(column).shown();
        if !id.is_empty() {
            self.lists.statuses.push(ListedStatus { id: id.to_owned(), status, text: text.clone() });
        }
        let column = self.headers[column].clone();
        let has_left = status == Status::Withdrawn;
        (is_not_to_sit || !status.is_expected()).then(|| Box::new(Away { has_left, column, text }))
    }
}
