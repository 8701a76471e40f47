//! What an analysis may hold for its audience, beside the values.

use super::digits;
use super::told::told;
use wutong_check::{FOR_THE_CENTRE, IDLE_OVERRIDE, INSIDE, OVERRIDE};
use wutong_model::spec::{Audience, RawSpec};
use wutong_model::{Analysis, COMPLIANCE, Finding, Group, Level, Reason, Scope, Severity};

/// The analysis as its audience may have it: groups, findings and provenance without what the reader may not know, values
/// with the digits that are printed.
///
/// Values are withheld when they are computed; this takes away what stands around them, and their other digits. Inside the centre that is nothing.
#[must_use]
pub fn disclose(analysis: Analysis) -> Analysis {
    let audience = analysis.spec.raw.privacy.audience;
    if !audience.is_outside() {
        return analysis;
    }
    let of_schools: std::collections::BTreeSet<String> = analysis
        .groups
        .iter()
        .filter(|group| group.level == Level::School)
        .flat_map(|school| school.attributes.keys().cloned())
        .collect();
    let names = Names::of(&analysis);
    // Groups of pupils, such as girls, are told where they are not of a school that may not be; those of schools to the
    // public alone.
    let knows = |group: &Group| match (audience, group.level) {
        (Audience::StudentParent, level) => level == Level::Region,
        (Audience::Public, Level::School | Level::Class) => false,
        (Audience::Public, Level::Dimension) => group.parent == Some(0),
        (_, Level::Dimension) => !of_schools.contains(group.level_id()),
        _ => true,
    };
    let unknown = |position: usize, group: &Group| {
        let aggregate = matches!(group.level, Level::County | Level::Dimension);
        aggregate
            && (0..analysis.subjects.len())
                .all(|subject| analysis.metrics.get(position, subject, "n_valid").reason() == Some(Reason::Audience))
    };
    // The public is not even told the name of a county or category that is one school.
    let public = audience == Audience::Public;
    let mut analysis = analysis.of_groups(|position, group| knows(group) && !(public && unknown(position, group)));
    let mut findings = std::mem::take(&mut analysis.findings);
    let by_the_centre =
        findings.iter_mut().filter(|finding| [OVERRIDE, IDLE_OVERRIDE, COMPLIANCE].contains(&finding.id));
    for note in by_the_centre.filter_map(|finding| finding.note.as_mut()) {
        names.unname(note);
    }
    analysis.findings = told(&analysis, &findings);
    // Rows that were set aside hold pupils; names of files and sheets are often those of schools.
    analysis.problems.clear();
    analysis.accounts.clear();
    for (number, (file, _)) in analysis.provenance.inputs.iter_mut().enumerate() {
        *file = format!("{}", number + 1);
    }
    let raw = &mut analysis.spec.raw;
    raw.source.clear();
    raw.pupils.key = None;
    raw.exam.previous = None;
    raw.subject.iter_mut().for_each(|subject| subject.items = None);
    for text in raw.overrides.values_mut().chain(raw.exam.legal_basis.as_mut()) {
        names.unname(text);
    }
    // What is asked for names schools and education groups, and none of its answers is told.
    let asked = asked(raw);
    raw.line.clear();
    raw.target.clear();
    raw.composite.clear();
    raw.contextual.clear();
    raw.bundle = None;
    if !asked.is_empty() && analysis.findings.iter().all(|finding| finding.id != INSIDE) {
        analysis.findings.push(for_the_centre(analysis.spec.region(), &asked));
        wutong_check::sort(&mut analysis.findings);
    }
    digits::print(&mut analysis);
    analysis
}

/// What schools are called.
struct Names(Vec<String>);

impl Names {
    fn of(analysis: &Analysis) -> Self {
        let schools = analysis.groups.iter().filter(|group| group.level == Level::School);
        // A school is also called by the beginning of its name; a number could be a code.
        let of = |school: &Group| [school.name.chars().take(2).collect::<String>(), school.id.clone()];
        Self(schools.flat_map(of).filter(|name| name.chars().count() > 1).collect())
    }

    /// Leaves a text of the centre out that may name a school or a pupil; it stands in the centre's own outputs. Too many
    /// are left out rather than one too few.
    fn unname(&self, text: &mut String) {
        let folded: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let digits = folded.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or(0);
        if digits > 4 || self.0.iter().any(|name| folded.contains(name.as_str())) {
            UNNAMED_TEXT.clone_into(text);
        }
    }
}

/// Stands for a text of the centre that may name schools.
const UNNAMED_TEXT: &str = "（可能涉及校名，见中心内部材料 / may name schools, see the centre's own outputs）";

/// The tables of the specification that ask for what only the centre is given.
fn asked(raw: &RawSpec) -> Vec<&'static str> {
    let tables = [
        ("[[line]]", !raw.line.is_empty()),
        ("[[target]]", !raw.target.is_empty()),
        ("[[composite]]", !raw.composite.is_empty()),
        ("[[bands]]", !raw.bands.is_empty()),
        ("[[contextual]]", !raw.contextual.is_empty()),
        ("[bundle]", raw.bundle.is_some()),
        ("[levels]", raw.levels.is_some()),
        ("[imbalance]", raw.imbalance.is_some()),
    ];
    tables.into_iter().filter(|(_, is_asked)| *is_asked).map(|(table, _)| table).collect()
}

fn for_the_centre(region: &str, asked: &[&str]) -> Finding {
    Finding {
        id: INSIDE,
        severity: Severity::Note,
        scope: Scope {
            level: Level::Region,
            group_id: region.to_owned(),
            group_name: region.to_owned(),
            subject: None,
        },
        metric: "n_requests",
        value: u32::try_from(asked.len()).map_or(0.0, f64::from),
        reference: 0.0,
        template: &FOR_THE_CENTRE,
        untold: &FOR_THE_CENTRE,
        note: Some(asked.join(" ")),
    }
}
