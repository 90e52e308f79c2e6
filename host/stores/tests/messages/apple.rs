//! Tests with Apple's notifications and transactions.

use super::*;

/// Makes Apple's example of a notification, with its examples of a transaction and of renewal information inside.
pub fn example(change: impl Fn(&mut Value, &mut Value, &mut Value)) -> Option<Value> {
    let mut message = sample("apple/models/signedNotification.json")?;
    let mut transaction = sample("apple/models/signedTransaction.json")?;
    let mut renewal = sample("apple/models/signedRenewalInfo.json")?;
    let fields = transaction.as_object_mut().unwrap();
    for field in ["revocationDate", "revocationReason", "isUpgraded"] {
        fields.remove(field);
    }
    change(&mut message["data"], &mut transaction, &mut renewal);
    message["data"]["signedTransactionInfo"] = transaction;
    message["data"]["signedRenewalInfo"] = renewal;
    Some(message)
}

/// A time before the example's `expiresDate` and after its `signedDate`.
const DURING: Time = Time::from_millis(1_698_148_950_000);

#[test]
fn a_purchase_is_read_with_its_term_and_its_account() {
    let Some(message) = example(|_, _, _| {}) else {
        return;
    };
    let notice = notice(Store::Apple, &message);
    assert_eq!(notice.kind, "SUBSCRIBED/INITIAL_BUY");
    assert_eq!(
        notice.id.as_deref(),
        Some("002e14d5-51f5-4503-b5a8-c3a1af68eb20")
    );
    assert_eq!(notice.store_app.as_deref(), Some("com.example"));
    let [seen] = notice.purchases.as_slice() else {
        panic!("{notice:?}")
    };
    assert_eq!(
        seen.member,
        MemberKey::new(Store::Apple, Environment::Sandbox, "12345")
    );
    assert_eq!(
        seen.account.as_deref(),
        Some("7e3fb20b-4cdb-47cc-936d-99d65f608138")
    );
    let status = status(&notice.purchases, DURING);
    assert_eq!(status.phase, Phase::Active);
    assert!(status.intro && !status.trial);
    assert_eq!(
        status.grants[0].until,
        Some(Time::from_millis(1_698_149_000_000))
    );
}

#[test]
fn status_and_renewal_decide_not_the_name() {
    let grace = Time::from_millis(1_698_148_990_000);
    for (number, renews, expected, until) in [
        (1, 1, Phase::Active, Some(1_698_149_000_000)),
        (1, 0, Phase::Cancelled, Some(1_698_149_000_000)),
        (2, 0, Phase::Expired, None),
        (3, 1, Phase::Retry, None),
        (4, 1, Phase::Grace, Some(grace.millis())),
        (5, 0, Phase::Revoked, None),
    ] {
        let message = example(|data, _, renewal| {
            data["status"] = number.into();
            renewal["autoRenewStatus"] = renews.into();
            renewal["gracePeriodExpiresDate"] = grace.millis().into();
        });
        let Some(message) = message else {
            return;
        };
        let status = status(&notice(Store::Apple, &message).purchases, DURING);
        assert_eq!(status.phase, expected, "status {number}");
        let found = status
            .grants
            .first()
            .and_then(|it| it.until)
            .map(Time::millis);
        assert_eq!(found, until, "status {number}");
    }
}

#[test]
fn the_example_of_a_revoked_transaction_gives_no_access() {
    let Some(transaction) = sample("apple/models/signedTransactionWithRevocation.json") else {
        return;
    };
    let seen = paywall_stores::apple::transaction(&transaction).unwrap();
    assert!(!status(&[seen], DURING).access());
}

#[test]
fn a_refund_of_an_older_period_leaves_the_newer_one() {
    let newer = example(|_, transaction, _| {
        transaction["transactionId"] = "2".into();
        transaction["purchaseDate"] = 1_698_149_000_000_i64.into();
        transaction["expiresDate"] = 1_698_150_000_000_i64.into();
    });
    let refund = example(|_, transaction, _| {
        transaction["revocationDate"] = 1_698_149_500_000_i64.into();
    });
    let (Some(newer), Some(mut refund)) = (newer, refund) else {
        return;
    };
    refund["notificationType"] = "REFUND".into();
    refund["signedDate"] = 1_698_149_500_000_i64.into();
    let records = [newer, refund].map(|it| notice(Store::Apple, &it).purchases.remove(0));
    let status = status(&records, Time::from_millis(1_698_149_600_000));
    assert_eq!(status.phase, Phase::Active);
    assert_eq!(
        status.grants[0].until,
        Some(Time::from_millis(1_698_150_000_000))
    );
}

#[test]
fn family_members_have_purchases_of_their_own() {
    let message = example(|_, transaction, _| {
        transaction["inAppOwnershipType"] = "FAMILY_SHARED".into();
    });
    let Some(message) = message else {
        return;
    };
    let seen = notice(Store::Apple, &message).purchases.remove(0);
    assert_eq!(seen.member.id, "12345/family/71134");
}

#[test]
fn messages_about_no_purchase_are_let_pass() {
    for (name, kind) in [
        ("signedSummaryNotification", "RENEWAL_EXTENSION/SUMMARY"),
        (
            "signedExternalPurchaseTokenNotification",
            "EXTERNAL_PURCHASE_TOKEN/UNREPORTED",
        ),
        ("signedRescindConsentNotification", "RESCIND_CONSENT"),
        // Its transaction is a text that nobody verified.
        (
            "signedConsumptionRequestNotification",
            "CONSUMPTION_REQUEST",
        ),
    ] {
        let Some(message) = sample(&format!("apple/models/{name}.json")) else {
            return;
        };
        let notice = notice(Store::Apple, &message);
        assert_eq!((notice.kind.as_str(), notice.purchases.len()), (kind, 0));
    }
    let Some(test) = payload("apple/mock_signed_data/testNotification") else {
        return;
    };
    let notice = notice(Store::Apple, &test);
    assert_eq!(
        (notice.kind.as_str(), notice.environment),
        ("TEST", Some(Environment::Sandbox))
    );
}

#[test]
fn a_transaction_that_lacks_its_ids_is_an_error() {
    let Some(json) = payload("apple/mock_signed_data/transactionInfo") else {
        return;
    };
    let error = paywall_stores::apple::transaction(&json)
        .unwrap_err()
        .to_string();
    assert!(error.contains("missing field `transactionId`"), "{error}");
}

#[test]
fn a_transaction_of_xcode_is_a_test_with_fractions_in_its_dates() {
    let Some(json) = payload("apple/xcode/xcode-signed-transaction") else {
        return;
    };
    let seen = paywall_stores::apple::transaction(&json).unwrap();
    assert_eq!(seen.member.environment, Environment::Sandbox);
    assert_eq!(
        seen.terms[0].ends,
        Some(Time::from_millis(1_700_358_336_050))
    );
    assert_eq!(seen.terms[0].offer, Some(Offer::Introductory));
}
