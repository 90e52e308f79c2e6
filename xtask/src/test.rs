//! Every check and every test of the project, in the order that fails fastest.

use std::process::Command;

use anyhow::{Result, anyhow, bail};

use crate::needs;
use crate::report::Report;
use crate::run::{cargo, program, root, run, run_lines, target};
use crate::size::{BUDGET, FIRST_BUDGET, LOCALE_BUDGET, Sizes};
use crate::wasm::{self, MODULE, dist};
use crate::{control, sbom, supply, tidy, tools};

/// The engines of browsers: the names of their needs, and of what is skipped without them.
const ENGINES: [(&str, &str); 3] = [
    ("chromium", "tests in Chromium"),
    ("firefox", "tests in Firefox"),
    ("webkit", "tests in WebKit"),
];

/// The seconds of fuzzing in each target.
const SECONDS: &str = "12";

/// Runs everything, prints a summary, and fails if anything did.
pub fn run_all() -> Result<()> {
    let mut report = Report::default();
    report.section("format", || run(cargo().args(["fmt", "--all", "--check"])));
    report.section("JavaScript's format and rules", scripts);
    report.section("tidy", tidy::check);
    report.section("module and its size", || check_budget(&wasm::build()?));
    report.section("the Control Center's pages and their sizes", control::make);
    let mut found = String::new();
    report.section("what tests need", || {
        found = needs::find_all()?;
        Ok(())
    });
    report.section("bills of materials", sbom::write);
    supply_chain(&mut report, &found);
    report.section("clippy", || {
        run(&mut clippy(&["--workspace", "--all-targets"]))
    });
    report.section("clippy, WebAssembly", || {
        tools::wasm_target()?;
        let target = [
            "--package",
            "paywall-runtime",
            "--target",
            "wasm32-unknown-unknown",
        ];
        run(&mut clippy(&target))
    });
    report.section("Rust tests", || rust_tests(&found));
    report.section("fuzzing", || fuzz(&["--seconds".into(), SECONDS.into()]));
    if found.contains("miri") {
        report.section("allocator, under Miri", || {
            let args = ["+nightly", "miri", "test", "--quiet", "--locked"];
            let mut miri = cargo();
            miri.args(args).args(["--package", "paywall-heap"]);
            run(miri.env("MIRIFLAGS", "-Zmiri-strict-provenance"))
        });
    } else {
        report.skip("allocator, under Miri", "miri is missing");
    }
    report.section("Handlebars' grammar, beside pest", || {
        let folder = root().join("runtime/grammar/official");
        let args = ["test", "--workspace", "--quiet", "--locked"];
        run(cargo().args(args).current_dir(folder))
    });
    report.section("JavaScript's types", types);
    report.section("Node tests", || node_tests("tests/node"));
    in_chromium(&mut report, &found);
    report.section("tests in three engines", || engine_tests(&found));
    for (engine, tests) in ENGINES {
        if !found.contains(engine) {
            report.skip(tests, "it is missing");
        }
    }
    report.finish()
}

/// Searches for inputs that break something, with the stable compiler (`fuzz/README.md`).
pub fn fuzz(arguments: &[String]) -> Result<()> {
    // The whole workspace, so that packages have the features that they have in tests, and are not compiled again.
    let build = ["build", "--quiet", "--locked", "--workspace"];
    run(cargo().args(build).args(["--bin", "paywall-fuzz"]))?;
    let built = format!("debug/paywall-fuzz{}", std::env::consts::EXE_SUFFIX);
    run(program(&target().join(built).to_string_lossy()).args(arguments))
}

/// Checks what others wrote: by the lists of this project, and by the databases that can be reached.
fn supply_chain(report: &mut Report, found: &str) {
    let mut section = |need: &str, name, check: fn() -> Result<()>| {
        if found.split(',').any(|it| it == need) {
            report.section(name, check);
        } else {
            report.skip(name, &format!("{need} is missing"));
        }
    };
    section("deny", "licences and sources", supply::licences_and_sources);
    section("advisories", "RustSec's advisories", supply::advisories);
    section("npm-advisories", "npm's advisories", supply::npm_advisories);
}

/// Rewrites the expected answers of the shared cases by those of the native library, the outcomes of the ledger's
/// scenarios, the tables of docs/document.md, and the pinned list of imports.
pub fn bless() -> Result<()> {
    wasm::build()?;
    let tests = [
        "test",
        "--package",
        "paywall-tests",
        "--test",
        "it",
        "--",
        "cases::",
        "imports::",
    ];
    run(cargo().args(tests).env("BLESS", "1"))?;
    let scenarios = ["test", "--package", "paywall-scenario", "--test", "it"];
    run(cargo().args(scenarios).env("BLESS", "1"))?;
    let reference = [
        "test",
        "--package",
        "paywall-schema",
        "--test",
        "it",
        "--",
        "page::",
    ];
    run(cargo().args(reference).env("BLESS", "1"))?;
    println!("read the difference before you commit it: git diff tests/ docs/");
    Ok(())
}

fn clippy(what: &[&str]) -> Command {
    let mut command = cargo();
    command
        .args(["clippy", "--quiet", "--locked"])
        .args(what)
        .args(["--", "-D", "warnings"]);
    command
}

