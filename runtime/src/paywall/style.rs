//! Styles: attributes to CSS rules, once for each paywall.
//!
//! A style that is the same in every state is a class of the paywall's sheet, made at load; components that look
//! alike share one. A style that depends on state is made while the tree is resolved, under a class named after its content.
//! Lengths are multiplied by `--s`, the scale of televisions; `moveX`, `moveY` and shadows are not.

use super::animation::{self, write_animation};
use super::css::{self, Edges};
use super::scope::Scope;
use serde_json::Value as Json;

use crate::document::attribute::{Attribute as A, Attributes, Value};
use crate::document::component::{Component, Content};
use crate::document::paywall::Paywall;
use crate::number;
use crate::output::{self, Escape};
use crate::string::{Shared, concat, push};
use crate::tree::escape;

/// Stands for the class in rules that have no name yet. It cannot occur in a value: writers escape it.
pub(super) const CLASS: &str = "\u{1}";

/// The rules of one style, by where they stand in the sheet: what a parent says of its children first,
/// then what a component says of itself, then what holds only while it has the focus.
#[derive(Debug, Default, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rules {
    pub children: String,
    pub own: String,
    focus: String,
}

impl Rules {
    fn is_empty(&self) -> bool {
        self.children.is_empty() && self.own.is_empty() && self.focus.is_empty()
    }

    fn add(&mut self, rules: &Self, class: &str) {
        self.children.push_str(&Self::named(&rules.children, class));
        self.own.push_str(&Self::named(&rules.own, class));
        self.focus.push_str(&Self::named(&rules.focus, class));
    }

    fn named(text: &str, class: &str) -> String {
        text.replace(CLASS, &concat(&[".", class]))
    }
}

/// How the components of a kind look.
#[derive(Debug)]
pub struct Looks {
    /// The first classes of its elements: the kind's name in the format.
    pub class: &'static str,
    /// The rules that all its components need. A paywall's sheet has those of the kinds that it uses.
    pub rules: &'static str,
    /// The attribute without which a component does not need them.
    pub rules_with: Option<A>,
    /// What it has to do with the focus.
    pub focus: Focus,
    /// Whether it stays as high as its author drew it when the screen is small, and the page scrolls.
    pub keeps_height: bool,
    /// Writes what a component has besides the attributes of all.
    pub style: fn(&mut Draft, &Cascade<'_, '_>),
}

impl Looks {
    /// A kind with nothing but the attributes of all.
    pub const USUAL: Self = Self {
        class: "",
        rules: "",
        rules_with: None,
        focus: Focus::Within,
        keeps_height: false,
        style: |_, _| {},
    };
}

/// Whose focus changes how a component looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// Its own: it is a button.
    Own,
    /// That of something in it.
    Within,
    /// That of something in it; and its colour follows the button it is in.
    OfButton,
}

/// One style while it is written.
#[derive(Debug, Default)]
pub struct Draft {
    /// Rules of its children.
    pub children: String,
    /// Rules that stand before its own.
    pub before: String,
    /// The declarations of its own rule.
    pub own: String,
    /// Rules that stand behind it: of its states and pieces.
    pub after: String,
}

/// The table of kinds, as far as styles go.
pub type AllLooks = fn(&Component) -> &'static Looks;

/// A picture's sides change places where writing runs from the right.
pub(super) const SIDES: &str = "[dir=rtl]{--l:right;--r:left}\n";

