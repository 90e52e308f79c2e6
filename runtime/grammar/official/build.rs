//! Finds the grammar of the linked Handlebars crate.
//!
//! A derive takes the path of a grammar only as a literal, so this writes a macro that holds it: `handlebars!(Derive)`
//! is a parser of that grammar by `Derive`.

use std::error::Error;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=../../../Cargo.lock");
    let grammar = Path::new(&handlebars()?).with_file_name("src/grammar.pest");
    let code = format!(
        "#[macro_export]
        macro_rules! handlebars {{
            ($derive:path) => {{
                #[derive($derive)]
                #[grammar = {grammar:?}]
                pub struct Handlebars;
            }};
        }}"
    );
    let folder = env::var("OUT_DIR")?;
    fs::write(Path::new(&folder).join("handlebars.rs"), code)?;
    Ok(())
}

/// Returns the path of the crate's manifest.
fn handlebars() -> Result<String, Box<dyn Error>> {
    let cargo = Command::new(env::var("CARGO")?)
        .args(["metadata", "--format-version", "1", "--locked"])
        .args(["--manifest-path", "../../../Cargo.toml"])
        .output()?;
    let metadata: serde_json::Value = serde_json::from_slice(&cargo.stdout)?;
    for package in metadata["packages"].as_array().into_iter().flatten() {
        if package["name"] == "handlebars"
            && let Some(manifest) = package["manifest_path"].as_str()
        {
            return Ok(manifest.to_owned());
        }
    }
    Err("handlebars is not linked".into())
}
