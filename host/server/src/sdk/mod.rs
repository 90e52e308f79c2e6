//! The platform's SDK protocol, so that existing SDKs work unchanged when they are pointed here: `docs/sdk.md`.

mod activity;
mod admit;
mod content;
mod device;
mod document;
mod error;
mod exposure;
mod forms;
mod limit;
mod list;
mod listening;
mod memory;
mod proof;
mod reading;
mod repeated;
mod routes;
mod rules;
mod served;
mod signed;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract;
use axum::extract::rejection::BytesRejection;
use axum::http::HeaderMap;
use serde::Deserialize;
use serde_json::{Map, Value};

pub use content::{catalogue, product_names};
pub use proof::{EverythingIsProved, NoProofs, Proofs, Unproved};
pub(crate) use routes::description;
pub use routes::routes;

use super::bucket::Full;
use super::calls::{CallLimits, Caller};
use super::log::Log;
use crate::identity::Identity;
use crate::watching::Watching;
use error::Error;
use paywall_database::{LedgerDatabase, Reader, UserState};
use paywall_engine::{LoadedDocument, nonce};
use paywall_ledger::Clock;
use paywall_ledger::{AppId, AppPlatform, DeviceId, EventName, PlatformId, Time, derived};
use paywall_listen::{StreamLimits, StreamPlace, Streams};
use served::{Served, Serving};

/// The seconds after which a stream for which there was no room is welcome.
const STREAM_LATER: u64 = 30;

/// The server that SDKs talk to.
#[derive(Clone)]
pub struct Sdk {
    platforms: Arc<BTreeMap<PlatformId, Platform>>,
    proofs: Arc<dyn Proofs>,
    clock: Clock,
    log: Option<Log>,
    limits: Option<Arc<CallLimits>>,
    streams: Streams,
}

/// An app platform, with its ledger and its document.
struct Platform {
    of: AppPlatform,
    ledger: LedgerDatabase,
    /// The document, which a deployment may replace.
    serving: Serving,
    /// True if its document is that of a sandbox, where phones on desks hear of publications.
    is_sandbox: bool,
    /// The devices that listen for their customers, where somebody looks after them.
    watching: Option<Watching>,
    /// The events of devices that the outside is to hear of.
    announced: Vec<EventName>,
    /// The proofs that the app wants of accounts and devices.
    identity: Arc<Identity>,
}

impl Sdk {
    /// Makes an SDK server without platforms. `clock` returns the present time.
    pub fn new(proofs: Arc<dyn Proofs>, clock: Clock) -> Self {
        let platforms = Arc::default();
        Self {
            platforms,
            proofs,
            clock,
            log: None,
            limits: None,
            streams: Streams::of(StreamLimits::default()),
        }
    }

    /// Refuses the calls of those who make more than these limits allow.
    #[must_use]
    pub(crate) fn with_limits(mut self, limits: CallLimits) -> Self {
        self.limits = Some(Arc::new(limits));
        self
    }

    /// Holds its streams among these.
    #[must_use]
    pub fn with_streams(mut self, streams: &Streams) -> Self {
        self.streams = streams.clone();
        self
    }

    /// Counts in this log what devices say of themselves and nobody can read.
    #[must_use]
    pub fn with_log(mut self, log: &Log) -> Self {
        self.log = Some(log.clone());
        self
    }

    /// Adds an app platform: its document, and the ledger of its app.
    /// Returns false if the ledger's app has no platform of this id.
    pub fn add(
        &mut self,
        id: &PlatformId,
        ledger: &LedgerDatabase,
        document: &LoadedDocument,
    ) -> bool {
        self.add_live(id, ledger, document, None)
    }

    /// Adds an app platform as [`Self::add`] does, with the name of the revision that its document is of.
    pub(crate) fn add_live(
        &mut self,
        id: &PlatformId,
        ledger: &LedgerDatabase,
        document: &LoadedDocument,
        revision: Option<&str>,
    ) -> bool {
        let app = ledger.app();
        let mut platforms = app.platforms.iter();
        let Some(of) = platforms.find(|it| it.id == *id).cloned() else {
            return false;
        };
        let Some(all) = Arc::get_mut(&mut self.platforms) else {
            return false;
        };
        let platform = Platform {
            of,
            ledger: ledger.clone(),
            serving: Serving::of(Served::of(document, revision)),
            is_sandbox: false,
            watching: None,
            announced: Vec::new(),
            identity: Arc::default(),
        };
        all.insert(id.clone(), platform);
        true
    }

