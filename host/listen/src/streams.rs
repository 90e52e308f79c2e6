//! Answers that stay open, by which a client hears what happens (server-sent events): how many there may be, for how
//! long, and how they end with the server.
//!
//! A connection that is held open counts as one without a request: if all places are taken, it is the first to go.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use hyper::body::Frame;
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::{mpsc, watch};

/// The time between two signs of life, by which either side notices that the other is gone.
const BEAT: Duration = Duration::from_secs(15);
/// A sign of life: a comment.
const ALIVE: &[u8] = b":\n\n";

/// The limits of streams, as settings have them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StreamLimits {
    /// The number of streams of one app at a time.
    pub app: usize,
    /// The number of streams from one address, or of one person, at a time.
    pub address: usize,
    /// The time after which a stream ends, in seconds. Clients begin another one.
    pub seconds: u16,
}

impl Default for StreamLimits {
    fn default() -> Self {
        Self {
            app: 1000,
            address: 50,
            seconds: 600,
        }
    }
}

impl StreamLimits {
    /// Returns what is wrong with the limits, in words.
    pub fn complaint(&self) -> Option<&'static str> {
        (self.seconds == 0).then_some("`seconds` is at least 1")
    }
}

/// The streams of a server. Cheap to clone.
#[derive(Clone)]
pub struct Streams {
    limits: StreamLimits,
    open: Arc<Mutex<Open>>,
    /// True once the server is asked to end.
    ending: Arc<watch::Sender<bool>>,
}

/// The numbers of streams that are open.
#[derive(Default)]
struct Open {
    apps: BTreeMap<String, usize>,
    clients: BTreeMap<String, usize>,
}

/// The place of a stream, which is free again once this is dropped.
pub struct StreamPlace {
    streams: Streams,
    app: String,
    client: Option<String>,
}

/// The way to tell the client of a stream something.
pub struct Telling(mpsc::Sender<Bytes>);

impl Streams {
    /// Makes a server's streams, of which none is open.
    pub fn of(limits: StreamLimits) -> Self {
        Self {
            limits,
            open: Arc::default(),
            ending: Arc::new(watch::Sender::new(false)),
        }
    }

    /// Takes a place for a stream about an app, of a client: an address or a person. None if one of them has as many as
    /// it may. A client that is not given has no limit.
    pub fn enter(&self, app: &str, client: Option<String>) -> Option<StreamPlace> {
        let mut open = self.lock();
        let of_app = open.apps.get(app).copied().unwrap_or_default();
        let from = client.as_ref().and_then(|it| open.clients.get(it).copied());
        let from = from.unwrap_or_default();
        if of_app >= self.limits.app || (client.is_some() && from >= self.limits.address) {
            return None;
        }
        open.apps.insert(app.to_owned(), of_app + 1);
        if let Some(client) = client.clone() {
            open.clients.insert(client, from + 1);
        }
        Some(StreamPlace {
            streams: self.clone(),
            app: app.to_owned(),
            client,
        })
    }

    /// Returns the numbers of open streams, by app.
    pub fn open(&self) -> BTreeMap<String, usize> {
        self.lock().apps.clone()
    }

    /// Ends all streams, those that begin later included.
    pub fn end(&self) {
        self.ending.send_replace(true);
    }

    /// Locks the numbers.
    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The body of a stream.
struct Told(mpsc::Receiver<Bytes>);

impl hyper::body::Body for Told {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let next = self.0.poll_recv(context);
        next.map(|told| told.map(|bytes| Ok(Frame::data(bytes))))
    }
}

