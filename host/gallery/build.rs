//! Builds the gallery into the crate.

use std::io;

use paywall_embed::Files;

fn main() -> io::Result<()> {
    let mut files = Files::new("../..")?;
    files.folder("paywall-templates/gallery", "gallery", |file| {
        file.ends_with(".json") || file.ends_with(".jpg")
    })?;
    files.write("gallery.rs")
}
