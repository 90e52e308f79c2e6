//! The contents that calls name: a revision, what is live in an environment, or the head of a draft.

use paywall_control::{Hash, Manifest};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::center::App;
use crate::problem::Problem;

/// The content that a call is about: one of the three.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Source {
    /// The id of a draft, whose head it is.
    Draft(String),
    /// The hash of a revision.
    Revision(String),
    /// The name of an environment, where it is live.
    Environment(String),
}

impl Source {
    /// Reads a source as paths write it: a hash, `live:ENVIRONMENT`, or `draft:ID`.
    pub(crate) fn read(text: &str) -> Self {
        if let Some(environment) = text.strip_prefix("live:") {
            return Self::Environment(environment.to_owned());
        }
        match text.strip_prefix("draft:") {
            Some(draft) => Self::Draft(draft.to_owned()),
            None => Self::Revision(text.to_owned()),
        }
    }

    /// Returns the list of the content's parts.
    ///
    /// # Errors
    /// Fails if there is no such content, or if the database fails.
    pub(crate) async fn manifest(&self, app: &App) -> Result<Manifest, Problem> {
        let revision = match self {
            Self::Draft(id) => return Ok(app.control.draft_with_head(id).await?.1),
            Self::Revision(revision) => hash(revision)?,
            Self::Environment(name) => {
                app.has_environment(name)?;
                let live = app.control.live(name).await?;
                let none = || Problem::not_found("deployment", name);
                live.ok_or_else(none)?.revision
            }
        };
        let manifest = app.control.revision(revision).await?.revision.manifest;
        Ok(app.control.manifest(manifest).await?)
    }
}

/// Reads the hash of a revision.
///
/// # Errors
/// Fails with `not_found` if it is no hash.
pub(crate) fn hash(text: &str) -> Result<Hash, Problem> {
    text.parse()
        .map_err(|_| Problem::not_found("revision", text))
}
