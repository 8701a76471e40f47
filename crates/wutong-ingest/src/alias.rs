//! Header texts as exam platforms and schools write them, folded.

/// What a column of a sheet is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    /// Pupil identifier.
    Id,
    /// Pupil name.
    Name,
    /// County or district.
    County,
    /// School name.
    School,
    /// School code.
    SchoolCode,
    /// Class.
    Class,
    /// Gender.
    Gender,
    /// 在籍人数 of a roster.
    Enrolled,
    /// 应考人数 of a roster.
    Expected,
    /// Number of an item in a blueprint.
    Item,
    /// Full mark of an item in a blueprint.
    FullMark,
}

/// Aliases of a role, the best first.
type Aliases = (Role, &'static [&'static str]);

/// Columns of score and item sheets.
pub(crate) const PUPIL_ROLES: &[Aliases] = &[
    (
        Role::Id,
        &[
            "考号",
            "准考证号",
            "准考证",
            "考生号",
            "考籍号",
            "学生考号",
            "联考考号",
            "考试号",
            "学号",
            "学籍号",
            "全国学籍号",
            "学生编号",
            "学生id",
            "考生编号",
            "身份证号",
            "student_id",
            "studentid",
            "pupil_id",
            "exam_no",
            "candidate_id",
            "candidate",
            "candidateno",
            "candidateno.",
            "candidatenumber",
            "studentno",
            "studentno.",
            "studentnumber",
            "examno",
            "examno.",
            "examnumber",
            "admissionno",
            "student",
            "id",
        ],
    ),
    (
        Role::Name,
        &["姓名", "学生姓名", "考生姓名", "名字", "student_name", "studentname", "fullname", "name", "学生", "考生"],
    ),
    (
        Role::County,
        &[
            "区县",
            "县区",
            "区(县)",
            "县(区)",
            "县(市、区)",
            "县市区",
            "县",
            "区",
            "区域",
            "所属区县",
            "所在区县",
            "区县名称",
            "旗县",
            "旗县区",
            "county",
            "district",
        ],
    ),
    (
        Role::School,
        &[
            "学校名称",
            "学校",
            "校名",
            "所在学校",
            "学校名",
            "就读学校",
            "学校全称",
            "学校简称",
            "school_name",
            "school",
            "schoolname",
            "单位",
            "单位名称",
            "学校单位",
            "报名点名称",
            "报名点",
            "校别",
            "campus",
        ],
    ),
    (
        Role::SchoolCode,
        &[
            "学校代码",
            "学校编码",
            "学校编号",
            "学校代号",
            "校代码",
            "校编码",
            "学校标识码",
            "单位代码",
            "单位编码",
            "报名点代码",
            "报名点编码",
            "school_code",
            "school_id",
            "schoolid",
        ],
    ),
    (
        Role::Class,
        &[
            "班级",
            "班别",
            "行政班",
            "行政班级",
            "班",
            "教学班",
            "班级名称",
            "班号",
            "class",
            "class_name",
            "class_id",
            "classname",
            "form",
        ],
    ),
    (Role::Gender, &["性别", "学生性别", "考生性别", "gender", "sex"]),
];

/// Columns of the school list.
pub(crate) const SCHOOL_ROLES: &[Aliases] = &[
    (
        Role::SchoolCode,
        &[
            "学校代码",
            "学校编码",
            "学校编号",
            "学校代号",
            "校代码",
            "学校标识码",
            "单位代码",
            "单位编码",
            "报名点代码",
            "代码",
            "编码",
            "编号",
            "school_code",
            "school_id",
            "schoolid",
            "code",
            "id",
        ],
    ),
    (
        Role::School,
        &[
            "学校名称",
            "学校",
            "校名",
            "学校名",
            "学校全称",
            "单位名称",
            "单位全称",
            "单位",
            "报名点名称",
            "名称",
            "school_name",
            "school",
            "schoolname",
            "name",
        ],
    ),
    (Role::County, &["区县", "县区", "区(县)", "县(区)", "县(市、区)", "县市区", "县", "区", "county", "district"]),
];

/// Columns of the school list with further names of a school.
pub(crate) const NAMES_OF_SCHOOLS: [&str; 12] = [
    "简称",
    "学校简称",
    "校简称",
    "校名简称",
    "学校简写",
    "全称",
    "学校全称",
    "校名全称",
    "学校名称",
    "曾用名",
    "别名",
    "其他名称",
];

/// Columns of a roster, beside those of [`SCHOOL_ROLES`].
pub(crate) const ROSTER_ROLES: &[Aliases] = &[
    (Role::Class, &["班级", "班别", "行政班", "行政班级", "班", "班级名称", "class", "class_name"]),
    (
        Role::Enrolled,
        &["在籍人数", "在籍", "学籍人数", "在校人数", "班级人数", "学生数", "enrolled", "enrolment", "roster"],
    ),
    (Role::Expected, &["应考人数", "应考", "应参考人数", "报考人数", "报名人数", "应到人数", "expected", "registered"]),
];

