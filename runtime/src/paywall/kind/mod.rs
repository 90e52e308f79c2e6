//! The kinds of components, one file for each: the attributes it reads, its element, its look, and its tap.
//!
//! A new kind is a new file that fills in a [`Kind`], its `mod` line and its row below.

pub(in crate::paywall) mod base;
mod button;
mod carousel;
mod choices;
mod condition;
mod container;
pub(in crate::paywall) mod countdown;
mod countdown_box;
mod drawer;
pub(in crate::paywall) mod field;
mod grid;
mod image;
mod media_button;
mod picker;
mod product_container;
mod progress;
mod qr_code;
mod radio;
mod spacer;
mod stack;
mod svg_image;
mod switch;
mod symbol;
mod text;
mod text_list;
mod toggle_button;
pub(in crate::paywall) mod video;

pub use base::Kind;

use crate::document::component::{Component, Reading};
use crate::style::Looks;

/// All kinds. Their positions are the numbers by which components name them, and the order of their base rules.
pub static KINDS: &[Kind] = &[
    container::KIND,
    button::KIND,
    stack::KIND,
    text::KIND,
    text_list::KIND,
    symbol::KIND,
    image::KIND,
    qr_code::KIND,
    spacer::KIND,
    condition::KIND,
    product_container::KIND,
    video::KIND,
    svg_image::KIND,
    drawer::KIND,
    switch::KIND,
    toggle_button::KIND,
    radio::KIND,
    picker::PICKER,
    picker::ITEM,
    media_button::KIND,
    grid::KIND,
    carousel::KIND,
    countdown::KIND,
    progress::KIND,
    field::KIND,
    choices::KIND,
    choices::ITEM,
    countdown_box::KIND,
];

/// Returns how components of a kind are read, by the kind's number.
pub fn reading(kind: usize) -> Option<&'static Reading> {
    Some(&KINDS.get(kind)?.reading)
}

/// Returns the rules that every paywall has: those of the frame, and of the kinds that most paywalls use.
pub fn base_css() -> String {
    let mut css = String::from(include_str!("../frame.css"));
    for kind in KINDS {
        css.push_str(kind.looks.base);
    }
    // Behind the kinds' own widths, which it overrides.
    css.push_str(".content>*{width:100%}\n");
    css
}

/// Returns the look of a component's kind.
pub fn looks(component: &Component) -> &'static Looks {
    let kind = KINDS.get(usize::from(component.kind));
    kind.map_or(&Looks::USUAL, |kind| &kind.looks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::attribute;

    #[test]
    fn no_name_means_two_kinds() {
        let mut names: Vec<_> = KINDS
            .iter()
            .flat_map(|kind| kind.reading.names.split('|'))
            .collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn what_several_kinds_read_is_in_the_table_of_all() {
        let own = KINDS.iter().flat_map(|kind| kind.reading.attributes);
        let mut names: Vec<_> = own.map(|row| row.name).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        assert!(!names.iter().any(|name| attribute::is_common(name)));
    }
}
