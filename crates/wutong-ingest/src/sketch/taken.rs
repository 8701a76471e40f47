//! Which subjects pupils have side by side: how many electives everybody takes.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use wutong_model::spec::RawChoice;

use crate::cell::{Cell, Row};
use crate::hash::FastBuild;
use crate::layout::number;
use crate::mark::is_dash;
use crate::sketch::scan::ScannedSubject;
use crate::sketch::{Found, SketchedSubject, guess, shown_name};

/// Sums are compared to this, in points.
const CLOSE: f64 = 0.0101;
/// Fewer pupils tell nothing.
const FEWEST: u64 = 8;
/// One pupil in so many may have other electives than the others: an absence, a slip.
const SLIPS: u64 = 10;

/// The subjects of a pupil in a sheet, one bit each in the order of the columns.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Held {
    /// With a number.
    marks: u64,
    /// With a zero, which are among these.
    zeros: u64,
    /// With a word in place of a number, and no dash.
    words: u64,
}

/// The pupils of a sheet by the subjects that they have.
#[derive(Debug, Default)]
pub(super) struct Taken {
    /// How many pupils hold the same.
    sets: BTreeMap<Held, u64>,
    /// Those of pupils with identifiers, whom other sheets may hold too.
    of_pupils: Vec<(u64, Held)>,
    /// Rows with a total, and those of which it is the sum of the marks.
    totals: u64,
    sums: u64,
    /// A column says what each pupil has chosen.
    pub(super) has_choices: bool,
}

impl Taken {
    /// Looks at a row of a long table: the mark of a pupil in the subject at a position.
    pub(super) fn long_row(&mut self, key: u64, subject: usize, mark: Cell<'_>) {
        if subject < 64 && number(mark).is_some() {
            match self.of_pupils.last_mut() {
                Some((last, held)) if *last == key => held.marks |= 1 << subject,
                _ => self.of_pupils.push((key, Held { marks: 1 << subject, ..Held::default() })),
            }
        }
    }

