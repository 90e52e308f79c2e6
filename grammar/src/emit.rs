//! The Rust code: `enum Rule`, the table, and the function that walks it.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::lower::Grammar;
use crate::source::Source;
use crate::table::Node;

/// The code of a parser. Fails for a grammar of more than 65,535 nodes.
pub fn parser(source: &Source, grammar: &Grammar) -> Result<TokenStream, String> {
    let rule = rule_enum(grammar);
    let table = table(grammar)?;
    let run = run();
    let (name, file) = (&source.name, &source.file);
    Ok(quote! {
        #rule
        const _: () = {
            /// For cargo: a change of the grammar is a change of this code.
            const _: &str = include_str!(#file);
            #table
            #run
            #[allow(clippy::all)]
            impl ::pest::Parser<Rule> for #name {
                fn parse(
                    rule: Rule,
                    input: &str,
                ) -> ::core::result::Result<::pest::iterators::Pairs<'_, Rule>, ::pest::error::Error<Rule>> {
                    ::pest::state(input, |state| run(state, rule as Place, &mut ::std::vec::Vec::new()))
                }
            }
        };
    })
}

fn rule_enum(grammar: &Grammar) -> TokenStream {
    let names: Vec<_> = grammar
        .rules
        .iter()
        .map(|name| format_ident!("r#{name}"))
        .collect();
    let own = names
        .get(usize::from(grammar.has_end)..)
        .unwrap_or_default();
    quote! {
        #[allow(dead_code, missing_docs, non_camel_case_types, clippy::upper_case_acronyms)]
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub enum Rule {
            #(#names),*
        }
        #[allow(dead_code, missing_docs)]
        impl Rule {
            pub fn all_rules() -> &'static [Rule] {
                &[#(Rule::#own),*]
            }
        }
    }
}

/// Texts and ranges stand apart, so that a node is three bytes.
fn table(grammar: &Grammar) -> Result<TokenStream, String> {
    let nodes = grammar.table.nodes();
    let text = joined(nodes);
    let mut ranges = Vec::new();
    let place = if nodes.len().max(text.len()) < 256 {
        quote!(u8)
    } else if nodes.len().max(text.len()) < 65_536 {
        quote!(u16)
    } else {
        return Err(format!(
            "a grammar of {} nodes is not supported",
            nodes.len()
        ));
    };
    let steps: Vec<TokenStream> = nodes
        .iter()
        .map(|node| step(node, &text, &mut ranges))
        .collect();
    let (first, last): (Vec<char>, Vec<char>) = ranges.into_iter().unzip();
    let skip = literal(grammar.skip);
    Ok(quote! {
        type Place = #place;
        #[allow(dead_code)]
        #[derive(Clone, Copy)]
        enum Node {
            Empty,
            End,
            Any,
            Text(Place, Place),
            Range(Place),
            Then(Place, Place),
            Or(Place, Place),
            Maybe(Place, Place),
            Sequence(Place),
            Look(bool, Place),
            Rule(Rule, Place),
            Atomic(::pest::Atomicity, Place),
        }
        static NODES: &[Node] = &[#(#steps),*];
        static TEXT: &str = #text;
        static RANGES: &[(char, char)] = &[#((#first, #last)),*];
        const SKIP: Place = #skip;
    })
}

/// All texts as parts of one, the longest first: most of the others are part of them.
fn joined(nodes: &[Node]) -> String {
    let mut texts: Vec<&str> = Vec::new();
    for node in nodes {
        if let Node::Text(text) = node {
            texts.push(text);
        }
    }
    texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
    let mut joined = String::new();
    for text in texts {
        if !joined.contains(text) {
            joined.push_str(text);
        }
    }
    joined
}

fn step(node: &Node, joined: &str, ranges: &mut Vec<(char, char)>) -> TokenStream {
    let place = |place: &usize| literal(*place);
    match node {
        Node::Empty => quote!(Node::Empty),
        Node::End => quote!(Node::End),
        Node::Any => quote!(Node::Any),
        Node::Text(text) => {
            let start = joined.find(text.as_str()).unwrap_or_default();
            let (start, end) = (literal(start), literal(start + text.len()));
            quote!(Node::Text(#start, #end))
        }
        Node::Range(first, last) => {
            ranges.push((*first, *last));
            let range = literal(ranges.len() - 1);
            quote!(Node::Range(#range))
        }
        Node::Then(first, rest) => pair(quote!(Then), *first, *rest),
        Node::Or(first, rest) => pair(quote!(Or), *first, *rest),
        Node::Maybe(first, rest) => pair(quote!(Maybe), *first, *rest),
        Node::Sequence(all) => {
            let all = place(all);
            quote!(Node::Sequence(#all))
        }
        Node::Look(wanted, ahead) => {
            let ahead = place(ahead);
            quote!(Node::Look(#wanted, #ahead))
        }
        Node::Rule(name, body) => {
            let (name, body) = (format_ident!("r#{name}"), place(body));
            quote!(Node::Rule(Rule::#name, #body))
        }
        Node::Atomic(way, body) => {
            let (way, body) = (format_ident!("{way}"), place(body));
            quote!(Node::Atomic(::pest::Atomicity::#way, #body))
        }
    }
}

fn pair(kind: TokenStream, first: usize, rest: usize) -> TokenStream {
    let (first, rest) = (literal(first), literal(rest));
    quote!(Node::#kind(#first, #rest))
}

fn literal(number: usize) -> proc_macro2::Literal {
    proc_macro2::Literal::usize_unsuffixed(number)
}

/// One function for all rules. What waits for the current node lies in `later`, this call's above the last `Empty`.
/// Only what pest's methods wrap calls the function again: in WebAssembly, the stack lasts for templates nested more
/// deeply than with pest's own code.
///
/// Once pest's `ParserState` has reached its limit of stack, every rule and sequence fails: so does the whole.
fn run() -> TokenStream {
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
