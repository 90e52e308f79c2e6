//! People whom a provider of identities vouches for (OpenID Connect), and the roles that its groups give them.

use std::collections::{BTreeMap, BTreeSet};

use paywall_control::policy::Role;
use paywall_ledger::Time;
use sqlx::{Any, Row, Transaction};

use super::member::{erase_if_left, put};
use super::{People, address, name, role_of, word};
use crate::control::audit::Deed;
use crate::control::{Refusal, fit};
use crate::error::Error;
use crate::rows::id_of;

/// The most bytes of an issuer, and of its name for somebody (OpenID Connect Core, 2).
const MOST_NAME: usize = 255;

/// Somebody who signed in at a provider, as it says.
#[derive(Debug, Clone, Copy)]
pub struct Identity<'a> {
    /// The provider that vouches for the person.
    pub issuer: &'a str,
    /// The provider's own name for the person, which never changes.
    pub subject: &'a str,
    /// The e-mail address, which the provider verified.
    pub email: &'a str,
    /// The name that others see, for somebody who is new.
    pub name: &'a str,
    /// The roles that the person's groups give, by the ids of apps.
    pub roles: &'a BTreeMap<String, Role>,
    /// The id of the person who has a session in the same browser, if there is one.
    pub signed_in: Option<&'a str>,
}

/// A role that somebody has already.
#[derive(Clone, Copy)]
struct Held {
    role: Role,
    is_by_groups: bool,
}

impl People {
    /// Lets somebody in whom a provider vouches for, and returns the id of the person. The groups' roles are given, and those
    /// that groups gave before and give no longer are taken; open invitations of the e-mail address are taken up.
    ///
    /// # Errors
    /// Fails with [`Refusal::KnownPerson`] if the provider names somebody new whose e-mail address a person has who is not signed
    /// in in the same browser: an address alone proves nothing. Fails with [`Refusal::NoRole`] if the person has no role in any
    /// app, and is then erased; and if the database fails.
    pub async fn arrive(&self, identity: &Identity<'_>, at: Time) -> Result<String, Refusal> {
        let email = address(identity.email)?;
        for text in [identity.issuer, identity.subject] {
            fit(text)?;
            if text.len() > MOST_NAME {
                return Err(Refusal::TooLong { most: MOST_NAME });
            }
        }
        let _turn = self.database.turn().await;
        let mut transaction = self.begin().await?;
        let person = match known(&mut transaction, identity).await? {
            Some(person) => person,
            None => self.welcome(&mut transaction, identity, &email, at).await?,
        };
        let invited = invitations(&mut transaction, &email, at).await?;
        self.settle(&mut transaction, &person, (identity.roles, &invited), at)
            .await?;
        let is_left = erase_if_left(&mut transaction, &person).await?;
        transaction.commit().await?;
        match is_left {
            true => Err(Refusal::NoRole),
            false => Ok(person),
        }
    }

    /// Makes the person of a new identity, or adds the identity to the person who is signed in with the same e-mail address.
    async fn welcome(
        &self,
        transaction: &mut Transaction<'static, Any>,
        identity: &Identity<'_>,
        email: &str,
        at: Time,
    ) -> Result<String, Refusal> {
        let find = "SELECT id FROM control_people WHERE email = $1";
        let find = sqlx::query(find).bind(email);
        let person = match find.fetch_optional(&mut **transaction).await? {
            Some(row) => {
                let id: String = row.try_get(0)?;
                if identity.signed_in != Some(id.as_str()) {
                    return Err(Refusal::KnownPerson);
                }
                id
            }
            None => {
                let id = self.secrets.fresh()?;
                let put = "INSERT INTO control_people (id, email, name, password, at) VALUES ($1, $2, $3, '', $4)";
                let put = sqlx::query(put).bind(id.as_str()).bind(email);
                let put = put.bind(name(identity.name)?).bind(at.millis());
                put.execute(&mut **transaction).await?;
                id
            }
        };
        let put =
            "INSERT INTO control_identities (issuer, subject, person, at) VALUES ($1, $2, $3, $4)";
        let put = sqlx::query(put)
            .bind(identity.issuer)
            .bind(identity.subject);
        let put = put.bind(person.as_str()).bind(at.millis());
        put.execute(&mut **transaction).await?;
        self.note(transaction, &person, &person, "add_identity", at)
            .await?;
        Ok(person)
    }

