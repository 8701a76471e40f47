//! The total: which subjects enter it, and how many of those that pupils choose.
//!
//! Where pupils choose (3+1+2, 3+3), the total of a pupil is the sum of the subjects that everybody takes and of those that the
//! pupil chose. It exists if each common member has a mark and, of each choice, exactly the number that the specification says.
//! Fewer marks are no total: what is missing counts as zero only where `[status]` says so of its status. More are none either,
//! since nobody can say which of them were chosen.

use super::{Cuts, RawElectives, RawSpec, SpecError, Subject, cuts};
use crate::mark::{Treatment, mark_text};

/// The sum of subjects.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Total {
    /// Positions of its subjects, those that only some pupils take included.
    pub members: Vec<usize>,
    /// Members among which pupils choose; the others are common to all pupils.
    pub choices: Vec<Choice>,
    /// Decimals of a tick: the most that a member has.
    pub decimals: u8,
    /// Full mark in ticks, the same whatever a pupil chose.
    pub full_ticks: i32,
    /// Cuts in ticks.
    pub cuts: Cuts,
}

/// Subjects of which every total holds the same number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Positions of the subjects.
    pub members: Vec<usize>,
    /// How many of them a total holds: at least one, not all.
    pub number: usize,
}

impl Total {
    /// Members that every pupil with a total has.
    pub fn common(&self) -> impl Iterator<Item = usize> + '_ {
        self.members.iter().copied().filter(|&member| self.choice_of(member).is_none())
    }

    /// The choice that a subject belongs to, by position.
    #[must_use]
    pub fn choice_of(&self, subject: usize) -> Option<usize> {
        self.choices.iter().position(|choice| choice.members.contains(&subject))
    }

    /// What every total holds, as choices: each common member, one of one, then the choices.
    pub fn parts(&self) -> impl Iterator<Item = Choice> + '_ {
        let common = self.common().map(|member| Choice { members: vec![member], number: 1 });
        common.chain(self.choices.iter().cloned())
    }

    /// How many subjects the total of one pupil is made of.
    #[must_use]
    pub fn n_subjects(&self) -> usize {
        self.parts().map(|part| part.number).sum()
    }

    /// The total of one pupil from the marks in ticks of the total.
    ///
    /// # Returns
    /// `None` unless each common member has a mark and of each choice exactly so many have one as a total holds.
    pub fn of(&self, mark: impl Fn(usize) -> Option<i32>) -> Option<i32> {
        let common = self.common().try_fold(0i32, |sum, member| sum.checked_add(mark(member)?))?;
        self.choices.iter().try_fold(common, |sum, choice| {
            let chosen = || choice.members.iter().filter_map(|&member| mark(member));
            let own = chosen().try_fold(0i32, i32::checked_add).filter(|_| chosen().count() == choice.number);
            sum.checked_add(own?)
        })
    }
}

pub(super) fn total(raw: &RawSpec, subjects: &[Subject]) -> Result<Total, SpecError> {
    let members = match &raw.total.subjects {
        None => (0..subjects.len()).collect(),
        Some(ids) => positions("total.subjects", ids, subjects)?,
    };
    let choices = raw.total.electives.as_ref().map_or_else(|| Ok(Vec::new()), |it| choices(it, &members, subjects))?;
    if !choices.is_empty() && raw.status.not_taken == Treatment::Zero {
        let required = (
            "exclude where total.electives is given: a subject that was not chosen is no zero of the total",
            "设有 total.electives 时应为 exclude：未选的科目不能按零分计入总分",
        );
        return Err(SpecError::value("status.not_taken", "zero", required));
    }
    let decimals = members.iter().map(|&member| subjects[member].decimals).max().unwrap_or(0);
    let full_of = |member: usize| {
        let subject = &subjects[member];
        i64::from(subject.full_ticks) * 10i64.pow(u32::from(decimals - subject.decimals))
    };
    for choice in &choices {
        alike(choice, subjects, &full_of)?;
    }
    let is_common = |member: &&usize| choices.iter().all(|choice| !choice.members.contains(member));
    let common: i64 = members.iter().filter(is_common).map(|&member| full_of(member)).sum();
    let chosen = choices.iter().flat_map(|choice| choice.members.iter().take(choice.number));
    let full = common + chosen.map(|&member| full_of(member)).sum::<i64>();
    let full_ticks = i32::try_from(full).map_err(|_| {
        let required = ("fewer decimals: the total does not fit", "减少小数位：总分超出范围");
        SpecError::value("subject.decimals", decimals, required)
    })?;
    let cuts = cuts(&raw.total.cuts, full, decimals, "total.cuts")?;
    Ok(Total { members, choices, decimals, full_ticks, cuts })
}

