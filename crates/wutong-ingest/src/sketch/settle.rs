//! What the files say together: whose rows lack a school, which table belongs to which subject, what items sum up to.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use wutong_model::spec::{IdScope, SourceKind};

use crate::alias;
use crate::county_folders::county_of;
use crate::grades;
use crate::hash::hash_of;
use crate::layout::{is_generic, is_of_class_alone};
use crate::mapping;
use crate::mark::status_word;
use crate::sketch::items::Specifications;
use crate::sketch::marks::{self, Marks};
use crate::sketch::scan::ScannedSheet;
use crate::sketch::schools::{self, SchoolOrigin, SheetPupils};
use crate::sketch::whose::{self, Whose};
use crate::sketch::{FileKind, Filled, Found, PaperTable, SketchedFile, guess, name_of, shown_name, stem};
use crate::subject::Vocabulary;

impl Found {
    /// What sheets hold beside marks: specification tables, sums of items, grades.
    pub(super) fn beside_scores(&mut self, path: &Path, sheets: &[ScannedSheet], vocabulary: &Vocabulary) {
        let file = self.files.len();
        for sheet in sheets {
            let tables = sheet.specifications.iter().flat_map(Specifications::tables);
            self.specifications.extend(tables.map(|table| (file, table)));
            if sheet.is_long_items {
                self.long_items.push(name_of(path));
            }
            let holds_items = |sheet: &ScannedSheet| {
                sheet.items.as_ref().is_some_and(|items| items.kinds.contains(&SourceKind::Items))
            };
            for items in sheet.sums.iter().chain(&sheet.items_beside).filter(|_| holds_items(sheet)) {
                let id = vocabulary.id(items.subject).to_owned();
                let known = self.item_columns.entry(id.clone()).or_default();
                *known = (*known).max(items.n_columns());
                self.item_fulls.extend(items.stated().map(|full| (id, full)));
            }
            for sums in &sheet.sums {
                self.sums.push((vocabulary.id(sums.subject).to_owned(), sums.marks.clone(), sums.highest()));
            }
            if sheet.kind == FileKind::Pupils && sheet.has_school {
                for Whose { id, school, .. } in &sheet.pupils {
                    let known = self.listed.entry(*id).or_insert(Some(*school));
                    *known = known.filter(|known| known == school);
                }
            }
            for (subject, full) in &sheet.stated {
                self.stated_beside.entry(vocabulary.id(*subject).to_owned()).or_default().push(*full);
            }
            self.legend.extend(sheet.legend.iter().cloned());
            for (grade, rows) in &sheet.grades {
                *self.grades.entry(*grade).or_default() += rows;
            }
        }
    }

    /// Says of tables that are understood and yet not read what is to be done; whether there was any.
    pub(super) fn not_read(&mut self, shown: &str, sheets: &[ScannedSheet], vocabulary: &Vocabulary) -> bool {
        for sheet in sheets.iter().filter(|sheet| !sheet.parts_only.is_empty()) {
            let ids = sheet.parts_only.iter().map(|position| vocabulary.id(*position));
            let (ids, names): (Vec<&str>, Vec<&str>) =
                ids.map(|id| (id, alias::subject_name(id).unwrap_or(id))).unzip();
            let (ids, names) = (ids.join(", "), names.join("、"));
            self.ask(
                format!("{shown}：{names}只有客观题分和主观题分，没有该科成绩列；请为每科加一列成绩（客观题分＋主观题分）后重新运行 wutong init"),
                format!(
                    "{shown}: {ids} have objective and subjective marks and no mark of the subject; add a column \
                     with their sum for each, then run wutong init again"
                ),
            );
        }
        // Of a sheet of items its own source is read.
        let of_marks = |sheet: &&ScannedSheet| matches!(sheet.kind, FileKind::Scores | FileKind::Unknown);
        for (subject, headers) in sheets.iter().filter(of_marks).flat_map(|sheet| &sheet.undecided) {
            let id = vocabulary.id(*subject);
            let named = |mark: &str| headers.iter().map(|header| [mark, header, mark].concat()).collect::<Vec<_>>();
            self.ask(
                format!(
                    "{shown}：{}有{}几列，看不出哪一列是该科成绩，没有写入；请在表中为该科加上成绩一列后重新运行 wutong init，或在 columns 中用 {id} = \"{}\" 指定并添加 [[subject]]，不分析该科请把这几列写入 ignore",
                    shown_name(id),
                    headers.iter().map(|header| format!("“{header}”")).collect::<String>(),
                    headers[0]
                ),
                format!(
                    "{shown}: {id} has the columns {} and none is known to be its mark, so it was left out; add a column with \
                     the mark and run wutong init again, or name one with {id} = \"{}\" in columns and add its [[subject]]; to \
                     leave the subject out, put the columns into ignore",
                    named("'").join(", "),
                    headers[0]
                ),
            );
        }
        sheets.iter().any(|sheet| !sheet.parts_only.is_empty() || !sheet.undecided.is_empty())
    }

