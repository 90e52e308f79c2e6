//! Product containers: boxes that repeat their children for each product of a group.

use serde_json::Value as Json;

use super::base::Kind;
use crate::document::attribute::{Attribute as A, TEXT, own_attributes};
use crate::document::component::{Reading, Section};
use crate::paywall::element::{block, start};
use crate::paywall::resolve::{Resolver, Shown};
use crate::string::push;
use crate::style::write::{write_filled_box, write_length, write_rule};
use crate::style::{Cascade, Draft, Looks};
use crate::tree::{Element, Node};

own_attributes! {
    SUBSET_GROUP "subsetGroup" TEXT, Content;
    "productBaseComponents" FIELD;
    "productFeaturedComponents" FIELD;
}

/// The kind of product containers.
pub(super) const KIND: Kind = Kind {
    reading: Reading {
        names: "productContainer|flexProductContainer",
        attributes: ATTRIBUTES,
        // The components for usual products and for featured ones, which replace the children.
        read: |reader, fields, component| {
            for name in ["productBaseComponents", "productFeaturedComponents"] {
                let section = Section::of(reader.list(fields, name));
                component.sections.push(section);
            }
            reader.usual(fields, component);
        },
        ..Reading::USUAL
    },
    looks: Looks {
        class: "productContainer",
        rules: ".productContainer{box-sizing:content-box}\n",
        style,
        ..Looks::USUAL
    },
    element: |resolver, shown| Some(element(resolver, shown)),
    ..Kind::BOX
};

/// Builds the box with the products in it.
fn element<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>) -> Element {
    let mut element = start(resolver, shown, block(shown));
    element.children = products(resolver, shown);
    element
}

/// Resolves the products of a group, each with its components.
fn products<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>) -> Vec<Node> {
    let component = shown.component;
    let [base, featured] = component.sections.as_slice() else {
        return Vec::new();
    };
    let view = shown.place.scope.view;
    let group = shown.text(SUBSET_GROUP);
    let menu = view.menu(group.as_deref().unwrap_or_else(|| view.group()));
    let mut out = Vec::new();
    // Hidden products count as well, so that the others keep their keys when one is hidden.
    for (index, product) in (1..).zip(menu.iter().flat_map(|menu| &menu.products)) {
        let Some(menu) = menu.filter(|_| !view.hides(&product.id)) else {
            continue;
        };
        let (base, featured) = (&base.children, &featured.children);
        let components = match (product.featured && !featured.is_empty(), base.is_empty()) {
            (true, _) => featured,
            (false, false) => base,
            (false, true) => &component.children,
        };
        let scope = shown.place.scope.for_product(menu, product);
        resolver.components(components, shown.place.repeated(scope, index), &mut out);
    }
    out
}

/// Writes the style of a product container.
fn style(draft: &mut Draft, of: &Cascade<'_>) {
    write_filled_box(draft, of, true);
    write_size_classes(&mut draft.after, of);
}

/// Writes the direction by size class. The limits are those of common phones, tablets and laptops.
fn write_size_classes(out: &mut String, of: &Cascade<'_>) {
    if of.get(A::FLEX_DIRECTION).is_none() {
        return;
    }
    let mut gap = String::new();
    write_length(&mut gap, of, "gap", A::SPACING);
    write_rule(out, "", &gap);
    let directions = of.json(A::FLEX_DIRECTION);
    for (class, from) in [
        ("small", ""),
        ("medium", "826px"),
        ("large", "1200px"),
        ("xlarge", "1600px"),
    ] {
        let direction = match directions.get(class).and_then(Json::as_str) {
            Some("vertical") => "flex-direction:column",
            Some(_) => "flex-direction:row",
            None => continue,
        };
        if from.is_empty() {
            write_rule(out, "", direction);
        } else {
            push(out, &["@media(min-width:", from, "){"]);
            write_rule(out, "", direction);
            out.push('}');
        }
    }
}
