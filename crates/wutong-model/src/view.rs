//! Groups and subjects of an analysis, one at a time.

use crate::analysis::{AnalysedSubject, Analysis, Distribution, Group, Level, NotFound, Reason, Reported};

/// One group of an analysis.
#[derive(Debug, Clone, Copy)]
pub struct GroupView<'a> {
    pub(crate) analysis: &'a Analysis,
    pub(crate) position: usize,
    /// Whether it is looked at alone.
    alone: bool,
}

impl<'a> GroupView<'a> {
    pub(crate) fn new(analysis: &'a Analysis, position: usize) -> Self {
        Self { analysis, position, alone: false }
    }

    /// The same group as a page of it alone may show it, and of its classes: also what may not stand beside other groups,
    /// because the comparison is refused.
    #[must_use]
    pub fn alone(self) -> Self {
        Self { alone: true, ..self }
    }

    /// The group itself.
    #[must_use]
    pub fn group(&self) -> &'a Group {
        &self.analysis.groups[self.position]
    }

    /// Its position in [`Analysis::groups`].
    #[must_use]
    pub fn position(&self) -> usize {
        self.position
    }

    /// The group it belongs to, never alone.
    #[must_use]
    pub fn parent(&self) -> Option<GroupView<'a>> {
        self.group().parent.map(|position| GroupView::new(self.analysis, position))
    }

    /// The groups that it is divided into; dimensions cut across them.
    pub fn children(&self) -> impl Iterator<Item = GroupView<'a>> + use<'a> {
        let (analysis, parent, alone) = (self.analysis, self.position, self.alone);
        (0..analysis.groups.len())
            .filter(move |&position| {
                let group = &analysis.groups[position];
                group.parent == Some(parent) && group.level != Level::Dimension
            })
            .map(move |position| GroupView { analysis, position, alone })
    }

    /// One subject of the group, by id or by name; `total` is the sum of all subjects.
    ///
    /// # Errors
    /// [`NotFound`] if the exam has no such subject.
    pub fn subject(&self, id_or_name: &str) -> Result<SubjectView<'a>, NotFound> {
        let subjects = &self.analysis.subjects;
        let position = subjects
            .iter()
            .position(|subject| subject.id == id_or_name || subject.name == id_or_name)
            .ok_or_else(|| NotFound::new("subject", id_or_name, subjects.iter().map(|subject| subject.id.as_str())))?;
        Ok(self.at(position))
    }

    /// All subjects of the group, the total last.
    pub fn subjects(&self) -> impl Iterator<Item = SubjectView<'a>> + use<'a> {
        let view = *self;
        (0..view.analysis.subjects.len()).map(move |position| view.at(position))
    }

    /// As [`GroupView::subjects`], without a total that only repeats the one subject of the exam.
    pub fn told_subjects(&self) -> impl Iterator<Item = SubjectView<'a>> + use<'a> {
        self.subjects().take(self.analysis.n_told_subjects())
    }

    fn at(&self, subject: usize) -> SubjectView<'a> {
        let get = |metric: &str| value(*self, subject, metric);
        SubjectView {
            group: *self,
            subject,
            figures: Figures {
                n_valid: get("n_valid"),
                mean: get("mean"),
                score_rate: get("score_rate"),
                excellence_rate: get("excellence_rate"),
                good_rate: get("good_rate"),
                pass_rate: get("pass_rate"),
                low_rate: get("low_rate"),
                participation_rate: get("participation_rate"),
                difference_rate: get("difference_rate"),
                school_effect: get("school_effect"),
            },
        }
    }
}

/// The headline figures of a group and subject; every other metric by [`SubjectView::metric`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// Pupils whose mark counts.
    pub n_valid: Reported<f64>,
    /// Mean mark in points.
    pub mean: Reported<f64>,
    /// Mean as a share of the full mark.
    pub score_rate: Reported<f64>,
    /// Share of pupils at or above the excellence cut.
    pub excellence_rate: Reported<f64>,
    /// Share at or above the good cut.
    pub good_rate: Reported<f64>,
    /// Share at or above the pass cut.
    pub pass_rate: Reported<f64>,
    /// Share below the low cut.
    pub low_rate: Reported<f64>,
    /// Share of expected pupils who sat.
    pub participation_rate: Reported<f64>,
    /// Difference between schools (region and county).
    pub difference_rate: Reported<f64>,
    /// Empirical Bayes effect of a school, in points.
    pub school_effect: Reported<f64>,
}

/// One subject of one group; its headline figures are fields.
#[derive(Debug, Clone, Copy)]
pub struct SubjectView<'a> {
    group: GroupView<'a>,
    subject: usize,
    figures: Figures,
}

impl std::ops::Deref for SubjectView<'_> {
    type Target = Figures;

    fn deref(&self) -> &Figures {
        &self.figures
    }
}

impl<'a> SubjectView<'a> {
    /// The subject.
    #[must_use]
    pub fn subject(&self) -> &'a AnalysedSubject {
        &self.group.analysis.subjects[self.subject]
    }

    /// Any metric of the catalogue.
    #[must_use]
    pub fn metric(&self, id: &str) -> Reported<f64> {
        value(self.group, self.subject, id)
    }

    /// The one-mark table; empty for classes and below the smallest cell.
    #[must_use]
    pub fn distribution(&self) -> &'a Distribution {
        let analysis = self.group.analysis;
        let row = analysis.metrics.row(self.group.position, self.subject);
        let own = analysis.set_apart.get(&row).filter(|_| self.group.alone);
        own.unwrap_or(&analysis.distributions[row])
    }
}

fn value(group: GroupView<'_>, subject: usize, metric: &str) -> Reported<f64> {
    let table = &group.analysis.metrics;
    let Some(column) = table.column(metric) else { return Reported::Withheld(Reason::NotApplicable) };
    let row = table.row(group.position, subject);
    if group.alone { column.get_alone(row) } else { column.get(row) }
}
