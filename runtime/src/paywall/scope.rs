//! Resolves smart text and conditions where they stand: in a view, and there perhaps for one product.

use std::borrow::Cow;

use serde_json::{Map, Value as Json};

use super::markdown;
use super::repeat::Entry;
use super::value::{Resolved, compare};
use super::view::View;
use crate::document::attribute::Value;
use crate::document::condition::{Assertion, Condition, Operator};
use crate::document::paywall::{Authored, Menu, Product};
use crate::document::smart::{Namespace, Part, Segment, Smart, Token};
use crate::limits;
use crate::product::{self, Variable, has_intro, has_promo, has_trial};
use crate::tree::concat;

/// Where a component stands.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// What is rendered.
    pub view: &'a View<'a>,
    /// The product the component is repeated for.
    pub product: Option<(&'a Menu, &'a Product)>,
    /// The entries it is repeated for, the innermost first.
    pub(super) entries: [Option<Entry<'a>>; 2],
    pub(super) depth: usize,
}

/// What a resolved text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    /// A value as it is.
    Plain,
    /// Markdown: what its author did not write must not become markup.
    Markdown,
}

impl<'a> Scope<'a> {
    /// Outside all products.
    pub const fn new(view: &'a View<'a>) -> Self {
        Self {
            view,
            product: None,
            entries: [None; 2],
            depth: 0,
        }
    }

    /// The same for one product.
    pub const fn for_product(self, menu: &'a Menu, product: &'a Product) -> Self {
        Self {
            product: Some((menu, product)),
            ..self
        }
    }

    pub(super) fn is_authored(&self, token: &Token) -> bool {
        match self.entry(token) {
            Some(entry) => entry.authored,
            None => token.namespace.is_none_or(Namespace::is_authored),
        }
    }

    /// The product tokens are about: the one the component stands in, else the one selected in the current group.
    pub fn current_product(&self) -> Option<(&'a Menu, &'a Product)> {
        self.product.or_else(|| self.view.selected_product())
    }

    /// Whether a condition holds.
    pub fn holds(&self, condition: &'a Condition) -> bool {
        match condition {
            Condition::All(list) => list.iter().all(|assertion| self.assertion_holds(assertion)),
            Condition::Any(list) => {
                list.is_empty() || list.iter().any(|assertion| self.assertion_holds(assertion))
            }
            Condition::Never => false,
        }
    }

    fn assertion_holds(&self, assertion: &'a Assertion) -> bool {
        let value = self.value(&assertion.value);
        let expected = self.value(&assertion.expected);
        let operator = assertion.operator;
        // Inside a product, a drawer's id means that product's drawer.
        if let (Some((_, product)), Operator::Contains | Operator::NotContains) =
            (self.product, operator)
            && let (Resolved::Json(list), Resolved::Text(id)) = (&value, &expected)
            && let Some(list) = list.as_array()
        {
            let drawer = drawer_key(id, Some(product));
            if list.iter().any(|open| open.as_str() == Some(&drawer)) {
                return operator == Operator::Contains;
            }
        }
        compare(&value, operator, &expected)
    }

