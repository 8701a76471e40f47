//! How the groups of an exam add up, and what follows from the ones that are shown.

use std::collections::{BTreeMap, BTreeSet};

use wutong_model::{Level, Reason};

use super::equations::Equations;
use crate::groups::Node;

/// A sum and its parts, by position.
type Sum = (usize, Vec<usize>);

/// Every way in which groups add up: classes to schools, schools to counties and categories, these to the region.
pub(crate) struct Shape {
    /// The sums above the schools: counties, the region of these, categories, the region of the values of each attribute.
    /// What is hidden for the earlier ones often serves the later ones too.
    upper: Vec<Sum>,
    /// Schools and their classes.
    lower: Vec<Sum>,
    /// Region, counties and categories: each with its schools, as numbers of schools.
    aggregates: Vec<Sum>,
    /// The number of the aggregate that a group is, by position.
    numbers: Vec<Option<usize>>,
    /// Positions of the schools.
    schools: Vec<usize>,
    /// Schools that lie in the same aggregates have the same kind; by number of school.
    kinds: Vec<usize>,
    /// The aggregates that a school lies in, in order; by number of school.
    signatures: Vec<Vec<usize>>,
    /// Positions of the categories of schools.
    categories: BTreeSet<usize>,
    n_kinds: usize,
    /// How attributes of pupils split the region and its schools.
    splits: Vec<Split>,
}

/// The pupils of the region and of each school by the values of an attribute: a table of schools and values.
struct Split {
    /// Groups of the region, one a value.
    whole: Vec<usize>,
    /// Schools with their groups: number of the value and position.
    schools: Vec<(usize, Vec<(usize, usize)>)>,
}

/// A count of pupils that adds up along every sum.
pub(crate) struct Count<'a> {
    /// Of every group.
    pub(crate) values: &'a [u64],
    /// Pupils of every group: the smallest group is the smallest loss.
    pub(crate) loss: &'a [u64],
    /// The fewest pupils that the hidden parts of a shown sum may hold together.
    pub(crate) least: u64,
    /// Whether classes are shown at all.
    pub(crate) classes: bool,
    /// Whether pupils of whom an attribute is not known are a part that nobody may work out, however many they are.
    pub(crate) strict: bool,
    /// Whether the reader may be any one of the schools, which knows its own part of every sum.
    pub(crate) own: bool,
    /// Where a hidden count of nobody must not follow either, because another count of the group would follow from it with
    /// the pupils of the group: which groups hide these.
    pub(crate) linked: Option<&'a [Option<Reason>]>,
}

impl Count<'_> {
    /// Whether a hidden group has something to hide.
    fn holds(&self, group: usize) -> bool {
        self.values[group] > 0 || self.is_linked(group)
    }

    fn is_linked(&self, group: usize) -> bool {
        self.linked.is_some_and(|pupils| pupils[group].is_none())
    }
}

/// What follows from the shown values although it is hidden.
#[derive(Clone, Copy)]
enum Gap {
    /// By number of school.
    School(usize),
    /// By number of aggregate.
    Aggregate(usize),
}

impl Shape {
    /// `categories`: whether the reader is given tables of them.
    pub(crate) fn new(nodes: &[Node], categories: bool) -> Self {
        let level = |level: Level| (0..nodes.len()).filter(move |&node| nodes[node].group.level == level);
        let schools: Vec<usize> = level(Level::School).collect();
        let number = |school: usize| schools.binary_search(&school).ok();
        let mut upper: Vec<Sum> = Vec::new();
        let mut aggregates: Vec<Sum> = Vec::new();
        let mut attributes: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let of_schools = |group: &usize| categories && !nodes[*group].children.is_empty();
        let categories: Vec<usize> = level(Level::Dimension).filter(of_schools).collect();
        if !nodes.is_empty() {
            aggregates.push((0, (0..schools.len()).collect()));
        }
        upper.extend(level(Level::County).map(|county| (county, nodes[county].children.clone())));
        upper.extend(nodes.first().map(|region| (0, region.children.clone())));
        upper.extend(categories.iter().map(|&category| (category, nodes[category].children.clone())));
        for group in level(Level::County).chain(categories.iter().copied()) {
            aggregates.push((group, nodes[group].children.iter().filter_map(|&child| number(child)).collect()));
        }
        for &category in &categories {
            attributes.entry(nodes[category].group.level_id()).or_default().push(category);
        }
        // The values of an attribute, and the schools without it, are the region once more.
        for values in attributes.into_values() {
            let mut without: BTreeSet<usize> = schools.iter().copied().collect();
            values.iter().flat_map(|&value| &nodes[value].children).for_each(|school| {
                without.remove(school);
            });
            upper.push((0, values.into_iter().chain(without).collect()));
        }
        let mut signatures: Vec<Vec<usize>> = vec![Vec::new(); schools.len()];
        for (aggregate, (_, members)) in aggregates.iter().enumerate() {
            members.iter().for_each(|&school| signatures[school].push(aggregate));
        }
        let mut known: Vec<&Vec<usize>> = signatures.iter().collect();
        known.sort();
        known.dedup();
        let kinds = signatures.iter().map(|signature| known.partition_point(|other| *other < signature)).collect();
        let n_kinds = known.len();
        let lower = schools.iter().map(|&school| (school, nodes[school].children.clone())).collect();
        let mut numbers = vec![None; nodes.len()];
        aggregates.iter().enumerate().for_each(|(number, (position, _))| numbers[*position] = Some(number));
        let categories = categories.into_iter().collect();
        let splits = splits(nodes);
        Self { upper, lower, aggregates, numbers, schools, kinds, signatures, categories, n_kinds, splits }
    }