/// Columns of a two-way specification table.
pub(crate) const BLUEPRINT_ROLES: &[Aliases] = &[
    (Role::Item, &["item", "题号", "小题号", "题目", "小题", "试题", "题次"]),
    (Role::FullMark, &["full_mark", "满分", "分值", "满分值", "题分", "分数", "赋分", "max", "points"]),
];

/// The role of a column in a two-way specification table; what its list lacks by what its words say: 题目序号, 每题分值.
pub(crate) fn blueprint_role(folded: &str) -> Option<(Role, usize)> {
    /// Behind all that is listed.
    const UNLISTED: usize = 60;
    let ends = |words: &[&str]| words.iter().any(|end| folded.ends_with(end));
    let unlisted = || {
        let bare = folded.strip_suffix("(分)").unwrap_or(folded);
        let of_several = ["大题", "总", "均", "率", "选做"].iter().any(|word| bare.contains(word));
        let is_item = ends(&["题序号", "题目序号", "试题序号", "题编号", "题目编号", "试题编号", "题序", "题目号"]);
        let is_full = ["分值", "满分", "分数", "题分"].iter().any(|end| bare.ends_with(end))
            && (bare.contains('题') || bare.len() < folded.len());
        match () {
            () if of_several => None,
            () if is_item => Some((Role::Item, UNLISTED)),
            () if is_full => Some((Role::FullMark, UNLISTED)),
            () => None,
        }
    };
    role(folded, &[BLUEPRINT_ROLES]).or_else(unlisted)
}

/// Attributes of a school under one key each.
pub(crate) const ATTRIBUTES: &[(&str, &[&str])] = &[
    ("town", &["乡镇", "片镇", "镇", "街道", "学区", "学片", "片区", "town"]),
    ("residence", &["城乡", "城乡类型", "城乡属性", "城乡分类", "residence", "urban_rural"]),
    ("group", &["集团", "教育集团", "所属集团", "集团名称", "办学集团", "group", "cluster"]),
    ("stage", &["学段", "办学层次", "stage"]),
    ("category", &["类别", "学校类别", "学校类型", "办学类型", "办学性质", "category", "type"]),
];

/// Well-known subjects: usual id, printed name, headers.
pub(crate) const SUBJECTS: &[(&str, &str, &[&str])] = &[
    ("chinese", "语文", &["语文", "国文", "国语", "chinese"]),
    ("math", "数学", &["数学", "math", "maths", "mathematics"]),
    ("english", "英语", &["英语", "外语", "英文", "english"]),
    ("physics", "物理", &["物理", "physics"]),
    ("chemistry", "化学", &["化学", "chemistry"]),
    ("biology", "生物", &["生物", "生物学", "biology"]),
    ("history", "历史", &["历史", "history"]),
    ("geography", "地理", &["地理", "geography"]),
    (
        "politics",
        "道德与法治",
        &[
            "政治",
            "道德与法治",
            "道德与法制",
            "道德法治",
            "道法",
            "思想政治",
            "思政",
            "思品",
            "思想品德",
            "品德",
            "品德与社会",
            "品德与生活",
            "品社",
            "品生",
            "politics",
            "civics",
        ],
    ),
    ("science", "科学", &["科学", "science"]),
    ("pe", "体育", &["体育", "体育与健康", "pe"]),
    ("it", "信息技术", &["信息技术", "信息科技", "信息", "it"]),
    ("general_technology", "通用技术", &["通用技术", "通用"]),
    ("music", "音乐", &["音乐", "music"]),
    ("art", "美术", &["美术", "art"]),
    ("labour", "劳动", &["劳动", "劳动技术", "labour"]),
    ("society", "社会", &["社会", "历史与社会", "人文与社会", "society"]),
    ("japanese", "日语", &["日语", "日本语", "japanese"]),
    ("russian", "俄语", &["俄语", "russian"]),
    ("french", "法语", &["法语", "french"]),
    ("german", "德语", &["德语", "german"]),
    ("spanish", "西班牙语", &["西班牙语", "西语", "spanish"]),
    ("korean", "朝鲜语", &["朝鲜语", "韩语", "韩国语", "korean"]),
];

/// Subjects whose names are words of other things too, such as 实验中学: known only where a header says nothing else.
pub(crate) const HEADER_SUBJECTS: &[(&str, &str, &[&str])] = &[
    ("experiment", "实验", &["实验", "实验操作", "理化实验", "理化生实验", "实验技能", "实验考试"]),
    ("technology", "技术", &["技术"]),
    ("arts", "艺术", &["艺术"]),
    ("calligraphy", "书法", &["书法", "写字"]),
    ("practice", "综合实践", &["综合实践", "综合实践活动"]),
    ("psychology", "心理健康", &["心理", "心理健康"]),
    ("local", "地方课程", &["地方课程", "校本课程"]),
];

/// Subjects that are examined together in one paper: id, full names, first characters.
pub(crate) const COMBINED: [(&str, &[&str], &str); 6] = [
    ("physics", &["物理"], "物理"),
    ("chemistry", &["化学"], "化"),
    ("biology", &["生物"], "生"),
    ("politics", &["政治", "道德与法治", "道法", "思想政治", "思想品德", "思品"], "政道"),
    ("history", &["历史"], "史历"),
    ("geography", &["地理"], "地"),
];

