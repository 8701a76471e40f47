//! What a set of files looks like, and the specification that would read them.

mod examples;
mod exams;
mod found;
mod full;
mod guess;
mod items;
mod marks;
mod scaled;
mod scan;
mod schools;
mod settle;
mod stacked;
mod stated;
mod taken;
mod title;
mod usual;
mod whose;
mod write;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use wutong_model::spec::{IdScope, RawLimits, RawSource};

use crate::alias;
use crate::cell::fold;
use crate::error::IngestError;
use crate::feed::Sheets;
use crate::format::{Opening, read_input};
use crate::hash::FastBuild;
use crate::layout::{MarkKind, is_made, letters, marks_named};
use crate::mapping;
use crate::paths::{archived, expand};
use crate::sketch::items::{ItemsOfFile, Specification};
use crate::sketch::marks::Marks;
use crate::sketch::scan::{ScannedSheet, Scanner};
use crate::sketch::schools::SheetPupils;
use crate::sketch::taken::Sets;
use crate::source::Payload;
use crate::subject::Vocabulary;

pub use crate::sketch::found::{FileKind, Question, Sketch, SketchedFile, SketchedSubject};
pub use crate::sketch::schools::SchoolOrigin;

/// Looks at files.
///
/// Folders stand for the files in them.
///
/// # Errors
/// [`IngestError`] if no file can be read at all. A file among others that cannot be read or understood is a question.
pub fn sketch(paths: &[PathBuf]) -> Result<Sketch, IngestError> {
    sketch_with(paths, &RawSource::default())
}

/// As [`sketch`], with what is known of the files already: the columns, words and places of a mapping.
///
/// # Errors
/// As [`sketch`].
pub fn sketch_with(paths: &[PathBuf], known: &RawSource) -> Result<Sketch, IngestError> {
    let others = known.columns.keys().map(String::as_str).filter(|key| !mapping::is_role(key));
    let vocabulary = Vocabulary::known(others);
    let mut found = Found::default();
    let mut errors = Vec::new();
    let mut files = Vec::new();
    for path in paths {
        files.extend(expand(Path::new(""), &path.to_string_lossy())?);
    }
    let n_files = files.len();
    let scanned: Vec<(PathBuf, Result<Vec<ScannedSheet>, IngestError>)> =
        files.into_iter().map(|path| (path.clone(), scan(&path, known, &vocabulary))).collect();
    let sheets: Vec<(&Path, &[ScannedSheet])> = scanned
        .iter()
        .map(|(path, sheets)| (path.as_path(), sheets.as_ref().map_or(&[] as &[ScannedSheet], Vec::as_slice)))
        .collect();
    found.note_raw(&sheets, &vocabulary);
    let earlier = found.ask_earlier_files(&sheets);
    let examples = found.ask_examples(&sheets);
    for (at, (path, sheets)) in scanned.into_iter().enumerate() {
        match sheets {
            Ok(_) if earlier.contains(&at) || examples.contains(&at) => {
                found.files.push(SketchedFile { path, kind: FileKind::Unknown, ..SketchedFile::default() });
            }
            Ok(sheets) => found.file(&path, sheets, &vocabulary),
            Err(error) => {
                found.ask(
                    format!("{}；已写入来源，修好后即会读取；若不是成绩请删去", error.zh()),
                    format!("{error}; it is among the sources and is read once it is mended; if it holds no scores, delete it"),
                );
                found.files.push(SketchedFile { path, kind: FileKind::Unreadable, ..SketchedFile::default() });
                errors.push(error);
            }
        }
    }
    if errors.len() == n_files && n_files > 0 {
        let first = Box::new(errors.remove(0));
        return Err(if errors.is_empty() { *first } else { IngestError::Files { first, rest: errors } });
    }
    Ok(found.finish(&vocabulary))
}

/// The sheets of a file, or of the files in an archive.
fn scan(path: &Path, known: &RawSource, vocabulary: &Vocabulary) -> Result<Vec<ScannedSheet>, IngestError> {
    let limits = RawLimits::default();
    let name = path.to_string_lossy().replace('\\', "/");
    let mut sheets = Vec::new();
    for inner in archived(path, &name, limits) {
        let mut scanner = Scanner::new(&inner.name, known, vocabulary);
        let payload = inner.packed.as_ref().map_or(Payload::File(path), Payload::Member);
        let opening = Opening { sheet: known.sheet.as_deref(), ..Opening::all(&inner.name, limits) };
        read_input(payload, opening, &mut Sheets::into(&mut scanner))?;
        sheets.append(&mut scanner.finish());
    }
    Ok(sheets)
}