/// Positions of subjects, ascending, each named once.
fn positions(key: &str, ids: &[String], subjects: &[Subject]) -> Result<Vec<usize>, SpecError> {
    let mut found = Vec::new();
    for id in ids {
        let position = subjects.iter().position(|subject| subject.id == *id).ok_or_else(|| {
            let known = subjects.iter().map(|subject| subject.id.as_str());
            SpecError::unknown(key, id, known, None)
        })?;
        if found.contains(&position) {
            return Err(SpecError::value(key, id, ("each subject once", "每个学科只出现一次")));
        }
        found.push(position);
    }
    if found.is_empty() {
        return Err(SpecError::value(key, "[]", ("at least one subject", "至少一个学科")));
    }
    found.sort_unstable();
    Ok(found)
}

fn choices(raw: &RawElectives, members: &[usize], subjects: &[Subject]) -> Result<Vec<Choice>, SpecError> {
    const KEY: &str = "total.electives";
    let electives: Vec<usize> = members.iter().copied().filter(|&member| subjects[member].elective).collect();
    let choices = match raw {
        RawElectives::Number(number) => vec![Choice { members: electives.clone(), number: *number }],
        RawElectives::Groups(groups) => groups
            .iter()
            .map(|group| {
                let members = positions("total.electives.subjects", &group.subjects, subjects)?;
                Ok(Choice { members, number: group.number })
            })
            .collect::<Result<_, SpecError>>()?,
    };
    let mut grouped: Vec<usize> = Vec::new();
    for &member in choices.iter().flat_map(|choice| &choice.members) {
        if grouped.contains(&member) || !electives.contains(&member) {
            let required = (
                "subjects of the total with elective = true, each in one group",
                "总分所含的选考科目（elective = true），每科只在一组中",
            );
            return Err(SpecError::value(KEY, &subjects[member].id, required));
        }
        grouped.push(member);
    }
    if let Some(&left) = electives.iter().find(|elective| !grouped.contains(elective)) {
        let required = (
            "every elective subject of the total in one of the groups; add this one, or leave it out with total.subjects",
            "总分所含的选考科目都要在某一组中：请补入该科，或用 total.subjects 把它排除在总分之外",
        );
        return Err(SpecError::value(KEY, &subjects[left].id, required));
    }
    for Choice { members, number } in &choices {
        if *number == 0 || *number >= members.len() {
            let (n, names) = (members.len(), names(members, subjects));
            let required = (
                format!(
                    "1 to {} of {n} subjects to choose from ({names}); subjects that pupils choose have elective = true, and where \
                     all of them count the key is left out",
                    n.saturating_sub(1)
                ),
                format!(
                    "1 至 {}：可选的有 {n} 科（{names}）；可选科目须设 elective = true，全部计入时请删去此项",
                    n.saturating_sub(1)
                ),
            );
            return Err(SpecError::value(KEY, number, required));
        }
    }
    Ok(choices)
}

/// Whatever is chosen, the total has one full mark: the subjects of a choice have the same.
fn alike(choice: &Choice, subjects: &[Subject], full_of: &dyn Fn(usize) -> i64) -> Result<(), SpecError> {
    let first = choice.members[0];
    let Some(&other) = choice.members.iter().find(|&&member| full_of(member) != full_of(first)) else { return Ok(()) };
    let text = |member: usize| {
        let Subject { id, full_ticks, decimals, .. } = &subjects[member];
        format!("{id} {}", mark_text(i64::from(*full_ticks), *decimals))
    };
    let found = format!("{}, {}", text(first), text(other));
    let required = (
        "one full mark of all subjects among which pupils choose, or totals would be of different full marks; correct full_mark, put \
         subjects of another full mark into a group of their own ([{ subjects = [...], number = 1 }]), or leave them out with \
         total.subjects",
        "同一组可选科目的满分（full_mark）必须相同，否则各人总分的满分不同；请更正 full_mark，或把满分不同的科目单列一组\
         （[{ subjects = [...], number = 1 }]），或用 total.subjects 排除",
    );
    Err(SpecError::value("total.electives", found, required))
}