    /// Schools of a region, county or category that have any of a count; none for other groups.
    pub(crate) fn contributors(&self, group: usize, values: &[u64]) -> Option<usize> {
        if let Some((split, value)) = self.split_of(group) {
            let parts = split.schools.iter().flat_map(|(_, parts)| parts);
            return Some(parts.filter(|(own, part)| *own == value && values[*part] > 0).count());
        }
        let (_, members) = &self.aggregates[self.numbers[group]?];
        Some(members.iter().filter(|&&school| values[self.schools[school]] > 0).count())
    }

    /// What a group above the schools leaves of a count without the school that has most of it; none for other groups.
    pub(crate) fn rest(&self, group: usize, values: &[u64]) -> Option<u64> {
        let most = match self.split_of(group) {
            Some((split, value)) => {
                let parts = split.schools.iter().flat_map(|(_, parts)| parts);
                parts.filter(|(own, _)| *own == value).map(|(_, part)| values[*part]).max()
            }
            None => {
                let (_, members) = &self.aggregates[self.numbers[group]?];
                members.iter().map(|&school| values[self.schools[school]]).max()
            }
        };
        Some(values[group].saturating_sub(most.unwrap_or(0)))
    }

    /// The split that a group of the region belongs to, and the number of its value.
    fn split_of(&self, group: usize) -> Option<(&Split, usize)> {
        self.splits.iter().find_map(|split| Some((split, split.whole.iter().position(|&own| own == group)?)))
    }

    /// Hides more groups until no hidden value follows from the shown ones, the smallest first.
    ///
    /// First every single sum: with one hidden part the sum would give it away, and with several whose total is small
    /// they would be known to be few. Without categories that is enough: from a hidden group hidden ones lead on, up
    /// and down the tree, to an end, and along that way pupils can be moved without a change of any shown value. With
    /// categories there are loops, so the sums above the schools are looked at together, as linear equations.
    pub(crate) fn complete(&self, count: &Count<'_>, hidden: &mut [Option<Reason>]) {
        loop {
            self.settle(count, hidden);
            let filler = self.gap(count, hidden).and_then(|gap| self.filler(gap, count, hidden));
            if let Some(group) = filler {
                hidden[group] = Some(Reason::ComplementarySuppressed);
            } else if !self.splits.iter().any(|split| split.complete(count, hidden)) {
                return;
            }
        }
    }

    /// By group: schools that have any of a count, and the most that one of them has.
    fn spread(&self, values: &[u64]) -> Vec<(usize, u64)> {
        let mut spread = vec![(0, 0); values.len()];
        for (position, members) in &self.aggregates {
            let own = members.iter().map(|&school| values[self.schools[school]]).filter(|&own| own > 0);
            spread[*position] = own.fold((0, 0), |(n, most), own| (n + 1, most.max(own)));
        }
        for &school in &self.schools {
            spread[school] = (usize::from(values[school] > 0), values[school]);
        }
        spread
    }

