//! Signing in at a provider of identities, and what must not come of it.
#![allow(clippy::too_many_lines, reason = "a story is as long as it is")]

use paywall_center::{GroupRole, Provider, ProviderSettings};
use paywall_control::policy::Role;
use paywall_host_testing::needs;
use paywall_host_testing::provider::{CLIENT, CLIENT_SECRET, IdentityProvider, Signer};
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::desk::{Answer, Desk, NOW, desk, everywhere};
use crate::people::{member, owner};

/// Gives a desk a provider whose group `growth` edits `fern`, and whose group `heads` owns all.
async fn with_provider(desk: Desk) -> (Desk, IdentityProvider) {
    let at = IdentityProvider::start(NOW.millis() / 1_000).await;
    let role = |group: &str, app: Option<&str>, role| GroupRole {
        group: group.to_owned(),
        app: app.map(str::to_owned),
        role,
    };
    let settings = ProviderSettings {
        issuer: at.issuer.clone(),
        client_id: CLIENT.to_owned(),
        client_secret: CLIENT_SECRET.to_owned(),
        name: "Example".to_owned(),
        groups: "groups".to_owned(),
        roles: vec![
            role("growth", Some("fern"), Role::Editor),
            role("heads", None, Role::Owner),
        ],
    };
    let desk = desk.with_provider(|clock| {
        Provider::new(settings, "https://control.example.com", clock).unwrap()
    });
    (desk, at)
}

fn location(answer: &Answer) -> String {
    answer.headers["location"].to_str().unwrap().to_owned()
}

/// Begins in a browser, and goes to the provider; returns the path by which it comes back.
async fn away(desk: &Desk, browser: &mut Browser) -> String {
    let begun = browser.get(desk, "/control/v1/oidc/begin").await;
    assert_eq!(begun.status, 303, "{}", begun.body);
    at_provider(&location(&begun)).await
}

/// Signs in at the provider, which sends the browser back.
async fn at_provider(address: &str) -> String {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    let sent = client.build().unwrap().get(address).send().await.unwrap();
    let back = sent.headers()["location"].to_str().unwrap();
    back.strip_prefix("https://control.example.com")
        .unwrap()
        .to_owned()
}

/// Goes there and back; returns where the browser is sent.
async fn sign_in(desk: &Desk, browser: &mut Browser) -> String {
    let back = away(desk, browser).await;
    let answer = browser.get(desk, &back).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    location(&answer)
}

async fn me(desk: &Desk, browser: &mut Browser) -> Value {
    browser.get(desk, "/control/v1/me").await.body
}

#[needs(module)]
#[tokio::test]
async fn a_person_signs_in_at_the_provider_with_the_roles_of_the_groups() {
    for desk in everywhere().await {
        let (desk, at) = with_provider(desk).await;
        let mut browser = Browser::new();
        let ways = browser.get(&desk, "/control/v1/oidc").await;
        assert_eq!(ways.body, json!({ "provider": "Example" }));
        at.says(json!({ "groups": ["growth", "other"] }), Signer::Own);
        assert_eq!(
            sign_in(&desk, &mut browser).await,
            "/control/",
            "{}",
            desk.name
        );
        let cy = me(&desk, &mut browser).await;
        assert_eq!(cy["person"]["email"], "cy@example.com");
        assert_eq!(cy["apps"].as_array().unwrap().len(), 1);
        assert_eq!(
            (&cy["apps"][0]["id"], &cy["apps"][0]["role"]),
            (&json!("fern"), &json!("editor"))
        );
        // The same person again, with another address and other groups.
        at.says(
            json!({ "groups": "heads", "email": "cy@new.example" }),
            Signer::Own,
        );
        let mut elsewhere = Browser::new();
        assert_eq!(sign_in(&desk, &mut elsewhere).await, "/control/");
        let again = me(&desk, &mut elsewhere).await;
        assert_eq!(again["person"]["id"], cy["person"]["id"]);
        let roles = again["apps"].as_array().unwrap();
        assert!(roles.len() == 2 && roles.iter().all(|it| it["role"] == "owner"));
        at.says(
            json!({ "sub": "0815", "email": "x@example.com" }),
            Signer::Own,
        );
        let nobody = sign_in(&desk, &mut Browser::new()).await;
        assert_eq!(nobody, "/control/sign-in?refused=no_role");
    }
}

