//! Tests of what those who help customers see and do.

use paywall_control::policy::Role;
use paywall_host_testing::needs;
use paywall_ledger::{DeviceId, Input, PlatformId, What};
use serde_json::{Value, json};

use crate::desk::{Desk, NOW, everywhere};

/// Lets a device come, which logs in to an account.
async fn customer(desk: &Desk, device: &str, account: &str) {
    let device = DeviceId::new(device);
    let platform = PlatformId::new("stripe");
    let login = What::Login {
        device: device.clone(),
        account: account.parse().unwrap(),
    };
    for what in [What::Install { device, platform }, login] {
        let key = format!("{what:?}");
        let input = Input { key, at: NOW, what };
        desk.ledger.accept(input).await.unwrap();
    }
}

fn gift(key: &str) -> Value {
    json!({ "entitlement": "premium", "days": 7, "why": "the outage", "key": key })
}

/// Lists the entitlements that a customer has.
async fn has(desk: &Desk, id: &str) -> Vec<String> {
    let path = format!("customers/{id}");
    let shown = desk.call(Role::Support, ("GET", &path), None, &[]).await;
    assert_eq!(shown.status, 200, "{}", shown.body);
    let all = shown.body["customer"]["entitlements"].as_array().unwrap();
    all.iter()
        .map(|it| it["id"].as_str().unwrap().to_owned())
        .collect()
}

/// Checks what support is shown of a customer who was given something, and returns that.
async fn shown(desk: &Desk) -> Value {
    let shown = desk
        .call(Role::Support, ("GET", "customers/4711"), None, &[])
        .await
        .body;
    let given = &shown["purchases"][0];
    assert_eq!(
        (&given["words"], &given["is_given"]),
        (&json!("It runs."), &json!(true)),
        "{given}"
    );
    assert!(given["grant"].is_string(), "{given}");
    let request = json!({ "id": shown["user"], "loggedIn": true, "entitlements": ["premium"], "journeyState": {} });
    assert_eq!(shown["request"], request);
    assert_eq!(
        shown["journey"],
        "Nothing special: neither trial nor trouble with a payment."
    );
    assert_eq!(
        shown["entitlements"],
        json!([{ "id": "premium", "name": "Premium" }])
    );
    let history = shown["history"].to_string();
    assert!(
        history.contains("token:support") && history.contains("the outage"),
        "{history}"
    );
    assert_eq!(shown["revision"], Value::Null);
    given.clone()
}

#[needs(module)]
#[tokio::test]
async fn support_gives_and_ends_an_entitlement_with_a_reason() {
    for desk in everywhere().await {
        customer(&desk, "D1", "4711").await;
        let given = desk
            .post(Role::Support, "customers/4711/grants", &gift("a"))
            .await;
        assert_eq!(given["is_new"], true, "{}", desk.name);
        let again = desk
            .post(Role::Support, "customers/D1/grants", &gift("a"))
            .await;
        assert_eq!(
            (&again["grant"], &again["is_new"]),
            (&given["grant"], &json!(false))
        );
        assert_eq!(has(&desk, "D1").await, ["premium"]);
        let given = shown(&desk).await;
        // Another customer's grant is nobody else's to end.
        customer(&desk, "D2", "0815").await;
        let grant = given["grant"].as_str().unwrap();
        let why = json!({ "why": "it was given twice" });
        let (status, _) = desk
            .refused(
                Role::Support,
                &format!("customers/0815/grants/{grant}/end"),
                &why,
            )
            .await;
        assert_eq!(status, 404);
        let end = format!("customers/4711/grants/{grant}/end");
        desk.wait(1_000);
        desk.post(Role::Publisher, &end, &why).await;
        desk.post(Role::Support, &end, &why).await;
        assert!(has(&desk, "4711").await.is_empty(), "{}", desk.name);
        let audit = desk.get("audit").await;
        let verbs: Vec<&str> = audit
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["verb"].as_str().unwrap())
            .collect();
        assert_eq!(verbs[..2], ["end_grant", "give_entitlement"]);
        assert!(!audit.to_string().contains("4711"));
    }
}

#[needs(module)]
#[tokio::test]
async fn what_is_given_is_asked_for_properly() {
    let desk = crate::desk::desk().await;
    customer(&desk, "D1", "4711").await;
    for (field, value, path) in [
        ("why", json!(" "), "$.why"),
        ("days", json!(0), "$.days"),
        ("days", json!(36_501), "$.days"),
        ("key", json!(""), "$.key"),
    ] {
        let mut body = gift("a");
        body[field] = value;
        let (status, error) = desk
            .refused(Role::Support, "customers/4711/grants", &body)
            .await;
        assert_eq!((status, &error["path"]), (400, &json!(path)), "{error}");
    }
    let mut unknown = gift("a");
    unknown["entitlement"] = json!("gold");
    let (status, error) = desk
        .refused(Role::Support, "customers/4711/grants", &unknown)
        .await;
    assert_eq!(
        (status, &error["code"]),
        (404, &json!("entitlement_not_found"))
    );
    let (status, _) = desk
        .refused(Role::Support, "customers/nobody/grants", &gift("a"))
        .await;
    assert_eq!(status, 404);
}

#[needs(module)]
#[tokio::test]
async fn a_customer_is_forgotten_by_an_owner_who_says_the_id_twice() {
    for desk in everywhere().await {
        customer(&desk, "D1", "4711").await;
        let path = "customers/4711/forget";
        let (status, error) = desk
            .refused(Role::Owner, path, &json!({ "confirm": "4712" }))
            .await;
        assert_eq!(
            (status, &error["path"]),
            (400, &json!("$.confirm")),
            "{}",
            desk.name
        );
        let confirm = json!({ "confirm": "4711" });
        assert_eq!(desk.refused(Role::Publisher, path, &confirm).await.0, 403);
        desk.post(Role::Owner, path, &confirm).await;
        for id in ["4711", "D1"] {
            let gone = desk
                .call(Role::Owner, ("GET", &format!("customers/{id}")), None, &[])
                .await;
            assert_eq!(gone.status, 404, "{id}");
        }
        assert_eq!(desk.refused(Role::Owner, path, &confirm).await.0, 404);
        let audit = desk.get("audit").await;
        assert_eq!(audit[0]["verb"], "forget_customer");
        assert!(!audit.to_string().contains("4711"));
    }
}
