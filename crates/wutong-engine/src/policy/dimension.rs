//! Named dimensions that would point at one school or a few pupils.

use std::collections::BTreeMap;

use wutong_model::{ExamSpec, ScoreBook};

/// A dimension of `[privacy] dimensions` that cannot be published.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DimensionError {
    /// No school has the attribute.
    #[error("privacy.dimensions names '{found}', which no school list states; it states {known}")]
    Unknown {
        /// The name.
        found: String,
        /// Attributes that exist.
        known: String,
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
                format!("privacy.dimensions 中的“{found}”在学校名单中不存在；名单中有：{known}")
            }
            Self::Identifies { dimension, value, schools, pupils } => format!(
                "privacy.dimensions 中的“{dimension}”会指向个别单位：取值“{value}”只有 {schools} 所学校、{pupils} 名考生；\
                 请在学校名单中合并取值，或从 privacy.dimensions 中去掉这一项"
            ),
        }
    }
}

/// Refuses named dimensions with a group of fewer pupils than the smallest cell, or, outside the centre, of one school.
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
        if groups.is_empty() {
            let mut known: Vec<&str> =
                book.schools.iter().flat_map(|school| school.attributes.keys().map(String::as_str)).collect();
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
