//! Deployments: what is live where, and since when. They are only ever inserted, and each names the one that it replaces.

use std::collections::BTreeSet;

use paywall_control::policy::{Attempt, Role, Warning};
use paywall_control::running::mixed;
use paywall_control::{Content, Hash, Policy, Section};
use paywall_ledger::Time;
use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use sqlx::{Any, AnyConnection, Row, Transaction};

use super::audit::Deed;
use super::content::{hash_of, listed, no_revision};
use super::{Control, MOST_LISTED, Refusal, fit, words};
use crate::database::Dialect;
use crate::error::Error;
use crate::heard::DEPLOYED;
use crate::rows::{read, text};

/// The most revisions whose authors are looked for.
const MOST_ANCESTORS: usize = 1_000;

/// The way in which a revision came to be live.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A new revision was published.
    Publish,
    /// The revision of another environment was taken over.
    Promote,
    /// A revision that was live before is live again.
    Rollback,
}

impl Kind {
    /// Returns the word for the kind.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Publish => "publish",
            Self::Promote => "promote",
            Self::Rollback => "rollback",
        }
    }
}

/// A deployment of a revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Deployment {
    /// The number in the app.
    pub sequence: i64,
    /// The environment where it is live.
    pub environment: String,
    /// The number of the deployment that it replaced; 0 for the first one.
    pub replaces: i64,
    /// The revision that is live.
    pub revision: Hash,
    /// The kind of deployment.
    pub kind: Kind,
    /// The id of whoever did it.
    pub author: String,
    /// The time, in epoch milliseconds.
    pub at: i64,
    /// The reason, in the author's words.
    pub reason: String,
}

/// A wish to deploy.
#[derive(Debug, Clone)]
pub struct Deploy<'a> {
    /// The environment where it is live.
    pub environment: &'a str,
    /// The revision that is to be live.
    pub revision: Hash,
    /// The number of the deployment that the author saw there; 0 for none.
    pub replaces: i64,
    /// The kind of deployment.
    pub kind: Kind,
    /// The id of the author.
    pub author: &'a str,
    /// The author's role.
    pub role: Role,
    /// The reason, in the author's words.
    pub reason: &'a str,
    /// The version of the engine whose verdict counts.
    pub engine: &'a str,
    /// The time of the deployment.
    pub at: Time,
}

impl Control {
    /// Deploys a revision: in one transaction, the deployment that it replaces is still the newest, the gate found no fault,
    /// and the environment's policy is kept. This process hears of it at once ([`crate::Database::deployments`]), and on
    /// PostgreSQL other hosts do.
    ///
    /// # Errors
    /// [`Refusal::Moved`], [`Refusal::NotChecked`], [`Refusal::Faulty`], [`Refusal::Missing`], [`Refusal::NeverLive`],
    /// [`Refusal::NotFound`]; or the database fails.
    pub async fn deploy(&self, wish: &Deploy<'_>) -> Result<Deployment, Refusal> {
        for text in [wish.environment, wish.author, wish.reason] {
            words(text)?;
        }
        let _turn = self.database.turn().await;
        let mut transaction = self.begin().await?;
        let live = self.live_on(&mut transaction, wish.environment).await?;
        let newest = live.as_ref().map_or(0, |live| live.sequence);
        if newest != wish.replaces {
            transaction.rollback().await?;
            let between = self.deployments(wish.environment, wish.replaces).await?;
            return Err(Refusal::Moved { between });
        }
        let deployment = self
            .deploy_on(&mut transaction, wish, live.as_ref())
            .await?;
        transaction.commit().await?;
        self.database.deployed.send_replace(());
        Ok(deployment)
    }

