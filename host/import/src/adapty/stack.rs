//! Boxes: frames around one component, stacks, layers, rows of shares, and sections of which one is shown.
//!
//! A stack is one container. Layers are a container with the layer that gives the size, and a box over all of it for each
//! other one. A section shows one of its contents by an index, which becomes a form value; where a switch turns between
//! two of them, the value is true or false, as a switch of ours sets it.

use serde_json::Value as Json;

use super::context::{Context, Place};
use super::layout::{Axis, expands};
use crate::fields::Fields;
use crate::object::Object;

/// Returns our word for a side.
fn side(of: &Fields<'_>, name: &str) -> &'static str {
    match of.text(name).unwrap_or("center") {
        "leading" | "left" => "left",
        "trailing" | "right" => "right",
        "top" => "top",
        "bottom" => "bottom",
        _ => "center",
    }
}

/// A container that aligns what is in it as the component says.
fn aligned(of: &Fields<'_>, direction: &str) -> Object {
    Object::component("container")
        .with("direction", direction)
        .with("horizontalAlignment", side(of, "h_align"))
        .with("verticalAlignment", side(of, "v_align"))
}

/// Translates a box around one component.
pub fn frame(cx: &Context<'_>, of: &Fields<'_>, place: Place<'_>) -> Object {
    let inside = of
        .object("content")
        .map(|content| (cx.node)(cx, &content, place.inside()));
    aligned(of, "vertical").with("components", inside.unwrap_or_default())
}

/// Translates a column or a row. A child without a height of its own is as high as its row.
pub fn stack(cx: &Context<'_>, of: &Fields<'_>, place: Place<'_>) -> Object {
    let upright = of.text("type") == Some("v_stack");
    let children = of.objects("content");
    let mut out = Object::component("container");
    out.set("direction", if upright { "vertical" } else { "horizontal" });
    if upright {
        out.set("horizontalAlignment", side(of, "h_align"));
        out.set("verticalAlignment", "top");
    } else {
        let stretched = children
            .iter()
            .any(|child| child.text("type") != Some("image") && expands(child, Axis::Height, 0));
        out.set("horizontalAlignment", "left");
        out.set(
            "verticalAlignment",
            if stretched {
                "stretch"
            } else {
                side(of, "v_align")
            },
        );
    }
    if let Some(gap) = of.number("spacing").filter(|gap| *gap > 0.0) {
        out.set("gap", gap);
    }
    let inside = children
        .iter()
        .flat_map(|child| (cx.node)(cx, child, place.inside()));
    let inside: Vec<_> = inside.collect();
    out.with("components", inside)
}

/// Translates children that lie on top of each other. The first one that does not take all room gives the size.
pub fn layers(cx: &Context<'_>, of: &Fields<'_>, place: Place<'_>) -> Object {
    let children = of.objects("content");
    let base = children
        .iter()
        .position(|child| !expands(child, Axis::Height, 0))
        .unwrap_or_default();
    let mut inside = Vec::new();
    for (index, child) in children.iter().enumerate() {
        let parts = (cx.node)(cx, child, place.inside());
        if index == base || parts.is_empty() {
            inside.extend(parts);
            continue;
        }
        let layer = aligned(of, "horizontal")
            .with("position", "left-top")
            .with("width", "100%")
            .with("height", "100%");
        inside.push(layer.with("components", parts));
    }
    aligned(of, "vertical").with("components", inside)
}

/// Translates a row or a column of shares.
pub fn grid(cx: &Context<'_>, of: &Fields<'_>, place: Place<'_>) -> Object {
    let upright = of.text("type") == Some("column");
    let axis = if upright { Axis::Height } else { Axis::Width };
    let items = of.objects("items");
    let weight = |item: &Fields<'_>| item.number("weight").unwrap_or_default().max(0.0);
    let total: f64 = items.iter().map(weight).sum();
    let mut out = Object::component("container")
        .with("direction", if upright { "vertical" } else { "horizontal" });
    if let Some(gap) = of.number("spacing").filter(|gap| *gap > 0.0) {
        out.set("gap", gap);
    }
    let mut cells = Vec::new();
    for item in &items {
        let mut cell = aligned(item, "vertical");
        match item.number("fixed") {
            Some(length) => cell.set(axis.name(), length.max(0.0)),
            None if total > 0.0 => {
                let share = (weight(item) / total * 1e4).round() / 100.0;
                cell.set(axis.name(), format!("{share}%"));
            }
            None => {}
        }
        let inside = item
            .object("content")
            .map(|content| (cx.node)(cx, &content, place.inside()));
        cells.push(cell.with("components", inside.unwrap_or_default()));
    }
    out.with("components", cells)
}

/// Returns the form value by which a section is shown.
pub fn section_value(cx: &Context<'_>, id: &str, index: i64) -> Json {
    match cx.switched.get(id) {
        Some(on) => Json::Bool(index == *on),
        None => Json::from(index),
    }
}

/// Returns the name of a section's form value.
pub fn section_form(id: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let id: String = id.chars().take(60).map(plain).collect();
    format!("section_{id}")
}

/// Translates a section: a condition for each of its contents.
pub fn section(cx: &Context<'_>, of: &Fields<'_>, place: Place<'_>) -> Vec<Object> {
    let id = of.text("id").unwrap_or_default();
    let form = section_form(id);
    let start = of.get("index").and_then(Json::as_i64).unwrap_or_default();
    cx.needs
        .borrow_mut()
        .forms
        .push((form.clone(), section_value(cx, id, start)));
    let mut out = Vec::new();
    for (index, content) in (0_i64..).zip(of.objects("content")) {
        let shown = assertion(
            &format!("${{state.formStates.{form}}}"),
            section_value(cx, id, index),
        );
        let condition = Object::component("condition").with("assertions", vec![shown]);
        out.push(condition.with("components", (cx.node)(cx, &content, place.inside())));
    }
    out
}

/// The assertion that a value is another.
pub fn assertion(value: &str, expected: impl Into<crate::Node>) -> Object {
    Object::default()
        .with("value", value)
        .with("operator", "equals")
        .with("expected", expected)
}
