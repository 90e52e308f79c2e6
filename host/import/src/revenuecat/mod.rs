//! RevenueCat's paywalls (its "Paywalls V2").
//!
//! The parts of a component each have a file: `stack` (boxes), `text`, `image`, `icon`, `video`, `button`, `timeline`,
//! `carousel`, `countdown`, `tabs`, `input`, `choices`, `sheet`, `badge`; what several of them share: `layout` (sizes), `paint`
//! (colours), `font`, `markdown`, `variable`, `condition`, and `layered` (overrides and dark mode). `files` recognises
//! what a team has, `paywall` and `menu` make the frame, `document` what is around.

mod badge;
mod button;
mod carousel;
mod choices;
pub mod code;
mod common;
mod condition;
mod context;
mod countdown;
mod document;
mod files;
mod font;
mod icon;
mod image;
mod input;
mod known;
mod language;
mod layered;
mod layout;
mod markdown;
mod menu;
mod node;
mod paint;
mod paywall;
mod selection;
mod sheet;
mod stack;
mod tabs;
mod template;
mod text;
mod timeline;
mod variable;
mod video;
mod words;

use std::cell::RefCell;

use crate::report::Report;
use crate::{Error, File, Import, Options};

/// Imports the paywalls in files: answers of RevenueCat's API or of its apps' API, in one file or many.
///
/// # Errors
/// A file that is no JSON, files that are too many or too large, and files without a paywall.
pub fn import(files: &[File<'_>], options: &Options) -> Result<Import, Error> {
    let parsed = crate::parse::parse(files)?;
    let report = RefCell::new(Report::default());
    let sources = files::Sources::of(&parsed, &report);
    if sources.paywalls.is_empty() {
        return Err(Error::no_paywall(files));
    }
    if sources.ui.is_none() {
        let message = "fonts, named colours, words and custom variables are in no file; `ui_config` is in what an app gets";
        report.borrow_mut().add(code::NO_UI_CONFIG, "$", message);
    }
    if !sources.placements.is_empty() {
        let message = "placements lead to what they gave the user of the file; the rules behind them are written by hand";
        report
            .borrow_mut()
            .add(code::TARGETING_LEFT_OUT, "$.placements", message);
    }
    let is_known = |key| sources.paywalls.iter().any(|paywall| paywall.key == key);
    if !sources.current.is_some_and(is_known) {
        crate::rules::tell_default(
            &report,
            sources.paywalls.iter().map(|paywall| &*paywall.key),
        );
    }
    let mut translated = Vec::new();
    let mut assets: Vec<String> = Vec::new();
    for source in &sources.paywalls {
        let paywall = paywall::paywall(options, source, sources.ui.as_ref(), &report);
        for asset in &paywall.assets {
            if !assets.contains(asset) {
                assets.push(asset.clone());
            }
        }
        translated.push(paywall);
    }
    let document = document::document(&sources, translated);
    Ok(Import {
        document,
        report: report.into_inner(),
        assets,
    })
}
