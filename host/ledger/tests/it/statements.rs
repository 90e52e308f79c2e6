//! Tests of which of a store's statements counts, by single examples.

use paywall_ledger::{
    Input, Ledger, LineageId, MemberKey, Observation, Offer, Standing, State, Status, Store, Time,
    What,
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
