//! Item files and two-way specification tables: held against each other here, analysed elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use wutong_model::spec::{RawSource, SourceKind, Subject};
use wutong_model::{PaperAspect, PaperClaim, Place, SheetAccount, points};

use crate::alias::{self, BLUEPRINT_ROLES, PUPIL_ROLES, Role};
use crate::cell::{Cell, OwnedRow, Row, fold};
use crate::error::IngestError;
use crate::feed::{Body, Fate, Fed, excerpt};
use crate::format::Sheet;
use crate::pupil::is_footer;

/// Items of a subject as its two-way specification table names them, folded.
#[derive(Debug, Default)]
pub(crate) struct Blueprint {
    pub(crate) items: BTreeSet<String>,
    total: f64,
    /// Largest full mark within each group of items of which pupils choose one.
    choices: BTreeMap<String, f64>,
}

impl Blueprint {
    /// What the items add up to.
    fn full_mark(&self) -> f64 {
        self.total + self.choices.values().sum::<f64>()
    }
}

/// Reads a two-way specification table.
pub(crate) struct BlueprintReader<'a> {
    file: &'a str,
    sheet: String,
    columns: Option<(usize, usize, Option<usize>)>,
    headers: Vec<String>,
    blueprint: Blueprint,
    accounts: &'a mut Vec<SheetAccount>,
}

impl<'a> BlueprintReader<'a> {
    /// A reader of one file.
    pub(crate) fn new(file: &'a str, accounts: &'a mut Vec<SheetAccount>) -> Self {
        let (columns, headers) = (None, Vec::new());
        Self { file, sheet: String::new(), columns, headers, blueprint: Blueprint::default(), accounts }
    }

    /// The table, and a claim if its marks do not add up to the paper's.
    ///
    /// # Errors
    /// No sheet has columns for item and full mark.
    pub(crate) fn close(self, subject: &Subject) -> Result<(Blueprint, Option<PaperClaim>), IngestError> {
        if self.columns.is_none() {
            return Err(IngestError::ListColumn {
                file: self.file.to_owned(),
                sheet: self.sheet,
                wanted: "item (题号) and full_mark (满分, 分值)".to_owned(),
                headers: excerpt(&self.headers),
            });
        }
        let (found, required) = (self.blueprint.full_mark(), points(i64::from(subject.full_ticks), subject.decimals));
        let claim = ((found - required).abs() > 1e-9).then(|| PaperClaim {
            place: Place { file: self.file.to_owned(), ..Place::default() },
            school: None,
            subject: subject.id.clone(),
            aspect: PaperAspect::ItemMarks,
            found,
            required,
        });
        Ok((self.blueprint, claim))
    }
}

impl Body for BlueprintReader<'_> {
    fn begin(&mut self, sheet: Sheet<'_>) {
        sheet.name.clone_into(&mut self.sheet);
    }

    fn end(&mut self, fed: Fed) -> Result<(), IngestError> {
        if fed.counts.read > 0 {
            self.accounts.push(fed.counts.account(self.file, &self.sheet, "blueprint"));
        }
        Ok(())
    }

    fn header(&mut self, head: &[OwnedRow]) -> Result<Option<usize>, IngestError> {
        for (position, row) in head.iter().enumerate() {
            let texts = row.texts();
            let find = |wanted: Role| {
                let ranked = texts.iter().enumerate().filter_map(|(column, text)| {
                    alias::role(&fold(text), &[BLUEPRINT_ROLES])
                        .filter(|(role, _)| *role == wanted)
                        .map(|(_, rank)| (rank, column))
                });
                ranked.min().map(|(_, column)| column)
            };
            if let (Some(item), Some(full)) = (find(Role::Item), find(Role::FullMark)) {
                let choice =
                    texts.iter().position(|text| matches!(fold(text).as_str(), "choice_group" | "选做组" | "选做"));
                self.columns = Some((item, full, choice));
                return Ok(Some(position));
            }
            if self.headers.is_empty() {
                self.headers = texts;
            }
        }
        Ok(None)
    }

    fn row(&mut self, _: u32, row: &dyn Row) -> Result<Fate, IngestError> {
        let (item, full, choice) = self.columns.expect("rows come after the header");
        let item = fold(&row.cell(item).shown());
        let full = match row.cell(full) {
            Cell::Number(value) => Some(value),
            cell => fold(&cell.shown()).trim_end_matches('分').parse().ok(),
        };
        let (false, false, Some(full)) = (item.is_empty(), is_footer(&item), full) else { return Ok(Fate::NotData) };
        let group = choice.map(|column| row.cell(column).shown()).unwrap_or_default();
        if !self.blueprint.items.insert(item) {
            return Ok(Fate::SetAside);
        }
        if group.is_empty() {
            self.blueprint.total += full;
        } else {
            let most = self.blueprint.choices.entry(group).or_insert(0.0);
            *most = most.max(full);
        }
        Ok(Fate::Kept)
    }
}