/// The cells of a subject in a sheet.
struct Filled {
    subject: String,
    cells: guess::Cells,
    /// Its file; `None` where items were summed up.
    file: Option<usize>,
    /// Position of its pupils.
    sheet: Option<usize>,
}

#[derive(Default)]
struct Found {
    files: Vec<SketchedFile>,
    /// The pupils of the sheets of scores.
    sheets: Vec<SheetPupils>,
    /// Of each sheet of scores whether it has identifiers and names, and its subjects.
    held: Vec<(bool, bool, BTreeSet<String>)>,
    /// Two-way specification tables by position of their file.
    specifications: Vec<(usize, Specification)>,
    /// Marks summed up from items.
    sums: Vec<(String, Marks, f64)>,
    /// What the highest marks of the items of a subject sum up to.
    highest: BTreeMap<String, f64>,
    grades: BTreeMap<u8, u64>,
    /// The schools of the identifiers in lists of pupils, hashed; `None` for those of several.
    listed: BTreeMap<u64, Option<u64>>,
    /// Texts that name a subject and more, by subject.
    written: BTreeMap<String, BTreeSet<String>>,
    order: Vec<String>,
    names: BTreeMap<String, String>,
    marks: BTreeMap<String, Marks>,
    /// Filled and blank cells of each subject and sheet.
    filled: Vec<Filled>,
    stated: BTreeMap<String, Vec<f64>>,
    /// Full marks that files state beside the tables.
    stated_beside: BTreeMap<String, Vec<f64>>,
    counties: BTreeSet<String>,
    /// Titles of each sheet that has any.
    titles: Vec<Vec<String>>,
    /// Sheets of scores, whether they are named after scaled marks, and their subjects.
    named: Vec<(String, bool, BTreeSet<String>)>,
    /// The subjects of sheets that are not named after scaled marks.
    raw: BTreeSet<String>,
    questions: Vec<Question>,
    words: BTreeMap<String, u64>,
    electives: Vec<String>,
    /// What pupils have side by side.
    taken: Sets,
    /// Subjects of which a zero means that a pupil did not choose them.
    zeroed: BTreeSet<String>,
    /// Full marks that electives have at least, because another one of their group has.
    least_full: BTreeMap<String, f64>,
    /// Physics, chemistry and biology are parts of one paper.
    is_science_paper: bool,
}

impl Found {
    fn ask(&mut self, zh: String, en: String) {
        let question = Question { zh, en };
        if !self.questions.contains(&question) {
            self.questions.push(question);
        }
    }

