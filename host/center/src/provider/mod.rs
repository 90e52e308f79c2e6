//! A provider of identities (OpenID Connect): people sign in there by the authorization code flow with PKCE, and come back with
//! a token that says who they are.
//!
//! It is written with what the host has already: the crate `openidconnect` would bring `rsa`, for which there is an open advisory
//! (RUSTSEC-2023-0071). The provider's keys are kept by what keeps those of stores.

mod discovery;
mod flow;
mod token;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use paywall_control::policy::Role;
use paywall_ledger::{Clock, Time};
use paywall_stores::{FetchedKeys, Keys};
use reqwest::{Client, RequestBuilder, Url};
use serde_json::Value;
use tokio::sync::Semaphore;

use discovery::{Discovered, Discovery};
pub(crate) use flow::Flow;
pub(crate) use token::Claims;

/// The address, below the origin, to which the provider sends people back.
pub const CALLBACK: &str = "/control/v1/oidc/callback";
/// The time that a provider may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// The calls to the provider that are under way at a time.
const AT_ONCE: usize = 8;
/// The bytes of the longest answer of a provider that is read.
const LARGEST: usize = 256 * 1024;
/// The bytes of the longest code that a provider gives.
const LONGEST_CODE: usize = 4_096;

/// The settings of a provider.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProviderSettings {
    /// The address of the provider, as its tokens say it.
    pub issuer: String,
    /// The name by which the provider knows the host.
    pub client_id: String,
    /// The secret of the host at the provider; empty if it has none.
    pub client_secret: String,
    /// The name of the provider for people.
    pub name: String,
    /// The claim that has a person's groups.
    pub groups: String,
    /// The roles that groups give.
    pub roles: Vec<GroupRole>,
}

/// A role that a group gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupRole {
    /// The group, as the provider names it.
    pub group: String,
    /// The app; none for all of them.
    pub app: Option<String>,
    /// The role that its members have there.
    pub role: Role,
}

/// A provider at which people sign in.
pub struct Provider {
    settings: ProviderSettings,
    callback: String,
    client: Client,
    keys: Arc<dyn Keys>,
    discovery: Discovery,
    turns: Semaphore,
    clock: Clock,
}

/// The reason why a provider let nobody in, as a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Failed(pub &'static str);

impl Provider {
    /// Makes a provider that sends people back to this origin.
    ///
    /// # Errors
    /// Fails, with what is wrong, if nobody could sign in by these settings.
    pub fn new(settings: ProviderSettings, origin: &str, clock: Clock) -> Result<Self, String> {
        if !is_safe(&settings.issuer) {
            return Err("`issuer` is expected to begin with https://".to_owned());
        }
        if settings.client_id.is_empty() {
            return Err("`client_id` is expected".to_owned());
        }
        let origin = origin.trim_end_matches('/');
        if !is_safe(origin) {
            return Err(
                "`[control] origin` is expected, to which the provider sends people back"
                    .to_owned(),
            );
        }
        let client = Client::builder().timeout(PATIENCE);
        let client = client.redirect(reqwest::redirect::Policy::none()).build();
        let keys = FetchedKeys::new(Arc::clone(&clock)).map_err(|error| error.to_string())?;
        Ok(Self {
            callback: format!("{origin}{CALLBACK}"),
            client: client.map_err(|error| error.to_string())?,
            keys: Arc::new(keys),
            discovery: Discovery::of(&settings.issuer),
            turns: Semaphore::new(AT_ONCE),
            settings,
            clock,
        })
    }

    /// Returns the name of the provider for people.
    pub(crate) fn name(&self) -> &str {
        match self.settings.name.as_str() {
            "" => self.settings.issuer.trim_start_matches("https://"),
            name => name,
        }
    }

    /// Returns the issuer, as tokens say it.
    pub(crate) fn issuer(&self) -> &str {
        &self.settings.issuer
    }

