//! Whether what an exam asks for can be. Names of metrics, presets and schemes are checked where they are known.

use std::collections::BTreeSet;

use super::{
    BandForm, BandTable, Bundle, Close, Composite, CompositeForm, CompositeOver, Contextual, ExactShare, Levels, Line,
    LineAt, RawAssigned, RawBands, RawBundle, RawComposite, RawContextual, RawLevels, RawLine, RawLineMethod, RawSpec,
    RawTarget, Requests, SpecError, Subject, Target, Total, exact_ticks, mark_range,
};
use crate::TOTAL;
use crate::mark::mark_text;

const BILLION: u64 = 1_000_000_000;

/// Checks everything that the exam asks for.
pub(super) fn requests(raw: &RawSpec, subjects: &[Subject], total: &Total) -> Result<Requests, SpecError> {
    let papers = Papers { subjects, total };
    unique("line.id", raw.line.iter().map(|line| line.id.as_str()))?;
    unique("composite.id", raw.composite.iter().map(|composite| composite.id.as_str()))?;
    let lines = raw.line.iter().map(|raw| line(raw, papers)).collect::<Result<Vec<_>, _>>()?;
    let targets =
        raw.target.iter().enumerate().map(|(at, raw)| target(raw, at, papers, &lines)).collect::<Result<_, _>>()?;
    let mut composites: Vec<Composite> = Vec::new();
    for raw in &raw.composite {
        let next = composite(raw, papers, &lines, &composites)?;
        composites.push(next);
    }
    if let Some(imbalance) = raw.imbalance
        && !(imbalance.flag > 0.0 && imbalance.flag.is_finite())
    {
        return Err(SpecError::value("imbalance.flag", imbalance.flag, ("above 0", "大于 0")));
    }
    unique("bands.id", raw.bands.iter().map(|bands| bands.id.as_str()))?;
    unique("contextual.id", raw.contextual.iter().map(|model| model.id.as_str()))?;
    if raw.total.assigned && total.members.iter().all(|&member| subjects[member].assigned.is_none()) {
        let required =
            ("a subject of the total with [subject.assigned]", "总分所含学科中至少一科有 [subject.assigned]");
        return Err(SpecError::value("total.assigned", true, required));
    }
    Ok(Requests {
        bands: raw.bands.iter().map(|raw| bands(raw, papers)).collect::<Result<_, _>>()?,
        contextual: raw.contextual.iter().map(|raw| contextual(raw, papers)).collect::<Result<_, _>>()?,
        bundle: raw.bundle.as_ref().map(|raw| bundle(raw, papers)).transpose()?,
        assigned_total: raw.total.assigned,
        lines,
        targets,
        composites,
        levels: raw.levels.as_ref().map(levels).transpose()?,
        imbalance: raw.imbalance.map(|imbalance| imbalance.flag),
    })
}

#[derive(Clone, Copy)]
struct Papers<'a> {
    subjects: &'a [Subject],
    total: &'a Total,
}

impl Papers<'_> {
    /// Position of a subject, the total behind the others.
    fn position(self, key: &str, id: &str) -> Result<usize, SpecError> {
        if id == TOTAL {
            return Ok(self.subjects.len());
        }
        let position = self.subjects.iter().position(|subject| subject.id == id);
        position.ok_or_else(|| {
            let known = self.subjects.iter().map(|subject| subject.id.as_str()).chain([TOTAL]);
            SpecError::unknown(key, id, known, None)
        })
    }

    /// Positions of several subjects, ascending, each named once.
    fn positions(self, key: &str, ids: &[String]) -> Result<Vec<usize>, SpecError> {
        let mut positions = Vec::new();
        for id in ids {
            let position = self.position(key, id)?;
            if positions.contains(&position) {
                return Err(SpecError::value(key, id, ("each subject once", "每个学科只出现一次")));
            }
            positions.push(position);
        }
        if positions.is_empty() {
            return Err(SpecError::value(key, "[]", ("at least one subject", "至少一个学科")));
        }
        positions.sort_unstable();
        Ok(positions)
    }

    /// Those of several subjects, or of every subject and the total.
    fn positions_or_all(self, key: &str, ids: Option<&[String]>) -> Result<Vec<usize>, SpecError> {
        ids.map_or_else(|| Ok((0..=self.subjects.len()).collect()), |ids| self.positions(key, ids))
    }

    /// Full mark in ticks, and decimals.
    fn paper(self, position: usize) -> (i32, u8) {
        let paper = self.subjects.get(position).map(|paper| (paper.full_ticks, paper.decimals));
        paper.unwrap_or((self.total.full_ticks, self.total.decimals))
    }
}

