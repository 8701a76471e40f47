//! A cell as a mark in ticks, or as the reason why there is none.

use wutong_model::{ProblemKind, Status, SubjectColumn};

use crate::cell::{Cell, Row, Word, fold, half_width, is_invisible};
use crate::staging::BLANK;

/// The paper a mark is read for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paper {
    /// Decimals of a tick.
    pub(crate) decimals: u8,
    /// Lowest mark in ticks.
    pub(crate) min: i32,
    /// Full mark in ticks.
    pub(crate) full: i32,
}

/// A mark, or the status that stands in its place.
pub(crate) type Reading = Result<(i32, Status), ProblemKind>;

/// Numbers of a column, and the positions of those that are not there.
pub(crate) type Numbers<'n> = (&'n [f64], Vec<usize>);

/// Numbers closer to a tick than this are the tick.
const CLOSE: f64 = 1e-6;
/// Ticks a point, by decimals.
const SCALES: [f64; 4] = [1.0, 10.0, 100.0, 1000.0];
/// More digits than this are no mark.
const MAX_DIGITS: usize = 15;

impl Paper {
    /// Reads a cell.
    pub(crate) fn read(self, cell: Cell<'_>) -> Reading {
        match cell {
            Cell::Empty => Ok((0, Status::Absent)),
            Cell::Number(value) => self.number(value),
            Cell::Date(_) => Err(ProblemKind::DateNotMark),
            Cell::Text(text) => {
                match Word::of(text.as_bytes())
                    .and_then(|word| short(word, self.decimals))
                    .filter(|ticks| (self.min..=self.full).contains(ticks))
                {
                    Some(ticks) => Ok((ticks, Status::Present)),
                    None => self.text(text),
                }
            }
        }
    }

    /// The paper of marks made from those of this one: nothing is known of their full mark.
    pub(crate) fn unbounded(self) -> Self {
        Self { full: i32::MAX, ..self }
    }

    /// Reads a cell that holds a number within the marks of the paper, or nothing; everything else is left to others.
    pub(crate) fn plain(self, cell: Cell<'_>) -> Option<(i32, Status)> {
        let ticks = match cell {
            Cell::Empty => return Some((BLANK, Status::Absent)),
            Cell::Text(text) => short(Word::of(text.as_bytes())?, self.decimals)?,
            Cell::Number(value) => {
                let scaled = value * SCALES.get(usize::from(self.decimals))?;
                #[expect(clippy::cast_possible_truncation, reason = "out of range it differs from the number")]
                let ticks = (scaled + 0.5) as i32;
                ((scaled - f64::from(ticks)).abs() < CLOSE).then_some(ticks)?
            }
            Cell::Date(_) => return None,
        };
        (self.min..=self.full).contains(&ticks).then_some((ticks, Status::Present))
    }

    /// As [`Self::plain`], of a row's cell.
    #[inline]
    pub(crate) fn plain_in(self, row: &impl Row, column: usize) -> Option<(i32, Status)> {
        match row.word(column).and_then(|word| short(word, self.decimals)) {
            Some(ticks) => (self.min..=self.full).contains(&ticks).then_some((ticks, Status::Present)),
            None => self.plain(row.cell(column)),
        }
    }

