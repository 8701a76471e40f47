//! Which columns of an item sheet are items, and which fields of a marking.

use std::collections::BTreeMap;

use wutong_model::spec::{RawSource, SourceKind};
use wutong_model::{Item, Options};

use super::cells::options;
use super::index::{Candidate, ItemIndex, assign};
use super::joined::whole_of;
use super::layout::Label;
use super::name::{ESSAYS, Name, is_word, without_full_mark};
use super::stage::StagedItem;
use super::table::{self, Extra};
use crate::alias::{Role, blueprint_role};
use crate::cell::{Cell, fold};
use crate::layout::is_beside_items;
use crate::mark::Paper;

/// What stands below or behind the number of an item for its mark.
const MARK_WORDS: &[&str] = &["小题得分", "小题分", "得分", "分数", "成绩", "score", "mark"];
/// What stands there for the chosen options.
const OPTION_WORDS: &[&str] =
    &["作答选项", "选择项", "选项", "作答", "作答结果", "填涂", "填涂结果", "答案", "学生答案", "option", "choice"];

/// A field of a marking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    /// One of the three marks.
    Mark(usize),
    /// Who gave it.
    Marker(usize),
    /// The mark of the arbitration.
    Arbitration,
    /// Who gave it.
    Arbiter,
    /// The mark that counts.
    Final,
}

/// Words of each stage of marking, longer ones before those that end them.
const STAGES: &[(Field, &[&str])] = &[
    (Field::Mark(0), &["第一评", "一评", "初评", "first", "mark1", "mark_1"]),
    (Field::Mark(1), &["第二评", "二评", "second", "mark2", "mark_2"]),
    (Field::Mark(2), &["第三评", "三评", "third", "mark3", "mark_3"]),
    (Field::Arbitration, &["仲裁", "四评", "arbitration"]),
    (Field::Final, &["最终", "最后", "终评", "final"]),
    (Field::Marker(0), &["marker1", "marker_1"]),
    (Field::Marker(1), &["marker2", "marker_2"]),
    (Field::Marker(2), &["marker3", "marker_3"]),
    (Field::Arbiter, &["arbiter", "arbitrator"]),
];

/// Who marks.
const PERSONS: [&str; 8] = ["评卷员", "阅卷员", "评卷人", "阅卷人", "评卷教师", "阅卷教师", "评卷老师", "阅卷老师"];
/// What they give.
const GIVEN: [&str; 6] = ["评分", "打分", "给分", "评卷分", "阅卷分", "评卷得分"];

/// 评卷教师1, 评分2: the number of the stage stands behind. A person without one is the first.
fn numbered(folded: &str) -> Option<(&str, Field)> {
    const NUMBERS: [[char; 2]; 3] = [['1', '一'], ['2', '二'], ['3', '三']];
    let stage = NUMBERS.iter().position(|numbers| folded.ends_with(numbers));
    let bare = folded.trim_end_matches(|c| stage.is_some_and(|stage| NUMBERS[stage].contains(&c)));
    let behind = |words: &[&str]| words.iter().find_map(|word| bare.strip_suffix(word));
    let rest = |text: &'_ str| text.trim_end_matches(['_', '-', '.', ':']).len();
    let person = behind(&PERSONS).map(|before| (rest(before), Field::Marker(stage.unwrap_or(0))));
    let mark = || Some((rest(behind(&GIVEN)?), Field::Mark(stage?)));
    person.or_else(mark).map(|(length, field)| (&folded[..length], field))
}

