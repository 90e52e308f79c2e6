//! The buffer that answers are written into: bytes with room behind them.
//!
//! Most texts are short, and most need no escaping. Eight bytes at a time are looked at and copied together, which is
//! several times faster than the standard library's way through a growing vector.

/// A text that grows, in a buffer of bytes.
#[derive(Debug, Default)]
pub struct Output {
    /// The written bytes, and room behind them.
    bytes: Vec<u8>,
    length: usize,
}

/// The escaping of a text, which depends on the place it is written into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Escape(u8);

impl Escape {
    /// Escaping for the inside of a JSON string.
    pub const JSON: Self = Self(1);
    /// Escaping for a text of HTML; the same bytes as the serialisation of a text node.
    pub const TEXT: Self = Self(2);
    /// Escaping for an attribute's value between double quotes; the same bytes as its serialisation.
    pub const ATTRIBUTE: Self = Self(4);

    /// Returns this escaping, and with `json` that for the inside of a JSON string as well.
    #[must_use]
    pub const fn inside(self, json: bool) -> Self {
        Self(self.0 | json as u8)
    }

    const fn is(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// Either kind of HTML escaping.
const HTML: Escape = Escape(Escape::TEXT.0 | Escape::ATTRIBUTE.0);

/// The lowest bit of each of eight bytes.
const ONES: u64 = u64::MAX / 255;

/// Returns how many of eight bytes stand before the first that may have to be escaped.
/// It may be one that is not: a quote in a text of HTML, or another character beyond ASCII that has U+00A0's last byte.
const fn plain(bytes: [u8; 8], escape: Escape) -> usize {
    /// Sets the highest bit of the first byte that is this one; perhaps also of bytes behind it.
    const fn holds(bytes: u64, byte: u8) -> u64 {
        let zero = bytes ^ (ONES * byte as u64);
        zero.wrapping_sub(ONES) & !zero
    }
    let bytes = u64::from_le_bytes(bytes);
    let control = bytes.wrapping_sub(ONES * 0x20) & !bytes;
    let mut signs = control | holds(bytes, b'"') | holds(bytes, b'\\');
    if escape.is(HTML) {
        // `<` and `>` differ in one bit.
        signs |= holds(bytes | (ONES * 2), b'>') | holds(bytes, b'&') | holds(bytes, 0xA0);
    }
    (signs & (ONES * 0x80)).trailing_zeros() as usize / 8
}

/// Returns a text, escaped.
pub fn escaped(text: &str, escape: Escape) -> String {
    let mut out = Output::default();
    out.escape(text, escape);
    out.text()
}

impl Output {
    /// Makes an empty buffer with room for `bytes`.
    pub fn with_room(bytes: usize) -> Self {
        Self {
            bytes: vec![0; bytes],
            length: 0,
        }
    }

    /// Returns the count of bytes written.
    pub const fn written(&self) -> usize {
        self.length
    }

    /// Returns the last byte that was written.
    pub fn last(&self) -> Option<u8> {
        self.bytes.get(self.length.wrapping_sub(1)).copied()
    }

    /// Returns the written bytes.
    pub fn finish(mut self) -> Vec<u8> {
        self.bytes.truncate(self.length);
        self.bytes
    }

    /// Returns the written bytes as text; empty if they are not UTF-8.
    pub fn text(self) -> String {
        String::from_utf8(self.finish()).unwrap_or_default()
    }

    /// Writes a text as it is.
    pub fn push(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// Writes UTF-8 as it is.
    pub fn bytes(&mut self, from: &[u8]) {
        let to = self.room(from.len());
        if from.len() > 64 {
            to.copy_from_slice(from);
        } else if let (Some(last), Some(_)) = (from.last_chunk::<8>(), to.last_chunk::<8>()) {
            let (chunks, _) = from.as_chunks::<8>();
            for (to, from) in to.as_chunks_mut::<8>().0.iter_mut().zip(chunks) {
                *to = *from;
            }
            // The last eight bytes may overlap with those before: writing a byte twice is faster than
            // a loop over the rest.
            if let Some(to) = to.last_chunk_mut() {
                *to = *last;
            }
        } else {
            for (to, from) in to.iter_mut().zip(from) {
                *to = *from;
            }
        }
    }

    /// Writes a text with escaping.
    pub fn escape(&mut self, text: &str, escape: Escape) {
        let mut rest = text.as_bytes();
        while let Some(chunk) = rest.first_chunk() {
            let count = plain(*chunk, escape);
            self.ahead(*chunk, count);
            rest = rest.get(count..).unwrap_or_default();
            if count < 8 {
                rest = self.sign(rest, escape);
            }
        }
        let mut last = [b' '; 8];
        for (to, from) in last.iter_mut().zip(rest) {
            *to = *from;
        }
        if plain(last, escape) == 8 {
            return self.ahead(last, rest.len());
        }
        while !rest.is_empty() {
            rest = self.sign(rest, escape);
        }
    }

    /// Writes the first byte of these, escaped, and returns the others.
    fn sign<'a>(&mut self, bytes: &'a [u8], escape: Escape) -> &'a [u8] {
        let Some((&byte, rest)) = bytes.split_first() else {
            return bytes;
        };
        let (sign, count) = match byte {
            b'&' if escape.is(HTML) => (*b"&amp;   ", 5),
            b'<' if escape.is(HTML) => (*b"&lt;    ", 4),
            b'>' if escape.is(HTML) => (*b"&gt;    ", 4),
            b'"' if escape.is(Escape::ATTRIBUTE) => (*b"&quot;  ", 6),
            // U+00A0 is the only character beyond ASCII that HTML's serialisation escapes. Its
            // first byte is written already.
            0xA0 if escape.is(HTML) && self.last() == Some(0xC2) => {
                self.length -= 1;
                (*b"&nbsp;  ", 6)
            }
            b'"' if escape.is(Escape::JSON) => (*b"\\\"      ", 2),
            b'\\' if escape.is(Escape::JSON) => (*b"\\\\      ", 2),
            0..0x20 if escape.is(Escape::JSON) => {
                self.control(byte);
                return rest;
            }
            _ => ([byte; 8], 1),
        };
        self.ahead(sign, count);
        rest
    }

    /// Writes a control character as JSON does.
    fn control(&mut self, byte: u8) {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let sign = match byte {
            b'\n' => b'n',
            b'\t' => b't',
            b'\r' => b'r',
            0x08 => b'b',
            0x0C => b'f',
            _ => {
                self.push("\\u00");
                let digit = |value: u8| DIGITS[usize::from(value & 15)];
                return self.bytes(&[digit(byte >> 4), digit(byte)]);
            }
        };
        self.bytes(&[b'\\', sign]);
    }

    /// Writes the first `count` of eight bytes. All are put there, which is faster than to count; the others are written
    /// over.
    #[inline]
    fn ahead(&mut self, bytes: [u8; 8], count: usize) {
        if let Some(to) = self.room(8).first_chunk_mut() {
            *to = bytes;
        }
        self.length -= 8 - count;
    }

    /// Returns the room for the next bytes.
    #[inline]
    fn room(&mut self, count: usize) -> &mut [u8] {
        let from = self.length;
        self.length += count;
        if self.length > self.bytes.len() {
            self.grow();
        }
        self.bytes.get_mut(from..self.length).unwrap_or_default()
    }

    #[cold]
    fn grow(&mut self) {
        self.bytes.resize((self.length * 2).max(1 << 10), 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tries every character up to U+0100 at every position among the eight bytes that are looked at together.
    #[test]
    fn json_is_escaped_as_serde_json_does() {
        for c in '\0'..='\u{100}' {
            for before in 0..9 {
                let text = "x".repeat(before) + &c.to_string() + "a text behind it";
                let expected = serde_json::to_string(&text).unwrap();
                assert_eq!(format!("\"{}\"", escaped(&text, Escape::JSON)), expected);
            }
        }
    }

    #[test]
    fn html_in_json_is_html_first() {
        for (text, escape) in [
            ("<\u{a0}\"\\\n&\u{c2}>", Escape::TEXT),
            ("a \"b\" <\u{1}> \u{a0}", Escape::ATTRIBUTE),
        ] {
            let html = escaped(text, escape);
            assert_eq!(
                escaped(text, escape.inside(true)),
                escaped(&html, Escape::JSON),
                "{html}"
            );
        }
    }

    #[test]
    fn texts_of_every_length_arrive() {
        let text: String = ('0'..='z').cycle().take(200).collect();
        let mut out = Output::default();
        for length in 0..text.len() {
            out.push(&text[..length]);
        }
        let expected: String = (0..text.len()).map(|length| &text[..length]).collect();
        assert_eq!((out.written(), out.text()), (expected.len(), expected));
    }
}
