//! The frame of a paywall: menu, pages, state and fonts.

use std::cell::RefCell;

use serde_json::Value as Json;

use super::code;
use super::common::PAGE;
use super::context::{Context, Place, nothing};
use super::files::Source;
use super::language::Text;
use super::layered::layered;
use super::menu::{self, Package};
use super::node::node;
use super::stack::{Shell, inner_stack, layer, stack, write_background};
use super::{font, selection};
use crate::Options;
use crate::fields::Fields;
use crate::object::Object;
use crate::report::Report;

/// A translated paywall, and what the document around it must hold.
#[derive(Debug)]
pub struct Translated {
    /// The paywall, with its menu and its page.
    pub paywall: Object,
    /// The packages of its menu.
    pub packages: Vec<Package>,
    /// The addresses of its pictures.
    pub assets: Vec<String>,
    /// Its texts in several languages.
    pub texts: Vec<Text>,
}

/// Translates a paywall.
pub fn paywall(
    options: &Options,
    source: &Source<'_>,
    ui: Option<&Fields<'_>>,
    report: &RefCell<Report>,
) -> Translated {
    let data = &source.data;
    let locale = data.text("default_locale").unwrap_or("en_US");
    let texts = data.object("components_localizations");
    let texts =
        texts.unwrap_or_else(|| Fields::new(nothing(), data.path_of("components_localizations")));
    let strings = texts
        .object(locale)
        .unwrap_or_else(|| Fields::new(nothing(), texts.path_of(locale)));
    let ui = ui
        .cloned()
        .unwrap_or_else(|| Fields::new(nothing(), "ui_config"));
    let mut cx = Context::new(options, ui, strings, (locale, &source.key), report, node);
    cx.others = others(&texts, locale);
    note_around(&cx, data);
    let base = data
        .object("components_config")
        .and_then(|config| config.object("base"));
    let base = base.unwrap_or_else(|| Fields::new(nothing(), data.path_of("components_config")));
    declare_state(&cx, data);
    let alone = source.is_component.then_some(data);
    let mut pages = vec![page(&cx, &base, alone)];
    pages.append(&mut cx.needs.borrow_mut().sheets);
    let packages = menu::packages(&cx, &source.packages);
    let selected =
        selection::selected(&base).or_else(|| packages.first().map(|package| package.id.clone()));
    let menu = menu::menu(&cx, &source.name, &packages, &source.data.path);
    let state = initial_state(&cx, &source.name, selected);
    let template = Object::template(&source.key, "revenuecat")
        .with("initialState", state)
        .with("pages", pages);
    let paywall = Object::default()
        .with("id", source.key.as_str())
        .with("name", source.name.as_str())
        .with("paywall_type", "component")
        .with("sku_menus", vec![menu])
        .with("fonts", fonts(&cx));
    let countries = whole_prices(&cx, data);
    let paywall = match countries.is_empty() {
        true => paywall,
        false => paywall.with("wholePrices", countries),
    };
    let paywall = paywall.with("template", template);
    let needs = cx.needs.into_inner();
    let (assets, texts) = (needs.assets, needs.texts);
    Translated {
        paywall,
        packages,
        assets,
        texts,
    }
}

/// Lists the languages besides the default one, with their texts.
fn others<'a>(texts: &Fields<'a>, default: &str) -> Vec<(&'a str, Fields<'a>)> {
    let names = texts.map().keys().filter(|locale| *locale != default);
    names
        .filter_map(|locale| Some((locale.as_str(), texts.object(locale)?)))
        .collect()
}

/// Notes what a paywall says beside its components.
fn note_around(cx: &Context<'_>, data: &Fields<'_>) {
    if let Some(offer) = data
        .object("exit_offers")
        .filter(|offers| offers.get("dismiss").is_some())
    {
        let message = "after a dismissal another offering was shown; make a flow of both";
        cx.note(code::EXIT_OFFER_LEFT_OUT, &offer.path, message);
    }
    for name in [
        "automatically_scale_font_size",
        "play_store_product_change_mode",
    ] {
        if !matches!(data.get(name), None | Some(Json::Bool(false))) {
            cx.note(
                code::FIELD_LEFT_OUT,
                &data.path_of(name),
                "the field has no counterpart",
            );
        }
    }
}

