//! Tests with messages of all stores: ours in their forms, and the stores' own where these are at hand.
//! Google's and Amazon's API answers are written after their documentation.

mod amazon;
mod apple;
mod google;
mod odd;
mod outside;
mod payments;
mod roku;
mod samples;
mod stripe;

use paywall_ledger::{
    App, Environment, Input, Ledger, MemberKey, Observation, Offer, Phase, Policy, Standing,
    Status, Store, Time, What,
};
use paywall_stores::{Notice, Question, Unreadable, answered, read};
use serde_json::{Value, json};

use paywall_host_testing::shop::{NOW, app};

fn notice(store: Store, message: &Value) -> Notice {
    read(store, message).unwrap()
}

/// Reads a transaction of Apple's.
fn apples(transaction: &Value) -> Result<Observation, Unreadable> {
    paywall_stores::apple::transaction(transaction)
}

/// Reads Roku's answer to validate-transaction.
fn validated(answer: &Value, asked_at: Time) -> Result<Observation, Unreadable> {
    let question = paywall_stores::roku::ask_for_transaction("1");
    answered(&question, answer, asked_at)
}

/// Returns the status at `now` of the purchase that these records are about.
fn status(records: &[Observation], now: Time) -> Status {
    let mut ledger = Ledger::new(App {
        sandbox: Some(Policy::default()),
        ..app()
    });
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
    let voided =
        json!({ "purchaseToken": "T", "orderId": "GPA.1", "productType": 1, "refundType": 1 });
    let messages = [
        (Store::Roku, samples::roku("Sale", NOW)),
        (Store::Roku, samples::roku("GraceInitiated", NOW)),
        (Store::Roku, samples::roku("Cancellation", NOW)),
        (
            Store::Google,
            samples::google("voidedPurchaseNotification", voided),
        ),
        (Store::Apple, samples::apple(|_, _, _| {})),
        (Store::Amazon, samples::amazon("SUBSCRIPTION_PURCHASED")),
        (Store::Stripe, samples::stripe(|_| {})),
    ];
    let (mut taken, mut refused) = (0, 0);
    for (store, message) in &messages {
        each_with_something_odd(message, |odd| match read(*store, odd) {
            Ok(notice) => {
                taken += 1;
                for seen in &notice.purchases {
                    status(std::slice::from_ref(seen), NOW);
                }
            }
            Err(_) => refused += 1,
        });
    }
    assert!(taken > 0 && refused > 0);
}
