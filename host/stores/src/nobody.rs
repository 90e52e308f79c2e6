//! The store of what nobody sold ([`Store::Granted`]): it says nothing, and cannot be configured.

#[cfg(feature = "verify")]
use std::{path::Path, sync::Arc};

use paywall_ledger::{Observation, Store, Time};
use serde_json::Value;

use crate::reader::Reader;
#[cfg(feature = "verify")]
use crate::{ConfiguredStore, Rejected, SettingsError, Shown, configured::Configurable};
use crate::{Notice, Question, Unreadable};

/// The reason why nothing can be read.
const NO_STORE: &str = "nobody sold it";

/// The store of what nobody sold.
pub(crate) struct Nobody;

impl Reader for Nobody {
    fn message(&self, _: &Value) -> Result<Notice, Unreadable> {
        Err(Unreadable::new(Store::Granted, NO_STORE))
    }

    fn answer(&self, _: &Question, _: &Value, _: Time) -> Result<Observation, Unreadable> {
        Err(Unreadable::new(Store::Granted, NO_STORE))
    }
}

#[cfg(feature = "verify")]
impl Configurable for Nobody {
    fn settings(
        &self,
        _: toml::Table,
        _: &Path,
    ) -> Result<Arc<dyn ConfiguredStore>, SettingsError> {
        Err(SettingsError::new(NO_STORE))
    }

    fn shown(&self, _: &Value) -> Result<Shown, Rejected> {
        Err(Rejected::Malformed(NO_STORE))
    }
}