    /// Appends numbers of a column that are all marks of the paper, or nothing; `false` if one of them is neither, and
    /// none is appended.
    pub(crate) fn numbers(self, (numbers, blanks): Numbers<'_>, marks: &mut SubjectColumn) -> bool {
        /// No mark: above every full mark.
        const NONE: i32 = i32::MAX;
        /// 1.5 * 2^52: in the sum with a number that is a mark, the last 32 bits are the nearest whole number.
        const WHOLE: f64 = 6_755_399_441_055_744.0;
        let Some(scale) = SCALES.get(usize::from(self.decimals)).copied().filter(|_| self.full < NONE) else {
            return false;
        };
        let (start, rows) = (marks.ticks.len(), marks.status.len());
        let (min, full) = (f64::from(self.min) - 0.5, f64::from(self.full) + 0.5);
        // Without branches and conversions, so that several numbers are looked at at once.
        marks.ticks.extend(numbers.iter().map(|value| {
            let scaled = value * scale;
            let sum = scaled + WHOLE;
            let is_mark = (min < scaled) & (scaled < full) & ((sum - WHOLE - scaled).abs() < CLOSE);
            #[expect(clippy::cast_possible_truncation, reason = "the last bits are wanted")]
            let tick = sum.to_bits() as i32;
            if is_mark { tick } else { NONE }
        }));
        marks.status.resize(rows + numbers.len(), Status::Present);
        for blank in blanks {
            (marks.ticks[start + blank], marks.status[rows + blank]) = (BLANK, Status::Absent);
        }
        let are_marks = marks.ticks[start..].iter().fold(true, |all, tick| all & (*tick != NONE));
        if !are_marks {
            marks.ticks.truncate(start);
            marks.status.truncate(rows);
        }
        are_marks
    }

    fn text(self, text: &str) -> Reading {
        match decimal(text.as_bytes(), self.decimals) {
            Some(parsed) => self.within(parsed),
            None => self.dirty(text),
        }
    }

    fn number(self, value: f64) -> Reading {
        let scaled = value * 10f64.powi(i32::from(self.decimals));
        let whole = scaled.round();
        if whole.abs() >= 1e15 {
            return Err(if value < 0.0 { ProblemKind::MarkBelowMinimum } else { ProblemKind::MarkAboveFull });
        }
        if (scaled - whole).abs() >= CLOSE {
            return Err(self.outside(scaled).unwrap_or(ProblemKind::MarkTooFine));
        }
        #[expect(clippy::cast_possible_truncation, reason = "a whole number below 1e15")]
        self.within(Parsed::Ticks(whole as i64))
    }

    fn outside(self, scaled: f64) -> Option<ProblemKind> {
        if scaled > f64::from(self.full) {
            Some(ProblemKind::MarkAboveFull)
        } else if scaled < f64::from(self.min) {
            Some(ProblemKind::MarkBelowMinimum)
        } else {
            None
        }
    }

    fn within(self, parsed: Parsed) -> Reading {
        match parsed {
            Parsed::TooFine(ticks) if ticks >= i64::from(self.full) => Err(ProblemKind::MarkAboveFull),
            Parsed::TooFine(ticks) if ticks < i64::from(self.min) => Err(ProblemKind::MarkBelowMinimum),
            Parsed::TooFine(_) => Err(ProblemKind::MarkTooFine),
            Parsed::Ticks(ticks) if ticks > i64::from(self.full) => Err(ProblemKind::MarkAboveFull),
            Parsed::Ticks(ticks) if ticks < i64::from(self.min) => {
                // Several platforms write -1 for a pupil who did not sit.
                if ticks == -10i64.pow(u32::from(self.decimals)) {
                    Ok((0, Status::Absent))
                } else {
                    Err(ProblemKind::MarkBelowMinimum)
                }
            }
            Parsed::Ticks(ticks) => Ok((i32::try_from(ticks).expect("between two i32"), Status::Present)),
        }
    }

    /// The mark before the full mark of the paper: 85/120. Out of another one it is none of this paper.
    fn before_full(self, bare: &str) -> Option<&str> {
        let (mark, full) = out_of(bare)?;
        let is_full = || matches!(decimal(full.as_bytes(), self.decimals), Some(Parsed::Ticks(full)) if full == i64::from(self.full));
        (self.full == i32::MAX || is_full()).then_some(mark)
    }

