//! Same paper: two versions of it, or a school whose answers contradict the key.

use wutong_model::{Options, Severity, Template};
use wutong_stats::{
    Correction, CrossProducts, adjusted_p_values, binomial_at_least, normal_two_sided, pearson_correlation,
};

use crate::scripts::{Answers, PaperScripts, Scripts};
use crate::{Check, Evidence, Observation, Same, SchoolEvidence, number, region_scope, school_scope};

/// Pupils of a school below which its answers are not judged.
const PUPILS: u64 = 20;
/// Probability, adjusted over schools and items, below which a preference is no chance.
const CHANCE: f64 = 0.01;
/// Share by which one answer must be ahead of the other.
const AHEAD: f64 = 0.1;
/// Fewest contradicting items, and the share of all they must make.
const ITEMS: (usize, f64) = (3, 0.25);
/// Items that the order of difficulty needs.
const ORDER: usize = 10;
/// Correlation of item facilities with those of other schools below which they are those of another paper.
const ALIKE: f64 = 0.5;

pub(crate) const CHECK: Check = Check {
    id: "paper-version",
    severity: Severity::Block,
    same: Same::Paper,
    is_fixed: false,
    why_zh: "一科混用两种版本的试卷或答案时，按一套答案判的分不能放在一起比较。",
    why_en: "Where two versions of a paper or key are mixed in a subject, marks given by one key cannot be compared.",
    hint_zh: "核实该校所用试卷版本，按对应答案重新判分后再运行。",
    hint_en: "Find out which version the school used, mark it by its own key and run again.",
    sentences: &[&VERSIONS, &KEY, &DIFFICULTY],
    untold: &Template {
        zh: "{group}：{subject}疑为另一版本的试卷或答案。",
        en: "{group}: likely another version of the paper or key in {subject}.",
        percent: false,
    },
    own: None,
    run,
};

static VERSIONS: Template = Template {
    zh: "{subject}有{value}种试卷（题号、满分或答案不同），应为{reference}种。",
    en: "{subject} has {value} papers (item numbers, full marks or keys differ), there should be {reference}.",
    percent: false,
};
static KEY: Template = Template {
    zh: "{group}{subject}共{reference}道选择题，有{value}道选同一个“错误”选项的学生多于选答案的，而其他学校相反，疑为另一版本试卷或答案。",
    en: "{group}: in {value} of {reference} items of {subject} more pupils chose one same wrong option than the key, in other schools the other way round; likely another version of paper or key.",
    percent: false,
};
static DIFFICULTY: Template = Template {
    zh: "{group}{subject}各题难易顺序与其他学校几乎无关（相关系数{value}，应不低于{reference}），疑为另一版本试卷。",
    en: "{group}: which items of {subject} are hard has little to do with other schools (correlation {value}, at least {reference} expected); likely another version of the paper.",
    percent: false,
};

fn run(evidence: &Evidence) -> Vec<Observation> {
    let mut found = versions(evidence);
    for paper in evidence.papers {
        let by_key = contradictions(evidence, paper);
        let known: Vec<String> = by_key.iter().map(|seen| seen.scope.group_id.clone()).collect();
        found.extend(by_key);
        found.extend(other_order(evidence, paper).into_iter().filter(|seen| !known.contains(&seen.scope.group_id)));
    }
    found
}

fn versions(evidence: &Evidence) -> Vec<Observation> {
    let count = |subject: usize| evidence.papers.iter().filter(|paper| paper.paper.subject == subject).count() as u64;
    let subjects = evidence.spec.subjects.iter().enumerate();
    let several = subjects.filter(|(position, _)| count(*position) > 1);
    several
        .map(|(position, subject)| Observation {
            scope: region_scope(evidence.spec, Some(&subject.id)),
            metric: "n_papers",
            value: number(count(position)),
            reference: 1.0,
            template: &VERSIONS,
            note: None,
            severity: None,
        })
        .collect()
}

/// The most chosen answer beside the key, with those who chose it.
fn rival(answers: &Answers, key: Options) -> Option<(Options, u64)> {
    let others = answers.options.iter().filter(|(options, _)| **options != key && !options.is_empty());
    others
        .max_by_key(|(options, count)| (**count, std::cmp::Reverse(**options)))
        .map(|(&options, &count)| (options, count))
}

fn chosen(answers: &Answers, options: Options) -> u64 {
    answers.options.get(&options).copied().unwrap_or(0)
}

/// One-sided sign test that the first is chosen more often than the second.
fn preferred(first: u64, second: u64) -> f64 {
    binomial_at_least(first, first + second, 0.5).unwrap_or(1.0)
}

