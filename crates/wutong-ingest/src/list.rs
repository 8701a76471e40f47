//! School lists and rosters.

use std::collections::{BTreeMap, BTreeSet};

use wutong_model::spec::{RawSource, SourceKind};
use wutong_model::{Place, Problem, ProblemKind, RosterCount, SheetAccount};

use crate::alias::{self, PUPIL_ROLES, ROSTER_ROLES, Role, SCHOOL_ROLES};
use crate::by_id::Homes;
use crate::cell::{Cell, OwnedRow, Row, fold};
use crate::classes;
use crate::error::IngestError;
use crate::feed::{Body, Fate, Fed, excerpt};
use crate::format::Sheet;
use crate::ids::is_statistic;
use crate::layout::{class_in, school_in};
use crate::mark::{Parsed, decimal};
use crate::pupil::{filled, identify, is_footer};

/// A row of the school list.
#[derive(Debug, Clone)]
pub(crate) struct ListedSchool {
    pub(crate) code: String,
    pub(crate) name: String,
    /// Other names of the school: 简称, 曾用名.
    pub(crate) other_names: Vec<String>,
    pub(crate) county: String,
    pub(crate) attributes: BTreeMap<String, String>,
    pub(crate) place: Place,
}

impl ListedSchool {
    /// The code, or the name where the list has no codes.
    pub(crate) fn id(&self) -> &str {
        if self.code.is_empty() { &self.name } else { &self.code }
    }
}

/// A row of the roster: a class, or a school as a whole where the class is empty.
#[derive(Debug, Clone)]
pub(crate) struct RosterRow {
    pub(crate) county: String,
    pub(crate) code: String,
    pub(crate) school: String,
    pub(crate) class: String,
    pub(crate) count: RosterCount,
    pub(crate) place: Place,
    /// Rows of the sheet that it stands for: its pupils, in a list of them.
    pub(crate) rows: u64,
    /// It sums up the classes of its school: 合计, 全校.
    pub(crate) is_sum: bool,
}

/// Everything that lists say.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    pub(crate) schools: Vec<ListedSchool>,
    pub(crate) roster: Vec<RosterRow>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) accounts: Vec<SheetAccount>,
    /// Where the pupils of lists of pupils belong.
    pub(crate) homes: Homes,
    /// Schools and classes that have had their row.
    seen: BTreeSet<[String; 4]>,
}

impl Lists {
    /// Puts a row that matched nothing into the quarantine.
    pub(crate) fn withdraw(&mut self, place: &Place, rows: u64, kind: ProblemKind, text: String) {
        let account =
            self.accounts.iter_mut().find(|account| account.file == place.file && account.sheet == place.sheet);
        let account = account.expect("a row that was kept has an account");
        account.kept -= rows;
        account.set_aside += rows;
        let place = place.clone();
        self.problems.push(Problem { place, text, kind, expected: String::new(), school: None, subject: None });
    }
}

/// Reads one list file.
pub(crate) struct ListReader<'a> {
    file: &'a str,
    source: &'a RawSource,
    sheet: String,
    /// Headers of the last sheet.
    pub(crate) headers: Vec<String>,
    columns: BTreeMap<Role, usize>,
    found: bool,
    /// What stands over numbers of pupils, where every class has a column.
    wide: Option<Wide>,
    /// The pupils of a list of them, by county, code, school and class, with the row of the first.
    pupils: Option<BTreeMap<[String; 4], (u32, u64)>>,
    /// Who has been listed: school and identifier.
    listed: BTreeSet<[String; 2]>,
    /// County, code and name of the school above, which a blank stands for where it is merged over its classes.
    above: [String; 3],
    /// The school that its sheet, titles or file name, for lists of pupils without a column of schools.
    of_sheet: Option<String>,
    lists: &'a mut Lists,
}

impl<'a> ListReader<'a> {
    /// A reader that adds to `lists`.
    pub(crate) fn new(file: &'a str, source: &'a RawSource, lists: &'a mut Lists) -> Self {
        Self {
            file,
            source,
            sheet: String::new(),
            headers: Vec::new(),
            columns: BTreeMap::new(),
            found: false,
            wide: None,
            pupils: None,
            listed: BTreeSet::new(),
            above: Default::default(),
            of_sheet: None,
            lists,
        }
    }

