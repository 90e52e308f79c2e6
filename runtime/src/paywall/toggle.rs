//! The common part of controls that set a form: switches, toggle buttons and the items of pickers.

use serde_json::Value as Json;

use super::element::{button, mark};
use super::resolve::{Resolver, Shown};
use super::tap::Acting;
use crate::document::action::Function;
use crate::document::attribute::{Attribute as A, Value as Raw};
use crate::document::component::Component;
use crate::document::initial::Start;
use crate::json::text;
use crate::string::Shared;
use crate::tree::Element;

/// Adds the form of a control that starts checked to the initial state, with the control's `value` or true.
pub(super) fn start(component: &Component, start: &mut Start) {
    let text = |attribute| match component.attributes.get(attribute) {
        Some(Raw::Text(text)) => Some(text),
        _ => None,
    };
    let form = text(A::FORM_ID).or(component.id.as_ref());
    start_as(component, form, text(A::VALUE), start);
}

/// Adds a form with a value to the initial state, if the control starts checked.
pub(super) fn start_as(
    component: &Component,
    form: Option<&Shared>,
    value: Option<&Shared>,
    start: &mut Start,
) {
    let is_checked = component.attributes.get(A::CHECKED) == Some(&Raw::Bool(true));
    if let (Some(form), true) = (form, is_checked) {
        let value = value.map_or(Json::Bool(true), |value| Json::from(&**value));
        start.forms.insert(form.to_string(), value);
    }
}

/// Builds the button of a control that sets a form. It is on while the form has the control's value.
pub(super) fn element<'a>(
    resolver: &mut Resolver<'a>,
    shown: &Shown<'a>,
    role: Option<&'static str>,
    children: &'a [Component],
) -> Element {
    let form = shown.text(A::FORM_ID);
    let form = form.as_deref().or(shown.component.id.as_deref());
    let state = &shown.place.scope.view.state;
    // Without a value the form was never set, and the attribute counts; `true` and `false` stand for on and off.
    let on = match form.and_then(|form| state.entry("formStates", form)) {
        None => shown.flag(A::CHECKED),
        Some(Json::Bool(on)) => *on,
        Some(value) => shown
            .resolved(A::VALUE)
            .is_some_and(|own| own.to_json() == *value),
    };
    choice(resolver, shown, role, on, children)
}

/// Builds a button that is on or off, and shows it in its style.
pub(super) fn choice<'a>(
    resolver: &mut Resolver<'a>,
    shown: &Shown<'a>,
    role: Option<&'static str>,
    on: bool,
    children: &'a [Component],
) -> Element {
    let mut element = button(resolver, shown, role, Some(on), children);
    mark(&mut element, "data-on", on);
    element
}

/// Sets the control's form. An `onTap` that sets the same form decides the value, and is done with that, but for the
/// product group that it names and the actions that follow it; any other is performed afterwards.
pub(super) fn tap(acting: &mut Acting<'_, '_>) -> bool {
    let form = acting.own_text(A::FORM_ID);
    let form = form.or_else(|| acting.tap.component.id.as_deref().map(String::from));
    let form = form.unwrap_or_default();
    let own = acting.tap.action.and_then(|action| {
        let parameters = acting.tap.scope.json(&action.parameters);
        let is_own =
            action.function == Function::SetState && parameters.get("formId") == Some(&text(&form));
        is_own.then_some((action, parameters))
    });
    let value = match acting.own_text(A::VALUE) {
        Some(value) if acting.own_text(A::MODE).as_deref() == Some("radio") => text(&value),
        _ => Json::Bool(!acting.tap.on),
    };
    let Some((action, parameters)) = own else {
        acting.set_form(&form, &value);
        return false;
    };
    acting.change_group(&parameters);
    let given = parameters.get("value").filter(|value| !value.is_null());
    acting.set_form(&form, given.unwrap_or(&value));
    acting.follow(action);
    true
}
