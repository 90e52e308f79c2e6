//! Customers whom another system knew: their accounts, purchases and grants (`docs/ledger.md`, "Imports").
//!
//! The other system says whose a purchase is and what was so once; what is so now, its store says. So each statement has
//! the date of the other system's word, and gives way to whatever the store says later.

use super::Store;
use super::external_id::ExternalId;
use super::fact::{Cause, Fact};
use super::id::{EntitlementId, LineageId, UserId};
use super::note::Note;
use super::observation::Observation;
use super::step::Step;

impl Step<'_> {
    /// Takes in a customer with all purchases. Those that the ledger knows better stay as they are.
    pub(super) fn import(
        &mut self,
        account: Option<&ExternalId>,
        purchases: &[Observation],
        note: &Note,
    ) {
        let mut user = account.map(|it| self.user_of(it));
        for seen in purchases {
            if self.app.policy(seen.member.environment).is_none() {
                continue;
            }
            let seen = &*self.with_ends(seen);
            let lineage = match self.known(seen) {
                Some(lineage) => {
                    self.hand_over(&lineage, user.as_ref().zip(account));
                    lineage
                }
                None => {
                    let owner = user.get_or_insert_with(|| self.new_user(None)).clone();
                    self.add(seen, &owner, note)
                }
            };
            self.merge(lineage, seen);
        }
    }

    /// Returns the user of an account, who is made if there is none.
    fn user_of(&mut self, account: &ExternalId) -> UserId {
        match self.state.accounts.get(account) {
            Some(user) => user.clone(),
            None => self.new_user(Some(account)),
        }
    }

    /// Records a purchase, or a grant, that was not known.
    fn add(&mut self, seen: &Observation, owner: &UserId, note: &Note) -> LineageId {
        let lineage = LineageId::of(seen.member.clone());
        self.record(Fact::LineageCreated {
            lineage: lineage.clone(),
            owner: owner.clone(),
        });
        let gives = seen.terms.iter().map(|it| EntitlementId::new(&it.product));
        if lineage.first().store == Store::Granted {
            for entitlement in gives {
                self.record_grant(&lineage, owner, entitlement, note);
            }
        }
        lineage
    }

    /// Gives a known purchase to the account, unless somebody has come for it already: its owner has a device, or one
    /// has shown it, or it is for another account only.
    fn hand_over(&mut self, lineage: &LineageId, to: Option<(&UserId, &ExternalId)>) {
        let Some((to, account)) = to else {
            return;
        };
        let Some(row) = self.state.lineages.get(lineage) else {
            return;
        };
        let owner = self.state.users.get(&row.owner);
        let is_waiting = row.claims.is_empty() && owner.is_none_or(|it| it.devices.is_empty());
        let reserved = self.reserved(lineage, None);
        if is_waiting && !row.nameless && reserved.is_none_or(|it| it == *account) {
            self.move_ownership(lineage, to, Cause::Import, None);
        }
    }
}
