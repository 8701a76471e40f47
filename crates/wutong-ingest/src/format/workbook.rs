//! Excel workbooks, cell by cell: a sheet that holds a million empty rows costs nothing.

use std::io::{self, Read};
use std::path::Path;

use crate::cell::{Merge, cell_name};
use crate::error::IngestError;
use crate::format::cells::{Cells, Context};
use crate::format::outline::{self, Worksheet};
use crate::format::package::Package;
use crate::format::rows::SheetRows;
use crate::format::shared::SharedTexts;
use crate::format::tokens::broken;
use crate::format::{Opening, Sheet, SheetSink, styles};
use crate::trouble::{Damage, Excess};

/// Reads a workbook.
pub(super) fn workbook(path: &Path, opening: Opening<'_>, sink: &mut dyn SheetSink) -> Result<(), IngestError> {
    let mut package = Package::open(path, opening)?;
    let (sheets, context) = contents(&mut package, opening)?;
    let chosen = opening.choose(sheets, |sheet| &sheet.name)?;
    let mut claims = Vec::new();
    for sheet in &chosen {
        let claimed = cells(&mut package, sheet, &context, opening)?.claim();
        claimed.map_or(Ok(()), |claimed| check_claim(claimed, &sheet.name, opening))?;
        claims.push(claimed.map_or(0, |claimed| claimed.rows.1 as usize));
    }
    for (sheet, claimed) in chosen.iter().zip(claims) {
        let name = sheet.name.as_str();
        sink.begin(Sheet { name, is_typed: true, is_hidden: sheet.is_hidden })?;
        sink.expect(package.rows(&sheet.path, claimed));
        let mut rows = SheetRows::new(name, opening, package.merges(&sheet.path), sink)?;
        let mut cells = cells(&mut package, sheet, &context, opening)?;
        while let Some((row, column, value)) = cells.next().map_err(|error| sheet_error(error, name, opening))? {
            rows.count(1)?;
            rows.cell(row, column, value)?;
        }
        rows.finish()?;
        sink.end()?;
    }
    Ok(())
}

/// The worksheets, and what their cells refer to.
pub(super) fn contents(
    package: &mut Package<'_>,
    opening: Opening<'_>,
) -> Result<(Vec<Worksheet>, Context), IngestError> {
    let broken = |error: io::Error| opening.broken("", Damage::Workbook, Some(error.into()));
    let main = outline::main(required(package.part("_rels/.rels")?).map_err(broken)?).map_err(broken)?;
    let path = |name: &str| format!("{}{name}", main.folder);
    // A workbook without texts or formats has no part for them.
    let texts = package.part(&path("sharedStrings.xml"))?.map(SharedTexts::read).transpose().map_err(broken)?;
    let formats = package.part(&path("styles.xml"))?.map(styles::read).transpose().map_err(broken)?;
    let links = required(package.part(&path(&format!("_rels/{}.rels", main.name)))?).map_err(broken)?;
    let links = outline::relationships(links).map_err(broken)?;
    let part = required(package.part(&path(&main.name))?).map_err(broken)?;
    let outline = outline::outline(part, &main.folder, &links).map_err(broken)?;
    let (texts, formats) = (texts.unwrap_or_default(), formats.unwrap_or_default());
    Ok((outline.sheets, Context { texts, formats, is_1904: outline.is_1904 }))
}

/// Begins a worksheet.
pub(super) fn cells<'c>(
    package: &'c mut Package<'_>,
    sheet: &Worksheet,
    context: &'c Context,
    opening: Opening<'_>,
) -> Result<Cells<'c, impl Read>, IngestError> {
    let part = required(package.part(&sheet.path)?);
    part.and_then(|part| Cells::open(part, context)).map_err(|error| sheet_error(error, &sheet.name, opening))
}

fn required<T>(part: Option<T>) -> io::Result<T> {
    part.ok_or_else(|| broken("a part is missing"))
}

/// Refuses a worksheet that says it has more cells than the limit. Billions of them come from a format that was set for
/// whole columns, and cost other programs all their memory.
fn check_claim(claimed: Merge, sheet: &str, opening: Opening<'_>) -> Result<(), IngestError> {
    let (rows, columns) = (claimed.rows.1 - claimed.rows.0 + 1, claimed.columns.1 - claimed.columns.0 + 1);
    let (cells, limit) = (u64::from(rows) * u64::from(columns), opening.limits.cells);
    if cells <= limit {
        return Ok(());
    }
    let name = |row: u32, column: u32| cell_name(column as usize, row + 1);
    let (first, last) = (name(claimed.rows.0, claimed.columns.0), name(claimed.rows.1, claimed.columns.1));
    Err(opening.too_large(sheet, Excess::ClaimedCells, format!("{first}:{last} = {cells}"), limit))
}

fn sheet_error(error: io::Error, sheet: &str, opening: Opening<'_>) -> IngestError {
    opening.broken(sheet, Damage::Worksheet, Some(error.into()))
}
