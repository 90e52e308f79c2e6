//! A purchase through its whole life, its one owner, and what it gives at a moment.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::id::{DeviceId, MemberKey, Store, UserId};
use super::member::{Counted, Member};
use super::observation::{Observation, Offer, Standing, TermKind};
use super::time::Time;

/// Older transfers than these are no longer counted against the budget.
const COUNTED_MOVES_KEPT: usize = 32;

/// How long the clock waits for a store's renewal before it announces an end: five minutes, in milliseconds.
pub(super) const SETTLING: i64 = 300_000;

/// A purchase and everything that replaced it. Ownership attaches to the whole, never to a transaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lineage {
    /// The one user who owns it.
    pub owner: UserId,
    /// Grows with every change of what the purchase is, and of the owner.
    pub version: u64,
    /// The store's purchases in it.
    pub members: BTreeMap<MemberKey, Member>,
    /// The devices whose latest validation showed it, the last claimant last.
    pub claims: Vec<DeviceId>,
    /// What the outside was last told of it.
    pub told: Told,
    /// When it was taken from an account by presenting it.
    pub counted_moves: Vec<Time>,
}

/// What the outside was last told of a lineage.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[allow(clippy::struct_excessive_bools, reason = "each is told on its own")]
pub struct Told {
    /// That it gives access.
    pub access: bool,
    /// The payments behind that access.
    pub payments: Vec<String>,
    /// The products behind that access.
    pub products: Vec<String>,
    /// That it is a free trial.
    pub trial: bool,
    /// That payment failed and access goes on.
    pub grace: bool,
    /// That it will not renew.
    pub cancelled: bool,
    /// That it is paused.
    pub paused: bool,
}

/// What a record changes about a lineage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// All of it is known.
    Nothing,
    /// It repeats what is known, with newer dates.
    Dates,
    /// It says something new.
    Meaning,
}

/// What a lineage is and gives at a moment: derived, never stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "the flags of a journey are independent"
)]
pub struct Status {
    /// In one word.
    pub phase: Phase,
    /// Whether it is a subscription, now or at any time.
    pub subscription: bool,
    /// The products it gives access to now.
    pub grants: Vec<Grant>,
    /// In a free trial.
    pub trial: bool,
    /// On an introductory price.
    pub intro: bool,
    /// Payment failed and access goes on.
    pub grace: bool,
    /// Gives access and will not renew.
    pub cancelled: bool,
    /// On hold for a failed payment.
    pub hold: bool,
    /// Paused by the customer.
    pub paused: bool,
    /// The payments behind the access.
    #[serde(skip)]
    pub payments: Vec<String>,
}

/// Access to one product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Grant {
    /// The store.
    pub store: Store,
    /// The store's product id.
    pub product: String,
    /// When it ends. None: not by itself.
    pub until: Option<Time>,
}

/// How a purchase stands, in one word; of several members, the one that gives most.
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
    /// Whether it gives access to anything.
    pub fn access(&self) -> bool {
        !self.grants.is_empty()
    }

    /// When the clock alone next takes access away.
    pub fn next_end(&self) -> Option<Time> {
        self.grants.iter().filter_map(|grant| grant.until).min()
    }
}

impl Lineage {
    /// A lineage of which nothing is known yet.
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
        }
    }

    /// What it is and gives at `now`.
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

    /// What it gave until a time before `now`, by the terms that count: what was taken back is not among them.
    pub(super) fn ended(&self, now: Time) -> Vec<Grant> {
        let mut out = Vec::new();
        for (key, member) in &self.members {
            let grace = match member.standing() {
                Standing::Grace(until) => until,
                _ => None,
            };
            let counted = member.counted().into_iter().map(|it| it.term);
            for term in counted.filter(|it| it.kind != TermKind::Consumable) {
                let ends = term.ends.map(|it| grace.map_or(it, |grace| grace.max(it)));
                if let Some(ends) = ends.filter(|it| *it <= now) {
                    out.push(Grant {
                        store: key.store,
                        product: term.product.clone(),
                        until: Some(ends),
                    });
                }
            }
        }
        out
    }

    /// When the clock next has news of it that nobody has told yet, as known at `now`: some minutes after an end
    /// ([`super::Ledger::due`]). None: not by the clock alone.
    pub fn due(&self, now: Time) -> Option<Time> {
        let status = self.status(now.plus_millis(-SETTLING));
        match self.told.access {
            false => None,
            true if !status.access() => Some(now),
            true => Some(status.next_end()?.plus_millis(SETTLING)),
        }
    }

    /// Whether another member took its place. One that is still pending took none.
    fn is_replaced(&self, key: &MemberKey) -> bool {
        let replaces = |(other, member): (&MemberKey, &Member)| {
            other != key && member.is_granted() && member.replaces.contains(key)
        };
        self.members.iter().any(replaces)
    }

    /// Whether all of it is used up by the app: credited once, never moved.
    pub fn is_consumable(&self) -> bool {
        let mut kinds = self
            .members
            .values()
            .flat_map(|member| member.terms.values())
            .filter_map(|record| Some(record.term.as_ref()?.value.kind))
            .peekable();
        kinds.peek().is_some() && kinds.all(|kind| kind == TermKind::Consumable)
    }

    /// The account that its newest record names.
    pub fn named_account(&self) -> Option<&str> {
        let named = self.members.values().filter_map(|it| it.account.as_ref());
        named.max().map(|register| register.value.as_str())
    }

    /// How often it was taken from an account by presenting it, after `since`.
    pub fn counted_moves_after(&self, since: Time) -> usize {
        self.counted_moves.iter().filter(|at| **at > since).count()
    }

    pub(super) fn count_move(&mut self, at: Time) {
        let surplus = (self.counted_moves.len() + 1).saturating_sub(COUNTED_MOVES_KEPT);
        self.counted_moves.drain(..surplus);
        self.counted_moves.push(at);
    }

    pub(super) fn claim(&mut self, device: &DeviceId) {
        self.unclaim(device);
        self.claims.push(device.clone());
    }

    pub(super) fn unclaim(&mut self, device: &DeviceId) {
        self.claims.retain(|it| it != device);
    }

    /// Takes in all of another lineage that turned out to be the same.
    pub(super) fn absorb(&mut self, other: Self) {
        self.version += other.version;
        for (key, member) in other.members {
            // The other knows of some of our members only that it replaces them.
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
        if other.told.access {
            self.told = other.told;
        }
    }

    /// What a record would change.
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

    /// Takes in a record.
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
        let renews = member.renews.as_ref().is_none_or(|it| it.value);
        let offered = |offer| giving.iter().any(|(it, _)| it.offer == offer);
        let cancelled = subscribed && !renews;
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

/// Until when a term gives access; none when it gives none at `now`. The inner none means for good.
#[allow(clippy::option_option, reason = "no access, and access without end")]
fn access_until(it: &Counted<'_>, standing: Standing, now: Time) -> Option<Option<Time>> {
    let until = match standing {
        _ if it.term.kind == TermKind::Consumable => return None,
        Standing::Active => it.term.ends,
        Standing::Grace(until) => until.or(it.term.ends),
        _ => return None,
    };
    until.is_none_or(|until| now < until).then_some(until)
}

fn phase(standing: Standing, access: bool, cancelled: bool, counted: &[Counted<'_>]) -> Phase {
    match standing {
        Standing::Active if counted.is_empty() => Phase::Revoked,
        Standing::Active if cancelled => Phase::Cancelled,
        // Nothing ends that was used up.
        Standing::Active if access || counted.iter().all(|it| it.term.ends.is_none()) => {
            Phase::Active
        }
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
