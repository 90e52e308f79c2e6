//! The tree of an input: each rule that matched, with its part of the input and the rules within it.

use std::rc::Rc;

use crate::Span;

/// The start or the end of a rule's part.
pub(crate) struct Token<R> {
    pub(crate) rule: R,
    /// The position in the input.
    pub(crate) position: usize,
    /// The number of the token at the rule's other end: a larger one at its start, a smaller one at its end.
    pub(crate) other: usize,
}

/// The part of an input that a rule matches.
pub struct Pair<'i, R> {
    input: &'i str,
    tokens: Rc<Vec<Token<R>>>,
    start: usize,
}

impl<R> Clone for Pair<'_, R> {
    fn clone(&self) -> Self {
        Self {
            input: self.input,
            tokens: Rc::clone(&self.tokens),
            start: self.start,
        }
    }
}

impl<'i, R: Copy> Pair<'i, R> {
    fn end(&self) -> usize {
        self.tokens[self.start].other
    }

    /// Returns the rule that matched.
    pub fn as_rule(&self) -> R {
        self.tokens[self.start].rule
    }

    /// Returns the matched part of the input.
    pub fn as_span(&self) -> Span<'i> {
        Span {
            input: self.input,
            start: self.tokens[self.start].position,
            end: self.tokens[self.end()].position,
        }
    }

    /// Returns the text of the matched part.
    pub fn as_str(&self) -> &'i str {
        self.as_span().as_str()
    }

    /// Returns the rules that matched within this one.
    pub fn into_inner(self) -> Pairs<'i, R> {
        Pairs {
            input: self.input,
            start: self.start + 1,
            end: self.end(),
            tokens: self.tokens,
        }
    }
}

/// Rules that matched one after the other.
pub struct Pairs<'i, R> {
    input: &'i str,
    tokens: Rc<Vec<Token<R>>>,
    start: usize,
    end: usize,
}

impl<'i, R> Pairs<'i, R> {
    pub(crate) fn new(input: &'i str, tokens: Vec<Token<R>>) -> Self {
        Self {
            input,
            start: 0,
            end: tokens.len(),
            tokens: Rc::new(tokens),
        }
    }

    /// Returns all rules at any depth, each before the rules within it.
    pub fn flatten(self) -> FlatPairs<'i, R> {
        FlatPairs(self)
    }

    fn pair(&self, start: usize) -> Pair<'i, R> {
        Pair {
            input: self.input,
            tokens: Rc::clone(&self.tokens),
            start,
        }
    }
}

impl<'i, R> Iterator for Pairs<'i, R> {
    type Item = Pair<'i, R>;

    fn next(&mut self) -> Option<Pair<'i, R>> {
        if self.start >= self.end {
            return None;
        }
        let start = self.start;
        self.start = self.tokens[start].other + 1;
        Some(self.pair(start))
    }
}

impl<R> DoubleEndedIterator for Pairs<'_, R> {
    fn next_back(&mut self) -> Option<Self::Item> {
        if self.start >= self.end {
            return None;
        }
        self.end = self.tokens[self.end - 1].other;
        Some(self.pair(self.end))
    }
}

/// Rules that matched, each before the rules within it.
pub struct FlatPairs<'i, R>(Pairs<'i, R>);

impl<'i, R> Iterator for FlatPairs<'i, R> {
    type Item = Pair<'i, R>;

    fn next(&mut self) -> Option<Pair<'i, R>> {
        let Self(pairs) = self;
        while pairs.start < pairs.end {
            let token = pairs.start;
            pairs.start += 1;
            if pairs.tokens[token].other > token {
                return Some(pairs.pair(token));
            }
        }
        None
    }
}
