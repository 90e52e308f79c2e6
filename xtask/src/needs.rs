//! The needs of tests beside the sources. Tests that lack one are skipped and shown so, unless `REQUIRE` names it.

use std::env;

use anyhow::{Result, bail};

use crate::run::root;
use crate::supply;
use crate::tools;
use crate::wasm::{MODULE, dist};

/// The environment variable that names needs which must be met: `REQUIRE=shared,module,postgres,chromium`.
pub const REQUIRE: &str = "REQUIRE";

/// All needs, in the order in which they are shown.
const NEEDS: [&str; 11] = [
    "shared",
    "module",
    "postgres",
    "chromium",
    "firefox",
    "webkit",
    "older",
    "deny",
    "advisories",
    "npm-advisories",
    "miri",
];

/// Shows the needs that are met, and returns them as a list of the same form: no test may be skipped for the lack of one.
///
/// # Errors
/// When a need is required but not met.
pub fn find_all() -> Result<String> {
    let required = env::var(REQUIRE).unwrap_or_default();
    let mut found = Vec::new();
    for need in NEEDS {
        match find(need) {
            Ok(()) => {
                println!("{need:<14} at hand");
                found.push(need);
            }
            Err(error) => println!("{need:<14} missing, so tests of it are skipped: {error:#}"),
        }
    }
    for need in required.split(',').filter(|need| !need.is_empty()) {
        if !NEEDS.contains(&need) {
            bail!("{REQUIRE} names {need}; there are {}", NEEDS.join(", "));
        }
        if !found.contains(&need) {
            bail!("{REQUIRE} names {need}, which is missing");
        }
    }
    Ok(found.join(","))
}

/// Meets one need, by making the thing if that is possible.
fn find(need: &str) -> Result<()> {
    match need {
        "shared" if !root().join("../shared").is_dir() => {
            bail!("there is no folder `shared` beside the repository (CONTRIBUTING.md)")
        }
        "module" if !dist().join(MODULE).is_file() => bail!("the module is not built"),
        "postgres" => tools::postgres(),
        "chromium" => tools::chromium().map(|_| ()),
        "firefox" => tools::firefox().map(|_| ()),
        "webkit" => tools::webkit(),
        "older" => tools::older_engines(),
        "deny" => supply::cargo_deny().map(|_| ()),
        "advisories" => supply::fetch_advisories(),
        "npm-advisories" => supply::reach_npm_advisories(),
        "miri" => tools::miri(),
        _ => Ok(()),
    }
}
