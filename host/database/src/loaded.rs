//! The rows that a transaction read, and what it makes of them.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Value, json};
use sqlx::AnyConnection;

use super::database::{Source, in_array};
use super::error::Error;
use super::find::Found;
use super::part::{Held, Part};
use super::rows::{VACANT, Wanted};
use paywall_ledger::{ExternalId, RowKey, State, Time};

/// The rows as they were read, to be compared with the rows as they are now.
#[derive(Default)]
pub(super) struct Loaded {
    before: State,
    keys: BTreeSet<RowKey>,
    /// The versions of rows, on PostgreSQL.
    versions: BTreeMap<RowKey, i64>,
    /// Accounts that nobody has, and that have a row all the same ([`Self::parts`]).
    vacant: BTreeSet<ExternalId>,
}

impl Loaded {
    /// Returns the keys of all rows that were asked for, even if there are no such rows.
    pub(super) const fn keys(&self) -> &BTreeSet<RowKey> {
        &self.keys
    }

    /// Fetches rows into `state`, with the keys of inputs that are known. Returns the rest of what was found.
    pub(super) async fn fetch(
        &mut self,
        source: &Source<'_>,
        connection: &mut AnyConnection,
        wanted: Wanted,
        state: &mut State,
    ) -> Result<Found, Error> {
        let mut found = source.find_all(connection, &wanted).await?;
        // Rows that were found beside those asked for may be here already, and changed by earlier works.
        found.forget(&self.keys);
        self.keys.extend(wanted.rows);
        self.keys.extend(found.versions.keys().cloned());
        self.versions.append(&mut found.versions);
        self.vacant.append(&mut found.vacant);
        let rows = std::mem::take(&mut found.state);
        add(&mut self.before, rows.clone());
        add(state, rows);
        Ok(found)
    }

    /// Lists the rows that differ from those that were read.
    ///
    /// An account that was looked for and that nobody has gets a row without a user, if the database has other
    /// writers: otherwise nothing would stop one of them from making it meanwhile.
    /// Everything else that is `touched` and not there comes into being with the input that touches it.
    pub(super) fn parts(&self, state: &State, touched: &BTreeSet<RowKey>) -> Vec<Part> {
        let old = &self.before;
        let devices = changed(&state.devices, &old.devices, |id, row| {
            let version = self.next(RowKey::Device(id.clone()));
            json!([id, version, body(row), row.user])
        });
        let users = changed(&state.users, &old.users, |id, row| {
            json!([id, self.next(RowKey::User(id.clone())), body(row)])
        });
        let mut accounts = changed(&state.accounts, &old.accounts, |id, user| {
            json!([id, self.next(RowKey::Account(id.clone())), user])
        });
        let missing = touched.iter().filter_map(|key| match key {
            RowKey::Account(id) if !self.vacant.contains(id) => Some(id),
            _ => None,
        });
        let missing = missing
            .filter(|id| !state.accounts.contains_key(*id) && !old.accounts.contains_key(*id));
        accounts.extend(missing.map(|id| json!([id, 0, VACANT])));
        let members = changed(&state.members, &old.members, |id, of| {
            json!([id, self.next(RowKey::Member(id.clone())), of])
        });
        let lineages = changed(&state.lineages, &old.lineages, |id, row| {
            let version = self.next(RowKey::Lineage(id.clone()));
            let [due, since] = [row.due(), row.since()].map(|it| it.map(Time::millis));
            json!([id, version, body(row), row.owner, due, since])
        });
        vec![
            Part::new("put_devices", PUT_DEVICES, devices).counted(),
            Part::new("put_users", PUT_USERS, users).counted(),
            Part::new("put_accounts", PUT_ACCOUNTS, accounts).counted(),
            Part::new("put_members", PUT_MEMBERS, members).counted(),
            Part::new("put_lineages", PUT_LINEAGES, lineages).counted(),
            Part::new(
                "gone_accounts",
                REMOVE_ACCOUNTS,
                gone(&state.accounts, &old.accounts),
            ),
            Part::new(
                "gone_lineages",
                REMOVE_LINEAGES,
                gone(&state.lineages, &old.lineages),
            ),
            Part::new(
                "gone_devices",
                REMOVE_DEVICES,
                gone(&state.devices, &old.devices),
            ),
        ]
    }

    /// Returns the version that a row gets now, on PostgreSQL: a new one begins at 0.
    fn next(&self, key: RowKey) -> i64 {
        self.versions.get(&key).map_or(0, |it| it + 1)
    }

