//! The site of the documentation, made by `www/site` of the pages in `docs` and of the module.

use anyhow::Result;

use crate::run::{program, run, target};
use crate::{tools, wasm};

/// Makes the site in `target/site`.
pub fn make() -> Result<()> {
    wasm::build()?;
    tools::node_modules()?;
    run(program("node")
        .arg("www/site/build.mjs")
        .arg(target().join("site")))
}
