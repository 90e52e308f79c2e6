//! The administrators' routes: with a key they show everything kept of a user and
//! the reasons, give entitlements, forget users, send events again, and give the counts.

mod forms;
mod grants;

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes as listed;

use self::forms::{History, LookedAgain, NotUnderstood, SentAgain, Shown};
use super::bucket::{Buckets, Size};
use super::coded::coded;
use super::metrics::Metrics;
use super::peer::Peers;
use paywall_database::LedgerDatabase;
use paywall_ledger::Clock;
use paywall_ledger::{AppId, DeviceId, ExternalId, NotAnExternalId, Refused, Time, UserId};

/// The calls that one key may make, and those with a wrong key that may come from one address.
const CALLS: Size = Size {
    burst: 50.0,
    per_second: 10.0,
};

/// The number of messages that are listed as not understood, at most.
const UNREAD_SHOWN: u32 = 100;

/// A key for administrative calls. The settings hold its SHA-256, never the key.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdminKey {
    /// The name of its holder, for people.
    pub name: String,
    /// The SHA-256 of the key, in hexadecimal.
    pub sha256: String,
    /// The calls that the key allows.
    pub scopes: Vec<Scope>,
}

/// A group of administrative calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Reading everything that is kept of users, and the reasons.
    Read,
    /// Forgetting users, and sending events again.
    Write,
    /// Giving entitlements without a purchase, and ending them.
    Grant,
    /// Reading the counts, for Prometheus.
    Metrics,
}

/// The things that the routes need.
#[derive(Clone)]
pub(super) struct Admin {
    pub keys: Arc<Vec<AdminKey>>,
    pub ledgers: Arc<Vec<LedgerDatabase>>,
    /// The apps whose receivers hear of users who were forgotten.
    pub told: Arc<BTreeSet<AppId>>,
    pub metrics: Metrics,
    pub clock: Clock,
    pub limits: Limits,
}

/// The buckets of calls. Whoever has no key takes nothing from those who have one.
#[derive(Clone)]
pub(super) struct Limits {
    peers: Peers,
    /// The buckets of the keys, by their places in the list.
    keys: Arc<Buckets<usize>>,
    /// The buckets of calls without a good key, by the address that they came from.
    failures: Arc<Buckets<IpAddr>>,
}

impl Limits {
    /// Makes full buckets.
    pub(super) fn of(peers: Peers) -> Self {
        Self {
            peers,
            keys: Arc::new(Buckets::of(CALLS)),
            failures: Arc::new(Buckets::of(CALLS)),
        }
    }
}

/// The name of the holder of the key that a call came with.
#[derive(Clone)]
struct Caller(String);

/// The reason why a call is refused.
enum Refusal {
    NoKey,
    TooMany,
    NotFound,
    /// The ledger refuses it, for a reason that is worth telling.
    Refused(Refused),
    Invalid(String),
    Database(paywall_database::Error),
}

impl From<paywall_database::Error> for Refusal {
    fn from(error: paywall_database::Error) -> Self {
        match error {
            paywall_database::Error::Refused(_) => Self::NotFound,
            other => Self::Database(other),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, code, message) = match self {
            Self::NoKey => (
                StatusCode::UNAUTHORIZED,
                "unauthorized",
                "a key with the right scope is needed".to_owned(),
            ),
            Self::TooMany => (
                StatusCode::TOO_MANY_REQUESTS,
                "too_many_requests",
                "too many calls: try again in a second".to_owned(),
            ),
            Self::NotFound => (
                StatusCode::NOT_FOUND,
                "not_found",
                "nothing is known by that name".to_owned(),
            ),
            Self::Refused(why) => (grants::status(&why), why.code(), why.to_string()),
            Self::Invalid(why) => (StatusCode::BAD_REQUEST, "invalid_request", why),
            Self::Database(error) => (
                StatusCode::SERVICE_UNAVAILABLE,
                error.code(),
                "the database does not answer".to_owned(),
            ),
        };
        let error = json!({"code": code, "message": message, "path": null});
        (status, Json(json!({"error": error, "warnings": []}))).into_response()
    }
}

/// The state of the routes.
type Shared = State<Admin>;
/// The answer of a route: a JSON object, or a refusal.
type Answer = Result<Json<Value>, Refusal>;

