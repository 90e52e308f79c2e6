//! Tests with Amazon's messages and receipts.

use super::*;

fn fetch() -> Question {
    paywall_stores::amazon::ask_for_receipt("U", "R")
}

#[test]
fn the_documented_message_says_which_receipt_to_verify() {
    let path = "amazon/rtn_docs_SUBSCRIPTION_PURCHASED_placeholder-signature.json";
    let Some(envelope) = sample(path) else {
        return;
    };
    let message: Value = serde_json::from_str(envelope["Message"].as_str().unwrap()).unwrap();
    let notice = notice(Store::Amazon, &message);
    assert_eq!(notice.kind, "SUBSCRIPTION_PURCHASED");
    assert_eq!(notice.environment, Some(Environment::Production));
    let expected = paywall_stores::amazon::ask_for_receipt(
        "io9oFdzmCSMuKk_pp9pYccoIHRfc6kSAAYaNo51xZrg=",
        "koxIn_LO2u7rc-_MF40hKz1vqSSJSlitfTNDeH_JAs8=:3:11",
    );
    assert_eq!(notice.questions, vec![expected]);
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
