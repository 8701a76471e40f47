//! Words of headers beside the names of subjects and the roles of columns, folded.

/// Marks, without saying which.
pub(super) const PLAIN: &[&str] = &[
    "成绩",
    "得分",
    "分数",
    "分",
    "单科成绩",
    "单科得分",
    "考试成绩",
    "实得分",
    "最终得分",
    "最后得分",
    "最终成绩",
    "本次",
    "本次成绩",
    "本次得分",
    "本次分数",
    "总",
    "学科成绩",
    "学科得分",
    "卷",
    "卷分",
    "科",
    "学科",
    "单科",
    "score",
    "scores",
    "mark",
    "marks",
    "points",
    "result",
];

/// Marks as the paper gave them.
pub(super) const RAW: &[&str] = &[
    "原始分",
    "原始",
    "原始成绩",
    "原始得分",
    "原始分数",
    "原分",
    "卷面",
    "卷面分",
    "卷面分数",
    "卷面成绩",
    "卷面得分",
    "卷面原始分",
    "裸分",
    "原",
    "raw",
    "rawscore",
    "rawmark",
];

/// Marks that were changed from those of the paper.
pub(super) const SCALED: &[&str] = &[
    "赋",
    "赋分",
    "赋分成绩",
    "赋分分数",
    "赋分得分",
    "赋分后",
    "赋分后成绩",
    "等级分",
    "等级赋分",
    "等级赋分成绩",
    "等级成绩",
    "转换分",
    "转换成绩",
    "转换后",
    "转换后成绩",
    "换算分",
    "折合分",
    "折合",
    "折合成绩",
    "折算",
    "折算分",
    "折算成绩",
    "折分",
    "加权分",
    "scaled",
    "scaledscore",
    "converted",
    "convertedscore",
    "assigned",
    "assignedscore",
];

/// The sum of the subjects.
pub(super) const TOTAL: &[&str] = &[
    "卷面总分",
    "总成绩",
    "总得分",
    "总分数",
    "全科总分",
    "全部科目",
    "全科",
    "总分",
    "合计分",
    "合计",
    "总计",
    "合分",
    "全卷",
    "总评",
    "totalscore",
    "totalmark",
    "totalmarks",
    "total",
    "sum",
];

/// Parts of a word that make it a rank.
pub(super) const RANK: &[&str] = &[
    "名次",
    "排名",
    "位次",
    "排位",
    "联排",
    "联考次",
    "年排",
    "校次",
    "班次",
    "级次",
    "年次",
    "区次",
    "县次",
    "市次",
    "省次",
    "校排",
    "班排",
    "级排",
    "区排",
    "县排",
    "市排",
    "rank",
    "position",
];

/// Whole words that are ranks.
pub(super) const RANK_WORDS: &[&str] = &["班名", "级名", "区名", "县名", "市名", "次", "名"];

/// Parts of a word that make it something computed from marks.
pub(super) const DERIVED: &[&str] = &[
    "标准分",
    "等级",
    "等第",
    "档次",
    "评级",
    "级别",
    "百分",
    "平均",
    "均分",
    "超均",
    "比均",
    "分差",
    "进退",
    "进步",
    "退步",
    "上线",
    "贡献",
    "离均",
    "z值",
    "t值",
    "t分",
    "z分",
    "zscore",
    "tscore",
    "percentile",
    "变化",
    "上次",
    "目标",
];

/// Parts of a word that speak of another exam than this one, or of what changed since: 上次校名次, 名次升降.
pub(super) const OF_ANOTHER: &[&str] = &[
    "上次",
    "上回",
    "上期",
    "上一次",
    "前次",
    "前一次",
    "入学",
    "进退",
    "进步",
    "退步",
    "升降",
    "增减",
    "变化",
    "变动",
    "目标",
    "预测",
];

/// Parts of a word that speak of the marks of chosen options.
pub(super) const OBJECTIVE: &[&str] = &["客观", "选择题", "单选", "objective", "multiplechoice"];

/// Parts of a word that speak of the marks of written answers.
pub(super) const SUBJECTIVE: &[&str] = &["主观", "非选择题", "解答题", "subjective", "written"];

/// What brackets after the name of a subject say of its paper that makes it no other one.
pub(super) const NOTES: &[&str] = &[
    "开卷",
    "闭卷",
    "笔试闭卷",
    "笔试开卷",
    "首选",
    "再选",
    "首选科目",
    "再选科目",
    "选考",
    "必考",
    "笔答",
    "笔试",
    "文理",
    "文理科",
    "不分文理",
    "全册",
    "上册",
    "下册",
];

