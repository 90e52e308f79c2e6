//! The `conditions` beside a product or a product group in a paywall's menu: the customers it is offered to.

use std::rc::Rc;

use serde_json::{Map, Value as Json};

use super::compile::{Compiler, Targets};
use super::condition;
use super::condition::Node;
use super::identifier::Facts;
use super::judge::Judge;
use crate::reader::{Fields, Warnings};
use crate::request::Request;
use crate::work::Work;

/// The conditions of one product or product group.
#[derive(Debug)]
pub struct Offer {
    /// The identifiers and comparisons of the conditions.
    targets: Targets,
    /// The conditions, compiled.
    condition: Node,
}

impl Offer {
    /// Reads the `conditions` of `fields`; `root` has the lists and audiences they name. Conditions that
    /// cannot be read never hold.
    pub fn read(
        root: Fields<'_>,
        fields: &Fields<'_>,
        warnings: &mut Warnings,
    ) -> Option<Rc<Self>> {
        let mut compiler = Compiler::new(root);
        let condition = condition::read(&mut compiler, fields, warnings)?;
        Some(Rc::new(Self {
            targets: compiler.finish(),
            condition,
        }))
    }

    /// Returns whether the conditions hold for a customer; `product` has the fields of `Product.…`.
    pub fn holds(&self, request: &Request, work: &Work, product: &Map<String, Json>) -> bool {
        let facts = Facts {
            product: Some(product),
            ..Facts::of(request)
        };
        Judge::new(&self.targets, facts, work).holds(&self.condition)
    }
}
