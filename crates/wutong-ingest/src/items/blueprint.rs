//! Two-way specification tables (双向细目表): one row an item.

use std::collections::BTreeSet;

use wutong_model::spec::Subject;
use wutong_model::{Blueprint, Item, PaperAspect, PaperClaim, Place, Problem, ProblemKind, SheetAccount, points};

use super::cells::options;
use super::name::{ItemIndex, Name, is_within, without_full_mark};
use crate::alias::{self, BLUEPRINT_ROLES, Role};
use crate::cell::{Cell, OwnedRow, Row, fold, fold_name};
use crate::error::IngestError;
use crate::feed::{Body, Fate, Fed, excerpt};
use crate::format::Sheet;
use crate::mark::Paper;
use crate::pupil::is_footer;

/// A column beside those of item and full mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extra {
    Section,
    /// Number within the item, where both have a column.
    Within,
    Kind,
    Key,
    KnowledgePoints,
    Ability,
    ExpectedFacility,
    ChoiceGroup,
}

const EXTRAS: &[(Extra, &[&str])] = &[
    (Extra::Section, &["section", "大题", "大题号", "大题名称"]),
    (Extra::Within, &["小题号", "小题", "分题号", "小问", "part"]),
    (Extra::Kind, &["type", "题型", "试题类型", "题目类型", "题类"]),
    (Extra::Key, &["key", "答案", "标准答案", "正确答案", "参考答案", "选项答案", "answer"]),
    (
        Extra::KnowledgePoints,
        &["knowledge_points", "知识点", "考查知识点", "考点", "知识内容", "考查内容", "知识点名称", "knowledge_point"],
    ),
    (
        Extra::Ability,
        &["ability", "能力层次", "能力要求", "认知层次", "能力层级", "能力", "能力水平", "认知水平", "能力目标"],
    ),
    (
        Extra::ExpectedFacility,
        &["expected_facility", "预估难度", "难度系数", "预计难度", "预设难度", "预期难度", "难度", "预估得分率"],
    ),
    (Extra::ChoiceGroup, &["choice_group", "选做组", "选做", "选考组", "选做题组"]),
];

#[derive(Debug, Clone, Default)]
struct Columns {
    item: usize,
    full: usize,
    extras: Vec<(Extra, usize)>,
}

/// Reads the two-way specification table of one subject.
pub(crate) struct BlueprintReader<'a> {
    subject: &'a Subject,
    file: &'a str,
    sheet: String,
    columns: Option<Columns>,
    headers: Vec<String>,
    first_headers: Vec<String>,
    /// The 大题 of the last row that named one: a merged cell stands in its first row only.
    section: String,
    /// The item of the last row that named one, for rows of its parts.
    outer: String,
    /// Items with their 大题.
    items: Vec<(String, Item)>,
    seen: BTreeSet<(String, String)>,
    found: bool,
    /// What was read, and rows that could not be.
    pub(crate) accounts: Vec<SheetAccount>,
    pub(crate) problems: Vec<Problem>,
}

