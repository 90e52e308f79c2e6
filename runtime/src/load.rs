//! The loading of a document: it is looked over at once, and its campaign rules and each paywall are read when they are first
//! asked for.
//!
//! Only a document that is not a JSON object, or exceeds a limit, is an error. Everything else that is wrong with it is
//! a [`Warning`] with its JSON path, and the rest works. For all warnings, everything is read ([`Document::survey`]).

use std::cell::OnceCell;

use serde_json::{Map, Value as Json};

use crate::document::custom::{self, Customs};
use crate::document::paywall::Paywall;
use crate::document::texts::{self, Language};
use crate::error::{Error, ErrorKind, Warning};
use crate::json::{self, put};
use crate::limits;
use crate::outline::{Outline, Place};
use crate::paywall::{kind, sheet};
use crate::reader;
use crate::reader::{Fields, Path, Warnings};
use crate::rule::campaign::{Campaign, Campaigns, PlacementKind};
use crate::rule::compile::Compiler;
use crate::string::{Shared, concat};
use named::Definition;
use rules::{OLD_RULES, Rule};

mod named;
mod rules;

/// A loaded document.
#[derive(Debug)]
pub struct Document {
    /// The JSON text of the document, out of which the rest is read.
    text: String,
    /// The place of the products that the platform knows.
    products: Place,
    /// The campaign rules, in document order.
    rules: Vec<Rule>,
    /// The field that the campaign rules stand in.
    rules_field: &'static str,
    /// Whether what a rule means depends on no other rule.
    is_alone: bool,
    /// The rules of the placement that was asked for first.
    first: OnceCell<(PlacementKind, Shared, Campaigns)>,
    /// All campaign rules, once they were asked for.
    campaigns: OnceCell<Campaigns>,
    /// The paywalls, in document order.
    paywalls: Vec<Entry>,
    /// The field that the paywalls stand in; empty for a document that is a paywall itself.
    list: &'static str,
    /// The places of what conditions name: lists, audiences and layers.
    named: Vec<(&'static str, Place)>,
    /// The custom components, those that win over others of the same name first.
    customs: Vec<Definition>,
    /// The languages of its texts by key.
    languages: Vec<Language>,
    /// The warnings of all that is read at once.
    warnings: Warnings,
}

/// A paywall of the document.
#[derive(Debug)]
struct Entry {
    /// The id; `None` for one that cannot be read.
    id: Option<Shared>,
    /// The place of the paywall's text.
    place: Place,
    /// The paywall, once it was asked for.
    read: OnceCell<Option<Box<Paywall>>>,
}

/// The fields of a document: those that the format has, whether or not the engine reads them.
pub const FIELDS: &[&str] = &[
    // The address of the schema, for editors.
    "$schema",
    "appConfig",
    "platform_config",
    "products",
    "paywalls",
    "campaign_rules",
    // The names of 2023.
    "app_config",
    "campaigns",
    "lists",
    "audiences",
    "layers",
    "count",
    "next",
    "previous",
    "results",
    "total_pages",
    "page_number",
    "version",
    custom::FIELD,
    texts::FIELD,
];

impl Document {
    /// Reads what every launch needs of a document, and leaves its paywalls as they are written.
    ///
    /// It may be an `InitialConfig` object, the same as a JSON text, or a page of one of the platform's API lists. An
    /// app with custom components of its own wraps it: `{"customComponents": {}, "document": …}`.
    ///
    /// # Errors
    /// `document_too_large`, `document_too_deep`, `too_many_components`, `invalid_document`.
    pub fn open(bytes: Vec<u8>) -> Result<Self, Error> {
        let mut text = reader::text(bytes)?;
        let (outline, whole) = brief(&text, 0)?;
        let inside;
        let (mut outlined, mut value) = (&outline, whole.get("document").unwrap_or(&whole));
        // The deprecated form: the document as a JSON text inside the JSON.
        if let Json::String(written) = value {
            let from = text.len();
            text.push_str(written);
            inside = brief(&text, from)?;
            (outlined, value) = (&inside.0, &inside.1);
        }
        let mut document = read(value, outlined)?;
        // The document's own definitions come first, so they win over an app's of the same name.
        document.keep_named("$", Some(value), outlined);
        // A host gives a document in pieces, and the configuration is the one that has a place for them.
        for (name, root) in [
            ("platform_config", "$.platform_config"),
            ("appConfig", "$.appConfig"),
        ] {
            document.keep_named(root, value.get(name), outlined);
        }
        if whole.get("document").is_some() {
            document.keep_customs("app", Some(&whole), &outline);
        }
        document.text = text;
        Ok(document)
    }

