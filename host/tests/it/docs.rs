//! A test of the documentation: its settings, edits and scenarios can be read, and its Rust compiles.
#![allow(dead_code, reason = "what pages show is compiled, and not run")]

mod shown;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use paywall_host::control::Operation;
use paywall_host::ledger::Store;
use paywall_host::scenario;
use paywall_host::server::settings::Settings;
use paywall_host::stores::configure;
use serde_json::Value;

/// A code block of a page.
struct Block {
    place: String,
    language: String,
    text: String,
}

/// Lists the code blocks of the documentation in these languages.
fn blocks(languages: &[&str]) -> Vec<Block> {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let mut out = Vec::new();
    for page in pages(&docs).into_iter().chain(pages(&docs.join("guides"))) {
        let text = fs::read_to_string(&page).unwrap();
        let mut block: Option<Block> = None;
        for (at, line) in text.lines().enumerate() {
            match (line.trim_start().strip_prefix("```"), &mut block) {
                (Some(_), Some(_)) => out.extend(block.take()),
                (Some(language), None) => {
                    block = Some(Block {
                        place: format!("{}:{}", page.display(), at + 1),
                        language: language.trim().to_owned(),
                        text: String::new(),
                    });
                }
                (None, Some(block)) => writeln!(block.text, "{line}").unwrap(),
                (None, None) => {}
            }
        }
    }
    out.retain(|block| languages.contains(&&*block.language));
    out
}

fn pages(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    let mut pages: Vec<_> = files
        .filter(|path| path.extension().is_some_and(|it| it == "md"))
        .collect();
    pages.sort();
    pages
}

/// Completes a part of a file of settings: what it leaves out stands before it.
fn whole(part: &str) -> String {
    let app = "[[apps]]\nid = 'a'\n";
    let platform =
        "[[apps.platforms]]\nid = 'p'\nstore = 'stripe'\nstore_app = 's'\ndocument = 'd'\n";
    let first = part.lines().find(|line| line.starts_with('['));
    let (begins, has) = (first.unwrap_or_default(), |name| part.contains(name));
    let mut out = String::new();
    if begins.starts_with("[apps.") || begins.starts_with("[[apps.") {
        out += app;
    }
    if begins.starts_with("[apps.platforms") {
        out += platform;
    }
    out += part;
    if !has("[[apps") && !begins.starts_with("[apps.") {
        out = format!("{out}\n{app}");
    }
    if !has("[[apps.platforms]]") && !begins.starts_with("[apps.platforms") {
        out = format!("{out}\n{platform}");
    }
    out
}

#[test]
fn settings_are_understood() {
    let mut tried = 0;
    for block in blocks(&["toml"]) {
        // A page that shows the same table for each store names the store before it.
        let parts = block.text.split("# store = ");
        for part in parts.filter(|part| !part.trim().is_empty()) {
            let store = part.strip_prefix('"').and_then(|it| it.split('"').next());
            let (part, place) = (part.trim_start_matches(|it| it != '\n'), &block.place);
            let part = if store.is_some() { part } else { &*block.text };
            let settings: Settings =
                toml::from_str(&whole(part)).unwrap_or_else(|error| panic!("{place}: {error}"));
            let store =
                store.map(|name| Store::ALL.into_iter().find(|it| it.name() == name).unwrap());
            for platform in settings.apps.iter().flat_map(|app| &app.platforms) {
                let Some(proof) = platform.proof.clone() else {
                    continue;
                };
                let store = store.unwrap_or(platform.store);
                // The files that it names are not here; all that it says has to be known.
                let error = configure(store, proof, Path::new("/nowhere")).err();
                let error = error.map(|it| it.to_string()).unwrap_or_default();
                let is_form = ["unknown field", "missing field", "invalid type"];
                assert!(
                    !is_form.iter().any(|it| error.contains(it)),
                    "{place}: {error}"
                );
            }
            tried += 1;
        }
    }
    assert!(tried > 12, "only {tried} settings were found");
}

#[test]
fn edits_and_scenarios_are_understood() {
    let (mut edits, mut scenarios) = (0, 0);
    for block in blocks(&["json"]) {
        let Ok(Value::Array(values)) = serde_json::from_str(&block.text) else {
            continue;
        };
        if values.iter().all(|it| it.get("op").is_some()) {
            let read: Result<Vec<Operation>, _> = serde_json::from_str(&block.text);
            assert!(read.is_ok(), "{}: {read:?}", block.place);
            edits += 1;
        }
        if values.iter().all(|it| it.get("do").is_some()) {
            let played = scenario::play(&block.text);
            assert!(played.is_ok(), "{}: {:?}", block.place, played.err());
            scenarios += 1;
        }
    }
    assert!(
        edits > 0 && scenarios > 0,
        "{edits} edits, {scenarios} scenarios"
    );
}

/// Returns the lines of code, without comments at their ends and without their spaces.
fn plain(code: &str) -> Vec<String> {
    let lines = code.lines().map(|line| match line.split_once(';') {
        Some((statement, rest)) if rest.trim_start().starts_with("//") => format!("{statement};"),
        _ => line.to_owned(),
    });
    let lines = lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect()
}

#[test]
fn rust_is_compiled_as_it_is_shown() {
    let compiled = plain(concat!(
        include_str!("docs/shown.rs"),
        include_str!("docs/shown/program.rs"),
        include_str!("docs/shown/pages.rs")
    ));
    for block in blocks(&["rust"]) {
        let shown = plain(&block.text);
        let is_there = compiled.windows(shown.len()).any(|lines| lines == shown);
        assert!(
            is_there,
            "{}: host/tests/it/docs/shown.rs does not compile these lines",
            block.place
        );
    }
}

#[test]
fn a_list_of_customers_is_read() {
    let columns = include_str!("../../../docs/import.md");
    for block in blocks(&["csv"]) {
        let header = block.text.lines().next().unwrap();
        for column in header.split(',') {
            let named = columns.contains(&format!("`{column}`"));
            assert!(
                named,
                "{}: docs/import.md does not describe `{column}`",
                block.place
            );
        }
    }
}
