//! Parts, manifests and revisions.

use std::collections::BTreeSet;
use std::sync::Arc;

use paywall_control::{Content, Hash, Manifest, Name, Parts, Revision, Verdict, canonical};
use paywall_ledger::Time;
use serde_json::{Value, json};
use sqlx::any::AnyRow;
use sqlx::{Any, AnyConnection, Row, Transaction};

use super::audit::Deed;
use super::{Control, MOST_LISTED, Refusal, fit, words};
use crate::database::{in_array, over_array, singles};
use crate::error::Error;
use crate::rows::{read, text};

/// The statement for parts: `[hash, body]`.
const PUT_PARTS: [&str; 2] = over_array!(
    "INSERT INTO control_parts (app, hash, body)
     SELECT CAST($1 AS TEXT), e.value ->> 0, e.value ->> 1 FROM",
    "",
    sqlite: "WHERE true ON CONFLICT (app, hash) DO NOTHING",
    postgres: "ON CONFLICT (app, hash) DO NOTHING"
);
/// The statement that reads parts by their hashes.
const GET_PARTS: [&str; 2] = in_array!(
    "SELECT hash, body FROM control_parts WHERE app = $1 AND hash",
    ""
);

/// A revision with its place in the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The number of the revision in the app.
    pub sequence: i64,
    /// The hash, which names it.
    pub hash: Hash,
    /// The revision itself.
    pub revision: Revision,
}

impl Control {
    /// Keeps a content as a revision, and returns its hash. The same one is kept once.
    ///
    /// # Errors
    /// Fails if a parent is not known, if the model refuses the revision, or if the database fails.
    pub async fn commit(&self, content: &Content, revision: &Revision) -> Result<Hash, Refusal> {
        words(&revision.message)?;
        fit(&revision.author)?;
        let _turn = self.database.turn().await;
        let mut transaction = self.begin().await?;
        self.keep_parts(&mut transaction, content, &Manifest::default())
            .await?;
        let hash = self
            .keep_revision(&mut transaction, &content.manifest, revision)
            .await?;
        transaction.commit().await?;
        Ok(hash)
    }

    /// Keeps a revision and its manifest, whose parts are there, in a transaction.
    pub(super) async fn keep_revision(
        &self,
        transaction: &mut Transaction<'static, Any>,
        manifest: &Manifest,
        revision: &Revision,
    ) -> Result<Hash, Refusal> {
        let hash = revision.hash()?;
        let name = hash.to_string();
        for parent in &revision.parents {
            self.known(transaction, *parent).await?;
        }
        let put = "INSERT INTO control_authors (app, manifest, author) VALUES ($1, $2, $3) ON CONFLICT (app, manifest, author) DO NOTHING";
        let put = sqlx::query(put).bind(self.app.as_str());
        let put = put
            .bind(revision.manifest.to_string())
            .bind(revision.author.as_str());
        put.execute(&mut **transaction).await?;
        if self.known(transaction, hash).await.is_ok() {
            return Ok(hash);
        }
        let put = "INSERT INTO control_manifests (app, hash, body) VALUES ($1, $2, $3) ON CONFLICT (app, hash) DO NOTHING";
        let put = sqlx::query(put).bind(self.app.as_str());
        let put = put
            .bind(revision.manifest.to_string())
            .bind(manifest.canonical());
        put.execute(&mut **transaction).await?;
        let greatest = "SELECT COALESCE(MAX(sequence), 0) FROM control_revisions WHERE app = $1";
        let sequence = self.next(transaction, greatest).await?;
        let put =
            "INSERT INTO control_revisions (app, sequence, hash, body) VALUES ($1, $2, $3, $4)";
        let put = sqlx::query(put).bind(self.app.as_str()).bind(sequence);
        let put = put
            .bind(name.as_str())
            .bind(text("control_revisions", revision)?);
        put.execute(&mut **transaction).await?;
        let before = revision
            .parents
            .first()
            .map(Hash::to_string)
            .unwrap_or_default();
        let deed = Deed {
            at: Time::from_millis(revision.at),
            actor: &revision.author,
            verb: "commit",
            object: &name,
            before: &before,
            after: &name,
        };
        self.note(transaction, &deed).await?;
        Ok(hash)
    }

    /// Checks that a revision is known.
    async fn known(
        &self,
        transaction: &mut Transaction<'static, Any>,
        hash: Hash,
    ) -> Result<(), Refusal> {
        let find = "SELECT hash FROM control_revisions WHERE app = $1 AND hash = $2";
        let find = sqlx::query(find)
            .bind(self.app.as_str())
            .bind(hash.to_string());
        let found = find.fetch_optional(&mut **transaction).await?;
        found.map(|_| ()).ok_or_else(|| no_revision(hash))
    }

