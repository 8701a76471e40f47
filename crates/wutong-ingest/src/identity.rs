//! 学籍号 and identity numbers: whether they can be right, and how they are kept out of everything that is printed.

use std::borrow::Cow;

use wutong_model::{IdColumn, Problem, ProblemKind};

use crate::cell::{Cell, half_width};
use crate::ids::has_digit;
use crate::staging::Staging;
use crate::veil::made_of;

/// Weights of the first 17 digits; the 18th makes the sum 1 modulo 11 (GB 11643-1999, ISO 7064 MOD 11-2).
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// Check digits by the weighted sum modulo 11.
const CHECK: &[u8; 11] = b"10X98765432";
/// Years in which a pupil, an adult at school included, can be born; a pure function knows no clock.
const YEARS: std::ops::RangeInclusive<u32> = 1900..=2050;
/// First two digits of an area of GB/T 2260, and 83 and 91 of residence permits.
const PROVINCES: &[u32] = &[
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63,
    64, 65, 71, 81, 82, 83, 91,
];
/// Characters of an identity number.
const LENGTH: usize = 18;
/// Characters of it that stay readable at its start and at its end.
const SHOWN: (usize, usize) = (3, 2);

/// What a text is as a student number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StudentNumber {
    /// No student number at all: an exam number, a seat.
    None,
    /// A student number or identity number without fault.
    Valid,
    /// Its check digit does not fit the other digits.
    BadCheckDigit,
    /// Its date of birth is no date, or no pupil's.
    BadDate,
}

/// Judges a student number (`G`, `J` or `L` and 18 characters) or a bare identity number.
///
/// `L` numbers are provisional: they end in random digits and have no check digit. A bare number of 18 digits is an
/// identity number only if it begins with the code of a province and holds a date of birth; exam numbers can be as long.
pub(crate) fn student_number(text: &str) -> StudentNumber {
    if text.is_ascii() && text.len() < LENGTH {
        return StudentNumber::None;
    }
    let mut characters = [0u8; LENGTH + 1];
    let mut length = 0;
    for character in text.trim().chars().map(half_width) {
        if length == characters.len() || !character.is_ascii() {
            return StudentNumber::None;
        }
        characters[length] = u8::try_from(character.to_ascii_uppercase()).unwrap_or(0);
        length += 1;
    }
    let (prefix, number) = match (length, characters[0]) {
        (LENGTH, _) => (None, &characters[..LENGTH]),
        (_, first @ (b'G' | b'J' | b'L')) if length == LENGTH + 1 => (Some(first), &characters[1..]),
        _ => return StudentNumber::None,
    };
    if !is_shaped(number) {
        return StudentNumber::None;
    }
    match prefix {
        None if !is_of_a_province(number) || !has_birth_date(number) => StudentNumber::None,
        _ if !has_birth_date(number) => StudentNumber::BadDate,
        Some(b'L') => StudentNumber::Valid,
        _ if number[LENGTH - 1] == check_digit(number) => StudentNumber::Valid,
        _ => StudentNumber::BadCheckDigit,
    }
}

/// 17 digits, and a digit or `X`.
fn is_shaped(number: &[u8]) -> bool {
    number[..LENGTH - 1].iter().all(u8::is_ascii_digit) && matches!(number[LENGTH - 1], b'0'..=b'9' | b'X' | b'x')
}

fn value(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |value, digit| value * 10 + u32::from(digit - b'0'))
}

fn check_digit(number: &[u8]) -> u8 {
    let sum: u32 = number.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    CHECK[(sum % 11) as usize]
}

fn is_of_a_province(number: &[u8]) -> bool {
    PROVINCES.contains(&value(&number[..2]))
}

fn has_birth_date(number: &[u8]) -> bool {
    let (year, month, day) = (value(&number[6..10]), value(&number[10..12]), value(&number[12..14]));
    let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    YEARS.contains(&year) && (1..=days).contains(&day)
}

/// The text with every identity number in it unreadable but for its first three and last two characters.
///
/// Any run of 18 characters that is shaped like one counts, whatever its digits: a slip in it does not make it less of a
/// pupil's number. In a longer run of digits only what is beyond doubt an identity number is covered.
pub(crate) fn mask(text: &str) -> Cow<'_, str> {
    if text.len() < LENGTH {
        return Cow::Borrowed(text);
    }
    let mut characters: Vec<char> = text.chars().collect();
    let folded: Vec<u8> = characters
        .iter()
        .map(|character| u8::try_from(half_width(*character).to_ascii_uppercase()).unwrap_or(b'?'))
        .collect();
    let mut found = false;
    let mut start = 0;
    while start < folded.len() {
        let digits = folded[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let run = digits + usize::from(folded.get(start + digits) == Some(&b'X'));
        let mut next = start + run.max(1);
        for begin in start..(start + run).saturating_sub(LENGTH - 1) {
            let number = &folded[begin..begin + LENGTH];
            if run == LENGTH || student_number(std::str::from_utf8(number).unwrap_or("")) == StudentNumber::Valid {
                characters[begin + SHOWN.0..begin + LENGTH - SHOWN.1].fill('*');
                found = true;
                next = begin + LENGTH;
                break;
            }
        }
        start = next;
    }
    if found { Cow::Owned(characters.into_iter().collect()) } else { Cow::Borrowed(text) }
}

