//! What Apple's, Google's, Roku's, Amazon's and Stripe's stores send and answer, as inputs of the ledger.
//!
//! [`notification`] reads it in the ledger's words and needs nothing else. With the feature `verify` (the default of
//! this crate) [`authenticity`] verifies it, and [`intake`] has the way from a message to an input: settings, keys,
//! inbox, questions to the stores.

#[cfg(feature = "verify")]
pub mod authenticity;
pub mod intake;
pub mod notification;
