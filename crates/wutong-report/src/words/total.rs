//! What the total of a pupil is the sum of, where pupils choose.

use super::Lang;
use crate::profile::{ChoiceNote, TotalNote};

/// One sentence on the sum, one on who has none.
#[must_use]
pub fn total_of(note: &TotalNote, lang: Lang) -> String {
    let and = lang.pick("、", ", ");
    let choice = |ChoiceNote { subjects, number }: &ChoiceNote| match lang {
        Lang::Zh => format!("{}中所选的 {number} 科", subjects.join(and)),
        Lang::En => format!("{number} of {}, as the pupil chose", subjects.join(and)),
    };
    let common = (!note.common.is_empty()).then(|| note.common.join(and));
    let parts: Vec<String> = common.into_iter().chain(note.choices.iter().map(choice)).collect();
    match lang {
        Lang::Zh => format!(
            "总分为以下各科之和：{}。选考科目的有效成绩少于或多于应选科数的考生没有总分；“全科优秀”“全科及格”等也只看考生本人计入总分的各科。",
            parts.join("；")
        ),
        Lang::En => format!(
            "The total of a pupil is the sum of: {}. Who has fewer or more marks among the subjects to choose from than that has no total; \
             shares of pupils who are excellent, pass or fail in every subject look at the subjects of the pupil's own total alone.",
            parts.join("; ")
        ),
    }
}
