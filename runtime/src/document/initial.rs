//! The components' part of the state a paywall starts in: drawers that are open, forms that have a value.

use serde_json::{Map, Value as Json};

use super::attribute::{Attribute as A, Value};
use super::component::{Component, Kind};
use super::paywall::Paywall;

/// Adds the components' part to the initial state. Values that the state itself gives win.
pub fn complete(paywall: &mut Paywall) {
    let mut products = Vec::new();
    for menu in &paywall.menus {
        for product in &menu.products {
            products.push(product.id.clone());
        }
    }
    let mut open: Vec<Json> = Vec::new();
    let mut forms = Map::new();
    paywall.walk_mut(&mut |component| match &component.kind {
        Kind::Collapse { .. } if is_open(component) => {
            let id = component.id.as_deref().unwrap_or_default();
            // A drawer in a product's repetition has the product's id in its own.
            open.push(id.into());
            for product in &products {
                open.push([id, "_", product].concat().into());
            }
        }
        Kind::Switch | Kind::ToggleButton | Kind::PickerItem { .. } => start(component, &mut forms),
        _ => {}
    });
    let state = &mut paywall.initial_state;
    if !open.is_empty() {
        let key = "openHeaderIds";
        if let Some(Json::Array(list)) = state.get(key) {
            open.extend(list.iter().cloned());
        }
        state.insert(key.into(), Json::Array(open));
    }
    if !forms.is_empty() {
        let key = "formStates";
        if let Some(Json::Object(given)) = state.get(key) {
            for (form, value) in given {
                forms.insert(form.clone(), value.clone());
            }
        }
        state.insert(key.into(), Json::Object(forms));
    }
}

fn is_open(component: &Component) -> bool {
    match component.attributes.get(A::Open) {
        Some(Value::Bool(open)) => *open,
        Some(Value::Text(word)) => matches!(&**word, "open" | "true"),
        _ => false,
    }
}

/// Adds the value of a form whose control starts as checked.
fn start(component: &Component, forms: &mut Map<String, Json>) {
    if component.attributes.get(A::Checked) != Some(&Value::Bool(true)) {
        return;
    }
    let text = |attribute| match component.attributes.get(attribute) {
        Some(Value::Text(text)) => Some(text),
        _ => None,
    };
    let (form, value) = match &component.kind {
        Kind::PickerItem { form } => (form.as_ref(), text(A::FormId)),
        _ => (text(A::FormId).or(component.id.as_ref()), text(A::Value)),
    };
    if let Some(form) = form {
        let value = value.map_or(Json::Bool(true), |value| Json::from(&**value));
        forms.insert(form.to_string(), value);
    }
}
