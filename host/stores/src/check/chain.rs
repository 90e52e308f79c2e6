//! Chains of certificates: the roots they must lead to, the revoked ones, and those found good before.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jsonwebtoken::DecodingKey;
use sha2::{Digest, Sha256};
use webpki::{CertRevocationList, OwnedCertRevocationList};
use x509_parser::der_parser::oid::Oid;

use super::Rejected;
use super::certificate::{Trusted, Validity, check_path, has_extension, parse};
use paywall_ledger::Time;

/// The number of good chains remembered. A store signs with one chain for years, and with two for some days.
const REMEMBERED: usize = 32;

/// The roots that a store's certificates must lead to, and the revoked
/// certificates. Clones share the chains that were found good.
///
/// A chain's goodness depends only on its bytes, the roots, the lists and the time.
/// So a chain that was found good stays good as long as its certificates are valid, and its
/// signatures need no second look: they cost twice as much as the message's own.
#[derive(Debug, Clone, Default)]
pub struct Roots {
    certificates: Vec<Vec<u8>>,
    revoked: Vec<Arc<CertRevocationList<'static>>>,
    good: Arc<Mutex<BTreeMap<[u8; 32], Good>>>,
}

/// A chain that was found to lead to a root.
#[derive(Debug, Clone)]
struct Good {
    key: Arc<DecodingKey>,
    valid: Validity,
}

/// The marks that the certificates of a chain must carry.
pub(crate) struct Marks {
    pub leaf: Oid<'static>,
    pub intermediate: Oid<'static>,
}

impl From<Vec<Vec<u8>>> for Roots {
    /// Takes roots as DER, without lists of revoked certificates.
    fn from(certificates: Vec<Vec<u8>>) -> Self {
        Self {
            certificates,
            ..Self::default()
        }
    }
}

impl Roots {
    /// Adds a revocation list (DER, RFC 5280). Returns None if the bytes are no such list.
    /// A certificate whose issuer has no list counts as good, and a list
    /// counts until it is replaced, even past its next update.
    #[must_use]
    pub fn with_revoked(mut self, list: &[u8]) -> Option<Self> {
        let list = OwnedCertRevocationList::from_der(list).ok()?;
        self.revoked.push(Arc::new(list.into()));
        self.good = Arc::default();
        Some(self)
    }

    /// Returns the roots, as DER.
    pub fn certificates(&self) -> &[Vec<u8>] {
        &self.certificates
    }

    /// Returns the key of the leaf (base64 of DER).
    /// The leaf must lead through `intermediate` to a root, all must be valid
    /// at `at` and not revoked, and both must carry their marks.
    pub(crate) fn key(
        &self,
        leaf: &str,
        intermediate: &str,
        marks: &Marks,
        at: Time,
    ) -> Result<Arc<DecodingKey>, Rejected> {
        let name = name(leaf, intermediate);
        let known = self.lock().get(&name).cloned();
        if let Some(good) = known.filter(|it| it.valid.holds(at)) {
            return Ok(good.key);
        }
        let good = self.look(&der(leaf)?, &der(intermediate)?, marks, at)?;
        let key = Arc::clone(&good.key);
        let mut known = self.lock();
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(name, good);
        Ok(key)
    }

    /// Checks a chain that is not known to be good.
    fn look(
        &self,
        leaf: &[u8],
        intermediate: &[u8],
        marks: &Marks,
        at: Time,
    ) -> Result<Good, Rejected> {
        let trusted = Trusted {
            roots: &self.certificates,
            revoked: &self.revoked,
        };
        check_path(leaf, intermediate, &trusted, at)?;
        let (leaf, intermediate) = (parse(leaf)?, parse(intermediate)?);
        let meant =
            has_extension(&leaf, &marks.leaf) && has_extension(&intermediate, &marks.intermediate);
        if !meant {
            return Err(Rejected::WrongCertificate);
        }
        let key = DecodingKey::from_ec_der(&leaf.public_key().subject_public_key.data);
        Ok(Good {
            key: Arc::new(key),
            valid: Validity::of(&leaf).and(Validity::of(&intermediate)),
        })
    }

    /// Locks the chains that were found good.
    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<[u8; 32], Good>> {
        self.good.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Names a chain by a hash of its certificates.
fn name(leaf: &str, intermediate: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in [leaf, intermediate] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// Decodes a certificate from base64.
fn der(text: &str) -> Result<Vec<u8>, Rejected> {
    let bytes = STANDARD.decode(text);
    bytes.map_err(|_| Rejected::Malformed("a certificate is not base64"))
}
