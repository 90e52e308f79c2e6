//! Tests of Roku's messages and of validate-transaction.

use super::samples::{end, roku as sample, roku_validated};
use super::*;

/// Returns the status of a purchase a second after a message about it was sent.
fn after(kind: &str, change: impl Fn(&mut Value)) -> Status {
    let sent = NOW.plus_days(1);
    let mut message = sample(kind, sent);
    change(&mut message);
    let notice = notice(Store::Roku, &message);
    assert_eq!(notice.kind, kind);
    status(&notice.purchases, sent.plus_millis(1000))
}

#[test]
fn each_kind_of_message_says_how_the_purchase_stands() {
    for (kind, phase, access) in [
        ("Sale", Phase::Active, true),
        ("UpgradeSale", Phase::Active, true),
        ("DowngradeSale", Phase::Active, true),
        ("GraceInitiated", Phase::Grace, true),
        ("GraceRecovered", Phase::Active, true),
        ("OnHoldInitiated", Phase::Hold, false),
        ("OnHoldRecovered", Phase::Active, true),
        ("Cancellation", Phase::Cancelled, true),
        ("CancellationOfferInitiated", Phase::Active, true),
        ("CancellationOfferEnded", Phase::Active, true),
        ("UpgradeCancellation", Phase::Replaced, false),
        ("DowngradeCancellation", Phase::Active, true),
    ] {
        let status = after(kind, |_| {});
        assert_eq!((status.phase, status.access()), (phase, access), "{kind}");
        assert!(!status.trial, "{kind}");
    }
}

#[test]
fn a_trial_is_one_in_messages_about_payments_only() {
    for (kind, trial) in [
        ("Sale", true),
        ("UpgradeSale", true),
        ("Cancellation", false),
    ] {
        let status = after(kind, |message| message["isFreeTrial"] = true.into());
        assert_eq!(status.trial, trial, "{kind}");
    }
}

#[test]
fn an_upgrade_names_what_it_replaces() {
    let mut message = sample("UpgradeSale", NOW);
    message["cancelledTransactionIds"] = json!(["older-1", "older-2"]);
    let seen = notice(Store::Roku, &message).purchases.remove(0);
    let replaced = ["older-1", "older-2"].map(|id| seen.member.sibling(id));
    assert_eq!(seen.replaces, replaced);
}

#[test]
fn a_cancellation_after_the_end_leaves_no_access() {
    let status = after("Cancellation", |message| {
        message["expirationDate"] = NOW.plus_days(-1).to_string().into();
    });
    assert!(!status.access());
}

#[test]
fn grace_lasts_three_days_from_the_message() {
    let status = after("GraceInitiated", |message| {
        message["expirationDate"] = NOW.plus_days(1).to_string().into();
    });
    assert_eq!(status.grants[0].until, Some(NOW.plus_days(4)));
}

#[test]
fn money_that_goes_back_does_not_touch_access() {
    for kind in ["Refund", "Credit", "Chargeback"] {
        let found = notice(Store::Roku, &sample(kind, NOW)).purchases;
        let says_nothing =
            |it: &Observation| it.standing.is_none() && it.renews.is_none() && it.terms.is_empty();
        assert!(found.iter().all(says_nothing), "{kind}: {found:?}");
    }
}

#[test]
fn a_resubscription_keeps_the_end_that_is_known() {
    let sale = sample("Sale", NOW);
    let cancelled = sample("Cancellation", NOW.plus_days(5));
    let mut again = sample("Resubscribe", NOW.plus_days(6));
    again.as_object_mut().unwrap().remove("expirationDate");
    let records = [sale, cancelled, again].map(|it| notice(Store::Roku, &it).purchases.remove(0));
    let now = NOW.plus_days(7);
    assert_eq!(status(&records[..2], now).phase, Phase::Cancelled);
    let status = status(&records, now);
    assert_eq!(status.phase, Phase::Active);
    assert_eq!(status.grants[0].until, Some(end()));
}

#[test]
fn the_answer_of_validate_transaction_follows_rokus_table() {
    for (entitled, cancelled, asked_at, phase) in [
        (true, false, end().plus_days(-1), Phase::Active),
        (true, true, end().plus_days(-1), Phase::Cancelled),
        (true, false, end().plus_days(1), Phase::Grace),
        (false, false, end().plus_days(1), Phase::Hold),
        (false, true, end().plus_days(1), Phase::Expired),
    ] {
        let mut answer = roku_validated();
        answer["isEntitled"] = entitled.into();
        answer["cancelled"] = cancelled.into();
        let seen = validated(&answer, asked_at).unwrap();
        assert_eq!(seen.member.id, "sale-1");
        assert_eq!(status(&[seen], asked_at).phase, phase);
    }
}
