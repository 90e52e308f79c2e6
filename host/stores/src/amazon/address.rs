//! The addresses at which Amazon's Simple Notification Service itself may be asked for something, and nobody else.

use crate::Rejected;

/// The length of the hexadecimal number in a certificate's address.
const DIGITS: usize = 32;

/// The place of a certificate by which messages are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Certificate<'a> {
    region: &'a str,
    /// The domain behind the region: `amazonaws.com`, or `amazonaws.com.cn` in China.
    domain: &'a str,
}

impl<'a> Certificate<'a> {
    /// Reads an address, `https://sns.REGION.amazonaws.com/SimpleNotificationService-DIGITS.pem`.
    ///
    /// Everything counts: buckets of S3 and answers of APIs lie below the same domain, and anybody may write those.
    pub(super) fn at(address: &'a str) -> Result<Self, Rejected> {
        let found = split(address).and_then(|(certificate, path)| {
            let number = path.strip_prefix("SimpleNotificationService-")?;
            let number = number.strip_suffix(".pem")?;
            let hex = |it: u8| matches!(it, b'0'..=b'9' | b'a'..=b'f');
            (number.len() == DIGITS && number.bytes().all(hex)).then_some(certificate)
        });
        found.ok_or(Rejected::CertificateAddress)
    }

    /// Lists the names for which the certificate may be: the service's, or that of its region's signatures.
    pub(super) fn names(self) -> Vec<String> {
        let Self { region, domain } = self;
        let mut names = vec![
            "sns.amazonaws.com".to_owned(),
            format!("sns.{region}.{domain}"),
            format!("sns-signing.{region}.{domain}"),
            format!("sns-{region}.{domain}"),
        ];
        if region.starts_with("us-gov-") {
            names.push("sns-us-gov-west-1.amazonaws.com".to_owned());
        }
        names
    }
}

/// Returns true for addresses of the service, `https://sns.REGION.amazonaws.com/…` (in China
/// `….amazonaws.com.cn`), and for nothing that only looks like them.
pub(super) fn is_amazons(address: &str) -> bool {
    split(address).is_some()
}

/// Splits an address of the service into the place and the path.
fn split(address: &str) -> Option<(Certificate<'_>, &str)> {
    let (host, path) = address.strip_prefix("https://sns.")?.split_once('/')?;
    let (region, domain) = host.split_once('.')?;
    let known = matches!(domain, "amazonaws.com" | "amazonaws.com.cn");
    (known && is_region(region)).then_some((Certificate { region, domain }, path))
}

/// Returns true for names like `us-east-1` and `us-gov-west-1`: two letters, words, a digit.
fn is_region(name: &str) -> bool {
    let parts: Vec<&str> = name.split('-').collect();
    let letters = |part: &&str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_lowercase());
    let [country, words @ .., number] = parts.as_slice() else {
        return false;
    };
    country.len() == 2
        && letters(country)
        && !words.is_empty()
        && words.iter().all(letters)
        && matches!(number.as_bytes(), [b'0'..=b'9'])
}
