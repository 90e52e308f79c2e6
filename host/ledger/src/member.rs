//! Everything known of one store purchase: the newest of all a store said and answered, in whatever order it arrived.
//!
//! Merging records commutes, and the same record twice is the same as once: each of the two orders
//! of records ([`Lane`]) keeps its newest word on everything, and which of the two counts is decided by reading alone.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::external_id::ExternalId;
use super::id::MemberKey;
use super::lane::{Lane, Register, TermRecord, newer};
use super::observation::{Observation, Standing, Term, TermKind};
use super::payment::{Offer, Payment};
use super::place::Asked;
use super::time::Time;

/// The number of payments that are kept with a purchase, the latest ones; the log has all. Five years of monthly ones.
const PAYMENTS_KEPT: usize = 60;

/// Everything known of one store purchase.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "Row")]
pub struct Member {
    /// The store's own messages and signed texts, by their dates.
    #[serde(flatten)]
    pub said: Lane,
    /// The store's answers, by the numbers of the questions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered: Option<Box<Lane<Asked>>>,
    /// The store's ids of the payments that were taken back.
    pub voided: BTreeSet<String>,
    /// The latest payments and refunds by their ids, each with whether it is told exactly and the date of the record.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub payments: BTreeMap<String, Register<Payment, (bool, Time)>>,
    /// The purchases whose place this one takes.
    pub replaces: BTreeSet<MemberKey>,
    /// The start of the first subscription term among all that were ever seen.
    pub subscribed_since: Option<Time>,
}

/// A member as JSON, with what the store said of its own accord beside all else, as rows always had it.
#[derive(Deserialize)]
struct Row {
    standing: Option<Register<Standing>>,
    renews: Option<Register<bool>>,
    terms: BTreeMap<String, TermRecord>,
    complete_at: Option<Time>,
    #[serde(default)]
    ends: BTreeMap<String, Register<Time>>,
    account: Option<Register<String>>,
    answered: Option<Box<Lane<Asked>>>,
    voided: BTreeSet<String>,
    #[serde(default)]
    payments: BTreeMap<String, Register<Payment, (bool, Time)>>,
    replaces: BTreeSet<MemberKey>,
    subscribed_since: Option<Time>,
}

