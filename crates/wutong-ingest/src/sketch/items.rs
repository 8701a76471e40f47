//! What sheets of items and two-way specification tables say of the paper as a whole.

use crate::cell::{Cell, OwnedRow, Row, fold};
use crate::items::{BlueprintColumns, looks_like_item};
use crate::layout::{Setting, number};
use crate::sketch::scan::Marks;
use crate::sketch::stem;
use crate::subject::Vocabulary;

/// The columns of the items of one subject, and what they sum up to.
#[derive(Debug, Default)]
pub(super) struct ItemSums {
    /// Position in the vocabulary.
    pub(super) subject: usize,
    /// Sums of the rows.
    pub(super) marks: Marks,
    columns: Vec<usize>,
    /// The highest mark of each item.
    maxima: Vec<f64>,
}

impl ItemSums {
    /// The columns of items below a header, by the subject that it, the sheet or the file names.
    pub(super) fn of(head: &[OwnedRow], last: usize, setting: Setting<'_>) -> Vec<Self> {
        let names = setting.vocabulary;
        let of_sheet = subject_of(names, setting, &[]);
        let width = head.iter().map(Row::width).max().unwrap_or(0);
        let mut group = None;
        let mut sums: Vec<Self> = Vec::new();
        for column in 0..width {
            let texts = head[..=last].iter().map(|row| fold(&row.cell(column).shown()));
            let texts: Vec<String> = texts.filter(|text| !text.is_empty()).collect();
            let Some(own) = texts.last() else { continue };
            if let Some(over) = texts[..texts.len() - 1].iter().find_map(|text| names.only_one(text)) {
                group = Some(over);
            }
            let (named, own) = match names.within(own) {
                Some((position, before, after)) => (Some(position), [before, after].concat()),
                None => (None, own.clone()),
            };
            let bare = ["小题得分", "小题分", "得分"].iter().find_map(|end| own.strip_suffix(end)).unwrap_or(&own);
            let (true, Some(subject)) = (looks_like_item(bare), named.or(group).or(of_sheet)) else { continue };
            match sums.iter_mut().find(|sums| sums.subject == subject) {
                Some(sums) => sums.columns.push(column),
                None => sums.push(Self { subject, columns: vec![column], ..Self::default() }),
            }
        }
        sums
    }

    /// Adds the sum of a pupil's row, if any item in it has a mark.
    pub(super) fn row(&mut self, row: &dyn Row) {
        self.maxima.resize(self.columns.len(), 0.0);
        let (mut sum, mut is_any) = (0.0, false);
        for (column, highest) in self.columns.iter().zip(&mut self.maxima) {
            if let Some(mark) = number(row.cell(*column)) {
                (sum, is_any, *highest) = (sum + mark, true, highest.max(mark));
            }
        }
        if is_any {
            self.marks.add(Cell::Number(exact(sum)));
        }
    }

    /// What the highest marks of the items sum up to: the full mark if some pupil had each of them right.
    pub(super) fn highest(&self) -> f64 {
        exact(self.maxima.iter().sum())
    }
}

/// A sum of decimals without what a float cannot hold.
fn exact(sum: f64) -> f64 {
    (sum * 1e6).round() / 1e6
}

/// A two-way specification table.
#[derive(Debug, Default, Clone)]
pub(super) struct Specification {
    /// Position in the vocabulary, where table, sheet or file names it.
    pub(super) subject: Option<usize>,
    /// Columns that say what an item asks for.
    pub(super) richness: usize,
    /// Full marks of the items together; `None` where pupils choose among them.
    pub(super) total: Option<f64>,
    /// The name of its sheet tells the subject.
    pub(super) is_named_by_sheet: bool,
    columns: BlueprintColumns,
}

impl Specification {
    /// Rows of its header below the first.
    pub(super) fn below(&self) -> usize {
        self.columns.below
    }
}

impl Specification {
    /// The table below the header at a position.
    pub(super) fn of(head: &[OwnedRow], position: usize, setting: Setting<'_>) -> Self {
        const TELLING: [&str; 13] = [
            "知识",
            "考点",
            "考查",
            "能力",
            "认知",
            "素养",
            "题型",
            "题类",
            "难度",
            "答案",
            "knowledge",
            "ability",
            "type",
        ];
        const CHOSEN: [&str; 3] = ["选做", "选考", "choice"];
        let columns = BlueprintColumns::find(head, position).unwrap_or_default();
        let lines = &head[position..=position + columns.below];
        let headers: Vec<String> = lines.iter().flat_map(OwnedRow::texts).map(|text| fold(&text)).collect();
        let any = |words: &[&str], header: &String| words.iter().any(|word| header.contains(word));
        let titles: Vec<String> = head[..position].iter().map(|row| row.texts().concat()).collect();
        Self {
            subject: subject_of(setting.vocabulary, setting, &titles),
            is_named_by_sheet: setting.vocabulary.only_one(setting.sheet).is_some(),
            richness: headers.iter().filter(|header| any(&TELLING, header)).count() + columns.matrices.len(),
            total: (!headers.iter().any(|header| any(&CHOSEN, header))).then_some(0.0),
            columns,
        }
    }

    /// Adds the full mark of an item.
    pub(super) fn row(&mut self, row: &dyn Row) {
        let is_item = looks_like_item(&fold(&row.cell(self.columns.item).shown()));
        if let (true, Some(total), Some(full)) = (is_item, &mut self.total, self.columns.full_mark(row)) {
            *total = exact(*total + full);
        }
    }
}

/// The subject of a sheet: its own name tells best, then its title, then the file's name.
fn subject_of(names: &Vocabulary, setting: Setting<'_>, titles: &[String]) -> Option<usize> {
    let of_titles = || titles.iter().find_map(|title| names.only_one(title));
    let of_file = || names.only_one(&stem(std::path::Path::new(setting.file)));
    names.only_one(setting.sheet).or_else(of_titles).or_else(of_file)
}
