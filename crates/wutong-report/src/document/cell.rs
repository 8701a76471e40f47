//! One number of a report: what is printed, and what stands behind it.

use std::cmp::Ordering;

use serde::Serialize;
use wutong_model::spec::{Denominator, DifferenceFormula};
use wutong_model::{Reason, Reported};
use wutong_stats::{Better, MetricInfo, Unit, is_share_judged, metric, side_of};

use super::{Block, Head, MetricNote, Section, Span};
use crate::print;
use crate::words::{self, Lang};

/// A number in a table.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Cell {
    /// The number, or a dash.
    pub text: String,
    /// Text that shows when the pointer rests on it.
    pub title: String,
    /// The number it is held against.
    pub reference: Option<String>,
    /// Number of the note that says why that one is missing.
    pub reference_note: Option<usize>,
    /// Difference to it.
    pub difference: Option<String>,
    /// `up`, `down` or `same` where the interval allows to say so, otherwise empty.
    pub mark: &'static str,
    /// `better` or `worse`, where the mark says `up` or `down` and the metric has a better direction.
    pub tone: &'static str,
    /// Number of the note that says why the value is missing.
    pub note: Option<usize>,
    /// Whether it holds words, which stand at the left and may wrap.
    pub is_words: bool,
    /// Metric id, which [`Document::metrics`](super::Document::metrics) explains.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metric: Option<String>,
}

impl Cell {
    /// Words in a table.
    pub fn words(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_words: true, ..Self::default() }
    }

    /// Marks on which side of what it is held against the value lies.
    fn mark_side(&mut self, info: Option<&MetricInfo>, side: Ordering) {
        let better = info.map_or(Better::Neither, |info| info.better);
        (self.mark, self.tone) = match side {
            Ordering::Greater => ("up", if better == Better::Lower { "worse" } else { "better" }),
            Ordering::Less => ("down", if better == Better::Lower { "better" } else { "worse" }),
            Ordering::Equal => ("same", ""),
        };
    }
}

/// The reasons that a page has to explain, in the order of their first use.
#[derive(Debug, Default)]
pub(crate) struct Reasons {
    seen: Vec<Reason>,
}

impl Reasons {
    /// Number of the note of a reason; a metric that is not defined somewhere needs no note.
    pub(crate) fn number(&mut self, reason: Reason) -> Option<usize> {
        if reason == Reason::NotApplicable {
            return None;
        }
        if let Some(position) = self.seen.iter().position(|&each| each == reason) {
            return Some(position + 1);
        }
        self.seen.push(reason);
        Some(self.seen.len())
    }

    /// The section that says why values are missing; nothing where none is.
    pub(crate) fn section(&self, lang: Lang) -> Option<Section> {
        let item = |(position, &reason): (usize, &Reason)| {
            let number = format!("{}{}", lang.pick("注", "Note "), position + 1);
            vec![Span::strong(number), Span::plain(format!(" {}", words::reason(reason, lang)))]
        };
        let items: Vec<Vec<Span>> = self.seen.iter().enumerate().map(item).collect();
        let title = lang.pick("未给出的数值", "Values not given").to_owned();
        (!items.is_empty()).then(|| Section {
            id: "missing",
            title,
            blocks: vec![Block::List { items, numbered: true }],
        })
    }

    /// The reasons in the order of their numbers.
    pub(crate) fn all(&self) -> &[Reason] {
        &self.seen
    }
}

/// Label of a metric.
pub(crate) fn label(id: &str, lang: Lang) -> &str {
    metric(id).map_or(id, |info| lang.pick(info.zh, info.en))
}

/// A value as printed.
pub(crate) fn value_text(info: Option<&MetricInfo>, value: f64) -> String {
    minus(info.map_or_else(|| print::decimal(value, 2), |info| print::metric_value(info, value)))
}

/// A difference with its sign; differences of shares are percentage points and carry no `%`.
pub(crate) fn signed(info: Option<&MetricInfo>, value: f64) -> String {
    let text = match info.map(|info| info.unit) {
        Some(Unit::Fraction) => print::percent(value).trim_end_matches('%').to_owned(),
        Some(unit @ Unit::Number) => print::decimal(value, unit.decimals()),
        _ => print::decimal(value, 2),
    };
    let is_zero = text.chars().all(|character| matches!(character, '0' | '.' | '-'));
    if is_zero || text.starts_with('-') { minus(text) } else { format!("+{text}") }
}

/// The typographic minus has the width of the plus, so columns of differences line up.
pub(crate) fn minus(text: String) -> String {
    match text.strip_prefix('-') {
        Some(rest) => format!("\u{2212}{rest}"),
        None => text,
    }
}

