//! The published schemes, read from `schemes/*.toml`, which the crate holds as text.

use std::sync::LazyLock;

use super::{Band, Rule, Scheme, Standard};

/// The files, in the order of the manual.
const FILES: &[&str] = &[
    include_str!("../../schemes/three-one-two.toml"),
    include_str!("../../schemes/guangdong.toml"),
    include_str!("../../schemes/shandong.toml"),
    include_str!("../../schemes/zhejiang-21.toml"),
    include_str!("../../schemes/shanghai.toml"),
    include_str!("../../schemes/beijing.toml"),
    include_str!("../../schemes/tianjin.toml"),
    include_str!("../../schemes/hainan-subject.toml"),
    include_str!("../../schemes/hainan-total.toml"),
];

/// Every published scheme, in the order of the manual.
pub static SCHEMES: LazyLock<Vec<Scheme<'static>>> = LazyLock::new(|| FILES.iter().map(|file| read(file)).collect());

/// A scheme from its file: one key or one row of the bands a line, which is all of TOML that these files use.
fn read(file: &'static str) -> Scheme<'static> {
    let text = |key: &str| value(file, key).trim_matches('"');
    let number = |key: &str| value(file, key).parse().expect("a whole number");
    let rule = if file.contains("\n[standard]\n") {
        Rule::Standard(Standard {
            centre: number("centre"),
            unit: number("unit"),
            lowest: number("lowest"),
            highest: number("highest"),
        })
    } else {
        // Read once a process and kept as long.
        Rule::Bands(file.lines().filter_map(band).collect::<Vec<Band>>().leak())
    };
    Scheme {
        id: text("id"),
        zh: text("zh"),
        en: text("en"),
        source: text("source"),
        date: text("date"),
        scope: text("scope"),
        rule,
    }
}

/// What stands behind a key.
fn value(file: &'static str, key: &str) -> &'static str {
    let mut pairs = file.lines().filter_map(|line| line.split_once(" = "));
    pairs.find(|(name, _)| *name == key).map(|(_, value)| value.trim()).expect("every file has every key")
}

/// A row `[per cent, highest, lowest],` of the bands.
fn band(line: &str) -> Option<Band> {
    let row = line.trim().strip_prefix('[')?.trim_end_matches(',').strip_suffix(']')?;
    let mut cells = row.split(',').map(|cell| cell.trim().parse::<i32>().expect("a whole number"));
    let mut next = || cells.next().expect("a row has three numbers");
    let (per_cent, highest, lowest) = (next(), next(), next());
    Some(Band { share: u32::try_from(per_cent).expect("a share") * 100, highest, lowest })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reader of TOML sees the same.
    #[test]
    fn the_table_is_what_the_files_say() {
        assert_eq!(FILES.len(), SCHEMES.len());
        for (file, scheme) in FILES.iter().zip(SCHEMES.iter()) {
            let file: toml::Table = file.parse().unwrap();
            let text = |key: &str| file[key].as_str().unwrap().to_owned();
            let told = [scheme.id, scheme.zh, scheme.en, scheme.source, scheme.date, scheme.scope];
            assert_eq!(["id", "zh", "en", "source", "date", "scope"].map(text), told.map(String::from));
            match scheme.rule {
                Rule::Bands(bands) => {
                    let rows: Vec<Vec<i64>> = file["bands"].clone().try_into().unwrap();
                    let told: Vec<Vec<i64>> = bands
                        .iter()
                        .map(|band| vec![i64::from(band.share) / 100, band.highest.into(), band.lowest.into()])
                        .collect();
                    assert_eq!(rows, told, "{}", scheme.id);
                }
                Rule::Standard(standard) => {
                    let number = |key: &str| file["standard"][key].as_integer().unwrap();
                    let told = [standard.centre, standard.unit, standard.lowest, standard.highest].map(i64::from);
                    assert_eq!(["centre", "unit", "lowest", "highest"].map(number), told);
                }
            }
        }
    }

    #[test]
    fn every_scheme_is_sound() {
        for scheme in SCHEMES.iter() {
            assert_eq!(scheme.check(), Ok(()), "{}", scheme.id);
            assert_eq!(SCHEMES.iter().filter(|other| other.id == scheme.id).count(), 1);
        }
    }
}
