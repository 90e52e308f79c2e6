//! The effect of a tap: changes of the state, and events for the app.

use serde_json::{Map, Value as Json};

use super::event::{Event, event, named, object, sku};
use super::resolve::{Rendering, Tap, tap_name};
use super::value::Resolved;
use super::view::View;
use crate::document::action::{Action, Function};
use crate::document::attribute::Attribute as A;
use crate::document::paywall::{Menu, Product};
use crate::json::{put, text};
use crate::string::Shared;
use crate::tree::{Element, Key, Node, escape};

/// The value that a customer entered in a field.
pub(super) struct Entered {
    /// The name under which the app hears of it.
    pub name: String,
    /// A text, or a list of texts.
    pub value: Json,
    /// The word for what is wrong with it; empty when nothing is.
    pub error: &'static str,
}

/// The key of the state under which the fields stand that are wrong, each with a word for why.
pub(super) const ERRORS: &str = "fieldErrors";
/// The name of the event that tells the app what customers entered.
pub const SUBMITTED: &str = "SUBMIT_FIELDS";

/// A change that a tap makes to the state.
#[derive(Debug)]
pub(super) enum Change {
    /// The new value of a key.
    Set(&'static str, Json),
    /// The new value of an entry in the object under a key.
    Entry(&'static str, String, Json),
}

/// The outcome of a tap, and facts about the tapped component.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Changes of the state, in order.
    pub(super) changes: Vec<Change>,
    /// The state after the changes.
    pub state: Map<String, Json>,
    /// Events for the app, in order.
    pub events: Vec<Event>,
    /// The id of the tapped component; empty without one.
    pub id: Shared,
    /// True if the button buys or selects a product.
    pub buys: bool,
    /// The first text on the component, by which events name a button.
    pub text: Shared,
    /// The product of the component, as `{sku}`; null without one.
    pub sku: Json,
    /// True if nothing happened because the paywall is locked against taps.
    pub locked: bool,
    /// True if the tap ended early because fields are not filled in as they must be.
    pub refused: bool,
}

/// Finds the place with a `data-tap` value, or else the first that belongs to the component of this id.
pub(super) fn find<'t, 'a>(taps: &'t [Tap<'a>], name: &str) -> Option<&'t Tap<'a>> {
    let by_key = |tap: &&Tap<'_>| *tap_name(tap.key) == *name;
    let by_id = |tap: &&Tap<'_>| tap.component.id.as_deref() == Some(name);
    // By the key first, for several components may have one id.
    taps.iter().find(by_key).or_else(|| taps.iter().find(by_id))
}

/// Lets a tap on a place happen.
pub(super) fn act(
    view: &View<'_>,
    rendering: &Rendering<'_>,
    tap: &Tap<'_>,
    value: &Json,
) -> Outcome {
    let mut outcome = Outcome::default();
    let function = tap.action.map(|action| action.function);
    outcome.id = tap.component.id.clone().unwrap_or_default();
    outcome.buys = matches!(function, Some(Function::BuySku | Function::SelectSku));
    first_text(&rendering.tree.root, Some(tap.key), &mut outcome.text);
    if let Some((_, product)) = tap.scope.product {
        outcome.sku = object(&[("sku", &sku(view, product, None))]);
    }
    Acting {
        view,
        tap,
        taps: &rendering.taps,
        value,
        outcome: &mut outcome,
    }
    .run();
    outcome
}

/// Finds the first text in an element, or in the element with a key inside it.
fn first_text(element: &Element, within: Option<Key>, out: &mut Shared) {
    // Inside the element that was looked for, every text counts.
    let within = within.filter(|key| element.key != Some(*key));
    for child in &element.children {
        match child {
            _ if !out.is_empty() => return,
            Node::Element(child) => first_text(child, within, out),
            Node::Text(text) if within.is_none() => *out = text.clone(),
            Node::Text(_) => {}
        }
    }
}

/// A tap while it happens.
pub(super) struct Acting<'a, 'o> {
    /// The view that was tapped.
    pub view: &'a View<'a>,
    /// The place that was tapped.
    pub tap: &'a Tap<'a>,
    /// All places of the page that can be tapped.
    taps: &'a [Tap<'a>],
    /// The value that the page sends with the tap.
    value: &'a Json,
    /// The changes and events so far.
    outcome: &'o mut Outcome,
}

impl Acting<'_, '_> {
    /// Runs the tap. The component's own effect comes first.
    /// A URL wins over every function but a deep link; a change of the group goes with any function.
    fn run(&mut self) {
        if (self.tap.kind.tap)(self, self.value) {
            return;
        }
        let scope = self.tap.scope;
        let function = self
            .tap
            .action
            .map_or(Function::None, |action| action.function);
        let url = self
            .tap
            .url
            .map(|url| scope.value(url).to_text())
            .filter(|url| !url.is_empty());
        match url {
            Some(url) if function != Function::Deeplink => self.open(&url),
            _ => {
                if let Some(action) = self.tap.action {
                    self.perform(action);
                }
            }
        }
    }