    /// Ends the file.
    ///
    /// # Errors
    /// No sheet had the columns of such a list.
    pub(crate) fn close(self) -> Result<(), IngestError> {
        if self.found {
            return Ok(());
        }
        let wanted = if self.is_roster() {
            "school (学校代码, 学校) and enrolled or expected (在籍人数, 应考人数) or pupils (考号, 姓名)"
        } else {
            "school (学校代码, 学校)"
        };
        Err(IngestError::ListColumn {
            file: self.file.to_owned(),
            sheet: self.sheet,
            wanted: wanted.to_owned(),
            headers: excerpt(&self.headers),
        })
    }

    fn is_roster(&self) -> bool {
        self.source.kind == SourceKind::Roster
    }

    fn kind(&self) -> &'static str {
        if self.is_roster() { "roster" } else { "schools" }
    }

    fn role(&self, header: &str) -> Option<(Role, usize)> {
        let folded = fold(header);
        let named = self.source.columns.iter().find(|(_, named)| fold(named) == folded);
        if let Some((role, _)) = named {
            let role = match role.as_str() {
                "school" => Role::School,
                "county" => Role::County,
                "class" => Role::Class,
                "id" => Role::SchoolCode,
                _ => return None,
            };
            return Some((role, 0));
        }
        let tables: &[_] = if self.is_roster() { &[SCHOOL_ROLES, ROSTER_ROLES] } else { &[SCHOOL_ROLES] };
        alias::role(&folded, tables).map(|(role, rank)| (role, rank + 1))
    }

    /// Role to header, of the columns that are read.
    fn used_columns(&self) -> BTreeMap<String, String> {
        let name = |role: &Role| match role {
            Role::SchoolCode => "school_code",
            Role::School => "school",
            Role::County => "county",
            Role::Class => "class",
            Role::Enrolled => "enrolled",
            Role::Expected => "expected",
            Role::Id => "id",
            Role::Name => "name",
            _ => "other",
        };
        self.columns.iter().map(|(role, column)| (name(role).to_owned(), self.headers[*column].clone())).collect()
    }

    fn place(&self, row: u32, column: Option<usize>) -> Place {
        Place {
            file: self.file.to_owned(),
            sheet: self.sheet.clone(),
            row: u64::from(row),
            column: column.map(|column| self.headers[column].clone()).unwrap_or_default(),
        }
    }

    fn bad(&mut self, row: u32, column: Option<usize>, text: String) -> Fate {
        let place = self.place(row, column);
        let kind = ProblemKind::BadListRow;
        self.lists.problems.push(Problem { place, text, kind, expected: String::new(), school: None, subject: None });
        Fate::SetAside
    }

    fn text(&self, role: Role, row: &dyn Row) -> String {
        self.columns.get(&role).map(|column| row.cell(*column).shown()).unwrap_or_default()
    }

    fn school(&mut self, number: u32, row: &dyn Row) -> Fate {
        let (code, name) = (self.text(Role::SchoolCode, row), self.text(Role::School, row));
        let key =
            if code.is_empty() { [name.clone(), self.text(Role::County, row)] } else { [code.clone(), String::new()] };
        let [first, second] = key;
        if !self.lists.seen.insert(["schools".to_owned(), first, second, String::new()]) {
            return self.bad(number, None, [code, name].join(" | "));
        }
        let beside = (0..self.headers.len())
            .filter(|column| self.columns.values().all(|used| used != column) && !self.headers[*column].is_empty());
        let (names, others): (Vec<usize>, Vec<usize>) =
            beside.partition(|column| alias::NAMES_OF_SCHOOLS.contains(&fold(&self.headers[*column]).as_str()));
        let texts = names.iter().map(|column| row.cell(*column).shown());
        let other_names: Vec<String> = texts
            .flat_map(|text| {
                text.split(['、', ',', '，', ';', '；', '/']).map(|name| name.trim().to_owned()).collect::<Vec<_>>()
            })
            .filter(|other| !other.is_empty() && *other != name)
            .collect();
        let attributes = others
            .into_iter()
            .map(|column| (alias::attribute(&self.headers[column]), row.cell(column).shown()))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        let (county, place) = (self.text(Role::County, row), self.place(number, None));
        self.lists.schools.push(ListedSchool { code, name, other_names, county, attributes, place });
        Fate::Kept
    }

    /// County, code and name of the school of a row; a blank stands for the one above where the row names a class.
    fn school_of(&mut self, row: &dyn Row) -> [String; 3] {
        let own = [Role::County, Role::SchoolCode, Role::School].map(|role| self.text(role, row));
        if own[1].is_empty() && own[2].is_empty() {
            return self.above.clone();
        }
        self.above.clone_from(&own);
        own
    }

    fn roster(&mut self, number: u32, row: &dyn Row) -> Fate {
        let mut counts = [None, None];
        for (count, role) in counts.iter_mut().zip([Role::Enrolled, Role::Expected]) {
            let Some(&column) = self.columns.get(&role) else { continue };
            let cell = row.cell(column);
            match pupils(cell) {
                Ok(found) => *count = found,
                Err(()) => return self.bad(number, Some(column), cell.shown()),
            }
        }
        let [enrolled, expected] = counts;
        let [county, code, school] = self.school_of(row);
        let class = self.text(Role::Class, row);
        // 一中合计, or 一中 | 合计.
        let written = [county.clone(), code.clone(), school.clone(), class.clone()];
        let named = summed(&school).filter(|_| class.is_empty()).map(str::to_owned);
        let is_sum = named.is_some() || is_statistic(&fold(&class)) || WHOLE.contains(&fold(&class).as_str());
        let row = RosterRow {
            county,
            code,
            school: named.unwrap_or(school),
            class: if is_sum { String::new() } else { class },
            count: RosterCount { enrolled, expected },
            place: self.place(number, None),
            rows: 1,
            is_sum,
        };
        if enrolled.is_none() && expected.is_none() || !self.lists.seen.insert(written) {
            return self.bad(number, None, [row.code, row.school, row.class].join(" | "));
        }
        self.lists.roster.push(row);
        Fate::Kept
    }
}

