//! The full mark of each subject: stated by headers, the sum of a specification table, or inferred from the marks.

use crate::sketch::{Found, SketchedSubject, guess, usual};

impl Found {
    /// The full mark that the marks of a subject tell.
    pub(super) fn inferred(&self, id: &str) -> guess::FullMark {
        let marks = self.marks.get(id).cloned().unwrap_or_default();
        let mut inferred = guess::full_mark(&marks);
        if let Some(highest) = self.highest.get(id).copied() {
            inferred.at_least(highest);
        }
        if id == "physics" && self.is_science_paper {
            inferred.full_mark = guess::PHYSICS;
            inferred.is_doubtful &= inferred.usual_maximum < guess::PHYSICS;
        }
        if let Some(least) = self.least_full.get(id) {
            inferred.full_mark = inferred.full_mark.max(*least);
        }
        inferred
    }

    /// Whether headers, items or a specification table tell the full mark of a subject.
    pub(super) fn is_full_known(&self, id: &str, table: Option<&(usize, Option<f64>)>) -> bool {
        let is_stated = self.stated.get(id).is_some_and(|stated| !stated.is_empty());
        let is_of_items = self.highest.contains_key(id) || table.is_some_and(|(_, total)| total.is_some());
        is_stated || is_of_items
    }

    pub(super) fn subject(
        &mut self,
        table: Option<(usize, Option<f64>)>,
        inferred: guess::FullMark,
        doubt: Option<&usual::Doubt>,
        id: String,
    ) -> SketchedSubject {
        let marks = self.marks.remove(&id).unwrap_or_default();
        let name = self.name(&id);
        let mut stated = self.stated.remove(&id).unwrap_or_default();
        stated.retain(|full_mark| guess::decimals_of(*full_mark).is_some());
        let is_stated = !stated.is_empty();
        let of_items = table.and_then(|(_, total)| total).filter(|total| guess::may_be_full(*total, &marks));
        let full_mark = guess::most_frequent(&stated).or(of_items).unwrap_or(inferred.full_mark);
        let is_full_of_items = !is_stated && of_items.is_some();
        if stated.iter().any(|other| other.to_bits() != full_mark.to_bits()) {
            self.ask(
                format!("{name}：各文件表头写的满分不同，暂用 {full_mark}"),
                format!("{id}: headers state different full marks; {full_mark} is used"),
            );
        }
        if !is_stated && !is_full_of_items && (inferred.is_doubtful || doubt.is_some()) {
            let others: Vec<String> = doubt.into_iter().flat_map(|doubt| &doubt.others).map(f64::to_string).collect();
            let maximum = inferred.usual_maximum;
            let or = if others.is_empty() { String::new() } else { format!("，也可能是 {}", others.join("、")) };
            let or_en = if others.is_empty() { String::new() } else { format!("; it may be {}", others.join(", ")) };
            self.ask(
                format!("{name}：满分是 {full_mark} 吗？表中没有写明，最高分只有 {maximum}{or}"),
                format!(
                    "{id}: is the full mark {full_mark}? no table states it, and the highest mark is {maximum}{or_en}"
                ),
            );
        }
        if marks.maximum > full_mark {
            self.ask(
                format!("{name}：最高的分数 {} 超过满分 {full_mark}，将被搁置；满分对吗？", marks.maximum),
                format!(
                    "{id}: the mark {} is above {full_mark} and will be set aside; is the full mark right?",
                    marks.maximum
                ),
            );
        }
        let elective = self.electives.contains(&id);
        // Scaled marks are read with the decimals of the subject too.
        let fine = self.fine.remove(&id).unwrap_or(0).max(guess::decimals_of(full_mark).unwrap_or(0));
        let decimals = guess::decimals(&marks).max(fine);
        let maximum = marks.maximum;
        let items = table.map(|(file, _)| self.files[file].path.clone());
        SketchedSubject { id, name, full_mark, is_stated, maximum, decimals, elective, items, is_full_of_items }
    }
}
