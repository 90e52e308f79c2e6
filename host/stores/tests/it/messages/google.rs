//! Tests with Google's notifications and resources.

use super::*;

fn fetch() -> Question {
    paywall_stores::google::ask_for_subscription("T")
}

fn resource(state: &str, expires: Time, renews: bool) -> Value {
    json!({
        "kind": "androidpublisher#subscriptionPurchaseV2",
        "startTime": NOW.to_string(),
        "subscriptionState": format!("SUBSCRIPTION_STATE_{state}"),
        "lineItems": [{
            "productId": "premium",
            "expiryTime": expires.to_string(),
            "latestSuccessfulOrderId": "GPA.1",
            "autoRenewingPlan": {"autoRenewEnabled": renews},
        }],
    })
}

fn seen(answer: &Value, asked_at: Time) -> Observation {
    answered(&fetch(), answer, asked_at).unwrap()
}

#[test]
fn a_message_says_what_to_ask() {
    let hint =
        |kind: u8| json!({ "version": "1.0", "notificationType": kind, "purchaseToken": "T" });
    let voided = |of: u8, how: u8| json!({ "purchaseToken": "T", "orderId": "GPA.1", "productType": of, "refundType": how });
    let taken_back = |question: Question| Question {
        voided: Some("GPA.1".into()),
        ..question
    };
    let product = || paywall_stores::google::ask_for_product("T");
    for (of, what, kind, expected) in [
        (
            "subscriptionNotification",
            hint(4),
            "subscription/4",
            Some(fetch()),
        ),
        (
            "oneTimeProductNotification",
            hint(1),
            "one_time/1",
            Some(product()),
        ),
        (
            "voidedPurchaseNotification",
            voided(1, 1),
            "voided/1",
            Some(taken_back(fetch())),
        ),
        (
            "voidedPurchaseNotification",
            voided(2, 1),
            "voided/1",
            Some(taken_back(product())),
        ),
        // A refund of a part of a quantity takes nothing back.
        (
            "voidedPurchaseNotification",
            voided(2, 2),
            "voided/2",
            Some(product()),
        ),
        (
            "testNotification",
            json!({ "version": "1.0" }),
            "other",
            None,
        ),
    ] {
        let notice = notice(Store::Google, &samples::google(of, what));
        assert_eq!(notice.kind, kind);
        assert_eq!(notice.store_app.as_deref(), Some("com.example"));
        assert_eq!(notice.questions, Vec::from_iter(expected), "{kind}");
        assert_eq!(notice.purchases, vec![], "{kind}");
    }
}

#[test]
fn the_state_decides() {
    let (end, now) = (NOW.plus_days(30), NOW.plus_days(1));
    for (state, renews, phase, access) in [
        ("ACTIVE", true, Phase::Active, true),
        ("CANCELED", false, Phase::Cancelled, true),
        ("IN_GRACE_PERIOD", true, Phase::Grace, true),
        ("ON_HOLD", true, Phase::Hold, false),
        ("PAUSED", true, Phase::Paused, false),
        ("EXPIRED", false, Phase::Expired, false),
        ("PENDING", true, Phase::Pending, false),
        ("PENDING_PURCHASE_CANCELED", true, Phase::Pending, false),
    ] {
        let status = status(&[seen(&resource(state, end, renews), now)], now);
        assert_eq!((status.phase, status.access()), (phase, access), "{state}");
    }
}

#[test]
fn the_end_may_move_back() {
    let first = seen(&resource("ACTIVE", NOW.plus_days(30), true), NOW);
    let revoked = seen(
        &resource("EXPIRED", NOW.plus_days(2), false),
        NOW.plus_days(2),
    );
    for order in [[first.clone(), revoked.clone()], [revoked, first]] {
        assert!(!status(&order, NOW.plus_days(2)).access());
    }
}

#[test]
fn a_payment_that_was_taken_back_gives_no_access_whatever_the_state_says() {
    let ask = |order: &str| Question {
        voided: Some(order.into()),
        ..paywall_stores::google::ask_for_subscription("T")
    };
    let answer = resource("ACTIVE", NOW.plus_days(30), true);
    for (order, access) in [("GPA.1", false), ("GPA.0", true)] {
        let seen = answered(&ask(order), &answer, NOW).unwrap();
        assert_eq!(status(&[seen], NOW).access(), access, "{order}");
    }
}

#[test]
fn offers_links_and_accounts_are_read() {
    let mut answer = resource("ACTIVE", NOW.plus_days(30), true);
    answer["lineItems"][0]["offerPhase"] = json!({"freeTrial": {}});
    answer["linkedPurchaseToken"] = "OLD".into();
    answer["testPurchase"] = json!({});
    answer["externalAccountIdentifiers"] = json!({"obfuscatedExternalAccountId": "42"});
    answer["outOfAppPurchaseContext"] = json!({"expiredPurchaseToken": "OLDER"});
    let seen = seen(&answer, NOW);
    let sibling = |id| MemberKey::new(Store::Google, Environment::Sandbox, id);
    assert_eq!(seen.replaces, vec![sibling("OLD"), sibling("OLDER")]);
    assert_eq!(seen.account.as_deref(), Some("42"));
    assert!(status(&[seen], NOW).trial);
}

#[test]
fn a_replaced_token_is_not_over_but_replaced() {
    let mut answer = resource("EXPIRED", NOW, false);
    answer["canceledStateContext"] = json!({"replacementCancellation": {}});
    assert_eq!(seen(&answer, NOW).standing, Some(Standing::Replaced));
}

#[test]
fn products_that_are_bought_once_last() {
    let ask = paywall_stores::google::ask_for_product("T");
    let answer = |state: &str| {
        json!({
            "productLineItem": [{"productId": "premium"}],
            "purchaseStateContext": {"purchaseState": state},
            "orderId": "GPA.1",
            "purchaseCompletionTime": NOW.to_string(),
        })
    };
    for (state, access) in [
        ("PURCHASED", true),
        ("PENDING", false),
        ("CANCELLED", false),
    ] {
        let seen = answered(&ask, &answer(state), NOW).unwrap();
        let status = status(&[seen], NOW.plus_days(3650));
        assert_eq!(
            (status.access(), status.subscription),
            (access, false),
            "{state}"
        );
    }
}

#[test]
fn a_prepaid_plan_was_not_cancelled() {
    for (state, phase) in [("ACTIVE", Phase::Active), ("CANCELED", Phase::Cancelled)] {
        let mut answer = resource(state, samples::end(), false);
        let item = answer["lineItems"][0].as_object_mut().unwrap();
        item.remove("autoRenewingPlan");
        item.insert("prepaidPlan".into(), json!({}));
        assert_eq!(status(&[seen(&answer, NOW)], NOW).phase, phase, "{state}");
    }
}
