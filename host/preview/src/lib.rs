//! The preview server: the Control Center's page, the module's operations over HTTP, and snapshots as pages.

mod api;
mod assets;
mod error;
mod page;
mod scenarios;
mod sender;
mod snapshot;
mod www;

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tokio::net::TcpListener;

use error::Error;
use paywall_engine::{Error as EngineError, LoadedDocument};
use paywall_listen::Connections;

pub use assets::{stock_document, stock_products};
pub use www::Www;

/// The time that a request may take, its body included.
const REQUEST_TIME: Duration = Duration::from_secs(30);

/// The document and the pages that a preview server shows.
#[derive(Debug, Clone)]
pub struct Site {
    /// The document that all requests are about.
    pub document: LoadedDocument,
    /// The product details for the preview page, a JSON array.
    pub products: Vec<u8>,
    /// The source of the pages: built in, or a folder.
    pub www: Www,
    /// The names that the server may be called by, beside addresses and `localhost`.
    pub names: Vec<String>,
}

/// The state that all requests share.
struct Shared {
    site: Site,
}

/// The extractor of the shared state.
type State = axum::extract::State<Arc<Shared>>;

/// Makes all routes; `docs/host.md` lists them.
pub fn routes(site: Site) -> Router {
    let options = site.document.options();
    let body_limit = options.request_bytes;
    let names = Arc::new(site.names.clone());
    Router::new()
        .route("/api/document", get(api::document))
        .route("/api/products", get(api::products))
        .route("/api/describe", get(api::describe))
        .route("/api/scenarios", get(scenarios::list))
        .route("/api/scenarios/{name}", get(scenarios::play))
        .route("/api/{operation}", post(api::operate))
        .route("/snapshot", get(snapshot::get).post(snapshot::post))
        .route("/", get(www::index))
        .route("/{*path}", get(www::file))
        .layer(middleware::from_fn(paywall_listen::refusals_as_json))
        .layer(DefaultBodyLimit::max(body_limit))
        .layer(middleware::from_fn_with_state(names, sender::check))
        .layer(middleware::from_fn(guard))
        .with_state(Arc::new(Shared { site }))
}

/// Serves `site` on `listener` until `stop` is done, then finishes the requests that are under way.
///
/// # Errors
/// Fails if the listener fails.
pub async fn serve(
    listener: TcpListener,
    site: Site,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    paywall_listen::serve(listener, routes(site), Connections::default(), stop).await
}

/// Limits the time of every request, and adds the headers of every response.
async fn guard(request: Request, next: Next) -> Response {
    let mut response = match tokio::time::timeout(REQUEST_TIME, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Error::from(EngineError::Time {
            limit: REQUEST_TIME,
        })
        .into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

impl Shared {
    /// Returns the body of a request, or the error that it is too large.
    fn body(&self, body: Result<Bytes, BytesRejection>) -> Result<Bytes, Error> {
        body.map_err(|rejection| {
            error::body_refused(&rejection, self.site.document.options().request_bytes)
        })
    }

    /// Runs `work` on the document when its turn comes.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&LoadedDocument) -> Result<T, EngineError> + Send + 'static,
    ) -> Result<T, Error> {
        Ok(self.site.document.offload(work).await?)
    }
}
