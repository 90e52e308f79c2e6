//! A store's records in one order: the newest word on everything, whatever order they arrive in.
//!
//! A store speaks in two ways, and each has an order of its own. What it says of its own accord is ordered by the dates
//! that it puts on it ([`Time`]). What it answers is ordered by the numbers of the questions ([`Asked`]), since
//! no clock of ours may decide which of two answers is the later one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::external_id::ExternalId;
use super::observation::{Observation, Standing, Term};
use super::payment::Offer;
use super::place::{Asked, Place};
use super::time::Time;

/// The newest value and its place in the order of records. If two values have one place, the
/// greater wins, so the order of arrival never matters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Register<T, D = Time> {
    /// The place of the record that gave the value.
    pub at: D,
    /// The value that the record gave.
    pub value: T,
}

impl<T: Ord, D: Ord> Register<T, D> {
    /// Puts a value into `slot` unless a newer one is there.
    pub(super) fn keep_newest(slot: &mut Option<Self>, at: D, value: T) {
        let new = Self { at, value };
        if slot.as_ref().is_none_or(|old| *old < new) {
            *slot = Some(new);
        }
    }
}

/// Everything known of one store purchase by the records of one order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "D: Deserialize<'de>"))]
pub struct Lane<D = Time> {
    /// The standing that was reported last.
    #[serde(default = "Option::default")]
    pub standing: Option<Register<Standing, D>>,
    /// True if it was last said that it will renew.
    #[serde(default = "Option::default")]
    pub renews: Option<Register<bool, D>>,
    /// The terms paid for, by the store's ids of them.
    #[serde(default)]
    pub terms: BTreeMap<String, TermRecord<D>>,
    /// The place of the newest record that listed all terms. Older terms are gone.
    #[serde(default = "Option::default")]
    pub complete_at: Option<D>,
    /// The newest ends that were named, by the ids of their terms, if the store stops naming them at some time.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub ends: BTreeMap<String, Register<Time, D>>,
    /// The account that the app named at the purchase.
    #[serde(default = "Option::default")]
    pub account: Option<Register<String, D>>,
}

/// A term and the newest word on its offer, kept apart because records about failed payments do not repeat the offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermRecord<D = Time> {
    /// The newest record of the term, without its offer.
    pub term: Option<Register<Term, D>>,
    /// The newest record that named the offer.
    pub offer: Option<Register<Offer, D>>,
}

impl<D> Default for Lane<D> {
    fn default() -> Self {
        Self {
            standing: None,
            renews: None,
            terms: BTreeMap::new(),
            complete_at: None,
            ends: BTreeMap::new(),
            account: None,
        }
    }
}

impl<D> Lane<D> {
    /// Returns true if the newest record that names an account names this one.
    pub(super) fn names(&self, account: &ExternalId) -> bool {
        let named = self.account.as_ref().map(|it| it.value.parse());
        named.is_some_and(|it| it.as_ref() == Ok(account))
    }

    /// Forgets the account if it is this one.
    pub(super) fn forget_name(&mut self, account: &ExternalId) {
        if self.names(account) {
            self.account = None;
        }
    }
}

impl<D: Place> Lane<D> {
    /// Merges a record that has the place `at`.
    pub(super) fn merge(&mut self, at: D, seen: &Observation) {
        if let Some(standing) = seen.standing {
            Register::keep_newest(&mut self.standing, at, standing);
        }
        if let Some(renews) = seen.renews {
            Register::keep_newest(&mut self.renews, at, renews);
        }
        if let Some(account) = &seen.account {
            Register::keep_newest(&mut self.account, at, account.clone());
        }
        if seen.complete {
            self.complete_at = self.complete_at.max(Some(at));
        }
        for term in &seen.terms {
            self.merge_term(at, term);
            match (term.ends, seen.expected_end) {
                (Some(ends), _) if seen.keeps_ends => self.merge_end(at, &term.id, ends),
                (None, Some(ends)) => self.merge_end(D::before_all(ends), &term.id, ends),
                _ => {}
            }
        }
        self.forget_older_terms();
    }

    /// Drops terms and offers older than the newest full list, which is the last word on both up to its place.
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
    fn merge_end(&mut self, at: D, term: &str, ends: Time) {
        let mut known = self.ends.remove(term);
        Register::keep_newest(&mut known, at, ends);
        self.ends.extend(known.map(|it| (term.to_owned(), it)));
    }

    /// Merges one term, and its offer into a register of its own.
    fn merge_term(&mut self, at: D, term: &Term) {
        let record = self.terms.entry(term.id.clone()).or_insert(TermRecord {
            term: None,
            offer: None,
        });
        let alone = Term {
            offer: None,
            ..term.clone()
        };
        Register::keep_newest(&mut record.term, at, alone);
        if let Some(offer) = term.offer {
            Register::keep_newest(&mut record.offer, at, offer);
        }
    }
}

impl Lane {
    /// Gives all records places among answers, before all that have a number.
    pub(super) fn asked(self) -> Lane<Asked> {
        fn moved<T>(it: Register<T>) -> Register<T, Asked> {
            Register {
                at: it.at.asked(),
                value: it.value,
            }
        }
        let term = |(id, it): (String, TermRecord)| {
            let (term, offer) = (it.term.map(moved), it.offer.map(moved));
            (id, TermRecord { term, offer })
        };
        Lane {
            standing: self.standing.map(moved),
            renews: self.renews.map(moved),
            terms: self.terms.into_iter().map(term).collect(),
            complete_at: self.complete_at.map(Place::asked),
            ends: self
                .ends
                .into_iter()
                .map(|(id, it)| (id, moved(it)))
                .collect(),
            account: self.account.map(moved),
        }
    }
}

/// Returns the newer of two words, with its place: of what a store says of its own
/// accord, only what it dated after the question comes after the answer.
pub(super) fn newer<'a, T>(
    said: Option<&'a Register<T>>,
    answered: Option<&'a Register<T, Asked>>,
) -> Option<(Asked, &'a T)> {
    match (said, answered) {
        (Some(said), Some(answered)) if said.at <= answered.at.at => {
            Some((answered.at, &answered.value))
        }
        (Some(said), _) => Some((said.at.asked(), &said.value)),
        (None, answered) => answered.map(|it| (it.at, &it.value)),
    }
}