    /// Says what is done with a list of pupils who were absent or broke a rule.
    pub(super) fn ask_noted(&mut self, shown: &str, sheet: &ScannedSheet) {
        let (name, rows) = (&sheet.name, sheet.rows);
        let shown = if name.is_empty() { shown.to_owned() } else { format!("{shown} {name}") };
        self.ask(
            format!("{shown} 是缺考、违纪等名单（{rows} 行）：其中考生的空白和 0 分按名单计，已有的分数照常计入并逐条列出；违纪成绩若作废，请在成绩表中改为“违纪”；若不应使用这份名单，请删去"),
            format!(
                "{shown} is a list of pupils who were absent or broke a rule ({rows} rows): their blanks and zeros are what it \
                 says, marks that they have count and are listed one by one; if such a mark is void, write 违纪 in its place \
                 in the scores; if the list should not be used, delete it"
            ),
        );
    }

    /// Asks about a sheet whose rows look like those of pupils and are not read.
    pub(super) fn ask_unread(&mut self, shown: &str, sheet: &ScannedSheet) {
        let (name, rows) = (&sheet.name, sheet.unread);
        self.ask(
            format!("{shown}：工作表“{name}”没有可识别的表头或考号列，有 {rows} 行像是考生成绩，不会计入；若是，请在第一行补上与其他工作表相同的表头后重新运行 wutong init"),
            format!(
                "{shown}: sheet '{name}' has no known header or no identifiers, and {rows} rows that look like those of \
                 pupils will not count; if they are, give it the header of the other sheets and run wutong init again"
            ),
        );
    }

