//! Many callers, few transactions: what waits while one is under way goes into the next together.

use std::sync::Arc;

use tokio::sync::{Mutex, mpsc, oneshot};

use super::commit::commit;
use super::database::Database;
use super::error::Error;
use super::work::{Done, Work};
use crate::ledger::App;

/// The most works in one transaction. More would make each wait longer than they save.
const TOGETHER: usize = 64;
/// The most that wait; then callers wait to be let in.
const QUEUE: usize = 1024;

type Reply = oneshot::Sender<Result<Done, Error>>;
type Queue = Arc<Mutex<mpsc::Receiver<(Work, Reply)>>>;

/// The way to the writers of one app. They end when the last of it is dropped.
#[derive(Debug, Clone)]
pub(super) struct Writer {
    queue: mpsc::Sender<(Work, Reply)>,
}

impl Writer {
    /// Starts the writers.
    pub(super) fn start(database: &Database, app: &Arc<App>) -> Self {
        let (queue, works) = mpsc::channel(QUEUE);
        let works = Arc::new(Mutex::new(works));
        for _ in 0..database.writers() {
            tokio::spawn(write(database.clone(), Arc::clone(app), Arc::clone(&works)));
        }
        Self { queue }
    }

    /// Does a work. Durable when this returns, whether anyone waits for it or not.
    pub(super) async fn call(&self, work: Work) -> Result<Done, Error> {
        let (reply, answer) = oneshot::channel();
        let sent = self.queue.send((work, reply)).await;
        sent.map_err(|_| Error::Stopped)?;
        answer.await.map_err(|_| Error::Stopped)?
    }
}

async fn write(database: Database, app: Arc<App>, queue: Queue) {
    loop {
        let (works, replies) = next(&queue).await;
        if works.is_empty() {
            return;
        }
        let results = match commit(&database, &app, &works).await {
            Ok(results) => results,
            Err(error) if works.len() == 1 => vec![Err(error)],
            Err(_) => one_by_one(&database, &app, works).await,
        };
        for (reply, result) in replies.into_iter().zip(results) {
            // Who no longer waits asks again with the same key.
            let _ = reply.send(result);
        }
    }
}

/// What is waiting; nothing when there will never be more.
async fn next(queue: &Queue) -> (Vec<Work>, Vec<Reply>) {
    let (mut works, mut replies) = (Vec::new(), Vec::new());
    let mut queue = queue.lock().await;
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

/// What fails together may be the fault of one.
async fn one_by_one(
    database: &Database,
    app: &Arc<App>,
    works: Vec<Work>,
) -> Vec<Result<Done, Error>> {
    let mut results = Vec::new();
    for work in works {
        let result = commit(database, app, std::slice::from_ref(&work)).await;
        results.push(result.and_then(|mut one| one.pop().unwrap_or(Err(Error::Stopped))));
    }
    results
}
