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
    /// A key that a table must have and has not.
    #[error("{table} has no {key}; add it: {required}")]
    Missing {
        /// The table.
        table: String,
        /// The key.
        key: String,
        /// What it may be.
        required: String,
        /// The same in Chinese.
        required_zh: String,
    },
    /// A value of the wrong type.
    #[error("line {line}: {key} is {found}; required: {required}")]
    Type {
        /// Line, from 1.
        line: usize,
        /// The key.
        key: String,
        /// What was written.
        found: String,
        /// What is required.
        required: String,
        /// The same in Chinese.
        required_zh: String,
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
        let line_text = text.lines().nth(line - 1).unwrap_or("");
        // serde names the key and the ones it knows between backticks.
        let mut names = message.split('`').skip(1).step_by(2);
        match names.next() {
            Some(found) if message.starts_with("unknown field") => {
                Self::unknown(&enclosing_table(before, line_text), found, names, Some(line))
            }
            Some(found) if message.starts_with("unknown variant") => {
                Self::unknown(&key_of(before, line_text), found, names, Some(line))
            }
            Some(key) if message.starts_with("missing field") => {
                let (required, required_zh) = required_of(key);
                let header = if line_text.trim_start().starts_with('[') { line_text.trim() } else { "" };
                let table = if header.is_empty() { enclosing_table(before, line_text) } else { header.to_owned() };
                let table = if key == "exam" || table != "the file" { table } else { "[exam]".to_owned() };
                Self::Missing {
                    table,
                    key: key.to_owned(),
                    required: required.to_owned(),
                    required_zh: required_zh.to_owned(),
                }
            }
            _ => match message.strip_prefix("invalid ").and_then(|rest| rest.split_once(", expected ")) {
                Some((found, expected)) => {
                    let found = found.split_once(": ").map_or(found, |(_, found)| found);
                    let (required, required_zh) = type_words(expected);
                    Self::Type {
                        line,
                        key: key_of(before, line_text),
                        found: found.replace('`', ""),
                        required,
                        required_zh,
                    }
                }
                None => Self::Syntax { line, column, message: message.trim().replace('\n', " ") },
            },
        }
    }

    /// The message in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::Syntax { line, column, message } => {
                format!("第 {line} 行第 {column} 列写法有误：{message}。请按 TOML 格式改正")
            }
            Self::Missing { table, key, required_zh, .. } => {
                let table = if table == "the file" { "文件" } else { table.as_str() };
                format!("{table} 缺少 {key}；请添加：{required_zh}")
            }
            Self::Type { line, key, found, required_zh, .. } => {
                format!("第 {line} 行：{key} 的值写成了 {found}；要求：{required_zh}")
            }
            Self::UnknownKey { line, table, found, nearest, known } => {
                let line = line.map(|line| format!("第 {line} 行：")).unwrap_or_default();
                let cure = match nearest {
                    Some(nearest) => format!("是否应为“{nearest}”？"),
                    None => format!("可用的有：{}", known.join("、")),
                };
                let table = if table == "the file" { "文件" } else { table.as_str() };
                let not =
                    if table.contains('[') || table == "文件" { "中没有这一项" } else { "不能取这个值" };
                format!("{line}{table}：“{found}”{not}；{cure}")
            }
            Self::Expression { key, found, message_zh, .. } => format!("{key}：{message_zh}（“{found}”）"),
            Self::Value { key, found, required_zh, .. } => format!("{key} 的值“{found}”不可用；要求：{required_zh}"),
        }
    }
}

/// The key of a line and its table: `[privacy] audience`.
fn key_of(before: &str, line: &str) -> String {
    let key = line.split_once('=').map_or("", |(key, _)| key).trim();
    match enclosing_table(before, line).as_str() {
        "the file" => key.to_owned(),
        table => format!("{} {key}", table.trim_matches(['[', ']'])).replace(' ', "."),
    }
}

/// What the keys that must be there may be.
fn required_of(key: &str) -> (&'static str, &'static str) {
    match key {
        "stage" => {
            ("primary, junior or senior, in quotes", "\"primary\"（小学）、\"junior\"（初中）或 \"senior\"（高中）")
        }
        "grade" => ("the grade, 1 to 12", "年级，1 至 12"),
        "kind" => (
            "graduation_mock, senior_joint, school_final, sampled_monitoring or research, in quotes",
            "\"graduation_mock\"（毕业年级模拟）、\"senior_joint\"（高中联考）、\"school_final\"（学校期末）、\"sampled_monitoring\"（抽样监测）或 \"research\"（研究）",
        ),
        "full_mark" => ("the full mark of the paper, in points", "试卷满分"),
        "path" => ("the file, relative to exam.toml, in quotes", "文件路径（相对 exam.toml），加引号"),
        "exam" => {
            ("a table [exam] with id, title, stage, grade and kind", "[exam] 表，含 id、title、stage、grade、kind")
        }
        _ => ("a value", "相应的值"),
    }
}

/// What the parser expected, in words.
fn type_words(expected: &str) -> (String, String) {
    let (required, required_zh) = match expected.split_whitespace().next().unwrap_or("") {
        "u8" | "u16" | "u32" | "u64" | "usize" | "an" => ("a whole number, zero or above", "整数，不小于 0"),
        "i8" | "i16" | "i32" | "i64" => ("a whole number", "整数"),
        "f64" | "f32" => ("a number", "数"),
        "bool" => ("true or false", "true 或 false"),
        _ => match expected {
            "a boolean" => ("true or false", "true 或 false"),
            "a string" => ("a text in quotes", "加引号的文字"),
            "a sequence" => ("a list in brackets: [...]", "方括号里的列表：[...]"),
            "how many electives" => (
                "a whole number such as 3, or groups: [{ subjects = [...], number = 1 }]",
                "整数，如 3；或分组：[{ subjects = [...], number = 1 }]",
            ),
            "a map" => ("a table: { key = value }", "表：{ 键 = 值 }"),
            other => (other, other),
        },
    };
    (required.to_owned(), required_zh.to_owned())
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
