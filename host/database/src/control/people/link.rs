//! Links that work once: the one by which the first owner comes, invitations, and those for a new password.

use paywall_control::Hash;
use paywall_control::policy::Role;
use paywall_ledger::Time;
use sqlx::any::AnyRow;
use sqlx::{Any, Row, Transaction};

use super::{MOST_PEOPLE, People, address, name, person, replace_password, word};
use super::{Person, member};
use crate::control::audit::Deed;
use crate::control::{Refusal, fit};
use crate::error::Error;
use crate::rows::{id_of, read, text};

/// The time, in milliseconds, for which a link for the first owner or for a new password works.
const HOUR: i64 = 3_600_000;
/// The time, in milliseconds, for which an invitation works.
const WEEK: i64 = 7 * 24 * HOUR;
/// The most links for the first owner that work at a time: several hosts may start together.
const MOST_SETUPS: i64 = 20;

/// The kind of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LinkKind {
    /// It makes the owner of all apps that have none.
    #[default]
    Setup,
    /// It gives somebody a role in an app.
    Invitation,
    /// It gives somebody who is there a new password.
    Password,
}

impl LinkKind {
    /// Returns the word for the kind.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Invitation => "invitation",
            Self::Password => "password",
        }
    }

    /// Returns the kind of a word.
    fn of(name: &str) -> Self {
        let all = [Self::Setup, Self::Invitation];
        let found = all.into_iter().find(|kind| kind.name() == name);
        found.unwrap_or(Self::Password)
    }
}

/// A link that works, as it is shown to whoever has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The kind of the link.
    pub kind: LinkKind,
    /// The app of an invitation; empty for other kinds.
    pub app: String,
    /// The e-mail address of the person that it is for; empty for [`LinkKind::Setup`].
    pub email: String,
    /// The name of that person; empty for [`LinkKind::Setup`].
    pub name: String,
    /// True if that person is known to the host already, and has to sign in.
    pub is_known: bool,
    /// The time at which it ends.
    pub until: Time,
}

/// What somebody does with a link.
#[derive(Debug, Clone, Copy)]
pub enum Use<'a> {
    /// Becomes a person of the host. An invitation says the e-mail address by itself.
    Join {
        /// The name that others see.
        name: &'a str,
        /// The e-mail address, for [`LinkKind::Setup`].
        email: &'a str,
        /// The password's hash.
        password: &'a str,
    },
    /// Is a person of the host, and gets the role.
    Accept {
        /// The id of the person.
        person: &'a str,
    },
    /// Gets a new password.
    Password {
        /// The password's hash.
        password: &'a str,
    },
}

/// A link as it is kept.
#[derive(Default)]
pub(super) struct Kept {
    pub kind: LinkKind,
    pub app: String,
    /// The apps of a link for the first owner, as a list in JSON.
    pub apps: String,
    pub person: String,
    pub email: String,
    pub role: String,
}