impl From<Row> for Member {
    fn from(row: Row) -> Self {
        Self {
            said: Lane {
                standing: row.standing,
                renews: row.renews,
                terms: row.terms,
                complete_at: row.complete_at,
                ends: row.ends,
                account: row.account,
            },
            answered: row.answered,
            voided: row.voided,
            payments: row.payments,
            replaces: row.replaces,
            subscribed_since: row.subscribed_since,
        }
    }
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
        match seen.asked() {
            None => self.said.merge(seen.at, seen),
            Some(asked) => self.answered.get_or_insert_default().merge(asked, seen),
        }
        self.voided.extend(seen.voided.iter().cloned());
        self.merge_payments(seen);
        self.replaces.extend(seen.replaces.iter().cloned());
        // This outlives the terms, which a full list may drop: journey flags ask about subscriptions of the past.
        let subscriptions = seen
            .terms
            .iter()
            .filter(|it| it.kind == TermKind::Subscription);
        let first = subscriptions.map(|it| it.starts).min();
        self.subscribed_since = self.subscribed_since.into_iter().chain(first).min();
    }

    /// Merges the payments of a record. What is told exactly counts before the price of a product, then the newest word.
    fn merge_payments(&mut self, seen: &Observation) {
        for payment in &seen.payments {
            let mut known = self.payments.remove(&payment.id);
            Register::keep_newest(&mut known, (!payment.listed, seen.at), payment.clone());
            self.payments
                .extend(known.map(|it| (payment.id.clone(), it)));
        }
        while self.payments.len() > PAYMENTS_KEPT {
            let oldest = self
                .payments
                .values()
                .map(|it| &it.value)
                .min_by_key(|it| it.order());
            let oldest = oldest.map(|it| it.id.clone()).unwrap_or_default();
            self.payments.remove(&oldest);
        }
    }

    /// Lists the payments of a record that say something new.
    pub(super) fn new_payments(&self, seen: &Observation) -> Vec<Payment> {
        let mut next = self.clone();
        next.merge_payments(seen);
        let value = |member: &Self, id: &str| member.payments.get(id).map(|it| it.value.clone());
        let news = seen.payments.iter().filter_map(|it| {
            let told = value(&next, &it.id)?;
            (value(self, &it.id).as_ref() != Some(&told)).then_some(told)
        });
        news.collect()
    }

    /// Takes all records without a number as answers to the first question ever asked.
    pub(super) fn all_answered(&mut self) {
        if self.answered.is_none() && self.said != Lane::default() {
            self.answered = Some(Box::new(std::mem::take(&mut self.said).asked()));
        }
    }

    /// Returns true if any record that it remembers names this account.
    pub(super) fn names(&self, account: &ExternalId) -> bool {
        let answered = self.answered.as_ref();
        self.said.names(account) || answered.is_some_and(|it| it.names(account))
    }

    /// Forgets the account where a record names it.
    pub(super) fn forget_name(&mut self, account: &ExternalId) {
        self.said.forget_name(account);
        if let Some(answered) = &mut self.answered {
            answered.forget_name(account);
        }
    }

    /// Returns the account that was named last, with the place of the record.
    pub(super) fn account(&self) -> Option<(Asked, &String)> {
        let answered = self.answered.as_ref().and_then(|it| it.account.as_ref());
        newer(self.said.account.as_ref(), answered)
    }

    /// Returns the standing that was reported last, with the place of the record.
    pub(super) fn last_standing(&self) -> Option<(Asked, &Standing)> {
        let answered = self.answered.as_ref().and_then(|it| it.standing.as_ref());
        newer(self.said.standing.as_ref(), answered)
    }

    /// Returns whether it will renew, as it was said last, with the place of the record.
    pub(super) fn last_renews(&self) -> Option<(Asked, &bool)> {
        let answered = self.answered.as_ref().and_then(|it| it.renews.as_ref());
        newer(self.said.renews.as_ref(), answered)
    }

    /// Returns true if it was last said to renew. A store that says nothing about it is taken to renew.
    pub(super) fn renews(&self) -> bool {
        self.last_renews().is_none_or(|(_, it)| *it)
    }

    /// Lists the terms that are known, each with the newest word on it, in the order of their ids.
    pub(super) fn terms(&self) -> Vec<Known<'_>> {
        let answered = self.answered.as_deref();
        let more = answered.into_iter().flat_map(|it| it.terms.keys());
        let ids: BTreeSet<&String> = self.said.terms.keys().chain(more).collect();
        ids.into_iter().filter_map(|id| self.term(id)).collect()
    }

    /// Returns the newest word on a term. None if there is none, or if a newer full list does not name it.
    fn term(&self, id: &str) -> Option<Known<'_>> {
        let answered = self.answered.as_deref();
        let listed = self.said.complete_at;
        let asked_list = answered.and_then(|it| it.complete_at);
        let said = self.said.terms.get(id);
        let answer = answered.and_then(|it| it.terms.get(id));
        // Within an order, a full list removes what is older. Across the two, what it does not name is passed over.
        let is_said = |at: Time| asked_list.is_none_or(|list| list.at < at);
        let is_answer = |at: Asked| listed.is_none_or(|list| list <= at.at);
        let (at, term) = newer(
            said.and_then(|it| it.term.as_ref())
                .filter(|it| is_said(it.at)),
            answer
                .and_then(|it| it.term.as_ref())
                .filter(|it| is_answer(it.at)),
        )?;
        let offer = newer(
            said.and_then(|it| it.offer.as_ref())
                .filter(|it| is_said(it.at)),
            answer
                .and_then(|it| it.offer.as_ref())
                .filter(|it| is_answer(it.at)),
        );
        let ends = newer(
            self.said.ends.get(id),
            answered.and_then(|it| it.ends.get(id)),
        );
        Some(Known {
            at,
            term,
            offer: offer.map_or(Offer::Standard, |(_, it)| *it),
            ends: term.ends.or_else(|| ends.map(|(_, it)| *it)),
        })
    }

    /// Returns the kinds of the terms that are known.
    pub(super) fn kinds(&self) -> impl Iterator<Item = TermKind> {
        self.terms().into_iter().map(|it| it.term.kind)
    }

    /// Returns true if it was ever more than an intention. A pending purchase takes no other's place.
    pub(super) fn is_granted(&self) -> bool {
        let pending = self.last_standing().map(|(_, it)| it) == Some(&Standing::Pending);
        !pending && !self.terms().is_empty()
    }

    /// Returns everything that other facts are derived from. A newer
    /// record that repeats what is known leaves it unchanged.
    pub(super) fn meaning(&self) -> impl PartialEq + '_ {
        let renews = self.last_renews().map(|(_, it)| it);
        let account = self.account().map(|(_, it)| it);
        let derived = (self.standing(), self.counted(), self.is_granted());
        let payments: Vec<_> = self.payments.values().map(|it| &it.value).collect();
        (
            derived,
            payments,
            renews,
            account,
            self.subscribed_since,
            &self.replaces,
        )
    }

    /// Lists the terms that count: those not revoked, and of these all
    /// after a full list, otherwise the last to start.
    pub(super) fn counted(&self) -> Vec<Counted<'_>> {
        let terms = self.terms().into_iter();
        let valid = terms.filter_map(
            |Known {
                 term, ends, offer, ..
             }| {
                let voided = term
                    .payment
                    .as_ref()
                    .is_some_and(|it| self.voided.contains(it));
                (!term.revoked && !voided).then_some(Counted { term, ends, offer })
            },
        );
        let answered = self.answered.as_ref();
        if self.said.complete_at.is_some() || answered.is_some_and(|it| it.complete_at.is_some()) {
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

    /// Returns the time at which it was first bought, as far as the terms and payments that are known tell it. None for
    /// what is not paid yet.
    pub(super) fn began(&self) -> Option<Time> {
        if self.payments.is_empty() && self.standing() == Standing::Pending {
            return None;
        }
        let terms = self.terms().into_iter().map(|it| it.term.starts);
        let paid = self.payments.values().filter_map(|it| it.value.at);
        terms.chain(paid).chain(self.subscribed_since).min()
    }

    /// Returns the standing now. A term that starts after the store's last
    /// word on the standing is newer news: it is active.
    pub(super) fn standing(&self) -> Standing {
        let starts = self.counted().iter().map(|it| it.term.starts).max();
        match self.last_standing() {
            Some((at, known)) if starts.is_none_or(|starts| starts <= at.at) => *known,
            _ if self.terms().is_empty() => Standing::Pending,
            _ if starts.is_none() => Standing::Revoked,
            _ => Standing::Active,
        }
    }
}

/// A term with the newest word on it.
pub(super) struct Known<'a> {
    /// The place of the record that spoke of it last.
    pub at: Asked,
    pub term: &'a Term,
    pub offer: Offer,
    ends: Option<Time>,
}