    /// Serves another document for a platform from now on: a revision of an environment. Calls that are under way go on
    /// with the one that they began with.
    pub fn replace(&self, id: &PlatformId, document: &LoadedDocument, revision: &str) {
        if let Some(platform) = self.platforms.get(id) {
            let served = Served::of(document, Some(revision));
            platform.serving.replace(served);
        }
    }

    /// Lets phones on desks hear of each publication on a platform, as its document is that of a sandbox.
    /// Call it after [`Self::add`], before the routes are made.
    pub fn tell_publications(&mut self, id: &PlatformId) {
        let platforms = Arc::get_mut(&mut self.platforms);
        if let Some(platform) = platforms.and_then(|all| all.get_mut(id)) {
            platform.is_sandbox = true;
        }
    }

    /// Has the devices of a platform listen among these watchers of the app.
    /// Call it after [`Self::add`], before the routes are made.
    pub(crate) fn watch(&mut self, id: &PlatformId, watching: &Watching) {
        let platforms = Arc::get_mut(&mut self.platforms);
        if let Some(platform) = platforms.and_then(|all| all.get_mut(id)) {
            platform.watching = Some(watching.clone());
        }
    }

    /// Returns the documents that the platforms of an app serve at present.
    pub(crate) fn documents(&self, app: &AppId) -> Vec<LoadedDocument> {
        let platforms = self.platforms.values();
        let own = platforms.filter(|it| it.ledger.id() == app);
        own.map(|it| it.serving.now().document.clone()).collect()
    }

    /// Returns true if a phone on a desk waits for the next publication on one of these platforms.
    pub(crate) fn is_watched(&self, mut platforms: impl Iterator<Item = PlatformId>) -> bool {
        platforms.any(|id| {
            self.platforms
                .get(&id)
                .is_some_and(|it| it.serving.is_watched())
        })
    }

    /// Announces these events of a platform's devices to the outside; of `events`, only those of devices count.
    /// Call it after [`Self::add`], before the routes are made.
    pub fn announce(&mut self, id: &PlatformId, events: &[EventName]) {
        let platforms = Arc::get_mut(&mut self.platforms);
        if let Some(platform) = platforms.and_then(|all| all.get_mut(id)) {
            platform.announced = events.to_vec();
        }
    }

    /// Has the calls of a platform show who they are from. Call it after [`Self::add`], before the routes are made.
    pub fn identify(&mut self, id: &PlatformId, identity: &Arc<Identity>) {
        let platforms = Arc::get_mut(&mut self.platforms);
        if let Some(platform) = platforms.and_then(|all| all.get_mut(id)) {
            platform.identity = Arc::clone(identity);
        }
    }

    /// Returns the time of the host's clock.
    fn now(&self) -> Time {
        (self.clock)()
    }

    /// Finds an app platform.
    fn platform(&self, id: &str) -> Result<&Platform, Error> {
        let platform = self.platforms.get(&PlatformId::new(id));
        platform.ok_or(Error::NoPlatform)
    }