impl<'a> BlueprintReader<'a> {
    /// A reader of one file.
    pub(crate) fn new(file: &'a str, subject: &'a Subject) -> Self {
        Self {
            subject,
            file,
            sheet: String::new(),
            columns: None,
            headers: Vec::new(),
            first_headers: Vec::new(),
            section: String::new(),
            outer: String::new(),
            items: Vec::new(),
            seen: BTreeSet::new(),
            found: false,
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
        let items = told_apart(self.items);
        let blueprint = Blueprint { file: Some(self.file.to_owned()), decimals: subject.decimals, items };
        let claim = (blueprint.full_ticks() != i64::from(subject.full_ticks)).then(|| PaperClaim {
            place: Place { file: self.file.to_owned(), ..Place::default() },
            school: None,
            subject: subject.id.clone(),
            aspect: PaperAspect::ItemMarks,
            found: points(blueprint.full_ticks(), subject.decimals),
            required: points(i64::from(subject.full_ticks), subject.decimals),
        });
        Ok((blueprint, claim))
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
        let (id, stated) = without_full_mark(&row.cell(item).shown());
        let within = self.text(Extra::Within, row);
        if self.column(Extra::Within).is_none_or(|column| column == item) {
            return (id, stated);
        }
        if !id.is_empty() {
            self.outer.clone_from(&id);
        }
        if within.is_empty() || within == self.outer {
            return (id, stated);
        }
        let (within, stated_within) = without_full_mark(&within);
        let outer = self.outer.clone();
        let id = match (Name::parse(&outer), Name::parse(&within)) {
            // 一 and 1: a 大题 with its items.
            (None, _) => {
                self.section = outer;
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
        if !id.is_empty() && !is_item && (no_mark || cells <= 2) && Name::of_group(id).is_some() {
            id.clone_into(&mut self.section);
            return true;
        }
        no_mark && !is_item && (cells == 1 || id.is_empty())
    }

    fn bad(&mut self, row: u32, column: Option<usize>, text: String) -> Fate {
        self.problems.push(Problem {
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
        });
        Fate::SetAside
    }

    /// Reads what stands beside item and full mark; the column that cannot be read otherwise.
    fn item(&self, id: String, full_ticks: i32, row: &dyn Row) -> Result<Item, Extra> {
        let key = match self.text(Extra::Key, row) {
            // The answer to an item that is marked by hand is a text of any length.
            text if text.chars().filter(char::is_ascii_alphabetic).count() == 0 => Default::default(),
            text => options(Cell::text(&text)).ok().flatten().unwrap_or_default(),
        };
        let points = self.text(Extra::KnowledgePoints, row);
        let points = points.split(['；', ';', '、', '，', ',', '/', '\n']).map(str::trim);
        let group = self.text(Extra::ChoiceGroup, row);
        Ok(Item {
            id,
            full_ticks,
            is_full_inferred: false,
            kind: self.text(Extra::Kind, row),
            key,
            knowledge_points: points.filter(|point| !point.is_empty()).map(str::to_owned).collect(),
            ability: self.text(Extra::Ability, row),
            expected_facility: facility(&self.text(Extra::ExpectedFacility, row))
                .map_err(|()| Extra::ExpectedFacility)?,
            choice_group: (!matches!(fold(&group).as_str(), "" | "-" | "否" | "无" | "必做")).then_some(group),
        })
    }
}

/// A share, or a percentage; an empty cell is none given.
fn facility(text: &str) -> Result<Option<f64>, ()> {
    let folded = fold(text);
    if matches!(folded.as_str(), "" | "-" | "/") {
        return Ok(None);
    }
    // 难 and 易 are a rating, not a share.
    let Some(percent) = folded.strip_suffix('%') else {
        return match folded.parse::<f64>() {
            Ok(share) if (0.0..=1.0).contains(&share) => Ok(Some(share)),
            Err(_) if folded.chars().all(|c| "较偏中等易难容适".contains(c)) => Ok(None),
            _ => Err(()),
        };
    };
    percent
        .parse::<f64>()
        .ok()
        .map(|value| value / 100.0)
        .filter(|share| (0.0..=1.0).contains(share))
        .map(Some)
        .ok_or(())
}

/// Items whose numbers begin again in each 大题 take its number before their own.
fn told_apart(items: Vec<(String, Item)>) -> Vec<Item> {
    let mut times = std::collections::BTreeMap::<String, usize>::new();
    for (_, item) in &items {
        *times.entry(fold_name(&item.id)).or_default() += 1;
    }
    let named = |(section, mut item): (String, Item)| {
        if times[&fold_name(&item.id)] > 1 && !section.is_empty() {
            let number = Name::of_group(&section).and_then(|name| name.parts.into_iter().next());
            item.id = format!("{}.{}", number.unwrap_or(section), item.id);
        }
        item
    };
    items.into_iter().map(named).collect()
}

impl Body for BlueprintReader<'_> {
    fn begin(&mut self, sheet: Sheet<'_>) {
        sheet.name.clone_into(&mut self.sheet);
        self.columns = None;
        self.section.clear();
        self.outer.clear();
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
                let folded: Vec<String> = texts.iter().map(|text| fold(text)).collect();
                let column = |words: &[&str]| words.iter().find_map(|word| folded.iter().position(|text| text == word));
                let extras = EXTRAS.iter().filter_map(|(extra, words)| column(words).map(|column| (*extra, column)));
                self.columns = Some(Columns { item, full, extras: extras.collect() });
                self.headers = texts;
                self.found = true;
                return Ok(Some(position));
            }
            if self.first_headers.is_empty() {
                self.first_headers = texts;
            }
        }
        Ok(None)
    }

    fn row(&mut self, number: u32, row: &dyn Row) -> Result<Fate, IngestError> {
        let Columns { item, full, .. } = self.columns.clone().expect("rows come after the header");
        let first = (0..row.width()).map(|column| row.cell(column)).find(|cell| !cell.is_empty());
        let first = fold(&first.map(Cell::shown).unwrap_or_default());
        if is_footer(&first) || first == "满分" || row.cell(item).shown() == self.headers[item] {
            return Ok(Fate::NotData);
        }
        let section = self.text(Extra::Section, row);
        if !section.is_empty() {
            self.section = section;
        }
        let (id, stated) = self.id(row, item);
        let full_cell = row.cell(full);
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
            return Ok(self.bad(number, Some(full), full_cell.shown()));
        };
        if !self.seen.insert((self.section.clone(), fold_name(&id))) {
            return Ok(self.bad(number, Some(item), id));
        }
        match self.item(id, full_ticks, row) {
            Ok(item) => self.items.push((self.section.clone(), item)),
            Err(extra) => {
                let text = self.text(extra, row);
                return Ok(self.bad(number, self.column(extra), text));
            }
        }
        Ok(Fate::Kept)
    }
}

/// The items of a table, ready to be found.
pub(crate) fn index(blueprint: &Blueprint) -> ItemIndex {
    ItemIndex::new(blueprint.items.iter().map(|item| item.id.as_str()))
}
