//! A purchase through its whole life: its one owner, and the access that it gives at a moment.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize};

use super::Store;
use super::external_id::ExternalId;
use super::id::{DeviceId, MemberKey, UserId};
use super::member::{Counted, Member};
use super::observation::{Observation, Standing, TermKind};
use super::payment::{Offer, Payment};
use super::time::Time;

/// The number of transfers kept for the budget, the latest ones.
const COUNTED_MOVES_KEPT: usize = 32;

/// The time that the clock waits for a store's renewal before it announces an end: five minutes, in milliseconds.
pub(super) const SETTLING: i64 = 300_000;

/// The time by which a clock must differ to count as wrong: a minute, in milliseconds. Clocks of hosts differ a little.
const WRONG: i64 = 60_000;

/// A purchase and everything that replaced it. Ownership attaches to the whole, never to a transaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lineage {
    /// The one user who owns the purchase.
    pub owner: UserId,
    /// A counter that grows with every change of the purchase's meaning and of its owner.
    pub version: u64,
    /// The store's purchases that belong to it, at least one once observed.
    #[serde(deserialize_with = "members")]
    pub members: BTreeMap<MemberKey, Member>,
    /// The devices whose latest validation showed it, the last claimant last.
    pub claims: Vec<DeviceId>,
    /// The state that the outside was last told.
    pub told: Told,
    /// The times at which it was taken from an account by presenting it.
    pub counted_moves: Vec<Time>,
    /// True if the account that it named was forgotten: then the store's word for the account is not kept.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nameless: bool,
}

/// The state of a lineage that the outside was last told.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[allow(clippy::struct_excessive_bools, reason = "each is told on its own")]
pub struct Told {
    /// True if the outside believes that it gives access.
    pub access: bool,
    /// The store's ids of the payments behind that access.
    pub payments: Vec<String>,
    /// The store's ids of the products behind that access, sorted.
    pub products: Vec<String>,
    /// True if it was said to be a free trial.
    pub trial: bool,
    /// True if payment was said to have failed while access goes on.
    pub grace: bool,
    /// True if it was said not to renew.
    pub cancelled: bool,
    /// True if it was said to be paused.
    pub paused: bool,
}

/// The effect of a store's record on a lineage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// No effect: everything in it is known.
    Nothing,
    /// Newer dates only: the content repeats what is known.
    Dates,
    /// News from which something else may follow.
    Meaning,
}

/// The state of a lineage at a moment: derived, never stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "the flags of a journey are independent"
)]
pub struct Status {
    /// The state in one word, for people.
    pub phase: Phase,
    /// True if it is a subscription or ever was one.
    pub subscription: bool,
    /// The products to which it gives access now, with the ends.
    pub grants: Vec<Grant>,
    /// True in a free trial.
    pub trial: bool,
    /// True while an introductory price applies.
    pub intro: bool,
    /// True if payment failed and access goes on.
    pub grace: bool,
    /// True if it gives access and will not renew.
    pub cancelled: bool,
    /// True if a failed payment put it on hold.
    pub hold: bool,
    /// True if the customer paused it.
    pub paused: bool,
    /// The store's ids of the payments behind the access.
    #[serde(skip)]
    pub payments: Vec<String>,
}

/// Access to one product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Grant {
    /// The store that sold the product.
    pub store: Store,
    /// The store's product id.
    pub product: String,
    /// The end of access. None means that it does not end by itself.
    pub until: Option<Time>,
}

/// The state of a purchase in one word; among several members, that of the one which gives most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(
    missing_docs,
    reason = "the words of `Standing`, after the clock had its say"
)]
pub enum Phase {
    Active,
    Cancelled,
    Grace,
    Hold,
    Paused,
    Retry,
    Pending,
    Expired,
    Replaced,
    Revoked,
}

impl Status {
    /// Returns true if it gives access to anything.
    pub fn access(&self) -> bool {
        !self.grants.is_empty()
    }
}

