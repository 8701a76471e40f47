//! The header of an item sheet: one to three rows, with what stands over what.

use std::collections::{BTreeMap, BTreeSet};

use wutong_model::spec::RawSource;

use super::by_place::by_place;
use super::cells::written;
use super::columns::is_value_word;
use super::index::Candidate;
use super::name::{Name, is_within, is_word, without_full_mark};
use super::table::{Extra, extra_named};
use crate::alias::{self, PUPIL_ROLES, Role};
use crate::cell::{OwnedRow, Row, fold};
use crate::header::ScoreColumns;
use crate::layout::is_beside_items;

/// Rows above and below the one with the identity columns that may belong to the header.
const REACH: usize = 2;

/// First cells of the row that states full marks.
pub(crate) const FULL_WORDS: &[&str] = &["满分", "分值", "满分值", "题分", "小题满分", "full_mark", "fullmark", "max"];
/// First cells of the row that states the right options.
pub(crate) const KEY_WORDS: &[&str] = &["答案", "标准答案", "正确答案", "参考答案", "key", "answer"];

/// A column that says nothing about the pupil.
#[derive(Debug, Clone, Default)]
pub(crate) struct Label {
    pub(crate) column: usize,
    /// Texts over the column from the top to its own.
    pub(crate) stack: Vec<String>,
    /// What the row of full marks says.
    pub(crate) full: String,
    /// What the row of right options says.
    pub(crate) key: String,
    /// It is of an item by what stands beside it.
    pub(crate) is_by_place: bool,
    /// What other rows say of the item: 题型, 知识点, 能力层次.
    pub(super) said: Vec<(Extra, String)>,
}

impl Label {
    /// The header as messages show it.
    pub(crate) fn shown(&self) -> String {
        self.stack.join(" ")
    }

    /// The full mark in brackets.
    pub(crate) fn stated(&self) -> Option<f64> {
        self.stack.iter().rev().find_map(|text| without_full_mark(text).1)
    }

    /// Texts under which the column's item may be known: its own, then with what stands over it.
    pub(crate) fn candidates(&self) -> Vec<Candidate> {
        let Some((own, groups)) = self.stack.split_last() else { return Vec::new() };
        let own = without_full_mark(own).0;
        let named = || Name::of_group(&own).unwrap_or_else(|| Name { prefix: own.clone(), parts: Vec::new() });
        let name = if self.is_by_place { Some(named()) } else { Name::parse(&own) };
        let (mut text, mut name) = (own.clone(), name);
        let mut candidates = Vec::new();
        if !is_within(&text) {
            candidates.push(Candidate { text: text.clone(), name: name.clone() });
        }
        for group in groups.iter().rev() {
            let group = without_full_mark(group).0;
            let (Some(outer), Some(inner)) = (Name::of_group(&group), name.clone()) else { continue };
            let joint = if is_within(&text) || outer.parts.is_empty() { "" } else { "." };
            let short = if Name::parse(&group).is_none() { outer.parts.first() } else { None };
            text = format!("{}{joint}{text}", short.unwrap_or(&group));
            name = Some(outer.before(inner));
            if !is_within(&text) {
                candidates.push(Candidate { text: text.clone(), name: name.clone() });
            }
        }
        candidates
    }
}

/// The header of a sheet.
#[derive(Debug, Clone, Default)]
pub(crate) struct Layout {
    /// Columns that say who a row is of.
    pub(crate) identity: ScoreColumns,
    /// The other columns.
    pub(crate) labels: Vec<Label>,
    /// Position of the header's last row.
    pub(crate) last: usize,
}

