//! Which school a row is of: what the rows write, joined with the school list.

use std::collections::{BTreeMap, BTreeSet};

use crate::cell::fold_name;
use crate::list::ListedSchool;
use crate::similar::PLACES;
use crate::staging::Sites;

/// A school of the exam.
#[derive(Debug, Clone, Default)]
pub(crate) struct SchoolUnit {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) county: String,
    pub(crate) attributes: BTreeMap<String, String>,
    /// Names that the list gives it, folded.
    pub(crate) names: Vec<String>,
    /// Position in the school list.
    pub(crate) listed: Option<usize>,
    /// Whether rows name it by a code.
    pub(crate) is_coded: bool,
}

/// All schools, and the school of each site.
#[derive(Debug, Default)]
pub(crate) struct Schools {
    pub(crate) units: Vec<SchoolUnit>,
    pub(crate) of_site: Vec<u32>,
}

/// What makes two sites one school.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Listed(usize),
    Code(String),
    /// A name that no code explains; within a county, where one name stands for several schools.
    Name(String, String),
}

/// One site: its county, code and name, and how many rows have it.
#[derive(Debug, Clone, Copy)]
struct Named<'a> {
    county: &'a str,
    code: &'a str,
    name: &'a str,
    rows: u64,
}

impl Schools {
    /// A way in which rows name a school.
    pub(crate) fn site_of(&self, unit: u32) -> Option<u32> {
        self.of_site.iter().position(|of| *of == unit).and_then(|site| u32::try_from(site).ok())
    }

    /// Whether the rows of a school name it by a code or find it in the school list.
    pub(crate) fn is_by_code(&self, unit: usize) -> bool {
        self.units[unit].is_coded || self.units[unit].listed.is_some()
    }
}

/// Finds the school of every site. `rows` counts the rows of each.
pub(crate) fn resolve(sites: &Sites, rows: &[u64], list: &[ListedSchool]) -> Schools {
    let named: Vec<Named<'_>> =
        sites.named().zip(rows).map(|((county, code, name), rows)| Named { county, code, name, rows: *rows }).collect();
    let finder = Finder::new(list);
    let mut keys: Vec<Key> = named.iter().map(|site| finder.key(site)).collect();
    join_shortened_codes(&named, &mut keys);
    join_names_to_codes(&named, &mut keys);
    split_names_by_county(&named, &mut keys);
    let mut groups: BTreeMap<&Key, Vec<usize>> = BTreeMap::new();
    for (site, key) in keys.iter().enumerate() {
        groups.entry(key).or_default().push(site);
    }
    let mut schools = Schools { units: Vec::new(), of_site: vec![0; named.len()] };
    for (key, members) in groups {
        let number = u32::try_from(schools.units.len()).expect("fewer schools than rows");
        for &site in &members {
            schools.of_site[site] = number;
        }
        let members: Vec<Named<'_>> = members.iter().map(|site| named[*site]).collect();
        schools.units.push(unit(key, &members, list));
    }
    tell_apart(&mut schools.units);
    schools
}

/// Finds schools of the list by code or name.
pub(crate) struct Finder {
    codes: BTreeMap<String, usize>,
    /// Codes of digits without their leading zeros; `None` where several codes are alike.
    short_codes: BTreeMap<String, Option<usize>>,
    names: BTreeMap<String, Vec<usize>>,
    /// Short and former names.
    other_names: BTreeMap<String, Vec<usize>>,
    counties: Vec<String>,
}

impl Finder {
    /// Indexes a list.
    pub(crate) fn new(list: &[ListedSchool]) -> Self {
        let mut codes = BTreeMap::new();
        let mut short_codes = BTreeMap::new();
        let mut names: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut other_names: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (position, school) in list.iter().enumerate() {
            if !school.code.is_empty() {
                let code = fold_name(&school.code);
                if let Some(short) = without_zeros(&code) {
                    short_codes.entry(short.to_owned()).and_modify(|only| *only = None).or_insert(Some(position));
                }
                codes.entry(code).or_insert(position);
            }
            if !school.name.is_empty() {
                names.entry(fold_name(&school.name)).or_default().push(position);
            }
            for name in &school.other_names {
                let known = other_names.entry(fold_name(name)).or_default();
                if known.last() != Some(&position) {
                    known.push(position);
                }
            }
        }
        for (position, name) in without_place(list) {
            let known = other_names.entry(name).or_default();
            if !known.contains(&position) {
                known.push(position);
            }
        }
        let counties = list.iter().map(|school| school.county.clone()).collect();
        Self { codes, short_codes, names, other_names, counties }
    }

