//! The last news of somebody who was forgotten, with the names by which the outside may know them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::database::over_array;
use paywall_ledger::{DeviceId, Erasure, ExternalId, Fact, Record, Time, UserId, derived};
use paywall_webhooks::{Deletion, Told};

/// The names by which the outside may know a user.
#[derive(Debug, Default)]
pub(super) struct Names {
    account: Option<ExternalId>,
    devices: BTreeSet<DeviceId>,
}

/// The statement for news that users were forgotten: `[user, event, stream]`. An event that is being sent goes with the
/// others, and the news waits until it would have been due again: so nothing of the user is heard after it. For the
/// bare column, PostgreSQL would walk through all of an app that waits, in the order of its times, until it finds the user.
pub(super) const ADD_NEWS: [&str; 2] = over_array!(
    "INSERT INTO outbox (app, user_id, event, stream, not_before)
     SELECT CAST($1 AS TEXT), e.value ->> 0, e.value ->> 1, e.value ->> 2, COALESCE((SELECT MAX(own.not_before + 0) FROM outbox AS own
         WHERE own.app = $1 AND own.user_id = e.value ->> 0 AND own.delivered_at IS NULL), 0) FROM",
    "ORDER BY e.key"
);

/// Finds the one of the erased users who had an account, with the position of the record that says so.
pub(super) fn account<'a>(
    records: impl IntoIterator<Item = (&'a i64, &'a Record)>,
    erasure: &Erasure,
) -> Option<(i64, UserId, ExternalId)> {
    let mut all = records.into_iter();
    all.find_map(|(position, record)| {
        record.facts.iter().find_map(|fact| match fact {
            Fact::UserCreated {
                user,
                account: Some(account),
            } if erasure.users().contains_key(user) => {
                Some((*position, user.clone(), account.clone()))
            }
            _ => None,
        })
    })
}

/// Lists the names of each erased user: the devices are those that the user had at any time.
pub(super) fn names<'a>(
    records: impl IntoIterator<Item = &'a Record>,
    erasure: &Erasure,
    account: Option<(&UserId, &ExternalId)>,
) -> BTreeMap<UserId, Names> {
    let users = erasure.users().keys().cloned();
    let mut all: BTreeMap<UserId, Names> = users.map(|it| (it, Names::default())).collect();
    if let Some((user, account)) = account
        && let Some(names) = all.get_mut(user)
    {
        names.account = Some(account.clone());
    }
    for fact in records.into_iter().flat_map(|it| &it.facts) {
        let (device, users) = match fact {
            Fact::DeviceCreated { device, user, .. } => (device, [user, user]),
            Fact::DeviceMoved {
                device, from, to, ..
            } => (device, [from, to]),
            _ => continue,
        };
        if erasure.devices().contains_key(device) {
            for user in users {
                let names = all.get_mut(user).map(|it| &mut it.devices);
                names.into_iter().for_each(|it| {
                    it.insert(device.clone());
                });
            }
        }
    }
    all
}

/// Writes the news of a user as a row for [`ADD_NEWS`].
pub(super) fn row(app: &str, at: Time, user: &UserId, names: &Names) -> Value {
    let told = Told::Deletion(Deletion {
        id: derived(&[app, "deletion", user.as_str()]),
        at,
        account: names.account.clone(),
        devices: names.devices.iter().cloned().collect(),
    });
    json!([user, json!(told).to_string(), told.stream()])
}