    fn settle(&self, count: &Count<'_>, hidden: &mut [Option<Reason>]) {
        let spread = if count.own { self.spread(count.values) } else { Vec::new() };
        // What one of the schools would know of the others: without it too few are left, or one other.
        let is_known = |parts: &[usize], hidden: &[Option<Reason>]| {
            let (mut schools, mut most, mut total) = (0, 0, 0);
            for &part in parts.iter().filter(|&&part| hidden[part].is_some() && count.values[part] > 0) {
                let Some(&(n, own)) = spread.get(part) else { return false };
                (schools, most, total) = (schools + n, most.max(own), total + count.values[part]);
            }
            0 < total && (total - most < count.least || count.strict && schools < 3)
        };
        loop {
            let mut changed = false;
            for (sum, parts) in &self.upper {
                while self.settle_sum(*sum, parts, count, is_known(parts, hidden), hidden) {
                    changed = true;
                }
            }
            for (school, classes) in self.lower.iter().filter(|_| count.classes) {
                if hidden[*school].is_some() && count.holds(*school) {
                    // Nothing inside a hidden school, or its classes would add up to it.
                    for &class in classes {
                        hidden[class].get_or_insert(Reason::ComplementarySuppressed);
                    }
                }
                while hidden[*school].is_none() && self.settle_sum(*school, classes, count, false, hidden) {
                    changed = true;
                }
            }
            if !changed {
                return;
            }
        }
    }

    /// Hides one more group where a sum and its shown parts give a hidden one away; `known`: to one who knows a part of it.
    ///
    /// The next part is the one most like the hidden ones: a school of the same county and categories covers all of their
    /// sums at once. A category is hidden itself, because a row of a breakdown is less than everything of one more school.
    fn settle_sum(
        &self,
        sum: usize,
        parts: &[usize],
        count: &Count<'_>,
        known: bool,
        hidden: &mut [Option<Reason>],
    ) -> bool {
        let value = count.values[sum];
        if !count.holds(sum) || parts.is_empty() {
            return false;
        }
        let (mut any, mut held, mut covered, mut total, mut all) = (false, false, 0, 0, 0);
        for &part in parts {
            all += count.values[part];
            if hidden[part].is_some() {
                any |= value > 0 || count.holds(part);
                held |= count.holds(part);
                covered += u64::from(count.values[part] > 0);
                total += count.values[part];
            }
        }
        // Pupils of no named part, too few to be told.
        let rest = value.saturating_sub(all);
        if 0 < rest && rest < count.least {
            (any, held, covered, total) = (true, true, covered + 1, total + rest);
        }
        let open = if hidden[sum].is_none() { any && (covered < 2 || total < count.least || known) } else { !held };
        if !open {
            return false;
        }
        let held: Vec<usize> =
            parts.iter().copied().filter(|&part| hidden[part].is_some() && count.holds(part)).collect();
        let first = |groups: &mut dyn Iterator<Item = usize>| {
            groups.min_by_key(|&part| (self.apart(part, &held, count, hidden), count.loss[part], part))
        };
        let shown = || parts.iter().copied().filter(|&part| hidden[part].is_none());
        // In a sum that is shown a part of nobody covers nothing.
        let empty = || first(&mut shown().filter(|&part| hidden[sum].is_some() && count.holds(part)));
        let first = first(&mut shown().filter(|&part| count.values[part] > 0)).or_else(empty);
        let is_row = hidden[sum].is_none() && self.categories.contains(&sum);
        let first = first.filter(|_| !is_row);
        match first.or_else(|| hidden[sum].is_none().then_some(sum)) {
            Some(group) => {
                hidden[group] = Some(Reason::ComplementarySuppressed);
                true
            }
            None => false,
        }
    }

    /// In how many sums a school and the nearest of the hidden ones do not lie together; of a category, whether it holds no
    /// hidden school, so that one would have to be hidden with it. 0 for other groups.
    fn apart(&self, part: usize, held: &[usize], count: &Count<'_>, hidden: &[Option<Reason>]) -> usize {
        if self.categories.contains(&part) {
            let members = self.numbers[part].map_or(&[][..], |number| &self.aggregates[number].1);
            let is_held = |&school: &usize| hidden[self.schools[school]].is_some() && count.holds(self.schools[school]);
            return usize::from(!members.iter().any(is_held));
        }
        let signature = |position: &usize| Some(&self.signatures[self.schools.binary_search(position).ok()?]);
        let Some(own) = signature(&part) else { return 0 };
        let common = |other: &Vec<usize>| own.iter().filter(|sum| other.binary_search(sum).is_ok()).count();
        let apart = |other: &Vec<usize>| own.len() + other.len() - 2 * common(other);
        held.iter().filter_map(signature).map(apart).min().unwrap_or(0)
    }

