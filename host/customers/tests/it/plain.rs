//! Tests of our own form.

use paywall_customers::{inputs, open};
use paywall_ledger::{Note, Store, TermKind, What};

use crate::{left_out, read};
use paywall_host_testing::shop::NOW;

#[test]
fn an_account_alone_a_purchase_and_a_grant_are_rows() {
    let text = "account,store,purchase,product,kind,starts,ends,renews,entitlement\n\
        42,,,,,,,,\n\
        42,apple,1000,premium,,2026-01-01T00:00:00Z,2026-02-01T00:00:00Z,true,\n\
        42,stripe,pi_1,premium,one_time,2026-01-01,,,\n\
        42,granted,,,,2026-01-01,2026-02-01,,premium\n\
        ,google,TOKEN,,,,,,\n";
    let all: Vec<_> = read(text, &[]).into_iter().map(Result::unwrap).collect();
    assert_eq!(all[0].seen, None);
    let kind = |at: usize| all[at].seen.as_ref().unwrap().terms[0].kind;
    assert_eq!(
        (kind(1), kind(2)),
        (TermKind::Subscription, TermKind::OneTime)
    );
    assert_eq!(all[3].seen.as_ref().unwrap().member.store, Store::Granted);
    assert_eq!(all[4].account, None);

    // All rows of one customer are one input, which the same rows make again.
    let note = Note::default();
    let made = inputs(all.clone(), NOW, &note);
    assert_eq!(made.len(), 2);
    let What::Import { purchases, .. } = &made[0].what else {
        panic!("{made:?}");
    };
    assert_eq!(purchases.len(), 3);
    assert_eq!(inputs(all, NOW.plus_days(1), &note)[0].key, made[0].key);
}

#[test]
fn another_name_of_a_customer_stands_for_the_account() {
    let text = "account,aliases,store,purchase,product,starts,ends\n\
        old-name,,apple,1,premium,2026-01-01,2026-02-01\n\
        42,old-name;older,,,,,\n\
        older,,apple,2,premium,2026-01-01,2026-02-01\n\
        older,oldest,,,,,\n\
        oldest,,apple,3,premium,2026-01-01,2026-02-01\n";
    for entry in read(text, &[]) {
        assert_eq!(entry.unwrap().account.unwrap().as_str(), "42");
    }
}

#[test]
fn what_no_column_may_say_is_left_out() {
    let text = "account,store,environment,purchase,product,kind,starts,offer\n\
        ,,,,,,,\n\
        42,shop,,1,,,,\n\
        42,apple,staging,1,,,,\n\
        42,apple,,,,,,\n\
        42,apple,,1,premium,lease,2026-01-01,\n\
        42,apple,,1,premium,,2026-01-01,gift\n\
        42,granted,,1,,,2026-01-01,\n";
    let codes = [
        (2, "value_missing"),
        (3, "store_unknown"),
        (4, "value_unreadable"),
        (5, "value_missing"),
        (6, "value_unreadable"),
        (7, "value_unreadable"),
        (8, "value_missing"),
    ];
    assert_eq!(left_out(&read(text, &[])), codes);
    assert!(open("other.csv", "name,price\nx,1\n".as_bytes()).is_err());
}
