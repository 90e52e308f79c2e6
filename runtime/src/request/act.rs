//! An event on the screen: a tap, or something that happens in a flow.

use serde_json::Value as Json;

use super::reader;
use crate::error::Error;
use crate::reader::Path;

/// A tap, or another event on a paywall or in a flow.
#[derive(Debug, Clone, Default)]
pub struct Act {
    /// The `data-tap` value of the tapped element, or the id of its component.
    pub tap: String,
    /// The cause: `click` or `key`; for an event without a tap, its name.
    /// In a flow also `event`, with a key of the step in `tap` (such as `__remoteback__`), or `timer`, with the timer
    /// that has run out.
    pub by: Option<String>,
    /// The value that goes with the event: the slide that was reached, the purchase that ended.
    pub value: Json,
}

impl Act {
    pub(crate) fn from_json(json: Json, path: &Path<'_>) -> Result<Self, Error> {
        let mut out = Self::default();
        reader::fields(json, path, &mut |name, value, path| {
            match name {
                "tap" => out.tap = reader::text(value, path)?,
                "by" => out.by = Some(reader::text(value, path)?),
                "value" => out.value = value,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(out)
    }
}
