//! Tests with Roku's messages and answers of validate-transaction.

use super::*;

/// Returns the status of the purchase a second after the message was sent.
fn after(name: &str) -> Option<Status> {
    let message = sample(&format!("roku/{name}.json"))?;
    let notice = notice(Store::Roku, &message);
    let sent = time(message["eventDate"].as_str().unwrap());
    Some(status(&notice.purchases, sent.plus_millis(1000)))
}

#[test]
fn the_documented_messages_come_to_what_the_documentation_says() {
    for (name, phase, trial) in [
        ("01_Sale_new", Phase::Active, false),
        ("02_Sale_renewal_FIXED-QUOTE", Phase::Active, false),
        ("03_GraceInitiated", Phase::Grace, false),
        ("04_GraceRecovered", Phase::Active, false),
        ("05_OnHoldInitiated", Phase::Hold, false),
        ("06_OnHoldRecovered", Phase::Active, false),
        (
            "07_CancellationOfferInitiated_FIXED-QUOTES",
            Phase::Active,
            false,
        ),
        (
            "08_CancellationOfferEnded_FIXED-QUOTES",
            Phase::Active,
            false,
        ),
        ("09_Cancellation_active", Phase::Cancelled, false),
        ("10_Cancellation_passive", Phase::Cancelled, false),
        ("14_UpgradeSale", Phase::Active, true),
        ("15_UpgradeCancellation", Phase::Replaced, false),
        ("16_DowngradeSale", Phase::Active, true),
        ("17_DowngradeCancellation", Phase::Active, false),
    ] {
        let Some(status) = after(name) else {
            return;
        };
        let access =
            !matches!(phase, Phase::Hold | Phase::Replaced) && name != "10_Cancellation_passive";
        assert_eq!((status.access(), status.trial), (access, trial), "{name}");
        if access {
            assert_eq!(status.phase, phase, "{name}");
        }
    }
}

#[test]
fn grace_lasts_three_days_from_the_message() {
    let Some(status) = after("03_GraceInitiated") else {
        return;
    };
    assert_eq!(status.grants[0].until, Some(time("2024-02-13T01:45:39Z")));
}

#[test]
fn money_that_goes_back_does_not_touch_access() {
    for name in [
        "11_Refund_no-expirationDate",
        "12_Credit_no-originalTransactionId",
        "18_Chargeback_FIXED-partnerReferenceId",
    ] {
        let Some(message) = sample(&format!("roku/{name}.json")) else {
            return;
        };
        assert_eq!(notice(Store::Roku, &message).purchases, vec![], "{name}");
    }
}

#[test]
fn a_resubscription_keeps_the_end_that_is_known() {
    let (Some(sale), Some(mut cancelled), Some(mut again)) = (
        sample("roku/01_Sale_new.json"),
        sample("roku/09_Cancellation_active.json"),
        sample("roku/13_Resubscribe_no-expirationDate.json"),
    ) else {
        return;
    };
    for message in [&mut cancelled, &mut again] {
        message["originalTransactionId"] = sale["originalTransactionId"].clone();
    }
    let records = [sale, cancelled, again].map(|it| notice(Store::Roku, &it).purchases.remove(0));
    let now = time("2022-07-12T00:00:00Z");
    assert_eq!(status(&records[..2], now).phase, Phase::Cancelled);
    let status = status(&records, now);
    assert_eq!(status.phase, Phase::Active);
    assert_eq!(status.grants[0].until, Some(time("2022-08-11T19:51:57Z")));
}

#[test]
fn the_answer_of_validate_transaction_follows_rokus_table() {
    let Some(answer) = sample("roku/validate-transaction_response.json") else {
        return;
    };
    let end = time("2020-02-06T23:51:02Z");
    for (entitled, cancelled, asked_at, phase) in [
        (true, false, end.plus_days(-1), Phase::Active),
        (true, true, end.plus_days(-1), Phase::Cancelled),
        (true, false, end.plus_days(1), Phase::Grace),
        (false, false, end.plus_days(1), Phase::Hold),
        (false, true, end.plus_days(1), Phase::Expired),
    ] {
        let question = paywall_stores::roku::ask_for_transaction("1");
        let mut answer = answer.clone();
        answer["isEntitled"] = entitled.into();
        answer["cancelled"] = cancelled.into();
        let seen = answered(&question, &answer, asked_at).unwrap();
        assert_eq!(seen.member.id, "6ccb40bfbd7a49dc9846aafd01890ba5");
        assert_eq!(status(&[seen], asked_at).phase, phase);
    }
}
