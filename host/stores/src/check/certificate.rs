//! Certificates: their path to a configured root, and the purpose they were issued for.

use std::sync::Arc;
use std::time::Duration;

use rustls_pki_types::{CertificateDer, ServerName, SignatureVerificationAlgorithm, UnixTime};
use webpki::{
    CertRevocationList, EndEntityCert, ExpirationPolicy, KeyUsage, RevocationOptions,
    RevocationOptionsBuilder, UnknownStatusPolicy, anchor_from_trusted_cert,
    aws_lc_rs as signatures,
};
use x509_parser::certificate::X509Certificate;
use x509_parser::der_parser::oid::Oid;
use x509_parser::pem::parse_x509_pem;
use x509_parser::prelude::FromDer;

use super::Rejected;
use paywall_ledger::Time;

/// The algorithms with which Apple's authorities sign certificates.
const ALGORITHMS: &[&dyn SignatureVerificationAlgorithm] = &[
    signatures::ECDSA_P256_SHA256,
    signatures::ECDSA_P256_SHA384,
    signatures::ECDSA_P384_SHA256,
    signatures::ECDSA_P384_SHA384,
];

/// The algorithms with which Amazon's authorities sign certificates.
const AMAZONS_ALGORITHMS: &[&dyn SignatureVerificationAlgorithm] = &[
    signatures::RSA_PKCS1_2048_8192_SHA256,
    signatures::RSA_PKCS1_2048_8192_SHA384,
    signatures::ECDSA_P256_SHA256,
    signatures::ECDSA_P384_SHA384,
];

/// The usage `codeSigning`, to which a leaf may be restricted. Apple's leaves have no restriction.
const CODE_SIGNING: KeyUsage = KeyUsage::required_if_present(&[43, 6, 1, 5, 5, 7, 3, 3]);

/// The certificates that a path may lead to, and those that must not be on it.
pub(crate) struct Trusted<'a> {
    /// The roots, as DER.
    pub roots: &'a [Vec<u8>],
    /// The lists of revoked certificates.
    pub revoked: &'a [Arc<CertRevocationList<'static>>],
}

/// Checks that a root signed `intermediate` and that signed `leaf`, and that both are valid at `at` and not revoked.
pub(crate) fn check_path(
    leaf: &[u8],
    intermediate: &[u8],
    trusted: &Trusted<'_>,
    at: Time,
) -> Result<(), Rejected> {
    let roots: Vec<_> = trusted
        .roots
        .iter()
        .map(|root| CertificateDer::from(root.as_slice()))
        .collect();
    let anchors: Vec<_> = roots
        .iter()
        .filter_map(|root| anchor_from_trusted_cert(root).ok())
        .collect();
    let (leaf, between) = (
        CertificateDer::from(leaf),
        [CertificateDer::from(intermediate)],
    );
    let leaf = EndEntityCert::try_from(&leaf).map_err(|_| Rejected::UntrustedCertificate)?;
    let time = unix(at)?;
    let lists: Vec<&CertRevocationList<'_>> = trusted.revoked.iter().map(|it| &**it).collect();
    let path = leaf
        .verify_for_usage(
            ALGORITHMS,
            &anchors,
            &between,
            time,
            CODE_SIGNING,
            revocation(&lists),
            None,
        )
        .map_err(|error| reason(&error))?;
    // A leaf right below the root would leave the intermediate certificate out, and its purpose unchecked.
    match path.intermediate_certificates().count() {
        1 => Ok(()),
        _ => Err(Rejected::UntrustedCertificate),
    }
}

/// Checks that one of `issuers` signed `leaf`, the certificate of a server, and that it is valid at `at`.
pub(crate) fn check_issued(leaf: &[u8], issuers: &[Vec<u8>], at: Time) -> Result<(), Rejected> {
    let issuers: Vec<_> = issuers
        .iter()
        .map(|it| CertificateDer::from(it.as_slice()))
        .collect();
    let anchors: Vec<_> = issuers
        .iter()
        .filter_map(|it| anchor_from_trusted_cert(it).ok())
        .collect();
    let leaf = CertificateDer::from(leaf);
    let leaf = EndEntityCert::try_from(&leaf).map_err(|_| Rejected::UntrustedCertificate)?;
    let usage = KeyUsage::server_auth();
    let path = leaf.verify_for_usage(
        AMAZONS_ALGORITHMS,
        &anchors,
        &[],
        unix(at)?,
        usage,
        None,
        None,
    );
    path.map(drop).map_err(|error| reason(&error))
}

