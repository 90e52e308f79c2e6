//! The sender, the thin part of webhooks: it makes the requests.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

use super::{
    Endpoint, EndpointError, Https, Next, Outbox, Outcome, Outgoing, Post, Request, Retry,
    Signature, Turn, View, body, next, turn,
};
use paywall_ledger::{Clock, Current, Leased, Time, Unavailable};

/// The number of places: of events that are worked on at once, each of another stream.
const AT_ONCE: usize = 32;
/// The time after which a request gives its place to another event and goes on beside them.
/// So a receiver that does not answer for some users keeps nobody else waiting.
const BRIEF: Duration = Duration::from_millis(250);
/// The number of requests that go on beside the places. If there are more, they keep their places.
const BESIDE: usize = 256;
/// The number of free places worth waiting for, and the longest wait, because each taking is a transaction of its own.
const TAKEN: u32 = 16;
const GATHER: Duration = Duration::from_millis(20);
/// The pause between two looks at the outbox when nothing is due.
const REST: Duration = Duration::from_millis(500);

/// A task that sends the events of an outbox to one receiver.
#[derive(Clone)]
pub struct Sender {
    shared: Arc<Shared>,
}

/// The parts that make a sender: whom it tells what, and in which rhythm.
pub struct Sending {
    /// The app whose events are sent.
    pub app: Current,
    /// The receiver of the events.
    pub endpoint: Endpoint,
    /// The rhythm in which failed attempts are repeated.
    pub retry: Retry,
    /// The time within which the receiver must answer; 15 seconds do well.
    pub patience: Duration,
    /// The place where the events are kept.
    pub outbox: Arc<dyn Outbox>,
    /// The present time.
    pub clock: Clock,
}

/// The parts that the sender's tasks share.
struct Shared {
    of: Sending,
    post: Arc<dyn Post>,
    places: Arc<Semaphore>,
    beside: Arc<Semaphore>,
}

impl Sender {
    /// Makes a sender.
    ///
    /// # Errors
    /// Fails if nothing may be sent to the endpoint.
    pub fn new(of: Sending) -> Result<Self, EndpointError> {
        Self::over(Arc::new(Https::new()?), of)
    }

    /// Makes a sender whose requests go over `post`.
    ///
    /// # Errors
    /// Fails if nothing may be sent to the endpoint.
    pub fn over(post: Arc<dyn Post>, of: Sending) -> Result<Self, EndpointError> {
        of.endpoint.check()?;
        Ok(Self {
            shared: Arc::new(Shared {
                of,
                post,
                places: Arc::new(Semaphore::new(AT_ONCE)),
                beside: Arc::new(Semaphore::new(BESIDE)),
            }),
        })
    }

    /// Sends until `stop` is done, then finishes what is under way. An outbox that fails is asked again later.
    pub async fn run(&self, stop: impl Future<Output = ()>) {
        let mut stop = std::pin::pin!(stop);
        let mut under_way = JoinSet::new();
        loop {
            tokio::select! {
                () = &mut stop => break,
                () = self.refill(&mut under_way) => {}
            }
        }
        while under_way.join_next().await.is_some() {}
    }

    /// Waits for free places, and fills them with events that are due. If there are none, rests for a moment.
    async fn refill(&self, under_way: &mut JoinSet<Result<(), Unavailable>>) {
        let shared = &self.shared;
        while under_way.try_join_next().is_some() {}
        let _ = timeout(GATHER, shared.places.acquire_many(TAKEN)).await;
        drop(shared.places.acquire().await);
        let mut free = Vec::new();
        while let Ok(place) = Arc::clone(&shared.places).try_acquire_owned() {
            free.push(place);
        }
        let room = free.len();
        let lease = Lease::begin(shared.of.patience);
        let taken = shared.take(room, &lease).await.unwrap_or_default();
        let more = taken.len() == room;
        for (outgoing, place) in taken.into_iter().zip(free) {
            let shared = Arc::clone(shared);
            let handle = async move { shared.handle(outgoing, lease, Some(place)).await };
            under_way.spawn(handle);
        }
        // The end of a request may make the next event of its stream due.
        match more {
            true => {}
            false if under_way.is_empty() => tokio::time::sleep(REST).await,
            false => drop(timeout(REST, under_way.join_next()).await),
        }
    }

