//! One shown paywall: its state, its texts and conditions, and the tree they resolve to.

pub mod act;
mod control;
mod css;
mod element;
mod family;
pub mod markdown;
mod part;
mod qr;
mod repeat;
pub mod resolve;
pub mod scope;
mod sheets;
pub mod state;
pub mod style;
pub mod symbol;
mod timer;
pub mod told;
mod url_params;
pub mod value;
pub mod view;

#[cfg(test)]
mod tests;

use std::mem;

use act::{Change, Outcome};
use resolve::Rendering;
use view::View;

use crate::campaign::Decision;
use crate::document::paywall::Paywall;
use crate::error::Error;
use crate::request::{Act, Request};
use crate::string::concat;

/// The rules every paywall needs: the frame and the kinds of components.
pub const BASE_CSS: &str = include_str!("base.css");

/// The paywall as it is in this state.
///
/// # Errors
/// `too_many_nodes`, `too_much_work`.
pub fn render<'a>(view: &'a View<'a>) -> Result<Rendering<'a>, Error> {
    resolve::resolve(view)
}

/// What a tap on a paywall comes to.
///
/// # Errors
/// `too_many_nodes`, `too_much_work`.
pub fn press(
    paywall: &Paywall,
    request: &Request,
    decision: Option<&Decision<'_>>,
    tap: &Act,
) -> Result<Outcome, Error> {
    let mut view = View::new(paywall, request, decision);
    let mut outcome = act::press(&view, &resolve::resolve(&view)?, tap);
    for change in mem::take(&mut outcome.changes) {
        match change {
            Change::Set(key, value) => view.state.set(key, value),
            Change::Entry(key, name, value) => view.state.set_entry(key, &name, value),
        }
    }
    outcome.state = view.state.changes;
    Ok(outcome)
}

/// The rules a tree needs besides its own dynamic ones: the frame's, the paywall's, and the scale.
pub fn static_css(view: &View<'_>) -> String {
    concat(&[BASE_CSS, &view.paywall.css, &scale_css(view)])
}

/// The rule of the device's scale; most need none.
pub fn scale_css(view: &View<'_>) -> String {
    style::scale_css(view.request.device.scale())
}
