//! Several hosts and people at once: nobody overwrites another.

use std::collections::{BTreeMap, BTreeSet};

use paywall_control::Operation;
use paywall_database::control::{Control, Refusal};
use paywall_host_testing::until::until;
use serde_json::json;
use sqlx::{AnyConnection, Connection, Row};
use tokio::task::JoinSet;

use super::{NOW, code, commit, content, control, pass, publish, set};
use crate::databases::{Place, everywhere, postgres_database, sqlite_file};

/// The number of hosts, each with connections of its own.
const HOSTS: usize = 4;
/// The number of edits that each one saves.
const EDITS: usize = 15;

fn places() -> Vec<Place> {
    let mut places = vec![sqlite_file()];
    places.extend(postgres_database());
    places
}

/// Saves edits, each on top of those that others saved meanwhile.
async fn save(control: Control, draft: String, host: usize) {
    let mut seen = 0;
    for edit in 0..EDITS {
        let id = format!("h{host}-{edit}");
        let operation = json!([{ "op": "insert", "section": "paywalls", "part": "plans", "after": "title",
            "into": { "parent": "content", "slot": "components" }, "value": { "component": "text", "id": id } }]);
        let operations: Vec<Operation> = serde_json::from_value(operation).unwrap();
        loop {
            match control
                .edit(&draft, seen, &operations, &format!("host {host}"), NOW)
                .await
            {
                Ok(saved) => {
                    seen = saved.number;
                    break;
                }
                Err(Refusal::Behind { edits }) => seen = edits.last().unwrap().number,
                Err(error) => panic!("{error}"),
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn edits_of_several_hosts_are_all_there_in_one_order() {
    for place in places() {
        let first = control(&place.open().await);
        let base = commit(&first, &content("One"), vec![], "ada").await;
        let draft = first.begin_draft("d", base, "ada", NOW).await.unwrap();
        let mut running = JoinSet::new();
        for host in 0..HOSTS {
            running.spawn(save(control(&place.open().await), draft.id.clone(), host));
        }
        running.join_all().await;
        let edits = first.edits(&draft.id, 0, 1_000).await.unwrap();
        let numbers: Vec<i64> = edits.iter().map(|edit| edit.number).collect();
        assert!(
            numbers
                .into_iter()
                .eq(1..=i64::try_from(HOSTS * EDITS).unwrap()),
            "{}",
            place.name
        );
        let made = first
            .commit_draft(&draft.id, 60, "ada", "", "1", NOW)
            .await
            .unwrap();
        let document = first
            .content(made)
            .await
            .unwrap()
            .write()
            .unwrap()
            .to_string();
        for (host, edit) in (0..HOSTS).flat_map(|host| (0..EDITS).map(move |edit| (host, edit))) {
            assert!(
                document.contains(&format!("\"h{host}-{edit}\"")),
                "{}",
                place.name
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_hosts_that_replace_the_same_deployment_one_does() {
    for place in places() {
        let first = control(&place.open().await);
        let one = commit(&first, &content("One"), vec![], "ada").await;
        pass(&first, one).await;
        for round in 0..5 {
            let mut running = JoinSet::new();
            for _ in 0..HOSTS {
                let control = control(&place.open().await);
                running.spawn(async move { control.deploy(&publish(one, round)).await });
            }
            let done = running.join_all().await;
            let codes: BTreeSet<&str> = done
                .iter()
                .filter_map(|it| Some(it.as_ref().err()?.code()))
                .collect();
            assert_eq!(
                done.iter().filter(|it| it.is_ok()).count(),
                1,
                "{}: {done:?}",
                place.name
            );
            assert_eq!(
                codes,
                BTreeSet::from(["deployment_moved"]),
                "{}",
                place.name
            );
        }
        let all = first.deployments("sandbox", 0).await.unwrap();
        assert!(all.iter().all(|it| it.replaces + 1 == it.sequence));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_authors_who_save_at_once_one_is_acknowledged_for_each_draft_and_number() {
    for place in everywhere() {
        let control = control(&place.open().await);
        let base = commit(&control, &content("One"), vec![], "ada").await;
        let mut running = JoinSet::new();
        for number in 0..EDITS {
            let draft = control.begin_draft("d", base, "ada", NOW).await.unwrap().id;
            for author in ["ada", "bob"] {
                let (control, draft) = (control.clone(), draft.clone());
                running.spawn(async move {
                    let words = set("title", &format!("{author} {number}"));
                    let saved = control.edit(&draft, 0, &words, author, NOW).await;
                    (draft, author, saved)
                });
            }
        }
        let mut winners = BTreeMap::new();
        for (draft, author, saved) in running.join_all().await {
            let Ok(saved) = saved else {
                assert_eq!(code(saved), "behind", "{}", place.name);
                continue;
            };
            let before = winners.insert(draft, (author, saved));
            assert_eq!(before, None, "{}: two have the same number", place.name);
        }
        assert_eq!(winners.len(), EDITS, "{}", place.name);
        for (draft, (author, saved)) in winners {
            let edits = control.edits(&draft, 0, 10).await.unwrap();
            let authors: Vec<_> = edits.iter().map(|it| (it.number, &*it.author)).collect();
            assert_eq!(authors, [(1, author)], "{}", place.name);
            let (now, head) = control.draft_with_head(&draft).await.unwrap();
            assert_eq!((now.edit, now.manifest), (1, saved.manifest));
            let document = control.content_of(head).await.unwrap().write().unwrap();
            let document = document.to_string();
            assert!(document.contains(&format!("{author} ")), "{document}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn editors_who_wait_for_each_other_leave_connections_to_customers() {
    let Some(place) = postgres_database() else {
        return;
    };
    let ours = control(&place.open().await);
    let base = commit(&ours, &content("One"), vec![], "ada").await;
    let mut drafts = Vec::new();
    for _ in 0..20 {
        drafts.push(ours.begin_draft("d", base, "ada", NOW).await.unwrap().id);
    }
    // Another host writes about the app, and takes its time.
    let mut other = AnyConnection::connect(&place.url).await.unwrap();
    let mut busy = other.begin().await.unwrap();
    let lock =
        "SELECT CAST(1 AS BIGINT) FROM pg_advisory_xact_lock(hashtextextended('control/app', 0))";
    sqlx::query(lock).fetch_all(&mut *busy).await.unwrap();
    let mut running = JoinSet::new();
    for draft in drafts {
        let ours = ours.clone();
        running.spawn(async move {
            let words = set("title", "x");
            let saved = ours.edit(&draft, 0, &words, "ada", NOW).await;
            saved.unwrap().number
        });
    }
    let waits = "SELECT COUNT(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database
         WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()";
    let mut looks = AnyConnection::connect(&place.url).await.unwrap();
    until(async || {
        let row = sqlx::query(waits).fetch_one(&mut looks).await.unwrap();
        row.try_get::<i64, _>(0).unwrap() > 0
    })
    .await;
    for _ in 0..200 {
        assert_eq!(ours.drafts().await.unwrap().len(), 20);
    }
    busy.rollback().await.unwrap();
    assert_eq!(running.join_all().await, [1; 20]);
}