    /// Performs an action, and those that follow it.
    pub(super) fn perform(&mut self, action: &Action) {
        let parameters = self.tap.scope.json(&action.parameters);
        self.change_group(&parameters);
        self.function(action, &parameters);
        self.follow(action);
    }

    /// Performs the actions that follow one, unless something is refused.
    pub(super) fn follow(&mut self, action: &Action) {
        for next in &action.then {
            if !self.outcome.refused {
                self.perform(next);
            }
        }
    }

    /// Tells the app to open a URL, if it is safe to follow.
    fn open(&mut self, url: &str) {
        if escape::link_url(url).is_some() {
            self.tell_of("OPEN_URL", "deeplinkUrl", text(url));
        }
    }

    /// Enters the product group that an action's parameters name, if they name one.
    pub(super) fn change_group(&mut self, parameters: &Json) {
        let group = parameters
            .get("partialState")
            .and_then(|state| state.get("currentGroupId"))
            .and_then(Json::as_str);
        self.enter_group(group);
    }

    /// Enters a product group, if there is one of this id.
    pub(super) fn enter_group(&mut self, group: Option<&str>) {
        if let Some(menu) = group.and_then(|group| self.view.menu(group)) {
            let id = text(&menu.id);
            let change = object(&[
                ("id", &id),
                ("name", &text(&self.tap.scope.by_key(&menu.name).to_text())),
            ]);
            self.change(Change::Set("currentGroupId", id));
            self.keep_selection(menu);
            self.tell_of("TOGGLE_CHANGE", "componentChange", change);
        }
    }

    /// Selects in a group the product at the position of the one that is selected now, if the group wants it so.
    fn keep_selection(&mut self, menu: &Menu) {
        let Some((from, selected)) = self.view.selected_product() else {
            return;
        };
        let mut pairs = from.products.iter().zip(&menu.products);
        if menu.keeps_selection
            && let Some((_, product)) = pairs.find(|(product, _)| product.id == selected.id)
        {
            let (group, id) = (menu.id.to_string(), text(&product.id));
            self.change(Change::Entry("selectedProducts", group, id));
        }
    }

    /// Returns the text of an attribute of the component, without its overlays.
    pub(super) fn own_text(&self, attribute: A) -> Option<String> {
        let value = self.tap.component.attributes.get(attribute)?;
        let text = self.tap.scope.value(value).to_text();
        (!text.is_empty()).then_some(text)
    }

    /// Runs the function of an action.
    fn function(&mut self, action: &Action, parameters: &Json) {
        match action.function {
            Function::ClosePaywall => self.tell("CLOSE_PAYWALL"),
            Function::RestorePurchases => self.tell("RESTORE_PURCHASES"),
            Function::SignIn => self.tell("SIGN_IN"),
            Function::Deeplink => self.deeplink(parameters),
            Function::BuySku => self.buy(action, parameters),
            Function::SelectSku => self.select(),
            Function::PurchaseSelectedSku => self.purchase_selected(),
            Function::NavigateToScreen => self.navigate(parameters),
            Function::SetState => self.set_state(parameters),
            Function::PlayVideo => self.tell("PLAY_VIDEO"),
            Function::PauseVideo => self.tell("PAUSE_VIDEO"),
            Function::MuteVideo => self.tell("MUTE_VIDEO"),
            Function::UnmuteVideo => self.tell("UNMUTE_VIDEO"),
            Function::ReloadProducts => self.tell("RELOAD_PRODUCTS"),
            Function::FlowControl => self.tell("FLOW_CONTROL"),
            Function::SubmitFields => self.submit(),
            Function::None => {}
        }
    }

    /// Adds a change of the state.
    pub(super) fn change(&mut self, change: Change) {
        self.outcome.changes.push(change);
    }

    /// Adds an event about the tapped component.
    pub(super) fn tell(&mut self, action: &'static str) {
        let mut event = event(self.view.decision, self.view.paywall, action);
        if let Some(id) = &self.tap.component.id {
            event.set_text("componentId", id);
        }
        self.outcome.events.push(event);
    }

    /// Adds an event with one more field.
    pub(super) fn tell_of(&mut self, action: &'static str, name: &'static str, value: Json) {
        self.tell(action);
        if let Some(event) = self.outcome.events.last_mut() {
            event.set(name, value);
        }
    }

    /// Adds an event about a product.
    fn tell_sku(&mut self, action: &'static str, product: &Product, promo: Option<&str>) {
        self.tell_of(action, "sku", sku(self.view, product, promo));
    }