/// Papers of three subjects that have a name of their own.
const COMBINED_NAMES: [(&str, &[&str]); 2] =
    [("physics_chemistry_biology", &["理综", "理科综合"]), ("politics_history_geography", &["文综", "文科综合"])];

/// Names that do not follow from those of the subjects.
pub(crate) fn combined_names(id: &str) -> &'static [&'static str] {
    COMBINED_NAMES.iter().find(|(known, _)| *known == id).map_or(&[], |(_, names)| *names)
}

/// First words of rows below the pupils.
pub(crate) const FOOTERS: &[&str] = &[
    "平均",
    "均分",
    "合计",
    "总计",
    "小计",
    "制表",
    "最高分",
    "最低分",
    "及格率",
    "优秀率",
    "良好率",
    "低分率",
    "合格率",
    "审核",
    "复核",
    "备注",
    "说明",
    "注:",
    "注：",
    "标准差",
    "参考人数",
    "实考人数",
    "应考人数",
    "缺考人数",
    "填表",
    "打印",
    "制作",
    "统计",
    "未交名单",
    "缺考名单",
    "难度",
    "得分率",
    "average",
    "mean",
    "total",
    "subtotal",
];

/// Words that make a line a footer wherever they stand in its label.
pub(crate) const STRONG_FOOTERS: &[&str] = &[
    "平均分",
    "平均成绩",
    "合计",
    "总计",
    "小计",
    "最高分",
    "最低分",
    "及格率",
    "优秀率",
    "标准差",
    "得分率",
    "参考人数",
    "实考人数",
    "制表人",
    "联系电话",
];

/// The usual id of the subject that a folded header or name stands for.
pub(crate) fn known_subject(folded: &str) -> Option<&'static str> {
    SUBJECTS.iter().chain(HEADER_SUBJECTS).find(|(_, _, names)| names.contains(&folded)).map(|(id, ..)| *id)
}

/// All names of a well-known subject.
pub(crate) fn names_of(id: &str) -> &'static [&'static str] {
    SUBJECTS.iter().chain(HEADER_SUBJECTS).find(|(known, ..)| *known == id).map_or(&[], |(_, _, names)| *names)
}

/// The printed name of a well-known subject.
pub(crate) fn subject_name(id: &str) -> Option<&'static str> {
    SUBJECTS.iter().chain(HEADER_SUBJECTS).find(|(known, ..)| *known == id).map(|(_, name, _)| *name)
}

/// Role and rank (0 is best) of a folded header.
pub(crate) fn role(folded: &str, tables: &[&[Aliases]]) -> Option<(Role, usize)> {
    tables
        .iter()
        .flat_map(|table| table.iter())
        .find_map(|(role, aliases)| aliases.iter().position(|alias| *alias == folded).map(|rank| (*role, rank)))
}

/// The role of a folded header that no list names, by the words it is made of: 联考号, 教育ID, 所在班级.
pub(crate) fn role_like(folded: &str) -> Option<Role> {
    const NUMBERS: [&str; 5] = ["号", "号码", "编号", "编码", "id"];
    const PUPIL: [&str; 17] = [
        "考生",
        "学生",
        "准考",
        "联考",
        "统考",
        "报名",
        "会考",
        "中考",
        "高考",
        "学籍",
        "教育",
        "智学",
        "校内学",
        "自定义考",
        "国网",
        "考试编",
        "毕业生",
    ];
    const OTHERS: [&str; 17] = [
        "场", "座", "室", "学校", "校代", "点", "班", "手机", "电话", "科", "题", "卷", "顺", "序", "家长", "次", "区",
    ];
    let any = |words: &[&str]| words.iter().any(|word| folded.contains(word));
    if NUMBERS.iter().any(|end| folded.ends_with(end)) && any(&PUPIL) && !any(&OTHERS) {
        return Some(Role::Id);
    }
    // Where a pupil was before, or will be, is not where the exam was sat.
    if any(&["毕业", "生源", "初中", "小学", "原", "来源", "录取", "报考", "志愿", "升入", "推荐"])
    {
        return None;
    }
    let ends = |words: &[&str]| words.iter().any(|end| folded.ends_with(end));
    match () {
        () if ends(&["班级", "班级名", "班级名称", "班名称", "班别名称"]) => Some(Role::Class),
        () if ends(&["学校", "学校名", "学校名称", "校区名称"]) => Some(Role::School),
        () if ends(&["学校代码", "学校编码", "学校编号", "学校代号", "单位代码"]) => {
            Some(Role::SchoolCode)
        }
        () if ends(&["姓名"]) && !any(&["师", "家长", "班主任", "监", "父", "母"]) => Some(Role::Name),
        () => None,
    }
}

/// The key under which an attribute of a school is kept.
pub(crate) fn attribute(header: &str) -> String {
    let folded = crate::cell::fold(header);
    ATTRIBUTES
        .iter()
        .find(|(_, aliases)| aliases.contains(&folded.as_str()))
        .map_or_else(|| header.to_owned(), |(key, _)| (*key).to_owned())
}
