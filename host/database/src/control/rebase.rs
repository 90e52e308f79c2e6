//! Drafts that are put on top of a newer revision, and revisions that are merged.

use paywall_control::{
    Choice, Conflict, Content, Hash, Manifest, Merged, Operation, Revision, merge, steps,
};
use paywall_ledger::Time;
use sqlx::{Any, Transaction};

use super::draft::Draft;
use super::{Control, Refusal, fit};
use crate::error::Error;
use crate::rows::text;

/// A wish to put a draft on top of a revision.
#[derive(Debug, Clone)]
pub struct Rebase<'a> {
    /// The id of the draft.
    pub draft: &'a str,
    /// The revision that it is put on top of.
    pub onto: Hash,
    /// The number of the edit that the author saw last.
    pub seen: i64,
    /// The sides that hold where both changed the same; ours is the draft's.
    pub choices: &'a [Choice],
    /// The id of the author.
    pub author: &'a str,
    /// The time of the edit.
    pub at: Time,
}

/// The outcome of a rebase.
#[derive(Debug, Clone)]
pub struct Rebased {
    /// The number of the draft's last edit.
    pub edit: i64,
    /// The hash of the draft's content.
    pub manifest: Hash,
    /// The conflicts that nobody chose about. As long as there are some, nothing was changed.
    pub conflicts: Vec<Conflict>,
}

impl Control {
    /// Puts a draft on top of a revision: what was changed there since the draft began is merged with what the draft changes,
    /// in one edit. A draft that comes from this revision already stays as it is.
    ///
    /// The edit has no inverses: taking it back would take back what others published.
    ///
    /// # Errors
    /// [`Refusal::Behind`] if there are newer edits; [`Refusal::Diverged`]; fails also if the model refuses a choice, if there is
    /// no such revision, or if the database fails.
    pub async fn rebase(&self, wish: &Rebase<'_>) -> Result<Rebased, Refusal> {
        fit(wish.author)?;
        let _turn = self.database.turn().await;
        let mut transaction = self.begin().await?;
        let (draft, head) = self.open_draft(&mut transaction, wish.draft).await?;
        if draft.edit != wish.seen {
            transaction.rollback().await?;
            return Err(self.behind(wish.draft, wish.seen).await?);
        }
        let common = self.common(&mut transaction, draft.base, wish.onto).await?;
        let unchanged = |conflicts| Rebased {
            edit: draft.edit,
            manifest: draft.manifest,
            conflicts,
        };
        if common == Some(wish.onto) {
            return Ok(unchanged(Vec::new()));
        }
        let other = self
            .other_parent(&mut transaction, &draft, wish.onto, common)
            .await?;
        let theirs = self.manifest_of(&mut transaction, wish.onto).await?;
        let (ours, mut merged) = self
            .merge_on(&mut transaction, common, head.clone(), theirs)
            .await?;
        merged.settle(wish.choices)?;
        if !merged.conflicts.is_empty() {
            return Ok(unchanged(merged.conflicts));
        }
        let rebased = self.put_rebase(
            &mut transaction,
            wish,
            (&draft, &head),
            (&ours, &merged.content),
            other,
        );
        let rebased = rebased.await?;
        transaction.commit().await?;
        Ok(rebased)
    }

    /// Returns the revision, beside the one that a draft is put on top of, that the next one made of the draft comes from.
    async fn other_parent(
        &self,
        transaction: &mut Transaction<'static, Any>,
        draft: &Draft,
        onto: Hash,
        common: Option<Hash>,
    ) -> Result<Option<Hash>, Refusal> {
        let left = match draft.merged {
            Some(merged) if self.common(transaction, merged, onto).await? == Some(merged) => None,
            merged => merged,
        };
        match (common == Some(draft.base), left) {
            (true, left) => Ok(left),
            (false, None) => Ok(Some(draft.base)),
            (false, Some(_)) => Err(Refusal::Diverged),
        }
    }

    /// Merges two contents; returns ours, too, with the parts that differ in it.
    async fn merge_on(
        &self,
        transaction: &mut Transaction<'static, Any>,
        common: Option<Hash>,
        ours: Manifest,
        theirs: Manifest,
    ) -> Result<(Content, Merged), Refusal> {
        let base = match common {
            Some(common) => self.manifest_of(transaction, common).await?,
            None => Manifest::default(),
        };
        let contents = self.differing(transaction, [base, ours, theirs]).await?;
        let [base, mut ours, theirs] = contents;
        let mut merged = merge(&base, &ours, &theirs)?;
        // A choice may need what all have: the parts of conflicts.
        let named = merged.conflicts.iter().map(|it| &it.name);
        let hashes = named.filter_map(|name| merged.content.manifest.get(name));
        let hashes = hashes.filter(|hash| !merged.content.parts.contains_key(hash));
        let more = self.parts(transaction, &hashes.collect()).await?;
        merged.content.parts.extend(more);
        ours.parts.clone_from(&merged.content.parts);
        Ok((ours, merged))
    }