    /// Reads a document, and looks through all of it for warnings.
    ///
    /// # Errors
    /// Fails as [`Document::open`] does.
    pub fn load(bytes: &[u8]) -> Result<(Self, Vec<Warning>), Error> {
        let document = Self::open(bytes.to_vec())?;
        let warnings = document.survey(&mut |_| {});
        Ok((document, warnings))
    }

    /// Returns the products that the platform knows, as the document gives them.
    pub fn products(&self) -> Vec<Json> {
        self.read_products(&mut Warnings::unasked())
    }

    /// Returns all campaign rules, read when they are first asked for.
    pub fn campaigns(&self) -> &Campaigns {
        let read = || self.read_campaigns(&self.named(), &|_| true, &mut Warnings::unasked());
        self.campaigns.get_or_init(read)
    }

    /// Returns campaign rules, among them all that answer a placement.
    ///
    /// A page asks for one placement, so the rules of the first are read alone, unless they depend on others. Whoever asks for
    /// another one is given all.
    pub fn campaigns_for(&self, kind: PlacementKind, value: &str) -> &Campaigns {
        if self.is_alone && self.campaigns.get().is_none() {
            let first = self.first.get_or_init(|| {
                let answers = |rule: &Rule| rule.kind == kind && *rule.value == *value;
                let mut unasked = Warnings::unasked();
                let campaigns = self.read_campaigns(&self.named(), &answers, &mut unasked);
                (kind, value.into(), campaigns)
            });
            if first.0 == kind && *first.1 == *value {
                return &first.2;
            }
        }
        self.campaigns()
    }

    /// Returns the paywall with this id, read when it is first asked for.
    pub fn paywall(&self, id: &str) -> Option<&Paywall> {
        let index = self.position(id)?;
        let entry = self.paywalls.get(index)?;
        let read = || {
            let customs = self.customs();
            let (named, mut warnings) = (self.named(), Warnings::unasked());
            let mut paywall = self.read_paywall(index, &customs, &named, &mut warnings)?;
            sheet::compile(&mut paywall, kind::looks);
            Some(Box::new(paywall))
        };
        entry.read.get_or_init(read).as_deref()
    }

    /// Returns whether the document has a paywall with this id.
    pub fn has(&self, id: &str) -> bool {
        self.position(id).is_some()
    }

    /// Returns the ids of the paywalls, in document order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.paywalls.iter().filter_map(|entry| entry.id.as_deref())
    }

    /// Reads the campaign rules and all paywalls, one after the other, and calls `visit` for each paywall. Returns all warnings
    /// of the document.
    ///
    /// Paywalls are read anew and not kept: most documents have many, and one customer sees one of them. Their
    /// custom components may cost together what those of a single paywall may, so that this comes to an end.
    pub fn survey(&self, visit: &mut dyn FnMut(&Paywall)) -> Vec<Warning> {
        let mut warnings = self.warnings.clone();
        let (customs, named) = (self.customs(), self.named());
        self.read_products(&mut warnings);
        let campaigns = self.read_campaigns(&named, &|_| true, &mut warnings);
        self.check_references(&campaigns.rules, &mut warnings);
        for index in 0..self.paywalls.len() {
            if let Some(paywall) = self.read_paywall(index, &customs, &named, &mut warnings) {
                visit(&paywall);
            }
        }
        warnings.finish()
    }

    /// Returns the position of the paywall with this id.
    fn position(&self, id: &str) -> Option<usize> {
        let mut entries = self.paywalls.iter();
        entries.position(|entry| entry.id.as_deref() == Some(id))
    }

    /// Returns the text of a part of the document.
    fn part(&self, place: &Place) -> &str {
        self.text.get(place.clone()).unwrap_or_default()
    }

