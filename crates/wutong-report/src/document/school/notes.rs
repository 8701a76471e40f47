//! The notes of a report: rules, cuts, the region's difference between schools, what is missing, what the rows came to.

use wutong_model::spec::Audience;
use wutong_model::{ProblemKind, Reason, Reported, Status, TOTAL, Treatment};

use super::subjects::{COLUMNS, STRATA};
use super::{NONE, Writer, name, whole};
use crate::document::figures::mark_label;
use crate::document::{Block, Cell, Cells, Head, Role, Row, Section, Span, Table, interval_text, label, value_text};
use crate::profile::{ExamHead, ProfileNotes, RowAccount, SchoolProfile, SubjectProfile, WithheldValue};
use crate::words::{self, Lang};

/// Metrics that a report shows beside the columns of its tables.
const OTHERS_SHOWN: [&str; 3] = ["n_expected", "n_valid", "participation_rate"];

impl Writer<'_> {
    /// Notes, values not given, data.
    pub(super) fn notes(&mut self) -> Vec<Section> {
        let rules = self.rules();
        let missing = self.missing();
        let data = (!self.profile.audience.is_outside()).then(|| self.data());
        [Some(rules), missing, data].into_iter().flatten().collect()
    }

    fn rules(&mut self) -> Section {
        let (profile, lang) = (self.profile, self.lang);
        let mut blocks = rule_blocks(&profile.exam, profile.audience, &profile.notes, lang);
        blocks.extend(outside_blocks(profile.audience, lang));
        blocks.push(Block::Table(self.cuts()));
        if !self.has_region() {
            blocks.extend(self.intervals());
            return Section { id: "notes", title: lang.pick("口径说明", "Notes").to_owned(), blocks };
        }
        let note = &profile.notes.difference;
        let of_subjects = note.subjects.iter().zip(&profile.subjects);
        let rates = of_subjects.map(|(entry, subject)| (name(subject, lang), subject.id == TOTAL, entry.value));
        let rates = difference_table(rates, note.limit, &mut self.cells);
        blocks.push(Block::Table(rates));
        blocks.extend(self.intervals());
        let formula = label(profile.notes.difference.formula.metric(), lang);
        blocks.push(Block::text(
            Role::Small,
            match lang {
                Lang::Zh => format!("校际差异率的公式：{formula}。本次监测口径，非国家监测结果。"),
                Lang::En => {
                    format!(
                        "Formula of the difference rate: {formula}. Of this exam; not a result of national monitoring."
                    )
                }
            },
        ));
        Section { id: "notes", title: lang.pick("口径说明", "Notes").to_owned(), blocks }
    }

    /// Pupils and intervals of the headline values, which a page shows where the pointer rests and paper cannot.
    fn intervals(&mut self) -> Option<Block> {
        let (profile, lang) = (self.profile, self.lang);
        let with_interval =
            |id: &&str| profile.subjects.iter().any(|subject| super::own(subject, id).interval().is_some());
        let ids: Vec<&str> = COLUMNS.into_iter().filter(with_interval).collect();
        if ids.is_empty() {
            return None;
        }
        let mut heads = vec![Head::plain(lang.pick("学科", "Subject")), self.cells.head("n_valid")];
        heads.extend(ids.iter().map(|id| self.cells.head(id)));
        let row = |subject: &SubjectProfile| {
            let n = super::own(subject, "n_valid");
            let mut cells = vec![self.cells.plain("n_valid", n, NONE)];
            cells.extend(ids.iter().map(|id| {
                let value = super::own(subject, id);
                let cell = self.cells.plain(id, value, n);
                match value.interval() {
                    // Printed in full, with nothing left for the pointer to show.
                    Some(bounds) => {
                        let text = interval_text(wutong_stats::metric(id), bounds);
                        Cell { text, title: String::new(), ..cell }
                    }
                    None => cell,
                }
            }));
            Row { names: vec![Span::plain(name(subject, lang))], cells, strong: subject.id == TOTAL }
        };
        let rows = profile.subjects.iter().map(row).collect();
        let caption =
            lang.pick("本校主要指标的实考人数与 95% 区间", "Pupils and 95 % intervals of the school's headline values");
        Some(Block::Table(Table { caption: caption.to_owned(), heads, n_names: 1, rows, compact: true }))
    }

    fn cuts(&self) -> Table {
        let lang = self.lang;
        let heads = [
            lang.pick("学科", "Subject"),
            lang.pick("满分", "Full"),
            lang.pick("优秀 ≥", "Excellent ≥"),
            lang.pick("良好 ≥", "Good ≥"),
            lang.pick("及格 ≥", "Pass ≥"),
            lang.pick("低分 <", "Low <"),
        ];
        let rows = self.profile.subjects.iter().map(|subject| {
            let cuts = subject.cuts;
            let marks = [subject.full_mark, cuts.excellence, cuts.good, cuts.pass, cuts.low];
            let cells = marks.map(|mark| Cell { text: mark_label(mark), ..Cell::default() });
            Row { names: vec![Span::plain(name(subject, lang))], cells: cells.into(), strong: false }
        });
        Table {
            caption: lang.pick("满分与分数线", "Full marks and cuts").to_owned(),
            heads: heads.map(Head::plain).into(),
            n_names: 1,
            rows: rows.collect(),
            compact: true,
        }
    }

    fn missing(&mut self) -> Option<Section> {
        let lang = self.lang;
        for value in withheld(self.profile) {
            self.cells.reasons.number(value.reason);
        }
        let entry = |(position, &reason): (usize, &Reason)| {
            let number = format!("{}{} {}", lang.pick("注", "Note "), position + 1, words::reason(reason, lang));
            let values = of_reason(self.profile, reason, lang).join(lang.pick("；", "; "));
            let mut spans = vec![Span::strong(number)];
            if !values.is_empty() {
                spans.push(Span::plain(format!("{}{values}", lang.pick("：", ": "))));
            }
            spans
        };
        let items: Vec<Vec<Span>> = self.cells.reasons.all().iter().enumerate().map(entry).collect();
        (!items.is_empty()).then(|| Section {
            id: "missing",
            title: lang.pick("未给出的数值", "Values not given").to_owned(),
            blocks: vec![Block::List { items, numbered: true }],
        })
    }

    fn data(&self) -> Section {
        let (notes, lang) = (&self.profile.notes, self.lang);
        let items = problems(notes, lang);
        let mut blocks = Vec::new();
        if items.is_empty() {
            let none = lang.pick("本校没有待核的行或单元格。", "No row or cell of this school was set aside.");
            blocks.push(Block::text(Role::Plain, none));
        } else {
            let lead = lang.pick(
                "本校有下列行或单元格待核，逐条位置和处理办法见教研部门的待核清单（quarantine.csv）：",
                "These rows or cells of the school were set aside or need a look; quarantine.csv at the centre lists place and cure:",
            );
            blocks.push(Block::text(Role::Plain, lead));
            blocks.push(Block::list(items));
        }
        blocks.push(Block::Table(accounting(&notes.accounting, lang)));
        Section { id: "data", title: lang.pick("数据说明", "Data").to_owned(), blocks }
    }
}