    /// Within what identifiers are unique, and where rows without schools get theirs from.
    pub(super) fn schools(&mut self) -> IdScope {
        let is_scores: Vec<bool> = self.files.iter().map(|file| file.kind == FileKind::Scores).collect();
        schools::settle(&mut self.sheets, |file| is_scores[file], |file| is_generic(&stem(&self.files[file].path)));
        let untold = |sheet: &&mut SheetPupils| matches!(sheet.origin, SchoolOrigin::FileName | SchoolOrigin::Nowhere);
        for sheet in self.sheets.iter_mut().filter(untold) {
            // A list says where they belong, as far as its identifiers are of one pupil each.
            let listed = |key: &&u64| matches!(self.listed.get(key), Some(Some(_)));
            if sheet.keys.iter().filter(listed).count() * 2 > sheet.keys.len() {
                sheet.origin = SchoolOrigin::Identifiers;
            }
        }
        // Schools of one name in folders of two counties are two.
        let of_folder = |file: usize| county_of(self.files[file].path.to_str()?).map(|county| hash_of(4, county));
        let folders: Vec<Option<u64>> = (0..self.files.len()).map(of_folder).collect();
        let is_told = folders.iter().flatten().collect::<BTreeSet<_>>().len() > 1;
        let mut pupils: Vec<(Whose, usize)> = Vec::new();
        for (position, sheet) in self.sheets.iter().enumerate().filter(|(_, sheet)| is_scores[sheet.file]) {
            // Each file a school of its own, of whatever name.
            let of_file = (sheet.origin == SchoolOrigin::FileName).then_some(sheet.file as u64 + 1);
            let folder = folders[sheet.file].filter(|_| is_told).unwrap_or_default();
            let own = |school: u64| if school == 0 { 0 } else { school ^ folder };
            let whose = |row: &Whose| (Whose { school: of_file.unwrap_or(own(row.school)), ..*row }, position);
            if sheet.origin != SchoolOrigin::Identifiers {
                pupils.extend(sheet.rows.iter().map(whose));
            }
        }
        let shares = |a: usize, b: usize| !self.sheets[a].subjects.is_disjoint(&self.sheets[b].subjects);
        let (scope, are_classes) = whose::id_scope(&mut pupils, shares);
        if are_classes {
            self.ask(
                "有的工作表没有班级，学号与同校其他工作表重复而姓名不同：这些工作表各作一个班，以工作表名为班名（见 [pupils] id_unique_within）；请确认"
                    .to_owned(),
                "sheets that name no class bear the identifiers of other sheets of their school with other names: each is taken \
                 for a class and named after the sheet (see id_unique_within under [pupils]); please confirm"
                    .to_owned(),
            );
        }
        for sheet in &mut self.sheets {
            // Identifiers that are not unique tell of nobody.
            if scope != IdScope::Exam && sheet.origin == SchoolOrigin::Identifiers {
                sheet.origin = SchoolOrigin::Nowhere;
            }
        }
        for (position, file) in self.files.iter_mut().enumerate().filter(|(_, file)| file.kind == FileKind::Scores) {
            let origins = || self.sheets.iter().filter(|sheet| sheet.file == position).map(|sheet| sheet.origin);
            let without = origins().filter(|origin| *origin != SchoolOrigin::Told).max();
            file.school = match without {
                Some(SchoolOrigin::Nowhere) if origins().any(|origin| origin == SchoolOrigin::FileName) => {
                    SchoolOrigin::FileName
                }
                Some(origin) => origin,
                // Without identifiers, or without rows.
                None if !self.sheets.iter().any(|sheet| sheet.file == position && sheet.has_school) => {
                    if file.has_school { SchoolOrigin::Told } else { SchoolOrigin::FileName }
                }
                None => SchoolOrigin::Told,
            };
        }
        self.one_unnamed_school();
        scope
    }

    /// Files whose names say nothing name no school: one such file is of one school, and so are several of other subjects
    /// each, and files of one subject each that are named after classes.
    fn one_unnamed_school(&mut self) {
        let is_scores = |file: &&mut SketchedFile| file.kind == FileKind::Scores;
        let mut files: Vec<&mut SketchedFile> = self.files.iter_mut().filter(is_scores).collect();
        let is_of_class = |file: &SketchedFile| {
            file.school == SchoolOrigin::Nowhere && self.sheets.iter().all(|sheet| sheet.is_of_class)
                || file.school == SchoolOrigin::FileName && is_of_class_alone(&stem(&file.path))
        };
        let is_generic = |file: &SketchedFile| file.school == SchoolOrigin::FileName && is_generic(&stem(&file.path));
        let of_file = |file: &SketchedFile| -> Vec<String> {
            file.columns.keys().filter(|key| !mapping::is_role(key)).cloned().collect()
        };
        let is_one = match files.as_slice() {
            [] => false,
            [only] => is_generic(only) || is_of_class(only),
            all if all.iter().all(|file| is_generic(file)) => {
                let mut subjects = BTreeSet::new();
                all.iter().flat_map(|file| of_file(file)).all(|subject| subjects.insert(subject))
            }
            all => all.iter().all(|file| is_of_class(file)),
        };
        if is_one {
            files.iter_mut().for_each(|file| file.school = SchoolOrigin::OneUnnamed);
        }
    }

