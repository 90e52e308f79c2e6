//! All that the translation of one configuration needs: its assets, its texts, and the report.

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::code;
use crate::count::{Beyond, Count};
use crate::fields::Fields;
use crate::limits;
use crate::object::Object;
use crate::report::{Code, Report, quote};

/// The things that the paywall's frame must hold, as its components turned out to need it.
#[derive(Debug, Default)]
pub struct Needs {
    /// The products that components name, in document order.
    pub products: Vec<String>,
    /// The form values, and what they begin with.
    pub forms: Vec<(String, Json)>,
    /// The addresses of pictures.
    pub assets: Vec<String>,
}

/// The place of a component in the paywall.
#[derive(Debug, Clone, Copy, Default)]
pub struct Place<'a> {
    /// The product that the component speaks of; outside of products, the selected one.
    pub product: Option<&'a str>,
    /// True if a button is around it.
    pub in_button: bool,
    /// True if a sheet is around it.
    pub in_sheet: bool,
    /// The count of components around it.
    pub depth: usize,
}

impl Place<'_> {
    /// Returns the place one component further inside.
    pub const fn inside(self) -> Self {
        Self {
            depth: self.depth + 1,
            ..self
        }
    }
}

/// A translation of a component into components of ours.
pub type Node = fn(&Context<'_>, &Fields<'_>, Place<'_>) -> Vec<Object>;

/// The surroundings of a translation.
#[derive(Debug)]
pub struct Context<'a> {
    /// The screens by name; those but the default one are sheets.
    pub styles: Fields<'a>,
    /// The things that the frame must hold.
    pub needs: RefCell<Needs>,
    /// The index that switches on, by section, where a switch chooses between two.
    pub switched: BTreeMap<&'a str, i64>,
    /// The components that others refer to, by id.
    pub named: BTreeMap<&'a str, Fields<'a>>,
    /// Translates a component of any type. Components that hold others are given it here, so that they know no types.
    pub node: Node,
    assets: BTreeMap<&'a str, Fields<'a>>,
    strings: BTreeMap<&'a str, Fields<'a>>,
    count: Count,
    report: &'a RefCell<Report>,
}

impl<'a> Context<'a> {
    /// Makes the surroundings of a configuration.
    pub fn new(data: &Fields<'a>, report: &'a RefCell<Report>, node: Node) -> Self {
        let by_id = |list: Vec<Fields<'a>>| -> Vec<(&'a str, Fields<'a>)> {
            let named = list.into_iter();
            named
                .filter_map(|entry| Some((entry.text("id")?, entry)))
                .collect()
        };
        let mut assets: BTreeMap<_, _> = by_id(data.objects("assets")).into_iter().collect();
        let locale = data.text("default_localization").unwrap_or_default();
        let mut strings = BTreeMap::new();
        let list = data.objects("localizations");
        let chosen = list
            .iter()
            .position(|one| one.text("id") == Some(locale))
            .unwrap_or_default();
        for (at, one) in list.iter().enumerate() {
            if at == chosen {
                assets.extend(by_id(one.objects("assets")));
                strings.extend(by_id(one.objects("strings")));
            } else {
                let message = format!("the document speaks {locale} alone");
                report
                    .borrow_mut()
                    .add(code::LANGUAGE_LEFT_OUT, &one.path, message);
            }
        }
        let styles = data
            .object("styles")
            .unwrap_or_else(|| Fields::new(nothing(), data.path_of("styles")));
        let (mut switched, mut named) = (BTreeMap::new(), BTreeMap::new());
        look_over(&styles, 0, &mut switched, &mut named);
        Self {
            styles,
            needs: RefCell::default(),
            switched,
            named,
            node,
            assets,
            strings,
            count: Count::default(),
            report,
        }
    }

    /// Adds a finding.
    pub fn note(&self, code: Code, path: &str, message: impl Into<String>) {
        self.report.borrow_mut().add(code, path, message);
    }

    /// Returns a text by its id, without a note when there is none.
    pub fn string(&self, id: &str) -> Option<&Fields<'a>> {
        self.strings.get(id)
    }

    /// Returns the asset that a field of a component names; without one, notes that it is missing.
    pub fn asset(&self, of: &Fields<'_>, name: &str) -> Option<&Fields<'a>> {
        let id = of.text(name)?;
        let found = self.assets.get(id);
        if found.is_none() {
            let message = format!("no asset has the id {}", quote(id));
            self.note(code::ASSET_MISSING, &of.path_of(name), message);
        }
        found
    }

    /// Notes that a component names a product.
    pub fn product(&self, id: &str) {
        let products = &mut self.needs.borrow_mut().products;
        if !id.is_empty() && !products.iter().any(|known| known == id) {
            products.push(id.into());
        }
    }

    /// Notes that the document links to a picture.
    pub fn link(&self, url: &str) {
        let assets = &mut self.needs.borrow_mut().assets;
        if !url.starts_with("data:") && !assets.iter().any(|known| known == url) {
            assets.push(url.into());
        }
    }

    /// Counts a component; returns whether it may be read.
    pub fn may_read(&self, place: Place<'_>, path: &str) -> bool {
        self.count
            .may_read(place.depth, limits::ADAPTY_DEPTH, |beyond, message| {
                let code = match beyond {
                    Beyond::Depth => code::TOO_DEEP,
                    Beyond::Number => code::TOO_MANY,
                };
                self.note(code, path, message);
            })
    }
}

/// An object without fields.
fn nothing() -> &'static Map<String, Json> {
    static NOTHING: std::sync::LazyLock<Map<String, Json>> = std::sync::LazyLock::new(Map::new);
    &NOTHING
}

/// Finds the switches, and the components that others may refer to.
fn look_over<'a>(
    of: &Fields<'a>,
    depth: usize,
    switched: &mut BTreeMap<&'a str, i64>,
    named: &mut BTreeMap<&'a str, Fields<'a>>,
) {
    // The parser reads no deeper either.
    if depth > 128 {
        return;
    }
    if of.text("type") == Some("toggle")
        && let Some(section) = of.text("section_id")
    {
        let on = of.get("on_index").and_then(Json::as_i64);
        switched.insert(section, on.unwrap_or_default());
    }
    if let Some(id) = of.text("element_id")
        && of.text("type") != Some("reference")
    {
        named.entry(id).or_insert_with(|| of.clone());
    }
    for name in of.map().keys() {
        if let Some(inside) = of.object(name) {
            look_over(&inside, depth + 1, switched, named);
        }
        for inside in of.objects(name) {
            look_over(&inside, depth + 1, switched, named);
        }
    }
}