/// What readers outside the centre are given otherwise: printed digits, and totals that may be missing.
pub(in crate::document) fn outside_blocks(audience: Audience, lang: Lang) -> Vec<Block> {
    let left_out = match audience {
        Audience::School => lang.pick(
            "知识点、小题和能力层次的得分率，同类学校的对照，以及上线、目标等另行要求的结果，只在教研部门内部的版本中给出：与本校已知的分数合在一起，可能推出其他学校的情况。需要时请向教研部门查询。",
            "Score rates by knowledge point, item and ability, values of schools of the same kind, and what the exam asks for beside (lines, targets) are in the centre's own version alone: with the marks that a school holds they might tell of others. Ask the centre for them.",
        ),
        Audience::Public => lang.pick(
            "只含一两所学校、或能推出个别学校情况的区县和类别，整组不列出。",
            "Counties and categories of one or two schools, or from which single schools would follow, are not listed.",
        ),
        _ => "",
    };
    let left_out = (!left_out.is_empty()).then(|| Block::text(Role::Small, left_out));
    let digits = audience.is_outside().then(|| {
        Block::text(
            Role::Small,
            lang.pick(
                "本材料及随附数据表中的数值只给到印出的位数（人数为整数，分数两位小数，比率为百分数两位小数，其余三位），区间、标准差、差值同此；差值可由印出的数值相减得到，末位可能相差一。人数在一个学科不给出时，同一单位其他学科中能推出它的人数也不给出。缺考部分学科的学生很少时，各科平均分与总分平均分合起来会透露这几名学生的分数，因此该地区、区县或类别的总分平均值不给出；学校和班级自己的总分照常给出，因为学校本来就有本校学生的分数。",
                "Values here and in the tables beside are given with the digits that are printed (pupils whole, points and percentages two decimals, others three), intervals, standard deviations and gaps too; a difference taken from printed values may differ by one in the last digit. Where a number of pupils is not given in one subject, those of the group's other subjects that would tell it are not given either. Where few pupils missed only some subjects, the means of the subjects and of the total together would tell their marks, so the mean of the total is not given for that region, county or category; a school's own total and its classes' stay, because a school holds the marks of its pupils.",
            ),
        )
    });
    digits.into_iter().chain(left_out).collect()
}

