//! The conversation with the browser: JSON messages with a zero byte between them (Chrome DevTools Protocol).

use std::collections::{BTreeMap, HashMap};
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{ChildStdin, ChildStdout};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::Error;

/// The most bytes of one message: a picture of the largest size is less.
const MOST: u64 = 512 << 20;
type Waiting = Arc<Mutex<HashMap<u64, Sender<Value>>>>;
type Files = BTreeMap<String, Vec<u8>>;

#[derive(Debug)]
pub(super) struct Pipe {
    into: Arc<Mutex<ChildStdin>>,
    waiting: Waiting,
    next: Arc<AtomicU64>,
}

impl Pipe {
    /// Begins to listen. Requests of pages are answered here: with the files that were given, and else with a refusal.
    pub(super) fn new(into: ChildStdin, out: ChildStdout, files: Files) -> Self {
        let pipe = Self {
            into: Arc::new(Mutex::new(into)),
            waiting: Waiting::default(),
            next: Arc::default(),
        };
        let ear = Ear {
            into: pipe.into.clone(),
            waiting: pipe.waiting.clone(),
            next: pipe.next.clone(),
            files,
        };
        thread::spawn(move || ear.listen(out));
        pipe
    }

    /// Asks the browser, and waits for its answer.
    pub(super) fn browser(&self, method: &str, until: Instant) -> Result<Value, Error> {
        self.ask(None, method, &json!({}), until)
    }

    /// Asks a tab (or the browser), and waits for the answer.
    pub(super) fn ask(
        &self,
        session: Option<&str>,
        method: &str,
        params: &Value,
        until: Instant,
    ) -> Result<Value, Error> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let (sender, receiver) = mpsc::channel();
        lock(&self.waiting).insert(id, sender);
        send(&self.into, id, session, method, params)?;
        let left = until.saturating_duration_since(Instant::now());
        let answer = receiver.recv_timeout(left);
        lock(&self.waiting).remove(&id);
        let mut answer = answer.map_err(|error| match error {
            RecvTimeoutError::Timeout => Error::Late(super::TIME.as_secs()),
            RecvTimeoutError::Disconnected => Error::Broken(format!("it ended during {method}")),
        })?;
        if let Some(message) = answer["error"]["message"].as_str() {
            return Err(Error::Broken(format!("{method}: {message}")));
        }
        Ok(answer["result"].take())
    }
}

/// The listener, on a thread of its own, until the browser ends.
struct Ear {
    into: Arc<Mutex<ChildStdin>>,
    waiting: Waiting,
    next: Arc<AtomicU64>,
    files: Files,
}

impl Ear {
    fn listen(&self, out: ChildStdout) {
        let mut out = BufReader::new(out);
        let mut message = Vec::new();
        loop {
            message.clear();
            let read = out.by_ref().take(MOST).read_until(0, &mut message);
            if !matches!(read, Ok(1..)) || message.pop() != Some(0) {
                break;
            }
            if let Ok(message) = serde_json::from_slice(&message) {
                self.hear(message);
            }
        }
        // Those who wait hear that there is no answer.
        lock(&self.waiting).clear();
    }

    fn hear(&self, message: Value) {
        if let Some(id) = message["id"].as_u64() {
            if let Some(sender) = lock(&self.waiting).remove(&id) {
                // Who asked no longer waits if this fails.
                let _ = sender.send(message);
            }
        } else if message["method"] == "Fetch.requestPaused" {
            let (method, params) = answer(&message["params"], &self.files);
            let id = self.next.fetch_add(1, Ordering::Relaxed);
            // The pipe is closed if this fails, which those who wait are told.
            let _ = send(
                &self.into,
                id,
                message["sessionId"].as_str(),
                method,
                &params,
            );
        }
    }
}

/// Returns what to do about a request of a page.
fn answer(params: &Value, files: &Files) -> (&'static str, Value) {
    let id = &params["requestId"];
    let address = params["request"]["url"].as_str().unwrap_or_default();
    // A page that tries to go elsewhere stays where it is; a refusal would show an error in its place.
    let reason = match params["resourceType"].as_str() {
        Some("Document") => "Aborted",
        _ => "BlockedByClient",
    };
    match files.get(address) {
        Some(bytes) => (
            "Fetch.fulfillRequest",
            json!({"requestId": id, "responseCode": 200, "body": STANDARD.encode(bytes),
            "responseHeaders": [
                {"name": "access-control-allow-origin", "value": "*"},
                {"name": "content-type", "value": content_type(address)},
            ]}),
        ),
        None => (
            "Fetch.failRequest",
            json!({"requestId": id, "errorReason": reason}),
        ),
    }
}

/// Returns the type of a file by the end of its address.
fn content_type(address: &str) -> &'static str {
    let path = address.split(['?', '#']).next().unwrap_or(address);
    match path.rsplit('.').next() {
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("webp") => "image/webp",
        Some("avif") => "image/avif",
        Some("woff2") => "font/woff2",
        Some("woff") => "font/woff",
        Some("ttf") => "font/ttf",
        Some("otf") => "font/otf",
        _ => "application/octet-stream",
    }
}

fn send(
    into: &Mutex<ChildStdin>,
    id: u64,
    session: Option<&str>,
    method: &str,
    params: &Value,
) -> Result<(), Error> {
    let mut message = json!({"id": id, "method": method, "params": params});
    if let Some(session) = session {
        message["sessionId"] = session.into();
    }
    let mut bytes = message.to_string().into_bytes();
    bytes.push(0);
    let sent = lock(into).write_all(&bytes);
    sent.map_err(|error| Error::Broken(error.to_string()))
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
