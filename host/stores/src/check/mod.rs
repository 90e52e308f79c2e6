//! The checks that a message is the store's and for us: signatures, certificates, tokens, destination.
//!
//! All checks are pure: the message, the settings, the keys and the time
//! go in; a [`Verified`] message or a [`Rejected`] comes out.
//! Nothing is fetched here and no clock is read; the memory in [`Roots`] changes no answer.
//! The cryptography is `aws-lc-rs`, the paths of certificates are `rustls-webpki`'s, the tokens `jsonwebtoken`'s.
//! `docs/notifications.md` lists the checks of each store.

pub(crate) mod certificate;
mod chain;
pub(crate) mod token;

use paywall_ledger::{Environment, Time};
use serde_json::Value;

pub(crate) use chain::Marks;
pub use chain::Roots;
pub use jsonwebtoken::jwk::JwkSet;

/// The time by which a store's clock may be ahead of ours, and a token past its end: one minute, in milliseconds.
pub(crate) const LEEWAY: i64 = 60_000;

/// The app that a message must be for.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The store's own id of the app: a bundle id, package name or channel id. Stripe names none.
    pub store_app: &'a str,
    /// True if test purchases are taken.
    pub sandbox: bool,
}

impl Expected<'_> {
    /// Checks that a message names this app.
    pub(crate) fn check_app(&self, named: Option<&str>) -> Result<(), Rejected> {
        match named == Some(self.store_app) {
            true => Ok(()),
            false => Err(Rejected::WrongApp),
        }
    }

    /// Checks that purchases of an environment are taken.
    pub(crate) fn check_environment(&self, environment: Environment) -> Result<(), Rejected> {
        match environment == Environment::Production || self.sandbox {
            true => Ok(()),
            false => Err(Rejected::WrongEnvironment),
        }
    }
}

/// A message that is the store's, and for us.
#[derive(Debug, Clone, PartialEq)]
pub struct Verified {
    /// The id by which the store's repetitions of the message are recognised.
    pub id: String,
    /// The content, for [`crate::read`]. Null if the store's envelope holds no JSON.
    pub message: Value,
}

/// The reason why a message is not taken. Nothing of the message is repeated, because it may be anything.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    /// The message does not have the form of the store's messages.
    #[error("not a message of this store: {0}")]
    Malformed(&'static str),
    /// The message has no signature.
    #[error("not signed")]
    Unsigned,
    /// The message is signed by another method than the store's.
    #[error("not signed by the store's method")]
    WrongAlgorithm,
    /// The signature was not made with the store's key.
    #[error("the signature is not the store's")]
    BadSignature,
    /// The message names a key that the store does not have.
    #[error("signed with an unknown key")]
    UnknownKey,
    /// The certificates do not lead to a configured root.
    #[error("the certificates do not lead to a configured root")]
    UntrustedCertificate,
    /// A certificate is past its end, or before its beginning.
    #[error("a certificate is not valid at this time")]
    ExpiredCertificate,
    /// A certificate is on a revocation list.
    #[error("a certificate is revoked")]
    RevokedCertificate,
    /// The certificates are good, but not for signing this.
    #[error("the certificates are not for signing this")]
    WrongCertificate,
    /// The certificate lies elsewhere than with the store.
    #[error("the certificate does not lie with the store")]
    CertificateAddress,
    /// The message is too old, or its token is past its end.
    #[error("too old")]
    Expired,
    /// The message claims to be from the future.
    #[error("from the future")]
    FromTheFuture,
    /// The token was issued by somebody else.
    #[error("issued by somebody else")]
    WrongIssuer,
    /// The token is meant for somebody else.
    #[error("for another audience")]
    WrongAudience,
    /// The message comes from an account, a subscription or a topic that is not configured.
    #[error("from a sender that is not configured")]
    WrongSender,
    /// The message is about another app.
    #[error("about another app")]
    WrongApp,
    /// The message is about test purchases that this app does not take, or about an environment that no store has.
    #[error("of an environment that is not taken")]
    WrongEnvironment,
}

impl Rejected {
    /// Returns a stable code for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "malformed",
            Self::Unsigned => "unsigned",
            Self::WrongAlgorithm => "wrong_algorithm",
            Self::BadSignature => "bad_signature",
            Self::UnknownKey => "unknown_key",
            Self::UntrustedCertificate => "untrusted_certificate",
            Self::ExpiredCertificate => "expired_certificate",
            Self::RevokedCertificate => "revoked_certificate",
            Self::WrongCertificate => "wrong_certificate",
            Self::CertificateAddress => "certificate_address",
            Self::Expired => "expired",
            Self::FromTheFuture => "from_the_future",
            Self::WrongIssuer => "wrong_issuer",
            Self::WrongAudience => "wrong_audience",
            Self::WrongSender => "wrong_sender",
            Self::WrongApp => "wrong_app",
            Self::WrongEnvironment => "wrong_environment",
        }
    }
}

/// Returns true if these bytes (DER) are a certificate.
pub(crate) fn is_certificate(der: &[u8]) -> bool {
    certificate::parse(der).is_ok()
}

/// Refuses a message that was signed more than `oldest_days` days ago, or in the future.
pub(crate) fn check_age(signed: Time, oldest_days: Option<u16>, now: Time) -> Result<(), Rejected> {
    if signed > now.plus_millis(LEEWAY) {
        return Err(Rejected::FromTheFuture);
    }
    match oldest_days {
        Some(days) if signed.plus_days(days.into()) < now => Err(Rejected::Expired),
        _ => Ok(()),
    }
}
