//! Findings as commands of GitHub Actions, which shows each beside its line.

use super::find::{Placed, Report};
use super::text::severity;

/// Writes a line for each finding.
pub(super) fn write(report: &Report) -> String {
    let lines = report.findings.iter();
    lines.map(|placed| line(&report.file, placed)).collect()
}

/// Writes a command: `::warning file=…,line=…,title=…::message`.
fn line(file: &str, Placed { finding, place }: &Placed) -> String {
    let mut properties = format!("file={}", property(file));
    if let Some(place) = place {
        let (line, column) = (place.line, place.column);
        properties += &format!(",line={line},col={column},endLine={}", place.end_line);
        properties += &format!(",endColumn={}", place.end_column);
    }
    let path = finding.path.as_deref().unwrap_or("$");
    let message = escaped(&format!("{path}: {}", finding.message));
    let (kind, title) = (severity(finding), property(&finding.code));
    format!("::{kind} {properties},title={title}::{message}\n")
}

/// Writes a text so that it ends neither the command nor the line.
fn escaped(text: &str) -> String {
    let text = text.replace('%', "%25").replace('\r', "%0D");
    text.replace('\n', "%0A")
}

/// Writes a text so that it does not end a property either.
fn property(text: &str) -> String {
    escaped(text).replace(':', "%3A").replace(',', "%2C")
}
