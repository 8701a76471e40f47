//! The full mark of each subject: stated by headers, the sum of a specification table, or inferred from the marks.

use crate::sketch::{Found, PaperTable, SketchedSubject, guess, usual};

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

    /// What the items of a subject come to, where that is its full mark: by its two-way specification table, or by the full
    /// marks in the headers of its items.
    pub(super) fn full_of_items(&self, id: &str, table: Option<&PaperTable>) -> Option<f64> {
        let marks = self.marks.get(id)?;
        let n_items = self.item_columns.get(id).copied();
        let is_full = |total: f64, is_whole: bool| {
            guess::may_be_full(total, marks) || is_whole && guess::is_full_of_all(total, marks)
        };
        let of_table = table.and_then(|table| {
            let is_whole = n_items.is_some_and(|n| table.n_items.contains(&n));
            table.total.filter(|total| is_full(*total, is_whole))
        });
        // Headers do not say of which items pupils choose.
        let is_sum = |total: &f64| guess::is_likely(*total, marks) && is_full(*total, true);
        let of_headers = || self.item_fulls.get(id).copied().filter(is_sum);
        of_table.or_else(of_headers)
    }

    /// The full mark that a header or a line states.
    pub(super) fn full_stated(&self, id: &str) -> Option<f64> {
        let mut stated = self.stated.get(id).cloned().unwrap_or_default();
        stated.retain(|full_mark| guess::decimals_of(*full_mark).is_some());
        guess::most_frequent(&stated)
    }

    pub(super) fn subject(
        &mut self,
        (table, of_items): (Option<usize>, Option<f64>),
        inferred: guess::FullMark,
        doubt: Option<&usual::Doubt>,
        id: String,
    ) -> SketchedSubject {
        let marks = self.marks.remove(&id).unwrap_or_default();
        let name = self.name(&id);
        let mut stated = self.stated.remove(&id).unwrap_or_default();
        stated.retain(|full_mark| guess::decimals_of(*full_mark).is_some());
        let is_stated = !stated.is_empty();
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
        let is_asked = inferred.is_doubtful || doubt.is_some();
        if !is_stated && !is_full_of_items && !is_asked && marks.n > 0 {
            self.guessed.push((name.clone(), full_mark));
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
        let items = table.map(|file| self.files[file].path.clone());
        SketchedSubject { id, name, full_mark, is_stated, maximum, decimals, elective, items, is_full_of_items }
    }

    /// Asks for the full marks of items that nothing states: without them nobody can say how hard an item was.
    pub(super) fn ask_item_fulls(&mut self, subjects: &[SketchedSubject]) {
        let lacks = |subject: &&SketchedSubject| {
            subject.items.is_none()
                && self.item_columns.contains_key(&subject.id)
                && !self.item_fulls.contains_key(&subject.id)
        };
        let (names, ids): (Vec<&str>, Vec<&str>) =
            subjects.iter().filter(lacks).map(|subject| (subject.name.as_str(), subject.id.as_str())).unzip();
        if names.is_empty() {
            return;
        }
        self.ask(
            format!("{}：各题满分没有写明，得分率等不能计算；请给双向细目表，或在小题分表的题号下加一行“满分”，再运行 wutong init", names.join("、")),
            format!(
                "{}: nothing states the full marks of the items, so that no facility can be computed; give a two-way \
                 specification table or a row 满分 below the numbers of the items, and run wutong init again",
                ids.join(", ")
            ),
        );
    }

    /// Says in one line which full marks nothing states and nobody is asked about.
    pub(super) fn tell_guessed(&mut self) {
        let guessed = std::mem::take(&mut self.guessed);
        if guessed.is_empty() {
            return;
        }
        let all: Vec<String> = guessed.iter().map(|(name, full)| format!("{name} {full}")).collect();
        self.remark(
            format!("表中没有写明满分，按最高分推断：{}；若不对请改 full_mark", all.join("、")),
            format!(
                "no table states the full marks, which are inferred from the highest marks: {}; correct full_mark if they \
                 are others",
                all.join(", ")
            ),
        );
    }
}
