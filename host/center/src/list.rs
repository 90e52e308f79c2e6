//! Lists, the newest first, and asked for piece by piece.

use serde::Deserialize;
use utoipa::IntoParams;

/// The piece of a list that is asked for.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Piece {
    /// The number before which the list begins; the newest if absent.
    #[serde(default = "newest")]
    pub before: i64,
    /// The most entries: 1 to 1,000, and 100 if absent.
    #[serde(default = "usual")]
    pub most: u32,
}

/// Returns the number before which everything stands.
pub(crate) fn newest() -> i64 {
    i64::MAX
}

/// Returns the number of entries that a list has if nobody says another one.
pub(crate) fn usual() -> u32 {
    100
}
