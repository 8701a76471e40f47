//! The published schemes; `schemes/*.toml` holds them as data, and a test keeps the two equal.

use super::{Band, Rule, Scheme, Standard};

/// Every published scheme, in the order of the manual.
pub static SCHEMES: &[Scheme<'static>] = &[
    Scheme {
        id: "three-one-two",
        zh: "3+1+2 五等赋分",
        en: "3+1+2, five grades",
        source: "github.com/WangXichang/pyexam, sconv/models.py, model p7; explained alike on kfzbg.com, fudaoke.com and ipaogen.com",
        date: "2020-03",
        scope: "Jiangsu, Fujian, Hebei, Liaoning, Hubei, Hunan, Chongqing and the provinces that followed",
        rule: Rule::Bands(&[band(15, 100, 86), band(35, 85, 71), band(35, 70, 56), band(13, 55, 41), band(2, 40, 30)]),
    },
    Scheme {
        id: "guangdong",
        zh: "广东等级赋分",
        en: "Guangdong, five grades",
        source: "github.com/WangXichang/pyexam, sconv/models.py, model guangdong",
        date: "2020-03",
        scope: "Guangdong; not checked against the provincial decree",
        rule: Rule::Bands(&[band(17, 100, 83), band(33, 82, 71), band(33, 70, 59), band(15, 58, 41), band(2, 40, 30)]),
    },
    Scheme {
        id: "shandong",
        zh: "山东八级赋分",
        en: "Shandong, eight grades",
        source: "github.com/WangXichang/pyexam, sconv/models.py, model shandong",
        date: "2020-03",
        scope: "Shandong",
        rule: Rule::Bands(&[
            band(3, 100, 91),
            band(7, 90, 81),
            band(16, 80, 71),
            band(24, 70, 61),
            band(24, 60, 51),
            band(16, 50, 41),
            band(7, 40, 31),
            band(3, 30, 21),
        ]),
    },
    Scheme {
        id: "zhejiang-21",
        zh: "浙江二十一级赋分",
        en: "Zhejiang, 21 steps",
        source: "github.com/WangXichang/pyexam, sconv/models.py, model zhejiang; explained alike on kfzbg.com",
        date: "2020-03",
        scope: "Zhejiang, the earlier rule; its successor with 20 linear bands is not included",
        rule: Rule::Bands(&[
            band(1, 100, 100),
            band(2, 97, 97),
            band(3, 94, 94),
            band(4, 91, 91),
            band(5, 88, 88),
            band(6, 85, 85),
            band(7, 82, 82),
            band(8, 79, 79),
            band(7, 76, 76),
            band(7, 73, 73),
            band(7, 70, 70),
            band(7, 67, 67),
            band(7, 64, 64),
            band(7, 61, 61),
            band(6, 58, 58),
            band(5, 55, 55),
            band(4, 52, 52),
            band(3, 49, 49),
            band(2, 46, 46),
            band(1, 43, 43),
            band(1, 40, 40),
        ]),
    },
    Scheme {
        id: "shanghai",
        zh: "上海十一级赋分",
        en: "Shanghai, eleven steps",
        source: "github.com/WangXichang/pyexam, sconv/models.py, model shanghai",
        date: "2020-03",
        scope: "Shanghai",
        rule: Rule::Bands(&[
            band(5, 70, 70),
            band(10, 67, 67),
            band(10, 64, 64),
            band(10, 61, 61),
            band(10, 58, 58),
            band(10, 55, 55),
            band(10, 52, 52),
            band(10, 49, 49),
            band(10, 46, 46),
            band(10, 43, 43),
            band(5, 40, 40),
        ]),
    },
    Scheme {
        id: "beijing",
        zh: "北京二十一级赋分",
        en: "Beijing, 21 steps",
        source: "github.com/WangXichang/pyexam, sconv/models.py, model beijing",
        date: "2020-03",
        scope: "Beijing",
        rule: Rule::Bands(&[
            band(1, 100, 100),
            band(2, 97, 97),
            band(3, 94, 94),
            band(4, 91, 91),
            band(5, 88, 88),
            band(7, 85, 85),
            band(8, 82, 82),
            band(9, 79, 79),
            band(8, 76, 76),
            band(8, 73, 73),
            band(7, 70, 70),
            band(6, 67, 67),
            band(6, 64, 64),
            band(6, 61, 61),
            band(5, 58, 58),
            band(4, 55, 55),
            band(4, 52, 52),
            band(3, 49, 49),
            band(2, 46, 46),
            band(1, 43, 43),
            band(1, 40, 40),
        ]),
    },
    Scheme {
        id: "tianjin",
        zh: "天津二十一级赋分",
        en: "Tianjin, 21 steps",
        source: "github.com/WangXichang/pyexam, sconv/models.py, model tianjin",
        date: "2020-03",
        scope: "Tianjin",
        rule: Rule::Bands(&[
            band(2, 100, 100),
            band(3, 97, 97),
            band(4, 94, 94),
            band(5, 91, 91),
            band(6, 88, 88),
            band(7, 85, 85),
            band(7, 82, 82),
            band(7, 79, 79),
            band(7, 76, 76),
            band(7, 73, 73),
            band(6, 70, 70),
            band(6, 67, 67),
            band(6, 64, 64),
            band(6, 61, 61),
            band(6, 58, 58),
            band(5, 55, 55),
            band(4, 52, 52),
            band(3, 49, 49),
            band(1, 46, 46),
            band(1, 43, 43),
            band(1, 40, 40),
        ]),
    },
    Scheme {
        id: "hainan-subject",
        zh: "海南单科标准分",
        en: "Hainan, standard score of a subject",
        source: "github.com/WangXichang/pyexam, sconv/models.py, model b300",
        date: "2020-03",
        scope: "Hainan; normalised: 180 + 30 Z within [60, 300]",
        rule: Rule::Standard(Standard { centre: 180, unit: 30, lowest: 60, highest: 300 }),
    },
    Scheme {
        id: "hainan-total",
        zh: "海南综合标准分",
        en: "Hainan, standard score of the total",
        source: "github.com/WangXichang/pyexam, sconv/models.py, model b900",
        date: "2020-03",
        scope: "Hainan; normalised again from the sum of subject scores, Chinese, mathematics and English weighing 1.5: 500 + 100 Z within [100, 900]",
        rule: Rule::Standard(Standard { centre: 500, unit: 100, lowest: 100, highest: 900 }),
    },
];

/// A band of so many per cent.
const fn band(per_cent: u32, highest: i32, lowest: i32) -> Band {
    Band { share: per_cent * 100, highest, lowest }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn the_table_is_what_the_files_say() {
        assert_eq!(FILES.len(), SCHEMES.len());
        for (file, scheme) in FILES.iter().zip(SCHEMES) {
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
        for scheme in SCHEMES {
            assert_eq!(scheme.check(), Ok(()), "{}", scheme.id);
            assert_eq!(SCHEMES.iter().filter(|other| other.id == scheme.id).count(), 1);
        }
    }
}
