//! The resolved tree: what a paywall shows, all conditions, texts and styles settled.
//!
//! [`html`] writes it, [`crate::web`] mounts it, [`diff`] compares two of them.
//! Nothing here can fail for reasons of data: what reaches the tree is already safe to write
//! (URLs have passed [`escape::url`], styles [`escape::css_value`]); text and attribute values are escaped by the writer.

pub mod diff;
pub mod escape;
pub mod html;

use crate::string::Shared;

/// An element's name. Those of the SVG namespace say so by [`Tag::is_svg`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are HTML's own")]
pub enum Tag {
    A,
    B,
    Br,
    Button,
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
    /// The name as written.
    pub const fn name(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
            Self::Br => "br",
            Self::Button => "button",
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

    /// Whether the element has no content and no end tag.
    pub const fn is_void(self) -> bool {
        matches!(self, Self::Br | Self::Img)
    }

    /// Whether the element is of the SVG namespace.
    pub const fn is_svg(self) -> bool {
        matches!(self, Self::Svg | Self::Path)
    }
}

/// An attribute's value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Known at compile time.
    Static(&'static str),
    /// From the document or resolved for this tree.
    Shared(Shared),
}

impl Value {
    /// The text of it, not escaped.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Static(text) => text,
            Self::Shared(text) => text,
        }
    }
}

/// One thing of the tree.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// An element.
    Element(Element),
    /// A text.
    Text(Shared),
}

/// Which of its siblings an element is, across two trees of one paywall:
/// the component's number in the paywall and which repetition of it (product, loop entry) this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The component's number in its paywall, in document order.
    pub component: u32,
    /// Which repetition of the component, from 0.
    pub repetition: u32,
}

/// An element with its attributes in the order they are written.
#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    /// Its name.
    pub tag: Tag,
    /// Who it is across two trees; `None` for markup inside a text.
    pub key: Option<Key>,
    /// Attribute names and values; names are the engine's own, never the document's.
    pub attributes: Vec<(&'static str, Value)>,
    /// What is in it.
    pub children: Vec<Node>,
}

impl Element {
    /// An element without attributes and children.
    pub fn new(tag: Tag) -> Self {
        Self {
            tag,
            key: None,
            attributes: Vec::new(),
            children: Vec::new(),
        }
    }
}

/// A whole resolved paywall page.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree {
    /// The root element.
    pub root: Element,
    /// The rules of the styles that depend on state (a few, most trees have none), ready to write.
    pub dynamic_css: String,
    /// The `data-tap` value of the element that takes the focus first.
    pub focus: Option<Shared>,
}
