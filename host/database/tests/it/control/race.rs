//! Several hosts and people at once: nobody overwrites another.

use std::collections::BTreeSet;

use paywall_control::Operation;
use paywall_database::control::{Control, Refusal};
use serde_json::json;
use tokio::task::JoinSet;

use super::{NOW, commit, content, control, pass, publish};
use crate::databases::{Place, postgres_database, sqlite_file};

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
