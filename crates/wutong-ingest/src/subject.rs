//! The subjects that a header can name.

use wutong_model::spec::Subject;

use crate::alias::{self, COMBINED};
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
    /// Subjects from here on may turn out to be sums of others: nobody has declared them.
    pub(crate) sums_from: usize,
}

#[derive(Debug, Clone)]
struct Entry {
    id: String,
    /// As the specification writes it.
    written: Vec<String>,
    /// All names, folded.
    names: Vec<String>,
    /// Whether the names are looked for in texts that say more.
    is_word: bool,
    /// The subjects of a paper that combines some, as positions in [`COMBINED`].
    parts: Vec<usize>,
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
            let parts = combined(&fold(&subject.name)).filter(|(_, rest)| rest.is_empty()).map(|(parts, _)| parts);
            let parts = parts.or_else(|| parts_of_name(&fold(&subject.name))).unwrap_or_default();
            subjects.push(Entry { id: subject.id.clone(), written, names, is_word: true, parts });
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
        Self { subjects, declared, sums_from: declared }
    }

    /// All well-known subjects, the papers that combine some of them, and others under these ids.
    pub(crate) fn known<'i>(others: impl IntoIterator<Item = &'i str>) -> Self {
        let mut subjects: Vec<Entry> = alias::SUBJECTS.iter().map(|(id, _, names)| Entry::known(id, names)).collect();
        let alone = alias::HEADER_SUBJECTS.iter().map(|(id, _, names)| Entry::known(id, names));
        subjects.extend(alone.map(|entry| Entry { is_word: false, ..entry }));
        let sets = (0u32..1 << COMBINED.len()).filter(|set| (2..=3).contains(&set.count_ones()));
        subjects
            .extend(sets.map(|set| Entry::combining((0..COMBINED.len()).filter(|at| set & 1 << at != 0).collect())));
        for id in others {
            if subjects.iter().all(|subject| subject.id != id) {
                subjects.push(Entry::known(id, &[]));
            }
        }
        Self { declared: subjects.len(), sums_from: 0, subjects }
    }

    /// The paper that a folded text begins with, where it combines several subjects, with what is left of the text.
    pub(crate) fn combined<'t>(&self, folded: &'t str) -> Option<(usize, &'t str)> {
        let (parts, rest) = combined(folded)?;
        let position = self.subjects.iter().position(|subject| subject.parts == parts)?;
        Some((position, rest))
    }

    /// The paper of several subjects after which a sheet or file is named, and nothing else: 理化, 九年级政史成绩. 物化 and 史政地
    /// are what pupils of a track have chosen.
    pub(crate) fn joint(&self, name: &str) -> Option<usize> {
        const MARKS: [&str; 8] = ["成绩表", "成绩单", "成绩", "得分", "分数", "分", "卷", ""];
        let folded = fold(name);
        let bare = folded.split_once("年级").map_or(folded.as_str(), |(_, bare)| bare);
        let (position, rest) = self.combined(bare)?;
        let is_short = bare.starts_with(['物', '史']) && !bare.starts_with("物理");
        let is_track = is_short && !bare.contains(['合', '综', '卷']);
        (MARKS.contains(&rest) && !is_track).then_some(position)
    }

    /// Whether a subject has a name that is a word of other things too: 实验, 技术.
    pub(crate) fn is_of_header(&self, position: usize) -> bool {
        alias::HEADER_SUBJECTS.iter().any(|(id, ..)| *id == self.subjects[position].id)
    }

    /// Whether one subject is examined in the paper of another.
    pub(crate) fn is_part(&self, part: usize, whole: usize) -> bool {
        self.subjects[whole].parts.iter().any(|at| COMBINED[*at].0 == self.subjects[part].id)
    }

    /// Id of a subject.
    pub(crate) fn id(&self, position: usize) -> &str {
        &self.subjects[position].id
    }

    /// Name of a subject as the specification writes it, or the usual one.
    pub(crate) fn name(&self, position: usize) -> &str {
        let entry = &self.subjects[position];
        entry.written.last().or(entry.names.first()).map_or(entry.id.as_str(), String::as_str)
    }

    /// All names of a subject, folded.
    pub(crate) fn names(&self, position: usize) -> &[String] {
        &self.subjects[position].names
    }

    /// The well-known subjects that a subject is or combines.
    pub(crate) fn families(&self, position: usize) -> Vec<&'static str> {
        match self.subjects[position].parts.as_slice() {
            [] => alias::known_subject(&fold(self.name(position))).into_iter().collect(),
            parts => parts.iter().map(|at| COMBINED[*at].0).collect(),
        }
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
            let is_alone = |name: &&String| {
                folded
                    .strip_prefix(name.as_str())
                    .is_some_and(|rest| ["", "成绩", "得分", "分数", "分"].contains(&rest))
            };
            for name in subject.names.iter().filter(|name| subject.is_word || is_alone(name)) {
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
        let mut folded = fold(text);
        // 外国语学校 is no 国语, and 科学城小学 no science.
        if let Some(school) = crate::layout::school_in(text) {
            folded = folded.replacen(&fold(&school), "", 1);
        }
        let (position, before, after) =
            self.within(&folded).filter(|(position, ..)| self.subjects[*position].is_word)?;
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
        Self { id: id.to_owned(), written: vec![id.to_owned()], names, is_word: true, parts: Vec::new() }
    }

    fn combining(parts: Vec<usize>) -> Self {
        let id = parts.iter().map(|at| COMBINED[*at].0).collect::<Vec<_>>().join("_");
        let names = alias::combined_names(&id);
        Self { parts, ..Self::known(&id, names) }
    }
}

