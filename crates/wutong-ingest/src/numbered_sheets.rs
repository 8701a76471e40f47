//! Sheets of one school that are named by the numbers of its classes and say nothing else of them: 701, 702; (1), (2); C1,
//! C2; 九一, 九二.
//!
//! Such a name alone may be anything: that several of one form stand over the same columns and other pupils each makes
//! them classes.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::cell::{fold_name, half_width};
use crate::hash::{FastBuild, hash_of};
use crate::one_class::years;
use crate::staging::{ScoreSheet, Staging};

/// Names of pupils may repeat in so small a share of the rows.
const NAMESAKES: usize = 20;

/// How a name is made of a number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    /// 1, 12: by the number of its digits, where one and two are alike.
    Digits(usize),
    /// (1)
    Bracketed,
    /// C1
    Lettered(String),
    /// 九一
    Grade(String),
}

/// The form of a name; `None` if it is no number of a class.
fn form(name: &str) -> Option<Form> {
    const NUMERALS: &str = "一二三四五六七八九十";
    let is_number = |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_numeral = |text: &str| (1..=2).contains(&text.chars().count()) && text.chars().all(|c| NUMERALS.contains(c));
    if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit()) {
        // 2024 and 2025 are years.
        let is_year = name.len() == 4 && name.starts_with("20");
        return (name.len() <= 4 && !is_year).then(|| Form::Digits(name.len().max(2)));
    }
    if let Some(inside) = name.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        return (is_number(inside) || is_numeral(inside)).then_some(Form::Bracketed);
    }
    let number = name.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let letters = &name[..name.len() - number.len()];
    if (1..=2).contains(&letters.len()) && is_number(number) {
        return Some(Form::Lettered(letters.to_ascii_uppercase()));
    }
    let stage = name.chars().next().filter(|c| "高初".contains(*c)).map_or(0, char::len_utf8);
    let grade = name[stage..].chars().next().filter(|c| NUMERALS.contains(*c) && *c != '十')?;
    let end = stage + grade.len_utf8();
    is_numeral(&name[end..]).then(|| Form::Grade(name[..end].to_owned()))
}

/// Gives the rows of such sheets their class, called as the sheet; `codes` are those of the listed schools.
pub(crate) fn settle(staging: &mut Staging, (grade, codes): (u8, &BTreeSet<String>)) {
    let mut groups = numbered(staging);
    groups.retain(|(form, sheets)| {
        let name = |sheet: &u32| name_of(&staging.score_sheets[*sheet as usize]);
        // 101 is no class of the ninth grade.
        let is_of_grade = |name: &str| name[..1].parse().is_ok_and(|first: u32| years(grade).contains(&first));
        let is_other = |sheet: &u32| *form == Form::Digits(3) && !is_of_grade(&name(sheet));
        sheets.iter().all(|sheet| !codes.contains(&name(sheet)) && !is_other(sheet))
    });
    if groups.is_empty() {
        return;
    }
    let mut rows_of: Vec<Vec<usize>> = vec![Vec::new(); staging.score_sheets.len()];
    // Pupils whose class is told, also where by another file.
    let mut placed: HashSet<u64, FastBuild> = HashSet::default();
    for row in (0..staging.len()).filter(|row| staging.is_used(*row)) {
        rows_of[staging.sheets[row] as usize].push(row);
        if !staging.class_names.texts()[staging.classes[row] as usize].is_empty() {
            placed.extend(pupil(staging, row));
        }
    }
    for (form, sheets) in groups {
        let says_more = matches!(form, Form::Digits(3..) | Form::Grade(_));
        let may_be_pages = !says_more && are_pages(&sheets, &rows_of);
        if may_be_pages || !are_classes(staging, &sheets, (&rows_of, &placed)) {
            continue;
        }
        for sheet in sheets {
            let class = name_of(&staging.score_sheets[sheet as usize]);
            let number = staging.class_names.number(&class);
            rows_of[sheet as usize].iter().for_each(|row| staging.classes[*row] = number);
            staging.score_sheets[sheet as usize].columns.place[1] = Some(class);
        }
    }
}

