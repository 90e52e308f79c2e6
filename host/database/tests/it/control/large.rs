//! A large app: what an edit of it stores, and a measurement: `cargo test -p paywall-database control::large -- --ignored --nocapture`.

use std::time::Instant;

use paywall_control::{Content, Name, Revision, Section, canonical, difference};
use serde_json::{Value, json};
use sqlx::Row;

use super::{ENGINE, NOW, control, set};
use crate::databases::everywhere;

/// Returns a content of 200 paywalls with 50 texts each.
fn content() -> Content {
    let text = |it: usize| json!({ "component": "text", "id": format!("t{it}"), "text": "A line of words that somebody wrote", "fontSize": 14 });
    let texts: Vec<Value> = (0..50).map(text).collect();
    let paywall = |id: String| {
        json!({ "id": id, "template": { "pages": [{ "name": "main",
            "contentContainer": { "component": "container", "id": "content", "components": texts } }] } })
    };
    let paywalls = (0..199)
        .map(|it| paywall(format!("p{it}")))
        .chain([paywall("plans".to_owned())]);
    let document = json!({ "campaign_rules": [], "paywalls": paywalls.collect::<Vec<_>>() });
    Content::import(document).unwrap().0
}

#[tokio::test]
#[ignore = "a measurement"]
async fn an_app_of_200_paywalls_and_1000_revisions() {
    for place in everywhere().into_iter().skip(1) {
        let control = control(&place.open().await);
        let base = content();
        let revision = Revision {
            manifest: base.manifest.hash(),
            parents: vec![],
            message: String::new(),
            author: "ada".into(),
            at: NOW.millis(),
            engine: ENGINE.into(),
        };
        let first = control.commit(&base, &revision).await.unwrap();
        let draft = control
            .begin_draft("d", first, "ada", NOW)
            .await
            .unwrap()
            .id;
        let (mut last, mut editing) = (first, 0.0);
        for number in 1..=1_000 {
            let begun = Instant::now();
            control
                .edit(
                    &draft,
                    number - 1,
                    &set(&format!("t{}", number % 50), &number.to_string()),
                    "ada",
                    NOW,
                )
                .await
                .unwrap();
            editing += begun.elapsed().as_secs_f64();
            last = control
                .commit_draft(&draft, number, "ada", "", ENGINE, NOW)
                .await
                .unwrap();
        }
        let begun = Instant::now();
        assert_eq!(
            control.revisions(i64::MAX, 1_000).await.unwrap().len(),
            1_000
        );
        let listing = begun.elapsed();
        let begun = Instant::now();
        let [before, after] = control.both(first, last).await.unwrap();
        assert_eq!(difference(&before, &after).unwrap().len(), 50);
        let comparing = begun.elapsed();
        eprintln!(
            "{}: an edit {editing:.2} ms, 1,000 revisions listed in {listing:?}, two compared in {comparing:?}",
            place.name
        );
    }
}

/// The rows of the tables that an edit may write, and the bytes of all parts.
#[derive(Debug, PartialEq)]
struct Stored {
    parts: i64,
    bytes: i64,
    edits: i64,
    /// The rows of manifests, revisions, drafts and the audit.
    others: i64,
}

/// Counts what is stored.
async fn stored(url: &str) -> Stored {
    let pool = sqlx::AnyPool::connect(url).await.unwrap();
    let counts = "SELECT (SELECT COUNT(*) FROM control_parts), (SELECT CAST(SUM(LENGTH(body)) AS BIGINT) FROM control_parts),
         (SELECT COUNT(*) FROM control_edits), (SELECT COUNT(*) FROM control_manifests) + (SELECT COUNT(*) FROM control_revisions)
         + (SELECT COUNT(*) FROM control_drafts) + (SELECT COUNT(*) FROM control_audit)";
    let row = sqlx::query(counts).fetch_one(&pool).await.unwrap();
    pool.close().await;
    Stored {
        parts: row.get(0),
        bytes: row.get(1),
        edits: row.get(2),
        others: row.get(3),
    }
}

/// Runs a statement as another program might.
async fn run(url: &str, statement: &'static str) {
    let pool = sqlx::AnyPool::connect(url).await.unwrap();
    sqlx::query(statement).execute(&pool).await.unwrap();
    pool.close().await;
}

#[tokio::test]
async fn a_list_of_drafts_does_not_read_their_contents_and_knows_their_hashes() {
    for place in everywhere().into_iter().skip(1) {
        let control = control(&place.open().await);
        let first = super::commit(&control, &content(), vec![], "ada").await;
        let draft = control.begin_draft("d", first, "ada", NOW).await.unwrap();
        let words = set("t1", "Other words");
        let saved = control.edit(&draft.id, 0, &words, "ada", NOW);
        let saved = saved.await.unwrap();
        let listed = control.drafts().await.unwrap();
        assert_eq!(listed[0].manifest, saved.manifest);
        let (same, head) = control.draft_with_head(&draft.id).await.unwrap();
        assert_eq!((&same, head.hash()), (&listed[0], saved.manifest));
        // A host of an older version saves an edit, and does not know that the hash is kept.
        let base = "UPDATE control_drafts SET edit = edit + 1, head = (SELECT m.body FROM control_manifests AS m LIMIT 1)";
        run(&place.url, base).await;
        let listed = control.drafts().await.unwrap();
        assert_eq!(listed[0].manifest, draft.manifest, "{}", place.name);
        assert_eq!(control.draft(&draft.id).await.unwrap(), listed[0]);
        let words = set("t1", "Last words");
        let later = control.edit(&draft.id, 2, &words, "ada", NOW);
        let later = later.await.unwrap();
        // Contents that are not read need not be whole.
        run(&place.url, "UPDATE control_drafts SET head = 'nothing'").await;
        let listed = control.drafts().await.unwrap();
        assert_eq!((listed[0].manifest, listed[0].edit), (later.manifest, 3));
        assert!(control.draft_with_head(&draft.id).await.is_err());
    }
}

#[tokio::test]
async fn an_edit_stores_the_part_that_it_changes_and_no_other() {
    for place in everywhere().into_iter().skip(1) {
        let control = control(&place.open().await);
        let base = content();
        let first = super::commit(&control, &base, vec![], "ada").await;
        let draft = control.begin_draft("d", first, "ada", NOW).await.unwrap();
        let before = stored(&place.url).await;
        let name = Name::new(Section::Paywalls, "plans");
        let hash = base.manifest.get(&name).unwrap();
        let part = canonical::write(base.parts.get(&hash).unwrap())
            .unwrap()
            .len();
        control
            .edit(&draft.id, 0, &set("t1", "Other words"), "ada", NOW)
            .await
            .unwrap();
        let after = stored(&place.url).await;
        let expected = Stored {
            parts: before.parts + 1,
            bytes: after.bytes,
            edits: 1,
            others: before.others,
        };
        assert_eq!(after, expected, "{}", place.name);
        let grown = usize::try_from(after.bytes - before.bytes).unwrap();
        assert!(grown <= part, "{}: {grown} of {part} bytes", place.name);
        // A difference reads the parts that differ, and no others.
        let made = control.commit_draft(&draft.id, 1, "ada", "", ENGINE, NOW);
        let both = control.both(first, made.await.unwrap()).await.unwrap();
        assert!(both.iter().all(|it| it.parts.len() == 2), "{}", place.name);
    }
}
