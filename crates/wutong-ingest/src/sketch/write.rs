//! The specification that a sketch suggests, with a comment on everything a person should look at.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use wutong_model::spec::{IdScope, RawChoice, RawSource};

use crate::sketch::guess::{ExamGuess, exam, relative, siblings};
use crate::sketch::{FileKind, SchoolOrigin, Sketch, SketchedFile, name_of, schools, stem};

/// Writing to a string cannot fail; this says so once.
macro_rules! put {
    ($out:expr, $($text:tt)*) => { writeln!($out, $($text)*).expect("writing to a string cannot fail") };
}

impl Sketch {
    /// An `exam.toml` for these files, to stand in the folder `base`: valid as it is, with a comment wherever a person
    /// should look.
    #[must_use]
    pub fn to_toml(&self, base: &Path) -> String {
        let mut out = String::new();
        put!(out, "# 梧桐考试说明文件，由 wutong init 生成；请核对后运行 wutong run exam.toml");
        put!(out, "# Wutong exam specification written by wutong init; review it, then: wutong run exam.toml");
        // A header may hold a line break; a comment may not.
        let one_line = |text: &str| text.replace(char::is_control, " ");
        for remark in &self.remarks {
            put!(out, "# 说明 / note: {} / {}", one_line(&remark.zh), one_line(&remark.en));
        }
        for question in &self.questions {
            put!(out, "# 问题 / question: {} / {}", one_line(&question.zh), one_line(&question.en));
        }
        self.exam(base, &mut out);
        self.sources(base, &mut out);
        self.subject_tables(base, &mut out);
        self.total(&mut out);
        if self.id_scope != IdScope::Exam {
            let scope = if self.id_scope == IdScope::School { "school" } else { "class" };
            put!(out, "\n# 考号只在校内（班内）唯一 / identifiers are unique within the school (class) only");
            put!(out, "[pupils]\nid_unique_within = {}", quoted(scope));
        }
        for file in self.files.iter().filter(|file| file.kind == FileKind::Pupils && !file.has_school) {
            expected(&mut out, file);
        }
        out
    }

    fn exam(&self, base: &Path, out: &mut String) {
        let names = self.files.iter().map(|file| file.path.to_string_lossy().into_owned());
        let folder =
            std::path::absolute(base).ok().and_then(|folder| Some(folder.file_name()?.to_string_lossy().into_owned()));
        let texts: Vec<String> = self.title.iter().cloned().chain(folder).chain(names).collect();
        let ExamGuess { year, grade, kind } = exam(&texts, self.grade);
        let grade_found = grade.unwrap_or(9);
        // Where primary schools have five years.
        let is_junior = grade_found == 6 && texts.iter().any(|text| text.contains("初中六年级"));
        let (stage, usual) = match grade_found {
            6 if is_junior => ("junior", "school_final"),
            1..=6 => ("primary", "school_final"),
            7..=9 => ("junior", if grade_found == 9 { "graduation_mock" } else { "school_final" }),
            _ => ("senior", "senior_joint"),
        };
        let kind_found = kind.unwrap_or(usual);
        let word = kind_found.split('_').next_back().unwrap_or("exam");
        let id = match &year {
            Some(year) => format!("{year}-g{grade_found}-{word}"),
            None => format!("g{grade_found}-{word}"),
        };
        put!(out, "\n[exam]");
        put!(out, "# 也是输出文件夹的名字 / also the name of the output folder");
        put!(out, "id = {}", quoted(&id));
        if self.title.is_none() {
            put!(out, "# 问题 / question: 考试名称？ / what is the exam called?");
        }
        put!(out, "title = {}", quoted(self.title.as_deref().unwrap_or("联考")));
        if grade.is_none() {
            put!(out, "# 问题 / question: 学段和年级？ / which stage and grade?");
        }
        put!(out, "stage = {}  # primary | junior | senior", quoted(stage));
        put!(out, "grade = {grade_found}");
        if kind.is_none() {
            put!(out, "# 问题 / question: 考试性质？ / what kind of exam?");
        }
        put!(
            out,
            "kind = {}  # graduation_mock | senior_joint | school_final | sampled_monitoring | research",
            quoted(kind_found)
        );
        match &self.region {
            Some(region) => put!(out, "region = {}", quoted(region)),
            None => put!(out, "# region = \"某县\"  # 地区名称 / name of the region"),
        }
    }