    /// Returns the address at the provider where a sign-in begins.
    ///
    /// # Errors
    /// Fails if the provider does not say where that is.
    pub(crate) async fn begin(&self, flow: &Flow) -> Result<String, Failed> {
        let _turn = self.turn()?;
        let found = self.discovered().await?;
        let mut address = found.authorization.clone();
        address
            .query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.settings.client_id)
            .append_pair("redirect_uri", &self.callback)
            .append_pair("scope", "openid email profile")
            .append_pair("state", &flow.state())
            .append_pair("nonce", &flow.nonce())
            .append_pair("code_challenge", &flow.challenge())
            .append_pair("code_challenge_method", "S256");
        Ok(address.into())
    }

    /// Takes the code with which somebody came back, and returns what the provider says of that person.
    ///
    /// # Errors
    /// Fails if the provider refuses the code, or if its token is not to be believed.
    pub(crate) async fn finish(&self, flow: &Flow, code: &str) -> Result<Claims, Failed> {
        if code.is_empty() || code.len() > LONGEST_CODE {
            return Err(Failed("provider_refused"));
        }
        let _turn = self.turn()?;
        let found = self.discovered().await?;
        let answer = self.ask(self.exchange(&found, flow, code)).await?;
        let token = answer.get("id_token").and_then(Value::as_str);
        let token = token.ok_or(Failed("token_missing"))?;
        let wanted = token::key_named(token)?;
        let keys = self.keys.key_set(&found.keys, wanted.as_deref()).await;
        let keys = keys.map_err(|_| Failed("provider_unreachable"))?;
        let claims = token::verified(token, &keys)?;
        let expected = token::Expected {
            issuer: &self.settings.issuer,
            audience: &self.settings.client_id,
            nonce: &flow.nonce(),
            groups: &self.settings.groups,
            now: self.now(),
        };
        expected.read(&claims)
    }

    /// Returns the roles that groups give in these apps: the greatest of each.
    pub(crate) fn roles(&self, groups: &[String], apps: &[&str]) -> BTreeMap<String, Role> {
        let mut roles = BTreeMap::new();
        for rule in self
            .settings
            .roles
            .iter()
            .filter(|it| groups.contains(&it.group))
        {
            let named = |app: &&&str| rule.app.as_deref().is_none_or(|it| it == **app);
            for app in apps.iter().filter(named) {
                let role = roles.entry((*app).to_owned()).or_insert(rule.role);
                *role = rule.role.max(*role);
            }
        }
        roles
    }

    /// Makes the question for a token.
    fn exchange(&self, found: &Discovered, flow: &Flow, code: &str) -> RequestBuilder {
        let settings = &self.settings;
        let request = self.client.post(found.token.clone());
        let verifier = flow.verifier();
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", self.callback.as_str()),
            ("client_id", settings.client_id.as_str()),
            ("code_verifier", verifier.as_str()),
        ];
        if settings.client_secret.is_empty() {
            return request.form(&form);
        }
        if found.takes_secret_in_form {
            form.push(("client_secret", settings.client_secret.as_str()));
            return request.form(&form);
        }
        // They are written as in a form before they are joined (RFC 6749, 2.3.1).
        let name = flow::written(&settings.client_id);
        let secret = flow::written(&settings.client_secret);
        request.basic_auth(name, Some(secret)).form(&form)
    }

    /// Returns what the provider says of itself.
    async fn discovered(&self) -> Result<Arc<Discovered>, Failed> {
        let fetch = |address| self.ask(self.client.get::<Url>(address));
        self.discovery.find(self.now(), fetch).await
    }

    /// Asks the provider, and reads its answer.
    async fn ask(&self, request: RequestBuilder) -> Result<Value, Failed> {
        let unreachable = |_| Failed("provider_unreachable");
        let mut answer = request.send().await.map_err(unreachable)?;
        match answer.status() {
            status if status.is_success() => {}
            status if status.is_client_error() => return Err(Failed("provider_refused")),
            _ => return Err(Failed("provider_unreachable")),
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(unreachable)? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() > LARGEST {
                return Err(Failed("provider_unreadable"));
            }
        }
        serde_json::from_slice(&bytes).map_err(|_| Failed("provider_unreadable"))
    }

    /// Takes a turn among those who ask the provider.
    fn turn(&self) -> Result<tokio::sync::SemaphorePermit<'_>, Failed> {
        self.turns.try_acquire().map_err(|_| Failed("busy"))
    }

    fn now(&self) -> Time {
        (self.clock)()
    }
}

/// Returns whether what is sent to an address is safe on its way: over TLS, or on this machine.
fn is_safe(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else {
        return false;
    };
    let is_here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    url.scheme() == "https" || url.scheme() == "http" && is_here
}
