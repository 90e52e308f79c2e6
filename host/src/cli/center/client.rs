//! The calls of the Control Center's API.

use std::time::Duration;

use anyhow::{Context, Result, bail};
#[cfg(feature = "mcp")]
use paywall_host::control::Hash;
#[cfg(feature = "mcp")]
use reqwest::header;
use reqwest::{Client, Method, RequestBuilder, Url, redirect};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Place;
use super::refused::Refused;
use crate::cli::output;

/// The host that is asked if none is named.
const HERE: &str = "http://127.0.0.1:8788";
/// The time in which an answer must have come: the gate renders every paywall.
const TIME: Duration = Duration::from_secs(300);
/// The time in which an asset must have come.
#[cfg(feature = "mcp")]
const ASSET_TIME: Duration = Duration::from_secs(20);
/// The most bytes of an asset, as hosts keep them.
#[cfg(feature = "mcp")]
const MOST_ASSET: usize = 2 << 20;

/// The Control Center of one app on a host.
pub(in crate::cli) struct Remote {
    client: Client,
    server: Url,
    token: String,
    /// The id of the app.
    app: String,
}

/// An app, with what is live in its environments.
#[derive(Deserialize)]
pub(in crate::cli) struct App {
    environments: Vec<Environment>,
}

/// An environment of an app.
#[derive(Deserialize)]
struct Environment {
    name: String,
    live: Option<Deployment>,
}

/// A deployment, as the API tells of it.
#[derive(Debug, Clone, Deserialize)]
pub(in crate::cli) struct Deployment {
    pub sequence: i64,
    pub environment: String,
    pub revision: String,
    pub kind: String,
    pub author: String,
    pub at: i64,
    pub reason: String,
}

/// Who asks, and for which apps.
#[derive(Deserialize)]
struct Me {
    apps: Vec<Mine>,
}

/// An app of whoever asks.
#[derive(Deserialize)]
struct Mine {
    id: String,
}

impl App {
    /// Returns what is live in an environment; none if nothing was published there.
    pub(in crate::cli) fn live(&self, environment: &str) -> Result<Option<&Deployment>> {
        let found = self.environments.iter().find(|it| it.name == environment);
        let names: Vec<&str> = self
            .environments
            .iter()
            .map(|it| it.name.as_str())
            .collect();
        let found = found.with_context(|| {
            let names = names.join(", ");
            format!("expected an environment of the app ({names}), found \"{environment}\"")
        })?;
        Ok(found.live.as_ref())
    }
}

impl Remote {
    /// Names the host, and finds out which app the token is for.
    pub(in crate::cli) async fn open(place: &Place) -> Result<Self> {
        let given = |flag: &Option<String>, name| flag.clone().or_else(|| std::env::var(name).ok());
        let server = given(&place.server, "PAYWALL_SERVER").unwrap_or_else(|| HERE.to_owned());
        let token = given(&place.token, "PAYWALL_TOKEN").filter(|token| !token.is_empty());
        let token = token.context(
            "expected a token of the app: set PAYWALL_TOKEN, or give --token (docs/control.md says how to make one)",
        )?;
        let url = Url::parse(&server).ok().filter(|url| url.has_host());
        let server = url.with_context(|| {
            format!("expected the address of a host, such as {HERE}, found \"{server}\"")
        })?;
        if server.scheme() == "http" && !is_here(&server) {
            output::tell(
                "warning: the token goes to another machine without encryption; use https://\n",
            );
        }
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .timeout(TIME)
            .user_agent(concat!("paywall/", env!("CARGO_PKG_VERSION")))
            .build()?;
        let mut remote = Self {
            client,
            server,
            token,
            app: place.app.clone().unwrap_or_default(),
        };
        if remote.app.is_empty() {
            let me: Me = remote.ask(Method::GET, &["me"], &[], None).await?;
            remote.app = only(me)?;
        }
        Ok(remote)
    }

    /// Returns the app, with what is live.
    pub(in crate::cli) async fn app(&self) -> Result<App> {
        self.get(&[], &[]).await
    }

