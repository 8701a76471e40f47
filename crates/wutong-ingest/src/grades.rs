//! Which grade rows are of: what a column 年级, classes, and the names of sheets and files and the titles say.

use std::collections::BTreeSet;

use crate::cell::{Cell, Row, fold};

/// Chinese numerals of grades.
const NUMERALS: &str = "一二三四五六七八九";

/// The one grade that a text names: 八年级期末, 高一, 初中三年级. None where it names several: 七、八年级.
pub(crate) fn in_text(text: &str) -> Option<u8> {
    let found = all_in(text);
    found.first().copied().filter(|_| found.len() == 1)
}

/// Every grade that a text names.
fn all_in(text: &str) -> BTreeSet<u8> {
    if !text.contains(['年', '高', '初']) {
        return BTreeSet::new();
    }
    let folded = fold(text);
    let texts: Vec<char> = folded.chars().collect();
    let mut found = BTreeSet::new();
    for (at, c) in texts.iter().enumerate() {
        let Some(number) = numeral(*c) else { continue };
        let before: String = texts[..at].iter().collect();
        let after: String = texts[at + 1..].iter().collect();
        // 2025, 十一
        let is_part = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || c == '十');
        if c.is_ascii_digit() && (is_part(before.chars().next_back()) || is_part(after.chars().next())) {
            continue;
        }
        let has_word = after.starts_with("年级") || goes_on_to_word(&after);
        // 提高一分, 最高一名; 三高一模, 二高二诊: of a school that is called 三高 for short.
        let is_other = ["提高", "最高", "较高", "最初"].iter().any(|word| before.ends_with(word))
            || after.starts_with('模') && !after.starts_with("模拟")
            || after.starts_with('诊')
            || after.starts_with('中');
        let stage =
            |short: char, long: &str| before.ends_with(short) && !is_other || before.ends_with(long) && has_word;
        if stage('高', "高中") && number <= 3 {
            found.insert(9 + number);
        } else if stage('初', "初中") && number <= 3 {
            found.insert(6 + number);
        } else if has_word && !before.ends_with(['十', '初', '高']) {
            found.insert(number);
        }
    }
    found
}

/// Whether what follows a numeral goes on to others and then to the word: 七[、八年级], 七[八年级].
fn goes_on_to_word(after: &str) -> bool {
    const BETWEEN: &str = "、,和与及至到-~/";
    let rest = after.trim_start_matches(|c: char| BETWEEN.contains(c) || NUMERALS.contains(c) || c.is_ascii_digit());
    rest.len() < after.len() && rest.starts_with("年级")
}

fn numeral(c: char) -> Option<u8> {
    let position = || NUMERALS.chars().position(|numeral| numeral == c).and_then(|at| u8::try_from(at + 1).ok());
    c.to_digit(10).and_then(|digit| u8::try_from(digit).ok()).filter(|digit| *digit > 0).or_else(position)
}

/// The grade that the name of a class says in words: 九(1)班, 初三2班, 高一(3), 八年级.
pub(crate) fn of_class(class: &str) -> Option<u8> {
    if class.is_ascii() {
        return None;
    }
    let folded = fold(class);
    if let Some(grade) = in_text(&folded) {
        return Some(grade);
    }
    let bare = folded.trim_end_matches('班');
    let first = bare.chars().next().filter(|c| "四五六七八九".contains(*c))?;
    // 九班 is the ninth.
    let rest = bare[first.len_utf8()..].trim_matches(['(', ')', '-', '.']);
    let is_number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    let is_class = !rest.is_empty() && !rest.starts_with('十') && rest.chars().all(is_number);
    numeral(first).filter(|_| is_class)
}

/// The grade in the number of a class: 901. It says less than words do.
pub(crate) fn of_class_number(class: &str) -> Option<u8> {
    let folded = fold(class);
    let number: u16 = folded.trim_end_matches('班').parse().ok().filter(|number| (701..=999).contains(number))?;
    u8::try_from(number / 100).ok().filter(|_| !number.is_multiple_of(100))
}

/// The grade in a cell of a column 年级: 七年级, 初一, 七, 7.
fn of_cell(cell: Cell<'_>) -> Option<u8> {
    let folded = fold(&cell.shown());
    let alone = || {
        let mut characters = folded.chars();
        let only = characters.next().filter(|_| characters.next().is_none())?;
        numeral(only)
    };
    in_text(&folded).or_else(alone).or_else(|| folded.parse().ok().filter(|grade| (10..=12).contains(grade)))
}