    /// Reads the products.
    fn read_products(&self, warnings: &mut Warnings) -> Vec<Json> {
        let mut holder = Map::new();
        if !self.products.is_empty() {
            put(
                &mut holder,
                "products",
                json::parsed(self.part(&self.products)),
            );
        }
        let fields = Json::Object(holder);
        let root = Path::root("$");
        let fields = Fields::of(&fields, &root, warnings);
        fields.map_or_else(Vec::new, |fields| {
            fields.list("products", warnings).to_vec()
        })
    }

    /// Reads what conditions name, as an object.
    fn named(&self) -> Json {
        let mut named = Map::new();
        for (name, place) in &self.named {
            put(&mut named, name, json::parsed(self.part(place)));
        }
        Json::Object(named)
    }

    /// Reads the wanted campaign rules one after the other, and compiles what they share.
    fn read_campaigns(
        &self,
        named: &Json,
        wanted: &dyn Fn(&Rule) -> bool,
        warnings: &mut Warnings,
    ) -> Campaigns {
        let root = Path::root("$");
        let Some(named) = Fields::of(named, &root, warnings) else {
            return Campaigns::default();
        };
        let list = root.key(self.rules_field);
        let mut compiler = Compiler::new(named);
        let mut rules = Vec::new();
        for (index, rule) in self.rules.iter().enumerate() {
            if !wanted(rule) {
                continue;
            }
            let value = json::parsed(self.part(&rule.place));
            let path = list.index(index);
            if let Some(mut rule) = Campaign::read(&value, &path, &mut compiler, warnings) {
                // The rules of 2023 name no form factors, and are for all.
                if self.rules_field == OLD_RULES {
                    rule.serve_all();
                }
                rules.push(rule);
            }
        }
        Campaigns::new(rules, compiler.finish())
    }

    /// Warns of segments whose paywall the document lacks.
    fn check_references(&self, rules: &[Campaign], warnings: &mut Warnings) {
        let root = Path::root("$");
        if self.ids().next().is_none() {
            // The cause once, and not each segment that it leaves without a paywall.
            let message = "expected \"paywalls\": a document without any shows nothing";
            warnings.add("missing_field", &root, message);
            return;
        }
        let list = root.key(self.rules_field);
        for (index, rule) in rules.iter().enumerate() {
            for segment in &rule.segments {
                let id = segment.paywall.as_deref();
                let Some(id) = id.filter(|id| !self.has(id)) else {
                    continue;
                };
                let name = &segment.segment;
                let shows = "\"; segment \"";
                let message = concat(&[
                    "no paywall has the id \"",
                    id,
                    shows,
                    name,
                    "\" shows nothing",
                ]);
                warnings.add("unknown_paywall", &list.index(index), message);
            }
        }
    }

    /// Reads a paywall.
    fn read_paywall(
        &self,
        index: usize,
        customs: &Customs<'_>,
        named: &Json,
        warnings: &mut Warnings,
    ) -> Option<Paywall> {
        let value = json::parsed(self.part(&self.paywalls.get(index)?.place));
        let root = Path::root("$");
        let list = root.key(self.list);
        let path = match self.list {
            "" => root,
            _ => list.index(index),
        };
        let named = Fields::of(named, &root, warnings)?;
        Paywall::read(named, &value, &path, customs, kind::reading, warnings)
    }
}

/// Reads the outline of a document, and what it leaves of the text.
fn brief(text: &str, from: usize) -> Result<(Outline, Json), Error> {
    let written = text.get(from..).unwrap_or_default();
    // Some editors put a byte order mark in front, which JSON does not allow.
    let written = written.strip_prefix('\u{feff}').unwrap_or(written);
    let Some(outline) = Outline::of(text, text.len() - written.len()) else {
        // The parser says what is wrong, and where.
        let refused = reader::parse(written).err();
        return Err(
            refused.unwrap_or_else(|| Error::new(ErrorKind::InvalidDocument, "expected JSON"))
        );
    };
    if outline.components > limits::COMPONENTS {
        let (kind, most) = (ErrorKind::TooManyComponents, limits::COMPONENTS);
        return Err(Error::beyond(kind, most, "components", None).at("$"));
    }
    let value = json::parsed(&outline.brief);
    Ok((outline, value))
}

