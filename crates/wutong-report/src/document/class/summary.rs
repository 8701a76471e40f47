//! What a class report says first, in sentences with their numbers.

use wutong_model::{Reported, TOTAL, Verdict};

use super::{Writer, class_value, name};
use crate::document::{Block, Role, Section, Span, label, signed, value_text};
use crate::profile::{ClassPaper, ClassPart};
use crate::words::{self, Lang};

/// Rates of the second sentence.
const RATES: [&str; 3] = ["excellence_rate", "pass_rate", "low_rate"];

impl Writer<'_> {
    /// A few sentences; nothing where the marks of the class are not shown.
    pub(super) fn summary(&mut self) -> Option<Section> {
        let (report, lang) = (self.report, self.lang);
        let first = report.subjects.iter().find(|subject| subject.id == TOTAL).or(report.subjects.first())?;
        // With nothing to stand beside, the cards have said it all.
        if !self.has_others() && report.exam.is_single() {
            return None;
        }
        let mean = self.mean(first)?;
        let mut items = vec![mean];
        items.extend(self.rates(first));
        items.extend(self.single_subjects());
        for subject in &report.subjects {
            let points = report.parts.iter().filter(|part| part.subject == subject.id);
            let points: Vec<&ClassPart> = points.filter(|part| part.dimension == "knowledge_point").collect();
            items.extend(self.points(subject, &points));
        }
        let items = items.into_iter().map(|text| vec![Span::plain(text)]).collect();
        let small = lang.pick(
            "以上只说数值和差别，不说明原因；班级的差别与分班、任课和学生基础都有关系，供讨论时参考。",
            "These sentences tell values and differences, not their cause: setting, teaching and what pupils brought along all play a part.",
        );
        let blocks = vec![Block::list(items), Block::text(Role::Small, small)];
        Some(Section { id: "findings", title: lang.pick("概要", "In short").to_owned(), blocks })
    }

    /// `总分平均分 526.56 分，比全校高 3.88 分，差别在正常波动之内；全区 523.07 分。`
    fn mean(&mut self, subject: &ClassPaper) -> Option<String> {
        let lang = self.lang;
        let info = wutong_stats::metric("mean");
        let text = |value: f64| value_text(info, value);
        let own = class_value(subject, "mean").value()?;
        let n = class_value(subject, "n_valid")
            .value()
            .map_or_else(String::new, |n| value_text(wutong_stats::metric("n_valid"), n));
        let name = name(subject, lang);
        let mut sentence = match lang {
            Lang::Zh => format!("{name}平均分 {} 分（{n} 人）", text(own)),
            Lang::En => format!("{name}: mean {} ({n} pupils)", text(own)),
        };
        let school = subject.value("mean").and_then(|value| value.school.value()).filter(|_| self.has_others());
        if let Some(school) = school {
            let clear = self.cell(subject, "mean").mark;
            let gap = signed(info, own - school);
            sentence.push_str(&match lang {
                Lang::Zh => format!("，全校 {}，差 {gap} 分，{}", text(school), beyond(clear, lang)),
                Lang::En => format!("; the school {}, difference {gap}, {}", text(school), beyond(clear, lang)),
            });
        }
        if let Some(region) = self.region(subject, "mean").value() {
            let gap = signed(info, own - region);
            sentence.push_str(&match lang {
                Lang::Zh => format!("；全区 {}，差 {gap} 分", text(region)),
                Lang::En => format!("; the region {}, difference {gap}", text(region)),
            });
        }
        Some(sentence + lang.pick("。", "."))
    }

    /// The rates of a subject beside those of the school and the region.
    fn rates(&self, subject: &ClassPaper) -> Option<String> {
        let lang = self.lang;
        let one = |id: &str| {
            let info = wutong_stats::metric(id);
            let text = |value: f64| value_text(info, value);
            let own = class_value(subject, id).value()?;
            let school = subject.value(id).and_then(|value| value.school.value()).filter(|_| self.has_others());
            let beside = [(words::whole_school(lang), school), (words::region(lang), self.region(subject, id).value())];
            let beside: Vec<String> =
                beside.into_iter().filter_map(|(whose, value)| Some(format!("{whose} {}", text(value?)))).collect();
            let (open, close) = lang.pick(("（", "）"), (" (", ")"));
            let beside = if beside.is_empty() {
                String::new()
            } else {
                format!("{open}{}{close}", beside.join(lang.pick("，", ", ")))
            };
            Some(format!("{} {}{beside}", label(id, lang), text(own)))
        };
        let rates: Vec<String> = RATES.into_iter().filter_map(one).collect();
        let all = rates.join(lang.pick("；", "; "));
        (!rates.is_empty()).then(|| format!("{}{all}{}", lang.pick("", "Rates: "), lang.pick("。", ".")))
    }

    /// The subjects in which the class differs clearly from its school.
    fn single_subjects(&mut self) -> Option<String> {
        let (report, lang) = (self.report, self.lang);
        let single: Vec<&ClassPaper> = report.subjects.iter().filter(|subject| subject.id != TOTAL).collect();
        if !self.has_others() || single.len() < 2 {
            return None;
        }
        let info = wutong_stats::metric("mean");
        let mut of = |mark: &str| {
            let clear = single.iter().filter_map(|subject| {
                let cell = self.cell(subject, "mean");
                let (own, school) = (class_value(subject, "mean").value()?, subject.value("mean")?.school.value()?);
                let (open, close) = lang.pick(("（", "）"), (" (", ")"));
                (cell.mark == mark).then(|| format!("{}{open}{}{close}", subject.name, signed(info, own - school)))
            });
            clear.collect::<Vec<_>>().join(lang.pick("、", ", "))
        };
        let parts = [
            (lang.pick("平均分明显高于全校的学科：", "Mean clearly above the school: "), of("up")),
            (lang.pick("明显低于全校的学科：", "clearly below the school: "), of("down")),
        ];
        let told: Vec<String> = parts
            .into_iter()
            .filter(|(_, names)| !names.is_empty())
            .map(|(head, names)| format!("{head}{names}"))
            .collect();
        Some(if told.is_empty() {
            lang.pick(
                "各单科平均分与全校的差别都在正常波动之内。",
                "In no subject does the mean differ from the school's by more than chance usually makes it.",
            )
            .to_owned()
        } else {
            told.join(lang.pick("；", "; ")) + lang.pick("。", ".")
        })
    }

    /// The knowledge points where the class stands best and worst beside its school, or beside the region.
    fn points(&mut self, subject: &ClassPaper, points: &[&ClassPart]) -> Option<String> {
        let lang = self.lang;
        let info = wutong_stats::metric("item_score_rate");
        let (whose, has_others) = match self.has_others() {
            true => (words::whole_school(lang), true),
            false => (words::region(lang), false),
        };
        let against = |part: &ClassPart| match has_others {
            true => part.score_rate.school,
            false if subject.verdict == Verdict::Refused || self.report.exam.is_single() => super::NONE,
            false => part.score_rate.region,
        };
        let gaps =
            points.iter().filter_map(|&part| Some((part.score_rate.class.value()? - against(part).value()?, part)));
        let mut gaps: Vec<(f64, &ClassPart)> = gaps.collect();
        gaps.sort_by(|left, right| left.0.total_cmp(&right.0));
        let (Some(&(worst_gap, worst)), Some(&(best_gap, best))) = (gaps.first(), gaps.last()) else { return None };
        if gaps.len() < 2 {
            return None;
        }
        let told = |gap: f64, part: &ClassPart| {
            let name = lang.pick(&part.name.0, &part.name.1);
            let own = part.score_rate.class.value().map_or_else(String::new, |own| value_text(info, own));
            match lang {
                Lang::Zh => format!("“{name}”（得分率 {own}，与{whose}之差 {}）", signed(info, gap)),
                Lang::En => format!(
                    "\u{201c}{name}\u{201d} (score rate {own}, difference to the {whose} {})",
                    signed(info, gap)
                ),
            }
        };
        let (best, worst) = (told(best_gap, best), told(worst_gap, worst));
        // The ends of a row of differences are far apart by chance alone; the tables mark single ones.
        let n = gaps.len();
        Some(match lang {
            Lang::Zh => format!(
                "{}：与{whose}相比，{n} 个知识点中相对较好的是{best}，相对较弱的是{worst}；总有一个最好、一个最弱，只作讨论的线索。",
                subject.name
            ),
            Lang::En => format!(
                "{}: beside the {whose}, of {n} knowledge points {best} stands best and {worst} worst; some always do, so this is \
                 where a talk may begin, and no finding.",
                subject.name
            ),
        })
    }

    /// The region's value, where it may stand beside the class's.
    fn region(&self, subject: &ClassPaper, id: &str) -> Reported<f64> {
        let is_told = !self.report.exam.is_single() && subject.verdict != Verdict::Refused;
        subject.value(id).filter(|_| is_told).map_or(super::NONE, |value| value.region)
    }
}

/// What the mark of a cell says, in words.
fn beyond(mark: &str, lang: Lang) -> &'static str {
    match mark {
        "up" | "down" => lang.pick("超出正常波动", "more than chance usually makes it"),
        _ => lang.pick("在正常波动之内", "within chance"),
    }
}
