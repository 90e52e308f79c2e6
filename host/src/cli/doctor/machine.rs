//! The machine: the module and what compiles it, its cache, the clock, and the files that may be open.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

#[cfg(feature = "camera")]
use paywall_host::camera::{Camera, Chromium, Error, Options};
use paywall_host::{Engine, EngineOptions};

use super::super::{clock, source};
use super::found::Report;

/// The first moment of 2026, before which no clock of a running program can be right, in milliseconds.
const FIRST: u64 = 1_767_225_600_000;
/// The fewest open files with which a host has room for its connections and its database.
const FILES: u64 = 1_024;

/// Looks at the machine, and returns the engine if the module works.
pub(super) fn look(module: &source::Module, report: &mut Report) -> Option<Engine> {
    clock(report);
    cache(report);
    files(report);
    #[cfg(feature = "camera")]
    browser(report);
    let engine = engine(module, report)?;
    document(&engine, report);
    Some(engine)
}

/// Looks for the browser that takes pictures. Most machines need none.
#[cfg(feature = "camera")]
fn browser(report: &mut Report) {
    let what = "the browser for pictures";
    match Chromium::new(Options::default()) {
        Ok(found) => report.ok(what, found.version().lines().next().unwrap_or_default()),
        Err(Error::NoBrowser) => report.ok(
            what,
            "none; `paywall shoot` and the pictures of `paywall mcp` would need one",
        ),
        Err(error) => report.warn(
            "browser_unusable",
            what,
            error.to_string(),
            "install Chromium, or name one in the variable CHROMIUM; all but pictures works without",
        ),
    }
}

fn engine(module: &source::Module, report: &mut Report) -> Option<Engine> {
    let start = Instant::now();
    match module.engine(source::Purpose::Command) {
        Ok(engine) => {
            report.ok("the module", format!("ready {}", after(start.elapsed())));
            Some(engine)
        }
        Err(error) => {
            report.fail(
                "module_unusable",
                "the module",
                format!("{error:#}"),
                "build it with `cargo xtask wasm`, or name a file with --module",
            );
            None
        }
    }
}

fn document(engine: &Engine, report: &mut Report) {
    match engine.load(b"{}") {
        Ok(_) => report.ok("a document", "the module reads it"),
        Err(error) => report.fail(
            "module_unusable",
            "a document",
            error.to_string(),
            "the module is of another version than this program: build both from one commit",
        ),
    }
}

fn clock(report: &mut Report) {
    match clock::now() {
        now if now < FIRST => report.fail(
            "clock_wrong",
            "the clock",
            "it says that it is before 2026",
            "set the clock, and keep it right by NTP: purchases end by it",
        ),
        _ => report.ok("the clock", "it may be right"),
    }
}

fn cache(report: &mut Report) {
    const WHAT: &str = "the cache of the compiled module";
    let Some(folder) = EngineOptions::default().cache_dir else {
        return report.warn(
            "no_cache",
            WHAT,
            "this system names no folder for caches",
            "set XDG_CACHE_HOME; without a cache, each start compiles the module",
        );
    };
    match try_writing(&folder) {
        Ok(()) => report.ok(WHAT, folder.display().to_string()),
        Err(error) => report.warn(
            "no_cache",
            WHAT,
            format!("cannot write to {}: {error}", folder.display()),
            "make the folder writable; without a cache, each start compiles the module",
        ),
    }
}

/// Writes a file into a folder and takes it away again. A folder that is not there yet can be made if the one above can
/// be written to.
pub(super) fn try_writing(folder: &Path) -> std::io::Result<()> {
    let there = folder.ancestors().find(|it| it.is_dir());
    let file = there
        .unwrap_or(folder)
        .join(format!(".paywall-doctor-{}", std::process::id()));
    fs::write(&file, b"")?;
    fs::remove_file(&file)
}

/// Looks at the number of files that this program may have open, where the system tells (Linux).
fn files(report: &mut Report) {
    let Ok(limits) = fs::read_to_string("/proc/self/limits") else {
        return;
    };
    let line = limits.lines().find(|it| it.starts_with("Max open files"));
    let soft: Option<u64> = line.and_then(|it| it.split_whitespace().nth(3)?.parse().ok());
    match soft {
        Some(files) if files < FILES => report.warn(
            "few_files",
            "open files",
            format!("{files} at most"),
            "a host with many connections needs more: `ulimit -n 4096`, or LimitNOFILE= in a unit of systemd",
        ),
        Some(files) => report.ok("open files", format!("{files} at most")),
        None => {}
    }
}

/// Says how long something took.
fn after(time: Duration) -> String {
    format!("after {} ms", time.as_millis())
}
