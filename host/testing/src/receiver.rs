//! A receiver of events on this machine, which checks messages as
//! Standard Webhooks says, and then answers as it is told.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use paywall_ledger::Clock;
use paywall_webhooks::{Signature, SigningSecret, verify};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::timeout;

/// The secret of all endpoints here.
pub const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// The way in which a message is answered.
#[derive(Debug, Clone, Copy)]
pub enum Mood {
    /// With this status.
    Answer(u16),
    /// With the request to come back after that many seconds.
    RetryAfter(u32),
    /// With no answer at all.
    Sleep,
}

/// A message that came with a good signature.
#[derive(Debug, Clone)]
pub struct Received {
    /// The header `webhook-id`.
    pub id: String,
    /// The event that it tells of.
    pub body: Value,
    /// True if it was answered with a 2xx status.
    taken: bool,
}

impl Received {
    /// Returns the type of the event.
    pub fn kind(&self) -> &str {
        self.body["event_type"].as_str().unwrap()
    }
}

/// A server that takes events and keeps them.
#[derive(Clone)]
pub struct Receiver {
    /// The address of the endpoint.
    pub url: String,
    got: watch::Sender<Vec<Received>>,
    moods: Arc<Mutex<VecDeque<Mood>>>,
    unanswered: Arc<Mutex<Option<String>>>,
    clock: Clock,
}

impl Receiver {
    /// Starts a server on a free port.
    pub async fn start(clock: Clock) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let receiver = Self {
            url: format!("http://{}/hook", listener.local_addr().unwrap()),
            got: watch::Sender::default(),
            moods: Arc::default(),
            unanswered: Arc::default(),
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

    /// Never answers, nor counts, messages about users with a device whose id begins like this.
    pub fn never_answers(&self, devices: &str) {
        *self.unanswered.lock().unwrap() = Some(devices.to_owned());
    }

    /// Answers all further messages with success.
    pub fn recovers(&self) {
        self.moods.lock().unwrap().clear();
    }

    /// Lists the kinds of the messages that came, taken or not.
    pub fn kinds(&self) -> Vec<String> {
        self.got
            .borrow()
            .iter()
            .map(|it| it.kind().to_owned())
            .collect()
    }

    /// Lists the messages that came, taken or not.
    pub fn got(&self) -> Vec<Received> {
        self.got.borrow().clone()
    }

    /// Waits for that many taken messages, and returns them.
    pub async fn taken(&self, count: usize) -> Vec<Value> {
        let mut got = self.got.subscribe();
        let enough = got.wait_for(|got| got.iter().filter(|it| it.taken).count() >= count);
        let got = timeout(Duration::from_secs(60), enough).await;
        let got = got.unwrap_or_else(|_| panic!("{count} messages, not {:#?}", self.got()));
        let taken = got.as_ref().unwrap().iter().filter(|it| it.taken);
        taken.map(|it| it.body.clone()).collect()
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
    let unanswered = own.unanswered.lock().unwrap().clone();
    if unanswered.is_some_and(|it| body["devices"][0]["id"].as_str().unwrap().starts_with(&it)) {
        return std::future::pending().await;
    }
    let mood = own.moods.lock().unwrap().pop_front();
    let mood = mood.unwrap_or(Mood::Answer(204));
    let received = Received {
        id: signature.id,
        body,
        taken: matches!(mood, Mood::Answer(200..=299)),
    };
    own.got.send_modify(|got| got.push(received));
    match mood {
        Mood::Answer(status) => StatusCode::from_u16(status).unwrap().into_response(),
        Mood::RetryAfter(seconds) => (
            StatusCode::SERVICE_UNAVAILABLE,
            [("retry-after", seconds.to_string())],
        )
            .into_response(),
        Mood::Sleep => std::future::pending().await,
    }
}
