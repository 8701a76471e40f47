//! The columns of a two-way specification table, and what their cells say.

use std::collections::BTreeMap;

use wutong_model::{Item, Options};

use super::cells::options;
use super::name::Name;
use crate::alias::{self, Role};
use crate::cell::{Cell, OwnedRow, Row, fold, fold_name};
use crate::layout::number;

/// A column beside those of item and full mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extra {
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

pub(super) const EXTRAS: &[(Extra, &[&str])] = &[
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

/// What headers end with that no list names: 预估难度系数, 考查能力层次, 核心知识点, 关键能力.
const ENDS: [(Extra, &[&str]); 4] = [
    (Extra::Kind, &["题型", "考查形式", "试题形式"]),
    (Extra::KnowledgePoints, &["知识点", "知识内容", "知识模块", "知识板块", "内容领域", "知识领域", "考点"]),
    (
        Extra::Ability,
        &[
            "能力层次",
            "能力层级",
            "能力要求",
            "能力水平",
            "能力维度",
            "认知层次",
            "认知水平",
            "认知维度",
            "思维层次",
            "能力",
        ],
    ),
    (
        Extra::ExpectedFacility,
        &["预估难度系数", "预计难度系数", "预设难度系数", "预期难度系数", "预估难度值", "预计难度值"],
    ),
];

/// What a folded word asks of items: 知识点, 能力层次, 题型.
pub(super) fn extra_named(folded: &str) -> Option<Extra> {
    let listed = EXTRAS.iter().find(|(_, words)| words.contains(&folded));
    let ends = || ENDS.iter().find(|(_, words)| words.iter().any(|word| folded.ends_with(word)));
    listed.or_else(ends).map(|(extra, _)| *extra)
}

/// What abilities are called where each has a column of its own.
const ABILITIES: [&str; 24] = [
    "识记",
    "记忆",
    "了解",
    "理解",
    "掌握",
    "应用",
    "运用",
    "简单应用",
    "简单运用",
    "灵活运用",
    "综合应用",
    "综合运用",
    "分析",
    "综合",
    "分析综合",
    "评价",
    "鉴赏",
    "鉴赏评价",
    "创造",
    "创新",
    "探究",
    "表达",
    "表达应用",
    "推理",
];
/// What stands in a cell that says no.
const NO: [&str; 8] = ["", "-", "/", "×", "x", "否", "无", "0"];

/// Several columns that say one thing together: 识记, 理解 and 应用, each with a tick or a mark in its cells.
#[derive(Debug, Clone)]
pub(crate) struct Matrix {
    extra: Extra,
    /// Columns and what they are called.
    columns: Vec<(usize, String)>,
}

/// The columns of a two-way specification table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Columns {
    pub(crate) item: usize,
    /// `None` where the marks stand in the columns of abilities.
    pub(crate) full: Option<usize>,
    pub(super) extras: Vec<(Extra, usize)>,
    pub(crate) matrices: Vec<Matrix>,
    /// Rows of the header below the first.
    pub(crate) below: usize,
    /// The full mark is that of one item: 每题分值.
    pub(crate) says_each: bool,
}

