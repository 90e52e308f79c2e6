//! Where revisions come from: the newest one that two have in common.

use std::collections::{BTreeMap, BTreeSet};

use paywall_control::{Content, Hash, Manifest, Name};
use sqlx::{Any, Row, Transaction};

use super::content::{Listed, listed, no_revision};
use super::{Control, Refusal};
use crate::error::Error;
use crate::rows::read;

/// The most revisions that are looked at to find the one that two have in common.
const MOST_ANCESTORS: usize = 10_000;

/// The revisions that are reached from one of two.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Reached {
    from_one: bool,
    from_other: bool,
}

impl Control {
    /// Returns the newest revision that two come from, which may be one of them; none if they have nothing in common.
    pub(super) async fn common(
        &self,
        transaction: &mut Transaction<'static, Any>,
        one: Hash,
        other: Hash,
    ) -> Result<Option<Hash>, Refusal> {
        // Whoever comes from a revision has a greater number, so by falling numbers nobody is looked at too early.
        let mut waiting: BTreeMap<i64, (Listed, Reached)> = BTreeMap::new();
        for (hash, from_one) in [(one, true), (other, false)] {
            let reached = Reached {
                from_one,
                from_other: !from_one,
            };
            self.reach(transaction, &mut waiting, hash, reached).await?;
        }
        for _ in 0..MOST_ANCESTORS {
            let Some((_, (found, reached))) = waiting.pop_last() else {
                return Ok(None);
            };
            if reached.from_one && reached.from_other {
                return Ok(Some(found.hash));
            }
            for parent in found.revision.parents {
                self.reach(transaction, &mut waiting, parent, reached)
                    .await?;
            }
        }
        Err(Refusal::TooFar {
            most: MOST_ANCESTORS,
        })
    }

    /// Returns whether a revision comes from another one, or is it.
    ///
    /// # Errors
    /// [`Refusal::TooFar`]; fails also if one of them is not known, or if the database fails.
    pub async fn comes_from(&self, revision: Hash, former: Hash) -> Result<bool, Refusal> {
        let former = self.revision(former).await?;
        let mut waiting = BTreeMap::from([(i64::MAX, revision)]);
        for _ in 0..MOST_ANCESTORS {
            let Some((_, hash)) = waiting.pop_last() else {
                return Ok(false);
            };
            if hash == former.hash {
                return Ok(true);
            }
            for parent in self.revision(hash).await?.revision.parents {
                let parent = self.revision(parent).await?;
                // Whoever comes from a revision has a greater number.
                if parent.sequence >= former.sequence {
                    waiting.insert(parent.sequence, parent.hash);
                }
            }
        }
        Err(Refusal::TooFar {
            most: MOST_ANCESTORS,
        })
    }

    /// Adds a revision to those that are to be looked at.
    async fn reach(
        &self,
        transaction: &mut Transaction<'static, Any>,
        waiting: &mut BTreeMap<i64, (Listed, Reached)>,
        hash: Hash,
        reached: Reached,
    ) -> Result<(), Refusal> {
        let found = self.listed_on(transaction, hash).await?;
        let (_, known) = waiting.entry(found.sequence).or_insert((found, reached));
        known.from_one |= reached.from_one;
        known.from_other |= reached.from_other;
        Ok(())
    }

    /// Returns a revision by its hash, in a transaction.
    pub(super) async fn listed_on(
        &self,
        transaction: &mut Transaction<'static, Any>,
        hash: Hash,
    ) -> Result<Listed, Refusal> {
        let find =
            "SELECT sequence, hash, body FROM control_revisions WHERE app = $1 AND hash = $2";
        let find = sqlx::query(find)
            .bind(self.app.as_str())
            .bind(hash.to_string());
        let row = find.fetch_optional(&mut **transaction).await?;
        Ok(listed(&row.ok_or_else(|| no_revision(hash))?)?)
    }

    /// Returns the manifest of a revision, in a transaction.
    pub(super) async fn manifest_of(
        &self,
        transaction: &mut Transaction<'static, Any>,
        revision: Hash,
    ) -> Result<Manifest, Refusal> {
        let hash = self
            .listed_on(transaction, revision)
            .await?
            .revision
            .manifest;
        let find = "SELECT body FROM control_manifests WHERE app = $1 AND hash = $2";
        let find = sqlx::query(find)
            .bind(self.app.as_str())
            .bind(hash.to_string());
        let row = find.fetch_one(&mut **transaction).await?;
        Ok(read("control_manifests", &row.try_get::<String, _>(0)?)?)
    }

    /// Returns contents with the parts that not all of them have.
    pub(super) async fn differing<const N: usize>(
        &self,
        transaction: &mut Transaction<'static, Any>,
        manifests: [Manifest; N],
    ) -> Result<[Content; N], Error> {
        let mut counts: BTreeMap<(Name, Hash), usize> = BTreeMap::new();
        for part in manifests.iter().flat_map(Manifest::parts) {
            *counts.entry(part).or_default() += 1;
        }
        let differing = counts.into_iter().filter(|(_, count)| *count < N);
        let hashes: BTreeSet<Hash> = differing.map(|((_, hash), _)| hash).collect();
        let parts = self.parts(transaction, &hashes).await?;
        Ok(manifests.map(|manifest| Content {
            manifest,
            parts: parts.clone(),
        }))
    }
}
