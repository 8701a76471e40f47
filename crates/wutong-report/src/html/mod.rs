//! Pages for people: one a school, and one for the region that links to them.
//!
//! A page is one file: styles and drawings inline, no scripts, nothing fetched. A school page is a function of the
//! [`SchoolProfile`] alone.

mod answers_view;
mod class_view;
mod index_view;
mod notes;
mod school_view;
#[cfg(test)]
mod tests;

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, Value};
use serde::Serialize;
use wutong_model::Analysis;

use crate::error::ReportError;
use crate::output::Formats;
use crate::profile::SchoolProfile;
use crate::words::{self, Lang};

const TEMPLATES: [(&str, &str); 4] = [
    ("base.html", include_str!("../../templates/base.html")),
    ("parts.html", include_str!("../../templates/parts.html")),
    ("school.html", include_str!("../../templates/school.html")),
    ("index.html", include_str!("../../templates/index.html")),
];
const STYLE: &str = include_str!("../../templates/style.css");

/// The page of one school.
///
/// # Errors
/// [`ReportError::Template`] if the page cannot be filled in.
pub fn school_page(profile: &SchoolProfile, lang: Lang) -> Result<String, ReportError> {
    render("school.html", &school_view::view(profile, lang), lang)
}

/// The overview of the region, with links to the page of every school and to the files that these formats bring.
///
/// # Errors
/// [`ReportError::Template`] if the page cannot be filled in.
pub fn index_page(analysis: &Analysis, formats: Formats, lang: Lang) -> Result<String, ReportError> {
    render("index.html", &index_view::view(analysis, formats, lang), lang)
}

fn render(name: &'static str, view: &impl Serialize, lang: Lang) -> Result<String, ReportError> {
    let fill = || {
        let mut environment = Environment::new();
        environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
        for (name, source) in TEMPLATES {
            environment.add_template(name, source)?;
        }
        // The dictionary of the templates: both languages stand side by side where the words are used.
        environment.add_function("t", move |zh: String, en: String| lang.pick(zh, en));
        environment.add_function("source_kind", move |id: String| words::source_kind(&id, lang).to_owned());
        environment.add_global("style", Value::from_safe_string(STYLE.to_owned()));
        environment.add_global("lang", lang.pick("zh-CN", "en"));
        environment.get_template(name)?.render(Value::from(minijinja::value::Serde(view)))
    };
    fill().map_err(|source| ReportError::Template { name, source })
}
