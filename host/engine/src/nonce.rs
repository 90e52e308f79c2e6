//! Nonces for style sheets.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::Error;

/// Makes a nonce: 128 random bits, in a form that fits into a Content-Security-Policy and an attribute.
///
/// # Errors
/// Fails with [`Error::Randomness`] if the system provides no random numbers.
pub fn fresh() -> Result<String, Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| Error::Randomness(error.to_string()))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}
