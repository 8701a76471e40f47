//! Schools, counties and categories side by side, in the order of their codes.

use wutong_model::{Reason, Reported, TOTAL, Verdict};

use super::{Writer, name};
use crate::document::figures::{self, gap_of_means};
use crate::document::school::marks;
use crate::document::{Block, Cell, Figure, Head, Role, Row, Section, Span, Table, figures_of};
use crate::profile::{BulletinGroup, RegionSubject};
use crate::words;

/// Columns of the table of a subject; a rank only where the audience may see it.
const COLUMNS: [&str; 8] = ["n_valid", "mean", "sd", "score_rate", "excellence_rate", "pass_rate", "low_rate", PLACE];
/// Where a school stands is said as a range: a rank alone tells noise.
const PLACE: &str = "school_effect_place";
/// Effects below this, in points, are zero as far as anybody can see.
const NO_EFFECT: f64 = 0.005;
/// Columns of the overview.
const OVERVIEW: [&str; 6] = ["n_valid", "n_expected", "mean", "excellence_rate", "pass_rate", "low_rate"];

impl Writer<'_> {
    /// The list of schools.
    pub(super) fn schools(&mut self) -> Section {
        let (bulletin, lang) = (self.bulletin, self.lang);
        let schools: Vec<&BulletinGroup> = bulletin.of_level("school").collect();
        let title = match lang {
            words::Lang::Zh => format!("学校（{} 所）", bulletin.exam.n_schools),
            words::Lang::En => format!("Schools ({})", bulletin.exam.n_schools),
        };
        let total = bulletin.subjects.iter().find(|subject| subject.id == TOTAL).or(bulletin.subjects.last());
        let mut blocks = Vec::new();
        match total {
            Some(total) if !schools.is_empty() => {
                let is_single = bulletin.exam.is_single();
                let compared = total.verdict != Verdict::Refused;
                let ids: &[&str] = if compared { &OVERVIEW } else { &OVERVIEW[..2] };
                blocks.push(Block::text(
                    Role::Lead,
                    if is_single {
                        lang.pick("点校名打开这所学校的报告。", "The name of the school leads to its report.")
                    } else if compared {
                        lang.pick(
                        "按学校代码排列，不是名次。▲▼ 表示与全区（按人数计）的差别超出本校人数所能带来的正常波动，＝ 表示没有；各表数字很多，二十个中仍可能有一个因巧合而带标记，按全区比率预计不足 5 人的比率，人数太少，只有精确概率也不到四十分之一时才标记。",
                        "In order of code, not of rank. ▲▼: the difference to the region (over its pupils) is larger than chance usually makes it for that many pupils, ＝: it is not. Of many numbers up to one in twenty may be marked by chance; rates for which fewer than 5 pupils are to be expected are marked only where their exact probability is below one in forty.",
                    )
                    } else {
                        lang.pick(
                            "按学校代码排列。总分不宜作校际比较，这里只列出各校人数和页面；可以比较的学科见各学科分析报告和质量分析报告。",
                            "In order of code. Schools must not be compared by the total, so only numbers and pages are listed; subjects that may be compared stand in the bulletin and the reports of subjects.",
                        )
                    },
                ));
                let caption = words::by_school(&name(total, lang), lang);
                let table = self.group_table(&schools, total, ids, caption);
                blocks.push(Block::Table(table));
                if compared && !is_single {
                    blocks.extend(self.effect_figures(&schools, total));
                }
            }
            _ => blocks.push(Block::text(
                Role::Empty,
                lang.pick("面向此类读者的材料不列出学校。", "Schools are not listed for this audience."),
            )),
        }
        Section { id: "schools", title, blocks }
    }

    /// One section a subject, the total first.
    pub(super) fn subjects(&mut self) -> Vec<Section> {
        let bulletin = self.bulletin;
        let schools: Vec<&BulletinGroup> = bulletin.of_level("school").collect();
        if schools.is_empty() || bulletin.exam.is_single() {
            return Vec::new();
        }
        let (total, single): (Vec<_>, Vec<_>) = bulletin.subjects.iter().partition(|subject| subject.id == TOTAL);
        total.into_iter().chain(single).map(|subject| self.subject(&schools, subject)).collect()
    }

    fn subject(&mut self, schools: &[&BulletinGroup], subject: &RegionSubject) -> Section {
        let lang = self.lang;
        let title = match lang {
            words::Lang::Zh => format!("{}：各校情况", name(subject, lang)),
            words::Lang::En => format!("{} by school", name(subject, lang)),
        };
        let mut blocks = Vec::new();
        if subject.verdict == Verdict::Refused {
            blocks.push(Block::text(
                Role::Empty,
                match lang {
                    words::Lang::Zh => format!("{}不宜作校际比较，各校数值不予并列。", name(subject, lang)),
                    words::Lang::En => {
                        format!("Comparison refused in {}; schools are not set side by side.", name(subject, lang))
                    }
                },
            ));
            return Section { id: "subject", title, blocks };
        }
        let has_place =
            |group: &&BulletinGroup| group.value(&subject.id, PLACE).is_some_and(|place| place.value().is_some());
        if schools.iter().any(has_place) {
            blocks.push(Block::text(
                Role::Lead,
                lang.pick(
                    "位次为学校效应在考虑偶然波动后可能排到的范围（95%），不是名次：范围重叠的学校不能说谁先谁后，人数过少的学校不给位次。",
                    "Places are the range that chance leaves open to a school by its effect (95 %), not ranks: of schools whose ranges overlap none can be said to lie before the other. Very small schools have none.",
                ),
            ));
        }
        blocks.push(Block::Legend { entries: marks(words::region(lang), lang) });
        let caption = words::by_school(&name(subject, lang), lang);
        let table = self.group_table(schools, subject, &COLUMNS, caption);
        blocks.push(Block::Table(table));
        blocks.push(Block::text(Role::Small, words::unmarked(lang)));
        blocks.extend(self.effect_figures(schools, subject));
        if let Some(svg) = figures::quadrant(schools, subject, lang) {
            blocks.push(Block::text(
                Role::Lead,
                lang.pick(
                    "每点一所学校：越靠右平均分越高，越靠上校内分化越大；虚线为全区数值。没有标注的学校（如果有）见上表。",
                    "One dot a school: to the right the mean is higher, further up the pupils are further apart; dashed lines are the region. Schools without a label, if any, are in the table above.",
                ),
            ));
            let title = words::quadrant_of(&name(subject, lang), lang);
            blocks.push(Block::Figure(Figure { title, svg: Some(svg), missing: String::new() }));
        }
        Section { id: "subject", title, blocks }
    }

    fn effect_figures(&self, schools: &[&BulletinGroup], subject: &RegionSubject) -> Vec<Block> {
        let lang = self.lang;
        let drawings = figures::effects(schools, subject, lang);
        if drawings.is_empty() {
            return Vec::new();
        }
        let effect =
            |group: &&BulletinGroup| group.value(&subject.id, "school_effect").and_then(|effect| effect.value());
        if schools.iter().filter_map(effect).all(|effect| effect.abs() < NO_EFFECT) {
            let text = lang.pick(
                "各校平均分的差别没有超出学生之间的差异所能带来的波动，学校效应都估计为零，不作图，也不给位次范围。",
                "The means of the schools are no further apart than the differences between pupils make them: every school effect is estimated as zero, and neither drawing nor places are given.",
            );
            return vec![Block::text(Role::Empty, text)];
        }
        let lead = lang.pick(
            "学校效应：与各校平均水平之差，已按人数收缩，人数越少越靠近零。横线为 95% 区间；空心点的区间含零，与平均水平无明显差别。这里的平均水平是各校的平均，不分大小；表中 ▲▼ 以全区考生的平均为准，两者可能不同；学校不多时，各校的平均水平本身也估不准，空心点不等于与其他学校没有差别。按代码排列，不是名次。",
            "School effect: difference to the mean over schools, shrunken by size, the fewer pupils the closer to zero. Whisker: 95 % interval; a hollow dot's interval holds zero. The mean over schools counts each school once, the marks ▲▼ of the tables go by the mean over pupils, so the two may differ. Of few schools the mean over schools is uncertain itself, and a hollow dot does not say that a school is like the others. In order of code, not of rank.",
        );
        let title = words::effects_of(&name(subject, lang), lang);
        std::iter::once(Block::text(Role::Lead, lead)).chain(figures_of(&title, drawings, lang)).collect()
    }

    /// Counties and groups by attribute, by total.
    pub(super) fn categories(&mut self) -> Vec<Section> {
        let (bulletin, lang) = (self.bulletin, self.lang);
        let Some(total) = bulletin.subjects.iter().find(|subject| subject.id == TOTAL).or(bulletin.subjects.last())
        else {
            return Vec::new();
        };
        if total.verdict == Verdict::Refused {
            return Vec::new();
        }
        let mut levels: Vec<&str> = bulletin.groups.iter().map(|group| group.level.as_str()).collect();
        levels.dedup();
        levels.retain(|level| *level != "school");
        let mut blocks = Vec::new();
        for level in levels {
            // Readers outside are told that groups are left out; inside each dash has its note.
            let is_shown = |group: &&BulletinGroup| {
                let has_value = |id: &&str| group.value(&total.id, id).is_some_and(|value| value.value().is_some());
                !bulletin.audience.is_outside() || COLUMNS.iter().any(has_value)
            };
            let groups: Vec<&BulletinGroup> = bulletin.of_level(level).filter(is_shown).collect();
            let n = |of: Option<Reported<f64>>| of.and_then(|n| n.value());
            // A county of all pupils is the region over again.
            let is_region = |group: &&BulletinGroup| n(group.value(&total.id, "n_valid")) == n(total.value("n_valid"));
            if groups.is_empty() || (level == "county" && groups.iter().all(is_region)) {
                continue;
            }
            let what = words::attribute(level, lang);
            let caption = format!("{what}{}{}", lang.pick("：", ": "), name(total, lang));
            blocks.push(Block::Table(self.group_table(&groups, total, &COLUMNS[..7], caption)));
        }
        let is_single = bulletin.exam.is_single();
        if !blocks.is_empty() && !is_single {
            blocks.insert(
                0,
                Block::text(
                    Role::Lead,
                    lang.pick(
                        "各组之间的差别包含所属学校之间的差别，学校不多时可能只是个别学校的情况，因此不作显著与否的标记。",
                        "Groups differ by the schools that they hold, and where these are few it may be one of them alone; so nothing is marked as clear.",
                    ),
                ),
            );
        }
        let title = if is_single {
            lang.pick("学生群体", "Groups of pupils")
        } else {
            lang.pick("区县与类别", "Counties and categories")
        };
        let title = title.to_owned();
        if blocks.is_empty() { Vec::new() } else { vec![Section { id: "categories", title, blocks }] }
    }

    /// One row a group, and the whole.
    fn group_table(
        &mut self,
        groups: &[&BulletinGroup],
        subject: &RegionSubject,
        ids: &[&str],
        caption: String,
    ) -> Table {
        let lang = self.lang;
        // Where the code is the name it stands once.
        let has_codes = groups.iter().any(|group| group.id != group.name && group.level == "school");
        let mut heads = vec![Head::plain(lang.pick("名称", "Name"))];
        if has_codes {
            heads.insert(0, Head::plain(lang.pick("代码", "Code")));
        }
        heads.extend(ids.iter().map(|id| self.cells.head(id)));
        let mut rows: Vec<Row> = groups.iter().map(|group| self.group_row(group, subject, ids)).collect();
        rows.iter_mut().filter(|_| !has_codes).for_each(|row| drop(row.names.remove(0)));
        let whole = ids.iter().map(|id| {
            let value = subject.value(id).unwrap_or(super::NONE);
            self.cells.plain(id, value, super::NONE)
        });
        let cells = whole.collect();
        let mut names = vec![Span::plain(words::level(wutong_model::Level::Region, lang))];
        if has_codes {
            names.insert(0, Span::plain(""));
        }
        let n_names = names.len();
        rows.push(Row { names, cells, strong: true });
        Table { caption, heads, n_names, rows, compact: true }
    }

    /// The places that chance leaves open.
    fn place_cell(&mut self, place: Reported<f64>) -> Cell {
        let Some((first, last)) = place.interval() else {
            return self.cells.missing(PLACE, place.reason().unwrap_or(Reason::TooFew));
        };
        let mut cell = self.cells.plain(PLACE, place, super::NONE);
        let [first, last] = [first, last].map(|place| format!("{place:.0}"));
        cell.text = if first == last { first } else { format!("{first} ~ {last}") };
        cell
    }

    /// Interval of the difference of a school's mean to the region's, where that is what schools are held against.
    fn gap_to_region(&self, group: &BulletinGroup, subject: &RegionSubject) -> Option<(f64, f64)> {
        let of = |id: &str| group.value(&subject.id, id);
        gap_of_means(of("mean")?, subject.value("mean")?, of("mean_gap")?, subject.full_mark)
    }

    fn group_row(&mut self, group: &BulletinGroup, subject: &RegionSubject, ids: &[&str]) -> Row {
        const NONE: Reported<f64> = Reported::Withheld(Reason::NotApplicable);
        let value = |id: &str| group.value(&subject.id, id).unwrap_or(NONE);
        let n = value("n_valid");
        let cells = ids.iter().map(|&id| {
            let region = subject.value(id).unwrap_or(NONE);
            if id == PLACE {
                return self.place_cell(value(PLACE));
            }
            // Other groups hold schools that differ, which the interval of a group of pupils does not allow for.
            let is_compared = group.level == "school" && !self.bulletin.exam.is_single();
            if is_compared && value(id).interval().is_some() && region.value().is_some() {
                self.cells.against_region(id, (value(id), n), region, None, self.gap_to_region(group, subject))
            } else {
                self.cells.plain(id, value(id), n)
            }
        });
        let cells = cells.collect();
        let names = vec![Span::plain(group.id.clone()), Span::plain(group.name.clone())];
        Row { names, cells, strong: false }
    }
}
