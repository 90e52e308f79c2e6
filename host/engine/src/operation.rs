//! The operations of the module.

/// An operation of the module. The numbers are those of `docs/abi.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Operation {
    /// Decides which paywall to show.
    Decide = 1,
    /// Renders the paywall as HTML and CSS.
    Render = 2,
    /// Renders the paywall as a whole page.
    Snapshot = 3,
    /// Applies a tap, and renders the paywall after it.
    Act = 4,
    /// Describes the contents of the document, for pickers.
    Describe = 5,
}

impl Operation {
    /// Finds an operation by its name: `decide`, `render`, `snapshot`, `act` or `describe`.
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