    fn file(&mut self, path: &Path, sheets: Vec<ScannedSheet>, vocabulary: &Vocabulary) {
        let kind = sheets.iter().map(|sheet| sheet.kind).min().unwrap_or(FileKind::Unknown);
        let items = ItemsOfFile::of(path, &sheets, vocabulary);
        let shown = name_of(path);
        let is_explained = self.not_read(&shown, &sheets, vocabulary);
        self.beside_scores(&sheets, vocabulary);
        for sheet in sheets.iter().filter(|sheet| sheet.kind == FileKind::Noted) {
            self.ask_noted(&shown, sheet);
        }
        for sheet in sheets.iter().filter(|sheet| sheet.unread > 0) {
            self.ask_unread(&shown, sheet);
        }
        let mut of_kind: Vec<ScannedSheet> = sheets.into_iter().filter(|sheet| sheet.kind == kind).collect();
        // Beside a sheet of pupils, one without identifiers and names is a summary.
        if of_kind.iter().any(|sheet| sheet.has_id) {
            of_kind.retain(|sheet| sheet.has_id || sheet.has_name && sheet.hidden.is_none());
        }
        let mut file = SketchedFile {
            path: path.to_owned(),
            kind,
            rows: of_kind.iter().map(|sheet| sheet.rows).sum(),
            has_school: of_kind.iter().all(|sheet| sheet.has_school),
            subject: items.subject.clone().or_else(|| subject_of_name(path)),
            also: items.kinds.iter().copied().filter(|also| *also != kind).collect(),
            ..SketchedFile::default()
        };
        match kind {
            FileKind::Scores => {
                if exams::are_several(&of_kind) {
                    file.sheet = self.ask_exams(&shown, &mut of_kind);
                }
                for sheet in of_kind {
                    self.scores(&shown, sheet, &mut file, vocabulary);
                }
            }
            FileKind::Schools => self.counties.extend(of_kind.into_iter().flat_map(|sheet| sheet.counties)),
            FileKind::Pupils => file.listed = of_kind.into_iter().flat_map(|sheet| sheet.listed).collect(),
            FileKind::Unknown if is_explained => {}
            FileKind::Unknown if of_kind.iter().any(|sheet| sheet.is_total_only) => self.ask(
                format!("{shown} 只有总分，没有各科成绩，没有写入；请加上各科成绩后重新运行 wutong init"),
                format!(
                    "{shown} has totals and no marks of subjects and was left out; add these and run wutong init again"
                ),
            ),
            FileKind::Unknown => self.ask(
                format!("{shown} 看不出是什么表，没有写入；若是成绩表请检查表头"),
                format!("{shown} looks like no known table and was left out; if it holds scores, check its header"),
            ),
            FileKind::Items | FileKind::Options | FileKind::Marking if items.is_named => {}
            FileKind::Items | FileKind::Options | FileKind::Marking if file.subject.is_none() => {
                self.ask(format!("{shown} 是哪一科的？"), format!("{shown}: of which subject is it?"));
            }
            _ => {}
        }
        if items.is_unsure {
            self.ask(
                format!("{shown} 是小题分还是选项（没有一格有内容）？暂按小题分"),
                format!("{shown}: are these item marks or chosen options (no cell is filled)? taken for marks"),
            );
        }
        if kind == FileKind::Scores && !file.also.is_empty() && !items.is_named && file.subject.is_none() {
            file.also.clear();
            self.ask(
                format!("{shown} 有小题分，是哪一科的？请另写一个 [[source]]，kind = \"items\"，并写明 subject"),
                format!(
                    "{shown} holds items; of which subject? add a [[source]] of it with kind = \"items\" and its subject"
                ),
            );
        }
        if items.is_named {
            file.subject = None;
        }
        self.files.push(file);
    }