/// An identifier as problems show it: where a key makes pseudonyms, most of it is covered, for a quarantine with plain
/// identifiers beside outputs with pseudonyms would tell whose they are.
pub(crate) fn cover(id: &str, conceals: bool) -> Cow<'_, str> {
    if !conceals || id.is_empty() {
        return Cow::Borrowed(id);
    }
    if !has_digit(id) && !id.is_ascii() {
        return Cow::Owned(made_of(id));
    }
    let length = id.chars().count();
    let (start, end) = (SHOWN.0.min(length / 4), SHOWN.1.min(length / 5));
    let covered = |(at, character)| if at < start || at >= length - end { character } else { '*' };
    Cow::Owned(id.chars().enumerate().map(covered).collect())
}

/// Whether some of the identifiers are long enough to hold an identity number; in most exams none is.
pub(crate) fn may_hold_identity(ids: &IdColumn) -> bool {
    ids.lengths().1 >= LENGTH
}

/// Whether a text holds an identity number.
pub(crate) fn holds_identity(text: &str) -> bool {
    matches!(mask(text), Cow::Owned(_))
}

/// Whether a cell holds a student number that cannot be right.
pub(crate) fn is_bad_number(cell: Cell<'_>) -> bool {
    let Cell::Text(text) = cell else { return false };
    matches!(student_number(text), StudentNumber::BadCheckDigit | StudentNumber::BadDate)
}

/// A remark for every pupil whose identifier is a wrong student number. `schools` gives the id of a row's school.
pub(crate) fn bad_numbers<'s>(staging: &Staging, conceals: bool, schools: impl Fn(usize) -> &'s str) -> Vec<Problem> {
    if !may_hold_identity(&staging.ids) {
        return Vec::new();
    }
    let is_bad = |row: &usize| {
        staging.is_used(*row)
            && matches!(student_number(staging.ids.get(*row)), StudentNumber::BadCheckDigit | StudentNumber::BadDate)
    };
    let remark = |row: usize| {
        let sheet = staging.sheets[row];
        let columns = &staging.score_sheets[sheet as usize].columns;
        let column = columns.id.and_then(|column| columns.headers.get(column)).cloned().unwrap_or_default();
        Problem {
            place: staging.place(sheet, staging.rows[row], column),
            text: cover(staging.ids.get(row), conceals).into_owned(),
            kind: ProblemKind::BadStudentNumber,
            expected: String::new(),
            school: Some(schools(row).to_owned()),
            subject: None,
        }
    };
    (0..staging.len().min(staging.ids.len())).filter(is_bad).map(remark).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn student_numbers() {
        use StudentNumber::{BadCheckDigit, BadDate, None, Valid};
        // The first is the example of the standard itself.
        for (text, expected) in [
            ("11010519491231002X", Valid),
            ("110105199912310022", Valid),
            ("G110105199912310022", Valid),
            ("g110105199912310022", Valid),
            (" Ｇ１１０１０５１９９９１２３１００２２", Valid),
            ("G110105199912310021", BadCheckDigit),
            ("110105199912310021", BadCheckDigit),
            ("J110105199912310021", BadCheckDigit),
            ("L110105199912310021", Valid),
            ("L110105199913310021", BadDate),
            ("G110105200102290020", BadDate),
            ("G110105189912310020", BadDate),
            ("G11010520000229002", None),
            ("A110105199912310022", None),
            ("202506011234567890", None),
            ("20250001", None),
            ("G1101051999123100二0", None),
            ("", None),
        ] {
            assert_eq!(student_number(text), expected, "{text}");
        }
    }

    #[test]
    fn check_digits_of_the_standard() {
        assert_eq!(check_digit(b"11010519491231002X"), b'X');
        assert_eq!(check_digit(b"440524188001010014"), b'4');
    }

    #[test]
    fn identifiers_are_covered() {
        for (id, covered) in [("20250012", "20*****2"), ("A01", "***"), ("2025000123", "20******23"), ("", "")] {
            assert_eq!((cover(id, true).as_ref(), cover(id, false).as_ref()), (covered, id));
        }
    }

    #[test]
    fn identity_numbers_are_masked() {
        for (text, expected) in [
            ("110105199912310022", "110*************22"),
            ("一中 | 九1班 | G11010519991231002x", "一中 | 九1班 | G110*************2x"),
            ("１１０１０５１９９９１２３１００２２", "１１０*************２２"),
            ("a110105199912310022b110105199912310021", "a110*************22b110*************21"),
            ("2025110105199912310022", "2025110*************22"),
            ("2025000000000000000001", "2025000000000000000001"),
            ("20250001", "20250001"),
            ("缺考", "缺考"),
        ] {
            assert_eq!(mask(text), expected);
        }
        assert!(holds_identity("L110105199912310021") && !holds_identity("2025000101"));
    }
}
