//! The columns of a two-way specification table, and what their cells say.

use std::collections::BTreeMap;

use wutong_model::{Item, Options};

use super::cells::options;
use super::name::Name;
use crate::alias::{self, BLUEPRINT_ROLES, Role};
use crate::cell::{Cell, fold, fold_name};

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

#[derive(Debug, Clone, Default)]
pub(super) struct Columns {
    pub(super) item: usize,
    pub(super) full: usize,
    pub(super) extras: Vec<(Extra, usize)>,
}

impl Columns {
    /// The columns of a header row; `None` if it lacks item or full mark.
    pub(super) fn find(texts: &[String]) -> Option<Self> {
        let folded: Vec<String> = texts.iter().map(|text| fold(text)).collect();
        let find = |wanted: Role| {
            let ranked = folded.iter().enumerate().filter_map(|(column, text)| {
                alias::role(text, &[BLUEPRINT_ROLES])
                    .filter(|(role, _)| *role == wanted)
                    .map(|(_, rank)| (rank, column))
            });
            ranked.min().map(|(_, column)| column)
        };
        let (item, full) = (find(Role::Item)?, find(Role::FullMark)?);
        let column = |words: &[&str]| words.iter().find_map(|word| folded.iter().position(|text| text == word));
        let extras = EXTRAS.iter().filter_map(|(extra, words)| column(words).map(|column| (*extra, column)));
        Some(Self { item, full, extras: extras.collect() })
    }
}

/// The right options of an item. The answer to one that is marked by hand is a text of any length.
pub(super) fn key(text: &str, kind: &str) -> Options {
    let by_hand = ["填空", "解答", "计算", "证明", "作图", "简答", "作文"].iter().any(|word| kind.contains(word));
    if by_hand || !text.contains(|c: char| c.is_alphabetic()) {
        return Options::NONE;
    }
    options(Cell::text(text)).ok().flatten().unwrap_or_default()
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