/// Lists the countries in which prices without cents have no decimals, of both stores.
fn whole_prices<'a>(cx: &Context<'_>, data: &Fields<'a>) -> Vec<&'a str> {
    let Some(stores) = data.object("zero_decimal_place_countries") else {
        return Vec::new();
    };
    let of = |store| {
        let list = stores.get(store).and_then(Json::as_array);
        let mut list: Vec<&str> = list
            .into_iter()
            .flatten()
            .filter_map(Json::as_str)
            .collect();
        list.sort_unstable();
        list.dedup();
        list
    };
    let (mut all, other) = (of("apple"), of("google"));
    if all != other {
        let message = "the countries of both stores are one list";
        cx.note(code::PRICES_BENT, &stores.path, message);
        all.extend(other);
        all.sort_unstable();
        all.dedup();
    }
    all
}

/// Takes over the values that the paywall's own state begins with.
fn declare_state(cx: &Context<'_>, data: &Fields<'_>) {
    let Some(declared) = data.object("state_declarations") else {
        return;
    };
    for (name, value) in declared.map() {
        let default = value.get("default").cloned().unwrap_or(Json::Null);
        cx.needs.borrow_mut().forms.push((name.clone(), default));
    }
}

/// Translates the page.
fn page(cx: &Context<'_>, base: &Fields<'_>, alone: Option<&Fields<'_>>) -> Object {
    let place = Place::default();
    let mut content = alone
        .map(|component| node(cx, component, place))
        .unwrap_or_default();
    if let Some(root) = base.object("stack") {
        let mut body = stack(cx, &root, place, Shell::container());
        // It is at least as high as the screen, and scrolls.
        body.set("height", "fitContent");
        body.set("grow", true);
        content.push(body);
    }
    let header = base
        .object("header")
        .map(|header| self::header(cx, base, &header))
        .unwrap_or_default();
    let footer = base
        .object("sticky_footer")
        .or_else(|| base.object("footer"));
    let footer = footer
        .map(|footer| inner_stack(cx, &footer, place))
        .unwrap_or_default();
    let mut background = Object::component("container").with("direction", "vertical");
    background.merge(layered(cx, base, place, &|base, scheme| {
        let mut out = Object::default();
        write_background(cx, &mut out, base, scheme);
        out
    }));
    let over = overlay(cx, base);
    if !over.is_empty() {
        background.set("components", over);
    }
    let mut page = Object::default().with("name", PAGE);
    page.set("backgroundContainer", background);
    if header.is_empty() {
        page.set("header", Json::Null);
    } else {
        page.set("header", header);
        page.set("stickyHeader", true);
    }
    let body = Object::component("container")
        .with("direction", "vertical")
        .with("height", "100%");
    page.set("contentContainer", body.with("components", content));
    if footer.is_empty() {
        page.set("footer", Json::Null);
    } else {
        page.set("footer", footer);
        page.set("stickyFooter", true);
    }
    page
}

/// Translates the header. A full-width picture that the content begins with is pulled under it.
fn header(cx: &Context<'_>, base: &Fields<'_>, header: &Fields<'_>) -> Vec<Object> {
    let inside = inner_stack(cx, header, Place::default());
    let first = base
        .object("stack")
        .and_then(|root| root.objects("components").into_iter().next());
    let is_under = first.is_some_and(|first| {
        let width = super::layout::Size::of(&first, "width");
        first.text("type") == Some("image") && width == super::layout::Size::Fill
    });
    if !is_under {
        return inside;
    }
    let strip = Object::component("container")
        .with("direction", "vertical")
        .with("verticalAlignment", "top")
        .with("width", "100%")
        .with("height", 0.0);
    vec![strip.with("components", inside)]
}

/// Writes the colour over the background picture.
fn overlay(cx: &Context<'_>, base: &Fields<'_>) -> Vec<Object> {
    let background = base
        .object("background")
        .filter(|background| background.object("color_overlay").is_some());
    let Some(background) = background else {
        return Vec::new();
    };
    let mut out = layer();
    out.merge(layered(
        cx,
        &background,
        Place::default(),
        &|background, scheme| {
            let mut out = Object::default();
            let fill = super::paint::paint(cx, background, "color_overlay", scheme);
            out.set_some("fillColor", fill.map(super::paint::Paint::fill));
            out
        },
    ));
    vec![out]
}

/// Writes the state that the paywall starts in.
fn initial_state(cx: &Context<'_>, name: &str, selected: Option<String>) -> Object {
    let selected = selected.map_or(Json::Null, Json::String);
    Object::initial_state(cx.menu, name, selected, &cx.needs.borrow().forms)
}

/// Lists the fonts that texts name.
fn fonts(cx: &Context<'_>) -> Object {
    let mut out = Object::default();
    for id in &cx.needs.borrow().fonts {
        out.set_some(id, font::font(cx, id).map(|(_, entry)| entry));
    }
    out
}