/// The field that a folded header ends with, and what stands before it.
pub(crate) fn field(folded: &str) -> Option<(&str, Field)> {
    for (field, words) in STAGES {
        for word in *words {
            let Some(at) = folded.rfind(word) else { continue };
            let rest = folded[..at].trim_end_matches(['_', '-', '.', ':', '第']);
            let after = folded[at + word.len()..].trim_start_matches('_');
            let is_mark = ["", "分", "得分", "分数", "成绩", "评分", "mark", "score", "分值"].contains(&after);
            let is_person =
                PERSONS.contains(&after) || ["教师", "老师", "员", "人", "marker", "teacher"].contains(&after);
            match field {
                _ if is_mark => return Some((rest, *field)),
                Field::Mark(stage) if is_person => return Some((rest, Field::Marker(*stage))),
                Field::Arbitration if is_person => return Some((rest, Field::Arbiter)),
                _ => {}
            }
        }
    }
    numbered(folded)
}

/// Whether labels are those of scripts that are marked once: an item, a mark and who gave it.
pub(super) fn is_marked_once(labels: &[Label]) -> bool {
    let own = |label: &Label| label.stack.last().map(|own| fold(own)).unwrap_or_default();
    let any = |is_wanted: &dyn Fn(&str) -> bool| labels.iter().any(|label| is_wanted(&own(label)));
    labels.iter().any(item_column) && any(&|own| is_word(own, MARK_WORDS)) && any(&|own| PERSONS.contains(&own))
}

/// Whether a folded header is that of the marks of items.
pub(crate) fn is_mark_word(folded: &str) -> bool {
    MARK_WORDS.contains(&folded) || folded == "实得分"
}

/// Whether a header cell says what the column holds of the item that stands over it.
pub(crate) fn is_value_word(text: &str) -> bool {
    is_word(text, MARK_WORDS)
        || is_word(text, OPTION_WORDS)
        || field(&fold(text)).is_some_and(|(rest, _)| rest.is_empty())
}

/// An item and its columns; several in a marking sheet.
type Wanted = (StagedItem, Fields);

/// Fields of a marking with their columns.
pub(super) type Fields = Vec<(Field, usize)>;

/// The columns of a sheet that are used, and those that are not.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Items with their columns.
    pub(crate) items: Vec<Wanted>,
    /// Headers of items that no table names, or of which two could be meant.
    pub(crate) unknown: Vec<String>,
    pub(crate) ignored: Vec<String>,
    /// Column that names the item of each row.
    pub(crate) item: Option<usize>,
    /// The item of all rows, where the sheet is named after it.
    pub(crate) of_sheet: Option<String>,
    /// Fields of a marking sheet with one row a pupil and item.
    pub(crate) fields: Fields,
}

/// Tells the columns of a sheet apart; `sheet` is what it may be named after.
pub(crate) fn find(
    labels: &[Label],
    (source, sheet): (&RawSource, Option<&str>),
    index: Option<&ItemIndex>,
    paper: Paper,
) -> Found {
    let mut found = Found::default();
    let mut wanted: Vec<Wanted> = Vec::new();
    let is_marking = source.kind == SourceKind::Marking;
    let has_column = labels.iter().any(item_column);
    if is_marking && !has_column && labels.iter().all(says_stage) {
        found.of_sheet = sheet.filter(|text| Name::parse(text).is_some()).map(str::to_owned);
    }
    let is_long = is_marking && (has_column || found.of_sheet.is_some());
    for label in labels {
        let (own, shown) = (label.stack.last().cloned().unwrap_or_default(), label.shown());
        let is_named = |text: &str| source.ignore.iter().any(|ignored| fold(ignored) == fold(text));
        if is_named(&own) || is_named(&shown) {
            found.ignored.push(shown);
        } else if source.kind == SourceKind::Marking {
            marking_column(label, is_long, &mut found, &mut wanted, paper);
        } else if let Some(label) = of_item(label, source.kind) {
            wanted.push((staged(&label, shown, paper), vec![(Field::Final, label.column)]));
        } else {
            found.ignored.push(shown);
        }
    }
    // A mark and who gave it: the first, where there is no other.
    let has = |wanted: Field| found.fields.iter().any(|(field, _)| *field == wanted);
    if has(Field::Marker(0)) && (0..3).all(|stage| !has(Field::Mark(stage))) {
        for (field, _) in found.fields.iter_mut().filter(|(field, _)| *field == Field::Final) {
            *field = Field::Mark(0);
        }
    }
    if let (SourceKind::Items, Some(index)) = (source.kind, index) {
        wanted = with_wholes(wanted, index);
    }
    settle(wanted, index, &mut found);
    found
}

