//! The parsing of files, within the bounds of what is read.

use serde_json::Value as Json;

use crate::{Error, File, limits};

/// Parses the files.
pub fn parse(files: &[File<'_>]) -> Result<Vec<(String, Json)>, Error> {
    let bytes: usize = files.iter().map(|file| file.bytes.len()).sum();
    if files.len() > limits::FILES {
        return Err(Error::TooMuch(format!(
            "at most {} files, found {}",
            limits::FILES,
            files.len()
        )));
    }
    if bytes > limits::BYTES {
        return Err(Error::TooMuch(format!(
            "at most {} bytes, found {bytes}",
            limits::BYTES
        )));
    }
    let mut out = Vec::with_capacity(files.len());
    for file in files {
        let json = serde_json::from_slice(file.bytes).map_err(|error| Error::NotJson {
            file: file.name.into(),
            reason: error.to_string(),
        })?;
        out.push((file.name.to_owned(), json));
    }
    Ok(out)
}