fn check_budget(sizes: &Sizes) -> Result<()> {
    let weight = sizes.sum().brotli;
    if weight > BUDGET {
        bail!(
            "{MODULE} and its JavaScript weigh {weight} bytes, {} over the budget",
            weight - BUDGET
        );
    }
    let limits = [
        (sizes.first(), FIRST_BUDGET),
        (sizes.locale(), LOCALE_BUDGET),
    ];
    for (apart, budget) in sizes.apart().chain(limits) {
        if apart.brotli > budget {
            bail!("{} weighs more than {budget} bytes", apart.name);
        }
    }
    Ok(())
}

/// Runs all Rust tests, and shows of those that passed only how many they are. What was found may not be skipped.
fn rust_tests(found: &str) -> Result<()> {
    let mut command = cargo();
    command
        .args(["test", "--locked", "--workspace", "--no-fail-fast"])
        .env(needs::REQUIRE, found);
    let mut skipped = 0;
    let mut failed = String::new();
    let outcome = run_lines(&mut command, |line| {
        skipped += usize::from(line.contains("... ignored"));
        if line.starts_with("test ") && line.ends_with("... FAILED") {
            failed.extend(["\n  ", line]);
        }
        if !line.is_empty() && !line.ends_with("... ok") && !line.starts_with("running ") {
            println!("{line}");
        }
    });
    println!("{skipped} tests were skipped");
    outcome.map_err(|error| anyhow!("{error:#}{failed}"))
}

/// Checks the format of all JavaScript, and the rules of `biome.json`.
fn scripts() -> Result<()> {
    let biome = tools::node_modules()?.join("@biomejs/biome/bin/biome");
    run(program("node")
        .arg(biome)
        .args(["check", "--error-on-warnings"]))
}

/// Compiles every project of `tests/types`: the npm package's types as apps use them, its JavaScript beside them, and the
/// pages and test helpers.
fn types() -> Result<()> {
    let compiler = tools::node_modules()?.join("typescript/bin/tsc");
    for project in ["tsconfig", "javascript", "pages", "control"] {
        let file = format!("tests/types/{project}.json");
        run(program("node").arg(&compiler).args(["-p", &file]))?;
    }
    Ok(())
}

/// Runs the tests that all engines share, in those that were found.
fn engine_tests(found: &str) -> Result<()> {
    let names = ENGINES.map(|(name, _)| name);
    let engines: Vec<&str> = found.split(',').filter(|it| names.contains(it)).collect();
    if engines.is_empty() {
        return Ok(());
    }
    let mut command = tests_of("tests/engines", &["--test-timeout=300000"])?;
    if engines.contains(&"chromium") {
        command.env("CHROMIUM", tools::chromium()?);
    }
    if engines.contains(&"firefox") {
        command.env("FIREFOX", tools::firefox()?);
    }
    run(command.env("ENGINES", engines.join(",")))
}

/// Runs the tests that only Chromium runs.
fn in_chromium(report: &mut Report, found: &str) {
    let (browser, bundlers) = ("browser tests", "the npm package in bundlers");
    if found.contains("chromium") {
        report.section(browser, || node_tests("tests/browser"));
        report.section(bundlers, bundler_tests);
    } else {
        report.skip(browser, "Chromium is missing");
        report.skip(bundlers, "Chromium is missing");
    }
}

/// Tries the package as it would be published, in the bundlers that start quickly.
fn bundler_tests() -> Result<()> {
    tools::bundlers()?;
    packaged_tests("tests/packages")
}

/// Tries the package as it would be published in everything: bundlers, frameworks and workers.
pub fn bundlers() -> Result<()> {
    wasm::build()?;
    bundler_tests()?;
    tools::frameworks()?;
    packaged_tests("tests/packages/frameworks")
}

/// Runs the tests of a folder one file after the other, as they share the installed package.
fn packaged_tests(folder: &str) -> Result<()> {
    let mut command = tests_of(folder, &["--test-concurrency=1"])?;
    run(command.env("CHROMIUM", tools::chromium()?))
}

/// Runs every test of a folder in Node, or in Chromium by Node.
fn node_tests(folder: &str) -> Result<()> {
    // Node leaves one processor free, which on two of them means one file after the other; each waits most of its time.
    let mut command = tests_of(folder, &["--test-concurrency=2"])?;
    if folder.ends_with("browser") {
        command.env("CHROMIUM", tools::chromium()?);
        // The Rust tests have built the program already.
        command.env("PAYWALL", target().join("debug/paywall"));
    }
    run(&mut command)
}

/// Returns what runs every `*.test.mjs` of a folder with Node's own test runner.
fn tests_of(folder: &str, options: &[&str]) -> Result<Command> {
    tools::node_modules()?;
    let mut files: Vec<_> = std::fs::read_dir(root().join(folder))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.to_string_lossy().ends_with(".test.mjs"))
        .collect();
    files.sort();
    if files.is_empty() {
        bail!("no tests in {folder}");
    }
    let mut command = program("node");
    command
        .arg("--test")
        .args(options)
        .env("PAYWALL_MODULE", dist().join(MODULE))
        .args(files);
    Ok(command)
}
