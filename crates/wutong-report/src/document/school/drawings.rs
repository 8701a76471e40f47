//! Distribution of marks, and balance of subjects.

use wutong_model::spec::BalanceDrawing;
use wutong_model::{Reason, Reported};

use super::{NONE, Writer, is_comparable, name, whole};
use crate::document::figures::{self, Paper, Setting, Spread};
use crate::document::{Block, Figure, LegendEntry, Role, Section};
use crate::profile::{ProfileValue, SubjectProfile};
use crate::words;

impl Writer<'_> {
    /// Histograms of the total and of every subject, and the spread of all of them in one drawing.
    pub(super) fn distribution(&self) -> Section {
        let (profile, lang) = (self.profile, self.lang);
        let mut blocks = Vec::new();
        let missing = if self.is_for_others() {
            words::reason(Reason::ComplementarySuppressed, lang)
        } else {
            lang.pick("人数过少，不予显示", "Too few pupils to be shown")
        };
        if self.has_no_mark() {
            blocks.push(Block::text(Role::Empty, lang.pick("本校没有有效成绩。", "The school has no valid mark.")));
        } else if profile.subjects.iter().all(|subject| subject.distribution.counts.is_empty()) {
            blocks.push(Block::text(Role::Empty, missing));
        } else {
            let mut lead = lang
                .pick(
                    "每根柱子表示得分落在这一段的学生占本校学生的比例。",
                    "Each bar is the share of the school's pupils with marks in that band.",
                )
                .to_owned();
            let mut entries = vec![LegendEntry { sign: "bar", text: lang.pick("本校", "School").to_owned() }];
            let is_outlined = |subject: &SubjectProfile| {
                is_comparable(subject)
                    && ![&subject.distribution, &subject.region_distribution]
                        .iter()
                        .any(|marks| marks.counts.is_empty())
            };
            if self.has_region() && profile.subjects.iter().any(is_outlined) {
                lead.push_str(lang.pick(
                    "柱子高出黑线的地方，本校这一段的学生比全区多。",
                    " Where a bar rises above the dark outline, the school has more pupils in that band than the region.",
                ));
                entries.push(LegendEntry { sign: "outline", text: lang.pick("全区", "Region").to_owned() });
            }
            if profile.audience.is_outside() {
                lead.push_str(lang.pick(
                    "相邻几段人数过少时合为一根宽柱，按段宽摊平，面积表示人数。",
                    " Where few pupils lie in neighbouring bands these are one wide bar, as high as its pupils spread over its width.",
                ));
            }
            entries.push(LegendEntry {
                sign: "cut",
                text: lang.pick("及格线、优秀线", "Pass and excellence cuts").to_owned(),
            });
            blocks.push(Block::text(Role::Lead, lead));
            blocks.push(Block::Legend { entries });
            let (total, single) = whole(profile);
            blocks.extend(total.map(|total| Block::Figure(self.histogram(total, true))));
            if !single.is_empty() {
                blocks
                    .push(Block::Gallery { figures: single.iter().map(|each| self.histogram(each, false)).collect() });
            }
            let spread: Vec<Spread<'_>> = profile.subjects.iter().map(|subject| self.spread(subject)).collect();
            if let Some(svg) = figures::percentiles(&spread, (words::this_school(lang), words::region(lang)), lang) {
                blocks.push(Block::text(
                    Role::Lead,
                    lang.pick(
                        "下图把各科放在同一把尺上：粗条为中间一半学生（下四分位至上四分位），竖线为中位数，细线为第 10 至第 90 百分位。条越长，校内分化越大。",
                        "All subjects on one scale: the thick bar is the middle half of the pupils (lower to upper quartile), the tick their median, the thin line the 10th to the 90th percentile. The longer, the wider the spread.",
                    ),
                ));
                let title = lang.pick("各学科分数的离散程度", "Spread of marks by subject").to_owned();
                blocks.push(Block::Figure(Figure { title, svg: Some(svg), missing: String::new() }));
                let without = figures::without_reference(&spread, words::region(lang), lang);
                blocks.extend(without.map(|text| Block::text(Role::Small, text)));
            }
        }
        Section { id: "distribution", title: lang.pick("分数分布", "Distribution of marks").to_owned(), blocks }
    }

    fn spread<'s>(&self, subject: &'s SubjectProfile) -> Spread<'s> {
        let values = |pick: fn(&ProfileValue) -> Reported<f64>| {
            figures::PERCENTILES.map(|id| subject.value(id).map_or(NONE, pick))
        };
        let is_compared = self.has_region() && is_comparable(subject);
        Spread {
            name: words::subject_in(&subject.id, &subject.name, self.lang),
            full_mark: subject.full_mark,
            own: values(|value| value.school),
            reference: is_compared.then(|| values(|value| value.region)),
        }
    }

    fn histogram(&self, subject: &SubjectProfile, large: bool) -> Figure {
        let lang = self.lang;
        let setting = Setting {
            group: words::this_school(lang),
            region: (is_comparable(subject) && self.has_region()).then(|| words::region(lang)),
            large,
            banded: self.profile.audience.is_outside(),
            lang,
        };
        let paper =
            Paper { name: &subject.name, full_mark: subject.full_mark, decimals: subject.decimals, cuts: subject.cuts };
        Figure {
            title: name(subject, lang),
            svg: figures::distribution(&paper, &subject.distribution, &subject.region_distribution, &setting),
            missing: match super::own(subject, "mean").reason() {
                _ if super::own(subject, "n_valid").value() == Some(0.0) => {
                    lang.pick("没有有效成绩", "No valid mark").to_owned()
                }
                Some(reason) if reason != Reason::TooFew => words::reason(reason, lang).to_owned(),
                _ => lang.pick("人数过少，不予显示", "Too few pupils to be shown").to_owned(),
            },
        }
    }

    /// Score rates against the region.
    pub(super) fn balance(&self) -> Option<Section> {
        let lang = self.lang;
        // One subject has nothing to be balanced with.
        if !self.is_compared() || self.profile.subjects.len() < 2 {
            return None;
        }
        let title = lang.pick("学科均衡", "Balance of subjects").to_owned();
        if let Some(blocks) = self.radar() {
            return Some(Section { id: "balance", title, blocks });
        }
        let svg = figures::balance(&self.profile.subjects, lang)?;
        let blocks = vec![
            Block::text(
                Role::Lead,
                lang.pick(
                    "各学科满分不同，用得分率（平均分占满分的比例）才能放在一起看。点在竖线右侧表示高于全区，左侧表示低于全区；横线为波动区间。",
                    "Papers differ in full mark, so subjects are compared by score rate (mean as a share of the full mark). Right of the line is above the region, left is below; the whisker is the interval.",
                ),
            ),
            Block::Legend {
                entries: vec![
                    LegendEntry {
                        sign: "dot_full",
                        text: lang.pick("与全区有明显差别", "clear difference").to_owned(),
                    },
                    LegendEntry { sign: "dot", text: lang.pick("差别在正常波动之内", "within chance").to_owned() },
                ],
            },
            Block::Figure(Figure {
                title: words::balance(lang).to_owned(),
                svg: Some(svg),
                missing: String::new(),
            }),
        ];
        Some(Section { id: "balance", title, blocks })
    }

    /// The same about a centre, where the exam asks for it.
    fn radar(&self) -> Option<Vec<Block>> {
        let (profile, lang) = (self.profile, self.lang);
        let svg = (profile.balance == BalanceDrawing::Radar).then(|| figures::radar(&profile.subjects, lang))??;
        let lead = lang.pick(
            "每条轴一个学科，由中心（0%）到外圈（100%）为得分率；轴端数字为本校与全区。图上的远近不含波动区间，差别是否明显请看“各学科概况”中的 ▲▼＝。",
            "One axis a subject, from nothing in the centre to the full mark outside; the numbers are those of the school and of the region. The drawing has no intervals: whether a difference is clear is said by ▲▼＝ in the table of subjects.",
        );
        let entry = |sign, zh: &str, en: &str| LegendEntry { sign, text: lang.pick(zh, en).to_owned() };
        let entries = vec![
            entry("dot_full", "本校（实线）", "school (full line)"),
            entry("cut", "全区（虚线）", "region (dashed line)"),
        ];
        let figure = Figure { title: words::radar(lang).to_owned(), svg: Some(svg), missing: String::new() };
        Some(vec![Block::text(Role::Lead, lead), Block::Legend { entries }, Block::Figure(figure)])
    }
}
