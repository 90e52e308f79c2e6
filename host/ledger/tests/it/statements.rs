//! Tests of which of a store's statements counts, by single examples.

use paywall_ledger::{
    Input, Ledger, LineageId, MemberKey, Observation, Offer, Phase, Standing, State, Status, Store,
    Term, Time, What,
};

use paywall_host_testing::shop::{NOW, app, bought, key};

fn member(store: Store) -> MemberKey {
    key(store, "C")
}

/// Returns what is so of a purchase at a time, after these statements.
fn status(seen: Vec<Observation>, at: Time) -> Status {
    let mut ledger = Ledger::new(app());
    let lineage = LineageId::of(seen[0].member.clone());
    for (number, seen) in seen.into_iter().enumerate() {
        let purchases = vec![seen];
        let what = What::Notify { purchases };
        let key = number.to_string();
        ledger.accept(&Input { key, at: NOW, what }).unwrap();
    }
    ledger.state().lineages[&lineage].status(at)
}

/// Makes a statement of Stripe's about the standing alone: a message, or the answer to a question.
fn says(standing: Standing, seconds: i64, asked: Option<u64>) -> Observation {
    let mut seen = Observation::new(member(Store::Stripe), NOW.plus_millis(seconds * 1000));
    seen.standing = Some(standing);
    seen.asked = asked;
    seen
}

#[test]
fn an_answer_counts_before_the_messages_that_are_older_than_its_question() {
    let first = bought(member(Store::Stripe), NOW.plus_days(-1));
    for (message, question, active) in [(10, 20, false), (20, 10, true), (10, 10, false)] {
        let said = says(Standing::Active, message, None);
        let answer = says(Standing::Ended, question, Some(1));
        for both in [[said.clone(), answer.clone()], [answer, said]] {
            let [one, other] = both;
            let status = status(vec![first.clone(), one, other], NOW.plus_days(1));
            assert_eq!(status.access(), active, "{message} {question}");
        }
    }
}

#[test]
fn a_store_that_goes_on_naming_ends_means_it_when_it_names_none() {
    for (keeps, active) in [(false, true), (true, false)] {
        let mut ends = bought(member(Store::Apple), NOW.plus_days(-40));
        ends.keeps_ends = keeps;
        let mut open = ends.clone();
        open.at = NOW;
        open.terms[0].ends = None;
        let status = status(vec![ends, open], NOW.plus_days(1));
        assert_eq!(status.access(), active);
    }
}

#[test]
fn an_offer_that_a_full_list_repeats_stays() {
    let mut all = bought(member(Store::Google), NOW);
    all.asked = Some(1);
    all.complete = true;
    all.terms[0].offer = Some(Offer::FreeTrial);
    let at = NOW.plus_days(1);
    assert!(status(vec![all.clone()], at).trial);
    all.asked = Some(2);
    all.terms[0].offer = None;
    assert!(
        !status(vec![all], at).trial,
        "a newer list does not know of it"
    );
}

#[test]
fn rows_of_google_from_before_questions_had_numbers_are_older_than_any_answer() {
    // Such a row has what was answered where messages are kept, as a row of Stripe's still has.
    let mut ledger = Ledger::new(app());
    let accept = |ledger: &mut Ledger, seen: Observation| {
        let purchases = vec![seen];
        let what = What::Notify { purchases };
        let key = format!("{what:?}");
        ledger.accept(&Input { key, at: NOW, what }).unwrap();
    };
    let mut first = bought(member(Store::Stripe), NOW.plus_days(-1));
    first.at = NOW;
    accept(&mut ledger, first);
    let rows = serde_json::to_string(ledger.state()).unwrap();
    let rows: State = serde_json::from_str(&rows.replace("stripe", "google")).unwrap();
    let mut ledger = Ledger::with_state(app(), rows);
    let lineage = LineageId::of(member(Store::Google));
    let active = |ledger: &Ledger| {
        let row = &ledger.state().lineages[&lineage];
        row.status(NOW.plus_days(1)).access()
    };
    assert!(active(&ledger));
    // The clock of the host that asked was behind.
    let mut answer = Observation::new(member(Store::Google), NOW.plus_millis(-1000));
    answer.asked = Some(1);
    answer.standing = Some(Standing::Ended);
    accept(&mut ledger, answer);
    assert!(!active(&ledger));
}

/// Makes a statement of a store's with these terms: each an id, a payment, and the day on which it starts.
fn lists(store: Store, seconds: i64, terms: &[(&str, Option<&str>, i64)]) -> Observation {
    let mut seen = Observation::new(member(store), NOW.plus_millis(seconds * 1000));
    let usual = bought(member(store), NOW).terms.remove(0);
    seen.terms = terms
        .iter()
        .map(|(id, payment, day)| Term {
            id: (*id).into(),
            payment: payment.map(str::to_owned),
            starts: NOW.plus_days(*day),
            ends: Some(NOW.plus_days(*day + 30)),
            ..usual.clone()
        })
        .collect();
    seen
}