    fn sources(&self, base: &Path, out: &mut String) {
        let mut written: BTreeSet<usize> = BTreeSet::new();
        for (position, file) in self.files.iter().enumerate() {
            let is_none = matches!(file.kind, FileKind::Blueprint | FileKind::Unknown | FileKind::Unreadable)
                || file.kind == FileKind::Pupils && !file.has_school;
            if written.contains(&position) || is_none {
                continue;
            }
            match self.glob(file, base) {
                Some((path, covered)) => {
                    written.extend(covered);
                    self.source(out, file, &path);
                }
                None => self.source(out, file, &relative(&file.path, base)),
            }
        }
        let is_unreadable = |(position, file): &(usize, &SketchedFile)| {
            file.kind == FileKind::Unreadable && !written.contains(position)
        };
        for (_, file) in self.files.iter().enumerate().filter(is_unreadable) {
            put!(out, "\n# 问题 / question: 无法读取，修好后即会读取 / cannot be read; it is read once it is mended");
            self.source(out, file, &relative(&file.path, base));
        }
        // Items alone are summed up.
        let has_marks = |file: &SketchedFile| {
            file.kind == FileKind::Scores || file.kind == FileKind::Items && !self.subjects.is_empty()
        };
        if self.files.iter().any(has_marks) {
            return;
        }
        // What was given tells best what is wrong with it.
        let left_out: Vec<&SketchedFile> = self.files.iter().filter(|file| file.kind == FileKind::Unknown).collect();
        for file in left_out.iter().filter(|file| !file.is_nameless) {
            put!(
                out,
                "\n# 问题 / question: 没有认出成绩，未能写好；请按上面的问题处理 / no marks were found in it; see the questions above"
            );
            self.source(out, file, &relative(&file.path, base));
        }
        let is_nothing = left_out.is_empty() && !self.files.iter().any(|file| file.kind == FileKind::Unreadable);
        if is_nothing && !self.files.is_empty() {
            put!(
                out,
                "\n# 问题 / question: 所给文件中没有一行一名考生的成绩；请加入成绩文件后重新运行 wutong init / none of the files \
                 holds marks of pupils, one row each; add the files of scores and run wutong init again"
            );
        } else if is_nothing {
            put!(out, "\n# 问题 / question: 成绩文件在哪里？ / where are the score files?");
            put!(out, "[[source]]\npath = \"scores/*.xlsx\"");
        }
    }

    /// A pattern instead of many files, if all files of that extension in the folder were given and are alike.
    fn glob(&self, file: &SketchedFile, base: &Path) -> Option<(String, Vec<usize>)> {
        let canonical = |path: &PathBuf| path.canonicalize().ok();
        let siblings = siblings(&file.path);
        let covered: Vec<usize> = (0..self.files.len())
            .filter(|position| canonical(&self.files[*position].path).is_some_and(|path| siblings.contains(&path)))
            .collect();
        let readable = |position: &&usize| self.files[**position].kind != FileKind::Unreadable;
        let alike = covered.iter().filter(readable).map(|position| &self.files[*position]).all(|other| {
            other.kind == file.kind
                && other.has_school == file.has_school
                && other.school == file.school
                && other.subject == file.subject
                && other.also == file.also
                && other.rosters == file.rosters
                && other.chosen == file.chosen
                && other.ignored == file.ignored
                && other.sheet == file.sheet
        });
        // Without a school column each file names its own school.
        let named = file.school == SchoolOrigin::FileName;
        let given: BTreeSet<PathBuf> =
            covered.iter().filter_map(|position| canonical(&self.files[*position].path)).collect();
        if covered.len() < 2 || !alike || named || given != siblings {
            return None;
        }
        let extension = file.path.extension()?.to_string_lossy().into_owned();
        let one = relative(&file.path, base);
        let folder = one.rsplit_once('/').map(|(folder, _)| format!("{folder}/")).unwrap_or_default();
        if folder.contains(['*', '?', '[']) {
            return None;
        }
        Some((format!("{folder}*.{extension}"), covered))
    }

