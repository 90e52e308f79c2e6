//! One shown paywall: its state, its texts and conditions, and the tree they resolve to.

pub mod act;
mod css;
mod element;
pub mod markdown;
mod qr;
pub mod resolve;
pub mod scope;
pub mod state;
pub mod style;
pub mod symbol;
mod url_params;
pub mod value;
pub mod view;

#[cfg(test)]
mod tests;

use act::{Change, Event};
use resolve::Rendering;
use state::State;
use view::View;

use crate::call::Act;
use crate::error::Error;

/// The rules every paywall needs: the frame and the kinds of components.
pub const BASE_CSS: &str = include_str!("base.css");

/// The paywall as it is in this state.
///
/// # Errors
/// `too_many_nodes`.
pub fn render<'a>(view: &'a View<'a>) -> Result<Rendering<'a>, Error> {
    resolve::resolve(view)
}

/// Applies a tap to the state and answers what the app must hear.
///
/// # Errors
/// `too_many_nodes`.
pub fn apply(view: &mut View<'_>, tap: &Act) -> Result<Vec<Event>, Error> {
    let rendering = resolve::resolve(view)?;
    let outcome = act::act(view, &rendering.taps, tap);
    drop(rendering);
    settle(&mut view.state, outcome.changes);
    Ok(outcome.events)
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
    [BASE_CSS, &view.paywall.css, &scale_css(view)].concat()
}

/// The rule of the device's scale; most need none.
pub fn scale_css(view: &View<'_>) -> String {
    style::scale_css(view.request.device.scale())
}