/// Parts of what brackets after the name of a subject say of which of the usual papers it is.
pub(super) const PAPERS: &[&str] = &[
    "课标",
    "全国",
    "高考",
    "新i",
    "新ⅰ",
    "新ⅱ",
    "甲卷",
    "乙卷",
    "i卷",
    "ⅰ卷",
    "ⅱ卷",
    "人教",
    "北师大",
    "苏教",
    "外研",
    "必修",
];

/// Columns that name the subject of a row.
pub(super) const LONG_SUBJECT: &[&str] = &[
    "科目",
    "学科",
    "科目名称",
    "学科名称",
    "课程",
    "课程名称",
    "考试科目",
    "考试学科",
    "subject",
    "subjectname",
    "subject_name",
    "course",
];

/// Whole words of columns that are of no use here, but show that a row is a header.
pub(super) const OTHER: &[&str] = &[
    "序号",
    "编号",
    "行号",
    "年级",
    "性别",
    "座号",
    "座位号",
    "座位",
    "考场",
    "考场号",
    "考点",
    "条形码",
    "条形码号",
    "条码",
    "科类",
    "选科",
    "选考",
    "选考科目",
    "选科组合",
    "组合",
    "类别",
    "文理",
    "考试类型",
    "学籍状态",
    "班主任",
    "任课教师",
    "民族",
    "民 族",
    "身份",
    "住宿",
    "电话",
    "家长电话",
    "家长手机",
    "手机",
    "手机号",
    "手机号码",
    "联系方式",
    "加分",
    "扣分",
    "加扣分",
    "奖励分",
    "小组",
    "组别",
    "组号",
    "均",
    "联系电话",
    "层次",
    "学段",
    "届别",
    "考试名称",
    "考试",
    "考试时间",
    "日期",
    "乡镇",
    "片镇",
    "镇",
    "街道",
    "学区",
    "学片",
    "片区",
    "grade",
    "gender",
    "sex",
    "seat",
    "room",
    "批次",
    "no",
    "no.",
    "number",
    "track",
    "year",
    "exam",
];

/// What ends the headers of other columns that are of no use: 参考人数, 政策加分.
pub(super) const OTHER_ENDS: &[&str] = &["人数", "加分", "扣分"];

/// Columns that say at which campus of its school a class is.
pub(super) const CAMPUS: &[&str] = &["校区", "校区名称", "所在校区", "所属校区", "校部", "campus"];

/// What may follow the name of a subject to make it no mark: a track, a teacher.
pub(crate) const NOT_MARKS: &[&str] = &["类", "方向", "组", "教师", "老师", "任课", "语种", "选科", "班"];

/// A row of full marks below a header.
pub(crate) const FULL_MARK_ROWS: &[&str] =
    &["满分", "卷面满分", "试卷满分", "分值", "fullmark", "fullmarks", "maximum"];

/// Whether a folded text begins a list of pupils below the table.
pub(crate) fn begins_list(folded: &str) -> bool {
    const WHO: [&str; 12] =
        ["未交", "未扫", "缺考", "缺卷", "漏扫", "未考", "漏考", "未参考", "缺交", "违纪", "作弊", "异常"];
    const WHAT: [&str; 8] = ["名单", "名册", "学生", "考生", "情况", "列表", "人员", "登记"];
    WHO.iter().any(|who| folded.contains(who)) && WHAT.iter().any(|what| folded.contains(what))
}

/// Subjects by their first character, as narrow columns have them.
pub(super) const ABBREVIATIONS: &[(&str, &str)] = &[
    ("语", "语文"),
    ("数", "数学"),
    ("英", "英语"),
    ("外", "英语"),
    ("物", "物理"),
    ("化", "化学"),
    ("生", "生物"),
    ("政", "政治"),
    ("道", "道德与法治"),
    ("史", "历史"),
    ("历", "历史"),
    ("地", "地理"),
    ("科", "科学"),
    ("体", "体育"),
    ("总", "总分"),
];

/// Whether a folded header stands beside items and is none: totals, ranks, parts.
pub(crate) fn is_beside_items(folded: &str) -> bool {
    const PARTS: [&str; 5] = ["得分", "客观分", "客观题得分", "主观分", "主观题得分"];
    OTHER.contains(&folded)
        || crate::flag::is_flag(folded)
        || TOTAL.contains(&folded)
        || PARTS.contains(&folded)
        || RANK_WORDS.contains(&folded)
        || RANK.iter().any(|word| folded.contains(word))
}