impl Columns {
    /// The columns of the header that begins at a row; `None` if it lacks items or their full marks.
    pub(crate) fn find(head: &[OwnedRow], position: usize) -> Option<Self> {
        let over = head[position].texts();
        let role_of = |text: &str| alias::blueprint_role(&fold(text));
        let find = |texts: &[String], wanted: Role| {
            let ranked = texts.iter().enumerate().filter_map(|(column, text)| {
                role_of(text).filter(|(role, _)| *role == wanted).map(|(_, rank)| (rank, column))
            });
            ranked.min().map(|(_, column)| column)
        };
        let item = find(&over, Role::Item)?;
        let below = head.get(position + 1).filter(|row| is_second_line(&over, item, row));
        let mut leaves = below.map_or_else(|| over.clone(), OwnedRow::texts);
        leaves.resize(leaves.len().max(over.len()), String::new());
        // What a cell stands over goes on to the right where it is not merged.
        let mut groups = over.clone();
        groups.resize(leaves.len(), String::new());
        for column in 1..groups.len() {
            if groups[column].is_empty() && !leaves[column].is_empty() {
                groups[column] = groups[column - 1].clone();
            }
        }
        for (leaf, group) in leaves.iter_mut().zip(&groups) {
            if leaf.is_empty() {
                leaf.clone_from(group);
            }
        }
        let full = find(&leaves, Role::FullMark).filter(|column| *column != item);
        let matrices = matrices(&groups, &leaves, (item, full));
        let is_free = |column: &usize| matrices.iter().all(|matrix| matrix.columns.iter().all(|(of, _)| of != column));
        let folded: Vec<String> = leaves.iter().map(|text| fold(text)).collect();
        let column = |words: &[&str]| {
            words.iter().find_map(|word| (0..folded.len()).find(|column| folded[*column] == *word && is_free(column)))
        };
        let ending = |words: &[&str]| {
            let ends = |column: &usize| words.iter().any(|word| folded[*column].ends_with(word));
            (0..folded.len()).find(|column| ends(column) && is_free(column))
        };
        let ends = |extra: Extra| ENDS.iter().find(|(of, _)| *of == extra).and_then(|(_, words)| ending(words));
        let extras = EXTRAS.iter().filter_map(|(extra, words)| {
            let column = column(words).or_else(|| ends(*extra))?;
            Some((*extra, column))
        });
        let extras = extras.collect();
        let has_marks = full.is_some() || matrices.iter().any(|matrix| matrix.extra == Extra::Ability);
        let says_each = full.is_some_and(|column| folded[column].starts_with(['每', '各']));
        has_marks.then_some(Self { item, full, extras, matrices, below: usize::from(below.is_some()), says_each })
    }

    /// Whether the table gives the right answers of items and says nothing else of them.
    pub(crate) fn is_key(&self) -> bool {
        let says = |wanted: &[Extra]| self.extras.iter().any(|(extra, _)| wanted.contains(extra));
        says(&[Extra::Key])
            && !says(&[Extra::KnowledgePoints, Extra::Ability, Extra::ExpectedFacility])
            && self.matrices.is_empty()
    }

    /// The full mark of an item: its cell, or the sum of its marks by ability.
    pub(crate) fn full_mark(&self, row: &dyn Row) -> Option<f64> {
        match self.full {
            Some(column) => number(row.cell(column)),
            None => self.matrices.iter().find(|matrix| matrix.extra == Extra::Ability)?.sum(row),
        }
    }

    /// What the ticked columns of a kind are called; the column and the marks that do not add up to the item's.
    pub(super) fn ticked(&self, extra: Extra, row: &dyn Row) -> Result<Option<String>, (usize, String)> {
        let Some(matrix) = self.matrices.iter().find(|matrix| matrix.extra == extra) else { return Ok(None) };
        let ticked: Vec<&(usize, String)> = matrix.ticked(row).collect();
        let names = ticked.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join("、");
        let marks: Vec<f64> = ticked.iter().filter_map(|(column, _)| number(row.cell(*column))).collect();
        let are_ticks = marks.len() < ticked.len() || marks.iter().all(|mark| (mark - 1.0).abs() < f64::EPSILON);
        match (matrix.sum(row), self.full_mark(row)) {
            (Some(sum), Some(full)) if !are_ticks && (sum - full).abs() > 1e-6 => {
                let marks = marks.iter().map(f64::to_string).collect::<Vec<_>>().join(" + ");
                Err((ticked[0].0, format!("{marks} ≠ {full}")))
            }
            _ => Ok(Some(names)),
        }
    }
}

impl Matrix {
    fn ticked<'m>(&'m self, row: &'m dyn Row) -> impl Iterator<Item = &'m (usize, String)> {
        self.columns.iter().filter(|(column, _)| !NO.contains(&fold(&row.cell(*column).shown()).as_str()))
    }

