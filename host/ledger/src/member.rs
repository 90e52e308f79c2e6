//! What is known of one purchase: the newest of everything a store said, whatever the order it came in.
//!
//! Every field is a register that keeps the value with the newest store date, so merging records commutes, and the
//! same record twice is the same as once.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::id::MemberKey;
use super::observation::{Observation, Offer, Standing, Term, TermKind};
use super::time::Time;

/// The newest value and its date. Of two values of one date the greater wins, so that order never matters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Register<T> {
    /// The store's date.
    pub at: Time,
    /// What it said then.
    pub value: T,
}

impl<T: Ord> Register<T> {
    fn keep_newest(slot: &mut Option<Self>, at: Time, value: T) {
        let new = Self { at, value };
        if slot.as_ref().is_none_or(|old| *old < new) {
            *slot = Some(new);
        }
    }
}

/// What is known of one purchase.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Member {
    /// How it stands.
    pub standing: Option<Register<Standing>>,
    /// Whether it will renew.
    pub renews: Option<Register<bool>>,
    /// The terms, by their ids.
    pub terms: BTreeMap<String, TermRecord>,
    /// The date of the newest record that listed all terms. Older terms are gone.
    pub complete_at: Option<Time>,
    /// The payments that were taken back.
    pub voided: BTreeSet<String>,
    /// The purchases it takes the place of.
    pub replaces: BTreeSet<MemberKey>,
    /// The account that the app named.
    pub account: Option<Register<String>>,
    /// When its first subscription term began, of all that were ever seen.
    pub subscribed_since: Option<Time>,
}

/// A term, and the newest word on its offer: records about money trouble do not repeat that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermRecord {
    /// The newest record of the term.
    pub term: Option<Register<Term>>,
    /// The newest record that named the offer.
    pub offer: Option<Register<Offer>>,
}

/// A term that counts, as it is known now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counted<'a> {
    pub term: &'a Term,
    pub offer: Offer,
}

impl Member {
    /// Takes in a record.
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
        }
        self.forget_older_terms();
    }

    /// A full list is the last word on the terms and their offers up to its date.
    fn forget_older_terms(&mut self) {
        let Some(since) = self.complete_at else {
            return;
        };
        self.terms.retain(|_, record| {
            record.offer.take_if(|offer| offer.at < since);
            record.term.as_ref().is_some_and(|term| term.at >= since)
        });
    }

    fn merge_term(&mut self, at: Time, term: &Term) {
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

    /// Whether it was ever more than an intention. Something that is pending takes no one's place.
    pub(super) fn is_granted(&self) -> bool {
        let pending = matches!(&self.standing, Some(it) if it.value == Standing::Pending);
        !self.terms.is_empty() && !pending
    }

    /// All that anything is derived from. Records of newer dates that repeat what is known leave it alone.
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

    /// The terms that count: not revoked, and all of a full list, or the last to start.
    pub(super) fn counted(&self) -> Vec<Counted<'_>> {
        let valid = self.terms.values().filter_map(|record| {
            let term = &record.term.as_ref()?.value;
            let voided = term
                .payment
                .as_ref()
                .is_some_and(|it| self.voided.contains(it));
            let offer = record.offer.as_ref().map_or(Offer::Standard, |it| it.value);
            (!term.revoked && !voided).then_some(Counted { term, offer })
        });
        if self.complete_at.is_some() {
            return valid.collect();
        }
        let last = valid.max_by_key(|it| (it.term.starts, &it.term.id));
        last.into_iter().collect()
    }

    /// How it stands. A term that starts after the last word on that is news of its own: it is active.
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
