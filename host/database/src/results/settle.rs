//! The remains of users who are not there any more: their parts of the sums, which nobody can tell apart.

use std::collections::BTreeSet;

use sqlx::AnyConnection;

use super::count::lock;
use super::summed::{Change, remove_units, units};
use crate::database::{Source, in_array, singles};
use crate::error::Error;
use paywall_ledger::UserId;

/// The statement that removes the exposures of users.
const REMOVE: [&str; 2] = in_array!("DELETE FROM exposures WHERE app = $1 AND user_id", "");

/// Keeps the parts of users in the sums, and removes the rest of what is kept of them for results.
pub(crate) async fn settle<'a>(
    source: &Source<'_>,
    connection: &mut AnyConnection,
    users: impl IntoIterator<Item = &'a UserId>,
) -> Result<(), Error> {
    let users: BTreeSet<&UserId> = users.into_iter().collect();
    if users.is_empty() {
        return Ok(());
    }
    lock(source, connection).await?;
    let counted = units(source, connection, users.iter().copied()).await?;
    let mut change = Change::default();
    for (place, unit) in &counted {
        change.add(place, unit, false, -1);
        change.add(place, unit, true, 1);
    }
    change.write(source, connection).await?;
    remove_units(source, connection, counted.keys()).await?;
    let query = sqlx::query(source.database.own(REMOVE)).bind(source.app);
    query.bind(singles(users)).execute(connection).await?;
    Ok(())
}
