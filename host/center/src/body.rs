//! Bodies of calls: JSON of a bounded size, read strictly.

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, Request};
use axum::http::{StatusCode, header};
use paywall_control::canonical;
use serde::de::DeserializeOwned;

use crate::center::Center;
use crate::problem::Problem;

/// The most bytes of a body that holds a few fields.
pub(crate) const SMALL: usize = 64 << 10;
/// The most bytes of an edit, which the database bounds again, and of a request to the engine.
pub(crate) const MEDIUM: usize = (1 << 20) + (64 << 10);
/// The most bytes of a body that holds a document.
pub(crate) const LARGE: usize = 16 << 20;

/// The body of a call, of at most so many bytes.
///
/// Numbers are read as canonical JSON has them, so that what is stored is what was sent.
pub(crate) struct Body<T, const MOST: usize = SMALL>(pub T);

impl<T: DeserializeOwned, const MOST: usize> FromRequest<Center> for Body<T, MOST> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &Center) -> Result<Self, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if !kind.starts_with("application/json") {
            let message = "expected the content type application/json";
            let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
            return Err(Problem::new(status, "unsupported_media_type", message));
        }
        let bytes = bytes(request, MOST).await?;
        read(&bytes).map(Self)
    }
}

/// Takes the bytes of a body, at most so many.
///
/// # Errors
/// Fails with `request_too_large` if there are more, or if they do not come.
pub(crate) async fn bytes(mut request: Request, most: usize) -> Result<Bytes, Problem> {
    DefaultBodyLimit::max(most).apply(&mut request);
    let bytes = Bytes::from_request(request, &()).await;
    bytes.map_err(|error| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            let message = format!("expected a body of at most {most} bytes");
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "request_too_large", message)
        }
        _ => Problem::invalid(error.body_text()),
    })
}

/// Reads a body.
fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let text = std::str::from_utf8(bytes);
    let text = text.map_err(|error| Problem::invalid(format!("expected UTF-8: {error}")))?;
    let value = canonical::read(text).map_err(|error| Problem::invalid(error.message))?;
    serde_json::from_value(value).map_err(|error| Problem::invalid(error.to_string()))
}
