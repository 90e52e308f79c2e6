//! Tests of comments, links that show a paywall, and assets.
#![allow(clippy::too_many_lines, reason = "a story is as long as it is")]

use axum::body::Body;
use axum::http::Request;
use paywall_control::policy::Role;
use paywall_host_testing::needs;
use serde_json::{Value, json};

use crate::desk::{Answer, Desk, at, desk, document, everywhere, set};

/// Opens an address as anybody.
async fn open(desk: &Desk, path: &str) -> Answer {
    let request = Request::get(at(path)).body(Body::empty());
    desk.bare(request.unwrap()).await
}

/// Brings an asset.
async fn bring(desk: &Desk, role: Role, bytes: &[u8]) -> Answer {
    let request = Request::post(at("assets"));
    let request = request.header("authorization", format!("Bearer {}", desk.token(role)));
    desk.bare(request.body(Body::from(bytes.to_vec())).unwrap())
        .await
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    let value = answer.headers.get(name);
    value.map_or("", |it| it.to_str().unwrap())
}

/// Begins a draft with another title.
async fn draft(desk: &Desk, name: &str) -> String {
    desk.keep(&document("One"), &[]).await;
    let named = json!({ "name": name });
    let draft = desk.post(Role::Editor, "drafts", &named).await;
    let id = draft["id"].as_str().unwrap().to_owned();
    desk.save(&id, 0, &set("title", "Two")).await;
    id
}

#[needs(module)]
#[tokio::test]
async fn comments_are_answered_and_settled() {
    for desk in everywhere().await {
        let draft = draft(&desk, "Spring").await;
        let remark = json!({ "draft": draft, "paywall": "plans", "component": "title", "words": "Shorter?" });
        let first = desk.post(Role::Viewer, "comments", &remark).await;
        assert_eq!(
            (&first["thread"], &first["author"]),
            (&first["id"], &json!("token:viewer"))
        );
        let answer = json!({ "draft": draft, "words": "Done.", "thread": first["id"] });
        let answer = desk.post(Role::Editor, "comments", &answer).await;
        assert_eq!(answer["component"], "title", "{}", desk.name);
        let path = format!("comments/{}", answer["id"]);
        let settle = json!({ "resolved": true });
        let settled = desk.call(Role::Viewer, ("PATCH", &path), Some(&settle), &[]);
        let settled = settled.await.body;
        assert_eq!(
            (&settled["id"], &settled["resolved"]),
            (&first["id"], &json!(true))
        );
        let listed = desk.get(&format!("comments?draft={draft}")).await;
        assert_eq!(listed.as_array().unwrap().len(), 2);
        assert_eq!(desk.get("comments?draft=other").await, json!([]));
        let refused = desk.refused(Role::Support, "comments", &remark).await;
        assert_eq!(refused.0, 403);
        let empty = json!({ "draft": draft, "words": " " });
        let refused = desk.refused(Role::Viewer, "comments", &empty).await;
        assert_eq!((refused.0, &refused.1["path"]), (400, &json!("$.words")));
    }
}

