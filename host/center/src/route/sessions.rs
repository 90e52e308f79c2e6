//! Sessions: how people come in, by a password or by a link, and how they leave.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use paywall_database::control::{Link, LinkKind, Refusal, Use};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::body::Body;
use crate::caller::{Caller, identify};
use crate::center::Center;
use crate::door::{SESSION, check};
use crate::problem::Problem;
use crate::route::me::Me;
use crate::sender::Sender;

/// The proof of who somebody is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "ada@example.com", "password": "correct horse battery staple"}))]
pub(crate) struct Proof {
    /// The e-mail address of the person.
    email: String,
    /// The password of the person.
    password: String,
}

/// A link that somebody got, and what it takes to use it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"link": "9f…", "name": "Ada", "email": "ada@example.com", "password": "correct horse battery staple"}))]
pub(crate) struct Arrival {
    /// The secret at the end of the link.
    link: String,
    /// The name that others see; for people who are new.
    #[serde(default)]
    name: String,
    /// The e-mail address; for the first owner. An invitation is for one address.
    #[serde(default)]
    email: String,
    /// A new password; none if the caller has a session and takes up an invitation.
    #[serde(default)]
    password: Option<String>,
}

/// The link that somebody asks about.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AskLink, example = json!({"link": "9f…"}))]
pub(crate) struct Asked {
    /// The secret at the end of the link.
    link: String,
}

/// A link that works, as it is shown to whoever has it.
#[derive(Serialize, ToSchema)]
pub(crate) struct Invited {
    /// The kind: `setup` (the first owner), `invitation`, or `password` (a new one).
    kind: &'static str,
    /// The id of the app of an invitation; empty for other kinds.
    app: String,
    /// The e-mail address that it is for; empty for the first owner.
    email: String,
    /// The name that whoever invites wrote; empty for the first owner.
    name: String,
    /// True if the person has an account here already, and has to sign in to take up the invitation.
    is_known: bool,
    /// The time at which it ends, in milliseconds since 1970.
    until: i64,
}

/// A change of one's own password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ChangePassword, example = json!({"old": "correct horse battery staple", "password": "a longer one that nobody knows"}))]
pub(crate) struct Change {
    /// The password until now.
    old: String,
    /// The password from now on.
    password: String,
}

/// Signs a person in. The answer is the same for a wrong password and for an address that nobody has.
#[utoipa::path(post, path = "/control/v1/sessions", tag = "people", request_body = Proof,
    responses((status = 201, description = "Signed in; the cookie is the session", body = Me),
        (status = 401, description = "The e-mail address or the password is wrong"),
        (status = 429, description = "Too many attempts were wrong")))]
pub(crate) async fn sign_in(
    State(center): State<Center>,
    Sender(from): Sender,
    headers: HeaderMap,
    Body(proof): Body<Proof>,
) -> Result<Response, Problem> {
    let attempt = center.door().attempt(&proof.email, from, center.now())?;
    let known = center.people().credentials(&proof.email).await?;
    let (person, hash) = known.map(|it| (it.person, it.password)).unzip();
    let is_right = center
        .door()
        .passwords
        .verify(&proof.password, hash)
        .await?;
    match person.filter(|_| is_right) {
        Some(person) => {
            attempt.was_right();
            begin(&center, &headers, &person).await
        }
        None => Err(wrong()),
    }
}

/// Ends the session of the caller.
#[utoipa::path(delete, path = "/control/v1/sessions/current", tag = "people",
    responses((status = 204, description = "The session has ended")))]
pub(crate) async fn sign_out(
    State(center): State<Center>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if let Some(secret) = SESSION.read(center.place(), &headers) {
        center.people().end_session(secret, center.now()).await?;
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    add(&mut response, SESSION.clear(center.place(), &headers));
    Ok(response)
}

/// Says what a link is for.
#[utoipa::path(post, path = "/control/v1/links", tag = "people", request_body = Asked,
    responses((status = 200, body = Invited), (status = 409, description = "The link was used, or has ended (`link_ended`)")))]
pub(crate) async fn look(
    State(center): State<Center>,
    Body(asked): Body<Asked>,
) -> Result<Json<Invited>, Problem> {
    let link = found(&center, &asked.link).await?;
    Ok(Json(Invited {
        kind: link.kind.name(),
        app: link.app,
        email: link.email,
        name: link.name,
        is_known: link.is_known,
        until: link.until.millis(),
    }))
}