    fn scores(&mut self, shown: &str, sheet: ScannedSheet, file: &mut SketchedFile, vocabulary: &Vocabulary) {
        if let (Some(name), 1..) = (&sheet.hidden, sheet.rows) {
            self.ask(
                format!("{shown}：隐藏的工作表“{name}”有 {} 行：与可见的表成绩不一致时视为旧稿，整表不计入；一致或可见的表没有这些学生时也会计入。若不应计入请删除，或在 [[source]] 设 sheet", sheet.rows),
                format!(
                    "{shown}: the hidden sheet '{name}' has {} rows; where its marks differ from those of visible sheets it is \
                     an older version and none of it counts, otherwise it counts too; delete it if it should not, or set \
                     sheet in [[source]]",
                    sheet.rows
                ),
            );
        }
        if sheet.is_halved {
            self.ask(
                format!("{shown}：表格分左右两栏，只能读到一栏；请把右栏移到左栏下面"),
                format!("{shown}: the table stands in two halves side by side; put the right half below the left one"),
            );
        }
        self.zeroed.extend(sheet.zeroed.iter().map(|subject| vocabulary.id(*subject).to_owned()));
        let subjects: Vec<String> =
            sheet.subjects.iter().map(|column| vocabulary.id(column.subject).to_owned()).collect();
        let is_scaled = marks_named(&file.path.to_string_lossy(), &sheet.name) == Some(MarkKind::Scaled);
        let called = if is_made(&sheet.name) { shown.to_owned() } else { format!("{shown} {}", sheet.name) };
        self.named.push((called, is_scaled, subjects.iter().cloned().collect()));
        // Marks that were made from others tell nothing that those do not.
        let is_beside = is_scaled && subjects.iter().all(|id| self.raw.contains(id));
        if !is_beside {
            self.taken.add(&sheet.taken, &subjects);
        }
        self.held.push((sheet.has_id, sheet.has_name, subjects.iter().cloned().collect()));
        for column in sheet.subjects {
            let id = vocabulary.id(column.subject).to_owned();
            if let Some(second) = column.rival.filter(|_| !sheet.is_halved) {
                // Two columns of one header are told apart by their letters.
                let is_same = fold(&column.header) == fold(&second);
                let chosen = if is_same { letters(column.column) } else { column.header.clone() };
                self.ask(
                    format!(
                        "{shown}：“{}”和“{second}”都像{}的成绩，暂用前者（columns 中的 {chosen}）",
                        column.header,
                        shown_name(&id)
                    ),
                    format!(
                        "{shown}: '{}' and '{second}' both look like {id}; the first is used ({chosen} in columns)",
                        column.header
                    ),
                );
                file.chosen.insert(id.clone(), chosen);
            }
            if let Some(scaled) = column.scaled {
                self.ask(
                    format!(
                        "{shown}：{}既有“{}”又有“{scaled}”，分析前者；若要分析后者请设 marks = \"scaled\"",
                        shown_name(&id),
                        column.header
                    ),
                    format!(
                        "{shown}: {id} has '{}' and '{scaled}'; the first is analysed, set marks = \"scaled\" for the second",
                        column.header
                    ),
                );
            }
            self.ask_either(shown, &column.header, &id);
            if !self.order.contains(&id) {
                self.order.push(id.clone());
                self.names.insert(id.clone(), printed_name(&column.header, column.subject, vocabulary));
            }
            self.stated.entry(id.clone()).or_default().extend(column.stated);
            if is_beside {
                continue;
            }
            self.filled.push(Filled {
                subject: id.clone(),
                cells: guess::Cells { n: column.marks.n, blank: column.marks.blank },
                file: Some(self.files.len()),
                sheet: sheet.has_id.then_some(self.sheets.len()),
            });
            self.marks.entry(id).or_default().merge(&column.marks);
        }
        self.ask_columns(shown, sheet.unknown_numeric);
        if let Some(header) = sheet.named.get("school").filter(|header| header.contains("毕业")) {
            self.ask(
                format!("{shown} 没有别的学校列，以“{header}”为学校；若考生现在另一所学校，请加上“学校”列"),
                format!(
                    "{shown} has no other column of schools, so '{header}' is taken for the school; if pupils are at another \
                     school now, add a column 学校"
                ),
            );
        }
        file.columns.extend(sheet.named);
        for (word, times) in sheet.unknown_words {
            *self.words.entry(word).or_default() += times;
        }
        for (text, position) in sheet.written {
            self.written.entry(vocabulary.id(position).to_owned()).or_default().insert(text);
        }
        if sheet.has_id {
            self.sheets.push(SheetPupils {
                file: self.files.len(),
                has_school: sheet.has_school,
                subjects: subjects.into_iter().collect(),
                keys: sheet.keys,
                letters: sheet.letters,
                is_of_class: sheet.is_of_class,
                is_long: sheet.is_long,
                rows: sheet.pupils,
                ..SheetPupils::default()
            });
        }
        self.counties.extend(sheet.counties);
        self.titles.extend(Some(sheet.titles).filter(|titles| !titles.is_empty()));
    }

    /// Asks about columns of numbers that are not understood.
    fn ask_columns(&mut self, shown: &str, headers: Vec<String>) {
        let n_unknown = headers.len();
        if n_unknown > MOST_QUESTIONS {
            self.ask(
                format!("{shown}：另有 {} 列数字看不出是什么，没有使用", n_unknown - MOST_QUESTIONS),
                format!(
                    "{shown}: {} more columns of numbers are not understood and not used",
                    n_unknown - MOST_QUESTIONS
                ),
            );
        }
        for header in headers.into_iter().take(MOST_QUESTIONS) {
            self.ask(
                format!("“{header}”是学科吗？若是请添加 [[subject]] 并在 columns 中指定"),
                format!("is '{header}' a subject? if so, add a [[subject]] and name it in columns"),
            );
        }
    }

