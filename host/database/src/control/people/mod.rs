//! The people of the Control Center: who they are, and which role they have in which app.
//!
//! People belong to the host and their roles to its apps. Names and e-mail addresses are kept here and in links alone;
//! everything else names people by random ids, so nothing else must change when somebody is erased.

mod identity;
mod invitation;
mod link;
mod member;
mod session;

use paywall_control::policy::Role;
use paywall_ledger::Time;
use sqlx::any::AnyRow;
use sqlx::{Any, Row, Transaction};

use super::audit::{Deed, note};
use super::{Refusal, begin, lock};
use crate::database::Database;
use crate::error::Error;
use crate::rows::{id_of, text};
use crate::secrets::Secrets;

pub use identity::Identity;
pub use invitation::{Invitation, Open};
pub use link::{Link, LinkKind, Use};
pub use member::Member;
pub use session::{IDLE, LONGEST, Session};

/// The most bytes of a person's name.
const MOST_NAME: usize = 200;
/// The most bytes of an e-mail address (RFC 5321).
const MOST_EMAIL: usize = 254;
/// The most people of an app, and the most apps of a person.
const MOST_PEOPLE: i64 = 1_000;

/// The people of a host. Cheap to clone.
#[derive(Debug, Clone)]
pub struct People {
    database: Database,
    secrets: Secrets,
}

/// A person who may sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The random id, by which everything names the person.
    pub id: String,
    /// The name that others see.
    pub name: String,
    /// The e-mail address, in lower case.
    pub email: String,
}

/// A role in an app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// The id of the app.
    pub app: String,
    /// The role in the app.
    pub role: Role,
}

/// What is asked when somebody signs in.
#[derive(Clone)]
pub struct Credentials {
    /// The id of the person.
    pub person: String,
    /// The password's hash, as its maker wrote it; empty if the person has none.
    pub password: String,
}

impl People {
    /// Names the database.
    pub fn new(database: &Database) -> Self {
        Self {
            database: database.clone(),
            secrets: Secrets::default(),
        }
    }

    /// Returns the database that they are kept in.
    pub const fn database(&self) -> &Database {
        &self.database
    }

    /// Returns a person by id.
    ///
    /// # Errors
    /// Fails if there is none, or if the database fails.
    pub async fn person(&self, id: &str) -> Result<Person, Refusal> {
        let find = "SELECT id, name, email FROM control_people WHERE id = $1";
        let find = sqlx::query(find).bind(super::fit(id)?);
        let row = find.fetch_optional(&self.database.pool).await?;
        Ok(person(&row.ok_or_else(|| nobody(id))?)?)
    }