    /// Tells the app to follow a deep link. It is passed on unchecked, for its scheme may be the app's own.
    fn deeplink(&mut self, parameters: &Json) {
        if let Some(url) = named(parameters, "url") {
            self.tell_of("DEEPLINK", "deeplinkUrl", text(url));
        }
    }

    /// Tells the app to buy the current product, with the promotion that is named, or else the free trial's, or
    /// else the first offer's; without any, if the parameter `offer` is given and not true.
    fn buy(&mut self, action: &Action, parameters: &Json) {
        let Some((_, product)) = self.tap.scope.current_product() else {
            return;
        };
        let details = self.view.details(product);
        let offered = details.and_then(|details| {
            let first = details
                .offers
                .iter()
                .find(|offer| offer.offer_ref_id.is_some());
            details
                .trial()
                .filter(|trial| trial.offer_ref_id.is_some())
                .or(first)?
                .offer_ref_id
                .as_deref()
        });
        let promo = named(parameters, "promo").or(offered);
        // A token that comes to null is given; a null of the author's is not.
        let given = action
            .parameters
            .get("offer")
            .is_some_and(|offer| !offer.is_null());
        let offer = Resolved::json(parameters.get("offer").unwrap_or(&Json::Null));
        let is_wanted = !given || offer.is_truthy();
        self.tell_sku("BUY_SKU", product, promo.filter(|_| is_wanted));
    }

    /// Selects the product of the button, unless it is selected already.
    fn select(&mut self) {
        let Some((menu, product)) = self.tap.scope.product else {
            return;
        };
        // Tapping the selected product again is no change, and no event.
        if self.view.state.selected(&menu.id) != Some(&product.id) {
            let group = menu.id.to_string();
            let id = text(&product.id);
            self.change(Change::Entry("selectedProducts", group, id));
            self.tell_sku("SELECT_SKU", product, None);
        }
    }

    /// Tells the app to buy the current product, and notes that the purchase has begun.
    fn purchase_selected(&mut self) {
        let Some((_, product)) = self.tap.scope.current_product() else {
            return;
        };
        // Set before the app answers, so that the page shows at once that something goes on.
        self.change(Change::Set("purchaseInProgress", Json::Bool(true)));
        self.change(Change::Set("productBeingPurchased", text(&product.id)));
        self.tell_sku("PURCHASE_SELECTED_SKU", product, None);
    }

    /// Turns to another page of the paywall.
    fn navigate(&mut self, parameters: &Json) {
        let Some(screen) = named(parameters, "screen") else {
            return;
        };
        let mut pages = self.view.paywall.pages.iter();
        // The state must not name a page that cannot be shown.
        if pages.any(|page| &*page.name == screen) {
            let screen = text(screen);
            let change = object(&[("name", &screen)]);
            self.change(Change::Set("currentPage", screen));
            self.tell_of("PAGE_CHANGE", "componentChange", change);
        }
    }

    /// Tells the app what customers entered into the fields of the page. Nothing else gets to know it: the state has only
    /// which fields are wrong, and then the app hears nothing.
    fn submit(&mut self) {
        let (mut fields, mut errors) = (Map::new(), Map::new());
        for tap in self.taps {
            let given = self.value.get(&*tap_name(tap.key));
            if let Some(Entered { name, value, error }) = (tap.kind.entered)(tap, given) {
                if !error.is_empty() {
                    put(&mut errors, &name, text(error));
                }
                put(&mut fields, &name, value);
            }
        }
        self.outcome.refused = !errors.is_empty();
        if self.outcome.refused || self.view.state.value(ERRORS).is_some() {
            self.change(Change::Set(ERRORS, Json::Object(errors)));
        }
        if !self.outcome.refused {
            self.tell_of(SUBMITTED, "fields", Json::Object(fields));
        }
    }

    /// Sets the value of a form, or turns it over when no value is given.
    fn set_state(&mut self, parameters: &Json) {
        let Some(form) = parameters.get("formId").and_then(Json::as_str) else {
            return;
        };
        let before = self.view.state.entry("formStates", form);
        let turned = Json::Bool(before != Some(&Json::Bool(true)));
        let value = match parameters.get("value") {
            None | Some(Json::Null) => &turned,
            Some(value) => value,
        };
        self.set_form(form, value);
    }

    /// Sets the value of a form, and tells the app.
    pub(super) fn set_form(&mut self, form: &str, value: &Json) {
        let change = object(&[("formId", &text(form)), ("value", value)]);
        self.change(Change::Entry("formStates", form.into(), value.clone()));
        self.tell_of("TOGGLE_CHANGE", "componentChange", change);
    }
}
