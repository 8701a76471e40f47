//! Item marks, chosen options and markings (小题分, 选项, 评卷), and the two-way specification tables they follow.
//!
//! Sheets are read into a staging before the scores are; once the score book stands, their rows are matched with its
//! pupils and become columns beside it.

mod across;
mod answers;
mod blueprint;
mod by_place;
mod cells;
mod chosen;
mod columns;
mod fill;
mod index;
mod joined;
mod layout;
mod long;
mod name;
mod named;
mod owner;
mod pupils;
mod ranges;
mod reader;
mod repeated;
mod report;
mod resolve;
mod running;
mod stage;
mod subjects;
mod survey;
mod table;
mod turned;

pub(crate) use across::upright;
pub(crate) use blueprint::BlueprintReader;
pub(crate) use by_place::by_place;
pub(crate) use cells::written;
pub(crate) use long::LongColumns;
pub(crate) use name::{ESSAYS, Name, looks_like_item, names_item, without_full_mark};
pub(crate) use owner::Owner;
pub(crate) use pupils::Pupils;
pub(crate) use ranges::{are_each, of_table};
pub(crate) use reader::ItemReader;
pub(crate) use resolve::resolve;
pub(crate) use running::Running;
pub(crate) use stage::{ItemSheet, ItemStaging};
pub(crate) use survey::{Survey, survey};
pub(crate) use table::Columns as BlueprintColumns;
