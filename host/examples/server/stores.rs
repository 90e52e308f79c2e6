//! The stores' servers on this machine: their keys, and what they answer about subscriptions.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::http::{StatusCode, Uri};
use paywall_ledger::Store;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::Outcome;
use crate::customer::Customer;
use crate::shop::Shop;

/// The stores, with the newest period of each subscription that was renewed.
#[derive(Clone)]
pub struct Stores {
    /// The address of all of them.
    pub url: String,
    shop: Arc<Shop>,
    periods: Arc<Mutex<BTreeMap<usize, usize>>>,
    asked: Arc<AtomicUsize>,
}

impl Stores {
    /// Opens them on a free port.
    pub async fn open(shop: &Arc<Shop>) -> Outcome<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let stores = Self {
            url: format!("http://{}", listener.local_addr()?),
            shop: Arc::clone(shop),
            periods: Arc::default(),
            asked: Arc::default(),
        };
        let own = stores.clone();
        let router = Router::new().fallback(async move |uri: Uri| match own.answer(uri.path()) {
            Some(answer) => (StatusCode::OK, answer.to_string()),
            None => (StatusCode::NOT_FOUND, String::new()),
        });
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(stores)
    }

    /// Renews a subscription.
    pub fn renew(&self, customer: Customer, period: usize) {
        let mut periods = self.periods.lock().unwrap_or_else(PoisonError::into_inner);
        periods.insert(customer.number, period);
    }

    /// Returns how often they were asked about a purchase.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }

    fn answer(&self, path: &str) -> Option<Value> {
        match path {
            "/keys" => return serde_json::to_value(self.shop.google.key_set("k1")).ok(),
            "/roku" => return serde_json::to_value(self.shop.roku.key_set("r1")).ok(),
            "/token" => return Some(json!({"access_token": "t", "expires_in": 3600})),
            _ => {}
        }
        self.asked.fetch_add(1, Ordering::Relaxed);
        let (name, number) = path.rsplit('/').next()?.split_once(['-', '_'])?;
        let customer = Customer {
            number: number.parse().ok()?,
            store: match name {
                "token" => Store::Google,
                "roku" => Store::Roku,
                "receipt" => Store::Amazon,
                "sub" => Store::Stripe,
                _ => return None,
            },
        };
        let periods = self.periods.lock().unwrap_or_else(PoisonError::into_inner);
        let period = periods.get(&customer.number).copied().unwrap_or(0);
        Some(self.shop.answer(customer, period))
    }
}
