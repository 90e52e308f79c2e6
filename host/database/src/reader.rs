//! Reads for one device that may be slightly old, but hold everything that the device itself wrote.

use paywall_ledger::{DeviceId, Time};
use serde_json::Value;

use super::database::Source;
use super::error::Error;
use super::replica::in_time;
use super::{LedgerDatabase, UserState, activity, read};

/// A way to read for a device: from a replica if there is one that has everything the device wrote and the answer may
/// be old, else from the primary. If a replica fails, the primary answers.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    ledger: &'a LedgerDatabase,
    device: &'a DeviceId,
    may_be_old: bool,
}

impl LedgerDatabase {
    /// Returns a way to read for a device, if its answers may be slightly old.
    pub const fn reader<'a>(&'a self, device: &'a DeviceId) -> Reader<'a> {
        Reader {
            ledger: self,
            device,
            may_be_old: true,
        }
    }

    /// Returns a way to read for a device from the primary alone.
    pub const fn newest<'a>(&'a self, device: &'a DeviceId) -> Reader<'a> {
        Reader {
            ledger: self,
            device,
            may_be_old: false,
        }
    }
}

impl Reader<'_> {
    /// Returns the user of a device and what they have, as [`LedgerDatabase::device_state`] does.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn device_state(&self, now: Time) -> Result<Option<UserState>, Error> {
        let app = &self.ledger.app.now();
        if let Some((number, source)) = self.replica() {
            let state = read::device_state(&source, app, self.device, now);
            // A device that a replica does not know may have come just now, on another host.
            if let Some(Some(state)) = self.answer(number, in_time(state).await) {
                return Ok(Some(state));
            }
        }
        read::device_state(&self.ledger.source(), app, self.device, now).await
    }

    /// Returns a device's description of itself, as [`LedgerDatabase::profile`] does.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn profile(&self) -> Result<Option<Value>, Error> {
        if let Some((number, source)) = self.replica() {
            let profile = in_time(activity::profile(&source, self.device)).await;
            if let Some(Some(profile)) = self.answer(number, profile) {
                return Ok(Some(profile));
            }
        }
        activity::profile(&self.ledger.source(), self.device).await
    }

    /// Lists the newest activity of devices, as [`LedgerDatabase::recent_activity`] does.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn recent_activity(
        &self,
        devices: &[DeviceId],
        kind: &str,
        limit: u32,
    ) -> Result<Vec<(Time, Value)>, Error> {
        if let Some((number, source)) = self.replica() {
            let recent = in_time(activity::recent(&source, devices, kind, limit)).await;
            if let Some(recent) = self.answer(number, recent) {
                return Ok(recent);
            }
        }
        activity::recent(&self.ledger.source(), devices, kind, limit).await
    }

    /// Chooses a replica that has everything that the device wrote.
    fn replica(&self) -> Option<(usize, Source<'_>)> {
        let source = self.ledger.source();
        let replicas = source.database.replicas.as_ref();
        let replicas = replicas.filter(|_| self.may_be_old)?;
        let (number, pool) = replicas.choose(source.app, self.device)?;
        Some((number, Source { pool, ..source }))
    }

    /// Returns the answer of a replica. If it has none, nobody asks it until it is well again.
    fn answer<T>(&self, number: usize, answer: Result<T, Error>) -> Option<T> {
        if let (Err(_), Some(replicas)) = (&answer, &self.ledger.database.replicas) {
            replicas.failed(number);
        }
        answer.ok()
    }
}