/// A roster with a row a school and a column a class.
#[derive(Debug, Clone)]
pub(crate) struct Wide {
    /// Columns with the names of their classes.
    classes: Vec<(usize, String)>,
    /// Column of their sum.
    sum: Option<usize>,
    is_enrolled: bool,
}

impl Wide {
    /// The columns of a header over numbers of pupils: 学校, 1班, 2班, 合计. Titles and names say whether they are of those
    /// enrolled; otherwise they are of those expected.
    pub(crate) fn of(head: &[OwnedRow], position: usize, names: [&str; 2]) -> Option<Self> {
        const SUMS: [&str; 7] = ["合计", "小计", "总计", "全校", "总人数", "人数", "校合计"];
        let header = head.get(position)?.texts();
        let below = &head[position + 1..];
        let counts = |column: usize| {
            let mut cells = below.iter().map(|row| row.cell(column)).filter(|cell| !cell.is_empty()).peekable();
            cells.peek().is_some() && cells.all(|cell| pupils(cell).is_ok())
        };
        let is_class = |text: &str| fold(text).ends_with('班') && class_in(text).is_some();
        let classes: Vec<(usize, String)> = header
            .iter()
            .enumerate()
            .filter(|(column, text)| is_class(text) && counts(*column))
            .map(|(column, text)| (column, text.clone()))
            .collect();
        let sum = header.iter().position(|text| SUMS.contains(&fold(text).as_str()));
        let titles = head[..position].iter().map(|row| row.texts().concat());
        let said: String = titles.chain(names.map(str::to_owned)).collect();
        let is_enrolled = ["在籍", "在校", "学籍"].iter().any(|word| said.contains(word)) && !said.contains("应考");
        (!classes.is_empty()).then_some(Self { classes, sum, is_enrolled })
    }
}