    /// Asks about the schools of files that do not name them.
    pub(super) fn ask_schools(&mut self) {
        let lists: Vec<String> =
            self.files.iter().filter(|file| file.kind == FileKind::Pupils).map(|file| name_of(&file.path)).collect();
        let files: Vec<(PathBuf, SchoolOrigin)> =
            self.files.iter().map(|file| (file.path.clone(), file.school)).collect();
        for (path, origin) in files {
            let (shown, stem) = (name_of(&path), stem(&path));
            match origin {
                SchoolOrigin::FileName => {
                    let school = schools::called(&stem);
                    self.ask(
                        format!("{shown} 没有学校列，暂以文件名中的“{school}”为学校"),
                        format!("{shown} has no school column; '{school}' in its name is taken for the school"),
                    );
                }
                SchoolOrigin::OneUnnamed => self.ask(
                    format!("{shown} 没有学校列，也看不出是哪所学校，暂作一所学校，记为“本校”；请把 school 改为学校名称；若有几所学校，请在表中加上“学校”列后重新运行 wutong init"),
                    format!(
                        "{shown} has no school column and nothing names its school; it is taken for one school, called 本校: set \
                         school to its name; if there are several, add a column 学校 and run wutong init again"
                    ),
                ),
                SchoolOrigin::Nowhere => {
                    let from = if lists.is_empty() {
                        String::new()
                    } else {
                        format!("（可从 {} 按考号取来）", lists.join("、"))
                    };
                    let from_en =
                        if lists.is_empty() { String::new() } else { format!(" (look it up in {})", lists.join(", ")) };
                    self.ask(
                        format!("{shown} 没有学校列，读不出学校；请给各科成绩表中的一个加上“学校”列{from}，其余各科按考号对应；若都是同一所学校，请设 school = \"学校名称\""),
                        format!(
                            "{shown} has no school column and nothing tells the schools; add a column 学校 to the file \
                             of one subject{from_en}, the others follow by identifier; if all are of one school, set \
                             school = \"its name\""
                        ),
                    );
                }
                _ => {}
            }
        }
    }

    /// Takes numbers such as 999 and -1, which stand for pupils without a mark, out of the marks; each with how often it
    /// is there.
    pub(super) fn take_codes(&mut self) -> BTreeMap<String, u64> {
        /// Fewer are slips.
        const FEWEST: u64 = 3;
        let mut found: BTreeMap<i64, u64> = BTreeMap::new();
        for (ticks, times) in self.marks.values().flat_map(|marks| marks.codes()) {
            *found.entry(ticks).or_default() += times;
        }
        found.retain(|_, times| *times >= FEWEST);
        for ticks in found.keys() {
            self.marks.values_mut().for_each(|marks| marks.without(*ticks));
        }
        let mut codes: BTreeMap<String, u64> = found
            .into_iter()
            .map(|(ticks, times)| (wutong_model::points(ticks, marks::MOST_DECIMALS).to_string(), times))
            .collect();
        codes.retain(|code, _| !self.legend.contains_key(code));
        if !codes.is_empty() {
            let (all, times) = (codes.keys().cloned().collect::<Vec<_>>().join("、"), codes.values().sum::<u64>());
            self.ask(
                format!("成绩列中的 {all} 不会是分数（共 {times} 处），像是缺考等代码，已在 status_words 中暂作缺考；若是别的意思请改正"),
                format!(
                    "{all} in columns of marks can be no mark ({times} cells) and look like a code; status_words takes them \
                     for absent; correct it if they mean something else"
                ),
            );
        }
        codes
    }

    /// Takes files at their word for what their signs mean; that zeros are no marks is asked about.
    pub(super) fn ask_legend(&mut self) {
        self.words.retain(|word, _| !self.legend.contains_key(word));
        self.legend.retain(|sign, status| status_word(sign) != Some(*status));
        if self.legend.contains_key("0") {
            self.ask(
                "表中写明 0 分就是缺考，已在 status_words 中这样设定；若有真实的 0 分，请把缺考写成“缺考”并删去该项".to_owned(),
                "the table says that 0 means absent, so status_words says so; if some zeros are marks, write 缺考 for the \
                 absent and delete that entry"
                    .to_owned(),
            );
        }
    }