/// A value beside a target, the target, or the gap between them, printed like the metric that the target is of; a level is
/// judged by a share.
pub(crate) fn target_cell(cells: &mut Cells, metric_id: Option<&str>, id: &str, value: Reported<f64>) -> Cell {
    let of_level = (metric_id.is_none() && ["target", "gap"].contains(&id)).then_some("level_rule_share");
    let printed = metric_id.filter(|_| ["value", "target", "gap"].contains(&id)).or(of_level).unwrap_or(id);
    let mut cell = cells.plain(printed, value, Reported::Withheld(Reason::NotApplicable));
    if let ("gap", Some(gap)) = (id, value.value()) {
        cell.text = signed(metric(printed), gap);
    }
    cell
}

/// `70.10 ~ 74.20`.
pub(crate) fn interval_text(info: Option<&MetricInfo>, bounds: (f64, f64)) -> String {
    format!("{} ~ {}", value_text(info, bounds.0), value_text(info, bounds.1))
}

/// The rates that count pupils; a score rate is a mean.
const SHARES_OF_PUPILS: [&str; 7] =
    ["excellence_rate", "good_rate", "pass_rate", "low_rate", "full_mark_rate", "participation_rate", "online_rate"];

/// Whether so many pupils can carry a judgement.
fn is_judged(info: Option<&MetricInfo>, value: Reported<f64>, n: Reported<f64>, reference: f64) -> bool {
    let is_rate = info.is_some_and(|info| SHARES_OF_PUPILS.contains(&info.id));
    let (Some(value), Some(n), true) = (value.value(), n.value(), is_rate) else { return true };
    is_share_judged(n, value, reference)
}

/// Makes the cells of a page.
pub(crate) struct Cells {
    pub(crate) lang: Lang,
    pub(crate) reasons: Reasons,
    /// Metrics whose heads were made, in the order of their first use.
    metrics: Vec<String>,
    /// Whether cells leave the meaning of their metric to its note.
    is_brief: bool,
    /// Whether insights are told, whose numbers are no metrics of a table.
    has_insights: bool,
}

impl Cells {
    pub(crate) fn new(lang: Lang) -> Self {
        Self { lang, reasons: Reasons::default(), metrics: Vec::new(), is_brief: false, has_insights: false }
    }

    /// For tables of hundreds of rows: the meaning of a metric, repeated in each of them, would make the most of the page.
    pub(crate) fn brief(lang: Lang) -> Self {
        Self { is_brief: true, ..Self::new(lang) }
    }

    /// The head of a column that shows a metric; its meaning will stand in the notes.
    pub(crate) fn head(&mut self, id: &str) -> Head {
        self.explain(id);
        Head { text: label(id, self.lang).to_owned(), metric: metric(id).map(|info| info.id.to_owned()) }
    }

    /// Has a metric explained in the notes.
    pub(crate) fn explain(&mut self, id: &str) {
        if metric(id).is_some() && !self.metrics.iter().any(|each| each == id) {
            self.metrics.push(id.to_owned());
        }
    }

    /// Has the numbers beside insights explained in the notes.
    pub(crate) fn explain_insights(&mut self) {
        self.has_insights = true;
    }

    /// Meaning, denominator and formula of every metric that was used; the difference rate has the formula that the
    /// exam has chosen, rates the denominator that it has.
    pub(crate) fn notes(&self, judged: DifferenceFormula, rates: Denominator) -> Vec<MetricNote> {
        let lang = self.lang;
        let entry = |(position, id): (usize, &String)| {
            let info = metric(id)?;
            let chosen = (info.id == "difference_rate").then(|| metric(judged.metric())).flatten().unwrap_or(info);
            Some(MetricNote {
                id: id.clone(),
                number: position + 1,
                term: lang.pick(info.zh, info.en).to_owned(),
                text: lang.pick(info.meaning_zh, info.meaning_en).to_owned(),
                denominator: words::metric_denominator(info, rates, lang),
                formula: lang.pick(chosen.formula_zh, chosen.formula).to_owned(),
            })
        };
        let mut notes: Vec<MetricNote> = self.metrics.iter().enumerate().filter_map(entry).collect();
        let terms = words::insight_terms(lang).into_iter().filter(|_| self.has_insights);
        notes.extend(terms.zip(self.metrics.len() + 1..).map(|(term, number)| {
            let [id, term, text, denominator, formula] = term.map(str::to_owned);
            MetricNote { id, number, term, text, denominator, formula }
        }));
        notes
    }

