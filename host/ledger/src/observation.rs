//! Observations: a store's statements about a purchase, in one vocabulary for all stores.

use serde::{Deserialize, Serialize};

use super::id::MemberKey;
use super::payment::{Offer, Payment};
use super::place::Asked;
use super::time::Time;

/// One verified record of a store about one purchase: a notification, a fetched resource,
/// or a receipt that a device presented and the store's signature proves.
///
/// It says what *is*, never what happened: access follows from it and the clock, not
/// from the name of an event (Google says CANCELED of what is already over).
/// Fields that it leaves out keep the value already known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    /// The purchase that the record is about.
    pub member: MemberKey,
    /// The time at which this was true: the date of signing or of the event, by the store's clock;
    /// for an answer, the time at which the store was asked.
    /// Newer records win among those that a store sends of its own accord, in whatever order they come.
    pub at: Time,
    /// The number of the question that this answers. Of two answers, the one to the later question wins, whatever
    /// the dates say. None if the store said it of its own accord.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<u64>,
    /// The standing of the subscription.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// True if the subscription will renew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renews: Option<bool>,
    /// The spans of time, or things for good, that were paid for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub terms: Vec<Term>,
    /// True if `terms` lists all there are: then older ones no longer count, and all of these do.
    /// Otherwise only the term that starts last counts.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub complete: bool,
    /// True if the store stops naming ends that it named before: a term without an end then keeps the last one known.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub keeps_ends: bool,
    /// The end to be expected of the terms without one, as long as none was ever named. Of several, the first counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_end: Option<Time>,
    /// True if the date is only good to the second, so that it does not order two records of one second
    /// ([`super::State::contests`]).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub to_the_second: bool,
    /// Payments that were taken back in full; a term paid by one of them gives no access, whatever else is said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub voided: Vec<String>,
    /// The payments that it speaks of, and the refunds. What was said of others stays.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payments: Vec<Payment>,
    /// The purchases whose place this one takes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaces: Vec<MemberKey>,
    /// The account that the app named at the purchase, as the store hands it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
}

impl Observation {
    /// Makes a record that says nothing yet.
    pub const fn new(member: MemberKey, at: Time) -> Self {
        Self {
            member,
            at,
            asked: None,
            standing: None,
            renews: None,
            terms: Vec::new(),
            complete: false,
            keeps_ends: false,
            expected_end: None,
            to_the_second: false,
            voided: Vec::new(),
            payments: Vec::new(),
            replaces: Vec::new(),
            account: None,
        }
    }

    /// Returns true if it speaks of money alone: such a record does not make a purchase known.
    pub(super) fn is_of_money_alone(&self) -> bool {
        let says_more = self.standing.is_some() || self.renews.is_some() || !self.terms.is_empty();
        !self.payments.is_empty() && !says_more && self.replaces.is_empty()
    }

    /// Returns its place among answers. None if the store said it of its own accord.
    /// Records without a number of a store that only answers are from before questions had numbers.
    pub(super) fn asked(&self) -> Option<Asked> {
        let unnumbered = self.member.store.only_answers().then_some(0);
        let number = self.asked.or(unnumbered)?;
        Some(Asked {
            number,
            at: self.at,
        })
    }
}

/// The standing of a subscription with its store.
///
/// The order matters: of two records with the same date, the further one along wins, since
/// Stripe's dates have whole seconds, and a creation and a payment often share one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Not paid yet: gives no access.
    Pending,
    /// Paid: gives access until the term ends.
    Active,
    /// Payment failed and the store retries: access goes on until the given time, or else until the term ends.
    Grace(Option<Time>),
    /// Payment failed and the store retries without access (Apple's billing retry).
    Retry,
    /// Paused by the customer: gives no access.
    Paused,
    /// Payment failed and the account is on hold: gives no access.
    Hold,
    /// Over, whatever the terms say.
    Ended,
    /// Replaced by another plan: gives no access, and its end is not announced.
    Replaced,
    /// Taken back: refunded, or no longer shared by the family.
    Revoked,
}

/// A span of time, or forever, that was paid for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Term {
    /// The id that tells it from other terms of the purchase: a transaction or a line item.
    pub id: String,
    /// The store's product id.
    pub product: String,
    /// The way the product is sold, which decides if access ends by itself.
    pub kind: TermKind,
    /// The beginning of the span. Access does not wait for it: renewals are paid before the old term ends.
    pub starts: Time,
    /// The end of the span. None means that it does not end by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<Time>,
    /// True if the term was refunded, revoked or upgraded: it gives no access.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub revoked: bool,
    /// The store's id of the payment; a new one means that the purchase renewed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<String>,
    /// The offer under which it was bought. None if the record does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<Offer>,
}

/// The ways in which a product is sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TermKind {
    /// A subscription, which renews by itself or did.
    Subscription,
    /// A single purchase, for good or until a date.
    OneTime,
    /// A single purchase of which the store does not say how long it lasts: the
    /// product's setting does ([`super::Product::days`]).
    Open,
    /// Something the app uses up: credited once, it gives no entitlement and never moves.
    Consumable,
}
