//! The code that walks the table over pest's `ParserState`.

use proc_macro2::TokenStream;
use quote::quote;

/// One function for all rules. What waits for the current node lies in `later`, this call's above the last `Empty`.
/// Only what pest's methods wrap calls the function again: in WebAssembly, the stack lasts for templates nested more
/// deeply than with pest's own code.
///
/// Once pest's `ParserState` has reached its limit of stack, every rule and sequence fails: so does the whole.
pub fn run() -> TokenStream {
    quote! {
        type State<'i> = ::std::boxed::Box<::pest::ParserState<'i, Rule>>;

        #[allow(clippy::all)]
        fn run<'i>(state: State<'i>, mut place: Place, later: &mut ::std::vec::Vec<Node>) -> ::pest::ParseResult<State<'i>> {
            let mut result = Ok(state);
            later.push(Node::Empty);
            loop {
                let node = NODES.get(place as usize).copied().unwrap_or(Node::Empty);
                if let Node::Then(first, _) | Node::Or(first, _) | Node::Maybe(first, _) = node {
                    later.push(node);
                    place = first;
                    continue;
                }
                result = match result { Ok(state) | Err(state) => wrap(state, node, later) };
                place = loop {
                    match (later.pop(), result) {
                        (Some(Node::Then(_, rest)), Ok(state)) => {
                            result = skip(state, later);
                            break rest;
                        }
                        (Some(Node::Maybe(_, rest)), Ok(state)) => {
                            result = Ok(state);
                            break rest;
                        }
                        (Some(Node::Or(_, rest)), Err(state)) => {
                            result = Err(state);
                            break rest;
                        }
                        (Some(Node::Maybe(..)), Err(state)) => result = Ok(state),
                        (Some(Node::Then(..) | Node::Or(..)), other) => result = other,
                        (_, done) => return done,
                    }
                };
            }
        }

        fn skip<'i>(state: State<'i>, later: &mut ::std::vec::Vec<Node>) -> ::pest::ParseResult<State<'i>> {
            if state.atomicity() == ::pest::Atomicity::NonAtomic {
                run(state, SKIP, later)
            } else {
                Ok(state)
            }
        }
    }
}

/// One step: a node that needs no other, or one that a method of pest wraps around others.
pub fn wrap() -> TokenStream {
    quote! {
        #[allow(clippy::all)]
        fn wrap<'i>(state: State<'i>, node: Node, later: &mut ::std::vec::Vec<Node>) -> ::pest::ParseResult<State<'i>> {
            match node {
                Node::End => state.end_of_input(),
                Node::Any => state.skip(1),
                Node::Text(start, end) => {
                    state.match_string(TEXT.get(start as usize..end as usize).unwrap_or_default())
                }
                Node::Range(range) => {
                    let (first, last) = RANGES.get(range as usize).copied().unwrap_or_default();
                    state.match_range(first..last)
                }
                Node::Sequence(all) => state.sequence(|state| run(state, all, later)),
                Node::Look(wanted, ahead) => state.lookahead(wanted, |state| run(state, ahead, later)),
                Node::Rule(rule, body) => state.rule(rule, |state| run(state, body, later)),
                Node::Atomic(way, body) => state.atomic(way, |state| run(state, body, later)),
                _ => Ok(state),
            }
        }
    }
}
