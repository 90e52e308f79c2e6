//! The errors that an SDK is told.

use axum::Json;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use paywall_ledger::{NotAnExternalId, Refused};

use super::proof::Unproved;
use crate::identity::{NotASecret, NotIdentified};

/// The reason why a call did not succeed. SDKs try again after a few seconds on every status but 409.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    #[error("no app platform has this id")]
    NoPlatform,
    /// The device is not known. SDKs answer the status 409 by forgetting the
    /// device and making a new one, the only way out that they know.
    #[error("no device has this id; make a new one")]
    NoDevice,
    /// The id is taken. An SDK that makes a new device is right here, too.
    #[error("a device of another platform has this id; make a new one")]
    Elsewhere,
    #[error(
        "the device has an older version here than `device_version` says, as the database was put back to an older state: log in or out again, without `device_version`"
    )]
    Behind,
    #[error("the header `device-secret` is not the secret that this device was registered with")]
    WrongSecret,
    #[error(
        "this app wants devices to have a secret: make a new one, with `device_secret` in the body of `POST device`"
    )]
    NoSecret,
    #[error(transparent)]
    NotASecret(#[from] NotASecret),
    #[error(transparent)]
    NotIdentified(#[from] NotIdentified),
    #[error("there is nothing at this address")]
    NoRoute,
    #[error("{0}")]
    Invalid(String),
    #[error("another call came with this Idempotency-Key before: each call has a key of its own")]
    OtherCall,
    #[error("the external identifier {0}")]
    ExternalId(#[from] NotAnExternalId),
    #[error("the body is too large")]
    TooLarge,
    #[error("too many calls; the next one is welcome in {0} seconds")]
    TooMany(u64),
    #[error("the purchase is not proved: {0}")]
    Unproved(Unproved),
    #[error(transparent)]
    Database(paywall_database::Error),
    #[error(transparent)]
    Module(#[from] paywall_engine::Error),
}

impl Error {
    /// Returns the status and a stable code.
    fn answer(&self) -> (StatusCode, &str) {
        match self {
            Self::NoPlatform => (StatusCode::NOT_FOUND, "platform_not_found"),
            Self::NoDevice => (StatusCode::CONFLICT, "device_not_found"),
            Self::Elsewhere => (StatusCode::CONFLICT, "device_elsewhere"),
            Self::Behind => (StatusCode::CONFLICT, "device_behind"),
            Self::WrongSecret => (StatusCode::FORBIDDEN, "device_secret_wrong"),
            Self::NoSecret => (StatusCode::CONFLICT, "device_secret_required"),
            Self::NotASecret(_) => (StatusCode::BAD_REQUEST, "invalid_request"),
            // As with a wrong identifier: the answer to the same call would be the same.
            Self::NotIdentified(NotIdentified::Missing) => {
                (StatusCode::CONFLICT, "identity_required")
            }
            Self::NotIdentified(NotIdentified::Wrong(_)) => {
                (StatusCode::CONFLICT, "invalid_identity")
            }
            Self::NoRoute => (StatusCode::NOT_FOUND, "not_found"),
            Self::Invalid(_) => (StatusCode::BAD_REQUEST, "invalid_request"),
            Self::OtherCall => (StatusCode::BAD_REQUEST, "idempotency_error"),
            // SDKs repeat a call after any status but 409, and the answer would be the same.
            Self::ExternalId(_) => (StatusCode::CONFLICT, "invalid_external_id"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "request_too_large"),
            Self::TooMany(_) => (StatusCode::TOO_MANY_REQUESTS, "too_many_calls"),
            Self::Unproved(Unproved::Later(_)) => {
                (StatusCode::SERVICE_UNAVAILABLE, "store_unavailable")
            }
            Self::Unproved(_) => (StatusCode::UNPROCESSABLE_ENTITY, "purchase_not_proved"),
            Self::Database(paywall_database::Error::Refused(refused)) => {
                (StatusCode::NOT_FOUND, refused.code())
            }
            Self::Database(paywall_database::Error::Unfit) => {
                (StatusCode::BAD_REQUEST, "invalid_request")
            }
            Self::Database(error) => (StatusCode::SERVICE_UNAVAILABLE, error.code()),
            Self::Module(error) => (module_status(error), error.code()),
        }
    }
}

/// Returns the status of a module's error.
fn module_status(error: &paywall_engine::Error) -> StatusCode {
    StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let (status, code) = self.answer();
        // The database's own words are for operators, and may show too much.
        let message = match &self {
            Self::Database(paywall_database::Error::Database(_)) => {
                "the database does not answer".to_owned()
            }
            Self::Module(error) => error.message(),
            other => other.to_string(),
        };
        let path = match &self {
            Self::Module(error) => error.path(),
            _ => None,
        };
        let body =
            json!({"error": {"code": code, "message": message, "path": path}, "warnings": []});
        let mut response = (status, Json(body)).into_response();
        if let Self::TooMany(wait) = self {
            let wait = HeaderValue::from(wait);
            response.headers_mut().insert(header::RETRY_AFTER, wait);
        }
        response
    }
}

impl From<paywall_database::Error> for Error {
    fn from(error: paywall_database::Error) -> Self {
        match error {
            paywall_database::Error::Refused(Refused::NoDevice(_)) => Self::NoDevice,
            paywall_database::Error::Refused(Refused::NoPlatform(_)) => Self::NoPlatform,
            other => Self::Database(other),
        }
    }
}

impl From<Unproved> for Error {
    fn from(unproved: Unproved) -> Self {
        match unproved {
            Unproved::TooMany(wait) => Self::TooMany(wait),
            other => Self::Unproved(other),
        }
    }
}

impl From<BytesRejection> for Error {
    fn from(rejection: BytesRejection) -> Self {
        match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            _ => Self::Invalid(rejection.body_text()),
        }
    }
}

impl From<QueryRejection> for Error {
    fn from(rejection: QueryRejection) -> Self {
        Self::Invalid(rejection.body_text())
    }
}
