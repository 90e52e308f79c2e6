//! The secret of a device: made by its client, kept here as a hash only.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use sha2::{Digest, Sha256};

/// The SHA-256 of a device's secret, in hexadecimal.
#[derive(Debug, Clone)]
pub struct DeviceSecret(String);

/// The error of a text that is no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a device's secret is 43 to 128 letters, digits, `-` and `_`: 32 random bytes or more, in base64url or hexadecimal"
)]
pub struct NotASecret;

impl DeviceSecret {
    /// Takes the hash of a secret.
    pub fn of(text: &str) -> Result<Self, NotASecret> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        // As many letters as 32 bytes have in base64url.
        match (43..=128).contains(&text.len()) && text.bytes().all(plain) {
            true => Ok(Self(hash(text))),
            false => Err(NotASecret),
        }
    }

    /// Returns true if a kept hash is that of this secret. The time it takes says nothing about where they differ.
    pub fn is(&self, kept: &str) -> bool {
        verify_slices_are_equal(self.0.as_bytes(), kept.as_bytes()).is_ok()
    }

    /// Returns the hash, to be kept.
    pub fn into_hash(self) -> String {
        self.0
    }
}

/// Writes the SHA-256 of a text.
fn hash(text: &str) -> String {
    let bytes = Sha256::digest(text);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
