//! Events: the news that the ledger sends to the outside.

use serde::{Deserialize, Serialize};

use super::id::{DeviceId, EntitlementId, LineageId, UserId};
use super::payment::Payment;
use super::time::Time;

/// A piece of news for the outside, delivered at least once.
///
/// The id follows from the purchase, its version, the name and the input, so a replay gives the same events.
/// The customer's state afterwards is not part of it: the sender adds that ([`super::Ledger::customer`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The id by which receivers recognise a repetition; a UUID.
    pub id: String,
    /// The kind of news.
    pub name: EventName,
    /// The users concerned. For a transfer: first the one who lost the purchase, then the new owner.
    pub users: Vec<UserId>,
    /// The purchase that it is about.
    pub lineage: LineageId,
    /// The purchase's version, which grows with every change of its meaning or owner.
    pub version: u64,
    /// The time at which the host learned of it.
    pub at: Time,
    /// The entitlements that the purchase grants at that moment.
    pub entitlements: Vec<EntitlementId>,
    /// The payments and refunds that the store told with it. Each event of one record has them, so they go by their ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payments: Vec<Payment>,
    /// Details of the change of owner, or of the one that was blocked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer: Option<Transfer>,
}

impl Event {
    /// Returns the stream within which events of one user must keep their order.
    /// An update of a purchase is sent late and holds back only later updates of
    /// that purchase; everything else shares one stream, named "".
    pub fn stream(&self) -> String {
        match self.name {
            EventName::PurchaseUpdated => self.lineage.to_string(),
            _ => String::new(),
        }
    }
}

/// A purchase's change of owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// The cause: `login`, `validation`, `restore`, `transaction`,
    /// `link` or `admin`; for a blocked transfer `budget`.
    pub cause: String,
    /// The user who owned it before.
    pub from: UserId,
    /// The owner after; for a blocked transfer, the user who did not get it.
    pub to: UserId,
    /// The device that brought it about.
    pub device: Option<DeviceId>,
    /// The key of the input, shared by all transfers that it caused.
    pub batch: String,
}

/// The names of events, in the platform's words.
/// The platform has no names for transfers and grants that we could find; ours are
/// `user.subscription.transferred`, `user.subscription.transfer_blocked`,
/// `user.entitlement.granted` and `user.entitlement.ended`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum EventName {
    /// A purchase began to give access.
    #[serde(rename = "user.subscription.purchased")]
    Purchased,
    /// The purchase was paid for again while it gave access.
    #[serde(rename = "user.subscription.renewed")]
    Renewed,
    /// The purchase was paid for again after a failed payment, and access never stopped.
    #[serde(rename = "user.subscription.renewal_in_grace_period")]
    RenewalInGracePeriod,
    /// A payment failed, and access goes on for now.
    #[serde(rename = "user.subscription.in_grace_period")]
    InGracePeriod,
    /// The subscription will not renew; access goes on until the term ends.
    #[serde(rename = "user.subscription.cancelled")]
    Cancelled,
    /// Access ended, whether the store or the clock said so first.
    #[serde(rename = "user.subscription.expired")]
    Expired,
    /// The customer paused the subscription, and access stopped.
    #[serde(rename = "user.subscription.paused")]
    Paused,
    /// The customer's pause is over, and access is back.
    #[serde(rename = "user.subscription.resumed")]
    Resumed,
    /// A free trial began.
    #[serde(rename = "user.journey.trial.started")]
    TrialStarted,
    /// A free trial became a paid term.
    #[serde(rename = "user.journey.trial.converted")]
    TrialConverted,
    /// A free trial ended without a payment.
    #[serde(rename = "user.journey.trial.did_not_convert")]
    TrialDidNotConvert,
    /// A purchase that gives access changed hands.
    #[serde(rename = "user.subscription.transferred")]
    Transferred,
    /// A purchase was asked for too often and stays with its owner.
    #[serde(rename = "user.subscription.transfer_blocked")]
    TransferBlocked,
    /// Somebody in charge gave an entitlement, or gave it again.
    #[serde(rename = "user.entitlement.granted")]
    EntitlementGranted,
    /// An entitlement that was given ended, by the clock or before its time.
    #[serde(rename = "user.entitlement.ended")]
    EntitlementEnded,
    /// Something changed about a purchase; sent beside any more specific name.
    #[serde(rename = "purchase.updated")]
    PurchaseUpdated,
    /// A user was forgotten, so whoever heard of the user should forget them too.
    /// The ledger has no part in this: a host says it if there is anybody to hear it.
    #[serde(rename = "user.deleted")]
    UserDeleted,
    /// A publication that was scheduled did not take place.
    /// The ledger has no part in this: the Control Center says it.
    #[serde(rename = "schedule.stopped")]
    ScheduleStopped,
    /// A paywall was shown on a device.
    /// The ledger has no part in this and the following three: devices report them.
    #[serde(rename = "device.impression")]
    DeviceImpression,
    /// The app was opened on a device.
    #[serde(rename = "device.session.start")]
    DeviceSessionStart,
    /// The app was left on a device.
    #[serde(rename = "device.session.end")]
    DeviceSessionEnd,
    /// A device reports that it sold something; no store has confirmed it.
    #[serde(rename = "device.transaction")]
    DeviceTransaction,
}

impl EventName {
    /// Returns the name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Purchased => "user.subscription.purchased",
            Self::Renewed => "user.subscription.renewed",
            Self::RenewalInGracePeriod => "user.subscription.renewal_in_grace_period",
            Self::InGracePeriod => "user.subscription.in_grace_period",
            Self::Cancelled => "user.subscription.cancelled",
            Self::Expired => "user.subscription.expired",
            Self::Paused => "user.subscription.paused",
            Self::Resumed => "user.subscription.resumed",
            Self::TrialStarted => "user.journey.trial.started",
            Self::TrialConverted => "user.journey.trial.converted",
            Self::TrialDidNotConvert => "user.journey.trial.did_not_convert",
            Self::Transferred => "user.subscription.transferred",
            Self::TransferBlocked => "user.subscription.transfer_blocked",
            Self::EntitlementGranted => "user.entitlement.granted",
            Self::EntitlementEnded => "user.entitlement.ended",
            Self::PurchaseUpdated => "purchase.updated",
            Self::UserDeleted => "user.deleted",
            Self::ScheduleStopped => "schedule.stopped",
            Self::DeviceImpression => "device.impression",
            Self::DeviceSessionStart => "device.session.start",
            Self::DeviceSessionEnd => "device.session.end",
            Self::DeviceTransaction => "device.transaction",
        }
    }

    /// Returns true for events that devices report and the ledger does not make. There are many of these.
    pub const fn is_of_device(self) -> bool {
        matches!(
            self,
            Self::DeviceImpression
                | Self::DeviceSessionStart
                | Self::DeviceSessionEnd
                | Self::DeviceTransaction
        )
    }
}
