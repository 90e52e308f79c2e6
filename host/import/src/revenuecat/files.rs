//! The files that a team has: each JSON text is recognised by its shape.

use std::cell::RefCell;

use serde_json::Value as Json;

use super::code;
use super::known::fields_of;
use super::menu::Package;
use crate::fields::Fields;
use crate::limits;
use crate::report::Report;

/// A paywall in the files.
#[derive(Debug)]
pub struct Source<'a> {
    /// The id that it gets: the offering's, or else its own, or the file's name.
    pub key: String,
    /// The name for people.
    pub name: String,
    /// The paywall's components, texts and settings.
    pub data: Fields<'a>,
    /// True if the data is one component alone, and no paywall.
    pub is_component: bool,
    /// The packages of its offering, where a file says them.
    pub packages: Vec<Package>,
}

/// All that the files say.
#[derive(Debug, Default)]
pub struct Sources<'a> {
    /// The paywalls, in the order of the files.
    pub paywalls: Vec<Source<'a>>,
    /// Fonts, colours, words and custom variables.
    pub ui: Option<Fields<'a>>,
    /// The packages of offerings that are listed apart from paywalls; those without a name are for all.
    pub packages: Vec<(String, Vec<Package>)>,
    /// The offering that is shown by default.
    pub current: Option<&'a str>,
    /// The offering of each placement.
    pub placements: Vec<(&'a str, &'a str)>,
    /// The entitlements that a store's product unlocks: product, id, name.
    pub entitlements: Vec<(&'a str, &'a str, &'a str)>,
}

impl<'a> Sources<'a> {
    /// Recognises the parsed files.
    pub fn of(parsed: &'a [(String, Json)], report: &RefCell<Report>) -> Self {
        let mut out = Self::default();
        for (name, json) in parsed {
            let known =
                Fields::of(json, format!("{name}:$")).is_some_and(|fields| out.take(&fields, name));
            if !known {
                let message = "no paywall, offering, product or ui_config was found in it";
                report.borrow_mut().add(code::FILE_LEFT_OUT, name, message);
            }
        }
        out.join(report);
        out
    }

    /// Takes what an object is by its shape; returns whether it is anything.
    fn take(&mut self, fields: &Fields<'a>, file: &str) -> bool {
        let mut known = false;
        if let Some(ui) = fields.object("ui_config") {
            self.ui = Some(ui);
            known = true;
        }
        if let Some(app) = fields.object("app")
            && (app.get("fonts").is_some() || app.get("colors").is_some())
        {
            self.ui = Some(fields.clone());
            return true;
        }
        self.current = fields.text("current_offering_id").or(self.current);
        known |= self.take_placements(fields);
        for name in ["offerings", "items"] {
            for item in fields.objects(name) {
                known |= self.take(&item, file);
            }
        }
        if let Some(screens) = fields.object("screens") {
            for (name, value) in screens.map() {
                if let Some(screen) = Fields::of(value, screens.path_of(name)) {
                    known |= self.take_paywall(&screen, name);
                }
            }
        }
        known | self.take_offering(fields, file) | self.take_entitlement(fields)
    }

    /// Takes an offering, a paywall of the API, a paywall alone, or a component alone.
    fn take_offering(&mut self, fields: &Fields<'a>, file: &str) -> bool {
        let id = fields
            .text("identifier")
            .or_else(|| fields.text("lookup_key"));
        let listed = fields.objects("packages");
        let listed = if listed.is_empty() {
            fields
                .object("packages")
                .map(|list| list.objects("items"))
                .unwrap_or_default()
        } else {
            listed
        };
        let packages: Vec<_> = listed.iter().filter_map(Package::read).collect();
        if fields.flag("is_current") == Some(true) {
            self.current = id.or(self.current);
        }
        let has_packages = !packages.is_empty();
        if has_packages {
            self.packages
                .push((id.unwrap_or_default().into(), packages));
        }
        if let Some(data) = fields.object("paywall_components") {
            return self.add(data, id.unwrap_or(file), fields);
        }
        if let Some(parts) = fields.object("components")
            && let Some(data) = parts.object("published").or_else(|| parts.object("draft"))
        {
            return self.add(data, fields.text("offering_id").unwrap_or(file), fields);
        }
        self.take_paywall(fields, file) || has_packages
    }

