//! A measurement of a large app: `cargo test -p paywall-database control::large -- --ignored --nocapture`.

use std::time::Instant;

use paywall_control::{Content, Revision, difference};
use serde_json::{Value, json};

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
