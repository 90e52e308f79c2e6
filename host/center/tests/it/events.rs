//! Editors hear of each other's edits.

use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt;
use paywall_control::policy::Role;
use paywall_host_testing::needs;
use serde_json::json;

use crate::desk::{Desk, at, document, everywhere, set};

/// An editor that listens.
struct Listener {
    body: Body,
    heard: String,
}

impl Listener {
    /// Begins to listen to a draft.
    async fn begin(desk: &Desk, draft: &str, headers: &[(&str, &str)]) -> Self {
        Self::of(desk, Role::Viewer, draft, headers).await
    }

    /// Begins to listen to a draft with a role.
    async fn of(desk: &Desk, role: Role, draft: &str, headers: &[(&str, &str)]) -> Self {
        let path = at(&format!("drafts/{draft}/events"));
        let token = format!("Bearer {}", desk.token(role));
        let mut request = Request::builder().uri(path).header("authorization", token);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).unwrap();
        let answer = tower::ServiceExt::oneshot(desk.routes.clone(), request).await;
        let answer = answer.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        Self {
            body: answer.into_body(),
            heard: String::new(),
        }
    }

    /// Waits for a text; returns false if the stream ends before.
    async fn hears(&mut self, text: &str) -> bool {
        while !self.heard.contains(text) {
            let frame = tokio::time::timeout(Duration::from_secs(30), self.body.frame()).await;
            let Some(Ok(frame)) = frame.expect("nothing is heard") else {
                return false;
            };
            let bytes = frame.into_data().unwrap_or_default();
            self.heard.push_str(&String::from_utf8_lossy(&bytes));
        }
        true
    }
}

#[needs(module)]
#[tokio::test]
async fn an_editor_hears_of_the_edits_of_others_and_of_the_end() {
    for desk in everywhere().await {
        desk.keep(&document("One"), &[]).await;
        let new = json!({ "name": "Spring" });
        let draft = desk.post(Role::Editor, "drafts", &new).await;
        let id = draft["id"].as_str().unwrap();
        let mut one = Listener::begin(&desk, id, &[]).await;
        let begun = Instant::now();
        desk.save(id, 0, &set("title", "Two")).await;
        assert!(one.hears("id: 1\nevent: edit\n").await, "{}", desk.name);
        assert!(one.hears("\"value\":\"Two\"").await);
        println!("{} heard after {:?}", desk.name, begun.elapsed());
        desk.save(id, 1, &set("title", "Three")).await;
        assert!(one.hears("id: 2\nevent: edit\n").await);
        // A browser that comes again goes on where it was.
        let mut again = Listener::begin(&desk, id, &[("last-event-id", "1")]).await;
        assert!(again.hears("id: 2\nevent: edit\n").await && !again.heard.contains("id: 1"));
        let path = format!("drafts/{id}");
        let close = desk.call(Role::Editor, ("DELETE", &path), None, &[]);
        assert_eq!(close.await.status, StatusCode::NO_CONTENT);
        assert!(one.hears("event: closed").await && again.hears("event: closed").await);
        assert!(!one.hears("anything more").await, "the stream ends");
        let unknown = desk.call(Role::Viewer, ("GET", "drafts/none/events"), None, &[]);
        assert_eq!(unknown.await.status, StatusCode::NOT_FOUND);
    }
}

#[needs(module)]
#[tokio::test]
async fn editors_hear_who_else_looks_at_a_draft_at_whichever_host() {
    for desk in everywhere().await {
        desk.keep(&document("One"), &[]).await;
        let other = desk.beside().await;
        let new = json!({ "name": "Spring" });
        let draft = desk.post(Role::Editor, "drafts", &new).await;
        let id = draft["id"].as_str().unwrap();
        let mut ada = Listener::of(&desk, Role::Editor, id, &[]).await;
        let mut bob = Listener::of(&other, Role::Viewer, id, &[]).await;
        let editor = "event: presence\ndata: [{\"id\":\"token:editor\",\"name\":\"editor\"}]\n";
        let viewer = "event: presence\ndata: [{\"id\":\"token:viewer\",\"name\":\"viewer\"}]\n";
        assert!(bob.hears(editor).await && ada.hears(viewer).await);
        // Whoever looks twice is one person, and there until both looks are over.
        let again = Listener::of(&desk, Role::Viewer, id, &[]).await;
        drop(bob);
        drop(again);
        let nobody = "event: presence\ndata: []\n";
        assert!(ada.hears(nobody).await, "{}: {}", desk.name, ada.heard);
        assert_eq!(ada.heard.matches("event: presence").count(), 2);
    }
}