/// Puts columns of the parts of an item together of which the table has the whole alone: the mark of 15 is the sum of
/// those of 15(1) and 15(2).
fn with_wholes(wanted: Vec<Wanted>, index: &ItemIndex) -> Vec<Wanted> {
    let whole = |(item, _): &Wanted| match index.find(&item.candidates) {
        Some((item, _)) => (item, false),
        None => whole_of(&item.candidates, index).map_or((usize::MAX, false), |item| (item, true)),
    };
    let wholes: Vec<(usize, bool)> = wanted.iter().map(whole).collect();
    let is_joined = |(item, is_part): (usize, bool)| {
        let alike = wholes.iter().filter(|(other, _)| *other == item);
        is_part && alike.clone().count() > 1 && alike.clone().all(|(_, is_part)| *is_part)
    };
    let mut all: Vec<Wanted> = Vec::with_capacity(wanted.len());
    let mut at: BTreeMap<usize, usize> = BTreeMap::new();
    for ((part, fields), found) in wanted.into_iter().zip(&wholes) {
        match at.get(&found.0).filter(|_| is_joined(*found)) {
            Some(position) => {
                let (item, columns) = &mut all[*position];
                item.header = format!("{} + {}", item.header, part.header);
                item.stated = item.stated.zip(part.stated).map(|(a, b)| a.saturating_add(b));
                columns.extend(fields);
            }
            None if is_joined(*found) => {
                at.insert(found.0, all.len());
                let candidates = vec![Candidate::plain(index.text(found.0))];
                all.push((StagedItem { candidates, ..part }, fields));
            }
            None => all.push((part, fields)),
        }
    }
    all
}

/// The items of a sheet that an index does not name, as a table would number them.
pub(crate) fn beyond(labels: &[Label], source: &RawSource, index: &ItemIndex, paper: Paper) -> Vec<String> {
    let unknown = find(labels, (source, None), Some(index), paper).unknown;
    let all = find(labels, (source, None), None, paper).items.into_iter();
    let number = |candidate: &Candidate| match &candidate.name {
        Some(Name { prefix, parts }) if prefix.is_empty() && parts.len() == 1 => parts[0].clone(),
        _ => candidate.text.clone(),
    };
    all.filter(|(item, _)| unknown.contains(&item.header))
        .filter_map(|(item, _)| item.candidates.first().map(number))
        .collect()
}

/// Whether a label names no item of its own: 一评, 评卷教师1, or something that is no marking.
fn says_stage(label: &Label) -> bool {
    let own = label.stack.last().map(|own| fold(own)).unwrap_or_default();
    label.stack.len() == 1 && field(&own).is_none_or(|(rest, _)| rest.is_empty())
}

fn item_column(label: &Label) -> bool {
    let own = label.stack.last().map(|own| fold(own)).unwrap_or_default();
    blueprint_role(&own).is_some_and(|(role, _)| role == Role::Item)
}

fn marking_column(label: &Label, is_long: bool, found: &mut Found, wanted: &mut Vec<Wanted>, paper: Paper) {
    let own = label.stack.last().map(|own| fold(own)).unwrap_or_default();
    let of_field = field(&own).or_else(|| is_word(&own, MARK_WORDS).then_some(("", Field::Final)));
    match of_field {
        _ if is_long && item_column(label) && found.item.is_none() => found.item = Some(label.column),
        Some(("", field)) if is_long => found.fields.push((field, label.column)),
        Some((rest, field)) if !(is_long || rest.is_empty() && label.stack.len() == 1) => {
            let mut stack = label.stack[..label.stack.len() - 1].to_vec();
            if !rest.is_empty() {
                stack.push(rest.to_owned());
            }
            let of = Label { stack, ..label.clone() };
            let candidates = of.candidates();
            match wanted.iter_mut().find(|(item, _)| item.candidates == candidates) {
                Some((_, fields)) => fields.push((field, label.column)),
                None => {
                    wanted.push((staged(&of, of.shown(), paper), vec![(field, label.column)]));
                }
            }
        }
        _ => found.ignored.push(label.shown()),
    }
}

