//! School lists and rosters.

mod joined;
mod pupils;
mod wide;

use std::collections::{BTreeMap, BTreeSet};

use wutong_model::spec::{IdScope, RawSource, SourceKind};
use wutong_model::{Place, Problem, ProblemKind, RosterCount, SheetAccount};

use crate::alias::{self, ROSTER_ROLES, Role, SCHOOL_ROLES};
use crate::by_id::Homes;
use crate::cell::{Cell, OwnedRow, Row, fold};
use crate::error::IngestError;
use crate::feed::{Body, Fate, Fed, excerpt};
use crate::format::Sheet;
use crate::grades::{self, GradeOfRows};
use crate::ids::is_statistic;
use crate::layout::file_names;
use crate::mark::{Parsed, decimal};
use crate::pupil::{filled, is_footer};

use pupils::PupilRows;
pub(crate) use pupils::{ListedPupil, ListedStatus};
pub(crate) use wide::Wide;

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
    /// The pupils of lists of pupils.
    pub(crate) pupils: Vec<ListedPupil>,
    /// County, code, school and class of such pupils, as they are written.
    pub(crate) places: Vec<[String; 4]>,
    /// What lists of pupils say of those who have no marks.
    pub(crate) statuses: Vec<ListedStatus>,
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
        self.tell(place.clone(), kind, [text, String::new()], None);
    }

    /// Says something of a place: the text, and what was expected in its stead.
    pub(crate) fn tell(
        &mut self,
        place: Place,
        kind: ProblemKind,
        [text, expected]: [String; 2],
        school: Option<String>,
    ) {
        self.problems.push(Problem { place, text, kind, expected, school, subject: None });
    }

    /// Forgets what the files have said since there was so much of it.
    pub(crate) fn go_back(&mut self, to: &Extent) {
        self.schools.truncate(to.0[0]);
        self.roster.truncate(to.0[1]);
        self.problems.truncate(to.0[2]);
        self.accounts.truncate(to.0[3]);
        self.pupils.truncate(to.0[4]);
        self.statuses.truncate(to.0[5]);
    }

    /// How much the files have said so far.
    pub(crate) fn extent(&self) -> Extent {
        let said = [self.schools.len(), self.roster.len(), self.problems.len()];
        let [schools, roster, problems] = said;
        Extent([schools, roster, problems, self.accounts.len(), self.pupils.len(), self.statuses.len()])
    }
}

/// How much was said of schools, numbers, problems, sheets, pupils and statuses.
pub(crate) struct Extent([usize; 6]);

/// What every list is read with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ListContext {
    /// The grade of the exam.
    pub(crate) grade: u8,
    /// Within what an identifier is one pupil's.
    pub(crate) scope: IdScope,
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
    /// The sheet is a list of pupils.
    pupils: Option<PupilRows>,
    /// Who has been listed in the sheet: school, class where identifiers are within classes, and identifier.
    listed: BTreeSet<[String; 3]>,
    /// Of which grade the rows are.
    grade: GradeOfRows,
    /// County, code and name of the school above, which a blank stands for where it is merged over its classes.
    above: [String; 3],
    context: ListContext,
    lists: &'a mut Lists,
}