fn unique<'a>(key: &str, ids: impl Iterator<Item = &'a str>) -> Result<(), SpecError> {
    let mut seen = BTreeSet::new();
    for id in ids {
        if id.is_empty() || id.contains('/') || id.chars().any(char::is_control) {
            return Err(SpecError::value(key, id, ("a name without '/'", "不能为空，不能含“/”")));
        }
        if !seen.insert(id) {
            return Err(SpecError::value(key, id, ("each id once", "每个编号只出现一次")));
        }
    }
    Ok(())
}

/// A share above 0 and up to 1, exact to nine decimals.
fn share(key: &str, value: f64) -> Result<ExactShare, SpecError> {
    let part = exact_ticks(value, 9).and_then(|part| u64::try_from(part).ok());
    part.filter(|part| (1..=BILLION).contains(part)).map(|part| ExactShare { part, whole: BILLION }).ok_or_else(|| {
        SpecError::value(
            key,
            value,
            ("a fraction above 0 and up to 1, at most nine decimals", "大于 0、不超过 1 的小数，至多九位"),
        )
    })
}

/// A mark of a paper above 0 and up to its full mark, in ticks.
fn mark(key: &str, value: f64, full: i32, decimals: u8) -> Result<i64, SpecError> {
    let ticks = exact_ticks(value, decimals)
        .ok_or_else(|| SpecError::value(key, format!("{value:?}"), mark_range(decimals)))?;
    if (1..=i64::from(full)).contains(&ticks) {
        return Ok(ticks);
    }
    let full = mark_text(i64::from(full), decimals);
    Err(SpecError::value(
        key,
        value,
        (format!("above 0 and up to the full mark {full}"), format!("大于 0、不超过满分 {full}")),
    ))
}

fn line(raw: &RawLine, papers: Papers<'_>) -> Result<Line, SpecError> {
    let key = |name: &str| format!("line.{}.{name}", raw.id);
    let total = papers.total;
    let at = match (raw.mark, raw.share) {
        (Some(value), None) => LineAt::Mark(mark(&key("mark"), value, total.full_ticks, total.decimals)?),
        (None, Some(value)) => LineAt::Share(share(&key("share"), value)?),
        (both, _) => {
            let found = if both.is_some() { "mark and share" } else { "without mark and share" };
            let required = ("either mark or share, not both", "mark 与 share 二者取一");
            return Err(SpecError::value(&format!("line.{}", raw.id), found, required));
        }
    };
    let method = raw.method.or((!raw.subjects.is_empty()).then_some(RawLineMethod::Given));
    if (method == Some(RawLineMethod::Given)) == raw.subjects.is_empty() {
        let found = if raw.subjects.is_empty() { "empty" } else { "marks of subjects" };
        let required = (
            "marks of subjects with method = \"given\", and with no other method",
            "method = \"given\" 时给出各科分数线，其他方法时不写",
        );
        return Err(SpecError::value(&key("subjects"), found, required));
    }
    let mut given = vec![None; papers.subjects.len()];
    for (id, &value) in &raw.subjects {
        let key = key(&format!("subjects.{id}"));
        let subject = papers.subjects.iter().position(|subject| subject.id == *id).ok_or_else(|| {
            let known = papers.subjects.iter().map(|subject| subject.id.as_str());
            SpecError::unknown(&key, id, known, None)
        })?;
        let paper = &papers.subjects[subject];
        given[subject] = Some(mark(&key, value, paper.full_ticks, paper.decimals)?);
    }
    let borderline = raw.borderline.map(|borderline| {
        let distance = |name: &str, value: f64| {
            let fits = |ticks: &i64| (0..=i64::from(total.full_ticks)).contains(ticks);
            exact_ticks(value, total.decimals).filter(fits).ok_or_else(|| {
                SpecError::value(
                    &key(&format!("borderline.{name}")),
                    value,
                    ("points from 0 to the full mark of the total", "0 至总分满分之间的分数"),
                )
            })
        };
        let above = distance("above", borderline.above)?;
        let below = distance("below", borderline.below)?;
        if (below, above) == (0, 0) || borderline.limit == Some(0) {
            let required = ("a distance above 0, and a limit above 0", "距离与人数上限都要大于 0");
            return Err(SpecError::value(&key("borderline"), "a rule that lets nobody in", required));
        }
        Ok(Close { below, above: (above > 0).then_some(above), limit: borderline.limit })
    });
    Ok(Line {
        id: raw.id.clone(),
        name: raw.name.clone().unwrap_or_else(|| raw.id.clone()),
        at,
        method,
        given,
        borderline: borderline.transpose()?,
    })
}

