use std::sync::{Arc, PoisonError, RwLock};

use paywall_engine::{Engine, Error, LoadedDocument};

#[derive(Clone)]
struct Pages {
    engine: Engine,
    document: Arc<RwLock<LoadedDocument>>,
}

impl Pages {
    /// Writes the page for a request, as a status and a body. A call takes a copy of the handle, not of the document.
    async fn page(&self, request: Vec<u8>) -> (u16, String) {
        let document = self.document.read().unwrap_or_else(PoisonError::into_inner).clone();
        match document.offload(move |document| document.snapshot(&request)).await {
            Ok(page) => (200, page.ok.html),
            Err(Error::Refused(refusal)) => (404, format!("{}: {}", refusal.code, refusal.message)),
            Err(error @ Error::Busy { .. }) => (503, error.to_string()),
            Err(error) => (500, error.to_string()),
        }
    }

    /// Takes a new document, unless it cannot be read or has no page for a request that must have one.
    async fn take(&self, bytes: Vec<u8>, tried: Vec<u8>) -> Result<(), Error> {
        let engine = self.engine.clone();
        let loaded = tokio::task::spawn_blocking(move || engine.load(&bytes)).await;
        let document = loaded.unwrap_or(Err(Error::Cancelled))?;
        document.offload(move |document| document.snapshot(&tried)).await?;
        *self.document.write().unwrap_or_else(PoisonError::into_inner) = document;
        Ok(())
    }
}
