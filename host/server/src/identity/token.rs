//! Identity tokens: JWTs by which the app's own server says who logs in.

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, Validation, decode, decode_header};
use serde::Deserialize;

use super::key::Key;
use paywall_ledger::{ExternalId, Time};

/// The length of the longest token, in bytes.
const LONGEST: usize = 8 << 10;
/// The difference of clocks that is forgiven, in milliseconds.
const LEEWAY: i64 = 60_000;
const HOUR: i64 = 3_600_000;

/// The reason why a token proves nothing. The message says what is wanted, and repeats nothing of the token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum WrongToken {
    #[error(
        "it is no JWT, of at most {LONGEST} bytes, with `sub`, `aud` and `exp` (a text, a text or a list, seconds)"
    )]
    Form,
    #[error("it is signed by another algorithm than ES256 and EdDSA, or has a `crit` header")]
    Algorithm,
    #[error("the settings have no key for its algorithm and `kid`")]
    UnknownKey,
    #[error("no key of the settings has signed it")]
    Signature,
    #[error("`sub` is not the `external_id` of this login")]
    Subject,
    #[error("`aud` is none of {0}")]
    Audience(String),
    #[error("it is over (`exp`)")]
    Over,
    #[error("it is from the future (`iat`, `nbf`)")]
    Future,
    #[error("it is good for too long: it may be {0} hours old at most (`iat`, else `exp`)")]
    Old(i64),
}

/// A checker of tokens.
#[derive(Debug)]
pub(super) struct Tokens {
    keys: Vec<Key>,
    audience: Vec<String>,
    hours: i64,
}

/// The claims of a token.
#[derive(Deserialize)]
struct Claims {
    sub: String,
    aud: Audience,
    exp: f64,
    nbf: Option<f64>,
    iat: Option<f64>,
}

/// The receivers of a token: one, or several.
#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Tokens {
    /// Makes a checker with these keys.
    pub(super) fn new(keys: Vec<Key>, audience: Vec<String>, hours: u32) -> Self {
        Self {
            keys,
            audience,
            hours: hours.into(),
        }
    }

    /// Checks that a token names this account, and is good now.
    pub(super) fn check(
        &self,
        token: &str,
        account: &ExternalId,
        now: Time,
    ) -> Result<(), WrongToken> {
        let claims = self.claims(token)?;
        let expected = |name: &String| self.audience.contains(name);
        let is_for_us = match &claims.aud {
            Audience::One(name) => expected(name),
            Audience::Several(names) => names.iter().any(expected),
        };
        if !is_for_us {
            return Err(WrongToken::Audience(self.audience.join(", ")));
        }
        self.check_times(&claims, now)?;
        // Read as an identifier, so that a UUID may be written in capitals.
        match claims.sub.parse::<ExternalId>() {
            Ok(subject) if subject == *account => Ok(()),
            _ => Err(WrongToken::Subject),
        }
    }

    /// Returns the claims of a token that one of the keys has signed. A key is only ever used with its own algorithm,
    /// whatever the token says.
    fn claims(&self, token: &str) -> Result<Claims, WrongToken> {
        if token.len() > LONGEST {
            return Err(WrongToken::Form);
        }
        let header = decode_header(token).map_err(|error| refusal(error.kind()))?;
        let ours = matches!(header.alg, Algorithm::ES256 | Algorithm::EdDSA);
        if !ours || header.crit.is_some() {
            return Err(WrongToken::Algorithm);
        }
        let named =
            |key: &&Key| key.name.is_none() || header.kid.is_none() || key.name == header.kid;
        let fits = |key: &&Key| key.algorithm == header.alg && named(key);
        let mut refused = WrongToken::UnknownKey;
        for key in self.keys.iter().filter(fits) {
            let mut rules = Validation::new(key.algorithm);
            rules.required_spec_claims.clear();
            // All that is claimed is checked here, by the host's clock.
            rules.validate_exp = false;
            rules.validate_aud = false;
            match decode(token, &key.key, &rules) {
                Ok(read) => return Ok(read.claims),
                Err(error) => refused = refusal(error.kind()),
            }
        }
        Err(refused)
    }

    /// Checks the times of a token.
    fn check_times(&self, claims: &Claims, now: Time) -> Result<(), WrongToken> {
        let ends = time(claims.exp);
        if ends.plus_millis(LEEWAY) <= now {
            return Err(WrongToken::Over);
        }
        let starts = [claims.nbf, claims.iat];
        let starts = starts.into_iter().flatten().map(time).max();
        if starts.is_some_and(|starts| now.plus_millis(LEEWAY) < starts) {
            return Err(WrongToken::Future);
        }
        // A token that does not say when it was made is as good as new, so its end must be near.
        let longest = self.hours.saturating_mul(HOUR).saturating_add(LEEWAY);
        let old = match claims.iat {
            Some(made) => time(made).plus_millis(longest) <= now,
            None => now.plus_millis(longest) < ends,
        };
        match old {
            true => Err(WrongToken::Old(self.hours)),
            false => Ok(()),
        }
    }
}

/// Reads a time in seconds.
#[allow(
    clippy::cast_possible_truncation,
    reason = "what is beyond the ends of i64 becomes these ends"
)]
const fn time(seconds: f64) -> Time {
    Time::from_seconds(seconds as i64)
}

/// Translates the reason why a token is refused.
const fn refusal(kind: &ErrorKind) -> WrongToken {
    match kind {
        ErrorKind::InvalidSignature => WrongToken::Signature,
        ErrorKind::InvalidAlgorithm | ErrorKind::InvalidAlgorithmName => WrongToken::Algorithm,
        _ => WrongToken::Form,
    }
}
