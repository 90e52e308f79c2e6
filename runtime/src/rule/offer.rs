//! For whom a product or a product group is: the `conditions` beside it in a paywall's menu.

use std::rc::Rc;

use serde_json::{Map, Value as Json};

use super::compile::{Compiler, Targets};
use super::condition;
use super::condition::Node;
use super::judge::Judge;
use crate::reader::{Fields, Warnings};
use crate::request::Request;

/// The conditions of one product or product group.
#[derive(Debug)]
pub struct Offer {
    targets: Targets,
    condition: Node,
}

impl Offer {
    /// Reads the `conditions` of `fields`; `root` has the lists and audiences they name. What cannot be read never holds.
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

    /// Whether they hold for a customer; `facts` are what `Product.…` names.
    pub fn holds(&self, request: &Request, facts: &Map<String, Json>) -> bool {
        let mut judge = Judge::new(&self.targets, request);
        judge.product = Some(facts);
        judge.holds(&self.condition)
    }
}
