//! What is wrong with rows and cells, and what to do about it.

use wutong_model::{Problem, ProblemKind};

use super::Lang;

/// What is wrong with a row or cell.
#[must_use]
#[expect(clippy::too_many_lines, reason = "a line for each kind")]
pub fn problem(kind: ProblemKind, lang: Lang) -> &'static str {
    match kind {
        ProblemKind::MarkAboveFull => lang.pick("分数高于满分", "mark above the full mark"),
        ProblemKind::MarkBelowMinimum => lang.pick("分数低于最低分", "mark below the lowest mark"),
        ProblemKind::NotAMark => lang.pick("不是分数，也不是缺考等标记", "neither a mark nor a status word"),
        ProblemKind::MarkTooFine => lang.pick("分数的小数位过多", "mark with more decimals than the paper has"),
        ProblemKind::NoSchool => lang.pick("没有学校", "no school"),
        ProblemKind::NoPupilId => lang.pick("没有考号", "no pupil id"),
        ProblemKind::RepeatedPupil => {
            lang.pick("同一考生重复出现，分数相同", "the same pupil again, with the same marks")
        }
        ProblemKind::ConflictingPupil => {
            lang.pick("同一考号对应不同的分数或学校", "the same pupil with different marks or schools")
        }
        ProblemKind::ContestedMark => {
            lang.pick("各表给同一考生的该科分数不同", "sheets that give a pupil different marks in the subject")
        }
        ProblemKind::MovedPupil => {
            lang.pick("该考生在另一处有成绩（转学）", "a pupil without marks here who has marks elsewhere (transfer)")
        }
        ProblemKind::ExtraCells => lang.pick("这一行的单元格比表头多", "the row has more cells than the header"),
        ProblemKind::EmptySheet => lang.pick("工作表没有考生", "the sheet holds no pupil"),
        ProblemKind::BadListRow => lang.pick("名单中的这一行无法使用", "a list row that cannot be used"),
        ProblemKind::SchoolWithoutMarks => lang.pick("名单中的学校没有成绩", "a listed school without marks"),
        ProblemKind::UnlistedSchool => {
            lang.pick("学校名单中没有这所学校", "a school that the school list does not name")
        }
        ProblemKind::DateNotMark => lang.pick("分数处是日期", "a date where a mark should be"),
        ProblemKind::IdLostDigits => lang.pick("考号被表格软件截断", "an id whose digits a spreadsheet has cut"),
        ProblemKind::BadStudentNumber => {
            lang.pick("学籍号校验位或出生日期有误", "a student number with a wrong check digit or date")
        }
        ProblemKind::TotalMismatch => lang.pick("总分不等于各科之和", "the total is not the sum of the subjects"),
        ProblemKind::ElectiveCount => lang.pick(
            "选考科目有成绩的科数与总分所计的不符，没有总分",
            "not as many elective marks as a total takes, so no total",
        ),
        ProblemKind::PartsMismatch => {
            lang.pick("客观分与主观分之和不等于该科分数", "objective and subjective marks do not add up")
        }
        ProblemKind::ItemsMismatch => lang.pick("小题分之和不等于该科分数", "the items do not add up to the mark"),
        ProblemKind::MarkOffStep => lang.pick("分数不在该卷的给分步长上", "a mark off the step of the paper"),
        ProblemKind::RankMismatch => lang.pick("名次与分数不一致", "ranks that contradict the marks"),
        ProblemKind::NumbersAsText => lang.pick("数字存成了文本", "numbers stored as text"),
        ProblemKind::SimilarSchools => lang.pick("两个校名非常相近", "two school names that are nearly alike"),
        ProblemKind::SharedCode => {
            lang.pick("同一学校代码下有两个不同校名", "one school code beside two different names")
        }
        ProblemKind::MarkBesideStatus => {
            lang.pick("标为缺考等却有分数", "a mark beside a note that the pupil did not sit")
        }
        ProblemKind::VoidMark => lang.pick("标为违纪、作弊却有分数", "marks beside a note that the pupil broke a rule"),
        ProblemKind::NotToCount => {
            lang.pick("注明不计入统计却有分数", "a note that the pupil is not to count, beside marks")
        }
        ProblemKind::UnreadStatus => lang.pick("零分旁的说明无法识别", "a note beside zeros that is not understood"),
        ProblemKind::OtherHeader => lang
            .pick("位于另一个表头之下，列与第一个表头不同", "below a second header with other columns than the first"),
        ProblemKind::NoHeader => lang.pick(
            "工作表没有可识别的表头或考号列，其中像是考生成绩的行没有计入",
            "rows like those of pupils in a sheet without a known header or identifiers",
        ),
        ProblemKind::BelowList => lang.pick("缺考等名单之下却有成绩", "a row with marks below a list of absent pupils"),
        ProblemKind::RepeatedSheet => {
            lang.pick("工作表重复了其他表的学生", "a sheet that repeats the pupils of others")
        }
        ProblemKind::HiddenSheet => lang.pick("隐藏的工作表", "a hidden sheet"),
        ProblemKind::HiddenVersion => lang.pick(
            "隐藏的或名次、备份一类的工作表与其他表分数不同",
            "a hidden sheet, or one of ranks or a copy, with other marks",
        ),
        ProblemKind::MergedMark => {
            lang.pick("一个分数合并在多名学生或多个学科上", "one mark merged over several pupils or subjects")
        }
        ProblemKind::BrokenText => lang.pick("文字是乱码", "text that cannot be read"),
        ProblemKind::ZerosInFront => lang.pick("考号只差前面的零", "ids that differ only in the zeros in front"),
        ProblemKind::IdLetters => lang.pick("考号只差字母大小写", "ids that differ only in small and capital letters"),
        ProblemKind::IdSeparators => {
            lang.pick("考号只差中间的横线等符号", "ids that differ only in hyphens and the like between digits")
        }
        ProblemKind::AmbiguousName => lang.pick(
            "没有考号，同班同名，分不清各表中哪一行是哪名学生",
            "no id, and pupils of one class and name: whose row this is cannot be told",
        ),
        ProblemKind::SameName => lang.pick("没有考号，同班同名", "no id, and two rows of one class and name"),
        ProblemKind::FileSchool => lang.pick(
            "表中标题（或工作表名）与文件名（或“单位”一行）写的不是同一所学校",
            "the title or name of the sheet and the name of the file (or its line 单位) name different schools",
        ),
        ProblemKind::OtherSchool => {
            lang.pick("标题写的是另一所学校", "a title that names another school than exam.toml")
        }
        ProblemKind::OrganiserTitle => lang.pick(
            "几个文件的标题写的是同一所学校，文件名（或“单位”一行）各是一所学校",
            "a title that names one school in files named after several, or with several schools as 单位",
        ),
        ProblemKind::OtherId => lang
            .pick("同校、同班、同姓名，各表的考号不同", "one school, class and name under two ids in different sheets"),
        ProblemKind::OtherPlace => lang.pick(
            "同一考生在不同的表中写的学校或班级不同",
            "a pupil under another school or class than in another sheet",
        ),
        ProblemKind::ClassNames => lang.pick("同一班级有几种写法，按一个班计", "one class under several names"),
        ProblemKind::ZerosNotChosen => lang.pick("选考科目中的 0 按未选计", "zeros for electives not chosen"),
        ProblemKind::WithoutId => lang.pick("没有考号，按姓名计入", "no id; the row counts by its name"),
        ProblemKind::OtherGrade => {
            lang.pick("不是本次考试年级的学生", "a pupil of another grade than that of the exam")
        }
        ProblemKind::NotExpected => {
            lang.pick("名单写明不参加考试的学生，未计入应考人数", "a listed pupil who is not to sit and not expected")
        }
        ProblemKind::ListedTwice => {
            lang.pick("另一份名单中已有的考生，只计一次", "pupils who stand in another list and count once")
        }
        ProblemKind::ExpectedGap => {
            lang.pick("应考人数缺少，或少于有成绩的人数", "no expected number, or one below those who sat")
        }
        ProblemKind::SummaryTable => lang.pick(
            "一校（班）一行的汇总表，不是考生成绩，整表不计入",
            "a summary by school or class, of which nothing counts",
        ),
        ProblemKind::SecondSitting => lang.pick("补考（缓考）成绩表", "marks of a second sitting"),
        ProblemKind::AllZeros => lang.pick("各科都是 0 分的学生", "pupils with a zero in every subject"),
        ProblemKind::UnreadList => {
            lang.pick("缺考名单中的学生没有计入应考人数", "a list of absent pupils who are not counted as expected")
        }
        ProblemKind::UnknownSubject => lang.pick("本次考试没有这个学科", "a subject that the exam does not have"),
        ProblemKind::UnmatchedPupil => lang.pick("成绩表中没有这名学生", "a pupil whom no score sheet names"),
        ProblemKind::NoItemRow => lang.pick("有成绩而没有小题分的学生", "a pupil with a mark whom no item file names"),
        ProblemKind::UnknownItem => {
            lang.pick("双向细目表中没有这一题", "an item that the specification table does not name")
        }
        ProblemKind::BadOption => lang.pick("不是选项字母", "not an option letter"),
        ProblemKind::UnreadFile => lang.pick("文件无法读取", "a file that could not be read"),
        ProblemKind::UnusedCorrection => lang.pick("更正找不到对应的位置", "a correction without its place"),
    }
}

