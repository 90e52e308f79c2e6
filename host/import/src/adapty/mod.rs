//! Adapty's paywalls (view configurations of format 4).
//!
//! `element` knows the types of components: `stack` (boxes, stacks, layers, rows, sections), `text` with its `rich`
//! strings, `image`, `button`, `pager`, `timer`; `layout` measures, `paint` fills. `files` recognises what a team has,
//! `paywall` makes the frame, and `sheet` the screens that open over it.

mod button;
pub mod code;
mod context;
mod element;
mod files;
mod image;
mod layout;
mod pager;
mod paint;
mod paywall;
mod rich;
mod sheet;
mod stack;
mod text;
mod timer;

use std::cell::RefCell;

use crate::object::{Node, Object};
use crate::report::Report;
use crate::rules::{self, Shown};
use crate::{Error, File, Import};

/// Imports the paywalls in files: configurations, or fallback files of the dashboard.
///
/// # Errors
/// A file that is no JSON, files that are too many or too large, and files without a paywall.
pub fn import(files: &[File<'_>]) -> Result<Import, Error> {
    let parsed = crate::parse::parse(files)?;
    let report = RefCell::new(Report::default());
    let sources = files::Sources::of(&parsed, &report);
    if sources.paywalls.is_empty() {
        return Err(Error::no_paywall(files));
    }
    crate::rules::tell_default(
        &report,
        sources.paywalls.iter().map(|paywall| &*paywall.key),
    );
    let (mut paywalls, mut assets) = (Vec::new(), Vec::new());
    let mut products: Vec<Object> = Vec::new();
    for source in &sources.paywalls {
        let translated = paywall::paywall(source, &report);
        for asset in translated.assets {
            if !assets.contains(&asset) {
                assets.push(asset);
            }
        }
        for product in translated.products {
            if !products
                .iter()
                .any(|known| known.get("id") == product.get("id"))
            {
                products.push(product);
            }
        }
        paywalls.push(translated.paywall);
    }
    let config = Object::default()
        .with("id", "imported")
        .with("capabilities", Node::List(Vec::new()));
    let document = Object::default()
        .with("platform_config", config)
        .with("products", products)
        .with("campaign_rules", rules(&sources))
        .with("paywalls", paywalls);
    Ok(Import {
        document,
        report: report.into_inner(),
        assets,
    })
}

/// Writes a rule for each placement, with the shares of its variations, and for each paywall by its name.
fn rules(sources: &files::Sources<'_>) -> Vec<Object> {
    let mut out = Vec::new();
    if let Some(first) = sources.paywalls.first() {
        out.push(rules::rule(
            "default",
            "default",
            "",
            &[Shown::all(&first.key)],
        ));
    }
    for placement in &sources.placements {
        let shown: Vec<_> = placement
            .variations
            .iter()
            .map(|(key, weight)| Shown {
                paywall: key,
                share: *weight,
            })
            .collect();
        if !shown.is_empty() {
            out.push(rules::rule(
                &format!("placement-{}", placement.id),
                "label",
                placement.id,
                &shown,
            ));
        }
    }
    for paywall in &sources.paywalls {
        if !sources
            .placements
            .iter()
            .any(|placement| placement.id == paywall.key)
        {
            out.push(rules::rule(
                &format!("paywall-{}", paywall.key),
                "label",
                &paywall.key,
                &[Shown::all(&paywall.key)],
            ));
        }
    }
    out
}
