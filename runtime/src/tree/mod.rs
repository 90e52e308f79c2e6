//! The resolved tree: the elements a paywall shows, with all conditions, texts and styles settled.
//!
//! [`html`] writes it, `crate::web` (in the module only) mounts it, [`diff`] compares two of them.
//! Nothing here can fail for reasons of data: values in the tree are already safe to write (URLs have passed
//! [`escape::media_url`] or [`escape::link_url`], styles [`escape::css_value`]), and the writer
//! escapes text and attribute values.

pub mod diff;
pub mod escape;
pub mod html;

use crate::string::Shared;

/// The name of an element. [`Tag::is_svg`] tells those of the SVG namespace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are HTML's own")]
pub enum Tag {
    A,
    B,
    Br,
    Button,
    Code,
    Del,
    Details,
    Div,
    Em,
    H1,
    H2,
    H3,
    H4,
    H5,
    H6,
    Img,
    Input,
    Label,
    Li,
    Ol,
    P,
    Path,
    Span,
    Strong,
    Summary,
    Svg,
    Ul,
    Video,
}

impl Tag {
    /// Returns the name as it stands in HTML.
    pub const fn name(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
            Self::Br => "br",
            Self::Button => "button",
            Self::Code => "code",
            Self::Del => "del",
            Self::Details => "details",
            Self::Div => "div",
            Self::Em => "em",
            Self::H1 => "h1",
            Self::H2 => "h2",
            Self::H3 => "h3",
            Self::H4 => "h4",
            Self::H5 => "h5",
            Self::H6 => "h6",
            Self::Img => "img",
            Self::Input => "input",
            Self::Label => "label",
            Self::Li => "li",
            Self::Ol => "ol",
            Self::P => "p",
            Self::Path => "path",
            Self::Span => "span",
            Self::Strong => "strong",
            Self::Summary => "summary",
            Self::Svg => "svg",
            Self::Ul => "ul",
            Self::Video => "video",
        }
    }

    /// Returns whether the element has no content and no end tag.
    pub const fn is_void(self) -> bool {
        matches!(self, Self::Br | Self::Img | Self::Input)
    }

    /// Returns whether the element is of the SVG namespace.
    pub const fn is_svg(self) -> bool {
        matches!(self, Self::Svg | Self::Path)
    }
}

/// An attribute's value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A text that the engine itself writes.
    Static(&'static str),
    /// A text from the document, or resolved for this tree.
    Shared(Shared),
}

impl Value {
    /// Returns the value as a text, not escaped.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Static(text) => text,
            Self::Shared(text) => text,
        }
    }
}

/// A node of the tree.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// An element, with all that is in it.
    Element(Element),
    /// A text, not escaped.
    Text(Shared),
}

/// The identity of an element across two trees of one paywall: its component, and the repetition of it (the product or
/// the entry of a loop).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The number of the component in its paywall, in document order.
    pub component: u32,
    /// The number of the repetition, from 0.
    pub repetition: u32,
}

/// An element with its attributes in the order they are written.
#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    /// The name of the element.
    pub tag: Tag,
    /// The identity across two trees; `None` for markup inside a text.
    pub key: Option<Key>,
    /// Attribute names and values; names are the engine's own, never the document's.
    pub attributes: Vec<(&'static str, Value)>,
    /// The elements and texts inside it.
    pub children: Vec<Node>,
}

impl Element {
    /// Makes an element without attributes and children.
    pub fn new(tag: Tag) -> Self {
        Self {
            tag,
            key: None,
            attributes: Vec::new(),
            children: Vec::new(),
        }
    }

    /// Adds an attribute whose value is known at compile time.
    // Inlined into its many callers, what makes the list grow would be most of their code.
    #[inline(never)]
    pub fn put(&mut self, name: &'static str, value: &'static str) {
        self.attributes.push((name, Value::Static(value)));
    }
}

/// A whole resolved paywall page.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree {
    /// The root element.
    pub root: Element,
    /// The rules of the styles that depend on state, ready to write; most trees have none.
    pub dynamic_css: String,
    /// The `data-tap` value of the element that takes the focus first.
    pub focus: Option<Shared>,
}