    /// Says that pupils without identifiers are told by their names, where sheets are joined by them.
    pub(super) fn ask_names(&mut self) {
        let by_name = |(has_id, has_name, _): &&(bool, bool, BTreeSet<String>)| !has_id && *has_name;
        let Some((.., subjects)) = self.held.iter().find(by_name) else { return };
        if self.held.iter().all(|(.., others)| others == subjects) {
            return;
        }
        self.ask(
            "有的成绩表没有考号，各表按学校、班级、姓名对应；同班同名、分不清是谁的行会移出统计并逐行列出。有考号的话请补上"
                .to_owned(),
            "some sheets of marks have no identifiers, so pupils are matched by school, class and name; rows of pupils who \
             share all three, and cannot be told apart, are set aside and listed; add identifiers if there are any"
                .to_owned(),
        );
    }

    /// Says of lists of pupils what they can be used for.
    pub(super) fn ask_lists(&mut self) {
        let lists: Vec<(String, u64, bool)> = self
            .files
            .iter()
            .filter(|file| file.kind == FileKind::Pupils)
            .map(|file| (name_of(&file.path), file.rows, file.has_school))
            .collect();
        // 应考名单 says what it is.
        let says_so = |shown: &str| ["应考", "报名", "考生"].iter().any(|word| shown.contains(word));
        for (shown, rows, has_school) in lists {
            if has_school && says_so(&shown) {
                continue;
            }
            if has_school {
                self.ask(
                    format!("{shown} 是考生名单（一行一名考生，共 {rows} 行），各校各班的应考人数取自其中；若不是本次的应考名单请删去该来源"),
                    format!(
                        "{shown} is a list of pupils (one row a pupil, {rows} rows): pupils expected in schools and \
                         classes are counted in it; delete the source if they were not those of this exam"
                    ),
                );
                continue;
            }
            self.ask(
                format!("{shown} 是考生名单（一行一名考生，共 {rows} 行，没有成绩），不能直接读取；各校各班的人数已写在本文件末尾的说明中，另存为 CSV 后可作 kind = \"roster\" 的来源"),
                format!(
                    "{shown} is a list of pupils (one row a pupil, {rows} rows, no marks), which is not read; the \
                     numbers by school and class stand in the comment at the end of this file: saved as CSV they are \
                     a source of kind = \"roster\""
                ),
            );
        }
    }

    /// The two-way specification table of each subject, the fullest where there are several, with its sum.
    pub(super) fn specifications(
        &mut self,
        subjects: &[String],
        vocabulary: &Vocabulary,
    ) -> BTreeMap<String, PaperTable> {
        let mut found: BTreeMap<String, (usize, PaperTable)> = BTreeMap::new();
        let mut tables = std::mem::take(&mut self.specifications);
        // Answers beside the table of a paper are read with it.
        let whole: Vec<(usize, Option<usize>)> =
            tables.iter().filter(|(_, table)| !table.is_key).map(|(file, table)| (*file, table.subject)).collect();
        tables.retain(|(file, table)| !(table.is_key && whole.contains(&(*file, table.subject))));
        let in_file = |wanted: usize| tables.iter().filter(|(file, _)| *file == wanted).count();
        for (file, table) in &tables {
            let shown = name_of(&self.files[*file].path);
            let only = || if let [only] = subjects { Some(only.clone()) } else { None };
            let own = table.subject.map(|position| vocabulary.id(position).to_owned());
            let Some(subject) = own.or_else(|| self.files[*file].subject.clone()).or_else(only) else {
                self.ask(
                    format!("{shown} 是哪一科的双向细目表？请在该科的 [[subject]] 中设 items = \"{shown}\""),
                    format!(
                        "{shown}: of which subject is this specification? set items = \"{shown}\" in its [[subject]]"
                    ),
                );
                continue;
            };
            let of_file = || tables.iter().filter(|(of, _)| of == file).map(|(_, table)| table);
            let subjects_of_file: BTreeSet<_> = of_file().filter(|of| of.is_named).map(|of| of.subject).collect();
            if in_file(*file) > 1 && subjects_of_file.len() < in_file(*file) {
                self.ask(
                    format!("{shown} 有几个双向细目表；请把每科的表另存为一个文件，并在该科的 [[subject]] 中设 items"),
                    format!(
                        "{shown} holds several specifications; save each as a file and set items in its [[subject]]"
                    ),
                );
                continue;
            }
            let known = found.get(&subject).map(|(richness, _)| *richness);
            if known.is_none_or(|richness| richness < table.richness) {
                let may_be = |sum: f64| self.marks.get(&subject).is_some_and(|marks| guess::may_be_full(sum, marks));
                let paper = PaperTable { file: *file, total: table.total(may_be), n_items: table.n_items() };
                found.insert(subject, (table.richness, paper));
            }
        }
        found.into_iter().map(|(subject, (_, paper))| (subject, paper)).collect()
    }

