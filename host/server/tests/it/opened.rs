//! A host as a settings file says: two apps of empty documents, and whatever else a test sets.

use std::net::SocketAddr;

use paywall_engine::Engine;
use paywall_ledger::Clock;
use paywall_server::host::Host;
use paywall_server::settings::Settings;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use paywall_host_testing::engine::stub_options;

/// The apps `shop` and `cafe`, each with one platform.
const APPS: &str = r#"
    [[apps]]
    id = "shop"
    [[apps.platforms]]
    id = "ios"
    store = "apple"
    store_app = "com.example"
    document = "document.json"

    [[apps]]
    id = "cafe"
    [[apps.platforms]]
    id = "android"
    store = "google"
    store_app = "com.example"
    document = "document.json"
"#;

/// Reads settings that begin with `head`.
pub fn settings(folder: &TempDir, head: &str) -> Settings {
    std::fs::write(folder.path().join("document.json"), "{}").unwrap();
    let file = folder.path().join("host.toml");
    std::fs::write(&file, format!("{head}\n{APPS}")).unwrap();
    Settings::read(&file, |_| None).unwrap()
}

/// Opens a host of settings that begin with `head`, with its database in memory unless they name one.
pub async fn open(folder: &TempDir, head: &str, clock: Clock) -> Host {
    let mut settings = settings(folder, head);
    if !head.contains("database =") {
        settings.database = "sqlite::memory:".into();
    }
    let engine = Engine::new(stub_options()).unwrap();
    Host::open(&settings, &engine, clock).await.unwrap()
}

/// A host at work.
pub struct Serving {
    pub address: SocketAddr,
    stop: oneshot::Sender<()>,
    work: JoinHandle<std::io::Result<()>>,
}

impl Serving {
    pub async fn begin(host: Host) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let stopped = async { drop(stopped.await) };
        let work = tokio::spawn(async move { host.serve(listener, stopped).await });
        Self {
            address,
            stop,
            work,
        }
    }

    /// Makes a call of an SDK from an address, and returns the whole answer.
    pub async fn call(&self, from: &str, method: &str, path: &str, body: &str) -> String {
        let path = format!("/sdk/v3/platform/{path}");
        let from = format!("x-forwarded-for: {from}\r\n");
        self.ask(method, &path, &from, body).await
    }

    /// Makes any call, and returns the whole answer.
    pub async fn ask(&self, method: &str, path: &str, headers: &str, body: &str) -> String {
        ask(self.address, method, path, headers, body).await
    }

    /// Ends it, once the calls under way are done.
    pub async fn end(self) {
        self.stop.send(()).unwrap();
        self.work.await.unwrap().unwrap();
    }
}

/// Makes a call to a server, and returns the whole answer.
pub async fn ask(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &str,
    body: &str,
) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\
         {headers}content-length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}
