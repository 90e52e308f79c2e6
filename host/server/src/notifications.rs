//! The receiver of stores' messages, `POST /notifications/{store}/{platform}`: it
//! verifies, keeps and answers them as each store expects.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::json;

use paywall_ledger::Clock;
use paywall_ledger::{App, Later, PlatformId, Store, Unavailable};
use paywall_stores::intake::{
    Given, Inbox, Incoming, Keys, NotTaken, StoreSettings, Stored, Stores, verify,
};

/// The length of the longest body taken, in bytes. The stores' messages have a few kilobytes; SNS allows 256.
const BODY_LIMIT: usize = 1024 * 1024;
/// The time that one message may take, its body included. Roku waits for 10 seconds, Amazon for 15.
const TIME: Duration = Duration::from_secs(8);

/// A visitor of the address by which we confirm to Amazon that we want its messages.
pub type Confirm = Arc<dyn Fn(String) -> Later<'static, Result<(), Unavailable>> + Send + Sync>;

/// The app platforms and the tools that the routes need.
#[derive(Clone)]
pub struct Notifications {
    platforms: Arc<BTreeMap<PlatformId, Receiving>>,
    keys: Arc<dyn Keys>,
    clock: Clock,
    confirm: Confirm,
}

/// An app platform whose store sends messages.
struct Receiving {
    app: Arc<App>,
    /// The settings by which the store's messages are recognised.
    settings: StoreSettings,
    /// The inbox that verified messages go to.
    inbox: Arc<dyn Inbox>,
}

impl Notifications {
    /// Makes routes without app platforms. `keys` are the stores' keys, `confirm` answers Amazon's question.
    pub fn new(keys: Arc<dyn Keys>, clock: Clock, confirm: Confirm) -> Self {
        Self {
            platforms: Arc::default(),
            keys,
            clock,
            confirm,
        }
    }

    /// Adds the app platforms of an app. Call it before the routes are made.
    pub fn add(&mut self, app: &Arc<App>, stores: &Stores, inbox: &Arc<dyn Inbox>) {
        let Some(all) = Arc::get_mut(&mut self.platforms) else {
            return;
        };
        for (platform, settings) in stores {
            let receiving = Receiving {
                app: Arc::clone(app),
                settings: settings.clone(),
                inbox: Arc::clone(inbox),
            };
            all.insert(platform.clone(), receiving);
        }
    }
}

/// Makes the routes; see `docs/notifications.md`.
pub fn notification_routes(shared: Notifications) -> Router {
    Router::new()
        .route("/notifications/{store}/{platform}", post(receive))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(axum::middleware::from_fn(in_time))
        .with_state(shared)
}

/// Makes a visitor of addresses over HTTPS that follows no redirects.
///
/// # Errors
/// Fails if TLS cannot be set up.
pub fn visit() -> Result<Confirm, Unavailable> {
    let client = reqwest::Client::builder()
        .timeout(TIME / 2)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(|error| Unavailable::new("TLS", error))?;
    Ok(Arc::new(move |address| {
        let client = client.clone();
        Box::pin(async move {
            let answer = client.get(address).send().await;
            let answer = answer.and_then(reqwest::Response::error_for_status);
            answer
                .map(|_| ())
                .map_err(|error| Unavailable::new("Amazon", error.without_url()))
        })
    }))
}

async fn in_time(request: axum::extract::Request, next: axum::middleware::Next) -> Response {
    match tokio::time::timeout(TIME, next.run(request)).await {
        Ok(response) => response,
        // Every store comes again after a 503.
        Err(_) => refusal(StatusCode::SERVICE_UNAVAILABLE, "time", "it took too long"),
    }
}

async fn receive(
    State(shared): State<Notifications>,
    Path((store, platform)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let platform = PlatformId::new(platform);
    let receiving = shared.platforms.get(&platform);
    let receiving = receiving.filter(|it| it.settings.store().name() == store);
    let taken = match receiving {
        Some(receiving) => take(&shared, &platform, receiving, &headers, &body).await,
        None => Err(NotTaken::NoPlatform),
    };
    taken.unwrap_or_else(|why| not_taken(&why))
}

/// Verifies a request, and keeps the message in it.
async fn take(
    shared: &Notifications,
    platform: &PlatformId,
    receiving: &Receiving,
    headers: &HeaderMap,
    body: &Bytes,
) -> Result<Response, NotTaken> {
    let Receiving {
        app,
        settings,
        inbox,
    } = receiving;
    let text = |name: &str| headers.get(name).and_then(|it| it.to_str().ok());
    let incoming = Incoming {
        authorization: text("authorization"),
        stripe_signature: text("stripe-signature"),
        body,
        at: (shared.clock)(),
    };
    match verify(app, platform, settings, &*shared.keys, &incoming).await? {
        Given::Message(message) => {
            let echo = message.content.get("responseKey").cloned();
            let stored = inbox.put(*message).await?;
            Ok(taken(settings.store(), stored, echo.as_ref()))
        }
        Given::Confirm { address } => {
            (shared.confirm)(address).await?;
            Ok(StatusCode::OK.into_response())
        }
        Given::Nothing => Ok(StatusCode::OK.into_response()),
    }
}

/// Answers a message that was taken. A 200 satisfies every store; Roku's older way wants its key back.
fn taken(store: Store, stored: Stored, echo: Option<&serde_json::Value>) -> Response {
    if store == Store::Roku
        && let Some(key) = echo.and_then(serde_json::Value::as_str)
    {
        return ([(header::CONTENT_TYPE, "text/plain")], key.to_owned()).into_response();
    }
    Json(json!({"stored": stored == Stored::New})).into_response()
}

fn not_taken(why: &NotTaken) -> Response {
    let (status, code) = match why {
        // A message that is not the store's must not come again; one
        // that is not for us is the operator's to set right.
        NotTaken::Rejected(rejected) => (StatusCode::FORBIDDEN, rejected.code()),
        NotTaken::NoPlatform => (StatusCode::NOT_FOUND, "platform_not_found"),
        // 5xx, because Apple and Amazon never repeat after a 4xx.
        NotTaken::Unavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
    };
    refusal(status, code, &why.to_string())
}

fn refusal(status: StatusCode, code: &str, message: &str) -> Response {
    let error = json!({"code": code, "message": message, "path": null});
    (status, Json(json!({"error": error, "warnings": []}))).into_response()
}
