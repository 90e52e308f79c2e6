//! People: how they come in, what their browsers may do, and how they go.
#![allow(clippy::too_many_lines, reason = "a story is as long as it is")]

use axum::http::StatusCode;
use paywall_control::policy::Role;
use paywall_host_testing::needs;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::desk::{Answer, Desk, ROLES, desk, everywhere};

const PASSWORD: &str = "correct horse battery";
const HOUR: i64 = 3_600_000;

/// Returns the secret at the end of a link.
fn secret(link: &str) -> &str {
    link.rsplit('/').next().unwrap()
}

/// Makes the owner by the link of the first start.
pub async fn owner(desk: &Desk) -> Browser {
    let link = desk.center.setup_link().await.unwrap().unwrap();
    let arrival = json!({ "link": secret(&link), "name": "Ada", "email": "ada@example.com", "password": PASSWORD });
    let mut browser = Browser::new();
    let path = ("POST", "/control/v1/setup");
    let made = browser.call(desk, path, arrival).await;
    assert_eq!(made.status, 201, "{}", made.body);
    browser
}

/// Invites somebody with a role, who comes.
pub async fn member(desk: &Desk, owner: &mut Browser, email: &str, role: &str) -> Browser {
    let guest = json!({ "email": email, "name": "Bob", "role": role });
    let made = owner.call(desk, ("POST", "people"), guest).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let link = secret(made.body["link"].as_str().unwrap()).to_owned();
    let mut browser = Browser::new();
    let arrival = json!({ "link": link, "name": "Bob", "password": PASSWORD });
    let came = browser.call(desk, ("POST", "/control/v1/setup"), arrival);
    assert_eq!(came.await.status, 201);
    browser
}

/// Signs in.
async fn sign_in(browser: &mut Browser, desk: &Desk, email: &str, password: &str) -> Answer {
    let proof = json!({ "email": email, "password": password });
    browser
        .call(desk, ("POST", "/control/v1/sessions"), proof)
        .await
}

fn code(answer: &Answer) -> &str {
    answer.body["error"]["code"].as_str().unwrap_or_default()
}

#[needs(module)]
#[tokio::test]
async fn the_first_link_makes_the_owner_and_nobody_else() {
    for desk in everywhere().await {
        let link = desk.center.setup_link().await.unwrap().unwrap();
        let mut browser = Browser::new();
        let setup = ("POST", "/control/v1/setup");
        let asked = json!({ "link": secret(&link) });
        let look = browser.call(&desk, ("POST", "/control/v1/links"), asked);
        assert_eq!(look.await.body["kind"], "setup");
        let arrival = |password: &str| json!({ "link": secret(&link), "name": "Ada", "email": "ada@example.com", "password": password });
        let short = browser.call(&desk, setup, arrival("short")).await;
        assert_eq!(
            (short.status.as_u16(), code(&short)),
            (400, "invalid_request")
        );
        assert_eq!(short.body["error"]["path"], "$.password");
        let wrong =
            json!({ "link": "wrong", "name": "Eve", "email": "e@x.y", "password": PASSWORD });
        let wrong = browser.call(&desk, setup, wrong).await;
        assert_eq!((wrong.status.as_u16(), code(&wrong)), (409, "link_ended"));
        let made = browser.call(&desk, setup, arrival(PASSWORD)).await;
        assert_eq!(made.status, 201, "{}: {}", desk.name, made.body);
        assert_eq!(made.body["person"]["email"], "ada@example.com");
        let roles = made.body["apps"].as_array().unwrap();
        assert!(roles.len() == 2 && roles.iter().all(|app| app["role"] == "owner"));
        let me = browser.get(&desk, "/control/v1/me").await;
        assert_eq!(me.body, made.body);
        let again = Browser::new().call(&desk, setup, arrival(PASSWORD)).await;
        assert_eq!(code(&again), "link_ended");
        assert_eq!(desk.center.setup_link().await.unwrap(), None);
        let first = desk.people.members("fern").await.unwrap();
        assert_eq!(first.len(), 1);
    }
}

