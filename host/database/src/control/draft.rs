//! Drafts and their edits.

use std::collections::BTreeSet;

use paywall_control::{Content, Hash, Manifest, Operation, Revision};
use paywall_ledger::Time;
use sqlx::any::AnyRow;
use sqlx::{Any, Row, Transaction};

use super::content::{hash_of, new_parts};
use super::saving::Waiting;
use super::{Control, MOST_LISTED, Refusal, fit, words};
use crate::error::Error;
use crate::rows::{read, text};

/// The most bytes of an edit.
const MOST_EDIT: usize = 1 << 20;

/// A draft: changes that nobody published yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The id of the draft.
    pub id: String,
    /// The name that people gave it.
    pub name: String,
    /// The revision that it began with, or that was last made of it.
    pub base: Hash,
    /// The hash of its content as it is now.
    pub manifest: Hash,
    /// The number of the last edit; 0 before the first.
    pub edit: i64,
    /// The id of whoever began it.
    pub owner: String,
    /// True as long as it can be edited.
    pub is_open: bool,
    /// The revision that was made of it before it was put on top of one that does not come from that; the next one comes
    /// from both.
    pub merged: Option<Hash>,
}

/// An edit of a draft.
#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    /// The number in the draft.
    pub number: i64,
    /// The id of the author.
    pub author: String,
    /// The time when it was saved.
    pub at: Time,
    /// The operations, in their order.
    pub operations: Vec<Operation>,
    /// The operations that take it back.
    pub inverses: Vec<Operation>,
    /// The revision that the edit put the draft on top of; none for what people edit. Nothing takes such an edit back.
    pub onto: Option<Hash>,
}

/// A saved edit.
#[derive(Debug, Clone, PartialEq)]
pub struct Edited {
    /// The number of the edit.
    pub number: i64,
    /// The hash of the draft's content now.
    pub manifest: Hash,
    /// The operations that take it back.
    pub inverses: Vec<Operation>,
}

impl Control {
    /// Begins a draft of a revision.
    ///
    /// # Errors
    /// Fails if there is no such revision, or if the database fails.
    pub async fn begin_draft(
        &self,
        name: &str,
        base: Hash,
        owner: &str,
        at: Time,
    ) -> Result<Draft, Refusal> {
        let head = self
            .manifest(self.revision(base).await?.revision.manifest)
            .await?;
        let id = self.secrets.fresh()?;
        let put = sqlx::query(
            "INSERT INTO control_drafts (app, id, name, base, head, edit, owner, state, at, manifest, hashed)
             VALUES ($1, $2, $3, $4, $5, 0, $6, 'open', $7, $8, 0)",
        );
        let put = put
            .bind(self.app.as_str())
            .bind(id.as_str())
            .bind(words(name)?);
        let put = put.bind(base.to_string()).bind(head.canonical());
        let put = put.bind(fit(owner)?).bind(at.millis());
        let manifest = head.hash();
        let put = put.bind(manifest.to_string());
        let _turn = self.database.turn().await;
        put.execute(&self.database.pool).await?;
        let (name, owner) = (name.to_owned(), owner.to_owned());
        Ok(Draft {
            id,
            name,
            base,
            manifest,
            edit: 0,
            owner,
            is_open: true,
            merged: None,
        })
    }

    /// Returns a draft by its id, without its content.
    ///
    /// # Errors
    /// Fails if there is no such draft, or if the database fails.
    pub async fn draft(&self, id: &str) -> Result<Draft, Refusal> {
        let find = sqlx::query(FIND).bind(self.app.as_str()).bind(fit(id)?);
        let row = find.fetch_optional(&self.database.pool).await?;
        Ok(draft(&row.ok_or_else(|| no_draft(id))?)?)
    }

    /// Returns a draft by its id, and the list of its parts as it is now.
    ///
    /// # Errors
    /// Fails as [`Self::draft`] does.
    pub async fn draft_with_head(&self, id: &str) -> Result<(Draft, Manifest), Refusal> {
        let find = sqlx::query(FIND_HEAD).bind(self.app.as_str());
        let find = find.bind(fit(id)?);
        let row = find.fetch_optional(&self.database.pool).await?;
        Ok(with_head(&row.ok_or_else(|| no_draft(id))?)?)
    }

    /// Returns the number of the last edit of a draft, and whether it can be edited. Whoever listens for edits asks all
    /// the time: it is one row, without the content.
    ///
    /// # Errors
    /// Fails if there is no such draft, or if the database fails.
    pub async fn last_edit(&self, id: &str) -> Result<(i64, bool), Refusal> {
        let find = "SELECT edit, state FROM control_drafts WHERE app = $1 AND id = $2";
        let find = sqlx::query(find).bind(self.app.as_str()).bind(fit(id)?);
        let row = find.fetch_optional(&self.database.pool).await?;
        let row = row.ok_or_else(|| no_draft(id))?;
        let state: String = row.try_get(1)?;
        Ok((row.try_get(0)?, state == "open"))
    }

