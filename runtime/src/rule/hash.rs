//! The hashes that put an id into an experiment. Each gives a number from 0 to below 1, in steps.

use crate::string::concat;

/// A hash in place of the document's own, from seed and id to a number from 0 to below 1;
/// for tests against other systems.
pub type HashFn = fn(seed: &str, id: &str) -> f64;

/// The hash function of an experiment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hash {
    /// FNV-1a once over id and seed, in steps of 0.001. Similar seeds correlate: only for experiments begun elsewhere.
    Fnv1,
    /// FNV-1a twice, in steps of 0.0001; the default.
    Fnv2,
    /// Murmur3 over `seed:id`, in steps of 0.0001.
    Murmur3,
}

impl Hash {
    /// Returns the place of `id` under `seed`, from 0 to below 1.
    pub fn place(self, seed: &str, id: &str) -> f64 {
        match self {
            Self::Fnv1 => f64::from(fnv1a(fnv1a(FNV, id), seed) % 1_000) / 1_000.0,
            Self::Fnv2 => {
                let hash = fnv1a_decimal(fnv1a(fnv1a(FNV, seed), id));
                f64::from(hash % 10_000) / 10_000.0
            }
            Self::Murmur3 => {
                let hash = murmur3(concat(&[seed, ":", id]).as_bytes(), 0);
                // The integer formula on which flagd's clients agreed (flagd#1872).
                f64::from(((u64::from(hash) * 10_000) >> 32) as u32) / 10_000.0
            }
        }
    }
}

/// The offset basis of 32-bit FNV-1a.
const FNV: u32 = 0x811c_9dc5;

/// Continues FNV-1a over a text's UTF-16 code units, not its bytes: the JavaScript clients it must agree with do so.
fn fnv1a(mut hash: u32, text: &str) -> u32 {
    for unit in text.encode_utf16() {
        hash = with_unit(hash, unit.into());
    }
    hash
}

/// Hashes the decimal digits of a number with FNV-1a.
fn fnv1a_decimal(mut number: u32) -> u32 {
    let (mut hash, mut unit, mut started) = (FNV, 1_000_000_000, false);
    while unit > 0 {
        // The digits are hashed one by one, so the number needs no text of its own.
        let digit = number / unit;
        started |= digit > 0 || unit == 1;
        if started {
            hash = with_unit(hash, digit + u32::from(b'0'));
        }
        number %= unit;
        unit /= 10;
    }
    hash
}

/// Continues FNV-1a with one unit.
fn with_unit(hash: u32, unit: u32) -> u32 {
    (hash ^ unit).wrapping_mul(0x0100_0193)
}

/// Hashes bytes with Murmur3, variant `x86_32`.
pub fn murmur3(bytes: &[u8], seed: u32) -> u32 {
    let mut hash = seed;
    let mut blocks = bytes.chunks_exact(4);
    for block in &mut blocks {
        hash = (hash ^ scrambled(block)).rotate_left(13);
        hash = hash.wrapping_mul(5).wrapping_add(0xe654_6b64);
    }
    // The tail has at most three bytes; when it is empty, this changes nothing.
    hash ^= scrambled(blocks.remainder());
    hash ^= bytes.len() as u32;
    hash = (hash ^ hash >> 16).wrapping_mul(0x85eb_ca6b);
    hash = (hash ^ hash >> 13).wrapping_mul(0xc2b2_ae35);
    hash ^ hash >> 16
}

/// Mixes the bytes of a block, read as a little-endian number.
fn scrambled(block: &[u8]) -> u32 {
    let mut number = 0;
    for &byte in block.iter().rev() {
        number = number << 8 | u32::from(byte);
    }
    number
        .wrapping_mul(0xcc9e_2d51_u32)
        .rotate_left(15)
        .wrapping_mul(0x1b87_3593)
}
