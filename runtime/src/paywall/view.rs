//! Everything that one rendering of a paywall sees: the document, who is asking, the state, and the product details.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use serde_json::{Map, Value as Json};

use super::state::State;
use super::url_params;
use crate::date;
use crate::document::attribute::Value;
use crate::document::paywall::{Menu, Paywall, Product};
use crate::document::texts::Texts;
use crate::error::Warning;
use crate::json::{put, text};
use crate::limits;
use crate::product::{Details, Locale};
use crate::request::Request;
use crate::rule::decision::Decision;
use crate::rule::offer::Offer;
use crate::rule::place::place;
use crate::string::Shared;
use crate::work::Work;

/// The input of one rendering of a paywall.
#[derive(Debug)]
pub struct View<'a> {
    /// The paywall that is rendered.
    pub paywall: &'a Paywall,
    /// The document's texts by key.
    pub texts: Texts<'a>,
    /// The request, which says who is asking and on what device.
    pub request: &'a Request,
    /// The work that the call may still do.
    pub work: &'a Work,
    /// The decision that leads to this paywall; `None` when it was asked for by its id.
    pub decision: Option<&'a Decision<'a>>,
    /// The customer's place inside the paywall.
    pub state: State<'a>,
    /// The language and region that prices and words are written for.
    pub locale: Locale,
    /// The query parameters that texts may show.
    pub url_params: Map<String, Json>,
    /// Warnings about the request and about what was found while rendering.
    pub warnings: RefCell<Vec<Warning>>,
    /// The ids of groups and products that are not for this customer.
    /// Each is compared as a pointer, that is, as one place in one menu: two menus may have products of one id.
    hidden: Vec<Shared>,
    /// The details of products, as far as they could be read.
    details: Vec<Details>,
    /// The count of entries that a look-up may go through to find a product, a group, a variable or details.
    size: usize,
    kept: Kept,
    /// The order of the languages of texts by key; found when the first text is wanted.
    languages: OnceCell<Vec<u8>>,
}

/// Values made while the view is rendered, which live as long as the view: a list that only grows, so values
/// in it can be borrowed.
#[derive(Debug, Default)]
struct Kept(OnceCell<Box<(Json, Kept)>>);

impl<'a> View<'a> {
    /// Makes the view of a paywall for a request.
    pub fn new(
        paywall: &'a Paywall,
        texts: Texts<'a>,
        request: &'a Request,
        work: &'a Work,
        decision: Option<&'a Decision<'a>>,
    ) -> Self {
        let mut warnings = Vec::new();
        let mut details: Vec<Details> = Vec::with_capacity(request.products.len());
        for (index, value) in request.products.iter().enumerate() {
            let path = format!("request.products[{index}]");
            details.extend(Details::from_json(value, &path, &mut warnings));
        }
        let mut view = Self {
            paywall,
            texts,
            request,
            work,
            decision,
            state: State::new(
                &paywall.initial_state,
                request.state.clone().unwrap_or_default(),
            ),
            locale: Locale::new(request.locale()),
            url_params: url_params::readable(&request.url_params),
            warnings: RefCell::new(warnings),
            hidden: Vec::new(),
            size: details.len() + paywall.size(),
            details,
            kept: Kept::default(),
            languages: OnceCell::new(),
        };
        view.hide();
        view.size += view.hidden.len();
        view.enter_group();
        view
    }

    /// Warns of a text that should be a date, or have one in it, and is none.
    // Never inlined: it is cold, and called at three places.
    #[inline(never)]
    pub fn not_a_date(&self, path: &str, found: &str) {
        let mut warnings = self.warnings.take();
        if warnings.len() < limits::WARNINGS {
            warnings.push(Warning {
                code: date::NOT_A_DATE,
                message: date::expected(found),
                path: path.into(),
            });
        }
        self.warnings.replace(warnings);
    }