    /// Takes a paywall that stands alone, or is all of its file.
    fn take_paywall(&mut self, fields: &Fields<'a>, name: &str) -> bool {
        let kind = fields.text("type").unwrap_or_default();
        let is_component = fields_of(kind).is_some() && fields.get("id").is_some();
        if fields.get("components_config").is_none() && !is_component {
            return false;
        }
        let key = fields
            .text("offering_identifier")
            .or_else(|| fields.text("offering_id"));
        let key = key.or_else(|| fields.text("id")).unwrap_or(name);
        self.add(fields.clone(), key, fields)
    }

    /// Adds a paywall under a key of its own.
    fn add(&mut self, data: Fields<'a>, key: &str, around: &Fields<'_>) -> bool {
        let key = plain_key(key);
        let taken = |key: &str, known: &[Source<'_>]| known.iter().any(|known| known.key == key);
        let mut free = key.clone();
        let mut number = 2;
        while taken(&free, &self.paywalls) && number < limits::PAYWALLS {
            free = format!("{key}-{number}");
            number += 1;
        }
        let name = ["name", "display_name", "description"]
            .iter()
            .find_map(|name| around.text(name));
        let name = name
            .filter(|name| !name.trim().is_empty())
            .unwrap_or(&free)
            .to_owned();
        let is_component = data.get("components_config").is_none();
        self.paywalls.push(Source {
            key: free,
            name,
            data,
            is_component,
            packages: Vec::new(),
        });
        true
    }

    /// Takes the placements of an answer to an app.
    fn take_placements(&mut self, fields: &Fields<'a>) -> bool {
        let Some(placements) = fields.object("placements") else {
            return false;
        };
        if let Some(offerings) = placements.object("offering_ids_by_placement") {
            let pairs = offerings.map().iter();
            self.placements
                .extend(pairs.filter_map(|(name, id)| Some((name.as_str(), id.as_str()?))));
        }
        true
    }

    /// Takes an entitlement of the API with the products that give it.
    fn take_entitlement(&mut self, fields: &Fields<'a>) -> bool {
        let Some(id) = fields
            .text("lookup_key")
            .filter(|_| fields.text("object") == Some("entitlement"))
        else {
            return false;
        };
        let name = fields.text("display_name").unwrap_or(id);
        let products = fields.object("products").map(|list| list.objects("items"));
        for product in products.unwrap_or_default() {
            if let Some(store) = product.text("store_identifier") {
                self.entitlements.push((store, id, name));
            }
        }
        true
    }

    /// Gives paywalls the packages of their offerings, and bounds their number.
    fn join(&mut self, report: &RefCell<Report>) {
        if self.paywalls.len() > limits::PAYWALLS {
            let message = format!("at most {} paywalls are read", limits::PAYWALLS);
            report.borrow_mut().add(code::TOO_MANY, "$", message);
            self.paywalls.truncate(limits::PAYWALLS);
        }
        for paywall in &mut self.paywalls {
            let own = self.packages.iter().find(|(key, _)| *key == paywall.key);
            if let Some((_, packages)) = own {
                paywall.packages.clone_from(packages);
            }
        }
        // A list without an offering only says which products packages stand for.
        let Some((_, shared)) = self.packages.iter().find(|(key, _)| key.is_empty()) else {
            return;
        };
        for paywall in &mut self.paywalls {
            if paywall.packages.is_empty() {
                paywall.packages = shared
                    .iter()
                    .filter(|package| names(&paywall.data, &package.id))
                    .cloned()
                    .collect();
            }
        }
    }
}

/// Returns whether a paywall names a package.
fn names(data: &Fields<'_>, id: &str) -> bool {
    let Some(config) = data.get("components_config") else {
        return false;
    };
    let mut waiting = vec![config];
    while let Some(value) = waiting.pop() {
        match value {
            Json::Object(map) => {
                if map.get("package_id").and_then(Json::as_str) == Some(id) {
                    return true;
                }
                waiting.extend(map.values());
            }
            Json::Array(list) => waiting.extend(list),
            _ => {}
        }
    }
    false
}

/// Makes an id of letters, digits, `_`, `-` and `.` of a name: it stands in tokens and addresses.
fn plain_key(name: &str) -> String {
    let name = name.strip_suffix(".json").unwrap_or(name);
    let name = name.rsplit('/').next().unwrap_or(name);
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || matches!(c, '_' | '-') {
            c
        } else {
            '_'
        }
    };
    let key: String = name.chars().take(60).map(plain).collect();
    if key.is_empty() {
        "paywall".into()
    } else {
        key
    }
}