fn target(raw: &RawTarget, at: usize, papers: Papers<'_>, lines: &[Line]) -> Result<Target, SpecError> {
    let key = |name: &str| format!("target {}.{name}", at + 1);
    if !raw.value.is_finite() {
        return Err(SpecError::value(&key("value"), raw.value, ("a number", "数字")));
    }
    Ok(Target {
        metric: raw.metric.clone(),
        value: raw.value,
        group: raw.group.clone(),
        subject: papers.position(&key("subject"), raw.subject.as_deref().unwrap_or(TOTAL))?,
        line: line_of(&key("line"), raw.line.as_deref(), lines)?,
    })
}

/// Position of the line that is named.
fn line_of(key: &str, id: Option<&str>, lines: &[Line]) -> Result<Option<usize>, SpecError> {
    let Some(id) = id else { return Ok(None) };
    let position = lines.iter().position(|line| line.id == id);
    let unknown = || SpecError::unknown(key, id, lines.iter().map(|line| line.id.as_str()), None);
    position.map(Some).ok_or_else(unknown)
}

fn composite(
    raw: &RawComposite,
    papers: Papers<'_>,
    lines: &[Line],
    before: &[Composite],
) -> Result<Composite, SpecError> {
    let key = |name: &str| format!("composite.{}.{name}", raw.id);
    let form = match (&raw.preset, &raw.expression) {
        (Some(preset), None) => CompositeForm::Preset(preset.clone()),
        (None, Some(expression)) => CompositeForm::Expression(expression.clone()),
        (both, _) => {
            let found = if both.is_some() { "preset and expression" } else { "without preset and expression" };
            let required = ("either preset or expression, not both", "preset 与 expression 二者取一");
            return Err(SpecError::value(&format!("composite.{}", raw.id), found, required));
        }
    };
    let over = match (&raw.subjects, raw.weights.is_empty()) {
        (None, true) => CompositeOver::Each(vec![papers.subjects.len()]),
        (Some(ids), true) => CompositeOver::Each(papers.positions(&key("subjects"), ids)?),
        (None, false) => CompositeOver::Weighted(weights(raw, papers)?),
        (Some(_), false) => {
            let required = ("either subjects or weights, not both", "subjects 与 weights 二者取一");
            return Err(SpecError::value(&format!("composite.{}", raw.id), "subjects and weights", required));
        }
    };
    Ok(Composite {
        id: raw.id.clone(),
        name: raw.name.clone().unwrap_or_default(),
        form,
        over,
        category: raw.category.clone(),
        line: line_of(&key("line"), raw.line.as_deref(), lines)?,
        dropped: raw.drop.map(|dropped| dropped_share(&key("drop"), dropped)).transpose()?,
        parts: parts(raw, before)?,
    })
}

/// A share that leaves something.
fn dropped_share(key: &str, value: f64) -> Result<ExactShare, SpecError> {
    match share(key, value) {
        Ok(share) if share.part < share.whole => Ok(share),
        _ => Err(SpecError::value(key, value, ("a fraction above 0 and below 1", "大于 0、小于 1 的小数"))),
    }
}

fn parts(raw: &RawComposite, before: &[Composite]) -> Result<Vec<(usize, f64)>, SpecError> {
    let mut parts = Vec::new();
    for (id, &weight) in &raw.parts {
        let key = format!("composite.{}.parts.{id}", raw.id);
        if !(weight > 0.0 && weight.is_finite()) {
            return Err(SpecError::value(&key, weight, ("a number above 0", "大于 0 的数")));
        }
        let position = before.iter().position(|composite| composite.id == *id);
        let known = before.iter().map(|composite| composite.id.as_str());
        parts.push((position.ok_or_else(|| SpecError::unknown(&key, id, known, None))?, weight));
    }
    parts.sort_by_key(|&(position, _)| position);
    Ok(parts)
}

fn weights(raw: &RawComposite, papers: Papers<'_>) -> Result<Vec<(usize, f64)>, SpecError> {
    let mut weights = Vec::new();
    for (id, &weight) in &raw.weights {
        let key = format!("composite.{}.weights.{id}", raw.id);
        if !(weight >= 0.0 && weight.is_finite()) {
            return Err(SpecError::value(&key, weight, ("a number of at least 0", "不小于 0 的数")));
        }
        weights.push((papers.position(&key, id)?, weight));
    }
    if weights.iter().all(|&(_, weight)| weight <= 0.0) {
        let required = ("weights of which at least one is above 0", "至少一项权数大于 0");
        return Err(SpecError::value(&format!("composite.{}.weights", raw.id), "all zero", required));
    }
    // A subject of weight zero has no say, not even by a value that is missing.
    weights.retain(|&(_, weight)| weight > 0.0);
    weights.sort_by_key(|&(subject, _)| subject);
    Ok(weights)
}