    /// Sets the group to start in, if no group was chosen yet: the group named at launch when only one group is shown,
    /// the first on offer when the document's own choice is not for this customer, or the only one there is when the
    /// document names none.
    fn enter_group(&mut self) {
        if self.state.changed("currentGroupId").is_some() {
            return;
        }
        let named = self
            .request
            .launch
            .context
            .current_group
            .as_deref()
            // The launch's group counts only for a paywall that shows one group at a time.
            .filter(|_| self.paywall.display_single_group);
        let named =
            named.and_then(|reference| self.menus().find(|menu| &*menu.reference == reference));
        let given = self
            .state
            .text("currentGroupId")
            .is_some_and(|group| !group.is_empty());
        let hidden = self.menu(self.group());
        let hidden = hidden.is_some_and(|menu| self.hides(&menu.id));
        let mut menus = self.menus();
        let only = menus.next();
        let only = only.filter(|_| hidden || !given && menus.next().is_none());
        drop(menus);
        if let Some(menu) = named.or(only) {
            self.state
                .set("currentGroupId", Json::String(menu.id.to_string()));
        }
    }

    /// Returns whether prices without cents have no decimals in the country of the customer's store.
    pub fn has_whole_prices(&self) -> bool {
        let country = self.request.device.facts.get("storeCountry");
        let country = country.and_then(Json::as_str).unwrap_or_default();
        let mut countries = self.paywall.whole_prices.iter();
        countries.any(|named| named.eq_ignore_ascii_case(country))
    }

    /// Finds the groups and products that are not for this customer.
    /// A selected product among them is replaced by the first product of its group that is.
    fn hide(&mut self) {
        let (request, work) = (self.request, self.work);
        for menu in &self.paywall.menus {
            // A group is no product, so conditions on `Product.…` find nothing.
            let holds = |offer: &Offer| offer.holds(request, work, &Map::new());
            let group = menu.offer.as_deref().is_none_or(holds);
            if !group {
                self.hidden.push(menu.id.clone());
            }
            let mut first = Json::Null;
            for product in &menu.products {
                let holds = |offer: &Offer| offer.holds(request, work, &facts(product, request));
                if !group || !product.offer.as_deref().is_none_or(holds) {
                    self.hidden.push(product.id.clone());
                } else if first.is_null() {
                    first = text(&product.id);
                }
            }
            let selected = self.state.selected(&menu.id);
            let is_selected = |product: &&Product| selected == Some(&*product.id);
            let selected = menu.products.iter().find(is_selected);
            if selected.is_some_and(|product| self.hides(&product.id)) {
                self.state.set_entry("selectedProducts", &menu.id, first);
            }
        }
    }

    /// Returns whether a group or a product, by the id in its menu, is not for this customer.
    pub fn hides(&self, id: &Shared) -> bool {
        self.hidden.iter().any(|hidden| Rc::ptr_eq(hidden, id))
    }

    /// Keeps a value as long as the view lives. There is a limit, beyond which null is kept in its place.
    pub fn keep(&self, value: Json) -> &Json {
        static NOTHING: Json = Json::Null;
        // A value in this list of cells never moves, so it can stay borrowed while others are added.
        let mut kept = &self.kept;
        let mut count = 0;
        while let Some(full) = kept.0.get() {
            kept = &full.1;
            count += 1;
        }
        if count >= limits::KEPT_VALUES {
            return &NOTHING;
        }
        &kept.0.get_or_init(|| Box::new((value, Kept::default()))).0
    }

