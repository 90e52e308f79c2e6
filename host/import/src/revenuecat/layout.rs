//! Sizes, margins and paddings.

use crate::fields::Fields;
use crate::object::Object;

/// The lengths at the four sides of a box.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Edges {
    /// The length above the box.
    pub top: f64,
    /// The length below the box.
    pub bottom: f64,
    /// The length on the side where a line begins.
    pub leading: f64,
    /// The length on the side where a line ends.
    pub trailing: f64,
}

impl Edges {
    /// Reads the lengths in a field; those that are missing are 0.
    pub fn of(fields: &Fields<'_>, name: &str) -> Self {
        let Some(edges) = fields.object(name) else {
            return Self::default();
        };
        let length = |side| edges.number(side).unwrap_or_default();
        Self {
            top: length("top"),
            bottom: length("bottom"),
            leading: length("leading"),
            trailing: length("trailing"),
        }
    }

    /// Returns the sum with other lengths.
    pub fn plus(self, other: Self) -> Self {
        Self {
            top: self.top + other.top,
            bottom: self.bottom + other.bottom,
            leading: self.leading + other.leading,
            trailing: self.trailing + other.trailing,
        }
    }

    /// Returns whether all lengths are 0.
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }

    /// Writes the lengths that are not 0 as attributes: `Margin` or `Padding`.
    pub fn write(self, out: &mut Object, what: &str) {
        let sides = [
            ("top", self.top),
            ("bottom", self.bottom),
            ("left", self.leading),
            ("right", self.trailing),
        ];
        for (side, length) in sides {
            if length != 0.0 {
                out.set(&format!("{side}{what}"), length);
            }
        }
    }
}

/// A size along one axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Size {
    /// As large as the content.
    Fit,
    /// As large as the room there is.
    Fill,
    /// A length in pixels.
    Fixed(f64),
    /// A share of the parent, 1 for all of it.
    Relative(f64),
}

impl Size {
    /// Reads the size along an axis, `width` or `height`.
    pub fn of(fields: &Fields<'_>, axis: &str) -> Self {
        let Some(size) = fields.object("size").and_then(|size| size.object(axis)) else {
            return Self::Fit;
        };
        let value = size.number("value").or_else(|| size.number("default"));
        match (size.text("type"), value) {
            (Some("fill"), _) => Self::Fill,
            (Some("fixed"), Some(value)) => Self::Fixed(value.max(0.0)),
            (Some("relative"), Some(value)) => Self::Relative(value.max(0.0)),
            _ => Self::Fit,
        }
    }

    /// Writes the size as an attribute. What fills a room leaves some of it for its own margins.
    pub fn write(self, out: &mut Object, axis: &str, margins: f64) {
        match self {
            Self::Fit => out.set(axis, "fitContent"),
            Self::Fixed(length) => out.set(axis, length),
            Self::Relative(share) => out.set(axis, format!("{}%", share * 100.0)),
            Self::Fill if margins == 0.0 => out.set(axis, "100%"),
            Self::Fill => out.set(axis, format!("calc(100% - {margins}px)")),
        }
    }
}

/// Writes both sizes of a box with its margins.
pub fn write_size(out: &mut Object, fields: &Fields<'_>, margin: Edges) {
    Size::of(fields, "width").write(out, "width", margin.leading + margin.trailing);
    Size::of(fields, "height").write(out, "height", margin.top + margin.bottom);
}