    /// What an attribute's value is here.
    pub fn value(&self, value: &'a Value) -> Resolved<'a> {
        match value {
            Value::Bool(flag) => Resolved::Bool(*flag),
            Value::Number(number) => Resolved::Number(*number),
            Value::Text(text) => Resolved::text(text),
            Value::Smart(smart) => self.smart(smart),
            Value::List(list) => {
                let mut out = Vec::with_capacity(list.len());
                for entry in list.iter() {
                    out.push(self.value(entry).to_json());
                }
                Resolved::Json(Cow::Owned(Json::Array(out)))
            }
            Value::Json(json) => {
                self.view.request.work.spend_json(json);
                Resolved::Json(Cow::Borrowed(json))
            }
        }
    }

    /// What a smart text is here. One that is exactly one token keeps the type of its value.
    pub fn smart(&self, smart: &'a Smart) -> Resolved<'a> {
        if let Some(token) = smart.single() {
            return self.token(token);
        }
        let mut out = String::new();
        self.write(smart, Use::Plain, &mut out);
        Resolved::Text(Cow::Owned(out))
    }

    /// A smart text as Markdown. Null, false and missing values alone give an empty text.
    pub fn markdown(&self, smart: &'a Smart) -> String {
        let mut out = String::new();
        let alone = smart.single().map(|token| self.token(token));
        let shows =
            alone.is_none_or(|value| value.is_truthy() || matches!(value, Resolved::Unresolved(_)));
        if shows {
            self.write(smart, Use::Markdown, &mut out);
        }
        out
    }

    /// Writes all parts; answers whether every token had a value.
    fn write(&self, smart: &'a Smart, purpose: Use, out: &mut String) -> bool {
        let mut complete = true;
        for part in &smart.parts {
            match part {
                _ if out.len() > limits::SMART_TEXT_BYTES => return false,
                Part::Literal(text) => {
                    self.view.request.work.spend(text.len());
                    out.push_str(text);
                }
                Part::Token(token) => complete &= self.write_token(token, purpose, out),
            }
        }
        complete
    }

    fn write_token(&self, token: &'a Token, purpose: Use, out: &mut String) -> bool {
        // A product's authored text keeps its markup; what stores and apps say inside it does not.
        if purpose == Use::Markdown
            && token.namespace == Some(Namespace::Sku)
            && let Some((scope, smart)) = self.authored_smart(token)
        {
            let mut text = String::new();
            let complete = scope.write(smart, purpose, &mut text);
            if complete {
                out.push_str(&text);
            }
            return complete;
        }
        let value = self.token(token);
        if purpose == Use::Markdown && !self.is_authored(token) {
            markdown::escape_into(out, &value.to_text());
        } else {
            value.write(out);
        }
        !matches!(value, Resolved::Missing)
    }

    fn authored_smart(&self, token: &'a Token) -> Option<(Self, &'a Smart)> {
        let [Segment::Name(name)] = token.path.as_slice() else {
            return None;
        };
        let (menu, product) = self.current_product()?;
        match authored(product, name)? {
            Authored::Smart(smart) => Some((self.deeper()?.for_product(menu, product), smart)),
            Authored::Plain(_) => None,
        }
    }

    fn deeper(self) -> Option<Self> {
        (self.depth < limits::SMART_TEXT_DEPTH && self.view.look_up()).then_some(Self {
            depth: self.depth + 1,
            ..self
        })
    }

    fn token(&self, token: &'a Token) -> Resolved<'a> {
        let entry = self.entry(token);
        if let (None, None) = (token.namespace, entry) {
            return Resolved::Unresolved(&token.source);
        }
        if !self.view.look_up() {
            return Resolved::Missing;
        }
        let value = match token.path.as_slice() {
            // Most tokens: nothing needs to be put together.
            [Segment::Name(name)] => self.find(token.namespace, entry, &[name]),
            path => self.find_at(token.namespace, entry, path),
        };
        let work = &self.view.request.work;
        let read = match &value {
            Resolved::Text(text) => work.spend(text.len()),
            Resolved::Json(json) => work.spend_json(json),
            _ => true,
        };
        match value {
            _ if !read => Resolved::Missing,
            Resolved::Text(text) if text.as_bytes().contains(&b'$') && self.is_authored(token) => {
                self.resolve_again(text)
            }
            value => value,
        }
    }

    fn find_at(
        &self,
        namespace: Option<Namespace>,
        entry: Option<Entry<'a>>,
        path: &'a [Segment],
    ) -> Resolved<'a> {
        let mut owned: Vec<Cow<'a, str>> = Vec::with_capacity(path.len());
        for segment in path {
            owned.push(self.name(segment));
        }
        let mut names: Vec<&str> = Vec::with_capacity(owned.len());
        for name in &owned {
            names.push(name);
        }
        self.find(namespace, entry, &names)
    }

    fn find(
        &self,
        namespace: Option<Namespace>,
        entry: Option<Entry<'a>>,
        names: &[&str],
    ) -> Resolved<'a> {
        match (entry, namespace) {
            (Some(entry), _) => walk(entry.value, names),
            (None, Some(namespace)) => self.look_up(namespace, names),
            (None, None) => Resolved::Missing,
        }
    }

    fn name(&self, segment: &'a Segment) -> Cow<'a, str> {
        match segment {
            Segment::Name(name) => Cow::Borrowed(name),
            Segment::Smart(smart) => {
                let mut out = String::new();
                self.write(smart, Use::Plain, &mut out);
                Cow::Owned(out)
            }
        }
    }

    /// Authors may write tokens into the state.
    fn resolve_again(&self, text: Cow<'a, str>) -> Resolved<'a> {
        let (Some(scope), Some(smart)) = (self.deeper(), Smart::compile(&text)) else {
            return Resolved::Text(text);
        };
        let own = scope.smart(&smart);
        own.into_owned()
    }

    fn look_up(&self, namespace: Namespace, names: &[&str]) -> Resolved<'a> {
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
                ["productGroups"] => text_list(&context.product_groups),
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
            Namespace::Block | Namespace::Slide | Namespace::Media => Resolved::Missing,
        }
    }

    /// What was changed wins over what is known of the customer and device, and that over the document.
    pub(super) fn state(&self, names: &[&str]) -> Resolved<'a> {
        let [key, rest @ ..] = names else {
            return Resolved::Missing;
        };
        let state = &self.view.state;
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
            "anySkuHasPromoOffer" => {
                Resolved::Bool(view.any_product(has_promo) && !view.any_product(has_trial))
            }
            "anySkuHasIntroOffer" => Resolved::Bool(view.any_product(has_intro)),
            "purchaseInProgress" | "hasNotch" | "darkMode" => Resolved::Bool(false),
            "userInteractionEnabled" => Resolved::Bool(true),
            "safeAreaTop" | "currentSlideIndex" => Resolved::Number(0.0),
            "currentGroupName" => view
                .menu(view.group())
                .map_or(Resolved::Missing, |menu| Resolved::text(&menu.name)),
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

    /// All products on offer, with their fields.
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

    /// The author's variables of the product win over what is computed, and that over the product's own fields.
    fn sku(&self, names: &[&str]) -> Resolved<'a> {
        let (Some((menu, product)), [name, rest @ ..]) = (self.current_product(), names) else {
            return Resolved::Missing;
        };
        if rest.is_empty() {
            if let Some(authored) = authored(product, name) {
                return self.authored_value(authored, menu, product);
            }
            if let Some(value) = self.computed(name, menu, product) {
                return value;
            }
        }
        walk_map(&product.fields, names)
    }

