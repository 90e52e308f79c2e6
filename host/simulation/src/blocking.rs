//! The waiting for SQLite, whose statements run on threads of their own.
//!
//! Everything else stands still meanwhile: so exactly one statement is under way at a time, and the order of all
//! that happens follows from the seed.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;

use futures_core::Stream;

/// A waker that lets its thread go on.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Waits for a future, and keeps the thread until then.
pub(crate) fn wait<F: Future>(future: F) -> F::Output {
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return output,
            Poll::Pending => std::thread::park(),
        }
    }
}

/// Waits for everything that a stream brings.
pub(crate) fn wait_for_all<T>(mut stream: Pin<Box<dyn Stream<Item = T> + Send + '_>>) -> Vec<T> {
    let mut all = Vec::new();
    while let Some(one) = wait(poll_fn(|context| stream.as_mut().poll_next(context))) {
        all.push(one);
    }
    all
}
