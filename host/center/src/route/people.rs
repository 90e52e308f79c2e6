//! The people of an app, and invitations.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use paywall_control::policy::Role;
use paywall_database::control::{Invitation, Member, Open, Person};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::body::Body;
use crate::call::Call;
use crate::center::Center;
use crate::problem::{Problem, role_name};

/// A person with a role in the app, or one who is invited.
#[derive(Serialize, ToSchema)]
#[schema(as = Member)]
pub(crate) struct Listed {
    /// The id of the person, or of the invitation.
    id: String,
    /// The name that others see.
    name: String,
    /// The address for mail.
    email: String,
    /// The role: `support`, `viewer`, `editor`, `publisher` or `owner`.
    role: &'static str,
    /// The time since which the person has the role, in milliseconds since 1970; none for an invitation.
    since: Option<i64>,
    /// The time at which an invitation ends; none for a person.
    until: Option<i64>,
}

/// The name behind an id.
#[derive(Serialize, ToSchema)]
pub(crate) struct Named {
    /// The id that stands in revisions, edits and the audit.
    id: String,
    /// The name that others see.
    name: String,
}

/// Somebody who is to be invited.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "bob@example.com", "name": "Bob", "role": "editor"}))]
pub(crate) struct Guest {
    /// The e-mail address of the person.
    email: String,
    /// The name that others will see.
    name: String,
    /// The role in the app.
    #[schema(value_type = String)]
    role: Role,
}

/// A link that works once.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"link": "/control/invitation/9f…"}))]
pub(crate) struct Once {
    /// The address of a page, as a path of the host. It is shown this once.
    link: String,
}

/// Another role of a person.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"role": "publisher"}))]
pub(crate) struct Change {
    /// The role from now on.
    #[schema(value_type = String)]
    role: Role,
}

/// Lists the people of the app, and the invitations that nobody took up yet.
#[utoipa::path(get, path = "/control/v1/apps/{app}/people", tag = "people",
    responses((status = 200, body = Vec<Listed>)))]
pub(crate) async fn list(
    State(center): State<Center>,
    call: Call,
) -> Result<Json<Vec<Listed>>, Problem> {
    let people = center.people();
    let members = people.members(&call.app.id).await?;
    let open = people.invitations(&call.app.id, call.now).await?;
    let members = members.into_iter().map(Listed::from);
    Ok(Json(
        members.chain(open.into_iter().map(Listed::from)).collect(),
    ))
}

/// Lists the names of the app's people, by which pages say who did something.
#[utoipa::path(get, path = "/control/v1/apps/{app}/names", tag = "people",
    responses((status = 200, body = Vec<Named>)))]
pub(crate) async fn names(
    State(center): State<Center>,
    call: Call,
) -> Result<Json<Vec<Named>>, Problem> {
    let members = center.people().members(&call.app.id).await?;
    let named = |Member { person, .. }| {
        let Person { id, name, .. } = person;
        Named { id, name }
    };
    Ok(Json(members.into_iter().map(named).collect()))
}

/// Invites somebody into the app. The link works for a week, and once.
#[utoipa::path(post, path = "/control/v1/apps/{app}/people", tag = "people", request_body = Guest,
    responses((status = 201, body = Once),
        (status = 409, description = "The person has a role already (`already_member`), or there are too many (`too_many`)")))]
pub(crate) async fn invite(
    State(center): State<Center>,
    call: Call,
    Body(guest): Body<Guest>,
) -> Result<(StatusCode, Json<Once>), Problem> {
    let invitation = Invitation {
        email: &guest.email,
        name: &guest.name,
        role: guest.role,
    };
    let people = center.people();
    let secret = people
        .invite(&call.app.id, &invitation, &call.caller.id, call.now)
        .await?;
    let link = format!("/control/invitation/{secret}");
    Ok((StatusCode::CREATED, Json(Once { link })))
}

/// Gives a person of the app another role.
#[utoipa::path(put, path = "/control/v1/apps/{app}/people/{person}", tag = "people", request_body = Change,
    responses((status = 204, description = "The role is another one"),
        (status = 409, description = "The app would have no owner any more (`last_owner`)")))]
pub(crate) async fn set_role(
    State(center): State<Center>,
    call: Call,
    Path((_, person)): Path<(String, String)>,
    Body(change): Body<Change>,
) -> Result<StatusCode, Problem> {
    let people = center.people();
    people
        .set_role(
            &call.app.id,
            &person,
            change.role,
            &call.caller.id,
            call.now,
        )
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes a person from the app, or takes an invitation back. A person without any other app is erased.
#[utoipa::path(delete, path = "/control/v1/apps/{app}/people/{person}", tag = "people",
    responses((status = 204, description = "The person has no role in the app any more"),
        (status = 409, description = "The app would have no owner any more (`last_owner`)")))]
pub(crate) async fn remove(
    State(center): State<Center>,
    call: Call,
    Path((_, id)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let (people, app, author) = (center.people(), &call.app.id, &call.caller.id);
    let open = people.invitations(app, call.now).await?;
    if open.iter().any(|open| open.id == id) {
        people.end_invitation(app, &id, author, call.now).await?;
    } else {
        people.remove_member(app, &id, author, call.now).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Makes a link by which a person of the app chooses a new password, within an hour and once. The caller must own all of the
/// person's apps: whoever has the link is that person.
#[utoipa::path(post, path = "/control/v1/apps/{app}/people/{person}/password", tag = "people",
    responses((status = 201, body = Once),
        (status = 403, description = "The caller does not own all apps of the person")))]
pub(crate) async fn password(
    State(center): State<Center>,
    call: Call,
    Path((_, person)): Path<(String, String)>,
) -> Result<(StatusCode, Json<Once>), Problem> {
    let people = center.people();
    let theirs = people.memberships(&person).await?;
    if !theirs.iter().any(|it| it.app == call.app.id) {
        return Err(Problem::not_found("person", &person));
    }
    let owned = |app: &String| call.caller.roles.get(app) == Some(&Role::Owner);
    if !theirs.iter().all(|it| owned(&it.app)) {
        return Err(Problem::forbidden(Role::Owner));
    }
    let secret = people
        .password_link(&person, &call.caller.id, call.now)
        .await?;
    let link = format!("/control/password/{secret}");
    Ok((StatusCode::CREATED, Json(Once { link })))
}

impl From<Member> for Listed {
    fn from(member: Member) -> Self {
        let Person { id, name, email } = member.person;
        Self {
            id,
            name,
            email,
            role: role_name(member.role),
            since: Some(member.since.millis()),
            until: None,
        }
    }
}

impl From<Open> for Listed {
    fn from(open: Open) -> Self {
        Self {
            id: open.id,
            name: open.name,
            email: open.email,
            role: role_name(open.role),
            since: None,
            until: Some(open.until.millis()),
        }
    }
}
