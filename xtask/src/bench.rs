//! Measurements of native code, wasmtime and Chromium in one run, as a table in `docs/benchmarks.md`.

use std::fmt::Write as _;
use std::fs;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::run::{capture, cargo, program, root};
use crate::{tools, wasm};

/// The measurements of the engine: the name of the row, its text, and the target.
const ENGINE: [(&str, &str, &str); 11] = [
    ("load", "read the document", ""),
    (
        "load and render once",
        "read it and render a first paywall",
        "",
    ),
    (
        "decision",
        "the decision alone, typed",
        "native at most 3 µs",
    ),
    ("decide", "decide, bytes to bytes", ""),
    (
        "render",
        "decide and render, bytes to bytes",
        "wasmtime at most 2 x native",
    ),
    (
        "snapshot",
        "decide and write a whole page, bytes to bytes",
        "",
    ),
    (
        "snapshot through the host",
        "a whole page as text, through `paywall-engine`",
        "at most 250 µs (4,000 a second)",
    ),
    (
        "load 1,000 rules",
        "read 1,000 rules of 5 conditions",
        "native at most 20,000 µs",
    ),
    (
        "decide among 1,000 rules",
        "decide among them, bytes to bytes",
        "native at most 50 µs, wasmtime at most 2 x native",
    ),
    (
        "one language",
        "render all stock paywalls in one language",
        "",
    ),
    (
        "twelve languages",
        "the same out of a document of twelve languages",
        "at most 1.05 x one language",
    ),
];

/// The measurements in the browser: the name of the figure, its text, and the target.
const BROWSER: [(&str, &str, &str); 12] = [
    ("loaded", "script start to document read, ms", ""),
    (
        "mounted",
        "script start to paywall complete in the DOM, ms",
        "",
    ),
    ("painted", "script start to painted, ms", ""),
    ("decide", "decide, ms", ""),
    ("render", "decide and render to HTML, ms", ""),
    ("selection", "product selection to DOM, ms", "at most 1"),
    ("page", "page change to DOM, ms", "at most 4"),
    ("mount", "mount into nothing, until laid out, ms", ""),
    (
        "hydrate",
        "take over what a server wrote, until laid out, ms",
        "",
    ),
    (
        "mount to hydrate",
        "times faster than mounting",
        "at least 3",
    ),
    ("nodes", "elements in the DOM", "at most 200"),
    ("heap", "JavaScript heap, bytes", ""),
];

/// The first heading of the part of the page that is written by hand, which stands at the end.
const KEPT: &str = "\n## The first paywall";

/// Measures everything and writes the page.
pub fn measure() -> Result<()> {
    let sizes = wasm::build()?;
    let engine = capture(cargo().args([
        "bench",
        "--quiet",
        "--package",
        "paywall-tests",
        "--bench",
        "engine",
    ]))?;
    let engine: Value = serde_json::from_slice(&engine).context("the engine's measurements")?;
    tools::node_modules()?;
    let mut browser = program("node");
    browser
        .arg("tests/browser/bench.mjs")
        .env("CHROMIUM", tools::chromium()?);
    let browser: Value =
        serde_json::from_slice(&capture(&mut browser)?).context("the browser's measurements")?;

    let mut page = heading(&engine);
    engine_table(&mut page, &engine)?;
    browser_table(&mut page, &browser)?;
    write!(page, "## Weight\n\n```text\n{sizes}\n```\n")?;
    let file = root().join("docs/benchmarks.md");
    page.push_str(kept(&fs::read_to_string(&file).unwrap_or_default()));
    println!("\n{page}");
    fs::write(file, page).context("could not write docs/benchmarks.md")
}

/// Returns the part of the page that this task does not measure, so that people measure it and write it down: the first
/// paywall beside others' and on a slow line, and a build from nothing, which needs a machine without anything compiled.
fn kept(page: &str) -> &str {
    page.find(KEPT).map_or("", |start| &page[start..])
}

fn heading(engine: &Value) -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!(
        "# Benchmarks\n\n\
         A paywall that is slow or heavy loses customers, so speed and size have targets, and this page compares them with measurements.\n\
         It is for people who change the engine, and for those who ask what it costs. `cargo xtask bench` writes it.\n\n\
         All figures are medians of one run on one machine. Compare ratios: the times themselves differ between machines.\n\
         The machine was {} {} with {cores} cores, shared with other work. The document was the {} one, with {} campaign rules.\n\n",
        std::env::consts::OS,
        std::env::consts::ARCH,
        engine["document"].as_str().unwrap_or_default(),
        engine["rules"],
    )
}

fn engine_table(page: &mut String, engine: &Value) -> Result<()> {
    page.push_str("## Engine\n\n| what | native, µs | wasmtime, µs | ratio | target |\n|---|--:|--:|--:|---|\n");
    let rows = engine["rows"].as_array().context("no rows")?;
    for (name, what, target) in ENGINE {
        let row = rows.iter().find(|row| row["name"] == name).context(name)?;
        let (native, wasmtime) = (row["native"].as_f64(), row["wasmtime"].as_f64());
        let time = |time: Option<f64>| time.map_or(String::new(), |time| format!("{time:.1}"));
        let ratio = native
            .zip(wasmtime)
            .map_or(String::new(), |(native, wasmtime)| {
                format!("{:.2}", wasmtime / native)
            });
        writeln!(
            page,
            "| {what} | {} | {} | {ratio} | {target} |",
            time(native),
            time(wasmtime)
        )?;
    }
    page.push('\n');
    Ok(())
}

fn browser_table(page: &mut String, browser: &Value) -> Result<()> {
    page.push_str("## Chromium\n\n| what | figure | target |\n|---|--:|---|\n");
    for (name, what, target) in BROWSER {
        let figure = browser[name]
            .as_f64()
            .map_or("-".to_owned(), |figure| match figure {
                whole if whole.fract() == 0.0 => format!("{whole}"),
                time => format!("{time:.2}"),
            });
        writeln!(page, "| {what} | {figure} | {target} |")?;
    }
    page.push('\n');
    Ok(())
}
