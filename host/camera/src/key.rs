//! The key of a picture: a hash of all that its look depends on.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::{Camera, Screen};

/// The name of a picture. The same key means the same pixels.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(String);

impl Key {
    /// Returns the key of a page on a screen, photographed by a camera.
    pub fn of(page: &str, screen: &Screen, camera: &dyn Camera) -> Self {
        let Screen {
            width,
            height,
            scale,
            dark,
        } = screen;
        let seen = format!("{width} {height} {scale} {dark}\n{}\n", camera.version());
        let mut hash = Sha256::new();
        // The parts have their lengths before them, so that no two lists of parts are the same bytes.
        for part in [seen.as_bytes(), page.as_bytes()] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        Self(hex(&hash.finalize()[..16]))
    }

    /// Returns the key as text: 32 hexadecimal digits.
    pub fn text(&self) -> &str {
        &self.0
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        // Writing into a String cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}
