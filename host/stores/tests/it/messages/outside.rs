//! Tests with the stores' own examples, which lie beside the repository: what is read of them is as documented.

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use paywall_host_testing::{file, needs};

use super::*;

fn text(path: &str) -> String {
    fs::read_to_string(file("../shared/stores").join(path)).unwrap()
}

fn example(path: &str) -> Value {
    serde_json::from_str(&text(path)).unwrap()
}

/// Reads the payload of a signed text.
fn payload(path: &str) -> Value {
    let text = text(path);
    let middle = text.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(middle).unwrap()).unwrap()
}

/// A time after the `signedDate` of Apple's example and before its `expiresDate`.
const DURING: Time = Time::from_millis(1_698_148_950_000);

#[needs(shared)]
#[test]
fn apples_purchase_is_read_with_its_term_and_its_account() {
    let mut message = example("apple/models/signedNotification.json");
    let mut transaction = example("apple/models/signedTransaction.json");
    let fields = transaction.as_object_mut().unwrap();
    for field in ["revocationDate", "revocationReason", "isUpgraded"] {
        fields.remove(field);
    }
    message["data"]["signedTransactionInfo"] = transaction;
    message["data"]["signedRenewalInfo"] = example("apple/models/signedRenewalInfo.json");
    let notice = notice(Store::Apple, &message);
    assert_eq!(notice.kind, "SUBSCRIBED/INITIAL_BUY");
    assert_eq!(notice.store_app.as_deref(), Some("com.example"));
    assert_eq!(notice.purchases.len(), 1);
    let seen = &notice.purchases[0];
    let member = MemberKey::new(Store::Apple, Environment::Sandbox, "12345");
    assert_eq!(seen.member, member);
    assert_eq!(
        seen.account.as_deref(),
        Some("7e3fb20b-4cdb-47cc-936d-99d65f608138")
    );
    let status = status(&notice.purchases, DURING);
    assert_eq!(status.phase, Phase::Active);
    assert!(status.intro && !status.trial);
    let until = Time::from_millis(1_698_149_000_000);
    assert_eq!(status.grants[0].until, Some(until));
}

#[needs(shared)]
#[test]
fn apples_revoked_transaction_gives_no_access() {
    let transaction = example("apple/models/signedTransactionWithRevocation.json");
    assert!(!status(&[apples(&transaction).unwrap()], DURING).access());
}

#[needs(shared)]
#[test]
fn apples_messages_about_no_purchase_are_let_pass() {
    for (name, kind) in [
        ("signedSummaryNotification", "RENEWAL_EXTENSION/SUMMARY"),
        (
            "signedExternalPurchaseTokenNotification",
            "EXTERNAL_PURCHASE_TOKEN/UNREPORTED",
        ),
        ("signedRescindConsentNotification", "RESCIND_CONSENT"),
        (
            "signedConsumptionRequestNotification",
            "CONSUMPTION_REQUEST",
        ),
    ] {
        let message = example(&format!("apple/models/{name}.json"));
        let notice = notice(Store::Apple, &message);
        assert_eq!((notice.kind.as_str(), notice.purchases.len()), (kind, 0));
    }
    let test = payload("apple/mock_signed_data/testNotification");
    let notice = notice(Store::Apple, &test);
    assert_eq!(
        (notice.kind.as_str(), notice.environment),
        ("TEST", Some(Environment::Sandbox))
    );
}

#[needs(shared)]
#[test]
fn apples_transactions_of_tests_are_read_or_refused() {
    let json = payload("apple/mock_signed_data/transactionInfo");
    let error = apples(&json).unwrap_err().to_string();
    assert!(error.contains("missing field `transactionId`"), "{error}");
    let seen = apples(&payload("apple/xcode/xcode-signed-transaction")).unwrap();
    assert_eq!(seen.member.environment, Environment::Sandbox);
    let ends = Time::from_millis(1_700_358_336_050);
    assert_eq!(seen.terms[0].ends, Some(ends));
    assert_eq!(seen.terms[0].offer, Some(Offer::Introductory));
}

/// Returns the status of a purchase of Roku's a second after the message was sent.
fn after(name: &str) -> Status {
    let message = example(&format!("roku/{name}.json"));
    let notice = notice(Store::Roku, &message);
    let sent = time(message["eventDate"].as_str().unwrap());
    status(&notice.purchases, sent.plus_millis(1000))
}