    /// How many electives a total holds, where the files tell.
    fn total(&self, out: &mut String) {
        let [first, others @ ..] = self.choices.as_slice() else { return };
        let is_chosen = |id: &String| self.choices.iter().any(|choice| choice.subjects.contains(id));
        let common = self.subjects.iter().filter(|subject| !is_chosen(&subject.id));
        let (names, ids): (Vec<&str>, Vec<&str>) =
            common.map(|subject| (subject.name.as_str(), subject.id.as_str())).unzip();
        let number: usize = self.choices.iter().map(|choice| choice.number).sum();
        put!(
            out,
            "\n# 每人总分 = 共同科目（{}）与本人所选 {number} 科之和 / the total of a pupil: what all take ({}) and the {number} chosen subjects",
            names.join("、"),
            ids.join(", ")
        );
        put!(out, "[total]");
        if others.is_empty() {
            put!(out, "electives = {}", first.number);
        } else {
            let group = |choice: &RawChoice| {
                let ids: Vec<String> = choice.subjects.iter().map(|id| quoted(id)).collect();
                format!("{{ subjects = [{}], number = {} }}", ids.join(", "), choice.number)
            };
            let groups: Vec<String> = self.choices.iter().map(group).collect();
            put!(out, "electives = [{}]", groups.join(", "));
        }
    }

    fn subject_tables(&self, base: &Path, out: &mut String) {
        for subject in &self.subjects {
            put!(out, "\n[[subject]]\nid = {}\nname = {}", quoted(&subject.id), quoted(&subject.name));
            let origin = if subject.is_stated {
                "表中写明 / stated in the table".to_owned()
            } else if subject.is_full_of_items {
                "双向细目表各题之和 / sum of the two-way specification table".to_owned()
            } else {
                format!("按最高分 {0} 推断，请核对 / inferred from the highest mark {0}, please check", subject.maximum)
            };
            put!(out, "full_mark = {}  # {origin}", number(subject.full_mark));
            put!(out, "decimals = {}", subject.decimals);
            if subject.elective {
                put!(out, "elective = true  # 选考：空白 = 未选 / chosen by pupils: a blank is not taken");
            }
            if let Some(path) = &subject.items {
                let path = quoted(&relative(path, base));
                put!(out, "items = {path}  # 双向细目表 / two-way specification table");
            }
        }
        if self.subjects.is_empty() {
            put!(out, "\n[[subject]]\nid = \"math\"\nname = \"数学\"\nfull_mark = 100");
        }
    }
}

impl Sketch {
    /// What a mapping file should hold to read these sheets again, under a name.
    ///
    /// Columns that the files name differently are left out.
    #[must_use]
    pub fn to_mapping(&self, name: &str) -> String {
        let scores: Vec<&SketchedFile> = self.files.iter().filter(|file| file.kind == FileKind::Scores).collect();
        let mut columns = scores.first().map(|file| file.columns.clone()).unwrap_or_default();
        columns.retain(|role, header| scores.iter().all(|file| file.columns.get(role) == Some(header)));
        let status_words = self.status_words.clone();
        crate::mapping::save(&RawSource { columns, status_words, ..RawSource::default() }, name)
    }

    fn source(&self, out: &mut String, file: &SketchedFile, path: &str) {
        source(out, file, path);
        if let (FileKind::Scores | FileKind::Unreadable, Some(mapping)) = (file.kind, &self.mapping) {
            put!(out, "mapping = {}  # 列的对应关系 / which column is which", quoted(mapping));
        }
        if file.kind == FileKind::Scores && !self.status_words.is_empty() {
            let words: Vec<String> = self
                .status_words
                .iter()
                .map(|(word, status)| format!("{} = \"{}\"", quoted(word), status.id()))
                .collect();
            put!(out, "status_words = {{ {} }}", words.join(", "));
        }
        for kind in &file.also {
            let (kind, subject, sheet) = (*kind, file.subject.clone(), file.sheet.clone());
            let also = SketchedFile { kind, subject, sheet, ..SketchedFile::default() };
            source(out, &also, path);
        }
        for sheet in &file.rosters {
            source(out, &SketchedFile { kind: FileKind::Roster, ..SketchedFile::default() }, path);
            put!(out, "sheet = {}", quoted(sheet));
        }
    }
}

