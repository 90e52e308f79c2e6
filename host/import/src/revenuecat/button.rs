//! Buttons: packages that can be chosen, the purchase, and everything else that is tapped.
//!
//! Each is the shell of a stack, and has the id of the button, not of the stack: it stands for both.

use super::code;
use super::context::{Context, Place};
use super::language;
use super::sheet;
use super::stack::{Shell, stack};
use crate::fields::Fields;
use crate::object::Object;
use crate::report::quote;

/// Translates a package: a button that chooses it. All texts in it are about its product.
pub fn package(cx: &Context<'_>, fields: &Fields<'_>, place: Place<'_>) -> Vec<Object> {
    let Some(content) = fields.object("stack") else {
        return Vec::new();
    };
    let id = fields.text("package_id").unwrap_or_default();
    cx.package(id);
    let place = Place {
        package: Some(id),
        ..place
    };
    let extra = Object::default().with("product", id);
    vec![tapped(
        cx,
        fields,
        &content,
        place,
        Some(action("namiSelectSKU")),
        extra,
    )]
}

/// Translates the button that buys the selected package.
pub fn purchase(cx: &Context<'_>, fields: &Fields<'_>, place: Place<'_>) -> Vec<Object> {
    let Some(content) = fields.object("stack") else {
        return Vec::new();
    };
    let method = fields.object("method");
    let kind = method
        .as_ref()
        .and_then(|method| method.text("type"))
        .or_else(|| fields.text("action"));
    let path = fields.path_of(if method.is_some() { "method" } else { "action" });
    let custom = method
        .as_ref()
        .and_then(|method| method.object("custom_url"));
    let tap = match (kind, custom) {
        (Some("custom_web_checkout"), Some(custom)) => {
            cx.note(
                code::ACTION_REPLACED,
                &path,
                "the app opens the address, with the product's id at its end",
            );
            url(cx, &custom).map(|url| {
                let parameter = custom.text("package_param").filter(|name| !name.is_empty());
                let url = parameter.map_or(url.clone(), |name| {
                    let separator = if url.contains('?') { '&' } else { '?' };
                    format!("{url}{separator}{name}=${{sku.id}}")
                });
                open(&url)
            })
        }
        (Some("web_checkout" | "web_product_selection" | "custom_web_checkout"), _) => {
            cx.note(
                code::ACTION_REPLACED,
                &path,
                "the app buys the product, and no page of the web does",
            );
            Some(action("namiBuySKU"))
        }
        _ => Some(action("namiBuySKU")),
    };
    vec![tapped(cx, fields, &content, place, tap, Object::default())]
}

/// Translates any other button.
pub fn button(cx: &Context<'_>, fields: &Fields<'_>, place: Place<'_>) -> Vec<Object> {
    let Some(content) = fields.object("stack") else {
        return Vec::new();
    };
    let mut extra = Object::default();
    let tap = fields
        .object("action")
        .and_then(|action| tap(cx, fields, &action, place, &mut extra));
    vec![tapped(cx, fields, &content, place, tap, extra)]
}

/// Makes a button of a stack. One inside another loses its action, because taps are the outer one's.
pub fn tapped(
    cx: &Context<'_>,
    fields: &Fields<'_>,
    content: &Fields<'_>,
    place: Place<'_>,
    tap: Option<Object>,
    mut extra: Object,
) -> Object {
    if place.in_button {
        cx.note(
            code::ACTION_LEFT_OUT,
            &fields.path,
            "a button inside another one does nothing by itself",
        );
    } else {
        extra.set_some("onTap", tap);
    }
    let shell = Shell {
        kind: if place.in_button {
            "container"
        } else {
            "button"
        },
        id: fields.text("id"),
        extra,
    };
    let inside = Place {
        in_button: true,
        depth: place.depth + 1,
        ..place
    };
    stack(cx, content, inside, shell)
}

