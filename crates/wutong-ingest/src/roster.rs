//! Who is expected: numbers of pupils and lists of them, entered in the score book.

mod gaps;
mod listed;

use std::collections::BTreeMap;

use wutong_model::{Class, ProblemKind, RosterCount, ScoreBook};

use crate::cell::fold_name;
use crate::classes::{ClassNumber, NaturalKey};
use crate::list::{Lists, RosterRow};
use crate::pupil::filled;
use crate::schools::{Finder, Schools};

pub(crate) use listed::expect_pupils;

/// The school of the book that rows of lists mean.
pub(crate) struct Meant {
    finder: Finder,
    by_list: BTreeMap<usize, usize>,
    by_text: BTreeMap<String, usize>,
}

impl Meant {
    /// Indexes the schools of a book.
    pub(crate) fn new(book: &ScoreBook, schools: &Schools, lists: &Lists) -> Self {
        let finder = Finder::new(&lists.schools);
        let mut by_list: BTreeMap<usize, usize> = BTreeMap::new();
        let mut by_text: BTreeMap<String, usize> = BTreeMap::new();
        let numbers: BTreeMap<&str, usize> =
            schools.units.iter().enumerate().map(|(n, unit)| (unit.id.as_str(), n)).collect();
        for (position, school) in book.schools.iter().enumerate() {
            by_list.extend(schools.units[numbers[school.id.as_str()]].listed.map(|listed| (listed, position)));
            for text in [&school.name, &school.id] {
                by_text.insert(fold_name(text), position);
            }
        }
        Self { finder, by_list, by_text }
    }

    /// Position of the school of a county, code and name.
    pub(crate) fn school(&self, [county, code, name]: [&str; 3]) -> Option<usize> {
        let listed = self.finder.find(county, code, name).and_then(|listed| self.by_list.get(&listed));
        let of_text = |text: &str| self.by_text.get(&fold_name(text)).filter(|_| !text.is_empty());
        listed.or_else(|| of_text(code)).or_else(|| of_text(name)).copied()
    }
}

/// Enters the counts of the roster; rows that match nothing go to the quarantine.
pub(crate) fn enter(book: &mut ScoreBook, meant: &Meant, lists: &mut Lists) {
    let is_told = !lists.roster.is_empty();
    let text = |row: &RosterRow| filled(&[&row.code, &row.school, &row.class]);
    let mut of_school: BTreeMap<usize, Vec<RosterRow>> = BTreeMap::new();
    for row in std::mem::take(&mut lists.roster) {
        match meant.school([&row.county, &row.code, &row.school]) {
            // Of the classes of a school in one row the first speaks for all.
            None if row.rows == 0 => {}
            None => lists.withdraw(&row.place, row.rows, ProblemKind::SchoolWithoutMarks, text(&row)),
            Some(school) => of_school.entry(school).or_default().push(row),
        }
    }
    let mut unmatched: Vec<(usize, RosterRow)> = Vec::new();
    for (school, rows) in of_school {
        let (sums, rows) = without_sums(rows);
        for (row, sum) in sums {
            lists.withdraw(&row.place, row.rows, ProblemKind::BadListRow, format!("{} ≠ {sum}", text(&row)));
        }
        let classes = same_classes(&book.classes[book.schools[school].classes.clone()], &rows);
        for (row, class) in rows.into_iter().zip(classes) {
            if !enter_row(book, school, &row, class) {
                unmatched.push((school, row));
            }
        }
    }
    // Where every class that handed in marks is on the roster, one more class on it handed in none: its pupils were
    // expected and count. Otherwise the two lists write their classes differently, and nobody can say which is which.
    let told_apart = |book: &ScoreBook, school: usize| {
        book.classes[book.schools[school].classes.clone()].iter().all(|class| class.roster.is_some())
    };
    for (school, row) in unmatched {
        if told_apart(book, school) {
            insert_class(book, school, &row);
        } else {
            lists.withdraw(&row.place, row.rows, ProblemKind::BadListRow, text(&row));
        }
    }
    if is_told {
        gaps::tell(book, lists);
    }
}