fn names(members: &[usize], subjects: &[Subject]) -> String {
    members.iter().map(|&member| subjects[member].id.as_str()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ExamSpec;

    const SUBJECTS: [(&str, u32, bool); 7] = [
        ("chinese", 150, false),
        ("english", 150, true),
        ("japanese", 150, true),
        ("physics", 100, true),
        ("history", 100, true),
        ("biology", 100, true),
        ("geography", 100, true),
    ];

    fn spec(total: &str, more: &str) -> Result<ExamSpec, SpecError> {
        let paper = |(id, full, elective): &(&str, u32, bool)| {
            format!("[[subject]]\nid = '{id}'\nfull_mark = {full}\nelective = {elective}\ndecimals = 0\n")
        };
        ExamSpec::from_toml(&format!(
            "[exam]\nid = 'x'\ntitle = 'X'\nstage = 'senior'\ngrade = 12\nkind = 'senior_joint'\n{}[total]\n{total}\n{more}",
            SUBJECTS.iter().map(paper).collect::<String>()
        ))
    }

    const OF_GROUPS: &str = "electives = [{ subjects = ['english', 'japanese'], number = 1 }, \
                             { subjects = ['history', 'physics'], number = 1 }, { subjects = ['biology', 'geography'], number = 1 }]";

    #[test]
    fn the_full_mark_is_that_of_what_one_pupil_takes() {
        let total = spec(OF_GROUPS, "").expect("groups").total;
        assert_eq!((total.full_ticks, total.n_subjects()), (500, 4));
        let number = "subjects = ['chinese', 'physics', 'history', 'biology', 'geography']\nelectives = 2";
        let total = spec(number, "").expect("a number").total;
        assert_eq!((total.full_ticks, total.n_subjects(), total.cuts.pass), (350, 3, 210));
        assert_eq!(total.common().collect::<Vec<_>>(), [0]);
        assert_eq!(spec("", "").expect("none").total.full_ticks, 850, "without the key all count");
    }

    #[test]
    fn a_total_needs_the_common_marks_and_as_many_chosen_ones_as_said() {
        let total = spec(OF_GROUPS, "").expect("groups").total;
        let of = |marks: [Option<i32>; 7]| total.of(|member| marks[member]);
        assert_eq!(of([Some(100), Some(90), None, None, Some(60), Some(0), None]), Some(250));
        assert_eq!(of([None, Some(90), None, None, Some(60), Some(70), None]), None, "a common mark is missing");
        assert_eq!(of([Some(100), Some(90), None, None, None, Some(70), None]), None, "one is missing");
        assert_eq!(of([Some(100), Some(90), None, Some(1), Some(60), Some(70), None]), None, "one is too many");
        assert_eq!(
            of([Some(100), Some(90), None, None, None, Some(70), Some(80)]),
            None,
            "four marks, of a wrong group"
        );
    }

    #[test]
    fn what_cannot_be_says_what_where_and_the_cure() {
        for (total, more, parts) in [
            ("electives = 3", "", &["total.electives", "english 150, physics 100", "one full mark", "满分"][..]),
            ("electives = 0", "", &["total.electives", "1 to 5"]),
            ("electives = 6", "", &["total.electives", "is '6'", "english, japanese, physics"]),
            ("subjects = ['chinese']\nelectives = 1", "", &["total.electives", "0 subjects", "elective = true"]),
            ("electives = [{ subjects = ['chinese', 'physics'], number = 1 }]", "", &["'chinese'", "elective = true"]),
            ("electives = [{ subjects = ['phisics', 'history'], number = 1 }]", "", &["did you mean 'physics'"]),
            ("electives = [{ subjects = ['physics', 'history'], number = 1 }]", "", &["'english'", "total.subjects"]),
            (OF_GROUPS, "[status]\nnot_taken = 'zero'", &["status.not_taken", "exclude"]),
        ] {
            let error = spec(total, more).expect_err(total);
            let text = format!("{error} {}", error.zh());
            assert!(parts.iter().all(|part| text.contains(part)), "{total}: {text}");
        }
        for (total, part) in [
            ("electives = -1", "total.electives"),
            ("electives = 'three'", "a whole number such as 3, or groups"),
            ("electives = [{ subjects = ['physics'], numbr = 1 }]", "did you mean 'number'"),
        ] {
            let text = spec(total, "").expect_err(total).to_string();
            assert!(text.contains(part), "{total}: {text}");
        }
    }
}
