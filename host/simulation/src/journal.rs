//! All that clients were told, to be compared with what is there in the end.

use std::collections::BTreeMap;
use std::sync::Mutex;

use paywall_database::UserState;
use paywall_ledger::{DeviceId, Time};

/// A moment in the order of all calls.
pub(crate) type Moment = u64;

/// A read that was answered.
#[derive(Debug, Clone)]
pub(crate) struct Read {
    pub device: DeviceId,
    pub now: Time,
    pub began: Moment,
    pub ended: Moment,
    pub answer: Option<UserState>,
}

/// The calls of one key.
#[derive(Debug, Clone, Default)]
pub(crate) struct Call {
    /// The moment at which it was first sent.
    pub began: Moment,
    /// The moment at which it was first acknowledged.
    pub acknowledged: Option<Moment>,
    /// The number of hosts that said they took it in for the first time.
    pub new: u32,
}

/// The journal of a run.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    now: Moment,
    calls: BTreeMap<String, Call>,
    reads: Vec<Read>,
}

impl Journal {
    /// Returns the next moment.
    pub fn moment(&self) -> Moment {
        let mut inner = self.inner.lock().unwrap();
        inner.now += 1;
        inner.now
    }

    /// Notes that a call is sent.
    pub fn begins(&self, key: &str) {
        let began = self.moment();
        let mut inner = self.inner.lock().unwrap();
        inner.calls.entry(key.to_owned()).or_insert(Call {
            began,
            ..Call::default()
        });
    }

    /// Notes that a call was acknowledged; `new` if the host says that it took it in now.
    pub fn acknowledged(&self, key: &str, new: bool) {
        let now = self.moment();
        let mut inner = self.inner.lock().unwrap();
        let call = inner.calls.get_mut(key).unwrap();
        call.acknowledged.get_or_insert(now);
        call.new += u32::from(new);
    }

    /// Notes a read.
    pub fn read(&self, read: Read) {
        self.inner.lock().unwrap().reads.push(read);
    }

    /// Returns all calls.
    pub fn calls(&self) -> BTreeMap<String, Call> {
        self.inner.lock().unwrap().calls.clone()
    }

    /// Returns all reads.
    pub fn reads(&self) -> Vec<Read> {
        self.inner.lock().unwrap().reads.clone()
    }
}
