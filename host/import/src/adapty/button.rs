//! Buttons and switches: what a tap does, and how a button looks while it is selected.
//!
//! A button that names a product is about that product, so its texts are, too.

use serde_json::Value as Json;

use super::code;
use super::context::{Context, Place};
use super::layout::{Axis, expands};
use super::paint::color;
use super::sheet::{self, PAGE};
use super::stack::{assertion, section_form, section_value};
use crate::fields::Fields;
use crate::object::Object;
use crate::report::quote;

/// Translates a button. One that has a look for when it is selected has both in it, under conditions.
pub fn button(cx: &Context<'_>, of: &Fields<'_>, place: Place<'_>) -> Object {
    let actions = actions_of(of);
    let product = product_of(&actions);
    let mut out = Object::component(if place.in_button {
        "container"
    } else {
        "button"
    });
    if let Some(product) = &product {
        cx.product(product);
        out.set("product", product.as_str());
    }
    match all(cx, of, &actions, place) {
        _ if place.in_button => cx.note(
            code::ACTION_LEFT_OUT,
            &of.path,
            "a button inside another one does nothing by itself",
        ),
        Some(Tap::Url(url)) => out.set("url", url),
        Some(Tap::Action(action)) => out.set("onTap", action),
        None => {}
    }
    for axis in [Axis::Width, Axis::Height] {
        let size = if expands(of, axis, 0) {
            "100%"
        } else {
            "fitContent"
        };
        out.set(axis.name(), size);
    }
    let inside = Place {
        in_button: true,
        product: product.as_deref().or(place.product),
        ..place.inside()
    };
    out.with("components", faces(cx, of, inside))
}

/// Translates what follows without a tap, at the end of a timer: the action, and the product that it is about.
pub fn at_the_end(cx: &Context<'_>, of: &Fields<'_>, place: Place<'_>) -> Object {
    let actions = actions_of(of);
    let mut out = Object::default();
    if let Some(product) = product_of(&actions) {
        let message = "the texts of the timer are about the product that its action names";
        cx.note(code::COUNTDOWN_BENT, &of.path_of("action"), message);
        cx.product(&product);
        out.set("product", product);
    }
    match all(cx, of, &actions, place) {
        Some(Tap::Url(url)) => {
            let message = "the app gets the address to open, for nobody tapped";
            cx.note(code::ACTION_REPLACED, &of.path_of("action"), message);
            out.set("onEnd", deep_link(&url));
        }
        Some(Tap::Action(action)) => out.set("onEnd", action),
        None => {}
    }
    out
}

/// Returns the product that actions are about.
fn product_of(actions: &[Fields<'_>]) -> Option<String> {
    let mut named = actions.iter();
    named.find_map(|action| action.text("product_id").map(String::from))
}

/// Translates the look of a button, and the one that it has while it is selected.
fn faces(cx: &Context<'_>, of: &Fields<'_>, inside: Place<'_>) -> Vec<Object> {
    let face = |name| {
        let face = of.object(name);
        face.map(|face| (cx.node)(cx, &face, inside))
            .unwrap_or_default()
    };
    let holds = of
        .object("selected")
        .and_then(|_| condition(cx, &of.object("selected_condition")?));
    let Some((value, expected)) = holds else {
        return face("normal");
    };
    let on = assertion(&value, expected.clone());
    let mut off = assertion(&value, expected);
    off.set("operator", "notEquals");
    let condition = |holds: Object, face: Vec<Object>| {
        Object::component("condition")
            .with("assertions", vec![holds])
            .with("components", face)
    };
    vec![
        condition(off, face("normal")),
        condition(on, face("selected")),
    ]
}

/// Returns the actions of a button.
fn actions_of<'a>(of: &Fields<'a>) -> Vec<Fields<'a>> {
    match of.object("action") {
        Some(one) => vec![one],
        None => of.objects("action"),
    }
}

