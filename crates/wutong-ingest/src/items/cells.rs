//! A cell as a chosen option.

use wutong_model::{Options, ProblemKind};

use crate::cell::{Cell, fold};
use crate::mark::status_word;

/// The number of an item in a cell as it was written: spreadsheets take 1-10 for a day.
pub(crate) fn written(cell: Cell<'_>) -> String {
    let shown = cell.shown();
    match (cell, shown.split('-').collect::<Vec<_>>().as_slice()) {
        (Cell::Date(_), [_, month, day]) => {
            format!("{}-{}", month.trim_start_matches('0'), day.trim_start_matches('0'))
        }
        _ => shown,
    }
}

/// The options in a cell; `Ok(None)` for a word that stands for the whole paper, such as 缺考.
pub(crate) fn options(cell: Cell<'_>) -> Result<Option<Options>, ProblemKind> {
    let folded = fold(&cell.shown());
    match folded.as_str() {
        // `*` and `#` are several marks where one is allowed; the scanner does not say which.
        "*" | "#" | "**" | "##" | "多选" | "多涂" | "重涂" => return Ok(Some(Options::SEVERAL)),
        "" | "-" | "--" | "—" | "——" | "." | "_" | "空" | "空白" | "未选" | "未填" | "未涂" | "未作答" | "不选" =>
        {
            return Ok(Some(Options::NONE));
        }
        _ => {}
    }
    let letters: String = folded.chars().filter(|c| !matches!(c, ',' | '、' | ';' | '/' | '|' | '+' | '&')).collect();
    match Options::from_letters(&letters) {
        Some(options) if !options.is_empty() => Ok(Some(options)),
        _ if status_word(&folded).is_some() => Ok(None),
        _ => Err(ProblemKind::BadOption),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_as_scanners_write_them() {
        for (text, options) in
            [("A", "A"), ("ｂ", "B"), ("ACD", "ACD"), ("C、a", "AC"), ("A,C", "AC"), ("*", "*"), ("-", ""), ("", "")]
        {
            let found = self::options(Cell::text(text)).map(|found| found.map(|found| found.to_string()));
            assert_eq!(found, Ok(Some(options.to_owned())), "{text}");
        }
        assert_eq!(self::options(Cell::Text("缺考")), Ok(None));
        for text in ["H", "1", "对", "A?", ","] {
            assert_eq!(self::options(Cell::Text(text)), Err(ProblemKind::BadOption), "{text}");
        }
    }
}
