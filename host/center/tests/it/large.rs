//! A large app, by the API: 200 paywalls and 1,000 revisions are listed and compared at once.
//!
//! Figures: `cargo test -p paywall-center --test it -- large --ignored --nocapture`.

use std::time::Instant;

use paywall_control::policy::Role;
use paywall_host_testing::needs;
use serde_json::{Value, json};

use crate::desk::{document, everywhere, set};

/// Returns a document of 200 paywalls with 50 texts each, beside the one of all tests.
fn large() -> Value {
    let text = |it: usize| json!({ "component": "text", "id": format!("t{it}"), "text": "A line of words that somebody wrote" });
    let texts: Vec<Value> = (0..50).map(text).collect();
    let mut all = document("One");
    for it in 0..199 {
        let mut paywall = all["paywalls"][0].clone();
        paywall["id"] = json!(format!("p{it}"));
        paywall["template"]["pages"][0]["contentContainer"]["components"] = json!(texts);
        all["paywalls"].as_array_mut().unwrap().push(paywall);
    }
    all
}

#[needs(module)]
#[tokio::test]
#[ignore = "a measurement"]
async fn an_app_of_200_paywalls_and_1000_revisions() {
    for desk in everywhere().await {
        let first = desk.keep(&large(), &[]).await;
        let draft = desk
            .post(Role::Editor, "drafts", &json!({ "name": "d" }))
            .await;
        let id = draft["id"].as_str().unwrap();
        let (mut last, mut editing) = (first.clone(), 0.0);
        for number in 1..1_000 {
            let begun = Instant::now();
            desk.save(id, number - 1, &set("title", &number.to_string()))
                .await;
            editing += begun.elapsed().as_secs_f64();
            let commit = json!({ "edit": number });
            let made = desk
                .post(Role::Editor, &format!("drafts/{id}/commit"), &commit)
                .await;
            last = made["revision"].as_str().unwrap().to_owned();
        }
        let timed = async |path: &str| {
            let begun = Instant::now();
            let answer = desk.get(path).await;
            (answer, begun.elapsed())
        };
        let (listed, listing) = timed("revisions?most=1000").await;
        assert_eq!(listed.as_array().unwrap().len(), 1_000);
        let (told, comparing) = timed(&format!("revisions/{first}/difference/{last}")).await;
        assert_eq!(told["sentences"].as_array().unwrap().len(), 1);
        let (_, changes) = timed(&format!("drafts/{id}/changes")).await;
        let (_, whole) = timed(&format!("drafts/{id}/document")).await;
        println!(
            "{}: an edit {editing:.2} ms, 1,000 revisions listed in {listing:?}, two compared in {comparing:?}, \
             a draft's changes in {changes:?}, its document in {whole:?}",
            desk.name
        );
    }
}