    /// The first hidden school or aggregate whose value is a combination of shown ones.
    fn gap(&self, count: &Count<'_>, hidden: &[Option<Reason>]) -> Option<Gap> {
        let mut of_kind: Vec<Vec<usize>> = vec![Vec::new(); self.n_kinds];
        for (school, &position) in self.schools.iter().enumerate() {
            // A school of which nothing is shown is unknown too.
            let unknown = count.values[position] > 0 || count.linked.is_some();
            if hidden[position].is_some() && unknown {
                of_kind[self.kinds[school]].push(school);
            }
        }
        let covered = |position: usize| hidden[position].is_some() && count.holds(position);
        if of_kind.iter().all(Vec::is_empty) && !self.aggregates.iter().any(|(position, _)| covered(*position)) {
            return None;
        }
        let row = |members: &[usize]| {
            let mut row = vec![0u64; self.n_kinds];
            for &school in members.iter().filter(|&&school| !of_kind[self.kinds[school]].is_empty()) {
                row[self.kinds[school]] = 1;
            }
            row
        };
        let mut basis = Equations::default();
        for (_, members) in self.aggregates.iter().filter(|(position, _)| hidden[*position].is_none()) {
            basis.add(row(members));
        }
        for kind in basis.alone() {
            // Several schools of a kind are only ever seen together.
            if let [school] = of_kind[kind][..] {
                return Some(Gap::School(school));
            }
        }
        let mut aggregates = self.aggregates.iter().enumerate();
        let open = |(_, (position, members)): &(usize, &Sum)| covered(*position) && basis.spans(row(members));
        aggregates.find(open).map(|(aggregate, _)| Gap::Aggregate(aggregate))
    }

    /// The group to hide next: a school that cannot be told from the one that follows, or the smallest sum with it.
    fn filler(&self, gap: Gap, count: &Count<'_>, hidden: &[Option<Reason>]) -> Option<usize> {
        let shown = |position: &usize| hidden[*position].is_none() && count.holds(*position);
        let smallest = |groups: &mut dyn Iterator<Item = usize>| {
            groups.filter(shown).min_by_key(|&position| (count.loss[position], position))
        };
        let school_of = |school: &usize| self.schools[*school];
        let sums = |with: &dyn Fn(&[usize]) -> bool| {
            let sums = self.aggregates.iter().skip(1).filter(|(_, members)| with(members));
            smallest(&mut sums.map(|(position, _)| *position))
        };
        let region = || smallest(&mut self.aggregates.iter().take(1).map(|(position, _)| *position));
        match gap {
            Gap::School(school) => {
                let alike = (0..self.schools.len()).filter(|&other| self.kinds[other] == self.kinds[school]);
                smallest(&mut alike.map(|other| self.schools[other]))
                    .or_else(|| sums(&|members| members.contains(&school)))
                    .or_else(region)
            }
            Gap::Aggregate(aggregate) => {
                let members = &self.aggregates[aggregate].1;
                smallest(&mut members.iter().map(school_of)).or_else(|| sums(&|_| true)).or_else(region)
            }
        }
    }
}

/// Attributes of pupils, by name: their groups stand under the region and under schools.
fn splits(nodes: &[Node]) -> Vec<Split> {
    let mut found: BTreeMap<&str, BTreeMap<usize, Vec<usize>>> = BTreeMap::new();
    for (position, node) in nodes.iter().enumerate() {
        if node.group.level == Level::Dimension && node.children.is_empty() {
            let of_attribute = found.entry(node.group.level_id()).or_default();
            of_attribute.entry(node.group.parent.unwrap_or(0)).or_default().push(position);
        }
    }
    let split = |mut by_parent: BTreeMap<usize, Vec<usize>>| {
        let whole = by_parent.remove(&0).unwrap_or_default();
        let value = |part: &usize| whole.iter().position(|&all| nodes[all].group.name == nodes[*part].group.name);
        let numbered = |parts: Vec<usize>| parts.iter().filter_map(|part| Some((value(part)?, *part))).collect();
        let schools = by_parent.into_iter().map(|(school, parts)| (school, numbered(parts))).collect();
        Split { whole, schools }
    };
    found.into_values().map(split).collect()
}