/// Finds the header among the first rows of a sheet; `None` if no row names an identifier, or at least pupils.
pub(crate) fn find(head: &[OwnedRow], source: &RawSource) -> Option<Layout> {
    let roles = |row: &OwnedRow| -> Vec<Role> {
        row.texts().iter().filter_map(|text| role(text, source)).map(|(role, _)| role).collect()
    };
    let best = |wanted: Role| {
        let counts =
            head.iter().map(|row| Some(roles(row)).filter(|roles| roles.contains(&wanted)).map_or(0, |of| of.len()));
        let best = counts.enumerate().max_by_key(|(row, count)| (*count, std::cmp::Reverse(*row)));
        best.filter(|(_, count)| *count > 0).map(|(row, _)| row)
    };
    let position = best(Role::Id).or_else(|| best(Role::Name))?;
    let mut identity = identity(&head[position], source);
    let own: BTreeSet<usize> = identity_columns(&identity).into_iter().collect();
    let width = head.iter().map(Row::width).max().unwrap_or(0);
    // 选择题 over 1, 2, 3 tells these from the numbers of other kinds.
    let is_stated = |row: &OwnedRow| stated_words(row).is_some_and(|words| words != Stated::Extra(Extra::Kind));
    let above = head[..position].iter().rev().take(REACH).filter(|row| !is_stated(row));
    // A title stands over the identity columns and nothing else.
    let above =
        above.take_while(|row| (0..row.width()).any(|column| !own.contains(&column) && !row.cell(column).is_empty()));
    let mut rows: Vec<&OwnedRow> = above.collect();
    rows.reverse();
    rows.push(&head[position]);
    let mut last = position;
    let mut stated: Vec<(Stated, &OwnedRow)> = Vec::new();
    stated.extend(head[..position].iter().filter_map(|row| Some((stated_words(row)?, row))));
    for row in &head[position + 1..] {
        if let Some(words) = stated_words(row) {
            stated.push((words, row));
        } else if rows.len() <= REACH && is_continued(&head[position], row, &own) {
            rows.push(row);
        } else {
            break;
        }
        last += 1;
    }
    let text = |wanted: Stated, column: usize| {
        let row = stated.iter().rev().find(|(words, _)| *words == wanted);
        row.map(|(_, row)| row.cell(column).shown()).unwrap_or_default()
    };
    // One word may be merged over the columns of several items.
    let said = |column: usize| {
        let of_rows = stated.iter().filter_map(|(words, row)| match words {
            Stated::Extra(extra) => {
                let from = row.merged(column).map_or(column, |merge| merge.columns.0 as usize);
                Some((*extra, row.cell(from).shown())).filter(|(_, text)| !text.is_empty())
            }
            _ => None,
        });
        of_rows.collect()
    };
    let label = |(column, stack): (usize, Vec<String>)| Label {
        column,
        stack,
        full: text(Stated::Full, column),
        key: text(Stated::Key, column),
        said: said(column),
        is_by_place: false,
    };
    let mut labels: Vec<Label> = stacks(&rows, &own, width).into_iter().map(label).collect();
    let mut leaves = vec![String::new(); width];
    for label in &labels {
        leaves[label.column].clone_from(&label.stack[label.stack.len() - 1]);
    }
    let by_place = by_place(&leaves, &head[last + 1..]);
    labels.iter_mut().for_each(|label| label.is_by_place = by_place.contains(&label.column));
    identity.row = head[last].number;
    identity.headers.resize(width, String::new());
    for label in &labels {
        identity.headers[label.column] = label.shown();
    }
    Some(Layout { identity, labels, last })
}

/// What a row states of the columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stated {
    /// Full marks.
    Full,
    /// Right options.
    Key,
    /// Something else that a specification table says of items.
    Extra(Extra),
}

/// What a row states of the columns, by its first word; one that says it of each item and names no pupils.
fn stated_words(row: &OwnedRow) -> Option<Stated> {
    /// Fewer are the header of a list.
    const FEWEST: usize = 3;
    let mut texts = row.texts().into_iter().filter(|text| !text.is_empty());
    let first = texts.next()?;
    if is_word(&first, FULL_WORDS) {
        return Some(Stated::Full);
    }
    if is_word(&first, KEY_WORDS) {
        return Some(Stated::Key);
    }
    const WANTED: [Extra; 4] = [Extra::Kind, Extra::KnowledgePoints, Extra::Ability, Extra::ExpectedFacility];
    let extra = extra_named(fold(&first).trim_end_matches(':')).filter(|extra| WANTED.contains(extra))?;
    let others: Vec<String> = texts.collect();
    let is_role = |text: &String| alias::role(&fold(text), &[PUPIL_ROLES]).is_some();
    let is_header = others.iter().any(|text| is_role(text) || extra_named(&fold(text)).is_some());
    // A merged word counts for the columns below it.
    let merged = (0..row.width()).filter(|column| row.merged(*column).is_some()).count();
    (!is_header && others.len().max(merged) >= FEWEST).then_some(Stated::Extra(extra))
}