    /// Item files with a total are no second source of marks that other files hold.
    ///
    /// They hold the same pupils: files of several schools may well be made differently.
    fn demote(&mut self) {
        let subjects = |file: &SketchedFile| -> BTreeSet<String> {
            file.columns.keys().filter(|key| !mapping::is_role(key)).cloned().collect()
        };
        let is_scores = |file: &SketchedFile| file.kind == FileKind::Scores;
        let plain = self.files.iter().filter(|file| is_scores(file) && file.also.is_empty());
        let held: BTreeSet<String> = plain.flat_map(subjects).collect();
        let is_plain = |file: usize| is_scores(&self.files[file]) && self.files[file].also.is_empty();
        let ids_of = |is_wanted: &dyn Fn(usize) -> bool| -> Vec<u64> {
            self.sheets.iter().filter(|sheet| is_wanted(sheet.file)).flat_map(|sheet| sheet.keys.clone()).collect()
        };
        let known: BTreeSet<u64> = ids_of(&is_plain).into_iter().collect();
        let again = |ids: &[u64]| ids.iter().filter(|id| known.contains(id)).count() * 2 > ids.len();
        let repeats: Vec<bool> = (0..self.files.len()).map(|file| again(&ids_of(&|other| other == file))).collect();
        let of_items =
            |(file, repeats): &(&mut SketchedFile, bool)| is_scores(file) && !file.also.is_empty() && *repeats;
        for (file, _) in self.files.iter_mut().zip(repeats).filter(of_items) {
            if subjects(file).is_subset(&held) {
                file.kind = file.also.remove(0);
                file.columns.clear();
            }
        }
    }

    /// The cells of each subject, those of pupils counted once whom several sheets show.
    fn cells(&self, id_scope: IdScope) -> BTreeMap<String, guess::Cells> {
        let mut all: BTreeMap<String, guess::Cells> = BTreeMap::new();
        let mut counted: BTreeMap<&str, HashSet<u64, FastBuild>> = BTreeMap::new();
        let is_scores = |of: &&Filled| of.file.is_none_or(|file| self.files[file].kind == FileKind::Scores);
        for Filled { subject, cells, sheet, .. } in self.filled.iter().filter(is_scores) {
            // Elsewhere the same identifiers are of other pupils.
            let sheet = sheet.filter(|_| id_scope == IdScope::Exam);
            let keys = sheet.map(|sheet| self.sheets[sheet].keys.as_slice()).unwrap_or_default();
            let known = counted.entry(subject).or_default();
            let again = keys.iter().filter(|key| known.contains(key)).count();
            if again * 2 > keys.len() {
                continue;
            }
            known.extend(keys);
            let sum = all.entry(subject.clone()).or_default();
            (sum.n, sum.blank) = (sum.n + cells.n, sum.blank + cells.blank);
        }
        all
    }