#[needs(module)]
#[tokio::test]
async fn a_link_shows_one_paywall_without_script_until_it_ends() {
    for desk in everywhere().await {
        let draft = draft(&desk, "<b>Spring</b> {{title}}").await;
        let wish = json!({ "draft": draft, "request": { "paywall": "plans", "page": { "template": "<script>x</script>" } } });
        let made = desk.post(Role::Editor, "shares", &wish).await;
        let url = made["url"].as_str().unwrap();
        let page = open(&desk, url).await;
        assert_eq!(page.status, 200, "{}: {}", desk.name, page.body);
        let html = page.body.as_str().unwrap();
        assert!(html.contains("Two"), "the draft as it is now: {html}");
        assert!(
            html.contains("Draft «&lt;b&gt;Spring&lt;/b&gt; {{title}}», shared on 2026-11-"),
            "{html}"
        );
        assert!(
            html.contains("not live") && !html.contains("<script"),
            "{html}"
        );
        let policy = header(&page, "content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; style-src 'nonce-"),
            "{policy}"
        );
        assert!(!policy.contains("script-src") && policy.contains("frame-ancestors 'none'"));
        assert_eq!(header(&page, "referrer-policy"), "no-referrer");
        assert_eq!(header(&page, "x-robots-tag"), "noindex, nofollow");
        assert_eq!(header(&page, "cache-control"), "no-store");
        desk.save(&draft, 1, &set("title", "Three")).await;
        let later = open(&desk, &format!("{url}?form=television&locale=de")).await;
        let html = later.body.as_str().unwrap();
        assert!(
            html.contains("Three") && html.contains("lang=\"de\""),
            "{html}"
        );
        let listed = desk.call(Role::Editor, ("GET", "shares"), None, &[]).await;
        assert_eq!(listed.body[0]["id"], made["id"]);
        assert_eq!(listed.body[0]["url"], Value::Null, "it was shown once");
        desk.wait(14 * 86_400_000 - 1);
        assert_eq!(open(&desk, url).await.status, 200);
        desk.wait(1);
        let ended = open(&desk, url).await;
        assert_eq!(ended.status, 404);
        assert!(header(&ended, "content-security-policy").starts_with("default-src 'none'; img"));
        let again = desk.post(Role::Editor, "shares", &wish).await;
        let path = format!("shares/{}", again["id"].as_str().unwrap());
        let end = desk.call(Role::Editor, ("DELETE", &path), None, &[]).await;
        assert_eq!(end.status, 204);
        assert_eq!(
            open(&desk, again["url"].as_str().unwrap()).await.status,
            404
        );
        assert_eq!(open(&desk, "/s/wrong").await.status, 404);
        for (wish, path) in [
            (json!({ "request": { "paywall": "plans" } }), Value::Null),
            (
                json!({ "draft": draft, "request": {} }),
                json!("$.request.paywall"),
            ),
        ] {
            let refused = desk.refused(Role::Editor, "shares", &wish).await;
            assert_eq!((refused.0, &refused.1["path"]), (400, &path));
        }
    }
}

