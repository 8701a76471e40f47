//! What can be wrong with a specification, and the cure.

/// A specification that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SpecError {
    /// Not TOML, or a value of the wrong type.
    #[error("line {line}, column {column}: {message}")]
    Syntax {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What the parser says.
        message: String,
    },
    /// A key or name that does not exist.
    #[error("{}unknown '{found}' in {table}; {}", place(*.line), suggestion(.nearest.as_deref(), .known))]
    UnknownKey {
        /// Line, where known.
        line: Option<usize>,
        /// The table or key it stands in.
        table: String,
        /// What was written.
        found: String,
        /// The nearest name that exists.
        nearest: Option<String>,
        /// Names that exist.
        known: Vec<String>,
    },
    /// A value that cannot be.
    #[error("{key} is '{found}'; required: {required}")]
    Value {
        /// The key.
        key: String,
        /// Its value.
        found: String,
        /// What is required.
        required: String,
        /// The same in Chinese.
        required_zh: String,
    },
    /// An expression that cannot be read.
    #[error("{key}: {message} (in '{found}')")]
    Expression {
        /// The key.
        key: String,
        /// The expression.
        found: String,
        /// Where, what, and the cure.
        message: String,
        /// The same in Chinese.
        message_zh: String,
    },
}

fn place(line: Option<usize>) -> String {
    line.map(|line| format!("line {line}: ")).unwrap_or_default()
}

fn suggestion(nearest: Option<&str>, known: &[String]) -> String {
    match nearest {
        Some(nearest) => format!("did you mean '{nearest}'?"),
        None => format!("known: {}", known.join(", ")),
    }
}

impl SpecError {
    /// A value that cannot be, with what is required in English and Chinese.
    pub fn value<T: Into<String>>(key: &str, found: impl ToString, (required, required_zh): (T, T)) -> Self {
        Self::Value {
            key: key.to_owned(),
            found: found.to_string(),
            required: required.into(),
            required_zh: required_zh.into(),
        }
    }

    /// A name that does not exist, with the nearest one that does.
    pub fn unknown<'a>(table: &str, found: &str, known: impl Iterator<Item = &'a str>, line: Option<usize>) -> Self {
        let known: Vec<String> = known.map(str::to_owned).collect();
        let nearest = known
            .iter()
            .map(|name| (strsim::damerau_levenshtein(name, found), name))
            .filter(|(distance, name)| *distance <= (name.chars().count() / 2).max(1))
            .min()
            .map(|(_, name)| name.clone());
        Self::UnknownKey { line, table: table.to_owned(), found: found.to_owned(), nearest, known }
    }

    pub(crate) fn from_toml(error: &toml::de::Error, text: &str) -> Self {
        let start = error.span().map_or(0, |span| span.start);
        let before = &text[..start.min(text.len())];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        let message = error.message();
        // serde names the key and the ones it knows between backticks.
        let mut names = message.split('`').skip(1).step_by(2);
        match names.next() {
            Some(found) if message.starts_with("unknown field") || message.starts_with("unknown variant") => {
                let line_text = text.lines().nth(line - 1).unwrap_or("");
                let table = enclosing_table(before, line_text);
                Self::unknown(&table, found, names, Some(line))
            }
            _ => Self::Syntax { line, column, message: message.trim().replace('\n', " ") },
        }
    }

    /// The message in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::Syntax { line, column, message } => {
                format!("第 {line} 行第 {column} 列写法有误：{message}。请按 TOML 格式改正")
            }
            Self::UnknownKey { line, table, found, nearest, known } => {
                let line = line.map(|line| format!("第 {line} 行：")).unwrap_or_default();
                let cure = match nearest {
                    Some(nearest) => format!("是否应为“{nearest}”？"),
                    None => format!("可用的有：{}", known.join("、")),
                };
                let table = if table == "the file" { "文件" } else { table.as_str() };
                format!("{line}{table} 中没有“{found}”这一项；{cure}")
            }
            Self::Expression { key, found, message_zh, .. } => format!("{key}：{message_zh}（“{found}”）"),
            Self::Value { key, found, required_zh, .. } => format!("{key} 的值“{found}”不可用；要求：{required_zh}"),
        }
    }
}

fn enclosing_table(before: &str, line: &str) -> String {
    if line.trim_start().starts_with('[') {
        return "the file".to_owned();
    }
    before
        .lines()
        .rev()
        .map(str::trim)
        .find(|line| line.starts_with('['))
        .map_or_else(|| "the file".to_owned(), str::to_owned)
}