    fn finish(mut self, vocabulary: &Vocabulary) -> Sketch {
        self.demote();
        let codes = self.take_codes();
        let id_scope = self.schools();
        self.ask_schools();
        self.ask_letters();
        self.ask_names();
        self.ask_scaled();
        self.ask_lists();
        self.sum_items();
        // Where files are named after their schools, one that cannot be read is too.
        let is_named = self.files.iter().any(|file| file.school == SchoolOrigin::FileName);
        for file in self.files.iter_mut().filter(|file| file.kind == FileKind::Unreadable && is_named) {
            file.school = SchoolOrigin::FileName;
        }
        let mut order = std::mem::take(&mut self.order);
        self.leave_out_blanks(&mut order);
        self.leave_out_grades(&mut order);
        self.is_science_paper = guess::is_science_paper(&self.marks);
        self.electives = guess::electives(&self.cells(id_scope));
        let mut choices = self.choices(&order);
        self.ask_junior_electives(&mut choices, &order);
        self.ask_zeros(&order);
        self.ask_science_paper(!choices.is_empty());
        // 请假, 病假: a pupil on leave is no slip, even a single one.
        self.words.retain(|word, times| *times >= FREQUENT_WORD || word.ends_with('假'));
        self.ask_formulas();
        self.ask_texts();
        if !self.words.is_empty() {
            let words = self.words.keys().cloned().collect::<Vec<_>>().join("、");
            self.ask(
                format!("成绩列中的“{words}”是什么意思？已在 status_words 中暂作缺考"),
                format!("what do '{words}' in columns of marks mean? status_words takes them for absent"),
            );
        }
        self.words.extend(codes);
        // What a header says goes before what stands elsewhere.
        for (id, full) in std::mem::take(&mut self.stated_beside) {
            let known = self.stated.entry(id).or_default();
            if known.is_empty() {
                *known = full;
            }
        }
        let mut tables = self.specifications(&order, vocabulary);
        let mut inferred: BTreeMap<String, guess::FullMark> =
            order.iter().map(|id| (id.clone(), self.inferred(id))).collect();
        // A full mark that is written tells nothing of others.
        let mut open: BTreeMap<String, guess::FullMark> = BTreeMap::new();
        for id in order.iter().filter(|id| !self.is_full_known(id, tables.get(*id))) {
            open.extend(inferred.remove(id).map(|found| (id.clone(), found)));
        }
        let doubts = if self.is_science_paper { BTreeMap::new() } else { usual::settle(&mut open, self.grade_guess()) };
        inferred.append(&mut open);
        // Subjects that pupils choose among have one full mark, those of few pupils too.
        for choice in &choices {
            let full = |id: &String| inferred.get(id).map_or(0.0, |found| found.full_mark);
            let most = choice.subjects.iter().map(full).fold(0.0, f64::max);
            for id in &choice.subjects {
                if let Some(found) = inferred.get_mut(id) {
                    found.full_mark = most;
                }
            }
        }
        let subjects = order.into_iter().map(|id| {
            let table = tables.remove(&id);
            let found = inferred.remove(&id).expect("inferred for each subject");
            self.subject(table, found, doubts.get(&id), id)
        });
        let subjects = subjects.collect::<Vec<_>>();
        // Headers and tables of items may state full marks that are not one: totals would not compare.
        let full =
            |id: &String| subjects.iter().find(|subject| subject.id == *id).map(|subject| subject.full_mark.to_bits());
        choices.retain(|choice| choice.subjects.windows(2).all(|pair| full(&pair[0]) == full(&pair[1])));
        let n_chosen = choices.iter().map(|choice| choice.subjects.len()).sum::<usize>();
        if n_chosen < self.electives.len() {
            choices.clear();
            self.ask_electives(&subjects);
        }
        if subjects.is_empty() {
            self.ask(
                "没有找到任何学科的成绩列，下面的学科只是示例".to_owned(),
                "no column of a subject was found; the subject below is an example".to_owned(),
            );
        }
        if id_scope != IdScope::Exam {
            self.ask(
                "不同学校或班级的学生用了相同的考号，已设 id_unique_within；请确认".to_owned(),
                "identifiers repeat across schools or classes, so id_unique_within is set; please confirm".to_owned(),
            );
        }
        self.ask_grades();
        let region = if self.counties.len() == 1 { self.counties.pop_first() } else { None };
        let n_schools = self.n_schools();
        let Self { files, questions, titles, words: status_words, grades, .. } = self;
        let (title, (grade, _)) = (title::title(&titles, n_schools > 1), guess::grade(&grades));
        Sketch { files, subjects, choices, questions, id_scope, region, title, grade, status_words, mapping: None }
    }

    /// Asks about texts among marks that do not look like a word for a missing mark: numbers with a slip, grades. They are
    /// set aside until somebody says what they mean.
    fn ask_texts(&mut self) {
        let (statuses, others) = std::mem::take(&mut self.words).into_iter().partition(|(word, _)| says_absence(word));
        self.words = statuses;
        let words: Vec<String> = others.into_keys().collect();
        if !words.is_empty() {
            let words = words.join("、");
            self.ask(
                format!("成绩列中的“{words}”既不是分数，也看不出是缺考等标记，这些单元格将被搁置；若是分数请在文件中改正，若是标记请写入 status_words，若该列是等级而不是分数请写入 ignore"),
                format!(
                    "'{words}' in columns of marks are no marks and look like no status; these cells will be set aside: \
                     correct marks in the file, put a status into status_words, or a column of grades into ignore"
                ),
            );
        }
    }

