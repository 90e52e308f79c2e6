//! The commands `paywall shoot` and `paywall compare`: pictures of a document's states, and what changed in them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;

use anyhow::{Context, Result, anyhow};
use clap::Args;
use paywall_host::camera::album::{self, Cell, Done};
use paywall_host::camera::compare::{self, Change, Difference};
use paywall_host::camera::matrix::{self, Persona, State};
use paywall_host::camera::{Chromium, Options, Screen};
use paywall_host::{LoadedDocument, stock_document, stock_products};
use serde_json::{Map, Value, json};

use super::{output, source};

/// The moment that pages are written for, unless told otherwise: 1 January 2026. A clock that runs would change pages
/// that are the same.
const NOW: u64 = 1_767_225_600_000;

#[derive(Args)]
pub(super) struct Shoot {
    /// The documents [default: the stock document]
    documents: Vec<PathBuf>,
    /// The folder for the pictures and their list; it keeps what did not change
    #[arg(long, short, value_name = "FOLDER")]
    output: PathBuf,
    /// Also the longest language, one from the right, the dark, products without offers, and each persona
    #[arg(long)]
    matrix: bool,
    /// A customer to show the paywalls to: a request as JSON; may be given several times
    #[arg(long, value_name = "FILE", requires = "matrix")]
    persona: Vec<PathBuf>,
    /// Product details as the store gives them: a JSON array [default: those of the stock document]
    #[arg(long, value_name = "FILE")]
    products: Option<PathBuf>,
    /// The pixels of a picture for each CSS pixel
    #[arg(long, value_name = "NUMBER", default_value_t = 1.0)]
    scale: f64,
    /// A file that pages may load, by its address; may be given several times
    #[arg(long, value_name = "ADDRESS=FILE")]
    file: Vec<String>,
    /// Turn the browser's sandbox off, as root in CI; never on a server
    #[arg(long)]
    unsandboxed: bool,
    #[command(flatten)]
    module: source::Module,
}

#[derive(Args)]
pub(super) struct Compare {
    /// The folder with the pictures of before
    before: PathBuf,
    /// The folder with those of after
    after: PathBuf,
    /// A folder for pictures of the changed pixels
    #[arg(long, short, value_name = "FOLDER")]
    output: Option<PathBuf>,
    /// Write the differences as JSON
    #[arg(long)]
    json: bool,
    /// Exit with 1 if anything differs
    #[arg(long)]
    strict: bool,
}

/// Photographs the states of documents.
pub(super) fn shoot(arguments: &Shoot) -> Result<()> {
    let camera = Chromium::new(Options {
        program: None,
        unsandboxed: arguments.unsandboxed,
        files: files(&arguments.file)?,
    })?;
    let cells = cells(arguments)?;
    let at_once = thread::available_parallelism().map_or(2, |cores| cores.get().min(4));
    let done = album::fill(&arguments.output, &cells, &camera, at_once)?;
    output::print(said(&done, &arguments.output).as_bytes())
}

/// Says what differs between two folders.
pub(super) fn compare(arguments: &Compare) -> Result<ExitCode> {
    let Compare {
        before,
        after,
        output,
        ..
    } = arguments;
    let found = compare::folders(before, after, output.as_deref())?;
    if arguments.json {
        output::print(&output::pretty(&serde_json::to_vec(&found)?)?)?;
    } else {
        let lines: String = found.iter().map(line).collect();
        output::print(format!("{lines}{} states differ\n", found.len()).as_bytes())?;
    }
    let differs = arguments.strict && !found.is_empty();
    Ok(if differs {
        ExitCode::from(1)
    } else {
        ExitCode::SUCCESS
    })
}

/// Writes the pages of all states.
fn cells(arguments: &Shoot) -> Result<Vec<Cell>> {
    let engine = arguments.module.engine(source::Purpose::Command)?;
    let products = products(arguments)?;
    let personas: Result<Vec<_>> = arguments.persona.iter().map(|file| persona(file)).collect();
    let personas = personas?;
    let mut cells = Vec::new();
    for (name, bytes) in documents(&arguments.documents)? {
        let document = engine.load(&bytes).with_context(|| name.clone())?;
        let read: Value = serde_json::from_slice(document.json())?;
        let states = matrix::states(&read, &products, &personas, arguments.matrix);
        for state in states {
            let page = page(&document, &state).with_context(|| state.name.clone())?;
            cells.push(Cell {
                name: format!("{name}: {}", state.name),
                page,
                screen: Screen {
                    width: state.size.0,
                    height: state.size.1,
                    scale: arguments.scale,
                    dark: state.dark,
                },
            });
        }
    }
    Ok(cells)
}

/// Returns the documents, each with the name that its states begin with.
fn documents(files: &[PathBuf]) -> Result<Vec<(String, Vec<u8>)>> {
    if files.is_empty() {
        let stock = stock_document().context("no stock document is built in: name one")?;
        return Ok(vec![("stock".into(), stock.to_vec())]);
    }
    let read = |file: &PathBuf| {
        let name = file.file_stem().unwrap_or(file.as_os_str());
        Ok((name.to_string_lossy().into_owned(), source::read(file)?))
    };
    files.iter().map(read).collect()
}

fn products(arguments: &Shoot) -> Result<Value> {
    match (&arguments.products, stock_products()) {
        (Some(file), _) => serde_json::from_slice(&source::read(file)?)
            .with_context(|| format!("{}: no JSON", file.display())),
        (None, Some(stock)) if arguments.documents.is_empty() => Ok(serde_json::from_slice(stock)?),
        (None, _) => Ok(Value::Null),
    }
}

/// Writes the page of a state.
fn page(document: &LoadedDocument, state: &State) -> Result<String> {
    let mut request = state.request.clone();
    request.entry("now").or_insert(NOW.into());
    // The page is part of the picture's key, and a nonce is nothing that can be seen.
    request.insert("page".into(), json!({"nonce": "paywall"}));
    let request = serde_json::to_vec(&request)?;
    Ok(document.snapshot(&request)?.ok.html)
}

/// Reads a customer; the name is that of the file.
fn persona(file: &Path) -> Result<Persona> {
    let request: Map<String, Value> = serde_json::from_slice(&source::read(file)?)
        .with_context(|| format!("{}: no request", file.display()))?;
    let name = file.file_stem().unwrap_or(file.as_os_str());
    Ok(Persona {
        name: name.to_string_lossy().into_owned(),
        request,
    })
}

/// Reads the files that pages may load.
fn files(given: &[String]) -> Result<BTreeMap<String, Vec<u8>>> {
    let read = |given: &String| {
        // Addresses may have `=` in them, in their queries.
        let (address, file) = given
            .rsplit_once('=')
            .ok_or_else(|| anyhow!("--file {given}: expected ADDRESS=FILE"))?;
        Ok((address.to_owned(), source::read(Path::new(file))?))
    };
    given.iter().map(read).collect()
}

fn said(done: &Done, folder: &Path) -> String {
    let Done {
        states,
        pictures,
        taken,
        removed,
    } = done;
    let folder = folder.display();
    format!(
        "{folder}: {states} states, {pictures} pictures, {taken} of them new, {removed} removed\n"
    )
}

fn line(difference: &Difference) -> String {
    let cell = &difference.cell;
    match &difference.change {
        Change::Added => format!("new      {cell}\n"),
        Change::Removed => format!("gone     {cell}\n"),
        Change::Size => format!("size     {cell}\n"),
        Change::Pixels { share, .. } => format!("{:6.2} % {cell}\n", share * 100.0),
    }
}
