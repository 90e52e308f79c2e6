//! Looking up icons in a text.

use std::cmp::Ordering;

/// Icons by name.
pub struct Table {
    /// A line for each icon.
    pub text: &'static str,
    /// The positions at which the lines end.
    pub ends: &'static [u16],
}

impl Table {
    /// Returns the entry of a name.
    pub fn find(&self, name: &str) -> Option<&'static str> {
        let (mut low, mut high) = (0, self.ends.len());
        while low < high {
            let middle = low.midpoint(high);
            let text = self.line(middle);
            let end = text.find([' ', '+']).unwrap_or_default();
            let (known, rest) = text.split_at_checked(end)?;
            match known.cmp(name) {
                Ordering::Equal => return Some(rest),
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// Returns a line of the text.
    fn line(&self, at: usize) -> &'static str {
        let end = |at: usize| self.ends.get(at).copied().map_or(0, usize::from);
        let line = end(at.wrapping_sub(1))..end(at).wrapping_sub(1);
        self.text.get(line).unwrap_or_default()
    }
}
