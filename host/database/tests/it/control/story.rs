//! The story of a content: kept, edited, reviewed, published, taken back.
#![allow(clippy::too_many_lines, reason = "a story is as long as it is")]

use paywall_control::policy::{Missing, Review, Role, Warning};
use paywall_control::verdict::{Fault, Note};
use paywall_control::{Hash, Policy, Verdict, canonical};
use paywall_database::control::{Control, Deploy, Kind, Refusal};
use paywall_ledger::Time;

use super::{ENGINE, NOW, code, commit, content, control, pass, publish, set};
use crate::databases::everywhere;

#[tokio::test]
async fn a_content_is_kept_part_by_part_and_comes_back_whole() {
    for place in everywhere() {
        let control = control(&place.open().await);
        let (first, second) = (content("One"), content("Two"));
        let one = commit(&control, &first, vec![], "ada").await;
        let two = commit(&control, &second, vec![one], "bob").await;
        assert_eq!(commit(&control, &first, vec![], "ada").await, one);
        let back = control.content(two).await.unwrap();
        let text = |content: &paywall_control::Content| {
            canonical::write(&content.write().unwrap()).unwrap()
        };
        assert_eq!(text(&back), text(&second), "{}", place.name);
        let listed = control.revisions(i64::MAX, 10).await.unwrap();
        assert_eq!(
            listed.iter().map(|it| it.hash).collect::<Vec<_>>(),
            [two, one]
        );
        assert_eq!(listed[0].revision.parents, [one]);
        let [before, after] = control.both(one, two).await.unwrap();
        let changes = paywall_control::difference(&before, &after).unwrap();
        let said: Vec<String> = changes
            .iter()
            .map(paywall_control::Change::sentence)
            .collect();
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(before.parts.len() == 2, "only what differs is read");
        let nobody = Hash::of(b"nobody");
        assert_eq!(code(control.content(nobody).await), "not_found");
        let other = Control::new(&place.open().await, "other");
        assert_eq!(code(other.revision(one).await), "not_found");
    }
}

#[tokio::test]
async fn edits_are_numbered_and_who_is_behind_gets_the_newer_ones() {
    for place in everywhere() {
        let control = control(&place.open().await);
        let base = commit(&control, &content("One"), vec![], "ada").await;
        let draft = control
            .begin_draft("Spring", base, "ada", NOW)
            .await
            .unwrap();
        let first = control
            .edit(&draft.id, 0, &set("title", "Ada's"), "ada", NOW)
            .await
            .unwrap();
        assert_eq!(first.number, 1);
        let refused = control
            .edit(&draft.id, 0, &set("body", "Bob's"), "bob", NOW)
            .await
            .unwrap_err();
        let Refusal::Behind { edits } = refused else {
            panic!("{refused}")
        };
        assert_eq!((edits.len(), edits[0].author.as_str()), (1, "ada"));
        let second = control
            .edit(&draft.id, 1, &set("body", "Bob's"), "bob", NOW)
            .await
            .unwrap();
        assert_eq!(
            control.draft(&draft.id).await.unwrap().manifest,
            second.manifest
        );
        assert_eq!(
            code(
                control
                    .edit(&draft.id, 2, &set("nobody", "x"), "bob", NOW)
                    .await
            ),
            "unknown_id"
        );
        control
            .edit(&draft.id, 2, &second.inverses, "bob", NOW)
            .await
            .unwrap();
        assert_eq!(
            control.draft(&draft.id).await.unwrap().manifest,
            first.manifest
        );
        assert_eq!(
            code(
                control
                    .commit_draft(&draft.id, 2, "ada", "", ENGINE, NOW)
                    .await
            ),
            "behind"
        );
        let made = control
            .commit_draft(&draft.id, 3, "ada", "spring", ENGINE, NOW)
            .await
            .unwrap();
        assert_eq!(
            control.revision(made).await.unwrap().revision.parents,
            [base]
        );
        assert_eq!(
            control.revision(made).await.unwrap().revision.manifest,
            first.manifest
        );
        assert_eq!(control.drafts().await.unwrap().len(), 1);
        control.close_draft(&draft.id).await.unwrap();
        assert_eq!(
            code(
                control
                    .edit(&draft.id, 3, &set("title", "x"), "ada", NOW)
                    .await
            ),
            "draft_closed"
        );
        assert_eq!(control.edits(&draft.id, 0, 10).await.unwrap().len(), 3);
        assert!(control.drafts().await.unwrap().is_empty());
        assert_eq!(code(control.draft("nobody").await), "not_found");
    }
}

