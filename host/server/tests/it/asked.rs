//! Tests of the questions that devices cause: made-up purchases do not spend what a store grants the operator.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use paywall_database::{Database, LedgerDatabase};
use paywall_engine::Engine;
use paywall_ledger::{Clock, PlatformId, Store, Time};
use paywall_server::StoreProofs;
use paywall_server::budget::QuestionSizes;
use paywall_server::calls::Size;
use paywall_server::log::{Level, Log};
use paywall_server::sdk::{Sdk, routes};
use paywall_stores::{
    Answer, AskError, ConfiguredStore, Question, Questions, Reply, Stores, google,
};
use serde_json::{Value, json};
use tower::ServiceExt;

use paywall_host_testing::asked::AskedStore;
use paywall_host_testing::engine::stub_options;
use paywall_host_testing::shop::{NOW, app_on};

/// Answers as Google, which knows the purchases whose names begin with `good`.
fn answer(question: &Question) -> Result<Reply, AskError> {
    let answer = match question.purchase.starts_with("good") {
        false => Answer::Missing,
        true => Answer::Found(json!({
            "subscriptionState": "SUBSCRIPTION_STATE_ACTIVE", "startTime": "2025-12-31T00:00:00Z",
            "lineItems": [{"productId": "premium", "expiryTime": "2026-02-01T00:00:00Z"}]})),
    };
    Ok(answer.into())
}

struct World {
    google: Arc<AskedStore>,
    now: Arc<AtomicI64>,
    log: Log,
    routes: Router,
}

struct Answered {
    status: StatusCode,
    retry_after: Option<u64>,
    body: Value,
}

impl World {
    async fn new(sizes: QuestionSizes) -> Self {
        let now = Arc::new(AtomicI64::new(NOW.millis()));
        let told = Arc::clone(&now);
        let clock: Clock = Arc::new(move || Time::from_millis(told.load(Ordering::SeqCst)));
        let log = Log::new(Level::Off, &clock);
        let google = Arc::<AskedStore>::default();
        google.answers(answer);
        let database = Database::open("sqlite::memory:").await.unwrap();
        let ledger = LedgerDatabase::new(&database, app_on("android", Store::Google));
        let (api, numbers) = (Arc::clone(&google), Arc::new(ledger.clone()));
        let questions = Questions::new(api, numbers, clock.clone());
        let platform = PlatformId::new("android");
        let settings: Arc<dyn ConfiguredStore> = Arc::new(google::Settings::default());
        let stores = Stores::from([(platform.clone(), settings)]);
        let mut proofs = StoreProofs::default().with_log(&log).with_budget(sizes);
        proofs.add(ledger.current(), &stores, &questions);
        let engine = Engine::new(stub_options()).unwrap();
        let mut sdk = Sdk::new(Arc::new(proofs), clock);
        assert!(sdk.add(&platform, &ledger, &engine.load(b"{}").unwrap()));
        Self {
            google,
            now,
            log,
            routes: routes(sdk),
        }
    }

    async fn call(&self, method: &str, path: &str, body: Value) -> Answered {
        let request = Request::builder().method(method);
        let request = request.uri(format!("/sdk/v3/platform/android/{path}"));
        let request = request.body(Body::from(body.to_string())).unwrap();
        let answer = self.routes.clone().oneshot(request).await.unwrap();
        let wait = answer.headers().get(header::RETRY_AFTER).cloned();
        let status = answer.status();
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        Answered {
            status,
            retry_after: wait.map(|it| it.to_str().unwrap().parse().unwrap()),
            body: serde_json::from_slice(&body).unwrap(),
        }
    }

    async fn device(&self, id: &str) {
        let made = self.call("POST", "device", json!({ "id": id })).await;
        assert_eq!(made.status, StatusCode::CREATED);
    }

    async fn show(&self, device: &str, tokens: &[String]) -> Answered {
        let path = format!("device/{device}/purchase_event");
        let payload = json!(tokens).to_string();
        self.call("PUT", &path, json!({ "payload": payload })).await
    }

    fn asked(&self) -> usize {
        self.google.times()
    }
}

fn sizes(device: (f64, f64), platform: (f64, f64)) -> QuestionSizes {
    let size = |(burst, per_second)| Size { burst, per_second };
    QuestionSizes {
        device: size(device),
        platform: size(platform),
    }
}

fn made_up(call: usize) -> Vec<String> {
    (0..50).map(|it| format!("made up {call}/{it}")).collect()
}

#[tokio::test]
async fn two_hundred_lists_of_made_up_purchases_are_not_ten_thousand_questions() {
    let world = World::new(QuestionSizes::default()).await;
    let mut refused = 0;
    for call in 0..200 {
        let device = format!("D{}", call % 4);
        if call < 4 {
            world.device(&device).await;
        }
        let answer = world.show(&device, &made_up(call)).await;
        match answer.status {
            StatusCode::UNPROCESSABLE_ENTITY => {}
            StatusCode::TOO_MANY_REQUESTS => {
                refused += 1;
                assert_eq!(answer.body["error"]["code"], "too_many_calls");
                assert!(answer.retry_after.is_some_and(|it| it > 0));
            }
            other => panic!("{other}: {}", answer.body),
        }
    }
    assert!(refused > 150, "{refused}");
    assert!(world.asked() <= 4 * 60, "{}", world.asked());
    assert_eq!(world.log.failures()["questions_over_budget"], refused);
    // Others are proved meanwhile.
    world.device("honest").await;
    let bought = world.show("honest", &["good".into()]).await;
    assert_eq!(bought.status, StatusCode::OK);
    assert_eq!(
        bought.body["active_entitlements"][0]["entitlement_ref_id"],
        "premium"
    );
}

#[tokio::test]
async fn the_same_made_up_purchases_are_asked_about_once() {
    let world = World::new(sizes((1000.0, 1.0), (1000.0, 1.0))).await;
    world.device("D").await;
    for _ in 0..20 {
        let answer = world.show("D", &made_up(0)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(world.asked(), 50);
}

#[tokio::test]
async fn what_was_refused_is_proved_after_the_time_that_the_answer_says() {
    let world = World::new(sizes((50.0, 0.5), (60.0, 10.0))).await;
    world.device("D").await;
    let mut tokens = made_up(0);
    assert_eq!(
        world.show("D", &tokens).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    tokens.push("good".into());
    tokens.remove(0);
    let refused = world.show("D", &tokens).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(
        refused.retry_after,
        Some(2),
        "the others are known to be made up"
    );
    world.now.fetch_add(2000, Ordering::SeqCst);
    let bought = world.show("D", &tokens).await;
    assert_eq!(bought.status, StatusCode::OK, "{}", bought.body);
    assert_eq!(
        bought.body["active_entitlements"][0]["entitlement_ref_id"],
        "premium"
    );
    // A platform's budget is for all its devices.
    world.device("E").await;
    assert_eq!(
        world.show("E", &made_up(1)).await.status,
        StatusCode::TOO_MANY_REQUESTS
    );
}