    /// Looks at the row of a pupil, by the hash of the identifier where there is one; `cells` are those of the subjects.
    pub(super) fn row(
        &mut self,
        key: Option<u64>,
        row: &dyn Row,
        (subjects, cells): (&[ScannedSubject], &[Cell<'_>]),
        total: Option<usize>,
    ) {
        let (mut held, mut sum, mut mixed) = (Held::default(), 0.0, 0.0);
        for (bit, (subject, cell)) in subjects.iter().zip(cells).enumerate().take(64) {
            let mark = number(*cell);
            let own = mark.unwrap_or(0.0);
            sum += own;
            mixed += subject.scaled_column.and_then(|column| number(row.cell(column))).unwrap_or(own);
            held.marks |= u64::from(mark.is_some()) << bit;
            held.zeros |= u64::from(mark == Some(0.0)) << bit;
            held.words |= u64::from(mark.is_none() && !cell.is_empty() && !is_dash(*cell)) << bit;
        }
        match key {
            Some(key) => self.of_pupils.push((key, held)),
            None => *self.sets.entry(held).or_default() += 1,
        }
        if let Some(total) = total.and_then(|column| number(row.cell(column)))
            && held.marks != 0
        {
            self.totals += 1;
            self.sums += u64::from((total - sum).abs() < CLOSE || (total - mixed).abs() < CLOSE);
        }
    }

    /// Takes zeros of subjects that pupils choose among for none, where nearly all pupils of the sheet have one number of
    /// these above zero, and zeros in others of them; which subjects have such zeros. `chosen` has the bits of the subjects.
    pub(super) fn without_zeros(&mut self, chosen: u64) -> u64 {
        let rows = || {
            let of_sets = self.sets.iter().map(|(held, pupils)| (*held, *pupils));
            let all = of_sets.chain(self.of_pupils.iter().map(|(_, held)| (*held, 1)));
            all.filter(|(held, _)| (held.marks | held.words) & chosen != 0)
        };
        let pupils: u64 = rows().map(|(_, pupils)| pupils).sum();
        let mut times: BTreeMap<u32, u64> = BTreeMap::new();
        for (held, pupils) in rows().filter(|(held, _)| held.zeros & chosen != 0) {
            *times.entry(((held.marks & !held.zeros | held.words) & chosen).count_ones()).or_default() += pupils;
        }
        let Some((&number, &most)) = times.iter().max_by_key(|(_, pupils)| **pupils) else { return 0 };
        // One subject that many lack is one that a school did not sit.
        let lacking = (0..64).filter(|bit| chosen >> bit & 1 == 1).filter(|bit| {
            let count = |is_wanted: &dyn Fn(Held) -> u64| -> u64 {
                rows().filter(|(held, _)| is_wanted(*held) >> bit & 1 == 1).map(|(_, pupils)| pupils).sum()
            };
            count(&|held| held.zeros) * 5 >= pupils && count(&|held| held.marks & !held.zeros) > 0
        });
        if number == 0 || pupils < FEWEST || (pupils - most) * SLIPS > pupils || lacking.count() < 2 {
            return 0;
        }
        let found = rows().fold(0, |found, (held, _)| found | held.zeros & chosen);
        let bare =
            |held: Held| Held { marks: held.marks & !(held.zeros & chosen), zeros: held.zeros & !chosen, ..held };
        self.of_pupils.iter_mut().for_each(|(_, held)| *held = bare(*held));
        for (held, pupils) in std::mem::take(&mut self.sets) {
            *self.sets.entry(bare(held)).or_default() += pupils;
        }
        found
    }
}

/// The pupils of all sheets, by the ids of the subjects that they have.
#[derive(Debug, Default)]
pub(super) struct Sets {
    /// The subjects, one bit each in the sets.
    ids: Vec<String>,
    /// Sets of pupils of whom nothing more is to come, and how many pupils have them.
    sets: BTreeMap<u64, u64>,
    /// What the sheets so far have of each pupil.
    open: HashMap<u64, u64, FastBuild>,
    totals: u64,
    sums: u64,
    /// A column says what each pupil has chosen.
    has_choices: bool,
}

impl Sets {
    /// Adds a sheet with the ids of its subjects. A pupil whom sheets of other subjects hold has all of them; the same
    /// subject again is of another pupil who bears the same number.
    pub(super) fn add(&mut self, taken: &Taken, ids: &[String]) {
        (self.totals, self.sums) = (self.totals + taken.totals, self.sums + taken.sums);
        self.has_choices |= taken.has_choices;
        let bits: Vec<u64> = ids.iter().map(|id| self.bit(id)).collect();
        let held = |set: u64| {
            let of_sheet = bits.iter().take(64).enumerate().filter(|(at, _)| set >> at & 1 == 1);
            of_sheet.fold(0, |held, (_, bit)| held | bit)
        };
        // Words say little: exports write 缺考 beside subjects that were not chosen.
        for (Held { marks: set, .. }, pupils) in &taken.sets {
            *self.sets.entry(held(*set)).or_default() += pupils;
        }
        let mut last = (0, 0);
        for (key, Held { marks: set, .. }) in &taken.of_pupils {
            if last.0 != *set {
                last = (*set, held(*set));
            }
            let known = self.open.entry(*key).or_default();
            if *known & last.1 != 0 {
                *self.sets.entry(*known).or_default() += 1;
                *known = 0;
            }
            *known |= last.1;
        }
    }

    fn bit(&mut self, id: &String) -> u64 {
        let at = self.ids.iter().position(|known| known == id).unwrap_or_else(|| {
            self.ids.push(id.clone());
            self.ids.len() - 1
        });
        if at < 64 { 1 << at } else { 0 }
    }

    /// The sets by the ids of their subjects, with how many pupils have them.
    fn of_all(&self) -> Vec<(BTreeSet<String>, u64)> {
        let mut all = self.sets.clone();
        self.open.values().for_each(|set| *all.entry(*set).or_default() += 1);
        let ids = |set: u64| self.ids.iter().enumerate().filter(move |(at, _)| *at < 64 && set >> at & 1 == 1);
        all.into_iter().map(|(set, pupils)| (ids(set).map(|(_, id)| id.clone()).collect(), pupils)).collect()
    }

    /// How many electives everybody takes, in groups of subjects; nothing where that is not one number, or where the sheets
    /// have totals of something else.
    pub(super) fn choices(&self, order: &[String], electives: &[String]) -> Vec<RawChoice> {
        if electives.is_empty() || self.sums * 2 < self.totals && !self.has_choices {
            return Vec::new();
        }
        let sets = self.of_all();
        let is_language = |id: &&String| guess::LANGUAGES.contains(&id.as_str());
        let of_order =
            |is_wanted: &dyn Fn(&&String) -> bool| order.iter().filter(is_wanted).cloned().collect::<Vec<_>>();
        let languages = of_order(&|id| is_language(id) && electives.contains(id));
        let chosen = of_order(&|id| !is_language(id) && electives.contains(id));
        // A subject that nearly everybody takes may be chosen too, where others are.
        let any = of_order(&|id| guess::CHOSEN.contains(&id.as_str()) && !chosen.is_empty());
        let core = of_order(&|id| !languages.contains(id) && !chosen.contains(id) && !any.contains(id));
        let found = [chosen, any].into_iter().filter_map(|chosen| {
            let groups: Vec<Vec<String>> =
                [languages.clone(), chosen].into_iter().filter(|group| !group.is_empty()).collect();
            let common = of_order(&|id| groups.iter().all(|group| !group.contains(id)));
            let numbers =
                groups.iter().map(|group| number_of(&sets, group, (&core, &common))).collect::<Option<Vec<_>>>()?;
            let pupils = numbers.iter().map(|(_, pupils)| *pupils).min()?;
            let choices = groups.into_iter().zip(numbers);
            let choices = choices.map(|(subjects, (number, _))| RawChoice { subjects, number }).collect::<Vec<_>>();
            Some((pupils, choices))
        });
        // Of equals the one with fewer electives.
        found.reduce(|a, b| if b.0 > a.0 { b } else { a }).map(|(_, choices)| choices).unwrap_or_default()
    }
}

/// How many subjects of a group nearly all pupils have, and how many pupils that are: of those who have what nobody chooses,
/// the ones who have all common subjects and that number.
fn number_of(
    sets: &[(BTreeSet<String>, u64)],
    group: &[String],
    (core, common): (&[String], &[String]),
) -> Option<(usize, u64)> {
    let has = |set: &BTreeSet<String>, ids: &[String]| ids.iter().all(|id| set.contains(id));
    let (mut times, mut whole): (BTreeMap<usize, u64>, u64) = (BTreeMap::new(), 0);
    for (set, pupils) in sets.iter().filter(|(set, _)| has(set, core)) {
        whole += pupils;
        if has(set, common) {
            *times.entry(group.iter().filter(|id| set.contains(*id)).count()).or_default() += pupils;
        }
    }
    let all: u64 = sets.iter().map(|(_, pupils)| pupils).sum();
    let (&number, &pupils) = times.iter().max_by_key(|(_, pupils)| **pupils)?;
    let is_sure = whole >= FEWEST && whole * 2 >= all && (whole - pupils) * SLIPS <= whole;
    (is_sure && number > 0 && number < group.len()).then_some((number, pupils))
}

impl Found {
    /// How many electives everybody takes; the subjects of a group have one full mark then.
    pub(super) fn choices(&mut self, order: &[String]) -> Vec<RawChoice> {
        let choices = self.taken.choices(order, &self.electives);
        for RawChoice { subjects, .. } in &choices {
            let full = |id: &String| {
                let stated = self.stated.get(id).and_then(|stated| guess::most_frequent(stated));
                stated.unwrap_or_else(|| self.marks.get(id).map_or(0.0, |marks| guess::full_mark(marks).full_mark))
            };
            let most = subjects.iter().map(full).fold(0.0, f64::max);
            self.least_full.extend(subjects.iter().map(|id| (id.clone(), most)));
        }
        if !choices.is_empty() {
            let is_chosen = |id: &&String| choices.iter().any(|choice| choice.subjects.contains(id));
            self.electives = order.iter().filter(is_chosen).cloned().collect();
        }
        choices
    }

    /// Says of electives in which a zero is taken for a subject that was not chosen.
    pub(super) fn ask_zeros(&mut self, order: &[String]) {
        let zeroed: Vec<&String> =
            order.iter().filter(|id| self.zeroed.contains(*id) && self.electives.contains(id)).collect();
        if zeroed.is_empty() {
            return;
        }
        let names = zeroed.iter().map(|id| shown_name(id)).collect::<Vec<_>>().join("、");
        let ids = zeroed.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(", ");
        self.ask(
            format!("{names}：每名考生都恰有几科高于 0 分，其余为 0，已按选考科目处理（0 = 未选）；若 0 是分数请删去 elective"),
            format!(
                "{ids}: every pupil has one number of them above zero and 0 in all others, so they are taken as subjects that \
                 pupils choose (0 = not chosen); if a zero is a mark, delete elective"
            ),
        );
    }

    /// Asks about the full marks of the parts of 理综 where subjects of which pupils have some are given one full mark.
    pub(super) fn ask_science_paper(&mut self, is_choice: bool) {
        let raised = self.least_full.get("physics").filter(|least| is_choice && **least > guess::PHYSICS).copied();
        if let (true, Some(least)) = (self.is_science_paper, raised) {
            self.ask(
                format!("物理、化学、生物像是理综的各部分（通常为 110、100、90 分）；各人所选科目不同，总分要求所选各科满分相同，现都按 {least} 分，各科得分率因此偏低；要得到准确的得分率，请改正各科 full_mark 并去掉 [total] 中的选考设置"),
                format!(
                    "physics, chemistry and biology look like the parts of one paper (usually 110, 100 and 90); a total of \
                     subjects that pupils choose among needs one full mark for all of them, which is {least} here, so their score \
                     rates are too low; for exact rates correct full_mark of each and take the choice out of [total]"
                ),
            );
        }
    }

    /// Pupils of a junior or primary school hardly ever choose subjects: their blanks are absences unless all of them have
    /// the same number of some subjects, and then it is asked.
    pub(super) fn ask_junior_electives(&mut self, choices: &mut Vec<RawChoice>, order: &[String]) {
        const LAST_JUNIOR: u8 = 9;
        let is_language = |id: &String| guess::LANGUAGES.contains(&id.as_str());
        if self.grade_told().is_none_or(|grade| grade > LAST_JUNIOR) || self.electives.iter().all(is_language) {
            return;
        }
        let listed = |ids: &[String]| {
            let names = ids.iter().map(|id| shown_name(id)).collect::<Vec<_>>().join("、");
            (names, ids.join(", "))
        };
        if choices.is_empty() {
            let (languages, blank): (Vec<String>, Vec<String>) =
                std::mem::take(&mut self.electives).into_iter().partition(is_language);
            let (names, ids) = listed(&blank);
            self.electives = languages;
            *choices = self.choices(order);
            self.ask(
                format!("{names}有许多空白，现按缺考计（初中、小学一般没有选考）；若是部分学校没有考，或学生可以选考，请在这些 [[subject]] 中加上 elective = true"),
                format!(
                    "{ids}: many blanks, which count as absences, for junior pupils hardly ever choose subjects; if schools did not \
                     sit them or pupils choose, add elective = true to each [[subject]]"
                ),
            );
        } else {
            let (names, ids) = listed(&self.electives);
            self.ask(
                format!("{names}：每名学生都只有其中几科，已按选考科目处理（空白 = 未选）；若空白是缺考，请删去 elective 和 [total] 中的 electives"),
                format!(
                    "{ids}: every pupil has some of them, so they are taken as subjects that pupils choose; if a blank is an \
                     absence, delete elective, and electives in [total]"
                ),
            );
        }
    }

    /// What electives are taken for, where nobody knows how many of them a pupil takes.
    pub(super) fn ask_electives(&mut self, subjects: &[SketchedSubject]) {
        let ids = self.electives.join(", ");
        let names = self.electives.iter().map(|id| shown_name(id)).collect::<Vec<_>>().join("、");
        self.ask(
            format!("{names}有许多空白，已按选考科目处理（空白 = 未选）；若空白是缺考请删去 elective"),
            format!(
                "{ids}: many blanks, taken as subjects that pupils choose; delete elective if a blank is an absence"
            ),
        );
        let common: Vec<&String> =
            subjects.iter().map(|subject| &subject.id).filter(|id| !self.electives.contains(id)).collect();
        if !common.is_empty() {
            let names = common.iter().map(|id| shown_name(id)).collect::<Vec<_>>().join("、");
            let ids = common.iter().map(|id| format!("\"{id}\"")).collect::<Vec<_>>().join(", ");
            self.ask(
                format!("看不出每名考生选考几科（各人科数不一、表中总分不是所列各科之和，或选考各科满分不同）。总分现在只计各科（含选考科目）都有成绩的考生，没有选全的考生没有总分。若每人选考科数相同（如 3+1+2、3+3），请加上 [total] 和 electives = 3；若要共同科目（{names}）的总分，请加上 [total] 和 subjects = [{ids}]"),
                format!(
                    "how many electives a pupil takes cannot be told (pupils differ, the totals of the sheets are no sums of these \
                     subjects, or full marks of electives differ); a total is now of pupils with a mark in every subject, those that are \
                     chosen included, and who does not take all of them has none; if everybody takes the same number (3+1+2, 3+3), add \
                     [total] with electives = 3; for a total of the subjects of all add [total] with subjects = [{ids}]"
                ),
            );
        }
    }
}