/// Translates the actions of a button: the first, and the others behind it. An address is opened alone.
fn all(cx: &Context<'_>, of: &Fields<'_>, actions: &[Fields<'_>], place: Place<'_>) -> Option<Tap> {
    let mut taps = actions.iter().filter_map(|action| tap(cx, action, place));
    let first = taps.next()?;
    let mut then = Vec::new();
    let mut is_whole = true;
    for tap in taps {
        match (&first, tap) {
            (Tap::Action(_), Tap::Action(action)) => then.push(action),
            _ => is_whole = false,
        }
    }
    if !is_whole {
        let message = "a tap that opens an address does nothing else";
        cx.note(code::ACTION_LEFT_OUT, &of.path_of("action"), message);
    }
    Some(match first {
        Tap::Action(action) if !then.is_empty() => Tap::Action(action.with("then", then)),
        first => first,
    })
}

/// Translates the condition under which a button is selected: a value, and what it must be.
fn condition(cx: &Context<'_>, of: &Fields<'_>) -> Option<(String, Json)> {
    match of.text("type")? {
        "selected_product" => {
            let product = of.text("product_id")?;
            cx.product(product);
            Some((
                "${state.selectedProducts.${state.currentGroupId}}".into(),
                product.into(),
            ))
        }
        "selected_section" => {
            let id = of.text("section_id")?;
            let index = of.get("index").and_then(Json::as_i64)?;
            Some((
                format!("${{state.formStates.{}}}", section_form(id)),
                section_value(cx, id, index),
            ))
        }
        _ => None,
    }
}

/// An address to open, or an action, when a button is tapped.
enum Tap {
    Url(String),
    Action(Object),
}

/// Makes an action without parameters.
fn function(name: &str) -> Object {
    Object::default().with("function", name)
}

/// Makes the action that hands an address to the app.
fn deep_link(url: &str) -> Object {
    let parameters = Object::default().with("url", url);
    function("namiDeeplink").with("parameters", parameters)
}

/// Makes the action that sets a form value.
pub fn set_state(form: &str, value: Json) -> Object {
    let parameters = Object::default().with("formId", form).with("value", value);
    function("setState").with("parameters", parameters)
}

/// Translates an action.
fn tap(cx: &Context<'_>, of: &Fields<'_>, place: Place<'_>) -> Option<Tap> {
    let note = |message: &str| cx.note(code::ACTION_REPLACED, &of.path, message);
    let action = match of.text("type").unwrap_or_default() {
        "close" => function("namiClosePaywall"),
        "restore" => function("namiRestorePurchases"),
        "select_product" => function("namiSelectSKU"),
        "purchase_product" | "purchase_selected_product" => function("namiBuySKU"),
        "web_purchase_paywall" | "web_purchase_product" | "web_purchase_selected_product" => {
            note("the app buys the product, and no page of the web does");
            function("namiBuySKU")
        }
        "open_url" => return Some(Tap::Url(of.text("url")?.trim().into())),
        "switch" => {
            let id = of.text("section_id")?;
            let index = of.get("index").and_then(Json::as_i64)?;
            set_state(&section_form(id), section_value(cx, id, index))
        }
        "open_screen" => sheet::open(cx, of, place)?,
        "close_screen" if place.in_sheet => sheet::show(PAGE),
        "custom" => {
            note("the app gets the address app:… with the id of the action");
            let id = of.text("custom_id").unwrap_or_default();
            let id: String = id.chars().filter(char::is_ascii_alphanumeric).collect();
            deep_link(&format!("app:{id}"))
        }
        other => {
            cx.note(
                code::ACTION_LEFT_OUT,
                &of.path,
                format!("the action {} has no counterpart", quote(other)),
            );
            return None;
        }
    };
    Some(Tap::Action(action))
}

/// Translates a switch between two contents of a section.
pub fn toggle(cx: &Context<'_>, of: &Fields<'_>) -> Object {
    let mut out = Object::component("toggleSwitch")
        .with("width", 51.0)
        .with("height", 31.0)
        .with("innerPadding", 2.0);
    match of.text("section_id") {
        Some(id) => {
            out.set("formId", section_form(id));
            out.set("onTap", set_state(&section_form(id), Json::Null));
        }
        None => cx.note(
            code::ACTION_LEFT_OUT,
            &of.path,
            "the switch changes nothing",
        ),
    }
    out.set_some("activePlateFillColor", color(cx, of, "color"));
    out
}
