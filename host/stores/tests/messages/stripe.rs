//! Tests with Stripe's events and subscriptions.

use super::*;

const CREATED: i64 = 1_234_567_890;

/// Makes an event with Stripe's example of a subscription.
pub fn event(change: impl Fn(&mut Value)) -> Option<Value> {
    let fixtures = sample("stripe/fixtures3.json")?;
    let mut subscription = fixtures["resources"]["subscription"].clone();
    subscription["items"]["data"][0]["current_period_end"] = (CREATED + 1000).into();
    subscription["cancel_at"] = Value::Null;
    subscription["cancel_at_period_end"] = false.into();
    change(&mut subscription);
    Some(json!({
        "id": "evt_1", "type": "customer.subscription.updated", "created": CREATED,
        "livemode": false, "data": {"object": subscription},
    }))
}

#[test]
fn the_status_decides() {
    let now = Time::from_seconds(CREATED);
    for (name, phase, access) in [
        ("trialing", Phase::Active, true),
        ("active", Phase::Active, true),
        ("past_due", Phase::Grace, true),
        ("unpaid", Phase::Expired, false),
        ("canceled", Phase::Expired, false),
        ("incomplete", Phase::Pending, false),
        ("incomplete_expired", Phase::Pending, false),
        ("paused", Phase::Paused, false),
    ] {
        let Some(message) = event(|it| it["status"] = name.into()) else {
            return;
        };
        let notice = notice(Store::Stripe, &message);
        assert_eq!(notice.id.as_deref(), Some("evt_1"));
        let status = status(&notice.purchases, now);
        assert_eq!((status.phase, status.access()), (phase, access), "{name}");
        assert_eq!(status.trial, name == "trialing");
    }
}

#[test]
fn a_subscription_that_will_end_is_cancelled() {
    let Some(message) = event(|it| it["cancel_at_period_end"] = true.into()) else {
        return;
    };
    let seen = &notice(Store::Stripe, &message).purchases[0];
    assert_eq!(seen.renews, Some(false));
    assert_eq!(
        seen.member.to_string(),
        "stripe/sandbox/sub_1Pgc6rB7WZ01zgkWNy0Cn5nw"
    );
    assert_eq!(seen.terms[0].product, "price_1PgafmB7WZ01zgkW6dKueIc5");
}

#[test]
fn of_two_events_of_one_second_the_further_one_along_wins() {
    let first = event(|it| it["status"] = "incomplete".into());
    let second = event(|it| it["status"] = "active".into());
    let (Some(first), Some(second)) = (first, second) else {
        return;
    };
    let [first, second] = [first, second].map(|it| notice(Store::Stripe, &it).purchases.remove(0));
    for order in [[first.clone(), second.clone()], [second, first]] {
        assert!(status(&order, Time::from_seconds(CREATED)).access());
    }
}

#[test]
fn an_invoice_says_which_subscription_to_ask_for() {
    for invoice in [
        json!({"subscription": "sub_1"}),
        json!({"parent": {"subscription_details": {"subscription": {"id": "sub_1"}}}}),
    ] {
        let message = json!({"type": "invoice.paid", "created": 1, "data": {"object": invoice}});
        let expected = paywall_stores::stripe::ask_for_subscription("sub_1");
        assert_eq!(notice(Store::Stripe, &message).questions, vec![expected]);
    }
}
