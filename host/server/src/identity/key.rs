//! The public keys by which identity tokens are checked: ES256 (P-256) and EdDSA (Ed25519), and no others.

use std::path::Path;

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk};
use jsonwebtoken::{Algorithm, DecodingKey};
use paywall_stores::Secret;
use serde::Deserialize;
use serde_json::Value;

/// The complaint about a text that is no key.
const WANTED: &str = "a key is a public key of ES256 (P-256) or EdDSA (Ed25519), as PEM (`BEGIN PUBLIC KEY`) or JWK: \
                      `file:PATH`, `env:NAME`, or the text itself";

/// A public key as the settings write it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum WrittenKey {
    /// The key alone. A JWK may bring its name along.
    Plain(String),
    /// The key and its name.
    Named(NamedKey),
}

/// A public key with the name by which tokens choose it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedKey {
    /// The key: a PEM or a JWK, or where to find it.
    key: String,
    /// The name that a token's header gives.
    kid: Option<String>,
}

/// A public key, with the one algorithm that it is for.
#[derive(Debug, Clone)]
pub(super) struct Key {
    pub name: Option<String>,
    pub algorithm: Algorithm,
    pub key: DecodingKey,
}

impl WrittenKey {
    /// Reads the key, or all keys of a JWK set.
    pub(super) fn read(&self, folder: &Path) -> Result<Vec<Key>, String> {
        let (written, name) = match self {
            Self::Plain(written) => (written, None),
            Self::Named(named) => (&named.key, named.kid.as_ref()),
        };
        let text = Secret::read(written, folder).map_err(|why| format!("a key: {why}"))?;
        let text = text.reveal();
        let mut keys = match serde_json::from_str(text) {
            Ok(Value::Object(mut json)) => match json.remove("keys") {
                Some(Value::Array(keys)) => keys.into_iter().map(jwk).collect::<Result<_, _>>()?,
                Some(_) => return Err(WANTED.into()),
                None => vec![jwk(json.into())?],
            },
            _ => vec![pem(text)?],
        };
        if let Some(name) = name {
            keys.iter_mut().for_each(|it| it.name = Some(name.clone()));
        }
        Ok(keys)
    }
}

/// Reads a key that is written as PEM.
fn pem(text: &str) -> Result<Key, String> {
    if text.contains("PRIVATE KEY") {
        return Err("a private key stands where the public one is wanted".into());
    }
    let bytes = text.as_bytes();
    let curve = DecodingKey::from_ec_pem(bytes).map(|key| (Algorithm::ES256, key));
    let found =
        curve.or_else(|_| DecodingKey::from_ed_pem(bytes).map(|key| (Algorithm::EdDSA, key)));
    let (algorithm, key) = found.map_err(|_| WANTED)?;
    checked(None, algorithm, key)
}

/// Reads a key that is written as JWK.
fn jwk(json: Value) -> Result<Key, String> {
    if json.get("d").is_some() {
        return Err("a private key stands where the public one is wanted".into());
    }
    let read: Jwk = serde_json::from_value(json).map_err(|_| WANTED)?;
    let algorithm = match &read.algorithm {
        AlgorithmParameters::EllipticCurve(it) if it.curve == EllipticCurve::P256 => {
            Algorithm::ES256
        }
        AlgorithmParameters::OctetKeyPair(it) if it.curve == EllipticCurve::Ed25519 => {
            Algorithm::EdDSA
        }
        _ => return Err(WANTED.into()),
    };
    let key = DecodingKey::from_jwk(&read).map_err(|_| WANTED)?;
    checked(read.common.key_id, algorithm, key)
}

/// Checks the length of a key: a curve's point without compression, or 32 bytes.
fn checked(name: Option<String>, algorithm: Algorithm, key: DecodingKey) -> Result<Key, String> {
    let length = if algorithm == Algorithm::ES256 {
        65
    } else {
        32
    };
    match key.try_get_as_bytes() {
        Ok(bytes) if bytes.len() == length => Ok(Key {
            name,
            algorithm,
            key,
        }),
        _ => Err(WANTED.into()),
    }
}