/// Cures in Chinese and English.
type Cure = (&'static str, &'static str);

const RANK_MISMATCH: Cure = (
    "核对名次列对应的是哪一列分数，或分数是否被改动",
    "check which marks the ranks belong to, and whether marks were changed",
);
const SIMILAR_SCHOOLS: Cure = (
    "若是同一所学校，请统一校名或用学校代码；未自动合并",
    "if they are one school, write its name alike or use codes; they were not merged",
);
const SHARED_CODE: Cure = (
    "现按一所学校统计：若是两所学校，请改正其中一所的代码；若是同一所，请统一校名",
    "counted as one school: if they are two, correct the code of one; if they are one, write its name alike",
);
const MARK_BESIDE_STATUS: Cure = (
    "分数暂计入；请核对该生是否参考：确未参考的删去分数，参考的改正标记",
    "the mark counts for now; check whether the pupil sat: clear the mark, or correct the note",
);
const VOID_MARK: Cure = (
    "分数不计入，按违纪统计；若成绩有效，请删去该标记后重新运行",
    "the marks do not count and the pupil is counted among violations; if they are valid, clear the note and run again",
);
const NOT_TO_COUNT: Cure = (
    "分数照常计入；若确不应计入，请把该生各科改为“免考”，或删去该行后重新运行",
    "the marks count; if they should not, write 免考 in their place, or delete the row, and run again",
);
const BAD_STUDENT_NUMBER: Cure = ("核对学籍号；该生成绩照常计入", "check the number; the marks count nevertheless");
const OTHER_HEADER: Cure = (
    "未计入；请把这个表头以下的部分另存为一张工作表，或改成与第一个表头相同的列",
    "not counted; save the part below that header as a sheet of its own, or give it the columns of the first header",
);
const NO_HEADER: Cure = (
    "未计入；请在该工作表第一行补上与其他工作表相同的表头（考号、班级、各科），或在 columns 中指定考号列，再运行",
    "not counted; give the sheet the header of the other sheets (考号, 班级, subjects) in its first row, or name its identifiers in columns, and run again",
);
const NO_SCHOOL: Cure = (
    "补上学校；整份文件属于一所学校时可写 source.school",
    "name the school; for a file of one school set source.school",
);
const ELECTIVE_COUNT: Cure = (
    "各科成绩已保留；缺的补上分数或缺考等标记，多的删去未选的一科；若应计科数写错，请改 [total] electives",
    "the marks were kept; fill in what is missing, or a word such as 缺考, and delete what was not chosen; if the number itself is \
     wrong, correct electives in [total]",
);
const BELOW_LIST: Cure =
    ("未计入；若是考生，请把这一行移到名单之上", "not counted; if it is a pupil, move the row above the list");
