//! What a tap does: changes of the state, and events for the app.

use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use super::resolve::Tap;
use super::scope::Scope;
use super::view::View;
use crate::call::Act;
use crate::document::action::{Action, Function};
use crate::document::paywall::Product;
use crate::tree::escape;

/// Something the app must hear of. Fields that do not apply are left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// What happened: `SELECT_SKU`, `BUY_SKU`, `PAGE_CHANGE`, …
    pub action: &'static str,
    /// The campaign rule, when the paywall was chosen by one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub campaign_id: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub campaign_name: Option<String>,
    /// `default`, `label` or `url`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub campaign_type: Option<&'static str>,
    /// The label or URL it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub campaign_label: Option<String>,
    /// The segment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment_id: Option<String>,
    /// The audience outside; empty without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_segment_id: Option<String>,
    /// The paywall.
    pub paywall_id: String,
    /// Its name.
    pub paywall_name: String,
    /// The id of the component that was tapped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub component_id: Option<String>,
    /// `{id, skuId, name, type, entitlements, productDetails, promoId}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sku: Option<Json>,
    /// What changed: `{name}` of a page, `{formId, value}` of a form, `{id, name}` of a group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub component_change: Option<Json>,
    /// Where a deep link or a link leads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deeplink_url: Option<String>,
}

/// Changes that a tap makes to the state.
pub enum Change {
    /// A key is set.
    Set(&'static str, Json),
    /// An entry of an object under a key is set.
    Entry(&'static str, String, Json),
}

/// What a tap comes to.
#[derive(Default)]
pub struct Outcome {
    /// Changes of the state, in order.
    pub changes: Vec<Change>,
    /// Events for the app, in order.
    pub events: Vec<Event>,
}

/// What the tap `act` does to a paywall; nothing when there is no such element.
pub fn act(view: &View<'_>, taps: &[Tap<'_>], act: &Act) -> Outcome {
    let mut outcome = Outcome::default();
    let tap = taps
        .iter()
        .find(|tap| *super::resolve::tap_name(tap.key) == *act.tap);
    if let Some(tap) = tap {
        Acting {
            view,
            tap,
            outcome: &mut outcome,
        }
        .run();
    }
    outcome
}

/// An event of the paywall as a whole.
pub fn event(view: &View<'_>, action: &'static str) -> Event {
    let decision = view.decision;
    Event {
        action,
        campaign_id: decision.map(|decision| decision.rule.into()),
        campaign_name: decision.map(|decision| decision.name.into()),
        campaign_type: decision.map(|decision| decision.kind),
        campaign_label: decision.map(|decision| decision.value.into()),
        segment_id: decision.map(|decision| decision.segment.into()),
        external_segment_id: decision
            .map(|decision| decision.external_segment.unwrap_or_default().into()),
        paywall_id: view.paywall.id.to_string(),
        paywall_name: view.paywall.name.to_string(),
        ..Event::default()
    }
}

struct Acting<'a, 'o> {
    view: &'a View<'a>,
    tap: &'a Tap<'a>,
    outcome: &'o mut Outcome,
}

impl Acting<'_, '_> {
    /// A URL goes before everything but a deep link; a change of group goes with any function.
    fn run(&mut self) {
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
                    let parameters = scope.json(&action.parameters);
                    self.change_group(&parameters);
                    self.function(action, &parameters);
                }
            }
        }
    }

    /// Only what is safe to follow is passed on to be followed.
    fn open(&mut self, url: &str) {
        if escape::link_url(url).is_some() {
            let event = Event {
                deeplink_url: Some(url.into()),
                ..self.event("OPEN_URL")
            };
            self.outcome.events.push(event);
        }
    }

    fn change_group(&mut self, parameters: &Json) {
        let group = parameters
            .get("partialState")
            .and_then(|state| state.get("currentGroupId"))
            .and_then(Json::as_str);
        if let Some(menu) = group.and_then(|group| self.view.menu(group)) {
            self.outcome
                .changes
                .push(Change::Set("currentGroupId", json!(*menu.id)));
            let change = json!({"id": *menu.id, "name": *menu.name});
            let event = Event {
                component_change: Some(change),
                ..self.event("TOGGLE_CHANGE")
            };
            self.outcome.events.push(event);
        }
    }

    fn function(&mut self, action: &Action, parameters: &Json) {
        match action.function {
            Function::ClosePaywall => self.tell("CLOSE_PAYWALL"),
            Function::RestorePurchases => self.tell("RESTORE_PURCHASES"),
            Function::SignIn => self.tell("SIGN_IN"),
            Function::Deeplink => self.deeplink(parameters),
            Function::BuySku => self.buy(parameters),
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
            Function::None => {}
        }
    }

    fn event(&self, action: &'static str) -> Event {
        Event {
            component_id: self.tap.component.id.as_deref().map(Into::into),
            ..event(self.view, action)
        }
    }

    fn tell(&mut self, action: &'static str) {
        let event = self.event(action);
        self.outcome.events.push(event);
    }

    fn tell_sku(&mut self, action: &'static str, product: &Product, promo: Option<String>) {
        let event = Event {
            sku: Some(sku(self.view, product, promo)),
            ..self.event(action)
        };
        self.outcome.events.push(event);
    }

    fn deeplink(&mut self, parameters: &Json) {
        let url = parameters
            .get("url")
            .and_then(Json::as_str)
            .filter(|url| !url.is_empty());
        if let Some(url) = url {
            let event = Event {
                deeplink_url: Some(url.into()),
                ..self.event("DEEPLINK")
            };
            self.outcome.events.push(event);
        }
    }

    /// The promotion is the one named, else the free trial's, else the first offer's.
    fn buy(&mut self, parameters: &Json) {
        let Some((_, product)) = self.tap.scope.current_product() else {
            return;
        };
        let named = parameters
            .get("promo")
            .and_then(Json::as_str)
            .filter(|promo| !promo.is_empty());
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
                .clone()
        });
        self.tell_sku("BUY_SKU", product, named.map(Into::into).or(offered));
    }

    fn select(&mut self) {
        let Some((menu, product)) = self.tap.scope.product else {
            return;
        };
        if self.view.state.selected(&menu.id) != Some(&product.id) {
            let id = json!(*product.id);
            self.outcome
                .changes
                .push(Change::Entry("selectedProducts", menu.id.to_string(), id));
            self.tell_sku("SELECT_SKU", product, None);
        }
    }

    fn purchase_selected(&mut self) {
        let Some((_, product)) = self.tap.scope.current_product() else {
            return;
        };
        self.outcome
            .changes
            .push(Change::Set("purchaseInProgress", Json::Bool(true)));
        self.outcome
            .changes
            .push(Change::Set("productBeingPurchased", json!(*product.id)));
        self.tell_sku("PURCHASE_SELECTED_SKU", product, None);
    }

    fn navigate(&mut self, parameters: &Json) {
        let Some(screen) = parameters.get("screen").and_then(Json::as_str) else {
            return;
        };
        if self
            .view
            .paywall
            .pages
            .iter()
            .any(|page| &*page.name == screen)
        {
            self.outcome
                .changes
                .push(Change::Set("currentPage", json!(screen)));
            let event = Event {
                component_change: Some(json!({"name": screen})),
                ..self.event("PAGE_CHANGE")
            };
            self.outcome.events.push(event);
        }
    }

    /// Sets a form's value, or turns it over when none is given.
    fn set_state(&mut self, parameters: &Json) {
        let Some(form) = parameters.get("formId").and_then(Json::as_str) else {
            return;
        };
        let is_set = self
            .view
            .state
            .entry("formStates", form)
            .is_some_and(|value| value == &Json::Bool(true));
        let value = parameters
            .get("value")
            .filter(|value| !value.is_null())
            .cloned()
            .unwrap_or(Json::Bool(!is_set));
        let change = json!({"formId": form, "value": value});
        self.outcome
            .changes
            .push(Change::Entry("formStates", form.into(), value));
        let event = Event {
            component_change: Some(change),
            ..self.event("TOGGLE_CHANGE")
        };
        self.outcome.events.push(event);
    }
}

