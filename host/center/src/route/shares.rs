//! Links by which somebody without an account sees one paywall.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use paywall_control::Hash;
use paywall_database::control::{self, Shown, Source};
use paywall_ledger::Time;
use qrcodegen::{QrCode, QrCodeEcc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::body::Body;
use crate::call::Call;
use crate::center::Center;
use crate::problem::Problem;

/// The time, in milliseconds, for which a link works if nobody says another one.
const USUAL: i64 = 14 * 24 * 3_600_000;

/// A link that works.
#[derive(Serialize, ToSchema)]
pub(crate) struct Share {
    /// The id, by which it is ended.
    id: String,
    /// The address, as a path of the host; it is shown once, when the link is made.
    url: Option<String>,
    /// A picture of the address for cameras (a QR code), as SVG; with the address.
    picture: Option<String>,
    /// True if whoever looks must know a passcode.
    has_passcode: bool,
    /// The id of the draft that it shows, as it is when somebody looks.
    draft: Option<String>,
    /// The hash of the revision that it shows.
    revision: Option<String>,
    /// The id of the platform whose document it is; none for the document for all of them.
    platform: Option<String>,
    /// The request to the engine, which names the paywall and its state.
    #[schema(value_type = Object)]
    request: Map<String, Value>,
    /// The id of whoever made it.
    author: String,
    /// The time when it was made, in milliseconds since 1970.
    at: i64,
    /// The time at which it ends, in milliseconds since 1970.
    until: i64,
}

/// A new link: of a draft or of a revision.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"draft": "5f…", "request": {"paywall": "plans", "locale": "de"}}))]
pub(crate) struct Wish {
    /// The id of a draft.
    #[serde(default)]
    draft: Option<String>,
    /// The hash of a revision.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    revision: Option<Hash>,
    /// The id of the platform; the document for all of them if absent.
    #[serde(default)]
    platform: Option<String>,
    /// The request to the engine (docs/abi.md), which names the paywall.
    #[schema(value_type = Object)]
    request: Map<String, Value>,
    /// The time at which it ends: 14 days from now if absent, and 90 at most.
    #[serde(default)]
    until: Option<i64>,
    /// The passcode that whoever looks must know: 4 characters at least. It is kept as a hash.
    #[serde(default)]
    passcode: Option<String>,
}

/// The fewest characters of a passcode, and the most bytes.
const PASSCODE: (usize, usize) = (4, 200);

/// Lists the links that work, the newest first.
#[utoipa::path(get, path = "/control/v1/apps/{app}/shares", tag = "shares",
    responses((status = 200, body = Vec<Share>)))]
pub(crate) async fn list(call: Call) -> Result<Json<Vec<Share>>, Problem> {
    let found = call.app.control.shares(call.now).await?;
    let shown = found.into_iter().map(|share| Share::of(share, None, ""));
    Ok(Json(shown.collect()))
}

/// Makes a link that shows one paywall, and nothing else of the app.
#[utoipa::path(post, path = "/control/v1/apps/{app}/shares", tag = "shares", request_body = Wish,
    responses((status = 201, body = Share)))]
pub(crate) async fn make(
    State(center): State<Center>,
    call: Call,
    headers: HeaderMap,
    Body(wish): Body<Wish>,
) -> Result<(StatusCode, Json<Share>), Problem> {
    let source = match (wish.draft, wish.revision) {
        (Some(draft), None) => Source::Draft(draft),
        (None, Some(revision)) => Source::Revision(revision),
        _ => return Err(Problem::invalid("expected either `draft` or `revision`")),
    };
    if !wish.request.get("paywall").is_some_and(Value::is_string) {
        let message = "expected the id of a paywall";
        return Err(Problem::invalid(message).at("$.request.paywall"));
    }
    if let Some(id) = &wish.platform
        && !call.app.platforms.iter().any(|it| it.id == *id)
    {
        return Err(Problem::not_found("platform", id));
    }
    let passcode = match &wish.passcode {
        Some(passcode) => Some(hashed(&center, passcode).await?),
        None => None,
    };
    let shown = Shown {
        source,
        passcode,
        platform: wish.platform,
        request: wish.request,
    };
    let until = wish.until.unwrap_or(call.now.millis() + USUAL);
    let control = &call.app.control;
    let (share, secret) = control
        .share(&shown, Time::from_millis(until), &call.caller.id, call.now)
        .await?;
    let url = format!("/s/{secret}");
    let origin = center.place().address(&headers);
    Ok((
        StatusCode::CREATED,
        Json(Share::of(share, Some(url), &origin)),
    ))
}

/// Hashes a passcode, if it is one.
async fn hashed(center: &Center, passcode: &str) -> Result<String, Problem> {
    let (fewest, most) = PASSCODE;
    if passcode.chars().count() < fewest || passcode.len() > most {
        let message = format!("expected at least {fewest} characters and at most {most} bytes");
        return Err(Problem::invalid(message).at("$.passcode"));
    }
    center.door().passwords.hash(passcode).await
}

/// Draws an address for cameras, as SVG; none if it is too long for that.
fn picture(address: &str) -> Option<String> {
    const QUIET: i32 = 4;
    let code = QrCode::encode_text(address, QrCodeEcc::Medium).ok()?;
    let size = code.size() + 2 * QUIET;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            path += &format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET);
        }
    }
    Some(format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{size}v{size}H0z"/><path d="{path}"/></svg>"##
    ))
}

/// Ends a link at once.
#[utoipa::path(delete, path = "/control/v1/apps/{app}/shares/{share}", tag = "shares",
    responses((status = 204, description = "It shows nothing any more")))]
pub(crate) async fn end(
    call: Call,
    Path((_, share)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let control = &call.app.control;
    control.end_share(&share, &call.caller.id, call.now).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl Share {
    /// Describes a link, with its address at an origin if it was just made.
    fn of(share: control::Share, url: Option<String>, origin: &str) -> Self {
        let (draft, revision) = match share.shown.source {
            Source::Draft(id) => (Some(id), None),
            Source::Revision(hash) => (None, Some(hash.to_string())),
        };
        Self {
            id: share.id,
            picture: url
                .as_ref()
                .and_then(|url| picture(&format!("{origin}{url}"))),
            url,
            has_passcode: share.shown.passcode.is_some(),
            draft,
            revision,
            platform: share.shown.platform,
            request: share.shown.request,
            author: share.author,
            at: share.at.millis(),
            until: share.until.millis(),
        }
    }
}
