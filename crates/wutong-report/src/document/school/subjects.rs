//! Tables with one row a subject: the headline rates, and the strata.

use wutong_model::TOTAL;

use super::{NONE, Writer, is_comparable, name, own};
use crate::document::{Block, Cell, Head, LegendEntry, Role, Row, Section, Span, Table};
use crate::profile::{SchoolProfile, SubjectProfile};
use crate::words;

/// Columns of the headline table, after the number of pupils.
pub(crate) const COLUMNS: [&str; 6] = ["mean", "score_rate", "excellence_rate", "good_rate", "pass_rate", "low_rate"];
/// Columns of the table of strata.
pub(super) const STRATA: [&str; 6] = ["top_27_mean", "middle_46_mean", "bottom_27_mean", "q1", "median", "q3"];

impl Writer<'_> {
    /// The headline table.
    pub(super) fn subjects(&mut self) -> Section {
        let lang = self.lang;
        let mut heads = vec![Head::plain(lang.pick("学科", "Subject"))];
        heads.push(Head {
            text: lang.pick("实考 / 应考", "Sat / expected").to_owned(), ..self.cells.head("n_valid")
        });
        self.cells.explain("n_expected");
        heads.extend(COLUMNS.map(|id| self.cells.head(id)));
        let rows = self.profile.subjects.iter().map(|subject| self.subject_row(subject)).collect();
        let caption = lang.pick("各学科主要指标", "Headline values by subject").to_owned();
        let mut blocks = vec![Block::Table(Table { caption, heads, n_names: 1, rows, compact: false })];
        if self.is_compared() {
            blocks.push(Block::Legend { entries: marks(words::region(lang), lang) });
            blocks.push(Block::text(Role::Small, lang.pick(
                "上行为本校，下行为全区和两者之差（平均分为分，比率为百分点）。判断方法：即使换一批水平相同的考生，本校数值也大致落在一个波动区间内（95%），区间不含全区数值才标 ▲ 或 ▼（平均分、得分率看与全区之差的区间是否含零）；二十个数字中仍可能有一个属于巧合；按全区比率预计不足 5 人的比率，人数太少，只有精确概率也不到四十分之一时才标记。低分率以低为好。",
                "Upper line: the school. Lower line: the region, and the difference (points, or percentage points for rates). Another year's pupils of the same ability would give a value within an interval (95 %); ▲ and ▼ mean that the region's value lies outside it (for means and score rates, that zero lies outside the interval of the difference). Up to one in twenty numbers may still be marked by chance; rates for which fewer than 5 pupils are to be expected are marked only where their exact probability is below one in forty. For the low rate, lower is better.",
            )));
        }
        Section { id: "subjects", title: lang.pick("各学科概况", "Subjects at a glance").to_owned(), blocks }
    }

    fn subject_row(&mut self, subject: &SubjectProfile) -> Row {
        let n = own(subject, "n_valid");
        let mut cells = vec![self.taken_part(subject)];
        for id in COLUMNS {
            cells.push(if self.has_region() {
                self.held_against_region(subject, id, n)
            } else {
                self.cells.plain(id, own(subject, id), n)
            });
        }
        Row { names: vec![Span::plain(name(subject, self.lang))], cells, strong: subject.id == TOTAL }
    }

    /// `233 / 240`, and the share below it.
    fn taken_part(&mut self, subject: &SubjectProfile) -> Cell {
        let lang = self.lang;
        let valid = self.cells.plain("n_valid", own(subject, "n_valid"), NONE);
        let expected = self.cells.plain("n_expected", own(subject, "n_expected"), NONE);
        let rate = self.cells.plain("participation_rate", own(subject, "participation_rate"), NONE);
        let what = if subject.id == TOTAL {
            lang.pick("各科齐全", "all subjects")
        } else {
            lang.pick("参考率", "took part")
        };
        Cell {
            text: format!("{} / {}", valid.text, expected.text),
            title: rate.title,
            reference: Some(format!("{what} {}", rate.text)),
            note: valid.note.or(expected.note),
            ..Cell::default()
        }
    }

    /// Top, middle and bottom pupils, and the quartiles.
    pub(super) fn strata(&mut self) -> Option<Section> {
        let (profile, lang) = (self.profile, self.lang);
        if !has_strata(profile) {
            return None;
        }
        let mut heads = vec![Head::plain(lang.pick("学科", "Subject"))];
        heads.extend(STRATA.map(|id| self.cells.head(id)));
        let rows = profile.subjects.iter().map(|subject| self.strata_row(subject)).collect();
        let caption =
            lang.pick("高、中、低分段学生平均分与四分位数", "Means of top, middle and bottom pupils; quartiles");
        let lead = if self.is_compared() {
            lang.pick(
                "把本校学生按该科分数从高到低排开，前 27%、中间 46%、后 27% 各求平均分，与全区同样位置的学生比较：差距集中在哪一段，教学就先看哪一段。",
                "The school's pupils in order of their marks: means of the top 27 %, the middle 46 % and the bottom 27 %, beside the region's pupils in the same positions. Where the gap lies is where to look first.",
            )
        } else {
            lang.pick(
                "把本校学生按该科分数从高到低排开，前 27%、中间 46%、后 27% 各求平均分：三段相差越大，校内分化越大。",
                "The school's pupils in order of their marks: means of the top 27 %, the middle 46 % and the bottom 27 %. The further apart, the wider the spread within the school.",
            )
        };
        let mut blocks = vec![Block::text(Role::Lead, lead)];
        blocks.push(Block::Table(Table { caption: caption.to_owned(), heads, n_names: 1, rows, compact: true }));
        let small = lang.pick(
            "下行为全区同段数值和两者之差（分）；这些数值没有波动区间，差几分属于正常，人数少时尤其如此。",
            "Lower line: the region's value and the difference in points. These values carry no interval; a few points are nothing unusual, least of all where pupils are few.",
        );
        if self.is_compared() {
            blocks.push(Block::text(Role::Small, small));
        }
        Some(Section { id: "strata", title: lang.pick("分层情况", "Strata").to_owned(), blocks })
    }

    fn strata_row(&mut self, subject: &SubjectProfile) -> Row {
        let n = own(subject, "n_valid");
        let compared = self.has_region() && is_comparable(subject);
        let cells = STRATA.map(|id| {
            let (value, region) = (own(subject, id), self.region(subject, id));
            // The name of the region would not fit seven columns; the sentence below says what stands there.
            if compared { self.cells.against(id, (value, n), region, Some("")) } else { self.cells.plain(id, value, n) }
        });
        Row { names: vec![Span::plain(name(subject, self.lang))], cells: cells.into(), strong: subject.id == TOTAL }
    }
}

/// Whether the table of strata has anything to show.
pub(super) fn has_strata(profile: &SchoolProfile) -> bool {
    let has_any = |subject: &SubjectProfile| STRATA.iter().any(|id| own(subject, id).value().is_some());
    profile.subjects.iter().any(has_any)
}

/// What the marks of cells mean.
///
/// `whole`: what they are held against.
pub(in crate::document) fn marks(whole: &str, lang: words::Lang) -> Vec<LegendEntry> {
    let texts = match lang {
        words::Lang::Zh => [format!("明显高于{whole}"), format!("明显低于{whole}"), format!("与{whole}无明显差别")],
        words::Lang::En => {
            [format!("clearly above the {whole}"), "clearly below".to_owned(), "no clear difference".to_owned()]
        }
    };
    ["better", "worse", "same"].into_iter().zip(texts).map(|(sign, text)| LegendEntry { sign, text }).collect()
}
