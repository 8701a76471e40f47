//! Schools of one name in folders that are named after counties: 清河县/实验中学.xlsx beside 望山县/实验中学.xlsx.

use std::collections::{BTreeMap, BTreeSet};

use crate::cell::fold_name;
use crate::staging::{NO_SITE, Staging};

/// Gives rows that name no county the one that the folder of their file is named after, where a school name stands in
/// folders of two: otherwise such schools would be taken for one.
pub(crate) fn tell(staging: &mut Staging) {
    let of_sheet: Vec<Option<String>> =
        staging.score_sheets.iter().map(|sheet| county_of(&sheet.file).map(str::to_owned)).collect();
    if of_sheet.iter().flatten().collect::<BTreeSet<_>>().len() < 2 {
        return;
    }
    let named: Vec<[String; 3]> =
        staging.site_names.named().map(|(county, code, name)| [county, code, name].map(str::to_owned)).collect();
    // A code tells schools of one name apart.
    let is_open =
        |site: u32| site != NO_SITE && named[site as usize][0].is_empty() && named[site as usize][1].is_empty();
    let mut pairs: BTreeSet<(u32, u32)> = BTreeSet::new();
    let mut last = None;
    for (&site, &sheet) in staging.sites.iter().zip(&staging.sheets) {
        if last != Some((site, sheet)) && is_open(site) && of_sheet[sheet as usize].is_some() {
            pairs.insert((site, sheet));
        }
        last = Some((site, sheet));
    }
    let mut counties: BTreeMap<String, BTreeSet<&String>> = BTreeMap::new();
    for (site, sheet) in &pairs {
        let name = fold_name(&named[*site as usize][2]);
        counties.entry(name).or_default().extend(of_sheet[*sheet as usize].as_ref());
    }
    if counties.values().all(|counties| counties.len() < 2) {
        return;
    }
    let sites = &mut staging.site_names;
    let moved: BTreeMap<(u32, u32), u32> = pairs
        .iter()
        .map(|&(site, sheet)| {
            let county = of_sheet[sheet as usize].as_deref().unwrap_or_default();
            ((site, sheet), sites.number(county, "", &named[site as usize][2]))
        })
        .collect();
    for (site, sheet) in staging.sites.iter_mut().zip(&staging.sheets) {
        *site = moved.get(&(*site, *sheet)).copied().unwrap_or(*site);
    }
    for problem in &mut staging.problems {
        problem.site = problem.site.map(|site| moved.get(&(site, problem.sheet)).copied().unwrap_or(site));
    }
}

/// The county that a folder of a path is named after, the nearest to the file: 清河县, 东城区.
pub(crate) fn county_of(path: &str) -> Option<&str> {
    const LONGEST: usize = 8;
    const OTHERS: [&str; 6] = ["校区", "全市", "全县", "全区", "考区", "片区"];
    let is_county = |name: &&str| {
        let n = name.chars().count();
        (3..=LONGEST).contains(&n)
            && name.ends_with(['县', '区', '市', '旗'])
            && name.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
            && !OTHERS.iter().any(|other| name.ends_with(other))
    };
    path.split(['/', '\\']).rev().skip(1).find(is_county)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_counties() {
        for (path, county) in [
            ("清河县/实验中学.xlsx", Some("清河县")),
            ("成绩/东城区/九年级/一中.xlsx", Some("东城区")),
            ("各校成绩/一中.xlsx", None),
            ("东校区/一中.xlsx", None),
            ("清河县.xlsx", None),
        ] {
            assert_eq!(county_of(path), county, "{path}");
        }
    }
}
