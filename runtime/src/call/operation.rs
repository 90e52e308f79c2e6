//! The operations of a call.

/// The operation of a call. `docs/abi.md` fixes the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Operation {
    /// Decides which paywall to show.
    Decide = 1,
    /// Renders the paywall as HTML and CSS.
    Render = 2,
    /// Renders the paywall as a whole page.
    Snapshot = 3,
    /// Lets a tap happen and renders the paywall after it.
    Act = 4,
    /// Describes the document: its paywalls, campaigns and products.
    Describe = 5,
}

impl Operation {
    /// Returns the operation of a number, if there is one.
    pub const fn from_number(number: u32) -> Option<Self> {
        Some(match number {
            1 => Self::Decide,
            2 => Self::Render,
            3 => Self::Snapshot,
            4 => Self::Act,
            5 => Self::Describe,
            _ => return None,
        })
    }

    /// Returns the operation of a name: `decide`, `render`, `snapshot`, `act` or `describe`.
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