    /// Returns the ledger of a platform for a call that is about to write so many bytes into it. Refuses the call if
    /// its address, or all callers of the app together, wrote too many already.
    fn to_write<'a>(
        &self,
        platform: &'a Platform,
        caller: Caller,
        bytes: usize,
    ) -> Result<&'a LedgerDatabase, Error> {
        let Some(limits) = &self.limits else {
            return Ok(&platform.ledger);
        };
        let app = platform.ledger.id();
        let taken = limits.write(caller, app, bytes, self.now());
        taken.map_err(|full| {
            if let Some(log) = &self.log {
                log.count(match full {
                    Full::Own(_) => "address_writes_too_much",
                    Full::Shared(_) => "app_writes_too_much",
                });
            }
            Error::TooMany(full.wait())
        })?;
        Ok(&platform.ledger)
    }

    /// Takes a place for a stream.
    fn room(&self, platform: &Platform, caller: Caller) -> Result<StreamPlace, Error> {
        let from = caller.address().map(|it| it.to_string());
        let room = self.streams.enter(platform.ledger.id().as_str(), from);
        room.ok_or(Error::TooMany(STREAM_LATER))
    }

    /// Finds the device of a call, which must carry its secret, and its customer.
    async fn customer(
        &self,
        place: &Place,
        headers: &HeaderMap,
    ) -> Result<(&Platform, UserState), Error> {
        self.admitted(place, headers, LedgerDatabase::newest).await
    }

    /// Does [`Self::customer`] for a call that only reads: the answer may be slightly old, but
    /// holds everything that the device itself did.
    async fn reading(
        &self,
        place: &Place,
        headers: &HeaderMap,
    ) -> Result<(&Platform, UserState), Error> {
        self.admitted(place, headers, LedgerDatabase::reader).await
    }

    /// Reads the device of a call and its customer, and checks that the call carries the device's secret.
    async fn admitted(
        &self,
        place: &Place,
        headers: &HeaderMap,
        reader: for<'a> fn(&'a LedgerDatabase, &'a DeviceId) -> Reader<'a>,
    ) -> Result<(&Platform, UserState), Error> {
        let platform = self.platform(&place.platform)?;
        let device = place.device()?;
        let reader = reader(&platform.ledger, &device);
        let state = reader.device_state(self.now()).await?;
        let state = state.filter(|state| platform.has(state));
        let state = state.ok_or(Error::NoDevice)?;
        let secret = admit::secret(headers, None)?;
        admit::device(&platform.identity, &state, secret.as_ref())?;
        Ok((platform, state))
    }
}

impl Platform {
    /// Returns true if a device is one of this platform.
    fn has(&self, state: &UserState) -> bool {
        let device = state.device.as_ref();
        device.is_some_and(|(_, row)| row.platform == self.of.id)
    }
}

/// The extractor of the shared state.
type State = extract::State<Sdk>;
/// The extractor of an address.
type At = extract::Path<Place>;
/// The extractor of a body, which may be too large.
type Body = Result<Bytes, BytesRejection>;

/// The parts of an address.
#[derive(Debug, Deserialize)]
struct Place {
    platform: String,
    #[serde(default)]
    device: String,
}

impl Place {
    /// Returns the device's id. SDKs make UUIDs; other short ids are
    /// taken, but nothing that could be a name or an address.
    fn device(&self) -> Result<DeviceId, Error> {
        device_id(&self.device)
    }
}

/// Checks an id of a device.
fn device_id(text: &str) -> Result<DeviceId, Error> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let fits = (1..=64).contains(&text.len()) && text.bytes().all(plain);
    match fits {
        true => Ok(DeviceId::new(text)),
        false => Err(Error::Invalid(
            "a device's id is up to 64 letters, digits, `-` and `_`".into(),
        )),
    }
}

/// Reads a body that is a JSON object; an empty body is an empty one.
fn object(body: Body) -> Result<Map<String, Value>, Error> {
    let body = body?;
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Map::new());
    }
    serde_json::from_slice(&body).map_err(|error| Error::Invalid(error.to_string()))
}

/// Keeps the fields of `body` that have a place here. Others are
/// dropped, so that nothing is kept that nobody asked for.
fn only(mut body: Map<String, Value>, fields: &[&str]) -> Map<String, Value> {
    body.retain(|name, _| fields.contains(&name.as_str()));
    body
}

/// Returns the key that makes a repeated call the same: the client's
/// `Idempotency-Key`, for this device and kind of call.
/// Without that header every call is a new one.
fn call_key(headers: &HeaderMap, what: &str, device: &DeviceId) -> Result<String, Error> {
    let given = headers
        .get(repeated::IDEMPOTENCY_KEY)
        .and_then(|it| it.to_str().ok());
    let own = match given {
        Some(key) if key.len() <= 128 => key.to_owned(),
        Some(_) => {
            return Err(Error::Invalid(
                "an idempotency key is up to 128 characters".into(),
            ));
        }
        None => nonce::fresh()?,
    };
    // The key stays in the log when the device is forgotten, so it does not say which one it was.
    Ok(format!("{what}/{}", derived(&[device.as_str(), &own])))
}
