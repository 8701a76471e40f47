//! The nouns of a joint exam.
//!
//! Specification, paper, mark, status, score book, problem, finding, analysis: everything that the other crates hand
//! to each other. This crate reads no files, computes no statistic and knows no threads.
//!
//! A mark is an integer number of *ticks* (tick = 10^-decimals points of its paper) from the moment it is parsed
//! until a writer prints it.

mod analysis;
mod answer;
mod attribute;
mod book;
mod finding;
mod insight;
mod items;
mod mark;
mod order;
mod problem;
mod pupil;
pub mod spec;
mod table;
mod view;

pub use analysis::{
    AnalysedSubject, Analysis, Distribution, Group, Level, MarkCount, NotFound, Provenance, Reason, Reported,
};
pub use answer::{Answers, Entry, EntryRow, EntryTable, TargetVerdict};
pub use attribute::is_no_group;
pub use book::{Class, County, IdColumn, PupilAttribute, RosterCount, School, ScoreBook, SubjectColumn};
pub use finding::{COMPLIANCE, ELSEWHERE, Finding, Scope, Severity, Template, UNTOLD, Verdict, told_to};
pub use insight::Insight;
pub use items::{Blueprint, Item, ItemBook, ItemColumn, Marking, OptionColumn, Options, Response};
pub use mark::{Status, Treatment, mark_text, points};
pub use order::natural;
pub use problem::{PaperAspect, PaperClaim, Place, Problem, ProblemKind, SheetAccount};
pub use pupil::{Grade, OwnLevel, OwnLevels};
pub use spec::{ExamSpec, PreviousExam, RuleDifference, SpecError};
pub use table::{MetricColumn, MetricTable};
pub use view::{Figures, GroupView, SubjectView};

/// The subject id under which the sum of all subjects is reported.
pub const TOTAL: &str = "total";
