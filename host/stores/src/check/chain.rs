//! Chains of certificates: to which roots they must lead, which are revoked, and which were found good before.

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

/// A store signs with one chain for years, and with two for some days: more are not remembered.
const REMEMBERED: usize = 32;

/// The certificates that a store's must lead to, and those it must not come by. Clones share what was found good.
///
/// Whether a chain is good follows from its bytes, the roots, the lists and the time, and from nothing else. So a
/// chain that was found good is good as long as its certificates are valid, without looking at its signatures again:
/// they cost twice as much as the message's own.
#[derive(Debug, Clone, Default)]
pub struct Roots {
    certificates: Vec<Vec<u8>>,
    revoked: Vec<Arc<CertRevocationList<'static>>>,
    good: Arc<Mutex<BTreeMap<[u8; 32], Good>>>,
}

/// A chain that leads to a root.
#[derive(Debug, Clone)]
struct Good {
    key: Arc<DecodingKey>,
    valid: Validity,
}

/// What the certificates of a chain must carry.
pub(crate) struct Marks {
    pub leaf: Oid<'static>,
    pub intermediate: Oid<'static>,
}

impl From<Vec<Vec<u8>>> for Roots {
    /// Roots as DER, without lists of revoked certificates.
    fn from(certificates: Vec<Vec<u8>>) -> Self {
        Self {
            certificates,
            ..Self::default()
        }
    }
}

impl Roots {
    /// Adds a revocation list (DER, RFC 5280). A certificate whose issuer has no list here is taken to be good, and a
    /// list counts until it is replaced, past its next update too. None: the bytes are no such list.
    #[must_use]
    pub fn with_revoked(mut self, list: &[u8]) -> Option<Self> {
        let list = OwnedCertRevocationList::from_der(list).ok()?;
        self.revoked.push(Arc::new(list.into()));
        self.good = Arc::default();
        Some(self)
    }

    /// The roots, as DER.
    pub fn certificates(&self) -> &[Vec<u8>] {
        &self.certificates
    }

    /// The key of the leaf (base64 of DER), if it leads through `intermediate` to a root, all are valid at `at`, none
    /// is revoked, and both carry their marks.
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

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<[u8; 32], Good>> {
        self.good.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn name(leaf: &str, intermediate: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in [leaf, intermediate] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

fn der(text: &str) -> Result<Vec<u8>, Rejected> {
    let bytes = STANDARD.decode(text);
    bytes.map_err(|_| Rejected::Malformed("a certificate is not base64"))
}
