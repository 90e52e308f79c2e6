//! The receiver of stores' messages, `POST /notifications/{store}/{platform}`: it
//! verifies, keeps and answers them as each store expects.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use serde_json::json;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes as listed;

use paywall_ledger::{App, Clock, Later, PlatformId, Unavailable};
use paywall_stores::{ConfiguredStore, Given, Inbox, Incoming, Keys, NotTaken, Stores, verify};

/// The length of the longest body taken, in bytes. The stores' messages have a few kilobytes; SNS allows 256.
const BODY_LIMIT: usize = 1024 * 1024;
/// The time that one message may take, its body included. Roku waits for 10 seconds, Amazon for 15.
const TIME: Duration = Duration::from_secs(8);

/// A visitor of the address by which we confirm to a store (Amazon) that we want its messages.
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
    /// The store, which recognises its own messages.
    store: Arc<dyn ConfiguredStore>,
    /// The inbox that verified messages go to.
    inbox: Arc<dyn Inbox>,
}

impl Notifications {
    /// Makes routes without app platforms. `keys` are the stores' keys, `confirm` answers a store's question whether we want them.
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
        for (platform, store) in stores {
            let receiving = Receiving {
                app: Arc::clone(app),
                store: Arc::clone(store),
                inbox: Arc::clone(inbox),
            };
            all.insert(platform.clone(), receiving);
        }
    }
}

/// Lists the routes.
fn list() -> OpenApiRouter<Notifications> {
    OpenApiRouter::new().routes(listed!(receive))
}

/// Describes the routes.
pub(super) fn description() -> OpenApi {
    list().into_openapi()
}

/// Makes the routes; see `docs/notifications.md`.
pub fn notification_routes(shared: Notifications) -> Router {
    let (routes, _) = list().split_for_parts();
    routes
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
                .map_err(|error| Unavailable::new("the store", error.without_url()))
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

/// Takes a message of a store about an app platform, which its signature proves.
#[utoipa::path(post, path = "/notifications/{store}/{platform}", tag = "messages",
    request_body(content = String, content_type = "*/*", description = "The message, as the store sends it"),
    responses((status = 200, description = "The message is kept, or was kept before"),
        (status = 403, description = "The message is not the store's, or not for this app: the code says why"),
        (status = 404, description = "No platform of this id has this store (`platform_not_found`)"),
        (status = 503, description = "The store should send it again later (`unavailable`, `time`)")))]
async fn receive(
    State(shared): State<Notifications>,
    Path((store, platform)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let platform = PlatformId::new(platform);
    let receiving = shared.platforms.get(&platform);
    let receiving = receiving.filter(|it| it.store.which().name() == store);
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
    let Receiving { app, store, inbox } = receiving;
    let incoming = Incoming {
        header: &|name| Some(headers.get(name)?.to_str().ok()?.to_owned()),
        body,
        at: (shared.clock)(),
    };
    match verify(app, platform, &**store, &*shared.keys, &incoming).await? {
        Given::Message(received) => {
            let reply = store.reply(&received.message.content);
            let arrival = inbox.put(*received).await?;
            // A 200 satisfies every store, but for one that wants to hear a text of its own.
            Ok(match reply {
                Some(text) => ([(header::CONTENT_TYPE, "text/plain")], text).into_response(),
                None => Json(json!({"stored": arrival.is_new()})).into_response(),
            })
        }
        Given::Confirm { address } => {
            (shared.confirm)(address).await?;
            Ok(StatusCode::OK.into_response())
        }
        Given::Nothing => Ok(StatusCode::OK.into_response()),
    }
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
