//! What stands on the first half page: verdict, the values to see first, findings.

use wutong_model::{Reason, Reported, Severity, TOTAL, TargetVerdict, Verdict};

use super::{NONE, Writer, own, whole};
use crate::document::{Block, Card, FindingLine, Role, Section, Span, VerdictBlock, label, value_text};
use crate::profile::{AnswerRow, ExamHead, PeerGroup, ProfileFinding, ProfileInsight, SchoolProfile, SubjectProfile};
use crate::words::{self, Lang};

/// Values to see first, of the total.
pub(in crate::document) const CARDS: [&str; 6] =
    ["mean", "excellence_rate", "pass_rate", "low_rate", "t_score", "participation_rate"];

/// Cards of single subjects, where there is no total.
const MOST_SUBJECTS: usize = 9;

/// Region, date, stage and grade, kind.
pub(in crate::document) fn exam_facts(exam: &ExamHead, lang: Lang) -> Vec<String> {
    let mut facts: Vec<String> = [exam.region.clone(), exam.date.clone()].into_iter().flatten().collect();
    facts.push(format!("{} {}", words::stage(exam.stage, lang), words::grade(exam.grade, lang)));
    facts.push(words::exam_kind(exam.kind, lang).to_owned());
    facts
}

/// Code, county, attributes.
pub(super) fn school_facts(profile: &SchoolProfile, lang: Lang) -> Vec<String> {
    let school = &profile.school;
    let code = (school.id != school.name).then(|| school.id.clone());
    let attributes = school.attributes.iter().filter(|(key, _)| *key != "stage");
    let attributes = attributes.map(|(key, value)| format!("{} {value}", words::attribute(key, lang)));
    code.into_iter().chain(school.county.clone()).chain(attributes).collect()
}

/// Sentences of findings, the gravest first.
pub(crate) fn finding_lines(findings: &[ProfileFinding], lang: Lang) -> Vec<FindingLine> {
    let overridden = findings.iter().filter(|finding| is_override(finding));
    let others = [Severity::Block, Severity::Warn, Severity::Note].into_iter().flat_map(|severity| {
        findings.iter().filter(move |finding| finding.severity == severity && !is_override(finding))
    });
    overridden
        .chain(others)
        .map(|finding| FindingLine {
            severity_id: finding.severity.id(),
            severity: words::severity(finding.severity, lang),
            text: lang.pick(&finding.text_zh, &finding.text_en).clone(),
        })
        .collect()
}

/// Whether a finding says that the specification lets a refused comparison stand: it stands first.
pub(in crate::document) fn is_override(finding: &ProfileFinding) -> bool {
    finding.id == "override"
}

/// What the marks say, one sentence each, with what may be done about it.
pub(in crate::document) fn insight_items(insights: &[ProfileInsight], lang: Lang) -> Block {
    let item = |(at, each): (usize, &ProfileInsight)| {
        let mut spans = vec![Span::plain(lang.pick(&each.text_zh, &each.text_en).clone())];
        if let Some(suggestion) = &each.suggestion {
            spans.push(Span::strong(lang.pick("建议：", " Suggestion: ")));
            let is_same = at > 0 && insights[at - 1].suggestion.as_ref() == Some(suggestion);
            let text =
                if is_same { lang.pick("同上。", "as above.") } else { lang.pick(&suggestion.0, &suggestion.1) };
            spans.push(Span::plain(text));
        }
        spans
    };
    Block::list(insights.iter().enumerate().map(item).collect())
}

/// What a card shows. Nobody sits a total: its participation is the share that sat every subject.
pub(in crate::document) fn card_label(name: &str, subject: &str, id: &str, lang: Lang) -> String {
    if subject == TOTAL && id == "participation_rate" {
        return lang.pick("各科齐全的考生", "Pupils with every subject").to_owned();
    }
    format!("{name} {}", label(id, lang))
}

