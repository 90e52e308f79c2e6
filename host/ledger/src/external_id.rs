//! External identifiers: the names that an app may give to its customers.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The SHA-256 of the empty text: sent by apps that hash an empty name.
const HASH_OF_NOTHING: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// The largest number of digits taken as a customer number.
const LONGEST_NUMBER: usize = 32;

/// The app's own name of a customer, in a form that the platform
/// takes: a UUID, a SHA-256 in hexadecimal, or a number.
///
/// Nothing else is let in, so that no name, address or telephone number ever reaches the ledger.
/// UUIDs and hashes are compared in lower case, a number as text (`0042` is not `42`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct ExternalId(String);

/// The reason why a text cannot be an external identifier. The message never repeats the text, which may be personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAnExternalId {
    /// The text has the form of an e-mail address.
    #[error("looks like an e-mail address; send its SHA-256 instead")]
    Email,
    /// The text has the form of a telephone number.
    #[error("looks like a telephone number; send its SHA-256 instead")]
    Telephone,
    /// The text has none of the three forms.
    #[error("not a UUID, a SHA-256 in hexadecimal, or a number")]
    Form,
    /// The text is the empty UUID, the hash of nothing or zero, so all customers would share one account.
    #[error("names nobody")]
    Nobody,
}

impl ExternalId {
    /// Returns the identifier in the form in which it is compared.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the name of its form: `uuid`, `sha256` or `numeric`.
    pub fn kind(&self) -> &'static str {
        match self.0.len() {
            36 => "uuid",
            64 => "sha256",
            _ => "numeric",
        }
    }
}

impl FromStr for ExternalId {
    type Err = NotAnExternalId;

    fn from_str(text: &str) -> Result<Self, NotAnExternalId> {
        let lower = text.to_ascii_lowercase();
        if !is_uuid(&lower) && !is_hash(&lower) && !is_number(&lower) {
            return Err(what_it_looks_like(text));
        }
        let empty = lower.bytes().all(|byte| matches!(byte, b'0' | b'-'));
        if empty || lower == HASH_OF_NOTHING {
            return Err(NotAnExternalId::Nobody);
        }
        Ok(Self(lower))
    }
}

impl TryFrom<String> for ExternalId {
    type Error = NotAnExternalId;

    fn try_from(text: String) -> Result<Self, NotAnExternalId> {
        text.parse()
    }
}

impl From<ExternalId> for String {
    fn from(id: ExternalId) -> Self {
        id.0
    }
}

impl fmt::Display for ExternalId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// Returns true for the form 8-4-4-4-12 of hexadecimal digits.
fn is_uuid(lower: &str) -> bool {
    lower.len() == 36
        && lower.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// Returns true for 64 hexadecimal digits.
fn is_hash(lower: &str) -> bool {
    lower.len() == 64 && lower.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Returns true for decimal digits, not too many.
fn is_number(text: &str) -> bool {
    (1..=LONGEST_NUMBER).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Classifies a text that has none of the three forms, so that the message can say what to send instead.
fn what_it_looks_like(text: &str) -> NotAnExternalId {
    let telephone = |byte: u8| byte.is_ascii_digit() || b"+-. ()/".contains(&byte);
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if text.contains('@') {
        NotAnExternalId::Email
    } else if (6..=15).contains(&digits) && text.bytes().all(telephone) {
        NotAnExternalId::Telephone
    } else {
        NotAnExternalId::Form
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, NotAnExternalId> {
        text.parse::<ExternalId>().map(String::from)
    }

    #[test]
    fn the_three_forms_are_let_in_and_hexadecimal_is_compared_in_lower_case() {
        let uuid = "7E3FB20B-4CDB-47CC-936D-99D65F608138";
        assert_eq!(read(uuid), Ok(uuid.to_lowercase()));
        let hash = "9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08";
        assert_eq!(read(hash), Ok(hash.to_lowercase()));
        assert_eq!(read("0042"), Ok("0042".into()));
    }

    #[test]
    fn what_looks_personal_is_refused_with_the_way_out() {
        assert_eq!(read("jane@example.com"), Err(NotAnExternalId::Email));
        assert_eq!(read("+49 (151) 234-5678"), Err(NotAnExternalId::Telephone));
        for other in [
            "jane.doe",
            "",
            "12 34",
            "7e3fb20b4cdb47cc936d99d65f608138",
            "-1",
        ] {
            assert_eq!(read(other), Err(NotAnExternalId::Form), "{other}");
        }
    }

    #[test]
    fn identifiers_that_all_customers_would_share_are_refused() {
        for shared in ["00000000-0000-0000-0000-000000000000", "0", HASH_OF_NOTHING] {
            assert_eq!(read(shared), Err(NotAnExternalId::Nobody), "{shared}");
        }
    }
}
