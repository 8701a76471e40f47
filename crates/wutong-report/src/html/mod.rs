//! Pages for people: one a document.
//!
//! A page is one file: styles and drawings inline, no scripts, nothing fetched.

#[cfg(test)]
mod tests;

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, Value};

use crate::document::Document;
use crate::error::ReportError;
use crate::templates::Templates;
use crate::words::Lang;

/// The page of a document.
///
/// # Errors
/// [`ReportError::Template`] with file and line if the page cannot be filled in.
pub fn page(document: &Document, templates: &Templates, lang: Lang) -> Result<String, ReportError> {
    let fill = || {
        let mut environment = Environment::new();
        environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
        for name in PAGES {
            environment.add_template(name, templates.text(name))?;
        }
        // The dictionary of the templates: both languages stand side by side where the words are used.
        environment.add_function("t", move |zh: String, en: String| lang.pick(zh, en));
        let style = templates.coloured(templates.text("style.css")).into_owned();
        environment.add_global("style", Value::from_safe_string(style));
        environment.get_template(PAGES[0])?.render(Value::from(minijinja::value::Serde(document)))
    };
    fill().map_err(|source: minijinja::Error| {
        let name = source.name().unwrap_or(PAGES[0]);
        ReportError::Template { path: templates.place(name), source }
    })
}

const PAGES: [&str; 3] = ["document.html", "base.html", "parts.html"];
