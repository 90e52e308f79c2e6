//! Tests of comments, links that show a paywall, and assets.
#![allow(clippy::too_many_lines, reason = "a story is as long as it is")]

use paywall_control::Hash;
use paywall_database::control::{Place, Share, Shown, Source, Where};
use paywall_ledger::Time;

use super::{NOW, code, commit, content, control};
use crate::databases::everywhere;

/// Returns a time after the beginning.
fn after(millis: i64) -> Time {
    Time::from_millis(NOW.millis() + millis)
}

#[tokio::test]
async fn comments_stand_in_threads_that_are_settled_once() {
    for place in everywhere() {
        let control = control(&place.open().await);
        let base = commit(&control, &content("One"), vec![], "ada").await;
        let draft = control.begin_draft("Spring", base, "ada", NOW).await;
        let here = Place {
            draft: draft.unwrap().id,
            paywall: "plans".into(),
            component: "title".into(),
            state: "?locale=de".into(),
        };
        let first = control.comment(Where::New(&here), "Shorter?", "bob", NOW);
        let first = first.await.unwrap();
        assert_eq!((first.sequence, first.thread), (1, 1));
        let answer = control.comment(Where::Answer(1), "Done.", "ada", after(1));
        let answer = answer.await.unwrap();
        let next = control.comment(Where::Answer(2), "Thanks.", "bob", after(2));
        let next = next.await.unwrap();
        assert_eq!((answer.thread, next.thread), (1, 1), "{}", place.name);
        assert_eq!(next.place, here);
        let settled = control.resolve(3, true, "bob", after(3)).await.unwrap();
        assert_eq!(settled.resolved, Some(("bob".into(), after(3))));
        let again = control.resolve(1, true, "eve", after(4)).await.unwrap();
        assert_eq!(again, settled, "who settled it first did");
        let all = control.comments(None, i64::MAX, 10).await.unwrap();
        let numbers: Vec<i64> = all.iter().map(|it| it.sequence).collect();
        assert_eq!(numbers, [3, 2, 1]);
        assert_eq!(all[2], settled);
        let open = control.resolve(1, false, "ada", after(5)).await.unwrap();
        assert_eq!(open.resolved, None);
        let some = control.comments(Some(&here.draft), 3, 1).await.unwrap();
        assert_eq!(some, [answer]);
        let other = control.comments(Some("other"), i64::MAX, 10).await;
        assert_eq!(other.unwrap(), []);
        let nowhere = Place::default();
        for (at, words, refused) in [
            (Where::New(&nowhere), "x", "not_found"),
            (Where::Answer(99), "x", "not_found"),
            (Where::New(&here), " ", "no_words"),
            (Where::New(&here), &"x".repeat(5_000), "too_long"),
            (Where::New(&here), "\0", "unfit_text"),
        ] {
            let made = control.comment(at, words, "bob", NOW).await;
            assert_eq!(code(made), refused);
        }
        assert_eq!(code(control.resolve(99, true, "a", NOW).await), "not_found");
    }
}

#[tokio::test]
async fn a_link_shows_one_thing_until_it_ends() {
    for place in everywhere() {
        let database = place.open().await;
        let control = control(&database);
        let base = commit(&control, &content("One"), vec![], "ada").await;
        let draft = control.begin_draft("Spring", base, "ada", NOW).await;
        let shown = |source| Shown {
            source,
            platform: Some("web".into()),
            request: serde_json::from_str(r#"{"paywall":"plans"}"#).unwrap(),
            passcode: None,
        };
        let of_draft = shown(Source::Draft(draft.unwrap().id));
        let of_revision = shown(Source::Revision(base));
        let first = control.share(&of_draft, after(1_000), "ada", NOW);
        let (first, secret) = first.await.unwrap();
        assert_eq!(secret.len(), 64, "256 bits");
        let far = after(i64::MAX / 2 - NOW.millis());
        let (long, other) = control.share(&of_revision, far, "ada", NOW).await.unwrap();
        assert_eq!(long.until, after(90 * 24 * 3_600_000), "{}", place.name);
        let find = |secret: String, at| {
            let database = database.clone();
            async move { Share::find(&database, &secret, at).await.unwrap() }
        };
        assert_eq!(find(secret.clone(), after(999)).await, Some(first.clone()));
        assert_eq!(find(secret.clone(), after(1_000)).await, None);
        assert_eq!(find("wrong".into(), NOW).await, None);
        assert_eq!(control.shares(NOW).await.unwrap().len(), 2);
        assert_eq!(
            control.shares(after(1_000)).await.unwrap(),
            std::slice::from_ref(&long)
        );
        control.end_share(&long.id, "ada", NOW).await.unwrap();
        assert_eq!(find(other, NOW).await, None);
        let again = control.end_share(&long.id, "ada", NOW).await;
        assert_eq!(code(again), "not_found");
        let past = control.share(&of_draft, NOW, "ada", NOW).await;
        assert_eq!(code(past), "past");
        let nothing = shown(Source::Draft("none".into()));
        let nothing = control.share(&nothing, far, "ada", NOW).await;
        assert_eq!(code(nothing), "not_found");
        let audit = control.audit(i64::MAX, 10).await.unwrap();
        let verbs: Vec<&str> = audit.iter().map(|it| it.verb.as_str()).collect();
        assert_eq!(verbs, ["end_share", "share", "share", "commit"]);
        assert!(!format!("{audit:?}").contains(&secret));
    }
}

#[tokio::test]
async fn assets_are_kept_once_by_their_bytes() {
    for place in everywhere() {
        let database = place.open().await;
        let control = control(&database);
        let bytes: Vec<u8> = (0..=255).cycle().take(300_000).collect();
        let first = control.keep_asset("image/png", &bytes, "ada", NOW).await;
        let first = first.unwrap();
        assert_eq!(first.hash, Hash::of(&bytes));
        let again = control.keep_asset("image/gif", &bytes, "bob", after(1));
        assert_eq!(again.await.unwrap(), first);
        let (media, body) = control.asset(first.hash).await.unwrap();
        assert_eq!(
            (media.as_str(), body),
            ("image/png", bytes),
            "{}",
            place.name
        );
        let other = control.keep_asset("font/woff2", b"", "ada", NOW).await;
        let other = other.unwrap();
        let all = control.assets(i64::MAX, 10).await.unwrap();
        assert_eq!(all, [other.clone(), first.clone()]);
        assert_eq!(control.assets(2, 10).await.unwrap(), [first]);
        let long = vec![0; (2 << 20) + 1];
        let long = control.keep_asset("image/png", &long, "ada", NOW).await;
        assert_eq!(code(long), "too_long");
        control.remove_asset(other.hash, "ada", NOW).await.unwrap();
        let gone = control.remove_asset(other.hash, "ada", NOW).await;
        assert_eq!(code(gone), "not_found");
        assert_eq!(code(control.asset(other.hash).await), "not_found");
        let elsewhere = paywall_database::control::Control::new(&database, "other");
        assert_eq!(elsewhere.assets(i64::MAX, 10).await.unwrap(), []);
    }
}