const NO_ITEM_ROW: Cure = (
    "成绩仍计入；请核对小题分表是否缺了该生（或该校）",
    "the mark counts; check whether the item file lacks the pupil (or the school)",
);
const HIDDEN_SHEET: Cure = (
    "其中的考生已计入；若不应计入，请删除该工作表，或在 [[source]] 设 sheet",
    "its pupils count; if they should not, delete the sheet, or set sheet in [[source]]",
);
const HIDDEN_VERSION: Cure = (
    "已采用其他工作表，这张未计入；若这张才对，请取消隐藏或改名，并删除另一张",
    "the other sheets stand and this one does not count; if it is the right one, unhide or rename it and delete the other",
);
const MERGED_MARK: Cure = (
    "取消合并单元格，为每名学生、每个学科分别填写分数",
    "unmerge the cells and type the mark of each pupil and subject",
);
const BROKEN_TEXT: Cure = (
    "把整个文件以同一编码（建议 UTF-8）重新导出，或改正这一行的文字",
    "export the whole file in one encoding (UTF-8 at best), or correct the text of the row",
);
const ID_LETTERS: Cure = (
    "已按同一名学生对应；请统一考号字母的大小写（Excel：=UPPER(A2)）",
    "they were taken for one pupil's; write the letters of identifiers alike (Excel: =UPPER(A2))",
);
const CLASS_NAMES: Cure = (
    "班号相同，已按一个班统计（箭头后为采用的写法）；请统一班级写法，若确是不同的班，请写出区别（如 文1班、理1班）",
    "they say one number and count as one class (the name used stands behind the arrow); write it alike, or tell two classes apart \
     by more than that (文1班, 理1班)",
);
const BEYOND: Cure = (
    "核对试卷后改正分数；若满分有误，请修改 exam.toml 的 full_mark",
    "check the script and correct the mark; if the full mark is wrong, correct full_mark in exam.toml",
);
const CODE: Cure = (
    "核对试卷后改正分数；若是缺考等代码，请在 [[source]] 的 status_words 中写明",
    "check the script and correct the mark; if it is a code for absent or the like, put it into status_words of the [[source]]",
);
const AMBIGUOUS_NAME: Cure = (
    "在此之前各行均未计入；请在各表中补上考号，或给同名学生写上一致的区别（如姓名后加 1、2，可填在 corrected 一栏）",
    "until then none of these rows counts; add ids to all sheets, or tell the pupils apart in all of them (a 1 and a 2 behind \
     the name, in the column corrected)",
);
const FILE_SCHOOL: Cure = (
    "工作表名、标题优先于文件名，各行已计入前一所学校；若文件名才对，请改正标题，或在 [[source]] 设 school = \"{file}\"",
    "the name and title of a sheet go before the name of the file, so its rows count for the first; if the file is right, correct \
     the title or set school = \"{file}\" in its [[source]]",
);
const ORGANISER_TITLE: Cure = (
    "标题中的学校像是主办学校，各行已按文件名计入后一所学校；若标题才对，请改正文件名，或在表中加上“学校”列",
    "the school of the title seems to hold the exam, so the rows count for the second, after which the file is named; if the title is \
     right, rename the file or add a column 学校",
);
const OTHER_SCHOOL: Cure = (
    "以 exam.toml 中该来源的 school 为准，其下各行都计入那所学校；若表中有几所学校，请删去 [[source]] 的 school 后重新运行",
    "school of its [[source]] is used and the rows below count for that school; if the sheet holds several schools, delete school and run again",
);
const FORMULA: Cure = (
    "公式没有计算结果：在 Excel 中打开文件，按 F9 重新计算并保存后再读入",
    "a formula without a value: open the file in Excel, recalculate with F9, save it and read it again",
);
const NO_PUPIL_ID: Cure = (
    "补上考号；没有考号列的，补上姓名；若不是考生请删去这一行",
    "add the pupil id, or the name where there are no ids; delete the row if it is no pupil",
);
const CONFLICTING_PUPIL: Cure = (
    "核对考号与成绩，只保留正确的一行；在此之前各行均未计入",
    "check id and marks and keep the right row; until then none of them counts",
);
const CONTESTED_MARK: Cure = (
    "核对该科分数，把各表改成一致（更正后的表只留一张）；在此之前该科未计入，其他科照常计入",
    "check the mark and write it alike in all sheets, or keep only the corrected one; until then it does not count, and the \
     other subjects do",
);
const EXTRA_CELLS: Cure = (
    "检查是否有多余的分隔符（如 1,000），改正后再读入",
    "look for a stray separator (as in 1,000) and correct the row",
);
const SCHOOL_WITHOUT_MARKS: Cure =
    ("确认该校是否参加考试、校名是否一致", "ask whether the school took part and whether its name is written alike");
