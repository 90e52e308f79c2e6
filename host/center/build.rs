//! Builds the pages and the module for browsers into the crate.

use std::io;

use paywall_embed::{Files, is_for_pages};

fn main() -> io::Result<()> {
    let mut files = Files::new("../..")?;
    files.folder("www/dist-control", "control", |_| true)?;
    files.folder("www/dist", "runtime", is_for_pages)?;
    files.leave_packed();
    files.write("pages.rs")
}
