//! The time, passed as an argument.

use std::sync::Arc;

use crate::Time;

/// A function that tells the time. Tests bring their own.
pub type Clock = Arc<dyn Fn() -> Time + Send + Sync>;
