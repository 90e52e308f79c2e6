//! Places in an input.

use std::cell::Cell;

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
        let mut last = LAST.get();
        if last.input != self.input.as_ptr() || last.pos > self.pos {
            last = Counted::new(self.input);
        }
        for byte in self.input.as_bytes().iter().take(self.pos).skip(last.pos) {
            if *byte == b'\n' {
                last.line += 1;
                last.column = 1;
            } else if (*byte as i8) >= -0x40 {
                // The first byte of a character.
                last.column += 1;
            }
        }
        last.pos = self.pos;
        LAST.set(last);
        (last.line, last.column)
    }
}

/// How far lines and columns are counted: who reads a tree asks for the place of one part after the other.
#[derive(Clone, Copy)]
struct Counted {
    /// Where the input lies.
    input: *const u8,
    pos: usize,
    line: usize,
    column: usize,
}

impl Counted {
    const fn new(input: &str) -> Self {
        Self {
            input: input.as_ptr(),
            pos: 0,
            line: 1,
            column: 1,
        }
    }
}

thread_local! {
    static LAST: Cell<Counted> = const { Cell::new(Counted::new("")) };
}

/// What was counted is forgotten before another input is read, which may lie at the same place.
pub(crate) fn begin(input: &str) {
    if LAST.get().input == input.as_ptr() {
        LAST.set(Counted::new(""));
    }
}
