//! The paywalls of a document: product groups, pages, initial state and fonts.

use std::cell::OnceCell;
use std::rc::Rc;

use serde_json::{Map, Value as Json};

use super::attribute;
use super::component::{Component, ComponentReader, Readings};
use super::custom::Customs;
use super::initial;
use crate::json::Writer;
use crate::reader::{Fields, Path, Warnings};
use crate::rule::offer::Offer;
use crate::string::{Shared, concat};
use crate::text::smart::{Authored, Smart};
use crate::tree::escape;

/// A paywall, compiled.
#[derive(Debug, Clone)]
pub struct Paywall {
    /// The id that segments and requests name.
    pub id: Shared,
    /// The name, for people and events.
    pub name: Shared,
    /// The product groups, in document order.
    pub menus: Vec<Menu>,
    /// The pages; never empty.
    pub pages: Vec<Page>,
    /// The state it starts in: an object with the format's keys and the author's.
    pub initial_state: Map<String, Json>,
    /// True if only the products of the current group are meant to be shown.
    pub display_single_group: bool,
    /// The countries in which a price without cents is written without decimals.
    pub whole_prices: Vec<Shared>,
    /// True if texts and the children of containers fill their parent, as in templates made for engines before 3.2.
    pub fills_parent: bool,
    /// The fonts to load.
    pub fonts: Vec<Font>,
    /// The count of its components.
    pub components: u32,
    /// The rules of all styles that are the same in every state; made at load.
    pub css: String,
    /// The frame's rules and `css`, escaped for the inside of a JSON string, because most answers contain them. A page
    /// that mounts the paywall never asks for it.
    pub css_in_json: OnceCell<String>,
}

/// A product group, which the format calls a menu.
#[derive(Debug, Clone)]
pub struct Menu {
    /// The id, which is the group id of the state.
    pub id: Shared,
    /// The public name (`ref`), used at launch.
    pub reference: Shared,
    /// The name to show.
    pub name: Shared,
    /// The products, in the order they are shown.
    pub products: Vec<Product>,
    /// True if the product at the position of the one that was selected before is selected in it, too.
    pub keeps_selection: bool,
    /// The conditions on which it is offered; `None` when it is for all.
    pub offer: Option<Rc<Offer>>,
}

/// A product of a group.
#[derive(Debug, Clone)]
pub struct Product {
    /// The id of the product in its group.
    pub id: Shared,
    /// The store's id of the product.
    pub sku_ref_id: Shared,
    /// The name of the product in the group.
    pub name: Shared,
    /// True if the product is to stand out.
    pub featured: bool,
    /// The author's texts for the product.
    pub variables: Vec<(Shared, Authored)>,
    /// All other fields, for smart text and events.
    pub fields: Map<String, Json>,
    /// The conditions on which it is offered; `None` when it is for all.
    pub offer: Option<Rc<Offer>>,
}

/// A page of a paywall.
#[derive(Debug, Clone)]
pub struct Page {
    /// The name, which is the value of `state.currentPage`.
    pub name: Shared,
    /// The components above the content.
    pub header: Vec<Component>,
    /// True if the header is a part of what scrolls, and sticks to the top of the screen.
    pub sticky_header: bool,
    /// The content, which scrolls.
    pub content: Option<Component>,
    /// The components at the bottom of the screen.
    pub footer: Vec<Component>,
    /// True if the footer takes room below the content, and sticks to the bottom of the screen while that scrolls.
    pub sticky_footer: bool,
    /// The page that this one lies over, as a sheet.
    pub over: Option<Shared>,
    /// The component behind everything.
    pub background: Option<Component>,
}

/// A font file, and the name by which components call it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Font {
    /// The name in attributes: `<family>-<style>`.
    pub name: String,
    /// The address of the file, checked.
    pub url: String,
}

impl Font {
    /// Writes the font as answers carry it: `{name, url}`.
    pub fn write(&self, out: &mut Writer) {
        out.open(b'{');
        out.text_field("name", &self.name);
        out.text_field("url", &self.url);
        out.close(b'}');
    }
}