/// Denominator, bands, least sizes, how differences are rounded, and what is done with pupils without a mark.
pub(in crate::document) fn rule_blocks(
    exam: &ExamHead,
    audience: Audience,
    notes: &ProfileNotes,
    lang: Lang,
) -> Vec<Block> {
    let bands = words::bands(notes.bands, lang);
    let (cell, size) = (notes.min_cell, notes.min_school_size);
    let mut rule = match lang {
        Lang::Zh => format!("；{bands}。人数少于 {cell} 人的班级或学校不显示成绩"),
        Lang::En => format!("; {bands}. Groups of fewer than {cell} pupils are not shown"),
    };
    if !exam.is_single() {
        rule.push_str(&match lang {
            Lang::Zh => format!("；校际统计只计实考不少于 {size} 人的学校"),
            Lang::En => format!("; statistics between schools use schools of at least {size} pupils"),
        });
    }
    rule.push_str(lang.pick("。", "."));
    // Readers outside are told in `outside_blocks`, where the values themselves are rounded.
    if !audience.is_outside() {
        rule.push_str(lang.pick(
            "差值由未取整的数值相减后再取两位小数，因此与印出的两个数相减可能在末位差 1。",
            " Differences are taken before rounding, so they may be one off in the last digit from the difference of the printed numbers.",
        ));
    }
    let spans = vec![
        Span::plain(lang.pick("各项比率的分母为", "Rates are divided by ")),
        Span::strong(words::denominator(notes.denominator, lang)),
        Span::plain(rule),
    ];
    let mut blocks = vec![Block::Text { role: Role::Plain, spans }];
    blocks.extend(notes.total.as_ref().map(|total| Block::text(Role::Plain, words::total_of(total, lang))));
    blocks.push(Block::list(treatments(notes, lang)));
    blocks
}

/// Difference rates with interval and verdict, one row a subject: its name, whether it is the total, its rate.
pub(in crate::document) fn difference_table(
    subjects: impl Iterator<Item = (String, bool, Reported<f64>)>,
    limit: f64,
    cells: &mut Cells,
) -> Table {
    let lang = cells.lang;
    let heads = vec![
        Head::plain(lang.pick("学科", "Subject")),
        cells.head("difference_rate"),
        Head::plain(lang.pick("95% 区间", "95 % interval")),
        Head::plain(format!("{} {limit}", lang.pick("与限值", "Limit"))),
    ];
    let row = |(name, strong, value)| Row {
        names: vec![Span::plain(name)],
        cells: difference_cells(value, limit, cells),
        strong,
    };
    let rows = subjects.map(row).collect();
    let caption = lang.pick("全区校际差异率", "Difference between the region's schools").to_owned();
    Table { caption, heads, n_names: 1, rows, compact: true }
}

/// Value, interval and verdict of a difference rate.
pub(in crate::document) fn difference_cells(value: Reported<f64>, limit: f64, cells: &mut Cells) -> Vec<Cell> {
    let cell = cells.plain("difference_rate", value, NONE);
    let bounds = |bounds| interval_text(wutong_stats::metric("difference_rate"), bounds);
    let interval = value.interval().map(bounds).unwrap_or_default();
    let verdict = words::limit_verdict(value, limit, cells.lang).to_owned();
    vec![cell, Cell { text: interval, ..Cell::default() }, Cell::words(verdict)]
}

/// Rows read, kept and set aside.
pub(in crate::document) fn accounting(accounts: &[RowAccount], lang: Lang) -> Table {
    let heads = [
        lang.pick("来源", "Source"),
        lang.pick("读入行数", "Rows read"),
        lang.pick("采用", "Kept"),
        lang.pick("待核", "Set aside"),
        lang.pick("标题、空白等非数据行", "Not data"),
        lang.pick("另有待核的单元格", "Single cells set aside"),
    ];
    let row = |account: &RowAccount| {
        let counts = [account.rows_read, account.kept, account.set_aside, account.not_data, account.cells_set_aside];
        Row {
            names: vec![Span::plain(words::source_kind(&account.kind, lang))],
            cells: counts.map(|count| Cell { text: count.to_string(), ..Cell::default() }).into(),
            strong: false,
        }
    };
    Table {
        caption: lang.pick("本次考试的数据核算", "Row accounting of the exam").to_owned(),
        heads: heads.map(Head::plain).into(),
        n_names: 1,
        rows: accounts.iter().map(row).collect(),
        compact: true,
    }
}

