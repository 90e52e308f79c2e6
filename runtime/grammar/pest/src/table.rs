//! A grammar as data, as `#[derive(Parser)]` writes it. This is not a part of pest.

/// The depth to which rules of a tree may be nested.
///
/// The matcher itself needs no stack, but the readers of the tree do: with the module's 1 MiB, Handlebars renders some
/// 600 blocks within each other (a rule each) and reads 880 subexpressions (two rules each).
pub const DEPTH: usize = 256;

/// The position of a node in the table.
pub type Place = u16;

/// A grammar: nodes that name each other by their positions.
pub struct Grammar<R: 'static> {
    /// The nodes, the rules first.
    pub nodes: &'static [Node<R>],
    /// All texts of the grammar, joined.
    pub text: &'static str,
    /// The first and last character of every range.
    pub ranges: &'static [(char, char)],
    /// The node that is skipped between parts. It always succeeds.
    pub skip: Place,
}

/// One step of matching. Numbers are positions of nodes, unless something else is said.
#[derive(Clone, Copy)]
pub enum Node<R> {
    /// Matches nothing, and always succeeds.
    Empty,
    /// Matches at the end of the input.
    End,
    /// Matches any one character.
    Any,
    /// Matches the grammar's text from the first byte to before the second.
    Text(u8, u8),
    /// Matches one character of the range with this number.
    Range(u8),
    /// Matches the first node; then, after what the grammar skips, the second.
    Then(Place, Place),
    /// Matches the first node, or else the second.
    Or(Place, Place),
    /// Matches the first node and then the second, or else nothing; it never fails. The second
    /// node must never fail either.
    Maybe(Place, Place),
    /// Succeeds if the node matches (`true`) or does not match (`false`) from here on, without moving.
    Look(bool, Place),
    /// Matches the node, as a rule of the tree.
    Rule(R, Place),
    /// Matches the node in another way of skipping.
    Atomic(Atomicity, Place),
    /// Matches the node, whose matches begin with a rule and with this byte.
    At(u8, Place),
}

/// The way of skipping, and the rules that are in the tree.
#[derive(Clone, Copy, Eq, PartialEq)]
pub enum Atomicity {
    /// Nothing is skipped, and no rule within is in the tree.
    Atomic,
    /// Nothing is skipped; rules within are in the tree.
    CompoundAtomic,
    /// The grammar's implicit rule is skipped between parts.
    NonAtomic,
}
