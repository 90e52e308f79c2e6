//! The authority that issued a certificate of the service. The file of a certificate does not hold it, so the
//! certificate says where it lies.

use x509_parser::der_parser::oid;
use x509_parser::extensions::{GeneralName, ParsedExtension};

use crate::Rejected;
use crate::check::certificate::{only_pem, parse};

/// The beginning of a PEM file; an authority may lie there as PEM or as DER.
const PEM: &[u8] = b"-----BEGIN";

/// Returns the address of the authority that issued a certificate (PEM), which always lies with Amazon's authorities:
/// nobody else is asked because of what a certificate says.
pub(super) fn address(certificate: &[u8]) -> Result<String, Rejected> {
    let der = only_pem(certificate)?;
    let certificate = parse(&der)?;
    let extensions = certificate.extensions().iter();
    let lists = extensions.filter_map(|it| match it.parsed_extension() {
        ParsedExtension::AuthorityInfoAccess(list) => Some(&list.accessdescs),
        _ => None,
    });
    let issuer = oid!(1.3.6.1.5.5.7.48.2);
    let mut places = lists.flatten().filter(|it| it.access_method == issuer);
    let place = places.find_map(|it| match &it.access_location {
        GeneralName::URI(address) if is_authoritys(address) => Some((*address).to_owned()),
        _ => None,
    });
    place.ok_or(Rejected::UntrustedCertificate)
}

/// Returns the certificate (DER) of an authority that was fetched.
pub(super) fn certificate(file: &[u8]) -> Result<Vec<u8>, Rejected> {
    match file.starts_with(PEM) {
        true => only_pem(file),
        false => Ok(file.to_vec()),
    }
}

/// Returns true for `http://crt.NAME.amazontrust.com/NAME.cer` (or `.crt`), and for nothing that only looks like it.
fn is_authoritys(address: &str) -> bool {
    let rest = address.strip_prefix("http://crt.");
    let split = rest.and_then(|it| it.split_once(".amazontrust.com/"));
    let plain = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_alphanumeric());
    split.is_some_and(|(name, file)| {
        let file = file.strip_suffix(".cer").or(file.strip_suffix(".crt"));
        plain(name) && file.is_some_and(plain)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_amazons_authorities_are_asked() {
        assert!(is_authoritys("http://crt.r2m01.amazontrust.com/r2m01.cer"));
        assert!(is_authoritys("http://crt.sca1b.amazontrust.com/sca1b.crt"));
        for other in [
            "http://crt.evil.example/.amazontrust.com/r2m01.cer",
            "http://crt.a@evil.amazontrust.com/r2m01.cer",
            "http://crt.r2m01.amazontrust.com:81/r2m01.cer",
            "http://crt.r2m01.amazontrust.com/r2m01.cer?a=.cer",
            "http://crt.r2m01.amazontrust.com/../r2m01.cer",
            "http://169.254.169.254/latest.cer",
            "ftp://crt.r2m01.amazontrust.com/r2m01.cer",
        ] {
            assert!(!is_authoritys(other), "{other}");
        }
    }
}
