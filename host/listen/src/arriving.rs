//! Bodies of requests as they arrive, for a limited time.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::BoxError;
use axum::body::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until};

use super::room::Place;

/// A body that must have arrived within some time, and marks its connection as busy then.
pub(crate) struct Arriving {
    body: Incoming,
    place: Arc<Place>,
    until: Instant,
    /// The alarm, once there was something to wait for.
    alarm: Option<Pin<Box<Sleep>>>,
}

impl Arriving {
    /// Takes a body whose head just came.
    pub(crate) fn new(body: Incoming, time: Duration, place: Arc<Place>) -> Self {
        if body.is_end_stream() {
            place.is_busy();
        }
        Self {
            body,
            place,
            until: Instant::now() + time,
            alarm: None,
        }
    }
}

impl Body for Arriving {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) else {
            let until = self.until;
            let alarm = self
                .alarm
                .get_or_insert_with(|| Box::pin(sleep_until(until)));
            ready!(alarm.as_mut().poll(context));
            return Poll::Ready(Some(Err("the body took too long".into())));
        };
        if frame.is_none() || self.body.is_end_stream() {
            self.place.is_busy();
        }
        Poll::Ready(frame.map(|it| it.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
