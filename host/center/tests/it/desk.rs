//! A desk at which people and programs work: the API over a database, and its callers.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use paywall_center::{App, Center, Here, Platform, Provider, routes};
use paywall_control::policy::Role;
use paywall_database::control::{Control, People};
use paywall_database::{Database, LedgerDatabase};
use paywall_engine::Engine;
use paywall_host_testing::engine::real_engine;
use paywall_host_testing::postgres::postgres;
use paywall_host_testing::shop;
use paywall_ledger::{AppId, Clock, Time};
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt;

/// The time of everything.
pub const NOW: Time = Time::from_millis(1_795_400_000_000);
/// The roles, the least first.
pub const ROLES: [Role; 5] = [
    Role::Support,
    Role::Viewer,
    Role::Editor,
    Role::Publisher,
    Role::Owner,
];

/// The engine of all tests: it is compiled once.
static ENGINE: LazyLock<Engine> = LazyLock::new(real_engine);

/// The API with the apps `fern` and `moss`, and a token of each role in `fern`.
pub struct Desk {
    pub name: &'static str,
    pub routes: Router,
    pub center: Center,
    pub people: People,
    /// The ledger of `fern`.
    pub ledger: LedgerDatabase,
    clock: Arc<AtomicI64>,
    tokens: BTreeMap<Role, String>,
    url: String,
    folder: Arc<TempDir>,
}

/// An answer of the API.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
}

/// Opens a desk on each database.
pub async fn everywhere() -> Vec<Desk> {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("center.db").display());
    let mut desks = vec![Desk::open("SQLite", &url, folder).await];
    if let Some(url) = postgres() {
        desks.push(Desk::open("PostgreSQL", &url, tempfile::tempdir().unwrap()).await);
    }
    desks
}

/// Opens a desk on SQLite, for what the database does not change.
pub async fn desk() -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("center.db").display());
    Desk::open("SQLite", &url, folder).await
}

/// Makes an app with one platform.
fn app(id: &str, database: &Database) -> App {
    App {
        name: format!("The app {id}"),
        platforms: vec![Platform {
            id: "web".into(),
            store: "stripe".into(),
            environment: Some("production".into()),
        }],
        environments: vec!["staging".into()],
        ..App::new(id, Control::new(database, id), &ENGINE)
    }
}

impl Desk {
    async fn open(name: &'static str, url: &str, folder: TempDir) -> Self {
        let database = Database::open(url).await.unwrap();
        let control = Control::new(&database, "fern");
        let mut tokens = BTreeMap::new();
        for role in ROLES {
            let (name, until) = (format!("{role:?}").to_lowercase(), NOW.plus_days(30));
            let secret = control.make_token(&name, role, until, "test", NOW).await;
            tokens.insert(role, secret.unwrap());
        }
        Self::at(name, url.to_owned(), tokens, Arc::new(folder)).await
    }

    /// Opens another host's desk on the same database.
    pub async fn beside(&self) -> Self {
        let (url, tokens) = (self.url.clone(), self.tokens.clone());
        Self::at(self.name, url, tokens, Arc::clone(&self.folder)).await
    }

    async fn at(
        name: &'static str,
        url: String,
        tokens: BTreeMap<Role, String>,
        folder: Arc<TempDir>,
    ) -> Self {
        let database = Database::open(&url).await.unwrap();
        let sold = paywall_ledger::App {
            id: AppId::new("fern"),
            ..shop::app()
        };
        let ledger = LedgerDatabase::new(&database, sold);
        let fern = App {
            ledger: Some(ledger.clone()),
            ..app("fern", &database)
        };
        let apps = vec![fern, app("moss", &database)];
        let people = People::new(&database);
        let clock = Arc::new(AtomicI64::new(NOW.millis()));
        let time = Arc::clone(&clock);
        let now = move || Time::from_millis(time.load(Ordering::Relaxed));
        let center = Center::new(apps, people.clone(), None, Arc::new(now));
        Self {
            name,
            routes: routes(center.clone()),
            center,
            people,
            ledger,
            clock,
            tokens,
            url,
            folder,
        }
    }

    /// Lets people sign in at a provider, too, which goes by the desk's clock.
    pub fn with_provider(self, provider: impl FnOnce(Clock) -> Provider) -> Self {
        let time = Arc::clone(&self.clock);
        let clock = move || Time::from_millis(time.load(Ordering::Relaxed));
        let center = self.center.clone().with_provider(provider(Arc::new(clock)));
        let routes = routes(center.clone());
        Self {
            routes,
            center,
            ..self
        }
    }

