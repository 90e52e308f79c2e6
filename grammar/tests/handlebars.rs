//! The grammar of Handlebars parses here as it does with pest's own derive: the same trees, the same errors.
//!
//! `handlebars.pest` is from the handlebars crate, under the MIT licence, copyright (c) 2014 Ning Sun.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so and stops"
)]

mod official {
    #[derive(pest_derive_official::OfficialParser)]
    #[grammar = "tests/handlebars.pest"]
    pub struct Handlebars;
}

mod ours {
    #[derive(pest_derive::Parser)]
    #[grammar = "tests/handlebars.pest"]
    pub struct Handlebars;
}

use std::fs;
use std::process::Command;

use pest::error::Error;
use pest::iterators::Pairs;
use pest::{Parser, RuleType};
use proptest::prelude::*;

/// Every token of a tree with its place, or the whole of an error.
fn described<R: RuleType>(parsed: Result<Pairs<'_, R>, Error<R>>) -> String {
    match parsed {
        Ok(pairs) => format!("{:?}", pairs.tokens().collect::<Vec<_>>()),
        Err(error) => format!("{error:?}"),
    }
}

/// Parses with both, from every rule.
fn same(input: &str) {
    let official = official::Rule::all_rules();
    for (official, ours) in official.iter().zip(ours::Rule::all_rules()) {
        assert_eq!(
            described(official::Handlebars::parse(*official, input)),
            described(ours::Handlebars::parse(*ours, input)),
            "{official:?} of {input:?}"
        );
    }
}

fn templates() -> Vec<String> {
    serde_json::from_str(include_str!("templates.json")).unwrap()
}

fn parses(input: &str) -> bool {
    ours::Handlebars::parse(ours::Rule::handlebars, input).is_ok()
}

#[test]
fn the_grammar_is_that_of_the_linked_crate() {
    let cargo = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked"])
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&cargo.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let linked = packages
        .iter()
        .find(|package| package["name"] == "handlebars")
        .unwrap();
    let manifest = linked["manifest_path"].as_str().unwrap();
    let grammar = manifest.replace("Cargo.toml", "src/grammar.pest");
    assert!(
        fs::read_to_string(&grammar).unwrap() == include_str!("handlebars.pest"),
        "copy {grammar} to grammar/tests/handlebars.pest"
    );
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
    let valid = templates.iter().filter(|template| parses(template)).count();
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

/// What templates are made of.
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

/// On the stack of a main thread, and without optimisation: the tightest case.
#[test]
fn templates_nest_a_thousand_deep() {
    let parse = || {
        for template in [blocks(1000), subexpressions(1000), arrays(1000)] {
            let official = official::Handlebars::parse(official::Rule::handlebars, &template);
            let ours = ours::Handlebars::parse(ours::Rule::handlebars, &template);
            assert!(ours.is_ok());
            assert_eq!(described(official), described(ours));
        }
    };
    let thread = std::thread::Builder::new().stack_size(8 << 20);
    thread.spawn(parse).unwrap().join().unwrap();
}

/// pest stops where the stack is nearly used up: that must stay an error, not a crash.
#[test]
fn nesting_without_end_is_an_error() {
    for template in [blocks(100_000), subexpressions(100_000), arrays(100_000)] {
        let error = ours::Handlebars::parse(ours::Rule::handlebars, &template).unwrap_err();
        assert!(error.to_string().contains("stack limit reached"), "{error}");
    }
}
