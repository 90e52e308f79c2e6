//! Builds in the scenarios of `tests/scenarios`. What they print is for the tests.

use std::io;

use paywall_embed::Files;

fn main() -> io::Result<()> {
    let mut files = Files::new("../..")?;
    files.folder("tests/scenarios", "scenarios", |file| {
        file.ends_with(".json")
    })?;
    files.write("scenarios.rs")
}
