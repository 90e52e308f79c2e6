//! Choices of several options: fields whose options are ticked. What is ticked stays on the page until a button submits it,
//! so an option's look while it is ticked is written as attributes of its own, and nothing else can depend on it.

use serde_json::{Map, Value as Json, json};

use super::code;
use super::context::{Context, Place, Scheme};
use super::layered::{changes, layered, merge};
use super::stack::{self, Shell, inner_stack};
use crate::fields::Fields;
use crate::object::Object;

/// The attributes of a box that an option has twice: not ticked, and ticked.
const LOOKS: [(&str, &str, &str); 6] = [
    ("fillColor", "inactiveFillColor", "activeFillColor"),
    ("borderColor", "inactiveBorderColor", "activeBorderColor"),
    ("borderWidth", "inactiveBorderWidth", "activeBorderWidth"),
    ("borderRadius", "inactiveBorderRadius", "activeBorderRadius"),
    ("roundBorders", "inactiveRoundBorders", "activeRoundBorders"),
    ("dropShadow", "inactiveDropShadow", "activeDropShadow"),
];

/// Translates a choice of several options: a field around its stack.
pub fn choices(
    cx: &Context<'_>,
    fields: &Fields<'_>,
    field: &str,
    place: Place<'_>,
) -> Vec<Object> {
    cx.note(
        code::COMPONENT_REPLACED,
        &fields.path,
        "each option has a box to tick; give the button that goes on the action `submitFields`, which tells the app what is ticked",
    );
    let name = fields.text("name").filter(|name| !name.trim().is_empty());
    let inside = Place {
        field: Some(field),
        several: true,
        ..place
    };
    let field = Object::component("choiceField")
        .with("formId", field)
        .with("screenreaderText", name.unwrap_or(field))
        .with("components", inner_stack(cx, fields, inside));
    vec![field]
}

/// Translates an option of such a choice. Its box is the face of the option; its children stand in it.
pub fn option(
    cx: &Context<'_>,
    fields: &Fields<'_>,
    content: &Fields<'_>,
    place: Place<'_>,
) -> Object {
    if content
        .object("background")
        .is_some_and(|fill| fill.text("type") == Some("image"))
    {
        let message = "the picture behind an option is not shown";
        cx.note(
            code::BACKGROUND_BENT,
            &content.path_of("background"),
            message,
        );
    }
    let (plain, selected) = without_selected(content.map());
    let plain = Fields::new(&plain, content.path.clone());
    let mut out = Object::component("choiceFieldItem");
    out.set_some("id", fields.text("id"));
    out.set("value", fields.text("option_id").unwrap_or_default());
    // The face has a border unless it is told that there is none.
    out.set("inactiveBorderWidth", 0.0);
    out.merge(layered(cx, &plain, place, &|fields, scheme| {
        renamed(&stack::style(cx, fields, scheme))
    }));
    let before = stack::style(cx, &plain, Scheme::Light);
    for properties in selected {
        let merged = merge(plain.map(), properties);
        let merged = Fields::new(&merged, content.path.clone());
        let changed = changes(&before, &stack::style(cx, &merged, Scheme::Light));
        for (ours, _, active) in LOOKS {
            out.set_some(active, changed.get(ours).cloned());
        }
    }
    let inside = Place {
        in_button: true,
        depth: place.depth + 1,
        ..place
    };
    let bare = bare(plain.map());
    let bare = Fields::new(&bare, content.path.clone());
    let body = stack::stack(cx, &bare, inside, Shell::container());
    out.with("components", vec![body])
}

/// Returns the attributes of an option's face, by their names there. It has room inside of its own, and shows no picture.
fn renamed(style: &Object) -> Object {
    let mut out = Object::default();
    for (name, value) in style.fields() {
        if let Some((_, face, _)) = LOOKS.iter().find(|(ours, ..)| *ours == name) {
            out.set(face, value.clone());
        } else if name == "width"
            || name == "height"
            || name == "hidden"
            || name.ends_with("Margin")
        {
            out.set(name, value.clone());
        }
    }
    out
}

/// Returns what is left of a stack for the box inside of the face: how it lays out its children.
fn bare(map: &Map<String, Json>) -> Map<String, Json> {
    let mut out = Map::new();
    for name in ["type", "components", "dimension", "spacing", "badge"] {
        if let Some(value) = map.get(name) {
            out.insert(name.into(), value.clone());
        }
    }
    out.insert(
        "size".into(),
        json!({ "width": { "type": "fill" }, "height": { "type": "fit" } }),
    );
    out
}

/// Returns a stack without the overrides that hold while its option is selected, and the properties of those.
fn without_selected(map: &Map<String, Json>) -> (Map<String, Json>, Vec<&Map<String, Json>>) {
    let mut plain = map.clone();
    let (mut kept, mut selected) = (Vec::new(), Vec::new());
    let list = map.get("overrides").and_then(Json::as_array);
    for entry in list.into_iter().flatten() {
        let conditions = entry.get("conditions").and_then(Json::as_array);
        let is_selected = conditions.is_some_and(|list| {
            list.len() == 1
                && list
                    .iter()
                    .all(|one| one.get("type").and_then(Json::as_str) == Some("selected"))
        });
        match entry.get("properties").and_then(Json::as_object) {
            Some(properties) if is_selected => selected.push(properties),
            _ => kept.push(entry.clone()),
        }
    }
    plain.insert("overrides".into(), Json::Array(kept));
    (plain, selected)
}
