//! Summaries added up: classes to schools, schools to counties and dimensions, counties to the region.

use std::collections::BTreeMap;

use wutong_model::{ExamSpec, Group, Level, ProblemKind, Status, is_no_group};
use wutong_stats::{AllSubjects, Counts, Moments};

use crate::summary::{ClassSummary, Neighbours, SchoolSummary, Summaries, Tally, add};
use crate::workers::Workers;

/// A group with its sums, before any statistic.
pub(crate) struct Node {
    pub(crate) group: Group,
    /// Positions of its children.
    pub(crate) children: Vec<usize>,
    /// One entry a subject, the total last.
    pub(crate) subjects: Vec<Sums>,
    pub(crate) all_subjects: AllSubjects,
    /// Rows and cells of a school that were set aside: kind, subject position, number.
    pub(crate) problems: Vec<(ProblemKind, Option<usize>, u64)>,
    /// Where a school or class stands in the summaries: position of the school, position of the class in it.
    pub(crate) source: Option<(usize, Option<usize>)>,
    /// Of a school, one entry a subject: what absent and present pupils did elsewhere.
    pub(crate) neighbours: Vec<Neighbours>,
}

/// One subject of one group.
pub(crate) struct Sums {
    pub(crate) tally: Tally,
    pub(crate) moments: Moments,
    /// Expected pupils, the roster's number where there is one.
    pub(crate) expected: u64,
    /// Enrolled pupils, if the roster covers the whole group.
    pub(crate) enrolled: Option<u64>,
}

impl Sums {
    pub(crate) fn counts(&self) -> Counts {
        Counts {
            roster: self.enrolled,
            expected: self.expected,
            present: self.tally.count(Status::Present),
            absent: self.tally.count(Status::Absent),
            violation: self.tally.count(Status::Violation),
            zero: self.tally.zero,
        }
    }
}

/// A dimension with more values than this is a list of names or addresses.
const MOST_VALUES: usize = 40;

/// All groups in the order of the tables: region, counties, schools, classes, dimensions, each by id.
pub(crate) fn build(summaries: &Summaries, spec: &ExamSpec, workers: &Workers) -> Vec<Node> {
    let schools = &summaries.schools;
    // The total stands behind the subjects.
    let n_subjects = spec.subjects.len() + 1;
    let mut ids: BTreeMap<&str, usize> = BTreeMap::new();
    for school in schools {
        *ids.entry(&school.id).or_default() += 1;
    }
    // The same school id in two counties: the county tells them apart.
    let id = |school: &SchoolSummary| {
        if ids[school.id.as_str()] > 1 { format!("{}/{}", school.county, school.id) } else { school.id.clone() }
    };
    let mut built: Vec<(String, Node, Vec<Node>)> = workers
        .map_range(0..schools.len(), |position| {
            let school = &schools[position];
            school_nodes(school, position, &id(school), n_subjects)
        })
        .into_iter()
        .zip(schools)
        .map(|((school_node, classes), school)| (school.county.clone(), school_node, classes))
        .collect();
    built.sort_by(|a, b| a.1.group.id.cmp(&b.1.group.id));
    tell_apart(&mut built);

    let mut counties: Vec<String> =
        built.iter().map(|(county, ..)| county.clone()).filter(|name| !name.is_empty()).collect();
    counties.sort();
    counties.dedup();
    let first_school = 1 + counties.len();
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); counties.len()];
    let mut region_children: Vec<usize> = (1..first_school).collect();
    for (position, (county, node, _)) in built.iter_mut().enumerate() {
        let parent = counties.binary_search(county).ok();
        node.group.parent = Some(parent.map_or(0, |parent| parent + 1));
        match parent {
            Some(parent) => members[parent].push(first_school + position),
            None => region_children.push(first_school + position),
        }
    }
    let school_nodes: Vec<&Node> = built.iter().map(|(_, node, _)| node).collect();
    let county_nodes = workers.map_range(0..counties.len(), |county| {
        let children = members[county].clone();
        let parts: Vec<&Node> = children.iter().map(|&child| school_nodes[child - first_school]).collect();
        sum_node(new_group(Level::County, &counties[county], Some(0)), children, &parts, n_subjects)
    });
    let region_node = {
        let parts: Vec<&Node> = region_children
            .iter()
            .map(
                |&child| {
                    if child < first_school { &county_nodes[child - 1] } else { school_nodes[child - first_school] }
                },
            )
            .collect();
        sum_node(new_group(Level::Region, spec.region(), None), region_children.clone(), &parts, n_subjects)
    };
    let mut nodes = vec![region_node];
    nodes.extend(county_nodes);
    let mut classes: Vec<(usize, Node)> = Vec::new();
    for (position, (_, node, own)) in built.into_iter().enumerate() {
        nodes.push(node);
        classes.extend(own.into_iter().map(|class| (first_school + position, class)));
    }
    classes.sort_by(|a, b| a.1.group.id.cmp(&b.1.group.id));
    for (school, mut class) in classes {
        class.group.parent = Some(school);
        let position = nodes.len();
        nodes[school].children.push(position);
        nodes.push(class);
    }
    let dimensions: Vec<Node> = dimensions(&nodes, spec.raw.privacy.dimensions.as_deref())
        .into_iter()
        .map(|((name, value), schools)| {
            let parts: Vec<&Node> = schools.iter().map(|&school| &nodes[school]).collect();
            let mut group = new_group(Level::Dimension, &value, Some(0));
            group.attributes.insert(name, value);
            sum_node(group, schools, &parts, n_subjects)
        })
        .collect();
    nodes.extend(dimensions);
    let shown =
        |name: &str| spec.raw.privacy.dimensions.as_ref().is_none_or(|named| named.iter().any(|own| own == name));
    nodes.extend(pupil_dimensions(summaries, &nodes, &id, &shown, n_subjects));
    nodes
}

