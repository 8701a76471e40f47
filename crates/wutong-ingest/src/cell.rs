//! A cell, a row of cells, and the folding of text that stands in them.

use std::fmt::Write as _;
use std::ops::Range;

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Cell<'a> {
    /// Nothing, or blanks.
    Empty,
    /// Text, trimmed and not empty.
    Text(&'a str),
    /// A finite number.
    Number(f64),
    /// A date or time, as the serial number of its workbook.
    Date(f64),
}

impl<'a> Cell<'a> {
    /// A text cell; blanks at both ends do not count, nor does the dress of `="007"`, which keeps zeros in text files.
    #[inline]
    pub(crate) fn text(text: &'a str) -> Self {
        // Most cells begin and end with a letter or digit; blanks are looked for in the others only.
        if let ([first, ..], [.., last]) = (text.as_bytes(), text.as_bytes())
            && first.is_ascii_alphanumeric()
            && last.is_ascii_alphanumeric()
        {
            return Self::Text(text);
        }
        Self::dressed(text)
    }

    fn dressed(text: &'a str) -> Self {
        let text = without_zeros(text).trim_matches(|c: char| c.is_whitespace() || is_invisible(c));
        let text = match text.strip_prefix("=\"").and_then(|text| text.strip_suffix('"')) {
            Some(inner) if !inner.contains('"') => inner.trim(),
            _ => text,
        };
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// A number cell; what is not finite is empty.
    pub(crate) fn number(value: f64) -> Self {
        if value.is_finite() { Self::Number(value) } else { Self::Empty }
    }

    /// Whether there is nothing.
    pub(crate) fn is_empty(self) -> bool {
        self == Self::Empty
    }

    /// The text as a reader of the sheet sees it; numbers are written into `scratch`.
    pub(crate) fn show<'s>(self, scratch: &'s mut String) -> &'s str
    where
        'a: 's,
    {
        match self {
            Self::Empty => "",
            Self::Text(text) => text,
            Self::Number(value) => {
                scratch.clear();
                write!(scratch, "{}", value + 0.0).expect("writing to a string cannot fail");
                scratch
            }
            Self::Date(serial) => {
                scratch.clear();
                scratch.push_str(&date_text(serial));
                scratch
            }
        }
    }

    /// The same, owned.
    pub(crate) fn shown(self) -> String {
        self.show(&mut String::new()).to_owned()
    }
}

/// A merged range, counted from 0, ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Merge {
    /// First and last row.
    pub(crate) rows: (u32, u32),
    /// First and last column.
    pub(crate) columns: (u32, u32),
}

impl Merge {
    /// Whether it covers a column.
    pub(crate) fn covers(&self, column: usize) -> bool {
        (self.columns.0 as usize..=self.columns.1 as usize).contains(&column)
    }

    /// Whether it covers every row that another does.
    pub(crate) fn rows_hold(&self, other: &Self) -> bool {
        self.rows.0 <= other.rows.0 && other.rows.1 <= self.rows.1
    }
}

/// A text without the zeros that a computer which lost its power leaves at the end of a file.
fn without_zeros(text: &str) -> &str {
    /// Fewer of them are damage within the cell.
    const FEWEST: usize = 4;
    let bare = text.trim_end_matches('\0');
    if !bare.is_empty() && text.len() - bare.len() >= FEWEST { bare } else { text }
}

/// One to eight bytes in one number, of which the first byte is the lowest.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word {
    /// The bytes; what is behind them is zero.
    pub(crate) bytes: u64,
    /// How many they are.
    pub(crate) length: usize,
}

impl Word {
    /// A short text; `None` for any other.
    #[inline]
    pub(crate) fn of(text: &[u8]) -> Option<Self> {
        let length = text.len();
        let at = |position: usize| u64::from(text[position]) << (8 * position);
        let half =
            |from: usize| text.get(from..from + 4).map(|half| u32::from_le_bytes(half.try_into().expect("four")));
        // Of overlapping parts, instead of byte by byte.
        let bytes = match length {
            1..4 => at(0) | at(length / 2) | at(length - 1),
            4..=8 => u64::from(half(0)?) | u64::from(half(length - 4)?) << (8 * (length - 4)),
            _ => return None,
        };
        Some(Self { bytes, length })
    }