    /// Lets somebody at this machine in; what the routes are put into is the caller's.
    pub fn with_here(self, here: Here, into: impl FnOnce(Router) -> Router) -> Self {
        let center = self.center.clone().with_here(here);
        let routes = into(routes(center.clone()));
        Self {
            routes,
            center,
            ..self
        }
    }

    /// Lets time go on.
    pub fn wait(&self, millis: i64) {
        self.clock.fetch_add(millis, Ordering::Relaxed);
    }

    /// Returns the token of a role.
    pub fn token(&self, role: Role) -> &str {
        &self.tokens[&role]
    }

    /// Calls without a token.
    pub async fn bare(&self, request: Request<Body>) -> Answer {
        let answer = self.routes.clone().oneshot(request).await.unwrap();
        let (status, headers) = (answer.status(), answer.headers().clone());
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        let text = || json!(String::from_utf8_lossy(&bytes));
        let body = serde_json::from_slice(&bytes).unwrap_or_else(|_| text());
        Answer {
            status,
            headers,
            body,
        }
    }

    /// Calls with a role's token, a body, and headers.
    pub async fn call(
        &self,
        role: Role,
        (method, path): (&str, &str),
        body: Option<&Value>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(at(path));
        request = request.header("authorization", format!("Bearer {}", self.token(role)));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        self.bare(request.body(body).unwrap()).await
    }

    /// Reads something as a viewer.
    pub async fn get(&self, path: &str) -> Value {
        let answer = self.call(Role::Viewer, ("GET", path), None, &[]).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
        answer.body
    }

    /// Posts something, which is to succeed.
    pub async fn post(&self, role: Role, path: &str, body: &Value) -> Value {
        let answer = self.call(role, ("POST", path), Some(body), &[]).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.body);
        answer.body
    }

    /// Posts something, which is to be refused; returns the status and the error.
    pub async fn refused(&self, role: Role, path: &str, body: &Value) -> (u16, Value) {
        let answer = self.call(role, ("POST", path), Some(body), &[]).await;
        assert!(answer.status.is_client_error(), "{path}: {}", answer.body);
        (answer.status.as_u16(), answer.body["error"].clone())
    }

    /// Saves an edit after another one.
    pub async fn save(&self, draft: &str, seen: i64, operations: &Value) -> Answer {
        let (path, tag) = (format!("drafts/{draft}/edits"), format!("\"{seen}\""));
        let body = json!({ "operations": operations });
        self.call(
            Role::Editor,
            ("POST", &path),
            Some(&body),
            &[("if-match", &tag)],
        )
        .await
    }

    /// Keeps a document as a revision; returns its hash.
    pub async fn keep(&self, document: &Value, parents: &[&str]) -> String {
        let body = json!({ "document": document, "message": "kept", "parents": parents });
        let made = self.post(Role::Editor, "revisions", &body).await;
        made["revision"].as_str().unwrap().to_owned()
    }
}

/// Returns the address of a path, which is one of the app `fern` unless it begins with a slash.
pub fn at(path: &str) -> String {
    match path.starts_with('/') {
        true => path.to_owned(),
        false => format!("/control/v1/apps/fern/{path}"),
    }
}

/// Returns a document with this title on its paywall.
pub fn document(title: &str) -> Value {
    let text = |id: &str, text: &str| json!({ "component": "text", "id": id, "text": text });
    let page = json!({ "name": "main", "contentContainer": { "component": "container", "id": "content",
        "components": [text("title", title), text("body", "Body")] } });
    json!({
        "paywalls": [{ "id": "plans", "name": "Plans", "template": { "min_sdk_version": "4.0.0", "initialState": {}, "pages": [page] } }],
        "campaign_rules": [{ "rule": "everyone", "name": "Everyone", "type": "default", "value": null,
            "segments": [{ "segment": "all", "name": "All", "split": 100, "form_factors": ["phone", "tablet", "desktop", "television"], "paywall": "plans" }] }],
    })
}

/// Makes the operation that sets the text of a component.
pub fn set(id: &str, text: &str) -> Value {
    json!([{ "op": "set", "section": "paywalls", "part": "plans", "id": id, "path": "text", "value": text }])
}
