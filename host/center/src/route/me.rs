//! Who calls, and what they may do.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::caller::Caller;
use crate::center::{Center, Platform};
use crate::problem::role_name;

/// The caller, and the apps in which they have a role.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"name": "CI", "person": null, "apps": [{"id": "fern", "name": "Fern", "role": "publisher",
    "platforms": [{"id": "web", "store": "stripe", "environment": "production"}]}]}))]
pub(crate) struct Me {
    /// The name of the person, or of the token.
    name: String,
    /// The person; none for a token.
    person: Option<Person>,
    /// The apps in which the caller has a role.
    apps: Vec<Mine>,
}

/// A person with a session.
#[derive(Serialize, ToSchema)]
pub(crate) struct Person {
    /// The id that stands in revisions, edits and the audit.
    id: String,
    /// The name for people.
    name: String,
    /// The address for mail.
    email: String,
}

/// An app in which the caller has a role.
#[derive(Serialize, ToSchema)]
pub(crate) struct Mine {
    /// The id of the app.
    id: String,
    /// The name for people.
    name: String,
    /// The role: `support`, `viewer`, `editor`, `publisher` or `owner`.
    role: &'static str,
    /// The platforms that it is sold on.
    platforms: Vec<On>,
}

/// A platform of an app.
#[derive(Serialize, ToSchema)]
#[schema(as = Platform)]
pub(crate) struct On {
    /// The id by which SDKs ask.
    id: String,
    /// The name of its store.
    store: String,
    /// The environment that it follows; none if its document comes from a file.
    environment: Option<String>,
}

/// Says who calls, and what they may do in which apps.
#[utoipa::path(get, path = "/control/v1/me", tag = "people", responses((status = 200, body = Me)))]
pub(crate) async fn me(State(center): State<Center>, caller: Caller) -> Json<Me> {
    Json(Me::of(&center, &caller))
}

impl Me {
    /// Describes a caller.
    pub(crate) fn of(center: &Center, caller: &Caller) -> Self {
        let mine = |(id, role): (&String, &_)| {
            let app = center.app(id)?;
            Some(Mine {
                id: app.id.clone(),
                name: app.name.clone(),
                role: role_name(*role),
                platforms: app.platforms.iter().map(On::from).collect(),
            })
        };
        let person = caller.person.as_ref().map(|it| Person {
            id: it.id.clone(),
            name: it.name.clone(),
            email: it.email.clone(),
        });
        Self {
            name: caller.name.clone(),
            person,
            apps: caller.roles.iter().filter_map(mine).collect(),
        }
    }
}

impl From<&Platform> for On {
    fn from(platform: &Platform) -> Self {
        Self {
            id: platform.id.clone(),
            store: platform.store.clone(),
            environment: platform.environment.clone(),
        }
    }
}
