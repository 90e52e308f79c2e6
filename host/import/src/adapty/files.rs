//! The files that a team has: a configuration alone, or the fallback file of the dashboard with all of them.
//!
//! A fallback file is `{meta, data}`; `data` has a field for each placement, with a list of variations. Each of them has a
//! weight, the products that it sells, and the configuration of its paywall. So tests come over with their shares, and
//! products with the ids of their store.

use std::cell::RefCell;

use serde_json::Value as Json;

use super::code;
use crate::fields::Fields;
use crate::limits;
use crate::report::Report;

/// A paywall in the files.
#[derive(Debug)]
pub struct Source<'a> {
    /// The id that it gets.
    pub key: String,
    /// Its configuration, with screens, assets and texts.
    pub data: Fields<'a>,
    /// The products of its variation: their ids, and the store's.
    pub products: Vec<(&'a str, &'a str)>,
}

/// A placement with its variations: the key of each one's paywall, and its weight.
#[derive(Debug)]
pub struct Placement<'a> {
    /// The id by which apps ask for it.
    pub id: &'a str,
    /// The variations, in the order of the file.
    pub variations: Vec<(String, f64)>,
}

/// All that the files say.
#[derive(Debug, Default)]
pub struct Sources<'a> {
    /// The paywalls, in the order of the files.
    pub paywalls: Vec<Source<'a>>,
    /// The placements of fallback files.
    pub placements: Vec<Placement<'a>>,
}

impl<'a> Sources<'a> {
    /// Recognises the parsed files.
    pub fn of(parsed: &'a [(String, Json)], report: &RefCell<Report>) -> Self {
        let mut out = Self::default();
        for (name, json) in parsed {
            let Some(fields) = Fields::of(json, format!("{name}:$")) else {
                continue;
            };
            let before = out.paywalls.len();
            if fields.get("styles").is_some() {
                out.add(fields, name, Vec::new());
            } else if let Some(data) = fields.object("data") {
                for placement in data.map().keys() {
                    out.take_placement(&data, placement, report);
                }
            } else {
                out.take_variation(&fields, name);
            }
            if out.paywalls.len() == before {
                report.borrow_mut().add(
                    code::FILE_LEFT_OUT,
                    name,
                    "no configuration of a paywall was found in it",
                );
            }
        }
        out
    }

    /// Takes a placement of a fallback file.
    fn take_placement(&mut self, data: &Fields<'a>, id: &'a str, report: &RefCell<Report>) {
        let Some(placement) = data.object(id) else {
            return;
        };
        let list = placement.objects("data");
        let message =
            "the variations of the file are shown to all; write rules for audiences by hand";
        report
            .borrow_mut()
            .add(code::AUDIENCE_LEFT_OUT, &placement.path, message);
        let mut variations = Vec::new();
        for variation in &list {
            let weight = variation.number("weight").unwrap_or(100.0).max(0.0);
            let name = variation
                .text("paywall_id")
                .or_else(|| variation.text("variation_id"))
                .unwrap_or(id);
            if let Some(key) = self.take_variation(variation, name) {
                variations.push((key, weight));
            }
        }
        self.placements.push(Placement { id, variations });
    }

    /// Takes a variation with its configuration and its products; returns the key of its paywall.
    fn take_variation(&mut self, variation: &Fields<'a>, name: &str) -> Option<String> {
        let builder = variation.object("paywall_builder")?;
        let config = builder.object("paywall_builder_config")?;
        let products = variation.objects("products");
        let ids = products.iter().filter_map(|product| {
            let own = product.text("adapty_product_id")?;
            Some((own, product.text("vendor_product_id")?))
        });
        Some(self.add(config, name, ids.collect()))
    }

    /// Adds a paywall under a key of its own.
    fn add(&mut self, data: Fields<'a>, name: &str, products: Vec<(&'a str, &'a str)>) -> String {
        let name = name.strip_suffix(".json").unwrap_or(name);
        let plain = |c: char| {
            if c.is_ascii_alphanumeric() || c == '-' {
                c
            } else {
                '_'
            }
        };
        let key: String = name.chars().take(60).map(plain).collect();
        let mut free = key.clone();
        let mut number = 2;
        while self.paywalls.iter().any(|known| known.key == free) && number < limits::PAYWALLS {
            free = format!("{key}-{number}");
            number += 1;
        }
        if self.paywalls.len() < limits::PAYWALLS {
            self.paywalls.push(Source {
                key: free.clone(),
                data,
                products,
            });
        }
        free
    }
}
