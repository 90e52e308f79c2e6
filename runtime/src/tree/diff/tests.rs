//! Laws of patching, over a document made of shared cells.

use paywall_output::Output;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::*;
use crate::tree::html;

/// A document that counts how often it was touched.
#[derive(Default)]
struct Paper {
    touched: Cell<usize>,
}

type Sheet = Rc<RefCell<Node>>;

#[derive(Clone)]
struct Leaf {
    node: Sheet,
    children: Rc<RefCell<Vec<Leaf>>>,
}

fn leaf(node: &Node) -> Leaf {
    let children = match node {
        Node::Element(element) => element.children.iter().map(leaf).collect(),
        Node::Text(_) => Vec::new(),
    };
    Leaf {
        node: Rc::new(RefCell::new(node.clone())),
        children: Rc::new(RefCell::new(children)),
    }
}

fn read(leaf: &Leaf) -> Node {
    match &*leaf.node.borrow() {
        Node::Text(text) => Node::Text(text.clone()),
        Node::Element(element) => {
            let children = leaf.children.borrow().iter().map(read).collect();
            Node::Element(Element {
                children,
                attributes: element.attributes.clone(),
                ..Element::new(element.tag)
            })
        }
    }
}

fn same(a: &Leaf, b: &Leaf) -> bool {
    Rc::ptr_eq(&a.node, &b.node)
}

impl Dom for Paper {
    type Node = Leaf;

    fn create(&self, node: &Node) -> Leaf {
        self.touched.set(self.touched.get() + 1);
        leaf(node)
    }

    fn child(&self, parent: &Leaf, index: usize) -> Option<Leaf> {
        parent.children.borrow().get(index).cloned()
    }

    fn insert(&self, parent: &Leaf, node: &Leaf, before: Option<&Leaf>) {
        self.touched.set(self.touched.get() + 1);
        let mut children = parent.children.borrow_mut();
        children.retain(|child| !same(child, node));
        let at = before
            .and_then(|before| children.iter().position(|child| same(child, before)))
            .unwrap_or(children.len());
        children.insert(at, node.clone());
    }

    fn remove(&self, parent: &Leaf, node: &Leaf) {
        self.touched.set(self.touched.get() + 1);
        parent
            .children
            .borrow_mut()
            .retain(|child| !same(child, node));
    }

    fn set_attribute(&self, element: &Leaf, name: &str, value: &str) {
        self.touched.set(self.touched.get() + 1);
        let Node::Element(element) = &mut *element.node.borrow_mut() else {
            return;
        };
        let name: &'static str = if name == "class" { "class" } else { "href" };
        element.attributes.retain(|(own, _)| *own != name);
        element.attributes.push((name, Value::Shared(value.into())));
        element.attributes.sort_by_key(|(name, _)| *name);
    }

    fn remove_attribute(&self, element: &Leaf, name: &str) {
        self.touched.set(self.touched.get() + 1);
        let Node::Element(element) = &mut *element.node.borrow_mut() else {
            return;
        };
        element.attributes.retain(|(own, _)| *own != name);
    }

    fn set_text(&self, node: &Leaf, text: &str) {
        self.touched.set(self.touched.get() + 1);
        *node.node.borrow_mut() = Node::Text(text.into());
    }
}

/// A small generator of numbers, good enough for trees and the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

fn tree(numbers: &mut Numbers, depth: u32) -> Element {
    let mut element = Element::new(Tag::Div);
    if numbers.below(2) == 0 {
        element
            .attributes
            .push(("class", Value::Shared(numbers.below(3).to_string().into())));
    }
    if numbers.below(3) == 0 {
        element.attributes.push(("href", Value::Static("x")));
    }
    let mut keys: Vec<u32> = (0..6).filter(|_| numbers.below(2) == 0).collect();
    if numbers.below(3) == 0 {
        keys.reverse();
    }
    for component in keys.into_iter().filter(|_| depth > 0) {
        let mut child = tree(numbers, depth - 1);
        child.key = (component < 4).then_some(Key {
            component,
            repetition: 0,
        });
        element.children.push(Node::Element(child));
        if component == 5 {
            element
                .children
                .push(Node::Text(numbers.below(3).to_string().into()));
        }
    }
    element
}

fn written(node: &Node) -> String {
    let mut out = Output::default();
    if let Node::Element(element) = node {
        html::write_element(&mut out, element, false);
    }
    out.text()
}

#[test]
fn a_patched_document_shows_the_new_tree() {
    let mut numbers = Numbers(7);
    for _ in 0..2_000 {
        let (old, new) = (tree(&mut numbers, 3), tree(&mut numbers, 3));
        let (paper, page) = (Paper::default(), leaf(&Node::Element(old.clone())));
        patch(&paper, &page, &old, &new);
        assert_eq!(written(&read(&page)), written(&Node::Element(new)));
    }
}

#[test]
fn an_equal_tree_touches_nothing() {
    let mut numbers = Numbers(11);
    for _ in 0..100 {
        let old = tree(&mut numbers, 3);
        let (paper, page) = (Paper::default(), leaf(&Node::Element(old.clone())));
        patch(&paper, &page, &old, &old.clone());
        assert_eq!(paper.touched.get(), 0);
    }
}

#[test]
fn a_child_that_comes_or_goes_leaves_its_siblings_alone() {
    let child = |component| {
        let key = Some(Key {
            component,
            repetition: 0,
        });
        Node::Element(Element {
            key,
            ..Element::new(Tag::P)
        })
    };
    let parent = |children| Element {
        children,
        ..Element::new(Tag::Div)
    };
    let all = parent(vec![child(1), child(2), child(3)]);
    let some = parent(vec![child(1), child(3)]);
    for (old, new, touches) in [(&all, &some, 1), (&some, &all, 2)] {
        let (paper, page) = (Paper::default(), leaf(&Node::Element(old.clone())));
        patch(&paper, &page, old, new);
        assert_eq!(paper.touched.get(), touches);
    }
}
