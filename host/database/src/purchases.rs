//! The purchases of somebody who was forgotten.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::{AnyConnection, Row};

use super::database::{Source, in_array, singles};
use super::error::Error;
use super::rows;
use paywall_ledger::{ExternalId, Lineage, LineageId, MemberKey, Record, Traces};

/// Lists the purchases that go on naming the account, because a message named it for the first time in the very
/// moment of the deletion: their rows have the name, and must be what the log adds up to.
pub(super) async fn kept(
    source: &Source<'_>,
    connection: &mut AnyConnection,
    records: impl Iterator<Item = &Record>,
    account: Option<&ExternalId>,
) -> Result<BTreeSet<MemberKey>, Error> {
    let Some(account) = account else {
        return Ok(BTreeSet::new());
    };
    let mut kept = Traces::of(records, Some(account), &BTreeSet::new()).purchases;
    let lineages = lineages(source, connection, &kept).await?;
    kept.retain(|member| {
        let mut rows = lineages.values();
        let of = rows.find(|row| row.members.contains_key(member));
        of.is_some_and(|row| row.names(account))
    });
    Ok(kept)
}

/// Reads the purchases that these members belong to.
pub(super) async fn lineages(
    source: &Source<'_>,
    connection: &mut AnyConnection,
    members: &BTreeSet<MemberKey>,
) -> Result<BTreeMap<LineageId, Lineage>, Error> {
    let statement = in_array!(
        "SELECT lineages.id, lineages.body FROM members
         JOIN lineages ON lineages.app = members.app AND lineages.id = members.lineage
         WHERE members.app = $1 AND members.id",
        ""
    );
    let query = sqlx::query(source.database.own(statement))
        .bind(source.app)
        .bind(singles(members));
    let mut lineages = BTreeMap::new();
    for row in query.fetch_all(connection).await? {
        let (id, body): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        lineages.extend([rows::lineage(&id, &body)?]);
    }
    Ok(lineages)
}