impl Lineage {
    /// Makes a lineage about which nothing is known yet.
    pub const fn new(owner: UserId) -> Self {
        Self {
            owner,
            version: 0,
            members: BTreeMap::new(),
            claims: Vec::new(),
            told: Told {
                access: false,
                payments: Vec::new(),
                products: Vec::new(),
                trial: false,
                grace: false,
                cancelled: false,
                paused: false,
            },
            counted_moves: Vec::new(),
            nameless: false,
        }
    }

    /// Derives the state at `now`.
    pub fn status(&self, now: Time) -> Status {
        let mut whole = Status::nothing();
        for (key, member) in &self.members {
            if !self.is_replaced(key) {
                whole.add(key.store, member, now);
            }
            whole.subscription |= member.subscribed_since.is_some();
        }
        whole
    }

    /// Lists the access that ended before `now`, by the terms that count; what was taken back is not among them.
    pub(super) fn ended(&self, now: Time) -> Vec<Grant> {
        let mut out = Vec::new();
        for (key, member) in &self.members {
            // In a grace period access goes on past the end of the term.
            let grace = match member.standing() {
                Standing::Grace(until) => until,
                _ => None,
            };
            let counted = member.counted().into_iter();
            for it in counted.filter(|it| it.term.kind != TermKind::Consumable) {
                let ends = it.ends.map(|it| grace.map_or(it, |grace| grace.max(it)));
                if let Some(ends) = ends.filter(|it| *it <= now) {
                    out.push(Grant {
                        store: key.store,
                        product: it.term.product.clone(),
                        until: Some(ends),
                    });
                }
            }
        }
        out
    }

    /// Returns the time at which the clock will have untold news: some minutes after
    /// an end ([`super::Ledger::due`]). None means that the clock alone brings no news.
    pub fn due(&self) -> Option<Time> {
        let (_, until) = self.told_span();
        let until = until.filter(|_| self.told.access)?;
        Some(until.plus_millis(SETTLING))
    }

    /// Returns the time from which on what the outside was told is so, if it was not always so.
    /// Before it, the clock was wrong when that was told.
    pub fn since(&self) -> Option<Time> {
        self.told_span().0
    }

    /// Returns true if the outside was told of an end that is yet to come, because the clock was wrong then.
    pub(super) fn was_told_too_early(&self, now: Time) -> bool {
        self.since()
            .is_some_and(|since| now.plus_millis(WRONG) < since)
    }

    /// Returns the times from which and until which what the outside was told is so, by all that is known of the
    /// purchase now. None means that there is no such bound.
    fn told_span(&self) -> (Option<Time>, Option<Time>) {
        let always = Time::from_millis(i64::MIN);
        let grants = self.status(always).grants.into_iter();
        let ends: BTreeSet<Time> = grants.filter_map(|it| it.until).collect();
        let is_so = |from: &Time| self.told.after(&self.status(*from)) == self.told;
        let begins: Vec<Time> = std::iter::once(always).chain(ends).collect();
        let Some(last) = begins.iter().rposition(is_so) else {
            // The end that was told never came; it is news as soon as access ends, or at once.
            let end = begins.get(1).copied();
            return (None, Some(end.unwrap_or_default()));
        };
        let before = begins[..last].iter().rposition(|it| !is_so(it));
        let since = before.map(|it| begins[it + 1]);
        (since, begins.get(last + 1).copied())
    }

    /// Returns true if another member took its place. A member that is still pending takes no place.
    fn is_replaced(&self, key: &MemberKey) -> bool {
        let replaces = |(other, member): (&MemberKey, &Member)| {
            other != key && member.is_granted() && member.replaces.contains(key)
        };
        self.members.iter().any(replaces)
    }

    /// Returns true if everything in it is used up by the app: such a purchase is credited once and never moves.
    pub fn is_consumable(&self) -> bool {
        let mut kinds = self.members.values().flat_map(Member::kinds).peekable();
        kinds.peek().is_some() && kinds.all(|kind| kind == TermKind::Consumable)
    }

