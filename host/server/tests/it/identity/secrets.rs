//! Devices that have a secret, and what a stranger does who knows only the id.

use paywall_ledger::{NamedAccount, Policy};
use serde_json::{Value, json};

use super::{
    ATTACKER, OTHER, SECRET, VICTIM, buy, call, entitled, host, host_under, login, refused,
    register,
};

#[tokio::test]
async fn a_stranger_who_knows_a_device_id_can_do_nothing_with_it() {
    let host = host("").await;
    let secret = Some(SECRET);
    assert_eq!(register(&host, "v", secret).await.status, 201);
    assert_eq!(
        login(&host, "v", secret, json!({"external_id": VICTIM}))
            .await
            .status,
        200
    );
    buy(&host, "v", secret, None).await;
    let before = host.ledger.log().await.unwrap().len();
    for given in [None, Some(OTHER)] {
        for (method, path, body) in [
            (
                "POST",
                "",
                json!({"id": "v", "os_name": "evil", "device_secret": given}),
            ),
            ("PUT", "v/", json!({"os_name": "evil"})),
            ("PATCH", "v/", json!({"country": null})),
            ("GET", "v/", Value::Null),
            ("GET", "v/profile/", Value::Null),
            ("GET", "v/active_entitlements/", Value::Null),
            ("GET", "v/campaign_rules/", Value::Null),
            ("GET", "v/products/", Value::Null),
            ("GET", "v/paywalls/", Value::Null),
            ("PUT", "v/login/", json!({"external_id": ATTACKER})),
            ("PUT", "v/logout/", json!({})),
            ("PUT", "v/purchase_event/", json!({})),
            ("POST", "v/session/", json!({})),
            ("POST", "v/impression/", json!({})),
            ("POST", "v/transaction/", json!({})),
        ] {
            let answer = call(&host, given, method, path, &body).await;
            refused(&answer, 403, "device_secret_wrong");
            let names = answer.text.contains(SECRET) || answer.text.contains(OTHER);
            assert!(!names, "{method} {path}");
        }
    }
    assert_eq!(host.ledger.log().await.unwrap().len(), before);
    let shown = call(&host, secret, "GET", "v/", &Value::Null).await;
    assert_eq!(
        shown.body,
        json!({"id": "v", "os_name": "web"}),
        "no secret is shown"
    );
    assert_eq!(entitled(&host, "v", secret).await, 1);
}

#[tokio::test]
async fn a_client_that_lost_an_answer_registers_again_and_keeps_its_secret() {
    let host = host("").await;
    let again = json!({"id": "v", "os_name": "newer", "device_secret": SECRET});
    assert_eq!(register(&host, "v", Some(SECRET)).await.status, 201);
    let answer = call(&host, None, "POST", "", &again).await;
    assert_eq!(
        (answer.status, &answer.body),
        (201, &json!({"id": "v", "os_name": "newer"}))
    );
    let put = call(
        &host,
        Some(SECRET),
        "PUT",
        "v/",
        &json!({"os_name": "newest"}),
    )
    .await;
    assert_eq!(put.status, 200);
    refused(
        &call(&host, None, "GET", "v/", &Value::Null).await,
        403,
        "device_secret_wrong",
    );
    for bad in [
        json!("short"),
        json!(7),
        json!("ä".repeat(50)),
        json!("a".repeat(129)),
    ] {
        let body = json!({"id": "w", "device_secret": bad});
        refused(
            &call(&host, None, "POST", "", &body).await,
            400,
            "invalid_request",
        );
    }
}

#[tokio::test]
async fn a_device_without_a_secret_goes_on_and_nobody_gives_it_one() {
    let host = host("").await;
    assert_eq!(register(&host, "v", None).await.status, 201);
    let stranger = json!({"id": "v", "os_name": "evil", "device_secret": OTHER});
    let answer = call(&host, None, "POST", "", &stranger).await;
    assert_eq!(
        (answer.status, &answer.body["os_name"]),
        (201, &json!("web")),
        "what is known stays"
    );
    assert_eq!(
        call(&host, None, "GET", "v/profile/", &Value::Null)
            .await
            .status,
        200
    );
    let path = "/sdk/v3/platform/other/device/";
    let elsewhere = host.call("POST", path, "", &stranger.to_string()).await;
    refused(&elsewhere, 409, "device_elsewhere");
    let kept = call(&host, None, "GET", "v/", &Value::Null).await;
    assert_eq!(kept.body, json!({"id": "v", "os_name": "web"}));
}

#[tokio::test]
async fn an_app_may_refuse_devices_without_a_secret() {
    let host = host("device_secrets = 'required'").await;
    refused(
        &register(&host, "v", None).await,
        409,
        "device_secret_required",
    );
    assert_eq!(register(&host, "v", Some(SECRET)).await.status, 201);
    let user = {
        let state = host.ledger.state().await.unwrap();
        state.devices.values().next().unwrap().user.clone()
    };
    assert_eq!(entitled(&host, "v", Some(SECRET)).await, 0);
    // A customer who is forgotten leaves neither a device nor its secret behind, so the client registers it anew.
    let now = paywall_ledger::Time::from_seconds(super::NOW);
    host.ledger.forget(&user, now, false).await.unwrap();
    let after = call(&host, Some(SECRET), "GET", "v/profile/", &Value::Null).await;
    refused(&after, 409, "device_not_found");
    let other = "0f".repeat(32);
    assert_eq!(register(&host, "v", Some(&other)).await.status, 201);
    assert_eq!(entitled(&host, "v", Some(&other)).await, 0);
}

#[tokio::test]
async fn a_receipt_that_names_an_account_is_worth_nothing_to_others() {
    let account = "b9f7e8f4-52ad-4c58-a4b1-111111111111";
    let policy = Policy {
        named_account: NamedAccount::Only,
        ..Policy::default()
    };
    let host = host_under("", policy).await;
    register(&host, "attacker", None).await;
    login(&host, "attacker", None, json!({"external_id": ATTACKER})).await;
    // The attacker is even the first to show it.
    let shown = buy(&host, "attacker", None, Some(account)).await;
    assert_eq!(
        (shown.status, &shown.body["active_entitlements"]),
        (200, &json!([]))
    );
    register(&host, "victim", None).await;
    login(&host, "victim", None, json!({"external_id": account})).await;
    assert_eq!(entitled(&host, "victim", None).await, 1);
    buy(&host, "attacker", None, Some(account)).await;
    assert_eq!(entitled(&host, "attacker", None).await, 0);
    assert_eq!(entitled(&host, "victim", None).await, 1);
    let state = host.ledger.state().await.unwrap();
    let user = &state.accounts[&ATTACKER.parse().unwrap()];
    let history = host.ledger.history(user).await.unwrap();
    let told = history.iter().any(|it| {
        it.text
            .contains("was not given to device attacker (named_account)")
    });
    assert!(told, "{history:?}");
}
