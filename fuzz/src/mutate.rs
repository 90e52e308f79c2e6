//! Small random changes of inputs: of bytes, and of values where an input holds JSON.

use std::ops::Range;

use fastrand::Rng;

/// Values and pieces of text at which readers go wrong.
const PIECES: [&str; 48] = [
    "null",
    "true",
    "{}",
    "[]",
    "\"\"",
    "0",
    "-0",
    "-1",
    "1e308",
    "-1e-320",
    "9007199254740993",
    "1767225600000",
    "99999999999999999999",
    "0.1",
    "[[]]",
    "{\"a\":{}}",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "\"${\"",
    "\"${sku.price}\"",
    "\"{{\"",
    "\"{{#each a}}{{/each}}\"",
    "${",
    "}",
    "{{",
    "}}",
    "{{{",
    "${Device.",
    "|",
    "\\\"",
    "\"2026-02-30\"",
    "\"2026-12-31T24:00:00+23:59\"",
    "\"-271821-04-20\"",
    "\"ar-EG-u-nu-arab\"",
    "\"zh-Hant\"",
    "\"P1Y2M\"",
    "\"100%\"",
    "\"javascript:1\"",
    "\"rgba(0,0,0\"",
    "\"</script>\"",
    "\u{202e}",
    "\u{1f469}\u{200d}\u{1f467}",
    "%00",
    "\n",
    "\t",
    ",",
    "\"id\"",
    "1e-7",
];

/// Makes new inputs of others.
pub struct Mutator {
    random: Rng,
    /// The most bytes of a new input.
    most: usize,
}

impl Mutator {
    /// Makes one whose choices follow from a seed, and whose inputs have so many bytes at most.
    pub fn new(seed: u64, most: usize) -> Self {
        Self {
            random: Rng::with_seed(seed),
            most,
        }
    }

    /// Chooses one of several things; there is at least one.
    pub fn choose<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        &things[self.random.usize(..things.len())]
    }

    /// Changes an input in one to four places, with pieces of another.
    pub fn change(&mut self, input: &[u8], other: &[u8]) -> Vec<u8> {
        let mut changed = input.to_vec();
        for _ in 0..self.random.usize(1..=4) {
            self.once(&mut changed, other);
        }
        changed.truncate(self.most);
        changed
    }

    /// Keeps an input among the recent ones, in the place of any; now and then a given one comes back.
    pub fn keep(&mut self, recent: &mut [Vec<u8>], given: &[Vec<u8>], input: Vec<u8>) {
        let place = self.random.usize(..recent.len());
        let back = self.random.u8(..4) > 0;
        recent[place] = if back { given[place].clone() } else { input };
    }

    fn once(&mut self, input: &mut Vec<u8>, other: &[u8]) {
        match self.random.u8(..10) {
            0 => self.flip(input),
            1 => self.remove(input),
            2 => self.repeat(input),
            3 => self.insert_piece(input),
            4 => self.insert_part(input, other),
            _ => self.replace_value(input, other),
        }
    }

    /// Returns a random stretch of bytes, mostly short.
    fn stretch(&mut self, bytes: &[u8]) -> Range<usize> {
        let start = self.random.usize(..=bytes.len());
        let longest = 1 << self.random.u32(..10);
        start..bytes.len().min(start + self.random.usize(..=longest))
    }

    fn flip(&mut self, input: &mut [u8]) {
        if let Some(byte) = self.random.choice(input.iter_mut()) {
            *byte ^= 1 << self.random.u8(..8);
        }
    }

    fn remove(&mut self, input: &mut Vec<u8>) {
        let range = self.stretch(input);
        input.drain(range);
    }

    fn repeat(&mut self, input: &mut Vec<u8>) {
        let range = self.stretch(input);
        let times = 1 << self.random.u32(..5);
        let end = range.end;
        let again = input[range].repeat(times);
        input.splice(end..end, again);
    }

    fn insert_piece(&mut self, input: &mut Vec<u8>) {
        let at = self.random.usize(..=input.len());
        let piece = *self.choose(&PIECES);
        input.splice(at..at, piece.bytes());
    }

    fn insert_part(&mut self, input: &mut Vec<u8>, other: &[u8]) {
        let range = self.stretch(other);
        let at = self.random.usize(..=input.len());
        input.splice(at..at, other[range].iter().copied());
    }

    /// Replaces a JSON value by a piece, by one of the other input, or by one of its own.
    fn replace_value(&mut self, input: &mut Vec<u8>, other: &[u8]) {
        let places = values(input);
        let Some(place) = self.random.choice(places) else {
            return self.insert_piece(input);
        };
        let new = match self.random.u8(..4) {
            0 => self.choose(&PIECES).as_bytes().to_vec(),
            1 => self.any_value(&input.clone()),
            _ => self.any_value(other),
        };
        input.splice(place, new);
    }

    fn any_value(&mut self, bytes: &[u8]) -> Vec<u8> {
        let place = self.random.choice(values(bytes));
        place.map_or_else(Vec::new, |place| bytes[place].to_vec())
    }
}

/// Returns the places of the JSON values in a text, names of fields included: one pass, with no care for what is wrong.
fn values(text: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open = Vec::new();
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        let start = at;
        at += 1;
        match byte {
            b'{' | b'[' => open.push(start),
            b'}' | b']' => found.extend(open.pop().map(|start| start..at)),
            b'"' => {
                while let Some(byte) = text.get(at) {
                    at += if *byte == b'\\' { 2 } else { 1 };
                    if *byte == b'"' {
                        break;
                    }
                }
                at = at.min(text.len());
                found.push(start..at);
            }
            b'a'..=b'z' | b'0'..=b'9' | b'-' => {
                while text
                    .get(at)
                    .is_some_and(|it| it.is_ascii_alphanumeric() || b".+-".contains(it))
                {
                    at += 1;
                }
                found.push(start..at);
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_with_those_inside_them() {
        let text = br#"{"a": [1.5, "b\"c"]} true"#;
        let found: Vec<&str> = values(text)
            .into_iter()
            .map(|place| std::str::from_utf8(&text[place]).unwrap())
            .collect();
        let expected = [
            r#""a""#,
            "1.5",
            r#""b\"c""#,
            r#"[1.5, "b\"c"]"#,
            r#"{"a": [1.5, "b\"c"]}"#,
            "true",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn the_same_seed_makes_the_same_inputs() {
        let input = br#"{"a": [1, 2, {"b": "c"}]}"#;
        let make = |seed| {
            let mut mutator = Mutator::new(seed, 100);
            (0..1000)
                .map(|_| mutator.change(input, b"[true]"))
                .collect::<Vec<_>>()
        };
        assert_eq!(make(1), make(1));
        assert_ne!(make(1), make(2));
        assert!(make(3).iter().all(|it| it.len() <= 100));
    }
}
