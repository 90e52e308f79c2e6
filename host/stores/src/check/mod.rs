//! Checks that a message is the store's: signatures, certificates, tokens, and whom the message is for.
//!
//! Pure: the message, the settings, the keys and the time go in; a [`Verified`] message or a [`Rejected`] comes out.
//! Nothing is fetched here and no clock is read; what is remembered ([`Roots`]) changes no answer.
//! The cryptography is `aws-lc-rs`, the paths of certificates are `rustls-webpki`'s, the tokens `jsonwebtoken`'s.
//! `docs/notifications.md` has the checks of each store.

pub(crate) mod certificate;
mod chain;
pub(crate) mod token;

use paywall_ledger::{Environment, Time};
use serde_json::Value;

pub(crate) use chain::Marks;
pub use chain::Roots;
pub use jsonwebtoken::jwk::JwkSet;

/// How far a store's clock may be ahead of ours, and a token beyond its end: one minute.
pub(crate) const LEEWAY: i64 = 60_000;

/// The app that a message must be for.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The store's name of the app: bundle id, package name, channel id. Stripe names none.
    pub store_app: &'a str,
    /// True if test purchases are taken.
    pub sandbox: bool,
}

impl Expected<'_> {
    pub(crate) fn check_app(&self, named: Option<&str>) -> Result<(), Rejected> {
        match named == Some(self.store_app) {
            true => Ok(()),
            false => Err(Rejected::WrongApp),
        }
    }

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
    /// The id by which the store's repetitions of it are told.
    pub id: String,
    /// The content, for [`crate::read`]. Null where a store's envelope holds no JSON.
    pub message: Value,
}

/// Why a message is not taken. Nothing of the message is repeated: it may be anything.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    /// It does not have the form of the store's messages.
    #[error("not a message of this store: {0}")]
    Malformed(&'static str),
    /// Its signature is missing.
    #[error("not signed")]
    Unsigned,
    /// It is signed by another method than the store's.
    #[error("not signed by the store's method")]
    WrongAlgorithm,
    /// Its signature is not of the store's key.
    #[error("the signature is not the store's")]
    BadSignature,
    /// It names a key that the store does not have.
    #[error("signed with an unknown key")]
    UnknownKey,
    /// Its certificates do not lead to a root that is configured.
    #[error("the certificates do not lead to a configured root")]
    UntrustedCertificate,
    /// A certificate is past its end, or before its beginning.
    #[error("a certificate is not valid at this time")]
    ExpiredCertificate,
    /// A certificate is on a revocation list.
    #[error("a certificate is revoked")]
    RevokedCertificate,
    /// The certificates are good, but not for this.
    #[error("the certificates are not for signing this")]
    WrongCertificate,
    /// The certificate lies elsewhere than with the store.
    #[error("the certificate does not lie with the store")]
    CertificateAddress,
    /// It is too old, or its token is past its end.
    #[error("too old")]
    Expired,
    /// It is from a time that has not come.
    #[error("from the future")]
    FromTheFuture,
    /// Somebody else issued its token.
    #[error("issued by somebody else")]
    WrongIssuer,
    /// Its token is for somebody else.
    #[error("for another audience")]
    WrongAudience,
    /// It comes from an account, a subscription or a topic that is not configured.
    #[error("from a sender that is not configured")]
    WrongSender,
    /// It is about another app.
    #[error("about another app")]
    WrongApp,
    /// It is about test purchases, which this app does not take, or about an environment that is no store's.
    #[error("of an environment that is not taken")]
    WrongEnvironment,
}

impl Rejected {
    /// A stable code.
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

/// Tells whether these bytes (DER) are a certificate.
pub(crate) fn is_certificate(der: &[u8]) -> bool {
    certificate::parse(der).is_ok()
}

/// Refuses what was signed before `oldest` days ago, or later than now.
pub(crate) fn check_age(signed: Time, oldest_days: Option<u16>, now: Time) -> Result<(), Rejected> {
    if signed > now.plus_millis(LEEWAY) {
        return Err(Rejected::FromTheFuture);
    }
    match oldest_days {
        Some(days) if signed.plus_days(days.into()) < now => Err(Rejected::Expired),
        _ => Ok(()),
    }
}