/// The label without the word for what the column holds; `None` if that is something else than the kind asks for.
fn of_item(label: &Label, kind: SourceKind) -> Option<Label> {
    let (own, groups) = label.stack.split_last()?;
    let (right, wrong) =
        if kind == SourceKind::Options { (OPTION_WORDS, MARK_WORDS) } else { (MARK_WORDS, OPTION_WORDS) };
    let folded = fold(own);
    if is_word(own, right) && !groups.is_empty() {
        return Some(Label { stack: groups.to_vec(), ..label.clone() });
    }
    if is_beside_items(&without_full_mark(&folded).0) || is_word(own, wrong) {
        return None;
    }
    let bare =
        right.iter().find_map(|word| folded.strip_suffix(word)).map(|bare| bare.trim_end_matches(['_', '-', ':']));
    if let Some(bare) = bare.filter(|bare| Name::parse(bare).is_some()) {
        let stack = groups.iter().cloned().chain([bare.to_owned()]).collect();
        return Some(Label { stack, ..label.clone() });
    }
    Some(label.clone())
}

fn staged(label: &Label, header: String, paper: Paper) -> StagedItem {
    let of_row = || paper.read(Cell::text(&label.full)).ok().map(|(ticks, _)| ticks);
    let in_brackets = label.stated().and_then(|full| paper.read(Cell::number(full)).ok()).map(|(ticks, _)| ticks);
    StagedItem {
        header,
        candidates: label.candidates(),
        stated: in_brackets.or_else(of_row).filter(|ticks| *ticks > 0),
        said: said(label),
        item: None,
    }
}

/// What rows over a column, or below its header, say of the item.
fn said(label: &Label) -> Item {
    let key = options(Cell::text(&label.key)).ok().flatten().unwrap_or(Options::NONE);
    let mut item = Item { key, ..Item::default() };
    for (extra, text) in &label.said {
        match extra {
            Extra::Kind => item.kind.clone_from(text),
            Extra::KnowledgePoints => item.knowledge_points = table::knowledge_points(text),
            Extra::Ability => item.ability.clone_from(text),
            Extra::ExpectedFacility => item.expected_facility = table::facility(text).unwrap_or_default(),
            _ => {}
        }
    }
    item
}

/// Finds the blueprint's item of each column.
fn settle(wanted: Vec<Wanted>, index: Option<&ItemIndex>, found: &mut Found) {
    let Some(index) = index else {
        undeclared(wanted, found);
        return;
    };
    let columns: Vec<&[Candidate]> = wanted.iter().map(|(item, _)| item.candidates.as_slice()).collect();
    let mut known = assign(index, &columns);
    if let Some((column, item)) = essay(&wanted, &known, index) {
        known[column] = Some(item);
    }
    for ((mut item, columns), known) in wanted.into_iter().zip(known) {
        match known {
            Some(_) => {
                item.item = known;
                found.items.push((item, columns));
            }
            None if is_numbered(&item) || item.candidates.is_empty() => found.unknown.push(item.header),
            None => found.ignored.push(item.header),
        }
    }
}

