//! A row of a file, whose fields are found by the names of their columns.

use std::borrow::Cow;
use std::collections::BTreeMap;

use csv::StringRecord;
use paywall_ledger::Time;

/// The reason why a row cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub code: &'static str,
    pub reason: Cow<'static, str>,
}

impl Fault {
    /// Makes a reason with its code.
    pub fn new(code: &'static str, reason: impl Into<Cow<'static, str>>) -> Self {
        let reason = reason.into();
        Self { code, reason }
    }
}

/// The columns of a file: their places, by their names in lower case.
#[derive(Debug, Clone, Default)]
pub(crate) struct Columns(BTreeMap<String, usize>);

impl Columns {
    /// Reads the first line of a file. A byte order mark before it is passed over.
    pub fn of(header: &StringRecord) -> Self {
        let name = |text: &str| text.trim_start_matches('\u{feff}').trim().to_lowercase();
        Self(header.iter().map(name).zip(0..).collect())
    }

    /// Returns true if there is such a column.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }
}

/// A row with its columns.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    pub columns: &'a Columns,
    pub fields: &'a StringRecord,
}

impl<'a> Row<'a> {
    /// Returns a field. None if it is empty or there is no such column.
    pub fn text(&self, name: &str) -> Option<&'a str> {
        let text = self.fields.get(*self.columns.0.get(name)?)?.trim();
        let empty = text.is_empty() || text.eq_ignore_ascii_case("null");
        (!empty).then_some(text)
    }

    /// Returns a field that a row must have.
    pub fn need(&self, name: &str) -> Result<&'a str, Fault> {
        let missing = || Fault::new("value_missing", format!("`{name}` is empty"));
        self.text(name).ok_or_else(missing)
    }

    /// Returns a point in time: RFC 3339, or with a blank between date and time, in UTC unless the text says otherwise.
    pub fn time(&self, name: &str) -> Result<Option<Time>, Fault> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        let unreadable = || {
            Fault::new(
                "value_unreadable",
                format!("`{name}` is no date with a time"),
            )
        };
        time(text).map(Some).ok_or_else(unreadable)
    }

    /// Returns a point in time that a row must have.
    pub fn need_time(&self, name: &str) -> Result<Time, Fault> {
        self.need(name)?;
        let missing = || Fault::new("value_missing", format!("`{name}` is empty"));
        self.time(name)?.ok_or_else(missing)
    }

    /// Returns a yes or no. None if the field is empty.
    pub fn flag(&self, name: &str) -> Result<Option<bool>, Fault> {
        Ok(match self.text(name).map(str::to_lowercase).as_deref() {
            None => None,
            Some("true" | "t" | "1" | "yes") => Some(true),
            Some("false" | "f" | "0" | "no") => Some(false),
            Some(_) => {
                let reason = format!("`{name}` is neither true nor false");
                return Err(Fault::new("value_unreadable", reason));
            }
        })
    }
}

/// Reads a date with a time.
fn time(text: &str) -> Option<Time> {
    if let Some(time) = Time::parse(text) {
        return Some(time);
    }
    let text = text.trim_end_matches(" UTC").trim_end_matches('Z');
    let text = text.replacen(' ', "T", 1);
    // A date alone is its first moment.
    let full = if text.len() == 10 {
        format!("{text}T00:00:00Z")
    } else {
        format!("{text}Z")
    };
    Time::parse(&full)
}
