//! Everything known of one store purchase: the newest of all a store said, in whatever order it arrived.
//!
//! Every field is a register that keeps the value with the newest store date, so merging records commutes, and the
//! same record twice is the same as once.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::id::MemberKey;
use super::observation::{Observation, Offer, Standing, Term, TermKind};
use super::time::Time;

/// The newest value and its date. If two values have one date, the
/// greater wins, so the order of arrival never matters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Register<T> {
    /// The date by the store's clock.
    pub at: Time,
    /// The value that the store gave at that date.
    pub value: T,
}

impl<T: Ord> Register<T> {
    /// Puts a value into `slot` unless a newer one is there.
    fn keep_newest(slot: &mut Option<Self>, at: Time, value: T) {
        let new = Self { at, value };
        if slot.as_ref().is_none_or(|old| *old < new) {
            *slot = Some(new);
        }
    }
}

/// Everything known of one store purchase.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Member {
    /// The standing that the store last reported.
    pub standing: Option<Register<Standing>>,
    /// True if the store last said that it will renew.
    pub renews: Option<Register<bool>>,
    /// The terms paid for, by the store's ids of them.
    pub terms: BTreeMap<String, TermRecord>,
    /// The date of the newest record that listed all terms. Older terms are gone.
    pub complete_at: Option<Time>,
    /// The newest ends that were named, by the ids of their terms, if the store stops naming them at some time.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub ends: BTreeMap<String, Register<Time>>,
    /// The store's ids of the payments that were taken back.
    pub voided: BTreeSet<String>,
    /// The purchases whose place this one takes.
    pub replaces: BTreeSet<MemberKey>,
    /// The account that the app named at the purchase.
    pub account: Option<Register<String>>,
    /// The start of the first subscription term among all that were ever seen.
    pub subscribed_since: Option<Time>,
}

/// A term and the newest word on its offer, kept apart because records about failed payments do not repeat the offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermRecord {
    /// The newest record of the term, without its offer.
    pub term: Option<Register<Term>>,
    /// The newest record that named the offer.
    pub offer: Option<Register<Offer>>,
}

/// A term that counts, with everything known of it now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counted<'a> {
    pub term: &'a Term,
    /// The end of the term, as far as it is known.
    pub ends: Option<Time>,
    pub offer: Offer,
}

impl Member {
    /// Merges a store's record into what is known.
    pub(super) fn merge(&mut self, seen: &Observation) {
        if let Some(standing) = seen.standing {
            Register::keep_newest(&mut self.standing, seen.at, standing);
        }
        if let Some(renews) = seen.renews {
            Register::keep_newest(&mut self.renews, seen.at, renews);
        }
        if let Some(account) = &seen.account {
            Register::keep_newest(&mut self.account, seen.at, account.clone());
        }
        self.voided.extend(seen.voided.iter().cloned());
        self.replaces.extend(seen.replaces.iter().cloned());
        if seen.complete {
            self.complete_at = self.complete_at.max(Some(seen.at));
        }
        for term in &seen.terms {
            self.merge_term(seen.at, term);
            match (term.ends, seen.expected_end) {
                (Some(ends), _) if seen.keeps_ends => self.merge_end(seen.at, &term.id, ends),
                // Dated before all ends that a store named, and the sooner the end, the later.
                (None, Some(ends)) => {
                    let before = Time::from_millis(ends.millis().saturating_neg());
                    self.merge_end(before, &term.id, ends);
                }
                _ => {}
            }
        }
        self.forget_older_terms();
    }

    /// Returns true if a record of the same second says otherwise than `seen`.
    pub(super) fn contests(&self, seen: &Observation) -> bool {
        let same = |at: Time| at.millis().div_euclid(1000) == seen.at.millis().div_euclid(1000);
        let standing = self.standing.as_ref().filter(|it| same(it.at));
        let renews = self.renews.as_ref().filter(|it| same(it.at));
        let mut terms = self.terms.iter().filter_map(|(id, record)| {
            let term = record.term.as_ref().filter(|it| same(it.at))?;
            Some((id, &term.value))
        });
        let other = |(id, term): (&String, &Term)| {
            let seen = seen.terms.iter().find(|it| it.id == *id);
            seen.is_none_or(|it| {
                Term {
                    offer: None,
                    ..it.clone()
                } != *term
            })
        };
        standing.is_some_and(|it| seen.standing.is_some_and(|seen| seen != it.value))
            || renews.is_some_and(|it| seen.renews.is_some_and(|seen| seen != it.value))
            || terms.any(other)
    }

