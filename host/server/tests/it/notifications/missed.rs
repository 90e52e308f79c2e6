//! Tests of the messages that Apple could not deliver while nobody listened.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::{HeaderMap, Uri};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use paywall_database::Restored;
use paywall_ledger::Clock;
use paywall_ledger::{PlatformId, Time};
use paywall_server::CatchUp;
use paywall_server::log::{Level, Log};
use paywall_stores::apple;
use paywall_stores::{
    HttpStores, Inbox, MemoryInbox, MemoryNumbers, Questions, Recorded, Secret, StoreApi, Stores,
};
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use paywall_host_testing::forge::{AUTHORITY, Chain, LEAF};
use paywall_host_testing::shop::{NOW, app};

fn signed(chain: &Chain, id: &str, at: Time) -> String {
    chain.sign(&json!({
        "notificationType": "TEST", "notificationUUID": id, "signedDate": at.millis(), "version": "2.0",
        "data": {"bundleId": "com.example", "environment": "Production"},
    }))
}

fn body(signed: &str) -> String {
    json!({"signedPayload": signed}).to_string()
}

/// Asks `api` as the host does at `now`.
fn catch_up(api: Arc<dyn StoreApi>, stores: &Stores, now: Time) -> (CatchUp, Arc<MemoryInbox>) {
    let clock: Clock = Arc::new(move || now);
    let inbox = Arc::new(MemoryInbox::default());
    let shared: Arc<dyn Inbox> = inbox.clone();
    let questions = Questions::new(api, Arc::<MemoryNumbers>::default(), Arc::clone(&clock));
    let log = Log::new(Level::Off, &clock);
    let app = Arc::new(app());
    let asks = CatchUp::new(&app, stores, &questions, &shared, (&clock, &log));
    (asks, inbox)
}

fn stores(chain: &Chain, api: &str, key: &KeyPair) -> Stores {
    let history = Some(apple::History {
        key: Secret::new(key.serialize_pem()),
        key_id: "K1".into(),
        issuer_id: "I1".into(),
        api: api.into(),
    });
    let settings = apple::Settings {
        roots: vec![chain.root.clone()].into(),
        oldest_days: Some(14),
        history,
        ..apple::Settings::default()
    };
    [(PlatformId::new("apple"), Arc::new(settings) as _)].into()
}

fn key() -> KeyPair {
    KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap()
}

#[tokio::test]
async fn what_failed_is_kept_once_and_what_is_not_apples_never() {
    let (chain, forger) = (Chain::new(AUTHORITY, LEAF), Chain::new(AUTHORITY, LEAF));
    let mut recorded = Recorded::default();
    let old = NOW.plus_days(-29);
    recorded.add_missed(vec![
        body(&signed(&chain, "1", old)),
        body(&signed(&forger, "2", NOW)),
        "not JSON".into(),
    ]);
    recorded.add_missed(vec![body(&signed(&chain, "3", NOW))]);
    let stores = stores(&chain, "unused", &key());
    let (asks, inbox) = catch_up(Arc::new(recorded), &stores, NOW);
    assert_eq!(asks.all().await.unwrap(), 2);
    let ids: Vec<String> = inbox.all().into_iter().map(|it| it.id).collect();
    assert_eq!(ids, ["1", "3"]);
    assert_eq!(inbox.all()[0].received_at, NOW);
    assert_eq!(asks.all().await.unwrap(), 0, "again");
}

#[tokio::test]
async fn a_message_is_judged_by_the_certificates_of_its_day() {
    let chain = Chain::new(AUTHORITY, LEAF);
    // The certificates end with 2027.
    let end = Time::from_seconds(1_830_297_600);
    let mut recorded = Recorded::default();
    let days = [end.plus_days(-1), end.plus_days(1)];
    let messages = days.map(|it| body(&signed(&chain, &it.millis().to_string(), it)));
    recorded.add_missed(messages.into());
    let stores = stores(&chain, "unused", &key());
    let (asks, _) = catch_up(Arc::new(recorded), &stores, end.plus_days(10));
    assert_eq!(asks.all().await.unwrap(), 1);
}

/// The questions that an API of Apple's heard: address, token, body.
type Heard = Arc<Mutex<Vec<(Uri, String, Value)>>>;

/// Makes a store of Apple's with an API of two pages, and the list of what that is asked.
async fn apple() -> (HttpStores, Stores, Heard) {
    let chain = Arc::new(Chain::new(AUTHORITY, LEAF));
    let asked = Heard::default();
    let (seen, own) = (Arc::clone(&asked), Arc::clone(&chain));
    let router = Router::new().fallback(async move |uri: Uri, headers: HeaderMap, text: String| {
        let token = headers["authorization"].to_str().unwrap().to_owned();
        let second = uri.query() == Some("paginationToken=p2");
        let id = if second { "2" } else { "1" };
        seen.lock()
            .unwrap()
            .push((uri, token, serde_json::from_str(&text).unwrap()));
        json!({"notificationHistory": [{"signedPayload": signed(&own, id, NOW), "sendAttempts": []}],
            "hasMore": !second, "paginationToken": "p2"})
        .to_string()
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let api = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let stores = stores(&chain, &api, &key());
    let http = HttpStores::new(&app(), stores.clone(), Arc::new(|| NOW)).unwrap();
    (http, stores, asked)
}

#[tokio::test]
async fn after_a_restored_backup_apple_is_asked_for_everything_since() {
    let back = NOW.plus_days(-3);
    let restored = |at| Restored {
        at,
        newest: Some(back),
    };
    let yesterday = NOW.plus_millis(-86_400_000);
    for (restored, all) in [
        (Some(restored(NOW.plus_millis(-60_000))), true),
        (Some(restored(yesterday)), false),
        (None, false),
    ] {
        let (http, stores, asked) = apple().await;
        let (asks, _) = catch_up(Arc::new(http), &stores, NOW);
        assert_eq!(asks.after(restored).all().await.unwrap(), 2);
        let question = &asked.lock().unwrap()[0].2;
        assert_eq!(question["onlyFailures"], !all);
        let from = if all {
            back.plus_millis(-3_600_000)
        } else {
            NOW.plus_days(-30)
        };
        assert_eq!(question["startDate"], from.millis());
    }
}

#[tokio::test]
async fn apple_is_asked_page_by_page_with_a_token_of_the_apps_key() {
    let (http, stores, asked) = apple().await;
    let (asks, inbox) = catch_up(Arc::new(http), &stores, NOW);
    assert_eq!(asks.all().await.unwrap(), 2);
    assert_eq!(inbox.all().len(), 2);
    let asked = asked.lock().unwrap();
    assert_eq!(asked.len(), 2);
    let (uri, token, question) = &asked[0];
    assert_eq!(uri.path(), "/inApps/v1/notifications/history");
    assert_eq!(question["onlyFailures"], true);
    assert_eq!(question["startDate"], NOW.plus_days(-30).millis());
    let claims = token.split('.').nth(1).unwrap();
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
    assert_eq!(
        (&claims["iss"], &claims["bid"], &claims["aud"]),
        (
            &json!("I1"),
            &json!("com.example"),
            &json!("appstoreconnect-v1")
        )
    );
}
