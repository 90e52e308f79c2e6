//! All campaigns of a document: placements with their rules in the order in which they are asked, each in sentences.

use std::cmp::Reverse;

use serde_json::{Value, json};

use super::audience;
use super::clause::who;
use super::finding::findings;
use super::moment::Clock;
use super::when::{bounds, state, when};
use super::{caps, entries, joined, names, object, quoted, split, takes_part, text};
use crate::content::{Content, Name};
use crate::section::Section;

/// Tells the campaigns of a document: `{placements, audiences, names}`.
pub fn campaigns(content: &Content, clock: Clock) -> Value {
    let placements = placements(content).into_iter().map(|(key, rules)| {
        let listed = rules
            .iter()
            .map(|(id, rule)| told(content, id, rule, clock));
        object([
            ("type", Value::from(key.0)),
            ("value", Value::from(key.1)),
            ("title", Value::from(title(key))),
            ("rules", listed.collect()),
        ])
    });
    let placements: Vec<Value> = placements.collect();
    object([
        ("placements", Value::Array(placements)),
        ("audiences", audience::listed(content)),
        ("names", names(content)),
    ])
}

/// A placement: its type and its value.
pub(super) type Key<'a> = (&'a str, &'a str);

/// Lists the placements in the order of the document, and their rules in the order in which they are asked.
pub(super) fn placements(content: &Content) -> Vec<(Key<'_>, Vec<(&str, &Value)>)> {
    let mut out: Vec<(Key<'_>, Vec<(&str, &Value)>)> = Vec::new();
    for (id, rule) in rules(content) {
        let key = key(rule);
        match out.iter_mut().find(|(known, _)| *known == key) {
            Some((_, rules)) => rules.push((id, rule)),
            None => out.push((key, vec![(id, rule)])),
        }
    }
    for (_, rules) in &mut out {
        // A stable order: rules of one priority stay in that of the document.
        rules.sort_by_key(|(_, rule)| Reverse(priority(rule)));
    }
    out
}

/// Lists the rules in the order of the document.
pub(super) fn rules(content: &Content) -> impl Iterator<Item = (&str, &Value)> {
    content.held(Section::Rules)
}

/// Returns the placement of a rule.
pub(super) fn key(rule: &Value) -> Key<'_> {
    let kind = text(rule, "type").unwrap_or("default");
    (kind, text(rule, "value").unwrap_or_default())
}

/// Returns the priority of a rule, as the module reads it.
pub(super) fn priority(rule: &Value) -> i64 {
    let number = rule.get("priority").and_then(Value::as_f64);
    i64::from(number.unwrap_or(0.0) as i32)
}

/// Says what a placement is.
fn title((kind, value): Key<'_>) -> String {
    match kind {
        "label" => value.to_owned(),
        "url" => format!("Link {value}"),
        "default" => "A launch without a name".to_owned(),
        other => format!("{other} {value}"),
    }
}

/// Tells a rule.
fn told(content: &Content, id: &str, rule: &Value, clock: Clock) -> Value {
    let name = text(rule, "name").unwrap_or(id);
    let [start, end] = bounds(rule, clock);
    let template = rule.get("from").and_then(|from| text(from, "template"));
    let what = what(content, rule);
    object([
        ("id", id.into()),
        ("name", name.into()),
        (
            "enabled",
            (rule.get("enabled") != Some(&Value::Bool(false))).into(),
        ),
        ("priority", priority(rule).into()),
        ("who", who(rule.get("conditions")).into()),
        ("when", when(rule).into()),
        ("shows", shows(&what).into()),
        ("what", Value::Array(what)),
        ("groups", split::told(content, rule)),
        ("parts", takes_part::parts(rule)),
        ("layer", takes_part::layer(content, id, rule)),
        ("caps", caps(rule).into()),
        ("share", share(rule).into()),
        ("state", state(rule, clock).into()),
        ("start", start.into()),
        ("end", end.into()),
        ("template", template.into()),
        ("findings", findings(rule.get("conditions"))),
    ])
}

