//! Telling the outside: events as signed HTTP requests (<https://www.standardwebhooks.com>), at least once, in the
//! order of each user, tried again for a day.
//!
//! What to do next is decided by pure functions ([`turn`], [`next`]) from the event, the outcome and the time; an
//! [`Outbox`] keeps the events, and the [`Sender`] does what is left: a request. `docs/webhooks.md` has the payloads.

mod endpoint;
mod outbox;
mod payload;
mod plan;
mod sender;
mod signature;
mod told;

pub use endpoint::{Endpoint, EndpointError};
pub use outbox::{MemoryOutbox, Outbox, Outgoing};
pub use payload::{View, body};
pub use plan::{Next, Outcome, Retry, Turn, next, turn};
pub use sender::Sender;
pub use signature::{Signature, SigningSecret, Unverified, verify};
pub use told::{DeviceEvent, Told};
