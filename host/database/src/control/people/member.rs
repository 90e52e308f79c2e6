//! The members of an app, and what becomes of a person who is removed.

use paywall_control::policy::Role;
use paywall_ledger::Time;
use sqlx::any::AnyRow;
use sqlx::{Any, Row, Transaction};

use super::{MOST_PEOPLE, People, Person, person, role_of, word};
use crate::control::audit::Deed;
use crate::control::{Refusal, fit};
use crate::error::Error;

/// A person with a role in an app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The person who has the role.
    pub person: Person,
    /// The role in the app.
    pub role: Role,
    /// The time since which the person has it.
    pub since: Time,
}

impl People {
    /// Lists the people of an app by their names: at most 1,000, and there are not more.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn members(&self, app: &str) -> Result<Vec<Member>, Refusal> {
        let find = "SELECT p.id, p.name, p.email, m.role, m.at FROM control_memberships AS m
             JOIN control_people AS p ON p.id = m.person WHERE m.app = $1 ORDER BY p.name, p.id LIMIT $2";
        let find = sqlx::query(find).bind(fit(app)?).bind(MOST_PEOPLE);
        let rows = find.fetch_all(&self.database.pool).await?;
        let member = |row: &AnyRow| {
            Ok(Member {
                person: person(row)?,
                role: role_of(row, 3)?,
                since: Time::from_millis(row.try_get(4)?),
            })
        };
        Ok(rows.iter().map(member).collect::<Result<_, Error>>()?)
    }

    /// Gives a member of an app another role.
    ///
    /// # Errors
    /// Fails if the person is no member, if the last owner would be none any more, or if the database fails.
    pub async fn set_role(
        &self,
        app: &str,
        person: &str,
        role: Role,
        author: &str,
        at: Time,
    ) -> Result<(), Refusal> {
        let _turn = self.database.turn().await;
        let mut transaction = self.begin().await?;
        let before = self.role_in(&mut transaction, app, person).await?;
        if role != Role::Owner {
            keep_an_owner(&mut transaction, app, person).await?;
        }
        put(&mut transaction, app, person, role, at).await?;
        let deed = Deed {
            at,
            actor: fit(author)?,
            verb: "set_role",
            object: person,
            before: &word(before)?,
            after: &word(role)?,
        };
        self.note_in(&mut transaction, app, &deed).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Removes a person from an app. A person without any other app is erased: name, e-mail address, password and sessions
    /// are gone, and what the person did is left under an id that says nothing. Returns whether that was so.
    ///
    /// # Errors
    /// Fails if the person is no member, or the last owner, or if the database fails.
    pub async fn remove_member(
        &self,
        app: &str,
        person: &str,
        author: &str,
        at: Time,
    ) -> Result<bool, Refusal> {
        let _turn = self.database.turn().await;
        let mut transaction = self.begin().await?;
        let before = self.role_in(&mut transaction, app, person).await?;
        keep_an_owner(&mut transaction, app, person).await?;
        let remove = "DELETE FROM control_memberships WHERE app = $1 AND person = $2";
        let remove = sqlx::query(remove).bind(app).bind(person);
        remove.execute(&mut *transaction).await?;
        // Invitations of the same address would bring the person back.
        let links = "DELETE FROM control_links WHERE app = $1
             AND email = (SELECT email FROM control_people WHERE id = $2)";
        let links = sqlx::query(links).bind(app).bind(person);
        links.execute(&mut *transaction).await?;
        let deed = Deed {
            at,
            actor: fit(author)?,
            verb: "remove_person",
            object: person,
            before: &word(before)?,
            after: "",
        };
        self.note_in(&mut transaction, app, &deed).await?;
        let is_erased = erase_if_left(&mut transaction, person).await?;
        transaction.commit().await?;
        if is_erased {
            self.database.empty_log();
        }
        Ok(is_erased)
    }

    /// Returns the role of a member, in a transaction that writes.
    async fn role_in(
        &self,
        transaction: &mut Transaction<'static, Any>,
        app: &str,
        person: &str,
    ) -> Result<Role, Refusal> {
        let find = "SELECT role FROM control_memberships WHERE app = $1 AND person = $2";
        let find = sqlx::query(find).bind(fit(app)?).bind(fit(person)?);
        let row = find.fetch_optional(&mut **transaction).await?;
        Ok(role_of(&row.ok_or_else(|| super::nobody(person))?, 0)?)
    }
}

/// Keeps a person's role in an app, in place of an earlier one.
pub(super) async fn put(
    transaction: &mut Transaction<'static, Any>,
    app: &str,
    person: &str,
    role: Role,
    at: Time,
) -> Result<(), Refusal> {
    let put = "INSERT INTO control_memberships (app, person, role, at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (app, person) DO UPDATE SET role = excluded.role, at = excluded.at, by_groups = 0";
    let put = sqlx::query(put).bind(app).bind(person);
    let put = put.bind(word(role)?).bind(at.millis());
    put.execute(&mut **transaction).await?;
    Ok(())
}

/// Refuses what would leave an app without an owner.
pub(super) async fn keep_an_owner(
    transaction: &mut Transaction<'static, Any>,
    app: &str,
    person: &str,
) -> Result<(), Refusal> {
    let find = "SELECT person FROM control_memberships WHERE app = $1 AND role = 'owner' LIMIT 2";
    let rows = sqlx::query(find).bind(app);
    let rows = rows.fetch_all(&mut **transaction).await?;
    let owners: Vec<String> = rows
        .iter()
        .map(|row| row.try_get(0))
        .collect::<Result<_, _>>()?;
    match owners.as_slice() {
        [one] if one == person => Err(Refusal::LastOwner),
        _ => Ok(()),
    }
}

/// Erases a person who has no role in any app. Returns whether that was so.
pub(super) async fn erase_if_left(
    transaction: &mut Transaction<'static, Any>,
    person: &str,
) -> Result<bool, Refusal> {
    let erase = "DELETE FROM control_people WHERE id = $1
         AND NOT EXISTS (SELECT 1 FROM control_memberships WHERE person = $1)";
    let erase = sqlx::query(erase).bind(person);
    if erase.execute(&mut **transaction).await?.rows_affected() == 0 {
        return Ok(false);
    }
    for rest in [
        "DELETE FROM control_sessions WHERE person = $1",
        "DELETE FROM control_links WHERE person = $1",
        "DELETE FROM control_identities WHERE person = $1",
    ] {
        sqlx::query(rest)
            .bind(person)
            .execute(&mut **transaction)
            .await?;
    }
    Ok(true)
}
