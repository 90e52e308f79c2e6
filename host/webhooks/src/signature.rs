//! Signatures after Standard Webhooks:
//! <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>.

use std::fmt;

use aws_lc_rs::hmac::{self, HMAC_SHA256, Key};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use paywall_ledger::Time;

/// A secret, written as `whsec_` and base64 of 24 to 64 bytes. It is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningSecret(Vec<u8>);

/// The error for a text that is not a secret. It does not repeat the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a webhook's secret is whsec_ and base64 of 24 to 64 bytes")]
pub struct NotASecret;

impl TryFrom<String> for SigningSecret {
    type Error = NotASecret;

    fn try_from(text: String) -> Result<Self, NotASecret> {
        let bytes = text
            .strip_prefix("whsec_")
            .and_then(|it| STANDARD.decode(it).ok());
        let bytes = bytes.filter(|it| (24..=64).contains(&it.len()));
        bytes.map(Self).ok_or(NotASecret)
    }
}

impl fmt::Debug for SigningSecret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("SigningSecret(…)")
    }
}

/// The three headers that sign a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The header `webhook-id`, which is the same for every attempt.
    pub id: String,
    /// The header `webhook-timestamp`: the time of this attempt, in seconds.
    pub timestamp: String,
    /// The header `webhook-signature`: `v1,` and base64, one for each secret, with spaces between.
    pub signature: String,
}

impl Signature {
    /// Signs `body` as an attempt at `at`.
    pub fn new(secrets: &[SigningSecret], id: &str, at: Time, body: &[u8]) -> Self {
        let timestamp = (at.millis() / 1000).to_string();
        let signed = signed(id, &timestamp, body);
        let one = |secret: &SigningSecret| {
            let tag = hmac::sign(&Key::new(HMAC_SHA256, &secret.0), &signed);
            format!("v1,{}", STANDARD.encode(tag))
        };
        let signatures: Vec<String> = secrets.iter().map(one).collect();
        Self {
            id: id.to_owned(),
            timestamp,
            signature: signatures.join(" "),
        }
    }
}

/// The reason why a receiver should not believe a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unverified {
    /// None of its signatures was made with the secret.
    #[error("the signature is not by this secret")]
    Signature,
    /// The message was sent too long ago, or in the future.
    #[error("the timestamp is too far from now")]
    Timestamp,
}

/// Checks a message as a receiver would: the signature, and that it was sent within `tolerance_seconds` of now.
///
/// # Errors
/// Fails if the message is not to be believed.
pub fn verify(
    secret: &SigningSecret,
    message: &Signature,
    body: &[u8],
    now: Time,
    tolerance_seconds: u32,
) -> Result<(), Unverified> {
    let seconds: i64 = message
        .timestamp
        .parse()
        .map_err(|_| Unverified::Timestamp)?;
    let far = (now.millis() / 1000).saturating_sub(seconds).unsigned_abs();
    if far > tolerance_seconds.into() {
        return Err(Unverified::Timestamp);
    }
    let key = Key::new(HMAC_SHA256, &secret.0);
    let signed = signed(&message.id, &message.timestamp, body);
    let good = message.signature.split(' ').any(|it| {
        let tag = it
            .strip_prefix("v1,")
            .and_then(|it| STANDARD.decode(it).ok());
        tag.is_some_and(|tag| hmac::verify(&key, &signed, &tag).is_ok())
    });
    match good {
        true => Ok(()),
        false => Err(Unverified::Signature),
    }
}

/// Joins the bytes that are signed.
fn signed(id: &str, timestamp: &str, body: &[u8]) -> Vec<u8> {
    let mut out = format!("{id}.{timestamp}.").into_bytes();
    out.extend_from_slice(body);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example that the specification's reference libraries share.
    #[test]
    fn the_published_example_has_the_published_signature() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned();
        let secrets = [SigningSecret::try_from(secret).unwrap()];
        let at = Time::from_seconds(1_614_265_330);
        let body = br#"{"test": 2432232314}"#;
        let signed = Signature::new(&secrets, "msg_p5jXN8AQM9LWM0D4loKWxJek", at, body);
        assert_eq!(
            signed.signature,
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
        assert_eq!(verify(&secrets[0], &signed, body, at, 300), Ok(()));
        assert_eq!(
            verify(&secrets[0], &signed, b"{}", at, 300),
            Err(Unverified::Signature)
        );
        let later = Time::from_seconds(1_614_265_631);
        assert_eq!(
            verify(&secrets[0], &signed, body, later, 300),
            Err(Unverified::Timestamp)
        );
    }

    #[test]
    fn secrets_that_are_none_are_refused() {
        for text in [
            "",
            "whsec_",
            "whsec_QUJD",
            "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        ] {
            assert_eq!(
                SigningSecret::try_from(text.to_owned()),
                Err(NotASecret),
                "{text}"
            );
        }
    }
}