/// One sentence a treatment, with the statuses it applies to.
fn treatments(notes: &ProfileNotes, lang: Lang) -> Vec<Vec<Span>> {
    let sentence = |treatment: Treatment| {
        let applies = |status: &Status| {
            notes.treatments.iter().any(|each| each.status == status.id() && each.treatment == treatment)
        };
        let names: Vec<&str> =
            Status::ALL.into_iter().filter(applies).map(|status| words::status(status, lang)).collect();
        let text = format!("{}{}", lang.pick("：", ": "), words::treatment(treatment, lang));
        (!names.is_empty()).then(|| vec![Span::strong(names.join(lang.pick("、", ", "))), Span::plain(text)])
    };
    [Treatment::Exclude, Treatment::Zero, Treatment::DenominatorOnly].into_iter().filter_map(sentence).collect()
}

fn problems(notes: &ProfileNotes, lang: Lang) -> Vec<Vec<Span>> {
    let line = |kind: ProblemKind| {
        let found = notes.problems.iter().find(|problem| problem.kind == kind.id())?;
        #[expect(clippy::cast_precision_loss, reason = "a number of rows")]
        let count = value_text(wutong_stats::metric("n_valid"), found.count as f64);
        let colon = lang.pick("：", ": ");
        let name = Span::plain(format!("{}{colon}", words::problem(kind, lang)));
        Some(vec![name, Span::strong(count), Span::plain(lang.pick(" 处", ""))])
    };
    ProblemKind::ALL.into_iter().filter_map(line).collect()
}

/// The profile holds more metrics than the report shows; a reader misses only what would have been there.
fn withheld(profile: &SchoolProfile) -> impl Iterator<Item = &WithheldValue> {
    let has_strata = super::subjects::has_strata(profile);
    let first = whole(profile).0.or(profile.subjects.first()).map(|subject| subject.id.as_str());
    let is_shown = move |value: &WithheldValue| match value.metric.as_str() {
        "between_class_icc" => profile.classes.len() > 1,
        // Of one subject alone, as a card.
        "t_score" => !profile.exam.is_single() && first == Some(&value.subject),
        id if STRATA.contains(&id) => has_strata,
        id => COLUMNS.contains(&id) || OTHERS_SHOWN.contains(&id),
    };
    // A single class has no rows of its own.
    let has_row = |value: &WithheldValue| value.class.is_none() || profile.classes.len() > 1;
    profile.withheld.iter().filter(move |value| is_shown(value) && has_row(value))
}

/// One text a holder (the school or a class) and set of subjects: `平均分、优秀率（数学、英语）`.
fn of_reason(profile: &SchoolProfile, reason: Reason, lang: Lang) -> Vec<String> {
    let comma = lang.pick("、", ", ");
    let mut holders: Vec<Option<&str>> = Vec::new();
    let mut texts = Vec::new();
    for value in withheld(profile).filter(|value| value.reason == reason) {
        let holder = value.class.as_deref();
        if !holders.contains(&holder) {
            holders.push(holder);
        }
    }
    for holder in holders {
        for (subjects, metrics) in by_subjects(profile, reason, holder) {
            let names: Vec<&str> = metrics.iter().map(|id| label(id, lang)).collect();
            let subjects = subject_names(profile, &subjects, lang).join(comma);
            let holder = holder.map(|name| format!("{name} ")).unwrap_or_default();
            texts.push(match lang {
                Lang::Zh => format!("{holder}{}（{subjects}）", names.join(comma)),
                Lang::En => format!("{holder}{} ({subjects})", names.join(comma)),
            });
        }
    }
    texts
}

type Ids<'a> = Vec<&'a str>;

/// Metrics that are missing in the same subjects, together.
fn by_subjects<'a>(profile: &'a SchoolProfile, reason: Reason, holder: Option<&str>) -> Vec<(Ids<'a>, Ids<'a>)> {
    let mut of_metric: Vec<(&str, Ids<'_>)> = Vec::new();
    let values = withheld(profile).filter(|value| value.reason == reason && value.class.as_deref() == holder);
    for value in values {
        match of_metric.iter_mut().find(|(metric, _)| *metric == value.metric) {
            Some((_, subjects)) => subjects.push(&value.subject),
            None => of_metric.push((&value.metric, vec![&value.subject])),
        }
    }
    let mut groups: Vec<(Ids<'a>, Ids<'a>)> = Vec::new();
    for (metric, subjects) in of_metric {
        match groups.iter_mut().find(|(key, _)| *key == subjects) {
            Some((_, metrics)) => metrics.push(metric),
            None => groups.push((subjects, vec![metric])),
        }
    }
    groups
}

fn subject_names<'a>(profile: &'a SchoolProfile, ids: &[&str], lang: Lang) -> Vec<&'a str> {
    if ids.len() == profile.subjects.len() {
        return vec![words::all_subjects(lang)];
    }
    let name = |subject: &'a crate::profile::SubjectProfile| words::subject_in(&subject.id, &subject.name, lang);
    profile.subjects.iter().filter(|subject| ids.contains(&subject.id.as_str())).map(name).collect()
}