/// The subjects that a folded text begins with, two or more in full or by their first characters (物理化学, 政史地), and
/// what is left of the text. 物理生 is a pupil, not two subjects.
fn combined(folded: &str) -> Option<(Vec<usize>, &str)> {
    const BETWEEN: [char; 9] = ['、', '/', '+', '&', '-', '·', '和', '与', ','];
    const AFTER: [&str; 4] = ["合卷", "综合", "合", "综"];
    let full = |rest: &str| {
        let names =
            COMBINED.iter().enumerate().flat_map(|(at, (_, names, _))| names.iter().map(move |name| (at, *name)));
        names
            .filter(|(_, name)| rest.starts_with(name))
            .max_by_key(|(_, name)| name.len())
            .map(|(at, name)| (at, name.len()))
    };
    let short = |rest: &str| {
        let first = rest.chars().next()?;
        COMBINED.iter().position(|(.., short)| short.contains(first)).map(|at| (at, first.len_utf8()))
    };
    let run = |next: &dyn Fn(&str) -> Option<(usize, usize)>| {
        let (mut parts, mut rest) = (Vec::new(), folded);
        while let Some((at, length)) = next(rest) {
            parts.push(at);
            rest = &rest[length..];
            let bare = rest.trim_start_matches(BETWEEN);
            if next(bare).is_some() {
                rest = bare;
            }
        }
        let n = parts.len();
        parts.sort_unstable();
        parts.dedup();
        (parts.len() >= 2 && parts.len() == n).then_some((parts, rest))
    };
    // 生物 is one subject, not 生 and 物.
    let (parts, rest) = if full(folded).is_some() { run(&full) } else { run(&short) }?;
    // 理化合计
    let after = if rest.starts_with("合计") { None } else { AFTER.iter().find_map(|after| rest.strip_prefix(after)) };
    let rest = after.unwrap_or(rest);
    Some((parts, rest))
}

/// The subjects of a paper that has a name of its own: 理综.
fn parts_of_name(folded: &str) -> Option<Vec<usize>> {
    let sets = (0u32..1 << COMBINED.len()).filter(|set| set.count_ones() == 3);
    let sets = sets.map(|set| Entry::combining((0..COMBINED.len()).filter(|at| set & 1 << at != 0).collect()));
    sets.filter(|entry| entry.names.iter().any(|name| name == folded)).map(|entry| entry.parts).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_are_found_in_texts() {
        let known = Vocabulary::known([]);
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
        assert_eq!(known.only_one("外国语学校"), None);
        assert_eq!(known.only_one("实验中学数学"), known.position("math"));
        assert_eq!(known.only_one("实验"), None);
        let joint = |name: &str| known.joint(name).map(|position| known.id(position).to_owned());
        assert_eq!(joint("理化").as_deref(), Some("physics_chemistry"));
        assert_eq!(joint("九年级政史成绩").as_deref(), Some("politics_history"));
        assert_eq!(joint("史地合卷").as_deref(), Some("history_geography"));
        assert!(["物化", "史政地", "语文", "理化班", "实验中学理化"].iter().all(|name| joint(name).is_none()));
    }
}

#[cfg(test)]
mod combined_tests {
    use super::*;

    #[test]
    fn papers_of_several_subjects_are_known() {
        let known = Vocabulary::known([]);
        let id = |text: &str| known.combined(text).map(|(position, rest)| format!("{} {rest}", known.id(position)));
        for (text, found) in [
            ("物理化学", Some("physics_chemistry ")),
            ("化学物理成绩", Some("physics_chemistry 成绩")),
            ("理化", Some("physics_chemistry ")),
            ("政史合卷", Some("politics_history ")),
            ("道德与法治、历史", Some("politics_history ")),
            ("史地政", Some("politics_history_geography ")),
            ("生物", None),
            ("物理生", None),
            ("历史生排名", None),
            ("化学", None),
            ("地理", None),
        ] {
            assert_eq!(id(text).as_deref(), found, "{text}");
        }
    }
}