fn levels(raw: &RawLevels) -> Result<Levels, SpecError> {
    let cuts = [
        share("levels.cuts.two", raw.cuts.two)?,
        share("levels.cuts.three", raw.cuts.three)?,
        share("levels.cuts.four", raw.cuts.four)?,
    ];
    if !(cuts[0].part < cuts[1].part && cuts[1].part < cuts[2].part) {
        return Err(SpecError::value("levels.cuts", "these cuts", ("two < three < four", "二级线 < 三级线 < 四级线")));
    }
    if !(2..=4).contains(&raw.rule.level) {
        return Err(SpecError::value("levels.rule.level", raw.rule.level, ("2, 3 or 4", "2、3 或 4")));
    }
    Ok(Levels { cuts, level: raw.rule.level, share: share("levels.rule.share", raw.rule.share)? })
}

fn bands(raw: &RawBands, papers: Papers<'_>) -> Result<BandTable, SpecError> {
    let key = |name: &str| format!("bands.{}.{name}", raw.id);
    let subjects = papers.positions_or_all(&key("subjects"), raw.subjects.as_deref())?;
    let mut forms = Vec::new();
    forms.extend(raw.width.map(BandForm::Width));
    forms.extend(raw.cuts.clone().map(BandForm::Cuts));
    forms.extend(raw.parts.map(BandForm::Parts));
    forms.extend(raw.shares.clone().map(BandForm::Shares));
    forms.extend(raw.places.clone().map(BandForm::Places));
    let (Some(form), true) = (forms.pop(), forms.is_empty()) else {
        let required =
            ("exactly one of width, cuts, parts, shares and places", "width、cuts、parts、shares、places 五者取一");
        return Err(SpecError::value(&format!("bands.{}", raw.id), "none or several of them", required));
    };
    match &form {
        BandForm::Width(width) => {
            for &subject in &subjects {
                let (full, decimals) = papers.paper(subject);
                let ticks = mark(&key("width"), *width, full, decimals)?;
                // More bands than this are a one-mark table.
                if i64::from(full) / ticks > 200 {
                    let required = ("a width that gives at most 200 bands", "段宽过小，至多 200 段");
                    return Err(SpecError::value(&key("width"), width, required));
                }
            }
        }
        BandForm::Cuts(cuts) => {
            for &subject in &subjects {
                let (full, decimals) = papers.paper(subject);
                cuts.iter().try_for_each(|&cut| mark(&key("cuts"), cut, full, decimals).map(|_| ()))?;
            }
            if cuts.is_empty() || cuts.windows(2).any(|pair| pair[0] >= pair[1]) {
                let required = ("marks that ascend, at least one", "由低到高的分数，至少一个");
                return Err(SpecError::value(&key("cuts"), format!("{cuts:?}"), required));
            }
        }
        BandForm::Parts(parts) => {
            if !(2..=100).contains(parts) {
                return Err(SpecError::value(&key("parts"), parts, ("2 to 100 parts", "2 至 100 段")));
            }
        }
        BandForm::Shares(shares) => {
            if !(2..=100).contains(&shares.len()) || shares.contains(&0) {
                let required = ("2 to 100 shares above 0", "2 至 100 个大于 0 的比例");
                return Err(SpecError::value(&key("shares"), format!("{shares:?}"), required));
            }
        }
        BandForm::Places(places) => {
            let ascend = places.windows(2).all(|pair| pair[0] < pair[1]);
            if !(1..=100).contains(&places.len()) || places[0] == 0 || !ascend {
                let required = ("1 to 100 places above 0 that ascend", "1 至 100 个由小到大的名次");
                return Err(SpecError::value(&key("places"), format!("{places:?}"), required));
            }
        }
    }
    let name = raw.name.clone().map_or_else(|| band_names(&form), |name| (name.clone(), name));
    Ok(BandTable { id: raw.id.clone(), name, form, subjects })
}

