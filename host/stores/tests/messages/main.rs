//! Tests with the stores' own messages. The data is the stores'
//! (`../shared/stores`); a test says so if it is not at hand.
//! Google's and Amazon's API answers are written after their documentation.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod amazon;
mod apple;
mod google;
mod odd;
mod roku;
#[path = "../../../ledger/tests/ledger/shop.rs"]
#[allow(dead_code, reason = "what other tests need")]
mod shop;
mod stripe;

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use paywall_ledger::{
    Environment, Input, Ledger, MemberKey, Observation, Offer, Phase, Policy, Standing, Status,
    Store, Time, What,
};
use paywall_stores::{Notice, Question, answered, read};
use serde_json::{Value, json};

use crate::shop::{NOW, app};

fn text(path: &str) -> Option<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/stores")
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

/// Decodes the payload of a signed text.
fn payload(path: &str) -> Option<Value> {
    let text = text(path)?;
    let middle = text.split('.').nth(1).unwrap();
    Some(serde_json::from_slice(&URL_SAFE_NO_PAD.decode(middle).unwrap()).unwrap())
}

fn notice(store: Store, message: &Value) -> Notice {
    read(store, message).unwrap()
}

/// Returns the status at `now` of the purchase that these records are about.
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

/// Lists every place in a JSON text.
fn places(json: &Value, here: String, out: &mut Vec<String>) {
    match json {
        Value::Object(fields) => fields
            .iter()
            .for_each(|(name, it)| places(it, format!("{here}/{name}"), out)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(at, it)| places(it, format!("{here}/{at}"), out)),
        _ => {}
    }
    out.push(here);
}

/// Calls `look` with the samples, one place after another changed into something odd.
fn each_with_something_odd(sample: &Value, mut look: impl FnMut(&Value)) {
    let (mut all, huge) = (Vec::new(), i64::MAX);
    places(sample, String::new(), &mut all);
    for place in all {
        for odd in [
            json!(null),
            json!([]),
            json!({}),
            json!(""),
            json!("x"),
            json!(-1),
            json!(huge),
            json!(1e300),
        ] {
            let mut changed = sample.clone();
            *changed.pointer_mut(&place).unwrap() = odd;
            look(&changed);
        }
    }
}

#[test]
fn a_message_with_anything_anywhere_is_read_or_refused() {
    let files = [
        (Store::Roku, "roku/01_Sale_new.json"),
        (Store::Roku, "roku/03_GraceInitiated.json"),
        (Store::Roku, "roku/09_Cancellation_active.json"),
        (Store::Google, "google/voided_FIXED-COMMA.json"),
    ];
    let mut messages: Vec<(Store, Value)> = files
        .into_iter()
        .filter_map(|(store, path)| Some((store, sample(path)?)))
        .collect();
    messages.extend(apple::example(|_, _, _| {}).map(|it| (Store::Apple, it)));
    messages.extend(stripe::event(|_| {}).map(|it| (Store::Stripe, it)));
    let (mut good, mut refused) = (0, 0);
    for (store, message) in &messages {
        each_with_something_odd(message, |odd| match read(*store, odd) {
            Ok(notice) => {
                good += 1;
                for seen in &notice.purchases {
                    status(std::slice::from_ref(seen), NOW);
                }
            }
            Err(_) => refused += 1,
        });
    }
    assert!(messages.is_empty() || (good > 0 && refused > 0));
}
