//! What tests need beside the sources. What is missing is skipped and shown so, unless `REQUIRE` names it.

use std::env;

use anyhow::{Result, bail};

use crate::run::root;
use crate::tools;
use crate::wasm::{MODULE, dist};

/// The variable of the environment that names what must not be missing: `REQUIRE=shared,module,postgres,chromium`.
pub const REQUIRE: &str = "REQUIRE";

/// What there is to need, in the order of its being shown.
const NEEDS: [&str; 4] = ["shared", "module", "postgres", "chromium"];

/// Shows what is at hand and returns it, as a list of the same form: no test may be skipped for the lack of it.
///
/// # Errors
/// When something is required but missing.
pub fn find_all() -> Result<String> {
    let required = env::var(REQUIRE).unwrap_or_default();
    let mut found = Vec::new();
    for need in NEEDS {
        match find(need) {
            Ok(()) => {
                println!("{need:<9} at hand");
                found.push(need);
            }
            Err(error) => println!("{need:<9} missing, so tests of it are skipped: {error:#}"),
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

/// Finds one thing, or makes it where that is possible.
fn find(need: &str) -> Result<()> {
    match need {
        "shared" if !root().join("../shared").is_dir() => {
            bail!("there is no folder `shared` beside the repository (CONTRIBUTING.md)")
        }
        "module" if !dist().join(MODULE).is_file() => bail!("the module is not built"),
        "postgres" => tools::postgres(),
        "chromium" => tools::chromium().map(|_| ()),
        _ => Ok(()),
    }
}
