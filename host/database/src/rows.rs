//! The rows of tables, and what the ledger's state makes of them.

use std::collections::BTreeSet;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error::Error;
use paywall_ledger::{Lineage, LineageId, MemberKey, RowKey};

/// The rows and keys to be looked up.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    /// The keys of rows of the ledger's state.
    pub rows: BTreeSet<RowKey>,
    /// Keys of inputs, to learn which of them were accepted before.
    pub inputs: BTreeSet<String>,
    /// Keys of messages, to learn which of them are in the inbox.
    pub messages: BTreeSet<String>,
    /// Ids of activities, to learn which of them are known.
    pub activities: BTreeSet<String>,
}

/// The user of an account that nobody has.
pub(super) const VACANT: &str = "";

/// Reads a row's key and its JSON.
pub(super) fn row<K: DeserializeOwned, V: DeserializeOwned>(
    id: &str,
    body: &str,
) -> Result<(K, V), Error> {
    Ok((id_of(id)?, read(id, body)?))
}

/// Reads a key and the key that it leads to.
pub(super) fn pointer<K: DeserializeOwned, V: DeserializeOwned>(
    id: &str,
    to: &str,
) -> Result<(K, V), Error> {
    Ok((id_of(id)?, id_of(to)?))
}

/// Reads a purchase's row.
pub(super) fn lineage(id: &str, body: &str) -> Result<(LineageId, Lineage), Error> {
    let key: MemberKey = id_of(id)?;
    Ok((LineageId::of(key), read(id, body)?))
}

/// Reads an id from its text in a table.
pub(super) fn id_of<T: DeserializeOwned>(id: &str) -> Result<T, Error> {
    let read = serde_json::from_value(Value::from(id));
    read.map_err(|error| broken(id, &error))
}

/// Writes something that becomes a column of `table`, as JSON text.
pub(super) fn text(table: &str, it: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(it).map_err(|error| broken(table, &error))
}

/// Reads a row's JSON text.
pub(super) fn read<T: DeserializeOwned>(id: &str, body: &str) -> Result<T, Error> {
    serde_json::from_str(body).map_err(|error| broken(id, &error))
}

/// Makes the error that a row cannot be read.
fn broken(row: &str, error: &serde_json::Error) -> Error {
    Error::Row {
        row: row.to_owned(),
        reason: error.to_string(),
    }
}
