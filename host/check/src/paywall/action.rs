//! Actions that lack what their function needs.

use serde_json::{Map, Value};

use super::word::is_smart;
use crate::{Findings, at, suggest};

/// Checks the actions of a component. `pages` are the names of the paywall's pages.
pub(super) fn check(fields: &Map<String, Value>, path: &str, pages: &[&str], out: &mut Findings) {
    for (name, value) in fields {
        if let Some(function) = value.get("function").and_then(Value::as_str) {
            one(function, value, &at(path, name), pages, out);
        }
    }
}

/// Checks the parameters of one action.
fn one(function: &str, action: &Value, path: &str, pages: &[&str], out: &mut Findings) {
    let name = match function {
        "namiDeeplink" => "url",
        "namiNavigateToScreen" => "screen",
        "setState" => "formId",
        _ => return,
    };
    let parameters = action.get("parameters");
    let path = at(path, "parameters");
    let given = parameters.and_then(|parameters| parameters.get(name));
    let changes_group =
        parameters.is_some_and(|parameters| parameters.get("partialState").is_some());
    match given.filter(|value| !value.is_null() && value.as_str() != Some("")) {
        None if changes_group => {}
        None => {
            let message = format!("expected \"{name}\": without it, {function} does nothing");
            out.warning("missing_field", path, message);
        }
        Some(Value::String(page))
            if name == "screen" && !is_smart(page) && !pages.contains(&&**page) =>
        {
            let hint = suggest::hint(page, pages.iter().copied());
            let message =
                format!("no page of the paywall is named \"{page}\"; a tap does nothing{hint}");
            out.warning("unknown_page", at(&path, name), message);
        }
        Some(_) => {}
    }
}
