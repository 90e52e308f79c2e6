//! Choices, and the buttons of wallets.

use super::button::{action, set_state, tapped};
use super::choices;
use super::code;
use super::condition::is_name;
use super::context::{Context, Place};
use super::stack::{Shell, inner_stack, stack};
use crate::fields::Fields;
use crate::object::Object;

/// Translates a choice, or what stands in the place of a wallet's button.
pub fn input(cx: &Context<'_>, fields: &Fields<'_>, kind: &str, place: Place<'_>) -> Vec<Object> {
    match kind {
        "input_single_choice" | "input_multiple_choice" => choice(cx, fields, kind, place),
        "input_option" => option(cx, fields, place),
        _ => wallet(cx, fields, kind, place),
    }
}

/// Translates a choice of one option: a stack of buttons that set its form value.
fn choice(cx: &Context<'_>, fields: &Fields<'_>, kind: &str, place: Place<'_>) -> Vec<Object> {
    let field = fields
        .text("field_id")
        .filter(|name| is_name(name))
        .unwrap_or("choice");
    if kind == "input_multiple_choice" {
        return choices::choices(cx, fields, field, place);
    }
    let inside = Place {
        field: Some(field),
        several: false,
        ..place
    };
    inner_stack(cx, fields, inside)
}

/// Translates an option of a choice.
fn option(cx: &Context<'_>, fields: &Fields<'_>, place: Place<'_>) -> Vec<Object> {
    let Some(content) = fields.object("stack") else {
        return Vec::new();
    };
    let field = place.field.unwrap_or("choice");
    let id = fields.text("option_id").unwrap_or_default();
    let inside = Place {
        option: Some(id),
        ..place
    };
    if place.several {
        return vec![choices::option(cx, fields, &content, inside)];
    }
    vec![tapped(
        cx,
        fields,
        &content,
        inside,
        Some(set_state(field, id)),
        Object::default(),
    )]
}

/// Translates the button of a wallet: what is shown without one, or a button that buys.
fn wallet(cx: &Context<'_>, fields: &Fields<'_>, kind: &str, place: Place<'_>) -> Vec<Object> {
    let message = if kind == "redemption_button" {
        "the app opens what it has to redeem a code"
    } else {
        "a usual button that buys stands in the place of a wallet's"
    };
    cx.note(code::COMPONENT_REPLACED, &fields.path, message);
    let names = [
        "stack",
        "wallet_unavailable_stack",
        "wallet_unknown_stack",
        "wallet_available_stack",
    ];
    let Some(content) = names.iter().find_map(|name| fields.object(name)) else {
        return Vec::new();
    };
    if kind == "express_purchase_button"
        && content
            .objects("components")
            .iter()
            .any(|child| child.text("type") == Some("purchase_button"))
    {
        let shell = Shell {
            id: fields.text("id"),
            ..Shell::container()
        };
        return vec![stack(
            cx,
            &content,
            Place {
                depth: place.depth + 1,
                ..place
            },
            shell,
        )];
    }
    let tap = match kind {
        "redemption_button" => {
            let url = Object::default().with("url", "app:redeem");
            action("namiDeeplink").with("parameters", url)
        }
        _ => action("namiBuySKU"),
    };
    vec![tapped(
        cx,
        fields,
        &content,
        place,
        Some(tap),
        Object::default(),
    )]
}
