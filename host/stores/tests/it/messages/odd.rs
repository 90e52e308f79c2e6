//! Tests with messages in which one field holds something no store would write.
//! It is passed over or refused, and the ledger stays sound.

use paywall_ledger::{Record, State};

use super::*;

/// Makes a message of each store in its form, with the store's answer when it is asked.
fn messages() -> Vec<(Store, Value, Value)> {
    let transaction = json!({
        "transactionId": "1", "originalTransactionId": "1", "productId": "premium", "bundleId": "com.example",
        "environment": "Production", "type": "Auto-Renewable Subscription", "inAppOwnershipType": "FAMILY_SHARED",
        "purchaseDate": 1_767_000_000_000_i64, "signedDate": 1_767_000_000_001_i64, "revocationDate": null,
        "expiresDate": 1_769_000_000_000_i64, "offerType": 1, "offerDiscountType": "FREE_TRIAL",
        "appTransactionId": "7", "appAccountToken": "7e3fb20b-4cdb-47cc-936d-99d65f608138", "isUpgraded": false});
    let apple = json!({
        "notificationType": "DID_FAIL_TO_RENEW", "subtype": "GRACE_PERIOD", "notificationUUID": "u",
        "signedDate": 1_767_000_000_002_i64,
        "data": {"bundleId": "com.example", "environment": "Production", "status": 4,
            "signedTransactionInfo": transaction,
            "signedRenewalInfo": {"autoRenewStatus": 1, "gracePeriodExpiresDate": 1_768_000_000_000_i64}}});
    let google = json!({"version": "1.0", "packageName": "com.example", "eventTimeMillis": "1503349566168",
        "subscriptionNotification": {"version": "1.0", "notificationType": 4, "purchaseToken": "T"}});
    let subscription = json!({"subscriptionState": "SUBSCRIPTION_STATE_ACTIVE", "startTime": "2025-12-31T00:00:00Z",
        "linkedPurchaseToken": "S", "testPurchase": null, "latestOrderId": "GPA.1",
        "externalAccountIdentifiers": {"obfuscatedExternalAccountId": "42"},
        "lineItems": [{"productId": "premium", "expiryTime": "2026-02-01T00:00:00Z", "offerPhase": {"freeTrial": {}},
            "autoRenewingPlan": {"autoRenewEnabled": true}}]});
    let roku = json!({"customerId": "c", "transactionType": "Sale", "transactionId": "t", "channelId": "1",
        "productCode": "premium", "originalTransactionId": "o", "isFreeTrial": true, "eventDate": "2026-01-01T00:00:00Z",
        "expirationDate": "2026-02-01T00:00:00.0000000Z", "originalPurchaseDate": "2026-01-01T00:00:00Z"});
    let amazon = json!({"notificationType": "SUBSCRIPTION_MODIFIED_IMMEDIATE", "appPackageName": "com.example",
        "appUserId": "u", "receiptId": "r", "relatedReceipts": {"cancelledReceiptId": "q"},
        "timestamp": 1_767_000_000_000_i64, "betaProductTransaction": false});
    let receipt = json!({"productId": "premium", "receiptId": "r", "productType": "SUBSCRIPTION", "termSku": "premium",
        "purchaseDate": 1_767_000_000_000_i64, "renewalDate": 1_769_000_000_000_i64, "cancelDate": null,
        "freeTrialEndDate": 1_768_000_000_000_i64, "gracePeriodEndDate": null, "autoRenewing": true,
        "testTransaction": false, "promotions": [{"promotionType": "Introductory Price - All Customers",
            "promotionStatus": "InProgress"}]});
    let stripe = json!({"id": "evt_1", "type": "customer.subscription.updated", "created": 1_767_000_000,
        "livemode": true, "data": {"object": {"id": "sub_1", "object": "subscription", "status": "past_due",
            "livemode": true, "start_date": 1_767_000_000, "cancel_at": null, "cancel_at_period_end": false, "metadata": {"external_id": "42"}, "trial_end": null,
            "items": {"data": [{"id": "si_1", "current_period_start": 1_767_000_000, "current_period_end": 1_769_000_000,
                "price": {"id": "premium"}}]}}}});
    vec![
        (Store::Apple, apple, Value::Null),
        (Store::Google, google, subscription),
        (Store::Roku, roku, Value::Null),
        (Store::Amazon, amazon, receipt),
        (Store::Stripe, stripe, Value::Null),
    ]
}

fn odd() -> Vec<Value> {
    let numbers = [i64::MIN, -1, 0, i64::MAX].map(Value::from);
    let texts = [
        "",
        "\u{0}",
        "-9999999999999999",
        "9223372036854775807",
        "/Date(-9223372036854775808+9999)/",
        "9999-12-31T23:59:60.999999999999Z",
        "-009999-01-01T00:00:00+25:00",
    ];
    let long = "9".repeat(400);
    let others = [
        json!(null),
        json!(true),
        json!(1e300),
        json!(u64::MAX),
        json!([[]]),
        json!({"": {}}),
        json!(long),
    ];
    let texts = texts.map(Value::from);
    numbers.into_iter().chain(texts).chain(others).collect()
}

/// Lists the JSON pointers of everything in a document.
fn places(json: &Value, at: &str, out: &mut Vec<String>) {
    out.push(at.to_owned());
    match json {
        Value::Object(fields) => {
            for (name, value) in fields {
                places(value, &format!("{at}/{name}"), out);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                places(value, &format!("{at}/{index}"), out);
            }
        }
        _ => {}
    }
}

/// Reads all observations in a message and in the answer to its questions.
fn observed(store: Store, message: &Value, answer: &Value) -> Vec<Observation> {
    let Ok(notice) = read(store, message) else {
        return Vec::new();
    };
    let fetched = notice.questions.iter();
    let fetched = fetched.filter_map(|it| answered(it, answer, NOW).ok());
    notice.purchases.into_iter().chain(fetched).collect()
}

/// Plays odd observations through a ledger after good ones, and checks the invariants.
fn play(good: Vec<Observation>, odd: Vec<Observation>) {
    let mut ledger = Ledger::new(App {
        sandbox: Some(Policy::default()),
        ..app()
    });
    let mut log: Vec<Record> = Vec::new();
    for (key, purchases) in [("good", good), ("odd", odd)] {
        let input = Input {
            key: key.into(),
            at: NOW,
            what: What::Notify { purchases },
        };
        log.extend(ledger.accept(&input).unwrap());
    }
    assert_eq!(&State::replay(&log), ledger.state());
    for now in [i64::MIN, NOW.millis(), i64::MAX].map(Time::from_millis) {
        for user in ledger.state().users.keys() {
            let customer = ledger.customer(user, now).unwrap();
            let ends = customer.entitlements.iter().filter_map(|it| it.until);
            assert!(ends.into_iter().all(|end| end > now));
        }
        ledger.due(now);
    }
}

#[test]
fn any_field_may_hold_anything() {
    for (store, message, answer) in messages() {
        let good = observed(store, &message, &answer);
        assert_eq!(good.len(), 1, "{}", store.name());
        for (changes_answer, document) in [(false, &message), (true, &answer)] {
            let mut pointers = Vec::new();
            places(document, "", &mut pointers);
            for pointer in &pointers {
                for value in odd() {
                    let mut changed = document.clone();
                    *changed.pointer_mut(pointer).unwrap() = value;
                    let seen = match changes_answer {
                        true => observed(store, &message, &changed),
                        false => observed(store, &changed, &answer),
                    };
                    play(good.clone(), seen);
                }
            }
        }
    }
}
