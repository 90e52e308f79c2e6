//! Tests of RevenueCat's export.

use paywall_ledger::{Offer, Standing, Store, TermKind, Time};

use crate::{left_out, read};

const HEADER: &str = "rc_original_app_user_id,rc_last_seen_app_user_id_alias,country,product_identifier,start_time,end_time,store,\
is_auto_renewable,is_trial_period,is_in_intro_offer_period,is_sandbox,refunded_at,unsubscribe_detected_at,grace_period_end_time,\
original_store_transaction_id,store_transaction_id,entitlement_identifiers,updated_at,ownership_type";

fn rows(lines: &[&str]) -> String {
    format!("{HEADER}\n{}\n", lines.join("\n"))
}

fn time(text: &str) -> Time {
    Time::parse(text).unwrap()
}

#[test]
fn a_renewal_of_apples_is_a_term_of_its_subscription() {
    let text = rows(&[
        "42,42,DE,premium,2026-01-01 00:00:00,2026-02-01 00:00:00,app_store,true,true,false,false,,2026-01-05 10:00:00,,1000,1001,\"[\"\"premium\"\"]\",2026-01-06 00:00:00,PURCHASED",
    ]);
    let entry = read(&text, &[]).remove(0).unwrap();
    assert_eq!(entry.account.unwrap().as_str(), "42");
    let seen = entry.seen.unwrap();
    assert_eq!(seen.member.to_string(), "apple/production/1000");
    assert_eq!(seen.at, time("2026-01-06T00:00:00Z"));
    assert_eq!(
        (seen.standing, seen.renews),
        (Some(Standing::Active), Some(false))
    );
    let term = &seen.terms[0];
    assert_eq!(
        (term.id.as_str(), term.product.as_str()),
        ("1001", "premium")
    );
    assert_eq!(
        (term.kind, term.offer),
        (TermKind::Subscription, Some(Offer::FreeTrial))
    );
    assert_eq!(term.ends, Some(time("2026-02-01T00:00:00Z")));
}

#[test]
fn the_account_is_the_name_that_the_app_gave_last() {
    let row = |original: &str, last: &str| {
        format!(
            "{original},{last},DE,premium,2026-01-01T00:00:00Z,2026-02-01T00:00:00Z,app_store,true,false,false,false,,,,1,1,,,"
        )
    };
    let anonymous = "$RCAnonymousID:0123456789abcdef0123456789abcdef";
    let lines = [
        row("7", "8"),
        row(anonymous, "8"),
        row("7", anonymous),
        row(anonymous, anonymous),
    ];
    let accounts = lines.map(|line| {
        let entry = read(&rows(&[&line]), &[]).remove(0).unwrap();
        entry.account.map(String::from)
    });
    let names = [Some("8"), Some("8"), Some("7"), None];
    assert_eq!(accounts, names.map(|it| it.map(str::to_owned)));
}

#[test]
fn all_names_of_a_customer_lead_to_one_account() {
    let header = HEADER.to_owned() + ",aliases";
    let row = |original: &str, last: &str, aliases: &str| {
        format!(
            "{original},{last},DE,premium,2026-01-01T00:00:00Z,2026-02-01T00:00:00Z,app_store,true,false,false,false,,,,1,1,,,,{aliases}"
        )
    };
    let anonymous = "$RCAnonymousID:0123456789abcdef0123456789abcdef";
    let list = format!("\"[\"\"{anonymous}\"\", \"\"9\"\"]\"");
    let text = [
        header,
        // The app called its customer 7, then 8; a list says that an anonymous name and 9 are the same customer's.
        row("7", "7", ""),
        row(anonymous, "", ""),
        row("7", "8", ""),
        row("9", "9", ""),
        row("8", anonymous, &list),
        // 0 is nobody's name, and so nobody is joined by it.
        row("11", "11", "0"),
        row("12", "12", "0"),
    ];
    let accounts: Vec<_> = read(&text.join("\n"), &[])
        .into_iter()
        .map(|it| it.unwrap())
        .map(|it| (it.account.map(String::from).unwrap(), it.customer))
        .collect();
    let names = ["8", "8", "8", "8", "8", "11", "12"];
    assert_eq!(accounts, names.map(|it| (it.to_owned(), it.to_owned())));
}

