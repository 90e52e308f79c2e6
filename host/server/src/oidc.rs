//! The provider of identities at which people of the Control Center sign in, as the settings name it (docs/control.md).

use std::path::Path;

use paywall_center::{GroupRole, Provider, ProviderSettings};
use paywall_control::policy::Role;
use paywall_ledger::Clock;
use paywall_stores::Secret;
use serde::Deserialize;

/// The settings of a provider of identities (OpenID Connect).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OidcSettings {
    /// The address of the provider, exactly as its tokens say it.
    pub issuer: String,
    /// The name by which the provider knows the host.
    pub client_id: String,
    /// The secret of the host at the provider, or the place to read it from (`env:NAME`, `file:PATH`). A public client has none.
    #[serde(default)]
    pub client_secret: Option<String>,
    /// The name of the provider for people, as in "Sign in with Example".
    #[serde(default)]
    pub name: String,
    /// The claim that has a person's groups.
    #[serde(default = "groups")]
    pub groups: String,
    /// The roles that groups give.
    #[serde(default)]
    pub roles: Vec<GroupSettings>,
}

/// A role that a group gives.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupSettings {
    /// The group, as the provider names it.
    pub group: String,
    /// The app in which its members have the role. If absent, all apps.
    #[serde(default)]
    pub app: Option<String>,
    /// The role: `support`, `viewer`, `editor`, `publisher` or `owner`.
    pub role: Role,
}

/// Returns the usual name of the claim that has the groups.
fn groups() -> String {
    "groups".to_owned()
}

impl OidcSettings {
    /// Makes the provider, which sends people back to this origin. Reads the secret that is named.
    ///
    /// # Errors
    /// Fails, with what is wrong, if nobody could sign in by these settings.
    pub fn provider(
        &self,
        origin: Option<&str>,
        folder: &Path,
        clock: Clock,
    ) -> Result<Provider, String> {
        let secret = self.client_secret.as_deref();
        let secret = secret.map(|it| Secret::read(it, folder)).transpose();
        let secret = secret.map_err(|error| error.to_string())?;
        let role = |it: &GroupSettings| GroupRole {
            group: it.group.clone(),
            app: it.app.clone(),
            role: it.role,
        };
        let settings = ProviderSettings {
            issuer: self.issuer.clone(),
            client_id: self.client_id.clone(),
            client_secret: secret.map(|it| it.reveal().to_owned()).unwrap_or_default(),
            name: self.name.clone(),
            groups: self.groups.clone(),
            roles: self.roles.iter().map(role).collect(),
        };
        Provider::new(settings, origin.unwrap_or_default(), clock)
    }
}
