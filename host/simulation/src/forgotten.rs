//! The judgement of those who were forgotten: nothing of them is left, and everything else is as it was.
//!
//! The disk keeps each record as it was first written, so both can be laid side by side.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;

use paywall_ledger::{Fact, Record, State};
use serde_json::{Value, json};
use sqlx::Row;

use super::customer::forget_key;
use super::world::World;

/// A record as it was written and as it is now.
struct Pair {
    position: i64,
    before: Record,
    after: Record,
}

/// The names of those whom one record deleted, by its position. Up to there, nothing may have them.
struct Deletion {
    position: i64,
    users: BTreeSet<String>,
    devices: BTreeSet<String>,
    accounts: BTreeSet<String>,
}

impl Deletion {
    /// Lists all names.
    fn names(&self) -> impl Iterator<Item = &str> {
        let sets = [&self.users, &self.devices, &self.accounts];
        sets.into_iter().flatten().map(String::as_str)
    }
}

/// Reads the log as it was before anybody was forgotten. The deletions have the keys of the calls that asked for them.
pub(crate) fn unforgotten(world: &World) -> Vec<Record> {
    let mut log: Vec<Record> = pairs(world).into_iter().map(|it| it.before).collect();
    for record in &mut log {
        if let Some(Fact::UserDeleted { user }) = record.facts.last() {
            record.key = forget_key(user);
        }
    }
    log
}

/// Checks that those who were forgotten are, and nobody else.
pub(crate) fn check(world: &World, state: &State, wrong: &mut Vec<String>) {
    let pairs = pairs(world);
    let deletions: Vec<Deletion> = pairs.iter().filter_map(|it| deletion(it, &pairs)).collect();
    records(&pairs, &deletions, state, wrong);
    mentions(world, &deletions, state, wrong);
    tables(world, &deletions, state, wrong);
    messages(world, &pairs, wrong);
    for deletion in &deletions {
        told(world, deletion, wrong);
    }
}

/// Reads all records as they were and as they are.
fn pairs(world: &World) -> Vec<Pair> {
    let rows = world.disk.rows(
        "SELECT log.position, COALESCE(erased.record, log.record), log.record FROM log
         LEFT JOIN erased ON erased.position = log.position ORDER BY log.position",
    );
    let read = |text: String| serde_json::from_str(&text).unwrap();
    let pair = |row: &sqlx::sqlite::SqliteRow| Pair {
        position: row.get(0),
        before: read(row.get(1)),
        after: read(row.get(2)),
    };
    rows.iter().map(pair).collect()
}

/// Returns the names that a record deletes, if it deletes any.
fn deletion(of: &Pair, all: &[Pair]) -> Option<Deletion> {
    let mut deletion = Deletion {
        position: of.position,
        users: BTreeSet::new(),
        devices: BTreeSet::new(),
        accounts: BTreeSet::new(),
    };
    for fact in &of.before.facts {
        match fact {
            Fact::UserDeleted { user } => deletion.users.extend([user.to_string()]),
            Fact::DeviceDeleted { device, .. } => deletion.devices.extend([device.to_string()]),
            _ => {}
        }
    }
    for fact in all.iter().flat_map(|it| &it.before.facts) {
        if let Fact::UserCreated {
            user,
            account: Some(account),
        } = fact
            && deletion.users.contains(user.as_str())
        {
            deletion.accounts.extend([account.to_string()]);
        }
    }
    (!deletion.users.is_empty()).then_some(deletion)
}

/// Lists the names that may not stand at a position, each with the position of its deletion.
fn names_at(deletions: &[Deletion], position: i64) -> BTreeMap<&str, i64> {
    let mut names = BTreeMap::new();
    for deletion in deletions.iter().filter(|it| it.position >= position) {
        for name in deletion.names() {
            names.entry(name).or_insert(deletion.position);
        }
    }
    names
}

