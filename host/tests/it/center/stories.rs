//! The stories of those who publish, played by the program and the API, with the clock.

use std::time::{Duration, Instant};

use paywall_host::control::canonical;
use paywall_host::control::policy::Role;
use paywall_host_testing::needs;
use serde_json::{Value, json};

use super::world::{NOON, Person, Serving, World, document, set, worlds};

/// The time in which every host follows by asking.
const POLLED: Duration = Duration::from_secs(3);

/// Two hosts, and somebody who may do everything.
async fn begin(world: &World) -> ([Serving; 2], Person) {
    let hosts = [world.host(NOON).await, world.host(NOON).await];
    let ada = world.person("ada", Role::Owner, &hosts[0], NOON).await;
    let first = world.write("first.json", &document("One", "Body", "Everyone"));
    for environment in ["sandbox", "production"] {
        ada.does(&[
            "publish",
            &first,
            "--environment",
            environment,
            "-m",
            "first",
        ])
        .await;
    }
    for host in &hosts {
        host.shows("web", "\"One\"").await;
    }
    (hosts, ada)
}

#[needs(module)]
#[tokio::test(flavor = "multi_thread")]
async fn what_is_published_to_the_sandbox_is_seen_in_an_app_without_a_release() {
    for world in worlds() {
        let (hosts, ada) = begin(&world).await;
        let (_, before, _) = hosts[1].sdk("web-sandbox", "paywalls", "").await;
        let pulled = world.write("pulled.json", &Value::Null);
        let said = ada.does(&["pull", "live:sandbox", "-o", &pulled]).await;
        let from = said.trim().rsplit(' ').next().unwrap().to_owned();
        let text = std::fs::read_to_string(&pulled).unwrap();
        std::fs::write(&pulled, text.replace("\"One\"", "\"Two\"")).unwrap();
        let publish = ["publish", &pulled, "--from", &from, "-m", "two"];
        let dry = ada.does(&[&publish[..], &["--dry-run"]].concat()).await;
        assert!(dry.contains("text is \"Two\" (was \"One\")."), "{dry}");
        let against = format!("against {from}, which is live in sandbox (deployment 1)");
        assert!(dry.contains(&against), "{dry}");
        assert!(dry.contains("a dry run: nothing is published"), "{dry}");
        assert!(
            ada.does(&["log"]).await.lines().count() == 2,
            "nothing was published"
        );
        let begun = Instant::now();
        ada.does(&publish).await;
        let both = [
            hosts[0].shows("web-sandbox", "\"Two\""),
            hosts[1].shows("web-sandbox", "\"Two\""),
        ];
        for shown in both {
            shown.await;
        }
        assert!(
            begun.elapsed() < POLLED + Duration::from_secs(2),
            "{}: {:?}",
            world.name,
            begun.elapsed()
        );
        let (status, after, _) = hosts[1].sdk("web-sandbox", "paywalls", &before).await;
        assert_eq!(status, 200);
        assert_ne!(before, after);
        assert_eq!(hosts[1].sdk("web-sandbox", "paywalls", &after).await.0, 304);
        assert!(
            !hosts[0].sdk("web", "paywalls", "").await.2.contains("Two"),
            "production is as it was"
        );
        let (code, said) = ada.runs(&publish).await;
        assert_eq!(code, 1, "{said}");
        assert!(said.contains("deployment_moved"), "{said}");
        let said = ada.does(&["promote", "--reason", "it was good"]).await;
        assert!(
            said.contains("(was \"One\")") && said.contains("live in production"),
            "{said}"
        );
        for host in hosts {
            host.shows("web", "\"Two\"").await;
            host.end().await;
        }
    }
}

