//! The conditions of overrides, as assertions of ours.

use serde_json::Value as Json;

use super::code;
use super::context::{Context, Place};
use crate::fields::Fields;
use crate::object::{Node, Object};
use crate::report::quote;

/// Alternatives, of which one must hold; each is a list of assertions that all must hold.
type Alternatives = Vec<Vec<Object>>;

/// The most alternatives of one override: conditions with several multiply.
const ALTERNATIVES: usize = 64;

/// Reads the conditions of an override, which all must hold; `None` if it never holds here.
pub fn alternatives(
    cx: &Context<'_>,
    entry: &Fields<'_>,
    place: Place<'_>,
) -> Option<Alternatives> {
    let mut all: Alternatives = vec![Vec::new()];
    for condition in entry.objects("conditions") {
        let one = one(cx, &condition, place)?;
        let mut product = Vec::new();
        for before in &all {
            for also in &one {
                product.push([before.as_slice(), also.as_slice()].concat());
            }
        }
        if product.len() > ALTERNATIVES {
            cx.note(
                code::TOO_MANY,
                &condition.path,
                "the conditions have too many alternatives",
            );
            return None;
        }
        all = product;
    }
    Some(all)
}

/// Writes entries of `conditionAttributes`: one, or one for each alternative when they are compound.
pub fn entries(alternatives: &[Vec<Object>], attributes: &Object, out: &mut Vec<Object>) {
    if attributes.is_empty() {
        return;
    }
    let simple = alternatives.len() > 1 && alternatives.iter().all(|list| list.len() == 1);
    if simple {
        let list: Vec<Object> = alternatives.iter().flatten().cloned().collect();
        out.push(
            Object::default()
                .with("orAssertions", list)
                .with("attributes", attributes.clone()),
        );
        return;
    }
    for list in alternatives {
        let entry = Object::default().with("assertions", list.clone());
        out.push(entry.with("attributes", attributes.clone()));
    }
}

/// Makes an assertion.
pub fn assertion(value: &str, operator: &str, expected: impl Into<Node>) -> Object {
    Object::default()
        .with("value", value)
        .with("operator", operator)
        .with("expected", expected)
}

/// The assertion that the device shows dark colours.
pub fn dark() -> Object {
    assertion("${state.darkMode}", "equals", true)
}

/// Reads one condition.
fn one(cx: &Context<'_>, of: &Fields<'_>, place: Place<'_>) -> Option<Alternatives> {
    match of.text("type").unwrap_or_default() {
        "selected" => selected(cx, of, place),
        "intro_offer" => Some(offers(&INTRO, true)),
        "promo_offer" => Some(offers(&PROMO, true)),
        "intro_offer_condition" => asked_offers(cx, of, &INTRO),
        "promo_offer_condition" => asked_offers(cx, of, &PROMO),
        "selected_package_condition" | "selected_package" => packages(cx, of),
        "variable_condition" | "variable" => variable(cx, of),
        "state_condition" | "state" => state(cx, of),
        // Always: a compact screen is any screen.
        "compact" => Some(vec![Vec::new()]),
        "medium" => Some(vec![vec![assertion(
            "${state.viewportWidth}",
            "gte",
            600.0,
        )]]),
        "expanded" => Some(vec![vec![assertion(
            "${state.viewportWidth}",
            "gte",
            840.0,
        )]]),
        other => never(
            cx,
            of,
            &format!("the condition {} is not known here", quote(other)),
        ),
    }
}

fn never(cx: &Context<'_>, of: &Fields<'_>, why: &str) -> Option<Alternatives> {
    cx.note(
        code::CONDITION_LEFT_OUT,
        &of.path,
        format!("{why}; what it changes is left out"),
    );
    None
}

/// The condition that the package around, or the tab of the button around, is the selected one.
fn selected(cx: &Context<'_>, of: &Fields<'_>, place: Place<'_>) -> Option<Alternatives> {
    if let (Some(tabs), Some(tab)) = (place.tabs, place.tab) {
        return Some(vec![vec![assertion(
            &tabs.token(),
            "equals",
            tabs.value(tab),
        )]]);
    }
    if place.option.is_some() && place.several {
        return never(cx, of, "what is ticked is known to the page alone");
    }
    if let Some(option) = place.option {
        let token = format!("${{state.formStates.{}}}", place.field.unwrap_or("choice"));
        return Some(vec![vec![assertion(&token, "equals", option)]]);
    }
    if place.package.is_none() {
        return never(cx, of, "nothing around it can be selected");
    }
    let chosen = "${state.selectedProducts.${state.currentGroupId}}";
    Some(vec![vec![assertion(chosen, "equals", "${sku.id}")]])
}