/// Items in which a school prefers one wrong answer to the key, beyond chance, while the others prefer the key to it.
fn contradictions(evidence: &Evidence, paper: &PaperScripts) -> Vec<Observation> {
    let objective: Vec<(usize, Options)> = paper.objective().collect();
    let tests = number((objective.len() * paper.schools.len()) as u64);
    let all: Vec<Answers> = objective.iter().map(|(position, _)| paper.answers(*position)).collect();
    let contradicts = |scripts: &Scripts, item: usize| {
        let (position, key) = objective[item];
        let Some(own) = scripts.items.get(position) else { return false };
        let n: u64 = own.options.values().sum();
        let Some((other, count)) = rival(own, key).filter(|_| n >= PUPILS) else { return false };
        let right = chosen(own, key);
        let (rest_key, rest_other) = (chosen(&all[item], key) - right, chosen(&all[item], other) - count);
        let ahead = number(count) - number(right) >= AHEAD * number(n);
        ahead && preferred(count, right) * tests < CHANCE && preferred(rest_key, rest_other) * tests < CHANCE
    };
    let least = number(objective.len() as u64) * ITEMS.1;
    let judge = |(school, scripts): (&SchoolEvidence, &Scripts)| {
        let count = (0..objective.len()).filter(|&item| contradicts(scripts, item)).count();
        (count >= ITEMS.0 && number(count as u64) >= least).then(|| Observation {
            scope: school_scope(school, Some(&paper.subject(evidence.spec).id)),
            metric: "n_items_against_key",
            value: number(count as u64),
            reference: number(objective.len() as u64),
            template: &KEY,
            note: None,
            severity: None,
        })
    };
    paper.each(evidence.schools).filter_map(judge).collect()
}

/// Schools whose item facilities are not those of the others: correlation below the floor with its whole interval.
fn other_order(evidence: &Evidence, paper: &PaperScripts) -> Vec<Observation> {
    let items = paper.paper.items.iter().enumerate();
    let usable: Vec<(usize, i64)> =
        items.filter_map(|(position, item)| Some((position, i64::from(item.full_ticks?)))).collect();
    let all: Vec<Answers> = usable.iter().map(|(position, _)| paper.answers(*position)).collect();
    let (mut seen, mut p) = (Vec::new(), Vec::new());
    for (school, scripts) in paper.each(evidence.schools) {
        let mut products = CrossProducts::default();
        let mut spread = Spread::default();
        for ((position, full), all) in usable.iter().zip(&all) {
            // A page that was not scanned or not handed out says nothing of the order; `blank-items` tells of it.
            let is_answered = |own: &&Answers| own.marked >= PUPILS && own.sum > 0 && 2 * own.blank < own.n.max(1);
            let Some(own) = scripts.items.get(*position).filter(is_answered) else { continue };
            let rest = (all.marked - own.marked, all.sum - own.sum);
            if rest.0 >= PUPILS {
                let own_facility = facility(own.sum, own.marked, *full);
                let _ = products.push(&[own_facility, facility(rest.1, rest.0, *full)]);
                spread.push(own_facility as f64 / 1e6, number(own.marked));
            }
        }
        let n = products.n();
        let Ok(value) = pearson_correlation(&products, 0, 1) else { continue };
        if (n as usize) < ORDER || value.abs() >= 1.0 || !spread.tells_items_apart() {
            continue;
        }
        // Fisher's z against the floor, one-sided.
        let z = (value.atanh() - ALIKE.atanh()) * number(n - 3).sqrt();
        let Ok(both) = normal_two_sided(z) else { continue };
        p.push(if z < 0.0 { 0.5 * both.value } else { 1.0 });
        seen.push(Observation {
            scope: school_scope(school, Some(&paper.subject(evidence.spec).id)),
            metric: "item_correlation",
            value,
            reference: ALIKE,
            template: &DIFFICULTY,
            note: None,
            severity: None,
        });
    }
    let adjusted = adjusted_p_values(&p, Correction::BenjaminiHochberg).unwrap_or_default();
    seen.into_iter().zip(adjusted).filter(|(_, p)| *p < 0.05).map(|(seen, _)| seen).collect()
}

/// Whether items differ in difficulty by more than the pupils of a school make them differ.
///
/// Items that are about equally hard stand in no order, and their facilities agree with nobody's.
#[derive(Default)]
struct Spread {
    n: f64,
    sum: f64,
    squares: f64,
    /// Sum of the largest sampling variances that facilities of this size can have: P (1 - P) / pupils.
    error: f64,
}

impl Spread {
    fn push(&mut self, facility: f64, pupils: f64) {
        self.n += 1.0;
        self.sum += facility;
        self.squares += facility * facility;
        self.error += facility * (1.0 - facility) / pupils;
    }

    /// Half of the variance or more is the items' own.
    fn tells_items_apart(&self) -> bool {
        let mean = self.sum / self.n;
        self.squares / self.n - mean * mean >= 2.0 * self.error / self.n
    }
}

/// A facility in millionths.
fn facility(sum: i64, marked: u64, full: i64) -> i64 {
    let marked = i64::try_from(marked).unwrap_or(i64::MAX);
    (1_000_000 * i128::from(sum) / (i128::from(marked) * i128::from(full.max(1)))) as i64
}
