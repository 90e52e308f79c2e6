//! Tests of connections that send nothing, or too slowly, beside those that behave.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::ConnectInfo;
use axum::routing::{get, post};
use paywall_listen::{Connections, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

/// The limits of most tests: short times.
const SHORT: Connections = Connections {
    most: None,
    header_seconds: 1,
    body_seconds: 1,
};

/// A server of its own for a test.
struct Server {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    served: tokio::task::JoinHandle<std::io::Result<()>>,
}

async fn start(limits: Connections) -> Server {
    let routes = Router::new()
        .route("/health", get(async || "ok"))
        .route("/echo", post(async |body: String| body))
        .route(
            "/peer",
            get(async |ConnectInfo(peer): ConnectInfo<SocketAddr>| peer.ip().to_string()),
        )
        .route("/large", get(async || vec![b'x'; 64 << 20]))
        .route(
            "/slow",
            get(async || {
                tokio::time::sleep(Duration::from_secs(3)).await;
                "slow"
            }),
        );
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let stopped = async move { drop(stopped.await) };
    let served = tokio::spawn(serve(listener, routes, limits, stopped));
    Server {
        address,
        stop,
        served,
    }
}

impl Server {
    /// Opens a connection and sends these bytes.
    async fn send(&self, bytes: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(bytes.as_bytes()).await.unwrap();
        stream
    }

    /// Asks by a connection of its own.
    async fn ask(&self, path: &str) -> String {
        let head = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        rest(&mut self.send(&head).await).await
    }
}

/// Reads until the other end closes the connection.
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let read = stream.read_to_end(&mut bytes);
    let read = tokio::time::timeout(Duration::from_secs(30), read).await;
    // A connection that is reset is closed as well.
    let _ = read.expect("closed");
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn half_open_connections_are_closed_and_health_answers_throughout() {
    let server = start(Connections {
        most: Some(100),
        header_seconds: 2,
        body_seconds: 2,
    })
    .await;
    let mut open = Vec::new();
    for number in 0..900 {
        let sent = ["", "GET / HT", "GET / HTTP/1.1\r\nhost: x\r\n"][number % 3];
        open.push(server.send(sent).await);
        if number % 50 == 0 {
            assert!(server.ask("/health").await.ends_with("ok"));
        }
    }
    let begun = Instant::now();
    for stream in &mut open {
        rest(stream).await;
    }
    assert!(begun.elapsed() < Duration::from_secs(20));
    assert!(server.ask("/health").await.ends_with("ok"));
}

#[tokio::test]
async fn a_connection_without_a_further_request_is_closed() {
    let server = start(SHORT).await;
    let mut stream = server.send("GET /health HTTP/1.1\r\nhost: x\r\n\r\n").await;
    assert!(rest(&mut stream).await.ends_with("ok"));
}

#[tokio::test]
async fn a_body_must_arrive_in_time() {
    let server = start(SHORT).await;
    let head = "POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\n";
    let mut good = server.send(&format!("{head}hello")).await;
    let mut slow = server.send(&format!("{head}hel")).await;
    assert!(rest(&mut good).await.contains("hello"));
    let answer = rest(&mut slow).await;
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
}

#[tokio::test]
async fn who_takes_nothing_of_an_answer_is_left() {
    let server = start(Connections {
        most: Some(1),
        ..SHORT
    })
    .await;
    let mut deaf = server.send("GET /large HTTP/1.1\r\nhost: x\r\n\r\n").await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    let got = {
        let mut bytes = Vec::new();
        let _ = deaf.read_to_end(&mut bytes).await;
        bytes.len()
    };
    assert!(got < 64 << 20, "{got}");
}

#[tokio::test]
async fn a_request_that_is_worked_on_keeps_its_place_and_others_wait() {
    let server = start(Connections {
        most: Some(1),
        ..SHORT
    })
    .await;
    let mut slow = server.send("GET /slow HTTP/1.1\r\nhost: x\r\n\r\n").await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    let begun = Instant::now();
    assert!(server.ask("/health").await.ends_with("ok"));
    assert!(begun.elapsed() > Duration::from_secs(1));
    assert!(rest(&mut slow).await.ends_with("slow"));
}

#[tokio::test]
async fn heads_have_a_size_and_a_number_of_lines() {
    let server = start(SHORT).await;
    for (headers, good) in [
        ("a: b\r\n".repeat(50), true),
        ("a: b\r\n".repeat(100), false),
        (format!("a: {}\r\n", "b".repeat(30_000)), true),
        (format!("a: {}\r\n", "b".repeat(100_000)), false),
    ] {
        let head = format!("GET /health HTTP/1.1\r\nhost: x\r\n{headers}\r\n");
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        // The server may close before all of it is written.
        let _ = stream.write_all(head.as_bytes()).await;
        let answer = rest(&mut stream).await;
        assert_eq!(answer.starts_with("HTTP/1.1 200"), good, "{answer}");
    }
}

#[tokio::test]
async fn a_server_that_ends_finishes_what_is_under_way() {
    let server = start(SHORT).await;
    assert!(server.ask("/peer").await.ends_with("127.0.0.1"));
    let mut slow = server.send("GET /slow HTTP/1.1\r\nhost: x\r\n\r\n").await;
    let _idle = server.send("").await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    server.stop.send(()).unwrap();
    assert!(rest(&mut slow).await.ends_with("slow"));
    server.served.await.unwrap().unwrap();
    assert!(TcpStream::connect(server.address).await.is_err());
}