    /// The name of a subject: where a long table writes more than that, as it does.
    fn name(&mut self, id: &str) -> String {
        let name = self.names.remove(id).unwrap_or_else(|| id.to_owned());
        let written = self.written.remove(id).unwrap_or_default();
        if written.len() > 1 {
            let texts = written.iter().map(String::as_str).collect::<Vec<_>>().join("、");
            self.ask(
                format!("科目列中“{texts}”都像{}，只能认出一种写法；请统一写法", shown_name(id)),
                format!(
                    "'{texts}' in the column of subjects all look like {id}, and one only is known; write them alike"
                ),
            );
        }
        written.into_iter().next().unwrap_or(name)
    }

    /// How many schools the rows are of, as far as that can be told.
    fn n_schools(&self) -> usize {
        let is_scores = |file: &SketchedFile| file.kind == FileKind::Scores;
        let named = self.files.iter().filter(|file| is_scores(file) && file.school == SchoolOrigin::FileName).count();
        let told = self.sheets.iter().filter(|sheet| is_scores(&self.files[sheet.file]) && sheet.has_school);
        let told: HashSet<u64, FastBuild> = told.flat_map(|sheet| sheet.rows.iter().map(|row| row.school)).collect();
        named + told.len()
    }

    /// The grade that rows, titles or files tell; the usual one where nothing does.
    fn grade_guess(&self) -> u8 {
        self.grade_told().unwrap_or(9)
    }

    /// The grade that rows, titles or files tell.
    fn grade_told(&self) -> Option<u8> {
        let files = self.files.iter().map(|file| file.path.to_string_lossy().into_owned());
        let texts: Vec<String> = self.titles.iter().flatten().cloned().chain(files).collect();
        guess::exam(&texts, guess::grade(&self.grades).0).grade
    }
}

/// Columns of a sheet that are asked about one by one.
const MOST_QUESTIONS: usize = 20;
/// A text that stands for a status comes more often than a slip.
const FREQUENT_WORD: u64 = 3;

/// Whether a text among marks may well be a word for a missing one: 没来, 请假, 未到; no number with a slip, no grade.
fn says_absence(word: &str) -> bool {
    const PARTS: [&str; 22] = [
        "缺", "未", "无", "没", "免", "缓", "弃", "旷", "假", "病", "退", "休", "转", "离", "借", "停", "违", "弊",
        "取消", "不", "走", "absent",
    ];
    const GRADES: [&str; 4] = ["不合格", "不及格", "未达标", "不达标"];
    // QK, but no grade A.
    let is_abbreviation = word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    !GRADES.contains(&word)
        && !word.contains(|c: char| c.is_ascii_digit())
        && (PARTS.iter().any(|part| word.contains(part)) || is_abbreviation)
}

/// The name of a subject as a header writes it, where it is Chinese; the usual one otherwise.
fn printed_name(header: &str, subject: usize, vocabulary: &Vocabulary) -> String {
    let folded = fold(header);
    let combined = || vocabulary.combined(&folded).map(|(position, rest)| (position, "", rest));
    let own = combined()
        .or_else(|| vocabulary.within(&folded))
        .filter(|(position, ..)| *position == subject)
        .map(|(_, before, after)| folded[before.len()..folded.len() - after.len()].to_owned());
    let id = vocabulary.id(subject);
    own.filter(|name| !name.is_ascii())
        .or_else(|| alias::subject_name(id).map(str::to_owned))
        .or_else(|| (!header.is_ascii()).then(|| header.rsplit('/').next().unwrap_or(header).trim().to_owned()))
        .unwrap_or_else(|| id.to_owned())
}

/// The subject that a file name speaks of: `math.csv`, `blueprint_math.csv`, `数学小题分.xlsx`.
fn subject_of_name(path: &Path) -> Option<String> {
    let stem = fold(&stem(path));
    let whole = stem.split(['_', '-', '.', ' ']).find_map(alias::known_subject);
    let within = || {
        let named = |names: &&[&str]| names.iter().any(|name| !name.is_ascii() && stem.contains(name));
        alias::SUBJECTS.iter().find(|(_, _, names)| named(names)).map(|(id, ..)| *id)
    };
    whole.or_else(within).map(str::to_owned)
}

/// The usual name of a subject, for readers of Chinese.
fn shown_name(id: &str) -> &str {
    alias::subject_name(id).unwrap_or(id)
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}
