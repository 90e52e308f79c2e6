//! Tests with store records in any order, any number of times.

use std::collections::{BTreeMap, BTreeSet};

use paywall_ledger::{
    Input, Ledger, MemberKey, Money, Observation, Offer, Payment, Standing, Status, Store, Term,
    TermKind, Time, What,
};
use proptest::prelude::*;

use crate::invariants;
use paywall_host_testing::shop::{NOW, app, bought, key};

/// Picks one of a few days, so that records share their dates and terms overlap.
fn day() -> impl Strategy<Value = Time> {
    (0..8_i64).prop_map(|days| NOW.plus_days(days))
}

/// Picks one of a few purchases, so that records meet, and one of them often, of a store that speaks and answers.
fn token() -> impl Strategy<Value = MemberKey> {
    prop_oneof![Just(0), 0..4].prop_map(|id| key(Store::Stripe, &format!("t{id}")))
}

fn standing() -> impl Strategy<Value = Standing> {
    prop_oneof![
        Just(Standing::Pending),
        Just(Standing::Active),
        day().prop_map(|until| Standing::Grace(Some(until))),
        Just(Standing::Grace(None)),
        Just(Standing::Retry),
        Just(Standing::Paused),
        Just(Standing::Hold),
        Just(Standing::Ended),
        Just(Standing::Replaced),
        Just(Standing::Revoked),
    ]
}

fn term() -> impl Strategy<Value = Term> {
    let offer = prop_oneof![
        Just(None),
        Just(Some(Offer::FreeTrial)),
        Just(Some(Offer::Standard))
    ];
    let kind = prop_oneof![4 => Just(TermKind::Subscription), 1 => Just(TermKind::OneTime), 1 => Just(TermKind::Open)];
    let name = (0..3_u8).prop_map(|id| id.to_string());
    (
        name,
        day(),
        proptest::option::weighted(0.9, day()),
        any::<bool>(),
        offer,
        kind,
    )
        .prop_map(|(id, starts, ends, revoked, offer, kind)| Term {
            payment: Some(id.clone()),
            id,
            product: "premium".into(),
            kind,
            starts,
            ends,
            revoked,
            offer,
        })
}

fn payment() -> impl Strategy<Value = Payment> {
    let amount = proptest::option::of(0..3_i64);
    (0..3_u8, amount, any::<bool>(), proptest::option::of(day())).prop_map(
        |(id, amount, listed, at)| Payment {
            amount: amount.and_then(|it| Money::new(it * 1_000_000, "NZD")),
            listed,
            at,
            ..Payment::new(id.to_string())
        },
    )
}

fn record() -> impl Strategy<Value = Observation> {
    (
        (token(), proptest::option::of(0..4_u64)),
        day(),
        proptest::option::of(standing()),
        proptest::option::of(any::<bool>()),
        proptest::collection::vec(term(), 0..3),
        any::<(bool, bool)>(),
        proptest::collection::vec((0..3_u8).prop_map(|id| id.to_string()), 0..2),
        proptest::collection::vec(token(), 0..2),
        proptest::collection::vec(payment(), 0..3),
    )
        .prop_map(
            |(
                (member, asked),
                at,
                standing,
                renews,
                terms,
                (complete, keeps_ends),
                voided,
                replaces,
                payments,
            )| {
                // A record of money alone does not make a purchase known, so it matters when it comes.
                let standing = standing.or((!payments.is_empty()).then_some(Standing::Active));
                Observation {
                    payments,
                    asked,
                    standing,
                    renews,
                    terms,
                    complete,
                    keeps_ends,
                    voided,
                    replaces,
                    ..Observation::new(member, at)
                }
            },
        )
}

/// Makes records, and the same ones shuffled and partly repeated.
fn two_deliveries() -> impl Strategy<Value = (Vec<Observation>, Vec<Observation>)> {
    proptest::collection::vec(record(), 1..10).prop_flat_map(|records| {
        let again = proptest::sample::subsequence(records.clone(), 0..=records.len());
        let other = again.prop_flat_map({
            let records = records.clone();
            move |again| Just([records.clone(), again].concat()).prop_shuffle()
        });
        (Just(records), other)
    })
}

/// The final knowledge of a token: the others in its lineage, the payments, and the standing of the whole over time.
type Knowledge = (BTreeSet<MemberKey>, Vec<Payment>, Vec<Status>);

/// Returns the final knowledge of each token.
fn known(records: &[Observation]) -> BTreeMap<MemberKey, Knowledge> {
    let mut ledger = Ledger::new(app());
    let mut log = Vec::new();
    for (at, seen) in records.iter().enumerate() {
        let input = Input {
            key: at.to_string(),
            at: NOW,
            what: What::Notify {
                purchases: vec![seen.clone()],
            },
        };
        log.extend(ledger.accept(&input).unwrap());
    }
    invariants::check(&ledger, &log, NOW);
    let state = ledger.state();
    let of = |(key, lineage): (&MemberKey, _)| {
        let lineage = &state.lineages[lineage];
        let over_time = (-1..10).map(|days| lineage.status(NOW.plus_days(days)));
        let members = lineage.members.keys().cloned().collect();
        let payments = lineage.payments().into_iter().cloned().collect();
        (key.clone(), (members, payments, over_time.collect()))
    };
    state.members.iter().map(of).collect()
}

#[test]
fn a_full_list_is_the_last_word_on_offers_too() {
    let record = |days, offer: Option<Option<Offer>>| {
        let mut seen = bought(key(Store::Google, "T"), NOW.plus_days(days));
        seen.complete = true;
        seen.terms.retain(|_| offer.is_some());
        seen.terms
            .iter_mut()
            .for_each(|term| term.offer = offer.flatten());
        seen
    };
    let trial = record(1, Some(Some(Offer::FreeTrial)));
    let [gone, back] = [record(2, None), record(3, Some(None))];
    for order in [
        [&trial, &gone, &back],
        [&trial, &back, &gone],
        [&back, &trial, &gone],
    ] {
        for (_, _, over_time) in known(&order.map(Clone::clone)).into_values() {
            assert!(
                over_time
                    .iter()
                    .all(|status| status.access() && !status.trial)
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_and_any_repetition_of_records_gives_the_same_access(
        (one, other) in two_deliveries()
    ) {
        prop_assert_eq!(known(&one), known(&other));
    }

    #[test]
    fn time_alone_only_takes_access_away(records in proptest::collection::vec(record(), 1..10)) {
        for (_, _, over_time) in known(&records).into_values() {
            for pair in over_time.windows(2) {
                prop_assert!(pair[0].access() || !pair[1].access());
            }
        }
    }

    #[test]
    fn flags_agree_with_access(records in proptest::collection::vec(record(), 1..10)) {
        for (_, _, over_time) in known(&records).into_values() {
            for status in over_time {
                let needs_access = status.trial || status.intro || status.grace || status.cancelled;
                prop_assert!(status.access() || !needs_access);
            }
        }
    }
}
