//! Assets: pictures, fonts and films of paywalls.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use paywall_control::Hash;
use paywall_database::control;
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::bytes;
use crate::call::Call;
use crate::center::Center;
use crate::list::Piece;
use crate::media::media;
use crate::problem::Problem;

/// The time for which browsers and caches keep an asset: its address says its content.
const FOR_GOOD: &str = "public, max-age=31536000, immutable";
/// The policy under which an asset is shown as a page of its own: SVG runs no script and asks nobody.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// An asset without its bytes.
#[derive(Serialize, ToSchema)]
pub(crate) struct Asset {
    /// The number in the app.
    sequence: i64,
    /// The hash of its bytes, which names it.
    hash: String,
    /// The address, as a path of the host.
    url: String,
    /// The media type, as its content shows it.
    #[serde(rename = "type")]
    media: String,
    /// The number of its bytes.
    bytes: i64,
    /// The id of whoever brought it.
    author: String,
    /// The time, in milliseconds since 1970.
    at: i64,
}

/// Lists the app's assets, the newest first.
#[utoipa::path(get, path = "/control/v1/apps/{app}/assets", tag = "assets", params(Piece),
    responses((status = 200, body = Vec<Asset>)))]
pub(crate) async fn list(
    call: Call,
    Query(piece): Query<Piece>,
) -> Result<Json<Vec<Asset>>, Problem> {
    let control = &call.app.control;
    let found = control.assets(piece.before, piece.most).await?;
    let shown = found.into_iter().map(|it| Asset::of(&call.app.id, it));
    Ok(Json(shown.collect()))
}

/// Keeps an asset. Its type is told by its content; the same bytes are kept once.
#[utoipa::path(post, path = "/control/v1/apps/{app}/assets", tag = "assets",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = Asset), (status = 413, description = "It has more than 2 MiB"),
        (status = 415, description = "It is no picture, font or film (`unsupported_media_type`)")))]
pub(crate) async fn keep(
    call: Call,
    request: axum::extract::Request,
) -> Result<(StatusCode, Json<Asset>), Problem> {
    let body: Bytes = bytes(request, control::MOST_ASSET).await?;
    let unknown = || {
        let message = "expected a PNG, JPEG, GIF, WebP, AVIF or SVG picture, a WOFF2, WOFF, OpenType or TrueType font, or an \
             MP4 or WebM film";
        Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            message,
        )
    };
    let media = media(&body).ok_or_else(unknown)?;
    let control = &call.app.control;
    let kept = control
        .keep_asset(media, &body, &call.caller.id, call.now)
        .await?;
    Ok((StatusCode::CREATED, Json(Asset::of(&call.app.id, kept))))
}

/// Answers the bytes of an asset, to anybody.
#[utoipa::path(get, path = "/control/v1/apps/{app}/assets/{hash}", tag = "assets",
    responses((status = 200, description = "The bytes", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 304, description = "The browser has them")))]
pub(crate) async fn show(
    State(center): State<Center>,
    Path((app, hash)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let unknown = || Problem::not_found("asset", &hash);
    let app = center.app(&app).ok_or_else(unknown)?;
    let hash: Hash = hash.parse().map_err(|_| unknown())?;
    let tag = format!("\"{hash}\"");
    let seen = headers.get_all(header::IF_NONE_MATCH);
    let mut response = if seen.iter().any(|it| it.as_bytes() == tag.as_bytes()) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let (media, body) = app.control.asset(hash).await?;
        ([(header::CONTENT_TYPE, media)], body).into_response()
    };
    let set = |name, value| (name, HeaderValue::from_static(value));
    let out = response.headers_mut();
    out.extend([
        set(header::CACHE_CONTROL, FOR_GOOD),
        set(header::CONTENT_SECURITY_POLICY, POLICY),
    ]);
    // Fonts are taken from other origins only if they may be.
    out.extend([set(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")]);
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        out.insert(header::ETAG, tag);
    }
    Ok(response)
}

/// Removes an asset, wherever it is used.
#[utoipa::path(delete, path = "/control/v1/apps/{app}/assets/{hash}", tag = "assets",
    responses((status = 204, description = "It is gone; caches may have it for a while")))]
pub(crate) async fn remove(
    call: Call,
    Path((_, hash)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let unknown = |_| Problem::not_found("asset", &hash);
    let hash: Hash = hash.parse().map_err(unknown)?;
    let control = &call.app.control;
    control
        .remove_asset(hash, &call.caller.id, call.now)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

impl Asset {
    /// Describes an asset of an app.
    fn of(app: &str, asset: control::Asset) -> Self {
        let hash = asset.hash.to_string();
        Self {
            sequence: asset.sequence,
            url: format!("/control/v1/apps/{app}/assets/{hash}"),
            hash,
            media: asset.media,
            bytes: asset.bytes,
            author: asset.author,
            at: asset.at.millis(),
        }
    }
}
