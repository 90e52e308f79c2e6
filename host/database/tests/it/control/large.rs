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

/// Counts the rows of the tables that an edit may write, and the bytes of all parts.
async fn stored(url: &str) -> (i64, i64, i64) {
    let pool = sqlx::AnyPool::connect(url).await.unwrap();
    let counts = "SELECT (SELECT COUNT(*) FROM control_parts), (SELECT CAST(SUM(LENGTH(body)) AS BIGINT) FROM control_parts),
         (SELECT COUNT(*) FROM control_edits)";
    let row = sqlx::query(counts).fetch_one(&pool).await.unwrap();
    pool.close().await;
    (row.get(0), row.get(1), row.get(2))
}

#[tokio::test]
async fn an_edit_stores_the_part_that_it_changes_and_no_other() {
    for place in everywhere().into_iter().skip(1) {
        let control = control(&place.open().await);
        let base = content();
        let first = super::commit(&control, &base, vec![], "ada").await;
        let draft = control.begin_draft("d", first, "ada", NOW).await.unwrap();
        let (parts, bytes, _) = stored(&place.url).await;
        let name = Name::new(Section::Paywalls, "plans");
        let hash = base.manifest.get(&name).unwrap();
        let part = canonical::write(&base.parts[&hash]).unwrap().len();
        control
            .edit(&draft.id, 0, &set("t1", "Other words"), "ada", NOW)
            .await
            .unwrap();
        let (after, grown, edits) = stored(&place.url).await;
        assert_eq!((after, edits), (parts + 1, 1), "{}", place.name);
        let grown = usize::try_from(grown - bytes).unwrap();
        assert!(grown <= part, "{}: {grown} of {part} bytes", place.name);
    }
}
