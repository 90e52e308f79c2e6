//! The look-up of tokens by namespace: the state, the product, the customer, the launch, the flow.

use std::borrow::Cow;

use serde_json::{Map, Value as Json};

use super::Scope;
use crate::document::paywall::{Menu, Product};
use crate::paywall::value::Resolved;
use crate::product::{self, Variable, has_intro, has_promo, has_trial};
use crate::text::smart::{Authored, Namespace};
use crate::text::words::For;

impl<'a> Scope<'a> {
    /// Returns the value under these names in a namespace.
    pub(super) fn look_up(&self, namespace: Namespace, names: &[&str]) -> Resolved<'a> {
        let request = self.view.request;
        let context = &request.launch.context;
        match namespace {
            Namespace::State => self.state(names),
            Namespace::Sku => self.sku(names),
            Namespace::Customer => walk_map(&request.customer.attributes, names),
            Namespace::UrlParams => walk_map(&self.view.url_params, names),
            Namespace::Launch => match names {
                ["customAttributes", rest @ ..] => walk_map(&context.custom_attributes, rest),
                ["customObject", rest @ ..] => walk_map(&context.custom_object, rest),
                ["productGroups"] => self.product_groups(),
                ["currentGroup"] => context
                    .current_group
                    .as_deref()
                    .map_or(Resolved::Missing, Resolved::text),
                _ => Resolved::Missing,
            },
            Namespace::Flow => match names {
                ["isLaunched"] => Resolved::Bool(
                    self.view
                        .decision
                        .is_some_and(|decision| decision.flow.is_some()),
                ),
                ["nextStepAvailable"] => Resolved::Bool(self.view.flow_field("next")),
                ["previousStepAvailable"] => Resolved::Bool(self.view.flow_field("previous")),
                _ => Resolved::Missing,
            },
            Namespace::Countdown => self.remaining(names),
            // Outside a list that calls its entries so, these words name nothing.
            Namespace::Block | Namespace::Slide | Namespace::Media | Namespace::Text => {
                Resolved::Missing
            }
        }
    }

    /// Returns what is left of the countdown around, in a unit.
    fn remaining(&self, names: &[&str]) -> Resolved<'a> {
        let (Some(remaining), [unit]) = (self.remaining, names) else {
            return Resolved::Missing;
        };
        let mut out = String::new();
        remaining.write(unit, false, &mut out);
        Resolved::Text(Cow::Owned(out))
    }

    /// Returns the product groups that the app names, or else those of the paywall.
    fn product_groups(&self) -> Resolved<'a> {
        let named = &self.view.request.launch.context.product_groups;
        let mut list = Vec::new();
        for name in named {
            list.push(Json::from(&**name));
        }
        if list.is_empty() {
            for menu in self.view.menus() {
                list.push(Json::from(&*menu.reference));
            }
        }
        Resolved::Json(Cow::Owned(Json::Array(list)))
    }

    /// Returns a value of the state. A change wins over a fact of the customer or the device,
    /// and that over the document.
    pub fn state(&self, names: &[&str]) -> Resolved<'a> {
        let [key, rest @ ..] = names else {
            return Resolved::Missing;
        };
        let state = &self.view.state;
        // Some objects change entry by entry: an entry without a change of its own is still found below.
        if let [name, deeper @ ..] = rest {
            if let Some(value) = state.entry(key, name) {
                return walk(value, deeper);
            }
        } else if let Some(value) = state.changed(key) {
            return Resolved::json(value);
        }
        match self.derived(key, rest) {
            Resolved::Missing => state
                .initial(key)
                .map_or(Resolved::Missing, |value| walk(value, rest)),
            value => value,
        }
    }

    /// Returns a fact that documents read as if it were part of the state, such as the form factor.
    fn derived(&self, key: &str, rest: &[&str]) -> Resolved<'a> {
        let view = self.view;
        let device = &view.request.device;
        match key {
            "isLoggedIn" => Resolved::Bool(view.request.customer.logged_in),
            "formFactor" => Resolved::text(&device.form_factor),
            "tvQuality" => Resolved::text(device.tv_quality()),
            "viewportWidth" => Resolved::Number(device.width),
            "viewportHeight" => Resolved::Number(device.height),
            "orientation" => Resolved::text(if device.width > device.height {
                "landscape"
            } else {
                "portrait"
            }),
            "anySkuHasTrialOffer" => Resolved::Bool(view.any_product(has_trial)),
            // A free trial is a promotional offer, too, but the two flags exclude each other.
            "anySkuHasPromoOffer" => {
                Resolved::Bool(view.any_product(has_promo) && !view.any_product(has_trial))
            }
            "anySkuHasIntroOffer" => Resolved::Bool(view.any_product(has_intro)),
            // Facts that apps report of a device; here they have the values of a page at rest.
            "purchaseInProgress" | "hasNotch" | "darkMode" => Resolved::Bool(false),
            "userInteractionEnabled" => Resolved::Bool(true),
            "safeAreaTop" | "currentSlideIndex" => Resolved::Number(0.0),
            "currentGroupName" => view
                .menu(view.group())
                .map_or(Resolved::Missing, |menu| self.by_key(&menu.name)),
            "selectedPaywall" => Resolved::text(&view.paywall.id),
            "selectedCampaign" => view
                .decision
                .map_or(Resolved::Missing, |decision| Resolved::text(decision.rule)),
            "userTags" => walk_map(&view.request.customer.attributes, rest),
            "sku" => self.sku(rest),
            "skuItems" => self.products(rest),
            _ => Resolved::Missing,
        }
    }

    /// Returns all products on offer with their fields, or a field of one of them.
    fn products(&self, names: &[&str]) -> Resolved<'a> {
        let products = self.view.products();
        match names {
            [] => {
                let mut list = Vec::with_capacity(products.len());
                for (_, product) in products {
                    list.push(Json::Object(product.fields.clone()));
                }
                Resolved::Json(Cow::Owned(Json::Array(list)))
            }
            [index, rest @ ..] => {
                let index = index.parse::<usize>().ok();
                match index.and_then(|index| products.get(index)) {
                    Some((_, product)) => walk_map(&product.fields, rest),
                    None => Resolved::Missing,
                }
            }
        }
    }

    /// Returns a value of the current product. The author's variables win over computed ones, and
    /// these over the product's fields.
    fn sku(&self, names: &[&str]) -> Resolved<'a> {
        let (Some((menu, product)), [name, rest @ ..]) = (self.current_product(), names) else {
            return Resolved::Missing;
        };
        // Variables are single values; a longer path can only lead into the product's own fields.
        if rest.is_empty() {
            if let Some(authored) = authored(product, name) {
                return self.authored_value(authored, menu, product);
            }
            if let Some(value) = self.computed(name, menu, product) {
                return value;
            }
        }
        match walk_map(&product.fields, names) {
            Resolved::Text(Cow::Borrowed(text)) => self.by_key(text),
            value => value,
        }
    }

    /// Returns an authored text. If one of its tokens has no value, the whole text is
    /// missing: half a sentence misleads.
    fn authored_value(
        &self,
        authored: &'a Authored,
        menu: &'a Menu,
        product: &'a Product,
    ) -> Resolved<'a> {
        let smart = match authored {
            Authored::Plain(value) => return Resolved::json(value),
            Authored::Smart(smart) => smart,
        };
        let Some(scope) = self.deeper() else {
            return Resolved::Missing;
        };
        let scope = scope.for_product(menu, product);
        // A single token keeps its type, as in every other text.
        if let Some(token) = smart.single() {
            return scope.token(token);
        }
        let mut out = String::new();
        if scope.write(smart, For::Plain, &mut out) {
            Resolved::Text(Cow::Owned(out))
        } else {
            Resolved::Missing
        }
    }

    /// Returns a computed variable, such as a price, in the customer's language.
    fn computed(&self, name: &str, menu: &'a Menu, product: &'a Product) -> Option<Resolved<'a>> {
        let (name, argument) = match name.split_once(':') {
            Some((name, argument)) => (name, Some(argument)),
            None => (name, None),
        };
        let reference = |position: usize| {
            let product = menu.products.get(position.checked_sub(1)?)?;
            self.view.details(product)
        };
        let asked = product::Product {
            details: self.view.details(product),
            menu_name: &|| self.by_key(&product.name).to_text(),
            locale: &self.view.locale,
            whole: self.view.has_whole_prices(),
            wall: self
                .view
                .request
                .now
                .map(|now| self.view.request.clock.wall(now)),
            reference: &reference,
        };
        Some(match product::variable(name, argument, &asked)? {
            Variable::Text(text) => Resolved::Text(Cow::Owned(text)),
            Variable::Number(number) => Resolved::Number(number),
            Variable::Bool(flag) => Resolved::Bool(flag),
        })
    }
}

