//! Styles: attributes to CSS rules, once for each paywall.
//!
//! A style that is the same in every state is a class of the paywall's sheet, made at load; components that look
//! alike share one. A style that depends on state is made while the tree is resolved, under a class named after its content.
//! Lengths are multiplied by `--s`, the scale of televisions; `moveX`, `moveY` and shadows are not.

use super::css::{self, Edges};
use super::family;
use super::scope::Scope;
use super::sheets::Sheets;
use serde_json::Value as Json;

use crate::document::attribute::{Attribute as A, Attributes, Value};
use crate::document::component::{Component, Kind};
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

/// Makes the classes of all styles that are the same in every state, and the sheet with their rules.
pub fn compile(paywall: &mut Paywall) {
    let fills_parent = paywall.fills_parent;
    // Sorted by their rules.
    let mut classes: Vec<(Rules, Shared)> = Vec::new();
    let mut sheet = Rules::default();
    let mut kinds = Sheets::default();
    paywall.walk_mut(&mut |component| {
        kinds.add(component);
        if component.attributes.smart_style {
            return;
        }
        let cascade = Cascade {
            layers: vec![&component.attributes],
            scope: None,
        };
        let rules = rules(&component.kind, &cascade, fills_parent);
        let kind = component.kind.class();
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
    paywall.css = concat(&[&kinds.text(), &sheet.children, &sheet.own, &sheet.focus]);
    paywall.css_in_json = output::escaped(&concat(&[super::BASE_CSS, &paywall.css]), Escape::JSON);
}

/// The classes of a component whose style depends on state; their rules are added to `css` when they are not there yet.
pub fn dynamic(
    component: &Component,
    layers: Vec<&Attributes>,
    scope: &Scope<'_>,
    css: &mut String,
) -> Shared {
    let kind = component.kind.class();
    let rules = rules(
        &component.kind,
        &Cascade {
            layers,
            scope: Some(scope),
        },
        scope.view.paywall.fills_parent,
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
pub(super) struct Cascade<'a, 'v> {
    layers: Vec<&'a Attributes>,
    scope: Option<&'a Scope<'v>>,
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

fn rules(kind: &Kind, of: &Cascade<'_, '_>, fills_parent: bool) -> Rules {
    let mut rules = Rules::default();
    if matches!(kind, Kind::Condition(_)) {
        return rules;
    }
    let mut own = String::new();
    write_size(&mut own, kind, of);
    css::write_edges(&mut own, of, "padding", Edges::PADDING);
    css::write_edges(&mut own, of, "margin", Edges::MARGIN);
    write_place(&mut own, of);
    css::write_fill(
        &mut own,
        of,
        (A::FillColor, A::FillColorFallback),
        Some(A::FillImage),
    );
    css::write_border(&mut own, of, &css::Border::USUAL);
    match kind {
        Kind::Container
        | Kind::Button
        | Kind::ToggleButton
        | Kind::PickerItem { .. }
        | Kind::MediaButton { .. }
        | Kind::ProductContainer { .. } => {
            write_flex(&mut rules, &mut own, of, fills_parent);
            // The reference player draws no spacing in vertical buttons, and documents were drawn to look right there.
            // One whose direction depends on the screen has gaps instead.
            if !(is_vertical(of) && matches!(kind, Kind::Button))
                && of.get(A::FlexDirection).is_none()
            {
                write_spacing(
                    &mut rules.children,
                    of,
                    if is_vertical(of) {
                        "top"
                    } else {
                        "inline-start"
                    },
                    ">*+*",
                );
            }
        }
        Kind::TextList { .. } => write_list(&mut rules, &mut own, of),
        Kind::Text => write_text(&mut rules, &mut own, of),
        Kind::Symbol => write_font(&mut own, of),
        Kind::Image | Kind::Video => write_media(&mut own, of),
        Kind::QrCode => css::write_color(&mut own, of, "fill", A::Color),
        Kind::Spacer if of.get(A::Width).is_none() && of.get(A::Height).is_none() => {
            own.push_str("flex-grow:1;")
        }
        _ => {}
    }
    write_focus(&mut rules.focus, kind, of);
    let mut states = Rules::default();
    family::write(&mut states, &mut own, kind, of);
    write_rule(&mut rules.own, "", &own);
    rules.own.push_str(&states.own);
    rules.children.push_str(&states.children);
    rules
}

/// Writes `.class<suffix>{declarations}`, or nothing.
pub(super) fn write_rule(out: &mut String, suffix: &str, declarations: &str) {
    let declarations = declarations.trim_end_matches(';');
    if !declarations.is_empty() {
        push(out, &[CLASS, suffix, "{", declarations, "}"]);
    }
}

fn write_size(out: &mut String, kind: &Kind, of: &Cascade<'_, '_>) {
    for (name, attribute, fixed) in [
        ("width", A::Width, A::FixedWidth),
        ("height", A::Height, A::FixedHeight),
    ] {
        let attribute = if of.get(attribute).is_some() {
            attribute
        } else {
            fixed
        };
        css::write_dimension(out, of, name, attribute);
        // On a small screen, what can be tapped stays as high as its author drew it: the page scrolls.
        if attribute == A::Height
            && matches!(kind, Kind::Button | Kind::Picker)
            && let Some(Value::Number(height)) = of.get(attribute)
        {
            push(out, &["min-height:", &css::length(*height), ";"]);
        }
        // A picture as the background fills what there is.
        if of.get(A::FillImage).is_some() && of.get(attribute).is_none() {
            push(out, &[name, ":100%;"]);
        }
    }
}

/// Where it stands: shifted, layered, or out of the flow.
fn write_place(out: &mut String, of: &Cascade<'_, '_>) {
    css::write_offset(
        out,
        of.get(A::MoveX).and_then(|_| css::offset(of, A::MoveX)),
        "inset-inline-start:",
        ";",
    );
    css::write_offset(
        out,
        of.get(A::MoveY).and_then(|_| css::offset(of, A::MoveY)),
        "transform:translateY(",
        ");",
    );
    if let Some(index) = of.number(A::ZIndex) {
        push(out, &["z-index:", &(index as i64).to_string(), ";"]);
    }
    if of.flag(A::Grow) {
        out.push_str("flex-grow:1;");
    }
    if let Some((align, edge)) = of
        .text(A::Position)
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
    if let Some(blur) = of.number(A::BackgroundBlur) {
        let blur = escape::css_number(blur);
        for name in ["-webkit-backdrop-filter", "backdrop-filter"] {
            push(out, &[name, ":blur(", &blur, "px);"]);
        }
    }
    css::write_shadow(out, of, A::DropShadow);
}

pub(super) fn write_flex(
    rules: &mut Rules,
    own: &mut String,
    of: &Cascade<'_, '_>,
    fills_parent: bool,
) {
    let vertical = is_vertical(of);
    if vertical {
        own.push_str("flex-direction:column;");
    }
    let both = of.text(A::Alignment);
    let (horizontal, upright) = (
        of.text(A::HorizontalAlignment),
        of.text(A::VerticalAlignment),
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
        push(&mut rules.children, &[CLASS, ">*{", side, ":100%}"]);
    }
}

pub(super) fn is_vertical(of: &Cascade<'_, '_>) -> bool {
    of.text(A::Direction).as_deref() == Some("vertical")
}

pub(super) fn write_spacing(out: &mut String, of: &Cascade<'_, '_>, side: &str, which: &str) {
    if let Some(spacing) = of.number(A::Spacing).filter(|spacing| *spacing != 0.0) {
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

fn write_list(rules: &mut Rules, own: &mut String, of: &Cascade<'_, '_>) {
    write_font(own, of);
    own.push_str("line-height:1.2;");
    let side = css::flex_side(of.text(A::Alignment).as_deref());
    push(own, &["justify-content:", side, ";"]);
    write_spacing(&mut rules.children, of, "top", ">*+*");
    write_spacing(&mut rules.children, of, "inline-start", ">*>*+*");
}

pub(super) fn write_font(out: &mut String, of: &Cascade<'_, '_>) {
    if let Some(name) = of.text(A::FontName) {
        css::write_font_family(out, &name);
    }
    let size = of
        .number(A::FontSize)
        .filter(|size| *size >= 0.0)
        .unwrap_or(12.0);
    push(out, &["font-size:", &css::length(size), ";"]);
    css::write_color(out, of, "color", A::FontColor);
}

fn write_text(rules: &mut Rules, own: &mut String, of: &Cascade<'_, '_>) {
    write_font(own, of);
    let align = match of.text(A::Alignment).as_deref() {
        Some("left") => "start",
        Some("right") => "end",
        _ => "center",
    };
    if align != "center" {
        push(own, &["text-align:", align, ";"]);
    }
    if of.text(A::TextType).as_deref() == Some("legal") {
        own.push_str("line-height:1.2;white-space:pre-line;");
    }
    if of.flag(A::Capitalize) {
        own.push_str("text-transform:uppercase;");
    }
    if of.flag(A::Strikethrough) {
        own.push_str("text-decoration:line-through;");
    }
    write_blur(own, of);
    let mut link = String::new();
    css::write_color(&mut link, of, "color", A::LinkColor);
    write_rule(&mut rules.own, " .link", &link);
}

fn write_media(out: &mut String, of: &Cascade<'_, '_>) {
    if let Some(ratio) = of.number(A::AspectRatio).filter(|ratio| *ratio > 0.0) {
        push(out, &["aspect-ratio:", &escape::css_number(ratio), ";"]);
        if of.get(A::Height).is_none() && of.get(A::FixedHeight).is_none() {
            out.push_str("height:auto;");
        }
    }
    if of.text(A::ImageCropping).as_deref() == Some("fit") {
        out.push_str("object-fit:contain;");
    }
    let side = match of.text(A::Alignment).as_deref() {
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

fn write_blur(out: &mut String, of: &Cascade<'_, '_>) {
    if let Some(blur) = of.number(A::Blur).filter(|blur| *blur > 0.0) {
        push(out, &["filter:blur(", &escape::css_number(blur), "px);"]);
    }
}

/// What changes while it, or for containers something in it, has the focus; texts follow the button they are in.
fn write_focus(out: &mut String, kind: &Kind, of: &Cascade<'_, '_>) {
    let mut declarations = String::new();
    css::write_fill(
        &mut declarations,
        of,
        (A::FocusedFillColor, A::FocusedFillColorFallback),
        None,
    );
    css::write_border(&mut declarations, of, &css::Border::FOCUSED);
    let declarations = declarations.trim_end_matches(';');
    if !declarations.is_empty() {
        // Only buttons take the focus; one whose author drew it needs no ring of the browser's.
        let (state, end) = match kind {
            Kind::Button
            | Kind::ToggleButton
            | Kind::PickerItem { .. }
            | Kind::MediaButton { .. } => (":focus{", ";outline:0}"),
            _ => (":focus-within{", "}"),
        };
        push(out, &[CLASS, state, declarations, end]);
    }
    let attribute = if of.get(A::FocusedFontColor).is_some() {
        A::FocusedFontColor
    } else {
        A::ActiveFontColor
    };
    let mut color = String::new();
    css::write_color(&mut color, of, "color", attribute);
    if !color.is_empty() && matches!(kind, Kind::Text | Kind::Symbol | Kind::TextList { .. }) {
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

/// Writes the scale of a television into the rules of the root; others need none.
pub fn scale_css(scale: f64) -> String {
    if (scale - 1.0).abs() < f64::EPSILON {
        String::new()
    } else {
        concat(&[".paywall{--s:", &escape::css_number(scale), "}"])
    }
}
