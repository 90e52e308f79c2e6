//! Tests of Stripe's events and subscriptions.

use super::samples::stripe as sample;
use super::*;

#[test]
fn the_status_decides() {
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
        let notice = notice(Store::Stripe, &sample(|it| it["status"] = name.into()));
        assert_eq!(notice.id.as_deref(), Some("evt_example"));
        let status = status(&notice.purchases, NOW);
        assert_eq!((status.phase, status.access()), (phase, access), "{name}");
        assert_eq!(status.trial, name == "trialing");
    }
}

#[test]
fn a_subscription_that_will_end_is_cancelled() {
    let in_a_week = NOW.plus_days(7).millis() / 1000;
    for (field, value) in [
        ("cancel_at_period_end", json!(true)),
        ("cancel_at", json!(in_a_week)),
    ] {
        let message = sample(|it| it[field] = value.clone());
        let seen = &notice(Store::Stripe, &message).purchases[0];
        assert_eq!(seen.renews, Some(false), "{field}");
        assert_eq!(seen.member.to_string(), "stripe/sandbox/sub_example");
        assert_eq!(seen.terms[0].product, "premium");
        assert_eq!(seen.account.as_deref(), Some("42"));
    }
}

#[test]
fn of_two_events_of_one_second_the_further_one_along_wins() {
    let first = sample(|it| it["status"] = "incomplete".into());
    let second = sample(|it| it["status"] = "active".into());
    let [first, second] = [first, second].map(|it| notice(Store::Stripe, &it).purchases.remove(0));
    for order in [[first.clone(), second.clone()], [second, first]] {
        assert!(status(&order, NOW).access());
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
