//! The administrators' routes: with a key they show everything kept of a user and
//! the reasons, forget users, send events again, and give the counts.

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::metrics::Metrics;
use paywall_database::LedgerDatabase;
use paywall_ledger::Clock;
use paywall_ledger::{DeviceId, Time, UserId};

/// The number of calls that may come at once, and the number that is added each second.
const BURST: f64 = 50.0;
const PER_SECOND: f64 = 10.0;

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
    /// Reading the counts, for Prometheus.
    Metrics,
}

/// The things that the routes need.
#[derive(Clone)]
pub(super) struct Admin {
    pub keys: Arc<Vec<AdminKey>>,
    pub ledgers: Arc<Vec<LedgerDatabase>>,
    pub metrics: Metrics,
    pub clock: Clock,
    pub limit: Arc<Limit>,
}

/// A bucket of calls that fills with time.
#[derive(Default)]
pub(super) struct Limit(Mutex<Option<(Time, f64)>>);

impl Limit {
    /// Takes a call out of the bucket. Returns false if it is empty.
    fn take(&self, now: Time) -> bool {
        let mut bucket = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (then, left) = bucket.unwrap_or((now, BURST));
        // A clock that was set back adds nothing.
        let millis = u32::try_from(now.millis().saturating_sub(then.millis())).unwrap_or(0);
        let left = (left + f64::from(millis) / 1000.0 * PER_SECOND).min(BURST);
        let free = left >= 1.0;
        *bucket = Some((now, if free { left - 1.0 } else { left }));
        free
    }
}

/// The reason why a call is refused.
enum Refusal {
    NoKey,
    TooMany,
    NotFound,
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

/// Makes the routes; `docs/host.md` lists them.
pub(super) fn admin_routes(admin: Admin) -> Router {
    let base = "/admin/v1/apps/{app}";
    let guarded = |router: Router<Admin>, scope| {
        router.route_layer(middleware::from_fn_with_state(
            (admin.clone(), scope),
            guard,
        ))
    };
    let read = Router::new()
        .route(&format!("{base}/devices/{{id}}"), get(device))
        .route(&format!("{base}/users/{{id}}"), get(user))
        .route(&format!("{base}/users/{{id}}/history"), get(history))
        .route(&format!("{base}/messages/not_understood"), get(unread));
    let write = Router::new()
        .route(&format!("{base}/users/{{id}}/forget"), post(forget))
        .route(&format!("{base}/events/replay"), post(replay))
        .route(&format!("{base}/messages/again"), post(again));
    let counts = Router::new().route("/metrics", get(metrics));
    guarded(read, Scope::Read)
        .merge(guarded(write, Scope::Write))
        .merge(guarded(counts, Scope::Metrics))
        .with_state(admin)
}

/// Lets calls in whose key has this scope. Wrong keys count against the limit too, so that they cannot be tried out.
async fn guard(
    State((admin, scope)): State<(Admin, Scope)>,
    request: Request,
    next: Next,
) -> Response {
    if !admin.limit.take((admin.clock)()) {
        return Refusal::TooMany.into_response();
    }
    match good(&admin.keys, scope, request.headers()) {
        true => next.run(request).await,
        false => Refusal::NoKey.into_response(),
    }
}

/// Returns true if the headers carry a key of this scope.
fn good(keys: &[AdminKey], scope: Scope, headers: &HeaderMap) -> bool {
    let given = headers.get(header::AUTHORIZATION);
    let given = given.and_then(|it| it.to_str().ok()?.strip_prefix("Bearer "));
    // A key is compared by its hash, so the time of the comparison says nothing about the key.
    let hash: Option<String> = given.map(|key| {
        let bytes = Sha256::digest(key);
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    });
    let fits = |key: &AdminKey| key.scopes.contains(&scope) && Some(&key.sha256) == hash.as_ref();
    keys.iter().any(fits)
}

impl Admin {
    /// Finds the ledger of an app.
    fn ledger(&self, app: &str) -> Result<&LedgerDatabase, Refusal> {
        let found = self.ledgers.iter().find(|it| it.app().id.as_str() == app);
        found.ok_or(Refusal::NotFound)
    }

    /// Returns the time of the host's clock.
    fn now(&self) -> Time {
        (self.clock)()
    }
}

/// Shows the user of a device, and everything they have.
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

/// Shows everything that is kept of a user.
async fn user(admin: Shared, Path((app, id)): Path<(String, String)>) -> Answer {
    let (ledger, user) = (admin.ledger(&app)?, UserId::new(id));
    let export = ledger.export(&user, admin.now()).await?;
    Ok(Json(json!(export.ok_or(Refusal::NotFound)?)))
}

/// Tells what happened to a user, and thereby why they have what they have.
async fn history(admin: Shared, Path((app, id)): Path<(String, String)>) -> Answer {
    let lines = admin.ledger(&app)?.history(&UserId::new(id)).await?;
    match lines.is_empty() {
        true => Err(Refusal::NotFound),
        false => Ok(Json(json!({"lines": lines}))),
    }
}

/// Forgets a user. A repetition is answered with 404, because there is no such user any more.
async fn forget(admin: Shared, Path((app, id)): Path<(String, String)>) -> Answer {
    let (ledger, now) = (admin.ledger(&app)?, admin.now());
    ledger
        .forget(format!("forget/{id}"), &UserId::new(id), now)
        .await?;
    Ok(Json(json!({})))
}

/// The body of a call to send events again.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Replay {
    from: i64,
    to: i64,
}

/// Sends events again, from one position in the log of events to another, both included.
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
async fn unread(admin: Shared, Path(app): Path<String>) -> Answer {
    let messages = admin.ledger(&app)?.not_understood(UNREAD_SHOWN).await?;
    Ok(Json(json!({"messages": messages})))
}

/// Has all messages looked into again that were not understood.
async fn again(admin: Shared, Path(app): Path<String>) -> Answer {
    let count = admin.ledger(&app)?.work_again(admin.now()).await?;
    Ok(Json(json!({"messages": count})))
}

/// Writes the counts as text.
async fn metrics(admin: Shared) -> Result<String, Refusal> {
    Ok(admin.metrics.text(&admin.ledgers).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_cannot_be_tried_out_faster_than_the_bucket_fills() {
        let limit = Limit::default();
        let at = |millis: i64| Time::from_millis(1_767_225_600_000 + millis);
        let taken = |now| (0..200).filter(|_| limit.take(now)).count();
        assert_eq!(taken(at(0)), 50);
        assert_eq!(taken(at(99)), 0);
        assert_eq!(taken(at(1000)), 10);
        assert_eq!(taken(at(3_600_000)), 50);
        assert_eq!(taken(at(0)), 0, "a clock that was set back gives nothing");
    }
}
