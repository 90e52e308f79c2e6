//! The tasks beside the calls. One that ends, because of a defect, is begun again, and its operators hear of it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::task::JoinSet;

use super::log::Log;

/// The pause before a task that ended is begun again. It doubles up to the longest.
const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_mins(1);

/// A task's name: what it does, and the app that it does it for.
type Name = (&'static str, String);

/// A keeper of tasks that are to run for ever. Cheap to clone.
#[derive(Clone)]
pub(super) struct Supervisor {
    log: Log,
    tasks: Arc<Mutex<BTreeMap<Name, Task>>>,
}

/// The state of a task.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Task {
    /// The number of times it was begun again.
    pub restarts: u64,
    /// True if it ended and waits to be begun again.
    pub down: bool,
}

impl Supervisor {
    /// Makes a keeper without tasks, which says in `log` what ended.
    pub(super) fn new(log: &Log) -> Self {
        Self {
            log: log.clone(),
            tasks: Arc::default(),
        }
    }

    /// Begins a task, and begins it again whenever it ended, for ever. Dropping the future ends the task.
    pub(super) fn keep<B, F>(
        &self,
        what: &'static str,
        app: &str,
        begin: B,
    ) -> impl Future<Output = ()> + Send + use<B, F>
    where
        B: Fn() -> F + Send + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let (own, name) = (self.clone(), (what, app.to_owned()));
        own.lock().insert(name.clone(), Task::default());
        async move {
            let mut pause = FIRST;
            loop {
                let begun = Instant::now();
                let mut task = JoinSet::new();
                task.spawn(begin());
                // The panic itself is on standard error, and may name anybody.
                task.join_next().await;
                own.ended(&name);
                if begun.elapsed() > LONGEST {
                    pause = FIRST;
                }
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(LONGEST);
                own.begins_again(&name);
            }
        }
    }

    /// Returns the state of each task, by what it does and for which app.
    pub(super) fn tasks(&self) -> BTreeMap<Name, Task> {
        self.lock().clone()
    }

    /// Notes that a task ended.
    fn ended(&self, name: &Name) {
        let (what, app) = name;
        self.log
            .error("task ended", &json!({"task": what, "app": app}));
        self.lock().entry(name.clone()).or_default().down = true;
    }

    /// Notes that a task is begun again.
    fn begins_again(&self, name: &Name) {
        let mut tasks = self.lock();
        let task = tasks.entry(name.clone()).or_default();
        task.down = false;
        task.restarts += 1;
    }

    /// Locks the list of tasks.
    fn lock(&self) -> MutexGuard<'_, BTreeMap<Name, Task>> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::sync::Notify;

    use super::super::log::Level;
    use super::*;
    use paywall_ledger::{Clock, Time};

    #[tokio::test]
    async fn a_task_that_ends_is_seen_and_begun_again() {
        let clock: Clock = Arc::new(|| Time::from_millis(0));
        let log = Log::new(Level::Off, &clock);
        let supervisor = Supervisor::new(&log);
        let (begun, works) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
        let (count, signal) = (Arc::clone(&begun), Arc::clone(&works));
        let kept = supervisor.keep("inbox", "shop", move || {
            let (count, signal) = (Arc::clone(&count), Arc::clone(&signal));
            async move {
                let nth = count.fetch_add(1, Ordering::Relaxed);
                assert!(nth > 0, "a defect");
                signal.notify_one();
                std::future::pending().await
            }
        });
        let state = || supervisor.tasks()[&("inbox", "shop".to_owned())];
        assert!(!state().down);
        let kept = tokio::spawn(kept);
        while !state().down {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        works.notified().await;
        assert!(!state().down);
        assert_eq!((state().restarts, begun.load(Ordering::Relaxed)), (1, 2));
        assert_eq!(log.failures()["task ended"], 1);
        kept.abort();
    }
}
