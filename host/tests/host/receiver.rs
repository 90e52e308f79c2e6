//! A receiver of events, which checks what comes as Standard Webhooks says.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use paywall_host::webhook::{Signature, SigningSecret, verify};
use serde_json::Value;
use tokio::net::TcpListener;

use crate::world::now;

pub const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

#[derive(Clone)]
pub struct Receiver {
    pub url: String,
    got: Arc<Mutex<Vec<Value>>>,
    /// How many of the next messages are met with a 500.
    fails: Arc<Mutex<u32>>,
}

impl Receiver {
    /// A receiver that fails at first.
    pub async fn start(fails: u32) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let receiver = Self {
            url: format!("http://{}/hook", listener.local_addr().unwrap()),
            got: Arc::default(),
            fails: Arc::new(Mutex::new(fails)),
        };
        let router = Router::new().fallback(hear).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        receiver
    }

    /// The messages, once there are so many that were taken.
    pub async fn messages(&self, count: usize) -> Vec<Value> {
        let begun = Instant::now();
        loop {
            let got = self.got.lock().unwrap().clone();
            if got.len() >= count {
                return got;
            }
            let patient = begun.elapsed() < Duration::from_secs(60);
            assert!(patient, "{count} messages, not {got:#?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

async fn hear(State(own): State<Receiver>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let text = |name: &str| headers[name].to_str().unwrap().to_owned();
    let signature = Signature {
        id: text("webhook-id"),
        timestamp: text("webhook-timestamp"),
        signature: text("webhook-signature"),
    };
    let secret = SigningSecret::try_from(SECRET.to_owned()).unwrap();
    if verify(&secret, &signature, &body, now(), 300).is_err() {
        return StatusCode::UNAUTHORIZED;
    }
    let mut fails = own.fails.lock().unwrap();
    if *fails > 0 {
        *fails -= 1;
        return StatusCode::INTERNAL_SERVER_ERROR;
    }
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(body["id"], signature.id.as_str());
    own.got.lock().unwrap().push(body);
    StatusCode::NO_CONTENT
}
