//! Events for the outside: those that the ledger found, those that devices report, that a user was forgotten, and that a
//! schedule stopped.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use paywall_ledger::{DeviceId, Event, EventName, ExternalId, PlatformId, Time};

/// An event for the outside, delivered at least once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Told {
    /// An event about a purchase and its users, found by the ledger.
    Purchase(Event),
    /// A device's own report.
    Device(DeviceEvent),
    /// A user was forgotten.
    Deletion(Deletion),
    /// A publication that was scheduled did not take place.
    Stopped(Stopped),
}

/// The news that a user was forgotten, with the names by which the outside may know them.
/// It is the last place that has these names, and goes once it is delivered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deletion {
    /// The id by which receivers recognise a repetition; a UUID.
    pub id: String,
    /// The time at which the user was forgotten.
    pub at: Time,
    /// The account that the user had.
    pub account: Option<ExternalId>,
    /// The devices that the user had.
    pub devices: Vec<DeviceId>,
}

/// The news that a publication which was scheduled did not take place. It is about no user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stopped {
    /// The id by which receivers recognise a repetition; a UUID.
    pub id: String,
    /// The time at which it was stopped.
    pub at: Time,
    /// The number of the schedule in the app.
    pub schedule: i64,
    /// The environment where the revision was to be live.
    pub environment: String,
    /// The hash of the revision.
    pub revision: String,
    /// The reason why nothing was published: a code, and words.
    pub why: String,
}

/// A device's report of a session, an impression or a transaction. Nothing about purchases is decided by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceEvent {
    /// The id of the activity, by which receivers recognise a repetition.
    pub id: String,
    /// The kind of event, one of those of devices.
    pub name: EventName,
    /// The time at which the host heard of it.
    pub at: Time,
    /// The device that reports.
    pub device: DeviceId,
    /// The app platform that the device's app was installed from.
    pub platform: PlatformId,
    /// The device's own words, a JSON object.
    pub what: Value,
}

/// The stream of deletions, by which a database finds those that are to go.
pub const DELETIONS: &str = "deletion";

/// The stream of schedules that stopped.
pub const SCHEDULES: &str = "schedules";

impl Told {
    /// Returns the id, which is the same at every attempt.
    pub fn id(&self) -> &str {
        match self {
            Self::Purchase(event) => &event.id,
            Self::Device(event) => &event.id,
            Self::Deletion(event) => &event.id,
            Self::Stopped(event) => &event.id,
        }
    }

    /// Returns the kind of event, which receivers choose by.
    pub const fn name(&self) -> EventName {
        match self {
            Self::Purchase(event) => event.name,
            Self::Device(event) => event.name,
            Self::Deletion(_) => EventName::UserDeleted,
            Self::Stopped(_) => EventName::ScheduleStopped,
        }
    }

    /// Returns the time at which the host learned of it.
    pub const fn at(&self) -> Time {
        match self {
            Self::Purchase(event) => event.at,
            Self::Device(event) => event.at,
            Self::Deletion(event) => event.at,
            Self::Stopped(event) => event.at,
        }
    }

    /// Returns the event about a purchase. None if it is about something else.
    pub const fn purchase(&self) -> Option<&Event> {
        match self {
            Self::Purchase(event) => Some(event),
            Self::Device(_) | Self::Deletion(_) | Self::Stopped(_) => None,
        }
    }

    /// Returns the stream within which events keep their order ([`Event::stream`]); each device has one of its own.
    pub fn stream(&self) -> String {
        match self {
            Self::Purchase(event) => event.stream(),
            Self::Device(event) => format!("device/{}", event.device),
            Self::Deletion(_) => DELETIONS.to_owned(),
            Self::Stopped(_) => SCHEDULES.to_owned(),
        }
    }
}
