//! What pupils and parents may read: of each pupil the own levels, and nothing of anybody else.

use wutong_model::spec::{Audience, Cuts, ExamSpec, Stage};
use wutong_model::{
    Analysis, Class, Grade, OwnLevel, OwnLevels, Reason, Reported, ScoreBook, Severity, Status, Verdict,
};
use wutong_stats::{FrequencyTable, cuts_reached, fifth};

use crate::policy::{FEWEST_BETWEEN, reason};
use crate::summarise::Pupils;
use crate::summary::Summaries;
use crate::workers::Workers;

/// The own levels of every pupil of the book, in its order; nothing for any other audience than pupils and parents.
///
/// `summaries` and `analysis` are those of this book.
#[must_use]
pub fn own_levels(book: &ScoreBook, summaries: &Summaries, analysis: &Analysis, workers: &Workers) -> Vec<OwnLevels> {
    let spec = &analysis.spec;
    if spec.raw.privacy.audience != Audience::StudentParent {
        return Vec::new();
    }
    let classes = || summaries.schools.iter().flat_map(|school| &school.classes);
    let subjects: Vec<Paper> = (0..analysis.subjects.len())
        .map(|subject| Paper {
            cuts: cuts(spec, subject),
            table: FrequencyTable::sum_of(classes().map(|class| &class.subjects[subject].table)),
            fifths: fifths(analysis, subject, n_schools(summaries, spec, subject)),
            is_doubtful: is_doubtful(analysis, subject),
        })
        .collect();
    let schools = workers.map_range(0..book.schools.len(), |position| {
        let school = &book.schools[position];
        let mut pupils = Pupils::new(book, spec);
        let classes = book.classes[school.classes.clone()].iter();
        let rows = classes.flat_map(|class| class.rows.clone().map(move |row| (class, row)));
        rows.map(|(class, row)| OwnLevels {
            id: book.ids.get(row).to_owned(),
            school_id: school.id.clone(),
            school: school.name.clone(),
            class: class.name.clone(),
            subjects: own(&mut pupils, row, &subjects),
        })
        .collect::<Vec<_>>()
    });
    schools.into_iter().flatten().collect()
}

/// What places a mark of one subject.
struct Paper {
    cuts: [i64; 4],
    table: FrequencyTable,
    /// Why nobody is told a fifth.
    fifths: Option<Reason>,
    /// Whether not all pupils sat this paper, so that its cuts are not those of every mark.
    is_doubtful: bool,
}

fn cuts(spec: &ExamSpec, subject: usize) -> [i64; 4] {
    let Cuts { excellence, good, pass, low, .. } =
        spec.subjects.get(subject).map_or(spec.total.cuts, |subject| subject.cuts);
    [low, pass, good, excellence]
}

/// Findings that some pupils sat another paper.
const OTHER_PAPER: [&str; 3] = ["paper-mismatch", "paper-version", "marks-beyond-paper"];

/// Whether some pupils of a subject, or of a member of the total, sat another paper.
fn is_doubtful(analysis: &Analysis, subject: usize) -> bool {
    let members = if subject == analysis.spec.subjects.len() { &analysis.spec.total.members[..] } else { &[] };
    let concerns = |id: &str| {
        [subject].iter().chain(members).any(|&own| analysis.subjects.get(own).is_some_and(|subject| subject.id == id))
    };
    analysis.findings.iter().any(|finding| {
        OTHER_PAPER.contains(&finding.id)
            && finding.severity > Severity::Note
            && finding.scope.subject.as_deref().is_none_or(concerns)
    })
}

/// Schools with enough pupils in a subject.
fn n_schools(summaries: &Summaries, spec: &ExamSpec, subject: usize) -> usize {
    let n = |school: &crate::summary::SchoolSummary| -> u64 {
        school.classes.iter().map(|class| class.subjects[subject].table.n()).sum()
    };
    let least = u64::from(spec.raw.difference.min_school_size);
    summaries.schools.iter().filter(|school| n(school) >= least).count()
}

/// Compulsory education knows levels and no order (教基厅函〔2021〕34号); a refused comparison has none either; among few
/// schools a place is one inside a school, or tells of another.
fn fifths(analysis: &Analysis, subject: usize, n_schools: usize) -> Option<Reason> {
    if analysis.spec.raw.exam.stage != Stage::Senior || n_schools < FEWEST_BETWEEN {
        Some(Reason::Audience)
    } else if analysis.subject_verdict(subject) == Verdict::Refused {
        Some(Reason::NotComparable)
    } else {
        None
    }
}

fn own(pupils: &mut Pupils<'_>, row: usize, papers: &[Paper]) -> Vec<OwnLevel> {
    let marks = pupils.marks(&Class { rows: row..row + 1, ..Class::default() });
    let level = |((status, mark), paper): ((Status, Option<i32>), &Paper)| {
        // A level by the cuts of another paper would be false.
        let status = if paper.is_doubtful && status == Status::Present { Status::SetAside } else { status };
        let Some(mark) = mark.filter(|_| status == Status::Present).map(i64::from) else {
            return OwnLevel { status, grade: None, fifth: Reported::Withheld(Reason::NotApplicable) };
        };
        let place = match paper.fifths {
            Some(reason) => Err(reason),
            None => fifth(&paper.table, mark).map_err(reason),
        };
        #[expect(clippy::cast_precision_loss, reason = "a fifth is at most 5")]
        let fifth =
            place.map_or_else(Reported::Withheld, |fifth| Reported::Estimate { value: fifth as f64, interval: None });
        OwnLevel { status, grade: Grade::ALL.get(cuts_reached(mark, &paper.cuts)).copied(), fifth }
    };
    marks.into_iter().zip(papers).map(level).collect()
}
