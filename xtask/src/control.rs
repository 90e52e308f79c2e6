//! The pages of the Control Center, made by `www/control/build.mjs`; the program has them built in.

use anyhow::Result;

use crate::run::{program, run};
use crate::{model, tools};

/// Makes the pages in `www/dist-control`, and fails if a part weighs more than it may.
pub fn make() -> Result<()> {
    tools::node_modules()?;
    let model = model::build()?;
    let mut build = program("node");
    build
        .arg("www/control/build.mjs")
        .env("CONTROL_MODEL", model);
    run(&mut build)
}