    /// Drops terms and offers older than the newest full list, which is the last word on both up to its date.
    fn forget_older_terms(&mut self) {
        let Some(since) = self.complete_at else {
            return;
        };
        self.terms.retain(|_, record| {
            record.offer.take_if(|offer| offer.at < since);
            record.term.as_ref().is_some_and(|term| term.at >= since)
        });
    }

    /// Merges the end of a term. It outlives the term, so that the order of records does not matter.
    fn merge_end(&mut self, at: Time, term: &str, ends: Time) {
        let mut known = self.ends.remove(term);
        Register::keep_newest(&mut known, at, ends);
        self.ends.extend(known.map(|it| (term.to_owned(), it)));
    }

    /// Merges one term, and its offer into a register of its own.
    fn merge_term(&mut self, at: Time, term: &Term) {
        // This outlives the term, which a full list may drop: journey flags ask about subscriptions of the past.
        if term.kind == TermKind::Subscription {
            let earlier = self
                .subscribed_since
                .is_none_or(|since| term.starts < since);
            self.subscribed_since = if earlier {
                Some(term.starts)
            } else {
                self.subscribed_since
            };
        }
        let record = self.terms.entry(term.id.clone()).or_insert(TermRecord {
            term: None,
            offer: None,
        });
        Register::keep_newest(
            &mut record.term,
            at,
            Term {
                offer: None,
                ..term.clone()
            },
        );
        if let Some(offer) = term.offer {
            Register::keep_newest(&mut record.offer, at, offer);
        }
    }

    /// Returns true if it was ever more than an intention. A pending purchase takes no other's place.
    pub(super) fn is_granted(&self) -> bool {
        let pending = matches!(&self.standing, Some(it) if it.value == Standing::Pending);
        !self.terms.is_empty() && !pending
    }

    /// Returns everything that other facts are derived from. A newer
    /// record that repeats what is known leaves it unchanged.
    pub(super) fn meaning(&self) -> impl PartialEq + '_ {
        let renews = self.renews.as_ref().map(|it| it.value);
        let account = self.account.as_ref().map(|it| &it.value);
        let derived = (self.standing(), self.counted(), self.is_granted());
        (
            derived,
            renews,
            account,
            self.subscribed_since,
            &self.replaces,
        )
    }

    /// Lists the terms that count: those not revoked, and of these all
    /// after a full list, otherwise the last to start.
    pub(super) fn counted(&self) -> Vec<Counted<'_>> {
        let valid = self.terms.values().filter_map(|record| {
            let term = &record.term.as_ref()?.value;
            let voided = term
                .payment
                .as_ref()
                .is_some_and(|it| self.voided.contains(it));
            let offer = record.offer.as_ref().map_or(Offer::Standard, |it| it.value);
            let known = || Some(self.ends.get(&term.id)?.value);
            let ends = term.ends.or_else(known);
            (!term.revoked && !voided).then_some(Counted { term, ends, offer })
        });
        if self.complete_at.is_some() {
            return valid.collect();
        }
        // Without a full list the latest term is the current one; the id breaks ties the same way everywhere.
        // Several things may be bought by one payment (Apple's Advanced Commerce); they count together.
        let valid: Vec<_> = valid.collect();
        let last = valid.iter().max_by_key(|it| (it.term.starts, &it.term.id));
        let Some(last) = last.map(|it| it.term) else {
            return Vec::new();
        };
        let together = |it: &&Counted<'_>| {
            it.term.id == last.id || (last.payment.is_some() && it.term.payment == last.payment)
        };
        valid.iter().filter(together).copied().collect()
    }

    /// Returns the standing now. A term that starts after the store's last
    /// word on the standing is newer news: it is active.
    pub(super) fn standing(&self) -> Standing {
        let starts = self.counted().iter().map(|it| it.term.starts).max();
        match &self.standing {
            Some(known) if starts.is_none_or(|starts| starts <= known.at) => known.value,
            _ if self.terms.is_empty() => Standing::Pending,
            _ if starts.is_none() => Standing::Revoked,
            _ => Standing::Active,
        }
    }
}
