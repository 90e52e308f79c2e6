//! An app in every store, its host, and the question that counts: who may use what?

use std::fs;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt;
use paywall_ledger::Clock;
use paywall_ledger::{App, Input, Ledger, PlatformId, Policy, Time, What};
use paywall_server::{Notifications, notification_routes};
use paywall_stores::{
    ConfiguredStore, FixedKeys, Inbox, MemoryInbox, MemoryNumbers, Questions, Recorded, Stores,
    prepare,
};
use serde_json::Value;
use tower::ServiceExt;

use paywall_host_testing::file;
pub use paywall_host_testing::shop::NOW;
use paywall_host_testing::shop::app;

/// Reads a file of the stores' test data, for tests that are marked with `#[needs(shared)]`.
pub fn shared(path: &str) -> Vec<u8> {
    fs::read(file("../shared/stores").join(path)).unwrap()
}

/// A host with one store.
pub struct Host {
    pub app: App,
    pub inbox: Arc<MemoryInbox>,
    pub replies: Recorded,
    pub visited: Arc<Mutex<Vec<String>>>,
    now: Arc<AtomicI64>,
    router: Router,
}

impl Host {
    pub fn new(sandbox: bool, store: impl ConfiguredStore + 'static, keys: FixedKeys) -> Self {
        let app = App {
            sandbox: sandbox.then(Policy::default),
            ..app()
        };
        let inbox = Arc::new(MemoryInbox::default());
        let now = Arc::new(AtomicI64::new(NOW.millis()));
        let visited = Arc::new(Mutex::new(Vec::new()));
        let (told, visits) = (Arc::clone(&now), Arc::clone(&visited));
        let stores = Stores::from([(PlatformId::new(store.which().name()), Arc::new(store) as _)]);
        let mut notifications = Notifications::new(
            Arc::new(keys),
            Arc::new(move || Time::from_millis(told.load(Ordering::SeqCst))),
            Arc::new(move |address| {
                visits.lock().unwrap().push(address);
                Box::pin(std::future::ready(Ok(())))
            }),
        );
        let shared: Arc<dyn Inbox> = inbox.clone();
        notifications.add(&Arc::new(app.clone()), &stores, &shared);
        let router = notification_routes(notifications);
        Self {
            app,
            inbox,
            replies: Recorded::default(),
            visited,
            now,
            router,
        }
    }

    pub fn at(&self, now: Time) {
        self.now.store(now.millis(), Ordering::SeqCst);
    }

    /// Posts a body. Returns the status, and the code of the error or the text.
    pub async fn post(&self, path: &str, headers: &[(&str, &str)], body: &[u8]) -> (u16, String) {
        let mut request = Request::post(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.to_vec())).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status: StatusCode = response.status();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let text = String::from_utf8_lossy(&body).into_owned();
        let json: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
        let code = json.pointer("/error/code").and_then(Value::as_str);
        (status.as_u16(), code.map_or(text, Into::into))
    }

    /// Gives everything in the inbox to a new ledger, twice, and counts the entitlements that anybody then has.
    pub async fn grants(&self) -> usize {
        let clock: Clock = {
            let now = Arc::clone(&self.now);
            Arc::new(move || Time::from_millis(now.load(Ordering::SeqCst)))
        };
        let mut ledger = Ledger::new(self.app.clone());
        let questions = Questions::new(
            Arc::new(self.replies.clone()),
            Arc::<MemoryNumbers>::default(),
            Arc::clone(&clock),
        );
        for message in self.inbox.all().iter().chain(&self.inbox.all()) {
            let prepared = prepare(&message.platform, message.read(), &questions)
                .await
                .unwrap();
            let input = Input {
                key: message.key(),
                at: clock(),
                what: What::Notify {
                    purchases: prepared.purchases,
                },
            };
            ledger.accept(&input).unwrap();
        }
        let users = ledger.state().users.keys();
        users
            .map(|user| ledger.customer(user, clock()).unwrap().entitlements.len())
            .sum()
    }
}
