//! Tests of Apple's notifications and transactions.

use super::samples::{apple as sample, apple_transaction, end};
use super::*;

/// A time after the sample was bought and before it ends.
const DURING: Time = NOW.plus_days(1);

#[test]
fn a_purchase_is_read_with_its_term_and_its_account() {
    let notice = notice(Store::Apple, &sample(|_, _, _| {}));
    assert_eq!(notice.kind, "SUBSCRIBED/INITIAL_BUY");
    assert_eq!(
        notice.id.as_deref(),
        Some("9b3a1c52-6a3e-4c39-9a2c-0b9c2f1d7e01")
    );
    assert_eq!(notice.store_app.as_deref(), Some("com.example"));
    let [seen] = notice.purchases.as_slice() else {
        panic!("{notice:?}")
    };
    let member = MemberKey::new(Store::Apple, Environment::Sandbox, "2000000000000001");
    assert_eq!(seen.member, member);
    assert_eq!(
        seen.account.as_deref(),
        Some("5f1c0d9e-61e0-4a53-9a59-1f7f6a1f0e11")
    );
    let status = status(&notice.purchases, DURING);
    assert_eq!(status.phase, Phase::Active);
    assert!(status.intro && !status.trial);
    assert_eq!(status.grants[0].until, Some(end()));
}

#[test]
fn status_and_renewal_decide_not_the_name() {
    let grace = NOW.plus_days(20);
    for (number, renews, expected, until) in [
        (1, 1, Phase::Active, Some(end())),
        (1, 0, Phase::Cancelled, Some(end())),
        (2, 0, Phase::Expired, None),
        (3, 1, Phase::Retry, None),
        (4, 1, Phase::Grace, Some(grace)),
        (5, 0, Phase::Revoked, None),
    ] {
        let message = sample(|data, _, renewal| {
            data["status"] = number.into();
            renewal["autoRenewStatus"] = renews.into();
            renewal["gracePeriodExpiresDate"] = grace.millis().into();
        });
        let status = status(&notice(Store::Apple, &message).purchases, DURING);
        assert_eq!(status.phase, expected, "status {number}");
        let found = status.grants.first().and_then(|it| it.until);
        assert_eq!(found, until, "status {number}");
    }
}

#[test]
fn a_revoked_transaction_gives_no_access() {
    let mut transaction = apple_transaction();
    assert!(status(&[apples(&transaction).unwrap()], DURING).access());
    transaction["revocationDate"] = DURING.millis().into();
    transaction["revocationReason"] = 0.into();
    assert!(!status(&[apples(&transaction).unwrap()], DURING).access());
}

#[test]
fn a_refund_of_an_older_period_leaves_the_newer_one() {
    let newer = sample(|_, transaction, _| {
        transaction["transactionId"] = "2".into();
        transaction["purchaseDate"] = end().millis().into();
        transaction["expiresDate"] = end().plus_days(30).millis().into();
    });
    let at = end().plus_days(1);
    let mut refund = sample(|_, transaction, _| {
        transaction["revocationDate"] = at.millis().into();
    });
    refund["notificationType"] = "REFUND".into();
    refund["signedDate"] = at.millis().into();
    let records = [newer, refund].map(|it| notice(Store::Apple, &it).purchases.remove(0));
    let status = status(&records, end().plus_days(2));
    assert_eq!(status.phase, Phase::Active);
    assert_eq!(status.grants[0].until, Some(end().plus_days(30)));
}

#[test]
fn family_members_have_purchases_of_their_own() {
    let message = sample(|_, transaction, _| {
        transaction["inAppOwnershipType"] = "FAMILY_SHARED".into();
    });
    let seen = notice(Store::Apple, &message).purchases.remove(0);
    assert_eq!(seen.member.id, "2000000000000001/family/704");
}

