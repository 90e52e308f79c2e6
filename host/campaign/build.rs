//! Builds the campaign templates into the crate.

use std::io;

use paywall_embed::Files;

fn main() -> io::Result<()> {
    let mut files = Files::new("../..")?;
    files.folder("paywall-templates/campaigns", "campaigns", |file| {
        file.ends_with(".json")
    })?;
    files.write("templates.rs")
}
