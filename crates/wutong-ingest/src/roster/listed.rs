//! From lists of pupils to the numbers of those expected: every pupil once, where the marks have him.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use wutong_model::spec::IdScope;
use wutong_model::{Place, ProblemKind, RosterCount, ScoreBook, SheetAccount, Status};

use super::Meant;
use crate::cell::{fold, fold_name};
use crate::hash::FastBuild;
use crate::items::Pupils;
use crate::list::{ListedPupil, Lists, RosterRow};
use crate::pupil::filled;

/// What makes two rows of lists one pupil: the row of the book, or where the book does not have him, school, class where
/// identifiers are within classes, and identifier.
#[derive(PartialEq, Eq, Hash)]
enum Key {
    Row(u32),
    Unknown(usize, String, String),
}

/// Rows of the roster in the making, by account, school and texts of the place: their first row, and counts.
type Rows = BTreeMap<(usize, usize, [String; 4]), (u32, u64, u32)>;

/// Turns the pupils of lists into rows of the roster. A pupil counts once, in the first list that names him; one whom the
/// marks have in another school counts there; one who has left, or is not to sit and has no row among the marks, does not
/// count. All of this is told.
pub(crate) fn expect_pupils(
    book: &ScoreBook,
    (pupils, scope): (&Pupils<'_>, IdScope),
    meant: &Meant,
    lists: &mut Lists,
) {
    let (listed, places) = (std::mem::take(&mut lists.pupils), std::mem::take(&mut lists.places));
    let homes = Homes::of(book, pupils, meant, (&listed, &places));
    let mut seen: HashMap<Key, usize, FastBuild> = HashMap::default();
    let mut again: BTreeMap<usize, u64> = BTreeMap::new();
    let mut rows: Rows = BTreeMap::new();
    for (pupil, found) in listed.iter().zip(&homes.rows) {
        let written = &places[pupil.place];
        let at = |lists: &Lists, column: &str| {
            let SheetAccount { file, sheet, .. } = &lists.accounts[pupil.account];
            Place { file: file.clone(), sheet: sheet.clone(), row: u64::from(pupil.row), column: column.to_owned() }
        };
        let sits = |row: u32| book.subjects.iter().any(|marks| marks.status[row as usize] == Status::Present);
        let away = pupil.away.as_ref().filter(|away| !found.is_some_and(|row| !away.has_left || sits(row)));
        if let Some(away) = away {
            let text = filled(&[&written[1], &written[2], &written[3], &away.text]);
            lists.withdraw(&at(lists, &away.column), 1, ProblemKind::NotExpected, text);
            continue;
        }
        let home = homes.schools[pupil.place];
        let of_book = found.map(|row| homes.of_row(book, row));
        let other = of_book.filter(|(school, _)| home.is_some_and(|home| home != *school));
        let mut place = written.clone();
        let unnamed = home.filter(|_| homes.is_by_pupils[pupil.place]);
        if let Some((school, class)) = other {
            place = [String::new(), String::new(), book.schools[school].id.clone(), book.classes[class].name.clone()];
            let said = filled(&[&written[1], &written[2], &written[3]]);
            let counts = filled(&[&book.schools[school].name, &book.classes[class].name]);
            let school = Some(book.schools[school].id.clone());
            lists.tell(at(lists, ""), ProblemKind::OtherPlace, [said, counts], school);
        } else if let Some(school) = unnamed {
            place[..3].clone_from_slice(&[String::new(), String::new(), book.schools[school].id.clone()]);
        }
        if let Some(class) = homes.classes_meant[pupil.place].filter(|_| other.is_none()) {
            place[3].clone_from(&book.classes[class].name);
        }
        let class = if scope == IdScope::Class { fold_name(&written[3]) } else { String::new() };
        let key = match found {
            Some(row) => Some(Key::Row(*row)),
            None if pupil.id.is_empty() => None,
            None => Some(Key::Unknown(home.unwrap_or(book.schools.len() + pupil.place), class, fold(&pupil.id))),
        };
        let is_again = key.is_some_and(|key| *seen.entry(key).or_insert(pupil.account) != pupil.account);
        if is_again {
            *again.entry(pupil.account).or_default() += 1;
        }
        let (_, all, counted) = rows.entry((pupil.account, pupil.place, place)).or_insert((pupil.row, 0, 0));
        *all += 1;
        *counted += u32::from(!is_again);
    }
    for (account, count) in again {
        let account = &lists.accounts[account];
        let place = Place { file: account.file.clone(), sheet: account.sheet.clone(), ..Place::default() };
        lists.tell(place, ProblemKind::ListedTwice, [count.to_string(), String::new()], None);
    }
    for ((account, _, [county, code, school, class]), (row, rows, counted)) in rows {
        let account = &lists.accounts[account];
        let (file, sheet) = (account.file.clone(), account.sheet.clone());
        let place = Place { file, sheet, row: u64::from(row), column: String::new() };
        let count = RosterCount { enrolled: None, expected: Some(counted) };
        let is_sum = false;
        // Those who all stand in another list say nothing of a class that this one writes differently.
        if counted > 0 {
            lists.roster.push(RosterRow { county, code, school, class, count, place, rows, is_sum });
        }
    }
}

/// Where the pupils of lists are in the book.
struct Homes {
    /// The row of each pupil.
    rows: Vec<Option<u32>>,
    /// The school of each place that lists write.
    schools: Vec<Option<usize>>,
    /// Whether it is known by the pupils alone: its name is written as nowhere else.
    is_by_pupils: Vec<bool>,
    /// The class of the book in which nearly all pupils of each place are: 2023级1班 and 1.
    classes_meant: Vec<Option<usize>>,
    /// School and class by the last row of each class.
    classes: BTreeMap<u32, (usize, usize)>,
}

impl Homes {
    fn of(
        book: &ScoreBook,
        pupils: &Pupils<'_>,
        meant: &Meant,
        (listed, places): (&[ListedPupil], &[[String; 4]]),
    ) -> Self {
        let mut schools: Vec<Option<usize>> =
            places.iter().map(|[county, code, name, _]| meant.school([county, code, name])).collect();
        let row_of = |pupil: &ListedPupil| {
            let class = places[pupil.place][3].as_str();
            let id = Some(pupil.id.as_str()).filter(|id| !id.is_empty())?;
            pupils.same(schools[pupil.place], class, id)
        };
        let rows: Vec<Option<u32>> = listed.iter().map(row_of).collect();
        let mut classes = BTreeMap::new();
        for (school, each) in book.schools.iter().enumerate() {
            for class in each.classes.clone().filter(|class| !book.classes[*class].rows.is_empty()) {
                let last = u32::try_from(book.classes[class].rows.end - 1).expect("row numbers fit");
                classes.insert(last, (school, class));
            }
        }
        let is_by_pupils: Vec<bool> = schools.iter().map(Option::is_none).collect();
        let classes_meant = vec![None; places.len()];
        let mut homes = Self { rows, schools: Vec::new(), is_by_pupils, classes_meant, classes };
        // All pupils of a school that is named as nowhere else may be of one.
        let named = |place: usize| -> [String; 3] { [0, 1, 2].map(|at| places[place][at].clone()) };
        let mut of_name: BTreeMap<[String; 3], BTreeSet<usize>> = BTreeMap::new();
        for (pupil, row) in listed.iter().zip(&homes.rows).filter(|(pupil, _)| schools[pupil.place].is_none()) {
            if let Some(row) = row {
                of_name.entry(named(pupil.place)).or_default().insert(homes.of_row(book, *row).0);
            }
        }
        for (place, school) in schools.iter_mut().enumerate().filter(|(_, school)| school.is_none()) {
            let meant = of_name.get(&named(place)).filter(|schools| schools.len() == 1);
            *school = meant.and_then(|schools| schools.first().copied());
        }
        homes.schools = schools;
        homes.classes_meant = homes.classes_of(book, listed);
        homes
    }

    /// The class in which nearly all pupils of each place are, of those whom the book has.
    fn classes_of(&self, book: &ScoreBook, listed: &[ListedPupil]) -> Vec<Option<usize>> {
        let mut times: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        let mut all = vec![0usize; self.schools.len()];
        for (pupil, row) in listed.iter().zip(&self.rows) {
            let Some((school, class)) = row.map(|row| self.of_row(book, row)) else { continue };
            if self.schools[pupil.place] == Some(school) {
                *times.entry((pupil.place, class)).or_default() += 1;
                all[pupil.place] += 1;
            }
        }
        let mut meant = vec![None; self.schools.len()];
        for ((place, class), times) in times {
            if times * 5 >= all[place] * 4 {
                meant[place] = Some(class);
            }
        }
        meant
    }

    /// School and class of a row of the book.
    fn of_row(&self, book: &ScoreBook, row: u32) -> (usize, usize) {
        let found = self.classes.range(row..).next().map(|(_, found)| *found);
        found.unwrap_or((0, book.classes.len().saturating_sub(1)))
    }
}
