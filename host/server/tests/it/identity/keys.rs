//! Keys of an app's server, and tokens that they sign.

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _,
};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use paywall_host_testing::forge::unsigned;
use serde_json::{Value, json};

/// A key, of either algorithm.
pub enum Key {
    Curve(EcdsaKeyPair),
    Edwards(Ed25519KeyPair),
}

impl Key {
    pub fn curve() -> Self {
        Self::Curve(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap())
    }

    pub fn edwards() -> Self {
        Self::Edwards(Ed25519KeyPair::generate().unwrap())
    }

    pub fn algorithm(&self) -> &'static str {
        match self {
            Self::Curve(_) => "ES256",
            Self::Edwards(_) => "EdDSA",
        }
    }

    /// Returns the public key: the point or the 32 bytes.
    pub fn public(&self) -> &[u8] {
        match self {
            Self::Curve(key) => key.public_key().as_ref(),
            Self::Edwards(key) => key.public_key().as_ref(),
        }
    }

    pub fn jwk(&self, kid: Option<&str>) -> Value {
        let number = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let bytes = self.public();
        let mut jwk = match self {
            Self::Curve(_) => {
                json!({"kty": "EC", "crv": "P-256", "x": number(&bytes[1..33]), "y": number(&bytes[33..])})
            }
            Self::Edwards(_) => json!({"kty": "OKP", "crv": "Ed25519", "x": number(bytes)}),
        };
        if let Some(kid) = kid {
            jwk["kid"] = json!(kid);
        }
        jwk
    }

    pub fn pem(&self) -> String {
        let der: PublicKeyX509Der<'_> = match self {
            Self::Curve(key) => key.public_key().as_der().unwrap(),
            Self::Edwards(key) => key.public_key().as_der().unwrap(),
        };
        let lines = STANDARD.encode(der.as_ref());
        format!("-----BEGIN PUBLIC KEY-----\n{lines}\n-----END PUBLIC KEY-----\n")
    }

    /// Returns the private key, as `openssl genpkey` writes it.
    pub fn private_pem(&self) -> String {
        let der = match self {
            Self::Curve(key) => key.to_pkcs8v1().unwrap().as_ref().to_vec(),
            Self::Edwards(key) => key.to_pkcs8v1().unwrap().as_ref().to_vec(),
        };
        let lines = STANDARD.encode(der);
        format!("-----BEGIN PRIVATE KEY-----\n{lines}\n-----END PRIVATE KEY-----\n")
    }

    pub fn token(&self, claims: &Value) -> String {
        self.token_under(&json!({"alg": self.algorithm(), "typ": "JWT"}), claims)
    }

    /// Signs claims under any header.
    pub fn token_under(&self, header: &Value, claims: &Value) -> String {
        let signed = unsigned(header, claims);
        let signature = match self {
            Self::Curve(key) => {
                let signature = key.sign(&SystemRandom::new(), signed.as_bytes());
                URL_SAFE_NO_PAD.encode(signature.unwrap())
            }
            Self::Edwards(key) => URL_SAFE_NO_PAD.encode(key.sign(signed.as_bytes())),
        };
        format!("{signed}.{signature}")
    }
}

/// Signs claims with a secret that everybody knows: the bytes of a public key.
pub fn confused(secret: &[u8], claims: &Value) -> String {
    let signed = unsigned(&json!({"alg": "HS256", "typ": "JWT"}), claims);
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    let signature = hmac::sign(&key, signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}