/// The fields of a paywall.
pub const FIELDS: &[&str] = &[
    // Where a paywall is a file of its own.
    "$schema",
    "id",
    "name",
    "paywall_type",
    "sku_menus",
    "template",
    "fonts",
    "wholePrices",
    "created",
    "updated",
    "display_text",
    "media",
];
/// The fields of a paywall's template.
pub const TEMPLATE_FIELDS: &[&str] = &[
    "id",
    "version",
    "codename",
    "doc_link",
    "min_sdk_version",
    "pages",
    "initialState",
    "media",
    "skuContexts",
    "capabilities",
    "displaySingleGroup",
    "org_id",
    "changelog",
    "userHasAccess",
    "header",
    "footer",
    "contentContainer",
    "backgroundContainer",
    "name",
];
/// The fields of a page.
pub const PAGE_FIELDS: &[&str] = &[
    "name",
    "header",
    "footer",
    "over",
    "stickyFooter",
    "stickyHeader",
    "contentContainer",
    "backgroundContainer",
    "id",
];

impl Paywall {
    /// Returns the count of groups, products and variables, for the budget of a call.
    pub fn size(&self) -> usize {
        let mut size = 0;
        for menu in &self.menus {
            size += 1;
            for product in &menu.products {
                size += 1 + product.variables.len();
            }
        }
        size
    }

    /// Reads a paywall; returns `None` with a warning when it is not an object.
    /// `root` is the document, whose lists and audiences the conditions of products name.
    pub fn read(
        root: Fields<'_>,
        value: &Json,
        path: &Path<'_>,
        customs: &Customs<'_>,
        kinds: Readings,
        warnings: &mut Warnings,
    ) -> Option<Self> {
        let fields = Fields::of(value, path, warnings)?;
        fields.check_known(FIELDS, warnings);
        let template_path = path.key("template");
        let empty = Json::Object(Map::new());
        let template = fields.get("template").unwrap_or_else(|| {
            warnings.add(
                "missing_field",
                path,
                "expected a field \"template\"; nothing is shown",
            );
            &empty
        });
        let template = Fields::of(template, &template_path, warnings)?;
        template.check_known(TEMPLATE_FIELDS, warnings);
        let mut reader = ComponentReader::new(warnings, customs, kinds);
        let pages = read_pages(&template, &mut reader);
        let components = reader.count;
        let initial_state = template
            .get("initialState")
            .and_then(Json::as_object)
            .cloned()
            .unwrap_or_default();
        check_current_page(&template, &initial_state, &pages, warnings);
        let mut paywall = Self {
            id: fields.required_text("id", warnings).into(),
            name: fields.shared("name", warnings),
            menus: read_menus(root, &fields, &template, warnings),
            pages,
            initial_state,
            display_single_group: template.flag("displaySingleGroup", warnings),
            whole_prices: read_countries(&fields, warnings),
            fills_parent: fills_parent(&template, warnings),
            fonts: read_fonts(&fields, warnings),
            components,
            css: String::new(),
            css_in_json: OnceCell::new(),
        };
        initial::complete(&mut paywall, kinds);
        Some(paywall)
    }

    /// Returns the page of this name, or else the first.
    pub fn page(&self, name: &str) -> Option<&Page> {
        self.pages
            .iter()
            .find(|page| &*page.name == name)
            .or_else(|| self.pages.first())
    }

    /// Returns the page that another one lies over. A sheet over a sheet is a page like any other.
    pub fn below(&self, page: &Page) -> Option<&Page> {
        let name = page.over.as_ref()?;
        let mut pages = self.pages.iter();
        pages.find(|below| below.name == *name && below.over.is_none())
    }

    /// Calls `visit` for all components, in document order.
    pub fn walk_mut(&mut self, visit: &mut dyn FnMut(&mut Component)) {
        for page in &mut self.pages {
            let parts = page
                .background
                .iter_mut()
                .chain(&mut page.header)
                .chain(&mut page.content)
                .chain(&mut page.footer);
            parts.for_each(|component| component.walk_mut(visit));
        }
    }
}