impl<'a> ListReader<'a> {
    /// A reader that adds to `lists`.
    pub(crate) fn new(file: &'a str, source: &'a RawSource, context: ListContext, lists: &'a mut Lists) -> Self {
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
            grade: GradeOfRows::default(),
            above: Default::default(),
            context,
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

    /// A column of a roster that is called 人数 alone, where rows are of classes and no other column has numbers.
    fn bare_number(&self) -> Option<usize> {
        let has = |role: &Role| self.columns.contains_key(role);
        let is_open = self.is_roster() && has(&Role::Class) && !has(&Role::Enrolled) && !has(&Role::Expected);
        self.headers.iter().position(|header| is_bare_number(&fold(header))).filter(|_| is_open)
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
        self.lists.tell(place, ProblemKind::BadListRow, [text, String::new()], None);
        Fate::SetAside
    }

    /// Sets a row aside that is of another grade than the exam.
    fn of_other_grade(&mut self, number: u32, row: &dyn Row, class: &str) -> Option<Fate> {
        self.grade.other(self.grade.cell(row), class)?;
        let column = self.grade.column.filter(|column| !row.cell(*column).is_empty());
        let place = self.place(number, column.or(self.columns.get(&Role::Class).copied()));
        let texts = [Role::SchoolCode, Role::School, Role::Class].map(|role| self.text(role, row));
        let text = filled(&texts.each_ref().map(String::as_str));
        self.lists.tell(place, ProblemKind::OtherGrade, [text, grades::name(self.context.grade)], None);
        Some(Fate::SetAside)
    }

    /// What says of which grade the rows below a header are.
    fn grade_below(&self, head: &[OwnedRow], position: usize) -> GradeOfRows {
        let below = &head[position + 1..];
        let is_grade = |column: &usize| {
            grades::is_header(&self.headers[*column]) && grades::are_grades(below.iter().map(|row| row.cell(*column)))
        };
        let titles = head[..position].iter().map(|row| row.texts().concat());
        let names = file_names(self.file).into_iter().map(str::to_owned);
        let mut said = std::iter::once(self.sheet.clone()).chain(titles).chain(names);
        GradeOfRows {
            column: (0..self.headers.len()).find(is_grade),
            of_sheet: said.find_map(|text| grades::in_text(&text)),
            wanted: Some(self.context.grade),
        }
    }

    fn text(&self, role: Role, row: &dyn Row) -> String {
        self.columns.get(&role).map(|column| row.cell(*column).shown()).unwrap_or_default()
    }

    fn school(&mut self, number: u32, row: &dyn Row) -> Fate {
        let (code, name) = (self.text(Role::SchoolCode, row), self.text(Role::School, row));
        let key =
            if code.is_empty() { [name.clone(), self.text(Role::County, row)] } else { [code.clone(), String::new()] };
        let [first, second] = key;
        // Another table may say more of the same school.
        let table = ["schools", self.file, &self.sheet].join("\n");
        if !self.lists.seen.insert([table, first, second, String::new()]) {
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
        if let Some(fate) = self.of_other_grade(number, row, &class) {
            return fate;
        }
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

/// What stands for all classes of a school.
const WHOLE: [&str; 8] = ["全校", "全部", "本校", "校合计", "学校合计", "全年级", "年级", "各班合计"];

/// The school that a text sums up: 一中合计, 一中 小计.
fn summed(school: &str) -> Option<&str> {
    const SUMS: [&str; 5] = ["校合计", "合计", "小计", "总计", "汇总"];
    let name = SUMS.iter().find_map(|word| school.trim_end().strip_suffix(word))?;
    let name = name.trim_end_matches(|c: char| c.is_whitespace() || "（([-—:：".contains(c));
    (!name.is_empty()).then_some(name)
}

/// Whether a folded header speaks of numbers of pupils, and does not say of which.
pub(crate) fn is_bare_number(folded: &str) -> bool {
    ["人数", "考生人数", "考生数"].contains(&folded)
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
        self.listed.clear();
        self.wide = None;
        self.pupils = None;
        self.above = Default::default();
    }

    fn end(&mut self, fed: Fed) -> Result<(), IngestError> {
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
        if let Some(column) = self.bare_number() {
            self.columns.insert(Role::Expected, column);
        }
        let counts = self.columns.contains_key(&Role::Enrolled) || self.columns.contains_key(&Role::Expected);
        let wide = Wide::of(head, position, [self.file, &self.sheet]).filter(|_| self.is_roster() && !counts);
        self.wide = wide.and_then(|wide| wide.of_grade(self.context.grade));
        let found = match () {
            () if self.wide.is_some() => Some(position),
            () if self.is_roster() && !counts => self.pupil_header(head),
            () => Some(position).filter(|_| count > 0),
        };
        self.grade = match found {
            // Columns of classes and grades say it themselves.
            Some(position) if self.is_roster() && self.wide.is_none() => self.grade_below(head, position),
            _ => GradeOfRows::default(),
        };
        self.found |= found.is_some();
        Ok(found)
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
        let is_of_sheet = self.pupils.as_ref().is_some_and(PupilRows::has_school);
        if code.is_empty() && name.is_empty() && !is_of_sheet && !goes_on {
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