/// Returns how many terms give access on the day after these statements.
fn granted(seen: Vec<Observation>) -> usize {
    status(seen, NOW.plus_days(1)).grants.len()
}

#[test]
fn without_a_full_list_the_last_term_counts_with_those_of_its_payment() {
    for (payments, count) in [
        ([Some("P"), Some("P")], 2),
        ([Some("P"), Some("Q")], 1),
        ([None, None], 1),
        ([None, Some("P")], 1),
    ] {
        let terms = [("1", payments[0], -2), ("2", payments[1], -1)];
        assert_eq!(
            granted(vec![lists(Store::Apple, 0, &terms)]),
            count,
            "{payments:?}"
        );
    }
}

#[test]
fn of_a_full_list_all_terms_count_whoever_gave_it() {
    let terms = [("1", Some("P"), -2), ("2", Some("Q"), -1)];
    for asked in [None, Some(1)] {
        let mut all = lists(Store::Stripe, 0, &terms);
        (all.complete, all.asked) = (true, asked);
        assert_eq!(granted(vec![all]), 2, "{asked:?}");
    }
}

#[test]
fn what_a_newer_full_list_does_not_name_is_passed_over() {
    // A list that was asked for, and a term of a message before, at, and after the question.
    for (message, count) in [(9, 1), (10, 1), (11, 2)] {
        let mut list = lists(Store::Stripe, 10, &[("1", None, -1)]);
        (list.complete, list.asked) = (true, Some(1));
        let said = lists(Store::Stripe, message, &[("2", None, -1)]);
        assert_eq!(granted(vec![list, said]), count, "message at {message}");
    }
    // A list of a message, and an answer before, at, and after its date.
    for (question, count) in [(9, 1), (10, 2), (11, 2)] {
        let mut list = lists(Store::Stripe, 10, &[("1", None, -1)]);
        list.complete = true;
        let mut answer = lists(Store::Stripe, question, &[("2", None, -1)]);
        answer.asked = Some(1);
        assert_eq!(granted(vec![list, answer]), count, "question at {question}");
    }
}

#[test]
fn a_term_that_starts_after_the_last_word_on_the_standing_is_active() {
    let mut ended = Observation::new(member(Store::Apple), NOW.plus_days(-5));
    ended.standing = Some(Standing::Ended);
    for (day, active) in [(-6, false), (-5, false), (-4, true)] {
        let term = lists(Store::Apple, 0, &[("1", None, day)]);
        let seen = vec![ended.clone(), term];
        assert_eq!(status(seen, NOW.plus_days(1)).access(), active, "{day}");
    }
    let nothing = Observation::new(member(Store::Apple), NOW);
    let mut account = nothing.clone();
    account.account = Some("7".into());
    assert_eq!(status(vec![nothing, account], NOW).phase, Phase::Pending);
}

#[test]
fn only_a_purchase_that_was_granted_takes_the_place_of_another_one() {
    let old = key(Store::Google, "old");
    let first = bought(old.clone(), NOW);
    for (standing, has_terms, old_gives) in [
        (Some(Standing::Active), true, false),
        (None, true, false),
        (Some(Standing::Pending), true, true),
        (None, false, true),
        (Some(Standing::Active), false, true),
    ] {
        let mut new = bought(key(Store::Google, "new"), NOW);
        new.replaces.push(old.clone());
        new.standing = standing;
        new.terms[0].product = "other".into();
        if !has_terms {
            new.terms.clear();
        }
        let grants = status(vec![first.clone(), new], NOW.plus_days(1)).grants;
        let gives = grants.iter().any(|it| it.product.as_str() == "premium");
        assert_eq!(gives, old_gives, "{standing:?} {has_terms}");
    }
}

#[test]
fn two_purchases_that_turn_out_to_be_one_have_a_version_that_neither_had() {
    let mut ledger = Ledger::new(app());
    let mut hear = |name: &str, seen: Observation| {
        let purchases = vec![seen];
        let what = What::Notify { purchases };
        let (key, at) = (name.to_owned(), NOW);
        ledger.accept(&Input { key, at, what }).unwrap();
        let rows = ledger.state().lineages.values();
        rows.map(|it| it.version).collect::<Vec<_>>()
    };
    let new = bought(key(Store::Google, "new"), NOW);
    hear("1", bought(key(Store::Google, "old"), NOW));
    let before = hear("2", new.clone());
    assert_eq!(before.len(), 2);
    let mut joins = new;
    joins.at = NOW.plus_millis(1);
    joins.replaces.push(key(Store::Google, "old"));
    let after = hear("3", joins);
    assert_eq!(after.len(), 1);
    assert!(after[0] > before[0].max(before[1]), "{before:?} {after:?}");
}