    /// Lists the roles of a person in all apps, by their ids.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn memberships(&self, person: &str) -> Result<Vec<Membership>, Refusal> {
        let find =
            "SELECT app, role FROM control_memberships WHERE person = $1 ORDER BY app LIMIT $2";
        let find = sqlx::query(find).bind(super::fit(person)?);
        let rows = find
            .bind(MOST_PEOPLE)
            .fetch_all(&self.database.pool)
            .await?;
        let membership = |row: &AnyRow| {
            let app = row.try_get(0)?;
            let role = role_of(row, 1)?;
            Ok(Membership { app, role })
        };
        Ok(rows.iter().map(membership).collect::<Result<_, Error>>()?)
    }

    /// Returns what a person with this e-mail address signs in with. None if nobody has it.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn credentials(&self, email: &str) -> Result<Option<Credentials>, Refusal> {
        let Ok(email) = address(email) else {
            return Ok(None);
        };
        let find = "SELECT id, password FROM control_people WHERE email = $1";
        let find = sqlx::query(find).bind(email);
        let row = find.fetch_optional(&self.database.pool).await?;
        let credentials = |row: AnyRow| {
            Ok(Credentials {
                person: row.try_get(0)?,
                password: row.try_get(1)?,
            })
        };
        row.map(credentials).transpose()
    }

    /// Gives a person another password, of which this is the hash, and ends all sessions.
    ///
    /// # Errors
    /// Fails if there is no such person, or if the database fails.
    pub async fn set_password(&self, person: &str, hash: &str, at: Time) -> Result<(), Refusal> {
        let _turn = self.database.turn().await;
        let mut transaction = self.begin().await?;
        replace_password(&mut transaction, person, hash).await?;
        self.note(&mut transaction, person, person, "set_password", at)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Begins a transaction in which nobody else writes about people.
    async fn begin(&self) -> Result<Transaction<'static, Any>, Error> {
        begin(&self.database, "").await
    }

    /// Writes what was done to a person into the audits of the person's apps.
    async fn note(
        &self,
        transaction: &mut Transaction<'static, Any>,
        person: &str,
        actor: &str,
        verb: &str,
        at: Time,
    ) -> Result<(), Error> {
        let find = "SELECT app FROM control_memberships WHERE person = $1 ORDER BY app";
        let find = sqlx::query(find).bind(person);
        let apps = find.fetch_all(&mut **transaction).await?;
        for row in &apps {
            let app: String = row.try_get(0)?;
            let deed = Deed {
                at,
                actor,
                verb,
                object: person,
                before: "",
                after: "",
            };
            self.note_in(transaction, &app, &deed).await?;
        }
        Ok(())
    }

    /// Writes a deed into the audit of an app. Call it for apps in the order of their ids, so that nobody waits for each
    /// other.
    async fn note_in(
        &self,
        transaction: &mut Transaction<'static, Any>,
        app: &str,
        deed: &Deed<'_>,
    ) -> Result<(), Error> {
        lock(&self.database, transaction, app).await?;
        note(transaction, app, deed).await
    }
}

/// Replaces a person's password, and ends all sessions of the person.
async fn replace_password(
    transaction: &mut Transaction<'static, Any>,
    person: &str,
    hash: &str,
) -> Result<(), Refusal> {
    let set = "UPDATE control_people SET password = $2 WHERE id = $1";
    let set = sqlx::query(set).bind(super::fit(person)?).bind(hash);
    if set.execute(&mut **transaction).await?.rows_affected() == 0 {
        return Err(nobody(person));
    }
    let end = "DELETE FROM control_sessions WHERE person = $1";
    sqlx::query(end)
        .bind(person)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

/// Checks an e-mail address, and writes it in the one form in which it is compared.
fn address(email: &str) -> Result<String, Refusal> {
    let email = email.trim().to_lowercase();
    let parts = email.rsplit_once('@');
    let is_one = parts.is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
    let is_plain = !email.contains(|c: char| c.is_whitespace() || c.is_control());
    match is_one && is_plain && email.len() <= MOST_EMAIL {
        true => Ok(email),
        false => Err(Refusal::Email),
    }
}

/// Checks the name of a person.
fn name(name: &str) -> Result<&str, Refusal> {
    let name = name.trim();
    match name.len() {
        0 => Err(Refusal::NoName),
        1..=MOST_NAME => super::fit(name),
        _ => Err(Refusal::TooLong { most: MOST_NAME }),
    }
}

/// Reads a person from a row that begins with id, name and e-mail address.
fn person(row: &AnyRow) -> Result<Person, Error> {
    Ok(Person {
        id: row.try_get(0)?,
        name: row.try_get(1)?,
        email: row.try_get(2)?,
    })
}

/// Reads a role from a column.
fn role_of(row: &AnyRow, column: usize) -> Result<Role, Error> {
    let role: String = row.try_get(column)?;
    id_of(&role)
}

/// Writes a role as a word.
fn word(role: Role) -> Result<String, Error> {
    let role = text("control_memberships", &role)?;
    Ok(role.trim_matches('"').to_owned())
}

/// Makes the refusal that there is no such person.
fn nobody(id: &str) -> Refusal {
    let id = id.to_owned();
    Refusal::NotFound { what: "person", id }
}
