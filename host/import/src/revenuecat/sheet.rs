//! Sheets: stacks that a button opens over the page. Each becomes a page that lies over the paywall's.

use serde_json::Value as Json;

use super::button::action;
use super::code;
use super::common::PAGE;
use super::context::{Context, Place};
use super::layered::layered;
use super::layout::Size;
use super::stack::{Shell, stack, write_background};
use crate::fields::Fields;
use crate::object::Object;

/// Makes the action that shows a page.
fn show(page: &str) -> Object {
    action("namiNavigateToScreen").with("parameters", Object::default().with("screen", page))
}

/// Translates the action that opens a sheet. Without a sheet, the action closes the one that it is in.
pub fn open(cx: &Context<'_>, of: &Fields<'_>, place: Place<'_>) -> Option<Object> {
    let Some(sheet) = of.object("sheet") else {
        let is_in_one = !cx.needs.borrow().sheets.is_empty();
        return is_in_one.then(|| show(PAGE));
    };
    let content = sheet.object("stack")?;
    // The place is taken before what is inside is translated, which may open another sheet.
    cx.needs.borrow_mut().sheets.push(Object::default());
    let at = cx.needs.borrow().sheets.len();
    let name = format!("sheet_{at}");
    cx.note(
        code::SHEET_BENT,
        &sheet.path,
        "a package that is chosen in the sheet stays chosen, and what lies behind is dimmed, not blurred",
    );
    let inside = Place {
        in_button: false,
        depth: place.depth + 1,
        ..place
    };
    let body = stack(cx, &content, inside, Shell::container());
    let page = Object::default()
        .with("name", name.as_str())
        .with("over", PAGE)
        .with("backgroundContainer", background(cx, &sheet, inside))
        .with("header", Json::Null)
        .with(
            "contentContainer",
            panel(&sheet).with("components", vec![body]),
        )
        .with("footer", Json::Null);
    if let Some(free) = cx.needs.borrow_mut().sheets.get_mut(at - 1) {
        *free = page;
    }
    Some(show(&name))
}

/// Makes the box behind a sheet.
fn background(cx: &Context<'_>, sheet: &Fields<'_>, place: Place<'_>) -> Object {
    let mut out = Object::component("container").with("direction", "vertical");
    out.merge(layered(cx, sheet, place, &|sheet, scheme| {
        let mut out = Object::default();
        write_background(cx, &mut out, sheet, scheme);
        out
    }));
    out
}

/// Makes the box that the content of a sheet is in.
fn panel(sheet: &Fields<'_>) -> Object {
    let mut panel = Object::component("container")
        .with("direction", "vertical")
        .with("width", "100%");
    if let Size::Fixed(height) = Size::of(sheet, "height") {
        panel.set("height", height);
    } else if let Size::Relative(share) = Size::of(sheet, "height") {
        panel.set("height", format!("{}vh", share * 100.0));
    }
    panel
}
