//! What a product costs and for how long: the `sku.*` variables a text or a condition may use.
//!
//! [`details`] reads what the app supplies; [`variable`] answers a name from it, written out for a [`Locale`].
//! Two measures are a choice of ours, made once in [`period`]: a month has 30.4375 days and a year 52 weeks.

pub mod details;
pub mod money;
pub mod period;
mod variable;

#[cfg(test)]
mod tests;

pub use details::{Details, Kind, Money, Offer, has_intro, has_promo, has_trial};
pub use period::{Period, Unit};
pub use variable::{Product, Variable, variable};

/// For whom texts are written, as a BCP 47 tag. Every locale is written as `en-US` so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locale(String);

impl Locale {
    /// The locale of a BCP 47 tag.
    pub fn new(tag: impl Into<String>) -> Self {
        Self(tag.into())
    }

    /// The tag, as given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Locale {
    fn default() -> Self {
        Self::new("en-US")
    }
}