#[needs(module)]
#[tokio::test]
async fn assets_are_what_they_hold_and_kept_for_good() {
    for desk in everywhere().await {
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
        let kept = bring(&desk, Role::Editor, svg).await;
        assert_eq!(kept.status, 201, "{}: {}", desk.name, kept.body);
        assert_eq!(kept.body["type"], "image/svg+xml");
        let url = kept.body["url"].as_str().unwrap();
        let shown = open(&desk, url).await;
        assert_eq!(
            (shown.status.as_u16(), header(&shown, "content-type")),
            (200, "image/svg+xml")
        );
        let policy = header(&shown, "content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("sandbox"));
        assert!(!policy.contains("script"), "{policy}");
        assert_eq!(header(&shown, "x-content-type-options"), "nosniff");
        assert_eq!(
            header(&shown, "cache-control"),
            "public, max-age=31536000, immutable"
        );
        let tag = header(&shown, "etag").to_owned();
        let request = Request::get(url).header("if-none-match", tag);
        let known = desk.bare(request.body(Body::empty()).unwrap()).await;
        assert_eq!(known.status, 304);
        let again = bring(&desk, Role::Editor, svg).await;
        assert_eq!(again.body, kept.body, "kept once");
        let page = bring(
            &desk,
            Role::Editor,
            b"<html><script>alert(1)</script></html>",
        )
        .await;
        assert_eq!(
            (page.status.as_u16(), page.body["error"]["code"].as_str()),
            (415, Some("unsupported_media_type"))
        );
        let mut large = b"\x89PNG\r\n\x1a\n".to_vec();
        large.resize((2 << 20) + 1, 0);
        assert_eq!(bring(&desk, Role::Editor, &large).await.status, 413);
        large.truncate(2 << 20);
        assert_eq!(bring(&desk, Role::Editor, &large).await.status, 201);
        assert_eq!(desk.get("assets").await.as_array().unwrap().len(), 2);
        let path = format!("assets/{}", kept.body["hash"].as_str().unwrap());
        let gone = desk.call(Role::Owner, ("DELETE", &path), None, &[]).await;
        assert_eq!(gone.status, 204);
        assert_eq!(open(&desk, url).await.status, 404);
        assert_eq!(open(&desk, "assets/wrong").await.status, 404);
    }
}

#[needs(module)]
#[tokio::test]
async fn a_link_to_a_paywall_that_is_not_there_tells_nothing_of_others() {
    let desk = desk().await;
    let draft = draft(&desk, "Spring").await;
    let wish = json!({ "draft": draft, "request": { "paywall": "none" } });
    let made = desk.post(Role::Editor, "shares", &wish).await;
    let page = open(&desk, made["url"].as_str().unwrap()).await;
    let words = page.body.as_str().unwrap();
    assert!(
        !words.contains("plans") && !words.contains("Two"),
        "{words}"
    );
}

#[needs(module)]
#[tokio::test]
async fn a_link_may_ask_for_a_passcode_which_nobody_tries_out() {
    for desk in everywhere().await {
        let draft = draft(&desk, "Spring").await;
        let mut wish =
            json!({ "draft": draft, "request": { "paywall": "plans" }, "passcode": "abc" });
        let (status, error) = desk.refused(Role::Editor, "shares", &wish).await;
        assert_eq!((status, &error["path"]), (400, &json!("$.passcode")));
        wish["passcode"] = json!("open & sesame");
        let made = desk.post(Role::Editor, "shares", &wish).await;
        assert_eq!(made["has_passcode"], true);
        assert!(made["picture"].as_str().unwrap().starts_with("<svg "));
        let listed = desk
            .call(Role::Editor, ("GET", "shares"), None, &[])
            .await
            .body;
        assert!(!listed.to_string().contains("argon2") && listed[0]["picture"].is_null());
        let url = made["url"].as_str().unwrap();
        let asked = open(&desk, url).await;
        assert_eq!(asked.status, 403, "{}", desk.name);
        let html = asked.body.as_str().unwrap();
        assert!(
            html.contains("<form method=\"post\">") && !html.contains("Two"),
            "{html}"
        );
        let policy = header(&asked, "content-security-policy");
        assert!(policy.contains("form-action 'self'") && !policy.contains("style-src"));
        let write = async |passcode: &str| {
            let request = Request::post(url).header("host", "control.example.com");
            let body = Body::from(format!("passcode={passcode}"));
            desk.bare(request.body(body).unwrap()).await
        };
        let right = write("open+%26+sesame").await;
        assert_eq!(
            (right.status.as_u16(), header(&right, "location")),
            (303, url)
        );
        let cookie = header(&right, "set-cookie");
        for rule in [
            &format!("; Path={url}"),
            "; HttpOnly",
            "; SameSite=Lax",
            "; Secure",
        ] {
            assert!(cookie.contains(rule), "{cookie}");
        }
        let pair = cookie.split(';').next().unwrap();
        let look = Request::get(url).header("cookie", format!("a=b; {pair}"));
        let shown = desk.bare(look.body(Body::empty()).unwrap()).await;
        assert_eq!(shown.status, 200);
        let forged = Request::get(url).header("cookie", "paywall-share=1");
        let forged = desk.bare(forged.body(Body::empty()).unwrap()).await;
        assert_eq!(forged.status, 403);
        let mut statuses = Vec::new();
        for _ in 0..11 {
            statuses.push(write("wrong").await.status.as_u16());
        }
        assert_eq!(statuses[..10], [403; 10]);
        assert_eq!(statuses[10], 429);
        assert_eq!(
            write("open+%26+sesame").await.status,
            429,
            "nobody gets in meanwhile"
        );
        desk.wait(91_000);
        assert_eq!(write("open+%26+sesame").await.status, 303);
    }
}