    fn dirty(self, text: &str) -> Reading {
        let folded = fold(text);
        if let Some(status) = status_of(&folded) {
            return Ok((0, status));
        }
        if is_zero(&folded) {
            return self.within(Parsed::Ticks(0));
        }
        // Blanks between digits are not taken out: `8 5` may be two marks.
        let wide: String = text.chars().filter(|c| !is_invisible(*c)).map(half_width).collect();
        let bare = wide.trim().trim_start_matches(['\'', '‘', '’', '`']).trim_end_matches('\'');
        let bare = bare.strip_suffix('分').unwrap_or(bare).trim();
        let bare = self.before_full(bare).unwrap_or(bare);
        match decimal(bare.as_bytes(), self.decimals) {
            Some(parsed) => self.within(parsed),
            // A program that kept marks as floats writes 85.3 as 85.30000000000001.
            None => match bare.parse::<f64>() {
                Ok(value) if bare.len() > MAX_DIGITS && bare.contains('.') && value.is_finite() => self.number(value),
                _ if looks_like_date(bare) => Err(ProblemKind::DateNotMark),
                _ => Err(ProblemKind::NotAMark),
            },
        }
    }
}

/// `85/120` as the mark and what it is out of; `None` for anything else.
pub(crate) fn out_of(text: &str) -> Option<(&str, &str)> {
    let (mark, full) = text.split_once('/')?;
    let (mark, full) = (mark.trim(), full.trim());
    let value = |text: &str| text.parse::<f64>().ok().filter(|_| decimal(text.as_bytes(), 0).is_some());
    let (value, of) = (value(mark)?, value(full)?);
    (value >= 0.0 && value <= of && of >= 10.0).then_some((mark, full))
}

/// `8月5日`, `2025-08-05`, `2025/8/5`, `5-Aug`.
fn looks_like_date(text: &str) -> bool {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let chinese = text.ends_with('日') && text.contains('月');
    let parts: Vec<&str> = text.split(['-', '/', ' ']).collect();
    let digits = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let month = |part: &&str| part.get(..3).is_some_and(|start| MONTHS.contains(&start.to_lowercase().as_str()));
    chinese
        || parts.len() == 3 && parts.iter().all(digits)
        || parts.len() >= 2 && parts.iter().any(month) && parts.iter().any(digits)
}

/// A decimal number in ticks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parsed {
    /// Its ticks.
    Ticks(i64),
    /// Its ticks rounded down; it has a digit beyond the decimals.
    TooFine(i64),
}

/// Ticks of `85` or `85.5`: up to six digits, at most as many after the point as the paper has. Nearly all marks are
/// such; everything else takes the longer way, which would read these to the same result.
///
/// All digits at once, and without a branch for how many there are, which no processor can foresee.
#[inline]
fn short(Word { bytes, length }: Word, decimals: u8) -> Option<i32> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const LOW: u64 = 0x7f * ONES;
    if !(1..8).contains(&length) {
        return None;
    }
    // The high bit of every byte that is a point, and of the one behind the last.
    let points = bytes ^ (ONES * b'.' as u64);
    let points = !(((points & LOW) + LOW) | points | LOW) | 0x80 << (8 * length) | 1 << 63;
    let at = (points.trailing_zeros() / 8) as usize;
    let (n, after) = (length - usize::from(at < length), length.saturating_sub(at + 1));
    if !(1..=6).contains(&n) {
        return None;
    }
    let before = (1 << (8 * at)) - 1;
    // Without the point, and behind as many zeros as there are bytes left.
    let aside = 8 * (8 - n);
    let digits = ((bytes & before) | (bytes >> 8 & !before)) << aside ^ (ONES * b'0' as u64) << aside;
    // Six more than nine does not fit into half a byte.
    if (digits | digits.wrapping_add(6 * ONES)) & (0xf0 * ONES) != 0 {
        return None;
    }
    let scale = [1, 10, 100, 1000].get(usize::from(decimals).checked_sub(after)?)?;
    let pairs = (digits * 10 + (digits >> 8)) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs * 100 + (pairs >> 16)) & 0x0000_ffff_0000_ffff;
    let whole = (fours * 10_000 + (fours >> 32)) & 0xffff_ffff;
    i32::try_from(whole).ok().map(|whole| whole * scale)
}

