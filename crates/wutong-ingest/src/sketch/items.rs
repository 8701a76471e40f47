//! What sheets of items and two-way specification tables say of the paper as a whole.

use std::collections::BTreeSet;
use std::path::Path;

use wutong_model::spec::SourceKind;

use crate::alias::{self, PUPIL_ROLES, Role};
use crate::cell::{Cell, OwnedRow, Row, fold, fold_name};
use crate::items::{
    BlueprintColumns, ESSAYS, Owner, Running, are_each, by_place, looks_like_item, of_table, upright,
    without_full_mark, written,
};
use crate::layout::{Setting, is_full_mark_row, number};
use crate::sketch::marks::Marks;
use crate::sketch::scan::{self, ScannedSheet};
use crate::sketch::{FileKind, Found, stem};
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
    /// The full mark that the header, or a row 满分, gives of each item.
    fulls: Vec<Option<f64>>,
}

impl ItemSums {
    /// The columns of items below a header, by the subject that it, the sheet or the file names.
    pub(super) fn of(head: &[OwnedRow], last: usize, setting: Setting<'_>) -> Vec<Self> {
        let names = setting.vocabulary;
        let of_sheet = subject_of(names, setting, &[]);
        let width = head.iter().map(Row::width).max().unwrap_or(0);
        let mut group = None;
        let mut sums: Vec<Self> = Vec::new();
        let texts = |column: usize| -> Vec<String> {
            let texts = head[..=last].iter().map(|row| fold(&row.cell(column).shown()));
            texts.filter(|text| !text.is_empty()).collect()
        };
        let leaf = |column: usize| {
            let own = texts(column).pop().filter(|own| alias::role(own, &[PUPIL_ROLES]).is_none());
            own.unwrap_or_default()
        };
        let by_place = by_place(&(0..width).map(leaf).collect::<Vec<_>>(), &head[last + 1..]);
        let full_row = head.iter().find(|row| is_full_mark_row(*row));
        for column in 0..width {
            let texts = texts(column);
            let Some(own) = texts.last() else { continue };
            if let Some(over) = texts[..texts.len() - 1].iter().find_map(|text| names.only_one(text)) {
                group = Some(over);
            }
            let (named, own) = match names.within(own) {
                Some((position, before, after)) => (Some(position), [before, after].concat()),
                None => (None, own.clone()),
            };
            let bare = ["小题得分", "小题分", "得分"].iter().find_map(|end| own.strip_suffix(end)).unwrap_or(&own);
            let is_item = looks_like_item(bare) || by_place.contains(&column);
            let (true, Some(subject)) = (is_item, named.or(group).or(of_sheet)) else { continue };
            let of_row = full_row.and_then(|row| number(row.cell(column)));
            let full = without_full_mark(bare).1.or(of_row).filter(|full| *full > 0.0);
            let known = sums.iter().position(|sums| sums.subject == subject).unwrap_or(sums.len());
            if known == sums.len() {
                sums.push(Self { subject, ..Self::default() });
            }
            sums[known].columns.push(column);
            sums[known].fulls.push(full);
        }
        sums
    }

    /// Takes full marks from a row 满分 below the pupils.
    pub(super) fn full_row(&mut self, row: &dyn Row) {
        for (column, full) in self.columns.iter().zip(&mut self.fulls) {
            *full = full.or_else(|| number(row.cell(*column)).filter(|full| *full > 0.0));
        }
    }

    pub(super) fn n_columns(&self) -> usize {
        self.columns.len()
    }

    /// What the full marks of the items sum up to, where each is stated.
    pub(super) fn stated(&self) -> Option<f64> {
        /// Fewer may be parts of a paper.
        const FEWEST: usize = 3;
        let fulls: Option<Vec<f64>> = self.fulls.iter().copied().collect();
        fulls.filter(|fulls| fulls.len() >= FEWEST).map(|fulls| exact(fulls.iter().sum()))
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
    /// Pupils choose among its items.
    has_choice: bool,
    /// Items, or several in one, with their full marks.
    rows: Vec<(String, f64)>,
    /// The same of lines that have a name instead of a number: 作文, or headings over items.
    named: Vec<(String, f64)>,
    /// The sheet tells the subject: by its name, by a column, or by titles over several tables.
    pub(super) is_named: bool,
    /// The marks are those of one item each.
    says_each: bool,
    /// It gives the right answers of items and says nothing else of them.
    pub(super) is_key: bool,
}

/// The two-way specification tables of a sheet, one a subject.
#[derive(Debug, Default)]
pub(super) struct Specifications {
    /// What is known of a table before its rows.
    first: Specification,
    owner: Owner,
    running: Running,
    columns: BlueprintColumns,
    headers: Vec<String>,
    /// What items without a number are called.
    pub(super) named: BTreeSet<String>,
    tables: Vec<(Option<usize>, Specification)>,
    /// The table lies on its side and is read with the header.
    is_across: bool,
}

impl Specifications {
    /// The tables below the header at a position.
    pub(super) fn of(head: &[OwnedRow], position: usize, setting: Setting<'_>) -> Self {
        if BlueprintColumns::find(head, position).is_some() {
            return Self::below_header(head, position, setting);
        }
        let rows = upright(head).map(|upright| upright.rows).unwrap_or_default();
        // What stands above it may name the subject.
        let titled: Vec<OwnedRow> = head[..position].iter().chain(rows.first()).cloned().collect();
        let mut found = Self::below_header(&titled, position.min(titled.len() - 1), setting);
        rows.iter().skip(1).for_each(|row| found.row(row, setting.vocabulary));
        found.is_across = true;
        found
    }

