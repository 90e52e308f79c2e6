//! The Control Center of an app, which a host keeps.

use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, Error, Result, bail};
use paywall_host::control::Operation;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use super::edited::{Edited, Told};
use super::finding::{Finding, Verdict};
use crate::cli::center::Place;
use crate::cli::center::client::Remote;
use crate::cli::center::operand::{Operand, operand};

/// The most edits that are listed.
const LISTED: i64 = 50;
/// The content that is meant if none is named.
const USUAL: &str = "live:production";

/// The Control Center of an app.
pub(super) struct Center {
    place: Place,
    remote: OnceCell<Remote>,
    /// The edits of this session that were not taken back: drafts and numbers.
    own: Mutex<Vec<(String, i64)>>,
}

/// A draft, as the API tells of it.
#[derive(Debug, Deserialize)]
pub(super) struct Draft {
    pub id: String,
    pub name: String,
    /// The number of its last edit.
    pub edit: i64,
    /// The id of whoever began it.
    pub owner: String,
}

/// An edit, as the API tells of it.
#[derive(Debug, Deserialize)]
struct Edit {
    number: i64,
    author: String,
    sentences: Vec<String>,
    inverses: Vec<Operation>,
    onto: Option<String>,
}

/// A saved edit, as the API tells of it.
#[derive(Debug, Deserialize)]
struct Saved {
    edit: i64,
}

impl Center {
    /// Names the place, and asks nobody yet.
    pub(super) fn new(place: Place) -> Self {
        Self {
            place,
            remote: OnceCell::new(),
            own: Mutex::default(),
        }
    }

    /// Returns the way to the host, which is asked whose the token is at the first time.
    ///
    /// # Errors
    /// Fails if there is no token, or if the host does not know it.
    pub(super) async fn remote(&self) -> Result<&Remote> {
        self.remote
            .get_or_try_init(|| Remote::open(&self.place))
            .await
    }

    /// Reads the document of a content.
    pub(super) async fn document(
        &self,
        source: Option<&str>,
        platform: Option<&str>,
    ) -> Result<Value> {
        let remote = self.remote().await?;
        let name = content(source)?.name(remote).await?;
        let query: Vec<_> = platform.map(|id| ("platform", id)).into_iter().collect();
        remote.get(&["revisions", &name, "document"], &query).await
    }

    /// Lets the host check a content.
    pub(super) async fn check(&self, source: Option<&str>) -> Result<Vec<Finding>> {
        let remote = self.remote().await?;
        let content = content(source)?;
        let verdict: Verdict = match &content {
            Operand::Draft(id) => remote.post(&["drafts", id, "check"], &json!({})).await?,
            _ => {
                let revision = content.revision(remote).await?;
                remote
                    .post(&["revisions", &revision, "check"], &json!({}))
                    .await?
            }
        };
        Ok(verdict.findings())
    }

    /// Saves an edit, and remembers that it is of this session.
    pub(super) async fn edit(
        &self,
        id: &str,
        operations: &[Operation],
        seen: Option<i64>,
    ) -> Result<Edited> {
        let saved = self.save(id, operations, seen).await?;
        self.remember(|own| own.push((id.to_owned(), saved)));
        Ok(Edited {
            number: saved,
            sentences: operations.iter().map(Operation::sentence).collect(),
        })
    }

    /// Saves an edit; returns its number.
    async fn save(&self, id: &str, operations: &[Operation], seen: Option<i64>) -> Result<i64> {
        let remote = self.remote().await?;
        let seen = match seen {
            Some(seen) => seen,
            None => remote.get::<Draft>(&["drafts", id], &[]).await?.edit,
        };
        let saved: Saved = remote
            .edit(id, seen, &json!({ "operations": operations }))
            .await?;
        Ok(saved.edit)
    }

    /// Takes an edit back by one that undoes it.
    pub(super) async fn undo(&self, id: &str, number: Option<i64>) -> Result<Edited> {
        let number = match number.or_else(|| self.last(id)) {
            Some(number) => number,
            None => bail!(
                "nothing was edited in this draft since the server started: name the `edit`; `list_edits` lists them"
            ),
        };
        let remote = self.remote().await?;
        let after = (number - 1).to_string();
        let query = [("after", after.as_str()), ("most", "1")];
        let found: Vec<Edit> = remote.get(&["drafts", id, "edits"], &query).await?;
        let found = found.into_iter().find(|edit| edit.number == number);
        let edit = found
            .with_context(|| format!("the draft has no edit {number}; `list_edits` lists them"))?;
        if edit.onto.is_some() {
            bail!("edit {number} brought in what others published, and nothing takes that back");
        }
        let saved = self.save(id, &edit.inverses, None).await?;
        self.remember(|own| own.retain(|it| it.0 != id || it.1 != number));
        Ok(Edited {
            number: saved,
            sentences: edit.inverses.iter().map(Operation::sentence).collect(),
        })
    }

    /// Lists the newest edits of a draft.
    pub(super) async fn edits(&self, id: &str) -> Result<Vec<Told>> {
        let remote = self.remote().await?;
        let draft: Draft = remote.get(&["drafts", id], &[]).await?;
        let after = (draft.edit - LISTED).max(0).to_string();
        let query = [("after", after.as_str()), ("most", "50")];
        let found: Vec<Edit> = remote.get(&["drafts", id, "edits"], &query).await?;
        let told = found.into_iter().rev().map(|edit| Told {
            number: edit.number,
            author: edit.author,
            sentences: edit.sentences,
        });
        Ok(told.collect())
    }

    /// Returns the last edit of this session in a draft.
    fn last(&self, id: &str) -> Option<i64> {
        self.remember(|own| own.iter().rev().find(|it| it.0 == id).map(|it| it.1))
    }

    /// Looks at the edits of this session, or changes what is known of them.
    fn remember<T>(&self, work: impl FnOnce(&mut Vec<(String, i64)>) -> T) -> T {
        work(&mut self.own.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Reads the name of a content. Files of this machine are none here.
fn content(source: Option<&str>) -> Result<Operand> {
    let source = source.unwrap_or(USUAL);
    match operand(source).map_err(Error::msg)? {
        Operand::File(_) => bail!(
            "expected a content as `source`: live:ENVIRONMENT, draft:ID, or the first digits of a revision, found \"{source}\""
        ),
        content => Ok(content),
    }
}