/// Several sheets of a file each whose names are numbers of one form and whose rows name no class.
fn numbered(staging: &Staging) -> Vec<(Form, Vec<u32>)> {
    let mut groups: BTreeMap<(&str, Form), Vec<u32>> = BTreeMap::new();
    for (number, sheet) in (0u32..).zip(&staging.score_sheets) {
        let is_read = sheet.has_header && !sheet.dropped && !sheet.is_list && sheet.counts.kept > 0;
        let columns = &sheet.columns;
        let is_open = columns.class.is_none() && columns.place[1].is_none() && !columns.is_of_room;
        if let Some(form) = form(&name_of(sheet)).filter(|_| is_read && is_open) {
            groups.entry((&sheet.file, form)).or_default().push(number);
        }
    }
    groups.into_iter().filter(|(_, sheets)| sheets.len() > 1).map(|((_, form), sheets)| (form, sheets)).collect()
}

/// The name of a sheet in characters of one width.
fn name_of(sheet: &ScoreSheet) -> String {
    sheet.sheet.trim().chars().map(half_width).collect()
}

/// Whether sheets hold the same subjects of one school, or those of tracks that share some, none of them a class, and each
/// pupils of its own whom nothing else places.
fn are_classes(
    staging: &Staging,
    sheets: &[u32],
    (rows_of, placed): (&[Vec<usize>], &HashSet<u64, FastBuild>),
) -> bool {
    /// Subjects that classes of several tracks have in common at the least.
    const COMMON: usize = 2;
    let columns = |sheet: &u32| &staging.score_sheets[*sheet as usize].columns;
    let held = |sheet: &u32| columns(sheet).subjects.iter().map(Option::is_some).collect::<Vec<bool>>();
    let common = (0..staging.marks.len()).filter(|subject| sheets.iter().all(|sheet| held(sheet)[*subject])).count();
    if common < COMMON && !sheets.iter().all(|sheet| held(sheet) == held(&sheets[0])) {
        return false;
    }
    let rows = || sheets.iter().flat_map(|sheet| &rows_of[*sheet as usize]);
    // Some sheets may have a column of counties, others none.
    let names: Vec<(String, String)> =
        staging.site_names.named().map(|(_, code, name)| (fold_name(code), fold_name(name))).collect();
    let schools: BTreeSet<_> = rows().map(|row| names.get(staging.sites[*row] as usize)).collect();
    let mut seen: HashSet<u64, FastBuild> = HashSet::default();
    let (mut all, mut again, mut known, mut unnamed) = (0, 0, 0, 0);
    for sheet in sheets {
        let pupils: HashSet<u64, FastBuild> =
            rows_of[*sheet as usize].iter().filter_map(|row| pupil(staging, *row)).collect();
        unnamed += rows_of[*sheet as usize].iter().filter(|row| pupil(staging, **row).is_none()).count();
        all += pupils.len();
        known += pupils.iter().filter(|pupil| placed.contains(*pupil)).count();
        again += pupils.iter().filter(|pupil| seen.contains(*pupil)).count();
        seen.extend(pupils);
    }
    schools.len() == 1 && all > unnamed && again * NAMESAKES <= all && known * 2 <= all
}

/// Whether sheets hold as many rows each, but for the last one: pages of one list.
fn are_pages(sheets: &[u32], rows_of: &[Vec<usize>]) -> bool {
    /// Fewer may be of one size by chance.
    const FEWEST: usize = 3;
    let sizes: Vec<usize> = sheets.iter().map(|sheet| rows_of[*sheet as usize].len()).collect();
    let Some((last, others)) = sizes.split_last() else { return false };
    sizes.len() >= FEWEST && others.iter().all(|size| *size == others[0]) && *last <= others[0] && others[0] % 10 == 0
}

/// A pupil as several sheets name him: by identifier, or by name where there is none.
fn pupil(staging: &Staging, row: usize) -> Option<u64> {
    let id = staging.ids.get(row);
    if id.is_empty() { staging.persons.called(row).map(|name| hash_of(1, name)) } else { Some(hash_of(0, id)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_numbers_of_classes_or_none() {
        for (name, found) in [
            ("701", Some(Form::Digits(3))),
            ("1", Some(Form::Digits(2))),
            ("12", Some(Form::Digits(2))),
            ("2401", Some(Form::Digits(4))),
            ("2024", None),
            ("20250612", None),
            ("(1)", Some(Form::Bracketed)),
            ("C1", Some(Form::Lettered("C".to_owned()))),
            ("Sheet1", None),
            ("九一", Some(Form::Grade("九".to_owned()))),
            ("高一二", Some(Form::Grade("高一".to_owned()))),
            ("语文", None),
            ("一中", None),
            ("十一", None),
            ("总表", None),
            ("", None),
        ] {
            assert_eq!(form(name), found, "{name}");
        }
    }
}