impl StreamPlace {
    /// Answers with a stream that has what `work` tells, until `work` ends, the client leaves, the time is over, or the
    /// server ends.
    pub fn answer<W, F>(self, work: W) -> Response
    where
        W: FnOnce(Telling) -> F + Send + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let (sender, receiver) = mpsc::channel(4);
        tokio::spawn(self.hold(work, sender));
        let headers = [
            (header::CONTENT_TYPE, "text/event-stream"),
            (header::CACHE_CONTROL, "no-store"),
            // Some proxies would gather what is to arrive at once.
            (header::HeaderName::from_static("x-accel-buffering"), "no"),
        ];
        (headers, Body::new(Told(receiver))).into_response()
    }

    /// Keeps the place as long as the stream is open.
    async fn hold<W, F>(self, work: W, sender: mpsc::Sender<Bytes>)
    where
        W: FnOnce(Telling) -> F,
        F: Future<Output = ()>,
    {
        let mut ending = self.streams.ending.subscribe();
        let time = Duration::from_secs(self.streams.limits.seconds.into());
        let beats = async {
            while sender.send(Bytes::from_static(ALIVE)).await.is_ok() {
                tokio::time::sleep(BEAT).await;
            }
        };
        tokio::select! {
            () = work(Telling(sender.clone())) => {}
            () = beats => {}
            () = sender.closed() => {}
            () = tokio::time::sleep(time) => {}
            _ = ending.wait_for(|it| *it) => {}
        }
    }
}

impl Drop for StreamPlace {
    fn drop(&mut self) {
        let mut open = self.streams.lock();
        leave(&mut open.apps, &self.app);
        if let Some(client) = &self.client {
            leave(&mut open.clients, client);
        }
    }
}

/// Takes one from a number, and forgets a number of none.
fn leave(numbers: &mut BTreeMap<String, usize>, of: &str) {
    if let Some(number) = numbers.get_mut(of) {
        *number = number.saturating_sub(1);
        if *number == 0 {
            numbers.remove(of);
        }
    }
}

impl Telling {
    /// Tells the client of an event. Returns false if the client is gone.
    pub async fn tell(&self, event: &str, data: &Value) -> bool {
        // JSON has no bare line ends, so the data is one line.
        let text = format!("event: {event}\ndata: {data}\n\n");
        self.0.send(text.into()).await.is_ok()
    }

    /// Tells the client of an event with a number, which a browser names when it comes again (`Last-Event-ID`).
    pub async fn tell_numbered(&self, event: &str, number: i64, data: &Value) -> bool {
        let text = format!("id: {number}\nevent: {event}\ndata: {data}\n\n");
        self.0.send(text.into()).await.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(last: u8) -> Option<String> {
        Some(format!("10.0.0.{last}"))
    }

    #[tokio::test]
    async fn an_app_and_an_address_have_as_many_streams_as_they_may() {
        let streams = Streams::of(StreamLimits {
            app: 3,
            address: 2,
            seconds: 60,
        });
        let first = streams.enter("shop", address(1)).unwrap();
        let _second = streams.enter("shop", address(1)).unwrap();
        assert!(streams.enter("shop", address(1)).is_none());
        assert!(streams.enter("cafe", address(1)).is_none());
        let _third = streams.enter("shop", address(2)).unwrap();
        assert!(streams.enter("shop", address(3)).is_none());
        drop(first);
        assert!(streams.enter("shop", address(1)).is_some());
        assert_eq!(streams.open(), BTreeMap::from([("shop".to_owned(), 2)]));
    }

    #[tokio::test(start_paused = true)]
    async fn a_stream_ends_when_its_time_is_over_the_client_leaves_or_the_server_ends() {
        let streams = Streams::of(StreamLimits::default());
        let begin = || {
            let place = streams.enter("shop", None).unwrap();
            place.answer(|telling| async move {
                telling.tell("news", &Value::from(1)).await;
                std::future::pending().await
            })
        };
        let whole = async |answer: Response| {
            let body = axum::body::to_bytes(answer.into_body(), 1 << 20).await;
            String::from_utf8(body.unwrap().to_vec()).unwrap()
        };
        let text = whole(begin()).await;
        assert!(text.contains("event: news\ndata: 1\n\n"), "{text}");
        assert!(text.matches(":\n\n").count() >= 40, "a sign of life");
        drop(begin());
        let last = begin();
        // Lets it tell its news first.
        tokio::task::yield_now().await;
        streams.end();
        assert!(whole(last).await.contains("news"));
        tokio::task::yield_now().await;
        assert!(streams.open().is_empty(), "{:?}", streams.open());
    }
}
