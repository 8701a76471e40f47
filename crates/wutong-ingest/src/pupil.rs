//! One row of a score sheet: is it a pupil, and which one?

use wutong_model::{ProblemKind, mark_text};

use crate::alias::{FOOTERS, STRONG_FOOTERS};
use crate::cell::{Cell, Row, fold, half_width, is_invisible};
use crate::header::ScoreColumns;
use crate::header_row::HeaderRow;
use crate::identity::cover;
use crate::ids::{has_digit, is_band, is_label, is_statistic, may_be_called, may_be_name, names_statistic};
use crate::layout::{Setting, begins_list, class_in, full_mark_cell, is_full_mark_row, number, school_in};
use crate::mark::{Paper, is_dash, status_word};

/// Numbers from here on may have lost digits in a spreadsheet, which keeps fifteen.
pub(crate) const IMPRECISE: f64 = 1e15;
/// An identifier of so many characters is no count: its pupil is called as the row says, be it 高分.
const LONG_ID: usize = 5;
/// The same as a number.
const SHORTEST_NUMBER: f64 = 10_000.0;
/// A row of so few cells is a note rather than a pupil.
const NOTE_CELLS: usize = 2;

/// What a row of the body of a sheet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowKind {
    /// Of a pupil.
    Pupil,
    /// Title, repeated header, footer.
    NotData,
    /// A header whose words stand over other columns than those of the header above.
    Header,
    /// The first line of a list below the table; what follows is no data either.
    List,
}

/// Tells pupils from other rows, remembering what it has seen.
#[derive(Debug, Default)]
pub(crate) struct RowJudge {
    /// Columns that say who a row is of, from left to right.
    pub(crate) identity: Vec<usize>,
    /// That of names.
    name: Option<usize>,
    /// The last text of the first of them that belonged to a pupil.
    pupil_text: String,
}

impl RowJudge {
    /// A judge for a sheet.
    pub(crate) fn new(columns: &ScoreColumns) -> Self {
        let mut identity: Vec<usize> =
            [columns.county, columns.code, columns.school, columns.class, columns.id, columns.name]
                .into_iter()
                .flatten()
                .collect();
        identity.sort_unstable();
        Self { identity, name: columns.name, pupil_text: String::new() }
    }

    /// Judges a row. With a `setting` a header in words of its own is known as well.
    pub(crate) fn judge(&mut self, columns: &ScoreColumns, row: &dyn Row, setting: Option<Setting<'_>>) -> RowKind {
        let first = self.identity.iter().map(|column| (*column, row.cell(*column))).find(|(_, cell)| !cell.is_empty());
        if counts_columns(row) {
            return RowKind::NotData;
        }
        match first {
            Some((_, Cell::Number(_) | Cell::Date(_))) => RowKind::Pupil,
            Some((column, Cell::Text(text))) => {
                if text == self.pupil_text || text.as_bytes()[0].is_ascii_digit() && text.is_ascii() {
                    return RowKind::Pupil;
                }
                let folded = fold(text);
                if begins_list(&folded) && cells(row) <= NOTE_CELLS {
                    return RowKind::List;
                }
                match HeaderRow::judge(columns, row, column, setting) {
                    HeaderRow::Differs => return RowKind::Header,
                    HeaderRow::Repeats => return RowKind::NotData,
                    HeaderRow::No => {}
                }
                if self.says_footer(column, &folded) || is_full_mark_row(row) {
                    return RowKind::NotData;
                }
                let is_id = columns.id == Some(column) && columns.ids.holds(text);
                // A pupil of whom the sheet says nothing else was absent.
                if !is_id && is_uniform(row) {
                    return RowKind::NotData;
                }
                self.pupil_text.clear();
                self.pupil_text.push_str(text);
                RowKind::Pupil
            }
            _ => Self::without_identity(columns, row),
        }
    }

    fn without_identity(columns: &ScoreColumns, row: &dyn Row) -> RowKind {
        let first = (0..row.width()).map(|column| row.cell(column)).find(|cell| !cell.is_empty());
        let first = fold(&first.map(Cell::shown).unwrap_or_default());
        if begins_list(&first) && cells(row) <= NOTE_CELLS {
            return RowKind::List;
        }
        let is_header = HeaderRow::without_identity(columns, row) != HeaderRow::No;
        let is_footer = FOOTERS.iter().any(|word| first.contains(word)) || is_label(&first);
        let is_full = |(column, full): &(usize, f64)| full_mark_cell(row.cell(*column)) == Some(*full);
        let is_full = !columns.full_marks.is_empty() && columns.full_marks.iter().all(is_full);
        if is_full || is_header || is_footer || is_full_mark_row(row) || is_uniform(row) {
            return RowKind::NotData;
        }
        RowKind::Pupil
    }

