//! Rows as inputs of the ledger.

use std::collections::BTreeMap;

use paywall_ledger::{ExternalId, Input, Note, Observation, Time, What, derived};

use crate::given::Entry;

/// Makes inputs of rows, one for each customer among them, in the order in which the customers first appear.
/// The key of an input follows from its content, so the same rows again do nothing.
pub fn inputs(entries: Vec<Entry>, at: Time, note: &Note) -> Vec<Input> {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut customers: Vec<(Option<ExternalId>, Vec<Observation>)> = Vec::new();
    for entry in entries {
        let place = *places.entry(entry.customer).or_insert_with(|| {
            customers.push((entry.account, Vec::new()));
            customers.len() - 1
        });
        if let Some((_, purchases)) = customers.get_mut(place) {
            purchases.extend(entry.seen);
        }
    }
    let input = |(account, purchases): (Option<ExternalId>, Vec<Observation>)| Input {
        key: key(account.as_ref(), &purchases),
        at,
        what: What::Import {
            account,
            purchases,
            note: note.clone(),
        },
    };
    customers.into_iter().map(input).collect()
}

/// Names an input by what it says.
fn key(account: Option<&ExternalId>, purchases: &[Observation]) -> String {
    let account = account.map(ExternalId::as_str).unwrap_or_default();
    let said = serde_json::to_string(purchases).unwrap_or_default();
    format!("import/{}", derived(&[account, &said]))
}
