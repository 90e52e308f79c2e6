//! Tests of the shares of apps over HTTP: one app's calls, however many and however slow, leave room for the others'.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use paywall_database::{Database, LedgerDatabase};
use paywall_host_testing::engine::{stub_document, stub_options};
use paywall_host_testing::until::until;
use paywall_ledger::{
    App, AppId, AppPlatform, DeviceId, Later, Observation, PlatformId, Policy, Store, Time,
};
use paywall_server::sdk::{Proofs, Sdk, Unproved, routes};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};

use crate::opened::ask;

/// A store that never answers, and the number of purchases that it was asked about.
#[derive(Default)]
struct Silent(AtomicUsize);

impl Silent {
    fn asked(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

impl Proofs for Silent {
    fn purchases<'a>(
        &'a self,
        _platform: &'a AppPlatform,
        _device: &'a DeviceId,
        _payload: &'a str,
    ) -> Later<'a, Result<Vec<Observation>, Unproved>> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Box::pin(std::future::pending())
    }
}

/// Serves two apps of one platform each, `shop` and `cafe`, with a device `D` each.
async fn serve(store: &Arc<Silent>) -> SocketAddr {
    let database = Database::open("sqlite::memory:").await.unwrap();
    let document = stub_document(stub_options());
    let now = || Time::from_millis(1_767_225_600_000);
    let mut sdk = Sdk::new(Arc::clone(store) as Arc<dyn Proofs>, Arc::new(now));
    for name in ["shop", "cafe"] {
        let id = PlatformId::new(name);
        let platform = AppPlatform {
            id: id.clone(),
            name: name.into(),
            store: Store::Apple,
            store_app: "com.example".into(),
        };
        let app = App {
            id: AppId::new(name),
            platforms: vec![platform],
            products: Vec::new(),
            entitlements: Vec::new(),
            policy: Policy::default(),
            sandbox: None,
            hold_and_pause_everywhere: false,
        };
        assert!(sdk.add(&id, &LedgerDatabase::new(&database, app), &document));
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, routes(sdk)).await.unwrap() });
    for app in ["shop", "cafe"] {
        let device = format!("{{\"id\": \"{app}\"}}");
        let path = format!("/sdk/v3/platform/{app}/device");
        let made = ask(address, "POST", &path, "", &device).await;
        assert!(made.starts_with("HTTP/1.1 201"), "{made}");
    }
    address
}

/// Checks that a call of an app is answered soon.
async fn is_served(address: SocketAddr, app: &str) {
    let path = format!("/sdk/v3/platform/{app}/device/{app}/active_entitlements");
    let answer = ask(address, "GET", &path, "", "");
    let answer = tokio::time::timeout(Duration::from_secs(5), answer).await;
    let answer = answer.unwrap_or_else(|_| panic!("{app} is not served"));
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

/// Has a device of an app show a purchase, to which there will be no answer.
fn show(address: SocketAddr, app: &'static str) {
    tokio::spawn(async move {
        let path = format!("/sdk/v3/platform/{app}/device/{app}/purchase_event");
        ask(address, "PUT", &path, "", "{\"payload\": \"proof\"}").await
    });
}

#[tokio::test]
async fn an_app_whose_calls_all_wait_leaves_room_for_another() {
    let store = Arc::new(Silent::default());
    let address = serve(&store).await;
    for _ in 0..100 {
        show(address, "shop");
    }
    // Half of the places, and no more, although others wait for one.
    until(async || store.asked() == 32).await;
    for app in ["shop", "cafe"] {
        is_served(address, app).await;
    }
    assert_eq!(store.asked(), 32);
    show(address, "cafe");
    until(async || store.asked() == 33).await;
}

#[tokio::test]
async fn a_call_whose_body_does_not_come_takes_no_place() {
    let address = serve(&Arc::default()).await;
    let mut open = Vec::new();
    for number in 0..200 {
        let app = ["shop", "cafe"][number % 2];
        let mut stream = TcpStream::connect(address).await.unwrap();
        let head = format!(
            "POST /sdk/v3/platform/{app}/device/{app}/session HTTP/1.1\r\nhost: h\r\ncontent-length: 9\r\n\r\n{{"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        open.push(stream);
    }
    for app in ["shop", "cafe"] {
        is_served(address, app).await;
    }
}
