//! The frame of a page: its background, header, content and footer, and a page that lies over another one.

use super::element::piece;
use super::resolve::{Resolver, Surroundings};
use crate::document::attribute::{Attribute as A, Value as Raw};
use crate::document::component::Component;
use crate::document::paywall::Page;
use crate::string::concat;
use crate::tree::{Element, Node, Tag, Value};

impl<'a> Resolver<'a> {
    /// Resolves a page that lies over another one. Nothing of the page below can be reached meanwhile, and a tap beside the
    /// sheet leads back to it.
    pub fn sheet(
        &mut self,
        page: &'a Page,
        below: &'a Page,
        place: Surroundings<'a>,
        out: &mut Vec<Node>,
    ) {
        self.page(below, place, out);
        for node in out.iter_mut() {
            if let Node::Element(element) = node {
                element.put("inert", "");
            }
        }
        self.focus = None;
        let taps = self.taps.len();
        let mut sheet = piece(Tag::Div, "sheet");
        sheet.put("role", "dialog");
        sheet.put("aria-modal", "true");
        self.page(page, place, &mut sheet.children);
        if self.focus.is_none() {
            self.focus = self.taps.get(taps).map(|tap| tap.key);
        }
        let mut beside = piece(Tag::Div, "beside");
        beside.put("data-leave", "");
        out.push(Node::Element(beside));
        out.push(Node::Element(sheet));
    }

    /// Resolves the parts of a page, from the back to the front.
    pub fn page(&mut self, page: &'a Page, place: Surroundings<'a>, out: &mut Vec<Node>) {
        self.part(page.background.as_ref(), "background", place, out);
        let (mut header, mut footer) = (Vec::new(), Vec::new());
        self.strip(&page.header, "header", place, &mut header);
        if !page.sticky_header {
            out.append(&mut header);
        }
        let before = out.len();
        self.part(page.content.as_ref(), "content", place, out);
        self.strip(&page.footer, "footer", place, &mut footer);
        // Those that stick to an edge of the screen are parts of what scrolls, and take room there.
        if let Some(Node::Element(content)) = out.get_mut(before) {
            header.append(&mut content.children);
            if page.sticky_footer {
                header.append(&mut footer);
            }
            content.children = header;
        } else {
            out.append(&mut header);
        }
        out.append(&mut footer);
    }

    /// Resolves a container that is a part of the frame, and adds the part's name to its classes.
    fn part(
        &mut self,
        component: Option<&'a Component>,
        class: &str,
        place: Surroundings<'a>,
        out: &mut Vec<Node>,
    ) {
        // The component may turn out to be hidden; then nothing is added behind this position.
        let from = out.len();
        if let Some(component) = component {
            // `100%` would be of the parent, but the frame's height is the screen's, which no parent passes down.
            let fills = component.attributes.get(A::HEIGHT) == Some(&Raw::Text("100%".into()));
            let class = if fills && class == "content" {
                "content fill"
            } else {
                class
            };
            self.component(component, place, out);
            if let Some(Node::Element(element)) = out.get_mut(from)
                && let Some((_, value)) = element.attributes.first_mut()
            {
                *value = Value::Shared(concat(&[value.as_str(), " ", class]).into());
            }
        }
    }

    /// Resolves the components of a header or a footer into one element; none when nothing in it is shown.
    fn strip(
        &mut self,
        components: &'a [Component],
        class: &'static str,
        place: Surroundings<'a>,
        out: &mut Vec<Node>,
    ) {
        let mut children = Vec::new();
        self.components(components, place, &mut children);
        if !children.is_empty() {
            let attributes = vec![("class", Value::Static(class))];
            out.push(Node::Element(Element {
                attributes,
                children,
                ..Element::new(Tag::Div)
            }));
        }
    }
}
