//! Sheets: screens that a button opens over the page, from below. Each is a page that lies over the paywall's.

use serde_json::Value as Json;

use super::code;
use super::context::{Context, Place};
use super::element::element;
use crate::fields::Fields;
use crate::object::Object;
use crate::report::quote;

/// The name of the paywall's page.
pub const PAGE: &str = "paywall";

/// Makes the action that shows a page.
pub fn show(page: &str) -> Object {
    let screen = Object::default().with("screen", page);
    Object::default()
        .with("function", "namiNavigateToScreen")
        .with("parameters", screen)
}

/// Lists the screens that are sheets, each with the name of its page.
fn names<'a>(cx: &Context<'a>) -> Vec<(&'a str, String)> {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let mut out: Vec<(&str, String)> = Vec::new();
    for screen in cx.styles.map().keys().filter(|name| *name != "default") {
        let mut name: String = screen.chars().take(60).map(plain).collect();
        name.insert_str(0, "sheet_");
        if out.iter().any(|(_, known)| *known == name) {
            name = format!("{name}_{}", out.len() + 1);
        }
        out.push((screen, name));
    }
    out
}

/// Translates the action that opens a screen.
pub fn open(cx: &Context<'_>, of: &Fields<'_>, place: Place<'_>) -> Option<Object> {
    let screen = of.text("screen_id").unwrap_or_default();
    let Some((_, name)) = names(cx).into_iter().find(|(known, _)| *known == screen) else {
        let message = format!("no screen has the name {}", quote(screen));
        cx.note(code::ACTION_LEFT_OUT, &of.path, message);
        return None;
    };
    if place.in_sheet {
        let message = "a sheet that a sheet opens takes its place, and closes both";
        cx.note(code::SHEET_BENT, &of.path, message);
    }
    Some(show(&name))
}

/// Translates the screens that are sheets.
pub fn sheets(cx: &Context<'_>) -> Vec<Object> {
    let mut out = Vec::new();
    for (screen, name) in names(cx) {
        let of = cx.styles.object(screen);
        let Some(content) = of.and_then(|screen| screen.object("content")) else {
            let message = "the screen has no content";
            cx.note(code::SHEET_BENT, &cx.styles.path_of(screen), message);
            continue;
        };
        let place = Place {
            in_sheet: true,
            ..Place::default()
        };
        let panel = Object::component("container")
            .with("direction", "vertical")
            .with("width", "100%");
        let background = Object::component("container").with("direction", "vertical");
        let page = Object::default()
            .with("name", name)
            .with("over", PAGE)
            .with("backgroundContainer", background)
            .with("header", Json::Null)
            .with(
                "contentContainer",
                panel.with("components", element(cx, &content, place)),
            )
            .with("footer", Json::Null);
        out.push(page);
    }
    out
}