    /// Does [`Self::deploy`] in a transaction in which `live` is what it replaces.
    pub(super) async fn deploy_on(
        &self,
        transaction: &mut Transaction<'static, Any>,
        wish: &Deploy<'_>,
        live: Option<&Deployment>,
    ) -> Result<Deployment, Refusal> {
        self.allow(transaction, wish, live).await?;
        let greatest = "SELECT COALESCE(MAX(sequence), 0) FROM control_deployments WHERE app = $1";
        let sequence = self.next(transaction, greatest).await?;
        let deployment = Deployment {
            sequence,
            environment: wish.environment.to_owned(),
            replaces: wish.replaces,
            revision: wish.revision,
            kind: wish.kind,
            author: wish.author.to_owned(),
            at: wish.at.millis(),
            reason: wish.reason.to_owned(),
        };
        self.put_deployment(transaction, &deployment).await?;
        let before = live
            .map(|live| live.revision.to_string())
            .unwrap_or_default();
        let deed = Deed {
            at: wish.at,
            actor: wish.author,
            verb: wish.kind.name(),
            object: wish.environment,
            before: &before,
            after: &wish.revision.to_string(),
        };
        self.note(transaction, &deed).await?;
        Ok(deployment)
    }

    /// Checks the gate and the policy.
    async fn allow(
        &self,
        transaction: &mut Transaction<'static, Any>,
        wish: &Deploy<'_>,
        live: Option<&Deployment>,
    ) -> Result<(), Refusal> {
        let find =
            "SELECT sequence, hash, body FROM control_revisions WHERE app = $1 AND hash = $2";
        let find = sqlx::query(find)
            .bind(self.app.as_str())
            .bind(wish.revision.to_string());
        let row = find.fetch_optional(&mut **transaction).await?;
        let revision = listed(&row.ok_or_else(|| no_revision(wish.revision))?)?.revision;
        let manifest = revision.manifest;
        let verdict = self.verdict_on(transaction, manifest, wish.engine).await?;
        let verdict = verdict.ok_or(Refusal::NotChecked)?;
        if !verdict.is_good() {
            return Err(Refusal::Faulty {
                faults: verdict.faults,
            });
        }
        let is_rollback = wish.kind == Kind::Rollback;
        if is_rollback && !self.was_live(transaction, wish).await? {
            return Err(Refusal::NeverLive);
        }
        let reviews = self.reviews_on(transaction, manifest).await?;
        let ticked = self.ticked_on(transaction).await?;
        let authors = self
            .authors(transaction, wish.revision, live.map(|live| live.revision))
            .await?;
        let policy = self.policy_on(transaction, wish.environment).await?;
        let mut warnings = verdict.warnings();
        if let Some(live) = live.filter(|_| policy.warnings_block && !is_rollback) {
            let live = self.listed_on(transaction, live.revision).await?.revision;
            let mixed = self.mixed(transaction, live.manifest, manifest).await?;
            warnings.extend(mixed);
        }
        let attempt = Attempt {
            role: wish.role,
            manifest,
            authors: &authors,
            reviews: &reviews,
            warnings: &warnings,
            ticked: &ticked,
            is_rollback,
        };
        let missing = policy.judge(&attempt);
        match missing.is_empty() {
            true => Ok(()),
            false => Err(Refusal::Missing { missing }),
        }
    }

    /// Warns of experiments that run by one content, and change by another one without a new phase.
    async fn mixed(
        &self,
        connection: &mut AnyConnection,
        live: Hash,
        next: Hash,
    ) -> Result<BTreeSet<Warning>, Refusal> {
        let mut contents = Vec::new();
        for hash in [live, next] {
            let manifest = self.manifest_on(connection, hash).await?;
            let rules = manifest.section(Section::Rules).iter();
            let rules: BTreeSet<Hash> = rules.map(|entry| entry.1).collect();
            let parts = self.parts(connection, &rules).await?;
            contents.push(Content { manifest, parts });
        }
        match &contents[..] {
            [live, next] => Ok(mixed(live, next)),
            _ => Ok(BTreeSet::new()),
        }
    }

    /// Returns true if a revision was live in an environment before.
    async fn was_live(
        &self,
        transaction: &mut Transaction<'static, Any>,
        wish: &Deploy<'_>,
    ) -> Result<bool, Error> {
        let find = "SELECT sequence FROM control_deployments WHERE app = $1 AND environment = $2 AND revision = $3 LIMIT 1";
        let find = sqlx::query(find)
            .bind(self.app.as_str())
            .bind(wish.environment);
        let found = find
            .bind(wish.revision.to_string())
            .fetch_optional(&mut **transaction);
        Ok(found.await?.is_some())
    }