    fn below_header(head: &[OwnedRow], position: usize, setting: Setting<'_>) -> Self {
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
        let first = Specification {
            subject: subject_of(setting.vocabulary, setting, &titles),
            is_named: setting.vocabulary.only_one(setting.sheet).is_some(),
            richness: headers.iter().filter(|header| any(&TELLING, header)).count() + columns.matrices.len(),
            has_choice: headers.iter().any(|header| any(&CHOSEN, header)),
            rows: Vec::new(),
            named: Vec::new(),
            says_each: columns.says_each,
            is_key: columns.is_key(),
        };
        let owner = Owner::of(head, position, &columns, setting.vocabulary);
        let headers = head[position].texts();
        Self { first, owner, columns, headers, ..Self::default() }
    }

    /// Rows of the header below the first.
    pub(super) fn below(&self) -> usize {
        self.columns.below
    }

    /// Whether a row that begins with a word is a line below the items.
    pub(super) fn ends(&mut self, first: &str, row: &dyn Row) -> bool {
        self.running.ends(first, &written(row.cell(self.columns.item)))
    }

    /// Takes a row below the header.
    pub(super) fn row(&mut self, row: &dyn Row, vocabulary: &Vocabulary) {
        if self.is_across {
            return;
        }
        let own = OwnedRow::copy(0, row);
        if let Some(columns) = BlueprintColumns::find(std::slice::from_ref(&own), 0) {
            let is_repeated = own.texts() == self.headers;
            self.running.begin(self.owner.begin(), is_repeated);
            if self.columns.below == 0 {
                (self.columns, self.headers) = (columns, own.texts());
            }
            return;
        }
        self.owner.see(row, vocabulary);
        let Ok(owner) = self.owner.of_row(row, vocabulary) else { return };
        let item = written(row.cell(self.columns.item));
        let is_item =
            looks_like_item(&fold(&item)) || of_table(std::iter::once(item.as_str())).iter().any(Option::is_some);
        let holds = self.running.holds(row, &self.columns, &item);
        let (true, Some(full)) = (holds, self.running.full_mark(row, &self.columns, &item)) else { return };
        if is_item {
            self.running.know(&item);
        } else {
            self.named.insert(fold_name(&item));
        }
        let is_choice = self.columns.is_choice(row);
        let known = self.tables.iter().position(|(of, _)| *of == owner);
        let at = known.unwrap_or_else(|| {
            self.tables.push((owner, self.first.clone()));
            self.tables.len() - 1
        });
        if !is_item {
            self.tables[at].1.named.push((item, full));
            return;
        }
        self.tables[at].1.has_choice |= is_choice;
        self.tables[at].1.rows.push((item, full));
    }

    /// The tables; a single one is of the subject of the sheet.
    pub(super) fn tables(&self) -> Vec<Specification> {
        match self.tables.as_slice() {
            [] => vec![self.first.clone()],
            [(owner, table)] => vec![Specification { subject: table.subject.or(*owner), ..table.clone() }],
            several => several
                .iter()
                .map(|(owner, table)| match owner {
                    Some(_) => Specification { subject: *owner, is_named: true, ..table.clone() },
                    None => table.clone(),
                })
                .collect(),
        }
    }
}

impl Specification {
    /// How many items it has, with those that have a name instead of a number and without them.
    pub(super) fn n_items(&self) -> [usize; 2] {
        let times = of_table(self.rows.iter().map(|(item, _)| item.as_str()));
        let numbered = times.into_iter().map(|numbers| numbers.map_or(1, |numbers| numbers.len())).sum::<usize>();
        [numbered + self.named.len(), numbered]
    }