/// Describes the routes.
pub(super) fn description() -> OpenApi {
    let mut api = OpenApiRouter::<Admin>::new().into_openapi();
    for (_, list) in lists() {
        api.merge(list.into_openapi());
    }
    api
}

/// Returns the scope that a route asks for, if it is one of these.
pub(super) fn scope(method: &str, path: &str) -> Option<Scope> {
    let has = |list: &OpenApiRouter<Admin>| {
        let item = list.get_openapi().paths.paths.get(path);
        item.is_some_and(|item| match method {
            "GET" => item.get.is_some(),
            "POST" => item.post.is_some(),
            _ => item.delete.is_some(),
        })
    };
    let mut lists = lists().into_iter();
    lists.find(|(_, list)| has(list)).map(|(scope, _)| scope)
}

/// Lists the routes by the scope that each asks for.
fn lists() -> [(Scope, OpenApiRouter<Admin>); 4] {
    let read = OpenApiRouter::new()
        .routes(listed!(device))
        .routes(listed!(account))
        .routes(listed!(user))
        .routes(listed!(history))
        .routes(listed!(unread));
    let write = OpenApiRouter::new()
        .routes(listed!(forget))
        .routes(listed!(replay))
        .routes(listed!(again));
    let grant = OpenApiRouter::new()
        .routes(listed!(grants::give))
        .routes(listed!(grants::remove))
        .routes(listed!(grants::end));
    let counts = OpenApiRouter::new().routes(listed!(metrics));
    [
        (Scope::Read, read),
        (Scope::Write, write),
        (Scope::Grant, grant),
        (Scope::Metrics, counts),
    ]
}

/// Makes the routes; `docs/host.md` lists them.
pub(super) fn admin_routes(admin: Admin) -> Router {
    let guarded = lists().map(|(scope, list)| {
        let (routes, _) = list.split_for_parts();
        routes.route_layer(middleware::from_fn_with_state(
            (admin.clone(), scope),
            guard,
        ))
    });
    let routes = guarded.into_iter().fold(Router::new(), Router::merge);
    routes.layer(middleware::from_fn(coded)).with_state(admin)
}

/// Lets calls in whose key has this scope. Wrong keys have a limit too, so that they cannot be tried out.
async fn guard(
    State((admin, scope)): State<(Admin, Scope)>,
    mut request: Request,
    next: Next,
) -> Response {
    let (limits, now) = (&admin.limits, (admin.clock)());
    let key = good(&admin.keys, scope, request.headers());
    let free = match key {
        Some(place) => limits.keys.take(place, now),
        None => limits.failures.take(limits.peers.of(&request), now),
    };
    match (free, key) {
        (false, _) => Refusal::TooMany.into_response(),
        (true, None) => Refusal::NoKey.into_response(),
        (true, Some(place)) => {
            let name = admin.keys.get(place).map(|it| it.name.clone());
            let extensions = request.extensions_mut();
            extensions.insert(Caller(name.unwrap_or_default()));
            next.run(request).await
        }
    }
}

/// Returns the place in the list of the key of this scope that the headers carry.
fn good(keys: &[AdminKey], scope: Scope, headers: &HeaderMap) -> Option<usize> {
    let given = headers.get(header::AUTHORIZATION)?;
    let given = given.to_str().ok()?.strip_prefix("Bearer ")?;
    // A key is compared by its hash, so the time of the comparison says nothing about the key.
    let bytes = Sha256::digest(given);
    let hash: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let fits = |key: &AdminKey| key.scopes.contains(&scope) && key.sha256 == hash;
    keys.iter().position(fits)
}

impl Admin {
    /// Finds the ledger of an app.
    fn ledger(&self, app: &str) -> Result<&LedgerDatabase, Refusal> {
        let found = self.ledgers.iter().find(|it| it.id().as_str() == app);
        found.ok_or(Refusal::NotFound)
    }

    /// Shows a user, and everything they have.
    async fn shown(&self, ledger: &LedgerDatabase, user: &UserId) -> Answer {
        let state = ledger.user_state(user, self.now()).await?;
        let state = state.ok_or(Refusal::NotFound)?;
        Ok(Json(json!({
            "user": state.user,
            "account": state.row.account,
            "customer": state.customer,
        })))
    }