/// Returns the author's variable of a product.
pub(super) fn authored<'a>(product: &'a Product, name: &str) -> Option<&'a Authored> {
    product
        .variables
        .iter()
        .find(|(own, _)| &**own == name)
        .map(|(_, value)| value)
}

/// Returns the value at the end of a path of names and list indices.
pub(super) fn walk<'a>(value: &'a Json, names: &[&str]) -> Resolved<'a> {
    let mut value = value;
    for name in names {
        // A list knows its length, as it does in the reference player.
        if let (Json::Array(list), "length") = (value, *name) {
            return Resolved::Number(list.len() as f64);
        }
        let inner = match value {
            Json::Object(map) => map.get(*name),
            Json::Array(list) => name.parse::<usize>().ok().and_then(|at| list.get(at)),
            _ => None,
        };
        match inner {
            Some(inner) => value = inner,
            None => return Resolved::Missing,
        }
    }
    Resolved::json(value)
}

/// Returns the value at the end of a path into an object. The object as a whole has no value.
fn walk_map<'a>(map: &'a Map<String, Json>, names: &[&str]) -> Resolved<'a> {
    match names {
        [] => Resolved::Missing,
        [name, rest @ ..] => map
            .get(*name)
            .map_or(Resolved::Missing, |value| walk(value, rest)),
    }
}