    /// Writes the edit that puts a draft on top of a revision.
    async fn put_rebase(
        &self,
        transaction: &mut Transaction<'static, Any>,
        wish: &Rebase<'_>,
        (draft, head): (&Draft, &Manifest),
        (ours, merged): (&Content, &Content),
        other: Option<Hash>,
    ) -> Result<Rebased, Refusal> {
        self.keep_parts(transaction, merged, head).await?;
        let number = draft.edit + 1;
        self.put_edit(transaction, wish, number, &steps(ours, merged)?)
            .await?;
        let manifest = merged.manifest.hash();
        let set = "UPDATE control_drafts SET base = $3, merged = $4, head = $5, edit = $6, manifest = $7, hashed = $6
             WHERE app = $1 AND id = $2";
        let set = sqlx::query(set).bind(self.app.as_str()).bind(wish.draft);
        let set = set.bind(wish.onto.to_string());
        let set = set.bind(other.as_ref().map(Hash::to_string).unwrap_or_default());
        let set = set.bind(merged.manifest.canonical()).bind(number);
        let set = set.bind(manifest.to_string());
        set.execute(&mut **transaction).await?;
        Ok(Rebased {
            edit: number,
            manifest,
            conflicts: Vec::new(),
        })
    }

    /// Inserts the edit of a rebase, which may be longer than others.
    async fn put_edit(
        &self,
        transaction: &mut Transaction<'static, Any>,
        wish: &Rebase<'_>,
        number: i64,
        operations: &[Operation],
    ) -> Result<(), Error> {
        let put = sqlx::query(
            "INSERT INTO control_edits (app, draft, number, author, at, operations, inverses, onto)
             VALUES ($1, $2, $3, $4, $5, $6, '[]', $7)",
        );
        let put = put.bind(self.app.as_str()).bind(wish.draft).bind(number);
        let put = put.bind(wish.author).bind(wish.at.millis());
        let put = put.bind(text("control_edits", &operations)?);
        let put = put.bind(wish.onto.to_string());
        put.execute(&mut **transaction).await?;
        Ok(())
    }

    /// Merges two revisions into a new one that comes from both, and returns its hash. If one comes from the other, it is that one.
    ///
    /// # Errors
    /// [`Refusal::Conflicts`]; fails also if there is no such revision, or if the database fails.
    pub async fn merge_revisions(
        &self,
        ours: Hash,
        theirs: Hash,
        by: &Revision,
    ) -> Result<Hash, Refusal> {
        fit(&by.author)?;
        let _turn = self.database.turn().await;
        let mut transaction = self.begin().await?;
        let common = self.common(&mut transaction, ours, theirs).await?;
        if let Some(common) = common.filter(|common| [ours, theirs].contains(common)) {
            return Ok(if common == ours { theirs } else { ours });
        }
        let [our_manifest, their_manifest] = [
            self.manifest_of(&mut transaction, ours).await?,
            self.manifest_of(&mut transaction, theirs).await?,
        ];
        let (_, merged) = self
            .merge_on(
                &mut transaction,
                common,
                our_manifest.clone(),
                their_manifest,
            )
            .await?;
        if !merged.conflicts.is_empty() {
            return Err(Refusal::Conflicts {
                conflicts: merged.conflicts,
            });
        }
        self.keep_parts(&mut transaction, &merged.content, &our_manifest)
            .await?;
        let revision = Revision {
            manifest: merged.content.manifest.hash(),
            parents: vec![theirs, ours],
            ..by.clone()
        };
        let made = self.keep_revision(&mut transaction, &merged.content.manifest, &revision);
        let made = made.await?;
        transaction.commit().await?;
        Ok(made)
    }

    /// Makes the refusal that others saved edits of a draft meanwhile.
    pub(super) async fn behind(&self, draft: &str, seen: i64) -> Result<Refusal, Refusal> {
        let edits = self.edits(draft, seen, super::MOST_LISTED).await?;
        Ok(Refusal::Behind { edits })
    }
}