/// Reads digits with at most one point and a sign; `None` if it is anything else.
pub(crate) fn decimal(text: &[u8], decimals: u8) -> Option<Parsed> {
    let (negative, text) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    let (mut ticks, mut digits, mut missing, mut point, mut fine) = (0i64, 0usize, decimals, false, false);
    for &byte in text {
        match byte {
            b'0'..=b'9' => {
                digits += 1;
                if point && missing == 0 {
                    fine |= byte != b'0';
                    continue;
                }
                missing -= u8::from(point);
                ticks = ticks.checked_mul(10)?.checked_add(i64::from(byte - b'0'))?;
            }
            b'.' if !point => point = true,
            _ => return None,
        }
    }
    if digits == 0 || digits > MAX_DIGITS {
        return None;
    }
    let ticks = ticks.checked_mul(10i64.pow(u32::from(missing)))?;
    let ticks = if negative { -ticks - i64::from(fine) } else { ticks };
    Some(if fine { Parsed::TooFine(ticks) } else { Parsed::Ticks(ticks) })
}

/// Whether a folded word is a mark of zero: 零分.
pub(crate) fn is_zero(folded: &str) -> bool {
    matches!(folded, "零" | "零分")
}

/// The status that a folded text stands for: a word, perhaps with the reason in brackets behind it: 缺考(病).
pub(crate) fn status_of(folded: &str) -> Option<Status> {
    let with_reason = || {
        // Of these characters reasons are made, and hardly a name.
        const REASONS: &str = "病事公婚丧伤假请因住院身体原不适外出国已未到校医疗隔离休学手机";
        let (word, reason) = folded.strip_suffix(')')?.split_once('(')?;
        status_word(word).filter(|_| word.len() > 1 && reason.chars().all(|c| REASONS.contains(c)))
    };
    // 缺考0, 0(缺考), 0分(缺): of words that name a status, and not of signs.
    let beside_zero = || {
        let is_edge = |c: char| "0.分/()|、,:-+".contains(c);
        let word = folded.trim_matches(is_edge);
        let has_zero = folded.contains('0') && !folded.contains(|c: char| ('1'..='9').contains(&c));
        status_word(word).filter(|_| has_zero && !word.is_ascii() && word.chars().all(char::is_alphabetic))
    };
    status_word(folded).or_else(with_reason).or_else(beside_zero)
}

/// The status in brackets behind a name: 张三（缺考）.
pub(crate) fn beside_name(cell: Cell<'_>) -> Option<Status> {
    let Cell::Text(text) = cell else { return None };
    if !text.trim_end().ends_with([')', '）']) {
        return None;
    }
    let folded = fold(text);
    let (name, word) = folded.strip_suffix(')')?.rsplit_once('(')?;
    status_word(word).filter(|_| !name.is_empty() && !word.is_ascii())
}

/// Whether a cell holds a dash or the like: absent in one table, not chosen in another.
pub(crate) fn is_dash(cell: Cell<'_>) -> bool {
    matches!(cell, Cell::Text(text) if matches!(fold(text).as_str(), "-" | "--" | "---" | "—" | "——" | "–" | "−" | "/" | "\\" | "*"))
}

