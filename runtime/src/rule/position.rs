//! The split position: the place of an id between 0 and 100, the same in every launch.

/// Returns the position of a UUID: its value as a 128-bit number, as a percentage of the largest one.
/// An id that is not a UUID has a position from a hash of its text; an empty one has none.
pub fn position(id: &str) -> Option<f64> {
    if id.is_empty() {
        return None;
    }
    let number = uuid(id).unwrap_or_else(|| hash(id));
    // A browser divides in this order, in doubles; another order would round some customers over a boundary.
    Some(number as f64 / u128::MAX as f64 * 100.0)
}

/// Returns the number that a UUID is, with or without dashes.
fn uuid(id: &str) -> Option<u128> {
    let mut number = 0_u128;
    let mut digits = 0;
    for byte in id.bytes().filter(|byte| *byte != b'-') {
        number = number << 4 | u128::from(char::from(byte).to_digit(16)?);
        digits += 1;
    }
    (digits == 32).then_some(number)
}

/// Hashes an id with 128-bit FNV-1a, and mixes the bits so that similar ids end far apart.
fn hash(id: &str) -> u128 {
    let mut hash = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128;
    for byte in id.bytes() {
        hash = (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
    }
    hash ^= hash >> 61;
    hash.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835)
}
