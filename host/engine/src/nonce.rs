//! Nonces for style sheets.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::Error;

/// 128 random bits, as a Content-Security-Policy and an attribute can carry them.
///
/// # Errors
/// [`Error::Randomness`] when the system has no randomness.
pub fn fresh() -> Result<String, Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| Error::Randomness(error.to_string()))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}