#[tokio::test]
async fn a_deployment_names_what_it_replaces_and_a_roll_back_is_one_more() {
    for place in everywhere() {
        let control = control(&place.open().await);
        let one = commit(&control, &content("One"), vec![], "ada").await;
        let two = commit(&control, &content("Two"), vec![one], "ada").await;
        assert_eq!(control.newest().await.unwrap(), 0);
        assert_eq!(code(control.deploy(&publish(one, 0)).await), "not_checked");
        pass(&control, one).await;
        pass(&control, two).await;
        let first = control.deploy(&publish(one, 0)).await.unwrap();
        assert_eq!(
            code(control.deploy(&publish(two, 0)).await),
            "deployment_moved"
        );
        let never = Deploy {
            kind: Kind::Rollback,
            ..publish(two, 1)
        };
        assert_eq!(code(control.deploy(&never).await), "never_live");
        let second = control.deploy(&publish(two, first.sequence)).await.unwrap();
        let back = Deploy {
            kind: Kind::Rollback,
            ..publish(one, second.sequence)
        };
        let back = control.deploy(&back).await.unwrap();
        assert_eq!((back.sequence, back.replaces, back.revision), (3, 2, one));
        assert_eq!(control.live("sandbox").await.unwrap(), Some(back));
        assert_eq!(control.live("production").await.unwrap(), None);
        assert_eq!(control.newest().await.unwrap(), 3);
        let refused = control.deploy(&publish(two, 1)).await.unwrap_err();
        let Refusal::Moved { between } = refused else {
            panic!("{refused}")
        };
        assert_eq!(
            between.iter().map(|it| it.sequence).collect::<Vec<_>>(),
            [2, 3]
        );
        let audit = control.audit(i64::MAX, 100).await.unwrap();
        let verbs: Vec<&str> = audit.iter().map(|it| it.verb.as_str()).collect();
        assert_eq!(
            verbs,
            ["rollback", "publish", "publish", "commit", "commit"]
        );
        assert_eq!(
            (audit[0].before.clone(), audit[0].after.clone()),
            (two.to_string(), one.to_string())
        );
    }
}

#[tokio::test]
async fn production_asks_for_roles_approvals_and_ticks() {
    for place in everywhere() {
        let control = control(&place.open().await);
        let one = commit(&control, &content("One"), vec![], "ada").await;
        let manifest = control.revision(one).await.unwrap().revision.manifest;
        let policy = Policy {
            approvals: 1,
            ..Policy::default()
        };
        control
            .set_policy("production", &policy, "olga", NOW)
            .await
            .unwrap();
        let fault = Fault {
            code: "never_matches".into(),
            path: "x".into(),
            message: "nobody".into(),
        };
        let faulty = Verdict {
            faults: vec![fault],
            warnings: Vec::new(),
        };
        control
            .keep_verdict(manifest, ENGINE, &faulty)
            .await
            .unwrap();
        let wish = Deploy {
            environment: "production",
            role: Role::Publisher,
            ..publish(one, 0)
        };
        assert_eq!(code(control.deploy(&wish).await), "faulty");
        let warning = Warning {
            code: "expired".into(),
            path: "one".into(),
        };
        let warned = Verdict {
            faults: vec![],
            warnings: vec![Note {
                warning: warning.clone(),
                message: String::new(),
            }],
        };
        control
            .keep_verdict(manifest, ENGINE, &warned)
            .await
            .unwrap();
        let editor = Deploy {
            role: Role::Editor,
            ..wish.clone()
        };
        let refused = control.deploy(&editor).await.unwrap_err();
        let Refusal::Missing { missing } = refused else {
            panic!("{refused}")
        };
        let expected = [
            Missing::Role {
                needed: Role::Publisher,
            },
            Missing::Approvals {
                needed: 1,
                given: 0,
            },
            Missing::Warning(warning.clone()),
        ];
        assert_eq!(missing, expected, "{}", place.name);
        control.tick_off(&warning, "ada", NOW).await.unwrap();
        let own = Review {
            manifest,
            reviewer: "ada".into(),
            is_approval: true,
        };
        control.review(&own, "mine", NOW).await.unwrap();
        assert_eq!(code(control.deploy(&wish).await), "policy");
        let other = Review {
            reviewer: "bob".into(),
            is_approval: false,
            ..own
        };
        control.review(&other, "no", NOW).await.unwrap();
        assert_eq!(code(control.deploy(&wish).await), "policy");
        control
            .review(
                &Review {
                    is_approval: true,
                    ..other
                },
                "yes",
                NOW,
            )
            .await
            .unwrap();
        assert_eq!(control.deploy(&wish).await.unwrap().sequence, 1);
    }
}

