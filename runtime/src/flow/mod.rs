//! Flows: journeys over several screens, with events, branches, pauses and hand-overs to the app.
//!
//! [`step`] has the document's side, compiled at load; [`run`] takes a flow from one state to the next.
//! The customer's place in a flow is the key `flow` of the state ([`place`]). All calls stay pure, and a flow can be
//! paused, kept and continued anywhere. `docs/flows.md` describes it.

mod fill;
mod place;
mod run;
mod step;

pub use place::place;
pub use run::play;
pub use step::{Action, Flow, Function, Kind, Phase, Step};