    /// Does one round: takes the events that are due, sends them, and records the outcome. Returns the number taken.
    ///
    /// # Errors
    /// Fails if the outbox fails. Events taken but not settled come again when their lease ends.
    pub async fn round(&self) -> Result<usize, Unavailable> {
        let shared = &self.shared;
        let lease = Lease::begin(shared.of.patience);
        let taken = shared.take(AT_ONCE, &lease).await?;
        let count = taken.len();
        let mut work = JoinSet::new();
        for outgoing in taken {
            let shared = Arc::clone(shared);
            work.spawn(async move { shared.handle(outgoing, lease, None).await });
        }
        let mut failed = None;
        while let Some(done) = work.join_next().await {
            if let Ok(Err(error)) = done {
                failed = Some(error);
            }
        }
        failed.map_or(Ok(count), Err)
    }
}

/// The time for which taken events are nobody else's. It is measured by the machine's own time, from before they are
/// taken: while all stands still it goes on, and no clock that is set moves it.
#[derive(Clone, Copy)]
struct Lease {
    began: Instant,
    length: Duration,
}

impl Lease {
    /// Begins a lease that outlives a request, so that nobody else sends the user's next event meanwhile.
    fn begin(patience: Duration) -> Self {
        Self {
            began: Instant::now(),
            length: patience * 2 + Duration::from_secs(1),
        }
    }

    /// Returns true if a request that begins now, and the word on it afterwards, fall within the lease.
    fn lasts_for_a_request(&self) -> bool {
        self.began.elapsed() < self.length / 5
    }
}

impl Shared {
    /// Takes up to `limit` events that are due.
    async fn take(
        &self,
        limit: usize,
        lease: &Lease,
    ) -> Result<Vec<Leased<Outgoing>>, Unavailable> {
        let lease = i64::try_from(lease.length.as_millis()).unwrap_or(i64::MAX / 4);
        let limit = u32::try_from(limit).unwrap_or(u32::MAX);
        self.of.outbox.take((self.of.clock)(), lease, limit).await
    }

    /// Sends one event, or finds that it need not be sent yet or ever, and settles it.
    /// If the request takes long, `place` is free for others before it ends.
    async fn handle(
        &self,
        outgoing: Leased<Outgoing>,
        lease: Lease,
        place: Option<OwnedSemaphorePermit>,
    ) -> Result<(), Unavailable> {
        let now = (self.of.clock)();
        let view = self.view(&outgoing, now).await?;
        let (next, attempted) = match turn(&outgoing, &self.of.endpoint, view.as_ref(), now) {
            // The machine stood still, or the database did.
            Turn::Send if !lease.lasts_for_a_request() => return Ok(()),
            Turn::Send => {
                let view = view.unwrap_or_else(View::nobody);
                let body = body(&self.of.app.now(), &outgoing, &view).to_string();
                let id = outgoing.id();
                let outcome = self.send(&id, body);
                let outcome = self.step_aside(outcome, place).await;
                (
                    next(&outgoing, outcome, (self.of.clock)(), &self.of.retry),
                    true,
                )
            }
            Turn::Wait(time) => (Next::Again(time), false),
            Turn::Skip => (Next::Done, false),
        };
        let (outbox, now) = (&self.of.outbox, (self.of.clock)());
        outbox.settle(&outgoing, next, attempted, now).await
    }

    /// Reads the state of an event's user. If the clock was ahead when the event was written, and is right again, the
    /// purchases are as they were announced then: what was wrong about them is taken back with an event of its own.
    async fn view(&self, outgoing: &Outgoing, now: Time) -> Result<Option<View>, Unavailable> {
        let (outbox, user, at) = (&self.of.outbox, &outgoing.user, outgoing.event.at());
        let mut view = outbox.view(user, now).await?;
        if at > now
            && let Some(view) = &mut view
            && let Some(then) = outbox.view(user, at).await?
        {
            view.customer.purchases = then.customer.purchases;
        }
        Ok(view)
    }

    /// Waits for a request. If it takes long, it gives up its place, unless too many have done so.
    async fn step_aside(
        &self,
        request: impl Future<Output = Outcome>,
        place: Option<OwnedSemaphorePermit>,
    ) -> Outcome {
        let mut request = std::pin::pin!(request);
        if let Ok(outcome) = timeout(BRIEF, &mut request).await {
            return outcome;
        }
        tokio::select! {
            outcome = &mut request => outcome,
            Ok(_beside) = self.beside.acquire() => {
                drop(place);
                request.await
            }
        }
    }

    /// Makes one signed request, and waits for the answer as long as the patience lasts.
    async fn send(&self, id: &str, body: String) -> Outcome {
        let secrets = &self.of.endpoint.secrets;
        let request = Request {
            url: self.of.endpoint.url.clone(),
            signature: Signature::new(secrets, id, (self.of.clock)(), body.as_bytes()),
            body,
        };
        let answer = timeout(self.of.patience, self.post.post(request)).await;
        answer.unwrap_or(Outcome::Failed { retry_after: None })
    }
}
