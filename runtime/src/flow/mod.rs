//! Flows: journeys over several screens, with events, branches, pauses and hand-overs to the app.
//!
//! [`step`] is what the document says, compiled at load; [`run`] takes a flow from one state to the next.
//! Where a customer is in a flow stands in the key `flow` of the state ([`place`]): all calls stay pure, a flow can be
//! paused, kept and gone on with anywhere. `docs/flows.md` describes it.

mod fill;
mod place;
mod run;
mod step;

pub use place::place;
pub use run::play;
pub use step::{Action, Flow, Function, Kind, Phase, Step};