const ID_LOST_DIGITS: Cure =
    ("把考号列设为文本格式，从原系统重新导出", "set the column to text and export it again from its system");
const OTHER_GRADE: Cure = (
    "未计入；其他年级请另写一份 exam.toml 单独分析；若确属本次考试，请改正年级、班级、工作表名或文件名；若 exam.toml 的 grade 有误请改正",
    "not counted; analyse another grade by an exam.toml of its own; if the pupil belongs here, correct grade, class, or the name of sheet or file; if grade in exam.toml is wrong, correct it",
);
const ID_SEPARATORS: Cure = (
    "已按同一名学生对应；请统一考号的写法（去掉横线等符号）。若是两名学生，请改正其中一个考号",
    "they were taken for one pupil's; write identifiers alike, without hyphens. If they are two pupils, correct one of the ids",
);
const NOT_EXPECTED: Cure = (
    "未计入应考人数；若参加了考试，请改正名单中的这一格",
    "not counted as expected; if the pupil was to sit, correct the cell of the list",
);
const SUMMARY_TABLE: Cure = (
    "无需处理；若确是考生成绩，请补上考号或姓名列",
    "nothing to do; if its rows are of pupils, add a column of ids or names",
);
const ZEROS_IN_FRONT: Cure = (
    "按同一名学生计；请把考号列设为文本。若是两名学生，请改正其中一个考号",
    "they count as one pupil; store ids as text. If they are two pupils, correct one of the ids",
);
const UNKNOWN_SUBJECT: Cure = (
    "改正学科名称，或在 exam.toml 中添加 [[subject]]；若不分析请写入 ignore",
    "correct the name, or add a [[subject]] to exam.toml; put it into ignore if it is not to be analysed",
);

