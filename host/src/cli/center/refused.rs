//! Refusals of the host, in words that say what to do.

use std::fmt::{self, Display, Formatter};

use serde::Deserialize;
use serde_json::Value;

use super::client::Deployment;
use super::short;
use crate::cli::output;

/// The answer of a host that refused a call.
#[derive(Debug, Deserialize)]
pub(in crate::cli) struct Refused {
    #[serde(skip)]
    status: u16,
    /// The stable code.
    pub code: String,
    message: String,
    #[serde(default)]
    path: Option<String>,
    /// All that helps to go on.
    #[serde(default)]
    pub details: Value,
}

/// The body of such an answer.
#[derive(Deserialize)]
struct Body {
    error: Refused,
}

impl Refused {
    /// Reads the answer.
    pub(super) fn read(status: u16, body: &[u8]) -> Self {
        let read = serde_json::from_slice::<Body>(body).map(|body| body.error);
        let other = |_| Self {
            status,
            code: format!("status_{status}"),
            message: "expected a host with a Control Center at this address".to_owned(),
            path: None,
            details: Value::Null,
        };
        let mut refused = read.unwrap_or_else(other);
        refused.status = status;
        refused
    }

    /// Returns the exit code: 1 for what somebody must decide, 2 for what cannot be done.
    pub(super) fn exit(&self) -> u8 {
        match self.status {
            409 | 412 => 1,
            _ => 2,
        }
    }

    /// Writes the refusal, all that it is about, and what to do.
    pub(super) fn text(&self) -> String {
        let mut out = output::line("error", &self.code, &self.message, self.path.as_deref());
        for fault in self.list("faults") {
            let text = |name: &str| fault.get(name).and_then(Value::as_str).unwrap_or_default();
            out += &output::line("error", text("code"), text("message"), Some(text("path")));
        }
        for between in self.list("between") {
            if let Ok(it) = Deployment::deserialize(between) {
                let (revision, why) = (short(&it.revision), &it.reason);
                out += &format!(
                    "  {} {} of {revision} by {}: {why}\n",
                    it.sequence, it.kind, it.author
                );
            }
        }
        for missing in self.list("missing") {
            if missing.get("missing").and_then(Value::as_str) == Some("warning") {
                let text = |name: &str| {
                    missing
                        .get(name)
                        .and_then(Value::as_str)
                        .unwrap_or_default()
                };
                out += &format!(
                    "  to tick it off: --tick '{}@{}'\n",
                    text("code"),
                    text("path")
                );
            }
        }
        out + &self.advice()
    }

    /// Lists the details of a kind.
    fn list(&self, name: &str) -> impl Iterator<Item = &Value> {
        self.details
            .get(name)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
    }

    /// Says what to do.
    fn advice(&self) -> String {
        let advice = match self.code.as_str() {
            "unauthorized" => "the token is wrong or has ended: set PAYWALL_TOKEN to a good one",
            "forbidden" => "an owner of the app can give the token's role more rights",
            "deployment_moved" => {
                "look at what came between with `paywall log` and `paywall diff`, then try again"
            }
            "never_live" => "`paywall log` lists what was live",
            _ => return String::new(),
        };
        format!("  {advice}\n")
    }
}

impl Display for Refused {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for Refused {}