/// Returns the place with this number; an empty one if there is none.
fn place(number: Option<&Json>, outline: &Outline) -> Place {
    let number = number.and_then(Json::as_u64).unwrap_or(u64::MAX);
    let place = outline.places.get(number as usize);
    place.cloned().unwrap_or_default()
}

/// Reads the parts of a document, except for its paywalls.
fn read(value: &Json, outline: &Outline) -> Result<Document, Error> {
    let path = Path::root("$");
    let mut found = Warnings::default();
    let warnings = &mut found;
    let Some(fields) = Fields::of(value, &path, warnings) else {
        let detail = concat(&["expected an object, found ", reader::type_name(value)]);
        return Err(Error::new(ErrorKind::InvalidDocument, detail).at("$"));
    };
    if fields.get("initial_config").is_some() {
        let detail = "expected the unpacked document; `initial_config` is unpacked by the web and host layers";
        return Err(Error::new(ErrorKind::InvalidDocument, detail).at("$.initial_config"));
    }
    // A paywall by itself is shown by its id; its fields are not those of a document.
    let bare = fields.get("paywalls").is_none() && fields.get("template").is_some();
    if bare {
        let message =
            "a paywall alone: expected a document with \"paywalls\" and \"campaign_rules\"";
        warnings.add("bare_paywall", &path, message);
    } else {
        fields.check_known(FIELDS, warnings);
    }
    let (paywalls, list) = keep_paywalls(&fields, bare.then_some(value), outline, warnings);
    let (rules, rules_field, is_alone) = rules::keep(&fields, outline, warnings);
    let mut named = Vec::new();
    for name in ["lists", "audiences", "layers"] {
        if let Some(number) = fields.get(name) {
            named.push((name, place(Some(number), outline)));
        }
    }
    Ok(Document {
        text: String::new(),
        products: place(fields.get("products"), outline),
        rules,
        rules_field,
        // The conditions of an audience count for every rule that names it, and together there is a limit.
        is_alone: is_alone && fields.get("audiences").is_none(),
        first: OnceCell::new(),
        campaigns: OnceCell::new(),
        paywalls,
        list,
        named,
        customs: Vec::new(),
        languages: Vec::new(),
        warnings: found,
    })
}

/// Returns the entries of a list, and the field they stand in.
/// A page of an API list has them under `results`; their kind shows in their fields, by `mark`.
fn entries<'a>(
    fields: &Fields<'a>,
    name: &'static str,
    mark: &str,
    warnings: &mut Warnings,
) -> (&'a [Json], &'static str) {
    let list = fields.list(name, warnings);
    if list.is_empty() && fields.get(name).is_none() {
        let results = fields.list("results", warnings);
        if results
            .first()
            .is_some_and(|entry| entry.get(mark).is_some())
        {
            return (results, "results");
        }
    }
    (list, name)
}

/// Keeps the ids and places of the paywalls, and the field they stand in.
fn keep_paywalls(
    fields: &Fields<'_>,
    bare: Option<&Json>,
    outline: &Outline,
    warnings: &mut Warnings,
) -> (Vec<Entry>, &'static str) {
    let (mut list, mut name) = entries(fields, "paywalls", "template", warnings);
    if let Some(paywall) = bare {
        (list, name) = (std::slice::from_ref(paywall), "");
    }
    let mut paywalls = Vec::with_capacity(list.len());
    for value in list {
        let place = match bare {
            Some(_) => outline.document.clone(),
            None => place(value.get(""), outline),
        };
        paywalls.push(Entry {
            id: id(value),
            place,
            read: OnceCell::new(),
        });
    }
    (paywalls, name)
}

/// Returns the id of a paywall; `None` for one that cannot be read.
fn id(paywall: &Json) -> Option<Shared> {
    let template = paywall.as_object()?.get("template");
    if !matches!(template, None | Some(Json::Null | Json::Object(_))) {
        return None;
    }
    Some(match paywall.get("id") {
        Some(Json::String(text)) => text.as_str().into(),
        Some(Json::Number(number)) => number.to_string().into(),
        _ => Shared::default(),
    })
}