    /// Whether a row that is of no pupil sums up others: `一中 | 平均分`.
    pub(crate) fn is_summary(&self, row: &dyn Row) -> bool {
        let says = |column: usize, text: &str| self.says_footer(column, text) || is_statistic(text);
        self.identity.iter().any(|column| matches!(row.cell(*column), Cell::Text(text) if says(*column, &fold(text))))
    }

    /// Whether a folded text in a column begins a line below the rows; 金合计 is the name of a pupil.
    fn says_footer(&self, column: usize, folded: &str) -> bool {
        let begins = || FOOTERS.iter().any(|word| folded.starts_with(word));
        is_footer(folded) && !(self.name == Some(column) && may_be_name(folded) && !begins())
    }

    /// Whether what stands where others have their name is none: 参考12人, 全班, 九（1）班, 实验中学平均.
    pub(crate) fn is_of_group(columns: &ScoreColumns, row: &dyn Row) -> bool {
        const GROUPS: [&str; 8] = ["全班", "全校", "全年级", "全级", "全区", "全县", "本班", "本校"];
        if Self::is_labelled_place(columns, row) {
            return true;
        }
        let Some(Cell::Text(name)) = columns.name.map(|column| row.cell(column)) else { return false };
        let folded = fold(name);
        is_label(&folded)
            || GROUPS.iter().any(|group| folded.starts_with(group))
            || folded.ends_with('班') && class_in(name).is_some()
    }

    /// Whether the row of a statistic by its name is of a pupil whose name that is: 方差 of a school and class, with a mark in
    /// every subject and a total that is their sum. A mean may come to that too, and what is added up does.
    pub(crate) fn is_named_so(columns: &ScoreColumns, row: &dyn Row) -> bool {
        /// Of fewer marks the sum may be one by chance.
        const FEWEST: usize = 3;
        let Some(Cell::Text(name)) = columns.name.map(|column| row.cell(column)) else { return false };
        let place = [columns.school.or(columns.code), columns.class];
        let is_placed = place.into_iter().flatten().all(|column| {
            matches!(row.cell(column), Cell::Text(text) if !is_statistic(&fold(text)) && !is_footer(&fold(text)))
                || matches!(row.cell(column), Cell::Number(_))
        });
        let subjects: Vec<Cell<'_>> = columns.subjects.iter().flatten().map(|column| row.cell(*column)).collect();
        let sum: Option<f64> = subjects.iter().map(|cell| number(*cell)).sum();
        let total = columns.total.raw.and_then(|column| number(row.cell(column)));
        let is_sum = sum.zip(total).is_some_and(|(sum, total)| (sum - total).abs() < 1e-6);
        place.iter().any(Option::is_some)
            && is_placed
            && subjects.len() >= FEWEST
            && is_sum
            && may_be_called(&fold(name))
    }

    /// Whether a row bears the name of a statistic where the identifier or the name of a pupil should be.
    pub(crate) fn is_statistic(&self, columns: &ScoreColumns, row: &dyn Row) -> bool {
        if columns.id.is_some() && Self::is_labelled(columns, row) {
            return true;
        }
        let Some(Cell::Text(id)) = columns.id.map(|column| row.cell(column)) else { return false };
        if is_band(id) && columns.ids.is_unlike(id) {
            return true;
        }
        // Nearly all identifiers are settled by this.
        if id.is_ascii() && has_digit(id) {
            return false;
        }
        names_statistic(&fold(id)) || columns.ids.is_unlike(id) && self.is_summary(row)
    }

    /// Whether a label stands where others have their school or class, and no name where they have theirs: 应考 | 45.
    fn is_labelled_place(columns: &ScoreColumns, row: &dyn Row) -> bool {
        let is_nameless = |column: usize| row.cell(column).is_empty() || number(row.cell(column)).is_some();
        // The whole of it: 进步小学, 优生班 and A类 are places.
        const LABELS: [&str; 27] = [
            "应考",
            "实考",
            "参考",
            "缺考",
            "到考",
            "应到",
            "实到",
            "参加考试",
            "人均",
            "平均",
            "均分",
            "平均分",
            "两率和",
            "三率和",
            "差值",
            "差距",
            "最高",
            "最低",
            "最高分",
            "最低分",
            "合格",
            "优秀",
            "良好",
            "及格",
            "不及格",
            "合计",
            "总计",
        ];
        let says =
            |column: usize| matches!(row.cell(column), Cell::Text(text) if LABELS.contains(&fold(text).as_str()));
        columns.is_named
            && columns.name.is_some_and(is_nameless)
            && [columns.school, columns.class].into_iter().flatten().any(says)
    }

