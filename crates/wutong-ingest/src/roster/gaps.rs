//! Expected numbers that cannot be right: schools that no list names beside others, and numbers below those who sat.

use wutong_model::{Class, Place, ProblemKind, School, ScoreBook, Status};

use crate::list::Lists;
use crate::pupil::filled;

/// Says which schools have no expected number although the lists give numbers, and where fewer are expected than sat.
pub(super) fn tell(book: &ScoreBook, lists: &mut Lists) {
    let first = lists.accounts.iter().find(|account| account.kind == "roster");
    let place = first.map(|account| Place { file: account.file.clone(), ..Place::default() }).unwrap_or_default();
    for school in &book.schools {
        let classes = &book.classes[school.classes.clone()];
        let has_number = school.roster.is_some() || classes.iter().any(|class| class.roster.is_some());
        let mut said = if has_number { too_few(book, school, classes) } else { Vec::new() };
        if !has_number {
            said.push([school.name.clone(), String::new()]);
        }
        for texts in said {
            lists.tell(place.clone(), ProblemKind::ExpectedGap, texts, Some(school.id.clone()));
        }
    }
}

/// Where fewer pupils of a school are expected than have marks: school, class and the number expected, and how many sat.
fn too_few(book: &ScoreBook, school: &School, classes: &[Class]) -> Vec<[String; 2]> {
    let of_class = |class: &Class| (class.roster.and_then(|roster| roster.expected), sat(book, class));
    let numbers: Vec<(Option<u32>, u32)> = classes.iter().map(of_class).collect();
    let told = |name: &str, expected: u32, sat: u32| {
        (expected < sat).then(|| [filled(&[&school.name, name, &expected.to_string()]), sat.to_string()])
    };
    if classes.iter().all(|class| class.roster.is_none()) {
        let expected = school.roster.and_then(|roster| roster.expected);
        let all = numbers.iter().map(|(_, sat)| sat).sum();
        return expected.and_then(|expected| told("", expected, all)).into_iter().collect();
    }
    let each = classes.iter().zip(&numbers);
    each.filter_map(|(class, (expected, sat))| told(&class.name, (*expected)?, *sat)).collect()
}

/// Pupils of a class with a mark in any subject.
fn sat(book: &ScoreBook, class: &Class) -> u32 {
    let has_mark = |row: &usize| book.subjects.iter().any(|marks| marks.status[*row] == Status::Present);
    u32::try_from(class.rows.clone().filter(has_mark).count()).unwrap_or(u32::MAX)
}
