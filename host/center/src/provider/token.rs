//! The token by which a provider says who somebody is (OpenID Connect Core, 3.1.3.7).

use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use paywall_ledger::Time;
use serde_json::Value;

use super::Failed;

/// The signatures that are believed: those of a key of which the provider alone has the private half.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];
/// The time, in milliseconds, by which two clocks may differ.
const LEEWAY: i64 = 60_000;
/// The most groups of a person that are looked at.
const MOST_GROUPS: usize = 1_000;

/// The statement of a provider about somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Claims {
    /// The provider's own name for the person.
    pub subject: String,
    /// The e-mail address, which the provider verified.
    pub email: String,
    /// The name that others see.
    pub name: String,
    /// The groups that the person is in.
    pub groups: Vec<String>,
}

/// The claims that a token must have to be believed.
pub(super) struct Expected<'a> {
    pub issuer: &'a str,
    pub audience: &'a str,
    pub nonce: &'a str,
    /// The claim that has the groups.
    pub groups: &'a str,
    pub now: Time,
}

/// Returns the name of the key that signed a token, before the token is believed.
pub(super) fn key_named(token: &str) -> Result<Option<String>, Failed> {
    let header = decode_header(token).map_err(|_| Failed("token_unsigned"))?;
    match ALGORITHMS.contains(&header.alg) {
        true => Ok(header.kid),
        false => Err(Failed("token_unsigned")),
    }
}

/// Returns the claims of a token that one of the keys signed.
pub(super) fn verified(token: &str, keys: &JwkSet) -> Result<Value, Failed> {
    let header = decode_header(token).map_err(|_| Failed("token_unsigned"))?;
    let key = match (header.kid.as_deref(), keys.keys.as_slice()) {
        (Some(name), _) => keys.find(name),
        (None, [only]) => Some(only),
        (None, _) => None,
    };
    let key = decoding(key.ok_or(Failed("token_unknown_key"))?)?;
    // A public key must never serve as a shared secret, whatever the token says.
    if !ALGORITHMS.contains(&header.alg) {
        return Err(Failed("token_unsigned"));
    }
    let mut rules = Validation::new(header.alg);
    rules.required_spec_claims.clear();
    rules.validate_exp = false;
    rules.validate_aud = false;
    let read = decode(token, &key, &rules);
    Ok(read.map_err(|_| Failed("token_bad_signature"))?.claims)
}

/// Makes the key that checks signatures.
fn decoding(key: &Jwk) -> Result<DecodingKey, Failed> {
    DecodingKey::from_jwk(key).map_err(|_| Failed("token_unknown_key"))
}

impl Expected<'_> {
    /// Reads the claims of a token that the provider signed, if they are about this sign-in.
    pub(super) fn read(&self, claims: &Value) -> Result<Claims, Failed> {
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        if text("iss") != Some(self.issuer) {
            return Err(Failed("token_other_issuer"));
        }
        self.audience(claims)?;
        self.times(claims)?;
        if text("nonce") != Some(self.nonce) {
            return Err(Failed("token_other_sign_in"));
        }
        let subject = text("sub").filter(|it| !it.is_empty());
        let subject = subject.ok_or(Failed("token_incomplete"))?;
        let is_verified = match claims.get("email_verified") {
            Some(Value::Bool(is)) => *is,
            // Some providers write all claims as texts.
            Some(Value::String(word)) => word == "true",
            _ => false,
        };
        let email = text("email").filter(|_| is_verified);
        let email = email.ok_or(Failed("email_not_verified"))?;
        let local = email.split('@').next().unwrap_or_default();
        let names = [text("name"), text("preferred_username"), Some(local)];
        let names = names.into_iter().flatten().map(str::trim);
        let name = names.into_iter().find(|it| !it.is_empty());
        Ok(Claims {
            subject: subject.to_owned(),
            email: email.to_owned(),
            name: shortened(name.unwrap_or(email)),
            groups: groups(claims.get(self.groups)),
        })
    }

    /// Refuses a token that is for another program.
    fn audience(&self, claims: &Value) -> Result<(), Failed> {
        let is_ours = |value: &Value| value == self.audience;
        let (is_for_us, is_for_others) = match claims.get("aud") {
            Some(Value::Array(all)) => (all.iter().any(is_ours), all.len() > 1),
            Some(one) => (is_ours(one), false),
            None => (false, false),
        };
        let party = claims.get("azp");
        let is_our_party = party.map_or(!is_for_others, is_ours);
        match is_for_us && is_our_party {
            true => Ok(()),
            false => Err(Failed("token_other_audience")),
        }
    }

    /// Refuses a token that has ended, or that comes from the future.
    fn times(&self, claims: &Value) -> Result<(), Failed> {
        let time = |name: &str| claims.get(name).and_then(Value::as_f64);
        #[allow(
            clippy::cast_precision_loss,
            reason = "a time in seconds is far from the ends of f64"
        )]
        let seconds = |millis: i64| millis as f64 / 1_000.0;
        let (now, leeway) = (seconds(self.now.millis()), seconds(LEEWAY));
        let ends = time("exp").ok_or(Failed("token_expired"))?;
        if ends + leeway <= now {
            return Err(Failed("token_expired"));
        }
        let begins = [time("iat"), time("nbf")].into_iter().flatten();
        match begins.into_iter().any(|it| it > now + leeway) {
            true => Err(Failed("token_from_the_future")),
            false => Ok(()),
        }
    }
}

/// Shortens a name to what people have.
fn shortened(name: &str) -> String {
    let plain = name.chars().filter(|it| !it.is_control());
    let mut short: String = plain.take(100).collect();
    while short.len() > 200 {
        short.pop();
    }
    short
}

/// Reads the groups of a person: a list of texts, or one.
fn groups(claim: Option<&Value>) -> Vec<String> {
    let texts = match claim {
        Some(Value::Array(all)) => all.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    let texts = texts.iter().filter_map(Value::as_str);
    texts.take(MOST_GROUPS).map(str::to_owned).collect()
}