    /// Whether a label stands where others have their name, and no class: 缺考 | 1. Beside an identifier it is of a pupil.
    fn is_labelled(columns: &ScoreColumns, row: &dyn Row) -> bool {
        if Self::is_labelled_place(columns, row) {
            return true;
        }
        let Some(Cell::Text(name)) = columns.name.map(|column| row.cell(column)) else { return false };
        let is_placed = columns.class.is_some_and(|column| !row.cell(column).is_empty());
        if is_placed {
            return false;
        }
        let folded = fold(name);
        let has_id = columns.id.is_some_and(|column| match row.cell(column) {
            Cell::Text(id) => columns.ids.holds(id) && (id.len() >= LONG_ID || status_word(&folded).is_some()),
            Cell::Number(id) => id >= SHORTEST_NUMBER,
            _ => false,
        });
        is_label(&folded) && !has_id
    }

    /// Whether a row without an identifier, which says school and class, counts by its name: that of a pupil who came late
    /// and has none yet.
    pub(crate) fn counts_by_name(&self, columns: &ScoreColumns, row: &dyn Row) -> bool {
        lacks_id(columns.id.map_or(Cell::Empty, |column| row.cell(column)))
            && Self::names_pupil(columns, row)
            && !self.is_of_nobody(columns, row)
    }

    /// Whether a row that has marks says a name of a pupil where others have theirs.
    pub(crate) fn names_pupil(columns: &ScoreColumns, row: &dyn Row) -> bool {
        /// A longer text is a note.
        const LONGEST: usize = 20;
        let Some(Cell::Text(name)) = columns.name.map(|column| row.cell(column)) else { return false };
        let is_name = |c: char| c.is_alphabetic() || c.is_whitespace() || "·.•-()（）".contains(c);
        let folded = fold(name);
        // 张伟2 is the second of that name.
        let bare = folded.trim_end_matches(|c: char| c.is_ascii_digit());
        (2..=LONGEST).contains(&folded.chars().count())
            && !bare.is_empty()
            && bare.chars().all(is_name)
            && status_word(&folded).is_none()
            && columns.subjects.iter().flatten().any(|column| !row.cell(*column).is_empty())
    }

    /// Whether a row says nothing where others have their name, and the sheet tells pupils by their names alone.
    pub(crate) fn lacks_name(columns: &ScoreColumns, row: &dyn Row) -> bool {
        columns.id.is_none() && columns.is_named && columns.name.is_some_and(|column| row.cell(column).is_empty())
    }

    /// Whether a row is a summary, a note or of a group, whatever stands where pupils have their grade.
    pub(crate) fn is_of_nobody(&self, columns: &ScoreColumns, row: &dyn Row) -> bool {
        self.is_summary(row) || Self::is_note(columns, row) || Self::is_of_group(columns, row)
    }

    /// Whether a row of no pupil is a note: hardly any cells, and none of them a mark.
    pub(crate) fn is_note(columns: &ScoreColumns, row: &dyn Row) -> bool {
        let marked = columns.subjects.iter().flatten().any(|column| !row.cell(*column).is_empty());
        !marked && cells(row) <= NOTE_CELLS
    }
}

/// Whether a row says one thing in several cells: a title that is merged over columns.
pub(crate) fn is_merged_title(row: &dyn Row) -> bool {
    is_uniform(row) && cells(row) > 1
}

/// Whether a row says one thing: a title, perhaps merged over all columns.
fn is_uniform(row: &dyn Row) -> bool {
    let mut filled = (0..row.width()).map(|column| row.cell(column)).filter(|cell| !cell.is_empty());
    let first = filled.next();
    matches!(first, Some(Cell::Text(text)) if text.parse::<f64>().is_err()) && filled.all(|cell| Some(cell) == first)
}

/// Whether a row numbers the columns: 1, 2, 3 and so on in all cells.
fn counts_columns(row: &dyn Row) -> bool {
    /// Fewer may be a pupil of school 1 and class 2.
    const FEWEST: f64 = 5.0;
    let mut filled = (0..row.width()).map(|column| row.cell(column)).filter(|cell| !cell.is_empty());
    let mut expected = 0.0;
    let is_next = |cell: Cell<'_>| {
        expected += 1.0;
        number(cell) == Some(expected)
    };
    filled.all(is_next) && expected >= FEWEST
}

pub(crate) fn cells(row: &dyn Row) -> usize {
    (0..row.width()).filter(|column| !row.cell(*column).is_empty()).count()
}

/// Whether a folded text begins a line below the rows. 平均路小学 and 小计班 are places.
pub(crate) fn is_footer(folded: &str) -> bool {
    /// A longer text is a note.
    const LONGEST_CLASS: usize = 4;
    let is_class = || folded.ends_with('班') && folded.chars().count() <= LONGEST_CLASS;
    let is_place = || is_class() || school_in(folded).is_some_and(|school| school == folded);
    says_footer(folded) && !is_place()
}

