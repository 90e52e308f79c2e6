//! The command `paywall texts`: the texts of a document on their way to translators and back.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use clap::{Args, Subcommand, ValueEnum};
use paywall_host::texts::{self, Section, csv, xliff};

use super::{output, source};

#[derive(Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Write the texts of a document for translators
    Export(Export),
    /// Put translations into a document, and say what is left out
    Import(Import),
    /// Give the texts of a document keys, in the place of which tokens stand then
    Extract(Extract),
    /// Write a document in one language, for readers that know no keys
    Flatten(Extract),
}

#[derive(Args)]
struct Export {
    /// The document, as plain JSON
    #[arg(value_name = "DOCUMENT")]
    document: PathBuf,
    /// The form of the file
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
    /// The language to translate into, which the document may lack so far; CSV without it has all languages
    #[arg(long, value_name = "TAG", required_if_eq("format", "xliff"))]
    locale: Option<String>,
    /// Write the file here instead of to standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// A table with a column for each language
    Csv,
    /// XLIFF 1.2, in which tokens and tags are protected
    Xliff,
}

#[derive(Args)]
struct Import {
    /// The document, as plain JSON
    #[arg(value_name = "DOCUMENT")]
    document: PathBuf,
    /// The files: CSV, or XLIFF 1.2 or 2
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Write the document here, which may be the same file, instead of to standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Args)]
struct Extract {
    /// The document, as plain JSON
    #[arg(value_name = "DOCUMENT")]
    document: PathBuf,
    /// The language; without it, the default language of the document
    #[arg(long, value_name = "TAG")]
    locale: Option<String>,
    /// Write the document here, which may be the same file, instead of to standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Result<()> {
    match &arguments.what {
        What::Export(export) => {
            let document = read(&export.document)?;
            let file = match (export.format, &export.locale) {
                (Format::Xliff, Some(locale)) => xliff::write(&document, locale)?,
                (_, locale) => csv::write(&document, locale.as_deref())?,
            };
            output::write(export.output.as_deref(), file.as_bytes())
        }
        What::Import(arguments) => import(arguments),
        What::Extract(arguments) => {
            let document = read(&arguments.document)?;
            let (document, count) = texts::extract(&document, arguments.locale.as_deref())?;
            output::write(arguments.output.as_deref(), document.as_bytes())?;
            output::tell(&format!("{count} texts have keys now\n"));
            Ok(())
        }
        What::Flatten(arguments) => {
            let document = read(&arguments.document)?;
            let document = texts::flat(&document, arguments.locale.as_deref())?;
            output::write(arguments.output.as_deref(), document.as_bytes())
        }
    }
}

/// Puts the translations of all files into the document, and says what is left out of it.
fn import(arguments: &Import) -> Result<()> {
    let mut document = read(&arguments.document)?;
    let section = Section::read(&document)?.ok_or(texts::Error::NoTexts)?;
    let mut changed = 0;
    for file in &arguments.files {
        let text = read(file)?;
        let is_xml = text
            .trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t'])
            .starts_with('<');
        let translations = if is_xml {
            xliff::read(&text, section.default())
        } else {
            csv::read(&text, section.default())
        };
        let translations =
            translations.with_context(|| format!("cannot read {}", file.display()))?;
        let merged = texts::merge(&document, &translations)?;
        for left in &merged.left {
            let place = format!("{}:{}", file.display(), left.line);
            output::tell(&output::line(
                "note",
                left.code,
                &left.message,
                Some(&place),
            ));
        }
        document = merged.document;
        changed += merged.changed;
    }
    output::write(arguments.output.as_deref(), document.as_bytes())?;
    output::tell(&format!("{changed} texts are new or changed\n"));
    Ok(())
}

/// Reads a file of text: UTF-8, or UTF-16 with the mark that spreadsheets write before it.
fn read(file: &Path) -> Result<String> {
    let bytes = source::read(file)?;
    let wide = |bytes: &[u8], of: fn([u8; 2]) -> u16| {
        let units = bytes
            .chunks_exact(2)
            .filter_map(|pair| Some(of(pair.try_into().ok()?)));
        String::from_utf16(&units.collect::<Vec<_>>())
    };
    let name = file.display();
    match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes).with_context(|| format!("expected UTF-16 in {name}")),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes).with_context(|| format!("expected UTF-16 in {name}")),
        _ => String::from_utf8(bytes).map_err(|error| {
            let good = error.utf8_error().valid_up_to();
            let before = error.as_bytes().get(..good).unwrap_or_default();
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            anyhow!("expected UTF-8 in {name}, line {line} has something else: save it as \"CSV UTF-8\" in Excel, or choose UTF-8 as the character set in LibreOffice")
        }),
    }
}