impl Writer<'_> {
    /// Verdict, cards, and how to read what follows.
    pub(super) fn opening(&mut self) -> Vec<Block> {
        let cards = self.cards();
        let mut blocks = vec![self.verdict()];
        if !cards.is_empty() {
            blocks.push(Block::Cards { cards });
        }
        blocks.extend(self.guide());
        blocks
    }

    fn verdict(&self) -> Block {
        let (profile, lang) = (self.profile, self.lang);
        let subjects = profile.subjects.iter().map(|each| (&*each.id, &*each.name, each.verdict));
        let mut verdict = VerdictBlock::of(&profile.exam, profile.verdict, subjects, &profile.findings, lang);
        let is_told = profile.findings.iter().any(|finding| finding.severity > Severity::Note);
        if !is_told && profile.verdict != Verdict::Comparable {
            verdict.meaning.push_str(lang.pick(
                "没有专门涉及本校的情况；涉及其他学校的情况见教研部门的全区总览。",
                " Nothing concerns this school in particular; what concerns others is in the centre's overview.",
            ));
        }
        Block::Verdict(verdict)
    }

    /// How to read what follows; nothing where there is neither a comparison nor a gap.
    fn guide(&self) -> Option<Block> {
        let lang = self.lang;
        let has_mean = self.profile.subjects.iter().any(|subject| own(subject, "mean").value().is_some());
        let text = if !has_mean && self.is_for_others() {
            lang.pick(
                "本校人数并不少；为防止由此推算出另一所人数很少的学校（或群体）的成绩，本校的分数一并不予显示，这不是对本校的评价。各处的“—”都有注，注的内容见“未给出的数值”。",
                "The school is not a small one; its marks are withheld so that those of a small school (or group) elsewhere cannot be worked out from them, which says nothing about the school itself; every dash has a note, which stands under \u{201c}Values not given\u{201d}.",
            )
        } else if !self.has_no_mark() && !has_mean {
            lang.pick(
                "本校人数很少，分数不予显示，以免从中看出个别学生；各处的“—”都有注，注的内容见“未给出的数值”。",
                "The school has few pupils, so their marks are not shown lest single pupils be made out; every dash has a note, which stands under \u{201c}Values not given\u{201d}.",
            )
        } else if self.has_no_mark() {
            lang.pick(
                "本校没有一名考生有有效成绩，因此只说明参考情况和原因；请先核对名单、成绩文件和缺考登记。",
                "No pupil of the school has a valid mark, so this report says who was expected and why nothing follows; check lists, files and absences first.",
            )
        } else if self.is_compared() {
            lang.pick(
                "先看带 ▲ 或 ▼ 的数字：差别超出了人数所能带来的正常波动，值得留意；但每二十个数字中仍可能有一个因巧合而带标记，单独一个标记不足为凭。标 ＝ 的差别在正常波动之内，请不要据此论高低。",
                "Look first at the numbers marked ▲ or ▼: there the difference is larger than chance usually makes it, though up to one number in twenty may be marked by chance alone. A difference marked ＝ lies within what the number of pupils can bring about; draw nothing from it.",
            )
        } else if self.has_region() {
            lang.pick(
                "本次考试的校际比较不成立，本报告只给出本校自身的数值，不与全区并列。",
                "The schools of this exam cannot be compared, so this report gives the school's own numbers only.",
            )
        } else if self.profile.classes.len() > 1 {
            lang.pick(
                "先看各学科概况和分数分布，再看班级情况：带 ▲ 或 ▼ 的班级数字与全校的差别超出了人数所能带来的正常波动，标 ＝ 的没有；二十个数字中仍可能有一个因巧合而带标记。",
                "Begin with the subjects and the distribution, then see the classes: ▲ or ▼ means that a class differs from the school by more than its number of pupils usually makes it, ＝ that it does not; up to one number in twenty may be marked by chance.",
            )
        } else {
            return None;
        };
        let head = Span::strong(lang.pick("怎样阅读：", "How to read: "));
        Some(Block::Text { role: Role::Plain, spans: vec![head, Span::plain(text)] })
    }

    /// Headline values of the total, or of the only subject; nothing where all of them are missing.
    fn cards(&mut self) -> Vec<Card> {
        let profile = self.profile;
        let Some(subject) = whole(profile).0.or(profile.subjects.first()) else { return Vec::new() };
        if own(subject, "mean").value().is_none() {
            // Without totals the subjects speak for themselves.
            let single = profile.subjects.iter().filter(|each| own(each, "mean").value().is_some());
            return single.take(MOST_SUBJECTS).map(|each| self.card(each, "mean")).collect();
        }
        // The T score of the only school says nothing but that its mean is the mean.
        let has_region = self.has_region();
        let is_told = |id: &str| id != "t_score" || has_region;
        let shown = |id: &&str| is_told(id) && own(subject, id).value().is_some();
        CARDS.into_iter().filter(shown).map(|id| self.card(subject, id)).collect()
    }

    fn card(&mut self, subject: &SubjectProfile, id: &str) -> Card {
        let lang = self.lang;
        let n = if id == "participation_rate" { own(subject, "n_expected") } else { own(subject, "n_valid") };
        self.cells.explain(id);
        let mut cell = if self.has_region() && id != "t_score" {
            self.held_against_region(subject, id, n)
        } else {
            self.cells.plain(id, own(subject, id), n)
        };
        cell.metric = Some(id.to_owned());
        let mut lines = Vec::new();
        if id == "t_score" {
            lines.push(words::t_scale(super::parent_county(self.profile), lang));
        }
        if super::is_comparable(subject) {
            lines.extend(self.nearest_peers().and_then(|peers| self.peer_line(peers, &subject.id, id)));
        }
        lines.extend(self.target_lines(&subject.id, id));
        let label = card_label(&super::name(subject, lang), &subject.id, id, lang);
        Card { label, cell, lines }
    }

    /// The schools most like this one that the exam knows of.
    fn nearest_peers(&self) -> Option<&PeerGroup> {
        let of = |attribute: &str| self.profile.peers.iter().find(|peers| peers.attribute == attribute);
        ["category", "residence", "town", "group"].into_iter().find_map(of)
    }

    fn peer_line(&self, peers: &PeerGroup, subject: &str, id: &str) -> Option<String> {
        let of_subject = peers.subjects.iter().find(|each| each.subject == subject && each.n_schools > 1)?;
        let value = of_subject.values.iter().find(|each| each.metric == id)?.value.value()?;
        Some(words::peers(&peers.value, of_subject.n_schools, &value_text(wutong_stats::metric(id), value), self.lang))
    }

    /// Targets of the metric that the exam sets for the school.
    fn target_lines(&self, subject: &str, id: &str) -> Vec<String> {
        let rows = self.profile.answers.iter().filter(|answer| answer.table == "targets").flat_map(|each| &each.rows);
        let rows = rows.filter(|row| row.subject == subject && row.metric.as_deref() == Some(id));
        rows.filter_map(|row| self.target_line(row, id)).collect()
    }

    fn target_line(&self, row: &AnswerRow, id: &str) -> Option<String> {
        let value =
            |wanted: &str| row.values.iter().find(|each| each.metric == wanted).map_or(NONE, |each| each.school);
        let target = value_text(wutong_stats::metric(id), value("target").value()?);
        let verdict: Option<TargetVerdict> = row.verdict.as_ref().and_then(Reported::value);
        let verdict = verdict.map_or("", |verdict| words::target_verdict(verdict, self.lang));
        let (open, close) = self.lang.pick(("（", "）"), (" (", ")"));
        Some(format!("{} {target}{open}{verdict}{close}", self.lang.pick("目标", "target")))
    }

    /// Whether a value is hidden that a rule on schools rests on.
    fn has_unjudged(&self) -> bool {
        let decides = ["mean_gap", "low_rate", "sd", "between_class_icc"];
        self.profile.withheld.iter().any(|value| {
            let is_hidden = !matches!(value.reason, Reason::TooFew | Reason::NoVariation | Reason::NotApplicable);
            value.class.is_none() && is_hidden && decides.contains(&value.metric.as_str())
        })
    }

    /// Findings that did not find room at the head.
    pub(super) fn rest(&self) -> Option<Section> {
        let more = self.profile.insights.get(words::MOST_INSIGHTS..).filter(|more| !more.is_empty())?;
        let title = words::rest(self.lang).to_owned();
        Some(Section { id: "rest", title, blocks: vec![insight_items(more, self.lang)] })
    }

    /// What the marks say of the school, and what may be done about it.
    pub(super) fn findings(&mut self) -> Option<Section> {
        let (profile, lang) = (self.profile, self.lang);
        if !self.is_compared() && profile.insights.is_empty() {
            return None;
        }
        let mut blocks = Vec::new();
        if profile.insights.is_empty() {
            let has_value = |subject: &SubjectProfile| own(subject, "mean").value().is_some();
            let text = if !profile.subjects.iter().any(has_value) {
                lang.pick(
                    "本校各科的平均分都没有给出（原因见“未给出的数值”），因此没有作出判断。",
                    "No mean of the school is given (see \u{201c}Values not given\u{201d} for the reason), so nothing is said of it.",
                )
            } else if self.has_unjudged() {
                lang.pick(
                    "可以显示的数值中，没有一项差别既超出偶然波动、又大到值得关注；有些数值不予显示，与之有关的差别未作判断。后文单个数字旁的 ▲▼ 只看那一个数字，可作为了解情况的线索，不宜单独下结论。",
                    "Among the values that may be shown no difference is both beyond chance and large enough to matter; of those that are hidden nothing is said. A ▲ or ▼ beside a number further down looks at that number alone: it may be worth a question, but carries no conclusion by itself.",
                )
            } else {
                lang.pick(
                    "把做过的全部比较都考虑在内，本校没有一项差别既超出偶然波动、又大到值得关注（例如一科均分相差五分之一个标准差以上）。这本身也是结论：各项差别不足以据此评判。后文单个数字旁的 ▲▼ 只看那一个数字，可作为了解情况的线索，不宜单独下结论。",
                    "With all comparisons counted, no difference of this school is both beyond chance and large enough to matter (for a mean, a fifth of a standard deviation). That is a result too: the differences do not carry a judgement. A ▲ or ▼ beside a number further down looks at that number alone: it may be worth a question, but carries no conclusion by itself.",
                )
            };
            blocks.push(Block::text(Role::Empty, text));
        } else {
            let most = words::MOST_INSIGHTS.min(profile.insights.len());
            blocks.push(insight_items(&profile.insights[..most], lang));
            self.cells.explain_insights();
            let advice = lang.pick(
                "建议是供讨论的起点，不是对教师或班级的评价。",
                " Suggestions are where a talk may begin, no judgement of teachers or classes.",
            );
            let mut small = format!("{}{advice}", words::insight_rule(lang));
            if let more @ 1.. = profile.insights.len() - most {
                small.push_str(lang.pick("", " "));
                small.push_str(&words::more_at_end(more, lang));
            }
            blocks.push(Block::text(Role::Small, small));
        }
        if let Some(county) = super::parent_county(profile).filter(|_| self.is_compared()) {
            let text = words::held_against_county(Some(county), profile.exam.region.as_deref(), lang);
            blocks.push(Block::text(Role::Small, text));
        }
        Some(Section {
            id: "findings",
            title: lang.pick("主要发现与建议", "Findings and suggestions").to_owned(),
            blocks,
        })
    }
}
