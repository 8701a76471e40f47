//! Electives of 3+1+2: everybody takes one of physics and history and two of four others. Whoever knows that has an equation
//! a block and group, so that a small elective would be what the others leave.

use wutong::model::Status;
use wutong::{Analysis, Workers, finish, summarise};
use wutong_testkit::{Pupil, spec};

use super::subjects::{Field, PRIME, Row};
use super::{Complement, District, Draw};

const DISTRICTS: u64 = 60;
const MIN_CELL: usize = 10;
const COMMON: [&str; 3] = ["chinese", "math", "english"];
const ELECTIVE: [&str; 6] = ["physics", "history", "chemistry", "biology", "geography", "politics"];
/// Blocks as ranges of electives, and how many of each everybody takes.
const BLOCKS: [(std::ops::Range<usize>, i128); 2] = [(0..2, 1), (2..6, 2)];

fn district(seed: u64) -> District {
    let mut draw = Draw(seed.wrapping_mul(0x9E6C_63D0_876A_68E5) + 5);
    let n_counties = 1 + draw.below(2);
    let mut pupils = Vec::new();
    for school in 0..5 + draw.below(5) {
        let county = if n_counties > 1 { format!("c{}", school % n_counties) } else { String::new() };
        // Hardly any history, or none, in some schools; politics is rare in most.
        let history = [0, 3, 12, 30, 50][draw.below(5) as usize];
        let rare = [1, 4, 20, 40][draw.below(4) as usize];
        for class in 0..1 + draw.below(3) {
            for number in 0..20 + draw.below(30) {
                let mut taken = [false; 6];
                taken[usize::from(draw.below(100) < history)] = true;
                let first = 2 + draw.below(3) as usize;
                let second = if draw.below(100) < rare { 5 } else { 2 + (first - 1 + draw.below(2) as usize) % 3 };
                (taken[first], taken[second]) = (true, true);
                let mut marks: Vec<Result<i32, Status>> =
                    COMMON.iter().map(|_| Ok((25 + draw.below(76)) as i32)).collect();
                marks.extend(taken.iter().map(|&taken| {
                    let mark = (25 + draw.below(76)) as i32;
                    if taken { Ok(mark) } else { Err(Status::NotTaken) }
                }));
                pupils.push(Pupil {
                    county: county.clone(),
                    school: format!("s{school:02}"),
                    class: format!("k{class}"),
                    id: format!("{school}-{class}-{number}"),
                    marks,
                });
            }
        }
    }
    District::of(pupils)
}

/// A total of what everybody takes, and one of what each pupil takes.
const TOTALS: [&str; 2] = ["subjects = ['chinese', 'math', 'english']", "electives = 3"];

fn analysis(district: &District, audience: &str, total: &str) -> Analysis {
    let paper = |id: &&str, more: &str| format!("{{ id = '{id}', full_mark = 100, decimals = 0{more} }}");
    let common = COMMON.iter().map(|id| paper(id, ""));
    let papers: Vec<String> = common.chain(ELECTIVE.iter().map(|id| paper(id, ", elective = true"))).collect();
    let exam = spec(&format!(
        "subject = [{}]\ntotal = {{ {total} }}\nprivacy = {{ audience = '{audience}', min_cell = {MIN_CELL} }}",
        papers.join(", ")
    ));
    let workers = Workers::new(Some(1)).expect("a thread");
    finish(&summarise(&district.book(), &exam, &[], &[], &workers), &exam, &workers)
}

