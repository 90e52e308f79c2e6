//! Positions and parts of an input.

use std::cell::Cell;

/// A part of an input.
#[derive(Clone, Copy, Debug)]
pub struct Span<'i> {
    pub(crate) input: &'i str,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl<'i> Span<'i> {
    /// Returns the position of its first byte.
    pub fn start(&self) -> usize {
        self.start
    }

    /// Returns the position after its last byte.
    pub fn end(&self) -> usize {
        self.end
    }

    /// Returns its start as a position.
    pub fn start_pos(&self) -> Position<'i> {
        Position {
            input: self.input,
            pos: self.start,
        }
    }

    /// Returns its end as a position.
    pub fn end_pos(&self) -> Position<'i> {
        Position {
            input: self.input,
            pos: self.end,
        }
    }

    /// Returns its text.
    pub fn as_str(&self) -> &'i str {
        self.input.get(self.start..self.end).unwrap_or_default()
    }
}

/// A position in an input.
#[derive(Clone, Copy, Debug)]
pub struct Position<'i> {
    pub(crate) input: &'i str,
    pub(crate) pos: usize,
}

impl Position<'_> {
    /// Returns the count of bytes before it.
    pub fn pos(&self) -> usize {
        self.pos
    }

    /// Returns its line and column, from 1. Columns count characters.
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
                // Only the first byte of a character counts.
                last.column += 1;
            }
        }
        last.pos = self.pos;
        LAST.set(last);
        (last.line, last.column)
    }
}

/// The lines and columns counted so far. The positions of a tree are asked for one after the other, so counting goes on
/// from the last one instead of starting anew.
#[derive(Clone, Copy)]
struct Counted {
    /// The address of the input.
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

/// Forgets the count before another input is read, which may lie at the same address.
pub(crate) fn begin(input: &str) {
    if LAST.get().input == input.as_ptr() {
        LAST.set(Counted::new(""));
    }
}
