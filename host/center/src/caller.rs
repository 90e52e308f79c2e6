//! Who calls: a program with a token, or a person with a session.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, header};
use paywall_control::policy::Role;
use paywall_database::control;

use crate::center::Center;
use crate::door::SESSION;
use crate::problem::Problem;

/// The most bytes of a token.
const MOST_TOKEN: usize = 200;

/// A caller whose token or session is good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The id that stands in revisions, edits and the audit.
    pub id: String,
    /// The name for people.
    pub name: String,
    /// The person, if it is one and no program.
    pub person: Option<Person>,
    /// The roles, by the ids of apps.
    pub roles: BTreeMap<String, Role>,
}

/// A person with a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The id of the person.
    pub id: String,
    /// The name for people.
    pub name: String,
    /// The address for mail.
    pub email: String,
}

/// Finds out who calls. With an app, only its tokens are looked for.
///
/// # Errors
/// Fails if a token is given and not good, or if the database fails.
pub(crate) async fn identify(
    center: &Center,
    headers: &HeaderMap,
    app: Option<&str>,
) -> Result<Option<Caller>, Problem> {
    match headers.get(header::AUTHORIZATION) {
        Some(given) => {
            let given = given.to_str().ok();
            let secret = given.and_then(|given| given.strip_prefix("Bearer "));
            let secret = secret.filter(|secret| secret.len() <= MOST_TOKEN);
            let secret = secret.ok_or_else(Problem::unauthorized)?;
            program(center, secret, app).await.map(Some)
        }
        None => match SESSION.read(center.place(), headers) {
            Some(secret) => person(center, secret).await,
            None => Ok(None),
        },
    }
}

/// Finds the person whose session it is.
async fn person(center: &Center, secret: &str) -> Result<Option<Caller>, Problem> {
    let session = center.people().session(secret, center.now()).await?;
    match session {
        Some(session) => Caller::of(center, session.person).await.map(Some),
        None => Ok(None),
    }
}

impl Caller {
    /// Returns a person as a caller, with all roles.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub(crate) async fn of(center: &Center, person: control::Person) -> Result<Self, Problem> {
        let roles = center.people().memberships(&person.id).await?;
        let control::Person { id, name, email } = person;
        Ok(Self {
            id: id.clone(),
            name: name.clone(),
            person: Some(Person { id, name, email }),
            roles: roles.into_iter().map(|it| (it.app, it.role)).collect(),
        })
    }
}

/// Finds the program whose token it is.
async fn program(center: &Center, secret: &str, app: Option<&str>) -> Result<Caller, Problem> {
    let apps = center.apps().filter(|it| app.is_none_or(|id| id == it.id));
    for app in apps {
        if let Some(token) = app.control.token(secret, center.now()).await? {
            return Ok(Caller {
                // A token may be called like anybody; its deeds must not look like theirs.
                id: format!("token:{}", token.name),
                name: token.name,
                person: None,
                roles: BTreeMap::from([(app.id.clone(), token.role)]),
            });
        }
    }
    Err(Problem::unauthorized())
}