    /// A short part of a text; `None` for a longer one, and at the end of the text.
    #[inline]
    pub(crate) fn within(text: &[u8], part: Range<usize>) -> Option<Self> {
        let length = part.len();
        let bytes = u64::from_le_bytes(text.get(part.start..part.start + 8)?.try_into().expect("eight bytes"));
        let beyond = 8_usize.checked_sub(length).filter(|_| length > 0)?;
        Some(Self { bytes: bytes & (u64::MAX >> (8 * beyond)), length })
    }
}

/// A row of a sheet, whatever it was read from.
pub(crate) trait Row {
    /// Number of cells.
    fn width(&self) -> usize;
    /// A cell; empty beyond the end.
    fn cell(&self, column: usize) -> Cell<'_>;
    /// A short cell as it stands, where that is at hand; `None` leaves it to [`Row::cell`].
    #[inline]
    fn word(&self, _column: usize) -> Option<Word> {
        None
    }
    /// Whether cells are told apart by separators, so that a stray one moves all that follow.
    fn is_separated(&self) -> bool {
        false
    }
    /// The merged range that a cell belongs to: its value may be meant for another cell of it.
    fn merged(&self, _column: usize) -> Option<Merge> {
        None
    }
}

/// Whether no cell holds anything.
pub(crate) fn is_blank(row: &dyn Row) -> bool {
    (0..row.width()).all(|column| row.cell(column).is_empty())
}

/// A row that was kept back.
#[derive(Debug, Clone, Default)]
pub(crate) struct OwnedRow {
    /// Row number as a spreadsheet counts it.
    pub(crate) number: u32,
    is_separated: bool,
    cells: Vec<OwnedCell>,
    /// Columns in merged ranges.
    merged: Vec<(usize, Merge)>,
}

#[derive(Debug, Clone)]
enum OwnedCell {
    Empty,
    Text(String),
    Number(f64),
    Date(f64),
}

impl OwnedCell {
    fn of(cell: Cell<'_>) -> Self {
        match cell {
            Cell::Empty => Self::Empty,
            Cell::Text(text) => Self::Text(text.to_owned()),
            Cell::Number(value) => Self::Number(value),
            Cell::Date(serial) => Self::Date(serial),
        }
    }
}

impl OwnedRow {
    /// A copy of a row.
    pub(crate) fn copy(number: u32, row: &dyn Row) -> Self {
        let copy = |column| OwnedCell::of(row.cell(column));
        let merged = (0..row.width()).filter_map(|column| Some((column, row.merged(column)?))).collect();
        Self { number, is_separated: row.is_separated(), cells: (0..row.width()).map(copy).collect(), merged }
    }

    /// A row without cells.
    pub(crate) fn blank(number: u32) -> Self {
        Self { number, ..Self::default() }
    }

    /// Puts a cell into its place.
    pub(crate) fn put(&mut self, column: usize, cell: Cell<'_>) {
        if self.cells.len() <= column {
            self.cells.resize(column + 1, OwnedCell::Empty);
        }
        self.cells[column] = OwnedCell::of(cell);
    }

    /// Every cell as text.
    pub(crate) fn texts(&self) -> Vec<String> {
        (0..self.width()).map(|column| self.cell(column).shown()).collect()
    }
}

impl Row for OwnedRow {
    fn width(&self) -> usize {
        self.cells.len()
    }

    fn is_separated(&self) -> bool {
        self.is_separated
    }

    fn merged(&self, column: usize) -> Option<Merge> {
        self.merged.iter().find(|(of, _)| *of == column).map(|(_, merge)| *merge)
    }

    fn cell(&self, column: usize) -> Cell<'_> {
        match self.cells.get(column) {
            None | Some(OwnedCell::Empty) => Cell::Empty,
            Some(OwnedCell::Text(text)) => Cell::Text(text),
            Some(OwnedCell::Number(value)) => Cell::Number(*value),
            Some(OwnedCell::Date(serial)) => Cell::Date(*serial),
        }
    }
}

