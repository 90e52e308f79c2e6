//! What the outside hears.

use serde::{Deserialize, Serialize};

use super::id::{DeviceId, EntitlementId, LineageId, UserId};
use super::time::Time;

/// Something the outside is to hear, at least once.
///
/// The id follows from the purchase, its version and the name, so a replay gives the same events.
/// What the user has then is not in here: the sender adds it ([`super::Ledger::customer`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The id.
    pub id: String,
    /// What happened.
    pub name: EventName,
    /// Whom it is about. Of a transfer: who lost it, then who has it.
    pub users: Vec<UserId>,
    /// The purchase.
    pub lineage: LineageId,
    /// The purchase's version.
    pub version: u64,
    /// When the host learned of it.
    pub at: Time,
    /// The entitlements that the purchase grants at that moment.
    pub entitlements: Vec<EntitlementId>,
    /// How it changed hands, or would have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer: Option<Transfer>,
}

impl Event {
    /// Which of its user's events it must not overtake: those of the same stream. A change of a purchase is told late,
    /// and holds back later changes of that purchase only; all else is in one stream, without a name.
    pub fn stream(&self) -> String {
        match self.name {
            EventName::PurchaseUpdated => self.lineage.to_string(),
            _ => String::new(),
        }
    }
}

/// How a purchase changed hands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// `login`, `validation`, `restore`, `transaction`, `link`, `admin`; of a blocked transfer `budget`.
    pub cause: String,
    /// Who owned it.
    pub from: UserId,
    /// Who owns it; of a blocked transfer, who does not.
    pub to: UserId,
    /// The device that brought it about.
    pub device: Option<DeviceId>,
    /// The transfers of one input share it.
    pub batch: String,
}

/// The platform's names. It has none for a transfer that we could find; ours are
/// `user.subscription.transferred` and `user.subscription.transfer_blocked`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum EventName {
    /// A purchase began to give access.
    #[serde(rename = "user.subscription.purchased")]
    Purchased,
    /// It was paid for again while it gave access.
    #[serde(rename = "user.subscription.renewed")]
    Renewed,
    /// It was paid for again after a failed payment, and access never stopped.
    #[serde(rename = "user.subscription.renewal_in_grace_period")]
    RenewalInGracePeriod,
    /// A payment failed; access goes on.
    #[serde(rename = "user.subscription.in_grace_period")]
    InGracePeriod,
    /// It will not renew; access goes on until the term ends.
    #[serde(rename = "user.subscription.cancelled")]
    Cancelled,
    /// Access ended.
    #[serde(rename = "user.subscription.expired")]
    Expired,
    /// The customer paused it; access stopped.
    #[serde(rename = "user.subscription.paused")]
    Paused,
    /// The pause is over.
    #[serde(rename = "user.subscription.resumed")]
    Resumed,
    /// A free trial began.
    #[serde(rename = "user.journey.trial.started")]
    TrialStarted,
    /// A free trial became a paid term.
    #[serde(rename = "user.journey.trial.converted")]
    TrialConverted,
    /// A free trial ended unpaid.
    #[serde(rename = "user.journey.trial.did_not_convert")]
    TrialDidNotConvert,
    /// A purchase that gives access changed hands.
    #[serde(rename = "user.subscription.transferred")]
    Transferred,
    /// A purchase was asked for too often and stays where it is.
    #[serde(rename = "user.subscription.transfer_blocked")]
    TransferBlocked,
    /// Anything changed about a purchase.
    #[serde(rename = "purchase.updated")]
    PurchaseUpdated,
    /// A paywall was shown on a device. The ledger has no part in this and the next: a device says so.
    #[serde(rename = "device.impression")]
    DeviceImpression,
    /// The app was opened on a device.
    #[serde(rename = "device.session.start")]
    DeviceSessionStart,
    /// It was left.
    #[serde(rename = "device.session.end")]
    DeviceSessionEnd,
    /// A device says that it sold something.
    #[serde(rename = "device.transaction")]
    DeviceTransaction,
}

impl EventName {
    /// The name in JSON.
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
            Self::PurchaseUpdated => "purchase.updated",
            Self::DeviceImpression => "device.impression",
            Self::DeviceSessionStart => "device.session.start",
            Self::DeviceSessionEnd => "device.session.end",
            Self::DeviceTransaction => "device.transaction",
        }
    }

    /// Whether a device says so, and not the ledger. There are many of these.
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
