//! Writes all schemas into a folder: `cargo run -p paywall-schema --example write -- FOLDER`.

use std::path::PathBuf;

use paywall_schema::{Schema, write};

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(std::env::args_os().nth(1).unwrap_or_else(|| ".".into()));
    std::fs::create_dir_all(&folder)?;
    for schema in Schema::ALL {
        let text = format!("{:#}\n", write(schema));
        std::fs::write(folder.join(schema.file()), text)?;
    }
    Ok(())
}