fn unread_status(count: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("这些零分按零分计入，该列共 {count} 处；若表示缺考，请在该列写“缺考”"),
        Lang::En => format!("the zeros count, {count} beside this column; if it means absent, write absent there"),
    }
}

/// Whether a number that is no mark may stand for one that is missing: 998, 999, -1.
fn is_code(text: &str) -> bool {
    matches!(text.trim(), "777" | "888" | "998" | "999" | "8888" | "9998" | "9999" | "-1" | "-99")
}

fn same_name(row: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("与第 {row} 行同校同班同名，按两名学生计入；若是同一名学生重复录入，请删去一行"),
        Lang::En => {
            format!("school, class and name of row {row}; counted as two pupils; if they are one, delete a row")
        }
    }
}

fn other_id(id: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!(
            "另一科的表中同校、同班、同姓名的考生考号是 {id}，两表都没有对方的考号，已认作同一名考生；请核对并统一考号，若是两名考生请在姓名上区分"
        ),
        Lang::En => format!(
            "the pupil of this school, class and name has id {id} in the sheet of another subject, and neither sheet has the other id: \
             taken for one pupil; write the id alike, or tell two pupils apart by their names"
        ),
    }
}

fn zeros_not_chosen(problem: &Problem, lang: Lang) -> String {
    let (zeros, number) = (&problem.text, &problem.expected);
    match lang {
        Lang::Zh => format!(
            "该校考生的选考科目都恰有 {number} 科高于 0 分（或标明缺考），其余为 0：这 {zeros} 个 0 按未选计，不是 0 分；若确是 0 分，请删去这些学科的 elective"
        ),
        Lang::En => format!(
            "pupils of the school have {number} electives above zero (or a word such as 缺考) and 0 in all others: these {zeros} zeros \
             are taken for subjects not chosen; if they are marks, delete elective of the subjects"
        ),
    }
}