    /// Lists the products that it gave access to at any time, as far as its records go back.
    pub fn products(&self) -> BTreeSet<&str> {
        let terms = self.members.values().flat_map(Member::terms);
        terms.map(|it| it.term.product.as_str()).collect()
    }

    /// Returns the account that the newest record names.
    pub fn named_account(&self) -> Option<&str> {
        let named = self.members.values().filter_map(Member::account);
        named.max().map(|(_, account)| account.as_str())
    }

    /// Returns true if any record that still counts names this account.
    pub fn names(&self, account: &ExternalId) -> bool {
        self.members.values().any(|it| it.names(account))
    }

    /// Forgets an account that records name, and keeps no name from now on.
    pub(super) fn forget_name(&mut self, account: &ExternalId) {
        self.nameless = true;
        for member in self.members.values_mut() {
            member.forget_name(account);
        }
    }

    /// Counts how often it was taken from an account by presenting it, after `since`. Moves
    /// that a clock ahead of `now` left behind do not count, or they would block it for as long as the clock was ahead.
    pub fn counted_moves_after(&self, since: Time, now: Time) -> usize {
        let until = now.plus_millis(WRONG);
        let moves = self.counted_moves.iter();
        moves.filter(|at| since < **at && **at <= until).count()
    }

    /// Remembers a move for the budget, and forgets the oldest beyond what is kept.
    pub(super) fn count_move(&mut self, at: Time) {
        let surplus = (self.counted_moves.len() + 1).saturating_sub(COUNTED_MOVES_KEPT);
        self.counted_moves.drain(..surplus);
        self.counted_moves.push(at);
    }

    /// Makes a device the last claimant.
    pub(super) fn claim(&mut self, device: &DeviceId) {
        self.unclaim(device);
        self.claims.push(device.clone());
    }

    /// Removes a device from the claimants.
    pub(super) fn unclaim(&mut self, device: &DeviceId) {
        self.claims.retain(|it| it != device);
    }

    /// Takes in all of another lineage that turned out to be the same purchase.
    pub(super) fn absorb(&mut self, other: Self) {
        self.version += other.version;
        self.nameless |= other.nameless;
        for (key, member) in other.members {
            // The other may hold an empty row for one of our members: it knew only that it replaces it.
            if member == Member::default() {
                self.members.entry(key).or_insert(member);
            } else {
                self.members.insert(key, member);
            }
        }
        for device in &other.claims {
            self.claim(device);
        }
        self.counted_moves.extend(other.counted_moves);
        self.counted_moves.sort_unstable();
        // If the outside believes in access, that must not be forgotten, or its end would never be told.
        if other.told.access {
            self.told = other.told;
        }
    }

    /// Tells what effect a record would have.
    pub(super) fn change(&self, seen: &Observation) -> Change {
        let linked = seen.replaces.iter().all(|it| self.members.contains_key(it));
        let Some(known) = self.members.get(&seen.member).filter(|_| linked) else {
            return Change::Meaning;
        };
        let mut next = known.clone();
        next.merge(seen);
        if next == *known {
            Change::Nothing
        } else if next.meaning() == known.meaning() {
            Change::Dates
        } else {
            Change::Meaning
        }
    }

    /// Lists the payments of a record that say something new.
    pub(super) fn new_payments(&self, seen: &Observation) -> Vec<Payment> {
        let unknown = Member::default();
        let member = self.members.get(&seen.member).unwrap_or(&unknown);
        member.new_payments(seen)
    }

    /// Returns the time at which it was first bought. None for what is not paid yet, and for what was given.
    pub fn began(&self) -> Option<Time> {
        let bought = self.members.iter();
        let bought = bought.filter(|(key, _)| key.store != Store::Granted);
        bought.filter_map(|(_, member)| member.began()).min()
    }

    /// Lists the payments and refunds that are known, from the oldest to the newest.
    pub fn payments(&self) -> Vec<&Payment> {
        let members = self.members.values().flat_map(|it| it.payments.values());
        let mut all: Vec<_> = members.map(|it| &it.value).collect();
        all.sort_by(|one, other| one.order().cmp(&other.order()));
        all
    }

