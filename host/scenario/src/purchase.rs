//! A made-up purchase, with the knowledge and the messages of its store.

use std::collections::BTreeSet;

use super::file::{Happening, Terms};
use paywall_ledger::{
    Environment, MemberKey, Observation, Offer, Standing, Store, Term, TermKind, Time,
};

/// The length of Apple's longest grace period, in days.
const GRACE_DAYS: i64 = 16;

/// A purchase as its store knows it.
#[derive(Debug, Clone)]
pub(super) struct Purchase {
    pub key: MemberKey,
    replaces: Option<MemberKey>,
    pub account: Option<String>,
    terms: Terms,
    /// The beginnings of the terms, first to last.
    starts: Vec<Time>,
    refunded: BTreeSet<usize>,
    standing: Standing,
    renews: bool,
}

impl Purchase {
    /// Makes a purchase as it is right after it was bought at `bought`.
    pub fn new(name: &str, terms: Terms, bought: Time) -> Self {
        let standing = if terms.pending {
            Standing::Pending
        } else {
            Standing::Active
        };
        Self {
            key: key(name, terms.store, terms.family),
            replaces: None,
            account: None,
            renews: terms.kind == TermKind::Subscription,
            terms,
            starts: vec![bought],
            refunded: BTreeSet::new(),
            standing,
        }
    }

    /// Lets the store say from now on that the purchase takes the place of another.
    pub fn link(&mut self, replaced: Option<MemberKey>) {
        self.replaces = replaced.or(self.replaces.take());
    }

    /// Changes the purchase as the store reports at `now`.
    pub fn happen(&mut self, event: Happening, now: Time) {
        let last = self.starts.len().saturating_sub(1);
        match event {
            Happening::Subscribed => self.standing = Standing::Active,
            Happening::Renewed => {
                let end = self.end_of(last);
                self.starts.extend(end);
                self.standing = Standing::Active;
            }
            Happening::Recovered => {
                self.starts.push(now);
                self.standing = Standing::Active;
            }
            Happening::Cancelled => self.renews = false,
            Happening::Uncancelled => self.renews = true,
            Happening::Grace => self.standing = Standing::Grace(Some(now.plus_days(GRACE_DAYS))),
            Happening::Retry => self.standing = Standing::Retry,
            Happening::Hold => self.standing = Standing::Hold,
            Happening::Paused => self.standing = Standing::Paused,
            Happening::Expired => self.standing = Standing::Ended,
            Happening::Refunded => {
                self.refunded.insert(last);
                self.standing = Standing::Revoked;
            }
            Happening::RefundedOlder => {
                self.refunded.insert(last.saturating_sub(1));
            }
        }
    }

    /// Makes the store's statement at `at`, sent on its own or shown by a device.
    ///
    /// Apple's devices show signed transactions, which do not give the standing of the subscription.
    pub fn seen(&self, at: Time, by_device: bool) -> Observation {
        let mut seen = Observation::new(self.key.clone(), at);
        seen.account.clone_from(&self.account);
        seen.replaces.extend(self.replaces.clone());
        if !by_device || self.key.store != Store::Apple {
            seen.standing = Some(self.standing);
            seen.renews = (self.terms.kind == TermKind::Subscription).then_some(self.renews);
        }
        if self.standing != Standing::Pending {
            seen.terms = (0..self.starts.len())
                .filter_map(|at| self.term(at))
                .collect();
        }
        // Google lists the present term and no other, and says that the list is complete.
        if self.key.store == Store::Google {
            seen.complete = true;
            seen.terms.drain(..seen.terms.len().saturating_sub(1));
        }
        seen
    }

    /// Makes a term of its number.
    fn term(&self, at: usize) -> Option<Term> {
        let trial = self.terms.trial && at == 0;
        Some(Term {
            id: format!("{}.{at}", self.key.id),
            product: self.terms.product.clone(),
            kind: self.terms.kind,
            starts: *self.starts.get(at)?,
            ends: self.end_of(at),
            revoked: self.refunded.contains(&at),
            payment: Some(format!("{}.{at}", self.key.id)),
            offer: Some(if trial {
                Offer::FreeTrial
            } else {
                Offer::Standard
            }),
        })
    }

    /// Returns the end of a term. None for a product that does not renew.
    fn end_of(&self, at: usize) -> Option<Time> {
        let renewing = self.terms.kind == TermKind::Subscription;
        let starts = self.starts.get(at).filter(|_| renewing)?;
        Some(starts.plus_days(self.terms.days))
    }
}

/// Makes the key of a purchase from its name in the file.
fn key(name: &str, store: Store, family: bool) -> MemberKey {
    let id = if family {
        format!("{name}/family")
    } else {
        name.into()
    };
    MemberKey::new(store, Environment::Production, id)
}