    /// Without files of scores the marks of items are summed up.
    pub(super) fn sum_items(&mut self) {
        let has_scores = |file: &SketchedFile| matches!(file.kind, FileKind::Scores | FileKind::Unreadable);
        if self.files.iter().any(has_scores) {
            return;
        }
        for shown in std::mem::take(&mut self.long_items) {
            self.ask(
                format!("没有成绩文件，{shown} 又是每行一名考生的一道小题，各科成绩无从取得；请加上成绩文件，或用数据透视表改成一行一名考生（行：考号，列：题号，值：得分），再运行 wutong init"),
                format!(
                    "there is no file of scores, and {shown} has one row a pupil and item, from which no mark is taken; add the \
                     scores, or turn it with a pivot table into one row a pupil (rows: identifier, columns: item, values: mark), \
                     and run wutong init again"
                ),
            );
        }
        for (id, marks, highest) in std::mem::take(&mut self.sums) {
            if !self.order.contains(&id) {
                self.names.insert(id.clone(), shown_name(&id).to_owned());
                self.order.push(id.clone());
            }
            let cells = guess::Cells { n: marks.n, blank: marks.blank };
            self.filled.push(Filled { subject: id.clone(), cells, file: None, sheet: None });
            let known = self.highest.entry(id.clone()).or_default();
            *known = known.max(highest);
            self.marks.entry(id).or_default().merge(&marks);
        }
        if !self.order.is_empty() {
            self.ask(
                "没有成绩文件，各科成绩取小题分之和；若另有成绩文件，请加入后重新运行 wutong init".to_owned(),
                "there is no file of scores: marks are the sums of the items; if there is one, add it and run wutong \
                 init again"
                    .to_owned(),
            );
        }
    }

    /// Asks about a column that holds the mark of one subject or another, as each pupil has chosen: 物理/历史.
    pub(super) fn ask_either(&mut self, shown: &str, header: &str, id: &str) {
        let is_either = id.contains('_') && header.contains(['/', '或', '|', '／']);
        if is_either {
            self.ask(
                format!("{shown}：“{header}”一列若是每名考生只有其中一科的成绩，现按一个学科统计，两科的分数混在一起；要分科统计，请把它拆成每科一列后重新运行 wutong init"),
                format!(
                    "{shown}: if each pupil has one of the subjects in '{header}', their marks are taken together as one \
                     subject; split it into one column a subject and run wutong init again to have them apart"
                ),
            );
        }
    }

    /// Leaves out subjects that have grades and no marks: they are put into ignore.
    pub(super) fn leave_out_grades(&mut self, order: &mut Vec<String>) {
        let graded = self.leave_out(order, |marks| marks.n == 0 && marks.grades > 0);
        // Among the marks of others a grade is no mark.
        if !graded.is_empty() && self.marks.values().all(|marks| marks.grades == 0) {
            self.words.retain(|word, _| !guess::is_grade(word));
        }
    }

    /// Leaves out subjects of which every cell is blank: columns of a form that nobody filled in.
    pub(super) fn leave_out_blanks(&mut self, order: &mut Vec<String>) {
        let blank = self.leave_out(order, Marks::is_blank);
        if !blank.is_empty() {
            let names = blank.iter().map(|id| shown_name(id)).collect::<Vec<_>>().join("、");
            self.ask(
                format!("{names}各表中全是空白，没有写入；若本次考了，请补上成绩后重新运行 wutong init"),
                format!(
                    "{} are blank in all tables and were left out; if they were examined, fill them in and run wutong init again",
                    blank.join(", ")
                ),
            );
        }
    }

