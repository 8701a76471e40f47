//! Counts of one group in several subjects from which a hidden one follows.
//!
//! [`cover`](super::cover) hides counts subject by subject. Subjects of a group are tied by equations, and what one subject
//! hides another would tell. With n for valid marks, a for absentees, v for cancelled marks, E for expected and R for enrolled
//! pupils, in every subject s of a group and in the total
//!
//! ```text
//! E = n_s + a_s + v_s + o_s        R = n_s + (enrolled without a mark)_s
//! ```
//!
//! where o (lost, deferred, set aside) is never shown but is mostly nobody, and where E and R are the same pupils in every
//! subject. n is shown wherever the group is. Then:
//!
//! * **Expected pupils.** E of any subject, less n of another, is that one's a + v + o. So E is hidden in all subjects of a
//!   group and in its total or in none, whichever subjects expect others too (electives differ by pupils who are not shown).
//! * **Absentees.** While E is hidden, a shown a_s with v_s and o_s of nobody would be E. So absentees are hidden in all
//!   subjects wherever E is. Left are n_s and v_s: one E and one a_s a subject for one equation a subject, so that E may
//!   be raised by any number together with every a_s. Of two shown numbers n_t and n_s the larger says that at least
//!   n_t - n_s are missing from s, of electives that at least so many do not take it: bounds from below alone, since the
//!   pupils missing from both are bounded by nothing that is shown.
//! * **Cancelled marks.** A small v_s beside a shown E and a_s follows. Where a_s is large it is hidden with v_s, two unknowns
//!   of one sum that is large enough; otherwise E goes. A total that counts the cancelled marks of one subject alone is that
//!   subject's number, so subjects that have any hide them with the total.
//! * **Enrolled pupils.** As E: hidden in all subjects or in none. Where R and E are (nearly) equal they are one number, and
//!   hidden together.
//! * **Real zeros, pupils of a group.** A zero of a total is one of every subject, but no sum; n itself is never the
//!   difference of two shown numbers once E is hidden as above.
//! * **Shares of the total.** Pupils who pass everything are those who pass subject s where all others are passed by all, and
//!   those who fail everything where all others are passed by nobody: one number, hidden in both or in none. Of two members,
//!   passing the first + passing the second = passing both + all - failing both, so that of four at least two are hidden or
//!   none. With three members and more the counts of pairs stand between and are not shown. Excellence is the same without
//!   the third. Where pupils choose, the members of a choice stand for as many members as a total holds of them.
//! * **Each subject beside all.** Who passes everything passes every subject that all with a total have, so the share of the
//!   total is hidden where it leaves few of those who pass one. Who has a total has a mark in each of them: what these leave of
//!   the total is looked at above the schools, with differences of groups ([`rest`](super::rest)).
//! * **Lines and ends of bands at the same mark** are one number.
//!
//! What is hidden so is hidden along the hierarchy again, and so on until nothing more is. A hidden zero counts there as
//! any other number: it would give E away.

use wutong_model::spec::{Choice, Total};
use wutong_model::{Level, Reason};

use super::cover::{EDGES, Family, LINES, Line, Subject, SubjectCover};
use super::rest::{SHARES, fewest, share_of_all};

/// All subjects of an exam, the total last, and what they hide.
pub(super) struct Links<'a> {
    pub(super) subjects: &'a [&'a Subject<'a>],
    pub(super) total: &'a Total,
    pub(super) covers: &'a mut [SubjectCover],
}

/// The counts of a subject that make up its expected and enrolled pupils.
struct Sitting {
    absent: Vec<u64>,
    violation: Vec<u64>,
    missing: Vec<u64>,
    roster: Vec<u64>,
}

