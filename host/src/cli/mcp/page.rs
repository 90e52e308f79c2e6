//! A test of docs/agents.md: its table has all tools, and the settings that it shows start the program.

use std::fs;
use std::path::Path;

use clap::CommandFactory;
use serde_json::Value;

use super::tools;
use crate::cli::Arguments;

fn page() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/agents.md");
    fs::read_to_string(path).expect("the page can be read")
}

#[test]
fn the_table_has_every_tool_and_says_what_it_needs() {
    let page = page();
    let (_, below) = page
        .split_once("## The tools")
        .expect("there is such a heading");
    let (table, _) = below.split_once("\n## ").expect("another heading follows");
    let rows = table.lines().filter_map(|line| {
        let (name, rest) = line.strip_prefix("| `")?.split_once('`')?;
        Some((name.to_owned(), rest.contains("| Control Center |")))
    });
    let tools = tools::all(true);
    let tools = tools
        .iter()
        .map(|tool| (tool.name.to_owned(), tool.needs_center));
    assert_eq!(rows.collect::<Vec<_>>(), tools.collect::<Vec<_>>());
}

#[test]
fn the_settings_of_assistants_start_the_program() {
    let page = page();
    let blocks = page
        .split("```json\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next());
    let mut tried = 0;
    for block in blocks {
        let settings: Value = serde_json::from_str(block).expect("it is JSON");
        let servers = settings
            .as_object()
            .and_then(|fields| fields.values().next());
        let server = servers
            .and_then(|servers| servers.get("paywall"))
            .expect("it is a server");
        let words = server["args"].as_array().expect("it has arguments");
        let words = words.iter().filter_map(Value::as_str);
        let read = Arguments::command().try_get_matches_from(["paywall"].into_iter().chain(words));
        assert!(read.is_ok(), "{block}: {:?}", read.err());
        tried += 1;
    }
    assert_eq!(tried, 2);
}