    /// Takes the subjects of such marks out, where others are left; which ones.
    fn leave_out(&mut self, order: &mut Vec<String>, is_out: impl Fn(&Marks) -> bool) -> Vec<String> {
        let is_out = |id: &String| self.marks.get(id).is_some_and(&is_out);
        let (out, left): (Vec<String>, Vec<String>) = std::mem::take(order).into_iter().partition(is_out);
        // Of an exam without any mark something else is amiss.
        if left.is_empty() {
            order.extend(out);
            return Vec::new();
        }
        *order = left;
        for file in &mut self.files {
            for id in &out {
                file.ignored.extend(file.columns.remove(id));
                file.chosen.remove(id);
            }
        }
        for id in &out {
            self.marks.remove(id);
            self.filled.retain(|filled| filled.subject != *id);
        }
        out
    }

    /// Asks about formulas that have no value.
    pub(super) fn ask_formulas(&mut self) {
        let is_formula = |word: &String| word.starts_with('=');
        let Some(first) = self.words.keys().find(|word| is_formula(word)).cloned() else { return };
        self.words.retain(|word, _| !is_formula(word));
        self.ask(
            format!("成绩列中有没有计算结果的公式（如“{first}”），这些单元格将被搁置；请在 Excel 中打开文件，按 F9 重新计算并保存后重新运行 wutong init"),
            format!(
                "columns of marks hold formulas without a value (such as '{first}'), which will be set aside; open the file in \
                 Excel, recalculate with F9, save it and run wutong init again"
            ),
        );
    }

    /// Asks of which grade the exam is where the rows are of several.
    pub(super) fn ask_grades(&mut self) {
        let (Some(most), true) = guess::grade(&self.grades) else { return };
        let counted: Vec<String> =
            self.grades.iter().map(|(grade, rows)| format!("{}（{rows} 行）", grades::name(*grade))).collect();
        let counted_en: Vec<String> =
            self.grades.iter().map(|(grade, rows)| format!("grade {grade} ({rows} rows)")).collect();
        self.ask(
            format!(
                "文件中有几个年级的学生：{}；本次分析哪个年级？暂按{}，其他年级的行不计入（逐行列在 quarantine.csv）；其他年级请各写一份 exam.toml，只改 id、title 和 grade",
                counted.join("、"),
                grades::name(most)
            ),
            format!(
                "the files hold pupils of several grades: {}; which one is to be analysed? grade {most} for now, and rows of others do                  not count (each stands in quarantine.csv); analyse each other grade by an exam.toml of its own with another                  id, title and grade",
                counted_en.join(", ")
            ),
        );
    }

    /// Identifiers that sheets write with small letters here and with capitals there are joined, which is a guess.
    pub(super) fn ask_letters(&mut self) {
        let housed = self.sheets.iter().filter(|sheet| sheet.origin == SchoolOrigin::Told && sheet.has_school);
        let letters =
            housed.fold([false; 2], |[small, large], sheet| [small || sheet.letters[0], large || sheet.letters[1]]);
        let differs = |own: [bool; 2]| own.contains(&true) && letters.contains(&true) && own != letters;
        let joined =
            self.sheets.iter().filter(|sheet| sheet.origin == SchoolOrigin::Identifiers && differs(sheet.letters));
        let files: Vec<String> = joined.map(|sheet| name_of(&self.files[sheet.file].path)).collect();
        for shown in files {
            self.ask(
                format!("{shown}：有的表考号中的字母是大写，有的是小写，按同一名学生对应；若不是请改正，最好统一为大写（Excel：=UPPER(A2)）"),
                format!(
                    "{shown}: identifiers have capital letters in one table and small ones in another and are taken for the \
                     same pupils; correct them if they are not, and better write them alike (Excel: =UPPER(A2))"
                ),
            );
        }
    }
}
