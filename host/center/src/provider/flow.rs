//! The secrets of one sign-in. All are made of one seed, which the browser keeps in a cookie until it comes back: so no host
//! needs to remember anything, and nobody but that browser can go on with what it began.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Url;
use sha2::{Digest, Sha256};

/// A sign-in that a browser began.
pub(crate) struct Flow {
    seed: String,
}

impl Flow {
    /// Names the sign-in of a seed of 256 bits.
    pub(crate) fn of(seed: impl Into<String>) -> Self {
        Self { seed: seed.into() }
    }

    /// Returns what the provider is to send back, by which the browser is known that began.
    pub(crate) fn state(&self) -> String {
        self.derived("state")
    }

    /// Returns what the provider is to write into the token, so that a token of another sign-in is worth nothing here.
    pub(crate) fn nonce(&self) -> String {
        self.derived("nonce")
    }

    /// Returns the proof that whoever shows the code is who asked for it (PKCE).
    pub(crate) fn verifier(&self) -> String {
        self.derived("verifier")
    }

    /// Returns what the provider compares that proof with.
    pub(crate) fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.verifier().as_bytes()))
    }

    /// Derives a secret from the seed; none tells of another one.
    fn derived(&self, what: &str) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(format!("{what} {}", self.seed).as_bytes()))
    }
}

/// Writes a text as it stands in a form.
pub(super) fn written(text: &str) -> String {
    let Ok(mut url) = Url::parse("form:") else {
        return String::new();
    };
    url.query_pairs_mut().append_key_only(text);
    url.query().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_is_that_of_rfc_7636_and_secrets_differ() {
        let flow = Flow::of("a");
        let all = [
            flow.state(),
            flow.nonce(),
            flow.verifier(),
            flow.challenge(),
        ];
        for (place, one) in all.iter().enumerate() {
            assert!((43..=128).contains(&one.len()), "{one}");
            assert!(!all[place + 1..].contains(one));
        }
        assert_ne!(flow.state(), Flow::of("b").state());
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(
            b"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
        ));
        assert_eq!(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn a_text_is_written_as_in_a_form() {
        assert_eq!(written("a b:c%/é"), "a+b%3Ac%25%2F%C3%A9");
    }
}
