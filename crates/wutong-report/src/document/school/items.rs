//! Knowledge points, ability levels, item types and single items, beside the region.

use super::{NONE, Writer, is_comparable};
use crate::document::{
    Block, Cell, Head, LegendEntry, Role, Row, Section, Span, Table, figures, figures_of, signed, value_text,
};
use crate::profile::{AnswerRow, ClassRate, SubjectProfile};
use crate::words;

/// A knowledge point is weak where the school lies this far below the region, and the interval says that it is no chance.
const WEAK: f64 = 0.05;
/// Most weak points that are named.
const MOST_WEAK: usize = 5;

impl Writer<'_> {
    /// One section a subject whose item marks were read.
    pub(super) fn items(&mut self) -> Vec<Section> {
        let profile = self.profile;
        let of_table = |table: &str, subject: &str| -> Vec<AnswerRow> {
            let tables = profile.answers.iter().filter(|answer| answer.table == table);
            tables.flat_map(|answer| &answer.rows).filter(|row| row.subject == subject).cloned().collect()
        };
        let subjects = profile
            .subjects
            .iter()
            .map(|subject| (subject, of_table("knowledge_points", &subject.id), of_table("items", &subject.id)));
        let read: Vec<_> = subjects.filter(|(_, groups, items)| !groups.is_empty() || !items.is_empty()).collect();
        read.into_iter().map(|(subject, groups, items)| self.paper(subject, &groups, &items)).collect()
    }

    fn paper(&mut self, subject: &SubjectProfile, groups: &[AnswerRow], items: &[AnswerRow]) -> Section {
        let lang = self.lang;
        let title = match lang {
            words::Lang::Zh => format!("{}：知识点与小题", subject.name),
            words::Lang::En => format!("{}: knowledge points and items", subject.name),
        };
        let lead = if self.has_region() && is_comparable(subject) {
            lang.pick(
                "把考查同一内容的题目合在一起看得分率，比逐题看更稳；上行为本校，下行为全区和两者之差（百分点）。题目少的知识点波动大，请结合题目内容判断。",
                "Score rates of items on the same matter are steadier than single items. Upper line: the school; lower line: the region and the difference in percentage points. A point with few items swings widely; judge it with the items in hand.",
            )
        } else {
            lang.pick(
                "把考查同一内容的题目合在一起看得分率，比逐题看更稳。题目少的知识点波动大，请结合题目内容判断。",
                "Score rates of items on the same matter are steadier than single items. A point with few items swings widely; judge it with the items in hand.",
            )
        };
        let mut blocks = vec![Block::text(Role::Lead, lead)];
        blocks.extend(self.weak(subject, groups));
        for dimension in ["knowledge_point", "ability", "item_type"] {
            let rows: Vec<&AnswerRow> =
                groups.iter().filter(|row| row.details.get("dimension").is_some_and(|of| of == dimension)).collect();
            if !rows.is_empty() {
                blocks.push(Block::Table(self.groups_table(subject, dimension, &rows)));
            }
        }
        if !items.is_empty() {
            blocks.push(Block::Table(self.items_table(subject, items)));
        }
        blocks.extend(self.by_class(subject, groups, items));
        Section { id: "items", title, blocks }
    }

    /// Where the school lies clearly below the region, the furthest first.
    fn weak(&self, subject: &SubjectProfile, groups: &[AnswerRow]) -> Option<Block> {
        let lang = self.lang;
        if !self.has_region() || !is_comparable(subject) {
            return None;
        }
        let gap = |row: &AnswerRow| {
            let value = row.values.iter().find(|value| value.metric == "item_score_rate")?;
            let (own, region) = (value.school.value()?, value.region.value()?);
            let (_, upper) = value.school.interval()?;
            (own - region <= -WEAK && upper < region).then_some((own - region, own))
        };
        let points = groups.iter().filter(|row| row.details.get("dimension").is_some_and(|of| of == "knowledge_point"));
        let mut weak: Vec<((f64, f64), &AnswerRow)> = points.filter_map(|row| Some((gap(row)?, row))).collect();
        weak.sort_by(|left, right| left.0.0.total_cmp(&right.0.0));
        let info = wutong_stats::metric("item_score_rate");
        let named = weak.iter().take(MOST_WEAK).map(|((gap, own), row)| {
            let name = lang.pick(&row.name.0, &row.name.1);
            format!("{name} {}（{}）", value_text(info, *own), signed(info, *gap))
        });
        let named: Vec<String> = named.collect();
        let text = if named.is_empty() {
            lang.pick(
                "没有明显低于全区（5 个百分点以上且超出波动）的知识点。",
                "No knowledge point lies clearly (5 percentage points and beyond chance) below the region.",
            )
            .to_owned()
        } else {
            let whole = subject.value("score_rate").and_then(|rate| {
                let gap = signed(info, rate.school.value()? - rate.region.value()?);
                Some(match lang {
                    words::Lang::Zh => format!("本校全卷与全区之差为 {gap}，与此相近的差距是整体水平所致，不是某个知识点的问题。"),
                    words::Lang::En => format!(" On the whole paper the difference is {gap}; a gap of about that size is one of the whole, not of a single point."),
                })
            });
            format!("{}{}{}", named.join(lang.pick("；", "; ")), lang.pick("。", "."), whole.unwrap_or_default())
        };
        let head = lang.pick("明显低于全区的知识点：", "Clearly below the region: ");
        Some(Block::Text { role: Role::Plain, spans: vec![Span::strong(head), Span::plain(text)] })
    }

    fn groups_table(&mut self, subject: &SubjectProfile, dimension: &str, rows: &[&AnswerRow]) -> Table {
        let lang = self.lang;
        let name = words::item_dimension(dimension, lang);
        let heads = vec![
            Head::plain(name),
            Head::plain(lang.pick("题号", "Items")),
            self.cells.head("items_full_mark"),
            self.cells.head("n"),
            self.cells.head("item_score_rate"),
        ];
        let row = |row: &&AnswerRow| {
            let items = row.details.get("items").cloned().unwrap_or_default();
            let mut cells = vec![Cell::words(items)];
            cells.push(self.item_cell(subject, row, "items_full_mark", false));
            cells.push(self.item_cell(subject, row, "n", false));
            cells.push(self.item_cell(subject, row, "item_score_rate", true));
            Row { names: vec![Span::plain(lang.pick(&row.name.0, &row.name.1).clone())], cells, strong: false }
        };
        let rows = rows.iter().map(row).collect();
        let caption = match lang {
            words::Lang::Zh => format!("{}：{name}得分率", subject.name),
            words::Lang::En => format!("{}: score rates by {}", subject.name, name.to_lowercase()),
        };
        Table { caption, heads, n_names: 1, rows, compact: true }
    }

    fn items_table(&mut self, subject: &SubjectProfile, items: &[AnswerRow]) -> Table {
        let lang = self.lang;
        let mut heads = vec![
            Head::plain(lang.pick("题号", "Item")),
            Head::plain(lang.pick("知识点", "Knowledge points")),
            Head::plain(lang.pick("满分", "Full")),
        ];
        heads.extend(["n", "facility", "blank_rate", "zero_rate"].map(|id| self.cells.head(id)));
        let row = |row: &AnswerRow| {
            let detail = |name: &str| row.details.get(name).cloned().unwrap_or_default();
            let full = Cell { text: detail("full_mark"), ..Cell::default() };
            let mut cells = vec![Cell::words(detail("knowledge_points")), full];
            cells.push(self.item_cell(subject, row, "n", false));
            cells.push(self.item_cell(subject, row, "facility", true));
            cells.extend(["blank_rate", "zero_rate"].map(|id| self.item_cell(subject, row, id, false)));
            Row { names: vec![Span::plain(lang.pick(&row.name.0, &row.name.1).clone())], cells, strong: false }
        };
        let rows = items.iter().map(row).collect();
        let caption = match lang {
            words::Lang::Zh => format!("{}：各小题得分情况", subject.name),
            words::Lang::En => format!("{}: items", subject.name),
        };
        Table { caption, heads, n_names: 1, rows, compact: true }
    }

    /// Classes side by side, held against their school: knowledge points in a table, items in a drawing.
    fn by_class(&mut self, subject: &SubjectProfile, groups: &[AnswerRow], items: &[AnswerRow]) -> Vec<Block> {
        let (profile, lang) = (self.profile, self.lang);
        let is_point = |row: &&AnswerRow| row.details.get("dimension").is_some_and(|of| of == "knowledge_point");
        let points: Vec<&AnswerRow> =
            groups.iter().filter(is_point).filter(|row| row.classes.len() == profile.classes.len()).collect();
        let rates = || points.iter().copied().chain(items).flat_map(|row| &row.classes);
        let Some(first) = rates().next() else { return Vec::new() };
        let mut blocks = vec![Block::Heading { text: lang.pick("各班得分率", "Score rates by class").to_owned() }];
        if rates().all(|rate| rate.value.value().is_none()) {
            let why = first.value.reason().map_or("", |reason| words::reason(reason, lang));
            let text = format!("{}{why}", lang.pick("各班得分率未给出：", "Score rates of classes are not given: "));
            blocks.push(Block::text(Role::Empty, text));
            return blocks;
        }
        let lead = lang.pick(
            "各班与本校整体比较，下行为与全校之差（百分点）。每班只有几十人，差几个百分点属于正常；有 ▲▼ 或着色的才值得看，二十个中仍约有一个出于巧合。请勿据此给班级或教师排队。",
            "Classes beside the whole school; lower line: the difference in percentage points. A class has a few dozen pupils, so a few points are nothing unusual; look only at what is marked ▲▼ or shaded, of which about one in twenty is still chance. Do not rank classes or teachers by it.",
        );
        blocks.push(Block::text(Role::Lead, lead));
        if !points.is_empty() {
            blocks.push(Block::Table(self.points_by_class(subject, &points)));
        }
        let names: Vec<&str> = profile.classes.iter().map(|class| class.name.as_str()).collect();
        let drawings = figures::class_heat((&subject.name, items), &names, lang);
        let has_drawing = !drawings.is_empty();
        if !drawings.is_empty() {
            let entry = |sign, zh: &str, en: &str| LegendEntry { sign, text: lang.pick(zh, en).to_owned() };
            blocks.push(Block::Legend {
                entries: vec![
                    entry("above", "明显高于全校", "clearly above the school"),
                    entry("below", "明显低于全校", "clearly below the school"),
                ],
            });
        }
        let title = words::class_heat_of(&subject.name, lang);
        blocks.extend(figures_of(&title, drawings, lang));
        let drawn = items.iter().flat_map(|row| &row.classes).map(|rate| rate.value);
        blocks.extend(figures::dashes(drawn, lang).filter(|_| has_drawing));
        blocks
    }

    /// One row a knowledge point, one column a class.
    fn points_by_class(&mut self, subject: &SubjectProfile, points: &[&AnswerRow]) -> Table {
        const ID: &str = "item_score_rate";
        let (profile, lang) = (self.profile, self.lang);
        let what = words::item_dimension("knowledge_point", lang);
        self.cells.explain(ID);
        let of_rate = |text: &str| Head { text: text.to_owned(), metric: Some(ID.to_owned()) };
        let mut heads = vec![Head::plain(what), of_rate(words::this_school(lang))];
        heads.extend(profile.classes.iter().map(|class| of_rate(&class.name)));
        let row = |row: &&AnswerRow| {
            let of_school =
                |id: &str| row.values.iter().find(|value| value.metric == id).map_or(NONE, |value| value.school);
            let mut cells = vec![self.cells.plain(ID, of_school(ID), of_school("n"))];
            let of_class = |rate: &ClassRate| self.cells.against(ID, (rate.value, rate.n), of_school(ID), None);
            cells.extend(row.classes.iter().map(of_class));
            Row { names: vec![Span::plain(lang.pick(&row.name.0, &row.name.1).clone())], cells, strong: false }
        };
        let rows = points.iter().map(row).collect();
        let caption = match lang {
            words::Lang::Zh => format!("{}：各班{what}得分率", subject.name),
            words::Lang::En => format!("{}: score rates by {} and class", subject.name, what.to_lowercase()),
        };
        Table { caption, heads, n_names: 1, rows, compact: true }
    }

    fn item_cell(&mut self, subject: &SubjectProfile, row: &AnswerRow, id: &str, against: bool) -> Cell {
        let value = |id: &str| row.values.iter().find(|value| value.metric == id);
        let (own, n) = (value(id).map_or(NONE, |value| value.school), value("n").map_or(NONE, |value| value.school));
        if against && self.has_region() && is_comparable(subject) {
            let region = value(id).map_or(NONE, |value| value.region);
            return self.cells.against(id, (own, n), region, Some(words::region(self.lang)));
        }
        self.cells.plain(id, own, n)
    }
}