/// Checks that one of `roots` signed `authority` and that signed `leaf`, the certificate of a server, and that both
/// are valid at `at`. Without any roots, those of TLS count.
pub(crate) fn check_served(
    leaf: &[u8],
    authority: &[u8],
    roots: &[Vec<u8>],
    at: Time,
) -> Result<(), Rejected> {
    let given: Vec<_> = roots
        .iter()
        .map(|it| CertificateDer::from(it.as_slice()))
        .collect();
    let given = given
        .iter()
        .filter_map(|it| anchor_from_trusted_cert(it).ok());
    let anchors: Vec<_> = match roots.is_empty() {
        true => webpki_roots::TLS_SERVER_ROOTS.to_vec(),
        false => given.collect(),
    };
    let (leaf, between) = (
        CertificateDer::from(leaf),
        [CertificateDer::from(authority)],
    );
    let leaf = EndEntityCert::try_from(&leaf).map_err(|_| Rejected::UntrustedCertificate)?;
    let path = leaf.verify_for_usage(
        AMAZONS_ALGORITHMS,
        &anchors,
        &between,
        unix(at)?,
        KeyUsage::server_auth(),
        None,
        None,
    );
    path.map(drop).map_err(|error| reason(&error))
}

/// Returns true if a certificate is for the server of this name.
pub(crate) fn is_for_name(der: &[u8], name: &str) -> bool {
    let der = CertificateDer::from(der);
    let (Ok(certificate), Ok(name)) = (EndEntityCert::try_from(&der), ServerName::try_from(name))
    else {
        return false;
    };
    certificate.verify_is_valid_for_subject_name(&name).is_ok()
}

/// Returns the certificate (DER) of a PEM file in which nothing else stands.
/// Readers of PEM skip what stands before, which may be anybody's text around anybody's certificate.
pub(crate) fn only_pem(file: &[u8]) -> Result<Vec<u8>, Rejected> {
    let wrong = Rejected::Malformed("a certificate cannot be read");
    if !file.starts_with(b"-----BEGIN CERTIFICATE-----") {
        return Err(wrong);
    }
    match parse_x509_pem(file) {
        Ok((rest, pem)) if rest.trim_ascii().is_empty() => Ok(pem.contents),
        _ => Err(wrong),
    }
}

/// Returns a time as the checks of paths want it.
fn unix(at: Time) -> Result<UnixTime, Rejected> {
    let seconds = u64::try_from(at.millis() / 1000).map_err(|_| Rejected::ExpiredCertificate)?;
    Ok(UnixTime::since_unix_epoch(Duration::from_secs(seconds)))
}

/// Makes the rules of revocation.
/// Lists count past their next update, because a file that nobody renewed must not stop the store's messages.
fn revocation<'a>(lists: &'a [&'a CertRevocationList<'a>]) -> Option<RevocationOptions<'a>> {
    let options = RevocationOptionsBuilder::new(lists).ok()?;
    let options = options.with_status_policy(UnknownStatusPolicy::Allow);
    Some(
        options
            .with_expiration_policy(ExpirationPolicy::Ignore)
            .build(),
    )
}

/// Translates the reason why a path is refused.
fn reason(error: &webpki::Error) -> Rejected {
    use webpki::Error::{CertExpired, CertNotValidYet, CertRevoked, InvalidCertValidity};
    match error {
        CertExpired { .. } | CertNotValidYet { .. } | InvalidCertValidity => {
            Rejected::ExpiredCertificate
        }
        CertRevoked => Rejected::RevokedCertificate,
        _ => Rejected::UntrustedCertificate,
    }
}

/// Reads one certificate, with nothing behind it.
pub(crate) fn parse(der: &[u8]) -> Result<X509Certificate<'_>, Rejected> {
    match X509Certificate::from_der(der) {
        Ok(([], certificate)) => Ok(certificate),
        _ => Err(Rejected::Malformed("a certificate cannot be read")),
    }
}

/// Returns true if a certificate has an extension.
pub(crate) fn has_extension(certificate: &X509Certificate<'_>, oid: &Oid<'_>) -> bool {
    certificate.extensions().iter().any(|it| it.oid == *oid)
}

/// The span of time in which certificates are valid, both ends included.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Validity {
    from: Time,
    to: Time,
}

impl Validity {
    /// Returns the span of one certificate.
    pub(crate) fn of(certificate: &X509Certificate<'_>) -> Self {
        let validity = certificate.validity();
        Self {
            from: Time::from_seconds(validity.not_before.timestamp()),
            to: Time::from_seconds(validity.not_after.timestamp()),
        }
    }

    /// Returns the span in which both are valid.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            from: self.from.max(other.from),
            to: self.to.min(other.to),
        }
    }

    /// Returns true if `at` lies within the span.
    pub(crate) fn holds(self, at: Time) -> bool {
        self.from <= at && at <= self.to
    }
}

/// Checks that a certificate is valid at `at`.
pub(crate) fn check_dates(certificate: &X509Certificate<'_>, at: Time) -> Result<(), Rejected> {
    match Validity::of(certificate).holds(at) {
        true => Ok(()),
        false => Err(Rejected::ExpiredCertificate),
    }
}
