//! A call that was let in: the app, the caller, and the time.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use paywall_control::policy::Role;
use paywall_ledger::Time;

use crate::caller::Caller;
use crate::center::{App, Center};
use crate::problem::Problem;

/// A call to an app whose caller has the role that the route needs.
#[derive(Clone)]
pub(crate) struct Call {
    /// The app that the path names.
    pub app: Arc<App>,
    /// The caller who was let in.
    pub caller: Caller,
    /// The role of the caller in the app.
    pub role: Role,
    /// The time of the call.
    pub now: Time,
}

impl FromRequestParts<Center> for Call {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Center) -> Result<Self, Problem> {
        // The guard put it there.
        let call = parts.extensions.get::<Self>().cloned();
        call.ok_or_else(|| Problem::internal("expected a route that is guarded by a role"))
    }
}

impl FromRequestParts<Center> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Center) -> Result<Self, Problem> {
        let caller = parts.extensions.get::<Self>().cloned();
        caller.ok_or_else(Problem::unauthorized)
    }
}
