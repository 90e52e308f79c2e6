//! Support gives entitlements, takes them back, and can say why, with the program itself.

use std::sync::Arc;

use serde_json::{Value, json};

use super::program::Program;
use super::story::{install, login};
use super::world::{OPERATOR, SUPPORT, Stores, host, now};
use paywall_host_testing::needs;
use paywall_host_testing::postgres::postgres;
use paywall_host_testing::receiver::Receiver;

const CUSTOMER: &str = "b9f7e8f4-52ad-4c58-a4b1-777777777777";

#[needs(module)]
#[tokio::test(flavor = "multi_thread")]
async fn support_gives_and_ends_entitlements_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}", folder.path().join("facts.db").display());
    gives_and_ends(&database).await;
}

#[needs(module, postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn support_gives_and_ends_entitlements_on_postgres() {
    gives_and_ends(&postgres().unwrap()).await;
}

/// Somebody with a key of the host.
struct Support<'a> {
    host: &'a Program,
    bearer: String,
}

impl Support<'_> {
    async fn call(&self, method: &str, path: &str, key: &str, body: Value) -> (u16, Value) {
        let headers = [
            ("authorization", self.bearer.as_str()),
            ("idempotency-key", key),
        ];
        let path = format!("/admin/v1/apps/shop/{path}");
        let body = match body {
            Value::Null => String::new(),
            body => body.to_string(),
        };
        self.host.call(method, &path, &headers, body).await
    }

    /// Gives something, which is refused with this code.
    async fn refused(&self, key: &str, body: Value, code: (u16, &str)) {
        let (status, answer) = self.call("POST", "grants", key, body).await;
        assert_eq!((status, &answer["error"]["code"]), (code.0, &json!(code.1)));
    }
}

async fn gives_and_ends(database: &str) {
    let folder = tempfile::tempdir().unwrap();
    let (stores, receiver) = (Stores::open().await, Receiver::start(Arc::new(now)).await);
    let host = host(&folder, database, &stores, &receiver);
    let with = |key: &str| Support {
        host: &host,
        bearer: format!("Bearer {key}"),
    };
    let (reader, support) = (with(SUPPORT), with(OPERATOR));
    install(&host, "ios", "D1").await;
    let (_, found) = support.call("GET", "devices/D1", "", Value::Null).await;
    let gift = |days: i64| json!({"user": found["user"], "entitlement": "premium", "days": days, "by": "Ada", "why": "an outage"});
    assert_eq!(reader.call("POST", "grants", "1", gift(7)).await.0, 401);

    let (status, given) = support.call("POST", "grants", "1", gift(7)).await;
    assert_eq!((status, &given["is_new"]), (200, &json!(true)), "{given}");
    let id = given["grant"].as_str().unwrap();
    let purchases = &given["customer"]["entitlements"][0]["purchases"];
    assert_eq!(purchases[0], format!("granted/production/{id}"));
    let (_, again) = support.call("POST", "grants", "1", gift(9)).await;
    assert_eq!(
        again["is_new"],
        json!(false),
        "the same key gives nothing more"
    );
    assert_eq!(again["customer"], given["customer"]);
    let entitled = host.entitled("ios/device/D1").await;
    assert_eq!(entitled.len(), 1);
    assert_eq!(entitled[0].0, "premium");
    assert!(!entitled[0].1.is_empty(), "it has an end");

    // The customer logs in, and the grant goes along.
    login(&host, "ios/device/D1", CUSTOMER).await;
    assert_eq!(host.entitled("ios/device/D1").await, entitled);
    let (_, account) = reader
        .call("GET", &format!("accounts/{CUSTOMER}"), "", Value::Null)
        .await;
    assert_eq!(account["customer"]["entitlements"][0]["id"], "premium");

    let end = json!({"by": "Bob", "why": "a mistake"});
    let (status, ended) = support
        .call("POST", &format!("grants/{id}/end"), "", end)
        .await;
    assert_eq!(status, 200, "{ended}");
    assert_eq!(ended["customer"]["entitlements"], json!([]));
    assert!(host.entitled("ios/device/D1").await.is_empty());

    // An account that nobody has used yet.
    let later = json!({"account": "4711", "entitlement": "premium", "why": "a contest"});
    let (_, given) = support.call("POST", "grants", "2", later).await;
    let second = given["grant"].as_str().unwrap();
    install(&host, "ios", "D2").await;
    login(&host, "ios/device/D2", "4711").await;
    assert_eq!(
        host.entitled("ios/device/D2").await,
        [("premium".into(), String::new())]
    );
    let second = format!("grants/{second}");
    let taken = support.call("DELETE", &second, "", Value::Null).await;
    assert_eq!(taken.0, 200);
    assert!(host.entitled("ios/device/D2").await.is_empty());

    told(&receiver, &host).await;
    refusals(&support).await;
}

/// Checks that the outside and the histories tell what happened.
async fn told(receiver: &Receiver, host: &Program) {
    let messages = receiver.taken(6).await;
    let of = |name: &str| {
        messages
            .iter()
            .filter(|it| it["event_type"] == name)
            .count()
    };
    assert_eq!(of("user.entitlement.granted"), 2);
    assert_eq!(of("user.entitlement.ended"), 2);
    assert_eq!(of("user.subscription.transferred"), 2);
    let ended = host.history("--account", CUSTOMER);
    assert!(
        ended.contains("was ended by Bob (operator): a mistake"),
        "{ended}"
    );
    let given = host.history("--account", "4711");
    assert!(
        given.contains("gives premium, by operator: a contest"),
        "{given}"
    );
}

/// Checks that each thing that cannot be has a code.
async fn refusals(support: &Support<'_>) {
    let to = |who: Value, what: &str| json!({"account": who, "entitlement": what});
    let known = to(json!("4711"), "premium");
    let invalid = (400, "invalid_request");
    support.refused("", known.clone(), invalid).await;
    let mail = to(json!("jane@example.com"), "premium");
    support.refused("3", mail, invalid).await;
    let mut past = known.clone();
    past["until"] = json!("2020-01-01T00:00:00Z");
    support.refused("3", past, invalid).await;
    let mut odd = known;
    odd["colour"] = json!("red");
    support.refused("3", odd, invalid).await;
    let nothing = (404, "entitlement_not_found");
    support
        .refused("3", to(json!("4711"), "nothing"), nothing)
        .await;
    let nobody = json!({"user": "nobody", "entitlement": "premium"});
    support.refused("3", nobody, (404, "user_not_found")).await;
    let none = support.call("POST", "grants/none/end", "", Value::Null);
    assert_eq!(none.await.0, 404);
}
