//! The output, for people and for other programs.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, Result};
use paywall_host::Error;
use paywall_host::answer::Warning;

/// Writes to `file`, or else to standard output.
pub(super) fn write(file: Option<&Path>, bytes: &[u8]) -> Result<()> {
    match file {
        Some(file) => {
            fs::write(file, bytes).with_context(|| format!("cannot write {}", file.display()))
        }
        None => print(bytes),
    }
}

/// Writes to standard output. A reader that has seen enough (`| head`) is no error.
pub(super) fn print(bytes: &[u8]) -> Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Breaks JSON into lines, with its fields in the order they came.
pub(super) fn pretty(json: &[u8]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let mut reader = serde_json::Deserializer::from_slice(json);
    serde_transcode::transcode(&mut reader, &mut serde_json::Serializer::pretty(&mut out))?;
    out.push(b'\n');
    Ok(out)
}

/// Writes to standard error. If that is closed, there is nobody left to tell.
pub(super) fn tell(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Writes warnings to standard error, one line each.
pub(super) fn warn(warnings: &[Warning]) {
    let mut out = io::stderr().lock();
    for warning in warnings {
        // If standard error is closed, there is nobody left to tell.
        let _ = out.write_all(
            line(
                "warning",
                &warning.code,
                &warning.message,
                warning.path.as_deref(),
            )
            .as_bytes(),
        );
    }
}

/// Writes an error to standard error, after the warnings that came with it.
pub(super) fn complain(error: &anyhow::Error) {
    let text = match error.downcast_ref::<Error>() {
        Some(Error::Refused(refusal)) => {
            warn(&refusal.warnings);
            line(
                "error",
                &refusal.code,
                &refusal.message,
                refusal.path.as_deref(),
            )
        }
        _ => format!("error: {error:#}\n"),
    };
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Writes one line: `warning[unknown_field] $.paywalls[0].templat: …`.
pub(super) fn line(kind: &str, code: &str, message: &str, path: Option<&str>) -> String {
    match path {
        Some(path) => format!("{kind}[{code}] {path}: {message}\n"),
        None => format!("{kind}[{code}]: {message}\n"),
    }
}
