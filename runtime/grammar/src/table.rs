//! The grammar as nodes that name each other by their place in one table.

use std::collections::HashMap;

/// One step of parsing. Numbers are places in the table.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum Node {
    /// Matches nothing, always.
    Empty,
    /// Matches where the input ends.
    End,
    /// Any one character.
    Any,
    /// This text.
    Text(String),
    /// One character from the first to the second.
    Range(char, char),
    /// The first; then, after what the grammar skips implicitly, the second.
    Then(usize, usize),
    /// The first, or else the second.
    Or(usize, usize),
    /// The second as well where the first matches; matches in any case. `x?`, and with itself as the second, `x*`.
    Maybe(usize, usize),
    /// Whether this matches (`true`) or not (`false`) from here on, without moving.
    Look(bool, usize),
    /// This, as the rule of the name.
    Rule(String, usize),
    /// This, in another way of skipping; the name is of pest's `Atomicity`.
    Atomic(&'static str, usize),
    /// This rule, or what begins with a rule, tried only where the next byte is the one that it must begin with.
    At(u8, usize),
}

/// Nodes, each once. The first ones are the rules, in the order of `enum Rule`.
pub struct Table {
    nodes: Vec<Node>,
    known: HashMap<Node, usize>,
}

impl Table {
    /// A table with places for `rules` rules.
    pub fn new(rules: usize) -> Self {
        Self {
            nodes: vec![Node::Empty; rules],
            known: HashMap::new(),
        }
    }

    /// Puts a rule into its place.
    pub fn set(&mut self, rule: usize, node: Node) {
        if let Some(place) = self.nodes.get_mut(rule) {
            *place = node;
        }
    }

    /// The place of a node.
    pub fn place(&mut self, node: Node) -> usize {
        let nodes = &mut self.nodes;
        *self.known.entry(node).or_insert_with_key(|node| {
            nodes.push(node.clone());
            nodes.len() - 1
        })
    }

    /// The place of a node that repeats `item` as often as it matches.
    pub fn repeat(&mut self, item: usize) -> usize {
        let next = self.nodes.len();
        for (place, node) in self.nodes.iter().enumerate() {
            if *node == Node::Maybe(item, place) {
                return place;
            }
        }
        self.nodes.push(Node::Maybe(item, next));
        next
    }

    /// Spares choices and repetitions all tries of rules that fail at their first byte.
    pub fn guard(&mut self) {
        for place in 0..self.nodes.len() {
            let guarded = match self.nodes[place] {
                Node::Or(first, rest) => Node::Or(self.guarded(first), self.guarded(rest)),
                Node::Maybe(item, rest) => Node::Maybe(self.guarded(item), rest),
                _ => continue,
            };
            self.nodes[place] = guarded;
        }
    }

    fn guarded(&mut self, place: usize) -> usize {
        match self.begins(place) {
            Some((byte, true)) => self.place(Node::At(byte, place)),
            _ => place,
        }
    }

    /// The byte that a node must begin with, and whether a rule is tried there.
    fn begins(&self, place: usize) -> Option<(u8, bool)> {
        match self.nodes.get(place)? {
            Node::Text(text) => Some((*text.as_bytes().first()?, false)),
            Node::Then(first, _) => self.begins(*first),
            Node::Rule(_, body) => Some((self.begins(*body)?.0, true)),
            Node::Atomic(_, body) => self.begins(*body),
            Node::Or(first, rest) => {
                let (one, other) = (self.begins(*first)?, self.begins(*rest)?);
                (one == other).then_some(one)
            }
            _ => None,
        }
    }

    /// All nodes.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }
}
