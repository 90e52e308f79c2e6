//! A customer in the words of those who help, and as the module is asked about one.

use paywall_database::UserState;
use paywall_ledger::{JourneyState, Phase, Purchase, Store};
use serde_json::{Map, Value, json};

/// The words for the flags of a journey.
const JOURNEY: [(&str, &str); 7] = [
    ("former_subscriber", "had a subscription before"),
    ("in_trial_period", "is in a trial"),
    ("in_intro_offer_period", "is in an introductory offer"),
    ("is_cancelled", "cancelled, and still has what was paid for"),
    (
        "in_grace_period",
        "has a payment that failed, and is in the grace period",
    ),
    ("in_account_hold", "is on account hold"),
    ("in_pause", "paused the subscription"),
];

/// Makes the part of a request that says who a customer is.
pub(super) fn request(state: &UserState) -> Value {
    let entitlements = state.customer.entitlements.iter().map(|it| &it.id);
    let set = state.customer.journey.flags().into_iter();
    let set = set.filter(|(_, is_set)| *is_set);
    let journey: Map<String, Value> = set.map(|(flag, _)| (camel(flag), true.into())).collect();
    json!({
        "id": state.user,
        "loggedIn": state.row.account.is_some(),
        "entitlements": entitlements.collect::<Vec<_>>(),
        "journeyState": journey,
    })
}

/// Writes a flag under the module's name: `former_subscriber` becomes `formerSubscriber`.
fn camel(flag: &str) -> String {
    let mut words = flag.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (head, tail) = word.split_at(1.min(word.len()));
        name + &head.to_ascii_uppercase() + tail
    })
}

/// Says where a customer is on their journey.
pub(super) fn journey(state: JourneyState) -> String {
    let set = state.flags();
    let said = JOURNEY
        .iter()
        .filter(|(flag, _)| set.contains(&(*flag, true)));
    let said: Vec<&str> = said.map(|(_, words)| *words).collect();
    match said.is_empty() {
        true => "Nothing special: neither trial nor trouble with a payment.".to_owned(),
        false => format!("This customer {}.", said.join(", ")),
    }
}

/// Says what a purchase is and how it stands; `grant` is the id by which one that somebody gave can be ended.
pub(super) fn purchase(purchase: &Purchase) -> Value {
    let first = purchase.lineage.first();
    let what = match purchase.status.subscription {
        true => "A subscription that",
        false => "It",
    };
    let is_active = purchase.status.phase == Phase::Active;
    let is_given = first.store == Store::Granted;
    json!({
        "lineage": first.to_string(),
        "words": format!("{what} {}.", phase(purchase.status.phase)),
        "is_given": is_given,
        "grant": (is_given && is_active).then_some(&first.id),
    })
}

/// Says how a purchase stands.
const fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Active => "runs",
        Phase::Cancelled => "is cancelled, and runs until its end",
        Phase::Grace => "runs, though a payment failed",
        Phase::Hold => "is on hold: a payment failed",
        Phase::Paused => "is paused",
        Phase::Retry => "has ended, and the store tries to take the payment again",
        Phase::Pending => "waits for the payment",
        Phase::Expired => "has ended",
        Phase::Replaced => "was replaced by another one",
        Phase::Revoked => "was taken back by the store",
    }
}
