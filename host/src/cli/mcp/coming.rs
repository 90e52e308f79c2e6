//! A content that is to be live, now or at a later time: what it changes, and what the check finds.

use anyhow::{Result, bail};
use paywall_host::control::{Change, Content, difference};
use serde::Deserialize;
use serde_json::json;

use super::center::Draft;
use super::finding;
use super::reply::lines;
use super::target::Target;
use crate::cli::center::client::{Deployment, Remote};
use crate::cli::center::operand::{Operand, operand};

/// The most sentences about what changes.
const SENTENCES: usize = 100;

/// A content that is to be live in an environment.
pub(super) struct Coming {
    content: Operand,
    /// The number of the draft's last edit, before anything was said of it.
    seen: i64,
    /// The number of the deployment that it replaces; 0 for none.
    pub replaces: i64,
    /// The changes, and the findings of the check, in words.
    pub said: String,
    /// True if the check finds errors.
    is_faulty: bool,
}

/// A revision that was made of a draft.
#[derive(Debug, Deserialize)]
struct Made {
    revision: String,
}

impl Coming {
    /// Compares a content with what is live in an environment, and checks it.
    ///
    /// # Errors
    /// Fails if there is no such content or environment.
    pub(super) async fn look(target: &Target, source: &str, environment: &str) -> Result<Self> {
        let remote = target.center()?.remote().await?;
        let app = remote.app().await?;
        let live = app.live(environment)?;
        let content = match operand(source) {
            Ok(Operand::File(_)) | Err(_) => bail!(
                "expected draft:ID, the first digits of a revision, or live:ENVIRONMENT as `source`"
            ),
            Ok(content) => content,
        };
        let seen = seen(remote, &content).await?;
        let mut said = changes(target, live, source).await?;
        let found = target.check(Some(source)).await?;
        let is_faulty = found.iter().any(|finding| finding.is_error);
        said += &format!("Findings: {}", finding::text(found, &[]));
        Ok(Self {
            content,
            seen,
            replaces: live.map_or(0, |live| live.sequence),
            said,
            is_faulty,
        })
    }

    /// Returns the hash of the revision that is to be live, or else why nothing becomes live: that is what a `dry_run` asks
    /// for, or the check finds errors.
    ///
    /// # Errors
    /// Fails if there is a newer edit than the one that was seen, or if the token may not make a revision.
    pub(super) async fn revision(
        &self,
        remote: &Remote,
        message: &str,
        dry_run: bool,
    ) -> Result<Result<String, &'static str>> {
        if self.is_faulty {
            return Ok(Err("mend the errors first"));
        }
        if dry_run {
            return Ok(Err("that was asked for"));
        }
        self.made(remote, message).await.map(Ok)
    }

    /// Returns the hash of its revision; of a draft, one is made, unless somebody saved another edit than the one that was
    /// seen.
    async fn made(&self, remote: &Remote, message: &str) -> Result<String> {
        let Operand::Draft(id) = &self.content else {
            return self.content.revision(remote).await;
        };
        let body = json!({ "edit": self.seen, "message": message });
        let made: Made = remote.post(&["drafts", id, "commit"], &body).await?;
        Ok(made.revision)
    }
}

/// Says what a publication changes.
async fn changes(target: &Target, live: Option<&Deployment>, source: &str) -> Result<String> {
    let before = match live {
        Some(live) => target.content(Some(&live.revision)).await?,
        None => Content::read(json!({ "paywalls": [], "campaign_rules": [] }))?,
    };
    let found = difference(&before, &target.content(Some(source)).await?)?;
    let sentences: Vec<String> = found.iter().map(Change::sentence).collect();
    Ok(format!(
        "{} changes to what is live:\n{}",
        sentences.len(),
        lines(&sentences, SENTENCES)
    ))
}

/// Returns the number of a draft's last edit.
async fn seen(remote: &Remote, content: &Operand) -> Result<i64> {
    match content {
        Operand::Draft(id) => Ok(remote.get::<Draft>(&["drafts", id], &[]).await?.edit),
        _ => Ok(0),
    }
}