    /// Takes in a record, and raises the version if the record has a meaning.
    pub(super) fn observe(&mut self, seen: &Observation) {
        self.version += u64::from(self.change(seen) == Change::Meaning);
        for replaced in &seen.replaces {
            self.members.entry(replaced.clone()).or_default();
        }
        self.members
            .entry(seen.member.clone())
            .or_default()
            .merge(seen);
    }
}

impl Status {
    /// Makes the neutral status that members are added to.
    const fn nothing() -> Self {
        Self {
            phase: Phase::Revoked,
            subscription: false,
            grants: Vec::new(),
            trial: false,
            intro: false,
            grace: false,
            cancelled: false,
            hold: false,
            paused: false,
            payments: Vec::new(),
        }
    }

    /// Adds what one member gives to the status of the whole.
    fn add(&mut self, store: Store, member: &Member, now: Time) {
        let standing = member.standing();
        let counted = member.counted();
        let giving: Vec<(&Counted<'_>, Option<Time>)> = counted
            .iter()
            .filter_map(|it| Some((it, access_until(it, standing, now)?)))
            .collect();
        let access = !giving.is_empty();
        let subscribed = giving
            .iter()
            .any(|(it, _)| it.term.kind == TermKind::Subscription);
        let offered = |offer| giving.iter().any(|(it, _)| it.offer == offer);
        let cancelled = subscribed && !member.renews();
        self.trial |= offered(Offer::FreeTrial);
        self.intro |= offered(Offer::Introductory);
        self.grace |= access && matches!(standing, Standing::Grace(_));
        // Of several members, access that goes on outweighs access that will end.
        if subscribed {
            self.cancelled = cancelled && (self.cancelled || !self.access());
        }
        self.hold |= standing == Standing::Hold;
        self.paused |= standing == Standing::Paused;
        self.phase = self.phase.min(phase(standing, access, cancelled, &counted));
        for (it, until) in giving {
            self.payments.extend(it.term.payment.clone());
            self.grants.push(Grant {
                store,
                product: it.term.product.clone(),
                until,
            });
        }
    }
}

/// Reads members. Of a store that only answers, all that older rows hold without numbers are answers.
fn members<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<MemberKey, Member>, D::Error> {
    let mut members: BTreeMap<MemberKey, Member> = Deserialize::deserialize(from)?;
    let older = members
        .iter_mut()
        .filter(|(key, _)| key.store.only_answers());
    older.for_each(|(_, member)| member.all_answered());
    Ok(members)
}

/// Returns the end of a term's access: None without access at `now`, `Some(None)` for access without end.
#[allow(clippy::option_option, reason = "no access, and access without end")]
fn access_until(it: &Counted<'_>, standing: Standing, now: Time) -> Option<Option<Time>> {
    let until = match standing {
        _ if it.term.kind == TermKind::Consumable => return None,
        Standing::Active => it.ends,
        Standing::Grace(until) => until.or(it.ends),
        _ => return None,
    };
    until.is_none_or(|until| now < until).then_some(until)
}

/// Names the phase of one member.
fn phase(standing: Standing, access: bool, cancelled: bool, counted: &[Counted<'_>]) -> Phase {
    match standing {
        Standing::Active if counted.is_empty() => Phase::Revoked,
        Standing::Active if cancelled => Phase::Cancelled,
        // A term without an end cannot expire: a consumable was used up, not ended.
        Standing::Active if access || counted.iter().all(|it| it.ends.is_none()) => Phase::Active,
        Standing::Grace(_) if access => Phase::Grace,
        Standing::Active | Standing::Grace(_) | Standing::Ended => Phase::Expired,
        Standing::Pending => Phase::Pending,
        Standing::Retry => Phase::Retry,
        Standing::Paused => Phase::Paused,
        Standing::Hold => Phase::Hold,
        Standing::Replaced => Phase::Replaced,
        Standing::Revoked => Phase::Revoked,
    }
}
