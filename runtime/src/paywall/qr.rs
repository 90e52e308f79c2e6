//! QR codes, as the outline of their dark modules.

use qrcodegen::{QrCode, QrCodeEcc};

use crate::limits;
use crate::string::push;

/// A QR code to draw.
pub struct Code {
    /// The count of modules along a side.
    pub size: i32,
    /// The `d` of a path around the dark modules, one unit to a module.
    pub path: String,
}

/// Encodes a text as bytes of UTF-8; returns `None` when it is too long.
pub fn encode(text: &str) -> Option<Code> {
    if text.chars().count() > limits::QR_CHARS {
        return None;
    }
    let code = QrCode::encode_binary(text.as_bytes(), QrCodeEcc::Medium).ok()?;
    Some(Code {
        size: code.size(),
        path: outline(&code),
    })
}

/// Draws the dark modules, each run in a row as one rectangle.
fn outline(code: &QrCode) -> String {
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let length = (x..code.size())
                .take_while(|x| code.get_module(*x, y))
                .count();
            if length > 0 {
                let (x, y, length) = (x.to_string(), y.to_string(), length.to_string());
                push(
                    &mut path,
                    &["M", &x, " ", &y, "h", &length, "v1h-", &length, "z"],
                );
            }
            x += length as i32 + 1;
        }
    }
    path
}
