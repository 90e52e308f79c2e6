//! The frame of a paywall: its menu and its page.
//!
//! All groups of products are one menu. The footer takes room below the content, as it does there; the overlay is a strip
//! without height at the top, so that it covers nothing but what is in it.

use std::cell::RefCell;

use serde_json::Value as Json;

use super::code;
use super::context::{Context, Place};
use super::element::element;
use super::files::Source;
use super::layout::{Axis, expands, insets, offset};
use super::paint::write_background;
use super::sheet::{self, PAGE};
use crate::fields::Fields;
use crate::object::{Node, Object};
use crate::report::Report;

/// A translated paywall, and what the document around it must hold.
#[derive(Debug)]
pub struct Translated {
    /// The paywall, with its menu and its page.
    pub paywall: Object,
    /// The products of its menu.
    pub products: Vec<Object>,
    /// The addresses of its pictures.
    pub assets: Vec<String>,
}

/// Translates a configuration.
pub fn paywall(source: &Source<'_>, report: &RefCell<Report>) -> Translated {
    let data = &source.data;
    let cx = Context::new(data, report, element);
    let format = data.text("format").unwrap_or_default();
    if !format.starts_with("4.") {
        cx.note(
            code::FORMAT_NEWER,
            &data.path_of("format"),
            format!("the format is {format:?}; 4 is read"),
        );
    }
    let key = source.key.as_str();
    let mut pages = vec![page(&cx)];
    pages.extend(sheet::sheets(&cx));
    let selected = selected(&cx, data);
    let products = products(&cx, source);
    let state = initial_state(&cx, key, selected, &products);
    let template = Object::template(key, "adapty")
        .with("initialState", state)
        .with("pages", pages);
    let menu = Object::default()
        .with("id", key)
        .with("name", key)
        .with("display_name", key)
        .with("ref", key)
        .with(
            "products",
            products
                .iter()
                .map(|product| product.clone().with("variables", variables()))
                .collect::<Vec<_>>(),
        );
    let paywall = Object::default()
        .with("id", key)
        .with("name", key)
        .with("paywall_type", "component")
        .with("sku_menus", vec![menu])
        .with("fonts", Object::default())
        .with("template", template);
    let assets = cx.needs.borrow().assets.clone();
    Translated {
        paywall,
        products,
        assets,
    }
}

/// Writes the state that the paywall starts in.
fn initial_state(
    cx: &Context<'_>,
    key: &str,
    selected: Option<String>,
    products: &[Object],
) -> Object {
    let first = products
        .first()
        .and_then(|product| match product.get("id") {
            Some(Node::Json(id)) => Some(id.clone()),
            _ => None,
        });
    let selected = selected.map(Json::from).or(first).unwrap_or(Json::Null);
    Object::initial_state(key, key, selected, &cx.needs.borrow().forms)
}

/// Translates the page: the content below the overlay, above the footer.
fn page(cx: &Context<'_>) -> Object {
    let screen = cx
        .styles
        .object("default")
        .unwrap_or_else(|| cx.styles.clone());
    let part = |name| {
        screen
            .object(name)
            .map(|part| element(cx, &part, Place::default()))
            .unwrap_or_default()
    };
    let mut background = Object::component("container");
    write_background(cx, &mut background, &screen, "background");
    let (mut content, mut below) = (part("cover"), part("content"));
    if let (Some(cover), Some(source)) = (screen.object("cover"), screen.object("content")) {
        put_below(cx, &cover, &mut content, &source, &mut below);
    }
    let footer = grounded(part("footer"), &content, &below);
    content.append(&mut below);
    let overlay = part("overlay");
    let body = Object::component("container")
        .with("direction", "vertical")
        .with("height", "100%");
    let mut page = Object::default()
        .with("name", PAGE)
        .with("backgroundContainer", background);
    if overlay.is_empty() {
        page.set("header", Json::Null);
    } else {
        // It lies over the content and takes no room; taps beside its buttons reach the content.
        let strip = Object::component("container")
            .with("direction", "vertical")
            .with("verticalAlignment", "top")
            .with("width", "100%")
            .with("height", 0.0);
        page.set("header", vec![strip.with("components", overlay)]);
        page.set("stickyHeader", true);
    }
    page.set("contentContainer", body.with("components", content));
    if footer.is_empty() {
        page.set("footer", Json::Null);
    } else {
        page.set("footer", footer);
        page.set("stickyFooter", true);
    }
    page
}