/// Returns whether a template is made for an engine before 3.2, which laid out texts and children otherwise.
/// Without a version, a template with pages is taken for a new one, and one without for an old one.
fn fills_parent(template: &Fields<'_>, warnings: &mut Warnings) -> bool {
    let Some(version) = template.text("min_sdk_version", warnings) else {
        // Templates without pages are older than this field.
        let old = template.get("pages").is_none();
        let used = if old { "oldest" } else { "newest" };
        let message = concat(&[
            "expected a field \"min_sdk_version\"; the ",
            used,
            " layout rules are used",
        ]);
        warnings.add("missing_field", template.path, message);
        return old;
    };
    let mut numbers = version
        .split('.')
        // A part that is not a number is taken for a new version.
        .map(|part| part.parse::<u32>().unwrap_or(u32::MAX));
    let (major, minor) = (
        numbers.next().unwrap_or(u32::MAX),
        numbers.next().unwrap_or(0),
    );
    major < 3 || (major == 3 && minor < 2)
}

/// Warns of an initial page that the paywall lacks.
fn check_current_page(
    template: &Fields<'_>,
    state: &Map<String, Json>,
    pages: &[Page],
    warnings: &mut Warnings,
) {
    let Some(name) = state.get("currentPage").and_then(Json::as_str) else {
        return;
    };
    if template.get("pages").is_some() && !pages.iter().any(|page| &*page.name == name) {
        let state_path = template.path.key("initialState");
        let message = concat(&["no page is named \"", name, "\"; the first page is shown"]);
        warnings.add("unknown_page", &state_path.key("currentPage"), message);
    }
}

/// Reads the pages. A "version 4" template, whose parts stand at its root, is one page.
fn read_pages(template: &Fields<'_>, reader: &mut ComponentReader<'_>) -> Vec<Page> {
    let pages = template.list("pages", reader.warnings);
    if pages.is_empty() {
        if template.get("contentContainer").is_none() {
            reader.warnings.add(
                "missing_field",
                template.path,
                "expected \"pages\"; nothing is shown",
            );
        }
        return vec![read_page(template, reader)];
    }
    let list_path = template.path.key("pages");
    let mut out = Vec::with_capacity(pages.len());
    for (index, page) in pages.iter().enumerate() {
        let path = list_path.index(index);
        if let Some(fields) = Fields::of(page, &path, reader.warnings) {
            fields.check_known(PAGE_FIELDS, reader.warnings);
            out.push(read_page(&fields, reader));
        }
    }
    for (index, page) in out.iter().enumerate() {
        if let Some(name) = &page.over
            && !out.iter().any(|below| below.name == *name)
        {
            let message = concat(&[
                "no page is named \"",
                name,
                "\"; the page lies over nothing",
            ]);
            let path = list_path.index(index);
            reader
                .warnings
                .add("unknown_page", &path.key("over"), message);
        }
    }
    out
}

/// Reads one page.
fn read_page(fields: &Fields<'_>, reader: &mut ComponentReader<'_>) -> Page {
    Page {
        name: fields
            .text("name", reader.warnings)
            .unwrap_or_default()
            .into(),
        background: read_part(fields, "backgroundContainer", reader),
        header: reader.list(fields, "header"),
        content: read_part(fields, "contentContainer", reader),
        footer: reader.list(fields, "footer"),
        sticky_header: fields.flag("stickyHeader", reader.warnings),
        sticky_footer: fields.flag("stickyFooter", reader.warnings),
        over: fields.shared_option("over", reader.warnings),
    }
}

/// Reads a part of a page that is a single component.
fn read_part(
    fields: &Fields<'_>,
    name: &str,
    reader: &mut ComponentReader<'_>,
) -> Option<Component> {
    reader.component(fields.get(name)?, &fields.path.key(name))
}

