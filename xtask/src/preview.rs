//! The Control Center from nothing, in one command.

use anyhow::Result;

use crate::run::{cargo, program, run, target};
use crate::steps::Steps;
use crate::{control, wasm};

/// Builds what is missing and opens the Control Center until it is stopped; the program prints the address.
///
/// The program is built without what only assistants, cameras and shells need, and hardly optimised: a newcomer waits for the
/// compiler, not for the page.
pub fn serve(arguments: &[String]) -> Result<()> {
    let mut steps = Steps::new(4);
    steps.next("the module that browsers and the host run: 1 to 2 minutes the first time");
    wasm::build()?;
    steps.next("the pages of the Control Center: 1 minute the first time");
    control::make()?;
    steps.next("the program `paywall`: 5 to 8 minutes the first time");
    run(cargo().args([
        "build",
        "--package",
        "paywall-host",
        "--no-default-features",
        "--features",
        "server",
    ]))?;
    steps.next("the Control Center, until you stop it with Ctrl-C");
    let built = format!("debug/paywall{}", std::env::consts::EXE_SUFFIX);
    let program_file = target().join(built);
    let mut preview = program(&program_file.to_string_lossy());
    preview.arg("preview").args(arguments);
    if !arguments.iter().any(|it| names_folder(it)) {
        preview.arg("--data").arg(target().join("control-center"));
    }
    run(&mut preview)
}

/// Returns whether an argument says where the sample app is kept.
fn names_folder(argument: &str) -> bool {
    argument == "--data" || argument.starts_with("--data=")
}