/// Lets the background of a content below a cover go on behind the footer.
fn grounded(footer: Vec<Object>, above: &[Object], below: &[Object]) -> Vec<Object> {
    let ground = below.first().and_then(|it| it.get("fillColor"));
    match ground {
        Some(ground) if !above.is_empty() && !footer.is_empty() => {
            let under = Object::component("container")
                .with("direction", "vertical")
                .with("width", "100%")
                .with("fillColor", ground.clone());
            vec![under.with("components", footer)]
        }
        _ => footer,
    }
}

/// Puts the content below the cover, as the template "basic" has it: the cover is as wide as the screen; the content may
/// lie over its lower edge, and its background reaches down to the end of the page.
fn put_below(
    cx: &Context<'_>,
    cover: &Fields<'_>,
    above: &mut [Object],
    content: &Fields<'_>,
    below: &mut [Object],
) {
    let message =
        "it scrolls with the content, and neither at half its speed nor larger when it is pulled";
    cx.note(code::MOTION_LEFT_OUT, &cover.path, message);
    for part in above {
        part.set("width", "100%");
    }
    // A section is several conditions, which have no place of their own.
    if let [only] = below {
        // All the room of the page would be more than the cover leaves of it.
        if expands(content, Axis::Height, 0) {
            only.take("height");
        }
        only.take("moveY");
        let [_, inset, ..] = insets(content, "padding");
        let top = inset + offset(content).1;
        if top != 0.0 {
            only.set("topMargin", top);
        }
        only.set("grow", true);
    }
}

/// Returns the product that is selected at first. Groups are one here.
fn selected(cx: &Context<'_>, data: &Fields<'_>) -> Option<String> {
    let products = data.object("products")?;
    if let Some(id) = products.text("selected") {
        cx.product(id);
        return Some(id.into());
    }
    let groups = products.object("selected")?;
    if groups.map().len() > 1 {
        cx.note(
            code::GROUPS_JOINED,
            &groups.path,
            "the products of all groups are one group, with one selected product",
        );
    }
    let id = groups.map().values().find_map(Json::as_str)?;
    cx.product(id);
    Some(id.into())
}

/// Writes the products that components name.
fn products(cx: &Context<'_>, source: &Source<'_>) -> Vec<Object> {
    let mut out = Vec::new();
    for id in &cx.needs.borrow().products {
        let store = source
            .products
            .iter()
            .find(|(own, _)| own == id)
            .map(|(_, store)| *store);
        if store.is_none() {
            let message = format!("the store's id of the product {id:?} is in no file");
            cx.note(code::STORE_PRODUCT, &source.data.path, message);
        }
        let product = Object::default()
            .with("id", id.as_str())
            .with("name", id.as_str())
            .with("sku_ref_id", store.unwrap_or(id))
            .with("sku_type", "subscription")
            .with("entitlements", Node::List(Vec::new()));
        out.push(product);
    }
    out
}

/// Writes the variables of a product's offer: those of a free trial, or else of an introductory price.
fn variables() -> Object {
    let offer = |trial: &str, intro: &str| {
        format!(
            "{{{{#if sku.freeTrialEligible}}}}{{{{{trial}}}}}{{{{else}}}}{{{{{intro}}}}}{{{{/if}}}}"
        )
    };
    Object::default()
        .with(
            "offerPrice",
            offer("sku.promoPrice", "sku.introductoryPrice"),
        )
        .with(
            "offerDuration",
            offer("sku.freeTrialDuration", "sku.introductoryDuration"),
        )
        .with(
            "offerNumber",
            offer("sku.freeTrialPeriodNumber", "sku.introductoryPeriodNumber"),
        )
}