/// A product as events carry it.
fn sku(view: &View<'_>, product: &Product, promo: Option<String>) -> Json {
    let mut sku = Map::new();
    sku.insert("id".into(), json!(*product.id));
    sku.insert("skuId".into(), json!(*product.sku_ref_id));
    let name = super::scope::Scope::new(view).product_name(product);
    sku.insert("name".into(), json!(name));
    sku.insert(
        "type".into(),
        product
            .fields
            .get("sku_type")
            .cloned()
            .unwrap_or_else(|| json!("unknown")),
    );
    sku.insert(
        "entitlements".into(),
        product
            .fields
            .get("entitlements")
            .cloned()
            .unwrap_or_else(|| json!([])),
    );
    let given = view.request.products.iter();
    let mut details = given.filter(|details| {
        details.get("product_ref_id").and_then(Json::as_str) == Some(&product.sku_ref_id)
    });
    sku.insert(
        "productDetails".into(),
        details.next().cloned().unwrap_or(Json::Null),
    );
    if let Some(promo) = promo {
        sku.insert("promoId".into(), Json::String(promo));
    }
    Json::Object(sku)
}

impl Scope<'_> {
    /// The store's name of a product, else the document's.
    fn product_name(&self, product: &Product) -> String {
        let stored = self
            .view
            .details(product)
            .and_then(|details| details.name.clone());
        stored.unwrap_or_else(|| product.name.to_string())
    }
}