    /// Returns a revision by its hash.
    ///
    /// # Errors
    /// Fails if there is none with this hash, or if the database fails.
    pub async fn revision(&self, hash: Hash) -> Result<Listed, Refusal> {
        let find =
            "SELECT sequence, hash, body FROM control_revisions WHERE app = $1 AND hash = $2";
        let find = sqlx::query(find)
            .bind(self.app.as_str())
            .bind(hash.to_string());
        let row = find.fetch_optional(&self.database.pool).await?;
        Ok(listed(&row.ok_or_else(|| no_revision(hash))?)?)
    }

    /// Lists the revisions before a number, the newest first: at most 1,000.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn revisions(&self, before: i64, most: u32) -> Result<Vec<Listed>, Refusal> {
        let find = "SELECT sequence, hash, body FROM control_revisions
             WHERE app = $1 AND sequence < $2 ORDER BY sequence DESC LIMIT $3";
        let find = sqlx::query(find).bind(self.app.as_str()).bind(before);
        let find = find.bind(i64::from(most.min(MOST_LISTED)));
        let rows = find.fetch_all(&self.database.pool).await?;
        Ok(rows.iter().map(listed).collect::<Result<_, Error>>()?)
    }

    /// Returns a manifest by its hash.
    ///
    /// # Errors
    /// Fails if there is none with this hash, or if the database fails.
    pub async fn manifest(&self, hash: Hash) -> Result<Manifest, Refusal> {
        let mut connection = self.database.pool.acquire().await.map_err(Error::from)?;
        self.manifest_on(&mut connection, hash).await
    }

    /// Does [`Self::manifest`] on a connection.
    pub(super) async fn manifest_on(
        &self,
        connection: &mut AnyConnection,
        hash: Hash,
    ) -> Result<Manifest, Refusal> {
        let find = "SELECT body FROM control_manifests WHERE app = $1 AND hash = $2";
        let find = sqlx::query(find)
            .bind(self.app.as_str())
            .bind(hash.to_string());
        let row = find.fetch_optional(connection).await?;
        let missing = || Refusal::NotFound {
            what: "manifest",
            id: hash.to_string(),
        };
        let body: String = row.ok_or_else(missing)?.try_get(0)?;
        Ok(read("control_manifests", &body)?)
    }

    /// Returns the content of a revision, with all its parts.
    ///
    /// # Errors
    /// Fails if there is no such revision, or if the database fails.
    pub async fn content(&self, revision: Hash) -> Result<Content, Refusal> {
        let manifest = self.revision(revision).await?.revision.manifest;
        self.content_of(self.manifest(manifest).await?).await
    }

    /// Returns the content of a manifest, with all its parts.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn content_of(&self, manifest: Manifest) -> Result<Content, Refusal> {
        let hashes: BTreeSet<Hash> = manifest.parts().map(|(_, hash)| hash).collect();
        let mut connection = self.database.pool.acquire().await.map_err(Error::from)?;
        let parts = self.parts(&mut connection, &hashes).await?;
        Ok(Content { manifest, parts })
    }

    /// Returns the contents of two revisions with the parts that differ in them: enough to compare them.
    ///
    /// # Errors
    /// Fails as [`Self::content`] does.
    pub async fn both(&self, before: Hash, after: Hash) -> Result<[Content; 2], Refusal> {
        let before = self
            .manifest(self.revision(before).await?.revision.manifest)
            .await?;
        let after = self
            .manifest(self.revision(after).await?.revision.manifest)
            .await?;
        self.between(before, after).await
    }

    /// Returns the contents of two manifests with the parts that differ in them.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn between(
        &self,
        before: Manifest,
        after: Manifest,
    ) -> Result<[Content; 2], Refusal> {
        let [old, new] =
            [&before, &after].map(|manifest| manifest.parts().collect::<BTreeSet<(Name, Hash)>>());
        let hashes: BTreeSet<Hash> = old
            .symmetric_difference(&new)
            .map(|(_, hash)| *hash)
            .collect();
        let mut connection = self.database.pool.acquire().await.map_err(Error::from)?;
        let parts = self.parts(&mut connection, &hashes).await?;
        let with = |manifest| Content {
            manifest,
            parts: parts.clone(),
        };
        Ok([with(before), with(after)])
    }

    /// Reads parts by their hashes.
    pub(super) async fn parts(
        &self,
        connection: &mut AnyConnection,
        hashes: &BTreeSet<Hash>,
    ) -> Result<Parts, Error> {
        let get = sqlx::query(self.database.own(GET_PARTS)).bind(self.app.as_str());
        let rows = get.bind(singles(hashes)).fetch_all(connection).await?;
        let parts = rows.iter().map(|row| {
            let (hash, body): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            let broken = |reason: paywall_control::Error| Error::Row {
                row: format!("control_parts {hash}"),
                reason: reason.message,
            };
            let value: Value = canonical::read(&body).map_err(broken)?;
            Ok((hash.parse().map_err(broken)?, Arc::new(value)))
        });
        parts.collect()
    }

    /// Keeps the parts of a content that another one has not.
    pub(super) async fn keep_parts(
        &self,
        transaction: &mut Transaction<'static, Any>,
        content: &Content,
        known: &Manifest,
    ) -> Result<(), Refusal> {
        self.put_parts(transaction, new_parts(content, known)?)
            .await?;
        Ok(())
    }

    /// Keeps the parts of these rows.
    pub(super) async fn put_parts(
        &self,
        transaction: &mut Transaction<'static, Any>,
        rows: Vec<Value>,
    ) -> Result<(), Error> {
        let put = sqlx::query(self.database.own(PUT_PARTS)).bind(self.app.as_str());
        let put = put.bind(Value::Array(rows).to_string());
        put.execute(&mut **transaction).await?;
        Ok(())
    }

    /// Keeps the verdict of an engine about a content.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn keep_verdict(
        &self,
        manifest: Hash,
        engine: &str,
        verdict: &Verdict,
    ) -> Result<(), Refusal> {
        let put =
            "INSERT INTO control_verdicts (app, manifest, engine, body) VALUES ($1, $2, $3, $4)
             ON CONFLICT (app, manifest, engine) DO UPDATE SET body = excluded.body";
        let put = sqlx::query(put)
            .bind(self.app.as_str())
            .bind(manifest.to_string());
        let put = put
            .bind(fit(engine)?)
            .bind(text("control_verdicts", verdict)?);
        let _turn = self.database.turn().await;
        put.execute(&self.database.pool).await?;
        Ok(())
    }

    /// Returns the verdict of an engine about a content, if it looked at it.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn verdict(&self, manifest: Hash, engine: &str) -> Result<Option<Verdict>, Refusal> {
        let mut connection = self.database.pool.acquire().await.map_err(Error::from)?;
        Ok(self.verdict_on(&mut connection, manifest, engine).await?)
    }

    /// Does [`Self::verdict`] on a connection.
    pub(super) async fn verdict_on(
        &self,
        connection: &mut AnyConnection,
        manifest: Hash,
        engine: &str,
    ) -> Result<Option<Verdict>, Error> {
        let find =
            "SELECT body FROM control_verdicts WHERE app = $1 AND manifest = $2 AND engine = $3";
        let find = sqlx::query(find)
            .bind(self.app.as_str())
            .bind(manifest.to_string());
        let row = find.bind(engine).fetch_optional(connection).await?;
        let Some(row) = row else { return Ok(None) };
        let body: String = row.try_get(0)?;
        read("control_verdicts", &body).map(Some)
    }
}

