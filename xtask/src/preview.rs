//! The preview page from nothing, in one command.

use anyhow::Result;

use crate::run::{cargo, program, run, target};
use crate::steps::Steps;
use crate::wasm;

/// Builds what is missing and serves the preview page until it is stopped; the program prints the address.
///
/// The program is built without databases and without what only the outside needs, and hardly optimised: a newcomer waits
/// for the compiler, not for the page.
pub fn serve(arguments: &[String]) -> Result<()> {
    let mut steps = Steps::new(3);
    steps.next("the module that browsers and the host run: 1 to 2 minutes the first time");
    wasm::build()?;
    steps.next("the program `paywall`, without databases: 3 to 5 minutes the first time");
    run(cargo().args([
        "build",
        "--package",
        "paywall-host",
        "--no-default-features",
    ]))?;
    steps.next("the preview page, until you stop it with Ctrl-C");
    let built = format!("debug/paywall{}", std::env::consts::EXE_SUFFIX);
    let program_file = target().join(built);
    run(program(&program_file.to_string_lossy())
        .arg("serve")
        .args(arguments))
}
