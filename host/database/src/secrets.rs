//! Secrets, which come from outside like the time does.

use std::fmt;
use std::sync::Arc;

use super::error::Error;

/// A source of secrets that nobody can guess: the system's, unless tests bring their own.
#[derive(Clone)]
pub struct Secrets(Arc<dyn Fn() -> Result<[u8; 16], Error> + Send + Sync>);

impl Secrets {
    /// Makes a source of a function that gives 128 other bits each time.
    pub fn new(source: impl Fn() -> Result<[u8; 16], Error> + Send + Sync + 'static) -> Self {
        Self(Arc::new(source))
    }

    /// Makes a secret, in hexadecimal.
    pub(super) fn fresh(&self) -> Result<String, Error> {
        let bytes = (self.0)()?;
        Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

impl Default for Secrets {
    fn default() -> Self {
        Self::new(|| {
            let mut bytes = [0; 16];
            getrandom::fill(&mut bytes).map_err(|error| Error::Database(error.to_string()))?;
            Ok(bytes)
        })
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secrets")
    }
}