/// The status that a folded word stands for.
///
/// 未扫描 and 未交 are what marking platforms write for a pupil of whom no script came in, which is nearly always one
/// who did not sit; 缺卷 says that there was a script.
pub(crate) fn status_word(folded: &str) -> Option<Status> {
    let bare = folded.trim_start_matches(['(', '[', '【']).trim_end_matches([')', ']', '】', '。', '.', '!', '！']);
    Some(match if bare.is_empty() { folded } else { bare } {
        "缺考" | "缺试" | "缺勤" | "弃权" | "没考" | "没来" | "未来" | "未到" | "未到考" | "缺" | "未考" | "未参考"
        | "未参加" | "缺席" | "旷考" | "弃考" | "空" | "无" | "未扫描" | "未扫" | "未交" | "未交卷" | "无成绩"
        | "q" | "absent" | "abs" | "missing" | "na" | "n/a" | "nan" | "null" | "none" | "-" | "--" | "---" | "—"
        | "——" | "–" | "−" | "/" | "\\" | "*" => Status::Absent,
        "缺卷" | "丢卷" | "漏扫" | "无卷" | "lost" => Status::Lost,
        "免考" | "免修" | "免" | "免测" | "免试" | "exempt" | "excused" => Status::Exempt,
        "缓考" | "缓" | "deferred" => Status::Deferred,
        "违纪" | "作弊" | "取消成绩" | "成绩取消" | "取消" | "违规" | "violation" | "cheating" | "cancelled" => {
            Status::Violation
        }
        "转学" | "转出" | "休学" | "退学" | "借出" | "已转" | "已转出" | "withdrawn" | "transferred" => {
            Status::Withdrawn
        }
        "未选" | "不选" | "未选考" | "不选考" | "not_taken" | "nottaken" => Status::NotTaken,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAPER: Paper = Paper { decimals: 1, min: 0, full: 1200 };

    fn check(text: &str, expected: Reading) {
        assert_eq!(PAPER.read(Cell::text(text)), expected, "{text:?}");
    }

    #[test]
    fn texts() {
        for (text, ticks) in [
            ("85", 850),
            ("85.5", 855),
            ("85.50", 855),
            ("85.", 850),
            (".5", 5),
            ("0", 0),
            ("０", 0),
            ("８５．５", 855),
            (" 85 ", 850),
            ("85 分", 850),
            ("85分", 850),
            ("'85", 850),
            ("’85.5", 855),
            ("120", 1200),
            ("+3", 30),
            ("085", 850),
            ("-0", 0),
            ("零分", 0),
            ("85\u{200b}", 850),
            ("8\u{2060}5.5", 855),
            ("85.5/120", 855),
            ("85 / 120分", 850),
            ("０／１２０", 0),
        ] {
            check(text, Ok((ticks, Status::Present)));
        }
        check("85.55", Err(ProblemKind::MarkTooFine));
        check("120.5", Err(ProblemKind::MarkAboveFull));
        check("-2", Err(ProblemKind::MarkBelowMinimum));
        check("-0.04", Err(ProblemKind::MarkBelowMinimum));
        for text in ["8月5日", "2025-08-05", "2025/8/5", "5-Aug"] {
            check(text, Err(ProblemKind::DateNotMark));
        }
        for text in
            ["1O5", "85a", "八十五", "1.2.3", ".", "1e2", "8 5", "85,5", "85/100", "130/120", "99999999999999999999"]
        {
            check(text, Err(ProblemKind::NotAMark));
        }
    }

    #[test]
    fn reasons_in_brackets_leave_a_status_what_it_is() {
        check("缺考（病）", Ok((0, Status::Absent)));
        check("缺考(请假)", Ok((0, Status::Absent)));
        check("违纪（手机）", Ok((0, Status::Violation)));
        check("（缺考）", Ok((0, Status::Absent)));
        check("缺考(张三)", Err(ProblemKind::NotAMark));
        check("缺考(85)", Err(ProblemKind::NotAMark));
        check("八十(五)", Err(ProblemKind::NotAMark));
    }

    #[test]
    fn minus_one_is_absent_only_below_the_lowest_mark() {
        check("-1", Ok((0, Status::Absent)));
        assert_eq!(PAPER.read(Cell::Number(-1.0)), Ok((0, Status::Absent)));
        let with_penalty = Paper { min: -50, ..PAPER };
        assert_eq!(with_penalty.read(Cell::Text("-1")), Ok((-10, Status::Present)));
    }

    #[test]
    fn numbers() {
        for (value, expected) in [
            (85.5, Ok((855, Status::Present))),
            (0.1 + 0.2, Ok((3, Status::Present))),
            (85.55, Err(ProblemKind::MarkTooFine)),
            (150.0, Err(ProblemKind::MarkAboveFull)),
            (150.123, Err(ProblemKind::MarkAboveFull)),
            (1e300, Err(ProblemKind::MarkAboveFull)),
            (-3.0, Err(ProblemKind::MarkBelowMinimum)),
        ] {
            assert_eq!(PAPER.read(Cell::Number(value)), expected, "{value}");
        }
    }

    #[test]
    fn short_texts_are_what_they_are_digit_by_digit() {
        // Of every length, with every character at every place, and two of them points.
        let texts = (1..=9_usize).flat_map(|length| {
            let digits = &"907316482"[..length];
            let with = move |text: &str, at: usize, c: char| {
                text.char_indices().map(|(place, known)| if place == at { c } else { known }).collect::<String>()
            };
            let changed = move |at: usize| ".0- :/x;\0\u{7f}".chars().map(move |c| with(digits, at, c));
            let twice =
                move |text: String| [text.clone()].into_iter().chain((0..length).map(move |at| with(&text, at, '.')));
            (0..length).flat_map(changed).flat_map(twice).chain([digits.to_owned()])
        });
        for text in texts {
            for decimals in 0..=2 {
                let found = Word::of(text.as_bytes()).and_then(|word| short(word, decimals));
                let n = text.bytes().filter(u8::is_ascii_digit).count();
                let slow = decimal(text.as_bytes(), decimals).filter(|_| text.len() <= 7 && n <= 6);
                let after = text.rsplit_once('.').map_or(0, |(_, after)| after.len());
                match slow {
                    Some(Parsed::Ticks(ticks)) if after <= usize::from(decimals) && !text.starts_with('-') => {
                        assert_eq!(found.map(i64::from), Some(ticks), "{text:?} {decimals}");
                    }
                    _ => assert_eq!(found, None, "{text:?} {decimals}"),
                }
                let within = format!("9.{text}.987654");
                let part = Word::within(within.as_bytes(), 2..2 + text.len());
                assert_eq!(part.and_then(|word| short(word, decimals)), found, "{text:?} {decimals}");
            }
        }
        assert!(Word::within(b"85,90", 3..5).is_none(), "eight bytes are not there");
    }

    #[test]
    fn numbers_of_a_column_are_those_of_its_cells() {
        let papers = [PAPER, Paper { decimals: 2, min: -100, full: 15_000 }, Paper { decimals: 0, min: 0, full: 100 }];
        for paper in papers {
            for value in [0.0, -0.0, 85.0, 85.5, 0.1 + 0.2, 100.0, 120.0, 120.1, 150.0, 85.25, 85.555, -0.5, -1.0, -1.5]
                .into_iter()
                .chain([1e-9, 5e9, -5e9, 1e300, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 119.999_999_999])
            {
                let mut marks = SubjectColumn::default();
                let taken = paper.numbers((&[50.0, value, 0.0], vec![2]), &mut marks);
                match paper.read(Cell::number(value)) {
                    Ok((ticks, Status::Present)) => {
                        assert!(taken, "{value} {paper:?}");
                        assert_eq!((marks.ticks[1], marks.status[1]), (ticks, Status::Present), "{value} {paper:?}");
                        assert_eq!((marks.ticks[2], marks.status[2]), (BLANK, Status::Absent));
                    }
                    _ => assert!(!taken && marks.ticks.is_empty() && marks.status.is_empty(), "{value} {paper:?}"),
                }
            }
        }
    }

    #[test]
    fn statuses() {
        for (words, status) in [
            ("缺考 缺 Q - -- — / 弃考 空 absent NULL （缺考） ＮＡ 未扫描 未交", Status::Absent),
            ("缺卷 漏扫", Status::Lost),
            ("免考 免修", Status::Exempt),
            ("缓考", Status::Deferred),
            ("违纪 作弊 取消成绩", Status::Violation),
            ("转学 转出 休学 退学", Status::Withdrawn),
            ("未选 不选", Status::NotTaken),
        ] {
            for word in words.split(' ') {
                check(word, Ok((0, status)));
            }
        }
        check("", Ok((0, Status::Absent)));
    }
}
