//! The packages that each crate makes its users compile: how many they are, and which they must not be.

use std::collections::BTreeSet;

use anyhow::Result;

use crate::run::{capture, cargo};

/// A promise to the users of a crate.
struct Promise {
    name: &'static str,
    /// The options of `cargo tree` that choose the crate and its features.
    chosen: &'static [&'static str],
    /// The largest number of packages, the crate included.
    most: usize,
    /// Packages that may not be among them.
    without: &'static [&'static str],
}

/// What a crate that only reads, decides or shows has no use for.
const OUTSIDE: [&str; 6] = [
    "aws-lc-sys",
    "libsqlite3-sys",
    "ring",
    "sqlx",
    "reqwest",
    "rustls",
];

const PROMISES: [Promise; 5] = [
    Promise {
        name: "an embedder of the engine",
        chosen: &["--package", "paywall-engine"],
        most: 100,
        without: &[
            "aws-lc-sys",
            "libsqlite3-sys",
            "ring",
            "paywall-runtime",
            "paywall-ledger",
        ],
    },
    Promise {
        name: "the ledger alone",
        chosen: &["--package", "paywall-ledger"],
        most: 20,
        without: &["paywall-runtime", "serde_json", "tokio"],
    },
    Promise {
        name: "a reader of stores' messages",
        chosen: &["--package", "paywall-stores", "--no-default-features"],
        most: 30,
        without: &OUTSIDE,
    },
    Promise {
        name: "a verifier of stores' messages",
        chosen: &["--package", "paywall-stores", "--features", "verify"],
        most: 160,
        without: &["wasmtime", "sqlx", "libsqlite3-sys"],
    },
    Promise {
        name: "the program with the preview only",
        chosen: &["--package", "paywall-host", "--no-default-features"],
        most: 198,
        without: &OUTSIDE,
    },
];

/// Compares what cargo would compile with the promises.
pub fn check() -> Result<Vec<String>> {
    let mut findings = Vec::new();
    for Promise {
        name,
        chosen,
        most,
        without,
    } in &PROMISES
    {
        let packages = packages(chosen)?;
        let count = packages.len();
        if count > *most {
            findings.push(format!("{name}: compiles {count} packages, {most} at most"));
        }
        for unwanted in *without {
            let mut names = packages.iter().filter_map(|it| it.split(' ').next());
            if names.any(|name| name == *unwanted) {
                findings.push(format!("{name}: compiles {unwanted}"));
            }
        }
    }
    Ok(findings)
}

/// Lists what is compiled into a crate, each package once, as `name vVERSION`.
fn packages(chosen: &[&str]) -> Result<BTreeSet<String>> {
    let tree = capture(
        cargo()
            .args(["tree", "--edges", "normal", "--prefix", "none"])
            .args(chosen),
    )?;
    let tree = String::from_utf8(tree)?;
    let words = |line: &str| line.split(' ').take(2).collect::<Vec<_>>().join(" ");
    Ok(tree.lines().map(words).collect())
}
