//! Hosts with a Control Center on one database, at a time of our own, and the program at a person's hands.

use std::net::SocketAddr;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use assert_cmd::Command;
use paywall_host::Engine;
use paywall_host::control::policy::Role;
use paywall_host::database::Database;
use paywall_host::database::control::Control;
use paywall_host::server::host::Host;
use paywall_host::server::settings::Settings;
use paywall_host_testing::engine::real_engine;
use paywall_host_testing::postgres::postgres;
use paywall_ledger::{Clock, Time};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// The time at which a story begins: 29 November 2026, noon, in Auckland.
pub const NOON: Time = Time::from_millis(1_795_906_800_000);

/// The engine of all hosts: it is compiled once.
static ENGINE: LazyLock<Engine> = LazyLock::new(real_engine);

/// A database that the hosts of a story share.
pub struct World {
    pub name: &'static str,
    url: String,
    folder: TempDir,
}

/// A host at work.
pub struct Serving {
    pub address: SocketAddr,
    stop: oneshot::Sender<()>,
    work: JoinHandle<std::io::Result<()>>,
}

/// A person or a program with a token.
#[derive(Clone)]
pub struct Person {
    server: String,
    token: String,
    client: reqwest::Client,
}

/// Makes a database of each sort.
pub fn worlds() -> Vec<World> {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("center.db").display());
    let mut worlds = vec![World {
        name: "SQLite",
        url,
        folder,
    }];
    worlds.extend(postgres().map(|url| World {
        name: "PostgreSQL",
        url,
        folder: tempfile::tempdir().unwrap(),
    }));
    worlds
}

impl World {
    /// Starts a host whose clock begins at a time and goes on from there.
    pub async fn host(&self, from: Time) -> Serving {
        self.host_with(from, "").await
    }

    /// Starts a host with further settings of its app.
    pub async fn host_with(&self, from: Time, more: &str) -> Serving {
        let text = format!(
            r#"database = "{}"
            [control]
            [[apps]]
            id = "fern"
            name = "Fern"
            {more}
            [[apps.platforms]]
            id = "web"
            store = "stripe"
            store_app = "fern"
            environment = "production"
            [[apps.platforms]]
            id = "web-sandbox"
            store = "stripe"
            store_app = "fern-sandbox"
            environment = "sandbox""#,
            self.url
        );
        let file = self.folder.path().join("host.toml");
        std::fs::write(&file, text).unwrap();
        let settings = Settings::read(&file, |_| None).unwrap();
        let begun = Instant::now();
        let clock: Clock =
            Arc::new(move || from.plus_millis(i64::try_from(begun.elapsed().as_millis()).unwrap()));
        let host = Host::open(&settings, &ENGINE, clock).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let work = tokio::spawn(async move {
            let stopped = async { stopped.await.unwrap_or_default() };
            host.serve(listener, stopped).await
        });
        Serving {
            address,
            stop,
            work,
        }
    }

    /// Gives somebody a token, with which they work at a host.
    pub async fn person(&self, name: &str, role: Role, host: &Serving, now: Time) -> Person {
        let control = Control::new(&Database::open(&self.url).await.unwrap(), "fern");
        let until = Time::from_millis(i64::MAX / 2);
        let token = control.make_token(name, role, until, "test", now).await;
        Person {
            server: format!("http://{}", host.address),
            token: token.unwrap(),
            client: reqwest::Client::new(),
        }
    }

    /// Writes a file, and returns its path.
    pub fn write(&self, name: &str, document: &Value) -> String {
        let file = self.folder.path().join(name);
        std::fs::write(&file, serde_json::to_string_pretty(document).unwrap()).unwrap();
        file.to_str().unwrap().to_owned()
    }
}

impl Serving {
    /// Ends the host.
    pub async fn end(self) {
        let _ = self.stop.send(());
        self.work.await.unwrap().unwrap();
    }

    /// Asks for a list as an app does; returns status, `ETag` and text.
    pub async fn sdk(&self, platform: &str, what: &str, tag: &str) -> (u16, String, String) {
        let url = format!("http://{}/sdk/v3/platform/{platform}/{what}/", self.address);
        let request = reqwest::Client::new().get(url).header("if-none-match", tag);
        let answer = request.send().await.unwrap();
        let tag = answer.headers().get("etag");
        let tag = tag.map_or("", |tag| tag.to_str().unwrap()).to_owned();
        (answer.status().as_u16(), tag, answer.text().await.unwrap())
    }

