//! The sender, the thin part of webhooks: it makes the requests.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use reqwest::{Client, StatusCode};
use tokio::task::JoinSet;

use super::{
    Endpoint, EndpointError, Next, Outbox, Outcome, Outgoing, Retry, Signature, Turn, body, next,
    turn,
};
use paywall_ledger::App;
use paywall_ledger::Clock;
use paywall_ledger::Unavailable;

/// The number of requests under way at once, each for another stream.
const AT_ONCE: u32 = 32;
/// The pause between two looks at the outbox when nothing is due.
const REST: Duration = Duration::from_millis(500);

/// A task that sends the events of an outbox to one receiver.
#[derive(Clone)]
pub struct Sender {
    shared: Arc<Shared>,
}

/// The parts that the sender's tasks share.
struct Shared {
    app: Arc<App>,
    endpoint: Endpoint,
    retry: Retry,
    patience: Duration,
    outbox: Arc<dyn Outbox>,
    clock: Clock,
    client: Client,
}

impl Sender {
    /// Makes a sender that waits `patience` for an answer (15 seconds do well).
    ///
    /// # Errors
    /// Fails if nothing may be sent to the endpoint.
    pub fn new(
        app: impl Into<Arc<App>>,
        endpoint: Endpoint,
        retry: Retry,
        patience: Duration,
        outbox: Arc<dyn Outbox>,
        clock: Clock,
    ) -> Result<Self, EndpointError> {
        endpoint.check()?;
        let client = Client::builder()
            .timeout(patience)
            // A receiver that moves is changed in the configuration by its operator; a redirect could lead anywhere.
            .redirect(reqwest::redirect::Policy::none())
            .user_agent("paywall-webhooks/1")
            .build()
            .map_err(|_| EndpointError::NotHttps)?;
        Ok(Self {
            shared: Arc::new(Shared {
                app: app.into(),
                endpoint,
                retry,
                patience,
                outbox,
                clock,
                client,
            }),
        })
    }

    /// Sends until `stop` is done. An outbox that fails is asked again later.
    pub async fn run(&self, stop: impl Future<Output = ()>) {
        let mut stop = std::pin::pin!(stop);
        loop {
            let idle = !matches!(self.round().await, Ok(sent) if sent > 0);
            let rest = tokio::time::sleep(if idle { REST } else { Duration::ZERO });
            tokio::select! {
                () = &mut stop => return,
                () = rest => {}
            }
        }
    }

    /// Does one round: takes the events that are due, sends them, and records the outcome. Returns the number taken.
    ///
    /// # Errors
    /// Fails if the outbox fails. Events taken but not settled come again when their lease ends.
    pub async fn round(&self) -> Result<usize, Unavailable> {
        let shared = &self.shared;
        // The lease outlives the request, so that nobody else sends the user's next event meanwhile.
        let lease = i64::try_from(shared.patience.as_millis()).unwrap_or(i64::MAX / 4) * 2 + 1000;
        let now = (shared.clock)();
        let taken = shared.outbox.take(now, lease, AT_ONCE).await?;
        let count = taken.len();
        let mut work = JoinSet::new();
        for outgoing in taken {
            let shared = Arc::clone(shared);
            work.spawn(async move { shared.handle(outgoing).await });
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

impl Shared {
    /// Sends one event, or finds that it need not be sent yet or ever, and settles it.
    async fn handle(&self, outgoing: Outgoing) -> Result<(), Unavailable> {
        let now = (self.clock)();
        let view = self.outbox.view(&outgoing.user, now).await?;
        let (next, attempted) = match (turn(&outgoing, &self.endpoint, view.as_ref(), now), &view) {
            (Turn::Send, Some(view)) => {
                let body = body(&self.app, &outgoing, view).to_string();
                let outcome = self.send(&outgoing.id(), body).await;
                (next(&outgoing, outcome, (self.clock)(), &self.retry), true)
            }
            (Turn::Wait(time), _) => (Next::Again(time), false),
            _ => (Next::Done, false),
        };
        let now = (self.clock)();
        self.outbox
            .settle(outgoing.position, next, attempted, now)
            .await
    }

    /// Makes one signed request.
    async fn send(&self, id: &str, body: String) -> Outcome {
        let endpoint = &self.endpoint;
        let signed = Signature::new(&endpoint.secrets, id, (self.clock)(), body.as_bytes());
        let request = self
            .client
            .post(&endpoint.url)
            .header("content-type", "application/json")
            .header("webhook-id", signed.id)
            .header("webhook-timestamp", signed.timestamp)
            .header("webhook-signature", signed.signature)
            .body(body);
        match request.send().await {
            Ok(answer) if answer.status().is_success() => Outcome::Delivered,
            Ok(answer) if answer.status() == StatusCode::GONE => Outcome::Gone,
            Ok(answer) => Outcome::Failed {
                retry_after: retry_after(&answer),
            },
            Err(_) => Outcome::Failed { retry_after: None },
        }
    }
}

/// Reads `Retry-After` as seconds. Dates are not understood.
fn retry_after(answer: &reqwest::Response) -> Option<u32> {
    let header = answer.headers().get("retry-after")?;
    header.to_str().ok()?.parse().ok()
}