fn source(out: &mut String, file: &SketchedFile, path: &str) {
    let (kind, comment) = match file.kind {
        FileKind::Pupils => (Some("roster"), "考生名单：各校各班应考人数 / pupils expected, one row each"),
        FileKind::Noted => (None, "缺考、违纪等名单 / pupils who were absent or broke a rule"),
        FileKind::Roster => (Some("roster"), "在籍与应考人数 / pupils enrolled and expected"),
        FileKind::Schools => (Some("schools"), "学校名单 / school list"),
        FileKind::Items => (Some("items"), "小题分 / item scores"),
        FileKind::Options => (Some("options"), "选项 / chosen options"),
        FileKind::Marking => (Some("marking"), "评卷（一评、二评、三评）/ first, second and third marks"),
        _ => (None, "成绩 / scores"),
    };
    put!(out, "\n# {comment}");
    put!(out, "[[source]]\npath = {}", quoted(path));
    if let Some(kind) = kind {
        put!(out, "kind = {}", quoted(kind));
    }
    if let Some(sheet) = &file.sheet {
        put!(out, "sheet = {}  # 问题 / question: 分析哪一次考试？ / which of the exams?", quoted(sheet));
    }
    let is_of_items = matches!(file.kind, FileKind::Items | FileKind::Options | FileKind::Marking);
    if let (true, Some(subject)) = (is_of_items, &file.subject) {
        put!(out, "subject = {}", quoted(subject));
    }
    match file.school {
        SchoolOrigin::FileName => {
            let name = quoted(schools::called(&stem(&file.path)));
            put!(out, "school = {name}  # 问题 / question: 取自文件名 / taken from the file name");
        }
        SchoolOrigin::OneUnnamed => {
            put!(out, "school = \"本校\"  # 问题 / question: 学校名称？ / what is the school called?");
        }
        SchoolOrigin::Identifiers => put!(
            out,
            "# 没有学校列的表按考号从其他成绩表取学校和班级，不必设 school / rows without a school find school and class by \
             identifier in the other tables: no school is set"
        ),
        SchoolOrigin::Nowhere => put!(out, "# school = \"\"  # 问题 / question: 学校？ / which school?"),
        SchoolOrigin::Told => {}
    }
    if !file.ignored.is_empty() {
        let headers: Vec<String> = file.ignored.iter().map(|header| quoted(header)).collect();
        put!(out, "ignore = [{}]  # 只有等第，没有分数 / grades and no marks", headers.join(", "));
    }
    if !file.chosen.is_empty() {
        let columns: Vec<String> =
            file.chosen.iter().map(|(id, header)| format!("{id} = {}", quoted(header))).collect();
        put!(out, "columns = {{ {} }}", columns.join(", "));
    }
}

/// The roster that a list of pupils amounts to, as a comment.
fn expected(out: &mut String, file: &SketchedFile) {
    /// More lines are of no use in a comment.
    const MOST: usize = 500;
    put!(
        out,
        "\n# {} 各校各班人数；另存为 roster.csv（去掉行首的 #）并加入下面的来源，即为应考名单\n\
         # pupils by school and class; saved as roster.csv without the # it is the roster, with this source",
        name_of(&file.path).replace(char::is_control, " ")
    );
    put!(out, "# [[source]]\n# path = \"roster.csv\"\n# kind = \"roster\"\n#\n# 学校,班级,应考人数");
    for ([school, class], pupils) in file.listed.iter().take(MOST) {
        put!(out, "# {},{},{pupils}", field(school), field(class));
    }
}

/// A field of a CSV in one line.
fn field(text: &str) -> String {
    let line = text.replace(char::is_control, " ");
    if line.contains([',', '"']) { format!("\"{}\"", line.replace('"', "\"\"")) } else { line }
}

/// A TOML string.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out + "\""
}

fn number(value: f64) -> String {
    format!("{value}")
}
