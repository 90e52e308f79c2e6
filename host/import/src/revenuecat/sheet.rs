//! Sheets: stacks that a button opens over the page.

use serde_json::Value as Json;

use super::button::set_state;
use super::code;
use super::condition::assertion;
use super::context::{Context, Place};
use super::layered::layered;
use super::layout::Size;
use super::stack::{Shell, layer, stack, write_background};
use crate::fields::Fields;
use crate::object::Object;

/// Translates the action that opens a sheet: the sheet becomes a layer over the page, which a form value shows. Without
/// a sheet, the action closes the one that it is in.
pub fn open(cx: &Context<'_>, of: &Fields<'_>, place: Place<'_>) -> Option<Object> {
    let Some(sheet) = of.object("sheet") else {
        let last = cx
            .needs
            .borrow()
            .forms
            .iter()
            .rev()
            .find(|(name, _)| name.starts_with("sheet_"))
            .cloned();
        return last.map(|(name, _)| set_state(&name, false));
    };
    let content = sheet.object("stack")?;
    let form = format!("sheet_{}", cx.needs.borrow().forms.len() + 1);
    cx.needs
        .borrow_mut()
        .forms
        .push((form.clone(), Json::Bool(false)));
    cx.note(
        code::SHEET_BENT,
        &sheet.path,
        "the sheet lies over the page; a package that is chosen in it stays chosen",
    );
    let inside = Place {
        in_button: false,
        depth: place.depth + 1,
        ..place
    };
    let body = stack(cx, &content, inside, Shell::container());
    let panel = panel(cx, &sheet, inside).with("components", vec![body]);
    let close = Object::component("button")
        .with("width", "100%")
        .with("height", "fitContent")
        .with("grow", true)
        .with("screenreaderText", "Close")
        .with("onTap", set_state(&form, false));
    let mut over = layer()
        .with("direction", "vertical")
        .with("zIndex", 20.0)
        .with("fillColor", "#0000003f");
    if sheet.flag("background_blur") == Some(true) {
        over.set("backgroundBlur", 10.0);
    }
    over.set("components", vec![close, panel]);
    let shown = assertion(&format!("${{state.formStates.{form}}}"), "equals", true);
    let condition = Object::component("condition").with("assertions", vec![shown]);
    cx.needs
        .borrow_mut()
        .sheets
        .push(condition.with("components", vec![over]));
    Some(set_state(&form, true))
}

/// Makes the box at the bottom of the screen that a sheet is in.
fn panel(cx: &Context<'_>, sheet: &Fields<'_>, place: Place<'_>) -> Object {
    let mut panel = Object::component("container")
        .with("direction", "vertical")
        .with("width", "100%");
    if let Size::Fixed(height) = Size::of(sheet, "height") {
        panel.set("height", height);
    } else if let Size::Relative(share) = Size::of(sheet, "height") {
        panel.set("height", format!("{}%", share * 100.0));
    }
    panel.merge(layered(cx, sheet, place, &|sheet, scheme| {
        let mut out = Object::default();
        write_background(cx, &mut out, sheet, scheme);
        out
    }));
    panel
}
