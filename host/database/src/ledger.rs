//! The ledger of one app: what may be done with it, and what may be asked of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use paywall_ledger::{
    App, AppId, Arrival, Current, DeviceId, Input, Leased, Lineage, LineageId, Record, RowKey,
    State, Time, UserId, What,
};
use paywall_results::Windows;
use paywall_stores::Message;
use paywall_webhooks::{Next, Outgoing, View};

use super::database::Source;
use super::fetches::Fetches;
use super::numbers::Draws;
use super::outbox::Sent;
use super::secrets::Secrets;
use super::work::{Done, Note, Settled, Settlement, Work};
use super::writer::Writer;
use super::{Activity, Database, Error, Newest, Profile, UserState, Waiting};
use super::{activity, inbox, log, outbox, read};

/// The ledger of one app in a database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct LedgerDatabase {
    pub(super) database: Database,
    pub(super) app: Current,
    writer: Writer,
    draws: Arc<Draws>,
    pub(super) fetches: Arc<Fetches>,
    pub(super) secrets: Secrets,
    /// The days for which purchases count for experiments.
    pub(super) windows: Windows,
}

impl LedgerDatabase {
    /// Opens the ledger of `app`. Call it within a tokio runtime: the writers run there.
    pub fn new(database: &Database, app: impl Into<Arc<App>>) -> Self {
        let app = Current::of(app);
        Self {
            writer: Writer::start(database, &app),
            database: database.clone(),
            app,
            draws: Arc::default(),
            fetches: Arc::default(),
            secrets: Secrets::default(),
            windows: Windows::default(),
        }
    }

    /// Takes secrets from another source than the system.
    #[must_use]
    pub fn with_secrets(self, secrets: Secrets) -> Self {
        Self { secrets, ..self }
    }

    /// Counts purchases for experiments for other times than usual.
    #[must_use]
    pub fn with_windows(self, windows: Windows) -> Self {
        Self { windows, ..self }
    }

    /// Returns the app whose ledger this is, as it is configured now.
    pub fn app(&self) -> Arc<App> {
        self.app.now()
    }

    /// Returns the id of the app.
    pub const fn id(&self) -> &AppId {
        self.app.id()
    }

    /// Returns the place of the app's configuration. What replaces it there holds for all that begins afterwards; a
    /// transaction goes on with the one that it began with.
    pub const fn current(&self) -> &Current {
        &self.app
    }

    /// Returns the database that holds the ledger.
    pub const fn database(&self) -> &Database {
        &self.database
    }

    /// Takes in one input. Its effect is durable when this returns.
    ///
    /// # Errors
    /// Fails if the input is about something that is not there, or if the database fails.
    pub async fn accept(&self, input: Input) -> Result<Arrival<Record>, Error> {
        let work = Work {
            input: Some(input),
            ..Work::default()
        };
        let done = self.work(work).await?;
        Ok(done.record.into())
    }

    /// Does [`Self::accept`] and [`Self::note`] in one transaction: the activity marks the call that the input came by.
    ///
    /// # Errors
    /// Fails if the input is about something that is not there, or if the database fails.
    pub async fn accept_marked(
        &self,
        input: Input,
        mark: Option<Activity>,
    ) -> Result<Arrival<Record>, Error> {
        let work = Work {
            input: Some(input),
            activity: mark,
            ..Work::default()
        };
        let done = self.work(work).await?;
        Ok(done.record.into())
    }

    /// Returns true if what is accepted will be written: the writers are there.
    pub fn is_writing(&self) -> bool {
        self.writer.is_alive()
    }

