//! Random edits: what somebody who presses every button does.

use fastrand::Rng;
use paywall_control::{Content, Operation, Section};
use serde_json::{Value, json};

use super::part;

/// Makes up to `most` random edits; those that are refused are passed over. Returns what takes all of them back.
pub fn edit(content: &mut Content, random: &mut Rng, most: usize) -> Vec<Operation> {
    let mut inverses = Vec::new();
    for _ in 0..random.usize(..=most) {
        let operation = operation(content, random);
        if let Ok(mut inverse) = content.apply(&[operation]) {
            inverse.append(&mut inverses);
            inverses = inverse;
        }
    }
    inverses
}

/// Makes a random operation: mostly in paywall `a`, else on rules.
fn operation(content: &Content, random: &mut Rng) -> Operation {
    let is_there = content
        .manifest
        .section(Section::Paywalls)
        .iter()
        .any(|entry| entry.0 == "a");
    let operation = match random.u8(..10) {
        0 => of_parts(content, random),
        1 => in_rule(content, random),
        _ if is_there => in_paywall(&part(content, Section::Paywalls, "a"), random),
        _ => of_parts(content, random),
    };
    serde_json::from_value(operation).unwrap()
}

/// Makes an operation on the rules as parts.
fn of_parts(content: &Content, random: &mut Rng) -> Value {
    let rules: Vec<&String> = content
        .manifest
        .section(Section::Rules)
        .iter()
        .map(|entry| &entry.0)
        .collect();
    let id = random.choice(&rules).map_or("one", |id| id);
    let after = random.choice(&rules).filter(|_| random.bool());
    let new = format!("rule-{}", random.u8(..4));
    match random.u8(..5) {
        0 => json!({ "op": "remove", "section": "campaign_rules", "part": id }),
        1 => json!({ "op": "insert", "section": "campaign_rules", "part": new, "after": after,
            "value": { "rule": new, "name": random.u8(..3).to_string() } }),
        2 => json!({ "op": "rename", "section": "campaign_rules", "part": id, "to": new }),
        3 => {
            json!({ "op": "set", "section": "audiences", "part": "new", "value": [random.u8(..3)] })
        }
        _ => json!({ "op": "move", "section": "campaign_rules", "part": id, "after": after }),
    }
}

/// Makes an operation inside a rule.
fn in_rule(content: &Content, random: &mut Rng) -> Value {
    let rules: Vec<&String> = content
        .manifest
        .section(Section::Rules)
        .iter()
        .map(|entry| &entry.0)
        .collect();
    let id = random.choice(&rules).map_or("one", |id| id);
    match random.u8(..3) {
        0 => {
            json!({ "op": "set", "section": "campaign_rules", "part": id, "path": "name", "value": random.u8(..3).to_string() })
        }
        1 => {
            json!({ "op": "set", "section": "campaign_rules", "part": id, "id": "segment:all", "path": "split", "value": random.u8(..3) })
        }
        _ => {
            json!({ "op": "insert", "section": "campaign_rules", "part": id, "into": { "slot": "segments" },
            "value": { "segment": format!("s{}", random.u8(..3)), "split": random.u8(..3) } })
        }
    }
}

/// Makes an operation inside a paywall.
fn in_paywall(paywall: &Value, random: &mut Rng) -> Value {
    let mut ids = Vec::new();
    collect(paywall, &mut ids);
    ids.push("page:main".to_owned());
    let mut pick = || random.choice(&ids).cloned().unwrap_or_default();
    let (id, parent, sibling) = (pick(), pick(), pick());
    let after = Some(sibling).filter(|_| random.bool());
    let into = match random.u8(..6) {
        0 => json!({ "parent": "page:main", "slot": random.choice(["header", "footer"]).unwrap() }),
        1 => json!({ "parent": "page:main", "slot": "contentContainer", "single": true }),
        2 => json!({ "parent": parent, "slot": "badge", "single": true }),
        _ => json!({ "parent": parent, "slot": "components" }),
    };
    let new = format!("new-{}", random.u8(..12));
    let value = match random.bool() {
        true => json!({ "component": "text", "id": new, "text": random.u8(..3) }),
        false => json!({ "component": "container", "id": new, "components": [
            { "component": "text", "id": format!("{new}-in"), "text": random.u8(..3) } ] }),
    };
    let path = random
        .choice([
            json!("text"),
            json!("color"),
            json!(["onTap", "function"]),
            json!(["onTap", "parameters"]),
        ])
        .unwrap();
    let mut operation = match random.u8(..12) {
        0..=3 => json!({ "op": "set", "id": id, "path": path, "value": random.u8(..3) }),
        4 => json!({ "op": "unset", "id": id, "path": path }),
        5 | 6 => json!({ "op": "insert", "into": into, "after": after, "value": value }),
        7 | 8 => json!({ "op": "remove", "id": id }),
        9 | 10 => json!({ "op": "move", "id": id, "into": into, "after": after }),
        _ => json!({ "op": "rename", "id": id, "to": new }),
    };
    operation["section"] = json!("paywalls");
    operation["part"] = json!("a");
    operation
}

/// Collects the ids of the components in a value.
pub fn collect(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::Array(entries) => entries.iter().for_each(|entry| collect(entry, out)),
        Value::Object(fields) => {
            if fields.contains_key("component") {
                out.extend(fields.get("id").and_then(Value::as_str).map(str::to_owned));
            }
            fields.values().for_each(|value| collect(value, out));
        }
        _ => {}
    }
}
