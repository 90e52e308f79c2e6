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

#[test]
fn a_fixed_term_renews_until_its_last_period() {
    let month = samples::end();
    for (cancel_at, renews) in [
        (month.plus_days(335), true),
        (month, false),
        (month.plus_days(-7), false),
    ] {
        let message = sample(|it| it["cancel_at"] = json!(cancel_at.millis() / 1000));
        let seen = &notice(Store::Stripe, &message).purchases[0];
        assert_eq!(seen.renews, Some(renews), "{cancel_at}");
    }
}

#[test]
fn a_list_with_more_to_come_is_asked_for_and_takes_nothing_away() {
    let message = sample(|it| it["items"]["has_more"] = true.into());
    let found = notice(Store::Stripe, &message);
    let expected = paywall_stores::stripe::ask_for_subscription("sub_example");
    assert_eq!(found.questions, vec![expected]);
    assert!(!found.purchases[0].complete);
    let answer = &message["data"]["object"];
    assert!(!answered(&found.questions[0], answer, NOW).unwrap().complete);
}

#[test]
fn a_thin_event_says_whom_to_ask() {
    for (kind, id, expected) in [
        ("subscription", "sub_1", Some("stripe_subscription")),
        ("invoice", "in_1", Some("stripe_invoice")),
        ("subscription_schedule", "sched", Some("stripe_schedule")),
        ("subscription_item", "si_1", Some("stripe_item")),
        ("checkout.session", "cs_1", Some("stripe_checkout")),
        ("payment_intent", "pi_1", Some("stripe_payment")),
        ("customer", "cus_1", None),
    ] {
        let message = json!({
            "id": "evt_1", "object": "v2.core.event", "type": format!("v1.{kind}.updated"), "livemode": true,
            "created": "2026-01-01T00:02:00.000Z", "related_object": { "id": id, "type": kind, "url": "/v1/x" },
        });
        let found = notice(Store::Stripe, &message);
        assert_eq!(found.environment, Some(Environment::Production));
        let questions = found.questions.iter().map(|it| json!(it)).next();
        let expected = expected.map(|fetch| json!({ "fetch": fetch, "purchase": id }));
        assert_eq!(questions, expected, "{kind}");
    }
    let of_nothing = json!({"id": "evt_1", "object": "v2.core.event", "type": "v2.core.x"});
    assert!(notice(Store::Stripe, &of_nothing).questions.is_empty());
}

#[test]
fn of_two_states_of_one_second_the_last_counts_whole() {
    for (earlier, later) in [
        ("incomplete", "active"),
        ("trialing", "active"),
        ("past_due", "active"),
        ("unpaid", "active"),
        ("active", "canceled"),
        ("incomplete", "incomplete_expired"),
    ] {
        let [earlier, last] = [earlier, later].map(|name| {
            notice(Store::Stripe, &sample(|it| it["status"] = name.into()))
                .purchases
                .remove(0)
        });
        let expected = status(std::slice::from_ref(&last), NOW);
        for order in [[earlier.clone(), last.clone()], [last, earlier]] {
            assert_eq!(status(&order, NOW), expected, "{later}");
        }
    }
}

#[test]
fn a_checkout_is_a_purchase_for_good() {
    let question = paywall_stores::stripe::ask_for_checkout("cs_1");
    let session = |status: &str, refunded: bool| {
        json!({
            "id": "cs_1", "object": "checkout.session", "mode": "payment", "payment_status": status, "livemode": true,
            "client_reference_id": "42", "line_items": { "data": [{ "id": "li_1", "price": { "id": "premium" } }] },
            "payment_intent": { "id": "pi_1", "latest_charge": { "refunded": refunded } },
        })
    };
    for (paid, refunded, phase) in [
        ("paid", false, Phase::Active),
        ("no_payment_required", false, Phase::Active),
        ("unpaid", false, Phase::Pending),
        ("paid", true, Phase::Revoked),
    ] {
        let seen = answered(&question, &session(paid, refunded), NOW).unwrap();
        assert_eq!(seen.account.as_deref(), Some("42"));
        let status = status(&[seen], NOW);
        assert_eq!(
            (status.phase, status.subscription),
            (phase, false),
            "{paid}"
        );
    }
}