    /// Keeps a verified message until [`Self::take_messages`] hands it out to be looked into.
    /// It is durable when this returns: now the store may have its 200.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn receive(&self, message: Message) -> Result<Arrival, Error> {
        let work = Work {
            keep: Some(message),
            ..Work::default()
        };
        Ok(self.work(work).await?.arrival)
    }

    /// Takes up to `limit` messages that are due at `now`, oldest first, and leases them for `lease_millis`.
    /// Nobody else gets them before the lease is over or [`Self::settle`] is called.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn take_messages(
        &self,
        now: Time,
        lease_millis: i64,
        limit: u32,
    ) -> Result<Vec<Leased<Message>>, Error> {
        inbox::take(&self.source(), now, lease_millis, limit).await
    }

    /// Makes all messages due again that were not understood, or not in all their parts, because a newer version
    /// may understand them. Returns their number.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn work_again(&self, now: Time) -> Result<u64, Error> {
        inbox::work_again(&self.source(), now).await
    }

    /// Draws a number for a question to a store ([`paywall_stores::Numbers`]).
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn question_number(&self) -> Result<u64, Error> {
        self.draws.next(&self.database).await
    }

    /// Lists the latest `limit` messages that were not understood, and the reasons.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn not_understood(&self, limit: u32) -> Result<Vec<inbox::NotUnderstood>, Error> {
        inbox::not_understood(&self.source(), limit).await
    }

    /// Records the outcome for a message that was taken.
    /// Observations go through the ledger in the same transaction. Nothing happens if the message is settled, or if it
    /// was taken again since: whoever has it now settles it.
    ///
    /// # Errors
    /// Fails if there is no such message, or if the database fails.
    pub async fn settle(
        &self,
        message: &Leased<Message>,
        at: Time,
        settlement: Settlement,
    ) -> Result<Arrival<Settled>, Error> {
        let (mut note, input) = note(message, at, settlement);
        note.lease = Some(message.until);
        self.settled(None, note, input).await
    }

    /// Does [`Self::receive`] and [`Self::settle`] in one transaction, for
    /// messages that need no question to the store. One that is there already is left to whoever looks into it.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn take(
        &self,
        message: Message,
        at: Time,
        settlement: Settlement,
    ) -> Result<Arrival<Settled>, Error> {
        let (note, input) = note(&message, at, settlement);
        self.settled(Some(message), note, input).await
    }

    /// Keeps a message, if one is given, and settles it.
    async fn settled(
        &self,
        keep: Option<Message>,
        note: Note,
        input: Option<Input>,
    ) -> Result<Arrival<Settled>, Error> {
        let put_off = note.due.is_some() && !note.again;
        let work = Work {
            keep,
            settle: Some(note),
            input,
            ..Work::default()
        };
        let done = self.work(work).await?;
        Ok(match done.settled {
            true => Arrival::Known,
            false if put_off => Arrival::New(Settled::PutOff),
            false => Arrival::New(Settled::Done(done.record)),
        })
    }

    /// Has a writer do a work, after checking that a database can keep its texts.
    pub(super) async fn work(&self, work: Work) -> Result<Done, Error> {
        let input = serde_json::to_string(&work.input);
        let profile = work.profile.as_ref().map(|it| it.device.as_str());
        let message = work.keep.as_ref().map(|it| it.id.as_str());
        let texts = [profile, message].into_iter().flatten();
        // PostgreSQL cannot keep this character in a text; in JSON it is written as an escape.
        let fits = input.is_ok_and(|text| !text.contains("\\u0000"));
        if !fits || texts.into_iter().any(|text| text.contains('\0')) {
            return Err(Error::Unfit);
        }
        let devices = work.devices();
        let done = self.writer.call(work).await;
        if let Some(replicas) = &self.database.replicas {
            let app = self.app.id().as_str();
            devices.iter().for_each(|it| replicas.wrote(app, it));
        }
        done
    }

    /// Takes in the installation of a device together with its description of itself.
    ///
    /// # Errors
    /// Fails if there is no such app platform, or if the database fails.
    pub async fn install(&self, input: Input, profile: Profile) -> Result<Arrival<Record>, Error> {
        let work = Work {
            input: Some(input),
            profile: Some(profile),
            ..Work::default()
        };
        let done = self.work(work).await?;
        Ok(done.record.into())
    }

    /// Keeps a device's description of itself, in place of an earlier one.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn describe(&self, profile: Profile) -> Result<(), Error> {
        let work = Work {
            profile: Some(profile),
            ..Work::default()
        };
        self.work(work).await.map(drop)
    }

    /// Returns the latest description that a device gave of itself.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn profile(&self, device: &DeviceId) -> Result<Option<serde_json::Value>, Error> {
        activity::profile(&self.source(), device).await
    }

    /// Keeps an activity that a device reports.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn note(&self, activity: Activity) -> Result<(), Error> {
        let work = Work {
            activity: Some(activity),
            ..Work::default()
        };
        self.work(work).await.map(drop)
    }

    /// Returns the words of the activity with this id ([`Activity::body`]). None if there is none.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn activity(&self, id: &str) -> Result<Option<serde_json::Value>, Error> {
        activity::words(&self.source(), id).await
    }

    /// Lists the activity of one `kind` ([`Activity::kind`]) on these devices,
    /// newest first, at most `limit` of it: the times and the devices' words.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn recent_activity(
        &self,
        devices: &[DeviceId],
        kind: &str,
        limit: u32,
    ) -> Result<Vec<(Time, serde_json::Value)>, Error> {
        activity::recent(&self.source(), devices, kind, limit).await
    }

    /// Lists the newest activity of all devices since a time, newest first, at most `limit` of it.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn newest_activity(&self, since: Time, limit: u32) -> Result<Vec<Newest>, Error> {
        activity::newest(&self.source(), since, limit).await
    }

    /// Takes up to `limit` events that are due, and leases them for `lease_millis`.
    /// To keep the order, only the oldest of each stream of a user ([`paywall_webhooks::Told::stream`]) is taken.
    /// No one else gets it, or a later one of that stream, before the
    /// lease is over or [`Self::settle_event`] is called.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn take_events(
        &self,
        now: Time,
        lease_millis: i64,
        limit: u32,
    ) -> Result<Vec<Leased<Outgoing>>, Error> {
        outbox::take(&self.source(), now, lease_millis, limit).await
    }

    /// Counts the messages and events that wait.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn waiting(&self) -> Result<Waiting, Error> {
        read::waiting(&self.source()).await
    }

    /// Records the outcome for an event that was taken, at `at`. `attempted` is true if something was sent.
    /// While the event is to be tried again, the later events of its stream wait behind it.
    /// Nothing happens if the event is finished, or if it was taken again since.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn settle_event(
        &self,
        event: &Leased<Outgoing>,
        next: Next,
        attempted: bool,
        at: Time,
    ) -> Result<(), Error> {
        let sent = Sent {
            position: event.position,
            lease: event.until,
            next,
            attempted,
            at,
        };
        let work = Work {
            sent: Some(sent),
            ..Work::default()
        };
        self.work(work).await.map(drop)
    }

    /// Lists the events after a position, delivered or not.
    ///
    /// # Errors
    /// Fails if no event ever had this position, as after a database was put back to an older state, or if the
    /// database fails.
    pub async fn events_since(&self, position: i64, limit: u32) -> Result<Vec<Outgoing>, Error> {
        outbox::since(&self.source(), position, limit).await
    }

    /// Has the events from one position to another, both included, sent again. Returns their number.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn replay_events(&self, from: i64, to: i64) -> Result<u64, Error> {
        outbox::replay(&self.source(), from, to).await
    }

    /// Returns the row of a purchase. None if it is not known.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn purchase(&self, id: &LineageId) -> Result<Option<Lineage>, Error> {
        let rows = BTreeSet::from([RowKey::Lineage(id.clone())]);
        let mut found = read::rows_of(&self.source(), rows).await?;
        Ok(found.lineages.remove(id))
    }

    /// Returns the user of a device and everything they have at `now`. None if there is no such device.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn device_state(
        &self,
        device: &DeviceId,
        now: Time,
    ) -> Result<Option<UserState>, Error> {
        read::device_state(&self.source(), &self.app.now(), device, now).await
    }

    /// Returns a user and everything they have at `now`. None if the user never existed or was deleted.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn user_state(&self, user: &UserId, now: Time) -> Result<Option<UserState>, Error> {
        read::user_state(&self.source(), &self.app.now(), user, now).await
    }

    /// Returns a user's state as events tell it to the outside at
    /// `now`. None if the user never existed or was deleted.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn view(&self, user: &UserId, now: Time) -> Result<Option<View>, Error> {
        read::view(&self.source(), &self.app.now(), user, now).await
    }

    /// Reads the whole log, for checks, exports and moves between databases.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn log(&self) -> Result<Vec<Record>, Error> {
        log::records(&self.source(), None).await
    }

    /// Reads all rows, for checks: [`State::replay`] of the log gives the same bytes.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn state(&self) -> Result<State, Error> {
        let mut connection = self.database.pool.acquire().await?;
        read::everything(&self.source(), &mut connection).await
    }

    /// Returns the rows of this app.
    pub(super) fn source(&self) -> Source<'_> {
        Source::new(&self.database, self.app.id())
    }
}

