//! Tests of imports.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod adapty;
mod codes;
mod files;
mod languages;
mod mutated;
mod others;
mod small;
mod templates;

/// Asserts that each of these codes is among an import's findings.
fn says(imported: &paywall_import::Import, codes: &[&str]) {
    let findings = imported.report.findings().iter();
    let said: Vec<_> = findings.map(|finding| finding.code).collect();
    for code in codes {
        assert!(said.contains(code), "{code} is not among {said:?}");
    }
}