/// Pupils who share an attribute that is `shown`, in the region and in each school.
fn pupil_dimensions(
    summaries: &Summaries,
    nodes: &[Node],
    id: &dyn Fn(&SchoolSummary) -> String,
    shown: &dyn Fn(&str) -> bool,
    n_subjects: usize,
) -> Vec<Node> {
    let positions: BTreeMap<&str, usize> = nodes
        .iter()
        .enumerate()
        .filter(|(_, node)| node.group.level == Level::School)
        .map(|(position, node)| (node.group.id.as_str(), position))
        .collect();
    // By attribute, then the region before the schools.
    let mut parts: BTreeMap<(&str, Option<String>, &str), Vec<Node>> = BTreeMap::new();
    for school in &summaries.schools {
        for ((name, value), part) in
            school.classes.iter().flat_map(|class| &class.parts).filter(|((name, _), _)| shown(name))
        {
            for place in [None, Some(id(school))] {
                parts.entry((name, place, value)).or_default().push(class_node(part, ""));
            }
        }
    }
    let node = |((name, school, value), parts): ((&str, Option<String>, &str), Vec<Node>)| {
        let parent = school.as_ref().map_or(0, |school| positions[school.as_str()]);
        let id = school.map_or_else(|| value.to_owned(), |school| format!("{school}/{value}"));
        let group = Group {
            id,
            attributes: [(name.to_owned(), value.to_owned())].into(),
            ..new_group(Level::Dimension, value, Some(parent))
        };
        sum_node(group, Vec::new(), &parts.iter().collect::<Vec<_>>(), n_subjects)
    };
    parts.into_iter().map(node).collect()
}

/// The schools of each value of each attribute that sorts schools: it has several values, and fewer than schools. Of
/// `named` attributes only those; without them none that holds numbers or telephones by its name.
fn dimensions(nodes: &[Node], named: Option<&[String]>) -> BTreeMap<(String, String), Vec<usize>> {
    let mut schools_of: BTreeMap<&str, BTreeMap<&str, Vec<usize>>> = BTreeMap::new();
    for (position, node) in nodes.iter().enumerate().filter(|(_, node)| node.group.level == Level::School) {
        let shown = |name: &String| named.map_or(!is_no_group(name), |named| named.contains(name));
        for (name, value) in node.group.attributes.iter().filter(|(name, _)| shown(name)) {
            schools_of.entry(name).or_default().entry(value).or_default().push(position);
        }
    }
    let sorts = |values: &BTreeMap<&str, Vec<usize>>| {
        (2..=MOST_VALUES).contains(&values.len()) && values.values().any(|schools| schools.len() > 1)
    };
    schools_of
        .into_iter()
        .filter(|(_, values)| sorts(values))
        .flat_map(|(name, values)| {
            values.into_iter().map(move |(value, schools)| ((name.to_owned(), value.to_owned()), schools))
        })
        .collect()
}

