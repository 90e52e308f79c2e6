//! The matcher: runs a grammar's table over an input.

use crate::error::{Error, ErrorVariant};
use crate::iterators::{Pairs, Token};
use crate::span::{self, Position};
use crate::table::{Atomicity, DEPTH, Grammar, Node, Place};

/// Matches the beginning of `input` with the node at `start`.
pub fn parse<'i, R: Copy>(
    grammar: &Grammar<R>,
    start: Place,
    input: &'i str,
) -> Result<Pairs<'i, R>, Error> {
    span::begin(input);
    Matcher::new(grammar, input).parse(start)
}

/// The state of a match, which is restored when a match is given up.
#[derive(Clone, Copy)]
struct State {
    /// The position in the input.
    position: usize,
    /// The count of tokens so far.
    tokens: usize,
    /// The count of open rules that will be in the tree.
    depth: usize,
    atomicity: Atomicity,
    /// True if a match now lets the whole input fail: inside an odd number of negative looks ahead.
    unwanted: bool,
}

/// A node that waits for another one, and the state at its beginning.
struct Waiting<R> {
    node: Node<R>,
    began: State,
}

/// A run over one input. It keeps its own stack of waiting nodes, so that nesting cannot use up the thread's stack.
struct Matcher<'g, 'i, R: 'static> {
    grammar: &'g Grammar<R>,
    input: &'i str,
    state: State,
    tokens: Vec<Token<R>>,
    waiting: Vec<Waiting<R>>,
    /// The furthest position at which a rule failed that should have matched, or matched when it should not.
    furthest: usize,
}

impl<'g, 'i, R: Copy> Matcher<'g, 'i, R> {
    fn new(grammar: &'g Grammar<R>, input: &'i str) -> Self {
        let state = State {
            position: 0,
            tokens: 0,
            depth: 0,
            atomicity: Atomicity::NonAtomic,
            unwanted: false,
        };
        Self {
            grammar,
            input,
            state,
            tokens: Vec::new(),
            waiting: Vec::new(),
            furthest: 0,
        }
    }

    fn parse(mut self, start: Place) -> Result<Pairs<'i, R>, Error> {
        let mut place = Some(start);
        let mut matched = true;
        while let Some(next) = place {
            matched = self.descend(next);
            if self.state.depth > DEPTH {
                return Err(self.error(ErrorVariant::CustomError, self.state.position));
            }
            place = self.ascend(&mut matched);
        }
        if matched {
            Ok(Pairs::new(self.input, self.tokens))
        } else {
            Err(self.error(ErrorVariant::ParsingError, self.furthest))
        }
    }

    fn error(&self, variant: ErrorVariant, pos: usize) -> Error {
        let input = self.input;
        Error::new(variant, Position { input, pos })
    }

    /// Goes down to a node that needs no other; returns whether that one matches.
    fn descend(&mut self, mut place: Place) -> bool {
        loop {
            let node = self.grammar.nodes[usize::from(place)];
            let began = self.state;
            place = match node {
                Node::Then(first, _) | Node::Or(first, _) | Node::Maybe(first, _) => first,
                Node::Look(wanted, ahead) => {
                    self.state.unwanted ^= !wanted;
                    ahead
                }
                Node::Atomic(atomicity, body) => {
                    self.state.atomicity = atomicity;
                    body
                }
                Node::Rule(_, body) if began.atomicity == Atomicity::Atomic => {
                    place = body;
                    continue;
                }
                Node::At(byte, body) => {
                    if self.input.as_bytes().get(began.position) != Some(&byte) {
                        if began.atomicity != Atomicity::Atomic {
                            self.tried(began, false);
                        }
                        return false;
                    }
                    place = body;
                    continue;
                }
                Node::Rule(rule, body) => {
                    self.token(rule, 0);
                    self.state.depth += 1;
                    if self.state.depth > DEPTH {
                        return false;
                    }
                    body
                }
                _ => return self.step(node),
            };
            self.waiting.push(Waiting { node, began });
        }
    }

    /// Goes up to a node that has more to match, and returns the next node to go down to; `None` when all is done.
    fn ascend(&mut self, matched: &mut bool) -> Option<Place> {
        while let Some(Waiting { node, began }) = self.waiting.pop() {
            match node {
                Node::Then(_, rest) if *matched => return Some(self.skip(rest)),
                Node::Maybe(_, rest) if *matched => return Some(rest),
                Node::Or(_, rest) if !*matched => {
                    self.back(began);
                    return Some(rest);
                }
                Node::Maybe(..) => {
                    self.back(began);
                    *matched = true;
                }
                Node::Look(wanted, _) => {
                    self.back(began);
                    *matched = *matched == wanted;
                }
                Node::Rule(rule, _) => self.close(rule, began, *matched),
                Node::Atomic(..) => self.state.atomicity = began.atomicity,
                _ => {}
            }
        }
        None
    }

    /// Restores a state, and drops the tokens since then.
    fn back(&mut self, began: State) {
        self.state = began;
        self.tokens.truncate(began.tokens);
    }

    /// Makes `rest` wait while the grammar's implicit skipping is matched; returns the node to go down to.
    fn skip(&mut self, rest: Place) -> Place {
        if self.state.atomicity != Atomicity::NonAtomic {
            return rest;
        }
        let node = Node::Maybe(rest, rest);
        let began = self.state;
        self.waiting.push(Waiting { node, began });
        self.grammar.skip
    }

    /// Ends a rule of the tree.
    fn close(&mut self, rule: R, began: State, matched: bool) {
        self.state.depth = began.depth;
        self.tried(began, matched);
        if matched {
            self.tokens[began.tokens].other = self.tokens.len();
            self.token(rule, began.tokens);
        }
    }

    /// Remembers a position at which a rule should have matched, or should not have.
    fn tried(&mut self, began: State, matched: bool) {
        if matched == began.unwanted {
            self.furthest = self.furthest.max(began.position);
        }
    }

    fn token(&mut self, rule: R, other: usize) {
        let position = self.state.position;
        self.tokens.push(Token {
            rule,
            position,
            other,
        });
        self.state.tokens = self.tokens.len();
    }

    /// Matches a node that needs no other.
    fn step(&mut self, node: Node<R>) -> bool {
        let rest = self.input.get(self.state.position..).unwrap_or_default();
        let length = match node {
            Node::Text(start, end) => {
                let text = &self.grammar.text[usize::from(start)..usize::from(end)];
                rest.starts_with(text).then_some(text.len())
            }
            Node::Any => rest.chars().next().map(char::len_utf8),
            Node::Range(range) => {
                let (first, last) = self.grammar.ranges[usize::from(range)];
                let within = |next: &char| first <= *next && *next <= last;
                rest.chars().next().filter(within).map(char::len_utf8)
            }
            Node::End => rest.is_empty().then_some(0),
            _ => Some(0),
        };
        self.state.position += length.unwrap_or_default();
        length.is_some()
    }
}
