//! The components' part of the state a paywall starts in: drawers that are open, forms that have a value.

use serde_json::{Map, Value as Json};

use super::component::Readings;
use super::paywall::Paywall;
use crate::string::Shared;

/// The components' part of the state that a paywall starts in.
#[derive(Debug, Default)]
pub struct Start {
    /// The ids of the paywall's products.
    pub products: Vec<Shared>,
    /// The drawers that are open.
    pub open: Vec<Json>,
    /// The values of forms, by the form's name.
    pub forms: Map<String, Json>,
}

/// Adds the components' part to the initial state. Values that the state itself gives win.
pub fn complete(paywall: &mut Paywall, kinds: Readings) {
    let mut start = Start::default();
    for menu in &paywall.menus {
        for product in &menu.products {
            start.products.push(product.id.clone());
        }
    }
    paywall.walk_mut(&mut |component| {
        if let Some(kind) = kinds(usize::from(component.kind)) {
            (kind.start)(component, &mut start);
        }
    });
    let Start {
        mut open,
        mut forms,
        ..
    } = start;
    let state = &mut paywall.initial_state;
    if !open.is_empty() {
        let key = "openHeaderIds";
        if let Some(Json::Array(list)) = state.get(key) {
            // A list in the document adds to the components' drawers.
            open.extend(list.iter().cloned());
        }
        state.insert(key.into(), Json::Array(open));
    }
    if !forms.is_empty() {
        let key = "formStates";
        // A form that the document sets keeps its value.
        if let Some(Json::Object(given)) = state.get(key) {
            for (form, value) in given {
                forms.insert(form.clone(), value.clone());
            }
        }
        state.insert(key.into(), Json::Object(forms));
    }
}