    /// Gives and takes the roles of a person, app by app in the order of their ids.
    async fn settle(
        &self,
        transaction: &mut Transaction<'static, Any>,
        person: &str,
        (groups, invited): (&BTreeMap<String, Role>, &BTreeMap<String, Role>),
        at: Time,
    ) -> Result<(), Refusal> {
        let held = held(transaction, person).await?;
        let apps: BTreeSet<&String> = held
            .keys()
            .chain(groups.keys())
            .chain(invited.keys())
            .collect();
        for app in apps {
            let (before, given) = (held.get(app), groups.get(app).copied());
            match (before, invited.get(app)) {
                (None, Some(role)) => self.join(transaction, app, person, *role, at).await?,
                (None, None) => {
                    if let Some(role) = given {
                        self.join(transaction, app, person, role, at).await?;
                        by_groups(transaction, app, person).await?;
                    }
                }
                (Some(before), _) if before.is_by_groups && given != Some(before.role) => {
                    self.follow(transaction, (app, person), (before.role, given), at)
                        .await?;
                }
                // A role that an owner gave is an owner's to change.
                (Some(_), _) => {}
            }
        }
        Ok(())
    }

    /// Changes a role that groups gave, unless the app would be without an owner.
    async fn follow(
        &self,
        transaction: &mut Transaction<'static, Any>,
        (app, person): (&str, &str),
        (before, given): (Role, Option<Role>),
        at: Time,
    ) -> Result<(), Refusal> {
        match super::member::keep_an_owner(transaction, app, person).await {
            Err(Refusal::LastOwner) => return Ok(()),
            other => other?,
        }
        let (verb, after) = match given {
            Some(role) => {
                put(transaction, app, person, role, at).await?;
                by_groups(transaction, app, person).await?;
                ("set_role", word(role)?)
            }
            None => {
                let remove = "DELETE FROM control_memberships WHERE app = $1 AND person = $2";
                let remove = sqlx::query(remove).bind(app).bind(person);
                remove.execute(&mut **transaction).await?;
                ("remove_person", String::new())
            }
        };
        let deed = Deed {
            at,
            actor: "groups",
            verb,
            object: person,
            before: &word(before)?,
            after: &after,
        };
        self.note_in(transaction, app, &deed).await?;
        Ok(())
    }
}

/// Finds the person of an identity.
async fn known(
    transaction: &mut Transaction<'static, Any>,
    identity: &Identity<'_>,
) -> Result<Option<String>, Refusal> {
    let find = "SELECT person FROM control_identities WHERE issuer = $1 AND subject = $2";
    let find = sqlx::query(find)
        .bind(identity.issuer)
        .bind(identity.subject);
    let row = find.fetch_optional(&mut **transaction).await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?)
}

/// Takes the open invitations of an e-mail address, with the roles that they give.
async fn invitations(
    transaction: &mut Transaction<'static, Any>,
    email: &str,
    at: Time,
) -> Result<BTreeMap<String, Role>, Refusal> {
    let take = "DELETE FROM control_links WHERE kind = 'invitation' AND email = $1 AND until > $2
         RETURNING app, role";
    let take = sqlx::query(take).bind(email).bind(at.millis());
    let rows = take.fetch_all(&mut **transaction).await?;
    let read = rows.iter().map(|row| {
        let (app, role): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        Ok((app, id_of(&role)?))
    });
    Ok(read.collect::<Result<_, Error>>()?)
}

/// Reads the roles of a person in all apps.
async fn held(
    transaction: &mut Transaction<'static, Any>,
    person: &str,
) -> Result<BTreeMap<String, Held>, Refusal> {
    let find = "SELECT app, role, by_groups FROM control_memberships WHERE person = $1";
    let rows = sqlx::query(find).bind(person);
    let rows = rows.fetch_all(&mut **transaction).await?;
    let read = rows.iter().map(|row| {
        let by: i64 = row.try_get(2)?;
        let role = role_of(row, 1)?;
        let is_by_groups = by != 0;
        Ok((row.try_get(0)?, Held { role, is_by_groups }))
    });
    Ok(read.collect::<Result<_, Error>>()?)
}

/// Says that groups gave a role, and may take it.
async fn by_groups(
    transaction: &mut Transaction<'static, Any>,
    app: &str,
    person: &str,
) -> Result<(), Refusal> {
    let set = "UPDATE control_memberships SET by_groups = 1 WHERE app = $1 AND person = $2";
    let set = sqlx::query(set).bind(app).bind(person);
    set.execute(&mut **transaction).await?;
    Ok(())
}
