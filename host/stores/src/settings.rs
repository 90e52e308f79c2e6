//! The common part of all stores' settings: forms, secrets, files.

use std::fs;
use std::path::Path;

use serde::de::DeserializeOwned;
use toml::Table;
use x509_parser::pem::parse_x509_pem;

use crate::check::is_certificate;

/// The reason why settings cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SettingsError(String);

impl SettingsError {
    /// Makes the error with its reason.
    pub(crate) fn new(why: impl Into<String>) -> Self {
        Self(why.into())
    }
}

/// Reads a table as the form that a store documents.
pub(crate) fn form<T: DeserializeOwned>(written: Table) -> Result<T, SettingsError> {
    let read = written.try_into();
    read.map_err(|error: toml::de::Error| SettingsError::new(error.message()))
}

/// Reads a file that the settings name.
pub(crate) fn file(name: &str, folder: &Path) -> Result<Vec<u8>, SettingsError> {
    let read = fs::read(folder.join(name));
    read.map_err(|error| SettingsError::new(format!("{name}: {error}")))
}

/// Reads certificates from files in DER or PEM.
pub(crate) fn certificates(files: &[String], folder: &Path) -> Result<Vec<Vec<u8>>, SettingsError> {
    files.iter().map(|name| certificate(name, folder)).collect()
}

/// Reads one certificate from a file.
fn certificate(name: &str, folder: &Path) -> Result<Vec<u8>, SettingsError> {
    let der = contents(name, folder)?;
    match is_certificate(&der) {
        true => Ok(der),
        false => Err(SettingsError::new(format!("{name}: not a certificate"))),
    }
}

/// Reads a file in DER or PEM, and returns it as DER.
pub(crate) fn contents(name: &str, folder: &Path) -> Result<Vec<u8>, SettingsError> {
    let bytes = file(name, folder)?;
    Ok(match parse_x509_pem(&bytes) {
        Ok((_, pem)) => pem.contents,
        Err(_) => bytes,
    })
}

/// Returns the greatest age of a message, in days, if nothing else
/// is configured. The stores repeat theirs for a week.
pub(crate) const fn fortnight() -> u16 {
    14
}