#[needs(module)]
#[tokio::test(flavor = "multi_thread")]
async fn two_people_change_one_paywall_and_nothing_is_lost() {
    for world in worlds() {
        let (hosts, ada) = begin(&world).await;
        let bob = world.person("bob", Role::Editor, &hosts[1], NOON).await;
        let mut ids = Vec::new();
        for (who, name) in [(&ada, "Ada's"), (&bob, "Bob's")] {
            let draft = who.post("drafts", json!({ "name": name })).await;
            ids.push(draft["id"].as_str().unwrap().to_owned());
        }
        let rule = json!([{ "op": "set", "section": "campaign_rules", "part": "everyone", "path": "name", "value": "All of us" }]);
        assert_eq!(ada.edits(&ids[0], 0, set("title", "Ada's title")).await, 1);
        assert_eq!(bob.edits(&ids[1], 0, set("body", "Bob's body")).await, 1);
        assert_eq!(bob.edits(&ids[1], 1, rule).await, 2);
        let publish = async |who: &Person, draft: &str, edit: i64| {
            let commit = format!("drafts/{draft}/commit");
            let made = who
                .post(&commit, json!({ "edit": edit, "message": "mine" }))
                .await;
            made["revision"].as_str().unwrap().to_owned()
        };
        let adas = publish(&ada, &ids[0], 1).await;
        ada.does(&["schedule", "list"]).await;
        // Different things merge without a question.
        let rebase = format!("drafts/{}/rebase", ids[1]);
        let merged = bob.post(&rebase, json!({ "onto": adas, "edit": 2 })).await;
        assert_eq!(
            (&merged["edit"], &merged["conflicts"]),
            (&json!(3), &json!([]))
        );
        let both = document("Ada's title", "Bob's body", "All of us");
        let content = bob.get(&format!("drafts/{}/document", ids[1])).await;
        let hash = |document: &Value| canonical::hash(document).unwrap();
        let expected = ada.post("revisions", json!({ "document": both })).await;
        assert_eq!(
            merged["manifest"], expected["manifest"],
            "{}: {content}",
            world.name
        );
        // The same title is a conflict with both sides, and one choice settles it.
        assert_eq!(ada.edits(&ids[0], 1, set("title", "Ada's again")).await, 2);
        let later = publish(&ada, &ids[0], 2).await;
        assert_eq!(bob.edits(&ids[1], 3, set("title", "Bob's title")).await, 4);
        let told = bob.post(&rebase, json!({ "onto": later, "edit": 4 })).await;
        let conflict = &told["conflicts"][0];
        assert_eq!(
            [&conflict["base"], &conflict["ours"], &conflict["theirs"]],
            ["Ada's title", "Bob's title", "Ada's again"]
        );
        let untouched = bob.get(&format!("drafts/{}/document", ids[1])).await;
        assert_ne!(hash(&untouched), hash(&content));
        assert!(
            untouched.to_string().contains("Bob's title"),
            "nothing was changed"
        );
        let mut choice = conflict.clone();
        choice["side"] = json!("theirs");
        for field in ["base", "ours", "theirs"] {
            choice.as_object_mut().unwrap().remove(field);
        }
        let done = bob
            .post(
                &rebase,
                json!({ "onto": later, "edit": 4, "choices": [choice] }),
            )
            .await;
        assert_eq!((&done["edit"], &done["conflicts"]), (&json!(5), &json!([])));
        let all = document("Ada's again", "Bob's body", "All of us");
        let expected = ada.post("revisions", json!({ "document": all })).await;
        assert_eq!(done["manifest"], expected["manifest"], "{}", world.name);
        for host in hosts {
            host.end().await;
        }
    }
}

