//! The routes, by what they are about.

pub(crate) mod deployments;
pub(crate) mod drafts;
pub(crate) mod edits;
pub(crate) mod me;
pub(crate) mod people;
pub(crate) mod rebase;
pub(crate) mod revisions;
pub(crate) mod schedules;
pub(crate) mod sessions;
pub(crate) mod templates;