/// The column and the item of the table that are left over, where one is called 作文, 书面表达 and the like and the other has a
/// number near the end of the paper: they are one.
fn essay(wanted: &[Wanted], known: &[Option<usize>], index: &ItemIndex) -> Option<(usize, usize)> {
    /// An essay is one of the last items.
    const LAST: usize = 2;
    let is_essay = |text: &str| ESSAYS.iter().any(|word| text.contains(word));
    let is_called = |item: &StagedItem| !is_numbered(item) && is_essay(&item.header);
    let may_be =
        |column: &usize| known[*column].is_none() && (is_called(&wanted[*column].0) || is_numbered(&wanted[*column].0));
    let columns: Vec<usize> = (0..wanted.len()).filter(may_be).collect();
    let items: Vec<usize> = (0..index.len()).filter(|item| !known.contains(&Some(*item))).collect();
    let ([column], [item]) = (columns.as_slice(), items.as_slice()) else { return None };
    let is_last = |at: usize, n: usize| at + LAST >= n;
    let is_one = if is_called(&wanted[*column].0) {
        is_last(*item, index.len())
    } else {
        is_essay(index.text(*item)) && is_last(*column, wanted.len())
    };
    is_one.then_some((*column, *item))
}

/// Whether it has the number of an item, or a header that says what it is worth: 积累运用(30分).
fn looks_like_one(item: &StagedItem) -> bool {
    item.candidates.iter().any(|candidate| candidate.name.is_some()) || without_full_mark(&item.header).1.is_some()
}

/// Whether it has a number, so that its table should know it; 作文 may be no item of that.
fn is_numbered(item: &StagedItem) -> bool {
    let mut names = item.candidates.iter().filter_map(|candidate| candidate.name.as_ref());
    names.any(|name| !name.parts.is_empty())
}

/// Without a blueprint every column that looks like an item is one.
fn undeclared(wanted: Vec<Wanted>, found: &mut Found) {
    let key = |candidate: Option<&Candidate>| candidate.map(|one| one.name.clone().ok_or_else(|| fold(&one.text)));
    let count = |all: &[_], one: &_| all.iter().filter(|other| *other == one).count();
    let (items, others): (Vec<_>, Vec<_>) = wanted.into_iter().partition(|(item, _)| looks_like_one(item));
    found.ignored.extend(others.into_iter().map(|(item, _)| item.header));
    let own: Vec<_> = items.iter().map(|(item, _)| key(item.candidates.first())).collect();
    // Numbers that begin again in each 大题 are told apart by it.
    let told_apart = |(item, own_key): (&Wanted, &_)| {
        if count(&own, own_key) == 1 { item.0.candidates.first() } else { item.0.candidates.last() }.cloned()
    };
    let chosen: Vec<Option<Candidate>> = items.iter().zip(&own).map(told_apart).collect();
    let keys: Vec<_> = chosen.iter().map(|candidate| key(candidate.as_ref())).collect();
    for (((mut item, columns), candidate), own) in items.into_iter().zip(chosen).zip(&keys) {
        if count(&keys, own) == 1 {
            item.candidates = candidate.into_iter().collect();
            found.items.push((item, columns));
        } else {
            found.unknown.push(item.header);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_a_marking() {
        for (text, rest, wanted) in [
            ("一评", "", Field::Mark(0)),
            ("题1_一评", "题1", Field::Mark(0)),
            ("16(1)-二评得分", "16(1)", Field::Mark(1)),
            ("第三评", "", Field::Mark(2)),
            ("二评教师", "", Field::Marker(1)),
            ("题3_一评阅卷教师", "题3", Field::Marker(0)),
            ("仲裁", "", Field::Arbitration),
            ("仲裁老师", "", Field::Arbiter),
            ("最终得分", "", Field::Final),
            ("first_mark", "", Field::Mark(0)),
            ("first_marker", "", Field::Marker(0)),
            ("q1_final", "q1", Field::Final),
            ("评卷教师1", "", Field::Marker(0)),
            ("阅卷老师二", "", Field::Marker(1)),
            ("19_评卷员2", "19", Field::Marker(1)),
            ("评卷员", "", Field::Marker(0)),
            ("评分2", "", Field::Mark(1)),
        ] {
            assert_eq!(field(&fold(text)), Some((rest, wanted)), "{text}");
        }
        assert_eq!(field("得分"), None);
        assert_eq!(field("评分"), None);
    }
}