    /// Returns the time of the host's clock.
    fn now(&self) -> Time {
        (self.clock)()
    }
}

/// Shows the user of a device, and everything they have.
#[utoipa::path(get, path = "/admin/v1/apps/{app}/devices/{id}", tag = "customers",
    responses((status = 200, description = "The user, the account, and the customer: entitlements, journey state, purchases", body = Shown), (status = 404, description = "Nothing is known by that name")))]
async fn device(admin: Shared, Path((app, id)): Path<(String, String)>) -> Answer {
    let (ledger, device) = (admin.ledger(&app)?, DeviceId::new(id));
    let state = ledger.device_state(&device, admin.now()).await?;
    let state = state.ok_or(Refusal::NotFound)?;
    Ok(Json(json!({
        "user": state.user,
        "account": state.row.account,
        "customer": state.customer,
    })))
}

/// Shows the user of an account, and everything they have.
#[utoipa::path(get, path = "/admin/v1/apps/{app}/accounts/{id}", tag = "customers",
    responses((status = 200, description = "The user, the account, and the customer: entitlements, journey state, purchases", body = Shown), (status = 404, description = "Nothing is known by that name")))]
async fn account(admin: Shared, Path((app, id)): Path<(String, String)>) -> Answer {
    let (ledger, account) = (admin.ledger(&app)?, named(&id)?);
    let user = ledger.user_of(&account).await?.ok_or(Refusal::NotFound)?;
    admin.shown(ledger, &user).await
}

/// Reads the app's own name of a customer.
fn named(account: &str) -> Result<ExternalId, Refusal> {
    let read = account.parse();
    read.map_err(|why: NotAnExternalId| Refusal::Invalid(format!("the account {why}")))
}

/// Shows everything that is kept of a user.
#[utoipa::path(get, path = "/admin/v1/apps/{app}/users/{id}", tag = "customers",
    responses((status = 200, description = "Everything that is kept of the user: customer, devices, activity, experiments, history, events, messages", body = Object), (status = 404, description = "Nothing is known by that name")))]
async fn user(admin: Shared, Path((app, id)): Path<(String, String)>) -> Answer {
    let (ledger, user) = (admin.ledger(&app)?, UserId::new(id));
    let export = ledger.export(&user, admin.now()).await?;
    Ok(Json(json!(export.ok_or(Refusal::NotFound)?)))
}

/// Tells what happened to a user, and thereby why they have what they have.
#[utoipa::path(get, path = "/admin/v1/apps/{app}/users/{id}/history", tag = "customers",
    responses((status = 200, description = "What happened, in sentences", body = History), (status = 404, description = "Nothing is known by that name")))]
async fn history(admin: Shared, Path((app, id)): Path<(String, String)>) -> Answer {
    let lines = admin.ledger(&app)?.history(&UserId::new(id)).await?;
    match lines.is_empty() {
        true => Err(Refusal::NotFound),
        false => Ok(Json(json!({"lines": lines}))),
    }
}

/// Forgets a user. A repetition is answered with 404, because there is no such user any more.
#[utoipa::path(post, path = "/admin/v1/apps/{app}/users/{id}/forget", tag = "customers",
    responses((status = 200, description = "The user is forgotten", body = Object), (status = 404, description = "Nothing is known by that name")))]
async fn forget(admin: Shared, Path((app, id)): Path<(String, String)>) -> Answer {
    let (ledger, now) = (admin.ledger(&app)?, admin.now());
    let told = admin.told.contains(ledger.id());
    ledger.forget(&UserId::new(id), now, told).await?;
    Ok(Json(json!({})))
}

/// The body of a call to send events again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReplayEvents, example = json!({"from": 1, "to": 100}))]
struct Replay {
    /// The position of the first event.
    from: i64,
    /// The position of the last event.
    to: i64,
}

/// Sends events again, from one position in the log of events to another, both included.
#[utoipa::path(post, path = "/admin/v1/apps/{app}/events/replay", tag = "messages", request_body = Replay,
    responses((status = 200, description = "The number of events that are sent again", body = SentAgain), (status = 404, description = "Nothing is known by that name")))]