/// Makes the action of a tap.
pub fn action(function: &str) -> Object {
    Object::default().with("function", function)
}

/// Makes the action that hands an address to the app.
fn open(url: &str) -> Object {
    action("namiDeeplink").with("parameters", Object::default().with("url", url))
}

/// Makes the action that sets a form value.
pub fn set_state(form: &str, value: impl Into<crate::object::Node>) -> Object {
    let parameters = Object::default().with("formId", form).with("value", value);
    action("setState").with("parameters", parameters)
}

/// Reads the address that an action leads to.
fn url<'a>(cx: &Context<'a>, of: &Fields<'a>) -> Option<String> {
    let key = of.text("url_lid")?;
    let text = cx.string(key, &of.path_of("url_lid"))?;
    let say = |cx: &Context<'_>| Some(cx.strings.text(key)?.trim().to_owned());
    Some(language::in_all(cx, key, text.trim().into(), &say))
}

/// Translates the action of a button. What the button itself must have goes into `extra`.
fn tap(
    cx: &Context<'_>,
    button: &Fields<'_>,
    of: &Fields<'_>,
    place: Place<'_>,
    extra: &mut Object,
) -> Option<Object> {
    match of.text("type").unwrap_or_default() {
        "restore_purchases" => Some(action("namiRestorePurchases")),
        "navigate_back" | "close_workflow" => Some(action("namiClosePaywall")),
        "navigate_to" => destination(cx, of, place, extra),
        "complete_workflow" => {
            cx.note(
                code::ACTION_REPLACED,
                &of.path,
                "the app opens the address and decides what follows",
            );
            Some(open(&url(cx, &of.object("url")?)?))
        }
        "workflow" | "workflow_trigger" => {
            cx.note(
                code::ACTION_LEFT_OUT,
                &of.path,
                "the step of a workflow that follows is left to a flow of yours",
            );
            None
        }
        other => {
            let updates = button.objects("state_updates");
            let mut updates = updates.iter().filter_map(|update| state_update(cx, update));
            let mut update = updates.next();
            let then: Vec<Object> = updates.collect();
            if let (Some(first), false) = (&mut update, then.is_empty()) {
                first.set("then", then);
            }
            if update.is_none() {
                let message = format!("the action {} has no counterpart", quote(other));
                cx.note(code::ACTION_LEFT_OUT, &of.path, message);
            }
            update
        }
    }
}

/// Translates a change of the paywall's own state.
fn state_update(cx: &Context<'_>, of: &Fields<'_>) -> Option<Object> {
    let name = of
        .text("set")
        .filter(|name| super::condition::is_name(name))?;
    let value = of.get("to")?;
    if value.as_str() == Some("$value") {
        cx.note(
            code::ACTION_LEFT_OUT,
            &of.path,
            "the value that an input has is not copied",
        );
        return None;
    }
    Some(set_state(name, value.clone()))
}

/// Translates the action that leads somewhere else.
fn destination(
    cx: &Context<'_>,
    of: &Fields<'_>,
    place: Place<'_>,
    extra: &mut Object,
) -> Option<Object> {
    match of.text("destination").unwrap_or_default() {
        "terms" | "privacy_policy" | "url" => {
            let target = of.object("url")?;
            let address = url(cx, &target)?;
            if target.text("method") == Some("deep_link") {
                return Some(open(&address));
            }
            // A link, which the browser or the app follows.
            extra.set("url", address);
            None
        }
        "sheet" => sheet::open(cx, of, place),
        name @ ("customer_center" | "offer_code" | "web_paywall_link" | "screen_redirect") => {
            let message =
                format!("the app gets the address app:{name} and opens what it has for it");
            cx.note(code::ACTION_REPLACED, &of.path, message);
            Some(open(&format!("app:{name}")))
        }
        other => {
            let message = format!("the destination {} has no counterpart", quote(other));
            cx.note(code::ACTION_LEFT_OUT, &of.path, message);
            None
        }
    }
}
