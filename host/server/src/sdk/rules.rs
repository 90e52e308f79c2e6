//! The campaigns that a device gets. The module decides; nothing here does.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::content::{Content, Rule};
use super::exposure::exposure;
use paywall_database::UserState;
use paywall_engine::{Error, LoadedDocument, Operation};
use paywall_ledger::Time;
use paywall_zone::{Clock, Zone};

/// Everything known of a customer on a device.
pub(super) struct Customer<'a> {
    /// The user, the purchases and the device's row.
    pub state: &'a UserState,
    /// The device's description of itself.
    pub profile: &'a Value,
    /// The memory of earlier impressions.
    pub memory: &'a Value,
}

/// The rules that a customer gets, and the placements at which experiments hold them out.
#[derive(Debug, Default)]
pub(super) struct Given {
    /// The rule and segment of each placement.
    pub rules: Vec<Value>,
    /// The placements that show nothing, each with the exposure to report when it is launched.
    pub holdouts: Vec<Value>,
}

/// Lists, for each placement of the document, the rule and segment that the customer gets.
/// Each is one flat object, as SDKs read it from a server. A placement with nothing for the customer is absent.
pub(super) fn flattened(
    document: &LoadedDocument,
    content: &Content,
    customer: &Customer<'_>,
    now: Time,
) -> Result<Given, Error> {
    let clock = clock(customer.profile, now);
    let mut asked = BTreeSet::new();
    let mut out = Given::default();
    for rule in &content.read_rules {
        if !asked.insert((rule.kind.as_str(), rule.value.as_deref())) {
            continue;
        }
        let Some(launch) = launch(rule) else { continue };
        let mut request = request(&launch, customer, now);
        if let (Some(clock), Some(fields)) = (&clock, request.as_object_mut()) {
            clock.add_to(fields);
        }
        let request = request.to_string();
        let answer = document.ask::<Value>(Operation::Decide, request.as_bytes());
        match answer {
            Ok(answer) => {
                let decision = &answer.ok["decision"];
                out.holdouts.extend(held_out(content, decision));
                out.rules.extend(flat(content, decision));
            }
            // No rule of this placement is for the customer, which is an answer, not a failure.
            Err(Error::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(out)
}

/// Returns the launch of a rule's placement. None for kinds that nobody launches.
fn launch(rule: &Rule) -> Option<Value> {
    match (rule.kind.as_str(), &rule.value) {
        ("default", _) => Some(json!({})),
        ("label", Some(label)) => Some(json!({"label": label})),
        ("url", Some(url)) => Some(json!({"url": url})),
        _ => None,
    }
}

/// Writes the module's request for a decision.
fn request(launch: &Value, customer: &Customer<'_>, now: Time) -> Value {
    let Customer {
        state,
        profile,
        memory,
    } = customer;
    let device = state.device.as_ref().map(|(id, _)| id.as_str());
    let entitlements = &state.customer.entitlements;
    let ending = entitlements
        .iter()
        .filter_map(|it| Some((&it.id, it.until?)));
    let ends: Map<String, Value> = ending
        .chain(state.customer.ended.iter().map(|(id, at)| (id, *at)))
        .map(|(id, at)| (id.to_string(), json!(at.millis())))
        .collect();
    let mut request = json!({
        "launch": launch,
        "customer": {
            "deviceId": device,
            "loggedIn": state.row.account.is_some(),
            "journeyState": camel(state),
            "entitlements": entitlements.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(),
            "entitlementExpiry": ends,
        },
        "device": device_facts(profile),
        "memory": memory,
        "now": now.millis(),
    });
    // The split follows the account, so that a customer sees the same on every device.
    if let Some(account) = &state.row.account {
        request["customer"]["id"] = json!(account);
    }
    if let Some(language) = profile.get("language").and_then(Value::as_str) {
        request["locale"] = json!(language);
    }
    request
}

/// Returns the clock of the device's zone; none, which means UTC, where the zone is not known.
fn clock(profile: &Value, now: Time) -> Option<Clock> {
    let zone = profile.get("timezone")?.as_str()?;
    Some(Zone::named(zone).ok()?.clock(now.millis()))
}

/// Translates the description of a device into the module's names.
fn device_facts(profile: &Value) -> Value {
    let mut facts = Map::new();
    for (name, field) in [
        ("formFactor", "form_factor"),
        ("osName", "os_name"),
        ("osVersion", "os_version"),
        ("appVersion", "app_version"),
        ("sdkVersion", "sdk_version"),
        ("deviceModel", "device_model"),
        ("country", "country"),
        ("timezone", "timezone"),
    ] {
        if let Some(value) = profile.get(field).filter(|it| it.is_string()) {
            facts.insert(name.into(), value.clone());
        }
    }
    Value::Object(facts)
}

/// Writes the flags under the module's names: `former_subscriber` becomes `formerSubscriber`.
fn camel(state: &UserState) -> Value {
    let flags = state.customer.journey.flags().into_iter();
    flags
        .map(|(name, set)| {
            let mut words = name.split('_');
            let first = words.next().unwrap_or_default().to_owned();
            let name = words.fold(first, |name, word| {
                let (head, tail) = word.split_at(1.min(word.len()));
                name + &head.to_ascii_uppercase() + tail
            });
            (name, Value::from(set))
        })
        .collect::<Map<String, Value>>()
        .into()
}

/// Finds the rule of a decision.
fn rule_of<'a>(content: &'a Content, decision: &Value) -> Option<&'a Rule> {
    let mut rules = content.read_rules.iter();
    rules.find(|it| decision["rule"] == it.rule.as_str())
}

/// Writes the placement of a customer who is held out there, with the exposure. None for all others.
fn held_out(content: &Content, decision: &Value) -> Option<Value> {
    decision["heldOut"].as_str()?;
    let rule = rule_of(content, decision)?;
    let exposure = exposure(content, rule, decision)?;
    Some(json!({"type": rule.kind, "value": rule.value, "exposure": exposure}))
}

/// Joins the chosen segment's fields with those of the rule.
fn flat(content: &Content, decision: &Value) -> Option<Value> {
    let rule = rule_of(content, decision)?;
    let chosen = rule
        .segments
        .iter()
        .find(|it| it.get("segment") == Some(&decision["segment"]))?;
    // No paywall and no flow: the customer is held out of an experiment, and sees nothing.
    if decision["paywall"].is_null() && decision["flow"].is_null() {
        return None;
    }
    let mut flat = Map::new();
    flat.insert("rule".into(), json!(rule.rule));
    flat.insert("name".into(), rule.name.clone());
    flat.insert("type".into(), json!(rule.kind));
    flat.insert("value".into(), json!(rule.value));
    flat.insert("external_segment".into(), rule.external_segment.clone());
    for field in [
        "segment",
        "paywall",
        "flow",
        "form_factors",
        "conversion_event_type",
        "conversion_event_url",
    ] {
        if let Some(value) = chosen.get(field) {
            flat.insert(field.into(), value.clone());
        }
    }
    if let Some(exposure) = exposure(content, rule, decision) {
        flat.insert("exposure".into(), exposure);
    }
    Some(Value::Object(flat))
}
