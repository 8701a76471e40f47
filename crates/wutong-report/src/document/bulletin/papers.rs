//! The papers in the bulletin: how hard they were, and where the whole region is weak.

use super::{Writer, name};
use crate::document::cell::{signed, value_text};
use crate::document::figures::mark_label;
use crate::document::{Block, Cell, Head, Role, Row, Section, Span, Table};
use crate::print;
use crate::profile::{PaperSummary, RegionSubject, WeakPoint};
use crate::words::Lang;

impl Writer<'_> {
    /// What the papers asked for and where marks were lost everywhere; nothing where no item marks were read.
    pub(super) fn papers(&mut self) -> Option<Section> {
        let (bulletin, lang) = (self.bulletin, self.lang);
        let of = |paper: &'_ PaperSummary| bulletin.subjects.iter().find(|subject| subject.id == paper.subject);
        let papers: Vec<(&PaperSummary, &RegionSubject)> =
            bulletin.papers.iter().filter_map(|paper| Some((paper, of(paper)?))).collect();
        if papers.is_empty() {
            return None;
        }
        let lead = lang.pick(
            "难度即全区得分率，数值越大越容易。小题按通行的划分：得分率高于 0.7 为较易，0.4 至 0.7 为中等，低于 0.4 为较难；占比按分值计。",
            "The facility of a paper is its score rate in the region: the larger, the easier. Items are divided as is common: easy above 0.7, medium from 0.4 to 0.7, hard below 0.4; shares are of the full mark.",
        );
        let mut blocks = vec![Block::text(Role::Lead, lead), Block::Table(self.difficulties(&papers))];
        let heading = lang.pick("共同薄弱点", "Common weak points").to_owned();
        blocks.push(Block::Heading { text: heading.clone() });
        let rule = lang.pick(
            "列出全区得分率比该科低 5 个百分点以上的知识点（两题以上，或占满分 5% 以上），每科至多五个，最低的在前。“低于本校该科”为该知识点得分率低于本校该科得分率的学校数，越接近全部，越是共同的问题。得分率低也可能只是题目难，请对照试题再下结论；逐题、逐校的情况见各学科分析报告（subjects）。",
            "Knowledge points in which the region scores 5 percentage points or more below the subject (two items or more, or 5 % of the full mark), at most five a subject, the lowest first. \u{201c}Lower than the subject\u{201d} counts the schools that score lower in the point than in their own paper as a whole: the closer to all, the more common. A low rate may be a matter of hard items alone; look at the items first. Items and schools are in the reports of the subjects.",
        );
        if papers.iter().all(|(paper, _)| paper.weak.is_empty()) {
            let text = lang.pick(
                "没有知识点的全区得分率比该科低 5 个百分点以上（只看两题以上或占满分 5% 以上的知识点）。",
                "In no knowledge point does the region score 5 percentage points or more below the subject (two items or more, or 5 % of the full mark).",
            );
            blocks.push(Block::text(Role::Empty, text));
        } else {
            blocks.push(Block::Table(self.weak_points(&papers, heading)));
            blocks.push(Block::text(Role::Small, rule));
        }
        let title = lang.pick("试卷分析与共同薄弱点", "Papers and common weak points").to_owned();
        Some(Section { id: "papers", title, blocks })
    }

    fn difficulties(&mut self, papers: &[(&PaperSummary, &RegionSubject)]) -> Table {
        let lang = self.lang;
        let mut heads = vec![Head::plain(lang.pick("学科", "Subject")), Head::plain(lang.pick("满分", "Full mark"))];
        heads.push(Head {
            text: lang.pick("难度（得分率）", "Facility").to_owned(), ..self.cells.head("score_rate")
        });
        let kinds = lang.pick(
            ["较易：题数与占比", "中等：题数与占比", "较难：题数与占比"],
            ["Easy: items, share", "Medium: items, share", "Hard: items, share"],
        );
        heads.extend(kinds.map(Head::plain));
        let row = |(paper, subject): &(&PaperSummary, &RegionSubject)| {
            let all: f64 = paper.difficulty.iter().map(|kind| kind.full_mark).sum();
            let n = subject.value("n_valid").unwrap_or(super::NONE);
            let mut cells = vec![
                Cell { text: mark_label(subject.full_mark), ..Cell::default() },
                self.cells.plain("score_rate", subject.value("score_rate").unwrap_or(super::NONE), n),
            ];
            cells.extend(paper.difficulty.map(|kind| {
                let share = if all > 0.0 { print::percent(kind.full_mark / all) } else { "—".to_owned() };
                Cell { text: format!("{} ({share})", kind.n), ..Cell::default() }
            }));
            Row { names: vec![Span::plain(name(subject, lang))], cells, strong: false }
        };
        let rows = papers.iter().map(row).collect();
        let caption = lang.pick("各科试卷难度", "Difficulty of the papers").to_owned();
        Table { caption, heads, n_names: 1, rows, compact: true }
    }

    fn weak_points(&mut self, papers: &[(&PaperSummary, &RegionSubject)], caption: String) -> Table {
        let lang = self.lang;
        let mut heads = vec![
            Head::plain(lang.pick("学科", "Subject")),
            Head::plain(lang.pick("知识点", "Knowledge point")),
            Head::plain(lang.pick("题号", "Items")),
            Head::plain(lang.pick("满分", "Full mark")),
            self.cells.head("item_score_rate"),
            Head::plain(lang.pick("与该科之差", "To the subject")),
        ];
        let tells_schools = papers.iter().flat_map(|(paper, _)| &paper.weak).any(|point| point.lower_in.is_some());
        if tells_schools {
            heads.push(Head::plain(lang.pick("低于本校该科", "Lower than the subject")));
        }
        let row = |(point, subject): (&WeakPoint, &RegionSubject)| {
            let info = wutong_stats::metric("item_score_rate");
            let gap = point.score_rate.value().zip(subject.value("score_rate").and_then(|rate| rate.value()));
            let plain = |text: String| Cell { text, ..Cell::default() };
            let mut cells = vec![
                Cell::words(point.items.clone()),
                plain(mark_label(point.full_mark)),
                Cell {
                    text: point.score_rate.value().map_or_else(String::new, |rate| value_text(info, rate)),
                    ..Cell::default()
                },
                plain(gap.map_or_else(String::new, |(own, whole)| signed(info, own - whole))),
            ];
            if tells_schools {
                let counts = point.lower_in.map(|(lower, all)| match lang {
                    Lang::Zh => format!("{lower} / {all} 所"),
                    Lang::En => format!("{lower} of {all}"),
                });
                cells.push(plain(counts.unwrap_or_else(|| "—".to_owned())));
            }
            let point_name = lang.pick(&point.name.0, &point.name.1).clone();
            Row { names: vec![Span::plain(name(subject, lang)), Span::plain(point_name)], cells, strong: false }
        };
        let rows = papers.iter().flat_map(|(paper, subject)| paper.weak.iter().map(move |point| (point, *subject)));
        Table { caption, heads, n_names: 2, rows: rows.map(row).collect(), compact: true }
    }
}
