//! Tests of what was paid, as each store says it.

use paywall_ledger::{Money, Payment, PaymentKind};

use super::*;

/// Writes what a record says of payments: id, kind, amount, and whether it is the product's price.
fn paid(seen: &Observation) -> Vec<String> {
    let line = |it: &Payment| {
        let kind = match it.kind {
            PaymentKind::Payment => "paid",
            PaymentKind::Refund => "back",
        };
        let amount = it.amount.as_ref();
        let amount = amount.map_or("unknown".into(), |it| {
            format!("{} {}", it.decimal(), it.currency)
        });
        let listed = if it.listed { " listed" } else { "" };
        let offer = it.offer.map(|it| format!(" {it:?}")).unwrap_or_default();
        format!("{} {kind} {amount}{listed}{offer}", it.id)
    };
    seen.payments.iter().map(line).collect()
}

fn only(store: Store, message: &Value) -> Observation {
    let mut found = notice(store, message).purchases;
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

#[test]
fn apple_names_the_price_of_each_transaction_in_thousandths() {
    let sample = |change: &dyn Fn(&mut Value)| {
        let mut transaction = samples::apple_transaction();
        transaction["price"] = 1_490.into();
        transaction["currency"] = "NZD".into();
        change(&mut transaction);
        apples(&transaction).unwrap()
    };
    let seen = sample(&|_| {});
    assert_eq!(paid(&seen), ["2000000000000001 paid 1.49 NZD Introductory"]);
    let payment = &seen.payments[0];
    assert_eq!(
        (payment.at, payment.starts, payment.ends),
        (Some(NOW), Some(NOW), Some(samples::end()))
    );
    assert_eq!(payment.products, ["premium"]);
    let back = sample(&|it| it["revocationDate"] = NOW.plus_days(2).millis().into());
    assert_eq!(
        paid(&back),
        [
            "2000000000000001 paid 1.49 NZD Introductory",
            "2000000000000001/refund back -1.49 NZD"
        ]
    );
    assert_eq!(back.payments[1].of.as_deref(), Some("2000000000000001"));
    let shared = sample(&|it| it["inAppOwnershipType"] = "FAMILY_SHARED".into());
    assert_eq!(shared.payments, vec![], "of a family, only the buyer pays");
    let older = sample(&|it| it["price"] = Value::Null);
    assert_eq!(paid(&older), ["2000000000000001 paid unknown Introductory"]);
}

#[test]
fn google_names_the_price_of_the_plan() {
    let price = json!({"currencyCode": "EUR", "units": "9", "nanos": 990_000_000});
    let item = |phase: Value| {
        json!({"productId": "premium", "expiryTime": samples::end().to_string(), "latestSuccessfulOrderId": "GPA.1",
               "offerPhase": phase, "autoRenewingPlan": {"autoRenewEnabled": true, "recurringPrice": price}})
    };
    let answer = |items: Value| json!({"subscriptionState": "SUBSCRIPTION_STATE_ACTIVE", "startTime": NOW.to_string(), "lineItems": items});
    let question = paywall_stores::google::ask_for_subscription("T");
    let read = |items| paid(&answered(&question, &answer(items), NOW).unwrap());
    assert_eq!(
        read(json!([item(json!(null))])),
        ["GPA.1 paid 9.99 EUR listed Standard"]
    );
    assert_eq!(
        read(json!([item(json!({"freeTrial": {}}))])),
        ["GPA.1 paid 0.00 EUR listed FreeTrial"]
    );
    assert_eq!(
        read(json!([item(json!({"introductoryPrice": {}}))])),
        ["GPA.1 paid unknown Introductory"]
    );
    let two = json!([item(json!(null)), item(json!(null))]);
    assert_eq!(
        read(two),
        ["GPA.1 paid 19.98 EUR listed Standard"],
        "one order, one payment"
    );
    let voided = Question {
        voided: Some("GPA.1".into()),
        ..question.clone()
    };
    let seen = answered(&voided, &answer(json!([item(json!(null))])), NOW).unwrap();
    assert_eq!(
        paid(&seen),
        [
            "GPA.1 paid 9.99 EUR listed Standard",
            "GPA.1/refund back -9.99 EUR listed"
        ]
    );
    let unpaid = json!({"subscriptionState": "SUBSCRIPTION_STATE_PENDING", "lineItems": [item(json!(null))]});
    assert_eq!(answered(&question, &unpaid, NOW).unwrap().payments, vec![]);
}

#[test]
fn roku_names_the_total_of_each_sale_and_refund() {
    let mut sale = samples::roku("Sale", NOW);
    sale["total"] = json!(10.64);
    let seen = only(Store::Roku, &sale);
    assert_eq!(paid(&seen), ["Sale-1 paid 10.64 USD Standard"]);
    assert_eq!(seen.payments[0].ends, Some(samples::end()));
    let mut refund = samples::roku("Refund", NOW.plus_days(1));
    refund["total"] = json!(-10.64);
    assert_eq!(
        paid(&only(Store::Roku, &refund)),
        ["Refund-1 back -10.64 USD"]
    );
    let mut trial = samples::roku("Sale", NOW);
    trial["isFreeTrial"] = true.into();
    trial["total"] = json!(0);
    assert_eq!(
        paid(&only(Store::Roku, &trial)),
        ["Sale-1 paid 0.00 USD FreeTrial"]
    );
    let cancelled = only(Store::Roku, &samples::roku("Cancellation", NOW));
    assert_eq!(cancelled.payments, vec![]);
}

#[test]
fn amazon_names_periods_and_no_amounts() {
    let question = paywall_stores::amazon::ask_for_receipt("U", "R");
    let renewal = NOW.plus_days(30);
    let receipt = json!({"productId": "premium.parent", "termSku": "premium", "productType": "SUBSCRIPTION",
                         "purchaseDate": NOW.millis(), "renewalDate": renewal.millis(), "autoRenewing": true});
    let seen = answered(&question, &receipt, NOW).unwrap();
    assert_eq!(paid(&seen), [format!("{renewal} paid unknown Standard")]);
    assert_eq!(seen.payments[0].ends, Some(renewal));
    let once =
        json!({"productId": "extra", "productType": "ENTITLED", "purchaseDate": NOW.millis()});
    let seen = answered(&question, &once, NOW).unwrap();
    assert_eq!(
        (paid(&seen), seen.payments[0].at),
        (vec!["R paid unknown Standard".into()], Some(NOW))
    );
}

#[test]
fn stripe_names_what_an_invoice_was_paid_with() {
    let (start, end) = (NOW.millis() / 1000, samples::end().millis() / 1000);
    let invoice = |change: &dyn Fn(&mut Value)| {
        let mut invoice = json!({
            "id": "in_1", "object": "invoice", "subscription": "sub_example", "status": "paid", "amount_paid": 799,
            "currency": "eur", "created": start, "status_transitions": {"paid_at": start + 60},
            "lines": {"data": [{"price": {"id": "premium"}, "period": {"start": start, "end": end}}]},
        });
        change(&mut invoice);
        let event = json!({"id": "evt_1", "object": "event", "type": "invoice.paid", "created": start + 61,
                           "livemode": true, "data": {"object": invoice}});
        notice(Store::Stripe, &event)
    };
    let found = invoice(&|_| {});
    assert_eq!(
        found.questions.len(),
        1,
        "the subscription is asked for all the same"
    );
    let seen = &found.purchases[0];
    assert_eq!(paid(seen), ["in_1 paid 7.99 EUR Standard"]);
    assert_eq!((&*seen.member.id, seen.standing), ("sub_example", None));
    let payment = &seen.payments[0];
    assert_eq!(
        (payment.at, payment.ends),
        (Some(NOW.plus_millis(60_000)), Some(samples::end()))
    );
    let discounted = invoice(&|it| it["total_discount_amounts"] = json!([{"amount": 200}]));
    assert_eq!(
        paid(&discounted.purchases[0]),
        ["in_1 paid 7.99 EUR Promotional"]
    );
    let open = invoice(&|it| it["status"] = "open".into());
    assert_eq!(open.purchases, vec![]);
    let asked = samples::stripe(|it| {
        it["latest_invoice"] =
            json!({"id": "in_1", "status": "paid", "amount_paid": 0, "currency": "jpy"});
    });
    assert_eq!(
        paid(&only(Store::Stripe, &asked)),
        ["in_1 paid 0.00 JPY FreeTrial"]
    );
}

#[test]
fn stripe_names_what_a_checkout_cost_and_what_went_back() {
    let session = json!({
        "object": "checkout.session", "id": "cs_1", "livemode": true, "mode": "payment", "payment_status": "paid",
        "created": NOW.millis() / 1000, "amount_total": 4900, "currency": "usd",
        "line_items": {"data": [{"id": "li_1", "price": {"id": "lifetime"}}]},
        "payment_intent": {"id": "pi_1", "latest_charge": {"refunded": false, "amount_refunded": 1000, "currency": "usd"}},
    });
    let question = paywall_stores::stripe::ask_for_checkout("cs_1");
    let seen = answered(&question, &session, NOW).unwrap();
    assert_eq!(
        paid(&seen),
        [
            "pi_1 paid 49.00 USD Standard",
            "pi_1/refund back -10.00 USD"
        ]
    );
    assert_eq!(
        seen.standing,
        Some(Standing::Active),
        "a part that goes back takes nothing away"
    );
    assert_eq!(seen.payments[0].amount, Money::new(49_000_000, "USD"));
}