fn without_id(count: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => {
            format!("该校这张表有 {count} 行没有考号，按学校、班级、姓名计为考生；请补上考号，若不是考生请删去这些行")
        }
        Lang::En => format!(
            "{count} rows of the school in this sheet have no id and count as pupils by school, class and name; add the ids, or \
             delete rows that are of no pupil"
        ),
    }
}

fn all_zeros(count: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => {
            format!("该校有 {count} 名学生各科都是 0 分，按 0 分计入；有的系统把缺考导出为 0，若是缺考请改为“缺考”")
        }
        Lang::En => format!(
            "{count} pupils of the school have a zero in every subject, which count; some systems write 0 for absent: if they were, write 缺考"
        ),
    }
}

fn second_sitting(problem: &Problem, lang: Lang) -> String {
    let (taken, left) = (&problem.text, &problem.expected);
    match lang {
        Lang::Zh => format!(
            "补考（缓考）成绩补给原来没有分数的考生，共 {taken} 个；原来已有分数的保留第一次的成绩，补考的 {left} 个未采用；若应以补考为准，请在成绩表中改正"
        ),
        Lang::En => format!(
            "{taken} marks of the second sitting count for pupils who had none; {left} of pupils with a mark of the first are left \
             aside; if they are to count, write them into the first table"
        ),
    }
}

fn listed_twice(count: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!(
            "这份名单有 {count} 名考生在前面的名单中已有，各计一次；若其中一份已作废，请从 exam.toml 中删去它的来源"
        ),
        Lang::En => format!(
            "{count} pupils of this list stand in an earlier one and count once; if one of the lists no longer holds, delete \
             its source from exam.toml"
        ),
    }
}

fn expected_gap(sat: &str, lang: Lang) -> String {
    match lang {
        _ if sat.is_empty() => lang
            .pick(
                "名单和人数表中没有该校，其应考人数只能取成绩表中的人数，参考率可能偏高；请补上该校，或核对校名",
                "no list has the school, so only pupils of its score sheets are expected and participation may be too high; \
                 add it, or write its name alike",
            )
            .to_owned(),
        Lang::Zh => format!("有成绩的有 {sat} 人，多于名单给出的应考人数；请核对名单，补上缺少的考生"),
        Lang::En => format!("{sat} pupils have marks, more than the list expects; check the list and add who is missing"),
    }
}

fn unread_list(count: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!(
            "名单上有 {count} 人而没有考号，表中没有成绩的学生不足此数，参考率因此偏高；请把他们逐行补入成绩表，成绩处写“缺考”，或另存为有考号、班级、姓名三列的“缺考名单”工作表"
        ),
        Lang::En => format!(
            "the list names {count} pupils without ids, more than the sheet has without a mark, so participation is too high; add \
             a row for each with 缺考 for the marks, or give the list ids in a sheet named 缺考名单"
        ),
    }
}