/// Whether cells are those of a column 年级, and no ranks among the pupils of a grade.
pub(crate) fn are_grades<'c>(cells: impl Iterator<Item = Cell<'c>>) -> bool {
    /// More grades are ranks.
    const MOST: usize = 3;
    let grades: Option<BTreeSet<u8>> = cells.filter(|cell| !cell.is_empty()).map(of_cell).collect();
    grades.is_some_and(|grades| (1..=MOST).contains(&grades.len()))
}

/// What a sheet says of the grade of its rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct GradeOfRows {
    /// Column 年级.
    pub(crate) column: Option<usize>,
    /// What sheet, titles or file say.
    pub(crate) of_sheet: Option<u8>,
    /// The grade of the exam, where it is known.
    pub(crate) wanted: Option<u8>,
}

impl GradeOfRows {
    /// The grade of a row of a class, given its cell of the column: what says it of the row goes before what says it of
    /// all rows.
    pub(crate) fn of(&self, cell: Cell<'_>, class: &str) -> Option<u8> {
        let in_words = self.column.and_then(|_| of_cell(cell)).or_else(|| of_class(class)).or(self.of_sheet);
        // Elsewhere 901 is no class of grade 9.
        let is_numbered = self.wanted.is_none_or(|wanted| (7..=9).contains(&wanted));
        in_words.or_else(|| of_class_number(class).filter(|_| is_numbered))
    }

    /// As [`Self::of`], if it is not the grade of the exam.
    pub(crate) fn other(&self, cell: Cell<'_>, class: &str) -> Option<u8> {
        let wanted = self.wanted?;
        self.of(cell, class).filter(|grade| *grade != wanted)
    }

    /// The cell of a row in the column.
    pub(crate) fn cell<'r>(&self, row: &'r dyn Row) -> Cell<'r> {
        self.column.map_or(Cell::Empty, |column| row.cell(column))
    }
}

/// Whether a header is that of a column 年级.
pub(crate) fn is_header(header: &str) -> bool {
    const NAMES: [&str; 6] = ["年级", "所在年级", "就读年级", "年级名称", "学生年级", "grade"];
    NAMES.contains(&fold(header.rsplit('/').next().unwrap_or(header)).as_str())
}

/// The name of a grade.
pub(crate) fn name(grade: u8) -> String {
    match grade {
        10..=12 => format!("高{}", NUMERALS.chars().nth(usize::from(grade - 10)).unwrap_or('一')),
        _ => format!("{}年级", NUMERALS.chars().nth(usize::from(grade.max(1) - 1)).unwrap_or('一')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_name_a_grade() {
        for (text, grade) in [
            ("2025年八年级下学期期末考试", Some(8)),
            ("7年级", Some(7)),
            ("高三模拟", Some(12)),
            ("某县高二(1)班", Some(11)),
            ("初三", Some(9)),
            ("初中二年级", Some(8)),
            ("高中一年级", Some(10)),
            ("高一年级", Some(10)),
            ("小学六年级", Some(6)),
            ("七、八年级", None),
            ("七八年级期末", None),
            ("高一高二", None),
            ("三高一模", None),
            ("提高一分", None),
            ("高2025级", None),
            ("第七中学", None),
            ("九(1)班", None),
            ("二十一年级", None),
        ] {
            assert_eq!(in_text(text), grade, "{text}");
        }
    }

    #[test]
    fn classes_name_a_grade() {
        for (class, grade) in [
            ("九（1）班", Some(9)),
            ("八3班", Some(8)),
            ("初三(2)班", Some(9)),
            ("高一（3）", Some(10)),
            ("七年级2班", Some(7)),
            ("九班", None),
            ("九十班", None),
            ("三(2)班", None),
            ("901", None),
            ("12", None),
            ("", None),
        ] {
            assert_eq!(of_class(class), grade, "{class}");
        }
        assert_eq!(["901", "802班", "700", "12"].map(of_class_number), [Some(9), Some(8), None, None]);
    }

    #[test]
    fn grades_are_no_ranks() {
        let are = |texts: &[&str]| are_grades(texts.iter().map(|text| Cell::Text(text)));
        assert!(are(&["七年级", "八年级", "七年级"]) && are(&["9", "9"]));
        assert!(!are(&["1", "2", "3", "4"]) && !are(&["2025级"]) && !are(&[]));
    }
}
