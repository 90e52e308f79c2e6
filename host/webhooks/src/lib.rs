//! Webhooks: events sent to the outside as signed HTTP requests (<https://www.standardwebhooks.com>), at
//! least once, in the order of each user, with retries for a day.
//!
//! Pure functions ([`turn`], [`next`]) decide on the next step from the event, the outcome and the
//! time; an [`Outbox`] keeps the events, and the [`Sender`] does the rest: a request.
//! `docs/webhooks.md` has the payloads.

mod endpoint;
mod outbox;
mod outgoing;
mod payload;
mod plan;
mod post;
mod sender;
mod signature;
mod told;

pub use endpoint::{Endpoint, EndpointError};
pub use outbox::{MemoryOutbox, Outbox};
pub use outgoing::Outgoing;
pub use payload::{View, body};
pub use plan::{Next, Outcome, Retry, Turn, next, turn};
pub use post::{Https, Post, Request};
pub use sender::{Sender, Sending};
pub use signature::{Signature, SigningSecret, Unverified, verify};
pub use told::{DELETIONS, Deletion, DeviceEvent, SCHEDULES, Stopped, Told};
