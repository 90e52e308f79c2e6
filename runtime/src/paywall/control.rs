//! What controls do by themselves when they are tapped: drawers open, switches turn, pickers pick, carousels move.

use serde_json::Value as Json;

use super::act::{Acting, Change, object};
use super::resolve::tap_name;
use super::scope::drawer_key;
use crate::document::action::Function;
use crate::document::attribute::{Attribute as A, Value};
use crate::document::component::Kind;
use crate::document::looped::Loop;
use crate::json::text;

impl Acting<'_, '_> {
    /// Does what the component does by itself; answers whether that was all.
    pub(super) fn control(&mut self, value: &Json) -> bool {
        match &self.tap.component.kind {
            Kind::Collapse { .. } => self.drawer(),
            Kind::Switch | Kind::ToggleButton => return self.toggle(),
            Kind::PickerItem { form } => match form {
                Some(form) => {
                    let value = self.own_text(A::FormId).unwrap_or_default();
                    self.set_form(form, &text(&value));
                }
                None => self.enter_group(self.tap.component.id.as_deref()),
            },
            Kind::MediaButton { volume, .. } if self.tap.action.is_none() => {
                let names = [
                    ["PLAY_VIDEO", "PAUSE_VIDEO"],
                    ["MUTE_VIDEO", "UNMUTE_VIDEO"],
                ];
                self.tell(names[usize::from(*volume)][usize::from(self.tap.on)]);
            }
            Kind::Carousel(looped) => {
                self.slide(looped, value);
                return true;
            }
            Kind::Countdown => {
                self.over();
                return true;
            }
            _ => {}
        }
        false
    }

    fn own_text(&self, attribute: A) -> Option<String> {
        let value: &Value = self.tap.component.attributes.get(attribute)?;
        let text = self.tap.scope.value(value).to_text();
        (!text.is_empty()).then_some(text)
    }

    fn drawer(&mut self) {
        let id = self.tap.component.id.as_deref().unwrap_or_default();
        let product = self.tap.scope.product.map(|(_, product)| product);
        let key = drawer_key(id, product);
        let mut open = Vec::new();
        let list = self.view.state.value("openHeaderIds");
        for other in list.and_then(Json::as_array).map_or(&[][..], Vec::as_slice) {
            if other.as_str() != Some(&key) {
                open.push(other.clone());
            }
        }
        if !self.tap.on {
            open.push(text(&key));
        }
        let action = if self.tap.on {
            "COLLAPSIBLE_DRAWER_CLOSE"
        } else {
            "COLLAPSIBLE_DRAWER_OPEN"
        };
        self.change(Change::Set("openHeaderIds", Json::Array(open)));
        self.tell_of(action, "componentChange", object(&[("id", &text(&key))]));
    }

    /// An `onTap` that sets the same form says what the toggle does; any other follows.
    fn toggle(&mut self) -> bool {
        let form = self.own_text(A::FormId);
        let form = form.or_else(|| self.tap.component.id.as_deref().map(String::from));
        let form = form.unwrap_or_default();
        let own = self.tap.action.filter(|action| {
            action.function == Function::SetState
                && self.tap.scope.json(&action.parameters).get("formId") == Some(&text(&form))
        });
        let value = match self.own_text(A::Value) {
            Some(value) if self.own_text(A::Mode).as_deref() == Some("radio") => text(&value),
            _ => Json::Bool(!self.tap.on),
        };
        let given = own.and_then(|action| {
            let parameters = self.tap.scope.json(&action.parameters);
            parameters
                .get("value")
                .filter(|value| !value.is_null())
                .cloned()
        });
        self.set_form(&form, &given.unwrap_or(value));
        own.is_some()
    }

    fn slide(&mut self, looped: &Loop, value: &Json) {
        let Some(index) = value.as_f64() else {
            return;
        };
        let key = tap_name(self.tap.key);
        let slides = self.tap.scope.repeated(looped);
        let before = self.view.state.entry("carousels", &key);
        let Some((_, scope)) = slides.get(index as usize) else {
            return;
        };
        if before.and_then(Json::as_f64).unwrap_or(0.0) == index {
            return;
        }
        let index = Json::from(index as u32);
        self.change(Change::Entry("carousels", key.to_string(), index.clone()));
        self.change(Change::Set("currentSlideIndex", index.clone()));
        let change = object(&[
            (
                "id",
                &text(self.tap.component.id.as_deref().unwrap_or_default()),
            ),
            ("slide", &index),
        ]);
        self.tell_of("SLIDE_CHANGE", "componentChange", change);
        if let Some(Value::Json(action)) = self.tap.component.attributes.get(A::OnChange) {
            let action = scope.json(action);
            if let Some(parameters) = action.get("parameters") {
                self.change_group(parameters);
            }
        }
    }

    fn over(&mut self) {
        if !self.tap.on {
            let key = tap_name(self.tap.key).to_string();
            self.change(Change::Entry("timers", key, Json::Bool(true)));
            self.tell("COUNTDOWN_TIMER_COMPLETED");
        }
    }
}
