//! Expectations compared with the state.

use std::collections::BTreeMap;

use super::file::Expected;
use super::report::{Played, UserRow};

/// Checks one expectation. Returns a sentence for each failure, and the number of checks that held.
pub(super) fn check(
    expected: &Expected,
    since: &[Played],
    users: &[UserRow],
    owners: &BTreeMap<String, String>,
) -> (Vec<String>, usize) {
    let mut checks: Vec<Result<(), String>> = Vec::new();
    let announced = since
        .iter()
        .flat_map(|it| &it.moves)
        .filter(|it| it.announced);
    let transfers: Vec<_> = announced.map(super::Moved::arrow).collect();
    let events: Vec<_> = since.iter().flat_map(|it| it.events.clone()).collect();
    checks.extend(
        expected
            .transfers
            .iter()
            .map(|it| same("transfers", it, &transfers)),
    );
    checks.extend(expected.events.iter().map(|it| same("events", it, &events)));
    for (purchase, owner) in &expected.owners {
        let found: Vec<_> = owners.get(purchase).cloned().into_iter().collect();
        checks.push(same(
            &format!("owner of {purchase}"),
            std::slice::from_ref(owner),
            &found,
        ));
    }
    for (user, wanted) in &expected.entitlements {
        let may = |row: &UserRow| row.entitlements.iter().map(|it| first_word(it)).collect();
        checks.push(of_user("entitlements", user, wanted, users, may));
    }
    for (user, wanted) in &expected.journey {
        checks.push(of_user("journey", user, wanted, users, |row| {
            row.journey.clone()
        }));
    }
    for (device, owner) in &expected.devices {
        let has = |row: &&UserRow| row.devices.contains(device);
        let found: Vec<_> = users
            .iter()
            .filter(has)
            .map(|row| row.user.clone())
            .collect();
        checks.push(same(
            &format!("user of {device}"),
            std::slice::from_ref(owner),
            &found,
        ));
    }
    let all = checks.len();
    let failures: Vec<_> = checks.into_iter().filter_map(Result::err).collect();
    let held = all - failures.len();
    (failures, held)
}

/// Compares something about a user with the expectation.
fn of_user(
    what: &str,
    user: &str,
    wanted: &[String],
    users: &[UserRow],
    of: impl Fn(&UserRow) -> Vec<String>,
) -> Result<(), String> {
    match users.iter().find(|row| row.user == user) {
        Some(row) => same(&format!("{what} of {user}"), wanted, &of(row)),
        None => Err(format!("{what} of {user}: there is no such user")),
    }
}

/// Compares two lists, and describes the difference.
fn same(what: &str, wanted: &[String], found: &[String]) -> Result<(), String> {
    let list = |items: &[String]| format!("[{}]", items.join("; "));
    match wanted == found {
        true => Ok(()),
        false => Err(format!(
            "{what}: expected {}, found {}",
            list(wanted),
            list(found)
        )),
    }
}

/// Returns the first word of a text.
fn first_word(text: &str) -> String {
    text.split(' ').next().unwrap_or_default().to_owned()
}
