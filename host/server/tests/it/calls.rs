//! Tests of the limits of calls: somebody who calls without end takes nothing from others.

use std::net::SocketAddr;
use std::sync::Arc;

use paywall_engine::Engine;
use paywall_ledger::Time;
use paywall_server::host::Host;
use paywall_server::settings::Settings;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use paywall_host_testing::engine::stub_options;

const SETTINGS: &str = r#"
    database = "sqlite::memory:"
    proxy_header = "x-forwarded-for"

    [calls]
    address = { burst = 12, per_second = 0.1 }
    new_devices = { burst = 4, per_second = 0.1 }
    device = { burst = 6, per_second = 0.1 }

    [[apps]]
    id = "shop"

    [[apps.platforms]]
    id = "ios"
    store = "apple"
    store_app = "com.example"
    document = "document.json"
"#;

/// Makes a call from an address, and returns the whole answer.
async fn call(host: SocketAddr, from: &str, method: &str, path: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(host).await.unwrap();
    let length = body.len();
    let request = format!(
        "{method} /sdk/v3/platform/ios/{path} HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\
         x-forwarded-for: {from}\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

/// Counts the answers with this status among many calls.
async fn count(host: SocketAddr, from: &str, call_of: (&str, &str), status: &str) -> usize {
    let mut count = 0;
    for number in 0..20 {
        let body = format!("{{\"id\": \"{from}-{number}\"}}").replace('.', "-");
        let answer = call(host, from, call_of.0, call_of.1, &body).await;
        count += usize::from(answer.starts_with(&format!("HTTP/1.1 {status}")));
    }
    count
}

#[tokio::test]
async fn who_calls_without_end_is_refused_and_nobody_else() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("document.json"), "{}").unwrap();
    let file = folder.path().join("host.toml");
    std::fs::write(&file, SETTINGS).unwrap();
    let settings = Settings::read(&file, |_| None).unwrap();
    let engine = Engine::new(stub_options()).unwrap();
    let clock = Arc::new(|| Time::from_millis(1_767_225_600_000));
    let host = Host::open(&settings, &engine, clock).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let work =
        tokio::spawn(async move { host.serve(listener, async { drop(stopped.await) }).await });

    // Each of the new devices takes room for good, so they have the smallest bucket.
    assert_eq!(
        count(address, "9.9.9.1", ("POST", "device"), "201").await,
        4
    );
    let refused = call(address, "9.9.9.1", "POST", "device", "{}").await;
    assert!(refused.starts_with("HTTP/1.1 429"), "{refused}");
    for part in [
        "retry-after: 10\r\n",
        "access-control-allow-origin: *",
        "\"too_many_calls\"",
    ] {
        assert!(refused.contains(part), "{part}: {refused}");
    }
    // Calls about one device are counted together, wherever they come from.
    let profile = ("GET", "device/9-9-9-1-0/profile");
    assert_eq!(count(address, "9.9.9.2", profile, "200").await, 6);
    assert_eq!(count(address, "9.9.9.3", profile, "200").await, 0);
    // Others are served.
    assert_eq!(
        count(address, "9.9.9.4", ("GET", "config"), "200").await,
        12
    );
    assert_eq!(
        count(address, "9.9.9.5", ("POST", "device"), "201").await,
        4
    );

    stop.send(()).unwrap();
    work.await.unwrap().unwrap();
}