    /// Full marks of the items together; `None` where pupils choose among them. `may_be` says of a sum whether it may be
    /// the full mark of the paper.
    pub(super) fn total(&self, may_be: impl Fn(f64) -> bool) -> Option<f64> {
        let times = of_table(self.rows.iter().map(|(item, _)| item.as_str()));
        #[expect(clippy::cast_precision_loss, reason = "a paper has few items")]
        let times = times.into_iter().map(|numbers| numbers.map_or(1.0, |numbers| numbers.len() as f64));
        let all = exact(self.rows.iter().map(|(_, full)| full).sum());
        let each = exact(self.rows.iter().zip(times).map(|((_, full), times)| full * times).sum());
        let numbered = if are_each(all, each, self.says_each, &may_be) { each } else { all };
        let with_named = exact(numbered + self.named.iter().map(|(_, full)| full).sum::<f64>());
        // A name may be that of a last item, or stand over several.
        let is_item = |(item, _): &(String, f64)| ESSAYS.iter().any(|word| item.contains(word));
        let are_items =
            self.rows.is_empty() || self.named.iter().all(is_item) || !may_be(numbered) && may_be(with_named);
        let total = if are_items { with_named } else { numbered };
        (!self.has_choice).then_some(total)
    }
}

impl Found {
    /// Notes what specification tables call items that have no number.
    pub(super) fn note_items(&mut self, sheets: &[(&Path, &[ScannedSheet])]) {
        let tables = sheets.iter().flat_map(|(_, sheets)| *sheets).filter_map(|sheet| sheet.specifications.as_ref());
        self.item_names = tables.flat_map(|tables| tables.named.iter().cloned()).collect();
    }

    /// Takes columns that are called as the items of a specification table for these items, and so columns whose headers
    /// say what each is worth in a sheet of one subject: 积累运用(30分).
    pub(super) fn take_named_items(&self, path: &Path, sheet: &mut ScannedSheet, vocabulary: &Vocabulary) {
        /// Fewer may be a coincidence.
        const FEWEST: usize = 3;
        let own = |header: &str| without_full_mark(header.rsplit('/').next().unwrap_or(header));
        let is_named = |header: &String| self.item_names.contains(&fold_name(&own(header).0));
        let is_open = sheet.kind == FileKind::Unknown && (sheet.columns.contains_key(&Role::Id) || sheet.has_name);
        if sheet.kind != FileKind::Scores && !is_open {
            return;
        }
        let worth: Vec<f64> = sheet.unknown_numeric.iter().filter_map(|header| own(header).1).collect();
        let texts = [sheet.name.as_str(), &stem(path)];
        let is_of_one = sheet.subjects.is_empty() && texts.into_iter().any(|text| vocabulary.only_one(text).is_some());
        let are_worth = is_of_one && worth.len() >= FEWEST;
        let are_named = sheet.headers.iter().filter(|header| is_named(header)).count() >= FEWEST;
        if !are_worth && !are_named {
            return;
        }
        sheet.unknown_numeric.retain(|header| !(are_named && is_named(header) || are_worth && own(header).1.is_some()));
        if is_open {
            sheet.kind = FileKind::Items;
        }
        let items = sheet.items.get_or_insert_default();
        if !items.kinds.contains(&SourceKind::Items) {
            items.kinds.push(SourceKind::Items);
        }
    }
}

/// The items of a file.
#[derive(Default)]
pub(super) struct ItemsOfFile {
    pub(super) kinds: Vec<FileKind>,
    /// The subject of all its sheets.
    pub(super) subject: Option<String>,
    /// Whether headers or sheets name their subjects, so that the file needs none.
    pub(super) is_named: bool,
    pub(super) is_unsure: bool,
}

impl ItemsOfFile {
    pub(super) fn of(path: &Path, sheets: &[ScannedSheet], vocabulary: &Vocabulary) -> Self {
        let mut all = Self::default();
        let of_file = vocabulary.only_one(&stem(path));
        let (mut subjects, mut unnamed) = (BTreeSet::new(), false);
        let (mut by_headers, mut by_sheets) = (false, true);
        for sheet in sheets {
            let Some(items) = &sheet.items else { continue };
            for kind in &items.kinds {
                let kind = scan::item_kind(*kind);
                if !all.kinds.contains(&kind) {
                    all.kinds.push(kind);
                }
            }
            all.is_unsure |= items.is_unsure;
            by_headers |= !items.subjects.is_empty();
            let of_sheet = vocabulary.only_one(&sheet.name);
            by_sheets &= of_sheet.is_some() || !items.subjects.is_empty();
            let only = match sheet.subjects.as_slice() {
                [only] => Some(only.subject),
                _ => None,
            };
            match of_sheet.or(of_file).or(only) {
                Some(subject) => {
                    subjects.insert(subject);
                }
                None => unnamed |= items.subjects.is_empty(),
            }
        }
        all.is_named = !all.kinds.is_empty() && (by_headers || by_sheets || of_file.is_some()) && !unnamed;
        if let (Some(subject), 1, false, false) = (subjects.first(), subjects.len(), by_headers, unnamed) {
            all.subject = Some(vocabulary.id(*subject).to_owned());
            all.is_named = false;
        }
        all
    }
}

/// The subject of a sheet: its own name tells best, then its title, then the file's name.
fn subject_of(names: &Vocabulary, setting: Setting<'_>, titles: &[String]) -> Option<usize> {
    let of_titles = || titles.iter().find_map(|title| names.only_one(title));
    let of_file = || names.only_one(&stem(Path::new(setting.file)));
    names.only_one(setting.sheet).or_else(of_titles).or_else(of_file)
}
