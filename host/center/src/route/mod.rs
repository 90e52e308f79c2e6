//! The routes, by what they are about.

pub(crate) mod app;
pub(crate) mod ask;
pub(crate) mod assets;
pub(crate) mod audit;
pub(crate) mod checks;
pub(crate) mod comments;
pub(crate) mod customers;
pub(crate) mod deployments;
pub(crate) mod drafts;
pub(crate) mod edits;
pub(crate) mod estimate;
pub(crate) mod events;
pub(crate) mod grants;
pub(crate) mod me;
pub(crate) mod oidc;
pub(crate) mod people;
pub(crate) mod rebase;
pub(crate) mod reviews;
pub(crate) mod revisions;
pub(crate) mod schedules;
pub(crate) mod sessions;
pub(crate) mod shares;
pub(crate) mod simulate;
pub(crate) mod stock;
pub(crate) mod templates;
pub(crate) mod tokens;
