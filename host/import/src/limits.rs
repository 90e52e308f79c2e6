//! The bounds of what is read: files come from outside.

/// The most bytes that all files may have together.
pub const BYTES: usize = 64 << 20;
/// The most files.
pub const FILES: usize = 1_000;
/// The most paywalls.
pub const PAYWALLS: usize = 500;
/// The most components of the other's inside each other. A component may become three of ours, and 48 is our limit.
pub const DEPTH: usize = 14;
/// The most components of Adapty's inside each other: most become one of ours.
pub const ADAPTY_DEPTH: usize = 30;
/// The most components of the other's in one paywall.
pub const COMPONENTS: usize = 10_000;
/// The most overrides of one component.
pub const OVERRIDES: usize = 200;
/// The most findings that are listed; more are counted.
pub const FINDINGS: usize = 2_000;
/// The most bytes of a text that findings repeat.
pub const QUOTED: usize = 80;