/// The bounds of the pause before a store is asked for its last word, in milliseconds. Within them it is as long as the
/// message has waited so far. After the first, the second is over in which the store dated its message.
const DOUBTS: (i64, i64) = (3000, 3_600_000);

/// Splits a settlement into a note for the inbox and an input for the ledger.
fn note(message: &Message, at: Time, settlement: Settlement) -> (Note, Option<Input>) {
    let waited = at.millis().saturating_sub(message.received_at.millis());
    let mut note = Note {
        key: message.key(),
        doubt: Some(at.plus_millis(waited.clamp(DOUBTS.0, DOUBTS.1))),
        ..Note::default()
    };
    match settlement {
        Settlement::Observed {
            purchases,
            answers,
            unread,
            again,
        } => {
            (note.answers, note.unread) = (kept(answers), unread);
            (note.due, note.again) = (again, again.is_some());
            note.about = Note::about(&purchases);
            let (key, what) = (message.input_key(), What::Notify { purchases });
            (note, Some(Input { key, at, what }))
        }
        Settlement::Nothing {
            why,
            answers,
            unread,
        } => {
            (note.answers, note.unread) = (kept(answers), unread);
            note.why = Some(why);
            (note, None)
        }
        Settlement::Later { until, why } => {
            note.why = Some(why);
            note.due = Some(until);
            (note, None)
        }
    }
}

/// Writes answers as JSON text. None if there are none.
fn kept(answers: Vec<serde_json::Value>) -> Option<String> {
    (!answers.is_empty()).then(|| serde_json::Value::Array(answers).to_string())
}
