//! The reasons why a call is refused, as clients read them.

use std::borrow::Cow;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use paywall_control::policy::{Missing, Role};
use paywall_database::control::Refusal;
use serde_json::{Value, json};

/// The reason why a call is refused: a status, a stable code, and a sentence that says what was expected where.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// The status of the answer.
    pub status: StatusCode,
    /// The stable code.
    pub code: Cow<'static, str>,
    /// A sentence for people.
    pub message: String,
    /// The place in what was sent, where there is one.
    pub path: Option<String>,
    /// All that helps a program to go on: the newer edits, the deployments that came between.
    pub details: Option<Value>,
    /// The seconds after which the call may succeed, where that is known.
    pub retry_after: Option<u16>,
}

impl Problem {
    /// Makes a problem without a place and details.
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code: code.into(),
            message: message.into(),
            path: None,
            details: None,
            retry_after: None,
        }
    }

    /// Makes the problem that a call comes too early, by so many seconds.
    pub fn later(
        status: StatusCode,
        code: &'static str,
        message: impl Into<String>,
        seconds: u16,
    ) -> Self {
        Self {
            retry_after: Some(seconds),
            ..Self::new(status, code, message)
        }
    }

    /// Makes the problem that a request is not of the documented form.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request", message)
    }

    /// Makes the problem that nobody knows who calls.
    pub fn unauthorized() -> Self {
        let message = "expected a token of the app in the header `authorization`, or a session";
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", message)
    }

    /// Makes the problem that the caller's role is too small.
    pub fn forbidden(needed: Role) -> Self {
        let name = role_name(needed);
        let message = format!("expected the role {name}, or one that may more");
        Self::new(StatusCode::FORBIDDEN, "forbidden", message)
            .with_details(json!({ "role": needed }))
    }

    /// Makes the problem that there is no such thing, or none that the caller may know of.
    pub fn not_found(what: &str, id: &str) -> Self {
        let message = format!("expected the id of a {what}, found \"{id}\"");
        Self::new(StatusCode::NOT_FOUND, "not_found", message)
    }

    /// Makes the problem that the server itself failed.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", message)
    }

    /// Adds details for programs.
    #[must_use]
    pub fn with_details(mut self, details: Value) -> Self {
        self.details = Some(details);
        self
    }

    /// Adds the place in what was sent.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut error = json!({ "code": self.code, "message": self.message, "path": self.path });
        if let (Some(details), Some(error)) = (self.details, error.as_object_mut()) {
            error.insert("details".to_owned(), details);
        }
        let body = json!({ "error": error, "warnings": [] });
        let mut response = (self.status, Json(body)).into_response();
        if let Some(seconds) = self.retry_after {
            let headers = response.headers_mut();
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<paywall_control::Error> for Problem {
    fn from(error: paywall_control::Error) -> Self {
        let mut problem = Self::new(StatusCode::UNPROCESSABLE_ENTITY, error.code, error.message);
        if let Some(index) = error.operation {
            problem.path = Some(format!("$.operations[{index}]"));
            problem.details = Some(json!({ "operation": index }));
        }
        problem
    }
}

impl From<paywall_database::Error> for Problem {
    fn from(error: paywall_database::Error) -> Self {
        match error {
            paywall_database::Error::Unfit => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                error.code(),
                error.to_string(),
            ),
            // What the database says of itself is not for clients.
            _ => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                error.code(),
                "the database does not answer",
            ),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let (code, message) = (refusal.code(), refusal.to_string());
        let with =
            |status, details| Self::new(status, code, message.as_str()).with_details(details);
        match refusal {
            Refusal::Model(error) => error.into(),
            Refusal::Database(error) => error.into(),
            Refusal::NotFound { what, id } => Self::not_found(what, &id),
            Refusal::Behind { edits } => {
                let edits: Vec<_> = edits.into_iter().map(crate::answer::Edit::from).collect();
                with(StatusCode::PRECONDITION_FAILED, json!({ "edits": edits }))
            }
            Refusal::Moved { between } => with(StatusCode::CONFLICT, json!({ "between": between })),
            Refusal::Missing { missing } => match role_of(&missing) {
                Some(needed) => Self::forbidden(needed)
                    .with_details(json!({ "role": needed, "missing": missing })),
                None => with(StatusCode::CONFLICT, json!({ "missing": missing })),
            },
            Refusal::Faulty { faults } => with(StatusCode::CONFLICT, json!({ "faults": faults })),
            Refusal::Conflicts { conflicts } => {
                with(StatusCode::CONFLICT, json!({ "conflicts": conflicts }))
            }
            Refusal::Email => Self::invalid(message).at("$.email"),
            Refusal::NoName => Self::invalid(message).at("$.name"),
            Refusal::NoWords => Self::invalid(message).at("$.words"),
            Refusal::TooLong { .. } => Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, message),
            _ => Self::new(StatusCode::CONFLICT, code, message),
        }
    }
}

/// Returns the role that is missing, if one is.
fn role_of(missing: &[Missing]) -> Option<Role> {
    missing.iter().find_map(|missing| match missing {
        Missing::Role { needed } => Some(*needed),
        _ => None,
    })
}

/// Returns the name of a role.
pub(crate) fn role_name(role: Role) -> &'static str {
    match role {
        Role::Support => "support",
        Role::Viewer => "viewer",
        Role::Editor => "editor",
        Role::Publisher => "publisher",
        Role::Owner => "owner",
    }
}
