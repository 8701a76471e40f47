//! Two-way specification tables (双向细目表): one row an item.

use std::collections::BTreeSet;

use wutong_model::spec::Subject;
use wutong_model::{
    Blueprint, Item, Options, PaperAspect, PaperClaim, Place, Problem, ProblemKind, SheetAccount, points,
};

use super::across;
use super::cells::written;
use super::index::ItemIndex;
use super::joined;
use super::name::{Name, is_within, without_full_mark};
use super::owner::Owner;
use super::ranges;
use super::running::Running;
use super::table::{self, Columns, Extra};
use crate::cell::{Cell, OwnedRow, Row, fold, fold_name};
use crate::error::IngestError;
use crate::feed::{Body, Fate, Fed, excerpt};
use crate::format::Sheet;
use crate::mark::Paper;
use crate::subject::Vocabulary;

/// Reads the two-way specification table of one subject.
pub(crate) struct BlueprintReader<'a> {
    subject: &'a Subject,
    file: &'a str,
    sheet: String,
    columns: Option<Columns>,
    vocabulary: &'a Vocabulary,
    /// The sheet is named after another subject.
    is_of_another: bool,
    headers: Vec<String>,
    first_headers: Vec<String>,
    /// Of which subject the rows of the sheet are.
    owner: Owner,
    running: Running,
    /// The tables of the sheet, one a subject.
    parts: Vec<Part>,
    /// Position of that of the current row.
    at: usize,
    /// Items with their 大题.
    items: Vec<(String, Item)>,
    /// How many of them are of the sheet that has just ended.
    of_sheet: usize,
    found: bool,
    /// Row number of the last line of a table that lies on its side, which is read with the header.
    across: Option<u32>,
    /// It is the key to the items that have right options, and no table of the paper.
    pub(crate) is_key: bool,
    /// Its marks are those of one item each, in rows that stand for several too.
    says_each: bool,
    /// What was read, and rows that could not be.
    pub(crate) accounts: Vec<SheetAccount>,
    pub(crate) problems: Vec<Problem>,
}

/// The rows of one subject in a sheet.
#[derive(Debug, Default)]
struct Part {
    /// The subject; `None` where the sheet does not say.
    owner: Option<usize>,
    /// The 大题 of the last row that named one: a merged cell stands in its first row only.
    section: String,
    /// The item of the last row that named one, for rows of its parts.
    outer: String,
    items: Vec<(String, Item)>,
    seen: BTreeSet<(String, String)>,
    problems: Vec<Problem>,
}

