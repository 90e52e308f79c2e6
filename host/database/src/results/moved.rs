//! Exposures of anonymous users who logged in: they become those of the account's user.

use std::collections::BTreeSet;

use sqlx::{AnyConnection, Row};

use super::summed::write;
use crate::database::{Source, each_of_array, singles};
use crate::error::Error;
use crate::exposed::{Exposed, PUT, columns};
use crate::rows::Wanted;
use crate::rows::read;
use paywall_ledger::{Cause, Fact, Record, RowKey, User, UserId};

/// The users of these who have exposures.
const EXPOSED: [&str; 2] = each_of_array!(
    "SELECT DISTINCT ",
    "user_id",
    "exposures WHERE app = $1",
    "user_id",
    "LIMIT 1"
);
/// The last records about a user.
const LAST: &str = "SELECT log.record FROM mentions JOIN log ON log.position = mentions.position
     WHERE mentions.app = $1 AND mentions.user_id = $2 ORDER BY mentions.position DESC LIMIT 8";
/// The statement that takes a user's exposures away, and returns them.
const TAKE: &str = columns!(
    "DELETE FROM exposures WHERE app = $1 AND user_id = $2 RETURNING ",
    ""
);

/// Gives the exposures of those users who logged in to the users that their devices went to. Returns these.
pub(super) async fn moved(
    source: &Source<'_>,
    connection: &mut AnyConnection,
    users: &BTreeSet<UserId>,
) -> Result<BTreeSet<UserId>, Error> {
    let query = sqlx::query(source.database.own(EXPOSED)).bind(source.app);
    let rows = query
        .bind(singles(users))
        .fetch_all(&mut *connection)
        .await?;
    let mut wanted = Wanted::default();
    for row in &rows {
        let user = UserId::new(row.try_get::<String, _>(0)?);
        wanted.rows.insert(RowKey::User(user));
    }
    let found = source.find(connection, &wanted).await?.state.users;
    let mut targets = BTreeSet::new();
    for user in found
        .iter()
        .filter(|(_, row)| is_left(row))
        .map(|(id, _)| id)
    {
        if let Some(to) = target(source, connection, user).await? {
            give(source, connection, user, &to).await?;
            targets.insert(to);
        }
    }
    Ok(targets)
}

/// Returns true for an anonymous user whose devices went elsewhere.
fn is_left(user: &User) -> bool {
    user.account.is_none() && user.devices.is_empty() && !user.deleted
}

/// Finds the user that the last device of an anonymous user went to by logging in.
async fn target(
    source: &Source<'_>,
    connection: &mut AnyConnection,
    user: &UserId,
) -> Result<Option<UserId>, Error> {
    let query = sqlx::query(LAST).bind(source.app).bind(user.as_str());
    for row in query.fetch_all(connection).await? {
        let record: Record = read("log", &row.try_get::<String, _>(0)?)?;
        let to = record.facts.into_iter().find_map(|fact| match fact {
            Fact::DeviceMoved {
                from,
                to,
                cause: Cause::Login,
                ..
            } if from == *user => Some(to),
            _ => None,
        });
        if to.is_some() {
            return Ok(to);
        }
    }
    Ok(None)
}

/// Gives the exposures of one user to another.
async fn give(
    source: &Source<'_>,
    connection: &mut AnyConnection,
    from: &UserId,
    to: &UserId,
) -> Result<(), Error> {
    let query = sqlx::query(TAKE).bind(source.app).bind(from.as_str());
    let mut rows = Vec::new();
    for row in query.fetch_all(&mut *connection).await? {
        let exposed = Exposed {
            user: to.clone(),
            ..Exposed::read(&row)?
        };
        rows.push(exposed.row());
    }
    write(source, connection, PUT, rows).await
}
