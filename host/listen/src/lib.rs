//! Connections of a server: how many there may be, and how long they may keep it waiting.
//!
//! Whoever opens connections and then sends nothing, or too slowly, must neither keep them nor keep others out.

mod arriving;
mod limits;
mod refusal;
mod room;
mod stalling;
mod streams;

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::response::Response;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1::Builder;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tower::ServiceExt;

use arriving::Arriving;
use room::{Place, Room};
use stalling::Stalling;

pub use limits::Connections;
pub use refusal::refusals_as_json;
pub use streams::{StreamLimits, StreamPlace, Streams, Telling};

/// The pause after the system refused a connection, as it does when the program has too many files open.
const PAUSE: Duration = Duration::from_millis(50);

/// The time that is left to a connection whose place is wanted, for what it was answered last.
const FAREWELL: Duration = Duration::from_secs(1);

/// The parts that all connections share.
struct Shared {
    routes: Router,
    limits: Connections,
    /// True once the server is asked to end.
    ending: watch::Receiver<bool>,
}

/// Serves `routes` until `stop` is done, then finishes the requests that are under way.
/// Requests carry the address of their sender ([`ConnectInfo`]).
///
/// # Errors
/// Fails if the listener fails.
pub async fn serve(
    listener: TcpListener,
    routes: Router,
    limits: Connections,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let (end, ending) = watch::channel(false);
    let shared = Arc::new(Shared {
        routes,
        limits,
        ending,
    });
    let room = Arc::new(Room::of(limits.most()));
    let mut open = JoinSet::new();
    let mut stop = pin!(stop);
    loop {
        let next = async { (accept(&listener).await, room.enter().await) };
        tokio::select! {
            ((stream, peer), place) = next => {
                open.spawn(Arc::clone(&shared).keep(stream, peer, place));
            }
            () = &mut stop => break,
        }
        while open.try_join_next().is_some() {}
    }
    drop(listener);
    let _ = end.send(true);
    while open.join_next().await.is_some() {}
    Ok(())
}

/// Waits for the next connection.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}

impl Shared {
    /// Serves one connection until it ends, or its place is wanted.
    async fn keep(self: Arc<Self>, stream: TcpStream, peer: SocketAddr, place: Place) {
        // Answers are written in one piece, so waiting for more to send gains nothing.
        let _ = stream.set_nodelay(true);
        let (place, limits) = (Arc::new(place), self.limits);
        let answer = service_fn(|request| {
            let (own, place) = (Arc::clone(&self), Arc::clone(&place));
            async move { own.answer(request, peer, place).await }
        });
        let mut builder = Builder::new();
        builder
            .timer(TokioTimer::new())
            .header_read_timeout(limits.header_time())
            .max_headers(limits::HEADERS)
            .max_header_size(limits::HEADER_BYTES);
        let io = TokioIo::new(Stalling::new(stream, limits.body_time()));
        let mut connection = pin!(builder.serve_connection(io, answer));
        let mut ending = self.ending.clone();
        let time = tokio::select! {
            // How a connection ended is its sender's affair.
            _ = connection.as_mut() => return,
            // Its last answer may still be on its way.
            () = place.wanted() => if place.has_answered() { FAREWELL } else { Duration::ZERO },
            Ok(_) = ending.wait_for(|it| *it) => Duration::MAX,
        };
        connection.as_mut().graceful_shutdown();
        let _ = tokio::time::timeout(time, connection).await;
    }

    /// Answers one request.
    async fn answer(
        &self,
        request: Request<Incoming>,
        peer: SocketAddr,
        place: Arc<Place>,
    ) -> Result<Response, Infallible> {
        let time = self.limits.body_time();
        let body = |body| Body::new(Arriving::new(body, time, Arc::clone(&place)));
        let mut request = request.map(body);
        request.extensions_mut().insert(ConnectInfo(peer));
        let answer = self.routes.clone().oneshot(request).await;
        place.rests();
        answer
    }
}