/// What to do about a problem.
#[must_use]
pub fn cure(problem: &Problem, lang: Lang) -> String {
    let expected = &problem.expected;
    let range = |zh: &str, en: &str| match lang {
        _ if expected.is_empty() => lang.pick(zh, en).to_owned(),
        Lang::Zh => format!("{zh}（应为 {expected}）"),
        Lang::En => format!("{en} (expected {expected})"),
    };
    let told = |(zh, en): (&str, &str)| range(zh, en);
    match problem.kind {
        ProblemKind::MarkAboveFull | ProblemKind::MarkBelowMinimum if is_code(&problem.text) => told(CODE),
        ProblemKind::MarkAboveFull | ProblemKind::MarkBelowMinimum => told(BEYOND),
        ProblemKind::NotAMark if problem.text.starts_with('=') => lang.pick(FORMULA.0, FORMULA.1).to_owned(),
        ProblemKind::NotAMark => {
            range("改为分数，或缺考、违纪、免考等标记", "write a mark, or a status word such as 缺考 or absent")
        }
        ProblemKind::MarkTooFine => {
            range("改正分数，或增大 exam.toml 的 decimals", "correct the mark, or raise decimals in exam.toml")
        }
        ProblemKind::NoSchool => told(NO_SCHOOL),
        ProblemKind::NoPupilId => told(NO_PUPIL_ID),
        ProblemKind::RepeatedPupil => {
            lang.pick("无需处理，已保留第一次出现的一行", "nothing; the first row was kept").to_owned()
        }
        ProblemKind::ConflictingPupil => told(CONFLICTING_PUPIL),
        ProblemKind::ContestedMark => told(CONTESTED_MARK),
        ProblemKind::MovedPupil => {
            lang.pick("无需处理，已保留有成绩的一行", "nothing; the row with marks was kept").to_owned()
        }
        ProblemKind::ExtraCells => told(EXTRA_CELLS),
        ProblemKind::EmptySheet => {
            lang.pick("确认该校是否漏交成绩", "ask whether the school forgot to fill it in").to_owned()
        }
        ProblemKind::BadListRow => range("改正这一行", "correct the row"),
        ProblemKind::SchoolWithoutMarks => told(SCHOOL_WITHOUT_MARKS),
        ProblemKind::UnlistedSchool => lang
            .pick("在学校名单中补上该校，或统一校名写法", "add the school to the list, or write its name alike")
            .to_owned(),
        ProblemKind::DateNotMark => {
            range("把单元格格式改为文本后重新填写分数", "set the cell to text and type the mark again")
        }
        ProblemKind::IdLostDigits => told(ID_LOST_DIGITS),
        ProblemKind::BadStudentNumber => told(BAD_STUDENT_NUMBER),
        ProblemKind::TotalMismatch => {
            range("核对各科与总分；以各科分数为准", "check subjects and total; the subjects are what counts")
        }
        ProblemKind::ElectiveCount => told(ELECTIVE_COUNT),
        ProblemKind::PartsMismatch => {
            range("核对客观分与主观分；以该科分数为准", "check the parts; the mark of the subject is what counts")
        }
        ProblemKind::ItemsMismatch => {
            range("核对小题分与该科分数；两者均已保留", "check items and mark; both were kept")
        }
        ProblemKind::MarkOffStep => range(
            "核对该分数；若确可如此给分，请在 [[subject]] 设 step",
            "check the mark; if the paper gives such marks, set step in its [[subject]]",
        ),
        ProblemKind::RankMismatch => told(RANK_MISMATCH),
        ProblemKind::NumbersAsText => {
            lang.pick("无需处理，已按数字读取", "nothing; they were read as numbers").to_owned()
        }
        ProblemKind::SimilarSchools => told(SIMILAR_SCHOOLS),
        ProblemKind::SharedCode => told(SHARED_CODE),
        ProblemKind::MarkBesideStatus => told(MARK_BESIDE_STATUS),
        ProblemKind::VoidMark => told(VOID_MARK),
        ProblemKind::OtherHeader => told(OTHER_HEADER),
        ProblemKind::NoHeader => told(NO_HEADER),
        ProblemKind::NotToCount => told(NOT_TO_COUNT),
        ProblemKind::UnreadStatus => unread_status(expected, lang),
        ProblemKind::BelowList => told(BELOW_LIST),
        ProblemKind::RepeatedSheet => lang.pick("无需处理，未重复计入", "nothing; it was not counted twice").to_owned(),
        ProblemKind::HiddenSheet => told(HIDDEN_SHEET),
        ProblemKind::HiddenVersion => told(HIDDEN_VERSION),
        ProblemKind::MergedMark => told(MERGED_MARK),
        ProblemKind::BrokenText => told(BROKEN_TEXT),
        ProblemKind::ZerosInFront => told(ZEROS_IN_FRONT),
        ProblemKind::IdLetters => told(ID_LETTERS),
        ProblemKind::IdSeparators => told(ID_SEPARATORS),
        ProblemKind::AmbiguousName => told(AMBIGUOUS_NAME),
        ProblemKind::SameName => same_name(expected, lang),
        ProblemKind::OtherSchool => told(OTHER_SCHOOL),
        ProblemKind::FileSchool => told(FILE_SCHOOL),
        ProblemKind::OrganiserTitle => told(ORGANISER_TITLE),
        ProblemKind::OtherId => other_id(expected, lang),
        ProblemKind::OtherPlace => other_place(problem, lang),
        ProblemKind::ClassNames => told(CLASS_NAMES),
        ProblemKind::ZerosNotChosen => zeros_not_chosen(problem, lang),
        ProblemKind::WithoutId => without_id(&problem.text, lang),
        ProblemKind::OtherGrade => told(OTHER_GRADE),
        ProblemKind::UnreadList => unread_list(expected, lang),
        ProblemKind::NotExpected => told(NOT_EXPECTED),
        ProblemKind::ListedTwice => listed_twice(&problem.text, lang),
        ProblemKind::ExpectedGap => expected_gap(expected, lang),
        ProblemKind::SummaryTable => told(SUMMARY_TABLE),
        ProblemKind::SecondSitting => second_sitting(problem, lang),
        ProblemKind::AllZeros => all_zeros(&problem.text, lang),
        ProblemKind::UnknownSubject => told(UNKNOWN_SUBJECT),
        ProblemKind::UnmatchedPupil => {
            range("核对考号，或补上该生的成绩", "check the id, or add the pupil to the score sheet")
        }
        ProblemKind::NoItemRow => told(NO_ITEM_ROW),
        ProblemKind::UnknownItem => {
            range("改正题号，或在双向细目表中补上", "correct the item number, or add it to the specification table")
        }
        ProblemKind::BadOption => {
            range("改为选项字母；未作答请留空", "write an option letter; leave it blank where nothing was chosen")
        }
        ProblemKind::UnusedCorrection => {
            lang.pick("核对文件、工作表、行号与列名", "check file, sheet, row and column").to_owned()
        }
        // The error itself names the cure.
        ProblemKind::UnreadFile => lang.pick(expected, &problem.text).to_owned(),
    }
}

/// What becomes of a pupil whom sheets place differently; of many in a sheet the text is how many.
fn other_place(problem: &Problem, lang: Lang) -> String {
    let expected = &problem.expected;
    if problem.place.row == 0 {
        let n = &problem.text;
        return match lang {
            Lang::Zh => format!(
                "这张表有 {n} 名考生的学校或班级与别的表不同（如 {expected}），已按考号认作同一名考生，采用先读到的；请统一写法，若是不同的考生请改正考号"
            ),
            Lang::En => format!(
                "{n} pupils of the sheet stand under another school or class than in others ({expected}); by their ids they are \
                 the same, and what was read first counts; write it alike, or correct the ids of other pupils"
            ),
        };
    }
    match lang {
        Lang::Zh => format!("已按考号认作同一名考生，计入先读到的“{expected}”；请核对，若是另一名考生请改正考号"),
        Lang::En => format!(
            "by the id it is the same pupil, who counts under '{expected}', which was read first; check it, and correct the id if \
             it is another pupil"
        ),
    }
}