    /// Lists the drafts that can be edited, without their contents: at most 1,000.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn drafts(&self) -> Result<Vec<Draft>, Refusal> {
        let find = sqlx::query(LIST).bind(self.app.as_str());
        let find = find.bind(i64::from(MOST_LISTED));
        let rows = find.fetch_all(&self.database.pool).await?;
        Ok(rows.iter().map(draft).collect::<Result<_, Error>>()?)
    }

    /// Saves an edit that was made after the edit `seen`.
    ///
    /// Once this returns, the edit is durable. Only its parts are written, and the draft's row; edits that wait go together.
    ///
    /// # Errors
    /// [`Refusal::Behind`] with the newer edits if there are any; then the author puts the operations on top of them, and
    /// saves again. Fails also if the model refuses the operations, or if the database fails.
    pub async fn edit(
        &self,
        id: &str,
        seen: i64,
        operations: &[Operation],
        author: &str,
        at: Time,
    ) -> Result<Edited, Refusal> {
        let written = text("control_edits", &operations)?;
        if written.len() > MOST_EDIT {
            return Err(Refusal::TooLong { most: MOST_EDIT });
        }
        fit(author)?;
        // All is read and worked out while others write; what is written holds only if the draft is still the one that was
        // seen. If it is not, the next look says why.
        loop {
            let (draft, head) = self.draft_with_head(id).await?;
            if !draft.is_open {
                return Err(Refusal::Closed);
            }
            if draft.edit != seen {
                return Err(self.behind(id, seen).await?);
            }
            let mut content = self.touched(&head, operations).await?;
            let inverses = content.apply(operations)?;
            let head_then = content.manifest.canonical();
            let manifest = Hash::of(head_then.as_bytes());
            let edit = Waiting {
                draft: id.to_owned(),
                number: seen + 1,
                author: author.to_owned(),
                at,
                operations: written.clone(),
                inverses: text("control_edits", &inverses)?,
                parts: new_parts(&content, &head)?,
                manifest: manifest.to_string(),
                head: head_then,
            };
            if self.save(edit).await? {
                return Ok(Edited {
                    number: seen + 1,
                    manifest,
                    inverses,
                });
            }
        }
    }

    /// Lists the edits of a draft after a number, in their order: at most 1,000.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn edits(&self, id: &str, after: i64, most: u32) -> Result<Vec<Edit>, Refusal> {
        let find = "SELECT number, author, at, operations, inverses, onto FROM control_edits
             WHERE app = $1 AND draft = $2 AND number > $3 ORDER BY number LIMIT $4";
        let find = sqlx::query(find)
            .bind(self.app.as_str())
            .bind(fit(id)?)
            .bind(after);
        let find = find.bind(i64::from(most.min(MOST_LISTED)));
        let rows = find.fetch_all(&self.database.pool).await?;
        Ok(rows.iter().map(edit).collect::<Result<_, Error>>()?)
    }

    /// Makes a revision of a draft as it was after the edit `seen`, and goes on with the draft from there.
    ///
    /// # Errors
    /// [`Refusal::Behind`] if there are newer edits: nobody publishes another draft than the one they saw.
    pub async fn commit_draft(
        &self,
        id: &str,
        seen: i64,
        author: &str,
        message: &str,
        engine: &str,
        at: Time,
    ) -> Result<Hash, Refusal> {
        words(message)?;
        let _turn = self.database.turn().await;
        let mut transaction = self.begin().await?;
        let (draft, head) = self.open_draft(&mut transaction, id).await?;
        if draft.edit != seen {
            transaction.rollback().await?;
            return Err(self.behind(id, seen).await?);
        }
        let revision = Revision {
            manifest: draft.manifest,
            parents: [Some(draft.base), draft.merged]
                .into_iter()
                .flatten()
                .collect(),
            message: message.to_owned(),
            author: fit(author)?.to_owned(),
            at: at.millis(),
            engine: fit(engine)?.to_owned(),
        };
        let hash = self
            .keep_revision(&mut transaction, &head, &revision)
            .await?;
        // Whoever edited it has a hand in it, whoever makes the revision.
        let put = "INSERT INTO control_authors (app, manifest, author)
             SELECT DISTINCT app, CAST($3 AS TEXT), author FROM control_edits WHERE app = $1 AND draft = $2
             ON CONFLICT (app, manifest, author) DO NOTHING";
        let put = sqlx::query(put).bind(self.app.as_str()).bind(id);
        let put = put.bind(revision.manifest.to_string());
        put.execute(&mut *transaction).await?;
        let set = "UPDATE control_drafts SET base = $3, merged = '' WHERE app = $1 AND id = $2";
        let set = sqlx::query(set)
            .bind(self.app.as_str())
            .bind(id)
            .bind(hash.to_string());
        set.execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(hash)
    }

    /// Closes a draft: nothing of it is lost, and nobody edits it any more.
    ///
    /// # Errors
    /// Fails if there is no such draft, or if the database fails.
    pub async fn close_draft(&self, id: &str) -> Result<(), Refusal> {
        let set = "UPDATE control_drafts SET state = 'closed' WHERE app = $1 AND id = $2";
        let set = sqlx::query(set).bind(self.app.as_str()).bind(fit(id)?);
        let _turn = self.database.turn().await;
        let done = set.execute(&self.database.pool).await?;
        match done.rows_affected() {
            0 => Err(no_draft(id)),
            _ => Ok(()),
        }
    }

    /// Reads a draft that can be edited, and the list of its parts, in a transaction that writes.
    pub(super) async fn open_draft(
        &self,
        transaction: &mut Transaction<'static, Any>,
        id: &str,
    ) -> Result<(Draft, Manifest), Refusal> {
        let find = sqlx::query(FIND_HEAD).bind(self.app.as_str());
        let row = find
            .bind(fit(id)?)
            .fetch_optional(&mut **transaction)
            .await?;
        let (draft, head) = with_head(&row.ok_or_else(|| no_draft(id))?)?;
        match draft.is_open {
            true => Ok((draft, head)),
            false => Err(Refusal::Closed),
        }
    }

    /// Reads the parts of a content that operations touch. They never change.
    async fn touched(&self, head: &Manifest, operations: &[Operation]) -> Result<Content, Refusal> {
        let names = operations.iter().map(Operation::part);
        let hashes: BTreeSet<Hash> = names.filter_map(|name| head.get(&name)).collect();
        let mut connection = self.database.pool.acquire().await.map_err(Error::from)?;
        let parts = self.parts(&mut connection, &hashes).await?;
        Ok(Content {
            manifest: head.clone(),
            parts,
        })
    }
}

