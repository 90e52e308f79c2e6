//! The time, as an argument.

use std::sync::Arc;

use crate::Time;

/// Tells the time. Tests bring their own.
pub type Clock = Arc<dyn Fn() -> Time + Send + Sync>;