    /// Position in the list; a name that several listed schools bear decides only with its county.
    pub(crate) fn find(&self, county: &str, code: &str, name: &str) -> Option<usize> {
        let (code, name) = (fold_name(code), fold_name(name));
        let by_code = |text: &str| self.codes.get(text).copied();
        let named = |names: &BTreeMap<String, Vec<usize>>, text: &str| {
            let all = names.get(text)?;
            let mut here = all.iter().filter(|position| self.counties[**position] == county);
            match (all.as_slice(), here.next(), here.next()) {
                ([only], ..) => Some(*only),
                (_, Some(one), None) => Some(*one),
                _ => None,
            }
        };
        let by_name = |text: &str| named(&self.names, text);
        // A spreadsheet takes the zeros off `0012`.
        let by_short_code = |text: &str| self.short_codes.get(without_zeros(text)?).copied().flatten();
        let exact = by_code(&code).or_else(|| by_name(&name)).or_else(|| by_code(&name)).or_else(|| by_name(&code));
        let is_name = self.names.contains_key(&name);
        let by_other_name = || named(&self.other_names, &name).filter(|_| !is_name);
        let coded = || {
            let (code, bare) = code_before(&name)?;
            let position = by_name(bare).or_else(|| named(&self.other_names, bare))?;
            let own = self.codes.values().any(|known| *known == position);
            let is_its = by_code(code).or_else(|| by_short_code(code)) == Some(position);
            (is_its || !own).then_some(position)
        };
        exact.or_else(by_other_name).or_else(|| by_short_code(&code)).or_else(|| by_short_code(&name)).or_else(coded)
    }

    fn key(&self, site: &Named<'_>) -> Key {
        match self.find(site.county, site.code, site.name) {
            Some(position) => Key::Listed(position),
            None if site.code.is_empty() => Key::Name(fold_name(site.name), String::new()),
            None => Key::Code(fold_name(site.code)),
        }
    }
}

/// The code before the name of a school, and the name: 2101青石县第一初级中学, 03-实验中学.
fn code_before(name: &str) -> Option<(&str, &str)> {
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).filter(|end| *end > 0)?;
    let bare = name[end..].trim_start_matches(|c: char| "-_.:、/ ".contains(c));
    let code = &name[..end];
    (code.contains(|c: char| c.is_ascii_digit()) && !bare.is_empty()).then_some((code, bare))
}

/// The listed names without the place that all of them begin with: 清源县实验中学 among others of 清源县.
fn without_place(list: &[ListedSchool]) -> Vec<(usize, String)> {
    /// Fewer names may begin alike by chance.
    const FEWEST: usize = 3;
    let names: Vec<String> = list.iter().map(|school| fold_name(&school.name)).collect();
    let Some(first) = names.first().filter(|_| names.len() >= FEWEST) else { return Vec::new() };
    let ends = first.char_indices().filter(|(_, c)| PLACES.contains(*c)).map(|(at, c)| at + c.len_utf8());
    let is_common = |end: &usize| names.iter().all(|name| name.starts_with(&first[..*end]));
    let Some(place) = ends.filter(is_common).max().map(|end| &first[..end]) else { return Vec::new() };
    let rest = |name: &String| name.strip_prefix(place).filter(|rest| rest.chars().count() > 2).map(str::to_owned);
    names.iter().enumerate().filter_map(|(position, name)| Some((position, rest(name)?))).collect()
}

/// A code of digits without its leading zeros.
fn without_zeros(code: &str) -> Option<&str> {
    (!code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit())).then(|| code.trim_start_matches('0'))
}

