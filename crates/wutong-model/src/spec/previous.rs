//! The exam that this one is held against, as far as its analysis goes: read from the `run.json` of its run.

use serde::Deserialize;

use super::{Cuts, ExamSpec, RawSpec};
use crate::mark::{Status, points};

/// An earlier exam and how it was analysed.
#[derive(Debug, Clone, PartialEq)]
pub struct PreviousExam {
    /// Title as printed.
    pub title: String,
    /// Its specification as applied.
    spec: Box<ExamSpec>,
}

/// One thing that two exams do differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleDifference {
    /// Subject id, where one subject is concerned.
    pub subject: Option<String>,
    /// The rule as in `exam.toml`, then the earlier value and the one of now: `rates.denominator: actual → expected`.
    pub rule: String,
}

/// What of a `run.json` is read.
#[derive(Deserialize)]
struct Run {
    specification: Applied,
}

#[derive(Deserialize)]
struct Applied {
    applied: RawSpec,
}

impl PreviousExam {
    /// Reads the text of a `run.json`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn from_run(text: &str) -> Result<Self, String> {
        let run: Run = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let spec = ExamSpec::new(run.specification.applied).map_err(|error| error.to_string())?;
        Ok(Self { title: spec.raw.exam.title.clone(), spec: Box::new(spec) })
    }

    /// Everything that `now` does differently: papers and cuts of subjects that both have, the subjects of the total, the
    /// treatment of pupils without a mark, denominator, bands, and the difference between schools.
    #[must_use]
    pub fn differences(&self, now: &ExamSpec) -> Vec<RuleDifference> {
        let before = &*self.spec;
        let mut found = Vec::new();
        for subject in &now.subjects {
            let Some(other) = before.subjects.iter().find(|other| other.id == subject.id) else { continue };
            let id = Some(subject.id.as_str());
            let full = |ticks: i32, decimals: u8| points(i64::from(ticks), decimals).to_string();
            let pair = (full(other.full_ticks, other.decimals), full(subject.full_ticks, subject.decimals));
            push(&mut found, id, "full_mark", pair);
            let cuts = (shares(&other.cuts, other.full_ticks), shares(&subject.cuts, subject.full_ticks));
            for (name, (before, now)) in CUTS.into_iter().zip(cuts.0.into_iter().zip(cuts.1)) {
                push(&mut found, id, &format!("cuts.{name}"), (before, now));
            }
        }
        let members = |spec: &ExamSpec| {
            let ids: Vec<&str> = spec.total.members.iter().map(|&member| spec.subjects[member].id.as_str()).collect();
            ids.join(" ")
        };
        push(&mut found, None, "total.subjects", (members(before), members(now)));
        let electives = |spec: &ExamSpec| {
            let of = |choice: &super::Choice| {
                let ids: Vec<&str> = choice.members.iter().map(|&member| spec.subjects[member].id.as_str()).collect();
                format!("{} ({})", choice.number, ids.join(" "))
            };
            let choices: Vec<String> = spec.total.choices.iter().map(of).collect();
            if choices.is_empty() { "-".to_owned() } else { choices.join(", ") }
        };
        push(&mut found, None, "total.electives", (electives(before), electives(now)));
        for status in Status::ALL {
            let of = |spec: &ExamSpec| text(&spec.treatment(status));
            push(&mut found, None, &format!("status.{}", status.id()), (of(before), of(now)));
        }
        let rates = (&before.raw.rates, &now.raw.rates);
        push(&mut found, None, "rates.denominator", (text(&rates.0.denominator), text(&rates.1.denominator)));
        push(&mut found, None, "rates.bands", (text(&rates.0.bands), text(&rates.1.bands)));
        let difference = (&before.raw.difference, &now.raw.difference);
        push(&mut found, None, "difference.formula", (text(&difference.0.formula), text(&difference.1.formula)));
        let sizes = (difference.0.min_school_size.to_string(), difference.1.min_school_size.to_string());
        push(&mut found, None, "difference.min_school_size", sizes);
        found
    }
}

const CUTS: [&str; 5] = ["top", "excellence", "good", "pass", "low"];

/// Cuts as shares of the full mark in ten-thousandths, so that papers of other full marks compare.
fn shares(cuts: &Cuts, full_ticks: i32) -> [String; 5] {
    let full = i64::from(full_ticks).max(1);
    [cuts.top, cuts.excellence, cuts.good, cuts.pass, cuts.low].map(|cut| {
        let share = (cut * 10_000 + full / 2) / full;
        format!("{}.{:02}%", share / 100, share % 100)
    })
}

fn push(found: &mut Vec<RuleDifference>, subject: Option<&str>, rule: &str, (before, now): (String, String)) {
    if before != now {
        found.push(RuleDifference { subject: subject.map(str::to_owned), rule: format!("{rule}: {before} → {now}") });
    }
}

/// A value as `exam.toml` writes it.
fn text(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        Ok(value) => value.to_string(),
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = "[exam]\nid = 'a'\ntitle = 'A'\nstage = 'junior'\ngrade = 9\nkind = 'research'\n\
        [[subject]]\nid = 'm'\nfull_mark = 100\n[[subject]]\nid = 'e'\nfull_mark = 120\n";

    fn previous(toml: &str) -> PreviousExam {
        let spec = ExamSpec::from_toml(toml).expect("right");
        let run = serde_json::json!({ "specification": { "sha256": "x", "applied": spec.raw } });
        PreviousExam::from_run(&run.to_string()).expect("what a run writes can be read")
    }

    fn rules(now: &str) -> Vec<String> {
        let now = ExamSpec::from_toml(now).expect("right");
        previous(BEFORE).differences(&now).into_iter().map(|each| each.rule).collect()
    }

    #[test]
    fn equal_rules_differ_in_nothing_and_other_rules_are_named() {
        assert_eq!(rules(&BEFORE.replace("'a'", "'b'").replace("'A'", "'B'")), Vec::<String>::new());
        // A paper of another full mark has other marks at the same cuts.
        let now = BEFORE.replacen("full_mark = 100", "full_mark = 150\ncuts = { pass = 0.55 }", 1)
            + "[rates]\ndenominator = 'expected'\n[status]\nabsent = 'zero'\n";
        assert_eq!(
            rules(&now),
            [
                "full_mark: 100 → 150",
                "cuts.pass: 60.00% → 55.00%",
                "status.absent: exclude → zero",
                "rates.denominator: actual → expected"
            ]
        );
        assert!(PreviousExam::from_run("{}").is_err());
    }
}
