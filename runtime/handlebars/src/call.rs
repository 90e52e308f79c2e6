//! Calls of helpers, with their parameters as values.

use std::borrow::Cow;

use serde_json::Value as Json;

/// A value, perhaps of the template or of what it is written with.
pub(crate) struct Value<'v> {
    pub(crate) json: Cow<'v, Json>,
    /// True if there is no value; null stands in its place.
    pub(crate) is_missing: bool,
    /// The words by which the template names it.
    pub(crate) name: Option<&'v str>,
}

/// A call of a helper.
pub struct Asked<'v> {
    pub(crate) name: Cow<'v, str>,
    pub(crate) params: Vec<Value<'v>>,
    pub(crate) hash: Vec<(&'v str, Value<'v>)>,
    /// The values of the whole template.
    pub root: &'v Json,
}

impl Asked<'_> {
    /// Returns the name of the helper.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the count of parameters.
    #[must_use]
    pub fn count(&self) -> usize {
        self.params.len()
    }

    /// Returns a parameter; what is missing is null.
    #[must_use]
    pub fn param(&self, at: usize) -> Option<&Json> {
        Some(&self.params.get(at)?.json)
    }

    /// Returns the parameter of a name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Json> {
        let (_, value) = self.hash.iter().find(|(own, _)| *own == name)?;
        Some(&value.json)
    }
}
