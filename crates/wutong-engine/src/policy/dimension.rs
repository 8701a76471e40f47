//! Named dimensions that would point at one school or a few pupils.

use std::collections::BTreeMap;

use wutong_model::{ExamSpec, ScoreBook};

/// A dimension of `[privacy] dimensions` that cannot be published.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DimensionError {
    /// No school or pupil has the attribute.
    #[error(
        "privacy.dimensions names '{found}', which neither a school list nor a score sheet states; they state {known}"
    )]
    Unknown {
        /// The name.
        found: String,
        /// Attributes that exist.
        known: String,
    },
    /// So few pupils share a value that it would point at them.
    #[error(
        "privacy.dimensions names '{dimension}', whose group '{value}' is {pupils} pupil(s) and would point at them; mend the \
         column in the score sheets, or leave the dimension out of privacy.dimensions"
    )]
    Pupils {
        /// The dimension.
        dimension: String,
        /// The value.
        value: String,
        /// Pupils with it.
        pupils: usize,
    },
    /// One of its groups is too small.
    #[error(
        "privacy.dimensions names '{dimension}', whose group '{value}' is {schools} school(s) with {pupils} pupil(s) and \
         would point at them; join its values in the school list, or leave the dimension out of privacy.dimensions"
    )]
    Identifies {
        /// The dimension.
        dimension: String,
        /// The value.
        value: String,
        /// Schools with it.
        schools: usize,
        /// Their pupils.
        pupils: usize,
    },
}

impl DimensionError {
    /// The message in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::Unknown { found, known } => {
                format!("privacy.dimensions 中的“{found}”在学校名单和成绩表中都不存在；已有：{known}")
            }
            Self::Pupils { dimension, value, pupils } => format!(
                "privacy.dimensions 中的“{dimension}”会指向个别学生：取值“{value}”只有 {pupils} 名考生；\
                 请核对成绩表中的这一列，或从 privacy.dimensions 中去掉这一项"
            ),
            Self::Identifies { dimension, value, schools, pupils } => format!(
                "privacy.dimensions 中的“{dimension}”会指向个别单位：取值“{value}”只有 {schools} 所学校、{pupils} 名考生；\
                 请在学校名单中合并取值，或从 privacy.dimensions 中去掉这一项"
            ),
        }
    }
}

/// Refuses named dimensions with a group of fewer pupils than the smallest cell, or, of schools outside the centre, of one.
///
/// Dimensions that nobody named are hidden instead, where they would tell too much.
///
/// # Errors
/// [`DimensionError`] for the first that cannot be published, with the cure.
pub fn check_dimensions(spec: &ExamSpec, book: &ScoreBook) -> Result<(), DimensionError> {
    let least_schools = if spec.raw.privacy.audience.is_outside() { 2 } else { 1 };
    for dimension in spec.raw.privacy.dimensions.iter().flatten() {
        let mut groups: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for school in &book.schools {
            let pupils: usize = book.classes[school.classes.clone()].iter().map(|class| class.rows.len()).sum();
            if let Some(value) = school.attributes.get(dimension).filter(|_| pupils > 0) {
                let group = groups.entry(value).or_default();
                *group = (group.0 + 1, group.1 + pupils);
            }
        }
        if let Some(attribute) = book.attributes.iter().find(|attribute| attribute.name == *dimension) {
            for (code, value) in (1..).zip(&attribute.values) {
                let pupils = attribute.codes.iter().filter(|own| **own == code).count();
                if 0 < pupils && pupils < spec.min_cell as usize {
                    let (dimension, value) = (dimension.clone(), value.clone());
                    return Err(DimensionError::Pupils { dimension, value, pupils });
                }
            }
            continue;
        }
        if groups.is_empty() {
            let of_schools = book.schools.iter().flat_map(|school| school.attributes.keys().map(String::as_str));
            let of_pupils = book.attributes.iter().map(|attribute| attribute.name.as_str());
            let mut known: Vec<&str> = of_schools.chain(of_pupils).collect();
            known.sort_unstable();
            known.dedup();
            let known = if known.is_empty() { "-".to_owned() } else { known.join(", ") };
            return Err(DimensionError::Unknown { found: dimension.clone(), known });
        }
        let small = |(schools, pupils): (usize, usize)| schools < least_schools || pupils < spec.min_cell as usize;
        if let Some((value, (schools, pupils))) = groups.into_iter().find(|&(_, group)| small(group)) {
            let (dimension, value) = (dimension.clone(), value.to_owned());
            return Err(DimensionError::Identifies { dimension, value, schools, pupils });
        }
    }
    Ok(())
}
