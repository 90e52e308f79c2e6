//! The command `paywall new`, which writes a document to begin with: a small one, or a design of the gallery.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;
use paywall_host::gallery;

use super::output;

/// The document, which is also the example of docs/document.md.
const DOCUMENT: &str = include_str!("../../../paywall-templates/new.json");

#[derive(Args)]
pub(super) struct Arguments {
    /// The file to write, which must not be there yet [default: standard output]
    file: Option<PathBuf>,
    /// A design of the gallery to begin with, in place of the small document
    #[arg(long, value_name = "NAME")]
    template: Option<String>,
    /// Also write what a store says of the products, for `--products` of other commands
    #[arg(long, value_name = "FILE", requires = "template")]
    products: Option<PathBuf>,
    /// List the designs of the gallery
    #[arg(long, conflicts_with_all = ["file", "template"])]
    list: bool,
}

/// Writes the document. A file that is there already is left as it is.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    if arguments.list {
        output::print(list().as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    }
    let document = match &arguments.template {
        Some(name) => design(name)?.document(),
        None => DOCUMENT.as_bytes(),
    };
    if let Some(file) = &arguments.products {
        write(file, gallery::products())?;
    }
    let Some(file) = &arguments.file else {
        output::print(document)?;
        return Ok(ExitCode::SUCCESS);
    };
    write(file, document)?;
    let name = file.display();
    let products = match &arguments.products {
        Some(products) => format!(" --products {}", products.display()),
        None => String::new(),
    };
    let look = match cfg!(feature = "server") {
        true => "preview",
        false => "serve --config",
    };
    let next = format!(
        "{name}: check it with `paywall check {name}`, look at it with `paywall {look} {name}{products}`\n"
    );
    output::print(next.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// Finds a design of the gallery.
fn design(name: &str) -> Result<&'static gallery::Design> {
    let Some(design) = gallery::design(name) else {
        let names: Vec<_> = gallery::designs().iter().map(|one| &*one.name).collect();
        bail!(
            "the gallery has no design `{name}`: it has {}",
            names.join(", ")
        );
    };
    Ok(design)
}

/// Writes a line for each design: its name, and the kind of apps that it is for.
fn list() -> String {
    let line = |design: &gallery::Design| format!("{:10} {}\n", design.name, design.about);
    gallery::designs().iter().map(line).collect()
}

/// Writes a file that is not there yet.
fn write(file: &Path, bytes: &[u8]) -> Result<()> {
    let made = OpenOptions::new().write(true).create_new(true).open(file);
    made.and_then(|mut made| made.write_all(bytes))
        .with_context(|| format!("cannot write {}", file.display()))
}
