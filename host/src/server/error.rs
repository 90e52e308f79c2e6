//! The conversion of errors into responses: the module's form, and a status that fits.

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

/// Chooses the status of an answer, which says whose fault it is and if trying again helps.
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

/// Returns true for codes of things not found: `labeled_campaign_not_found`, `paywall_not_found`, …
fn is_missing(code: &str) -> bool {
    code.ends_with("_not_found")
}

/// Makes an error of a body that axum did not take; `limit` is the largest size, in bytes.
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