impl ListReader<'_> {
    /// The classes of a school, one a column; a number that cannot be read sets the row aside.
    fn classes_of(&mut self, number: u32, row: &dyn Row, wide: &Wide) -> Fate {
        let [county, code, school] = self.school_of(row);
        let sum = wide.sum.map(|column| (column, String::new()));
        let mut found = Vec::new();
        for (column, class) in wide.classes.iter().cloned().chain(sum) {
            match pupils(row.cell(column)) {
                Ok(None) => {}
                Ok(Some(count)) => found.push((class, count)),
                Err(()) => return self.bad(number, Some(column), row.cell(column).shown()),
            }
        }
        let written = [county.clone(), code.clone(), school.clone(), String::new()];
        if found.is_empty() || !self.lists.seen.insert(written) {
            return self.bad(number, None, filled(&[&code, &school]));
        }
        // The row of the sheet stands or falls with its first class.
        for (at, (class, count)) in found.into_iter().enumerate() {
            let (enrolled, expected) = if wide.is_enrolled { (Some(count), None) } else { (None, Some(count)) };
            let (county, code, school) = (county.clone(), code.clone(), school.clone());
            let (place, is_sum) = (self.place(number, None), class.is_empty());
            let count = RosterCount { enrolled, expected };
            let rows = u64::from(at == 0);
            self.lists.roster.push(RosterRow { county, code, school, class, count, place, rows, is_sum });
        }
        Fate::Kept
    }

    /// The header of a list of pupils among the first rows: one row a pupil, with school and identifier or name.
    fn pupil_header(&mut self, head: &[OwnedRow]) -> Option<usize> {
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
        self.of_sheet = of_sheet;
        self.columns = columns;
        self.headers = head[position].texts();
        self.pupils = Some(BTreeMap::new());
        Some(position)
    }

    /// One pupil of a list; a second row of one is set aside.
    fn pupil(&mut self, number: u32, row: &dyn Row) -> Fate {
        let mut place = [Role::County, Role::SchoolCode, Role::School, Role::Class].map(|role| self.text(role, row));
        if let Some(school) = &self.of_sheet {
            place[2].clone_from(school);
        }
        if let Some((school, class)) = classes::apart(&place[2], &place[3]) {
            (place[2], place[3]) = (school, class);
        }
        let mut scratch = String::new();
        let cell = self.columns.get(&Role::Id).map_or(Cell::Empty, |column| row.cell(*column));
        let id = identify(cell, &mut scratch).ok();
        if let Some(id) = id {
            self.lists.homes.note(id, &place);
        }
        let id = id.map(fold);
        if id.is_none() && self.text(Role::Name, row).is_empty() {
            return self.bad(number, None, filled(&place.each_ref().map(String::as_str)));
        }
        // A name is no identifier: two pupils of a class may share one.
        if let Some(id) = id
            && !self.listed.insert([[place[1].as_str(), &place[2]].concat(), id])
        {
            return self.bad(number, None, filled(&place.each_ref().map(String::as_str)));
        }
        if let Some(pupils) = &mut self.pupils {
            pupils.entry(place).or_insert((number, 0)).1 += 1;
        }
        Fate::Kept
    }

    /// Enters the pupils of a list as those who are expected in their classes.
    fn expect_pupils(&mut self) {
        for ([county, code, school, class], (number, rows)) in self.pupils.take().into_iter().flatten() {
            let count = RosterCount { enrolled: None, expected: u32::try_from(rows).ok() };
            let place = self.place(number, None);
            let is_sum = false;
            self.lists.roster.push(RosterRow { county, code, school, class, count, place, rows, is_sum });
        }
    }
}

/// What stands for all classes of a school.
const WHOLE: [&str; 8] = ["全校", "全部", "本校", "校合计", "学校合计", "全年级", "年级", "各班合计"];

/// The school that a text sums up: 一中合计, 一中 小计.
fn summed(school: &str) -> Option<&str> {
    const SUMS: [&str; 5] = ["校合计", "合计", "小计", "总计", "汇总"];
    let name = SUMS.iter().find_map(|word| school.trim_end().strip_suffix(word))?;
    let name = name.trim_end_matches(|c: char| c.is_whitespace() || "（([-—:：".contains(c));
    (!name.is_empty()).then_some(name)
}