/// Dimensions to do with where all of them tell too much: those of which every category is three schools or more, and those
/// of pupils; then these alone.
pub(crate) fn fewer_dimensions(nodes: &[Node]) -> [Vec<String>; 2] {
    /// Of fewer schools the public is told nothing.
    const FEWEST: usize = 3;
    let mut of_schools: BTreeMap<&str, bool> = BTreeMap::new();
    let mut of_pupils: Vec<String> = Vec::new();
    for node in nodes.iter().filter(|node| node.group.level == Level::Dimension) {
        let Some(name) = node.group.attributes.keys().next() else { continue };
        if node.children.is_empty() {
            of_pupils.push(name.clone());
        } else {
            *of_schools.entry(name).or_insert(true) &= node.children.len() >= FEWEST;
        }
    }
    of_pupils.sort_unstable();
    of_pupils.dedup();
    let large = of_schools.into_iter().filter(|(_, is_large)| *is_large).map(|(name, _)| name.to_owned());
    [large.chain(of_pupils.iter().cloned()).collect(), of_pupils]
}

fn new_group(level: Level, name: &str, parent: Option<usize>) -> Group {
    Group { level, id: name.to_owned(), name: name.to_owned(), parent, attributes: BTreeMap::new() }
}

/// Gives schools of one name their codes, or where they have none their counties: whatever speaks of one says which.
fn tell_apart(schools: &mut [(String, Node, Vec<Node>)]) {
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for (_, school, _) in schools.iter() {
        *times.entry(school.group.name.clone()).or_default() += 1;
    }
    for (county, school, _) in schools {
        let Group { id, name, .. } = &mut school.group;
        if times[name] > 1 {
            let has_code = !id.ends_with(name.as_str());
            *name = named_apart(name, if has_code { id } else { county });
        }
    }
}

/// A name that several schools bear, with what tells this one from the others.
pub(crate) fn named_apart(name: &str, by: &str) -> String {
    format!("{name}（{by}）")
}

fn school_nodes(school: &SchoolSummary, position: usize, id: &str, n_subjects: usize) -> (Node, Vec<Node>) {
    let class = |(at, class)| Node { source: Some((position, Some(at))), ..class_node(class, id) };
    let classes: Vec<Node> = school.classes.iter().enumerate().map(class).collect();
    let parts: Vec<&Node> = classes.iter().collect();
    let group = Group {
        level: Level::School,
        id: id.to_owned(),
        name: school.name.clone(),
        parent: None,
        attributes: school.attributes.clone(),
    };
    let mut node = sum_node(group, Vec::new(), &parts, n_subjects);
    node.source = Some((position, None));
    node.neighbours.clone_from(&school.neighbours);
    node.problems = school.problems.iter().map(|(&(kind, subject), &count)| (kind, subject, count)).collect();
    let classes_listed = school.classes.iter().any(|class| class.roster.is_some());
    if let Some(roster) = school.roster.filter(|_| !classes_listed) {
        for sums in &mut node.subjects {
            sums.enrolled = roster.enrolled.map(u64::from);
            if let Some(expected) = roster.expected {
                sums.expected = expected_of(expected, &sums.tally);
            }
        }
    }
    // Without a class column there is one nameless class, which is the school itself.
    let named = classes.into_iter().filter(|class| !class.group.name.is_empty());
    (node, named.collect())
}

fn class_node(class: &ClassSummary, school: &str) -> Node {
    let subjects = class.subjects.iter().map(|tally| Sums {
        moments: Moments::of(&tally.table),
        expected: match class.roster.and_then(|roster| roster.expected) {
            Some(expected) => expected_of(expected, tally),
            None => tally.expected(),
        },
        enrolled: class.roster.and_then(|roster| roster.enrolled).map(u64::from),
        tally: tally.clone(),
    });
    Node {
        group: Group { id: format!("{school}/{}", class.name), ..new_group(Level::Class, &class.name, None) },
        children: Vec::new(),
        subjects: subjects.collect(),
        all_subjects: class.all_subjects,
        problems: Vec::new(),
        source: None,
        neighbours: Vec::new(),
    }
}

/// The roster's number less those who do not take the subject.
fn expected_of(roster: u32, tally: &Tally) -> u64 {
    u64::from(roster).saturating_sub(tally.count(Status::Exempt) + tally.count(Status::NotTaken))
}

fn sum_node(group: Group, children: Vec<usize>, parts: &[&Node], n_subjects: usize) -> Node {
    let subjects = (0..n_subjects).map(|subject| {
        let of = || parts.iter().map(move |part| &part.subjects[subject]);
        let tally = Tally::sum_of(of().map(|sums| &sums.tally));
        Sums {
            moments: Moments::of(&tally.table),
            expected: of().map(|sums| sums.expected).sum(),
            enrolled: of().map(|sums| sums.enrolled).sum(),
            tally,
        }
    });
    let subjects = subjects.collect();
    let all_subjects = parts.iter().fold(AllSubjects::default(), |sum, part| add(sum, part.all_subjects));
    Node { group, children, subjects, all_subjects, problems: Vec::new(), source: None, neighbours: Vec::new() }
}
