//! Handlebars' grammar parses here as it does with pest itself: the same trees, and errors at the same places.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so and stops"
)]

mod ours {
    pest_official::handlebars!(pest_derive::Parser);
    pest_official::described!();
}

use ours::Handlebars;
use pest::Parser;
use pest::error::ErrorVariant;
use pest::iterators::{Pair, Pairs};
use pest::table::DEPTH;
use pest_official as official;
use proptest::prelude::*;

/// Parses an input with both, from every rule, and compares.
fn same(input: &str) {
    let official = official::Rule::all_rules();
    for (official, ours) in official.iter().zip(ours::Rule::all_rules()) {
        assert_eq!(
            official::described(*official, input),
            ours::described(*ours, input),
            "{official:?} of {input:?}"
        );
    }
}

fn parse(input: &str) -> Result<Pairs<'_, ours::Rule>, pest::error::Error> {
    Handlebars::parse(ours::Rule::handlebars, input)
}

fn templates() -> Vec<String> {
    serde_json::from_str(include_str!("templates.json")).unwrap()
}

#[test]
fn the_rules_are_the_same() {
    assert_eq!(
        format!("{:?}", official::Rule::all_rules()),
        format!("{:?}", ours::Rule::all_rules())
    );
    assert!(ours::Rule::EOI < ours::Rule::WHITESPACE);
}

#[test]
fn templates_of_every_syntax_parse_alike() {
    let templates = templates();
    templates.iter().for_each(|template| same(template));
    let valid = templates
        .iter()
        .filter(|template| parse(template).is_ok())
        .count();
    assert!(
        valid > 100 && templates.len() - valid > 30,
        "{valid} of {}",
        templates.len()
    );
}

#[test]
fn templates_cut_anywhere_parse_alike() {
    for template in templates() {
        for (cut, _) in template.char_indices() {
            same(&template[..cut]);
            same(&template[cut..]);
        }
    }
}

/// Pieces that templates are made of.
const PIECES: &[&str] = &[
    "{{",
    "}}",
    "{{{",
    "}}}",
    "{{{{",
    "}}}}",
    "{{#",
    "{{/",
    "{{^",
    "{{else",
    "{{>",
    "{{#>",
    "{{*",
    "{{#*",
    "{{&",
    "{{!",
    "{{!--",
    "--}}",
    "{{~",
    "~}}",
    "~",
    "\\",
    "\\\\",
    " ",
    "\n",
    "if",
    "a",
    "b.c",
    "this",
    "../",
    "./",
    "@root",
    "@",
    "@index",
    "[x y]",
    "[",
    "]",
    "(",
    ")",
    "=",
    "|",
    "as |v|",
    "as |v k|",
    "1",
    "-2.5E3",
    "true",
    "null",
    "\"s\"",
    "'s'",
    "\"\\u00e9\"",
    "\"",
    "'",
    "{",
    "}",
    ":",
    ",",
    "/",
    ".",
    "é",
    "🎉",
    "{{#if a}}",
    "{{else}}",
    "{{/if}}",
    "{{a}}",
    "{{{{r}}}}",
    "{{{{/r}}}}",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1000) })]

    #[test]
    fn any_pieces_parse_alike(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..16)) {
        same(&pieces.concat());
    }

    #[test]
    fn any_tag_parses_alike(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..8)) {
        same(&format!("{{{{a {}}}}}", pieces.join(" ")));
    }
}

fn blocks(depth: usize) -> String {
    format!("{}x{}", "{{#if a}}".repeat(depth), "{{/if}}".repeat(depth))
}

fn subexpressions(depth: usize) -> String {
    format!("{{{{a {}1{}}}}}", "(b ".repeat(depth), ")".repeat(depth))
}

fn arrays(depth: usize) -> String {
    format!("{{{{a {}1{}}}}}", "[".repeat(depth), "]".repeat(depth))
}

/// Reads a tree in every way, and finds the same rules.
#[test]
fn a_tree_reads_forwards_backwards_and_flat() {
    fn known(pair: &Pair<'_, ours::Rule>) -> String {
        format!("{:?} {:?}", pair.as_rule(), pair.as_str())
    }
    fn forwards(pairs: Pairs<'_, ours::Rule>, all: &mut Vec<String>) {
        for pair in pairs {
            all.push(known(&pair));
            forwards(pair.into_inner(), all);
        }
    }
    fn backwards(pairs: Pairs<'_, ours::Rule>, all: &mut Vec<String>) {
        for pair in pairs.rev() {
            let name = known(&pair);
            backwards(pair.into_inner(), all);
            all.push(name);
        }
    }
    for template in templates() {
        let Ok(pairs) = parse(&template) else {
            continue;
        };
        let flat: Vec<String> = pairs.flatten().map(|pair| known(&pair)).collect();
        let (mut there, mut back) = (Vec::new(), Vec::new());
        forwards(parse(&template).unwrap(), &mut there);
        backwards(parse(&template).unwrap(), &mut back);
        back.reverse();
        assert_eq!(flat, there);
        assert_eq!(flat, back);
    }
}

#[test]
fn templates_nest_as_deeply_as_they_may() {
    // A block is one rule within another, subexpressions and arrays are two.
    let half = DEPTH / 2 - 4;
    for template in [blocks(DEPTH - 8), subexpressions(half), arrays(half)] {
        let official = official::described(official::Rule::handlebars, &template);
        let ours = ours::described(ours::Rule::handlebars, &template);
        assert!(ours.is_ok());
        assert_eq!(official, ours);
    }
}

/// Checks that endless nesting is an error: the readers of the tree have only so much stack.
#[test]
fn nesting_without_end_is_an_error() {
    let every = || {
        for depth in [DEPTH + 1, 100_000] {
            for template in [blocks(depth), subexpressions(depth), arrays(depth)] {
                let error = parse(&template).err().unwrap();
                assert_eq!(error.variant, ErrorVariant::CustomError);
            }
        }
    };
    let thread = std::thread::Builder::new().stack_size(2 << 20);
    thread.spawn(every).unwrap().join().unwrap();
}
