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
    loaded: Vec<u8>,
}

impl LoadedDocument {
    /// Loads a document into a first instance, so that a broken one is refused at once.
    pub(super) fn new(engine: Engine, id: u64, json: Vec<u8>) -> Result<Self, Error> {
        let (lease, free) = engine.shared.pool.take(id, engine.options().wait_time)?;
        debug_assert!(free.is_none(), "the id is new");
        let (instance, loaded) = engine.shared.factory.make(&json)?;
        lease.put_back(id, instance);
        Ok(Self {
            shared: Arc::new(Shared {
                engine,
                id,
                json,
                loaded,
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

    /// Returns the module's answer when it read the document: the
    /// contents, and warnings about everything passed over.
    ///
    /// # Errors
    /// Fails with [`Error::Contract`] if the answer is not of the documented form.
    pub fn loaded(&self) -> Result<Answer<Description>, Error> {
        answer::parse(&self.shared.loaded)
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

    /// Describes the contents of the document, for pickers.
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
    ///
    /// ```no_run
    /// # async fn example(document: paywall_engine::LoadedDocument, request: Vec<u8>) -> Result<(), paywall_engine::Error> {
    /// let page = document.offload(move |document| document.snapshot(&request)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Fails as `work` does, and with [`Error::Cancelled`] if the runtime goes down.
    pub async fn offload<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let document = self.clone();
        tokio::task::spawn_blocking(move || work(&document))
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
        let mut instance = free.map_or_else(|| self.another(), Ok)?;
        // On an error the instance is dropped here, and `lease` frees its place.
        let result = instance.call(operation, request, read)?;
        lease.put_back(shared.id, instance);
        Ok(result)
    }

    /// Makes another instance that has read the document.
    fn another(&self) -> Result<Instance, Error> {
        match self.shared.engine.shared.factory.make(&self.shared.json) {
            Ok((instance, _)) => Ok(instance),
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
        self.engine.shared.pool.forget(self.id);
    }
}

impl std::fmt::Debug for LoadedDocument {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LoadedDocument")
            .field("bytes", &self.shared.json.len())
            .finish_non_exhaustive()
    }
}