#[needs(module)]
#[tokio::test]
async fn a_session_is_new_at_each_sign_in_and_ends() {
    let desk = desk().await;
    let mut ada = owner(&desk).await;
    let set = |answer: &Answer| answer.headers["set-cookie"].to_str().unwrap().to_owned();
    // What an attacker put into the browser beforehand is not the session afterwards.
    let fixed = format!("__Host-paywall={}", "a".repeat(64));
    let mut browser = Browser::new();
    browser.cookie.clone_from(&fixed);
    let first = sign_in(&mut browser, &desk, "Ada@example.com", PASSWORD).await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.body);
    let cookie = set(&first);
    assert!(cookie.starts_with("__Host-paywall="), "{cookie}");
    for rule in ["; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure"] {
        assert!(cookie.contains(rule), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    assert_ne!(browser.cookie, fixed);
    let mut old = browser.clone();
    sign_in(&mut browser, &desk, "ada@example.com", PASSWORD).await;
    assert_eq!(
        old.get(&desk, "/control/v1/me").await.status,
        401,
        "it was replaced"
    );
    assert_eq!(browser.get(&desk, "/control/v1/me").await.status, 200);
    let out = ("DELETE", "/control/v1/sessions/current");
    let mut copy = browser.clone();
    let gone = browser.call(&desk, out, Value::Null).await;
    assert_eq!(gone.status, 204);
    assert!(set(&gone).contains("Max-Age=0"), "{}", set(&gone));
    assert_eq!(copy.get(&desk, "/control/v1/me").await.status, 401);
    assert_eq!(ada.get(&desk, "/control/v1/me").await.status, 200);
    desk.wait(12 * HOUR - 1);
    assert_eq!(ada.get(&desk, "/control/v1/me").await.status, 200);
    desk.wait(12 * HOUR);
    assert_eq!(ada.get(&desk, "/control/v1/me").await.status, 401, "idle");
    sign_in(&mut ada, &desk, "ada@example.com", PASSWORD).await;
    for _ in 0..33 {
        desk.wait(10 * HOUR);
        assert_eq!(ada.get(&desk, "/control/v1/me").await.status, 200);
    }
    desk.wait(10 * HOUR);
    assert_eq!(
        ada.get(&desk, "/control/v1/me").await.status,
        401,
        "two weeks"
    );
}

#[needs(module)]
#[tokio::test]
async fn over_plain_http_on_this_machine_the_cookie_has_another_name() {
    let desk = desk().await;
    let ada = owner(&desk).await;
    for host in [
        "localhost:8080",
        "127.0.0.1:8080",
        "[::1]:8080",
        "app.localhost",
    ] {
        let mut browser = Browser::new();
        browser.host = host;
        let answer = sign_in(&mut browser, &desk, "ada@example.com", PASSWORD).await;
        let cookie = answer.headers["set-cookie"].to_str().unwrap();
        assert!(cookie.starts_with("paywall=") && !cookie.contains("Secure"));
        assert_eq!(browser.get(&desk, "/control/v1/me").await.status, 200);
        browser.host = "control.example.com";
        let elsewhere = browser.get(&desk, "/control/v1/me").await;
        assert_eq!(elsewhere.status, 401, "a name without the promise");
    }
    let mut here = ada;
    here.host = "localhost";
    assert_eq!(here.get(&desk, "/control/v1/me").await.status, 401);
}

#[needs(module)]
#[tokio::test]
async fn other_sites_change_nothing_with_somebodys_cookie() {
    let desk = desk().await;
    let mut ada = owner(&desk).await;
    let ours = "https://control.example.com";
    let draft = || json!({ "email": "bob@example.com", "name": "Bob", "role": "viewer" });
    let foreign: [&[(&str, &str)]; 7] = [
        &[],
        &[("origin", ours)],
        &[("paywall-control", "1")],
        &[("origin", "https://evil.example"), ("paywall-control", "1")],
        &[("origin", "null"), ("paywall-control", "1")],
        &[
            ("origin", "https://control.example.com.evil.example"),
            ("paywall-control", "1"),
        ],
        &[
            ("origin", "https://control.example.com:444"),
            ("paywall-control", "1"),
        ],
    ];
    for headers in foreign {
        let refused = ada.send(&desk, ("POST", "people"), draft(), headers).await;
        assert_eq!(
            (refused.status.as_u16(), code(&refused)),
            (403, "foreign_origin"),
            "{headers:?}"
        );
        let out = ("DELETE", "/control/v1/sessions/current");
        let refused = ada.send(&desk, out, Value::Null, headers).await;
        assert_eq!(refused.status, 403);
        // Nor does another site sign a browser in as somebody else.
        let proof = json!({ "email": "ada@example.com", "password": PASSWORD });
        let path = ("POST", "/control/v1/sessions");
        let refused = Browser::new().send(&desk, path, proof, headers).await;
        assert_eq!(code(&refused), "foreign_origin");
    }
    let done = ada.call(&desk, ("POST", "people"), draft()).await;
    assert_eq!(done.status, 201);
    let seen = ada.get(&desk, "people").await;
    assert_eq!(seen.status, 200, "reading changes nothing");
}

#[needs(module)]
#[tokio::test]
async fn wrong_passwords_are_limited_and_tell_nothing() {
    let desk = desk().await;
    owner(&desk).await;
    let mut browser = Browser::new();
    let known = sign_in(&mut browser, &desk, "ada@example.com", "wrong").await;
    let unknown = sign_in(&mut browser, &desk, "eve@example.com", "wrong").await;
    let no_address = sign_in(&mut browser, &desk, "eve", "wrong").await;
    assert_eq!(
        (known.status.as_u16(), code(&known)),
        (401, "wrong_password")
    );
    for other in [unknown, no_address] {
        assert_eq!(
            (other.status, other.body),
            (known.status, known.body.clone())
        );
    }
    for email in ["ada@example.com", "nobody@example.com"] {
        let mut statuses = Vec::new();
        for _ in 0..12 {
            let answer = sign_in(&mut browser, &desk, email, "wrong").await;
            statuses.push(answer.status.as_u16());
        }
        let refused = statuses.iter().filter(|it| **it == 429).count();
        assert!(refused >= 2, "{statuses:?}");
    }
    let right = sign_in(&mut browser, &desk, "ada@example.com", PASSWORD).await;
    assert_eq!(
        (right.status.as_u16(), code(&right)),
        (429, "too_many_attempts")
    );
    assert!(right.headers.contains_key("retry-after"));
    desk.wait(91_000);
    let right = sign_in(&mut browser, &desk, "ada@example.com", PASSWORD).await;
    assert_eq!(right.status, 201, "{}", right.body);
    for _ in 0..3 {
        let again = sign_in(&mut browser, &desk, "ada@example.com", PASSWORD).await;
        assert_eq!(again.status, 201, "right ones do not count");
    }
}

#[needs(module)]
#[tokio::test]
async fn owners_decide_about_people_and_one_stays() {
    for desk in everywhere().await {
        let mut ada = owner(&desk).await;
        let mut bob = member(&desk, &mut ada, "bob@example.com", "editor").await;
        let me = bob.get(&desk, "/control/v1/me").await.body;
        let id = me["person"]["id"].as_str().unwrap().to_owned();
        assert_eq!(
            (me["apps"][0]["id"].as_str(), me["apps"][0]["role"].as_str()),
            (Some("fern"), Some("editor"))
        );
        assert_eq!(me["apps"].as_array().unwrap().len(), 1);
        assert_eq!(bob.get(&desk, "people").await.status, 403);
        let moss = bob.get(&desk, "/control/v1/apps/moss/drafts").await;
        assert_eq!(
            moss.status, 404,
            "nobody learns of an app in which they have no role"
        );
        let names = bob.get(&desk, "names").await.body;
        assert!(names.to_string().contains("Ada") && !names.to_string().contains('@'));
        let guest = json!({ "email": "eve@example.com", "name": "Eve", "role": "viewer" });
        ada.call(&desk, ("POST", "people"), guest).await;
        let people = ada.get(&desk, "people").await.body;
        let people = people.as_array().unwrap().clone();
        assert_eq!(people.len(), 3);
        let invited = people.iter().find(|it| it["until"].is_i64()).unwrap();
        let path = format!("people/{}", invited["id"].as_str().unwrap());
        let back = ada.call(&desk, ("DELETE", &path), Value::Null).await;
        assert_eq!(back.status, 204);
        let path = format!("people/{id}");
        let role = json!({ "role": "publisher" });
        assert_eq!(
            bob.call(&desk, ("PUT", &path), role.clone()).await.status,
            403
        );
        assert_eq!(ada.call(&desk, ("PUT", &path), role).await.status, 204);
        let me = bob.get(&desk, "/control/v1/me").await.body;
        assert_eq!(me["apps"][0]["role"], "publisher", "at once");
        // The only owner goes neither by another role nor altogether.
        let own = ada.get(&desk, "/control/v1/me").await.body;
        let own = format!("people/{}", own["person"]["id"].as_str().unwrap());
        let less = ada
            .call(&desk, ("PUT", &own), json!({ "role": "viewer" }))
            .await;
        assert_eq!((less.status.as_u16(), code(&less)), (409, "last_owner"));
        let gone = ada.call(&desk, ("DELETE", &own), Value::Null).await;
        assert_eq!(code(&gone), "last_owner");
        assert_eq!(
            ada.call(&desk, ("DELETE", &path), Value::Null).await.status,
            204
        );
        assert_eq!(bob.get(&desk, "/control/v1/me").await.status, 401, "erased");
        let out = sign_in(&mut Browser::new(), &desk, "bob@example.com", PASSWORD).await;
        assert_eq!(out.status, 401, "{}", desk.name);
    }
}

#[needs(module)]
#[tokio::test]
async fn a_password_is_changed_by_who_knows_it_or_by_a_link_of_the_owner() {
    let desk = desk().await;
    let mut ada = owner(&desk).await;
    let mut bob = member(&desk, &mut ada, "bob@example.com", "viewer").await;
    let change = |old: &str| json!({ "old": old, "password": "another long password" });
    let path = ("PUT", "/control/v1/me/password");
    assert_eq!(bob.call(&desk, path, change("wrong")).await.status, 401);
    let mut elsewhere = bob.clone();
    assert_eq!(bob.call(&desk, path, change(PASSWORD)).await.status, 201);
    assert_eq!(bob.get(&desk, "/control/v1/me").await.status, 200);
    assert_eq!(elsewhere.get(&desk, "/control/v1/me").await.status, 401);
    let me = bob.get(&desk, "/control/v1/me").await.body;
    let id = me["person"]["id"].as_str().unwrap().to_owned();
    let path = format!("people/{id}/password");
    let made = ada.call(&desk, ("POST", &path), Value::Null).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let link = secret(made.body["link"].as_str().unwrap()).to_owned();
    let arrival = json!({ "link": link, "password": "a third long password" });
    let mut new = Browser::new();
    let used = new.call(&desk, ("POST", "/control/v1/setup"), arrival.clone());
    assert_eq!(used.await.body["person"]["id"], *id);
    assert_eq!(bob.get(&desk, "/control/v1/me").await.status, 401);
    let again = new
        .call(&desk, ("POST", "/control/v1/setup"), arrival)
        .await;
    assert_eq!(code(&again), "link_ended");
    // Whoever owns one of a person's apps is not that person in another.
    let moss = paywall_database::control::Invitation {
        email: "bob@example.com",
        name: "Bob",
        role: Role::Viewer,
    };
    let link = desk
        .people
        .invite("moss", &moss, "x", desk.center.now())
        .await
        .unwrap();
    let accept = json!({ "link": link });
    let joined = new.call(&desk, ("POST", "/control/v1/setup"), accept).await;
    assert_eq!(joined.body["apps"].as_array().unwrap().len(), 2);
    let own = ada.get(&desk, "/control/v1/me").await.body["person"]["id"].clone();
    let guest = json!({ "email": "cy@example.com", "name": "Cy", "role": "owner" });
    let moss = "/control/v1/apps/moss/people";
    let made = ada.call(&desk, ("POST", moss), guest).await;
    let link = secret(made.body["link"].as_str().unwrap()).to_owned();
    let mut cy = Browser::new();
    let arrival = json!({ "link": link, "name": "Cy", "password": PASSWORD });
    cy.call(&desk, ("POST", "/control/v1/setup"), arrival).await;
    for person in [own.as_str().unwrap(), &id] {
        let path = format!("{moss}/{person}/password");
        let refused = cy.call(&desk, ("POST", &path), Value::Null).await;
        assert_eq!(refused.status, 403, "{}", refused.body);
    }
}

#[needs(module)]
#[tokio::test]
async fn people_have_the_rights_of_the_table_as_tokens_have() {
    use paywall_center::access::TABLE;
    let desk = desk().await;
    let mut ada = owner(&desk).await;
    for role in ROLES {
        let name = format!("{role:?}").to_lowercase();
        let email = format!("{name}@example.com");
        let mut browser = member(&desk, &mut ada, &email, &name).await;
        for row in TABLE.iter().filter(|row| row.path.contains("{app}")) {
            let mut path = row.path.replace("{app}", "fern");
            while let (Some(start), Some(end)) = (path.find('{'), path.find('}')) {
                path.replace_range(start..=end, "sandbox");
            }
            let body = if row.method == "GET" {
                Value::Null
            } else {
                json!({})
            };
            let answer = browser.call(&desk, (row.method, &path), body).await;
            let is_let_in = !matches!(answer.status.as_u16(), 401 | 403);
            let expected = row.need.lets_in(role);
            assert_eq!(
                is_let_in, expected,
                "{row:?} as {role:?}: {}",
                answer.status
            );
        }
    }
}
