//! What a call can ask for.

/// An operation of the module. The numbers are those of `docs/abi.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Operation {
    /// Which paywall to show.
    Decide = 1,
    /// The paywall as HTML and CSS.
    Render = 2,
    /// The paywall as a whole page.
    Snapshot = 3,
    /// A tap, and the paywall after it.
    Act = 4,
    /// What the document offers.
    Describe = 5,
}

impl Operation {
    /// Finds the operation of a name: `decide`, `render`, `snapshot`, `act` or `describe`.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "decide" => Self::Decide,
            "render" => Self::Render,
            "snapshot" => Self::Snapshot,
            "act" => Self::Act,
            "describe" => Self::Describe,
            _ => return None,
        })
    }
}