    /// What the marks of a row add up to; `None` where it has ticks, or nothing.
    fn sum(&self, row: &dyn Row) -> Option<f64> {
        let marks: Option<Vec<f64>> = self.ticked(row).map(|(column, _)| number(row.cell(*column))).collect();
        marks.filter(|marks| !marks.is_empty()).map(|marks| marks.iter().sum())
    }
}

/// Whether a row is the second line of a header: words, and no item.
fn is_second_line(over: &[String], item: usize, row: &OwnedRow) -> bool {
    let own = row.cell(item).shown();
    let cells = || (0..row.width()).map(|column| row.cell(column)).filter(|cell| !cell.is_empty());
    let differs = |column: &usize| {
        let text = row.cell(*column).shown();
        !text.is_empty() && over.get(*column).is_none_or(|over| *over != text)
    };
    // One cell alone is the name of a 大题.
    let is_line = (0..row.width()).filter(differs).count() > 1;
    (own.is_empty() || own == over[item]) && is_line && cells().all(|cell| number(cell).is_none())
}

/// The columns of abilities by their names, and those that stand under one word for abilities or matters.
fn matrices(groups: &[String], leaves: &[String], (item, full): (usize, Option<usize>)) -> Vec<Matrix> {
    let extra_of = |text: &str| {
        let folded = fold(text);
        EXTRAS.iter().find(|(_, words)| words.contains(&folded.as_str())).map(|(extra, _)| *extra)
    };
    let is_free = |column: &usize| *column != item && Some(*column) != full && !leaves[*column].is_empty();
    let mut matrices: Vec<Matrix> = Vec::new();
    for extra in [Extra::Ability, Extra::KnowledgePoints] {
        let is_of = |column: &usize| {
            let stands_over = groups[*column] != leaves[*column] && extra_of(&groups[*column]) == Some(extra);
            stands_over || extra == Extra::Ability && names_ability(&leaves[*column])
        };
        let columns: Vec<(usize, String)> = (0..leaves.len())
            .filter(is_free)
            .filter(is_of)
            .map(|column| (column, leaves[column].trim().to_owned()))
            .collect();
        if columns.len() > 1 {
            matrices.push(Matrix { extra, columns });
        }
    }
    matrices
}

/// 识记, A识记, 识记(A).
fn names_ability(text: &str) -> bool {
    let folded = fold_name(text);
    let bare = folded.split('(').next().unwrap_or_default();
    let bare = bare.trim_matches(|c: char| c.is_ascii_alphanumeric() || c == '.' || c == '、');
    ABILITIES.contains(&bare)
}

/// The right options of an item. The answer to one that is marked by hand is a text of any length.
pub(super) fn key(text: &str, kind: &str) -> Options {
    let by_hand = ["填空", "解答", "计算", "证明", "作图", "简答", "作文"].iter().any(|word| kind.contains(word));
    if by_hand || !text.contains(|c: char| c.is_alphabetic()) {
        return Options::NONE;
    }
    options(Cell::text(text)).ok().flatten().unwrap_or_default()
}

/// Whether pupils choose among the items of a kind.
pub(super) fn is_choice(kind: &str) -> bool {
    ["选做", "选答"].iter().any(|word| kind.contains(word))
}

impl Columns {
    /// Whether a row is of an item that pupils choose among others.
    pub(crate) fn is_choice(&self, row: &dyn Row) -> bool {
        let column = self.extras.iter().find(|(extra, _)| *extra == Extra::Kind).map(|(_, column)| *column);
        column.is_some_and(|column| is_choice(&row.cell(column).shown()))
    }
}

/// 知识点 as a list.
pub(super) fn knowledge_points(text: &str) -> Vec<String> {
    let points = text.split(['；', ';', '、', '，', ',', '/', '\n']).map(str::trim);
    points.filter(|point| !point.is_empty()).map(str::to_owned).collect()
}

/// A share, or a percentage; an empty cell is none given.
pub(super) fn facility(text: &str) -> Result<Option<f64>, ()> {
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
pub(super) fn told_apart(items: Vec<(String, Item)>) -> Vec<Item> {
    let mut times = BTreeMap::<String, usize>::new();
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