    /// A text one of whose tokens has no value is not shown at all.
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
        if let Some(token) = smart.single() {
            return scope.token(token);
        }
        let mut out = String::new();
        if scope.write(smart, Use::Plain, &mut out) {
            Resolved::Text(Cow::Owned(out))
        } else {
            Resolved::Missing
        }
    }

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
            menu_name: &product.name,
            locale: &self.view.locale,
            reference: &reference,
        };
        Some(match product::variable(name, argument, &asked)? {
            Variable::Text(text) => Resolved::Text(Cow::Owned(text)),
            Variable::Number(number) => Resolved::Number(number),
            Variable::Bool(flag) => Resolved::Bool(flag),
        })
    }

    /// Replaces the tokens in a JSON value, at any depth.
    pub fn json(&self, value: &Json) -> Json {
        match value {
            Json::String(text) => {
                Smart::compile(text).map_or_else(|| value.clone(), |smart| self.smart_json(&smart))
            }
            Json::Array(list) => {
                let mut out = Vec::with_capacity(list.len());
                for entry in list {
                    out.push(self.json(entry));
                }
                Json::Array(out)
            }
            Json::Object(map) => {
                let mut out = Map::new();
                for (name, entry) in map {
                    out.insert(name.clone(), self.json(entry));
                }
                Json::Object(out)
            }
            other => other.clone(),
        }
    }

    fn smart_json(&self, smart: &Smart) -> Json {
        // The scope outlives the compiled text; a shorter scope over the same view does not.
        let scope: Scope<'_> = *self;
        scope.smart(smart).to_json()
    }
}

/// What names a drawer among the state's `openHeaderIds`: its id, with the product's behind it where it is in one.
pub fn drawer_key(id: &str, product: Option<&Product>) -> String {
    match product {
        Some(product) => concat(&[id, "_", &product.id]),
        None => id.into(),
    }
}

fn authored<'a>(product: &'a Product, name: &str) -> Option<&'a Authored> {
    product
        .variables
        .iter()
        .find(|(own, _)| &**own == name)
        .map(|(_, value)| value)
}

/// The value at the end of a path of names and list indices.
fn walk<'a>(value: &'a Json, names: &[&str]) -> Resolved<'a> {
    let mut value = value;
    for name in names {
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

fn text_list<'a>(texts: &[String]) -> Resolved<'a> {
    let mut list = Vec::with_capacity(texts.len());
    for text in texts {
        list.push(Json::String(text.clone()));
    }
    Resolved::Json(Cow::Owned(Json::Array(list)))
}

fn walk_map<'a>(map: &'a Map<String, Json>, names: &[&str]) -> Resolved<'a> {
    match names {
        [] => Resolved::Missing,
        [name, rest @ ..] => map
            .get(*name)
            .map_or(Resolved::Missing, |value| walk(value, rest)),
    }
}
