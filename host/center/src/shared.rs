//! The page behind a share link: one paywall, and a bar that says what it is. It has no script, and nothing else of the app.

use std::net::IpAddr;
use std::sync::{Arc, LazyLock};

use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::{Router, routing::get};
use paywall_control::{Hash, Manifest};
use paywall_database::control::{Share, Source};
use paywall_engine::nonce;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::sync::Semaphore;

use crate::center::{App, Center};
use crate::problem::Problem;
use crate::route::ask::loaded;
use crate::sender::Sender;

/// The pages that are made at a time: whoever has a link must not keep editors from the engine.
static AT_ONCE: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(1));

/// The states that the bar offers: a form factor, its name, and the size of its screen.
const SCREENS: [(&str, &str, [u32; 2]); 4] = [
    ("phone", "Phone", [390, 844]),
    ("tablet", "Tablet", [820, 1180]),
    ("desktop", "Desktop", [1440, 900]),
    ("television", "Television", [1920, 1080]),
];

/// The page shell. The bar is put in the place of its marker afterwards, as names of drafts are no templates.
const SHELL: &str = r#"<!doctype html>
<html lang="{{lang}}" dir="{{dir}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex, nofollow">
<title>{{title}}</title>
<style nonce="{{nonce}}">html,body{margin:0;min-height:100%}{{{css}}}</style>
<style nonce="{{nonce}}">#pw-shared{position:fixed;inset:auto 0 0;z-index:2147483647;display:flex;flex-wrap:wrap;gap:.25rem 1rem;padding:.5rem 1rem;font:14px/1.4 system-ui,sans-serif;color:#fff;background:#7a1f1f}#pw-shared a{color:inherit}</style>
</head>
<body>{{{html}}}<!--bar {{nonce}}--></body>
</html>
"#;

/// The state that an address asks for, in place of what the link says.
#[derive(Deserialize)]
struct Asked {
    /// The form factor, by its name.
    form: Option<String>,
    /// The language of the texts.
    locale: Option<String>,
}

/// The form in which somebody writes a passcode.
#[derive(Deserialize)]
struct Passcode {
    passcode: String,
}

/// The cookie of a browser that knew a link's passcode; it goes to that link alone.
const COOKIE: &str = "paywall-share";
/// The seconds for which such a browser need not write it again.
const OPEN: u32 = 12 * 3_600;
/// The most bytes of a form.
const MOST_FORM: usize = 4_096;

/// Makes the route of shared pages.
pub(crate) fn routes(center: Center) -> Router {
    Router::new()
        .route("/s/{token}", get(page).post(open))
        .layer(DefaultBodyLimit::max(MOST_FORM))
        .with_state(center)
}

/// Shows what a link is for. Whatever goes wrong, nobody learns more than that it shows nothing.
async fn page(
    State(center): State<Center>,
    Path(token): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    match looked_at(&center, &token, &asked, &headers).await {
        Ok(response) => response,
        Err(problem) => failed(&problem),
    }
}

/// Shows the page of a link, or asks for its passcode.
async fn looked_at(
    center: &Center,
    token: &str,
    asked: &Asked,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let share = found(center, token).await?;
    if let Some(hash) = &share.shown.passcode
        && !has_opened(headers, &proof(token, hash))
    {
        return Ok(form(StatusCode::FORBIDDEN, "This preview has a passcode."));
    }
    let (html, nonce) = shown(center, &share, asked).await?;
    Ok(with_headers(html.into_response(), &nonce, "'none'"))
}

/// Takes the passcode of a link, and lets the browser in that knows it. Wrong ones are limited as wrong passwords are.
async fn open(
    State(center): State<Center>,
    Path(token): Path<String>,
    Sender(from): Sender,
    headers: HeaderMap,
    body: String,
) -> Response {
    match opened(&center, (&token, from), &headers, &body).await {
        Ok(response) => response,
        Err(problem) => failed(&problem),
    }
}

