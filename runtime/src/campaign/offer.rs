//! For whom a product or a product group is: the `conditions` beside it in a paywall's menu.

use std::rc::Rc;

use serde_json::{Map, Value as Json};

use super::compile::Compiler;
use super::condition::{self, Node};
use super::judge::Judge;
use crate::document::campaign::Campaigns;
use crate::document::paywall::Product;
use crate::json::{put, text};
use crate::reader::{Fields, Warnings};
use crate::request::Request;

/// The conditions of one product or product group.
#[derive(Debug)]
pub struct Offer {
    /// Without rules: what the conditions read and compare.
    campaigns: Campaigns,
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
            campaigns: Campaigns::new(Vec::new(), compiler.finish()),
            condition,
        }))
    }

    /// Whether they hold for a customer; `facts` are what `Product.…` names.
    pub fn holds(&self, request: &Request, facts: &Map<String, Json>) -> bool {
        let mut judge = Judge::new(&self.campaigns, request, None);
        judge.product = Some(facts);
        judge.holds(&self.condition)
    }
}

/// What `Product.…` names: the fields of the product in its menu; `entitlements`, the list of their ids; and `owned`,
/// whether the customer has all of them, which is missing until that is known.
pub fn facts(product: &Product, request: &Request) -> Map<String, Json> {
    let mut facts = product.fields.clone();
    let customer = &request.customer;
    let (mut ids, mut owned) = (Vec::new(), customer.entitlements_loaded);
    if let Some(Json::Array(list)) = product.fields.get("entitlements") {
        for entry in list {
            let id = entry.get("entitlement_ref_id").and_then(Json::as_str);
            let id = id.unwrap_or_default();
            owned &= customer.entitlements.iter().any(|active| active == id);
            ids.push(text(id));
        }
    }
    owned &= !ids.is_empty();
    let known = customer.entitlements_loaded.then_some(owned);
    put(&mut facts, "owned", known.into());
    put(&mut facts, "entitlements", Json::Array(ids));
    facts
}
