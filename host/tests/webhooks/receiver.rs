//! A receiver on this machine that does as it is told.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use paywall_host::ledger::Time;
use paywall_host::webhook::{Signature, SigningSecret, verify};
use serde_json::Value;
use tokio::net::TcpListener;

use crate::shop::SECRET;

#[derive(Debug, Clone, Copy)]
pub enum Mood {
    Answer(u16),
    RetryAfter(u32),
    Sleep,
}

/// A message that came, verified as a receiver should.
#[derive(Debug, Clone)]
pub struct Received {
    pub id: String,
    pub body: Value,
}

impl Received {
    pub fn kind(&self) -> &str {
        self.body["event_type"].as_str().unwrap()
    }
}

#[derive(Clone)]
pub struct Receiver {
    pub url: String,
    pub got: Arc<Mutex<Vec<Received>>>,
    moods: Arc<Mutex<VecDeque<Mood>>>,
    now: Arc<Mutex<Time>>,
}

impl Receiver {
    pub async fn start(now: Arc<Mutex<Time>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let receiver = Self {
            url: format!("http://{}/hook", listener.local_addr().unwrap()),
            got: Arc::default(),
            moods: Arc::default(),
            now,
        };
        let router = Router::new().fallback(hear).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        receiver
    }

    /// How the next messages are met; those after them with 204.
    pub fn moods(&self, moods: &[Mood]) {
        self.moods.lock().unwrap().extend(moods);
    }

    /// From now on all is well.
    pub fn recovers(&self) {
        self.moods.lock().unwrap().clear();
    }

    pub fn kinds(&self) -> Vec<String> {
        let got = self.got.lock().unwrap();
        got.iter().map(|it| it.kind().to_owned()).collect()
    }
}

async fn hear(State(own): State<Receiver>, headers: HeaderMap, body: Bytes) -> Response {
    let text = |name: &str| headers[name].to_str().unwrap().to_owned();
    let signature = Signature {
        id: text("webhook-id"),
        timestamp: text("webhook-timestamp"),
        signature: text("webhook-signature"),
    };
    let secret = SigningSecret::try_from(SECRET.to_owned()).unwrap();
    let now = *own.now.lock().unwrap();
    verify(&secret, &signature, &body, now, 300).expect("a message that is signed");
    own.got.lock().unwrap().push(Received {
        id: signature.id,
        body: serde_json::from_slice(&body).unwrap(),
    });
    let mood = own.moods.lock().unwrap().pop_front();
    match mood.unwrap_or(Mood::Answer(204)) {
        Mood::Answer(status) => StatusCode::from_u16(status).unwrap().into_response(),
        Mood::RetryAfter(seconds) => (
            StatusCode::SERVICE_UNAVAILABLE,
            [("retry-after", seconds.to_string())],
        )
            .into_response(),
        Mood::Sleep => {
            tokio::time::sleep(Duration::from_secs(5)).await;
            StatusCode::NO_CONTENT.into_response()
        }
    }
}