async fn replay(admin: Shared, Path(app): Path<String>, body: String) -> Answer {
    let range: Result<Replay, _> = serde_json::from_str(&body);
    let range = range.map_err(|error| Refusal::Invalid(error.to_string()))?;
    let count = admin
        .ledger(&app)?
        .replay_events(range.from, range.to)
        .await?;
    Ok(Json(json!({"events": count})))
}

/// Lists the latest messages of stores that were not understood.
#[utoipa::path(get, path = "/admin/v1/apps/{app}/messages/not_understood", tag = "messages",
    responses((status = 200, description = "The latest hundred", body = NotUnderstood), (status = 404, description = "Nothing is known by that name")))]
async fn unread(admin: Shared, Path(app): Path<String>) -> Answer {
    let messages = admin.ledger(&app)?.not_understood(UNREAD_SHOWN).await?;
    Ok(Json(json!({"messages": messages})))
}

/// Has all messages looked into again that were not understood.
#[utoipa::path(post, path = "/admin/v1/apps/{app}/messages/again", tag = "messages",
    responses((status = 200, description = "The number of messages that are looked into again", body = LookedAgain), (status = 404, description = "Nothing is known by that name")))]
async fn again(admin: Shared, Path(app): Path<String>) -> Answer {
    let count = admin.ledger(&app)?.work_again(admin.now()).await?;
    Ok(Json(json!({"messages": count})))
}

/// Writes the counts as text.
#[utoipa::path(get, path = "/metrics", tag = "operation",
    responses((status = 200, description = "The counts, in the form that Prometheus reads", body = String, content_type = "text/plain")))]
async fn metrics(admin: Shared) -> Result<String, Refusal> {
    Ok(admin.metrics.text(&admin.ledgers).await?)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::extract::ConnectInfo;
    use std::net::SocketAddr;
    use tower::ServiceExt;

    use super::super::log::{Level, Log};
    use super::super::supervise::Supervisor;
    use super::*;

    /// Makes the routes of a host without apps, whose clock stands still. The keys are `a` and `b`.
    fn routes() -> Router {
        let clock: Clock = Arc::new(|| Time::from_millis(1_767_225_600_000));
        let key = |name: &str| AdminKey {
            name: name.to_owned(),
            sha256: Sha256::digest(name)
                .iter()
                .map(|it| format!("{it:02x}"))
                .collect(),
            scopes: vec![Scope::Metrics],
        };
        let log = Log::new(Level::Off, &clock);
        admin_routes(Admin {
            keys: Arc::new(vec![key("a"), key("b")]),
            ledgers: Arc::default(),
            told: Arc::default(),
            metrics: Metrics::new(&log, &clock, &Supervisor::new(&log)),
            clock,
            limits: Limits::of(Peers::default()),
        })
    }

    /// Calls so many times from an address, and counts the answers of each status.
    async fn call(routes: &Router, key: &str, from: u8, times: usize) -> Vec<(u16, usize)> {
        let mut answers = std::collections::BTreeMap::new();
        for _ in 0..times {
            let request = Request::get("/metrics").header("authorization", format!("Bearer {key}"));
            let mut request = request.body(Body::empty()).unwrap();
            let peer = SocketAddr::from(([10, 0, 0, from], 4000));
            request.extensions_mut().insert(ConnectInfo(peer));
            let answer = routes.clone().oneshot(request).await.unwrap();
            *answers.entry(answer.status().as_u16()).or_default() += 1;
        }
        answers.into_iter().collect()
    }

    #[tokio::test]
    async fn nobody_without_a_key_locks_out_those_who_have_one() {
        let routes = routes();
        assert_eq!(call(&routes, "wrong", 1, 60).await, [(401, 50), (429, 10)]);
        assert_eq!(call(&routes, "a", 1, 30).await, [(200, 30)]);
        assert_eq!(
            call(&routes, "wrong", 2, 1).await,
            [(401, 1)],
            "another address"
        );
        assert_eq!(call(&routes, "a", 2, 30).await, [(200, 20), (429, 10)]);
        assert_eq!(call(&routes, "b", 2, 30).await, [(200, 30)], "another key");
    }
}