/// The day of a workbook's serial number as `2025-08-05`, without the time of day; a time alone as `10:30`.
///
/// Serial numbers count days from 1899-12-30, which holds from March 1900 on.
fn date_text(serial: f64) -> String {
    if (0.0..1.0).contains(&serial) {
        // A time of day alone.
        #[expect(clippy::cast_possible_truncation, reason = "a day has few minutes")]
        let minutes = (serial * 1440.0).round() as i64;
        return format!("{:02}:{:02}", minutes / 60, minutes % 60);
    }
    #[expect(clippy::cast_possible_truncation, reason = "clamped to the years that a spreadsheet knows")]
    let days = serial.clamp(0.0, 2_958_465.0).floor() as i64 - 25_569;
    // Days since 1970-01-01 to a date of the proleptic Gregorian calendar, by eras of 400 years.
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Full-width forms to half-width, without whitespace and characters that cannot be seen, in lower case.
pub(crate) fn fold(text: &str) -> String {
    if text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return text.to_ascii_lowercase();
    }
    text.chars()
        .filter(|c| !c.is_whitespace() && !is_invisible(*c))
        .map(|c| simplified(half_width(c)))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The simplified form of the characters that headers, statuses and school names share.
fn simplified(c: char) -> char {
    const TRADITIONAL: &str = "學號語數國級總績歷體選題試證縣區鄉鎮備註違紀轉師開實驗員會準編稱別籍聯類處業電腦樂術勞動訊導誠華東廣興義發長門馬龍麗湖萬靈雙橋園陽";
    const SIMPLIFIED: &str = "学号语数国级总绩历体选题试证县区乡镇备注违纪转师开实验员会准编称别籍联类处业电脑乐术劳动讯导诚华东广兴义发长门马龙丽湖万灵双桥园阳";
    if c < '\u{4e00}' {
        return c;
    }
    TRADITIONAL.chars().position(|known| known == c).and_then(|at| SIMPLIFIED.chars().nth(at)).unwrap_or(c)
}

/// Marks of bytes and of direction, joiners, soft hyphens: what web pages leave in a copied name.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{ad}')
}

/// Names of schools and classes as they are compared: folded, all kinds of brackets, dashes and zeros alike, without the
/// full stop that ends a sentence.
pub(crate) fn fold_name(text: &str) -> String {
    let alike = |c| match c {
        '〔' | '【' | '[' | '{' | '﹙' | '〈' | '《' => '(',
        '〕' | '】' | ']' | '}' | '﹚' | '〉' | '》' => ')',
        '\u{2010}'..='\u{2015}' | '−' | '﹣' | '~' | '～' => '-',
        '•' | '・' | '‧' | '∙' | '⋅' | '．' => '·',
        '〇' | '○' | '◯' => '零',
        other => other,
    };
    let mut folded = fold(text);
    if folded.chars().any(|c| alike(c) != c) {
        folded = folded.chars().map(alike).collect();
    }
    match folded.trim_end_matches(['.', '。', '·', ',', '、', ';', '；']).len() {
        0 => {}
        end => folded.truncate(end),
    }
    folded
}

/// The half-width form of a character.
pub(crate) fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    }
}

/// A cell as a spreadsheet names it: `E3`.
pub(crate) fn cell_name(column: usize, row: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).expect("below 26");
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect::<String>() + &row.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding() {
        assert_eq!(fold(" 数 学（满分１２０）\n"), "数学(满分120)");
        assert_eq!(fold_name("九【1】班"), fold_name("九（1） 班"));
        assert_eq!(fold("School_Name"), "school_name");
        assert_eq!(fold_name("二〇一\u{200b}中学—东校区。"), fold_name("二零一中学-东校区"));
        assert_eq!(fold_name("·"), "·");
        assert_eq!(fold_name("School_[A]~2."), "school_(a)-2");
        assert_eq!(fold(" B\t1\u{7f}"), "b1\u{7f}");
    }

    #[test]
    fn cells_have_spreadsheet_names() {
        for (column, name) in [(0, "A7"), (25, "Z7"), (26, "AA7"), (701, "ZZ7"), (702, "AAA7")] {
            assert_eq!(cell_name(column, 7), name);
        }
    }

    #[test]
    fn numbers_show_as_written() {
        assert_eq!(Cell::Number(20250001.0).shown(), "20250001");
        assert_eq!(Cell::Number(-0.0).shown(), "0");
        assert_eq!(Cell::Number(85.5).shown(), "85.5");
        assert_eq!(Cell::text(" =\"007\" "), Cell::Text("007"));
        assert_eq!(Cell::text("=\"\""), Cell::Empty);
        assert_eq!(Cell::text("85\0\0\0\0"), Cell::Text("85"));
        for (serial, text) in
            [(0.4375, "10:30"), (45_874.0, "2025-08-05"), (25_569.25, "1970-01-01"), (45_351.0, "2024-02-29")]
        {
            assert_eq!(Cell::Date(serial).shown(), text);
        }
    }
}