    /// Lists the rows that were touched and stay as they were or go: nobody may change them meanwhile.
    pub(super) fn held(&self, state: &State, touched: &BTreeSet<RowKey>) -> Held {
        let mut held = Held::default();
        let old = &self.before;
        for key in touched {
            let version = || {
                self.versions
                    .get(key)
                    .copied()
                    .unwrap_or_default()
                    .to_string()
            };
            let row = match key {
                RowKey::Device(id) => same(&old.devices, &state.devices, id)
                    .map(|_| ("devices", id.to_string(), version())),
                RowKey::User(id) => {
                    same(&old.users, &state.users, id).map(|_| ("users", id.to_string(), version()))
                }
                RowKey::Lineage(id) => same(&old.lineages, &state.lineages, id)
                    .map(|_| ("lineages", id.to_string(), version())),
                RowKey::Member(id) => same(&old.members, &state.members, id)
                    .map(|of| ("members", id.to_string(), of.to_string())),
                RowKey::Account(id) if self.vacant.contains(id) => {
                    (!state.accounts.contains_key(id))
                        .then(|| ("accounts", id.to_string(), VACANT.to_owned()))
                }
                RowKey::Account(id) => same(&old.accounts, &state.accounts, id)
                    .map(|user| ("accounts", id.to_string(), user.to_string())),
            };
            if let Some((table, id, version)) = row {
                held.entry(table).or_default().insert(id, version);
            }
        }
        held
    }
}

/// Returns a row that was there, unless it is written anew.
fn same<'a, K: Ord, V: PartialEq>(
    before: &'a Rows<K, V>,
    now: &Rows<K, V>,
    key: &K,
) -> Option<&'a V> {
    let row = before.get(key)?;
    now.get(key).is_none_or(|it| it == row).then_some(row)
}

/// Adds rows that were found to a state.
fn add(state: &mut State, found: State) {
    state.devices.extend(found.devices);
    state.users.extend(found.users);
    state.accounts.extend(found.accounts);
    state.lineages.extend(found.lineages);
    state.members.extend(found.members);
    state.seen.extend(found.seen);
}

/// Rows of one table, by key.
type Rows<K, V> = BTreeMap<K, V>;

/// Writes the rows that are new or differ from before.
fn changed<K: Ord, V: PartialEq>(
    now: &Rows<K, V>,
    before: &Rows<K, V>,
    row: impl Fn(&K, &V) -> Value,
) -> Vec<Value> {
    let differ = now.iter().filter(|(key, it)| before.get(key) != Some(it));
    differ.map(|(key, it)| row(key, it)).collect()
}

/// Writes the keys of the rows that are no longer there.
fn gone<K: Ord + Serialize, V>(now: &Rows<K, V>, before: &Rows<K, V>) -> Vec<Value> {
    let gone = before.keys().filter(|key| !now.contains_key(key));
    gone.map(|key| json!([key])).collect()
}

/// Writes a row as JSON text. Rows hold nothing that JSON cannot write.
fn body(row: &impl Serialize) -> Value {
    serde_json::to_string(row).map_or(Value::Null, Value::String)
}

/// Writes the statement for rows that are new or changed, with the columns beside app, id and version.
/// On PostgreSQL, one that is not of the version before, or not new, stays, and is missing in what is returned.
macro_rules! put {
    ($table:literal, $columns:literal, $values:literal, $set:literal) => {
        [
            concat!(
                "INSERT INTO ",
                $table,
                " (app, id, ",
                $columns,
                ") SELECT $1, e.value ->> 0, ",
                $values,
                " FROM json_each($2) AS e WHERE true ON CONFLICT (app, id) DO UPDATE SET ",
                $set
            ),
            concat!(
                "INSERT INTO ",
                $table,
                " (app, id, version, ",
                $columns,
                ") SELECT CAST($1 AS TEXT), e.value ->> 0, CAST(e.value ->> 1 AS BIGINT), ",
                $values,
                " FROM jsonb_array_elements(CAST($2 AS jsonb)) AS e(value)
                 ON CONFLICT (app, id) DO UPDATE SET version = excluded.version, ",
                $set,
                " WHERE ",
                $table,
                ".version + 1 = excluded.version RETURNING 1 AS one"
            ),
        ]
    };
}

const PUT_DEVICES: [&str; 2] = put!(
    "devices",
    "body, user_id",
    "e.value ->> 2, e.value ->> 3",
    "body = excluded.body, user_id = excluded.user_id"
);
const PUT_USERS: [&str; 2] = put!("users", "body", "e.value ->> 2", "body = excluded.body");
const PUT_ACCOUNTS: [&str; 2] = put!(
    "accounts",
    "user_id",
    "e.value ->> 2",
    "user_id = excluded.user_id"
);
const PUT_MEMBERS: [&str; 2] = put!(
    "members",
    "lineage",
    "e.value ->> 2",
    "lineage = excluded.lineage"
);
const PUT_LINEAGES: [&str; 2] = put!(
    "lineages",
    "body, owner, due, since",
    "e.value ->> 2, e.value ->> 3, CAST(e.value ->> 4 AS BIGINT), CAST(e.value ->> 5 AS BIGINT)",
    "body = excluded.body, owner = excluded.owner, due = excluded.due, since = excluded.since"
);
const REMOVE_ACCOUNTS: [&str; 2] = in_array!("DELETE FROM accounts WHERE app = $1 AND id", "");
const REMOVE_DEVICES: [&str; 2] = in_array!("DELETE FROM devices WHERE app = $1 AND id", "");
const REMOVE_LINEAGES: [&str; 2] = in_array!("DELETE FROM lineages WHERE app = $1 AND id", "");
