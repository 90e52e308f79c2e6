//! Proof of identity: of an account by a signed token, of a device by its secret, of the host by its signature
//! (`docs/identity.md`).

mod key;
mod secret;
mod sign;
mod token;

use std::path::Path;

use jsonwebtoken::jwk::JwkSet;
use serde::Deserialize;

pub(crate) use secret::{DeviceSecret, NotASecret};
pub use sign::Signed;
pub use token::WrongToken;

use key::WrittenKey;
use paywall_ledger::{ExternalId, Time};
use sign::Signer;
use token::Tokens;

/// The hours for which a token is good if the settings do not say it.
const HOURS: u32 = 24;

/// The settings of an app about identity. Without them, whoever names an account is believed.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct IdentitySettings {
    /// The public keys of the app's server, each a PEM or a JWK: `file:PATH`, `env:NAME`, or the text itself.
    pub keys: Vec<WrittenKey>,
    /// The names of which a token's `aud` must be one. If empty, the ids of the app and of its platforms.
    pub audience: Vec<String>,
    /// True if no login is taken without a token.
    pub required: bool,
    /// The hours after its making for which a token is good at most.
    pub max_age_hours: u32,
    /// True if devices without a secret are refused, as `"required"`. If absent, they are where tokens are required.
    pub device_secrets: Option<DeviceSecrets>,
    /// The private key that signs answers about entitlements, as PEM: `file:PATH` or `env:NAME`.
    pub sign_with: Option<String>,
}

/// The choice whether devices must have a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceSecrets {
    /// A device that was registered without a secret is known by its id alone.
    Optional,
    /// Every device must be registered with a secret.
    Required,
}

impl Default for IdentitySettings {
    fn default() -> Self {
        Self {
            keys: Vec::new(),
            audience: Vec::new(),
            required: false,
            max_age_hours: HOURS,
            device_secrets: None,
            sign_with: None,
        }
    }
}

/// The reason why a login is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotIdentified {
    /// The app wants a token, and there is none.
    #[error(
        "an identity token is wanted: `identity_token` in the body, or `Authorization: Bearer`, signed by the app's \
         server, with the external identifier as `sub`"
    )]
    Missing,
    /// The token proves nothing.
    #[error("the identity token is refused: {0}")]
    Wrong(#[from] WrongToken),
}

/// The identity of an app, ready to check and to sign.
#[derive(Debug, Default)]
pub struct Identity {
    tokens: Option<Tokens>,
    required: bool,
    secrets_required: bool,
    signer: Option<Signer>,
}

impl IdentitySettings {
    /// Reads the keys that the settings name. `names` are the ids of the app and of its platforms.
    ///
    /// # Errors
    /// Fails with the reason if a key cannot be used, or if tokens are required that nobody could sign.
    pub fn read(&self, names: &[&str], folder: &Path) -> Result<Identity, String> {
        let mut keys = Vec::new();
        for written in &self.keys {
            keys.extend(written.read(folder)?);
        }
        if keys.is_empty() && self.required {
            return Err("`required` needs `keys`, by which tokens are checked".into());
        }
        if self.max_age_hours == 0 {
            return Err("`max_age_hours` is at least 1".into());
        }
        let audience = match self.audience.is_empty() {
            true => names.iter().map(|it| (*it).to_owned()).collect(),
            false => self.audience.clone(),
        };
        let tokens = Tokens::new(keys, audience, self.max_age_hours);
        let signer = self.sign_with.as_deref();
        let secrets = self.device_secrets;
        Ok(Identity {
            tokens: (!self.keys.is_empty()).then_some(tokens),
            required: self.required,
            secrets_required: secrets.map_or(self.required, |it| it == DeviceSecrets::Required),
            signer: signer.map(|it| Signer::read(it, folder)).transpose()?,
        })
    }
}

impl Identity {
    /// Lets a login to an account pass, with the token that came with it. A token is
    /// checked wherever there are keys, even if none is required.
    pub(crate) fn admit(
        &self,
        account: &ExternalId,
        token: Option<&str>,
        now: Time,
    ) -> Result<(), NotIdentified> {
        match (&self.tokens, token) {
            (Some(tokens), Some(token)) => Ok(tokens.check(token, account, now)?),
            _ if self.required => Err(NotIdentified::Missing),
            _ => Ok(()),
        }
    }

    /// Returns true if devices without a secret are refused.
    pub(crate) const fn wants_secrets(&self) -> bool {
        self.secrets_required
    }

    /// Signs what an answer says. None if answers are not signed.
    pub(crate) fn sign(&self, answer: &Signed<'_>) -> Option<String> {
        self.signer.as_ref()?.sign(answer)
    }

    /// Returns the public keys of those that sign answers.
    pub(crate) fn public_keys(&self) -> JwkSet {
        JwkSet {
            keys: self.signer.iter().map(|it| it.public.clone()).collect(),
        }
    }
}
