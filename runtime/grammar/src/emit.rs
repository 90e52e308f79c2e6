//! The writer of a parser's Rust code: `enum Rule` and the table.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::lower::Grammar;
use crate::source::Source;
use crate::table::Node;

/// Writes the code of a parser. Fails for a grammar of more than 65,535 nodes, or with more than 255 bytes of text.
pub fn parser(source: &Source, grammar: &Grammar) -> Result<TokenStream, String> {
    let rule = rule_enum(grammar);
    let table = table(grammar)?;
    let (name, file) = (&source.name, &source.file);
    Ok(quote! {
        #rule
        const _: () = {
            use ::pest::table::{Atomicity, Grammar, Node, Place};
            /// For cargo: a change of the grammar is a change of this code.
            const _: &str = include_str!(#file);
            static GRAMMAR: Grammar<Rule> = #table;
            #[allow(clippy::all)]
            impl ::pest::Parser<Rule> for #name {
                fn parse(
                    rule: Rule,
                    input: &str,
                ) -> ::core::result::Result<::pest::iterators::Pairs<'_, Rule>, ::pest::error::Error> {
                    ::pest::matcher::parse(&GRAMMAR, rule as Place, input)
                }
            }
        };
    })
}

/// Writes the enumeration of the grammar's rules.
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

/// Writes the table. Texts and ranges stand apart from the nodes, so that a node takes six bytes.
fn table(grammar: &Grammar) -> Result<TokenStream, String> {
    let nodes = grammar.table.nodes();
    let text = joined(nodes);
    if nodes.len() > usize::from(u16::MAX) || text.len() > usize::from(u8::MAX) {
        return Err(format!(
            "a grammar of {} nodes and {} bytes of text is not supported",
            nodes.len(),
            text.len()
        ));
    }
    let mut ranges = Vec::new();
    let steps: Vec<TokenStream> = nodes
        .iter()
        .map(|node| step(node, &text, &mut ranges))
        .collect();
    let (first, last): (Vec<char>, Vec<char>) = ranges.into_iter().unzip();
    let skip = literal(grammar.skip);
    Ok(quote! {
        Grammar {
            nodes: &[#(#steps),*],
            text: #text,
            ranges: &[#((#first, #last)),*],
            skip: #skip,
        }
    })
}

/// Joins all texts into one, the longest first: most of the others are parts of it.
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

/// Writes one node of the table.
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
            quote!(Node::Atomic(Atomicity::#way, #body))
        }
        Node::At(byte, body) => {
            let (byte, body) = (literal(usize::from(*byte)), place(body));
            quote!(Node::At(#byte, #body))
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
