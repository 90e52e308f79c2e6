//! Handlebars: page shells of snapshots, texts, and custom components.

pub mod component;
mod error;
pub mod helper;
pub mod page;
pub mod text;

use handlebars::Template;
use handlebars::template::TemplateElement;

/// How many loops of a template stand in each other at most.
fn loops(template: &Template) -> u32 {
    let mut most = 0;
    for element in &template.elements {
        if let TemplateElement::HelperBlock(block) = element {
            let mut inside = 0;
            for branch in [&block.template, &block.inverse].into_iter().flatten() {
                inside = inside.max(loops(branch));
            }
            // A name that is only known when it is written may be any.
            let is_loop = block.name.as_name().is_none_or(|name| name == "each");
            most = most.max(inside + u32::from(is_loop));
        }
    }
    most
}
