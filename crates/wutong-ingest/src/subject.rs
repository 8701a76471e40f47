//! The subjects that a header can name.

use wutong_model::spec::Subject;

use crate::alias;
use crate::cell::fold;

/// What a mark is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Topic {
    /// A subject, by its position in the [`Vocabulary`].
    Subject(usize),
    /// The sum of subjects.
    Total,
}

/// Subjects with the names under which they are looked for; made once a run.
#[derive(Debug, Clone)]
pub(crate) struct Vocabulary {
    subjects: Vec<Entry>,
    /// Subjects that the exam has; well-known ones that it lacks come after them.
    pub(crate) declared: usize,
}

#[derive(Debug, Clone)]
struct Entry {
    id: String,
    /// As the specification writes it.
    written: Vec<String>,
    /// All names, folded.
    names: Vec<String>,
}

impl Vocabulary {
    /// The subjects of a specification, and the well-known ones that it lacks.
    pub(crate) fn of(declared: &[Subject]) -> Self {
        let mut families = Vec::new();
        let mut subjects: Vec<Entry> = Vec::new();
        for subject in declared {
            let written = vec![fold(&subject.id), fold(&subject.name)];
            let family = written.iter().find_map(|name| alias::known_subject(name));
            let mut names = written.clone();
            if let Some(family) = family.filter(|family| !families.contains(family)) {
                families.push(family);
                names.extend(alias::names_of(family).iter().map(|name| fold(name)));
            }
            subjects.push(Entry { id: subject.id.clone(), written, names });
        }
        let declared = subjects.len();
        let lacking = alias::SUBJECTS.iter().filter(|(id, ..)| !families.contains(id));
        subjects.extend(lacking.map(|(id, _, names)| Entry::known(id, names)));
        // A name that the specification gives to one subject is not looked for as another's.
        for position in 0..subjects.len() {
            let others: Vec<String> = subjects[..declared]
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != position)
                .flat_map(|(_, entry)| entry.written.clone())
                .collect();
            let own = subjects[position].written.clone();
            subjects[position].names.retain(|name| own.contains(name) || !others.contains(name));
        }
        Self { subjects, declared }
    }

    /// All well-known subjects.
    pub(crate) fn known() -> Self {
        let subjects: Vec<Entry> = alias::SUBJECTS.iter().map(|(id, _, names)| Entry::known(id, names)).collect();
        Self { declared: subjects.len(), subjects }
    }

    /// Id of a subject.
    pub(crate) fn id(&self, position: usize) -> &str {
        &self.subjects[position].id
    }

    /// Position of a declared subject.
    pub(crate) fn position(&self, id: &str) -> Option<usize> {
        self.subjects[..self.declared].iter().position(|subject| subject.id == id)
    }

    /// The declared subject that the specification itself writes so.
    pub(crate) fn written(&self, folded: &str) -> Option<usize> {
        self.subjects[..self.declared].iter().position(|subject| subject.written.iter().any(|name| name == folded))
    }

    /// The subject whose name stands in a folded text, with what is left of the text; the longest name wins.
    ///
    /// Latin names must be whole words, or be followed by the rest of one word: `mathscore`, not `title` for `it`.
    pub(crate) fn within<'t>(&self, folded: &'t str) -> Option<(usize, &'t str, &'t str)> {
        let mut best: Option<(usize, usize, usize)> = None;
        for (position, subject) in self.subjects.iter().enumerate() {
            for name in &subject.names {
                let Some(at) = folded.find(name.as_str()) else { continue };
                let latin_inside = name.is_ascii()
                    && (folded[..at].ends_with(|c: char| c.is_ascii_alphabetic())
                        || name.len() < 4 && folded[at + name.len()..].starts_with(|c: char| c.is_ascii_alphabetic()));
                if !latin_inside && best.is_none_or(|(_, _, length)| name.len() > length) {
                    best = Some((position, at, name.len()));
                }
            }
        }
        best.map(|(position, at, length)| (position, &folded[..at], &folded[at + length..]))
    }

    /// The one subject of which a title, a sheet name or a file name speaks; `None` if it speaks of several.
    pub(crate) fn only_one(&self, text: &str) -> Option<usize> {
        let folded = fold(text);
        let (position, before, after) = self.within(&folded)?;
        // 物理类 and 历史方向 are tracks of pupils, not subjects of a sheet.
        if crate::layout::NOT_MARKS.iter().any(|word| after.starts_with(word)) {
            return None;
        }
        let other =
            [before, after].into_iter().any(|rest| self.within(rest).is_some_and(|(other, ..)| other != position));
        (!other).then_some(position)
    }
}

impl Entry {
    fn known(id: &str, names: &[&str]) -> Self {
        let names: Vec<String> = names.iter().map(|name| fold(name)).collect();
        Self { id: id.to_owned(), written: vec![id.to_owned()], names }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_are_found_in_texts() {
        let known = Vocabulary::known();
        let id = |text: &str| known.within(&fold(text)).map(|(position, ..)| known.id(position).to_owned());
        for (text, found) in [
            ("语文得分", Some("chinese")),
            ("Maths Score", Some("math")),
            ("title", None),
            ("道德与法治", Some("politics")),
            ("历史与社会", Some("society")),
            ("raw_physics", Some("physics")),
            ("学科", None),
        ] {
            assert_eq!(id(text).as_deref(), found, "{text}");
        }
        assert_eq!(known.only_one("九年级数学成绩表"), known.position("math"));
        assert_eq!(known.only_one("语文数学成绩"), None);
        assert_eq!(known.only_one("物理类"), None);
    }
}