/// A number of pupils; an empty cell is none stated.
fn pupils(cell: Cell<'_>) -> Result<Option<u32>, ()> {
    if cell.is_empty() {
        return Ok(None);
    }
    let folded = fold(&cell.shown());
    let digits = folded.trim_end_matches('人');
    match decimal(digits.as_bytes(), 0) {
        Some(Parsed::Ticks(count)) => u32::try_from(count).map(Some).map_err(|_| ()),
        _ => Err(()),
    }
}

impl Body for ListReader<'_> {
    fn begin(&mut self, sheet: Sheet<'_>) {
        sheet.name.clone_into(&mut self.sheet);
        self.columns.clear();
        self.wide = None;
        self.above = Default::default();
        self.of_sheet = None;
    }

    fn end(&mut self, fed: Fed) -> Result<(), IngestError> {
        self.expect_pupils();
        if fed.counts.read > 0 {
            let mut account = fed.counts.account(self.file, &self.sheet, self.kind());
            if fed.has_header {
                account.columns = self.used_columns();
            }
            self.lists.accounts.push(account);
        }
        Ok(())
    }

    fn header(&mut self, head: &[OwnedRow]) -> Result<Option<usize>, IngestError> {
        let anchor = |role: &Role| matches!(role, Role::School | Role::SchoolCode);
        let recognised = |row: &OwnedRow| -> usize {
            let roles: Vec<Role> =
                row.texts().iter().filter_map(|text| self.role(text)).map(|(role, _)| role).collect();
            if roles.iter().any(anchor) { roles.len() } else { 0 }
        };
        let best = head.iter().map(recognised).enumerate().max_by_key(|(row, count)| (*count, std::cmp::Reverse(*row)));
        let Some((position, count)) = best else { return Ok(None) };
        if self.headers.is_empty() || count > 0 {
            self.headers = head[position].texts();
        }
        let mut ranks: BTreeMap<Role, usize> = BTreeMap::new();
        for (column, header) in self.headers.iter().enumerate() {
            if let Some((role, rank)) = self.role(header)
                && ranks.get(&role).is_none_or(|best| rank < *best)
            {
                ranks.insert(role, rank);
                self.columns.insert(role, column);
            }
        }
        let counts = self.columns.contains_key(&Role::Enrolled) || self.columns.contains_key(&Role::Expected);
        self.wide = Wide::of(head, position, [self.file, &self.sheet]).filter(|_| self.is_roster() && !counts);
        if self.wide.is_some() {
            self.found = true;
            return Ok(Some(position));
        }
        if self.is_roster() && !counts {
            let found = self.pupil_header(head);
            self.found |= found.is_some();
            return Ok(found);
        }
        if count == 0 {
            return Ok(None);
        }
        self.found = true;
        Ok(Some(position))
    }

    fn row(&mut self, number: u32, row: &dyn Row) -> Result<Fate, IngestError> {
        let (code, name) = (self.text(Role::SchoolCode, row), self.text(Role::School, row));
        let first = (0..row.width()).map(|column| row.cell(column)).find(|cell| !cell.is_empty());
        if is_footer(&fold(&first.map(Cell::shown).unwrap_or_default())) {
            return Ok(Fate::NotData);
        }
        let goes_on = self.is_roster()
            && self.pupils.is_none()
            && self.above[1..].iter().any(|text| !text.is_empty())
            && !self.text(Role::Class, row).is_empty();
        if code.is_empty() && name.is_empty() && self.of_sheet.is_none() && !goes_on {
            let texts = OwnedRow::copy(number, row).texts();
            return Ok(self.bad(number, None, excerpt(&texts)));
        }
        if self.pupils.is_some() {
            return Ok(self.pupil(number, row));
        }
        if let Some(wide) = self.wide.clone() {
            return Ok(self.classes_of(number, row, &wide));
        }
        Ok(if self.is_roster() { self.roster(number, row) } else { self.school(number, row) })
    }
}
