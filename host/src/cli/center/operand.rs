//! Contents as people name them on the command line: a revision, what is live, a draft, or a file.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::{Value, json};

use super::client::Remote;
use crate::cli::source;

/// The digits of a whole hash.
const WHOLE: usize = 64;
/// The fewest digits by which a revision is named.
const FEWEST: usize = 4;
/// The newest revisions among which one is looked for by its first digits.
const NEWEST: &str = "1000";

/// A content that somebody names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) enum Operand {
    /// The document in a file.
    File(PathBuf),
    /// The live revision of an environment: `live:production`.
    Live(String),
    /// The draft with an id: `draft:…`.
    Draft(String),
    /// The revision whose hash begins so.
    Revision(String),
}

/// A revision in a list.
#[derive(Deserialize)]
struct Listed {
    hash: String,
}

/// Reads what is named. A file wins over a revision of the same name.
pub(in crate::cli) fn operand(text: &str) -> Result<Operand, String> {
    if let Some(name) = text.strip_prefix("live:") {
        return Ok(Operand::Live(name.to_owned()));
    }
    if let Some(id) = text.strip_prefix("draft:") {
        return Ok(Operand::Draft(id.to_owned()));
    }
    let is_hash = text.len() >= FEWEST && text.bytes().all(|it| it.is_ascii_hexdigit());
    match is_hash && !Path::new(text).exists() {
        true => Ok(Operand::Revision(text.to_ascii_lowercase())),
        false => Ok(Operand::File(text.into())),
    }
}

impl Operand {
    /// Returns true for a file, which the host does not know.
    pub(super) const fn is_file(&self) -> bool {
        matches!(self, Self::File(_))
    }

    /// Returns the name by which the API knows it: a whole hash, `live:…` or `draft:…`.
    pub(in crate::cli) async fn name(&self, remote: &Remote) -> Result<String> {
        match self {
            Self::Live(environment) => Ok(format!("live:{environment}")),
            Self::Draft(id) => Ok(format!("draft:{id}")),
            Self::Revision(hash) => whole(remote, hash).await,
            Self::File(file) => bail!(
                "expected a revision, live:ENVIRONMENT or draft:ID, found \"{}\"",
                file.display()
            ),
        }
    }

    /// Returns the hash of the revision that it is.
    pub(in crate::cli) async fn revision(&self, remote: &Remote) -> Result<String> {
        match self {
            Self::Live(environment) => {
                let app = remote.app().await?;
                let live = app.live(environment)?;
                let live = live.with_context(|| format!("nothing is live in {environment} yet"))?;
                Ok(live.revision.clone())
            }
            Self::Draft(_) => {
                bail!("expected a revision: a draft is none before one is made of it")
            }
            _ => self.name(remote).await,
        }
    }

    /// Returns the document. Where nothing is live yet, it is an empty one.
    pub(super) async fn document(&self, remote: &Remote) -> Result<Value> {
        match self {
            Self::File(file) => Ok(read(file)?.1),
            Self::Draft(id) => remote.get(&["drafts", id, "document"], &[]).await,
            Self::Live(environment) => {
                let app = remote.app().await?;
                match app.live(environment)? {
                    Some(live) => {
                        remote
                            .get(&["revisions", &live.revision, "document"], &[])
                            .await
                    }
                    None => Ok(json!({ "paywalls": [], "campaign_rules": [] })),
                }
            }
            Self::Revision(hash) => {
                let hash = whole(remote, hash).await?;
                remote.get(&["revisions", &hash, "document"], &[]).await
            }
        }
    }
}

/// Reads a document's file: its text, and the JSON in it.
pub(super) fn read(file: &Path) -> Result<(Vec<u8>, Value)> {
    let bytes = source::read(file)?;
    let text = std::str::from_utf8(&bytes).ok();
    let plain = text.map(|text| text.trim_start_matches('\u{feff}'));
    let read = plain.and_then(|text| serde_json::from_str(text).ok());
    let read = read.with_context(|| {
        format!(
            "{}: expected a document of plain JSON; `paywall check` says where it is not",
            file.display()
        )
    })?;
    Ok((bytes, read))
}

/// Finds the whole hash of a revision by its first digits.
async fn whole(remote: &Remote, hash: &str) -> Result<String> {
    if hash.len() == WHOLE {
        return Ok(hash.to_owned());
    }
    let all: Vec<Listed> = remote.get(&["revisions"], &[("most", NEWEST)]).await?;
    let mut found = all.into_iter().filter(|it| it.hash.starts_with(hash));
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one.hash),
        (None, _) => bail!(
            "expected a revision of the app, found \"{hash}\"; `paywall log` lists what was live"
        ),
        _ => bail!("expected more digits: several revisions begin with \"{hash}\""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_named_is_understood() {
        for (text, meant) in [
            ("live:sandbox", Operand::Live("sandbox".into())),
            ("draft:7", Operand::Draft("7".into())),
            ("4F8a", Operand::Revision("4f8a".into())),
            ("4f8", Operand::File("4f8".into())),
            ("document.json", Operand::File("document.json".into())),
        ] {
            assert_eq!(operand(text), Ok(meant), "{text}");
        }
    }
}
