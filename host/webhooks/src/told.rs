//! What the outside is told: what the ledger found, or what a device did.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use paywall_ledger::{DeviceId, Event, EventName, PlatformId, Time};

/// Something the outside is to hear, at least once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Told {
    /// What happened to a purchase and its users.
    Purchase(Event),
    /// What a device says it did.
    Device(DeviceEvent),
}

/// What a device says it did: a session, an impression, a transaction. Nothing about purchases is decided by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceEvent {
    /// The activity's id.
    pub id: String,
    /// Its name.
    pub name: EventName,
    /// When the host heard of it.
    pub at: Time,
    /// The device.
    pub device: DeviceId,
    /// Where its app came from.
    pub platform: PlatformId,
    /// What it said: a JSON object.
    pub what: Value,
}

impl Told {
    /// The id, the same at each attempt.
    pub fn id(&self) -> &str {
        match self {
            Self::Purchase(event) => &event.id,
            Self::Device(event) => &event.id,
        }
    }

    /// The name.
    pub const fn name(&self) -> EventName {
        match self {
            Self::Purchase(event) => event.name,
            Self::Device(event) => event.name,
        }
    }

    /// When the host learned of it.
    pub const fn at(&self) -> Time {
        match self {
            Self::Purchase(event) => event.at,
            Self::Device(event) => event.at,
        }
    }

    /// What happened to a purchase.
    pub const fn purchase(&self) -> Option<&Event> {
        match self {
            Self::Purchase(event) => Some(event),
            Self::Device(_) => None,
        }
    }

    /// Which of its user's events it must not overtake ([`Event::stream`]): of what devices do, those of the device.
    pub fn stream(&self) -> String {
        match self {
            Self::Purchase(event) => event.stream(),
            Self::Device(event) => format!("device/{}", event.device),
        }
    }
}
