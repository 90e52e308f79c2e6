//! Tests with Amazon's messages and receipts.

use super::*;

fn fetch() -> Question {
    paywall_stores::amazon::ask_for_receipt("U", "R")
}

#[test]
fn a_message_says_which_receipt_to_verify() {
    let mut message = samples::amazon("SUBSCRIPTION_MODIFIED_IMMEDIATE");
    message["relatedReceipts"] = json!({ "cancelledReceiptId": "receipt-1" });
    let found = notice(Store::Amazon, &message);
    assert_eq!(found.kind, "SUBSCRIPTION_MODIFIED_IMMEDIATE");
    assert_eq!(found.environment, Some(Environment::Production));
    let expected = Question {
        replaces: Some("receipt-1".into()),
        ..paywall_stores::amazon::ask_for_receipt("user-1", "receipt-2")
    };
    assert_eq!(found.questions, vec![expected]);
    message["betaProductTransaction"] = true.into();
    let found = notice(Store::Amazon, &message);
    assert_eq!(found.environment, Some(Environment::Sandbox));
}

#[test]
fn the_receipt_decides() {
    let millis = |days| NOW.plus_days(days).millis();
    let base = json!({
        "productId": "premium.parent", "termSku": "premium", "productType": "SUBSCRIPTION",
        "purchaseDate": millis(0), "renewalDate": millis(30), "autoRenewing": true,
    });
    for (change, phase, trial, until) in [
        (json!({}), Phase::Active, false, Some(millis(30))),
        (
            json!({"freeTrialEndDate": millis(7)}),
            Phase::Active,
            true,
            Some(millis(30)),
        ),
        (
            json!({"autoRenewing": false, "renewalDate": null}),
            Phase::Cancelled,
            false,
            None,
        ),
        (
            json!({"gracePeriodEndDate": millis(3)}),
            Phase::Grace,
            false,
            Some(millis(3)),
        ),
        (
            json!({"cancelDate": millis(0), "cancelReason": 1}),
            Phase::Expired,
            false,
            None,
        ),
        (
            json!({"cancelDate": millis(0), "cancelReason": 4}),
            Phase::Replaced,
            false,
            None,
        ),
    ] {
        let mut answer = base.clone();
        answer
            .as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        let seen = answered(&fetch(), &answer, NOW).unwrap();
        let status = status(&[seen], NOW);
        assert_eq!((status.phase, status.trial), (phase, trial), "{change}");
        let found = status
            .grants
            .first()
            .and_then(|it| it.until)
            .map(Time::millis);
        assert_eq!(found, until, "{change}");
    }
}

#[test]
fn with_renewal_off_the_last_known_end_holds_in_any_order() {
    let receipt = |on: bool| {
        let renewal = on.then(|| samples::end().millis());
        json!({
            "productId": "premium", "productType": "SUBSCRIPTION", "purchaseDate": NOW.millis(),
            "renewalDate": renewal, "autoRenewing": on,
        })
    };
    let seen = |on, days| answered(&fetch(), &receipt(on), NOW.plus_days(days)).unwrap();
    let [on, off, later] = [seen(true, 0), seen(false, 9), seen(false, 20)];
    for order in [
        [&on, &off, &later],
        [&later, &on, &off],
        [&off, &later, &on],
    ] {
        let at = |days| status(&order.map(Clone::clone), NOW.plus_days(days));
        assert_eq!(at(29).phase, Phase::Cancelled);
        assert_eq!(at(29).grants[0].until, Some(samples::end()));
        assert_eq!(at(31).phase, Phase::Expired);
    }
}
