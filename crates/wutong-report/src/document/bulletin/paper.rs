//! The report of one subject: the region, the schools side by side, and the paper item by item.

use wutong_model::Verdict;

use super::{MOST_INSIGHTS, Writer, name};
use crate::document::figures::{self, mark_label};
use crate::document::{
    Block, Cell, Cells, Document, Figure, Head, LegendEntry, Role, Row, Section, Span, Table, figures_of,
};
use crate::profile::{RegionSubject, SubjectPart, SubjectReport};
use crate::words::{self, Lang};

/// What the items have in common, in the order of the report.
const DIMENSIONS: [&str; 3] = ["knowledge_point", "ability", "item_type"];

/// The report of a subject as a document.
#[must_use]
pub fn subject(report: &SubjectReport, lang: Lang) -> Document {
    let mut writer = Writer { bulletin: &report.region, lang, cells: Cells::brief(lang), more: words::more_at_end };
    let Some(subject) = report.region.subjects.first() else { return Document::default() };
    let opening = writer.opening();
    let mut sections: Vec<Section> = writer.findings(MOST_INSIGHTS).into_iter().collect();
    sections.push(writer.organisation());
    sections.push(writer.results());
    sections.extend(writer.differences());
    sections.push(writer.distribution());
    if report.region.of_level("school").next().is_some() {
        sections.extend(writer.subjects());
        sections.extend(writer.funnel(report, subject));
        sections.extend(writer.answers());
    }
    sections.extend(writer.paper(report, subject));
    sections.extend(writer.categories());
    sections.extend(writer.rest());
    // The rows are accounted for in the bulletin.
    sections.extend(writer.notes().into_iter().filter(|section| section.id != "data"));
    let title = match lang {
        Lang::Zh => format!(" {}学科分析报告", subject.name),
        Lang::En => subject.name.clone(),
    };
    writer.document("subject", &title, opening, sections)
}

