//! The grammar as nodes that name each other by their position in one table.

use std::collections::HashMap;

/// One step of parsing. Numbers are positions in the table.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum Node {
    /// Matches nothing, and always succeeds.
    Empty,
    /// Matches at the end of the input.
    End,
    /// Matches any one character.
    Any,
    /// Matches this text.
    Text(String),
    /// Matches one character, from the first to the second.
    Range(char, char),
    /// Matches the first node; then, after what the grammar skips implicitly, the second.
    Then(usize, usize),
    /// Matches the first node, or else the second.
    Or(usize, usize),
    /// Matches the first node and then the second, or else nothing; it never fails. This is `x?`, or `x*` when the
    /// second is the node itself.
    Maybe(usize, usize),
    /// Succeeds if the node matches (`true`) or does not match (`false`) from here on, without moving.
    Look(bool, usize),
    /// Matches the node, and puts the rule of this name into the tree.
    Rule(String, usize),
    /// Matches the node in another way of skipping, which has the name of pest's `Atomicity`.
    Atomic(&'static str, usize),
    /// Matches the node, but tries it only if the next byte is this one, with which every match of it begins.
    At(u8, usize),
}

/// The nodes, each once. The first ones are the rules, in the order of `enum Rule`.
pub struct Table {
    nodes: Vec<Node>,
    known: HashMap<Node, usize>,
}

impl Table {
    /// Makes a table with positions for `rules` rules.
    pub fn new(rules: usize) -> Self {
        Self {
            nodes: vec![Node::Empty; rules],
            known: HashMap::new(),
        }
    }

    /// Puts a rule into its position.
    pub fn set(&mut self, rule: usize, node: Node) {
        if let Some(place) = self.nodes.get_mut(rule) {
            *place = node;
        }
    }

    /// Returns the position of a node, which is added at its first use.
    pub fn place(&mut self, node: Node) -> usize {
        let nodes = &mut self.nodes;
        *self.known.entry(node).or_insert_with_key(|node| {
            nodes.push(node.clone());
            nodes.len() - 1
        })
    }

    /// Returns the position of a node that repeats `item` as often as it matches.
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

    /// Guards choices and repetitions, so that a rule is not tried if it would fail at its first byte.
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

    /// Returns the position of a node's guard, or of the node itself if it has none.
    fn guarded(&mut self, place: usize) -> usize {
        match self.begins(place) {
            Some((byte, true)) => self.place(Node::At(byte, place)),
            _ => place,
        }
    }

    /// Returns the byte that every match of a node begins with, and whether a rule is tried there.
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

    /// Returns all nodes.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }
}