/// Makes the classes of all styles that are the same in every state, and the sheet with their rules.
pub fn compile(paywall: &mut Paywall, all: AllLooks) {
    let fills_parent = paywall.fills_parent;
    // Sorted by their rules.
    let mut classes: Vec<(Rules, Shared)> = Vec::new();
    let mut sheet = Rules::default();
    let mut kinds: Vec<&str> = Vec::new();
    paywall.walk_mut(&mut |component| {
        let looks = all(component);
        add_rules_of_kind(&mut kinds, component, looks);
        if component.attributes.smart_style {
            return;
        }
        let cascade = Cascade {
            component,
            layers: vec![&component.attributes],
            scope: None,
            fills_parent,
        };
        let rules = rules(looks, &cascade);
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
    paywall.css = concat(&[&kinds.concat(), &sheet.children, &sheet.own, &sheet.focus]);
    paywall.css_in_json = output::escaped(&concat(&[super::BASE_CSS, &paywall.css]), Escape::JSON);
}

/// Adds the rules that a component needs for what it is, each once.
fn add_rules_of_kind(out: &mut Vec<&'static str>, component: &Component, looks: &'static Looks) {
    let has = |attribute| component.attributes.get(attribute).is_some();
    let mut need = |rules| {
        if !out.contains(&rules) {
            out.push(rules);
        }
    };
    if looks.rules_with.is_none_or(has) {
        need(looks.rules);
    }
    if animation::is_in(component) {
        need(animation::RULES);
    }
}

/// Makes the classes of a component whose style depends on state; their rules are added to `css` when they are not there yet.
pub fn dynamic(
    component: &Component,
    looks: &Looks,
    layers: Vec<&Attributes>,
    scope: &Scope<'_>,
    css: &mut String,
) -> Shared {
    let kind = looks.class;
    let rules = rules(
        looks,
        &Cascade {
            component,
            layers,
            scope: Some(scope),
            fills_parent: scope.view.paywall.fills_parent,
        },
    );
    if rules.is_empty() {
        return kind.into();
    }
    let text = concat(&[&rules.children, &rules.own, &rules.focus]);
    let class = format!("d{:x}", fnv1a(text.as_bytes()));
    let text = Rules::named(&text, &class);
    if !css.contains(&text) {
        css.push_str(&text);
    }
    concat(&[kind, " ", &class]).into()
}

fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// A component's attributes with those on top that hold at the moment; the last layer that has one wins.
pub struct Cascade<'a, 'v> {
    pub(super) component: &'a Component,
    layers: Vec<&'a Attributes>,
    scope: Option<&'a Scope<'v>>,
    /// Whether what is in a box fills it.
    fills_parent: bool,
}

impl Cascade<'_, '_> {
    pub(super) fn get(&self, attribute: A) -> Option<&Value> {
        self.layers
            .iter()
            .rev()
            .find_map(|layer| layer.get(attribute))
    }

    /// Whether the document gives a number, not a text that may hold one.
    pub(super) fn is_number(&self, attribute: A) -> bool {
        matches!(self.get(attribute), Some(Value::Number(_)))
    }

    pub(super) fn text(&self, attribute: A) -> Option<String> {
        self.resolve(self.get(attribute)?)
            .filter(|text| !text.is_empty())
    }

    /// An object, its tokens resolved where there is a scope.
    pub(super) fn json(&self, attribute: A) -> Json {
        match (self.get(attribute), self.scope) {
            (Some(Value::Json(value)), Some(scope)) => scope.json(value),
            (Some(Value::Json(value)), None) => value.as_ref().clone(),
            _ => Json::Null,
        }
    }

    fn resolve(&self, value: &Value) -> Option<String> {
        match value {
            Value::Text(text) => Some(text.to_string()),
            Value::Number(number) => Some(number::text(*number)),
            Value::Smart(smart) => self.scope.map(|scope| scope.smart(smart).to_text()),
            Value::Bool(flag) => Some(flag.to_string()),
            Value::List(_) | Value::Json(_) => None,
        }
    }

    pub(super) fn number(&self, attribute: A) -> Option<f64> {
        match self.get(attribute)? {
            Value::Number(number) => Some(*number),
            Value::Bool(_) => None,
            other => number::parse(&self.resolve(other)?),
        }
    }

    pub(super) fn flag(&self, attribute: A) -> bool {
        match self.get(attribute) {
            Some(Value::Bool(flag)) => *flag,
            Some(Value::Smart(_)) => self.text(attribute).is_some_and(|text| text == "true"),
            _ => false,
        }
    }

    /// A list of names; `None` when the attribute was not given.
    pub(super) fn names(&self, attribute: A) -> Option<Vec<String>> {
        match self.get(attribute)? {
            Value::List(list) => {
                let mut names = Vec::with_capacity(list.len());
                for entry in list.iter() {
                    names.extend(self.resolve(entry));
                }
                Some(names)
            }
            _ => None,
        }
    }
}

fn rules(looks: &Looks, of: &Cascade<'_, '_>) -> Rules {
    let mut rules = Rules::default();
    if matches!(of.component.content, Content::Condition(_)) {
        return rules;
    }
    let mut draft = Draft::default();
    let own = &mut draft.own;
    write_size(own, looks.keeps_height, of);
    css::write_edges(own, of, "padding", Edges::PADDING);
    css::write_edges(own, of, "margin", Edges::MARGIN);
    write_place(own, of);
    css::write_fill(
        own,
        of,
        (A::FILL_COLOR, A::FILL_COLOR_FALLBACK),
        Some(A::FILL_IMAGE),
    );
    css::write_border(own, of, &css::Border::USUAL);
    (looks.style)(&mut draft, of);
    write_animation(&mut draft.after, of);
    rules.own = draft.before;
    write_rule(&mut rules.own, "", &draft.own);
    rules.own.push_str(&draft.after);
    rules.children = draft.children;
    write_focus(&mut rules.focus, looks.focus, of);
    rules
}

/// Writes the layout of a box, with room between what is in it.
pub(super) fn write_box(draft: &mut Draft, of: &Cascade<'_, '_>) {
    write_layout(draft, of, true);
}

/// Writes the layout of a box; `spaced` says that there is room between what is in it also where one is above the other.
pub(super) fn write_layout(draft: &mut Draft, of: &Cascade<'_, '_>, spaced: bool) {
    write_flex(&mut draft.children, &mut draft.own, of, of.fills_parent);
    let is_vertical = is_vertical(of);
    // One whose direction depends on the screen has gaps instead.
    if (spaced || !is_vertical) && of.get(A::FLEX_DIRECTION).is_none() {
        let side = if is_vertical { "top" } else { "inline-start" };
        write_spacing(&mut draft.children, of, side, ">*+*");
    }
}

/// Writes `.class<suffix>{declarations}`, or nothing.
pub(super) fn write_rule(out: &mut String, suffix: &str, declarations: &str) {
    let declarations = declarations.trim_end_matches(';');
    if !declarations.is_empty() {
        push(out, &[CLASS, suffix, "{", declarations, "}"]);
    }
}

fn write_size(out: &mut String, keeps_height: bool, of: &Cascade<'_, '_>) {
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
        // A picture as the background fills what there is.
        if of.get(A::FILL_IMAGE).is_some() && of.get(attribute).is_none() {
            push(out, &[name, ":100%;"]);
        }
    }
}

/// Where it stands: shifted, layered, or out of the flow.
fn write_place(out: &mut String, of: &Cascade<'_, '_>) {
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
    if let Some((align, edge)) = of
        .text(A::POSITION)
        .as_deref()
        .and_then(|position| position.split_once('-'))
    {
        let align = css::flex_side(Some(align));
        push(out, &["position:absolute;align-self:", align, ";"]);
        if let Some((_, edge)) = css::SIDES.iter().find(|(side, _)| *side == edge) {
            let inset = if edge.starts_with("inline") {
                "inset-"
            } else {
                ""
            };
            push(out, &[inset, edge, ":0;"]);
        }
    }
    if let Some(blur) = of.number(A::BACKGROUND_BLUR) {
        let blur = escape::css_number(blur);
        for name in ["-webkit-backdrop-filter", "backdrop-filter"] {
            push(out, &[name, ":blur(", &blur, "px);"]);
        }
    }
    css::write_shadow(out, of, A::DROP_SHADOW);
}

pub(super) fn write_flex(
    children: &mut String,
    own: &mut String,
    of: &Cascade<'_, '_>,
    fills_parent: bool,
) {
    let vertical = is_vertical(of);
    if vertical {
        own.push_str("flex-direction:column;");
    }
    let both = of.text(A::ALIGNMENT);
    let (horizontal, upright) = (
        of.text(A::HORIZONTAL_ALIGNMENT),
        of.text(A::VERTICAL_ALIGNMENT),
    );
    let (main, cross) = match (&horizontal, &upright) {
        // One word for both goes along the row, or across the column; the other way is centred.
        (None, None) if vertical => (None, both.as_deref()),
        (None, None) => (both.as_deref(), None),
        _ => {
            let horizontal = horizontal.as_deref().or(both.as_deref());
            let upright = upright.as_deref().or(both.as_deref());
            if vertical {
                (upright, horizontal)
            } else {
                (horizontal, upright)
            }
        }
    };
    let (main, cross) = (css::flex_side(main), css::flex_side(cross));
    if main != "center" {
        push(own, &["justify-content:", main, ";"]);
    }
    if cross != "center" {
        push(own, &["align-items:", cross, ";"]);
    }
    if fills_parent {
        let side = if vertical { "width" } else { "height" };
        push(children, &[CLASS, ">*{", side, ":100%}"]);
    }
}

pub(super) fn is_vertical(of: &Cascade<'_, '_>) -> bool {
    of.text(A::DIRECTION).as_deref() == Some("vertical")
}

pub(super) fn write_spacing(out: &mut String, of: &Cascade<'_, '_>, side: &str, which: &str) {
    if let Some(spacing) = of.number(A::SPACING).filter(|spacing| *spacing != 0.0) {
        push(
            out,
            &[
                CLASS,
                which,
                "{margin-",
                side,
                ":",
                &css::length(spacing),
                "}",
            ],
        );
    }
}

pub(super) fn write_font(out: &mut String, of: &Cascade<'_, '_>) {
    if let Some(name) = of.text(A::FONT_NAME) {
        css::write_font_family(out, &name);
    }
    let size = of
        .number(A::FONT_SIZE)
        .filter(|size| *size >= 0.0)
        .unwrap_or(12.0);
    push(out, &["font-size:", &css::length(size), ";"]);
    css::write_color(out, of, "color", A::FONT_COLOR);
}

/// Writes the style of pictures and videos.
pub(super) fn write_media(draft: &mut Draft, of: &Cascade<'_, '_>) {
    let out = &mut draft.own;
    if let Some(ratio) = of.number(A::ASPECT_RATIO).filter(|ratio| *ratio > 0.0) {
        push(out, &["aspect-ratio:", &escape::css_number(ratio), ";"]);
        if of.get(A::HEIGHT).is_none() && of.get(A::FIXED_HEIGHT).is_none() {
            out.push_str("height:auto;");
        }
    }
    if of.text(A::IMAGE_CROPPING).as_deref() == Some("fit") {
        out.push_str("object-fit:contain;");
    }
    let side = match of.text(A::ALIGNMENT).as_deref() {
        Some("left") => "var(--l,left)",
        Some("right") => "var(--r,right)",
        Some("top") => "top",
        Some("bottom") => "bottom",
        _ => "",
    };
    if !side.is_empty() {
        push(out, &["object-position:", side, ";"]);
    }
    write_blur(out, of);
}

pub(super) fn write_blur(out: &mut String, of: &Cascade<'_, '_>) {
    if let Some(blur) = of.number(A::BLUR).filter(|blur| *blur > 0.0) {
        push(out, &["filter:blur(", &escape::css_number(blur), "px);"]);
    }
}

/// What changes while it, or for containers something in it, has the focus; texts follow the button they are in.
fn write_focus(out: &mut String, focus: Focus, of: &Cascade<'_, '_>) {
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
        // Only buttons take the focus; one whose author drew it needs no ring of the browser's.
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

/// Writes a declaration of a length, where the document gives a number.
pub(super) fn write_length(out: &mut String, of: &Cascade<'_, '_>, name: &str, attribute: A) {
    if let Some(number) = of.number(attribute) {
        push(out, &[name, ":", &css::length(number), ";"]);
    }
}

/// Writes a declaration of a colour that an object has, else of another.
pub(super) fn write_json_color(
    out: &mut String,
    name: &str,
    object: &Json,
    field: &str,
    other: &str,
) {
    let color = object.get(field).and_then(Json::as_str);
    let color = color.and_then(escape::css_value).unwrap_or(other);
    if !color.is_empty() {
        push(out, &[name, &css::color_value(color), ";"]);
    }
}

/// Writes the scale of a television into the rules of the root; others need none.
pub fn scale_css(scale: f64) -> String {
    if (scale - 1.0).abs() < f64::EPSILON {
        String::new()
    } else {
        concat(&[".paywall{--s:", &escape::css_number(scale), "}"])
    }
}
