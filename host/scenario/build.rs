//! Builds the scenarios of `tests/scenarios` into the crate; their expected output is for the tests only.

use std::io;

use paywall_embed::Files;

fn main() -> io::Result<()> {
    let mut files = Files::new("../..")?;
    files.folder("tests/scenarios", "scenarios", |file| {
        file.ends_with(".json")
    })?;
    files.write("scenarios.rs")
}
