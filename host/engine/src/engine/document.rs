//! Documents that the module has read, and the calls on them.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::Engine;
use crate::answer::{self, Answer, Decided, Description, Rendered, Snapshot};
use crate::instance::Instance;
use crate::{EngineOptions, Error, Operation, Refusal};

/// A document, ready for calls. It is cheap to clone, and calls may come from any thread.
///
/// Requests are the JSON of `docs/abi.md`, as bytes.
/// Every method fails with [`Error::Refused`] if the module refuses, and with a limit's own error if one is exceeded.
#[derive(Clone)]
pub struct LoadedDocument {
    shared: Arc<Shared>,
}

/// The document and its engine, shared by all clones.
struct Shared {
    engine: Engine,
    id: u64,
    json: Vec<u8>,
    /// The sign of life for the instances that have read the document.
    held: Option<Arc<()>>,
}

impl LoadedDocument {
    /// Loads a document into a first instance, so that a broken one is refused at once.
    pub(super) fn new(engine: Engine, id: u64, json: Vec<u8>) -> Result<Self, Error> {
        let held = Arc::new(());
        let (lease, free) = engine.shared.pool.take(id, engine.options().wait_time)?;
        let mut instance = free.map_or_else(|| engine.shared.factory.make(), Ok)?;
        let loaded = instance.load(id, &json, Arc::downgrade(&held));
        // A document that is refused leaves the instance as it was, for the others that it has read.
        if matches!(loaded, Ok(()) | Err(Error::Refused(_))) {
            lease.put_back(instance);
        }
        loaded?;
        Ok(Self {
            shared: Arc::new(Shared {
                engine,
                id,
                json,
                held: Some(held),
            }),
        })
    }

    /// Returns the limits within which its calls run.
    pub fn options(&self) -> &EngineOptions {
        self.shared.engine.options()
    }

    /// Returns the document's JSON, unpacked.
    pub fn json(&self) -> &[u8] {
        &self.shared.json
    }

    /// Decides which paywall to show, and tells by which rule.
    ///
    /// # Errors
    /// Fails as all methods do: see [`LoadedDocument`].
    pub fn decide(&self, request: &[u8]) -> Result<Answer<Decided>, Error> {
        self.ask(Operation::Decide, request)
    }

    /// Renders the paywall as a fragment and its style sheet.
    ///
    /// # Errors
    /// Fails as all methods do: see [`LoadedDocument`].
    pub fn render(&self, request: &[u8]) -> Result<Answer<Rendered>, Error> {
        self.ask(Operation::Render, request)
    }

    /// Renders the paywall as a whole page.
    ///
    /// # Errors
    /// Fails as all methods do: see [`LoadedDocument`].
    pub fn snapshot(&self, request: &[u8]) -> Result<Answer<Snapshot>, Error> {
        self.ask(Operation::Snapshot, request)
    }

    /// Applies `act` to `state`, and renders the paywall that results.
    ///
    /// # Errors
    /// Fails as all methods do: see [`LoadedDocument`].
    pub fn act(&self, request: &[u8]) -> Result<Answer<Rendered>, Error> {
        self.ask(Operation::Act, request)
    }

    /// Describes the contents of the document, for pickers, with warnings about everything that was passed over in it.
    /// The module reads all paywalls for that.
    ///
    /// # Errors
    /// Fails as all methods do: see [`LoadedDocument`].
    pub fn describe(&self) -> Result<Answer<Description>, Error> {
        self.ask(Operation::Describe, b"{}")
    }

    /// Runs any operation and reads its result as any type; `Box<RawValue>` leaves it unread.
    ///
    /// # Errors
    /// Fails as all methods do: see [`LoadedDocument`].
    pub fn ask<T: DeserializeOwned>(
        &self,
        operation: Operation,
        request: &[u8],
    ) -> Result<Answer<T>, Error> {
        self.with_answer(operation, request, answer::parse)?
    }

    /// Runs any operation and returns the module's answer, byte for byte.
    /// An `{"error"}` of the module is an answer like any other here.
    ///
    /// # Errors
    /// Fails as all methods do ([`LoadedDocument`]), except with [`Error::Refused`].
    pub fn call(&self, operation: Operation, request: &[u8]) -> Result<Vec<u8>, Error> {
        self.with_answer(operation, request, <[u8]>::to_vec)
    }

    /// Runs `work`, which blocks, on a thread where it holds up no task of the tokio runtime.
    /// It waits for its turn first, which costs no thread: of all who wait,
    /// the owner with the fewest instances is next ([`Engine::share`]).
    ///
    /// ```no_run
    /// # async fn example(document: paywall_engine::LoadedDocument, request: Vec<u8>) -> Result<(), paywall_engine::Error> {
    /// let page = document.offload(move |document| document.snapshot(&request)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Fails as `work` does, with [`Error::Busy`] if its turn does not come,
    /// and with [`Error::Cancelled`] if the runtime goes down.
    pub async fn offload<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (document, engine) = (self.clone(), &self.shared.engine);
        let wait = self.options().wait_time;
        let turn = engine.shared.turns.take(engine.owner);
        let turn = tokio::time::timeout(wait, turn).await;
        let turn = turn.map_err(|_| Error::Busy { waited: wait })?;
        tokio::task::spawn_blocking(move || {
            // Held until the work ends, even if the caller no longer waits for it.
            let _turn = turn;
            work(&document)
        })
        .await
        .unwrap_or(Err(Error::Cancelled))
    }

    /// Runs an operation in an instance of the pool; `read` sees the answer in the module's memory.
    fn with_answer<R>(
        &self,
        operation: Operation,
        request: &[u8],
        read: impl FnOnce(&[u8]) -> R,
    ) -> Result<R, Error> {
        let limit = self.options().request_bytes;
        if request.len() > limit {
            return Err(Error::RequestTooLarge { limit });
        }
        let shared = &self.shared;
        let (lease, free) = shared
            .engine
            .shared
            .pool
            .take(shared.id, self.options().wait_time)?;
        let factory = &shared.engine.shared.factory;
        let mut instance = free.map_or_else(|| factory.make(), Ok)?;
        // On an error the instance is dropped here, and `lease` frees its place.
        instance.tidy()?;
        if !instance.has_read(shared.id) {
            self.read_again(&mut instance)?;
        }
        let result = instance.call(shared.id, operation, request, read)?;
        lease.put_back(instance);
        Ok(result)
    }

    /// Has an instance read the document.
    fn read_again(&self, instance: &mut Instance) -> Result<(), Error> {
        let shared = &self.shared;
        let held = shared.held.as_ref().map(Arc::downgrade).unwrap_or_default();
        match instance.load(shared.id, &shared.json, held) {
            Ok(()) => Ok(()),
            // The module read this document before; a refusal now is no answer to the caller's request.
            Err(Error::Refused(Refusal { code, .. })) => Err(Error::Contract(format!(
                "a document that was read before is now refused: {code}"
            ))),
            Err(error) => Err(error),
        }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.held = None;
        self.engine.shared.pool.tidy();
    }
}

impl std::fmt::Debug for LoadedDocument {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LoadedDocument")
            .field("bytes", &self.shared.json.len())
            .finish_non_exhaustive()
    }
}
