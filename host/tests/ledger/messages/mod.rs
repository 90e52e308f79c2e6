//! What the stores' own messages come to. The data is the stores' (`../shared/stores`); where it is not at hand, the
//! test says so. Google's and Amazon's API answers are written after their documentation.

mod amazon;
mod apple;
mod google;
mod roku;
mod stripe;

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use paywall_host::ledger::{
    Environment, Input, Ledger, MemberKey, Observation, Offer, Phase, Policy, Standing, Status,
    Store, Time, What,
};
use paywall_host::notification::{self, Fetch, Notice};
use serde_json::{Value, json};

use crate::shop::{NOW, app};

fn text(path: &str) -> Option<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/stores")
        .join(path);
    let text = fs::read_to_string(file).ok();
    if text.is_none() {
        #[allow(clippy::print_stderr, reason = "a skipped test says so")]
        {
            eprintln!("skipped: shared/stores/{path} is not at hand");
        }
    }
    text
}

fn sample(path: &str) -> Option<Value> {
    Some(serde_json::from_str(&text(path)?).unwrap())
}

/// The payload of a signed text.
fn payload(path: &str) -> Option<Value> {
    let text = text(path)?;
    let middle = text.split('.').nth(1).unwrap();
    Some(serde_json::from_slice(&URL_SAFE_NO_PAD.decode(middle).unwrap()).unwrap())
}

fn notice(store: Store, message: &Value) -> Notice {
    notification::read(store, message).unwrap()
}

/// How the purchase of these records stands at `now`.
fn status(records: &[Observation], now: Time) -> Status {
    let mut ledger = Ledger::new(app(Policy::default(), Some(Policy::default())));
    let input = Input {
        key: "1".into(),
        at: now,
        what: What::Notify {
            purchases: records.to_vec(),
        },
    };
    ledger.accept(&input).unwrap();
    let lineages = &ledger.state().lineages;
    assert_eq!(lineages.len(), 1, "{records:?}");
    lineages.values().next().unwrap().status(now)
}

fn time(text: &str) -> Time {
    Time::parse(text).unwrap()
}

#[test]
fn what_no_store_would_send_is_an_error_and_never_a_panic() {
    for store in Store::ALL {
        for odd in [
            json!(null),
            json!([]),
            json!("x"),
            json!({"data": 1}),
            json!({"eventDate": []}),
        ] {
            assert!(
                notification::read(store, &odd).is_err() || store == Store::Google,
                "{store:?} {odd}"
            );
        }
    }
}
