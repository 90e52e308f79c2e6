//! The example in Rust, compiled as it is shown.

use std::fs;

use paywall_host_testing::{file, needs};
use tempfile::TempDir;

#[path = "../../../../examples/rust/src/main.rs"]
#[allow(
    dead_code,
    clippy::print_stdout,
    reason = "the test calls what `main` calls, which talks to its user"
)]
mod shown;

#[needs(module)]
#[test]
fn the_example_decides_and_writes_a_page() {
    let folder = TempDir::new().unwrap();
    for (from, to) in [
        ("paywall-templates/new.json", "paywalls.json"),
        ("examples/products.json", "products.json"),
    ] {
        fs::copy(file(from), folder.path().join(to)).unwrap();
    }
    assert_eq!(shown::decide(folder.path()).unwrap(), "plans");
    let page = fs::read_to_string(folder.path().join("paywall.html")).unwrap();
    let plain = page.replace("&nbsp;", " ").replace('\u{a0}', " ");
    assert!(plain.contains("Monthly: 9,99 $"), "{page}");
}
