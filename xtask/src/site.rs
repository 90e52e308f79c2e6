//! The site of the documentation, made by `www/site` of the pages in `docs`, of the module, and of what the code says of
//! itself.

use anyhow::Result;

use crate::run::{cargo, program, run, target};
use crate::{tools, wasm};

/// The crates that other programs embed.
const EMBEDDED: [&str; 3] = ["paywall-engine", "paywall-ledger", "paywall-check"];

/// Makes the site in `target/site`.
pub fn make() -> Result<()> {
    wasm::build()?;
    tools::node_modules()?;
    let packages = EMBEDDED.iter().flat_map(|name| ["--package", name]);
    // A name in a doc that leads nowhere is an error, as a link on any other page is.
    run(cargo()
        .env("RUSTDOCFLAGS", "--deny warnings")
        .args(["doc", "--quiet", "--locked", "--no-deps"])
        .args(packages))?;
    // It says what the reference of the command line and of the HTTP API is made of.
    let build = ["build", "--quiet", "--locked", "--package", "paywall-host"];
    run(cargo().args(build).args(["--bin", "paywall"]))?;
    run(program("node")
        .arg("www/site/build.mjs")
        .arg(target().join("site")))
}
