//! What a set of files looks like, and the specification that would read them.

mod examples;
mod exams;
mod found;
mod full;
mod gather;
mod guess;
mod items;
mod legend;
mod marks;
mod scaled;
mod scan;
mod schools;
mod settle;
mod stacked;
mod stated;
mod summaries;
mod taken;
mod title;
mod usual;
mod whose;
mod write;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use wutong_model::Status;
use wutong_model::spec::{IdScope, RawLimits, RawSource};

use crate::alias;
use crate::cell::fold;
use crate::error::IngestError;
use crate::feed::Sheets;
use crate::format::{Opening, read_input};
use crate::hash::FastBuild;
use crate::layout::school_in;
use crate::mapping;
use crate::paths::{Archived, archived, expand};
use crate::sketch::exams::Told;
use crate::sketch::items::Specification;
use crate::sketch::marks::Marks;
use crate::sketch::scan::{ScannedSheet, Scanner};
use crate::sketch::schools::SheetPupils;
use crate::sketch::taken::{Sets, Taken};
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
    let scanned: Vec<Scanned> = files.iter().flat_map(|path| scan(path, known, &vocabulary)).collect();
    let n_files = scanned.len();
    let sheets: Vec<(&Path, &[ScannedSheet])> = scanned
        .iter()
        .map(|(path, sheets)| (path.as_path(), sheets.as_ref().map_or(&[] as &[ScannedSheet], Vec::as_slice)))
        .collect();
    found.note_raw(&sheets, &vocabulary);
    found.note_items(&sheets);
    let earlier = found.ask_earlier_files(&sheets);
    let drafts = found.ask_drafts(&sheets, &earlier);
    let examples = found.ask_examples(&sheets);
    let summaries = found.tell_summaries(&sheets);
    let items = found.ask_earlier_items(&sheets, &earlier);
    found.ask_resits(&sheets);
    found.ask_lists_again(&sheets);
    for (at, (path, sheets)) in scanned.into_iter().enumerate() {
        match sheets {
            Ok(_)
                if [&earlier, &drafts, &examples, &summaries, &items].iter().any(|left_out| left_out.contains(&at)) =>
            {
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

/// A file with its sheets.
type Scanned = (PathBuf, Result<Vec<ScannedSheet>, IngestError>);

/// The sheets of a file. An archive of files of one kind is one file; of several kinds it is a folder of files.
fn scan(path: &Path, known: &RawSource, vocabulary: &Vocabulary) -> Vec<Scanned> {
    let limits = RawLimits::default();
    let name = path.to_string_lossy().replace('\\', "/");
    let scan_one = |inner: &Archived| {
        let mut scanner = Scanner::new(&inner.name, known, vocabulary);
        let payload = inner.packed.as_ref().map_or(Payload::File(path), Payload::Member);
        let opening = Opening { sheet: known.sheet.as_deref(), ..Opening::all(&inner.name, limits) };
        read_input(payload, opening, &mut Sheets::into(&mut scanner))?;
        Ok(scanner.finish())
    };
    let inner = archived(path, &name, limits);
    let scanned: Vec<Scanned> = inner.iter().map(|inner| (PathBuf::from(&inner.name), scan_one(inner))).collect();
    let kind = |(_, sheets): &Scanned| sheets.as_ref().ok()?.iter().map(|sheet| sheet.kind).min();
    let kinds: BTreeSet<FileKind> = scanned.iter().filter_map(kind).filter(|kind| *kind != FileKind::Unknown).collect();
    // Items of several subjects beside their marks need a source a subject.
    let has_items = |(_, sheets): &Scanned| {
        sheets.iter().flatten().any(|sheet| sheet.kind == FileKind::Scores && sheet.items.is_some())
    };
    if kinds.len() > 1 || scanned.len() > 1 && scanned.iter().any(has_items) {
        return scanned;
    }
    let all: Result<Vec<Vec<ScannedSheet>>, IngestError> = scanned.into_iter().map(|(_, sheets)| sheets).collect();
    vec![(path.to_owned(), all.map(|sheets| sheets.into_iter().flatten().collect()))]
}

/// The two-way specification table of a subject.
struct PaperTable {
    /// Position of its file.
    file: usize,
    /// What its items sum up to; `None` where pupils choose among them.
    total: Option<f64>,
    /// How many items it has, with those that have a name instead of a number and without them.
    n_items: [usize; 2],
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
    /// Hashes of the pupils of sheets of scores that name them and have no identifiers, by file.
    called: Vec<(usize, Vec<u64>)>,
    /// Of each sheet of scores whether it has identifiers and names, and its subjects.
    held: Vec<(bool, bool, BTreeSet<String>)>,
    /// Two-way specification tables by position of their file.
    specifications: Vec<(usize, Specification)>,
    /// Marks summed up from items.
    sums: Vec<(String, Marks, f64)>,
    /// Files with one row a pupil and item.
    long_items: Vec<String>,
    /// What the highest marks of the items of a subject sum up to.
    highest: BTreeMap<String, f64>,
    /// How many columns of items a subject has.
    item_columns: BTreeMap<String, usize>,
    /// What the full marks in the headers of all items of a subject sum up to.
    item_fulls: BTreeMap<String, f64>,
    /// Files of schools that say nothing to group them by, and whether they have codes.
    no_groups: Vec<(usize, bool)>,
    /// Names and full marks of subjects that were inferred without a question.
    guessed: Vec<(String, f64)>,
    grades: BTreeMap<u8, u64>,
    /// The schools of the identifiers in lists of pupils, hashed; `None` for those of several.
    listed: BTreeMap<u64, Option<u64>>,
    /// Texts that name a subject and more, by subject.
    written: BTreeMap<String, BTreeSet<String>>,
    order: Vec<String>,
    names: BTreeMap<String, String>,
    marks: BTreeMap<String, Marks>,
    /// Decimals of the scaled marks beside those of each subject.
    fine: BTreeMap<String, u8>,
    /// Filled and blank cells of each subject and sheet.
    filled: Vec<Filled>,
    stated: BTreeMap<String, Vec<f64>>,
    /// Full marks that files state beside the tables.
    stated_beside: BTreeMap<String, Vec<f64>>,
    counties: BTreeSet<String>,
    /// Titles of each sheet that has any.
    titles: Vec<Vec<String>>,
    /// What each sheet of scores says of its exam.
    told: Vec<Told>,
    /// Sheets of scores, whether they are named after scaled marks, and their subjects.
    named: Vec<(String, bool, BTreeSet<String>)>,
    /// The subjects of sheets that are not named after scaled marks.
    raw: BTreeSet<String>,
    questions: Vec<Question>,
    remarks: Vec<Question>,
    words: BTreeMap<String, u64>,
    /// What files say of the signs among their marks.
    legend: BTreeMap<String, Status>,
    electives: Vec<String>,
    /// What pupils have side by side.
    taken: Sets,
    /// The same of sheets that hold items too, by file.
    taken_beside: Vec<(usize, Taken, Vec<String>)>,
    /// What two-way specification tables call items that have no number.
    item_names: BTreeSet<String>,
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

    /// Says something that needs no answer.
    fn remark(&mut self, zh: String, en: String) {
        let remark = Question { zh, en };
        if !self.remarks.contains(&remark) {
            self.remarks.push(remark);
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
        self.leave_out_contacts();
        let codes = self.take_codes();
        let id_scope = self.schools();
        self.ask_told();
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
        self.ask_legend();
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
        let absent = self.words.keys().chain(codes.keys()).map(|word| (word.clone(), Status::Absent));
        let status_words = absent.chain(std::mem::take(&mut self.legend)).collect();
        // What a header says goes before what stands elsewhere.
        for (id, full) in std::mem::take(&mut self.stated_beside) {
            let known = self.stated.entry(id).or_default();
            if known.is_empty() {
                *known = full;
            }
        }
        let mut tables = self.specifications(&order, vocabulary);
        let mut of_items: BTreeMap<String, f64> =
            order.iter().filter_map(|id| Some((id.clone(), self.full_of_items(id, tables.get(id))?))).collect();
        let mut known = of_items.clone();
        known.extend(order.iter().filter_map(|id| Some((id.clone(), self.full_stated(id)?))));
        let mut inferred: BTreeMap<String, guess::FullMark> =
            order.iter().map(|id| (id.clone(), self.inferred(id))).collect();
        // A full mark that is written tells nothing of others.
        let mut open: BTreeMap<String, guess::FullMark> = BTreeMap::new();
        for id in order.iter().filter(|id| !known.contains_key(*id) && !self.highest.contains_key(*id)) {
            open.extend(inferred.remove(id).map(|found| (id.clone(), found)));
        }
        let mut doubts =
            if self.is_science_paper { BTreeMap::new() } else { usual::settle(&mut open, &known, self.grade_guess()) };
        inferred.append(&mut open);
        // A sum of items that is no usual full mark, and of which nothing shows that it is of all items.
        for (id, found) in inferred.iter().filter(|(id, _)| !known.contains_key(*id)) {
            let sum = tables.get(id).and_then(|table| table.total).filter(|sum| *sum >= found.usual_maximum);
            if let Some(sum) = sum.filter(|sum| sum.to_bits() != found.full_mark.to_bits()) {
                doubts.entry(id.clone()).or_default().others.push(sum);
            }
        }
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
            let (table, of_items) = (tables.remove(&id).map(|table| table.file), of_items.remove(&id));
            let found = inferred.remove(&id).expect("inferred for each subject");
            self.subject((table, of_items), found, doubts.get(&id), id)
        });
        let subjects = subjects.collect::<Vec<_>>();
        self.tell_guessed();
        self.ask_item_fulls(&subjects);
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
        let Self { files, questions, remarks, titles, grades, .. } = self;
        // Without identifiers the titles alone tell that there are several.
        let titled: BTreeSet<String> = titles.iter().flatten().filter_map(|title| school_in(title)).collect();
        let is_of_several = n_schools > 1 || titled.len() > 1;
        let (title, (grade, _)) = (title::title(&titles, is_of_several), guess::grade(&grades));
        let mapping = None;
        Sketch { files, subjects, choices, questions, remarks, id_scope, region, title, grade, status_words, mapping }
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
        .or_else(|| alias::usual_name(id))
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