impl Writer<'_> {
    /// Means by size, between the limits of chance.
    fn funnel(&self, report: &SubjectReport, subject: &RegionSubject) -> Option<Section> {
        let lang = self.lang;
        let svg = figures::funnel(report, lang)?;
        let lead = lang.pick(
            "人数少的学校，平均分本来就容易偏高或偏低。点落在两条实线之间，差别可能只是人数少带来的；实心点在实线之外，差别不能只用人数解释，但也不说明原因。",
            "Means of small schools swing widely by themselves. Between the solid curves a difference may be a matter of size alone; full dots lie beyond them, where size is no explanation, though nothing is said of the cause.",
        );
        let title = words::funnel_of(&name(subject, lang), lang);
        let figure = Figure { title, svg: Some(svg), missing: String::new() };
        Some(Section {
            id: "funnel",
            title: lang.pick("人数与平均分", "Size and mean").to_owned(),
            blocks: vec![Block::text(Role::Lead, lead), Block::Figure(figure)],
        })
    }

    /// What the paper asked for and how the region answered; nothing where no item marks were read.
    fn paper(&mut self, report: &SubjectReport, subject: &RegionSubject) -> Option<Section> {
        let lang = self.lang;
        if report.parts.is_empty() {
            return None;
        }
        let mut blocks = vec![Block::text(
            Role::Lead,
            lang.pick(
                "得分率为得分占满分的比例，难度按得分率表示，数值越大越容易。",
                "A score rate is marks earned as a share of marks offered; facility is the score rate of an item: the larger, the easier.",
            ),
        )];
        for dimension in DIMENSIONS {
            let parts = of_dimension(report, dimension);
            if !parts.is_empty() {
                blocks.push(Block::Table(self.groups_of_items(subject, dimension, &parts)));
            }
        }
        let items = of_dimension(report, "item");
        if !items.is_empty() {
            blocks.push(Block::Table(self.items(subject, &items)));
        }
        if subject.verdict != Verdict::Refused {
            blocks.extend(self.heats(report));
        }
        let title = match lang {
            Lang::Zh => format!("{}：试卷分析", subject.name),
            Lang::En => format!("{}: the paper", subject.name),
        };
        Some(Section { id: "items", title, blocks })
    }

    fn groups_of_items(&mut self, subject: &RegionSubject, dimension: &str, parts: &[&SubjectPart]) -> Table {
        let lang = self.lang;
        let what = words::item_dimension(dimension, lang);
        let mut heads = vec![Head::plain(what), Head::plain(lang.pick("题号", "Items"))];
        let ids = ["items_full_mark", "n", "item_score_rate"];
        heads.extend(ids.map(|id| self.cells.head(id)));
        let row = |(at, part): (usize, &&SubjectPart)| {
            let mut cells = vec![Cell::words(detail(part, "items"))];
            cells.extend(ids.map(|id| self.part_cell(part, id)));
            let name = lang.pick(&part.name.0, &part.name.1);
            // The drawing below names knowledge points by their number.
            let name = if dimension == DIMENSIONS[0] { format!("{} {name}", at + 1) } else { name.clone() };
            Row { names: vec![Span::plain(name)], cells, strong: false }
        };
        let rows = parts.iter().enumerate().map(row).collect();
        let caption = match lang {
            Lang::Zh => format!("{}：{what}得分率", subject.name),
            Lang::En => format!("{}: score rates by {}", subject.name, what.to_lowercase()),
        };
        Table { caption, heads, n_names: 1, rows, compact: true }
    }

    fn items(&mut self, subject: &RegionSubject, items: &[&SubjectPart]) -> Table {
        let lang = self.lang;
        let mut heads = vec![
            Head::plain(lang.pick("题号", "Item")),
            Head::plain(lang.pick("知识点", "Knowledge points")),
            Head::plain(lang.pick("满分", "Full")),
        ];
        let ids = ["n", "facility", "item_full_mark_rate", "zero_rate", "blank_rate"];
        heads.extend(ids.map(|id| self.cells.head(id)));
        let row = |part: &&SubjectPart| {
            let full = detail(part, "full_mark");
            let full = full.parse().map_or(full, mark_label);
            let mut cells = vec![Cell::words(detail(part, "knowledge_points")), Cell { text: full, ..Cell::default() }];
            cells.extend(ids.map(|id| self.part_cell(part, id)));
            Row { names: vec![Span::plain(lang.pick(&part.name.0, &part.name.1).clone())], cells, strong: false }
        };
        let rows = items.iter().map(row).collect();
        let caption = match lang {
            Lang::Zh => format!("{}：各小题得分情况", subject.name),
            Lang::En => format!("{}: items", subject.name),
        };
        Table { caption, heads, n_names: 1, rows, compact: true }
    }

    fn part_cell(&mut self, part: &SubjectPart, id: &str) -> Cell {
        let of = |id: &str| part.value(id).unwrap_or(super::NONE);
        self.cells.plain(id, of(id), if id == "n" { super::NONE } else { of("n") })
    }

    /// Schools by knowledge point, and by item.
    fn heats(&self, report: &SubjectReport) -> Vec<Block> {
        let lang = self.lang;
        let number = |(at, _): (usize, &&SubjectPart)| (at + 1).to_string();
        let item = |part: &&SubjectPart| lang.pick(&part.name.0, &part.name.1).clone();
        let points = of_dimension(report, "knowledge_point");
        let items = of_dimension(report, "item");
        let numbers: Vec<String> = points.iter().enumerate().map(number).collect();
        let names: Vec<String> = items.iter().map(item).collect();
        let all =
            [(lang.pick("知识点", "Knowledge point"), points, numbers), (lang.pick("小题", "Item"), items, names)];
        let mut blocks = Vec::new();
        for (what, parts, heads) in all {
            let title = words::heat_of(
                &self.bulletin.subjects.first().map_or_else(String::new, |s| s.name.clone()),
                what,
                lang,
            );
            let drawings = figures::heat(report, (what, &parts), &heads, lang);
            let has_drawing = !drawings.is_empty();
            blocks.extend(figures_of(&title, drawings, lang));
            // A school without any value has no row.
            let is_drawn = |at: &usize| parts.iter().any(|part| part.schools[*at].value().is_some());
            let drawn = (0..parts.first().map_or(0, |part| part.schools.len())).filter(is_drawn);
            let values = drawn.flat_map(|at| parts.iter().map(move |part| part.schools[at]));
            blocks.extend(figures::dashes(values, lang).filter(|_| has_drawing));
        }
        if blocks.is_empty() {
            return blocks;
        }
        let lead = lang.pick(
            "下图每行一所学校、每列一个知识点（序号见上表）或一道小题，数字为与全区之差（百分点）。只有区间不含全区数值的差别才着色；不着色的请不要解读，着色的二十个中也约有一个出于巧合。按学校代码排列，不是名次。",
            "One row a school, one column a knowledge point (numbers as in the table above) or an item; figures are differences to the region in percentage points. Only differences whose interval leaves the region out are shaded: read nothing into the others, and expect about one shaded cell in twenty to be chance. In order of code, not of rank.",
        );
        let entry = |sign: &'static str, zh: &str, en: &str| LegendEntry { sign, text: lang.pick(zh, en).to_owned() };
        let entries =
            vec![entry("above", "明显高于全区", "clearly above"), entry("below", "明显低于全区", "clearly below")];
        let mut all = vec![Block::text(Role::Lead, lead), Block::Legend { entries }];
        all.append(&mut blocks);
        all
    }
}

fn of_dimension<'a>(report: &'a SubjectReport, dimension: &str) -> Vec<&'a SubjectPart> {
    report.parts.iter().filter(|part| part.dimension == dimension).collect()
}

fn detail(part: &SubjectPart, name: &str) -> String {
    part.details.get(name).cloned().unwrap_or_default()
}
