//! The document and the module of a command.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;
use paywall_host::answer::Warning;
use paywall_host::check::Hints;
use paywall_host::{
    Engine, EngineOptions, Error, LoadedDocument, ModuleSource, stock_document, stock_products,
};

use super::output;

#[derive(Args)]
pub(super) struct Module {
    /// The module to run, in place of the one built in
    #[arg(long, value_name = "FILE")]
    module: Option<PathBuf>,
}

#[derive(Args)]
pub(super) struct Document {
    /// The document: JSON, gzip of it, or {"initial_config": base64(gzip(JSON))} [default: the stock document]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Product details as the store gives them: a JSON array [default: those of the stock document]
    #[arg(long, value_name = "FILE")]
    products: Option<PathBuf>,
    #[command(flatten)]
    module: Module,
}

/// What is told of a start that takes its time.
const COMPILING: &str =
    "compiling the module for this computer; it is kept, so that later starts are quick\n";
/// The time after which it is told.
const PATIENCE: Duration = Duration::from_secs(1);

/// Does something, and says what it is if that takes long: a terminal that says nothing looks broken.
fn patiently<T>(what: &'static str, work: impl FnOnce() -> T) -> T {
    let (done, wait) = mpsc::channel::<()>();
    let teller = thread::spawn(move || {
        if wait.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
            output::tell(what);
        }
    });
    let result = work();
    drop(done);
    // Nothing is to be told once the work is done.
    let _ = teller.join();
    result
}

/// The purpose of an engine.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// A command that ends by itself.
    Command,
    /// Requests from people at this machine.
    Page,
    /// Requests of customers, for days.
    Host,
}

impl Module {
    /// Makes the engine.
    pub(super) fn engine(&self, purpose: Purpose) -> Result<Engine> {
        let module = self
            .module
            .clone()
            .map_or(ModuleSource::Embedded, ModuleSource::File);
        let usual = EngineOptions::default();
        let options = EngineOptions {
            module,
            // A server must go on, whatever it is asked; a command can be ended by hand.
            interruptible: purpose != Purpose::Command,
            // Whoever waits for a command or a page waits for the compiler, too.
            inlining: purpose == Purpose::Host && usual.inlining,
            ..usual
        };
        Ok(patiently(COMPILING, || Engine::new(options))?)
    }
}

impl Document {
    /// Loads the document for a command.
    pub(super) fn load(&self) -> Result<LoadedDocument> {
        self.load_in(&self.module.engine(Purpose::Command)?)
    }

    /// Loads the document, and another one to compare it with.
    pub(super) fn load_with(
        &self,
        other: Option<&Path>,
    ) -> Result<(LoadedDocument, Option<LoadedDocument>)> {
        let engine = self.module.engine(Purpose::Command)?;
        let document = self.load_in(&engine)?;
        let other = other.map(|file| Ok::<_, anyhow::Error>(engine.load(&read(file)?)?));
        Ok((document, other.transpose()?))
    }

    /// Loads the document into an engine that answers requests from outside.
    pub(super) fn load_to_serve(&self) -> Result<LoadedDocument> {
        self.load_in(&self.module.engine(Purpose::Page)?)
    }

    /// Loads the document that was named, or the stock document.
    fn load_in(&self, engine: &Engine) -> Result<LoadedDocument> {
        let bytes = match &self.config {
            Some(file) => read(file)?,
            None => stock_document()
                .context("no stock document is built in: name one with --config")?
                .to_vec(),
        };
        Ok(engine.load(&bytes)?)
    }

    /// Returns the product details to use, or None if there are none.
    pub(super) fn products(&self) -> Result<Option<Vec<u8>>> {
        match &self.products {
            Some(file) => read(file).map(Some),
            None if self.config.is_none() => Ok(stock_products().map(<[u8]>::to_vec)),
            None => Ok(None),
        }
    }

    /// Returns true if product details were named, rather than taken from stock.
    pub(super) fn names_products(&self) -> bool {
        self.products.is_some()
    }
}

/// Writes warnings about a document to standard error, each with what was perhaps meant.
pub(super) fn warn(document: &LoadedDocument, warnings: &[Warning]) {
    output::warn(&meaning(document, warnings));
}

/// Adds to warnings about a document what was perhaps meant.
pub(super) fn meaning(document: &LoadedDocument, warnings: &[Warning]) -> Vec<Warning> {
    if warnings.is_empty() {
        return Vec::new();
    }
    let hints = Hints::of(document.json());
    let warnings = warnings.iter().map(|warning| {
        let path = warning.path.as_deref();
        let hint = hints.hint(&warning.code, path, &warning.message);
        Warning {
            message: format!("{}{hint}", warning.message),
            ..warning.clone()
        }
    });
    warnings.collect()
}

/// Adds to an error what was perhaps meant by a name that the document lacks.
pub(super) fn meant(document: &LoadedDocument) -> impl Fn(Error) -> Error {
    |error| match error {
        Error::Refused(mut refusal) => {
            let hints = Hints::of(document.json());
            let path = refusal.path.as_deref();
            refusal.message += &hints.hint(&refusal.code, path, &refusal.message);
            Error::Refused(refusal)
        }
        other => other,
    }
}

/// Reads a file, and names it if that fails.
pub(super) fn read(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("cannot read {}", file.display()))
}
