//! Texts as a table: a column with the keys, one with the place where each is used, and one for each language, the default one first.

use crate::context::context;
use crate::usage::usage;
use crate::{Error, Section, Translation};

/// The columns that are no language.
const KEY: &str = "key";
const CONTEXT: &str = "context";

/// Writes the texts of a document, of all languages or of one and the default one. A text that a language lacks is empty.
///
/// # Errors
/// Fails for a document that is no JSON or has no texts, and for a language that it lacks.
pub fn write(document: &str, locale: Option<&str>) -> Result<String, Error> {
    let section = Section::read(document)?.ok_or(Error::NoTexts)?;
    let usage = usage(document)?;
    let json = serde_json::from_str(document)?;
    let mut columns = vec![section.default()];
    columns.extend(section.wanted(locale)?);
    let mut out = csv::Writer::from_writer(Vec::new());
    let head = [KEY, CONTEXT].into_iter().chain(columns.iter().copied());
    out.write_record(head).map_err(wrong)?;
    for (key, _) in section.texts(section.default()) {
        let texts = columns
            .iter()
            .map(|locale| section.text(locale, key).unwrap_or_default());
        let paths = usage.keys.get(key).map(Vec::as_slice).unwrap_or_default();
        let context = context(&json, paths);
        out.write_record([key, context.as_str()].into_iter().chain(texts))
            .map_err(wrong)?;
    }
    let bytes = out
        .into_inner()
        .map_err(|error| Error::Csv(error.to_string()))?;
    // Spreadsheets take a file for UTF-8 by this mark alone.
    Ok(format!("\u{feff}{}", String::from_utf8_lossy(&bytes)))
}

/// Reads translations. `default` is the language that they were made of.
///
/// # Errors
/// Fails for a file that is no such table.
pub fn read(text: &str, default: &str) -> Result<Vec<Translation>, Error> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let head = text.lines().next().unwrap_or_default();
    // Spreadsheets write the sign that their country does.
    let count = |sign: u8| head.bytes().filter(|byte| *byte == sign).count();
    let delimiter = [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|sign| (count(*sign), *sign == b','));
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter.unwrap_or(b','))
        .flexible(true)
        .from_reader(text.as_bytes());
    let names: Vec<String> = reader
        .headers()
        .map_err(wrong)?
        .iter()
        .map(|name| name.trim().to_owned())
        .collect();
    let column = |wanted: &str| names.iter().position(|name| is(name, wanted));
    let key =
        column(KEY).ok_or_else(|| Error::Csv(format!("found the columns {}", names.join(", "))))?;
    let source = column(default);
    let mut out = Vec::new();
    for row in reader.records() {
        let row = row.map_err(wrong)?;
        let cell = |at: usize| {
            row.get(at)
                .map(str::to_owned)
                .filter(|cell| !cell.is_empty())
        };
        let Some(key) = cell(key) else { continue };
        for (at, name) in names.iter().enumerate() {
            if !is(name, KEY) && !is(name, CONTEXT) && !name.is_empty() {
                out.push(Translation {
                    locale: name.clone(),
                    key: key.clone(),
                    source: source.and_then(cell),
                    target: cell(at),
                    done: false,
                    line: line(text, &row),
                });
            }
        }
    }
    Ok(out)
}

/// Returns whether a column has a name. Spreadsheets like capitals.
fn is(name: &str, wanted: &str) -> bool {
    name.replace('_', "-")
        .eq_ignore_ascii_case(&wanted.replace('_', "-"))
}

/// Returns the line of a text that a row begins in.
fn line(text: &str, row: &csv::StringRecord) -> u64 {
    let at = row.position().map_or(0, csv::Position::byte);
    let (before, after) = text
        .split_at_checked(usize::try_from(at).unwrap_or(0))
        .unwrap_or_default();
    // A row ends at a carriage return, before the line feed that goes with it.
    let feeds = before.matches('\n').count() + usize::from(after.starts_with('\n'));
    feeds as u64 + 1
}

fn wrong(error: csv::Error) -> Error {
    Error::Csv(error.to_string())
}
