//! Findings as SARIF 2.1.0, the form in which tools exchange results of analyses.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::find::{Placed, Report};
use super::text::severity;

/// The address of the form's schema.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// Writes a log with one run.
pub(super) fn write(report: &Report) -> Json {
    let codes: BTreeSet<&str> = report.findings.iter().map(|it| &*it.finding.code).collect();
    let rules: Vec<_> = codes.iter().map(|code| json!({ "id": code })).collect();
    let uri = uri(&report.file);
    let results: Vec<_> = report.findings.iter().map(|it| result(&uri, it)).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "paywall check", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

/// Writes a finding.
fn result(uri: &str, Placed { finding, place }: &Placed) -> Json {
    let mut physical = json!({ "artifactLocation": { "uri": uri } });
    if let Some(place) = place {
        physical["region"] = json!({
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column,
        });
    }
    let path = finding.path.as_deref().unwrap_or("$");
    json!({
        "ruleId": finding.code,
        "level": severity(finding),
        "message": { "text": finding.message },
        "locations": [{ "physicalLocation": physical, "logicalLocations": [{ "fullyQualifiedName": path }] }],
    })
}

/// Writes the path of a file as a URI, which is relative if the path is.
fn uri(file: &str) -> String {
    let mut out = String::new();
    if file.starts_with('/') {
        out.push_str("file://");
    }
    for byte in file.bytes() {
        match byte {
            b'\\' if cfg!(windows) => out.push('/'),
            b'/' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
            _ => out += &format!("%{byte:02X}"),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_become_addresses() {
        assert_eq!(uri("docs/a b.json"), "docs/a%20b.json");
        assert_eq!(uri("/tmp/ä.json"), "file:///tmp/%C3%A4.json");
    }
}