/// Small numbers of pupils in electives that follow from all outputs together, and those that a school finds of the others.
fn leaks(district: &District, analysis: &Analysis, complement: Complement) -> Vec<String> {
    let atoms = district.atoms();
    let n_electives = ELECTIVE.len();
    // Unknowns of an atom: those who take each elective, then all.
    let unknown = |atom: usize, of: usize| atom * (n_electives + 1) + of;
    let count = |atom: usize, of: usize| match of {
        of if of == n_electives => atoms[atom].len(),
        of => atoms[atom].iter().filter(|pupil| pupil.marks[COMMON.len() + of].is_ok()).count(),
    };
    let row = |members: &[usize], of: usize| -> Row { members.iter().map(|&atom| (unknown(atom, of), 1)).collect() };
    let mut field = Field::default();
    for atom in 0..atoms.len() {
        for (block, times) in BLOCKS {
            let mut row: Row = block.map(|elective| (unknown(atom, elective), 1)).collect();
            row.insert(unknown(atom, n_electives), PRIME - times);
            field.add(row);
        }
    }
    let mut hidden: Vec<(String, Vec<usize>, usize)> = Vec::new();
    let mut above: Vec<Vec<usize>> = Vec::new();
    for group in district.groups() {
        let members: Vec<usize> =
            (0..atoms.len()).filter(|&atom| district.holds((&group.0, &group.1), atoms[atom][0])).collect();
        let same = |each: &wutong::model::Group| each.level_id() == group.0 && each.id == group.1;
        let Some(position) = analysis.groups.iter().position(same) else { continue };
        if ["region", "county"].contains(&group.0.as_str()) {
            above.push(members.clone());
        }
        // In these districts everybody has a total: its number is that of all.
        let subjects = (0..=n_electives).map(|of| (of, if of == n_electives { 0 } else { COMMON.len() + of }));
        for (of, subject) in subjects.chain([(n_electives, COMMON.len() + n_electives)]) {
            let reason = analysis.metrics.get(position, subject, "n_valid").reason();
            let own: usize = members.iter().map(|&atom| count(atom, of)).sum();
            match reason {
                Some(reason) if complement == Complement::On || reason != wutong::Reason::ComplementarySuppressed => {
                    if 0 < own && own < MIN_CELL {
                        hidden.push((format!("{} {}", group.0, group.1), members.clone(), of));
                    }
                }
                // Where nobody is, nobody is of any part.
                _ if own == 0 => members.iter().for_each(|&atom| field.add(row(&[atom], of))),
                _ => field.add(row(&members, of)),
            }
        }
    }
    let told = hidden.iter().filter(|(_, members, of)| field.tells(row(members, *of)));
    let mut leaks: Vec<String> = told
        .map(|(group, members, of)| {
            let own: usize = members.iter().map(|&atom| count(atom, *of)).sum();
            format!("{own} of {group} take {}", ELECTIVE.get(*of).unwrap_or(&"all"))
        })
        .collect();
    let schools: std::collections::BTreeSet<&str> = district.pupils.iter().map(|pupil| pupil.school.as_str()).collect();
    for school in schools {
        let is_own = |atom: &usize| atoms[*atom][0].school == school;
        for set in &above {
            let others: Vec<usize> = set.iter().copied().filter(|atom| !is_own(atom)).collect();
            for (of, elective) in ELECTIVE.iter().enumerate() {
                let left: usize = others.iter().map(|&atom| count(atom, of)).sum();
                // Only where its own pupils are in the set, and it knows these.
                let is_told = others.len() < set.len() && field.tells(row(set, of));
                if is_told && 0 < left && left < MIN_CELL {
                    leaks.push(format!("{school} knows that {left} others take {elective}"));
                }
            }
        }
    }
    leaks
}

#[test]
fn a_small_elective_is_not_what_the_others_leave() {
    let (mut open, mut shown, mut all) = (0, 0, Vec::new());
    for seed in 0..DISTRICTS {
        let district = district(seed);
        for (audience, total) in ["school", "public"].into_iter().flat_map(|it| TOTALS.map(|total| (it, total))) {
            let analysis = analysis(&district, audience, total);
            let found = leaks(&district, &analysis, Complement::On);
            all.extend(found.into_iter().map(|leak| format!("seed {seed}, {audience}, {total}: {leak}")));
            open += usize::from(!leaks(&district, &analysis, Complement::Off).is_empty());
            let column = analysis.metrics.column("n_valid").expect("a column");
            let electives = COMMON.len()..COMMON.len() + ELECTIVE.len();
            let of_electives = (0..column.len()).filter(|row| electives.contains(&(row % analysis.metrics.n_subjects)));
            shown += of_electives.filter(|&row| column.get(row).value().is_some_and(|n| n > 0.0)).count();
        }
    }
    assert!(all.is_empty(), "{} in all, {:#?}", all.len(), &all[..all.len().min(40)]);
    assert!(open > 40, "without complementary suppression only {open} of {} outputs leak", 4 * DISTRICTS);
    assert!(shown > 2000, "only {shown} numbers of pupils in electives are shown");
}
