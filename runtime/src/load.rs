//! The loading of a document: read once into typed, compiled form.
//!
//! Only a document that is not a JSON object, or exceeds a limit, is an error. Everything else that is wrong with it is
//! a [`Warning`] with its JSON path, and the rest works.

use serde_json::Value as Json;

use crate::document::custom::{self, Customs};
use crate::document::paywall::Paywall;
use crate::error::{Error, ErrorKind, Warning};
use crate::limits;
use crate::paywall::{kind, sheet};
use crate::reader;
use crate::reader::{Fields, Path, Warnings};
use crate::rule::campaign::{Campaign, Campaigns};
use crate::rule::compile::Compiler;
use crate::string::{Shared, concat};

/// A loaded document.
#[derive(Debug)]
pub struct Document {
    /// The id of the app platform.
    pub app_platform: Option<Shared>,
    /// The names of the app platform's capabilities.
    pub capabilities: Vec<Shared>,
    /// The products that the platform knows, as the document gives them.
    pub products: Vec<Json>,
    /// The paywalls, in document order.
    pub paywalls: Vec<Paywall>,
    /// The campaign rules, with their index.
    pub campaigns: Campaigns,
}

/// The fields of a document: those that the format has, whether or not the engine reads them.
pub const FIELDS: &[&str] = &[
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
];

impl Document {
    /// Reads a document from its JSON bytes.
    ///
    /// It may be an `InitialConfig` object, the same as a JSON text, or a page of one of the platform's API lists. An
    /// app with custom components of its own wraps it: `{"customComponents": {}, "document": …}`.
    ///
    /// # Errors
    /// `document_too_large`, `document_too_deep`, `too_many_components`, `invalid_document`.
    pub fn load(bytes: &[u8]) -> Result<(Self, Vec<Warning>), Error> {
        let whole = reader::parse(bytes)?;
        let mut value = whole.get("document").unwrap_or(&whole);
        // The deprecated form: the document as a JSON text inside the JSON.
        let inside;
        if let Json::String(text) = value {
            inside = reader::parse(text.as_bytes())?;
            value = &inside;
        }
        let mut warnings = Warnings::default();
        let mut customs = Customs::new();
        // The document's own definitions come first, so they win over an app's of the same name.
        customs.add("$", value);
        // A host gives a document in pieces, and the configuration is the one that has a place for them.
        for (name, root) in [
            ("platform_config", "$.platform_config"),
            ("appConfig", "$.appConfig"),
        ] {
            if let Some(config) = value.get(name) {
                customs.add(root, config);
            }
        }
        if whole.get("document").is_some() {
            customs.add("app", &whole);
        }
        let document = read(value, &customs, &mut warnings)?;
        Ok((document, warnings.finish()))
    }

    /// Returns the paywall with this id.
    pub fn paywall(&self, id: &str) -> Option<&Paywall> {
        self.paywalls.iter().find(|paywall| &*paywall.id == id)
    }
}

/// Reads the parts of a document.
fn read(value: &Json, customs: &Customs<'_>, warnings: &mut Warnings) -> Result<Document, Error> {
    let path = Path::root("$");
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
    let bare = bare.then_some(value);
    if bare.is_some() {
        let message =
            "a paywall alone: expected a document with \"paywalls\" and \"campaign_rules\"";
        warnings.add("bare_paywall", &path, message);
    } else {
        fields.check_known(FIELDS, warnings);
    }
    let config = fields
        .get("appConfig")
        .or_else(|| fields.get("platform_config"))
        .or_else(|| fields.get("app_config"));
    let document = Document {
        app_platform: config
            .and_then(|config| config.get("id"))
            .and_then(Json::as_str)
            .map(Shared::from),
        capabilities: reader::texts(config.and_then(|config| config.get("capabilities"))),
        products: fields.list("products", warnings).to_vec(),
        paywalls: read_paywalls(&fields, bare, customs, warnings)?,
        campaigns: Campaigns::default(),
    };
    let (campaigns, name) = read_campaigns(&fields, warnings);
    let document = Document {
        campaigns,
        ..document
    };
    check_references(&document, &path.key(name), warnings);
    Ok(document)
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

/// Reads the paywalls, and makes their style sheets.
fn read_paywalls(
    fields: &Fields<'_>,
    bare: Option<&Json>,
    customs: &Customs<'_>,
    warnings: &mut Warnings,
) -> Result<Vec<Paywall>, Error> {
    let (mut list, name) = entries(fields, "paywalls", "template", warnings);
    let list_path = fields.path.key(name);
    if let Some(paywall) = bare {
        list = std::slice::from_ref(paywall);
    }
    let mut paywalls = Vec::with_capacity(list.len());
    let mut components = 0_usize;
    let base = kind::base_css();
    for (index, value) in list.iter().enumerate() {
        let path = if bare.is_some() {
            *fields.path
        } else {
            list_path.index(index)
        };
        let Some(mut paywall) =
            Paywall::read(*fields, value, &path, customs, kind::reading, warnings)
        else {
            continue;
        };
        components += paywall.components as usize;
        if components > limits::COMPONENTS {
            let detail = concat(&[
                "expected at most ",
                &limits::COMPONENTS.to_string(),
                " components",
            ]);
            return Err(Error::new(ErrorKind::TooManyComponents, detail).at(path.to_string()));
        }
        sheet::compile(&mut paywall, &base, kind::looks);
        paywalls.push(paywall);
    }
    Ok(paywalls)
}

/// Reads the campaign rules, and compiles what they share. Returns them with the field they stand in.
fn read_campaigns(fields: &Fields<'_>, warnings: &mut Warnings) -> (Campaigns, &'static str) {
    let (mut list, mut name) = entries(fields, "campaign_rules", "rule", warnings);
    let old = list.is_empty() && fields.get("campaigns").is_some();
    if old {
        name = "campaigns";
        list = fields.list(name, warnings);
    }
    let list_path = fields.path.key(name);
    let mut compiler = Compiler::new(*fields);
    let mut rules = Vec::with_capacity(list.len());
    for (index, value) in list.iter().enumerate() {
        let path = list_path.index(index);
        if let Some(mut rule) = Campaign::read(value, &path, &mut compiler, warnings) {
            // The rules of 2023 name no form factors, and are for all.
            if old {
                rule.serve_all();
            }
            rules.push(rule);
        }
    }
    (Campaigns::new(rules, compiler.finish()), name)
}

/// Warns of segments whose paywall the document lacks.
fn check_references(document: &Document, rules_path: &Path<'_>, warnings: &mut Warnings) {
    if document.paywalls.is_empty() {
        // The cause once, and not each segment that it leaves without a paywall.
        let message = "expected \"paywalls\": a document without any shows nothing";
        warnings.add("missing_field", &Path::root("$"), message);
        return;
    }
    for (index, rule) in document.campaigns.rules.iter().enumerate() {
        let rule_path = rules_path.index(index);
        for segment in &rule.segments {
            let Some(id) = &segment.paywall else { continue };
            if document.paywall(id).is_none() {
                let message = concat(&[
                    "no paywall has the id \"",
                    id,
                    "\"; segment \"",
                    &segment.segment,
                    "\" shows nothing",
                ]);
                warnings.add("unknown_paywall", &rule_path, message);
            }
        }
    }
}
