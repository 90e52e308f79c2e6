//! Controls that set a form: what switches, toggle buttons and the items of pickers have in common.

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

/// Sets the control's form at the start, where the control is checked then: to its `value`, or to true.
pub(super) fn start(component: &Component, start: &mut Start) {
    let text = |attribute| match component.attributes.get(attribute) {
        Some(Raw::Text(text)) => Some(text),
        _ => None,
    };
    let form = text(A::FORM_ID).or(component.id.as_ref());
    start_as(component, form, text(A::VALUE), start);
}

/// Sets a form to a value at the start, where the control is checked then.
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

/// Builds the button of a control that sets a form: on while the form has its value.
pub(super) fn element<'a>(
    resolver: &mut Resolver<'a>,
    shown: &Shown<'a>,
    role: Option<&'static str>,
    children: &'a [Component],
) -> Element {
    let form = shown.text(A::FORM_ID);
    let form = form.as_deref().or(shown.component.id.as_deref());
    let state = &shown.place.scope.view.state;
    let on = match form.and_then(|form| state.entry("formStates", form)) {
        None => shown.flag(A::CHECKED),
        Some(Json::Bool(on)) => *on,
        Some(value) => shown
            .resolved(A::VALUE)
            .is_some_and(|own| own.to_json() == *value),
    };
    choice(resolver, shown, role, on, children)
}

/// Builds a button that is on or off.
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

/// An `onTap` that sets the same form says what the toggle does; any other follows.
pub(super) fn tap(acting: &mut Acting<'_, '_>) -> bool {
    let form = acting.own_text(A::FORM_ID);
    let form = form.or_else(|| acting.tap.component.id.as_deref().map(String::from));
    let form = form.unwrap_or_default();
    let own = acting.tap.action.filter(|action| {
        action.function == Function::SetState
            && acting.tap.scope.json(&action.parameters).get("formId") == Some(&text(&form))
    });
    let value = match acting.own_text(A::VALUE) {
        Some(value) if acting.own_text(A::MODE).as_deref() == Some("radio") => text(&value),
        _ => Json::Bool(!acting.tap.on),
    };
    let given = own.and_then(|action| {
        let parameters = acting.tap.scope.json(&action.parameters);
        parameters
            .get("value")
            .filter(|value| !value.is_null())
            .cloned()
    });
    acting.set_form(&form, &given.unwrap_or(value));
    own.is_some()
}