    /// Reads something of the app.
    pub(in crate::cli) async fn get<T: DeserializeOwned>(
        &self,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> Result<T> {
        let path = [&["apps", self.app.as_str()], path].concat();
        self.ask(Method::GET, &path, query, None).await
    }

    /// Makes something of the app.
    pub(in crate::cli) async fn post<T: DeserializeOwned>(
        &self,
        path: &[&str],
        body: &Value,
    ) -> Result<T> {
        let path = [&["apps", self.app.as_str()], path].concat();
        self.ask(Method::POST, &path, &[], Some(body)).await
    }

    /// Saves an edit of a draft, which its author made after the edit of the number `seen`.
    #[cfg(feature = "mcp")]
    pub(in crate::cli) async fn edit<T: DeserializeOwned>(
        &self,
        draft: &str,
        seen: i64,
        body: &Value,
    ) -> Result<T> {
        let path = ["apps", self.app.as_str(), "drafts", draft, "edits"];
        let request = self.request(Method::POST, &path).json(body);
        let seen = format!("\"{seen}\"");
        self.send(request.header(header::IF_MATCH, seen)).await
    }

    /// Says who asks, and for which apps.
    #[cfg(feature = "mcp")]
    pub(in crate::cli) async fn me(&self) -> Result<Value> {
        self.ask(Method::GET, &["me"], &[], None).await
    }

    /// Returns the beginning of the addresses of the app's assets, as a path of the host.
    #[cfg(feature = "mcp")]
    pub(in crate::cli) fn assets(&self) -> String {
        format!("/control/v1/apps/{}/assets/", self.app)
    }

    /// Fetches an asset of the app: its media type, and its bytes.
    ///
    /// # Errors
    /// Fails if there is none of this hash, or if what comes has another one.
    #[cfg(feature = "mcp")]
    pub(in crate::cli) async fn asset(&self, hash: &str) -> Result<(String, Vec<u8>)> {
        let path = ["apps", self.app.as_str(), "assets", hash];
        let request = self.request(Method::GET, &path).timeout(ASSET_TIME);
        let no_answer = || format!("no answer from {}", self.server);
        let mut answer = request.send().await.with_context(no_answer)?;
        let (status, mut bytes) = (answer.status(), Vec::new());
        let media = answer.headers().get(header::CONTENT_TYPE);
        let media = media.and_then(|it| it.to_str().ok()).unwrap_or_default();
        let media = media.to_owned();
        while let Some(part) = answer.chunk().await.with_context(no_answer)? {
            if bytes.len() + part.len() > MOST_ASSET {
                bail!("it has more than {MOST_ASSET} bytes");
            }
            bytes.extend_from_slice(&part);
        }
        if !status.is_success() {
            return Err(Refused::read(status.as_u16(), &bytes).into());
        }
        if Hash::of(&bytes).to_string() != hash {
            bail!("what came has another hash than its address");
        }
        Ok((media, bytes))
    }

    /// Takes something of the app away.
    pub(in crate::cli) async fn delete(&self, path: &[&str]) -> Result<()> {
        let path = [&["apps", self.app.as_str()], path].concat();
        let _: Value = self.ask(Method::DELETE, &path, &[], None).await?;
        Ok(())
    }

    /// Makes a call, and reads the answer.
    async fn ask<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &[&str],
        query: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Result<T> {
        let mut request = self.request(method, path);
        if !query.is_empty() {
            request = request.query(query);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        self.send(request).await
    }

    /// Begins a call.
    fn request(&self, method: Method, path: &[&str]) -> RequestBuilder {
        let mut url = self.server.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments
                .pop_if_empty()
                .extend(["control", "v1"])
                .extend(path);
        }
        self.client.request(method, url).bearer_auth(&self.token)
    }

    /// Sends a call, and reads the answer.
    async fn send<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T> {
        let no_answer = || format!("no answer from {}; is the host running?", self.server);
        let answer = request.send().await.with_context(no_answer)?;
        let status = answer.status();
        let bytes = answer.bytes().await.with_context(no_answer)?;
        if !status.is_success() {
            return Err(Refused::read(status.as_u16(), &bytes).into());
        }
        let bytes: &[u8] = if bytes.is_empty() { b"null" } else { &bytes };
        serde_json::from_slice(bytes).with_context(|| {
            format!(
                "{} is no Control Center that this program knows",
                self.server
            )
        })
    }
}

/// Returns true if an address is on this machine.
fn is_here(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let address = host.parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|it| it.is_loopback())
}

/// Returns the id of the only app.
fn only(me: Me) -> Result<String> {
    let mut ids: Vec<String> = me.apps.into_iter().map(|it| it.id).collect();
    match (ids.pop(), ids.as_slice()) {
        (Some(id), []) => Ok(id),
        (None, _) => bail!("the token is for no app of this host"),
        (Some(id), others) => {
            bail!("expected --app, one of {id}, {}", others.join(", "))
        }
    }
}
