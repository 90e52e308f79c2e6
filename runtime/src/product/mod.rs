//! Prices and periods of products: the `sku.*` variables that texts and conditions may use.
//!
//! [`details`] reads what the app supplies; [`variable()`] answers a name from it, written out for a [`Locale`]. Two
//! measures are a choice of ours, made once in [`period`]: a month has 30.4375 days and a year 52 weeks.

pub mod details;
pub mod money;
pub mod period;
mod variable;

#[cfg(test)]
mod tests;

pub use crate::locale::Locale;
pub use details::{Details, Money, Offer, OfferKind, has_intro, has_promo, has_trial};
pub use period::{Period, Unit};
pub use variable::{Product, Variable, variable};