impl<'a> BlueprintReader<'a> {
    /// A reader of one file.
    pub(crate) fn new(file: &'a str, subject: &'a Subject, vocabulary: &'a Vocabulary) -> Self {
        Self {
            subject,
            vocabulary,
            is_of_another: false,
            file,
            sheet: String::new(),
            columns: None,
            headers: Vec::new(),
            first_headers: Vec::new(),
            owner: Owner::default(),
            running: Running::default(),
            parts: Vec::new(),
            at: 0,
            items: Vec::new(),
            of_sheet: 0,
            found: false,
            across: None,
            is_key: false,
            says_each: false,
            accounts: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// The table, and a claim if its marks do not add up to the paper's.
    ///
    /// # Errors
    /// No sheet has columns for item and full mark.
    pub(crate) fn close(self) -> Result<(Blueprint, Option<PaperClaim>), IngestError> {
        if !self.found {
            return Err(IngestError::ListColumn {
                file: self.file.to_owned(),
                sheet: self.sheet,
                wanted: "item (题号) and full_mark (满分, 分值)".to_owned(),
                headers: excerpt(&self.first_headers),
            });
        }
        let subject = self.subject;
        let mut items = table::told_apart(self.items);
        ranges::sum_up(&mut items, self.says_each, subject.full_ticks);
        let blueprint = Blueprint { file: Some(self.file.to_owned()), decimals: subject.decimals, items };
        // Whether a key is all of its paper is known once the items are.
        let claim = if self.is_key { None } else { claim(&blueprint, subject) };
        Ok((blueprint, claim))
    }

    fn part(&mut self) -> &mut Part {
        &mut self.parts[self.at]
    }

    /// Turns to the rows of a subject.
    fn turn_to(&mut self, owner: Option<usize>) {
        self.at = match self.parts.iter().position(|part| part.owner == owner) {
            Some(known) => known,
            None => {
                self.parts.push(Part { owner, ..Part::default() });
                self.parts.len() - 1
            }
        };
    }

    /// Takes the tables of a sheet: that of the subject where it is one of several, otherwise all there is. The number of
    /// rows of others that were used and that were not.
    fn take_parts(&mut self) -> (usize, usize) {
        let own = self.vocabulary.position(&self.subject.id);
        let is_own = |part: &Part| part.owner == own;
        let has_own = self.parts.iter().any(is_own);
        let (mut used, mut unused) = (0, 0);
        self.of_sheet = 0;
        for mut part in std::mem::take(&mut self.parts) {
            if has_own && part.owner.is_some() && !is_own(&part) {
                (used, unused) = (used + part.items.len(), unused + part.problems.len());
            } else {
                part.items.into_iter().for_each(|item| self.take(item));
                self.problems.append(&mut part.problems);
            }
        }
        (used, unused)
    }

    /// Takes an item; what a sheet before has said of it is filled in, as by a sheet of answers beside the table.
    fn take(&mut self, (section, item): (String, Item)) {
        let id = fold_name(&item.id);
        let is_known = |(known, other): &&mut (String, Item)| {
            fold_name(&other.id) == id
                && other.full_ticks == item.full_ticks
                && (known.is_empty() || section.is_empty() || *known == section)
        };
        let before = self.items.len() - self.of_sheet;
        match self.items[..before].iter_mut().find(is_known) {
            Some((_, known)) => joined::complete(known, item),
            None => {
                self.items.push((section, item));
                self.of_sheet += 1;
            }
        }
    }

    /// A header below the first one: that of the table of another subject, or the same once more.
    fn is_header(&mut self, number: u32, row: &dyn Row) -> bool {
        let own = OwnedRow::copy(number, row);
        let Some(columns) = Columns::find(std::slice::from_ref(&own), 0) else { return false };
        let is_repeated = own.texts() == self.headers;
        self.running.begin(self.owner.begin(), is_repeated);
        // Of a header of two lines this is the first.
        if self.columns.as_ref().is_some_and(|known| known.below == 0) {
            (self.headers, self.columns) = (own.texts(), Some(columns));
        }
        true
    }

    fn column(&self, extra: Extra) -> Option<usize> {
        let columns = self.columns.as_ref()?;
        columns.extras.iter().find(|(known, _)| *known == extra).map(|(_, column)| *column)
    }

    fn text(&self, extra: Extra, row: &dyn Row) -> String {
        self.column(extra).map(|column| row.cell(column).shown()).unwrap_or_default()
    }

    /// The number of the row's item, and the full mark that stands beside it in brackets.
    fn id(&mut self, row: &dyn Row, item: usize) -> (String, Option<f64>) {
        let (id, stated) = without_full_mark(&written(row.cell(item)));
        let within = self.text(Extra::Within, row);
        if self.column(Extra::Within).is_none_or(|column| column == item) {
            return (id, stated);
        }
        if !id.is_empty() {
            self.part().outer.clone_from(&id);
        }
        if within.is_empty() || within == self.part().outer {
            return (id, stated);
        }
        let (within, stated_within) = without_full_mark(&within);
        let outer = self.part().outer.clone();
        let id = match (Name::parse(&outer), Name::parse(&within)) {
            // 一 and 1: a 大题 with its items.
            (None, _) => {
                self.part().section = outer;
                within
            }
            (Some(outer), Some(inner)) if inner.parts.len() > 1 && inner.parts.starts_with(&outer.parts) => within,
            _ if is_within(&within) => outer + &within,
            _ => format!("{outer}({within})"),
        };
        (id, stated_within.or(stated))
    }

    /// `二、填空题（共20分）` between the items, or the name of a 大题 beside its total.
    fn is_heading(&mut self, id: &str, no_mark: bool, row: &dyn Row) -> bool {
        let cells = (0..row.width()).filter(|column| !row.cell(*column).is_empty()).count();
        let is_item = Name::parse(id).is_some();
        let is_part = || Name::of_group(id).is_some() || id.contains('卷') || id.contains("部分");
        if !id.is_empty() && !is_item && (no_mark || cells <= 2) && is_part() {
            id.clone_into(&mut self.part().section);
            return true;
        }
        no_mark && !is_item && (cells == 1 || id.is_empty())
    }

    /// Whether a row is of the item above, whose number is merged over both.
    fn is_of_last(&self, number: u32, row: &dyn Row, item: usize) -> bool {
        row.cell(item).is_empty()
            && self.column(Extra::Within).is_none_or(|column| column == item)
            && row.merged(item).is_some_and(|merge| merge.rows.0 + 1 < number)
    }

    /// The item of the last row.
    fn last_id(&self) -> String {
        self.parts[self.at].items.last().map(|(_, item)| item.id.clone()).unwrap_or_default()
    }

    fn bad(&mut self, row: u32, column: Option<usize>, text: String) -> Fate {
        let problem = Problem {
            place: Place {
                file: self.file.to_owned(),
                sheet: self.sheet.clone(),
                row: u64::from(row),
                column: column.map(|column| self.headers[column].clone()).unwrap_or_default(),
            },
            text,
            kind: ProblemKind::BadListRow,
            expected: String::new(),
            school: None,
            subject: None,
        };
        self.part().problems.push(problem);
        Fate::SetAside
    }

    /// Reads what stands beside item and full mark; the column that cannot be read otherwise.
    fn item(&self, id: String, full_ticks: i32, row: &dyn Row) -> Result<Item, Extra> {
        let (group, kind) = (self.text(Extra::ChoiceGroup, row), self.text(Extra::Kind, row));
        // 选做题 as the kind of items says that pupils choose among them.
        let group = if group.is_empty() && table::is_choice(&kind) { kind } else { group };
        Ok(Item {
            // The letters of several items are the options of none.
            key: match ranges::of_table(std::iter::once(id.as_str())).as_slice() {
                [Some(_)] => Options::NONE,
                _ => table::key(&self.text(Extra::Key, row), &self.text(Extra::Kind, row)),
            },
            id,
            full_ticks,
            is_full_inferred: false,
            kind: self.text(Extra::Kind, row),
            knowledge_points: table::knowledge_points(&self.text(Extra::KnowledgePoints, row)),
            ability: self.text(Extra::Ability, row),
            expected_facility: table::facility(&self.text(Extra::ExpectedFacility, row))
                .map_err(|()| Extra::ExpectedFacility)?,
            choice_group: (!matches!(fold(&group).as_str(), "" | "-" | "否" | "无" | "必做")).then_some(group),
        })
    }
}

impl Body for BlueprintReader<'_> {
    fn begin(&mut self, sheet: Sheet<'_>) {
        sheet.name.clone_into(&mut self.sheet);
        // One sheet a subject.
        let named = self.vocabulary.only_one(sheet.name);
        self.is_of_another = named.is_some_and(|named| self.vocabulary.id(named) != self.subject.id);
        (self.columns, self.across) = (None, None);
    }

    fn end(&mut self, mut fed: Fed) -> Result<(), IngestError> {
        let (used, unused) = self.take_parts();
        self.running = Running::default();
        fed.counts.leave_out(used as u64, unused as u64);
        if fed.counts.read > 0 && !self.is_of_another {
            self.accounts.push(fed.counts.account(self.file, &self.sheet, "blueprint"));
        }
        Ok(())
    }

    fn header(&mut self, head: &[OwnedRow]) -> Result<Option<usize>, IngestError> {
        if self.is_of_another {
            return Ok(None);
        }
        for (position, row) in head.iter().enumerate() {
            let mut texts = row.texts();
            if let Some(columns) = Columns::find(head, position) {
                let last = position + columns.below;
                for (column, text) in head[last].texts().into_iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                    texts.resize(texts.len().max(column + 1), String::new());
                    texts[column] = text;
                }
                self.says_each = columns.says_each;
                self.is_key = columns.is_key() && (self.is_key || !self.found);
                self.owner = Owner::of(head, position, &columns, self.vocabulary);
                (self.columns, self.headers, self.found) = (Some(columns), texts, true);
                return Ok(Some(last));
            }
            if self.first_headers.is_empty() {
                self.first_headers = texts;
            }
        }
        let Some(upright) = across::upright(head) else { return Ok(None) };
        self.header(&upright.rows[..1])?;
        for row in &upright.rows[1..] {
            self.row(row.number, row)?;
        }
        self.across = Some(upright.last);
        Ok(Some(upright.position))
    }