#[needs(shared)]
#[test]
fn rokus_documented_messages_come_to_what_the_documentation_says() {
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
        let status = after(name);
        let access =
            !matches!(phase, Phase::Hold | Phase::Replaced) && name != "10_Cancellation_passive";
        assert_eq!((status.access(), status.trial), (access, trial), "{name}");
        if access {
            assert_eq!(status.phase, phase, "{name}");
        }
    }
    let until = after("03_GraceInitiated").grants[0].until;
    assert_eq!(until, Some(time("2024-02-13T01:45:39Z")));
}

#[needs(shared)]
#[test]
fn rokus_money_that_goes_back_does_not_touch_access() {
    for name in [
        "11_Refund_no-expirationDate",
        "12_Credit_no-originalTransactionId",
        "18_Chargeback_FIXED-partnerReferenceId",
    ] {
        let message = example(&format!("roku/{name}.json"));
        let found = notice(Store::Roku, &message).purchases;
        let says_nothing =
            |it: &Observation| it.standing.is_none() && it.renews.is_none() && it.terms.is_empty();
        assert!(found.iter().all(says_nothing), "{name}: {found:?}");
    }
}

#[needs(shared)]
#[test]
fn rokus_resubscription_keeps_the_end_that_is_known() {
    let sale = example("roku/01_Sale_new.json");
    let mut cancelled = example("roku/09_Cancellation_active.json");
    let mut again = example("roku/13_Resubscribe_no-expirationDate.json");
    for message in [&mut cancelled, &mut again] {
        message["originalTransactionId"] = sale["originalTransactionId"].clone();
    }
    let records = [sale, cancelled, again].map(|it| notice(Store::Roku, &it).purchases.remove(0));
    let status = status(&records, time("2022-07-12T00:00:00Z"));
    assert_eq!(status.phase, Phase::Active);
    assert_eq!(status.grants[0].until, Some(time("2022-08-11T19:51:57Z")));
}

#[needs(shared)]
#[test]
fn rokus_answer_of_validate_transaction_is_read() {
    let answer = example("roku/validate-transaction_response.json");
    let asked_at = time("2020-02-05T23:51:02Z");
    let seen = validated(&answer, asked_at).unwrap();
    assert_eq!(seen.member.id, "6ccb40bfbd7a49dc9846aafd01890ba5");
    assert_eq!(seen.terms[0].ends, Some(time("2020-02-06T23:51:02Z")));
}

#[needs(shared)]
#[test]
fn stripes_subscription_is_read() {
    let mut fixtures = example("stripe/fixtures3.json");
    let subscription = fixtures["resources"]["subscription"].take();
    let message = json!({
        "id": "evt_1", "type": "customer.subscription.updated", "created": 1_234_567_890,
        "livemode": false, "data": { "object": subscription },
    });
    let seen = &notice(Store::Stripe, &message).purchases[0];
    assert_eq!(
        seen.member.to_string(),
        "stripe/sandbox/sub_1Pgc6rB7WZ01zgkWNy0Cn5nw"
    );
    assert_eq!(seen.terms[0].product, "price_1PgafmB7WZ01zgkW6dKueIc5");
}

#[needs(shared)]
#[test]
fn googles_documented_messages_say_what_to_ask() {
    let token = || "PURCHASE_TOKEN".to_owned();
    let order = Some("GS.0000-0000-0000".to_owned());
    for (name, expected) in [
        (
            "purchased",
            vec![paywall_stores::google::ask_for_subscription(token())],
        ),
        (
            "one_time",
            vec![paywall_stores::google::ask_for_product(token())],
        ),
        (
            "voided_FIXED-COMMA",
            vec![Question {
                voided: order,
                ..paywall_stores::google::ask_for_subscription(token())
            }],
        ),
        ("test", vec![]),
    ] {
        let message = example(&format!("google/{name}.json"));
        let notice = notice(Store::Google, &message);
        assert_eq!(notice.questions, expected, "{name}");
        assert_eq!(notice.purchases, vec![], "{name}");
    }
}

#[needs(shared)]
#[test]
fn amazons_documented_message_says_which_receipt_to_verify() {
    let path = "amazon/rtn_docs_SUBSCRIPTION_PURCHASED_placeholder-signature.json";
    let envelope = example(path);
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