    /// Collects the authors of what is new in a revision: of the revisions, and of the edits that they were made of.
    async fn authors(
        &self,
        transaction: &mut Transaction<'static, Any>,
        revision: Hash,
        live: Option<Hash>,
    ) -> Result<BTreeSet<String>, Error> {
        let (mut authors, mut seen) = (BTreeSet::new(), BTreeSet::new());
        let mut waiting = vec![revision];
        while let Some(hash) = waiting.pop() {
            if Some(hash) == live || seen.len() >= MOST_ANCESTORS || !seen.insert(hash) {
                continue;
            }
            let find =
                "SELECT sequence, hash, body FROM control_revisions WHERE app = $1 AND hash = $2";
            let find = sqlx::query(find)
                .bind(self.app.as_str())
                .bind(hash.to_string());
            if let Some(row) = find.fetch_optional(&mut **transaction).await? {
                let revision = listed(&row)?.revision;
                authors.insert(revision.author);
                let find = "SELECT author FROM control_authors WHERE app = $1 AND manifest = $2";
                let find = sqlx::query(find)
                    .bind(self.app.as_str())
                    .bind(revision.manifest.to_string());
                for row in find.fetch_all(&mut **transaction).await? {
                    authors.insert(row.try_get(0)?);
                }
                waiting.extend(revision.parents);
            }
        }
        Ok(authors)
    }

    /// Inserts a deployment, and notifies others.
    async fn put_deployment(
        &self,
        transaction: &mut Transaction<'static, Any>,
        deployment: &Deployment,
    ) -> Result<(), Error> {
        let put = sqlx::query(
            "INSERT INTO control_deployments (app, sequence, environment, replaces, revision, kind, author, at, reason)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        );
        let put = put.bind(self.app.as_str()).bind(deployment.sequence);
        let put = put
            .bind(deployment.environment.as_str())
            .bind(deployment.replaces);
        let put = put
            .bind(deployment.revision.to_string())
            .bind(deployment.kind.name());
        let put = put
            .bind(deployment.author.as_str())
            .bind(deployment.at)
            .bind(deployment.reason.as_str());
        put.execute(&mut **transaction).await?;
        if self.database.dialect == Dialect::Postgres {
            let notify = "SELECT CAST(1 AS BIGINT) FROM pg_notify($1, $2)";
            let notify = sqlx::query(notify).bind(DEPLOYED).bind(self.app.as_str());
            notify.fetch_all(&mut **transaction).await?;
        }
        Ok(())
    }

    /// Returns the number of the newest deployment of the app; 0 for none. Hosts ask for it all the time: it is one row of
    /// an index.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn newest(&self) -> Result<i64, Refusal> {
        let find = "SELECT COALESCE(MAX(sequence), 0) FROM control_deployments WHERE app = $1";
        let row = sqlx::query(find)
            .bind(self.app.as_str())
            .fetch_one(&self.database.pool)
            .await?;
        Ok(row.try_get(0)?)
    }

