//! The signature of an answer, in a header beside it: `docs/identity.md`.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponseParts, ResponseParts};
use sha2::{Digest, Sha256};

use super::error::Error;
use crate::identity::{Identity, Signed};
use paywall_ledger::Time;

/// The header of an answer with its signature.
const SIGNATURE: HeaderName = HeaderName::from_static("paywall-signature");
/// The header of a call with a value that only it has.
const NONCE: HeaderName = HeaderName::from_static("nonce");
/// The length of the longest nonce.
const LONGEST: usize = 128;

/// The parts of a call that the signature of its answer repeats.
pub(super) struct Answer<'a> {
    platform: &'a str,
    device: &'a str,
    call: &'static str,
    nonce: Option<&'a str>,
}

/// The header with the signature, if answers are signed.
pub(super) struct Signature(Option<HeaderValue>);

impl<'a> Answer<'a> {
    /// Reads the nonce of a call about a device of a platform.
    pub(super) fn new(
        [platform, device]: [&'a str; 2],
        call: &'static str,
        headers: &'a HeaderMap,
    ) -> Result<Self, Error> {
        let nonce = headers.get(NONCE).map(|it| it.to_str().ok());
        let nonce = nonce.map(|it| it.filter(|it| it.len() <= LONGEST));
        match nonce {
            Some(None) => Err(Error::Invalid(format!(
                "a nonce is up to {LONGEST} characters of ASCII"
            ))),
            nonce => Ok(Self {
                platform,
                device,
                call,
                nonce: nonce.flatten(),
            }),
        }
    }

    /// Signs the bytes of the answer.
    pub(super) fn signature(&self, identity: &Identity, body: &[u8], now: Time) -> Signature {
        let hash = Sha256::digest(body);
        let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        let signed = identity.sign(&Signed {
            platform: self.platform,
            device: self.device,
            call: self.call,
            iat: now.millis().div_euclid(1000),
            sha256: &hash,
            nonce: self.nonce,
        });
        Signature(signed.and_then(|it| HeaderValue::from_str(&it).ok()))
    }
}

impl IntoResponseParts for Signature {
    type Error = std::convert::Infallible;

    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Self::Error> {
        if let Some(signature) = self.0 {
            parts.headers_mut().insert(SIGNATURE, signature);
        }
        Ok(parts)
    }
}
