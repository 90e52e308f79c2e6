//! CSS declarations and rules of attributes: each kind of value, and the attributes that all kinds of components share.
//! The attributes of one kind alone are in the kind's file.
//!
//! Lengths are multiplied by `--s`, the scale of televisions; `moveX`, `moveY` and shadows are not.

pub(crate) mod animation;
mod cascade;
pub(crate) mod css;
pub(crate) mod states;
pub(crate) mod write;

use self::animation::write_animation;
pub use self::cascade::{Cascade, Values};
use self::css::Edges;
use self::write::write_rule;
use crate::document::attribute::{Attribute as A, Value};
use crate::document::component::{Component, Content};
use crate::string::{concat, push};
use crate::tree::escape;

/// The sign for the class in rules that have no name yet. It cannot occur in a value, because writers escape it.
pub const CLASS: &str = "\u{1}";

/// The rules of one style, by their place in the sheet: rules for children come first, then those for the component
/// itself, then those for the focus. So each wins over the ones before it at equal specificity.
#[derive(Debug, Default, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rules {
    /// The rules for the children of a component.
    pub children: String,
    /// The rules for the component itself.
    pub own: String,
    /// The rules that hold only while the component has the focus.
    pub focus: String,
}

impl Rules {
    /// Returns whether there are no rules.
    pub fn is_empty(&self) -> bool {
        self.children.is_empty() && self.own.is_empty() && self.focus.is_empty()
    }

    /// Appends the rules of a style under the name of its class.
    pub fn add(&mut self, rules: &Self, class: &str) {
        self.children.push_str(&Self::named(&rules.children, class));
        self.own.push_str(&Self::named(&rules.own, class));
        self.focus.push_str(&Self::named(&rules.focus, class));
    }

    /// Puts the name of a class into rules that have none yet.
    pub fn named(text: &str, class: &str) -> String {
        text.replace(CLASS, &concat(&[".", class]))
    }
}

/// The look of a kind's components.
#[derive(Debug)]
pub struct Looks {
    /// The first classes of its elements: the kind's name in the format.
    pub class: &'static str,
    /// The rules that every paywall has, of kinds that most paywalls use.
    pub base: &'static str,
    /// The rules that all its components need besides. A paywall's sheet has those of the kinds that it uses.
    pub rules: &'static str,
    /// The attribute without which a component does not need these rules; `None` when all components need them.
    pub rules_with: Option<A>,
    /// The focus that changes the look of a component.
    pub focus: Focus,
    /// True if a component stays as high as its author drew it on a small screen: the page scrolls instead of squeezing it.
    pub keeps_height: bool,
    /// Writes the style of the kind's own attributes; those of all kinds are written already.
    pub style: fn(&mut Draft, &Cascade<'_>),
}

impl Looks {
    /// Adds the rules that a component needs for its kind and its animation, each once.
    pub fn add_rules(&self, component: &Component, out: &mut Vec<&'static str>) {
        let has = |attribute| component.attributes.get(attribute).is_some();
        if self.rules_with.is_none_or(has) {
            add_once(out, self.rules);
        }
        if animation::is_in(component) {
            add_once(out, animation::RULES);
        }
    }

    /// The look of a kind with nothing but the attributes of all.
    pub const USUAL: Self = Self {
        class: "",
        base: "",
        rules: "",
        rules_with: None,
        focus: Focus::Within,
        keeps_height: false,
        style: |_, _| {},
    };
}

fn add_once(out: &mut Vec<&'static str>, rules: &'static str) {
    if !out.contains(&rules) {
        out.push(rules);
    }
}

/// The focus that changes the look of a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// The component's own, because it is a button.
    Own,
    /// The focus of something in the component.
    Within,
    /// As `Within`; and the colour follows the focus of the button around the component.
    OfButton,
}

/// One style while it is written.
#[derive(Debug, Default)]
pub struct Draft {
    /// The rules for the component's children.
    pub children: String,
    /// The rules that stand before its own.
    pub before: String,
    /// The declarations of its own rule.
    pub own: String,
    /// The rules that stand behind its own: those of its states and pieces.
    pub after: String,
}

/// The rule by which the sides of a picture change places when writing runs from the right.
pub const SIDES: &str = "[dir=rtl]{--l:right;--r:left}\n";

/// Writes the rules of a component, by its kind and its attributes.
pub fn rules(looks: &Looks, of: &Cascade<'_>) -> Rules {
    let mut rules = Rules::default();
    // A condition has no element that a rule could match.
    if matches!(of.component.content, Content::Condition(_)) {
        return rules;
    }
    let mut draft = Draft::default();
    let own = &mut draft.own;
    write_size(own, looks.keeps_height, of);
    css::write_dimension(own, of, "max-width", A::MAX_WIDTH);
    css::write_edges(own, of, "padding", Edges::PADDING);
    css::write_edges(own, of, "margin", Edges::MARGIN);
    // Only boxes leave the flow, as in the reference player. `moveX` then moves them from there.
    if !matches!(looks.class, "text" | "symbol" | "image" | "button") {
        write_position(own, of);
    }
    write_place(own, of);
    css::write_fill(
        own,
        of,
        (A::FILL_COLOR, A::FILL_COLOR_FALLBACK),
        Some(A::FILL_IMAGE),
    );
    // The reference player's lines are that high in front of a picture.
    if of.get(A::FILL_IMAGE).is_some()
        && matches!(looks.class, "container" | "stack" | "productContainer")
    {
        own.push_str("line-height:1.5715;");
    }
    css::write_border(own, of, &css::Border::USUAL);
    css::write_border_gradient(own, &mut draft.after, of);
    (looks.style)(&mut draft, of);
    write_animation(&mut draft.after, looks.class, of);
    rules.own = draft.before;
    // A state's rules stand behind the component's own, which they override.
    write_rule(&mut rules.own, "", &draft.own);
    rules.own.push_str(&draft.after);
    rules.children = draft.children;
    write_focus(&mut rules.focus, looks.focus, of);
    write_hover(&mut rules.focus, looks.focus, of);
    rules
}