/// Returns true if a purchase in this record goes on naming an account: its store said so in that very moment.
fn goes_on_naming(record: &Record, name: &str, state: &State) -> bool {
    let Ok(account) = name.parse() else {
        return false;
    };
    let names = |fact: &Fact| match fact {
        Fact::Observed { observation, .. } => {
            let lineage = state.members.get(&observation.member);
            let row = lineage.and_then(|it| state.lineages.get(it));
            row.is_some_and(|it| it.names(&account))
        }
        _ => false,
    };
    record.facts.iter().any(names)
}

/// Checks that records have the same pseudonym everywhere in the place of each name, and all else as it was.
fn records(pairs: &[Pair], deletions: &[Deletion], state: &State, wrong: &mut Vec<String>) {
    let mut pseudonyms: BTreeMap<(String, i64), String> = BTreeMap::new();
    for pair in pairs {
        let names = names_at(deletions, pair.position);
        let (before, after) = (json!(pair.before), json!(pair.after));
        let mut texts = Vec::new();
        if !same_shape(&before, &after, &mut texts) {
            wrong.push(format!("{before} became {after}"));
        }
        let about_them = texts.iter().any(|(it, _)| names.contains_key(it));
        for (was, is) in texts {
            let is_key = was == pair.before.key;
            match names.get(was) {
                Some(_) if was == is && goes_on_naming(&pair.after, was, state) => {}
                Some(position) => {
                    let name = (was.to_owned(), *position);
                    let known = pseudonyms.entry(name).or_insert_with(|| is.to_owned());
                    if known != is {
                        wrong.push(format!("{was} became {known} and {is}"));
                    }
                }
                None if was == is || (is_key && about_them) => {}
                // What somebody wrote about them goes whole.
                None if is.is_empty() && is_note(&pair.before, was) => {}
                None => wrong.push(format!("{was} became {is} in {before}")),
            }
        }
        let text = after.to_string();
        for name in names.keys().filter(|it| text.contains(**it)) {
            if !goes_on_naming(&pair.after, name, state) {
                wrong.push(format!("{name} was forgotten, and stands in {after}"));
            }
        }
    }
    let different: BTreeSet<&String> = pseudonyms.values().collect();
    if different.len() != pseudonyms.len() {
        wrong.push(format!("two became one: {pseudonyms:?}"));
    }
}

/// Returns true if two values differ in texts alone. Collects the texts, those that are equal too.
fn same_shape<'a>(one: &'a Value, other: &'a Value, texts: &mut Vec<(&'a str, &'a str)>) -> bool {
    match (one, other) {
        (Value::String(one), Value::String(other)) => {
            texts.push((one, other));
            true
        }
        (Value::Array(one), Value::Array(other)) => {
            let mut both = one.iter().zip(other);
            one.len() == other.len() && both.all(|(one, other)| same_shape(one, other, texts))
        }
        (Value::Object(one), Value::Object(other)) => {
            let mut both = one.iter().zip(other);
            one.len() == other.len()
                && both.all(|((key, one), (of, other))| key == of && same_shape(one, other, texts))
        }
        _ => one == other,
    }
}

/// Checks that no record can be found by a name that was forgotten.
fn mentions(world: &World, deletions: &[Deletion], state: &State, wrong: &mut Vec<String>) {
    let rows = world.disk.rows(
        "SELECT mentions.user_id, mentions.position, log.record FROM mentions
         JOIN log ON log.position = mentions.position",
    );
    for row in rows {
        let (name, position): (String, i64) = (row.get(0), row.get(1));
        let record: Record = serde_json::from_str(row.get(2)).unwrap();
        let name = name.rsplit('/').next().unwrap_or_default();
        let forgotten = names_at(deletions, position).contains_key(name);
        if forgotten && !goes_on_naming(&record, name, state) {
            wrong.push(format!("{name} was forgotten, and leads to {position}"));
        }
    }
}

