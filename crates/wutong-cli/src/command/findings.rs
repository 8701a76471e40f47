//! `wutong findings`: every check and every rule, with trigger and sentences.

use serde_json::{Value, json};
use wutong::check::{CHECKS, Check, FOR_THE_CENTRE, INSIDE, OVERRIDDEN, OVERRIDE, RULES, Rule, UNTOLD};
use wutong::model::Template;
use wutong::report::Lang;

use crate::DONE;
use crate::console::Console;
use crate::error::CliError;

pub(crate) fn run(as_json: bool, lang: Lang, console: &mut Console) -> Result<u8, CliError> {
    if as_json {
        let checks: Vec<Value> = CHECKS.iter().map(check).collect();
        let insights: Vec<Value> = RULES.iter().map(|rule| self::rule(rule)).collect();
        let overridden = json!({ "id": OVERRIDE, "sentences": sentences(&[&OVERRIDDEN]) });
        let untold = json!({ "sentences": sentences(&[&UNTOLD]) });
        let inside = json!({ "id": INSIDE, "sentences": sentences(&[&FOR_THE_CENTRE]) });
        let all = json!({
            "checks": checks, "override": overridden, "untold": untold, "inside": inside, "insights": insights
        });
        writeln!(console.out, "{all:#}")?;
        return Ok(DONE);
    }
    writeln!(console.out, "{}", lang.pick("# 检查：能不能比较", "# Checks: may the schools be compared?"))?;
    for check in &CHECKS {
        let fixed = if check.is_fixed { lang.pick("，不可更改", ", fixed") } else { "" };
        writeln!(console.out, "\n{} [{}{fixed}] ({})", check.id, check.severity.id(), check.same.id())?;
        writeln!(console.out, "  {}", lang.pick(check.why_zh, check.why_en))?;
        writeln!(console.out, "  {} {}", lang.pick("办法：", "To do:"), lang.pick(check.hint_zh, check.hint_en))?;
        for sentence in check.sentences {
            writeln!(console.out, "  · {}", lang.pick(sentence.zh, sentence.en))?;
        }
    }
    writeln!(console.out, "\n{OVERRIDE} [warn]\n  · {}", lang.pick(OVERRIDDEN.zh, OVERRIDDEN.en))?;
    let outside = lang.pick(
        "读者在中心之外时，不能告知的情况由一句话代替，编号仍是该检查项的编号",
        "For readers outside the centre one sentence stands for what may not be told, under the id of its check",
    );
    writeln!(console.out, "\n{outside}\n  · {}", lang.pick(UNTOLD.zh, UNTOLD.en))?;
    writeln!(console.out, "\n{INSIDE} [note]\n  · {}", lang.pick(FOR_THE_CENTRE.zh, FOR_THE_CENTRE.en))?;
    let heading = lang.pick(
        "# 发现：校正 P 值低于 0.05，且效应不小于下限",
        "# Insights: adjusted p below 0.05 and an effect of at least the floor",
    );
    writeln!(console.out, "\n{heading}")?;
    for rule in RULES {
        let floor = lang.pick("下限", "floor");
        writeln!(console.out, "\n{} [{floor} {:.3}] ({})", rule.id, rule.floor, rule.metric)?;
        writeln!(console.out, "  {} {}", lang.pick("触发：", "Trigger:"), lang.pick(rule.trigger_zh, rule.trigger_en))?;
        writeln!(console.out, "  {} {}", lang.pick("效应：", "Effect:"), lang.pick(rule.effect_zh, rule.effect_en))?;
        writeln!(console.out, "  · {}", lang.pick(rule.sentence.zh, rule.sentence.en))?;
    }
    Ok(DONE)
}

fn sentences(templates: &[&Template]) -> Vec<Value> {
    templates.iter().map(|template| json!({ "zh": template.zh, "en": template.en })).collect()
}

fn check(check: &Check) -> Value {
    json!({
        "id": check.id,
        "severity": check.severity.id(),
        "fixed": check.is_fixed,
        "same": check.same.id(),
        "why_zh": check.why_zh,
        "why_en": check.why_en,
        "hint_zh": check.hint_zh,
        "hint_en": check.hint_en,
        "sentences": sentences(check.sentences),
    })
}

fn rule(rule: &Rule) -> Value {
    json!({
        "id": rule.id,
        "trigger_zh": rule.trigger_zh,
        "trigger_en": rule.trigger_en,
        "floor": rule.floor,
        "effect_zh": rule.effect_zh,
        "effect_en": rule.effect_en,
        "metric": rule.metric,
        "sentences": sentences(&[&rule.sentence]),
    })
}