/// Reads the product groups.
fn read_menus(
    root: Fields<'_>,
    fields: &Fields<'_>,
    template: &Fields<'_>,
    warnings: &mut Warnings,
) -> Vec<Menu> {
    let contexts = template.get("skuContexts").and_then(Json::as_object);
    let list_path = fields.path.key("sku_menus");
    let mut menus = Vec::new();
    for (index, value) in fields.list("sku_menus", warnings).iter().enumerate() {
        let path = list_path.index(index);
        let Some(menu) = Fields::of(value, &path, warnings) else {
            continue;
        };
        let name: Shared = menu
            .text("display_name", warnings)
            .or_else(|| menu.text("name", warnings))
            .unwrap_or_default()
            .into();
        let mut products = Vec::new();
        menu.each("products", warnings, &mut |value, path, warnings| {
            if let Some(product) = read_product(root, value, contexts, path, warnings) {
                products.push(product);
            }
        });
        menus.push(Menu {
            id: menu.required_text("id", warnings).into(),
            reference: menu.shared("ref", warnings),
            name,
            products,
            keeps_selection: menu.flag("keeps_selection", warnings),
            offer: Offer::read(root, &menu, warnings),
        });
    }
    menus
}

/// Reads a product of a group.
fn read_product(
    root: Fields<'_>,
    value: &Json,
    contexts: Option<&Map<String, Json>>,
    path: &Path<'_>,
    warnings: &mut Warnings,
) -> Option<Product> {
    let fields = Fields::of(value, path, warnings)?;
    let id = fields.required_text("id", warnings);
    let mut variables = Vec::new();
    // Older templates keep the variables of a product apart from it.
    let context = contexts
        .and_then(|contexts| contexts.get(&id))
        .and_then(Json::as_object);
    let own = fields.get("variables").and_then(Json::as_object);
    for map in [own, context].into_iter().flatten() {
        for (name, value) in map {
            let smart = value.as_str().and_then(Smart::compile_text);
            attribute::check_templates(value, &path.key("variables").key(name), warnings);
            variables.push((
                name.as_str().into(),
                smart.map_or_else(|| Authored::Plain(value.clone()), Authored::Smart),
            ));
        }
    }
    let mut plain = Map::new();
    for (name, value) in fields.iter() {
        // Variables are compiled apart, because they may hold tokens.
        if name != "variables" {
            plain.insert(name.into(), value.clone());
        }
    }
    Some(Product {
        id: id.into(),
        sku_ref_id: fields.required_text("sku_ref_id", warnings).into(),
        name: fields.shared("name", warnings),
        featured: fields.flag("featured", warnings),
        variables,
        fields: plain,
        offer: Offer::read(root, &fields, warnings),
    })
}

/// Reads the countries in which prices without cents have no decimals.
fn read_countries(fields: &Fields<'_>, warnings: &mut Warnings) -> Vec<Shared> {
    let mut out = Vec::new();
    for country in fields.list("wholePrices", warnings) {
        out.extend(country.as_str().map(Shared::from));
    }
    out
}

/// Reads the fonts. Attributes call a font `<family>-<style>` without spaces; the key of the map has no meaning.
fn read_fonts(fields: &Fields<'_>, warnings: &mut Warnings) -> Vec<Font> {
    let Some(fonts) = fields.get("fonts").and_then(Json::as_object) else {
        return Vec::new();
    };
    let list_path = fields.path.key("fonts");
    let mut out = Vec::new();
    for (key, value) in fonts {
        let path = list_path.key(key);
        let Some(font) = Fields::of(value, &path, warnings) else {
            continue;
        };
        let family = font.required_text("family", warnings);
        let style = font.text("style", warnings).unwrap_or_default();
        let file = font.required_text("file", warnings);
        let separator = if style.is_empty() { "" } else { "-" };
        let mut name = concat(&[&family, separator, &style]);
        name.retain(|c| !c.is_whitespace());
        match escape::media_url(&file) {
            Some(url) if !name.is_empty() => out.push(Font {
                name,
                url: url.into(),
            }),
            _ => warnings.add(
                "unsafe_url",
                &path.key("file"),
                "expected an http(s) URL; the font is not loaded",
            ),
        }
    }
    out
}
