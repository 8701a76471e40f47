//! What stands in a file of marks and could not be read as it is meant: rows without a header of theirs, zeros beside
//! a word that nobody understands.

use wutong_model::{PaperAspect, Severity, Template};

use crate::{Check, Evidence, Observation, Same, region_scope};

pub(crate) const ROWS: Check = Check {
    id: "unread-rows",
    severity: Severity::Warn,
    same: Same::Data,
    is_fixed: false,
    why_zh: "另一个表头、名单以下或没有表头的工作表中的成绩没有计入，这些学生所在学校的人数和各项数值都不完整。",
    why_en: "Marks below another header or a list, or in a sheet without a header, are not counted; the numbers of those pupils' schools are incomplete.",
    hint_zh: "把每个表头以下的部分另存为一张工作表，或改成与第一个表头相同的列；没有表头的工作表补上表头，再运行。",
    hint_en: "Put each table into a sheet of its own, or give it the columns of the first header; give a sheet without a header one; and run again.",
    sentences: &[&UNREAD_ROWS],
    untold: &Template {
        zh: "{group}：另一个表头、名单以下或没有表头的成绩没有计入。",
        en: "{group}: marks below another header or a list, or without a header, are not counted.",
        percent: false,
    },
    own: None,
    run: |evidence| run(evidence, PaperAspect::RowsRead, "rows_set_aside", &UNREAD_ROWS),
};
pub(crate) const STATUS: Check = Check {
    id: "unread-status",
    severity: Severity::Warn,
    same: Same::Data,
    is_fixed: false,
    why_zh: "状态一类的列中有无法识别的说明，其旁的 0 分已按得分计入；若实为缺考，均分和各率都偏低。",
    why_en: "A column such as status says something that is not understood beside zeros, which count as marks; if they mean absent, means and rates are too low.",
    hint_zh: "在 exam.toml 的 [[source]] 用 status_words 说明该词的含义，例如 status_words = { \"2\" = \"absent\" }；确为 0 分的不必处理。",
    hint_en: "Say what the word means with status_words in [[source]], e.g. status_words = { \"2\" = \"absent\" }; real zeros need nothing.",
    sentences: &[&UNREAD_STATUS],
    untold: &Template {
        zh: "{group}：有的 0 分旁的状态说明无法识别，已按 0 分计入。",
        en: "{group}: zeros stand beside a status that is not understood and count as zero.",
        percent: false,
    },
    own: None,
    run: |evidence| run(evidence, PaperAspect::StatusRead, "n_zeros", &UNREAD_STATUS),
};

static UNREAD_ROWS: Template = Template {
    zh: "{group}有{value}行成绩位于另一个表头或名单之下，或没有表头，未计入任何统计；请按待核清单的说明整理后重新运行。",
    en: "{group}: {value} rows of marks stand below another header or a list, or without a header, and count nowhere; see the list of rows set aside and run again.",
    percent: false,
};
static UNREAD_STATUS: Template = Template {
    zh: "{group}有{value}个0分旁的状态说明无法识别，已按0分计入；若实为缺考，相关学校的均分和各率偏低，请核对待核清单。",
    en: "{group}: {value} zeros stand beside a status that is not understood and count as zero; if it means absent, means and rates are too low, see the list of rows set aside.",
    percent: false,
};

/// One observation a sheet of which a file says this.
pub(crate) fn run(
    evidence: &Evidence,
    aspect: PaperAspect,
    metric: &'static str,
    template: &'static Template,
) -> Vec<Observation> {
    let claims = evidence.claims.iter().filter(|claim| claim.aspect == aspect);
    claims
        .map(|claim| {
            let mut scope = region_scope(evidence.spec, None);
            let place = [claim.place.file.as_str(), &claim.place.sheet];
            scope.group_name = place.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
            let value = claim.found;
            Observation { scope, metric, value, reference: claim.required, template, note: None, severity: None }
        })
        .collect()
}