#[test]
fn a_refund_takes_back_its_term_and_says_nothing_else_and_grace_lasts_on() {
    let text = rows(&[
        "42,,DE,premium,2026-01-01,2026-02-01,app_store,true,false,false,false,2026-01-09 00:00:00,,,1,1,,2026-01-09 00:00:00,",
        "42,,DE,premium,2026-02-01,2026-03-01,app_store,true,false,false,false,,,2026-03-17 00:00:00,1,2,,2026-03-02 00:00:00,",
    ]);
    let seen: Vec<_> = read(&text, &[])
        .into_iter()
        .map(|it| it.unwrap().seen.unwrap())
        .collect();
    assert!(seen[0].terms[0].revoked);
    assert_eq!((seen[0].standing, seen[0].renews), (None, None));
    let until = time("2026-03-17T00:00:00Z");
    assert_eq!(seen[1].standing, Some(Standing::Grace(Some(until))));
}

#[test]
fn googles_purchases_are_found_by_the_file_of_tokens() {
    let google = "user-1,,DE,premium:monthly,2026-01-01,2026-02-01,play_store,true,false,false,false,,,,GPA.1,GPA.1..0,,,";
    let alone = read(&rows(&[google]), &[]);
    assert_eq!(left_out(&alone), [(2, "purchase_unnamed")]);
    let tokens = "user_id,google_purchase_token,google_product_id\nuser-1,TOKEN,premium\n";
    let seen = read(&rows(&[google]), &[tokens])
        .remove(0)
        .unwrap()
        .seen
        .unwrap();
    assert_eq!(seen.member.to_string(), "google/production/TOKEN");
    assert_eq!(seen.terms[0].product, "premium");
    // Of a token alone, only whose it is is known.
    let entry = read(tokens, &[]).remove(0).unwrap();
    let seen = entry.seen.unwrap();
    assert_eq!((seen.member.store, seen.terms.len()), (Store::Google, 0));
}

#[test]
fn a_promotional_entitlement_is_a_grant() {
    let text = rows(&[
        "42,,,rc_promo_premium_monthly,2026-01-01,2026-02-01,promotional,false,false,false,false,,,,t1,t1,,,",
        "42,,,rc_promo_x_lifetime,2026-01-01,,promotional,false,false,false,false,,,,t2,t2,premium,,",
        "42,,,rc_promo_other_lifetime,2026-01-01,,promotional,false,false,false,false,,,,t3,t3,,,",
    ]);
    let all = read(&text, &[]);
    for entry in &all[..2] {
        let seen = entry.as_ref().unwrap().seen.as_ref().unwrap();
        assert_eq!(seen.member.store, Store::Granted);
        assert_eq!(seen.terms[0].product, "premium");
    }
    assert_eq!(left_out(&all), [(4, "entitlement_unknown")]);
}

#[test]
fn each_row_that_is_left_out_is_named() {
    let text = rows(&[
        "0,,DE,premium,2026-01-01,2026-02-01,app_store,true,false,false,false,,,,1,1,,,",
        "42,,DE,premium,2026-01-01,2026-02-01,app_store,true,false,false,true,,,,1,1,,,",
        "42,,DE,premium,2026-01-01,2026-02-01,rc_billing,true,false,false,false,,,,1,1,,,",
        "42,,DE,premium,2026-01-01,2026-02-01,stripe,true,false,false,false,,,,in_1,in_1,,,",
        "42,,DE,premium,2026-02-01,2026-01-01,app_store,true,false,false,false,,,,1,1,,,",
        "42,,DE,premium,2026-01-01,2026-02-01,app_store,true,false,false,false,,,,1,1,,,FAMILY_SHARED",
        "42,,DE,premium,yesterday,2026-02-01,app_store,true,false,false,false,,,,1,1,,,",
        "42,,DE,premium,,2026-02-01,app_store,true,false,false,false,,,,1,1,,,",
        "42,,DE,premium,2026-01-01,2026-02-01,app_store,perhaps,false,false,false,,,,1,1,,,",
        "42,\"a\nb\",DE,premium,2026-01-01,2026-02-01,app_store,true,false,false,false,,,,1,1,,,",
        "42,a\0b,DE,premium,2026-01-01,2026-02-01,app_store,true,false,false,false,,,,1,1,,,",
    ]);
    let codes = [
        (2, "account_nobody"),
        (3, "sandbox"),
        (4, "store_unknown"),
        (5, "purchase_unnamed"),
        (6, "never_valid"),
        (7, "family_shared"),
        (8, "value_unreadable"),
        (9, "value_missing"),
        (10, "value_unreadable"),
        // The row before has two lines.
        (13, "row_malformed"),
    ];
    assert_eq!(left_out(&read(&text, &[])), codes);
}
