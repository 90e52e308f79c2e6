//! The products that an app sells on a platform and the entitlements that they grant, with those that it sold before.

use serde::{Deserialize, Serialize};

use super::app::{Entitlement, Product};

/// The products of an app on a platform, and the entitlements that they grant.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Catalogue {
    /// The products, one entry per store product id.
    pub products: Vec<Product>,
    /// The entitlements that the products grant.
    pub entitlements: Vec<Entitlement>,
}

impl Catalogue {
    /// Adds what was sold before and is sold no longer, because those who bought it keep what it grants.
    /// What is in both is as this catalogue says.
    #[must_use]
    pub fn after(mut self, before: Self) -> Self {
        let is_sold = |id| self.products.iter().any(|it| it.id == id);
        let mut entitlements = before.entitlements;
        for entitlement in &mut entitlements {
            entitlement.products.retain(|id| !is_sold(id.clone()));
        }
        for product in before.products {
            let of_store = |it: &&Product| it.store == product.store && it.sku == product.sku;
            if !self.products.iter().any(|it| of_store(&it)) {
                self.products.push(product);
            }
        }
        self.grant(entitlements);
        self
    }

    /// Adds what products of another platform of the app grant.
    pub fn grant(&mut self, entitlements: Vec<Entitlement>) {
        for entitlement in entitlements {
            let mut known = self.entitlements.iter_mut();
            match known.find(|it| it.id == entitlement.id) {
                Some(known) => {
                    for product in entitlement.products {
                        if !known.products.contains(&product) {
                            known.products.push(product);
                        }
                    }
                }
                None => self.entitlements.push(entitlement),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Store;
    use super::super::id::{EntitlementId, ProductId};
    use super::*;

    /// Makes a catalogue of products (`id`, `sku`, the entitlements that it grants).
    fn selling(products: &[(&str, &str, &[&str])]) -> Catalogue {
        let mut out = Catalogue::default();
        for (id, sku, granted) in products {
            out.products.push(Product {
                id: ProductId::new(*id),
                store: Store::Apple,
                sku: (*sku).to_owned(),
                days: None,
            });
            let granted = granted.iter().map(|name| Entitlement {
                id: EntitlementId::new(*name),
                name: (*name).to_owned(),
                products: vec![ProductId::new(*id)],
            });
            out.grant(granted.collect());
        }
        out
    }

    /// Lists what a store's product grants.
    fn granted(catalogue: &Catalogue, sku: &str) -> Vec<String> {
        let product = catalogue.products.iter().find(|it| it.sku == sku).unwrap();
        let all = catalogue.entitlements.iter();
        let all = all.filter(|it| it.products.contains(&product.id));
        all.map(|it| it.id.to_string()).collect()
    }

    #[test]
    fn what_is_sold_no_longer_goes_on_granting_what_it_granted() {
        let before = selling(&[("m", "month", &["plus"]), ("y", "year", &["plus", "radio"])]);
        let now = selling(&[("m", "month", &["plus", "extra"])]).after(before);
        assert_eq!(granted(&now, "year"), ["plus", "radio"]);
        assert_eq!(granted(&now, "month"), ["plus", "extra"]);
    }

    #[test]
    fn what_is_sold_still_grants_what_it_is_said_to_grant_now() {
        let before = selling(&[("m", "month", &["plus", "radio"])]);
        let now = selling(&[("m", "month", &["plus"])]).after(before);
        assert_eq!(granted(&now, "month"), ["plus"]);
    }

    #[test]
    fn a_product_of_another_id_in_the_store_leaves_the_one_before_it() {
        let before = selling(&[("m", "month", &["plus"])]);
        let now = selling(&[("m", "month.2", &["plus", "extra"])]).after(before);
        assert_eq!(granted(&now, "month"), granted(&now, "month.2"));
        assert_eq!(now.products.len(), 2);
    }
}