    /// Waits until an app is told a text, and returns how long that took.
    pub async fn shows(&self, platform: &str, text: &str) -> Duration {
        let begun = Instant::now();
        loop {
            let (_, _, told) = self.sdk(platform, "paywalls", "").await;
            if told.contains(text) {
                return begun.elapsed();
            }
            assert!(begun.elapsed() < Duration::from_secs(60), "never: {text}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Person {
    /// Goes on at another host.
    pub fn at(&self, host: &Serving) -> Self {
        Self {
            server: format!("http://{}", host.address),
            ..self.clone()
        }
    }

    /// Runs the program; returns the exit code and what it says.
    pub async fn runs(&self, line: &[&str]) -> (i32, String) {
        let mut command = Command::cargo_bin("paywall").unwrap();
        command.args(line);
        command.env("PAYWALL_SERVER", &self.server);
        command.env("PAYWALL_TOKEN", &self.token);
        let output = tokio::task::spawn_blocking(move || command.output().unwrap());
        let output = output.await.unwrap();
        let said = [output.stdout, output.stderr].concat();
        (
            output.status.code().unwrap(),
            String::from_utf8(said).unwrap(),
        )
    }

    /// Runs the program, which is to do what it is told; returns what it says.
    pub async fn does(&self, line: &[&str]) -> String {
        let (code, said) = self.runs(line).await;
        assert_eq!(code, 0, "{line:?}: {said}");
        said
    }

    /// Calls the API; returns status and answer.
    pub async fn call(
        &self,
        method: &str,
        path: &str,
        body: Option<Value>,
        edit: i64,
    ) -> (u16, Value) {
        let url = format!("{}/control/v1/apps/fern/{path}", self.server);
        let mut request = self.client.request(method.parse().unwrap(), url);
        request = request.bearer_auth(&self.token);
        request = request.header("if-match", format!("\"{edit}\""));
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        let text = answer.text().await.unwrap();
        (status, serde_json::from_str(&text).unwrap_or_default())
    }

    /// Reads something.
    pub async fn get(&self, path: &str) -> Value {
        let (status, answer) = self.call("GET", path, None, 0).await;
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }

    /// Posts something, which is to succeed.
    pub async fn post(&self, path: &str, body: Value) -> Value {
        let (status, answer) = self.call("POST", path, Some(body), 0).await;
        assert!((200..300).contains(&status), "{path}: {status} {answer}");
        answer
    }

    /// Saves an edit of a draft after another one; returns its number.
    pub async fn edits(&self, draft: &str, seen: i64, operations: Value) -> i64 {
        let body = json!({ "operations": operations });
        let path = format!("drafts/{draft}/edits");
        let (status, answer) = self.call("POST", &path, Some(body), seen).await;
        assert_eq!(status, 200, "{answer}");
        answer["edit"].as_i64().unwrap()
    }
}

/// Returns a document with these texts on its paywall, and this name of its rule.
pub fn document(title: &str, body: &str, rule: &str) -> Value {
    let text = |id: &str, text: &str| json!({ "component": "text", "id": id, "text": text });
    let page = json!({ "name": "main", "contentContainer": { "component": "container", "id": "content",
        "components": [text("title", title), text("body", body)] } });
    json!({
        "paywalls": [{ "id": "plans", "name": "Plans", "template": { "id": "plans", "min_sdk_version": "3.2.0", "initialState": {}, "pages": [page] } }],
        "campaign_rules": [{ "rule": "everyone", "name": rule, "type": "default", "value": null,
            "segments": [{ "segment": "all", "name": "All", "form_factors": ["phone", "tablet", "desktop", "television"], "paywall": "plans" }] }],
    })
}

/// Makes the operation that sets the text of a component.
pub fn set(id: &str, text: &str) -> Value {
    json!([{ "op": "set", "section": "paywalls", "part": "plans", "id": id, "path": "text", "value": text }])
}