/// The variables that say whether a product has an introductory offer: a free trial or another price.
const INTRO: [&str; 2] = ["${sku.freeTrialEligible}", "${sku.introEligible}"];
/// The variable that says whether a product has a promotional offer.
const PROMO: [&str; 1] = ["${sku.promoEligible}"];

fn offers(variables: &[&str], wanted: bool) -> Alternatives {
    if wanted {
        return variables
            .iter()
            .map(|name| vec![assertion(name, "equals", true)])
            .collect();
    }
    vec![
        variables
            .iter()
            .map(|name| assertion(name, "notEquals", true))
            .collect(),
    ]
}

fn asked_offers(cx: &Context<'_>, of: &Fields<'_>, variables: &[&str]) -> Option<Alternatives> {
    let value = of.flag("value").unwrap_or(true);
    match of.text("operator") {
        Some("=") | None => Some(offers(variables, value)),
        Some("!=") => Some(offers(variables, !value)),
        Some(other) => never(
            cx,
            of,
            &format!("the operator {} is not known here", quote(other)),
        ),
    }
}

/// The condition that the selected package is in a list, or not.
fn packages(cx: &Context<'_>, of: &Fields<'_>) -> Option<Alternatives> {
    let chosen = "${state.selectedProducts.${state.currentGroupId}}";
    let ids = of.texts("packages");
    for id in &ids {
        cx.package(id);
    }
    match of.text("operator") {
        Some("in" | "=") => Some(
            ids.iter()
                .map(|id| vec![assertion(chosen, "equals", *id)])
                .collect(),
        ),
        Some("not in" | "!=") => Some(vec![
            ids.iter()
                .map(|id| assertion(chosen, "notEquals", *id))
                .collect(),
        ]),
        other => never(
            cx,
            of,
            &format!(
                "the operator {} is not known here",
                quote(other.unwrap_or_default())
            ),
        ),
    }
}

/// The condition on a custom variable. The app's value counts, or else the default of `ui_config`.
fn variable(cx: &Context<'_>, of: &Fields<'_>) -> Option<Alternatives> {
    let name = of.text("variable").unwrap_or_default();
    let name = name.strip_prefix("custom.").unwrap_or(name);
    if !is_name(name) {
        return never(cx, of, &format!("{} is no name of a variable", quote(name)));
    }
    let expected = of.get("value")?;
    let expected = expected.get("value").unwrap_or(expected).clone();
    let default = cx
        .custom
        .get(name)
        .and_then(|custom| custom.get("default_value"));
    let equal_by_default = default.is_some_and(|default| *default == expected);
    let token = format!("${{launch.customAttributes.{name}}}");
    let expected = Node::Json(expected);
    match (of.text("operator"), equal_by_default) {
        (Some("="), false) => Some(vec![vec![assertion(&token, "equals", expected)]]),
        (Some("="), true) => Some(vec![
            vec![assertion(&token, "equals", expected)],
            vec![assertion(&token, "notSet", true)],
        ]),
        (Some("!="), false) => Some(vec![vec![assertion(&token, "notEquals", expected)]]),
        (Some("!="), true) => Some(vec![vec![
            assertion(&token, "notEquals", expected),
            assertion(&token, "set", true),
        ]]),
        _ => never(cx, of, "its operator is not known here"),
    }
}

/// The condition on a value of the paywall's own state.
fn state(cx: &Context<'_>, of: &Fields<'_>) -> Option<Alternatives> {
    let name = of
        .text("state")
        .or_else(|| of.text("variable"))
        .or_else(|| of.text("name"));
    let name = name.unwrap_or_default();
    if !is_name(name) {
        return never(cx, of, &format!("{} is no name of a state", quote(name)));
    }
    let expected = of.get("value")?;
    let expected: &Json = expected.get("value").unwrap_or(expected);
    let operator = match of.text("operator") {
        Some("=") | None => "equals",
        Some("!=") => "notEquals",
        Some(other) => {
            return never(
                cx,
                of,
                &format!("the operator {} is not known here", quote(other)),
            );
        }
    };
    let token = format!("${{state.formStates.{name}}}");
    Some(vec![vec![assertion(
        &token,
        operator,
        Node::Json(expected.clone()),
    )]])
}

/// Returns whether a name can stand in a token.
pub fn is_name(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    !name.is_empty() && name.len() <= 99 && name.bytes().all(fits)
}