/// What bands without a name of their own are called, in Chinese and in English.
fn band_names(form: &BandForm) -> (String, String) {
    match form {
        BandForm::Width(width) => (format!("每 {width} 分一段"), format!("bands of {width} points")),
        BandForm::Cuts(_) => ("分数段".to_owned(), "bands".to_owned()),
        BandForm::Parts(parts) => (format!("满分 {parts} 等分"), format!("{parts} equal bands")),
        BandForm::Shares(_) => ("等第".to_owned(), "grades".to_owned()),
        BandForm::Places(_) => ("名次段".to_owned(), "places".to_owned()),
    }
}

fn contextual(raw: &RawContextual, papers: Papers<'_>) -> Result<Contextual, SpecError> {
    let key = |name: &str| format!("contextual.{}.{name}", raw.id);
    let subjects = papers.positions_or_all(&key("subjects"), raw.subjects.as_deref())?;
    if raw.attributes.is_empty() && raw.numbers.is_empty() && !raw.size {
        let required = ("attributes, numbers or size = true", "至少给出 attributes、numbers 或 size = true 之一");
        return Err(SpecError::value(&format!("contextual.{}", raw.id), "no circumstance", required));
    }
    let mut seen = BTreeSet::new();
    if let Some(twice) = raw.attributes.iter().chain(&raw.numbers).find(|name| !seen.insert(name.as_str())) {
        return Err(SpecError::value(&key("attributes"), twice, ("each attribute once", "每个属性只出现一次")));
    }
    if let Some(name) = raw.reference.keys().find(|name| !raw.attributes.contains(name)) {
        return Err(SpecError::unknown(&key("reference"), name, raw.attributes.iter().map(String::as_str), None));
    }
    Ok(Contextual {
        id: raw.id.clone(),
        name: raw.name.clone().unwrap_or_else(|| raw.id.clone()),
        kinds: raw.attributes.iter().map(|name| (name.clone(), raw.reference.get(name).cloned())).collect(),
        numbers: raw.numbers.clone(),
        size: raw.size,
        subjects,
    })
}

fn bundle(raw: &RawBundle, papers: Papers<'_>) -> Result<Bundle, SpecError> {
    let weights = [raw.weights.pooled, raw.weights.convergence, raw.weights.value_added];
    let possible = weights.iter().all(|weight| (0.0..=1e6).contains(weight));
    if !possible || weights.iter().sum::<f64>() <= 0.0 {
        let required = ("weights of at least 0, one of them above", "不小于 0 的权数，至少一项大于 0");
        return Err(SpecError::value("bundle.weights", format!("{weights:?}"), required));
    }
    let alpha = raw.alpha.unwrap_or(0.5);
    if !(0.0..=1.0).contains(&alpha) {
        return Err(SpecError::value("bundle.alpha", alpha, ("0 to 1", "0 至 1")));
    }
    if let Some((name, range)) = raw.base_range.iter().find(|(_, range)| !(range.is_finite() && **range > 0.0)) {
        return Err(SpecError::value(&format!("bundle.base_range.{name}"), range, ("above 0", "大于 0")));
    }
    if let Some((name, value)) = raw.value_added.iter().find(|(_, value)| !value.is_finite()) {
        return Err(SpecError::value(&format!("bundle.value_added.{name}"), value, ("a number", "数字")));
    }
    let of_total = || Ok(vec![papers.subjects.len()]);
    let subjects = raw.subjects.as_ref().map_or_else(of_total, |ids| papers.positions("bundle.subjects", ids))?;
    Ok(Bundle {
        attribute: raw.attribute.clone().unwrap_or_else(|| "group".to_owned()),
        weights,
        alpha,
        base_range: raw.base_range.clone(),
        value_added: raw.value_added.clone(),
        core: raw.core.clone(),
        subjects,
    })
}

/// Contradictions of `[subject.assigned]`; the scheme is looked up where schemes are known.
pub(super) fn assigned(raw: &super::RawSubject) -> Result<Option<RawAssigned>, SpecError> {
    let Some(assigned) = &raw.assigned else { return Ok(None) };
    let key = |name: &str| format!("subject.{}.assigned{name}", raw.id);
    if raw.marks == super::Marks::Scaled {
        let required = ("marks = \"raw\": scaled marks are assigned already", "marks = \"raw\"：赋分不能再赋分");
        return Err(SpecError::value(&key(""), "a scheme for scaled marks", required));
    }
    if raw.min_mark.is_some_and(|mark| mark < 0.0) {
        let required = ("a paper without marks below 0", "试卷最低分不小于 0");
        return Err(SpecError::value(&key(""), "a scheme for a paper with negative marks", required));
    }
    if assigned.minimum_n == Some(0) {
        return Err(SpecError::value(&key(".minimum_n"), 0, ("at least 1", "至少为 1")));
    }
    Ok(Some(assigned.clone()))
}