#[needs(module)]
#[tokio::test(flavor = "multi_thread")]
async fn an_approved_revision_waits_for_nine_in_auckland_and_two_hosts_publish_it_once() {
    for world in worlds() {
        // PostgreSQL's clock is the server's, which nobody moves.
        if world.name != "SQLite" {
            continue;
        }
        let (hosts, ada) = begin(&world).await;
        let bob = world.person("bob", Role::Editor, &hosts[1], NOON).await;
        let policy = json!({ "approvals": 1, "publisher": "publisher", "authors_approve": false, "warnings_block": false });
        let (status, answer) = ada
            .call("PUT", "environments/production/policy", Some(policy), 0)
            .await;
        assert!((200..300).contains(&status), "{answer}");
        let draft = ada.post("drafts", json!({ "name": "Spring" })).await;
        let id = draft["id"].as_str().unwrap();
        let commit = async |edit: i64| {
            let path = format!("drafts/{id}/commit");
            ada.post(&path, json!({ "edit": edit, "message": "spring" }))
                .await
        };
        ada.edits(id, 0, set("title", "Spring")).await;
        let early = commit(1).await;
        let approve = |made: &Value| json!({ "manifest": made["manifest"], "approves": true, "words": "good" });
        bob.post("reviews", approve(&early)).await;
        // An edit after the approval makes it one of something else.
        ada.edits(id, 1, set("body", "Late")).await;
        let late = commit(2).await;
        let wish =
            json!({ "revision": late["revision"], "replaces": 2, "kind": "publish", "reason": "" });
        let (status, answer) = ada
            .call("POST", "environments/production/deployments", Some(wish), 0)
            .await;
        assert_eq!(
            (status, &answer["error"]["code"]),
            (409, &json!("policy")),
            "{answer}"
        );
        bob.post("reviews", approve(&late)).await;
        let revision = late["revision"].as_str().unwrap();
        let said = ada
            .does(&[
                "schedule",
                "add",
                revision,
                "--at",
                "2026-11-30T09:00",
                "--zone",
                "Pacific/Auckland",
                "--reason",
                "spring",
            ])
            .await;
        assert!(said.contains("2026-11-29T20:00:00"), "{said}");
        assert!(said.contains("(waiting)"), "{said}");
        for host in hosts {
            host.end().await;
        }
        let night = NOON.plus_millis(21 * 3_600_000 - 4_000);
        let hosts = [world.host(night).await, world.host(night).await];
        assert!(
            hosts[0]
                .sdk("web", "paywalls", "")
                .await
                .2
                .contains("\"One\"")
        );
        for host in &hosts {
            host.shows("web", "\"Spring\"").await;
        }
        let ada = ada.at(&hosts[1]);
        let log = ada.does(&["log", "--environment", "production"]).await;
        assert_eq!(log.matches("by schedule 1: spring").count(), 1, "{log}");
        assert_eq!(log.lines().count(), 2, "{log}");
        let list = ada.does(&["schedule", "list"]).await;
        assert!(list.contains("(done: deployment 3)"), "{list}");
        for host in hosts {
            host.end().await;
        }
    }
}

#[needs(module)]
#[tokio::test(flavor = "multi_thread")]
async fn a_bad_publication_is_taken_back_on_both_hosts_and_the_draft_is_still_there() {
    for world in worlds() {
        let (hosts, ada) = begin(&world).await;
        let draft = ada.post("drafts", json!({ "name": "Bad" })).await;
        let id = draft["id"].as_str().unwrap();
        ada.edits(id, 0, set("title", "Bda")).await;
        let commit = format!("drafts/{id}/commit");
        let made = ada
            .post(&commit, json!({ "edit": 1, "message": "bad" }))
            .await;
        let wish = json!({ "revision": made["revision"], "replaces": 2, "kind": "publish", "reason": "bad" });
        ada.post("environments/production/deployments", wish).await;
        for host in &hosts {
            host.shows("web", "\"Bda\"").await;
        }
        let begun = Instant::now();
        let said = ada.does(&["rollback", "--reason", "a typo"]).await;
        assert!(said.contains("text is \"One\" (was \"Bda\")"), "{said}");
        for host in &hosts {
            host.shows("web", "\"One\"").await;
        }
        assert!(
            begun.elapsed() < POLLED + Duration::from_secs(2),
            "{}: {:?}",
            world.name,
            begun.elapsed()
        );
        let log = ada
            .does(&["log", "--environment", "production", "--most", "1"])
            .await;
        assert!(
            log.contains("rollback") && log.contains("by token:ada: a typo"),
            "{log}"
        );
        let audit = ada.does(&["log", "--audit"]).await;
        assert!(audit.contains("token:ada rollback production"), "{audit}");
        let (code, said) = ada.runs(&["rollback"]).await;
        assert_eq!(code, 2, "{said}");
        assert!(said.contains("--to"), "{said}");
        let content = ada.get(&format!("drafts/{id}/document")).await;
        assert!(
            content.to_string().contains("Bda"),
            "the draft is still there"
        );
        for host in hosts {
            host.end().await;
        }
    }
}