/// `12` in a workbook and `0012` elsewhere are one school, unless their names differ or `012` is a third one.
fn join_shortened_codes(named: &[Named<'_>], keys: &mut [Key]) {
    let mut alike: BTreeMap<&str, BTreeMap<&str, Vec<usize>>> = BTreeMap::new();
    for (site, key) in keys.iter().enumerate() {
        if let Key::Code(code) = key
            && let Some(short) = without_zeros(code)
        {
            alike.entry(short).or_default().entry(code).or_default().push(site);
        }
    }
    let mut joined: Vec<(usize, Key)> = Vec::new();
    for (short, codes) in &alike {
        let Some((full, _)) = codes.iter().find(|(code, _)| *code != short).filter(|_| codes.len() == 2) else {
            continue;
        };
        let names: BTreeSet<String> =
            codes.values().flatten().map(|site| fold_name(named[*site].name)).filter(|name| !name.is_empty()).collect();
        if names.len() <= 1
            && let Some(sites) = codes.get(short)
        {
            joined.extend(sites.iter().map(|site| (*site, Key::Code((*full).to_owned()))));
        }
    }
    for (site, key) in joined {
        keys[site] = key;
    }
}

/// A file without codes may name a school that another file names with its code.
fn join_names_to_codes(named: &[Named<'_>], keys: &mut [Key]) {
    let mut by_name: BTreeMap<String, Vec<Key>> = BTreeMap::new();
    for (site, key) in named.iter().zip(keys.iter()) {
        if let Key::Code(_) = key
            && !site.name.is_empty()
        {
            let codes = by_name.entry(fold_name(site.name)).or_default();
            if !codes.contains(key) {
                codes.push(key.clone());
            }
        }
    }
    for key in keys {
        if let Key::Name(name, _) = key
            && let Some([only]) = by_name.get(name).map(Vec::as_slice)
        {
            *key = only.clone();
        }
    }
}

/// Without codes, one name in two counties means two schools.
fn split_names_by_county(named: &[Named<'_>], keys: &mut [Key]) {
    let mut counties: BTreeMap<String, BTreeMap<&str, u64>> = BTreeMap::new();
    for (site, key) in named.iter().zip(keys.iter()) {
        if let Key::Name(name, _) = key
            && !site.county.is_empty()
        {
            *counties.entry(name.clone()).or_default().entry(site.county).or_default() += site.rows;
        }
    }
    for (site, key) in named.iter().zip(keys) {
        if let Key::Name(name, county) = key
            && let Some(found) = counties.get(name).filter(|found| found.len() > 1)
        {
            *county = if site.county.is_empty() {
                most(found.iter().map(|(county, rows)| (*county, *rows)))
            } else {
                site.county.to_owned()
            };
        }
    }
}

/// The text with most rows; of equals the smallest.
fn most<'a>(weighted: impl Iterator<Item = (&'a str, u64)>) -> String {
    let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
    for (text, rows) in weighted.filter(|(text, _)| !text.is_empty()) {
        *sums.entry(text).or_default() += rows;
    }
    let best = sums.iter().min_by_key(|(text, rows)| (std::cmp::Reverse(**rows), **text));
    best.map(|(text, _)| (*text).to_owned()).unwrap_or_default()
}

fn unit(key: &Key, members: &[Named<'_>], list: &[ListedSchool]) -> SchoolUnit {
    let county = most(members.iter().map(|site| (site.county, site.rows)));
    let name = most(members.iter().map(|site| (site.name, site.rows)));
    // Of `12` and `0012` the longer is the code; of other spellings the smallest.
    let code = members.iter().map(|site| site.code).filter(|code| !code.is_empty());
    let code = code.min_by_key(|code| (std::cmp::Reverse(fold_name(code).len()), *code)).unwrap_or("").to_owned();
    match key {
        Key::Listed(position) => {
            let listed = &list[*position];
            SchoolUnit {
                id: listed.id().to_owned(),
                name: if listed.name.is_empty() { name } else { listed.name.clone() },
                county: if county.is_empty() { listed.county.clone() } else { county },
                attributes: listed.attributes.clone(),
                listed: Some(*position),
                names: [&listed.name].into_iter().chain(&listed.other_names).map(|name| fold_name(name)).collect(),
                is_coded: !listed.code.is_empty(),
            }
        }
        Key::Code(_) => {
            let name = if name.is_empty() { code.clone() } else { name };
            SchoolUnit { id: code, name, county, is_coded: true, ..SchoolUnit::default() }
        }
        Key::Name(_, within) => {
            let id = if within.is_empty() { name.clone() } else { format!("{within}-{name}") };
            SchoolUnit { id, name, county, ..SchoolUnit::default() }
        }
    }
}

/// Two schools never share an id, whatever the list says.
fn tell_apart(units: &mut [SchoolUnit]) {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for unit in units {
        let times = seen.entry(unit.id.clone()).or_default();
        *times += 1;
        if *times > 1 {
            unit.id = format!("{}-{times}", unit.id);
        }
    }
}