#[needs(module)]
#[tokio::test]
async fn without_a_provider_there_is_no_such_way() {
    let desk = desk().await;
    let mut browser = Browser::new();
    let ways = browser.get(&desk, "/control/v1/oidc").await;
    assert_eq!(ways.body, json!({ "provider": null }));
    for path in ["begin", "callback?code=1&state=2"] {
        let answer = browser
            .get(&desk, &format!("/control/v1/oidc/{path}"))
            .await;
        assert_eq!(answer.status, 404, "{path}");
    }
}

#[needs(module)]
#[tokio::test]
async fn tokens_that_are_not_the_providers_for_this_sign_in_let_nobody_in() {
    let (desk, at) = with_provider(desk().await).await;
    let now = NOW.millis() / 1_000;
    let lies = [
        (json!({}), Signer::None, "token_unsigned"),
        (json!({}), Signer::Public, "token_unsigned"),
        (json!({}), Signer::Forged, "token_bad_signature"),
        (json!({}), Signer::Unknown, "token_unknown_key"),
        (
            json!({ "aud": "another" }),
            Signer::Own,
            "token_other_audience",
        ),
        (
            json!({ "aud": [CLIENT, "another"] }),
            Signer::Own,
            "token_other_audience",
        ),
        (
            json!({ "aud": CLIENT, "azp": "another" }),
            Signer::Own,
            "token_other_audience",
        ),
        (
            json!({ "iss": "https://evil.example" }),
            Signer::Own,
            "token_other_issuer",
        ),
        (
            json!({ "nonce": "another" }),
            Signer::Own,
            "token_other_sign_in",
        ),
        (json!({ "nonce": null }), Signer::Own, "token_other_sign_in"),
        (json!({ "exp": now - 61 }), Signer::Own, "token_expired"),
        (json!({ "exp": null }), Signer::Own, "token_expired"),
        (
            json!({ "iat": now + 120 }),
            Signer::Own,
            "token_from_the_future",
        ),
        (json!({ "sub": null }), Signer::Own, "token_incomplete"),
        (
            json!({ "email_verified": false }),
            Signer::Own,
            "email_not_verified",
        ),
        (
            json!({ "email_verified": null }),
            Signer::Own,
            "email_not_verified",
        ),
        (json!({ "email": null }), Signer::Own, "email_not_verified"),
    ];
    for (mut claims, signer, code) in lies {
        claims["groups"] = json!(["heads"]);
        at.says(claims.clone(), signer);
        let mut browser = Browser::new();
        let sent = sign_in(&desk, &mut browser).await;
        assert_eq!(sent, format!("/control/sign-in?refused={code}"), "{claims}");
        let nobody = browser.get(&desk, "/control/v1/me").await;
        assert_eq!(nobody.status, 401);
    }
    assert!(desk.people.members("fern").await.unwrap().is_empty());
}

