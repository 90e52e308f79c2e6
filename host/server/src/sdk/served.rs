//! The document that a platform serves at present: replaced in one step, while calls that are under way go on with the one
//! that they began with.

use std::sync::Arc;

use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;
use paywall_engine::LoadedDocument;
use tokio::sync::watch;

use super::content::Content;

/// The header that names the revision, for support.
const REVISION: HeaderName = HeaderName::from_static("paywall-revision");

/// A document with its pieces.
pub(super) struct Served {
    /// The document, as the module has it.
    pub document: LoadedDocument,
    /// The pieces that SDKs fetch.
    pub content: Content,
    /// The revision, where the document comes from an environment.
    revision: Option<HeaderValue>,
}

impl Served {
    /// Takes a document apart.
    pub(super) fn of(document: &LoadedDocument, revision: Option<&str>) -> Self {
        Self {
            document: document.clone(),
            content: Content::whole(document.json()),
            revision: revision.and_then(|revision| HeaderValue::from_str(revision).ok()),
        }
    }

    /// Returns the revision, where the document comes from an environment.
    pub(super) fn revision(&self) -> Option<&str> {
        self.revision.as_ref()?.to_str().ok()
    }

    /// Says in an answer which revision it is of.
    pub(super) fn named(&self, mut response: Response) -> Response {
        if let Some(revision) = &self.revision {
            response.headers_mut().insert(REVISION, revision.clone());
        }
        response
    }
}

/// The place of what is served.
pub(super) struct Serving(watch::Sender<Arc<Served>>);

impl Serving {
    /// Begins with a document.
    pub(super) fn of(served: Served) -> Self {
        Self(watch::Sender::new(Arc::new(served)))
    }

    /// Returns what is served now. A call asks once, so that it does not mix two revisions.
    pub(super) fn now(&self) -> Arc<Served> {
        Arc::clone(&self.0.borrow())
    }

    /// Returns what is served, whenever that changes.
    pub(super) fn watch(&self) -> watch::Receiver<Arc<Served>> {
        self.0.subscribe()
    }

    /// Returns true if somebody waits for the next document.
    pub(super) fn is_watched(&self) -> bool {
        self.0.receiver_count() > 0
    }

    /// Serves another document from now on.
    pub(super) fn replace(&self, served: Served) {
        self.0.send_replace(Arc::new(served));
    }
}