/// Lists what a rule shows: a paywall with its name, its form factors and its share.
fn what(content: &Content, rule: &Value) -> Vec<Value> {
    let own = std::slice::from_ref(rule);
    let segments = rule.get("segments").and_then(Value::as_array);
    let segments = segments.map_or(own, Vec::as_slice);
    let told = segments.iter().map(|segment| {
        let id = text(segment, "paywall").unwrap_or_default();
        let name = Name::new(Section::Paywalls, id);
        let paywall = content.manifest.get(&name);
        let paywall = paywall.and_then(|hash| content.parts.get(&hash));
        let title = paywall.and_then(|paywall| text(paywall, "name"));
        let flow = segment.get("flow").filter(|flow| flow.is_object());
        let title = title.or(flow.map(|_| "a flow")).unwrap_or(id);
        let forms = entries(segment, "form_factors").iter();
        let form = |form: &Value| text(form, "form_factor").or(form.as_str()).map(Value::from);
        object([
            (
                "segment",
                segment.get("segment").cloned().unwrap_or_default(),
            ),
            ("paywall", id.into()),
            ("name", title.into()),
            ("is_there", (paywall.is_some() || flow.is_some()).into()),
            ("forms", forms.filter_map(form).collect()),
            (
                "split",
                segment
                    .get("weight")
                    .or(segment.get("split"))
                    .cloned()
                    .unwrap_or(json!(100)),
            ),
        ])
    });
    told.collect()
}

/// Says what a rule shows: each paywall with its share where it has one, by form factors where these differ.
fn shows(what: &[Value]) -> String {
    let mut groups: Vec<(&[Value], Vec<String>)> = Vec::new();
    for segment in what {
        let forms = entries(segment, "forms");
        let mut words = quoted(text(segment, "name").unwrap_or("no paywall"));
        let split = segment.get("split").unwrap_or(&Value::Null);
        if what.len() > 1 && split != &json!(100) {
            words.push_str(&format!(" {split} %"));
        }
        match groups.iter_mut().find(|(known, _)| *known == forms) {
            Some((_, group)) => group.push(words),
            None => groups.push((forms, vec![words])),
        }
    }
    if let [(_, words)] = &groups[..] {
        return joined(words, " or ");
    }
    let told = groups
        .iter()
        .map(|(forms, words)| format!("{} on {}", joined(words, " or "), devices(forms)));
    told.collect::<Vec<_>>().join("; ")
}

/// Names form factors as people call the devices.
fn devices(forms: &[Value]) -> String {
    let named = forms.iter().filter_map(Value::as_str);
    let named: Vec<_> = named.map(|form| format!("{form}s")).collect();
    if named.is_empty() {
        "any device".to_owned()
    } else {
        joined(&named, " and ")
    }
}

/// Says whom an experiment leaves out; nothing where there is none.
fn share(rule: &Value) -> String {
    let Some(experiment) = rule.get("experiment").filter(|it| it.is_object()) else {
        return String::new();
    };
    let key = text(experiment, "key").unwrap_or_default();
    let mut words = format!("Experiment “{key}”");
    let coverage = experiment.get("coverage").and_then(Value::as_f64);
    if let Some(coverage) = coverage.filter(|coverage| *coverage < 1.0) {
        words.push_str(&format!(", {} % take part", percent(coverage * 100.0)));
    }
    let holdout = experiment
        .get("holdout")
        .and_then(|holdout| holdout.get("percent")?.as_f64());
    if let Some(held) = holdout {
        words.push_str(&format!(", {} % see nothing", percent(held)));
    }
    words
}

/// Writes a percentage with at most two places.
fn percent(number: f64) -> String {
    let hundredths = (number * 100.0).round() as i64;
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    match rest {
        0 => whole.to_string(),
        rest if rest % 10 == 0 => format!("{whole}.{}", rest / 10),
        rest => format!("{whole}.{rest:02}"),
    }
}