impl People {
    /// Makes a link by which somebody becomes the owner of those of these apps that have none, for an hour.
    /// Returns none if all have one.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn setup_link(&self, apps: &[String], at: Time) -> Result<Option<String>, Refusal> {
        let _turn = self.database.turn().await;
        let mut transaction = self.begin().await?;
        let apps = without_owner(&mut transaction, apps).await?;
        if apps.is_empty() {
            return Ok(None);
        }
        let apps = text("control_links", &apps)?;
        let most = "DELETE FROM control_links WHERE kind = 'setup' AND hash NOT IN
             (SELECT hash FROM control_links WHERE kind = 'setup' ORDER BY until DESC, hash LIMIT $1)";
        let most = sqlx::query(most).bind(MOST_SETUPS - 1);
        most.execute(&mut *transaction).await?;
        let link = Kept {
            kind: LinkKind::Setup,
            apps,
            ..Kept::default()
        };
        let secret = self.put_link(&mut transaction, &link, ["", ""], at).await?;
        transaction.commit().await?;
        Ok(Some(secret))
    }

    /// Makes a link by which a person chooses a new password, for an hour. It takes the place of an earlier one.
    ///
    /// # Errors
    /// Fails if there is no such person, or if the database fails.
    pub async fn password_link(
        &self,
        person: &str,
        author: &str,
        at: Time,
    ) -> Result<String, Refusal> {
        let Person { id, name, email } = self.person(person).await?;
        let _turn = self.database.turn().await;
        let mut transaction = self.begin().await?;
        let earlier = "DELETE FROM control_links WHERE person = $1";
        let earlier = sqlx::query(earlier).bind(id.as_str());
        earlier.execute(&mut *transaction).await?;
        let link = Kept {
            kind: LinkKind::Password,
            person: id,
            email,
            ..Kept::default()
        };
        let secret = self
            .put_link(&mut transaction, &link, [&name, author], at)
            .await?;
        self.note(
            &mut transaction,
            person,
            fit(author)?,
            "make_password_link",
            at,
        )
        .await?;
        transaction.commit().await?;
        Ok(secret)
    }

    /// Returns the link of a secret. None if there is none, or it was used, or it has ended.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn link(&self, secret: &str, now: Time) -> Result<Option<Link>, Refusal> {
        let find = "SELECT l.kind, l.app, l.email, l.name, l.until, p.id FROM control_links AS l
             LEFT JOIN control_people AS p ON p.email = l.email WHERE l.hash = $1 AND l.until > $2";
        let find = sqlx::query(find).bind(hash(secret)).bind(now.millis());
        let Some(row) = find.fetch_optional(&self.database.pool).await? else {
            return Ok(None);
        };
        let (kind, known): (String, Option<String>) = (row.try_get(0)?, row.try_get(5)?);
        Ok(Some(Link {
            kind: LinkKind::of(&kind),
            app: row.try_get(1)?,
            email: row.try_get(2)?,
            name: row.try_get(3)?,
            is_known: known.is_some(),
            until: Time::from_millis(row.try_get(4)?),
        }))
    }

    /// Uses a link: it works no second time. Returns the id of the person.
    ///
    /// # Errors
    /// Fails if the link was used or has ended, if it is for somebody else or something else, if a new person has the
    /// e-mail address of one who is there, or if the database fails.
    pub async fn use_link(&self, secret: &str, how: Use<'_>, at: Time) -> Result<String, Refusal> {
        let _turn = self.database.turn().await;
        let mut transaction = self.begin().await?;
        let take = "DELETE FROM control_links WHERE hash = $1 AND until > $2
             RETURNING kind, app, apps, person, email, role";
        let take = sqlx::query(take).bind(hash(secret)).bind(at.millis());
        let row = take.fetch_optional(&mut *transaction).await?;
        let link = kept(&row.ok_or(Refusal::LinkEnded)?)?;
        if link.kind == LinkKind::Password {
            let Use::Password { password } = how else {
                return Err(Refusal::LinkEnded);
            };
            replace_password(&mut transaction, &link.person, password).await?;
            self.note(
                &mut transaction,
                &link.person,
                &link.person,
                "set_password",
                at,
            )
            .await?;
            transaction.commit().await?;
            return Ok(link.person);
        }
        let person = self.whose(&mut transaction, &link, how, at).await?;
        let apps = match link.kind {
            LinkKind::Setup => {
                let apps: Vec<String> = read("control_links", &link.apps)?;
                without_owner(&mut transaction, &apps).await?
            }
            _ => vec![link.app.clone()],
        };
        if apps.is_empty() {
            return Err(Refusal::LinkEnded);
        }
        let role = match link.kind {
            LinkKind::Setup => Role::Owner,
            _ => id_of(&link.role)?,
        };
        for app in &apps {
            self.join(&mut transaction, app, &person, role, at).await?;
        }
        transaction.commit().await?;
        Ok(person)
    }

    /// Returns the id of the person who uses a link, and makes that person if it is a new one.
    async fn whose(
        &self,
        transaction: &mut Transaction<'static, Any>,
        link: &Kept,
        how: Use<'_>,
        at: Time,
    ) -> Result<String, Refusal> {
        let email = match how {
            Use::Join { email, .. } if link.kind == LinkKind::Setup => address(email)?,
            _ => link.email.clone(),
        };
        let find = "SELECT id, name, email FROM control_people WHERE email = $1 OR id = $2";
        let is = |person| sqlx::query(find).bind(email.as_str()).bind(person);
        match how {
            Use::Accept { person: id } => {
                let rows = is(fit(id)?).fetch_all(&mut **transaction).await?;
                let people: Vec<Person> = rows.iter().map(person).collect::<Result<_, Error>>()?;
                match people.as_slice() {
                    // An invitation is for one address; whoever makes the owner may be anybody.
                    [one] if one.id == id && (email.is_empty() || one.email == email) => {
                        Ok(one.id.clone())
                    }
                    _ => Err(Refusal::OtherPerson),
                }
            }
            Use::Join {
                name: called,
                password,
                ..
            } => {
                if is("").fetch_optional(&mut **transaction).await?.is_some() {
                    return Err(Refusal::KnownPerson);
                }
                let id = self.secrets.fresh()?;
                let put = "INSERT INTO control_people (id, email, name, password, at) VALUES ($1, $2, $3, $4, $5)";
                let put = sqlx::query(put).bind(id.as_str()).bind(email.as_str());
                let put = put.bind(name(called)?).bind(password).bind(at.millis());
                put.execute(&mut **transaction).await?;
                Ok(id)
            }
            Use::Password { .. } => Err(Refusal::LinkEnded),
        }
    }

    /// Gives a person a role in an app, and writes it down.
    pub(super) async fn join(
        &self,
        transaction: &mut Transaction<'static, Any>,
        app: &str,
        person: &str,
        role: Role,
        at: Time,
    ) -> Result<(), Refusal> {
        let count = "SELECT COUNT(*) FROM control_memberships WHERE app = $1";
        let count = sqlx::query(count).bind(app);
        let count: i64 = count.fetch_one(&mut **transaction).await?.try_get(0)?;
        Refusal::room("people", count, MOST_PEOPLE)?;
        member::put(transaction, app, person, role, at).await?;
        let deed = Deed {
            at,
            actor: person,
            verb: "join",
            object: person,
            before: "",
            after: &word(role)?,
        };
        self.note_in(transaction, app, &deed).await?;
        Ok(())
    }

    /// Keeps a link with a name and an author, and returns its secret. Links that have ended go.
    pub(super) async fn put_link(
        &self,
        transaction: &mut Transaction<'static, Any>,
        link: &Kept,
        [name, author]: [&str; 2],
        at: Time,
    ) -> Result<String, Refusal> {
        let ended = "DELETE FROM control_links WHERE until <= $1";
        let ended = sqlx::query(ended).bind(at.millis());
        ended.execute(&mut **transaction).await?;
        let secret = self.secret()?;
        let lasts = match link.kind {
            LinkKind::Invitation => WEEK,
            _ => HOUR,
        };
        let put = "INSERT INTO control_links (hash, kind, app, apps, person, email, name, role, author, until)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        let put = sqlx::query(put).bind(hash(&secret)).bind(link.kind.name());
        let put = put.bind(link.app.as_str()).bind(link.apps.as_str());
        let put = put.bind(link.person.as_str()).bind(link.email.as_str());
        let put = put.bind(name).bind(link.role.as_str()).bind(author);
        let put = put.bind(at.millis() + lasts);
        put.execute(&mut **transaction).await?;
        Ok(secret)
    }
}

/// Returns those of some apps that have no owner, in the order of their ids.
async fn without_owner(
    transaction: &mut Transaction<'static, Any>,
    apps: &[String],
) -> Result<Vec<String>, Refusal> {
    let find = "SELECT person FROM control_memberships WHERE app = $1 AND role = 'owner' LIMIT 1";
    let mut left = Vec::new();
    for app in apps {
        let owner = sqlx::query(find).bind(fit(app)?);
        if owner.fetch_optional(&mut **transaction).await?.is_none() {
            left.push(app.clone());
        }
    }
    left.sort();
    Ok(left)
}

/// Reads a link from its row.
fn kept(row: &AnyRow) -> Result<Kept, Error> {
    let kind: String = row.try_get(0)?;
    Ok(Kept {
        kind: LinkKind::of(&kind),
        app: row.try_get(1)?,
        apps: row.try_get(2)?,
        person: row.try_get(3)?,
        email: row.try_get(4)?,
        role: row.try_get(5)?,
    })
}

/// Writes the hash of a secret.
pub(super) fn hash(secret: &str) -> String {
    Hash::of(secret.as_bytes()).to_string()
}