    /// Returns the document's text of a key, in the customer's language or else the next best one. `at` keeps its position.
    pub fn text(&self, key: &str, at: &Cell<usize>) -> Option<&'a Value> {
        self.texts.get(key, at, self.languages())
    }

    /// Returns the position of the language whose texts the customer reads first; `None` for documents without any.
    pub fn language(&self) -> Option<u8> {
        if self.texts.languages.is_empty() {
            return None;
        }
        self.languages().first().copied()
    }

    /// Returns the positions of the languages that serve the customer.
    fn languages(&self) -> &[u8] {
        let find = || self.texts.order(self.request.locale());
        self.languages.get_or_init(find)
    }

    /// Returns the product groups on offer: those named at launch, or all.
    pub fn menus(&self) -> impl Iterator<Item = &'a Menu> + use<'a, '_> {
        let wanted = &self.request.launch.context.product_groups;
        self.paywall.menus.iter().filter(move |menu| {
            let named = wanted.iter().any(|name| **name == *menu.reference);
            (wanted.is_empty() || named) && !self.hides(&menu.id)
        })
    }

    /// Takes the work of looking something up; returns false when the call has done too much.
    pub fn look_up(&self) -> bool {
        self.work.spend(self.size)
    }

    /// Returns the group with this id, on offer or not.
    pub fn menu(&self, id: &str) -> Option<&'a Menu> {
        self.paywall.menus.iter().find(|menu| &*menu.id == id)
    }

    /// Returns the id of the current group.
    pub fn group(&self) -> &str {
        self.state.text("currentGroupId").unwrap_or_default()
    }

    /// Returns the product selected in the current group.
    pub fn selected_product(&self) -> Option<(&'a Menu, &'a Product)> {
        let menu = self.menu(self.group())?;
        let id = self.state.selected(&menu.id)?;
        menu.products
            .iter()
            .find(|product| &*product.id == id)
            .map(|product| (menu, product))
    }

    /// Returns the product of an id that is on offer: that of the current group, or else of the first group that has it.
    pub fn product(&self, id: &str) -> Option<(&'a Menu, &'a Product)> {
        let current = self.menu(self.group());
        for menu in current.into_iter().chain(&self.paywall.menus) {
            for product in &menu.products {
                if &*product.id == id && !self.hides(&product.id) {
                    return Some((menu, product));
                }
            }
        }
        None
    }

    /// Returns the store's details of a product.
    pub fn details(&self, product: &Product) -> Option<&Details> {
        self.details
            .iter()
            .find(|details| *details.product_ref_id == *product.sku_ref_id)
    }

    /// Returns whether a field of the flow's place is true, or a list that is not empty.
    pub fn flow_field(&self, name: &str) -> bool {
        match place(self.request).and_then(|place| place.get(name)) {
            Some(Json::Bool(holds)) => *holds,
            Some(Json::Array(list)) => !list.is_empty(),
            _ => false,
        }
    }

    /// Returns whether some product on offer has details for which `test` holds.
    pub fn any_product(&self, test: fn(&Details) -> bool) -> bool {
        self.products()
            .iter()
            .any(|(_, product)| self.look_up() && self.details(product).is_some_and(test))
    }

    /// Returns all products on offer, each with its group.
    pub fn products(&self) -> Vec<(&'a Menu, &'a Product)> {
        let mut out = Vec::new();
        for menu in self.menus() {
            for product in &menu.products {
                if !self.hides(&product.id) {
                    out.push((menu, product));
                }
            }
        }
        out
    }
}

/// Collects the fields of `Product.…`: those of the product in its menu; `entitlements`, the list of their ids; and
/// `owned`, whether the customer has all of them, which is missing until that is known.
fn facts(product: &Product, request: &Request) -> Map<String, Json> {
    let mut facts = product.fields.clone();
    let customer = &request.customer;
    let (mut ids, mut owned) = (Vec::new(), customer.entitlements_loaded);
    if let Some(Json::Array(list)) = product.fields.get("entitlements") {
        for entry in list {
            let id = entry.get("entitlement_ref_id").and_then(Json::as_str);
            let id = id.unwrap_or_default();
            owned &= customer.entitlements.iter().any(|active| active == id);
            ids.push(text(id));
        }
    }
    owned &= !ids.is_empty();
    let known = customer.entitlements_loaded.then_some(owned);
    put(&mut facts, "owned", known.into());
    put(&mut facts, "entitlements", Json::Array(ids));
    facts
}