impl Links<'_> {
    /// Hides more until nothing follows from another subject, nor from another group.
    pub(super) fn close(&mut self) {
        let sittings: Vec<Sitting> = self.subjects.iter().map(|subject| sitting(subject)).collect();
        let n_groups = self.subjects.first().map_or(0, |subject| subject.nodes.len());
        while (0..n_groups).filter(|&group| self.link_sittings(group, &sittings)).count() > 0 {
            self.complete_sittings(&sittings);
        }
        while (0..n_groups).filter(|&group| self.link_shares(group)).count() > 0 {
            self.complete_shares();
        }
    }

    fn is_hidden(&self, subject: usize, family: Family, group: usize) -> bool {
        self.covers[subject].hidden[family.position()][group].is_some()
    }

    /// Whether a count was shown until now.
    fn hide(&mut self, subject: usize, family: Family, group: usize) -> bool {
        let cell = &mut self.covers[subject].hidden[family.position()][group];
        let was_shown = cell.is_none();
        cell.get_or_insert(Reason::ComplementarySuppressed);
        was_shown
    }

    /// Subjects in which the group is shown.
    fn shown(&self, group: usize) -> Vec<usize> {
        (0..self.subjects.len()).filter(|&subject| !self.is_hidden(subject, Family::Pupils, group)).collect()
    }

    fn link_sittings(&mut self, group: usize, sittings: &[Sitting]) -> bool {
        let shown = self.shown(group);
        let cancelled: Vec<usize> =
            shown.iter().copied().filter(|&subject| sittings[subject].violation[group] > 0).collect();
        let mut changed = false;
        if cancelled.iter().any(|&subject| self.is_hidden(subject, Family::Violation, group)) {
            for &subject in &cancelled {
                changed |= self.hide(subject, Family::Violation, group);
                let of = &self.subjects[subject];
                if sittings[subject].absent[group] >= of.least && of.sums(group).tally.denominator_only == 0 {
                    changed |= self.hide(subject, Family::Absent, group);
                }
            }
        }
        let near = |&subject: &usize| {
            let sums = self.subjects[subject].sums(group);
            sums.enrolled.is_some_and(|enrolled| enrolled.abs_diff(sums.expected) < self.subjects[subject].least)
        };
        let is_one = shown.iter().any(near);
        let roster = shown.iter().any(|&subject| self.is_hidden(subject, Family::Roster, group));
        let expected = shown.iter().any(|&subject| {
            self.is_hidden(subject, Family::Missing, group) || self.tells_missing(subject, group, &sittings[subject])
        });
        for &subject in &shown {
            if expected || roster && is_one {
                changed |= self.hide(subject, Family::Missing, group);
                changed |= self.hide(subject, Family::Absent, group);
            }
            if roster || expected && is_one {
                changed |= self.hide(subject, Family::Roster, group);
            }
        }
        changed
    }

    /// Whether expected pupils would give a hidden number of absentees or cancelled marks away.
    fn tells_missing(&self, subject: usize, group: usize, sitting: &Sitting) -> bool {
        let parts = [(Family::Absent, sitting.absent[group]), (Family::Violation, sitting.violation[group])];
        // Lost, deferred and set aside are never shown.
        let other = sitting.missing[group].saturating_sub(parts.iter().map(|part| part.1).sum());
        let hidden = parts.iter().filter(|part| self.is_hidden(subject, part.0, group));
        let (covered, total) = hidden.clone().fold((u64::from(other > 0), other), |(covered, total), part| {
            (covered + u64::from(part.1 > 0), total + part.1)
        });
        hidden.count() > 0 && (covered < 2 || total < self.subjects[subject].least)
    }

    fn complete_sittings(&mut self, sittings: &[Sitting]) {
        for ((of, cover), sitting) in self.subjects.iter().zip(self.covers.iter_mut()).zip(sittings) {
            let pupils = cover.hidden[Family::Pupils.position()].clone();
            for (family, values, linked) in [
                (Family::Violation, &sitting.violation, None),
                (Family::Absent, &sitting.absent, Some(&pupils[..])),
                (Family::Missing, &sitting.missing, Some(&pupils[..])),
                (Family::Roster, &sitting.roster, Some(&pupils[..])),
            ] {
                of.close(family, values, linked, &mut cover.hidden[family.position()]);
            }
        }
    }

    fn link_shares(&mut self, group: usize) -> bool {
        let total = self.subjects.len() - 1;
        let mut changed = false;
        for subject in self.shown(group) {
            changed |= self.link_edges(subject, group);
        }
        changed |= self.link_each(group);
        let members = self.total.members.iter().filter(|&&member| !self.is_hidden(member, Family::Pupils, group));
        if members.count() < self.total.members.len() || self.is_hidden(total, Family::Pupils, group) {
            return changed;
        }
        for (line, all) in SHARES {
            // Whom of a subject the share leaves out, if it were the only one.
            let left_out = |member: usize| {
                let sums = self.subjects[member].sums(group);
                let reached = sums.tally.table.at_least(self.covers[member].edges[line as usize]);
                if all == Family::AllFailed { reached } else { sums.moments.n - reached }
            };
            let gaps: Vec<u64> = self.total.members.iter().map(|&member| left_out(member)).collect();
            for (at, &member) in self.total.members.iter().enumerate() {
                if gaps.iter().enumerate().all(|(other, &gap)| other == at || gap == 0) {
                    changed |= self.tie((member, Family::Edge(line as usize)), (total, all), group);
                }
            }
        }
        if self.total.n_subjects() == 2 {
            let pass = Family::Edge(Line::Pass as usize);
            let own = self.total.members.iter().map(|&member| (member, pass));
            let all = own.chain([(total, Family::AllPassed), (total, Family::AllFailed)]);
            let hidden = all.filter(|(subject, family)| self.is_hidden(*subject, *family, group)).count();
            if hidden == 1 {
                let is_last = self.is_hidden(total, Family::AllFailed, group);
                let other = if is_last { Family::AllPassed } else { Family::AllFailed };
                changed |= self.hide(total, other, group);
            }
        }
        changed
    }

    /// Who passes everything passes each of the subjects: of pupils who pass one but not all there are none or enough.
    fn link_each(&mut self, group: usize) -> bool {
        let total = self.subjects.len() - 1;
        if self.is_hidden(total, Family::Pupils, group) {
            return false;
        }
        let mut changed = false;
        for (line, all) in SHARES {
            let own = share_of_all(self.subjects[total], all)[group];
            let edge = Family::Edge(line as usize);
            for Choice { members, number } in self.total.parts() {
                let is_hidden =
                    |&member: &usize| [Family::Pupils, edge].iter().any(|&it| self.is_hidden(member, it, group));
                if members.iter().any(is_hidden) {
                    continue;
                }
                let wider = |&member: &usize| {
                    let sums = self.subjects[member].sums(group);
                    let reached = sums.tally.table.at_least(self.covers[member].edges[line as usize]);
                    if all == Family::AllFailed { sums.moments.n - reached } else { reached }
                };
                let (wider, number) = (members.iter().map(wider).sum::<u64>(), number as u64);
                let beyond = wider.saturating_sub(number * own);
                let beyond = fewest(self.subjects[total], group, beyond, (members.len(), number));
                if 0 < beyond && beyond < self.subjects[total].least {
                    changed |= self.hide(total, all, group);
                }
            }
        }
        changed
    }

    /// Lines and ends of bands at one mark. Classes have no bands.
    fn link_edges(&mut self, subject: usize, group: usize) -> bool {
        if self.subjects[subject].nodes[group].group.level == Level::Class {
            return false;
        }
        let mut changed = false;
        for edge in 0..LINES {
            for other in edge + 1..EDGES {
                if self.covers[subject].edges[edge] == self.covers[subject].edges[other] {
                    changed |= self.tie((subject, Family::Edge(edge)), (subject, Family::Edge(other)), group);
                }
            }
        }
        changed
    }

    /// Hides both of two counts that are one number, where either is hidden.
    fn tie(&mut self, one: (usize, Family), other: (usize, Family), group: usize) -> bool {
        match (self.is_hidden(one.0, one.1, group), self.is_hidden(other.0, other.1, group)) {
            (true, false) => self.hide(other.0, other.1, group),
            (false, true) => self.hide(one.0, one.1, group),
            _ => false,
        }
    }

    fn complete_shares(&mut self) {
        let total = self.subjects.len() - 1;
        for (subject, (of, cover)) in self.subjects.iter().zip(self.covers.iter_mut()).enumerate() {
            for edge in 0..EDGES {
                let values = of.reaching(cover.edges[edge]);
                let family = Family::Edge(edge);
                of.close(family, &values, None, &mut cover.hidden[family.position()]);
            }
            if subject == total {
                let all = [
                    (Family::AllExcellent, of.of_all(|all| all.excellent)),
                    (Family::AllPassed, of.of_all(|all| all.passed)),
                    (Family::AllFailed, of.of_all(|all| all.failed)),
                ];
                for (family, values) in all {
                    of.close(family, &values, None, &mut cover.hidden[family.position()]);
                }
            }
        }
    }
}

fn sitting(subject: &Subject<'_>) -> Sitting {
    Sitting {
        absent: subject.absent(),
        violation: subject.violation(),
        missing: subject.missing(),
        roster: subject.roster(),
    }
}