fn says_footer(folded: &str) -> bool {
    FOOTERS.iter().any(|word| if word.is_ascii() { folded == *word } else { folded.starts_with(word) })
        || STRONG_FOOTERS.iter().any(|word| folded.contains(word))
}

/// The identifier of a row, or why there is none.
pub(crate) fn identify<'s>(cell: Cell<'s>, scratch: &'s mut String) -> Result<&'s str, ProblemKind> {
    match cell {
        Cell::Empty => Err(ProblemKind::NoPupilId),
        Cell::Number(value) if value.abs() >= IMPRECISE && !keeps_digits(value) => Err(ProblemKind::IdLostDigits),
        Cell::Number(_) | Cell::Date(_) => Ok(cell.show(scratch)),
        Cell::Text(text) => {
            let text = text.trim_start_matches(['\'', '‘', '’', '`']);
            let has_exponent = text.contains('+') && (text.contains("E+") || text.contains("e+"));
            if has_exponent && text.parse::<f64>().is_ok() {
                return Err(ProblemKind::IdLostDigits);
            }
            let text = if text.bytes().all(|byte| byte.is_ascii_graphic()) {
                text
            } else {
                scratch.clear();
                scratch.extend(
                    text.chars().map(half_width).filter(|c| !c.is_whitespace() && !c.is_control() && !is_invisible(*c)),
                );
                scratch.as_str()
            };
            if text.starts_with('=') || matches!(text, "" | "-" | "--" | "—" | "/" | "无") {
                return Err(ProblemKind::NoPupilId);
            }
            Ok(whole(text))
        }
    }
}

/// Whether a cell says that there is no identifier yet: blank, 无, 正在办理. Other words are of rows of something else.
fn lacks_id(cell: Cell<'_>) -> bool {
    const WORDS: &str = "无未待正办补缺没暂空";
    match cell {
        Cell::Empty => true,
        Cell::Text(text) => {
            let folded = fold(text);
            is_dash(cell) || !has_digit(&folded) && folded.contains(|c| WORDS.contains(c))
        }
        _ => false,
    }
}

/// Whether a number of sixteen digits has all of them: spreadsheets that cut a number write zeros from the sixteenth on.
pub(crate) fn keeps_digits(value: f64) -> bool {
    is_exact(value) && value % 10.0 != 0.0
}

/// Whether a number is whole and small enough to be no other one.
pub(crate) fn is_exact(value: f64) -> bool {
    /// 2^53
    const EXACT: f64 = 9_007_199_254_740_992.0;
    value.abs() < EXACT && value.fract() == 0.0
}

/// The identifier of a row; `None` if there is none, or if a spreadsheet has cut its digits.
pub(crate) fn identifier<'s>(cell: Cell<'s>, scratch: &'s mut String) -> Option<&'s str> {
    identify(cell, scratch).ok()
}

/// Genders by code, from 1.
pub(crate) const GENDERS: [&str; 2] = ["男", "女"];

/// The code of a gender; 0 for what says none. 1 and 2 are the codes of GB/T 2261.1.
pub(crate) fn gender(cell: Cell<'_>) -> u8 {
    match cell {
        Cell::Text("男") => 1,
        Cell::Text("女") => 2,
        Cell::Number(1.0) => 1,
        Cell::Number(2.0) => 2,
        Cell::Text(text) => match fold(text).as_str() {
            "1" | "男" | "男生" | "男性" | "m" | "male" | "boy" => 1,
            "2" | "女" | "女生" | "女性" | "f" | "female" | "girl" => 2,
            _ => 0,
        },
        _ => 0,
    }
}

/// A program that kept numbers as floats writes 20250001 as `20250001.0`.
pub(crate) fn whole(text: &str) -> &str {
    match text.strip_suffix(".0") {
        Some(digits) if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => digits,
        _ => text,
    }
}

/// The cells that say who a row is of, without the name; identifiers are covered where `conceals`.
pub(crate) fn identity_text(columns: &ScoreColumns, row: &dyn Row, conceals: bool) -> String {
    let place = [columns.county, columns.code, columns.school, columns.class];
    let mut texts: Vec<String> = place.into_iter().flatten().map(|column| row.cell(column).shown()).collect();
    texts.extend(columns.id.map(|column| cover(&row.cell(column).shown(), conceals).into_owned()));
    filled(&texts.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The texts that are not empty, side by side.
pub(crate) fn filled(texts: &[&str]) -> String {
    texts.iter().filter(|text| !text.is_empty()).copied().collect::<Vec<_>>().join(" | ")
}

/// What a mark may be, in no language.
pub(crate) fn expected(paper: Paper, kind: ProblemKind) -> String {
    let mark = |ticks: i32| mark_text(i64::from(ticks), paper.decimals);
    let range = format!("{}..{}", mark(paper.min), mark(paper.full));
    if kind == ProblemKind::MarkTooFine { format!("{range}, {}", mark(1)) } else { range }
}