/// Uses a link: the first owner comes, somebody takes up an invitation, or gets a new password. Signs the person in.
#[utoipa::path(post, path = "/control/v1/setup", tag = "people", request_body = Arrival,
    responses((status = 201, description = "Signed in; the cookie is the session", body = Me),
        (status = 409, description = "The link was used, or has ended (`link_ended`); the person is known and must sign in \
            (`known_person`); or the invitation is for somebody else (`other_person`)")))]
pub(crate) async fn arrive(
    State(center): State<Center>,
    headers: HeaderMap,
    Body(arrival): Body<Arrival>,
) -> Result<Response, Problem> {
    // What needs no work is looked at first: nobody without a link has a password hashed.
    let link = found(&center, &arrival.link).await?;
    let people = center.people();
    let now = center.now();
    let Some(password) = &arrival.password else {
        let caller = identify(&center, &headers, None).await?;
        let caller = caller.and_then(|it| it.person);
        let needed = || Problem::invalid("expected a password").at("$.password");
        let person = caller.ok_or_else(needed)?.id;
        let accept = Use::Accept { person: &person };
        people.use_link(&arrival.link, accept, now).await?;
        return begin(&center, &headers, &person).await;
    };
    check(password)?;
    if link.kind == LinkKind::Invitation && link.is_known {
        return Err(Refusal::KnownPerson.into());
    }
    let hash = center.door().passwords.hash(password).await?;
    let how = match link.kind {
        LinkKind::Password => Use::Password { password: &hash },
        LinkKind::Setup | LinkKind::Invitation => Use::Join {
            name: &arrival.name,
            email: &arrival.email,
            password: &hash,
        },
    };
    let person = people.use_link(&arrival.link, how, now).await?;
    begin(&center, &headers, &person).await
}

/// Changes the caller's password, and ends all other sessions.
#[utoipa::path(put, path = "/control/v1/me/password", tag = "people", request_body = Change,
    responses((status = 201, description = "Changed; the cookie is a new session", body = Me),
        (status = 401, description = "The old password is wrong")))]
pub(crate) async fn change(
    State(center): State<Center>,
    Sender(from): Sender,
    caller: Caller,
    headers: HeaderMap,
    Body(change): Body<Change>,
) -> Result<Response, Problem> {
    let nobody = || {
        Problem::new(
            StatusCode::FORBIDDEN,
            "not_a_person",
            "expected a person, not a token",
        )
    };
    let person = caller.person.ok_or_else(nobody)?;
    check(&change.password)?;
    let attempt = center.door().attempt(&person.email, from, center.now())?;
    let known = center.people().credentials(&person.email).await?;
    let hash = known.map(|it| it.password);
    let passwords = &center.door().passwords;
    if !passwords.verify(&change.old, hash).await? {
        return Err(wrong());
    }
    attempt.was_right();
    let hash = passwords.hash(&change.password).await?;
    let people = center.people();
    people.set_password(&person.id, &hash, center.now()).await?;
    begin(&center, &headers, &person.id).await
}

/// Begins a session of a person, and says who that is.
async fn begin(center: &Center, headers: &HeaderMap, person: &str) -> Result<Response, Problem> {
    let cookie = begin_session(center, headers, person).await?;
    let person = center.people().person(person).await?;
    let caller = Caller::of(center, person).await?;
    let me = Json(Me::of(center, &caller));
    let mut response = (StatusCode::CREATED, me).into_response();
    add(&mut response, cookie);
    Ok(response)
}

/// Begins a session of a person, and ends the one that the browser had: what somebody put there is worth nothing. Returns the
/// cookie of the new one.
pub(crate) async fn begin_session(
    center: &Center,
    headers: &HeaderMap,
    person: &str,
) -> Result<Option<HeaderValue>, Problem> {
    let people = center.people();
    let fresh = people.begin_session(person, center.now()).await?;
    if let Some(earlier) = SESSION.read(center.place(), headers) {
        people.end_session(earlier, center.now()).await?;
    }
    Ok(SESSION.set(center.place(), headers, &fresh))
}

/// Finds a link that works.
async fn found(center: &Center, link: &str) -> Result<Link, Problem> {
    let found = center.people().link(link, center.now()).await?;
    Ok(found.ok_or(Refusal::LinkEnded)?)
}

/// Adds a cookie to an answer.
pub(crate) fn add(response: &mut Response, cookie: Option<HeaderValue>) {
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// Makes the problem that an address or a password is wrong.
fn wrong() -> Problem {
    let message = "expected the e-mail address and the password of a person";
    Problem::new(StatusCode::UNAUTHORIZED, "wrong_password", message)
}
