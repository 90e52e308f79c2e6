//! Files, row by row.

use std::io::Read;

use csv::{Reader, ReaderBuilder, StringRecord};

use crate::account::aliases;
use crate::given::{Entry, LeftOut};
use crate::row::{Columns, Fault, Row};
use crate::source::Source;
use crate::{plain, revenuecat, tokens};

/// The forms of files that are known, each by its columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// RevenueCat's export of transactions.
    RevenueCat,
    /// Our own form.
    Plain,
    /// Google's purchase tokens. Such a file comes last, as others know more of the same purchases.
    Tokens,
}

/// The error for a file that cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum NoFile {
    /// The first line names none of the columns by which a form is known.
    #[error(
        "no file of customers: expected a first line with the column rc_original_app_user_id (RevenueCat's export), \
             account (the form of docs/import.md) or google_purchase_token"
    )]
    Unknown,
    /// The first line cannot be read.
    #[error("the first line cannot be read: {0}")]
    Header(#[from] csv::Error),
}

/// The rows of a file.
pub struct Entries<R> {
    reader: Reader<R>,
    name: String,
    columns: Columns,
    kind: Kind,
    fields: StringRecord,
    over: bool,
}

/// Opens a file in the form of CSV, with a line of columns first.
///
/// # Errors
/// Fails if the columns are those of no known form.
pub fn open<R: Read>(name: &str, file: R) -> Result<Entries<R>, NoFile> {
    let mut reader = ReaderBuilder::new().flexible(true).from_reader(file);
    let columns = Columns::of(reader.headers()?);
    let kind = match () {
        () if columns.has(revenuecat::MARK) => Kind::RevenueCat,
        () if columns.has(tokens::TOKEN) => Kind::Tokens,
        () if columns.has(plain::MARK) => Kind::Plain,
        () => return Err(NoFile::Unknown),
    };
    Ok(Entries {
        reader,
        name: name.to_owned(),
        columns,
        kind,
        fields: StringRecord::new(),
        over: false,
    })
}

impl<R: Read> Entries<R> {
    /// Returns the form of the file.
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Learns what the rows say of other rows: tokens, and other names of customers. This reads the whole file.
    pub fn learn(mut self, source: &mut Source<'_>) {
        while let Some(read) = self.read() {
            let row = Row {
                columns: &self.columns,
                fields: &self.fields,
            };
            match (self.kind, read) {
                (Kind::Tokens, Ok(())) => source.tokens.learn(row),
                (Kind::Plain, Ok(())) => {
                    let Some(name) = row.text(plain::MARK) else {
                        continue;
                    };
                    for alias in aliases(row) {
                        source.join(alias, name);
                    }
                }
                (Kind::RevenueCat, Ok(())) => revenuecat::learn(row, source),
                _ => {}
            }
        }
    }

    /// Returns the next row, or why it is left out. None at the end.
    pub fn next(&mut self, source: &Source<'_>) -> Option<Result<Entry, LeftOut>> {
        let line = self.reader.position().line();
        let read = self.read()?;
        let row = Row {
            columns: &self.columns,
            fields: &self.fields,
        };
        let entry = read.and_then(|()| match self.kind {
            Kind::RevenueCat => revenuecat::entry(row, source),
            Kind::Plain => plain::entry(row, source),
            Kind::Tokens => tokens::entry(row, |called| source.name(called)),
        });
        Some(entry.map_err(|Fault { code, reason }| LeftOut {
            file: self.name.clone(),
            line: self.fields.position().map_or(line, csv::Position::line),
            code,
            reason,
        }))
    }

    /// Reads the fields of the next row.
    fn read(&mut self) -> Option<Result<(), Fault>> {
        if self.over {
            return None;
        }
        match self.reader.read_record(&mut self.fields) {
            Ok(false) => None,
            // No database keeps this character.
            Ok(true) if self.fields.iter().any(|it| it.contains('\0')) => {
                let reason = "a field has a character that no text has (NUL)";
                Some(Err(Fault::new("row_malformed", reason)))
            }
            Ok(true) => Some(Ok(())),
            Err(error) => {
                // A row that is malformed is followed by others; a file that cannot be read is not.
                self.over = error.is_io_error();
                let reason = format!("the row cannot be read: {error}");
                Some(Err(Fault::new("row_malformed", reason)))
            }
        }
    }
}
