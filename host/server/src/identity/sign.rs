//! Signed answers: a client that has the public key can tell them from those of anybody in between.

use std::path::Path;

use jsonwebtoken::jwk::{Jwk, PublicKeyUse, ThumbprintHash};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use paywall_stores::Secret;
use serde::Serialize;

/// The complaint about a text that is no private key.
const WANTED: &str = "`sign_with` is a private key of Ed25519 or P-256, as PEM in the form of PKCS #8 (`BEGIN PRIVATE \
                      KEY`, as `openssl genpkey` writes it)";

/// The facts about an answer that are signed.
#[derive(Debug, Serialize)]
pub struct Signed<'a> {
    /// The app platform that was asked.
    pub platform: &'a str,
    /// The device that the answer is about.
    pub device: &'a str,
    /// The last part of the address that was asked, so that no answer can stand for another one.
    pub call: &'a str,
    /// The time of the answer, in seconds.
    pub iat: i64,
    /// The SHA-256 of the body, in hexadecimal; of an answer without one (304), that of the body that the client has.
    pub sha256: &'a str,
    /// The value that the client sent in its header `nonce`, so that no older answer can stand for this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce: Option<&'a str>,
}

/// A private key that signs answers.
#[derive(Debug)]
pub(super) struct Signer {
    key: EncodingKey,
    header: Header,
    pub public: Jwk,
}

impl Signer {
    /// Reads the key that the settings name, and finds its public half.
    pub(super) fn read(written: &str, folder: &Path) -> Result<Self, String> {
        let text = Secret::read(written, folder).map_err(|why| format!("`sign_with`: {why}"))?;
        let bytes = text.reveal().as_bytes();
        let curve = EncodingKey::from_ec_pem(bytes).map(|key| (Algorithm::ES256, key));
        let found =
            curve.or_else(|_| EncodingKey::from_ed_pem(bytes).map(|key| (Algorithm::EdDSA, key)));
        let (algorithm, key) = found.map_err(|_| WANTED)?;
        let mut public = Jwk::from_encoding_key(&key, algorithm).map_err(|_| WANTED)?;
        let name = public.thumbprint(ThumbprintHash::SHA256);
        let name = name.map_err(|_| WANTED)?;
        public.common.public_key_use = Some(PublicKeyUse::Signature);
        public.common.key_id = Some(name.clone());
        let mut header = Header::new(algorithm);
        header.kid = Some(name);
        Ok(Self {
            key,
            header,
            public,
        })
    }

    /// Signs an answer, as a compact JWS. Answers None if the key fails, which it did not when it was read.
    pub(super) fn sign(&self, answer: &Signed<'_>) -> Option<String> {
        encode(&self.header, answer, &self.key).ok()
    }
}
