//! Errors become responses here, and nowhere else: the module's form, and a status that fits.

use axum::Json;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::Error;

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let warnings = match &self {
            Self::Refused(refusal) => refusal.warnings.as_slice(),
            _ => &[],
        };
        let body = json!({
            "error": {"code": self.code(), "message": self.to_string(), "path": self.path()},
            "warnings": warnings,
        });
        (status(&self), Json(body)).into_response()
    }
}

/// The status of an answer: whose fault it is, and whether to try again.
pub(super) fn status(error: &Error) -> StatusCode {
    match error {
        Error::Refused(refusal) if is_missing(&refusal.code) => StatusCode::NOT_FOUND,
        Error::NotFound(_) => StatusCode::NOT_FOUND,
        Error::Refused(_) | Error::Unpack(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Request(_) => StatusCode::BAD_REQUEST,
        Error::DocumentTooLarge { .. } | Error::RequestTooLarge { .. } => {
            StatusCode::PAYLOAD_TOO_LARGE
        }
        Error::Busy { .. } | Error::Cancelled => StatusCode::SERVICE_UNAVAILABLE,
        Error::Time { .. } => StatusCode::GATEWAY_TIMEOUT,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// `labeled_campaign_not_found`, `paywall_not_found`, …
fn is_missing(code: &str) -> bool {
    code.ends_with("_not_found")
}

/// What axum says of a body it did not take; `limit` is the one for bodies, in bytes.
pub(super) fn body_refused(rejection: &BytesRejection, limit: usize) -> Error {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Error::RequestTooLarge { limit }
    } else {
        Error::Request(rejection.body_text())
    }
}

impl From<QueryRejection> for Error {
    fn from(rejection: QueryRejection) -> Self {
        Self::Request(rejection.body_text())
    }
}
