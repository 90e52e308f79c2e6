//! Arrivals of things that have one effect, however often they come.

/// The answer to something that has one effect, however often it comes: it is new, or it was known before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival<T = ()> {
    /// It is new, and had this effect.
    New(T),
    /// It was known before, and nothing changed.
    Known,
}

impl<T> Arrival<T> {
    /// Returns true if it is new.
    pub const fn is_new(&self) -> bool {
        matches!(self, Self::New(_))
    }

    /// Changes the effect of something new.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Arrival<U> {
        match self {
            Self::New(it) => Arrival::New(change(it)),
            Self::Known => Arrival::Known,
        }
    }
}

impl<T> From<Option<T>> for Arrival<T> {
    fn from(new: Option<T>) -> Self {
        new.map_or(Self::Known, Self::New)
    }
}