#[needs(module)]
#[tokio::test]
async fn a_sign_in_goes_on_in_the_browser_that_began_it_and_once() {
    let (desk, at) = with_provider(desk().await).await;
    at.says(json!({ "groups": ["growth"] }), Signer::Own);
    let other = "/control/sign-in?refused=other_browser";
    // Somebody sends their own way back to another one, who would then work in their account.
    let mut eve = Browser::new();
    let back = away(&desk, &mut eve).await;
    let mut victim = Browser::new();
    assert_eq!(location(&victim.get(&desk, &back).await), other);
    away(&desk, &mut victim).await;
    assert_eq!(
        location(&victim.get(&desk, &back).await),
        other,
        "a state of another sign-in"
    );
    assert_eq!(victim.get(&desk, "/control/v1/me").await.status, 401);
    // A way back works once, even for whoever kept the cookie.
    let kept = eve.clone();
    let first = eve.get(&desk, &back).await;
    assert_eq!(location(&first), "/control/");
    assert_eq!(location(&eve.clone().get(&desk, &back).await), other);
    assert_eq!(
        location(&kept.clone().get(&desk, &back).await),
        "/control/sign-in?refused=provider_refused"
    );
    // A provider that says no, or that is another one than the one that was asked (RFC 9207).
    for answer in ["error=access_denied", "code=1&iss=https://evil.example"] {
        let mut browser = Browser::new();
        let back = away(&desk, &mut browser).await;
        let state = back.split("state=").nth(1).unwrap();
        let path = format!("/control/v1/oidc/callback?state={state}&{answer}");
        let refused = location(&browser.get(&desk, &path).await);
        assert_eq!(
            refused, "/control/sign-in?refused=provider_refused",
            "{answer}"
        );
    }
}

#[needs(module)]
#[tokio::test]
async fn the_cookie_of_a_sign_in_is_for_this_host_and_ten_minutes() {
    let (desk, _at) = with_provider(desk().await).await;
    let begun = Browser::new().get(&desk, "/control/v1/oidc/begin").await;
    let cookie = begun.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-paywall-signing-in="), "{cookie}");
    for rule in [
        "; HttpOnly",
        "; SameSite=Lax",
        "; Secure",
        "; Path=/",
        "; Max-Age=600",
    ] {
        assert!(cookie.contains(rule), "{cookie}");
    }
    let address = location(&begun);
    let seed = cookie.split(['=', ';']).nth(1).unwrap();
    assert!(!address.contains(seed), "the proof stays in the browser");
    for word in [
        "code_challenge=",
        "code_challenge_method=S256",
        "nonce=",
        "state=",
    ] {
        assert!(address.contains(word), "{address}");
    }
}

#[needs(module)]
#[tokio::test]
async fn an_address_alone_takes_nobody_over() {
    let (desk, at) = with_provider(desk().await).await;
    let mut ada = owner(&desk).await;
    let mut bob = member(&desk, &mut ada, "bob@example.com", "viewer").await;
    at.says(
        json!({ "email": "ADA@example.com", "groups": ["heads"] }),
        Signer::Own,
    );
    let known = "/control/sign-in?refused=known_person";
    assert_eq!(sign_in(&desk, &mut Browser::new()).await, known);
    assert_eq!(
        sign_in(&desk, &mut bob.clone()).await,
        known,
        "signed in as somebody else"
    );
    assert_eq!(
        me(&desk, &mut bob).await["person"]["email"],
        "bob@example.com"
    );
    // In her own browser it becomes one more way in.
    let before = me(&desk, &mut ada).await["person"]["id"].clone();
    let ada_again = sign_in(&desk, &mut ada).await;
    assert_eq!(ada_again, "/control/");
    let mut new = Browser::new();
    assert_eq!(sign_in(&desk, &mut new).await, "/control/");
    assert_eq!(me(&desk, &mut new).await["person"]["id"], before);
    // Another provider's name for somebody is another one.
    at.says(
        json!({ "sub": "other", "email": "ada@example.com" }),
        Signer::Own,
    );
    assert_eq!(sign_in(&desk, &mut Browser::new()).await, known);
}

#[needs(module)]
#[tokio::test]
async fn refused_sign_ins_from_one_address_are_limited() {
    let (desk, at) = with_provider(desk().await).await;
    at.says(json!({}), Signer::None);
    let mut statuses = Vec::new();
    for _ in 0..31 {
        let mut browser = Browser::new();
        let back = "/control/v1/oidc/callback?code=1&state=2";
        statuses.push(browser.get(&desk, back).await.status.as_u16());
    }
    assert_eq!(statuses.iter().filter(|it| **it == 303).count(), 30);
    assert_eq!(statuses.last(), Some(&429));
}
