//! Examples of how a form is to be filled in, with pupils who do not exist.

use std::path::Path;

use crate::cell::fold;
use crate::sketch::scan::ScannedSheet;
use crate::sketch::{FileKind, Found, name_of, stem};

/// What such files, sheets and titles are called.
const WORDS: [&str; 8] = ["样例", "示例", "范例", "例表", "样表", "模板", "模版", "填写说明"];
/// More rows are no example.
const MOST_ROWS: u64 = 20;

/// Whether a pupil of this name, or of this school, is made up.
pub(super) fn is_made_up(name: &str, school: &str) -> bool {
    const NAMES: [&str; 14] =
        ["张三", "李四", "王五", "赵六", "张某", "李某", "王某", "某某", "某某某", "小明", "小红", "xxx", "xx", "×××"];
    let school = fold(school);
    NAMES.contains(&fold(name).as_str()) || ["xx", "××", "某某", "**"].iter().any(|word| school.starts_with(word))
}

fn is_named(text: &str) -> bool {
    WORDS.iter().any(|word| text.contains(word))
}

/// Whether a sheet says that it is an example and holds made-up pupils alone.
fn is_example(path: &Path, sheet: &ScannedSheet) -> bool {
    let is_called = is_named(&stem(path)) || is_named(&sheet.name) || sheet.titles.iter().any(|title| is_named(title));
    let is_made_up = sheet.made_up > 0 && sheet.made_up == sheet.rows && sheet.rows <= MOST_ROWS;
    sheet.kind == FileKind::Scores && is_called && is_made_up
}

impl Found {
    /// Says of examples that they are left out, or that they are to be deleted; the files that are nothing else.
    pub(super) fn ask_examples(&mut self, files: &[(&Path, &[ScannedSheet])]) -> Vec<usize> {
        let mut left_out = Vec::new();
        for (at, (path, sheets)) in files.iter().enumerate() {
            let shown = name_of(path);
            let scores = || sheets.iter().filter(|sheet| sheet.kind == FileKind::Scores && sheet.rows > 0);
            let examples: Vec<&ScannedSheet> = scores().filter(|sheet| is_example(path, sheet)).collect();
            if examples.is_empty() {
                continue;
            }
            if examples.len() == scores().count() {
                left_out.push(at);
                self.ask(
                    format!("{shown} 像是填写样例（其中的考生是虚构的），没有写入；若是真实成绩，请改文件名和标题后重新运行 wutong init"),
                    format!(
                        "{shown} looks like an example with made-up pupils and was left out; if its marks are real, give it another \
                         name and title and run wutong init again"
                    ),
                );
                continue;
            }
            for sheet in examples {
                let name = &sheet.name;
                self.ask(
                    format!("{shown}：工作表“{name}”像是填写样例（其中的考生是虚构的），却会读取；请删去这张工作表，或在 [[source]] 设 sheet"),
                    format!(
                        "{shown}: the sheet '{name}' looks like an example with made-up pupils, and is read; delete it, or set sheet \
                         in [[source]]"
                    ),
                );
            }
        }
        left_out
    }
}
