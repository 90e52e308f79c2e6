//! Purchases that are for good only because nobody knows their end: said to the operator, whoever brought them.

use serde_json::json;

use super::log::Log;
use paywall_ledger::{App, Observation, PlatformId, Store, Term, TermKind};

/// Says to the operator which products are sold by time and have no end.
pub(super) fn say_endless(log: &Log, app: &App, platform: &PlatformId, purchases: &[Observation]) {
    for seen in purchases {
        for term in seen.terms.iter().filter(|it| is_endless(app, seen, it)) {
            let fields = json!({"platform": platform, "product": term.product});
            log.error("no end known", &fields);
        }
    }
}

/// Returns true if a term should have an end and has none: Apple sells it by time and names no end, so it needs `days`;
/// or a subscription will not renew, and neither the store nor its periods tell when it ends.
fn is_endless(app: &App, seen: &Observation, term: &Term) -> bool {
    let store = seen.member.store;
    let apples = term.kind == TermKind::Open && store == Store::Apple;
    let ending = term.kind == TermKind::Subscription && seen.renews == Some(false);
    let known =
        term.ends.is_some() || seen.expected_end.is_some() || app.end_of(store, term).is_some();
    (apples || ending) && !known
}
