//! The writers: many callers, few transactions. Works that wait while one is under way go into the next together.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

use super::commit::commit;
use super::database::Database;
use super::error::Error;
use super::work::{Done, Results, Work};
use paywall_ledger::{App, Current, LineageId, Observation, What};

/// The number of works in one transaction at most. More would make each wait longer than they save.
const TOGETHER: usize = 64;
/// The number of works that may wait; beyond it, callers wait to be let in.
const QUEUE: usize = 1024;

/// The way back to a caller.
type Reply = oneshot::Sender<Result<Done, Error>>;
/// The works that wait for a writer.
type Queue = mpsc::Receiver<(Work, Reply)>;

/// A handle to the writers of one app. They end when the last handle is dropped.
#[derive(Debug, Clone)]
pub(super) struct Writer {
    queues: Arc<[mpsc::Sender<(Work, Reply)>]>,
}

impl Writer {
    /// Starts the writers as tasks of the runtime.
    pub(super) fn start(database: &Database, app: &Current) -> Self {
        let start = |_| {
            let (queue, works) = mpsc::channel(QUEUE);
            tokio::spawn(write(database.clone(), app.clone(), works));
            queue
        };
        Self {
            queues: (0..database.writers()).map(start).collect(),
        }
    }

    /// Does a work. It is durable when this returns, even if the caller stops waiting.
    pub(super) async fn call(&self, work: Work) -> Result<Done, Error> {
        let (reply, answer) = oneshot::channel();
        let queue = &self.queues[self.place(&work)];
        let sent = queue.send((work, reply)).await;
        sent.map_err(|_| Error::Stopped)?;
        answer.await.map_err(|_| Error::Stopped)?
    }

    /// Returns true if all writers are there to take works.
    pub(super) fn is_alive(&self) -> bool {
        self.queues.iter().all(|queue| !queue.is_closed())
    }

    /// Chooses a writer. Works about one purchase or device go to the same one: two would only wait for each other.
    fn place(&self, work: &Work) -> usize {
        let about = work.input.as_ref().map(|input| about(&input.what));
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(about);
        usize::try_from(hash % self.queues.len() as u64).unwrap_or(0)
    }
}

/// Names the purchase, else the device or the user, that an input is about first of all.
fn about(what: &What) -> String {
    match what {
        What::Notify { purchases } | What::Import { purchases, .. } => {
            member(purchases).unwrap_or_default()
        }
        What::Present {
            device, purchases, ..
        } => member(purchases).unwrap_or_else(|| device.to_string()),
        What::Expire { lineage }
        | What::Assign { lineage, .. }
        | What::EndGrant { lineage, .. } => lineage.to_string(),
        What::Grant { grant, .. } => LineageId::granted(grant).to_string(),
        What::Install { device, .. } | What::Login { device, .. } | What::Logout { device } => {
            device.to_string()
        }
        What::Delete { user, .. } => user.to_string(),
    }
}

/// Names the first purchase of several.
fn member(purchases: &[Observation]) -> Option<String> {
    Some(purchases.first()?.member.to_string())
}

/// Writes what waits, one transaction after the other.
async fn write(database: Database, app: Current, mut queue: Queue) {
    loop {
        let (works, replies) = next(&mut queue).await;
        if works.is_empty() {
            return;
        }
        let app = app.now();
        let results = match together(&database, &app, works.clone()).await {
            Ok(results) => results,
            Err(error) if works.len() == 1 => vec![Err(error)],
            Err(_) => one_by_one(&database, &app, works).await,
        };
        for (reply, result) in replies.into_iter().zip(results) {
            // A caller who no longer waits asks again with the same key.
            let _ = reply.send(result);
        }
    }
}

/// Does works in one transaction, as a task of its own: if a defect ends it, the writer goes on with the works of others.
async fn together(database: &Database, app: &Arc<App>, works: Vec<Work>) -> Result<Results, Error> {
    let (database, app) = (database.clone(), Arc::clone(app));
    let mut task = JoinSet::new();
    task.spawn(async move { commit(&database, &app, &works).await });
    let ended = task.join_next().await;
    ended.and_then(Result::ok).unwrap_or(Err(Error::Stopped))
}

/// Returns everything that waits, at least one work; nothing once the last caller is gone.
async fn next(queue: &mut Queue) -> (Vec<Work>, Vec<Reply>) {
    let (mut works, mut replies) = (Vec::new(), Vec::new());
    let mut first = queue.recv().await;
    while let Some((work, reply)) = first {
        works.push(work);
        replies.push(reply);
        first = match works.len() {
            TOGETHER => None,
            _ => queue.try_recv().ok(),
        };
    }
    (works, replies)
}

/// Does works one at a time, because a failure of all may be the fault of one.
async fn one_by_one(database: &Database, app: &Arc<App>, works: Vec<Work>) -> Results {
    let mut results = Vec::new();
    for work in works {
        let result = together(database, app, vec![work]).await;
        results.push(result.and_then(|mut one| one.pop().unwrap_or(Err(Error::Stopped))));
    }
    results
}
