//! Google's purchase tokens, which no export has: RevenueCat's support gives them in a file of their own.

use std::collections::BTreeMap;

use paywall_ledger::{Environment, MemberKey, Observation, Store, Time};

use crate::account::{is_anonymous, named};
use crate::given::Entry;
use crate::row::{Fault, Row};

/// The columns of the file.
const USER: &str = "user_id";
pub(crate) const TOKEN: &str = "google_purchase_token";
const PRODUCT: &str = "google_product_id";

/// The tokens by customer and product.
#[derive(Debug, Default)]
pub(crate) struct Tokens(BTreeMap<(String, String), String>);

impl Tokens {
    /// Keeps the token of a row.
    pub fn learn(&mut self, row: Row<'_>) {
        if let (Some(user), Some(token), Some(product)) =
            (row.text(USER), row.text(TOKEN), row.text(PRODUCT))
        {
            self.0.insert(
                (user.to_owned(), product_of(product).to_owned()),
                token.to_owned(),
            );
        }
    }

    /// Returns the token of a customer's purchase, by any of the customer's names.
    pub fn of(&self, names: &[&str], product: &str) -> Option<&str> {
        let product = product_of(product);
        let found = |name: &&str| self.0.get(&((*name).to_owned(), product.to_owned()));
        names.iter().find_map(found).map(String::as_str)
    }
}

/// Returns the product without the base plan that follows it.
pub(crate) fn product_of(product: &str) -> &str {
    product
        .split_once(':')
        .map_or(product, |(product, _)| product)
}

/// Reads a row as a purchase of which nothing is known but whose it is: the store says the rest when it is heard.
/// `name` returns the name that counts of a customer who may also be called otherwise.
pub(crate) fn entry<'r>(row: Row<'r>, name: impl Fn(&'r str) -> &'r str) -> Result<Entry, Fault> {
    let user = name(row.need(USER)?);
    let member = MemberKey::new(Store::Google, Environment::Production, row.need(TOKEN)?);
    let account = match is_anonymous(user) {
        true => None,
        false => Some(named(user)?),
    };
    Ok(Entry {
        account,
        customer: user.to_owned(),
        // The oldest of all words: whatever else is known counts.
        seen: Some(Observation::new(member, Time::from_millis(0))),
    })
}
