//! The place that a browser believes to be at: whether a call comes from the host's own pages, and over which protocol.

use axum::http::{HeaderMap, StatusCode, header};

use crate::problem::Problem;

/// The place at which the Control Center is reached.
#[derive(Debug, Clone, Default)]
pub(crate) struct Place {
    /// The origin of the settings, such as `https://control.example.com`. Without one, that of the header `Host` counts.
    pub origin: Option<String>,
}

impl Place {
    /// Returns whether a call comes to this machine by its name for itself, over plain HTTP as far as anybody knows.
    /// Browsers keep no secure cookies there, and nothing leaves the machine.
    pub(crate) fn is_local(&self, headers: &HeaderMap) -> bool {
        let host = match &self.origin {
            Some(origin) => origin.strip_prefix("http://").unwrap_or_default(),
            None => host(headers),
        };
        let name = match host.strip_prefix('[') {
            Some(rest) => rest.split(']').next().unwrap_or_default(),
            None => host.split(':').next().unwrap_or_default(),
        };
        matches!(name, "localhost" | "127.0.0.1" | "::1") || name.ends_with(".localhost")
    }

    /// Returns the address of the place: that of the settings, or the one that the call names.
    pub(crate) fn address(&self, headers: &HeaderMap) -> String {
        let scheme = if self.is_local(headers) {
            "http"
        } else {
            "https"
        };
        match &self.origin {
            Some(origin) => origin.trim_end_matches('/').to_owned(),
            None => format!("{scheme}://{}", host(headers)),
        }
    }

    /// Returns whether an origin is this place.
    fn is(&self, origin: &str, headers: &HeaderMap) -> bool {
        match &self.origin {
            Some(expected) => origin.eq_ignore_ascii_case(expected.trim_end_matches('/')),
            None => {
                let authority = origin.split_once("://").map(|(_, authority)| authority);
                let host = host(headers);
                !host.is_empty() && authority.is_some_and(|it| it.eq_ignore_ascii_case(host))
            }
        }
    }
}

/// Reads the name and the port that a call is for.
fn host(headers: &HeaderMap) -> &str {
    let host = headers.get(header::HOST).and_then(|it| it.to_str().ok());
    host.unwrap_or_default()
}

/// Checks that a call that changes something comes from the host's own pages: browsers write the origin themselves, and let
/// other sites' pages send no header of their own.
///
/// # Errors
/// Fails with `foreign_origin`.
pub(crate) fn same_origin(place: &Place, headers: &HeaderMap) -> Result<(), Problem> {
    let origin = headers.get(header::ORIGIN).and_then(|it| it.to_str().ok());
    let is_ours = headers.get("paywall-control").is_some_and(|it| it == "1");
    match origin.is_some_and(|origin| place.is(origin, headers)) && is_ours {
        true => Ok(()),
        false => Err(Problem::new(
            StatusCode::FORBIDDEN,
            "foreign_origin",
            "expected the header `paywall-control: 1` and an `Origin` of this host with a call that changes something",
        )),
    }
}
