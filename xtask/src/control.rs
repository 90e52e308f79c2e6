//! The pages of the Control Center, made by `www/control/build.mjs`; the program has them built in.

use anyhow::Result;

use crate::run::{program, run};
use crate::tools;

/// Makes the pages in `www/dist-control`, and fails if a part weighs more than it may.
pub fn make() -> Result<()> {
    tools::node_modules()?;
    run(program("node").arg("www/control/build.mjs"))
}
