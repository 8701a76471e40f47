//! Which sheets a workbook has, and in which parts its contents lie.

use std::collections::BTreeMap;
use std::io::{self, Read};

use crate::format::tokens::{Tag, Token, Tokens, broken, local};

/// The main part of a workbook: folder and name.
#[derive(Debug, PartialEq)]
pub(super) struct Main {
    /// Empty, or with a slash at its end.
    pub(super) folder: String,
    /// Name in the folder.
    pub(super) name: String,
}

/// What a part says of another.
#[derive(Debug)]
pub(super) struct Relationship {
    kind: String,
    target: String,
}

/// A worksheet.
#[derive(Debug)]
pub(super) struct Worksheet {
    /// Its name.
    pub(super) name: String,
    /// The part that it is.
    pub(super) path: String,
    /// Whether the workbook hides it.
    pub(super) is_hidden: bool,
}

/// What the main part of a workbook says.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// The worksheets, in their order; no charts, dialogs or macros.
    pub(super) sheets: Vec<Worksheet>,
    /// Whether days are counted from 1904.
    pub(super) is_1904: bool,
}

/// The main part, from `_rels/.rels`.
///
/// # Errors
/// If the part is not well-formed, or names none.
pub(super) fn main(part: impl Read) -> io::Result<Main> {
    let found = relationships(part)?;
    let main = found.into_values().find(|found| found.kind.ends_with("/relationships/officeDocument"));
    let path = main.ok_or_else(|| broken("no main part"))?.target.replace('\\', "/");
    let path = path.trim_start_matches('/');
    let (folder, name) = path.split_at(path.rfind('/').map_or(0, |slash| slash + 1));
    Ok(Main { folder: folder.to_owned(), name: name.to_owned() })
}

/// Relationships by their identifiers.
///
/// # Errors
/// If the part is not well-formed.
pub(super) fn relationships(part: impl Read) -> io::Result<BTreeMap<String, Relationship>> {
    let mut found = BTreeMap::new();
    each(part, |tag| {
        if tag.name() == b"Relationship"
            && let Some(id) = tag.text(b"Id")?
        {
            let (kind, target) = (tag.text(b"Type")?.unwrap_or_default(), tag.text(b"Target")?.unwrap_or_default());
            found.insert(id, Relationship { kind, target });
        }
        Ok(())
    })?;
    Ok(found)
}

/// What the main part says.
///
/// # Errors
/// If it is not well-formed, or names a sheet that is nowhere.
pub(super) fn outline(
    part: impl Read,
    folder: &str,
    relationships: &BTreeMap<String, Relationship>,
) -> io::Result<Outline> {
    let mut outline = Outline::default();
    each(part, |tag| {
        match tag.name() {
            b"sheet" => {
                let id = tag.attributes().flatten().find(|(key, _)| local(key) == b"id").map(|(key, _)| key);
                let id = id.map(|key| tag.text(key)).transpose()?.flatten();
                let target =
                    id.and_then(|id| relationships.get(&id)).ok_or_else(|| broken("a sheet that is nowhere"))?;
                if target.kind.ends_with("/worksheet") {
                    let path = target.target.replace('\\', "/");
                    outline.sheets.push(Worksheet {
                        name: tag.text(b"name")?.unwrap_or_default(),
                        path: path.strip_prefix('/').map_or_else(|| format!("{folder}{path}"), str::to_owned),
                        is_hidden: tag.get(b"state")?.is_some_and(|state| state != b"visible"),
                    });
                }
            }
            b"workbookPr" => {
                // Newer programs write a second one, which says nothing of it.
                if let Some(value) = tag.get(b"date1904")? {
                    outline.is_1904 = matches!(value, b"1" | b"true");
                }
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(outline)
}

/// Calls with every start tag of a part.
fn each(part: impl Read, mut call: impl FnMut(Tag<'_>) -> io::Result<()>) -> io::Result<()> {
    let mut tokens = Tokens::new(part);
    let mut is_empty = true;
    loop {
        match tokens.next()? {
            Token::Start(tag) => call(tag)?,
            Token::Over if is_empty => return Err(broken("an empty part")),
            Token::Over => return Ok(()),
            _ => continue,
        }
        is_empty = false;
    }
}
