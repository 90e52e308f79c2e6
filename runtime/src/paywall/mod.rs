//! One shown paywall: its state, its texts and conditions, and the tree they resolve to.

mod element;
pub mod event;
pub mod kind;
mod page;
mod qr;
mod remaining;
mod repeat;
pub mod report;
pub mod resolve;
pub mod scope;
pub mod sheet;
pub mod state;
pub mod symbol;
pub mod tap;
mod toggle;
mod url_params;
pub mod value;
pub mod view;

#[cfg(test)]
mod tests;

use std::mem;

use paywall_output::{self as output, Escape};
use serde_json::Value as Json;

use kind::KINDS;
use resolve::Rendering;
use tap::{Change, Outcome};
use view::View;

use crate::document::paywall::Paywall;
use crate::document::texts::Texts;
use crate::error::Error;
use crate::request::{Act, Request};
use crate::rule::decision::Decision;
use crate::string::concat;
use crate::work::Work;

/// Renders the paywall as it is in this state.
///
/// # Errors
/// `too_many_nodes`, `too_much_work`.
pub fn render<'a>(view: &'a View<'a>) -> Result<Rendering<'a>, Error> {
    resolve::resolve(view, KINDS)
}

/// Returns the outcome of a tap on a paywall: events, and the state after it.
///
/// # Errors
/// `too_many_nodes`, `too_much_work`.
pub fn press(
    paywall: &Paywall,
    texts: Texts<'_>,
    request: &Request,
    work: &Work,
    decision: Option<&Decision<'_>>,
    tap: &Act,
) -> Result<Outcome, Error> {
    let mut view = View::new(paywall, texts, request, work, decision);
    let mut outcome = outcome(&view, &render(&view)?, tap);
    for change in mem::take(&mut outcome.changes) {
        match change {
            Change::Set(key, value) => view.state.set(key, value),
            Change::Entry(key, name, value) => view.state.set_entry(key, &name, value),
        }
    }
    outcome.state = view.state.changes;
    Ok(outcome)
}

/// Lets a tap, or an event that is reported without one, happen. Nothing comes of a tap on a component
/// that is not shown.
fn outcome(view: &View<'_>, rendering: &Rendering<'_>, tapped: &Act) -> Outcome {
    let mut outcome = Outcome::default();
    let is_locked = view.state.changed("userInteractionEnabled") == Some(&Json::Bool(false));
    // Reports of the app or of a video are no interaction, so a locked paywall lets them through.
    let is_touched = matches!(tapped.by.as_deref(), None | Some("click" | "key"));
    outcome.locked = is_locked && is_touched;
    if outcome.locked {
        return outcome;
    }
    match (tap::find(&rendering.taps, &tapped.tap), &tapped.by) {
        (Some(tap), _) => return tap::act(view, rendering, tap, &tapped.value),
        (None, Some(by)) => {
            report::report(view, &rendering.taps, by, &tapped.value, &mut outcome);
        }
        (None, None) => {}
    }
    outcome
}

/// Returns the rules that a tree needs besides its own dynamic ones: the frame's, the paywall's, and the scale.
pub fn static_css(view: &View<'_>) -> String {
    concat(&[&kind::base_css(), &view.paywall.css, &scale_css(view)])
}

/// Returns the rules of the frame and of a paywall, escaped for the inside of a JSON string.
pub fn css_in_json(paywall: &Paywall) -> &str {
    let escape = || output::escaped(&concat(&[&kind::base_css(), &paywall.css]), Escape::JSON);
    paywall.css_in_json.get_or_init(escape)
}

/// Returns the rule of the device's scale, empty for most devices.
pub fn scale_css(view: &View<'_>) -> String {
    sheet::scale_css(view.request.device.scale())
}
