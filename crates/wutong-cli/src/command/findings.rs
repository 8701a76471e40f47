//! `wutong findings`: every check and every rule, with trigger and sentences.

use serde_json::{Value, json};
use wutong::check::{
    CHECKS, Check, FOR_THE_CENTRE, IDLE_OVERRIDE, INSIDE, NOT_ENOUGH, NOT_NEEDED, OVERRIDDEN, OVERRIDE, RULES, Rule,
    UNNAMED, UNTOLD,
};
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
        let idle = json!({ "id": IDLE_OVERRIDE, "sentences": sentences(&[&NOT_NEEDED, &NOT_ENOUGH]) });
        let untold = json!({ "id": UNNAMED, "sentences": sentences(&[&UNTOLD]) });
        let inside = json!({ "id": INSIDE, "sentences": sentences(&[&FOR_THE_CENTRE]) });
        let all = json!({
            "checks": checks, "override": overridden, "idle_override": idle, "untold": untold, "inside": inside, "insights": insights
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
        let untold = lang.pick("不给数值时：", "Without numbers:");
        writeln!(console.out, "  · {untold} {}", lang.pick(check.untold.zh, check.untold.en))?;
        if let Some(own) = check.own {
            let to_school = lang.pick("告知学校本身时：", "To the school itself:");
            writeln!(console.out, "  · {to_school} {}", lang.pick(own.zh, own.en))?;
        }
    }
    writeln!(console.out, "\n{OVERRIDE} [warn]\n  · {}", lang.pick(OVERRIDDEN.zh, OVERRIDDEN.en))?;
    writeln!(console.out, "\n{IDLE_OVERRIDE} [note]")?;
    for sentence in [&NOT_NEEDED, &NOT_ENOUGH] {
        writeln!(console.out, "  · {}", lang.pick(sentence.zh, sentence.en))?;
    }
    let outside = lang.pick(
        "读者在中心之外、连检查项也不能告知时",
        "For readers outside the centre, where not even the check may be named",
    );
    writeln!(console.out, "\n{outside} ({UNNAMED})\n  · {}", lang.pick(UNTOLD.zh, UNTOLD.en))?;
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
        "untold": sentences(&[check.untold]),
        "own": check.own.map(|own| sentences(&[own])),
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