/// Looks at the passcode that somebody wrote.
async fn opened(
    center: &Center,
    (token, from): (&str, IpAddr),
    headers: &HeaderMap,
    body: &str,
) -> Result<Response, Problem> {
    let share = found(center, token).await?;
    let address = format!("/s/{token}");
    let Some(hash) = share.shown.passcode else {
        return Ok(([(header::LOCATION, address)], StatusCode::SEE_OTHER).into_response());
    };
    let door = center.door();
    let attempt = door.attempt(&format!("share {}", share.id), from, center.now())?;
    if !door
        .passwords
        .verify(&passcode(body), Some(hash.clone()))
        .await?
    {
        return Ok(form(StatusCode::FORBIDDEN, "That is not the passcode."));
    }
    attempt.was_right();
    let secure = if center.place().is_local(headers) {
        ""
    } else {
        "; Secure"
    };
    let cookie = format!(
        "{COOKIE}={}; Path={address}; HttpOnly; SameSite=Lax; Max-Age={OPEN}{secure}",
        proof(token, &hash)
    );
    let head = [(header::LOCATION, address), (header::SET_COOKIE, cookie)];
    Ok((StatusCode::SEE_OTHER, head).into_response())
}

/// Reads the passcode out of a form.
fn passcode(body: &str) -> String {
    let query = format!("/?{body}").parse::<Uri>().ok();
    let form = query.and_then(|it| Query::<Passcode>::try_from_uri(&it).ok());
    form.map(|Query(form)| form.passcode).unwrap_or_default()
}

/// Makes the word by which a browser shows that it knew the passcode: nobody makes it without the passcode's hash.
fn proof(token: &str, hash: &str) -> String {
    Hash::of(format!("share {token} {hash}").as_bytes()).to_string()
}

/// Returns whether a browser knew the passcode.
fn has_opened(headers: &HeaderMap, proof: &str) -> bool {
    let cookies = headers.get_all(header::COOKIE).into_iter();
    let cookies = cookies.filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|it| it.split(';')).map(str::trim);
    pairs.any(|pair| {
        pair.strip_prefix(COOKIE)
            .and_then(|it| it.strip_prefix('='))
            == Some(proof)
    })
}

/// Makes the page that asks for a passcode.
fn form(status: StatusCode, words: &str) -> Response {
    let page = format!(
        r#"<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex, nofollow"><title>Preview</title>
<form method="post"><p>{words}</p><label>Passcode <input name="passcode" type="password" autocomplete="off" autofocus required></label> <button>Look</button></form>
</html>
"#
    );
    with_headers((status, page).into_response(), "", "'self'")
}

/// Says that there is nothing to see.
fn failed(problem: &Problem) -> Response {
    let words = match problem.status {
        StatusCode::NOT_FOUND => "This link shows nothing, or nothing any more.",
        StatusCode::TOO_MANY_REQUESTS => "Too many wrong passcodes: try again in some minutes.",
        _ => "This page cannot be shown at the moment.",
    };
    with_headers((problem.status, words).into_response(), "", "'none'")
}

/// Finds the link of a secret.
async fn found(center: &Center, token: &str) -> Result<Share, Problem> {
    let share = Share::find(center.people().database(), token, center.now()).await?;
    share.ok_or_else(|| Problem::not_found("share", ""))
}

/// Makes the page of a link, and says the nonce of its styles.
async fn shown(center: &Center, share: &Share, asked: &Asked) -> Result<(String, String), Problem> {
    let gone = || Problem::not_found("share", "");
    let app = Arc::clone(center.app(&share.app).ok_or_else(gone)?);
    let (manifest, what) = content(&app, share).await?;
    let nonce = nonce::fresh().map_err(|error| Problem::internal(error.to_string()))?;
    let request = request(&share.shown.request, asked, &nonce, center);
    let turn = AT_ONCE.acquire().await;
    let _turn = turn.map_err(|_| Problem::internal("the page was given up"))?;
    let document = loaded(&app, manifest, share.shown.platform.clone()).await?;
    let request = request.to_string().into_bytes();
    let page = document.offload(move |document| document.snapshot(&request));
    let page = page.await;
    let page = page.map_err(|error| Problem::internal(error.to_string()))?;
    let html = page
        .ok
        .html
        .replacen(&format!("<!--bar {nonce}-->"), &bar(&what), 1);
    Ok((html, nonce))
}