/// Writes width and height.
fn write_size(out: &mut String, keeps_height: bool, of: &Cascade<'_>) {
    for (name, attribute, fixed) in [
        ("width", A::WIDTH, A::FIXED_WIDTH),
        ("height", A::HEIGHT, A::FIXED_HEIGHT),
    ] {
        let attribute = if of.get(attribute).is_some() {
            attribute
        } else {
            fixed
        };
        css::write_dimension(out, of, name, attribute);
        if attribute == A::HEIGHT
            && keeps_height
            && let Some(Value::Number(height)) = of.get(attribute)
        {
            push(out, &["min-height:", &css::length(*height), ";"]);
        }
        // A background picture without a size of its own fills the room there is.
        if of.get(A::FILL_IMAGE).is_some() && of.get(attribute).is_none() {
            push(out, &[name, ":100%;"]);
        }
    }
}

/// Writes the place of a component: shifted, layered, or grown.
fn write_place(out: &mut String, of: &Cascade<'_>) {
    css::write_offset(
        out,
        of.get(A::MOVE_X).and_then(|_| css::offset(of, A::MOVE_X)),
        "inset-inline-start:",
        ";",
    );
    css::write_offset(
        out,
        of.get(A::MOVE_Y).and_then(|_| css::offset(of, A::MOVE_Y)),
        "transform:translateY(",
        ");",
    );
    if let Some(index) = of.number(A::Z_INDEX) {
        push(out, &["z-index:", &(index as i64).to_string(), ";"]);
    }
    if of.flag(A::GROW) {
        out.push_str("flex-grow:1;");
    }
    if let Some(blur) = of.number(A::BACKGROUND_BLUR) {
        let blur = escape::css_number(blur);
        // Safari knew only the prefixed name until version 18.
        for name in ["-webkit-backdrop-filter", "backdrop-filter"] {
            push(out, &[name, ":blur(", &blur, "px);"]);
        }
    }
    css::write_shadow(out, of, A::DROP_SHADOW);
}

/// Takes a component out of the flow, to the sides of its box that `position` names.
fn write_position(out: &mut String, of: &Cascade<'_>) {
    let Some(position) = of.text(A::POSITION) else {
        return;
    };
    let (first, second) = position.split_once('-').unwrap_or(("center", &position));
    let align = css::flex_side(Some(first));
    push(out, &["position:absolute;align-self:", align, ";"]);
    for (side, edge) in css::SIDES {
        let word = match side {
            "left" => "start",
            "right" => "end",
            other => other,
        };
        if [first, second]
            .iter()
            .any(|name| *name == side || *name == word)
        {
            let inset = if word == side { "" } else { "inset-" };
            push(out, &[inset, edge, ":0;"]);
        }
    }
}

/// Writes the changes while a pointer is over a component. Texts follow the button they are in. A finger is no pointer
/// that can be over something.
fn write_hover(out: &mut String, focus: Focus, of: &Cascade<'_>) {
    let mut hover = String::new();
    let fill = A::HOVERED_FILL_COLOR;
    css::write_fill(&mut hover, of, (fill, fill), None);
    css::write_color(&mut hover, of, "border-color", A::HOVERED_BORDER_COLOR);
    css::write_color(&mut hover, of, "color", A::HOVERED_FONT_COLOR);
    if hover.is_empty() {
        return;
    }
    let (before, after) = match focus {
        Focus::OfButton => (".button:hover ", "{"),
        _ => ("", ":hover{"),
    };
    let hover = hover.trim_end_matches(';');
    push(
        out,
        &["@media(hover:hover){", before, CLASS, after, hover, "}}"],
    );
}

/// Writes the changes while a component, or for containers something inside it, has the focus. Texts follow the button
/// they are in.
fn write_focus(out: &mut String, focus: Focus, of: &Cascade<'_>) {
    let mut declarations = String::new();
    css::write_fill(
        &mut declarations,
        of,
        (A::FOCUSED_FILL_COLOR, A::FOCUSED_FILL_COLOR_FALLBACK),
        None,
    );
    css::write_border(&mut declarations, of, &css::Border::FOCUSED);
    let declarations = declarations.trim_end_matches(';');
    if !declarations.is_empty() {
        // Only buttons take the focus. One whose author drew its focus needs no ring from the browser.
        let (state, end) = match focus {
            Focus::Own => (":focus{", ";outline:0}"),
            _ => (":focus-within{", "}"),
        };
        push(out, &[CLASS, state, declarations, end]);
    }
    let attribute = if of.get(A::FOCUSED_FONT_COLOR).is_some() {
        A::FOCUSED_FONT_COLOR
    } else {
        A::ACTIVE_FONT_COLOR
    };
    let mut color = String::new();
    css::write_color(&mut color, of, "color", attribute);
    if !color.is_empty() && focus == Focus::OfButton {
        push(
            out,
            &[
                ".button:focus ",
                CLASS,
                "{",
                color.trim_end_matches(';'),
                "}",
            ],
        );
    }
}