    /// Returns what is live in an environment.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn live(&self, environment: &str) -> Result<Option<Deployment>, Refusal> {
        let mut connection = self.database.pool.acquire().await.map_err(Error::from)?;
        Ok(self.live_on(&mut connection, fit(environment)?).await?)
    }

    /// Does [`Self::live`] on a connection.
    pub(super) async fn live_on(
        &self,
        connection: &mut AnyConnection,
        environment: &str,
    ) -> Result<Option<Deployment>, Error> {
        let find = "SELECT sequence, environment, replaces, revision, kind, author, at, reason FROM control_deployments
             WHERE app = $1 AND environment = $2 ORDER BY sequence DESC LIMIT 1";
        let find = sqlx::query(find).bind(self.app.as_str()).bind(environment);
        let row = find.fetch_optional(connection).await?;
        row.as_ref().map(deployment).transpose()
    }

    /// Lists the deployments of an environment after a number, in their order: at most 1,000.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn deployments(
        &self,
        environment: &str,
        after: i64,
    ) -> Result<Vec<Deployment>, Refusal> {
        let find = "SELECT sequence, environment, replaces, revision, kind, author, at, reason FROM control_deployments
             WHERE app = $1 AND environment = $2 AND sequence > $3 ORDER BY sequence LIMIT $4";
        let find = sqlx::query(find)
            .bind(self.app.as_str())
            .bind(fit(environment)?);
        let find = find.bind(after).bind(i64::from(MOST_LISTED));
        let rows = find.fetch_all(&self.database.pool).await?;
        Ok(rows.iter().map(deployment).collect::<Result<_, Error>>()?)
    }

    /// Lists the deployments before a number, the newest first: at most 1,000, of one environment or of all.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn deployments_before(
        &self,
        environment: Option<&str>,
        before: i64,
        most: u32,
    ) -> Result<Vec<Deployment>, Refusal> {
        let all = "SELECT sequence, environment, replaces, revision, kind, author, at, reason FROM control_deployments
             WHERE app = $1 AND sequence < $2 ORDER BY sequence DESC LIMIT $3";
        let some = "SELECT sequence, environment, replaces, revision, kind, author, at, reason FROM control_deployments
             WHERE app = $1 AND sequence < $2 AND environment = $4 ORDER BY sequence DESC LIMIT $3";
        let find = sqlx::query(if environment.is_some() { some } else { all });
        let find = find.bind(self.app.as_str()).bind(before);
        let find = find.bind(i64::from(most.min(MOST_LISTED)));
        let find = match environment {
            Some(environment) => find.bind(fit(environment)?),
            None => find,
        };
        let rows = find.fetch_all(&self.database.pool).await?;
        Ok(rows.iter().map(deployment).collect::<Result<_, Error>>()?)
    }

    /// Sets the policy of an environment.
    ///
    /// # Errors
    /// Fails if nobody could keep it, or if the database fails.
    pub async fn set_policy(
        &self,
        environment: &str,
        policy: &Policy,
        author: &str,
        at: Time,
    ) -> Result<(), Refusal> {
        policy.check()?;
        let body = text("control_policies", policy)?;
        let _turn = self.database.turn().await;
        let mut transaction = self.begin().await?;
        let put = "INSERT INTO control_policies (app, environment, body) VALUES ($1, $2, $3)
             ON CONFLICT (app, environment) DO UPDATE SET body = excluded.body";
        let put = sqlx::query(put)
            .bind(self.app.as_str())
            .bind(words(environment)?);
        put.bind(body.as_str()).execute(&mut *transaction).await?;
        let actor = fit(author)?;
        let deed = Deed {
            at,
            actor,
            verb: "policy",
            object: environment,
            before: "",
            after: &body,
        };
        self.note(&mut transaction, &deed).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Returns the policy of an environment.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn policy(&self, environment: &str) -> Result<Policy, Refusal> {
        let mut connection = self.database.pool.acquire().await.map_err(Error::from)?;
        Ok(self.policy_on(&mut connection, fit(environment)?).await?)
    }

    /// Does [`Self::policy`] on a connection.
    pub(super) async fn policy_on(
        &self,
        connection: &mut AnyConnection,
        environment: &str,
    ) -> Result<Policy, Error> {
        let find = "SELECT body FROM control_policies WHERE app = $1 AND environment = $2";
        let find = sqlx::query(find).bind(self.app.as_str()).bind(environment);
        match find.fetch_optional(connection).await? {
            Some(row) => read("control_policies", &row.try_get::<String, _>(0)?),
            None if environment == "sandbox" => Ok(Policy::sandbox()),
            None => Ok(Policy::default()),
        }
    }
}

/// Reads a deployment from its row.
fn deployment(row: &AnyRow) -> Result<Deployment, Error> {
    let (revision, kind): (String, String) = (row.try_get(3)?, row.try_get(4)?);
    Ok(Deployment {
        sequence: row.try_get(0)?,
        environment: row.try_get(1)?,
        replaces: row.try_get(2)?,
        revision: hash_of(&revision)?,
        kind: crate::rows::id_of(&kind)?,
        author: row.try_get(5)?,
        at: row.try_get(6)?,
        reason: row.try_get(7)?,
    })
}