#[tokio::test]
async fn tokens_are_kept_as_hashes_and_end() {
    for place in everywhere() {
        let control = control(&place.open().await);
        let later = Time::from_millis(NOW.millis() + 1_000);
        let secret = control
            .make_token("ci", Role::Publisher, later, "olga", NOW)
            .await
            .unwrap();
        assert!(secret.starts_with("pw_live_") && secret.len() == 72);
        let token = control.token(&secret, NOW).await.unwrap().unwrap();
        assert_eq!(
            (token.name.as_str(), token.role, token.used),
            ("ci", Role::Publisher, None)
        );
        assert!(
            control
                .token(&secret, NOW)
                .await
                .unwrap()
                .unwrap()
                .used
                .is_some()
        );
        assert_eq!(control.token(&secret, later).await.unwrap(), None);
        assert_eq!(control.token("pw_live_", NOW).await.unwrap(), None);
        assert_eq!(control.end_tokens("ci", "olga", NOW).await.unwrap(), 1);
        assert_eq!(control.token(&secret, NOW).await.unwrap(), None);
        if place.name != "SQLite in memory" {
            let all = crate::catalogue::everything(&place.url).await;
            assert!(all.iter().any(|value| value.contains("olga")));
            assert!(!all.iter().any(|value| value.contains(&secret)));
        }
    }
}

#[tokio::test]
async fn what_is_too_long_or_cannot_be_kept_is_refused() {
    for place in everywhere() {
        let control = control(&place.open().await);
        let base = commit(&control, &content("One"), vec![], "ada").await;
        let long = "x".repeat(5_000);
        assert_eq!(
            code(control.begin_draft(&long, base, "ada", NOW).await),
            "too_long"
        );
        assert_eq!(
            code(control.begin_draft("\0", base, "ada", NOW).await),
            "unfit_text"
        );
        let draft = control.begin_draft("d", base, "ada", NOW).await.unwrap();
        let large = set("title", &"x".repeat(2 << 20));
        assert_eq!(
            code(control.edit(&draft.id, 0, &large, "ada", NOW).await),
            "too_long"
        );
        let nul = control
            .edit(&draft.id, 0, &set("title", "a\0b"), "ada", NOW)
            .await
            .unwrap();
        assert_eq!(
            control.edits(&draft.id, 0, 1).await.unwrap()[0].operations,
            set("title", "a\0b")
        );
        assert_eq!(nul.number, 1);
        let unknown = paywall_control::Revision {
            manifest: content("One").manifest.hash(),
            parents: vec![Hash::of(b"nobody")],
            message: String::new(),
            author: "ada".into(),
            at: 0,
            engine: ENGINE.into(),
        };
        assert_eq!(
            code(control.commit(&content("One"), &unknown).await),
            "not_found"
        );
    }
}