/// The columns of a draft. Its content stands among them only if the hash that is kept is not that of the last edit: because
/// the draft is older than the column, or because a host of an older version saved the edit.
macro_rules! select {
    ($head:literal, $rest:literal) => {
        concat!(
            "SELECT id, name, base, edit, owner, state, merged, manifest, ",
            $head,
            " FROM control_drafts WHERE app = $1 AND ",
            $rest
        )
    };
}

/// The statement for one draft.
const FIND: &str = select!("CASE WHEN hashed = edit THEN '' ELSE head END", "id = $2");
/// The statement for one draft with its content.
const FIND_HEAD: &str = select!("head", "id = $2");
/// The statement for those that can be edited.
const LIST: &str = select!(
    "CASE WHEN hashed = edit THEN '' ELSE head END",
    "state = 'open' ORDER BY at DESC LIMIT $2"
);

/// Reads a draft from its row.
fn draft(row: &AnyRow) -> Result<Draft, Error> {
    let head: String = row.try_get(8)?;
    let manifest = match head.is_empty() {
        true => hash_of(&row.try_get::<String, _>(7)?)?,
        false => Hash::of(head.as_bytes()),
    };
    without_head(row, manifest)
}

/// Reads a draft and its content from their row.
fn with_head(row: &AnyRow) -> Result<(Draft, Manifest), Error> {
    let head: String = row.try_get(8)?;
    let draft = without_head(row, Hash::of(head.as_bytes()))?;
    Ok((draft, read("control_drafts", &head)?))
}

/// Reads all of a draft but its content.
fn without_head(row: &AnyRow, manifest: Hash) -> Result<Draft, Error> {
    let (base, state, merged): (String, String, String) =
        (row.try_get(2)?, row.try_get(5)?, row.try_get(6)?);
    Ok(Draft {
        id: row.try_get(0)?,
        name: row.try_get(1)?,
        base: hash_of(&base)?,
        manifest,
        edit: row.try_get(3)?,
        owner: row.try_get(4)?,
        is_open: state == "open",
        merged: maybe_hash(&merged)?,
    })
}

/// Reads an edit from its row.
fn edit(row: &AnyRow) -> Result<Edit, Error> {
    let (operations, inverses, onto): (String, String, String) =
        (row.try_get(3)?, row.try_get(4)?, row.try_get(5)?);
    Ok(Edit {
        number: row.try_get(0)?,
        author: row.try_get(1)?,
        at: Time::from_millis(row.try_get(2)?),
        operations: read("control_edits", &operations)?,
        inverses: read("control_edits", &inverses)?,
        onto: maybe_hash(&onto)?,
    })
}

/// Reads a hash that may be missing.
fn maybe_hash(text: &str) -> Result<Option<Hash>, Error> {
    (!text.is_empty()).then(|| hash_of(text)).transpose()
}

/// Makes the refusal that there is no such draft.
fn no_draft(id: &str) -> Refusal {
    let id = id.to_owned();
    Refusal::NotFound { what: "draft", id }
}
