//! The same pupil twice with different marks: nobody can say which row is right.

use wutong_model::{PaperAspect, ProblemKind, Severity, Template};

use crate::{Check, Evidence, Observation, Same, problems_by_school, region_scope};

pub(crate) const CHECK: Check = Check {
    id: "duplicate-pupils",
    severity: Severity::Warn,
    same: Same::Data,
    is_fixed: false,
    why_zh: "同一考号出现不同成绩，或没有考号而同班同名时，任何一行都不能确认，已全部移出统计。",
    why_en: "Where one pupil has several marks, or pupils without ids share a name, no row can be trusted; all were set aside.",
    hint_zh: "核对 quarantine.csv 所列各行，留下正确的一行，用 --with 重新运行。",
    hint_en: "Keep the right row of each pupil in quarantine.csv and run again with --with.",
    sentences: &[&CONFLICT, &CONTESTED, &NAMESAKES, &MOSTLY],
    untold: &Template {
        zh: "{group}：有考号重复而成绩或学校不同的行，已移出统计。",
        en: "{group}: rows repeat a pupil with other marks or another school and were set aside.",
        percent: false,
    },
    own: None,
    run: |evidence| {
        let of = |kind, metric, template| problems_by_school(evidence, kind, metric, template);
        let mut found = of(ProblemKind::ConflictingPupil, "conflicting_rows", &CONFLICT);
        found.extend(of(ProblemKind::ContestedMark, "contested_marks", &CONTESTED));
        found.extend(of(ProblemKind::AmbiguousName, "ambiguous_rows", &NAMESAKES));
        found.extend(mostly(evidence));
        found
    },
};

/// Share of the rows of pupils above which what is left stands for nobody; a convention of this project.
const MOST_LOST: f64 = 1.0 / 3.0;

/// One observation where so many rows repeat an identifier, or a name without one, that identifiers cannot be what they
/// were taken for.
fn mostly(evidence: &Evidence) -> Option<Observation> {
    let claims = evidence.claims.iter().filter(|claim| claim.aspect == PaperAspect::RowsStand);
    let (lost, all) = claims.fold((0.0, 0.0), |(lost, all), claim| (lost + claim.found, all + claim.required));
    (lost > all * MOST_LOST).then(|| Observation {
        scope: region_scope(evidence.spec, None),
        metric: "share_of_conflicting_rows",
        value: lost / all,
        reference: MOST_LOST,
        template: &MOSTLY,
        note: None,
        severity: Some(Severity::Block),
    })
}

static MOSTLY: Template = Template {
    zh: "成绩表中{value}的行因考号（没有考号时为班级、姓名）重复而成绩不同移出统计，超过{reference}，余下的不能代表各校。常见原因：学号在各班或各表中从1重新编号（请加上“班级”列，并在 exam.toml 的 [pupils] 设 id_unique_within = \"class\"），或文件中另有名次、得分率、上次考试等表（请删去，或用 [[source]] 的 sheet 指定成绩所在的表）。",
    en: "{value} of the rows of marks repeat an identifier (or, without one, class and name) with other marks and were set aside, more than {reference}; what is left stands for no school. Common causes: numbers begin anew in every class or sheet (add a column 班级, and id_unique_within = \"class\" under [pupils] of exam.toml), or tables of ranks, score rates or an earlier exam stand in the files (delete them, or name the sheet of marks with sheet in [[source]]).",
    percent: true,
};

static NAMESAKES: Template = Template {
    zh: "{group}有{value}行没有考号而同班同名，分不清是哪名学生，已移出统计，请核对待核清单。",
    en: "{group}: {value} rows without an id share class and name, so that whose they are cannot be told; they were set aside, see the list of rows set aside.",
    percent: false,
};

static CONTESTED: Template = Template {
    zh: "{group}有{value}个分数与另一张表给同一考生的该科分数不同，该科未计入，请核对待核清单。",
    en: "{group}: {value} marks differ from those that another sheet gives the pupil in the subject; they do not count, see the list of rows set aside.",
    percent: false,
};

static CONFLICT: Template = Template {
    zh: "{group}有{value}行考号重复而成绩或学校不同，已全部移出统计，请核对待核清单。",
    en: "{group}: {value} rows repeat a pupil with other marks or another school; all were set aside, see the list of rows set aside.",
    percent: false,
};
