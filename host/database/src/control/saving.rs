//! Edits on their way into the database: those that wait while others are written go into one transaction together, so many
//! editors cost the customers' writers little more than one.

use std::mem;
use std::sync::{Mutex, PoisonError};

use paywall_ledger::Time;
use serde_json::{Value, json};
use tokio::sync::{self, oneshot};

use super::Control;
use crate::database::over_array;
use crate::error::Error;

/// The most bytes of the edits in one transaction; a longer edit goes alone.
const TOGETHER: usize = 4 << 20;

/// The statement that puts a draft on its next edit, if nobody was faster.
const SET_DRAFT: &str = "UPDATE control_drafts SET head = $3, edit = $4, manifest = $5, hashed = $4
     WHERE app = $1 AND id = $2 AND edit = $4 - 1 AND state = 'open'";
/// The statement for edits: `[draft, number, author, at, operations, inverses]`.
const PUT_EDITS: [&str; 2] = over_array!(
    "INSERT INTO control_edits (app, draft, number, author, at, operations, inverses)
     SELECT CAST($1 AS TEXT), e.value ->> 0, CAST(e.value ->> 1 AS BIGINT), e.value ->> 2, CAST(e.value ->> 3 AS BIGINT),
         e.value ->> 4, e.value ->> 5 FROM",
    ""
);

/// An edit that is ready to be written.
#[derive(Debug)]
pub(super) struct Waiting {
    /// The id of the draft.
    pub draft: String,
    /// The number that it gets, after the one that its author saw last.
    pub number: i64,
    /// The id of the author.
    pub author: String,
    /// The time when it is saved.
    pub at: Time,
    /// The operations as JSON.
    pub operations: String,
    /// The operations that take it back, as JSON.
    pub inverses: String,
    /// The parts that the draft had not, as rows.
    pub parts: Vec<Value>,
    /// The hash of the draft's content after it.
    pub manifest: String,
    /// The draft's content after it, as canonical JSON.
    pub head: String,
}

/// The way back to an author: true if it was written, false if the draft is another one by now.
type Reply = oneshot::Sender<Result<bool, Error>>;

/// The edits of an app that wait to be written.
#[derive(Debug, Default)]
pub(super) struct Saving {
    waiting: Mutex<Vec<(Waiting, Reply)>>,
    /// The turn to write. Editors who wait for it hold no connection, which customers may need.
    turn: sync::Mutex<()>,
}

impl Control {
    /// Writes an edit, together with others that wait. Returns false if the draft is not the one that its author saw.
    pub(super) async fn save(&self, edit: Waiting) -> Result<bool, Error> {
        let (reply, answer) = oneshot::channel();
        self.saving.lock().push((edit, reply));
        let own = self.clone();
        // A task of its own: an author who hangs up must not take the edits of others along.
        tokio::spawn(async move { own.write_waiting().await });
        answer.await.map_err(|_| Error::Stopped)?
    }

    /// Writes some of the edits that wait, when it is their turn.
    async fn write_waiting(&self) {
        let _own = self.saving.turn.lock().await;
        let _turn = self.database.turn().await;
        let (edits, replies) = self.saving.next();
        if edits.is_empty() {
            return;
        }
        let written = match self.write(&edits).await {
            Ok(written) => written.into_iter().map(Ok).collect(),
            Err(error) if edits.len() == 1 => vec![Err(error)],
            // One of them may be at fault; the others must not be.
            Err(_) => self.one_by_one(&edits).await,
        };
        for (reply, written) in replies.into_iter().zip(written) {
            // An author who no longer waits looks again.
            let _ = reply.send(written);
        }
    }

    /// Writes each edit in a transaction of its own.
    async fn one_by_one(&self, edits: &[Waiting]) -> Vec<Result<bool, Error>> {
        let mut written = Vec::new();
        for edit in edits.chunks(1) {
            let one = self.write(edit).await;
            written.push(one.map(|one| one == [true]));
        }
        written
    }

    /// Writes edits in one transaction. Says of each whether the draft was still the one that its author saw.
    async fn write(&self, edits: &[Waiting]) -> Result<Vec<bool>, Error> {
        let mut transaction = self.begin().await?;
        let (mut written, mut rows, mut parts) = (Vec::new(), Vec::new(), Vec::new());
        for edit in edits {
            let set = sqlx::query(SET_DRAFT).bind(self.app.as_str());
            let set = set.bind(edit.draft.as_str()).bind(edit.head.as_str());
            let set = set.bind(edit.number).bind(edit.manifest.as_str());
            let is_written = set.execute(&mut *transaction).await?.rows_affected() == 1;
            written.push(is_written);
            if is_written {
                rows.push(edit.row());
                parts.extend_from_slice(&edit.parts);
            }
        }
        if !rows.is_empty() {
            self.put_parts(&mut transaction, parts).await?;
            let put = sqlx::query(self.database.own(PUT_EDITS)).bind(self.app.as_str());
            let put = put.bind(Value::Array(rows).to_string());
            put.execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(written)
    }
}

impl Saving {
    /// Takes the edits that go into the next transaction, in their order.
    fn next(&self) -> (Vec<Waiting>, Vec<Reply>) {
        let mut waiting = self.lock();
        let mut bytes = 0;
        let fits = |(edit, _): &&(Waiting, Reply)| {
            bytes += edit.bytes();
            bytes <= TOGETHER
        };
        let count = waiting.iter().take_while(fits).count().max(1);
        let count = count.min(waiting.len());
        let left = waiting.split_off(count);
        mem::replace(&mut *waiting, left).into_iter().unzip()
    }

    /// Waits for those who look at the list; nobody holds it for long.
    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<(Waiting, Reply)>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    /// Writes the row of the edit.
    fn row(&self) -> Value {
        let at = self.at.millis();
        json!([
            self.draft,
            self.number,
            self.author,
            at,
            self.operations,
            self.inverses
        ])
    }

    /// Returns about how many bytes it writes.
    fn bytes(&self) -> usize {
        let parts = self.parts.iter().filter_map(|row| row[1].as_str());
        let parts: usize = parts.map(str::len).sum();
        self.operations.len() + self.inverses.len() + self.head.len() + parts
    }
}
