//! The model of the Control Center: what an app's people edit, review and publish.
//!
//! Everything is named by its content. A [`part`](content) is the canonical JSON of one paywall, one rule, one product;
//! a manifest lists the parts of an app at one moment by their hashes; a revision is a manifest with its parents, its
//! author and a message. An edit is a list of [`Operation`]s that name ids, and gives those that take it back.
//! Two edits of one base are put together by [`merge`], and [`difference`] says what changed, in JSON and in sentences.
//!
//! Nothing here does I/O or knows the time, the engine or SQL. `docs/control.md` explains the model to people.

mod apply;
pub mod campaign;
pub mod canonical;
pub mod content;
pub mod deed;
pub mod difference;
mod error;
mod form;
mod identify;
mod limits;
pub mod merge;
mod named;
mod number;
mod object;
mod operation;
mod outline;
pub mod overview;
mod owner;
pub mod policy;
mod project;
pub mod revision;
mod rewrite;
pub mod running;
mod section;
mod sentence;
mod settle;
mod shape;
mod slice;
mod sorted;
mod steps;
pub mod theme;
pub mod told;
mod tree;
mod uses;
pub mod verdict;

pub use canonical::Hash;
pub use content::{Content, Entry, Manifest, Name, Parts};
pub use difference::{Change, difference};
pub use error::Error;
pub use identify::{Renamed, identify};
pub use merge::{Conflict, Merged, merge};
pub use named::Names;
pub use object::object;
pub use operation::{Destination, Operation};
pub use outline::{Thing, things};
pub use overview::Overview;
pub use owner::owner;
pub use policy::Policy;
pub use project::project;
pub use revision::Revision;
pub use rewrite::{rewrite, source};
pub use section::Section;
pub use settle::Choice;
pub use slice::slice;
pub use sorted::Sorted;
pub use steps::steps;
pub use tree::{Key, Path, Place};
pub use uses::uses;
pub use verdict::Verdict;