/// The rows of a school without those that sum up its classes, and of these the ones that do not fit, each with the sum.
///
/// Without rows of classes such a row is the school's own.
fn without_sums(rows: Vec<RosterRow>) -> (Vec<(RosterRow, String)>, Vec<RosterRow>) {
    let (sums, rows): (Vec<RosterRow>, Vec<RosterRow>) = rows.into_iter().partition(|row| row.is_sum);
    if rows.iter().all(|row| row.class.is_empty()) && !sums.is_empty() {
        let own = if rows.is_empty() { sums } else { rows };
        return (Vec::new(), own);
    }
    let mut all = None;
    rows.iter().filter(|row| !row.class.is_empty()).for_each(|row| add(&mut all, row.count));
    let all = all.unwrap_or_default();
    let differs = |own: Option<u32>, sum: Option<u32>| own.zip(sum).is_some_and(|(own, sum)| own != sum);
    let wrong = sums.into_iter().filter_map(|row| {
        let [enrolled, expected] = [(row.count.enrolled, all.enrolled), (row.count.expected, all.expected)];
        let found = [expected, enrolled].into_iter().find(|(own, sum)| differs(*own, *sum))?;
        let (own, sum) = (found.0.unwrap_or(0), found.1.unwrap_or(0));
        Some((RosterRow { class: format!("{own}"), ..row }, sum.to_string()))
    });
    (wrong.collect(), rows)
}

/// The class of a school that each row means: the one of its name, or the only one that its number may mean where no
/// other row means it: 九(1)班 and 1.
fn same_classes(classes: &[Class], rows: &[RosterRow]) -> Vec<Option<usize>> {
    let names: Vec<String> = classes.iter().map(|class| fold_name(&class.name)).collect();
    let numbers: Vec<Option<ClassNumber>> = classes.iter().map(|class| ClassNumber::of(&class.name)).collect();
    let exact = |row: &RosterRow| names.iter().position(|name| *name == fold_name(&row.class));
    let of_number = |row: &RosterRow| {
        let wanted = ClassNumber::of(&row.class)?;
        let is_same = |number: &Option<ClassNumber>| number.is_some_and(|number| number.may_be(wanted));
        let mut found = (0..numbers.len()).filter(|at| is_same(&numbers[*at]));
        found.next().filter(|_| found.next().is_none())
    };
    let found: Vec<Option<usize>> = rows.iter().map(|row| exact(row).or_else(|| of_number(row))).collect();
    let is_meant_by_another = |at: usize, class: usize| {
        let own = fold_name(&rows[at].class);
        (0..rows.len()).any(|other| found[other] == Some(class) && fold_name(&rows[other].class) != own)
    };
    let is_sure = |(at, class): (usize, &Option<usize>)| {
        class.filter(|class| exact(&rows[at]).is_some() || !is_meant_by_another(at, *class))
    };
    found.iter().enumerate().map(is_sure).collect()
}

/// Adds a class without pupils, in its natural place.
fn insert_class(book: &mut ScoreBook, school: usize, row: &RosterRow) {
    let classes = book.schools[school].classes.clone();
    let key = NaturalKey::of(&row.class);
    let before = book.classes[classes.clone()].iter().take_while(|class| NaturalKey::of(&class.name) < key).count();
    let position = classes.start + before;
    let start = match position.checked_sub(1) {
        Some(previous) => book.classes[previous].rows.end,
        None => 0,
    };
    let class = Class { name: row.class.clone(), roster: Some(row.count), rows: start..start };
    book.classes.insert(position, class);
    book.schools[school].classes.end += 1;
    for later in &mut book.schools[school + 1..] {
        later.classes = later.classes.start + 1..later.classes.end + 1;
    }
}

/// Enters one row, of the class that it means; false if the school has no such class.
fn enter_row(book: &mut ScoreBook, school: usize, row: &RosterRow, class: Option<usize>) -> bool {
    let classes = book.schools[school].classes.clone();
    let without_classes = classes.len() == 1 && book.classes[classes.start].name.is_empty();
    if row.class.is_empty() || without_classes {
        add(&mut book.schools[school].roster, row.count);
        return true;
    }
    match class.and_then(|class| book.classes[classes].get_mut(class)) {
        Some(class) => add(&mut class.roster, row.count),
        None => return false,
    }
    true
}

fn add(roster: &mut Option<RosterCount>, count: RosterCount) {
    let sum = |a: Option<u32>, b: Option<u32>| match (a, b) {
        (Some(a), Some(b)) => Some(a.saturating_add(b)),
        (one, other) => one.or(other),
    };
    let known = roster.unwrap_or_default();
    *roster = Some(RosterCount {
        enrolled: sum(known.enrolled, count.enrolled),
        expected: sum(known.expected, count.expected),
    });
}