/// Counts the rows of an item, option or marking file and compares its columns with the blueprint.
pub(crate) struct ItemReader<'a> {
    file: &'a str,
    source: &'a RawSource,
    blueprint: Option<&'a Blueprint>,
    sheet: String,
    /// What was found.
    pub(crate) accounts: Vec<SheetAccount>,
    /// Where it differs from the blueprint.
    pub(crate) claims: Vec<PaperClaim>,
}

impl<'a> ItemReader<'a> {
    /// A reader of one file.
    pub(crate) fn new(file: &'a str, source: &'a RawSource, blueprint: Option<&'a Blueprint>) -> Self {
        let (accounts, claims) = (Vec::new(), Vec::new());
        Self { file, source, blueprint, sheet: String::new(), accounts, claims }
    }

    fn compare(&mut self, blueprint: &Blueprint, header: &OwnedRow) {
        let texts: Vec<String> = header.texts().iter().map(|text| fold(text)).collect();
        let found = texts.iter().filter(|text| blueprint.items.contains(*text) || looks_like_item(text)).count();
        if found != blueprint.items.len() {
            #[expect(clippy::cast_precision_loss, reason = "a paper has few items")]
            let (found, required) = (found as f64, blueprint.items.len() as f64);
            self.claims.push(PaperClaim {
                place: Place {
                    file: self.file.to_owned(),
                    sheet: self.sheet.clone(),
                    row: u64::from(header.number),
                    column: String::new(),
                },
                school: None,
                subject: self.source.subject.clone().unwrap_or_default(),
                aspect: PaperAspect::ItemCount,
                found,
                required,
            });
        }
    }
}

/// `3`, `第3题`, `题3`, `T3`, `Q3`, `16(1)`, `1.1`, `客1`, `主17`, `16①`, `math_03`.
pub(crate) fn looks_like_item(folded: &str) -> bool {
    let bare = folded.trim_end_matches('题').trim_start_matches(|c: char| "第题tq客主".contains(c));
    let bare = bare.rsplit_once('_').map_or(bare, |(_, number)| number);
    bare.starts_with(|c: char| c.is_ascii_digit())
        && bare.chars().all(|c| c.is_ascii_digit() || matches!(c, '(' | ')' | '.' | '-' | '①'..='⑳'))
}

impl Body for ItemReader<'_> {
    fn begin(&mut self, sheet: Sheet<'_>) {
        sheet.name.clone_into(&mut self.sheet);
    }

    fn end(&mut self, fed: Fed) -> Result<(), IngestError> {
        let kind = match self.source.kind {
            SourceKind::Options => "options",
            SourceKind::Marking => "marking",
            _ => "items",
        };
        if fed.counts.read > 0 {
            self.accounts.push(fed.counts.account(self.file, &self.sheet, kind));
        }
        Ok(())
    }

    fn header(&mut self, head: &[OwnedRow]) -> Result<Option<usize>, IngestError> {
        let roles = |row: &OwnedRow| {
            row.texts().iter().filter(|text| alias::role(&fold(text), &[PUPIL_ROLES]).is_some()).count()
        };
        let best = head.iter().map(roles).enumerate().max_by_key(|(row, count)| (*count, std::cmp::Reverse(*row)));
        let Some((position, 1..)) = best else { return Ok(None) };
        if let (Some(blueprint), SourceKind::Items) = (self.blueprint, self.source.kind) {
            self.compare(blueprint, &head[position]);
        }
        Ok(Some(position))
    }

    fn row(&mut self, _: u32, row: &dyn Row) -> Result<Fate, IngestError> {
        let first = (0..row.width()).map(|column| row.cell(column)).find(|cell| !cell.is_empty());
        let footer = is_footer(&fold(&first.map(Cell::shown).unwrap_or_default()));
        Ok(if footer { Fate::NotData } else { Fate::Kept })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn item_headers() {
        for text in ["3", "第3题", "题3", "T3", "Q12", "16(1)", "1.1", "客1", "主17", "16①", "math_03"] {
            assert!(looks_like_item(&fold(text)), "{text}");
        }
        for text in ["学校", "student_id", "总分", "客观题", "主观题得分"] {
            assert!(!looks_like_item(&fold(text)), "{text}");
        }
    }
}
