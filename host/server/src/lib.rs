//! The server that keeps facts: the platform's SDK protocol, stores'
//! messages, events for the outside, and health checks.
//! The command `paywall host` runs it, configured by a file.

pub mod admin;
mod bucket;
pub mod budget;
mod built;
pub mod calls;
mod catch_up;
mod center;
mod coded;
mod coding;
mod described;
mod endless;
mod first;
mod follow;
mod form;
pub mod host;
pub mod identity;
pub mod log;
mod messages;
mod metrics;
mod news;
mod notifications;
mod oidc;
mod peer;
mod proofs;
mod ready;
pub mod results;
pub mod retention;
mod schedules;
pub mod sdk;
pub mod settings;
mod shares;
mod standing;
mod supervise;
mod timekeeper;
mod unstarted;
mod watching;

pub use catch_up::CatchUp;
pub use described::description;
pub use first::{Begun, begin_center, begin_here, show_again};
pub use follow::Unserved;
pub use messages::Messages;
pub use metrics::Metrics;
pub use notifications::{Confirm, Notifications, notification_routes, visit};
pub use paywall_center::{Here, Shown};
pub use proofs::StoreProofs;
pub use unstarted::HostError;