/// Makes the rows of the parts of a content that another one has not: `[hash, body]`.
pub(super) fn new_parts(content: &Content, known: &Manifest) -> Result<Vec<Value>, Refusal> {
    let known: BTreeSet<Hash> = known.parts().map(|(_, hash)| hash).collect();
    let new: BTreeSet<Hash> = content.manifest.parts().map(|(_, hash)| hash).collect();
    let mut rows = Vec::new();
    for hash in new.difference(&known) {
        if let Some(part) = content.parts.get(hash) {
            rows.push(json!([hash.to_string(), canonical::write(part)?]));
        }
    }
    Ok(rows)
}

/// Reads a revision from its row.
pub(super) fn listed(row: &AnyRow) -> Result<Listed, Error> {
    let (sequence, hash, body): (i64, String, String) =
        (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    let revision = read("control_revisions", &body)?;
    let hash = hash_of(&hash)?;
    Ok(Listed {
        sequence,
        hash,
        revision,
    })
}

/// Reads a hash out of a row.
pub(super) fn hash_of(text: &str) -> Result<Hash, Error> {
    text.parse()
        .map_err(|error: paywall_control::Error| Error::Row {
            row: text.to_owned(),
            reason: error.message,
        })
}

/// Makes the refusal that there is no such revision.
pub(super) fn no_revision(hash: Hash) -> Refusal {
    Refusal::NotFound {
        what: "revision",
        id: hash.to_string(),
    }
}
