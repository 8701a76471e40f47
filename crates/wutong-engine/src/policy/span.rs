//! Every group of pupils whose number follows from the published ones by adding and subtracting.
//!
//! The public is given groups that overlap: counties, categories of schools, boys and girls. Schools that lie in the same of
//! them are of one *kind*; kinds, split by the values of an attribute of pupils, are the atoms of which every group is a union.
//! What a reader works out is a combination of groups, and it is the number of a set of pupils where every atom is taken once
//! or not at all. A reader who is a school knows its own part of every atom, whatever it adds and subtracts before or after.
//!
//! Let an atom be *enough* where it may be known. A set that holds one such atom is enough itself. So of the combinations only
//! those matter in which every atom that is enough cancels:
//!
//! ```text
//! U = { v = Σ c_i group_i : v_k = 0 for every atom k that is enough }
//! ```
//!
//! U is found by elimination and is nearly always nothing but zero. Else its vectors with zeros and ones on the atoms that hold
//! anybody besides the reader are tried, all of them: in reduced form the coefficients of such a vector are zeros and ones too.

use std::collections::{BTreeMap, BTreeSet};

/// 2^31 - 1: entries are small integers, and products fit into 64 bits.
const PRIME: u64 = (1 << 31) - 1;
/// Dimension of U up to which all vectors are tried; beyond, any that counts somebody is taken for a set.
const TRIED: usize = 12;

/// Groups above the schools, as the system needs them.
pub(super) struct Span {
    /// Positions of the sets, and which atoms each holds.
    rows: Vec<(usize, Vec<bool>)>,
    atoms: Vec<Atom>,
}

/// The pupils of one kind of schools with one value of an attribute: by school, the groups that are added and taken away.
struct Atom {
    schools: Vec<(usize, Vec<usize>, Vec<usize>)>,
}

/// A set: position, attribute and value of its pupils, its schools each with the group of its pupils in the set.
pub(super) type Member<'a> = (usize, Option<&'a (String, String)>, &'a [(usize, usize)]);

/// How many schools have any of a count, how many pupils these are, and how many of one school at most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Measure {
    pub(super) schools: usize,
    pub(super) pupils: u64,
    pub(super) most: u64,
}

impl Measure {
    fn and(self, other: Self) -> Self {
        Self {
            schools: self.schools + other.schools,
            pupils: self.pupils + other.pupils,
            most: self.most.max(other.most),
        }
    }
}

/// What may be known: by nobody in particular, and by one of the schools of the rest. Of more it must be true too.
pub(super) struct Enough<'a> {
    pub(super) of_all: &'a dyn Fn(Measure) -> bool,
    pub(super) of_others: &'a dyn Fn(Measure) -> bool,
}

