//! Invitations into an app.

use paywall_control::policy::Role;
use paywall_ledger::Time;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::link::{Kept, LinkKind, hash};
use super::{People, address, name, role_of, word};
use crate::control::audit::Deed;
use crate::control::{Refusal, fit};
use crate::error::Error;

/// The most invitations of an app that work at a time.
const MOST_INVITATIONS: i64 = 200;

/// Somebody who is to be invited.
#[derive(Debug, Clone, Copy)]
pub struct Invitation<'a> {
    /// The e-mail address of the person.
    pub email: &'a str,
    /// The name that others will see.
    pub name: &'a str,
    /// The role in the app.
    pub role: Role,
}

/// An invitation that nobody took up yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// The id, by which it is taken back.
    pub id: String,
    /// The e-mail address of the person.
    pub email: String,
    /// The name that others will see.
    pub name: String,
    /// The role in the app.
    pub role: Role,
    /// The time at which it ends.
    pub until: Time,
}

impl People {
    /// Invites somebody into an app, and returns the secret of the link, which works for a week.
    /// It takes the place of an earlier invitation of the same address.
    ///
    /// # Errors
    /// Fails if the address is none, if it is a member's, if there are too many people, or if the database fails.
    pub async fn invite(
        &self,
        app: &str,
        invitation: &Invitation<'_>,
        author: &str,
        at: Time,
    ) -> Result<String, Refusal> {
        let (email, name) = (address(invitation.email)?, name(invitation.name)?);
        let role = word(invitation.role)?;
        let _turn = self.database.turn().await;
        let mut transaction = self.begin().await?;
        let earlier = "DELETE FROM control_links WHERE app = $1 AND email = $2";
        let earlier = sqlx::query(earlier).bind(fit(app)?).bind(email.as_str());
        earlier.execute(&mut *transaction).await?;
        let member =
            "SELECT 1 FROM control_people AS p JOIN control_memberships AS m ON m.person = p.id
             WHERE m.app = $1 AND p.email = $2";
        let member = sqlx::query(member).bind(app).bind(email.as_str());
        if member.fetch_optional(&mut *transaction).await?.is_some() {
            return Err(Refusal::Member);
        }
        let open = "SELECT COUNT(*) FROM control_links WHERE app = $1 AND until > $2";
        let open = sqlx::query(open).bind(app).bind(at.millis());
        let open: i64 = open.fetch_one(&mut *transaction).await?.try_get(0)?;
        Refusal::room("invitations", open, MOST_INVITATIONS)?;
        let link = Kept {
            kind: LinkKind::Invitation,
            app: app.to_owned(),
            email,
            role,
            ..Kept::default()
        };
        let secret = self
            .put_link(&mut transaction, &link, [name, author], at)
            .await?;
        // The audit is kept for ever, and names nobody.
        let deed = Deed {
            at,
            actor: fit(author)?,
            verb: "invite",
            object: &link.role,
            before: "",
            after: &hash(&secret),
        };
        self.note_in(&mut transaction, app, &deed).await?;
        transaction.commit().await?;
        Ok(secret)
    }

    /// Lists the invitations of an app that work: at most 200, and there are not more.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn invitations(&self, app: &str, now: Time) -> Result<Vec<Open>, Refusal> {
        let find = "SELECT hash, email, name, role, until FROM control_links
             WHERE app = $1 AND kind = 'invitation' AND until > $2 ORDER BY until DESC, hash LIMIT $3";
        let find = sqlx::query(find).bind(fit(app)?).bind(now.millis());
        let rows = find
            .bind(MOST_INVITATIONS)
            .fetch_all(&self.database.pool)
            .await?;
        let open = |row: &AnyRow| {
            Ok(Open {
                id: row.try_get(0)?,
                email: row.try_get(1)?,
                name: row.try_get(2)?,
                role: role_of(row, 3)?,
                until: Time::from_millis(row.try_get(4)?),
            })
        };
        Ok(rows.iter().map(open).collect::<Result<_, Error>>()?)
    }

    /// Takes an invitation back.
    ///
    /// # Errors
    /// Fails if there is no such invitation, or if the database fails.
    pub async fn end_invitation(
        &self,
        app: &str,
        id: &str,
        author: &str,
        at: Time,
    ) -> Result<(), Refusal> {
        let _turn = self.database.turn().await;
        let mut transaction = self.begin().await?;
        let end = "DELETE FROM control_links WHERE app = $1 AND hash = $2 AND kind = 'invitation'";
        let end = sqlx::query(end).bind(fit(app)?).bind(fit(id)?);
        if end.execute(&mut *transaction).await?.rows_affected() == 0 {
            let id = id.to_owned();
            let what = "invitation";
            return Err(Refusal::NotFound { what, id });
        }
        let deed = Deed {
            at,
            actor: fit(author)?,
            verb: "end_invitation",
            object: id,
            before: "",
            after: "",
        };
        self.note_in(&mut transaction, app, &deed).await?;
        transaction.commit().await?;
        Ok(())
    }
}
