//! What is found in one file after another.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::exams::Told;
use super::items::ItemsOfFile;
use super::scan::{ListUse, ScannedSheet, ScannedSubject};
use super::schools::SheetPupils;
use super::{
    FileKind, Filled, Found, SketchedFile, exams, guess, name_of, printed_name, shown_name, stem, subject_of_name,
};
use crate::alias::Role;
use crate::campus;
use crate::cell::fold;
use crate::layout::{MarkKind, abbreviated, is_made, letters, marks_named};
use crate::mapping;
use crate::subject::Vocabulary;

/// Columns of a sheet that are asked about one by one.
const MOST_QUESTIONS: usize = 20;

/// Decimals of scaled marks that are written; more are those of a computation.
const MOST_DECIMALS: u8 = 2;

/// The subject after which the folder of an item file is named: 小题分/数学/一中.xlsx.
fn of_folder(path: &Path, kind: FileKind) -> Option<String> {
    let is_of_items = matches!(kind, FileKind::Items | FileKind::Options | FileKind::Marking);
    path.parent().filter(|_| is_of_items).and_then(subject_of_name)
}

impl Found {
    /// Adds what a file holds.
    pub(super) fn file(&mut self, path: &Path, mut sheets: Vec<ScannedSheet>, vocabulary: &Vocabulary) {
        sheets.iter_mut().for_each(|sheet| self.take_named_items(path, sheet, vocabulary));
        let kind = sheets.iter().map(|sheet| sheet.kind).min().unwrap_or(FileKind::Unknown);
        let items = ItemsOfFile::of(path, &sheets, vocabulary);
        let shown = name_of(path);
        for header in sheets.iter().filter_map(|sheet| sheet.versions.clone()) {
            self.ask(
                format!("{shown}：有“{header}”列，试卷像是分 A、B 卷；小题和选项一律按同一题号统计，各卷的题序、选项次序或答案不同时会混在一起（各科总分不受影响）。请先把各卷换算成同一套题号和选项再运行；若各卷题序、选项都相同，可不管"),
                format!(
                    "{shown}: the column '{header}' tells versions of a paper apart; items and options are taken by their                      numbers, so that those of versions with another order or other answers are mixed (marks of subjects                      are not touched): bring the versions to one numbering first; if they do not differ in it, all is well"
                ),
            );
        }
        let is_explained = self.not_read(&shown, &sheets, vocabulary);
        self.beside_scores(path, &sheets, vocabulary);
        for sheet in sheets.iter().filter(|sheet| sheet.kind == FileKind::Noted) {
            self.ask_noted(&shown, sheet);
        }
        for sheet in sheets.iter().filter(|sheet| sheet.unread > 0) {
            self.ask_unread(&shown, sheet);
        }
        let is_beside = |sheet: &&ScannedSheet| {
            sheet.kind == FileKind::Roster && !sheet.is_bare && sheet.rows > 0 && sheet.hidden.is_none()
        };
        let rosters =
            sheets.iter().filter(is_beside).filter(|_| kind == FileKind::Scores).map(|sheet| sheet.name.clone());
        let rosters = rosters.collect();
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
            subject: items.subject.clone().or_else(|| subject_of_name(path)).or_else(|| of_folder(path, kind)),
            rosters,
            also: items.kinds.iter().copied().filter(|also| *also != kind).collect(),
            is_nameless: kind == FileKind::Unknown && of_kind.iter().any(|sheet| sheet.nameless.is_some()),
            ..SketchedFile::default()
        };
        match kind {
            FileKind::Scores => {
                if exams::are_several(&of_kind) {
                    file.sheet = self.ask_exams(&shown, &mut of_kind);
                }
                exams::leave_out_beside(&mut of_kind);
                for sheet in of_kind {
                    self.scores(&shown, sheet, &mut file, vocabulary);
                }
            }
            FileKind::Schools => {
                if of_kind.iter().all(|sheet| sheet.of_schools == ListUse::NoGroups) {
                    let is_coded = of_kind.iter().any(|sheet| sheet.columns.contains_key(&Role::SchoolCode));
                    self.no_groups.push((self.files.len(), is_coded));
                }
                self.counties.extend(of_kind.into_iter().flat_map(|sheet| sheet.counties));
            }
            // What kind of schools they are stands beside the numbers of pupils.
            FileKind::Roster if of_kind.iter().any(|sheet| sheet.has_groups) => file.also.push(FileKind::Schools),
            FileKind::Pupils => file.listed = of_kind.into_iter().flat_map(|sheet| sheet.listed).collect(),
            FileKind::Unknown if is_explained => {}
            FileKind::Unknown if self.tell_useless(&shown, &of_kind) => {}
            FileKind::Unknown if of_kind.iter().any(|sheet| sheet.is_total_only) => self.ask(
                format!("{shown} 只有总分，没有各科成绩，没有写入；请加上各科成绩后重新运行 wutong init"),
                format!(
                    "{shown} has totals and no marks of subjects and was left out; add these and run wutong init again"
                ),
            ),
            FileKind::Unknown if of_kind.iter().any(|sheet| sheet.nameless.is_some()) => {
                let header = of_kind.iter().find_map(|sheet| sheet.nameless.clone()).unwrap_or_default();
                self.ask(
                    format!("{shown} 的“{header}”是哪一科的成绩？表名、文件名和列名都没有写明，没有写入；请把列名改为学科名称后重新运行 wutong init"),
                    format!(
                        "{shown}: of which subject are the marks in '{header}'? no name of a sheet, file or column says so, so it was \
                         left out; call the column by its subject and run wutong init again"
                    ),
                );
            }
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

    /// Says of tables that are of no use here, and known, that they are left out; whether it is such a one.
    fn tell_useless(&mut self, shown: &str, sheets: &[ScannedSheet]) -> bool {
        /// Words of the names of files that come with every exam.
        const BESIDE: [&str; 9] =
            ["考试安排", "日程", "时间表", "监考", "任课", "通讯录", "联系人", "联系方式", "考务"];
        let is_any = |is: fn(&ScannedSheet) -> bool| sheets.iter().any(is);
        if is_any(|sheet| sheet.of_schools == ListUse::Summary) {
            self.remark(
                format!("{shown} 是各校成绩的汇总（平均分、率、名次等），不是考生成绩，也不是学校名单，没有写入"),
                format!("{shown} sums up marks of schools (means, rates, ranks): neither marks of pupils nor a list of schools; it was left out"),
            );
        } else if is_any(|sheet| sheet.is_bare_key) {
            self.ask(
                format!("{shown} 是各题答案，没有写明各题分值，没有写入；要统计选项，请加上“分值”一列后在该科的 [[subject]] 中设 items = \"{shown}\"，或把答案一列并入双向细目表"),
                format!(
                    "{shown} gives the right answers of items and not what these are worth, and was left out; to have options \
                     counted add a column 分值 and set items = \"{shown}\" in its [[subject]], or add the answers to its two-way \
                     specification table"
                ),
            );
        } else if BESIDE.iter().any(|word| shown.contains(word)) {
            self.remark(
                format!("{shown} 看名称与成绩无关，没有写入"),
                format!("{shown} by its name has nothing to do with marks and was left out"),
            );
        } else {
            return false;
        }
        true
    }

    /// Leaves out lists of schools that say nothing that schools are grouped by, where they do not tell names of codes either
    /// or another list does.
    pub(super) fn leave_out_contacts(&mut self) {
        let is_bare = |file: usize| self.no_groups.iter().any(|(bare, _)| *bare == file);
        let has_other = (0..self.files.len()).any(|file| self.files[file].kind == FileKind::Schools && !is_bare(file));
        for (file, is_coded) in std::mem::take(&mut self.no_groups) {
            if is_coded && !has_other {
                continue;
            }
            self.files[file].kind = FileKind::Unknown;
            let shown = name_of(&self.files[file].path);
            self.remark(
                format!("{shown} 只有学校和联系方式、人数等，没有可用来分组的内容，没有写入；若其中有应考人数，请把该列命名为“应考人数”后重新运行 wutong init"),
                format!(
                    "{shown} names schools with telephones, numbers and the like, nothing to group them by, and was left out; if it \
                     holds numbers of pupils expected, call that column 应考人数 and run wutong init again"
                ),
            );
        }
    }

    fn scores(&mut self, shown: &str, sheet: ScannedSheet, file: &mut SketchedFile, vocabulary: &Vocabulary) {
        self.ask_form(shown, &sheet);
        self.ask_campuses(shown, &sheet);
        if let Some(exams) = &sheet.exams {
            self.ask_exams_of_table(shown, exams);
        }
        self.zeroed.extend(sheet.zeroed.iter().map(|subject| vocabulary.id(*subject).to_owned()));
        let subjects: Vec<String> =
            sheet.subjects.iter().map(|column| vocabulary.id(column.subject).to_owned()).collect();
        let is_scaled = marks_named(&file.path.to_string_lossy(), &sheet.name) == Some(MarkKind::Scaled);
        let called = if is_made(&sheet.name) { shown.to_owned() } else { format!("{shown} {}", sheet.name) };
        let of_file = stem(&file.path);
        let texts = sheet.titles.iter().map(String::as_str).chain([sheet.name.as_str(), of_file.as_str()]);
        self.told.push(Told::of(texts, &called));
        self.named.push((called, is_scaled, subjects.iter().cloned().collect()));
        // Marks that were made from others tell nothing that those do not.
        let is_beside = is_scaled && subjects.iter().all(|id| self.raw.contains(id));
        if !is_beside && file.also.is_empty() {
            self.taken.add(&sheet.taken, &subjects);
        } else if !is_beside {
            // Whether it is a source of marks is known once all files are.
            self.taken_beside.push((self.files.len(), sheet.taken, subjects.clone()));
        }
        self.held.push((sheet.has_id, sheet.has_name, subjects.iter().cloned().collect()));
        let mut scaled: Vec<(String, String, String)> = Vec::new();
        // A subject that nobody has chosen has no column of its own.
        let is_unchosen = |column: &ScannedSubject| {
            let is_made = sheet.view.as_ref().is_some_and(|view| view.is_made(column.column));
            is_made && column.marks.n + column.marks.texts == 0
        };
        for column in sheet.subjects.into_iter().filter(|column| !is_unchosen(column)) {
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
            if let Some(second) = column.scaled {
                scaled.push((id.clone(), column.header.clone(), second));
            }
            self.ask_either(shown, &column.header, &id);
            if !self.order.contains(&id) {
                self.order.push(id.clone());
                self.names.insert(id.clone(), printed_name(&column.header, column.subject, vocabulary));
            }
            self.stated.entry(id.clone()).or_default().extend(column.stated.or_else(|| column.marks.stated()));
            if is_beside {
                continue;
            }
            self.filled.push(Filled {
                subject: id.clone(),
                cells: guess::Cells { n: column.marks.n, blank: column.marks.blank },
                file: Some(self.files.len()),
                sheet: sheet.has_id.then_some(self.sheets.len()),
            });
            let fine = guess::decimals(&column.beside).min(MOST_DECIMALS);
            let known = self.fine.entry(id.clone()).or_default();
            *known = fine.max(*known);
            self.marks.entry(id).or_default().merge(&column.marks);
        }
        let languages = sheet.languages.map(|(_, languages)| languages).unwrap_or_default();
        self.ask_languages(shown, &subjects, &languages);
        self.ask_beside(shown, &scaled);
        self.ask_columns(shown, sheet.unknown_numeric, vocabulary);
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
        if !sheet.has_id && sheet.has_name {
            self.called.push((self.files.len(), sheet.keys));
        } else if sheet.has_id {
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

    /// Asks about a hidden sheet, and one in halves of which only one is read.
    fn ask_form(&mut self, shown: &str, sheet: &ScannedSheet) {
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
        if sheet.is_by_order {
            self.ask(
                format!("{shown}：再选科目的成绩是哪一科，按选科一列的次序认定（如“物化政”：再选1 是化学，再选2 是政治）；若次序不是这样，请改成每科一列后重新运行 wutong init"),
                format!(
                    "{shown}: of which subjects 再选1 and 再选2 are is taken from the order of the column of choices (物化政: 再选1 is \
                     chemistry, 再选2 politics); if that is not so, give each subject a column and run wutong init again"
                ),
            );
        }
        if sheet.is_halved {
            self.ask(
                format!("{shown}：表格分左右两栏，只能读到一栏；请把右栏移到左栏下面"),
                format!("{shown}: the table stands in two halves side by side; put the right half below the left one"),
            );
        }
    }

    /// Asks whether the campuses of a school are schools of their own.
    fn ask_campuses(&mut self, shown: &str, sheet: &ScannedSheet) {
        let Some((school, campuses)) = sheet.campuses.iter().find(|(_, campuses)| campuses.len() > 1) else { return };
        let names = campuses.iter().map(String::as_str).collect::<Vec<_>>();
        let (names_zh, names_en, class) = (names.join("、"), names.join(", "), campus::called(names[0], "1班"));
        self.ask(
            format!("{shown}：“{school}”有几个校区（{names_zh}），现按一所学校统计，各校区的同名班级分开（如“{class}”）；若各校区应作几所学校，请在学校列写上校区（如“{school}{}”）后重新运行 wutong init", names[0]),
            format!(
                "{shown}: '{school}' has several campuses ({names_en}); it is taken for one school, and classes of one name at two of \
                 them are kept apart ('{class}'); if each is a school of its own, write the campus into the column of schools \
                 ('{school}{}') and run wutong init again",
                names[0]
            ),
        );
    }

    /// Asks about the marks of papers in several languages in one column.
    fn ask_languages(&mut self, shown: &str, subjects: &[String], languages: &BTreeMap<String, u64>) {
        if languages.len() < 2 {
            return;
        }
        let mut foreign = subjects.iter().filter(|id| guess::LANGUAGES.contains(&id.as_str()));
        let (Some(id), None) = (foreign.next(), foreign.next()) else { return };
        let listed = |between: &str| {
            let each = languages.iter().map(|(language, pupils)| format!("{language} {pupils}"));
            each.collect::<Vec<_>>().join(between)
        };
        self.ask(
            format!(
                "{shown}：按语种列，外语有几种试卷（人数：{}），成绩却在一列，现作一科{}统计，不同试卷的分数混在一起；要分开统计，请把它拆成每个语种一列后重新运行 wutong init",
                listed("、"),
                shown_name(id)
            ),
            format!(
                "{shown}: by its column of languages pupils sat papers in several ({}), whose marks stand in one column and are \
                 taken together as {id}; split it into one column a language and run wutong init again to have them apart",
                listed(", ")
            ),
        );
    }

    /// Says of subjects with two columns which one is analysed: subject, its header, and that of the scaled marks.
    fn ask_beside(&mut self, shown: &str, scaled: &[(String, String, String)]) {
        let [(_, header, second), ..] = scaled else { return };
        let names = scaled.iter().map(|(id, ..)| shown_name(id)).collect::<Vec<_>>().join("、");
        let ids = scaled.iter().map(|(id, ..)| id.as_str()).collect::<Vec<_>>().join(", ");
        let (of_zh, of_en) = if scaled.len() > 1 {
            (
                format!("各有两列分数，如“{header}”和“{second}”"),
                format!("two columns each, such as '{header}' and '{second}'"),
            )
        } else {
            (format!("既有“{header}”又有“{second}”"), format!("'{header}' and '{second}'"))
        };
        self.ask(
            format!("{shown}：{names}{of_zh}，分析前者；若要分析后者请在该科 [[subject]] 设 marks = \"scaled\""),
            format!(
                "{shown}: {ids}: {of_en}; the first is analysed, set marks = \"scaled\" in a [[subject]] for the second"
            ),
        );
    }

    /// Asks about columns of numbers that are not understood.
    fn ask_columns(&mut self, shown: &str, mut headers: Vec<String>, vocabulary: &Vocabulary) {
        headers.retain(|header| !is_of_paper(header) && !is_of_several(header, vocabulary));
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
            if ["更正", "订正", "复核", "复查"].iter().any(|word| header.contains(word)) {
                self.ask(
                    format!("{shown}：“{header}”像是更正、复核时的分数，没有使用；若应以它为准，请把它写入该科成绩列后重新运行 wutong init"),
                    format!(
                        "{shown}: '{header}' looks like marks of a correction or recheck and is not used; if they are to count, write them into \
                         the column of the subject and run wutong init again"
                    ),
                );
                continue;
            }
            self.ask(
                format!("“{header}”是学科吗？若是请添加 [[subject]] 并在 columns 中指定"),
                format!("is '{header}' a subject? if so, add a [[subject]] and name it in columns"),
            );
        }
    }

    /// Item files with a total are no second source of marks that other files hold.
    ///
    /// They hold the same pupils: files of several schools may well be made differently.
    pub(super) fn demote(&mut self) {
        let subjects = |file: &SketchedFile| -> BTreeSet<String> {
            file.columns.keys().filter(|key| !mapping::is_role(key)).cloned().collect()
        };
        let is_scores = |file: &SketchedFile| file.kind == FileKind::Scores;
        let plain = self.files.iter().filter(|file| is_scores(file) && file.also.is_empty());
        let held: BTreeSet<String> = plain.flat_map(subjects).collect();
        let is_plain = |file: usize| is_scores(&self.files[file]) && self.files[file].also.is_empty();
        let ids_of = |is_wanted: &dyn Fn(usize) -> bool| -> Vec<u64> {
            let of_sheets = self.sheets.iter().map(|sheet| (sheet.file, &sheet.keys));
            let all = of_sheets.chain(self.called.iter().map(|(file, keys)| (*file, keys)));
            all.filter(|(file, _)| is_wanted(*file)).flat_map(|(_, keys)| keys.iter().copied()).collect()
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
        for (file, taken, subjects) in std::mem::take(&mut self.taken_beside) {
            if self.files[file].kind == FileKind::Scores {
                self.taken.add(&taken, &subjects);
            }
        }
    }
}

/// 语数外, 语数英: the sum of subjects that every exam has.
fn is_of_several(header: &str, vocabulary: &Vocabulary) -> bool {
    let folded = fold(header.rsplit('/').next().unwrap_or(header));
    let bare = ["总分", "合计", "三科", "两科"].iter().fold(folded, |text, word| text.replace(word, ""));
    bare.contains(['语', '数', '英', '外']) && abbreviated(&bare, vocabulary).len() > 1
}

/// 填空题得分, 选做题号: a part of a paper, or the number of an item that a pupil has chosen, is no subject.
fn is_of_paper(header: &str) -> bool {
    let folded = fold(header.rsplit('/').next().unwrap_or(header));
    let bare = ["得分", "小计", "合计", "分数", "成绩", "分"].iter().find_map(|end| folded.strip_suffix(end));
    let bare = bare.unwrap_or(&folded);
    // It may come on top of the marks of the paper.
    (bare.ends_with('题') || bare.ends_with("题号")) && !bare.contains("附加")
}