impl Span {
    /// One system for each attribute of pupils, or one where there is none.
    pub(super) fn all(sets: &[Member<'_>]) -> Vec<Self> {
        let mut names: BTreeSet<Option<&str>> =
            sets.iter().filter_map(|(_, value, _)| value.map(|value| Some(value.0.as_str()))).collect();
        if names.is_empty() {
            names.insert(None);
        }
        names.into_iter().map(|name| Self::new(sets, name)).collect()
    }

    fn new(sets: &[Member<'_>], name: Option<&str>) -> Self {
        let of_schools: Vec<&Member<'_>> = sets.iter().filter(|(_, value, _)| value.is_none()).collect();
        let of_pupils: Vec<(&Member<'_>, &str)> = sets
            .iter()
            .filter_map(|set| Some((set, set.1.filter(|value| Some(value.0.as_str()) == name)?.1.as_str())))
            .collect();
        let mut signatures: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, (_, _, parts)) in of_schools.iter().enumerate() {
            parts.iter().for_each(|&(school, _)| signatures.entry(school).or_default().push(at));
        }
        let mut kinds: BTreeMap<&Vec<usize>, Vec<usize>> = BTreeMap::new();
        for (&school, signature) in &signatures {
            kinds.entry(signature).or_default().push(school);
        }
        let part = |value: usize, school: usize| -> Vec<usize> {
            let parts = of_pupils[value].0.2.iter();
            parts.filter(|(own, _)| *own == school).map(|(_, part)| *part).collect()
        };
        let (mut atoms, mut keys) = (Vec::new(), Vec::new());
        for (signature, schools) in kinds {
            for value in 0..=of_pupils.len() {
                let own = |&school: &usize| match value {
                    value if value < of_pupils.len() => (school, part(value, school), Vec::new()),
                    // Those of whom it is not known.
                    _ => (school, vec![school], (0..of_pupils.len()).flat_map(|value| part(value, school)).collect()),
                };
                atoms.push(Atom { schools: schools.iter().map(own).collect() });
                keys.push((signature, value));
            }
        }
        let schools = of_schools
            .iter()
            .enumerate()
            .map(|(at, set)| (set.0, keys.iter().map(|(signature, _)| signature.contains(&at)).collect::<Vec<bool>>()));
        let pupils = of_pupils
            .iter()
            .enumerate()
            .map(|(at, (set, _))| (set.0, keys.iter().map(|&(_, value)| value == at).collect::<Vec<bool>>()));
        Self { rows: schools.chain(pupils).collect(), atoms }
    }

    /// Sets of which a combination is a number that nobody may know, if there are any. `count` is that of a group.
    pub(super) fn tells(
        &self,
        is_shown: &dyn Fn(usize) -> bool,
        count: &dyn Fn(usize) -> u64,
        enough: &Enough<'_>,
    ) -> Option<Vec<usize>> {
        let rows: Vec<&(usize, Vec<bool>)> = self.rows.iter().filter(|(set, _)| is_shown(*set)).collect();
        let of_atom = |atom: &Atom| -> Vec<(usize, u64)> {
            let own = |(school, add, less): &(usize, Vec<usize>, Vec<usize>)| {
                let sum = |groups: &[usize]| groups.iter().map(|&group| count(group)).sum::<u64>();
                (*school, sum(add).saturating_sub(sum(less)))
            };
            atom.schools.iter().map(own).filter(|(_, own)| *own > 0).collect()
        };
        let counts: Vec<Vec<(usize, u64)>> = self.atoms.iter().map(of_atom).collect();
        let measures = |reader: Option<usize>| -> Vec<Measure> {
            let of_atom = |own: &Vec<(usize, u64)>| {
                let others = own.iter().filter(|(school, _)| Some(*school) != reader);
                others
                    .fold(Measure::default(), |sum, &(_, own)| sum.and(Measure { schools: 1, pupils: own, most: own }))
            };
            counts.iter().map(of_atom).collect()
        };
        if let Some(sets) = combination(&rows, &measures(None), enough.of_all) {
            return Some(sets);
        }
        // A school whose part of no atom leaves too little of it knows no more than the public does.
        let mut readers: BTreeSet<usize> = BTreeSet::new();
        for own in &counts {
            for &(school, _) in own {
                let others = own.iter().filter(|other| other.0 != school);
                let left = others
                    .fold(Measure::default(), |sum, &(_, own)| sum.and(Measure { schools: 1, pupils: own, most: own }));
                if !(enough.of_others)(left) {
                    readers.insert(school);
                }
            }
        }
        readers.into_iter().find_map(|reader| combination(&rows, &measures(Some(reader)), enough.of_others))
    }
}

/// Sets with which a vector of U that is a set of pupils is made.
fn combination(
    rows: &[&(usize, Vec<bool>)],
    atoms: &[Measure],
    is_enough: &dyn Fn(Measure) -> bool,
) -> Option<Vec<usize>> {
    let is_held = |&atom: &usize| atoms[atom].pupils > 0;
    let (enough, few): (Vec<usize>, Vec<usize>) =
        (0..atoms.len()).filter(is_held).partition(|&atom| is_enough(atoms[atom]));
    if few.is_empty() {
        return None;
    }
    // The atoms that have to cancel, the few ones, then which set is taken how often.
    let width = enough.len() + few.len();
    let mut matrix: Vec<Vec<u64>> = rows
        .iter()
        .enumerate()
        .map(|(at, (_, holds))| {
            let atoms = enough.iter().chain(&few).map(|&atom| u64::from(holds[atom]));
            atoms.chain((0..rows.len()).map(|other| u64::from(other == at))).collect()
        })
        .collect();
    let first = reduce(&mut matrix, enough.len(), width);
    let basis: Vec<&Vec<u64>> =
        matrix[first..].iter().filter(|row| row[enough.len()..width].iter().any(|&cell| cell != 0)).collect();
    let tells = |vector: &[u64]| {
        let taken = || vector[enough.len()..width].iter().zip(&few).filter(|(cell, _)| **cell != 0);
        let sum = taken().fold(Measure::default(), |sum, (_, &atom)| sum.and(atoms[atom]));
        taken().all(|(cell, _)| *cell == 1) && sum.pupils > 0 && !is_enough(sum)
    };
    let sets = |vector: &[u64]| -> Vec<usize> {
        rows.iter().zip(&vector[width..]).filter(|(_, times)| **times != 0).map(|(row, _)| row.0).collect()
    };
    if basis.len() > TRIED {
        return Some(sets(basis[0]));
    }
    (1u32..1 << basis.len()).find_map(|taken| {
        let mut vector = vec![0; width + rows.len()];
        for (_, row) in basis.iter().enumerate().filter(|(at, _)| taken >> at & 1 == 1) {
            vector.iter_mut().zip(row.iter()).for_each(|(cell, own)| *cell = (*cell + own) % PRIME);
        }
        tells(&vector).then(|| sets(&vector))
    })
}

/// Reduced rows, those that lead in the first columns first; how many these are. Columns from `width` on are carried along.
fn reduce(matrix: &mut [Vec<u64>], first: usize, width: usize) -> usize {
    let (mut at, mut leading) = (0, 0);
    for column in 0..width {
        let Some(found) = (at..matrix.len()).find(|&row| matrix[row][column] != 0) else { continue };
        matrix.swap(at, found);
        let factor = inverse(matrix[at][column]);
        matrix[at].iter_mut().for_each(|cell| *cell = *cell * factor % PRIME);
        let pivot = matrix[at].clone();
        for (row, cells) in matrix.iter_mut().enumerate() {
            let factor = cells[column];
            if row != at && factor != 0 {
                cells.iter_mut().zip(&pivot).for_each(|(cell, own)| *cell = (*cell + (PRIME - factor) * own) % PRIME);
            }
        }
        at += 1;
        if column < first {
            leading = at;
        }
    }
    leading
}

fn inverse(a: u64) -> u64 {
    let (mut power, mut base, mut exponent) = (1, a, PRIME - 2);
    while exponent > 0 {
        if exponent & 1 == 1 {
            power = power * base % PRIME;
        }
        base = base * base % PRIME;
        exponent >>= 1;
    }
    power
}

#[cfg(test)]
mod tests {
    use super::*;

    /// County c of schools 1, 2, 3; a category of 2, 3, 9; 4 to 8 are elsewhere.
    fn span() -> Span {
        let parts =
            |schools: &[usize]| -> Vec<(usize, usize)> { schools.iter().map(|&school| (school, school)).collect() };
        let (region, county, category) = (parts(&[1, 2, 3, 4, 5, 6, 7, 8, 9]), parts(&[1, 2, 3]), parts(&[2, 3, 9]));
        Span::all(&[(0, None, &region), (1, None, &county), (2, None, &category)]).remove(0)
    }

    fn tells(counts: [u64; 10], shown: &[usize]) -> Option<Vec<usize>> {
        let is_enough = |measure: Measure| measure.pupils >= 10;
        let enough = Enough { of_all: &is_enough, of_others: &is_enough };
        span().tells(&|set| shown.contains(&set), &|group| counts[group], &enough)
    }

    #[test]
    fn a_school_takes_itself_away_between_two_steps() {
        // To the public, county less category is school 1 less school 9; school 9 takes itself away and knows school 1.
        let counts = [0, 3, 40, 40, 40, 40, 40, 40, 40, 50];
        assert_eq!(tells(counts, &[0, 1, 2]).map(|sets| sets.len()), Some(2));
        assert_eq!(tells(counts, &[0, 1]), None);
        assert_eq!(tells([0, 12, 40, 40, 40, 40, 40, 40, 40, 50], &[0, 1, 2]), None);
    }

    #[test]
    fn what_is_no_set_of_pupils_tells_nothing() {
        // Schools 1 and 9 have few each: their difference follows, neither of them does, and nobody is both.
        let counts = [0, 3, 40, 40, 40, 40, 40, 40, 40, 0];
        let is_enough = |measure: Measure| measure.pupils >= 10;
        let nobody = |_: Measure| true;
        let enough = Enough { of_all: &is_enough, of_others: &nobody };
        let of = |counts: [u64; 10]| span().tells(&|_| true, &|group| counts[group], &enough);
        assert_eq!(of([0, 3, 40, 40, 40, 40, 40, 40, 40, 4]), None);
        assert!(of(counts).is_some(), "where nobody is in the one, the other's number follows");
    }
}
