//! The HTTP API on which the Control Center's pages, the command line and CI stand (`docs/control.md`).
//!
//! A route stands in three places: its handler in `route`, with what it asks for and answers; the list in `routes`, which makes
//! the server and its description (OpenAPI); and the table in `access`, which says who may call it. A test compares them.

pub mod access;
mod answer;
mod begin;
mod blocking;
mod body;
mod call;
pub mod caller;
mod center;
pub mod describe;
mod design;
mod door;
mod due;
mod enter;
mod gate;
mod guard;
mod here;
mod judge;
mod list;
mod loaded;
mod media;
pub mod pages;
mod problem;
mod provider;
mod route;
mod routes;
mod sender;
mod shared;
mod source;
mod traffic;

pub use begin::{begin, show};
pub use center::{App, Center, Platform};
pub use due::{Ran, run_due};
pub use enter::own;
pub use gate::Gate;
pub use here::{Here, Shown, only_here};
pub use loaded::Held;
pub use problem::Problem;
pub use provider::{GroupRole, Provider, ProviderSettings};
pub use routes::{description, routes};
pub use sender::Sender;
