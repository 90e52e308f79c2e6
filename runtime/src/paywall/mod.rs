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

use act::{Change, Outcome};
use resolve::Rendering;
use state::State;
use view::View;

use crate::call::Act;
use crate::error::Error;
use crate::tree::concat;

/// The rules every paywall needs: the frame and the kinds of components.
pub const BASE_CSS: &str = include_str!("base.css");

/// The paywall as it is in this state.
///
/// # Errors
/// `too_many_nodes`, `too_much_work`.
pub fn render<'a>(view: &'a View<'a>) -> Result<Rendering<'a>, Error> {
    resolve::resolve(view)
}

/// What a tap comes to; nothing is changed yet.
///
/// # Errors
/// `too_many_nodes`, `too_much_work`.
pub fn press(view: &View<'_>, tap: &Act) -> Result<Outcome, Error> {
    Ok(act::press(view, &resolve::resolve(view)?, tap))
}

/// Makes changes to a state.
pub fn settle(state: &mut State<'_>, changes: Vec<Change>) {
    for change in changes {
        match change {
            Change::Set(key, value) => state.set(key, value),
            Change::Entry(key, name, value) => state.set_entry(key, &name, value),
        }
    }
}

/// The rules a tree needs besides its own dynamic ones: the frame's, the paywall's, and the scale.
pub fn static_css(view: &View<'_>) -> String {
    concat(&[BASE_CSS, &view.paywall.css, &scale_css(view)])
}

/// The rule of the device's scale; most need none.
pub fn scale_css(view: &View<'_>) -> String {
    style::scale_css(view.request.device.scale())
}
