//! The style sheet of a paywall: a class for each style.
//!
//! A style that is the same in every state is a class of the paywall's sheet, made at load; components that look
//! alike share one. A style that depends on state is made while the tree is resolved, under a class named after its
//! content.

use serde_json::Value as Json;

use super::scope::Scope;
use crate::document::attribute::Attributes;
use crate::document::component::Component;
use crate::document::paywall::Paywall;
use crate::string::{Shared, concat};
use crate::style::{self, Cascade, Looks, Rules, Values};
use crate::text::smart::Smart;
use crate::tree::escape;

/// Makes the classes of all styles that are the same in every state, and the sheet with their rules.
/// `looks` returns the look of a component's kind.
pub fn compile(paywall: &mut Paywall, looks: fn(&Component) -> &'static Looks) {
    let fills_parent = paywall.fills_parent;
    // Sorted by their rules, to find equal ones by bisection.
    let mut classes: Vec<(Rules, Shared)> = Vec::new();
    let mut sheet = Rules::default();
    let mut kinds: Vec<&str> = Vec::new();
    paywall.walk_mut(&mut |component| {
        let looks = looks(component);
        looks.add_rules(component, &mut kinds);
        // A style with tokens differs from state to state; `dynamic` makes it.
        if component.attributes.smart_style {
            return;
        }
        let layers = vec![&component.attributes];
        let cascade = Cascade::new(component, layers, None, fills_parent);
        let rules = style::rules(looks, &cascade);
        let kind = looks.class;
        if rules.is_empty() {
            component.class = Some(kind.into());
            return;
        }
        let at = classes
            .binary_search_by(|(known, _)| known.cmp(&rules))
            .unwrap_or_else(|at| {
                let class: Shared = concat(&["s", &classes.len().to_string()]).into();
                sheet.add(&rules, &class);
                classes.insert(at, (rules, class));
                at
            });
        component.class = Some(concat(&[kind, " ", &classes[at].1]).into());
    });
    // Named as the page: the sheet that lies over another page, not a style sheet.
    if paywall.pages.iter().any(|page| page.over.is_some()) {
        kinds.push(include_str!("over.css"));
    }
    paywall.css = concat(&[&kinds.concat(), &sheet.children, &sheet.own, &sheet.focus]);
}

/// Returns the classes of a component whose style depends on state. Adds their rules to `css` unless they are in it.
pub fn dynamic(
    component: &Component,
    looks: &Looks,
    layers: Vec<&Attributes>,
    scope: &Scope<'_>,
    css: &mut String,
) -> Shared {
    let kind = looks.class;
    let fills_parent = scope.view.paywall.fills_parent;
    let cascade = Cascade::new(component, layers, Some(scope), fills_parent);
    let rules = style::rules(looks, &cascade);
    if rules.is_empty() {
        return kind.into();
    }
    let text = concat(&[&rules.children, &rules.own, &rules.focus]);
    // Named after its content, so that the same style has the same class in every state, and patching leaves it alone.
    let class = format!("d{:x}", fnv1a(text.as_bytes()));
    let text = Rules::named(&text, &class);
    if !css.contains(&text) {
        css.push_str(&text);
    }
    concat(&[kind, " ", &class]).into()
}

/// Hashes bytes with 64-bit FNV-1a.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

impl Values for Scope<'_> {
    fn json(&self, value: &Json) -> Json {
        Scope::json(self, value)
    }

    fn text(&self, smart: &Smart) -> String {
        self.smart(smart).to_text()
    }
}

/// Writes the scale of a television as a rule of the root; other devices need none.
pub fn scale_css(scale: f64) -> String {
    if (scale - 1.0).abs() < f64::EPSILON {
        String::new()
    } else {
        concat(&[".paywall{--s:", &escape::css_number(scale), "}"])
    }
}
