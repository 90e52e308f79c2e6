//! What a store says of a purchase, in one vocabulary for all stores.

use serde::{Deserialize, Serialize};

use super::id::MemberKey;
use super::time::Time;

/// One verified record of a store about one purchase: a notification, a fetched resource, or a receipt that a device
/// presented and the store's signature proves.
///
/// It says what *is*, never what happened: access follows from it and the clock, not from the name of an event
/// (Google says CANCELED of what is already over). Whatever it leaves out stays as it is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    /// The purchase.
    pub member: MemberKey,
    /// When this was true, by the clock that orders the store's records: the signing or event date;
    /// for fetched resources the start of the fetch. Newer records win, in whatever order they come.
    pub at: Time,
    /// How the subscription stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// Whether it will renew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renews: Option<bool>,
    /// What was paid for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub terms: Vec<Term>,
    /// Whether `terms` are all there are: older ones no longer count, and all of these do. Otherwise the one that
    /// starts last counts.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub complete: bool,
    /// Payments that were taken back in full; a term of such a payment gives no access, whatever else is said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub voided: Vec<String>,
    /// The purchases that this one takes the place of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaces: Vec<MemberKey>,
    /// The account that the app named when it was bought, as the store hands it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
}

impl Observation {
    /// A record that says nothing yet.
    pub const fn new(member: MemberKey, at: Time) -> Self {
        Self {
            member,
            at,
            standing: None,
            renews: None,
            terms: Vec::new(),
            complete: false,
            voided: Vec::new(),
            replaces: Vec::new(),
            account: None,
        }
    }
}

/// How a subscription stands with its store.
///
/// The order matters: of two records of the same moment the further one along wins (Stripe's dates have whole
/// seconds, and a creation and a payment often share one).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Not paid yet. Gives no access.
    Pending,
    /// Paid. Access until the term ends.
    Active,
    /// Payment failed, the store retries, access goes on until then; until the term ends when no time is given.
    Grace(Option<Time>),
    /// Payment failed, the store retries, no access (Apple's billing retry).
    Retry,
    /// Paused by the customer. No access.
    Paused,
    /// Payment failed, the account is on hold. No access.
    Hold,
    /// Over.
    Ended,
    /// Another plan took its place. No access, and nothing to announce.
    Replaced,
    /// Taken back: refunded, or no longer shared by the family.
    Revoked,
}

/// A span of time, or forever, that was paid for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Term {
    /// What tells it from other terms of the purchase: a transaction, a line item.
    pub id: String,
    /// The store's product id.
    pub product: String,
    /// What sort of thing was bought.
    pub kind: TermKind,
    /// When it begins. Access does not wait for it: renewals are paid before the old term ends.
    pub starts: Time,
    /// When it ends. None: not by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<Time>,
    /// Whether it was refunded, revoked or upgraded: it gives no access.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub revoked: bool,
    /// The store's id of the payment for it; another one means that it renewed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<String>,
    /// The offer it was bought under. None: not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<Offer>,
}

/// What sort of thing was bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TermKind {
    /// Renews by itself, or did.
    Subscription,
    /// Bought once: for good, or until a date.
    OneTime,
    /// Used up by the app. Credited once, gives no entitlement, never moves.
    Consumable,
}

/// The price something was bought at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Offer {
    /// The normal price.
    Standard,
    /// A reduced price for someone who was subscribed before, or who has a code.
    Promotional,
    /// A reduced price for new customers.
    Introductory,
    /// Nothing yet, however the trial came about.
    FreeTrial,
}
