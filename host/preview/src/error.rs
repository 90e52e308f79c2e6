//! The conversion of errors into responses: the module's form, and a status that fits.

use axum::Json;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// The reason why a request has no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The engine's error, which the module may have answered with.
    #[error(transparent)]
    Engine(#[from] paywall_engine::Error),
    /// The server has nothing at this address.
    #[error("there is nothing at {0}")]
    NotFound(String),
    /// The request could not be read.
    #[error("cannot read the request: {0}")]
    Request(String),
    /// The server was called by a name that is not its own.
    #[error(
        "the server has another name: call it by its address, or allow the name (--allow-host)"
    )]
    WrongHost,
    /// The request comes from a page of another server.
    #[error("only pages of this server may send requests")]
    WrongOrigin,
}

impl Error {
    fn code(&self) -> &str {
        match self {
            Self::Engine(error) => error.code(),
            Self::NotFound(_) => "not_found",
            Self::Request(_) => "invalid_request",
            Self::WrongHost => "wrong_host",
            Self::WrongOrigin => "wrong_origin",
        }
    }

    /// Returns the JSON path of the part concerned, and the warnings that arose before the error.
    fn context(&self) -> (Option<&str>, &[paywall_engine::Warning]) {
        match self {
            Self::Engine(paywall_engine::Error::Refused(refusal)) => {
                (refusal.path.as_deref(), &refusal.warnings)
            }
            _ => (None, &[]),
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let (path, warnings) = self.context();
        let message = match &self {
            Self::Engine(error) => error.message(),
            other => other.to_string(),
        };
        let body = json!({
            "error": {"code": self.code(), "message": message, "path": path},
            "warnings": warnings,
        });
        let status = match &self {
            Self::Engine(error) => status(error),
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::Request(_) => StatusCode::BAD_REQUEST,
            Self::WrongHost | Self::WrongOrigin => StatusCode::FORBIDDEN,
        };
        (status, Json(body)).into_response()
    }
}

/// Returns the status of an engine's error.
pub(crate) fn status(error: &paywall_engine::Error) -> StatusCode {
    StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Says why axum did not take a body; `limit` is the one for bodies, in bytes.
pub(crate) fn body_refused(rejection: &BytesRejection, limit: usize) -> Error {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        paywall_engine::Error::RequestTooLarge { limit }.into()
    } else {
        Error::Request(rejection.body_text())
    }
}

impl From<QueryRejection> for Error {
    fn from(rejection: QueryRejection) -> Self {
        Self::Request(rejection.body_text())
    }
}