    fn row(&mut self, number: u32, row: &dyn Row) -> Result<Fate, IngestError> {
        if let Some(last) = self.across {
            return Ok(if number <= last { Fate::Kept } else { Fate::NotData });
        }
        if self.is_header(number, row) {
            return Ok(Fate::NotData);
        }
        self.owner.see(row, self.vocabulary);
        let owner = self.owner.of_row(row, self.vocabulary);
        self.turn_to(owner.unwrap_or_default());
        let columns = self.columns.clone().expect("rows come after the header");
        let (item, full) = (columns.item, columns.full);
        let first = (0..row.width()).map(|column| row.cell(column)).find(|cell| !cell.is_empty());
        let first = fold(&first.map(Cell::shown).unwrap_or_default());
        let text = written(row.cell(item));
        let is_header = first == "满分" || row.cell(item).shown() == self.headers[item];
        if self.running.ends(&first, &text) || is_header || !self.running.holds(row, &columns, &text) {
            return Ok(Fate::NotData);
        }
        if let Err(column) = owner {
            return Ok(self.bad(number, Some(column), row.cell(column).shown()));
        }
        let section = self.text(Extra::Section, row);
        if !section.is_empty() {
            self.part().section = section;
        }
        let (id, stated) = self.id(row, item);
        let id = if self.is_of_last(number, row, item) { self.last_id() } else { id };
        let full_cell = match (full, self.running.full_mark(row, &columns, &id)) {
            (_, Some(points)) if !id.is_empty() => Cell::Number(points),
            (Some(full), _) => row.cell(full),
            (None, _) => Cell::Empty,
        };
        if self.is_heading(&id, full_cell.is_empty() && stated.is_none(), row) {
            return Ok(Fate::NotData);
        }
        let paper = Paper { decimals: self.subject.decimals, min: 1, full: self.subject.full_ticks };
        let reading = match stated {
            Some(stated) if full_cell.is_empty() => paper.read(Cell::Number(stated)),
            _ => paper.read(full_cell),
        };
        if id.is_empty() {
            let texts = OwnedRow::copy(number, row).texts();
            return Ok(self.bad(number, None, excerpt(&texts)));
        }
        let Ok((full_ticks @ 1.., _)) = reading else {
            return Ok(self.bad(number, full, full_cell.shown()));
        };
        let section = self.part().section.clone();
        self.running.know(&id);
        let is_again = !self.part().seen.insert((section.clone(), fold_name(&id)));
        if is_again && fold_name(&id) != fold_name(&self.last_id()) {
            return Ok(self.bad(number, Some(item), id));
        }
        let ticked = [Extra::Ability, Extra::KnowledgePoints].map(|extra| columns.ticked(extra, row));
        let [ability, knowledge] = match ticked {
            [Ok(ability), Ok(knowledge)] => [ability, knowledge],
            [Err((column, text)), _] | [_, Err((column, text))] => return Ok(self.bad(number, Some(column), text)),
        };
        let read = self.item(id, full_ticks, row).map(|item| Item {
            ability: ability.unwrap_or(item.ability),
            knowledge_points: knowledge.map_or(item.knowledge_points, |names| table::knowledge_points(&names)),
            ..item
        });
        match read {
            Ok(read) if is_again => match self.part().items.last_mut() {
                Some((_, known)) if differs(known, &read) => joined::add(known, read),
                _ => return Ok(self.bad(number, Some(item), read.id)),
            },
            Ok(item) => self.part().items.push((section, item)),
            Err(extra) => {
                let text = self.text(extra, row);
                return Ok(self.bad(number, self.column(extra), text));
            }
        }
        Ok(Fate::Kept)
    }
}

/// Whether two rows say different things of an item, and are not one row twice.
fn differs(item: &Item, other: &Item) -> bool {
    item.knowledge_points != other.knowledge_points || item.ability != other.ability || item.kind != other.kind
}

/// What is wrong with a table whose marks do not add up to those of the paper.
pub(crate) fn claim(blueprint: &Blueprint, subject: &Subject) -> Option<PaperClaim> {
    (blueprint.full_ticks() != i64::from(subject.full_ticks)).then(|| PaperClaim {
        place: Place { file: blueprint.file.clone().unwrap_or_default(), ..Place::default() },
        school: None,
        subject: subject.id.clone(),
        aspect: PaperAspect::ItemMarks,
        found: points(blueprint.full_ticks(), subject.decimals),
        required: points(i64::from(subject.full_ticks), subject.decimals),
    })
}

/// The items of a table, ready to be found.
pub(crate) fn index(blueprint: &Blueprint) -> ItemIndex {
    ItemIndex::new(blueprint.items.iter().map(|item| item.id.as_str()))
}