impl Split {
    /// Hides more parts until no hidden one follows; whether a school or the region had to be hidden too.
    ///
    /// A school hides all of its parts or none, so that a hidden one is never what the others leave of the school; then
    /// every value that a school hides is hidden by a second one, or by the region in all values. Schools on one side, the
    /// two values of an attribute and the unknown one on the other make a graph in which every hidden part lies on a cycle
    /// (a bridge would need two values on either side), along which pupils can be moved without a change of any sum (Gusfield 1988, SIAM J. Computing 17:552). With more
    /// values that does not follow; then, if anything is hidden, everything of the attribute is.
    fn complete(&self, count: &Count<'_>, hidden: &mut [Option<Reason>]) -> bool {
        let region: Vec<usize> = self.whole.clone();
        let sums = self.schools.iter().map(|(school, parts)| (*school, parts.iter().map(|part| part.1).collect()));
        for (sum, parts) in sums.chain([(0, region)]) {
            let parts: Vec<usize> = parts;
            if is_open(sum, &parts, count, hidden) {
                hide(&parts, hidden);
                // A sum of one part is that part.
                if hidden[sum].is_none() && is_one(sum, &parts, count) {
                    hide(&[sum], hidden);
                    return true;
                }
            }
        }
        let rows: Vec<Row> = self.schools.iter().map(|(school, parts)| self.row(*school, parts, count)).collect();
        let is_hidden = |row: &Row, hidden: &[Option<Reason>]| {
            row.parts.iter().any(|&part| hidden[part].is_some() && count.holds(part))
        };
        if self.whole.len() > 2 && rows.iter().any(|row| is_hidden(row, hidden)) {
            hide(&self.whole, hidden);
            rows.iter().filter(|row| !row.is_one).for_each(|row| hide(&row.parts, hidden));
        }
        // The pupils of unknown value are one more column: where all others are shown, their sum is known too.
        loop {
            let shown = self.whole.iter().all(|&value| hidden[value].is_none());
            let alone = (0..=self.whole.len()).find(|&column| {
                let of_column = rows.iter().filter(|row| row.holds(column, count) && is_hidden(row, hidden));
                let (n, total) = of_column.fold((0, 0), |(n, total), row| (n + 1, total + row.values[column]));
                let is_held = self.whole.get(column).is_some_and(|&value| count.holds(value));
                if shown { n == 1 || n > 0 && total < count.least } else { n == 0 && is_held }
            });
            let Some(column) = alone else { return false };
            // A school whose parts hold nobody of the count, such as pupils that only a roster knows, has nothing more to hide.
            let can_hide = |row: &&Row| row.parts.iter().any(|&part| hidden[part].is_none());
            let open = rows.iter().filter(|row| row.holds(column, count) && !is_hidden(row, hidden)).filter(can_hide);
            let next = open.min_by_key(|row| (row.is_one, count.loss[row.school], row.school));
            match next {
                Some(row) if !row.is_one => hide(&row.parts, hidden),
                _ if shown => hide(&self.whole, hidden),
                // A school of one part is that part.
                Some(row) => {
                    hide(&row.parts, hidden);
                    hide(&[row.school], hidden);
                    return true;
                }
                None => return false,
            }
        }
    }

    fn row(&self, school: usize, parts: &[(usize, usize)], count: &Count<'_>) -> Row {
        let mut values = vec![0; self.whole.len() + 1];
        parts.iter().for_each(|&(value, part)| values[value] = count.values[part]);
        values[self.whole.len()] = count.values[school].saturating_sub(values.iter().sum());
        let parts: Vec<usize> = parts.iter().map(|part| part.1).collect();
        Row { school, is_one: is_one(school, &parts, count), parts, values }
    }
}

/// A school in the table of schools and values.
struct Row {
    school: usize,
    parts: Vec<usize>,
    /// Pupils by value, those of unknown value last.
    values: Vec<u64>,
    /// Whether all of its pupils have one value.
    is_one: bool,
}

impl Row {
    /// Whether a value has pupils here, or none that may not be known. Pupils of unknown value are no group.
    fn holds(&self, value: usize, count: &Count<'_>) -> bool {
        self.values[value] > 0 || count.is_linked(self.school) && value + 1 < self.values.len()
    }
}

fn hide(groups: &[usize], hidden: &mut [Option<Reason>]) {
    for &group in groups {
        hidden[group].get_or_insert(Reason::ComplementarySuppressed);
    }
}

/// Whether all pupils of a sum are in one of its parts.
fn is_one(sum: usize, parts: &[usize], count: &Count<'_>) -> bool {
    parts.iter().any(|&part| count.values[part] == count.values[sum])
}

/// Whether the parts of a sum have to be hidden together: one of them is, or the sum, or pupils of no part would be known.
fn is_open(sum: usize, parts: &[usize], count: &Count<'_>, hidden: &[Option<Reason>]) -> bool {
    let known: u64 = parts.iter().map(|&part| count.values[part]).sum();
    let rest = count.values[sum].saturating_sub(known);
    let covered = |&part: &usize| hidden[part].is_some() && count.holds(part);
    hidden[sum].is_some() && count.holds(sum)
        || parts.iter().any(covered)
        || rest > 0 && (count.strict || rest < count.least)
}