    /// A cell without a comparison; `n` is the number of pupils it rests on.
    pub(crate) fn plain(&mut self, id: &str, value: Reported<f64>, n: Reported<f64>) -> Cell {
        let info = metric(id);
        match value {
            Reported::Withheld(reason) => self.missing(id, reason),
            Reported::Estimate { value, interval } => {
                Cell { text: value_text(info, value), title: self.title(info, n, interval), ..Cell::default() }
            }
        }
    }

    /// A dash with its reason.
    pub(crate) fn missing(&mut self, id: &str, reason: Reason) -> Cell {
        let separator = self.lang.pick("：", ": ");
        Cell {
            text: "—".to_owned(),
            title: format!("{}{separator}{}", label(id, self.lang), words::reason(reason, self.lang)),
            note: self.reasons.number(reason),
            ..Cell::default()
        }
    }

    /// A cell held against another value, which is printed too where `name` says what it is called.
    pub(crate) fn against(
        &mut self,
        id: &str,
        (value, n): (Reported<f64>, Reported<f64>),
        reference: Reported<f64>,
        name: Option<&str>,
    ) -> Cell {
        let info = metric(id);
        let mut cell = self.plain(id, value, n);
        let Some(reference) = reference.value() else {
            let reason = reference.reason().unwrap_or(Reason::NotApplicable);
            if let Some(name) = name {
                cell.reference = Some(format!("{name} —"));
                cell.reference_note = self.reasons.number(reason);
            }
            cell.title = format!("{}\n{}", cell.title, words::reason(reason, self.lang));
            return cell;
        };
        cell.reference = name.map(|name| format!("{name} {}", value_text(info, reference)));
        if let Some(own) = value.value() {
            cell.difference = Some(signed(info, own - reference));
        }
        if let Some(interval) = value.interval().filter(|_| is_judged(info, value, n, reference)) {
            cell.mark_side(info, side_of(interval, reference));
        }
        cell
    }

    /// A cell held against the region: means and score rates are marked by the interval of the difference of the means,
    /// as in the drawing of balance.
    pub(crate) fn against_region(
        &mut self,
        id: &str,
        own: (Reported<f64>, Reported<f64>),
        region: Reported<f64>,
        name: Option<&str>,
        gap: Option<(f64, f64)>,
    ) -> Cell {
        let mut cell = self.against(id, own, region, name);
        if let (true, "mean" | "score_rate", Some(gap)) = (cell.difference.is_some(), id, gap) {
            cell.mark_side(metric(id), side_of(gap, 0.0));
        }
        cell
    }

    /// Meaning, number of pupils and interval.
    fn title(&self, info: Option<&MetricInfo>, n: Reported<f64>, interval: Option<(f64, f64)>) -> String {
        let lang = self.lang;
        let mut lines = Vec::new();
        if let (Some(info), false) = (info, self.is_brief) {
            lines.push(lang.pick(info.meaning_zh, info.meaning_en).to_owned());
        }
        if let Some(n) = n.value() {
            lines.push(words::resting_on(&print::decimal(n, 0), lang));
        }
        if let Some(bounds) = interval {
            lines.push(words::interval(&interval_text(info, bounds), lang));
        }
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_of_few_pupils_are_marked_by_their_exact_probability() {
        let mark_of = |id: &str, share: f64, interval: (f64, f64), n: f64, reference: f64| {
            let value = Reported::Estimate { value: share, interval: Some(interval) };
            let n = Reported::Estimate { value: n, interval: None };
            let reference = Reported::Estimate { value: reference, interval: None };
            Cells::new(Lang::Zh).against(id, (value, n), reference, None).mark
        };
        let mark = |id: &str, n: f64, reference: f64| mark_of(id, 0.375, (0.137, 0.694), n, reference);
        // Three of eight where one in eleven is usual, by chance once in thirty-five: 1 - pbinom(2, 8, 0.09) = 0.029.
        assert_eq!(mark("excellence_rate", 8.0, 0.09), "");
        assert_eq!(mark("excellence_rate", 60.0, 0.09), "up");
        // Few are to be expected on the other side of the cut: by chance once in five, pbinom(6, 8, 0.9) = 0.187.
        assert_eq!(mark_of("pass_rate", 0.75, (0.4, 0.89), 8.0, 0.9), "");
        assert_eq!(mark("pass_rate", 40.0, 0.9), "down");
        // A mean counts nobody.
        assert_eq!(mark("score_rate", 8.0, 0.09), "up");
    }

    #[test]
    fn differences_carry_their_sign() {
        for (id, value, text) in [
            ("mean", 1.5, "+1.50"),
            ("mean", -1.5, "\u{2212}1.50"),
            ("mean", -0.001, "0.00"),
            ("pass_rate", 0.0312, "+3.12"),
        ] {
            assert_eq!(signed(metric(id), value), text);
        }
    }
}