#[test]
fn each_offer_is_told_from_the_others() {
    for (kind, discount, expected) in [
        (json!(1), json!("FREE_TRIAL"), Offer::FreeTrial),
        (json!(1), json!("PAY_UP_FRONT"), Offer::Introductory),
        (json!(2), json!("FREE_TRIAL"), Offer::FreeTrial),
        (json!(2), json!("PAY_AS_YOU_GO"), Offer::Promotional),
        (json!(3), Value::Null, Offer::Promotional),
        (Value::Null, Value::Null, Offer::Standard),
    ] {
        let mut transaction = apple_transaction();
        transaction["offerType"] = kind;
        transaction["offerDiscountType"] = discount;
        let seen = apples(&transaction).unwrap();
        assert_eq!(seen.terms[0].offer, Some(expected), "{transaction}");
    }
}

#[test]
fn messages_about_no_purchase_are_let_pass() {
    for (message, kind) in [
        (
            json!({ "notificationType": "TEST", "data": { "environment": "Sandbox" } }),
            "TEST",
        ),
        (
            json!({ "notificationType": "RENEWAL_EXTENSION", "subtype": "SUMMARY",
                "summary": { "requestIdentifier": "r", "environment": "Production", "succeededCount": 5 } }),
            "RENEWAL_EXTENSION/SUMMARY",
        ),
        (
            json!({ "notificationType": "EXTERNAL_PURCHASE_TOKEN", "subtype": "UNREPORTED",
                "externalPurchaseToken": { "externalPurchaseId": "e", "bundleId": "com.example" } }),
            "EXTERNAL_PURCHASE_TOKEN/UNREPORTED",
        ),
        // Its transaction is a text that nobody verified.
        (
            json!({ "notificationType": "CONSUMPTION_REQUEST",
                "data": { "bundleId": "com.example", "signedTransactionInfo": "a.b.c" } }),
            "CONSUMPTION_REQUEST",
        ),
    ] {
        let notice = notice(Store::Apple, &message);
        assert_eq!((notice.kind.as_str(), notice.purchases.len()), (kind, 0));
    }
}

#[test]
fn a_transaction_that_lacks_its_ids_is_an_error() {
    let mut transaction = apple_transaction();
    transaction.as_object_mut().unwrap().remove("transactionId");
    let error = apples(&transaction).unwrap_err().to_string();
    assert!(error.contains("missing field `transactionId`"), "{error}");
}

#[test]
fn a_transaction_of_xcode_is_a_test_with_fractions_in_its_dates() {
    let mut transaction = apple_transaction();
    transaction["environment"] = "Xcode".into();
    transaction["expiresDate"] = json!(1_769_817_600_049.729_7);
    let seen = apples(&transaction).unwrap();
    assert_eq!(seen.member.environment, Environment::Sandbox);
    let ends = Some(Time::from_millis(1_769_817_600_050));
    assert_eq!(seen.terms[0].ends, ends);
}

#[test]
fn every_item_of_a_purchase_counts_unless_it_was_taken_back() {
    let mut transaction = apple_transaction();
    transaction["advancedCommerceInfo"] = json!({ "items": [
        { "SKU": "a" }, { "SKU": "b", "revocationDate": null }, { "SKU": "c", "revocationDate": NOW.millis() }, {},
    ] });
    let status = status(&[apples(&transaction).unwrap()], DURING);
    let mut products: Vec<_> = status.grants.iter().map(|it| it.product.as_str()).collect();
    products.sort_unstable();
    assert_eq!(products, ["a", "b", "premium"]);
    assert!(status.grants.iter().all(|it| it.until == Some(end())));
}

#[test]
fn what_does_not_renew_lasts_as_long_as_the_product_says() {
    let mut transaction = apple_transaction();
    transaction["type"] = "Non-Renewing Subscription".into();
    transaction["expiresDate"] = json!(null);
    let mut app = App {
        sandbox: Some(Policy::default()),
        ..app()
    };
    for (days, until) in [(None, None), (Some(90), Some(NOW.plus_days(90)))] {
        for product in &mut app.products {
            product.days = days;
        }
        let mut ledger = Ledger::new(app.clone());
        let what = What::Notify {
            purchases: vec![apples(&transaction).unwrap()],
        };
        let input = Input {
            key: "1".into(),
            at: NOW,
            what,
        };
        ledger.accept(&input).unwrap();
        let status = ledger
            .state()
            .lineages
            .values()
            .next()
            .unwrap()
            .status(DURING);
        assert_eq!(status.grants[0].until, until);
        assert!(!status.subscription);
    }
}
