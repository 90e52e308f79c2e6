//! A grammar as data: what `#[derive(Parser)]` writes. Not part of pest.

use crate::error::Error;
use crate::iterators::Pairs;
use crate::matcher::Matcher;
use crate::span;

/// How deeply rules of a tree may be nested. The matcher itself needs no stack, but those who read the tree do: with the
/// module's 1 MiB, Handlebars renders some 600 blocks within each other (a rule each) and reads 880 subexpressions (two
/// rules each).
pub const DEPTH: usize = 256;

/// The place of a node.
pub type Place = u16;

/// A grammar: nodes that name each other by their place.
pub struct Grammar<R: 'static> {
    /// The nodes. The first ones are the rules.
    pub nodes: &'static [Node<R>],
    /// All texts.
    pub text: &'static str,
    /// The first and last character of every range.
    pub ranges: &'static [(char, char)],
    /// The node that is skipped between parts. It matches everywhere.
    pub skip: Place,
}

/// One step of matching. Numbers are places of nodes, if nothing else is said.
#[derive(Clone, Copy)]
pub enum Node<R> {
    /// Matches nothing, always.
    Empty,
    /// Matches where the input ends.
    End,
    /// Any one character.
    Any,
    /// The grammar's text from the first byte to before the second.
    Text(u8, u8),
    /// One character of the range of this number.
    Range(u8),
    /// The first; then, after what the grammar skips, the second.
    Then(Place, Place),
    /// The first, or else the second.
    Or(Place, Place),
    /// The second as well where the first matches; matches in any case. The second must do so too.
    Maybe(Place, Place),
    /// Whether this matches (`true`) or not (`false`) from here on, without moving.
    Look(bool, Place),
    /// This, as a rule of the tree.
    Rule(R, Place),
    /// This, in another way of skipping.
    Atomic(Atomicity, Place),
    /// This, which begins with a rule and with this byte.
    At(u8, Place),
}

/// What is skipped, and what is in the tree.
#[derive(Clone, Copy, Eq, PartialEq)]
pub enum Atomicity {
    /// Nothing is skipped, and no rule within is in the tree.
    Atomic,
    /// Nothing is skipped.
    CompoundAtomic,
    /// What the grammar skips is skipped between parts.
    NonAtomic,
}

/// Matches the beginning of `input` with the node at `start`.
pub fn parse<'i, R: Copy>(
    grammar: &Grammar<R>,
    start: Place,
    input: &'i str,
) -> Result<Pairs<'i, R>, Error> {
    span::begin(input);
    Matcher::new(grammar, input).parse(start)
}
