//! One row of a score sheet: is it a pupil, and which one?

use wutong_model::{ProblemKind, mark_text};

use crate::alias::{FOOTERS, OTHER_HEADERS, SUBJECT_SUFFIXES};
use crate::cell::{Cell, Row, fold, half_width};
use crate::error::IngestError;
use crate::header::ScoreColumns;
use crate::mark::Paper;

/// Numbers from here on have lost digits in a spreadsheet, which keeps fifteen.
const IMPRECISE: f64 = 1e15;

/// What is remembered from row to row of a sheet.
#[derive(Default)]
pub(crate) struct RowReader {
    pub(crate) columns: ScoreColumns,
    /// Columns that say who a row is of, from left to right.
    pub(crate) identity: Vec<usize>,
    /// The last text of the first of them that belonged to a pupil.
    pub(crate) pupil_text: String,
    pub(crate) scratch: [String; 5],
    pub(crate) rejection: Option<IngestError>,
}

impl RowReader {
    /// Whether the row is a repeated header or one of the lines below the pupils.
    pub(crate) fn is_not_data(&mut self, row: &dyn Row) -> bool {
        let first = self.identity.iter().map(|column| (*column, row.cell(*column))).find(|(_, cell)| !cell.is_empty());
        match first {
            Some((_, Cell::Number(_) | Cell::Date(_))) => false,
            Some((column, Cell::Text(text))) => {
                if text == self.pupil_text || text.as_bytes()[0].is_ascii_digit() {
                    return false;
                }
                let folded = fold(text);
                if text == self.columns.headers[column] || is_footer(&folded) {
                    return true;
                }
                self.pupil_text.clear();
                self.pupil_text.push_str(text);
                false
            }
            _ => {
                let mut cells = (0..row.width()).map(|column| row.cell(column)).filter(|cell| !cell.is_empty());
                let first = fold(&cells.next().map(Cell::shown).unwrap_or_default());
                // The second line of a header of two lines: `分数 校次 班次` below each subject.
                let is_header = |folded: &str| OTHER_HEADERS.contains(&folded) || SUBJECT_SUFFIXES.contains(&folded);
                FOOTERS.iter().any(|word| first.contains(word))
                    || is_header(&first) && cells.all(|cell| is_header(&fold(&cell.shown())))
            }
        }
    }
}

/// Whether a row that is of no pupil sums up others: `一中 | 平均分`.
pub(crate) fn is_summary(row: &dyn Row, identity: &[usize]) -> bool {
    identity.iter().any(|column| matches!(row.cell(*column), Cell::Text(text) if is_footer(&fold(text))))
}

/// Whether a folded text begins a line below the rows.
pub(crate) fn is_footer(folded: &str) -> bool {
    FOOTERS.iter().any(|word| if word.is_ascii() { folded == *word } else { folded.starts_with(word) })
}

/// The identifier of a row; `None` if there is none, or if a spreadsheet has cut its digits.
pub(crate) fn identifier<'s>(cell: Cell<'s>, scratch: &'s mut String) -> Option<&'s str> {
    match cell {
        Cell::Empty => None,
        Cell::Number(value) if value.abs() >= IMPRECISE => None,
        Cell::Number(_) | Cell::Date(_) => Some(cell.show(scratch)),
        Cell::Text(text) => {
            let text = text.trim_start_matches(['\'', '‘', '’']);
            let cut = text.contains(['E', 'e']) && text.contains("E+") && text.parse::<f64>().is_ok();
            let text = if text.is_ascii() {
                text
            } else {
                scratch.clear();
                scratch.extend(text.chars().map(half_width));
                scratch.trim()
            };
            (!cut && !matches!(text, "" | "-" | "--" | "—" | "/" | "无")).then_some(text)
        }
    }
}

/// The cells that say who a row is of, without the name.
pub(crate) fn identity_text(columns: &ScoreColumns, row: &dyn Row) -> String {
    let texts = [columns.county, columns.code, columns.school, columns.class, columns.id]
        .into_iter()
        .flatten()
        .map(|column| row.cell(column).shown())
        .filter(|text| !text.is_empty());
    texts.collect::<Vec<_>>().join(" | ")
}

/// What a mark may be, in no language.
pub(crate) fn expected(paper: Paper, kind: ProblemKind) -> String {
    let mark = |ticks: i32| mark_text(i64::from(ticks), paper.decimals);
    let range = format!("{}..{}", mark(paper.min), mark(paper.full));
    if kind == ProblemKind::MarkTooFine { format!("{range}, {}", mark(1)) } else { range }
}