/// Finds the content of a link, and the words that say what it is.
async fn content(app: &App, share: &Share) -> Result<(Manifest, String), Problem> {
    match &share.shown.source {
        Source::Draft(id) => {
            let (draft, head) = app.control.draft_with_head(id).await?;
            let day = share.at.to_string();
            let day = day.get(..10).unwrap_or_default();
            let what = format!("Draft «{}», shared on {day}, not live", draft.name);
            Ok((head, what))
        }
        Source::Revision(hash) => {
            let hash_text = hash.to_string();
            let short = hash_text.get(..12).unwrap_or_default();
            let what = format!("Revision {short}: a preview, which may not be live");
            let revision = app.control.revision(*hash).await?.revision;
            Ok((app.control.manifest(revision.manifest).await?, what))
        }
    }
}

/// Makes the request to the engine: what the link says, in the state that the address asks for.
fn request(shared: &Map<String, Value>, asked: &Asked, nonce: &str, center: &Center) -> Value {
    let mut request = shared.clone();
    request.insert("page".into(), json!({ "template": SHELL, "nonce": nonce }));
    request
        .entry("now")
        .or_insert_with(|| center.now().millis().into());
    if let Some(locale) = &asked.locale {
        request.insert("locale".into(), json!(locale));
    }
    let form = asked.form.as_deref();
    let screen = SCREENS.iter().find(|(name, ..)| Some(*name) == form);
    if let Some((name, _, [width, height])) = screen {
        let device = request.entry("device").or_insert_with(|| json!({}));
        if let Some(device) = device.as_object_mut() {
            device.insert("formFactor".into(), json!(name));
            device.insert("width".into(), json!(width));
            device.insert("height".into(), json!(height));
        }
    }
    Value::Object(request)
}

/// Writes the bar.
fn bar(what: &str) -> String {
    let mut bar = format!("<aside id=\"pw-shared\"><strong>{}</strong>", escaped(what));
    for (name, words, _) in SCREENS {
        bar += &format!("<a href=\"?form={name}\">{words}</a>");
    }
    bar + "</aside>"
}

/// Escapes a text for HTML.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        match character {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            other => out.push(other),
        }
    }
    out
}

/// Adds the headers of all shared pages: nobody lists, keeps or frames them, or learns of their address, and no script runs.
/// Forms go where `forms` says.
fn with_headers(mut response: Response, nonce: &str, forms: &str) -> Response {
    let style = match nonce {
        "" => String::new(),
        nonce => format!(" style-src 'nonce-{nonce}';"),
    };
    let policy = format!(
        "default-src 'none';{style} img-src 'self' data: http: https:; media-src 'self' data: http: https:; \
         font-src 'self' data: http: https:; base-uri 'none'; form-action {forms}; frame-ancestors 'none'"
    );
    let policy = HeaderValue::from_str(&policy);
    let policy = policy.unwrap_or(HeaderValue::from_static("default-src 'none'"));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    let kind = match (nonce, forms) {
        ("", "'none'") => "text/plain; charset=utf-8",
        _ => "text/html; charset=utf-8",
    };
    let set = |name, value| (name, HeaderValue::from_static(value));
    headers.extend([
        set(header::CONTENT_TYPE, kind),
        set(header::CACHE_CONTROL, "no-store"),
        set(header::REFERRER_POLICY, "no-referrer"),
        set(header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ]);
    let robots = header::HeaderName::from_static("x-robots-tag");
    headers.insert(robots, HeaderValue::from_static("noindex, nofollow"));
    response
}
