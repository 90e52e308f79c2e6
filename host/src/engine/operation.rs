//! The operations of the module.

/// One operation of `docs/abi.md`; the number is the module's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Operation {
    /// Which paywall, and why.
    Decide = 1,
    /// The paywall as a fragment.
    Render = 2,
    /// The paywall as a whole page.
    Snapshot = 3,
    /// The paywall after a tap.
    Act = 4,
    /// What the document offers.
    Describe = 5,
}

impl Operation {
    /// The operation of this name (`decide`, `render`, `snapshot`, `act`, `describe`).
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
