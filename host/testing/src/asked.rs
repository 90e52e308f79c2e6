//! A store that answers as a test has it, and counts how often it is asked.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use paywall_ledger::{Later, PlatformId};
use paywall_stores::{AskError, Question, Reply, StoreApi};

/// The answer to a question.
type Answering = dyn Fn(&Question) -> Result<Reply, AskError> + Send;

/// The store. Until it is told what to say, it is not configured.
pub struct AskedStore {
    answer: Mutex<Box<Answering>>,
    times: AtomicUsize,
}

impl Default for AskedStore {
    fn default() -> Self {
        Self {
            answer: Mutex::new(Box::new(|_| Err(AskError::NotConfigured))),
            times: AtomicUsize::new(0),
        }
    }
}

impl AskedStore {
    /// Has the store answer so from now on.
    pub fn answers(&self, answer: impl Fn(&Question) -> Result<Reply, AskError> + Send + 'static) {
        *self.answer.lock().unwrap_or_else(PoisonError::into_inner) = Box::new(answer);
    }

    /// Returns how often the store was asked.
    pub fn times(&self) -> usize {
        self.times.load(Ordering::SeqCst)
    }
}

impl StoreApi for AskedStore {
    fn ask<'a>(
        &'a self,
        _platform: &'a PlatformId,
        question: &'a Question,
    ) -> Later<'a, Result<Reply, AskError>> {
        self.times.fetch_add(1, Ordering::SeqCst);
        let answer = self.answer.lock().unwrap_or_else(PoisonError::into_inner);
        Box::pin(std::future::ready(answer(question)))
    }
}