/// Checks that no name stands in any table, unless it came again.
fn tables(world: &World, deletions: &[Deletion], state: &State, wrong: &mut Vec<String>) {
    let rows = world.disk.everything();
    let is_account = |name: &str| deletions.iter().any(|it| it.accounts.contains(name));
    let came_again = |name: &str| {
        let device = state.devices.keys().any(|it| it.as_str() == name);
        let account = name.parse();
        let account = account.is_ok_and(|it| {
            state.accounts.contains_key(&it) || state.lineages.values().any(|row| row.names(&it))
        });
        device || account
    };
    let names: BTreeSet<&str> = deletions.iter().flat_map(Deletion::names).collect();
    for name in names.into_iter().filter(|it| !came_again(it)) {
        for (table, row) in rows.iter().filter(|(_, row)| row.contains(name)) {
            // Stores go on naming the account of a purchase, whoever has it.
            if !(table == "inbox" && is_account(name)) {
                wrong.push(format!("{name} was forgotten, and is in {table}: {row}"));
            }
        }
    }
    for fact in pairs(world).iter().flat_map(|it| &it.before.facts) {
        if let Fact::NameDeleted { lineage, account } = fact
            && state
                .lineages
                .get(lineage)
                .is_some_and(|it| it.names(account))
        {
            wrong.push(format!("{lineage:?} names {account} again"));
        }
    }
}

/// Checks that the stores' messages about the purchases are gone that were settled before.
fn messages(world: &World, pairs: &[Pair], wrong: &mut Vec<String>) {
    let there = world
        .disk
        .texts("SELECT key FROM inbox WHERE due IS NULL AND rounds = 0");
    let (calls, delivered) = (world.journal.calls(), world.delivered.lock().unwrap());
    for (at, deleted) in pairs.iter().enumerate() {
        let Some(Fact::UserDeleted { user }) = deleted.before.facts.last() else {
            continue;
        };
        let began = calls.get(&forget_key(user)).map(|it| it.began);
        let mut lineages = BTreeSet::new();
        for fact in &deleted.before.facts {
            match fact {
                Fact::OwnershipMoved(step) => lineages.extend([step.lineage.clone()]),
                Fact::NameDeleted { lineage, .. } => lineages.extend([lineage.clone()]),
                _ => {}
            }
        }
        for earlier in pairs.iter().take(at) {
            let of = |fact: &Fact| matches!(fact, Fact::Observed { lineage, .. } if lineages.contains(lineage));
            let key = &earlier.before.key;
            let last = delivered.get(key).copied();
            let before = last.is_some() && last < began;
            if before && there.contains(key) && earlier.before.facts.iter().any(of) {
                wrong.push(format!("{user} was forgotten, and {key} is there"));
            }
        }
    }
}

/// Checks that the receiver heard of each user who was forgotten, and nothing of the user after that.
fn told(world: &World, deletion: &Deletion, wrong: &mut Vec<String>) {
    let heard = world.receiver.heard();
    for user in &deletion.users {
        let own = || heard.iter().filter(|it| it.user == *user);
        let mut after = own().skip_while(|it| it.kind != "user.deleted").peekable();
        if after.peek().is_none() {
            wrong.push(format!("nobody heard that {user} was forgotten"));
        }
        let more = after.find(|it| it.kind != "user.deleted");
        // A lease lasts by that clock: if it jumps ahead, it ends while something is being sent.
        if let Some(more) = more.filter(|_| !world.was_wrong.load(Ordering::Relaxed)) {
            wrong.push(format!("{user} was forgotten, and then {more:?} was heard"));
        }
    }
}

/// Returns true if a text is the word of support in this record.
fn is_note(record: &Record, text: &str) -> bool {
    record.facts.iter().any(|fact| match fact {
        Fact::Granted { note, .. } | Fact::GrantEnded { note, .. } => {
            note.by == text || note.why == text
        }
        _ => false,
    })
}