/// Whether a row below the one with the identity columns still belongs to the header: it says nothing of a pupil, and
/// numbers what the row above leaves open.
fn is_continued(header: &OwnedRow, row: &OwnedRow, identity: &BTreeSet<usize>) -> bool {
    let same = |column: &usize| {
        row.cell(*column).is_empty() || fold(&row.cell(*column).shown()) == fold(&header.cell(*column).shown())
    };
    let opens = |column: usize| {
        let (over, own) = (text(header, column), text(row, column));
        let is_item = |text: &str| Name::parse(&without_full_mark(text).0).is_some();
        let is_settled = is_item(&over) || is_beside_items(&fold(&over));
        !identity.contains(&column)
            && (is_within(&own)
                || is_value_word(&own)
                || !is_settled && (is_item(&own) || Name::of_group(&own).is_some()))
    };
    identity.iter().all(same) && (0..row.width()).any(opens)
}

/// A header cell; `1-1`, which a spreadsheet takes for a day, as it was written.
fn text(row: &OwnedRow, column: usize) -> String {
    written(row.cell(column))
}

/// The texts over each column that is not of the identity. A text reaches right until the next one beside or above it.
fn stacks(rows: &[&OwnedRow], identity: &BTreeSet<usize>, width: usize) -> Vec<(usize, Vec<String>)> {
    let mut carried: Vec<String> = vec![String::new(); rows.len()];
    let mut stacks = Vec::new();
    for column in 0..width {
        let own: Vec<String> = rows.iter().map(|row| text(row, column)).collect();
        let first = own.iter().position(|text| !text.is_empty());
        for (level, carried) in carried.iter_mut().enumerate() {
            if identity.contains(&column) {
                carried.clear();
            } else if !own[level].is_empty() {
                carried.clone_from(&own[level]);
            } else if first.is_some_and(|first| first < level) {
                carried.clear();
            }
        }
        let lowest = own.iter().rposition(|text| !text.is_empty());
        if let Some(lowest) = lowest.filter(|_| !identity.contains(&column)) {
            let over = carried[..lowest].iter().filter(|text| !text.is_empty()).cloned();
            stacks.push((column, over.chain([own[lowest].clone()]).collect()));
        }
    }
    stacks
}

fn role(header: &str, source: &RawSource) -> Option<(Role, usize)> {
    let folded = fold(header);
    let key = |role: Role| match role {
        Role::Id => "id",
        Role::Name => "name",
        Role::County => "county",
        Role::School => "school",
        Role::Class => "class",
        _ => "",
    };
    if let Some((named, _)) = source.columns.iter().find(|(_, named)| fold(named) == folded) {
        let all = [Role::Id, Role::Name, Role::County, Role::School, Role::Class];
        return all.into_iter().find(|role| key(*role) == named).map(|role| (role, 0));
    }
    // A role that the specification names is not looked for under other headers.
    alias::role(&folded, &[PUPIL_ROLES])
        .filter(|(role, _)| !source.columns.contains_key(key(*role)))
        .map(|(role, rank)| (role, rank + 1))
}

fn identity(row: &OwnedRow, source: &RawSource) -> ScoreColumns {
    let headers = row.texts();
    let mut best: BTreeMap<Role, (usize, usize)> = BTreeMap::new();
    for (column, header) in headers.iter().enumerate() {
        if let Some((role, rank)) = role(header, source) {
            let known = best.entry(role).or_insert((rank, column));
            *known = (rank, column).min(*known);
        }
    }
    let column = |role: Role| best.get(&role).map(|(_, column)| *column);
    ScoreColumns {
        row: row.number,
        id: column(Role::Id),
        name: column(Role::Name),
        county: column(Role::County),
        school: column(Role::School),
        code: column(Role::SchoolCode),
        class: column(Role::Class),
        headers,
        ..ScoreColumns::default()
    }
}

/// Identity columns from left to right.
pub(crate) fn identity_columns(columns: &ScoreColumns) -> Vec<usize> {
    let all = [columns.county, columns.code, columns.school, columns.class, columns.id, columns.name];
    let mut all: Vec<usize> = all.into_iter().flatten().collect();
    all.sort_unstable();
    all
}
