//! A host with its shop, its stores and its database.

use std::sync::Arc;

use crate::Outcome;
use crate::customer::Customer;
use crate::host::{Host, More};
use crate::load::all;
use crate::place::{Database, Place};
use crate::shop::Shop;
use crate::stores::Stores;

pub struct World {
    // The host ends before the folder of its database goes.
    pub host: Host,
    pub database: Database,
    pub stores: Stores,
    pub shop: Arc<Shop>,
}

impl World {
    /// Opens one on the database that the arguments name.
    pub async fn open(place: &Place, more: &More) -> Outcome<Self> {
        Self::on(place, &place.database, more).await
    }

    /// Opens one on a database of this kind, or at this URL.
    pub async fn on(place: &Place, database: &str, more: &More) -> Outcome<Self> {
        let shop = Arc::new(Shop::new());
        let stores = Stores::open(&shop).await?;
        let database = Database::of(database)?;
        let host = Host::start(place, &database, &shop, &stores, more)?;
        Ok(Self {
            host,
            database,
            stores,
            shop,
        })
    }

    pub fn address(&self) -> &str {
        self.host.address()
    }

    /// Lets customers come in, log in and show what they bought.
    pub async fn arrive(&self, customers: impl Iterator<Item = Customer> + Clone) -> Outcome<()> {
        for step in 0..3 {
            let arrives = |it| self.shop.arrives(it, self.shop.ends(0))[step].clone();
            all(self.address(), customers.clone().map(arrives).collect()).await?;
        }
        Ok(())
    }
}
