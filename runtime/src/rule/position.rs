//! The split position: where an id lies between 0 and 100.

/// The position of a UUID: its value as a 128-bit number, as a percentage of the largest one.
/// An id that is no UUID has one too, from a hash of its text; an empty one has none.
pub fn position(id: &str) -> Option<f64> {
    if id.is_empty() {
        return None;
    }
    let number = uuid(id).unwrap_or_else(|| hash(id));
    // Divided in this order, as a browser does it in doubles.
    Some(number as f64 / u128::MAX as f64 * 100.0)
}

fn uuid(id: &str) -> Option<u128> {
    let mut number = 0_u128;
    let mut digits = 0;
    for byte in id.bytes().filter(|byte| *byte != b'-') {
        number = number << 4 | u128::from(char::from(byte).to_digit(16)?);
        digits += 1;
    }
    (digits == 32).then_some(number)
}

/// FNV-1a of 128 bits, with its bits mixed so that similar ids end far apart.
fn hash(id: &str) -> u128 {
    let mut hash = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128;
    for byte in id.bytes() {
        hash = (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
    }
    hash ^= hash >> 61;
    hash.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835)
}
