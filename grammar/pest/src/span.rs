//! Places in an input.

/// A part of an input.
#[derive(Clone, Copy, Debug)]
pub struct Span<'i> {
    pub(crate) input: &'i str,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl<'i> Span<'i> {
    /// Its first byte.
    pub fn start(&self) -> usize {
        self.start
    }

    /// The byte after it.
    pub fn end(&self) -> usize {
        self.end
    }

    /// Where it starts.
    pub fn start_pos(&self) -> Position<'i> {
        Position {
            input: self.input,
            pos: self.start,
        }
    }

    /// Where it ends.
    pub fn end_pos(&self) -> Position<'i> {
        Position {
            input: self.input,
            pos: self.end,
        }
    }

    /// Its text.
    pub fn as_str(&self) -> &'i str {
        self.input.get(self.start..self.end).unwrap_or_default()
    }
}

/// A place in an input.
#[derive(Clone, Copy, Debug)]
pub struct Position<'i> {
    pub(crate) input: &'i str,
    pub(crate) pos: usize,
}

impl Position<'_> {
    /// The bytes before it.
    pub fn pos(&self) -> usize {
        self.pos
    }

    /// Its line and column, from 1. A column is a character.
    pub fn line_col(&self) -> (usize, usize) {
        let (mut line, mut column) = (1, 1);
        for byte in self.input.as_bytes().iter().take(self.pos) {
            if *byte == b'\n' {
                line += 1;
                column = 1;
            } else if (*byte as i8) >= -0x40 {
                // The first byte of a character.
                column += 1;
            }
        }
        (line, column)
    }
}
