//! Snapshots as pages, so that a frame can show them.

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{Query, State as FromState};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::page::{HTML, policy_header, snapshot_policy};
use super::{Shared, State};
use crate::error::Error;
use paywall_engine::nonce;

/// The query: `?request=…`.
#[derive(Deserialize)]
pub(super) struct Fields {
    request: Option<String>,
}

/// Answers `GET` with a snapshot.
pub(super) async fn get(
    FromState(shared): State,
    fields: Result<Query<Fields>, QueryRejection>,
) -> Result<Response, Error> {
    let Query(Fields { request }) = fields?;
    page(&shared, request.as_deref().unwrap_or("{}").as_bytes()).await
}

/// Answers a form or a JSON body with a snapshot.
pub(super) async fn post(
    FromState(shared): State,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Error> {
    let body = shared.body(body)?;
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    if kind.starts_with("application/x-www-form-urlencoded") {
        let field = form_urlencoded::parse(&body).find(|(name, _)| name == "request");
        let request = field
            .ok_or_else(|| Error::Request("expected a field `request`".into()))?
            .1;
        return page(&shared, request.as_bytes()).await;
    }
    page(&shared, &body).await
}

/// Makes a snapshot with a fresh nonce, and a policy that allows only it.
async fn page(shared: &Shared, request: &[u8]) -> Result<Response, Error> {
    let nonce = nonce::fresh()?;
    let request = with_nonce(request, &nonce)?;
    let snapshot = shared
        .run(move |document| document.snapshot(&request))
        .await?;
    let headers = [policy_header(&snapshot_policy(&nonce))];
    Ok((headers, [(header::CONTENT_TYPE, HTML)], snapshot.ok.html).into_response())
}

/// Sets the nonce of the request's page, whatever it was before.
fn with_nonce(request: &[u8], nonce: &str) -> Result<Vec<u8>, Error> {
    let mut request: Value =
        serde_json::from_slice(request).map_err(|error| Error::Request(error.to_string()))?;
    let fields = request
        .as_object_mut()
        .ok_or_else(|| Error::Request("expected a JSON object".into()))?;
    let page = fields.entry("page").or_insert_with(|| json!({}));
    if page.is_null() {
        *page = json!({});
    }
    let page = page
        .as_object_mut()
        .ok_or_else(|| Error::Request("`page` is an object".into()))?;
    page.insert("nonce".into(), nonce.into());
    Ok(request.to_string().into_bytes())
}
