//! Tabs: a form value says which one is shown.

use serde_json::Value as Json;

use super::button::{set_state, tapped};
use super::code;
use super::common::title;
use super::condition::assertion;
use super::context::{Context, Place, Scheme, Tabs};
use super::layered::layered;
use super::layout::{Edges, write_size};
use super::paint::color;
use super::stack::{Shell, stack, write_box};
use crate::fields::Fields;
use crate::object::Object;

/// Translates tabs. The control stands where the tabs say, inside each of them.
pub fn tabs(cx: &Context<'_>, fields: &Fields<'_>, place: Place<'_>) -> Object {
    let list = fields.objects("tabs");
    let ids = (1..).zip(&list).map(|(number, tab)| {
        tab.text("id")
            .map_or_else(|| number.to_string(), String::from)
    });
    let control = fields.object("control");
    let state = Tabs {
        form: format!("tabs_{}", cx.needs.borrow().forms.len() + 1),
        switched: control.as_ref().and_then(|control| control.text("type")) == Some("toggle"),
        control: control.and_then(|control| control.object("stack")),
        ids: ids.collect(),
    };
    let first = fields
        .text("default_tab_id")
        .filter(|id| state.ids.iter().any(|known| known == id));
    let first = first
        .or_else(|| state.ids.first().map(String::as_str))
        .unwrap_or_default();
    let start = state.value(first);
    cx.needs
        .borrow_mut()
        .forms
        .push((state.form.clone(), start));
    let mut out = Object::component("container").with("direction", "vertical");
    out.set_some("id", fields.text("id"));
    title(&mut out, fields);
    out.merge(layered(cx, fields, place, &|fields, scheme| {
        style(cx, fields, scheme)
    }));
    let inside = Place {
        tabs: Some(&state),
        depth: place.depth + 1,
        ..place
    };
    let mut children = Vec::new();
    for (tab, id) in list.iter().zip(&state.ids) {
        let Some(content) = tab.object("stack") else {
            continue;
        };
        let shown = assertion(&state.token(), "equals", state.value(id));
        let body = stack(cx, &content, inside, Shell::container());
        let condition = Object::component("condition").with("assertions", vec![shown]);
        children.push(condition.with("components", vec![body]));
    }
    out.set("components", children);
    out
}

/// Writes the box around the tabs.
fn style(cx: &Context<'_>, fields: &Fields<'_>, scheme: Scheme) -> Object {
    let mut out = Object::default();
    let margin = Edges::of(fields, "margin");
    write_size(&mut out, fields, margin);
    write_box(cx, &mut out, fields, scheme);
    out
}

/// Translates the place of the control inside a tab.
pub fn control(cx: &Context<'_>, fields: &Fields<'_>, place: Place<'_>) -> Vec<Object> {
    let Some(control) = place.tabs.and_then(|tabs| tabs.control.as_ref()) else {
        cx.note(
            code::COMPONENT_LEFT_OUT,
            &fields.path,
            "no tabs are around it",
        );
        return Vec::new();
    };
    if !cx.may_read(place, &control.path) {
        return Vec::new();
    }
    vec![stack(
        cx,
        control,
        Place {
            depth: place.depth + 1,
            ..place
        },
        Shell::container(),
    )]
}

/// Translates a button that shows a tab.
pub fn button(cx: &Context<'_>, fields: &Fields<'_>, place: Place<'_>) -> Vec<Object> {
    let (Some(tabs), Some(content)) = (place.tabs, fields.object("stack")) else {
        return Vec::new();
    };
    let id = fields.text("tab_id").map(String::from).or_else(|| {
        let index = fields.number("tab_index").unwrap_or_default();
        tabs.ids.get(index as usize).cloned()
    });
    let id = id.unwrap_or_default();
    let inside = Place {
        tab: Some(&id),
        ..place
    };
    let tap = set_state(&tabs.form, tabs.value(&id));
    vec![tapped(
        cx,
        fields,
        &content,
        inside,
        Some(tap),
        Object::default(),
    )]
}

/// Translates a switch between two tabs.
pub fn toggle(cx: &Context<'_>, fields: &Fields<'_>, place: Place<'_>) -> Vec<Object> {
    let Some(tabs) = place.tabs else {
        return Vec::new();
    };
    let mut out = Object::component("toggleSwitch");
    out.set_some("id", fields.text("id"));
    out.set("formId", tabs.form.as_str());
    out.set("width", 51.0);
    out.set("height", 31.0);
    out.set("innerPadding", 2.0);
    for (theirs, ours) in [
        ("thumb_color_on", "activeHandleFillColor"),
        ("thumb_color_off", "inactiveHandleFillColor"),
        ("track_color_on", "activePlateFillColor"),
        ("track_color_off", "inactivePlateFillColor"),
    ] {
        out.set_some(ours, color(cx, fields, theirs, Scheme::Light));
    }
    out.set("onTap", set_state(&tabs.form, Json::Null));
    vec![out]
}
