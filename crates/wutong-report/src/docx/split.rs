//! Tables with more columns than a page is wide.

use super::columns::{Need, least_needs};
use crate::document::{Head, Row, Table};

/// The table, or parts of it that each fit `total` twentieths of a point and repeat the names of the rows.
///
/// The parts are of nearly the same number of columns, and their captions say which of how many they are.
pub(super) fn parts(table: &Table, total: u32) -> Vec<Table> {
    let needs = least_needs(table);
    let (names, numbers) = needs.split_at(table.n_names.min(needs.len()));
    let room = f64::from(total) - names.iter().map(|need| need.0).sum::<f64>();
    let n = n_parts(numbers, room);
    let size = numbers.len().div_ceil(n).max(1);
    (0..n).map(|position| part(table, position * size..(position + 1) * size, (position + 1, n))).collect()
}

/// How many parts there are if each takes as many columns as fit, and at least one.
fn n_parts(numbers: &[Need], room: f64) -> usize {
    let mut n = 1;
    let mut left = room;
    for (position, need) in numbers.iter().enumerate() {
        if need.0 > left && position > 0 {
            n += 1;
            left = room;
        }
        left -= need.0;
    }
    n
}

fn part(table: &Table, columns: std::ops::Range<usize>, (number, of): (usize, usize)) -> Table {
    if of == 1 {
        return table.clone();
    }
    let (names, heads) = table.heads.split_at(table.n_names.min(table.heads.len()));
    let row = |row: &Row| Row { cells: some(&row.cells, &columns).to_vec(), ..row.clone() };
    let caption = if table.caption.is_empty() { String::new() } else { format!("{} ({number}/{of})", table.caption) };
    Table {
        caption,
        heads: names.iter().chain(some::<Head>(heads, &columns)).cloned().collect(),
        rows: table.rows.iter().map(row).collect(),
        ..table.clone()
    }
}

fn some<'a, T>(all: &'a [T], range: &std::ops::Range<usize>) -> &'a [T] {
    &all[range.start.min(all.len())..range.end.min(all.len())]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Cell;

    #[test]
    fn no_column_is_lost() {
        let cell = |column: usize| Cell { text: format!("{column}.00"), ..Cell::default() };
        let table = Table {
            caption: "均分".into(),
            heads: (0..32).map(|column| Head::plain(format!("学科{column}"))).collect(),
            n_names: 2,
            rows: vec![Row { names: vec![Default::default(); 2], cells: (0..30).map(cell).collect(), strong: false }],
            compact: true,
        };
        let parts = parts(&table, 10_206);
        assert!(parts.len() > 1, "thirty columns do not fit a page");
        assert_eq!(parts[0].caption, format!("均分 (1/{})", parts.len()));
        let cells: Vec<Cell> = parts.iter().flat_map(|part| part.rows[0].cells.clone()).collect();
        assert_eq!(cells, table.rows[0].cells);
        let heads: Vec<Head> = parts.iter().flat_map(|part| part.heads[2..].to_vec()).collect();
        assert_eq!(heads, table.heads[2..]);
        assert_eq!(super::parts(&table, 100_000), [table], "it stays whole where it fits");
    }
}
