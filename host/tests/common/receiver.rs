//! A receiver of events on this machine, which checks messages as
//! Standard Webhooks says, and then answers as it is told.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test program uses a part; a test that cannot go on stops"
)]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use paywall_ledger::Clock;
use paywall_webhooks::{Signature, SigningSecret, verify};
use serde_json::Value;
use tokio::net::TcpListener;

pub const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// The way in which a message is answered.
#[derive(Debug, Clone, Copy)]
pub enum Mood {
    Answer(u16),
    RetryAfter(u32),
    Sleep,
}

/// A message that came with a good signature.
#[derive(Debug, Clone)]
pub struct Received {
    pub id: String,
    pub body: Value,
    /// True if it was answered with a 2xx status.
    taken: bool,
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
    clock: Clock,
}

impl Receiver {
    pub async fn start(clock: Clock) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let receiver = Self {
            url: format!("http://{}/hook", listener.local_addr().unwrap()),
            got: Arc::default(),
            moods: Arc::default(),
            clock,
        };
        let router = Router::new().fallback(hear).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        receiver
    }

    /// Sets the answers to the next messages; those after them get 204.
    pub fn moods(&self, moods: &[Mood]) {
        self.moods.lock().unwrap().extend(moods);
    }

    /// Answers all further messages with success.
    pub fn recovers(&self) {
        self.moods.lock().unwrap().clear();
    }

    /// Lists the kinds of the messages that came, taken or not.
    pub fn kinds(&self) -> Vec<String> {
        let got = self.got.lock().unwrap();
        got.iter().map(|it| it.kind().to_owned()).collect()
    }

    /// Waits for that many taken messages, and returns them.
    pub async fn taken(&self, count: usize) -> Vec<Value> {
        let begun = Instant::now();
        loop {
            let got = self.got.lock().unwrap().clone();
            let taken = got.into_iter().filter(|it| it.taken);
            let bodies: Vec<Value> = taken.map(|it| it.body).collect();
            if bodies.len() >= count {
                return bodies;
            }
            let patient = begun.elapsed() < Duration::from_secs(60);
            assert!(patient, "{count} messages, not {bodies:#?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
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
    if verify(&secret, &signature, &body, (own.clock)(), 300).is_err() {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(body["id"], signature.id.as_str());
    let mood = own.moods.lock().unwrap().pop_front();
    let mood = mood.unwrap_or(Mood::Answer(204));
    own.got.lock().unwrap().push(Received {
        id: signature.id,
        body,
        taken: matches!(mood, Mood::Answer(200..=299)),
    });
    match mood {
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
