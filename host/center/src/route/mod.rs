//! The routes, by what they are about.

pub(crate) mod deployments;
pub(crate) mod drafts;
pub(crate) mod edits;
pub(crate) mod me;
pub(crate) mod revisions;
pub(crate) mod templates;
