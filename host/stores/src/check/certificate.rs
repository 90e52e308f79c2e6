//! Certificates: the path to a root that is configured, and what a certificate is for.

use std::sync::Arc;
use std::time::Duration;

use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm, UnixTime};
use webpki::{
    CertRevocationList, EndEntityCert, ExpirationPolicy, KeyUsage, RevocationOptions,
    RevocationOptionsBuilder, UnknownStatusPolicy, anchor_from_trusted_cert,
    aws_lc_rs as signatures,
};
use x509_parser::certificate::X509Certificate;
use x509_parser::der_parser::oid::Oid;
use x509_parser::prelude::FromDer;

use super::Rejected;
use paywall_ledger::Time;

/// What Apple's authorities sign certificates with.
const ALGORITHMS: &[&dyn SignatureVerificationAlgorithm] = &[
    signatures::ECDSA_P256_SHA256,
    signatures::ECDSA_P256_SHA384,
    signatures::ECDSA_P384_SHA256,
    signatures::ECDSA_P384_SHA384,
];

/// `codeSigning`: what a leaf may be restricted to, if it is restricted at all. Apple's are not.
const CODE_SIGNING: KeyUsage = KeyUsage::required_if_present(&[43, 6, 1, 5, 5, 7, 3, 3]);

/// Where a path may lead, and what must not be on it.
pub(crate) struct Trusted<'a> {
    /// As DER.
    pub roots: &'a [Vec<u8>],
    pub revoked: &'a [Arc<CertRevocationList<'static>>],
}

/// Checks that `leaf` is signed by `intermediate`, that by a root, that both are valid at `at` and not revoked.
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
    let seconds = u64::try_from(at.millis() / 1000).map_err(|_| Rejected::ExpiredCertificate)?;
    let time = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
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

/// Lists count past their next update too: a file that nobody renewed must not stop what the store says.
fn revocation<'a>(lists: &'a [&'a CertRevocationList<'a>]) -> Option<RevocationOptions<'a>> {
    let options = RevocationOptionsBuilder::new(lists).ok()?;
    let options = options.with_status_policy(UnknownStatusPolicy::Allow);
    Some(
        options
            .with_expiration_policy(ExpirationPolicy::Ignore)
            .build(),
    )
}

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

/// Reads one certificate and nothing behind it.
pub(crate) fn parse(der: &[u8]) -> Result<X509Certificate<'_>, Rejected> {
    match X509Certificate::from_der(der) {
        Ok(([], certificate)) => Ok(certificate),
        _ => Err(Rejected::Malformed("a certificate cannot be read")),
    }
}

/// Whether a certificate has an extension.
pub(crate) fn has_extension(certificate: &X509Certificate<'_>, oid: &Oid<'_>) -> bool {
    certificate.extensions().iter().any(|it| it.oid == *oid)
}

/// When certificates are valid, both ends included.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Validity {
    from: Time,
    to: Time,
}

impl Validity {
    /// Of one.
    pub(crate) fn of(certificate: &X509Certificate<'_>) -> Self {
        let validity = certificate.validity();
        Self {
            from: Time::from_seconds(validity.not_before.timestamp()),
            to: Time::from_seconds(validity.not_after.timestamp()),
        }
    }

    /// Of both.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            from: self.from.max(other.from),
            to: self.to.min(other.to),
        }
    }

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
