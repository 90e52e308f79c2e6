//! Purchases and their owners (`docs/ledger.md`, R1, R2, R6, R7).

use std::borrow::Cow;

use super::app::TransferPolicy;
use super::event::{EventName, Transfer};
use super::external_id::ExternalId;
use super::fact::{Cause, Fact, Move, Refusal};
use super::id::{DeviceId, LineageId, UserId};
use super::input::{Presentation, Refused};
use super::lineage::Change;
use super::observation::Observation;
use super::step::Step;

impl Step<'_> {
    /// Gives the purchases that a device shows to the device's user, as far as the policy allows (R2).
    pub(super) fn present(
        &mut self,
        device: &DeviceId,
        how: Presentation,
        purchases: &[Observation],
    ) -> Result<(), Refused> {
        let user = self.device(device)?.user.clone();
        let mut shown: Vec<LineageId> = Vec::new();
        for seen in purchases {
            let Some(lineage) = self.observe(seen, Some(&user)) else {
                continue;
            };
            let said = seen.account.as_deref();
            self.take(&lineage, said, &user, how.into(), device);
            // A device may show one purchase twice, or two that turn out to be one.
            shown.retain(|it| *it != lineage);
            shown.push(lineage);
        }
        self.claim(device, &user, how.is_everything(), shown);
        Ok(())
    }

    /// Takes in a store's record. Returns None if the app does not take purchases of its environment.
    ///
    /// A new purchase gets its owner at once (R1): the user whom its account
    /// names, else `presenter`, else a new anonymous user without a device.
    pub(super) fn observe(
        &mut self,
        seen: &Observation,
        presenter: Option<&UserId>,
    ) -> Option<LineageId> {
        self.app.policy(seen.member.environment)?;
        let seen = &*self.with_ends(seen);
        let known = self.known(seen);
        let seen = &*self.with_account(seen, known.as_ref());
        let lineage = match known {
            Some(lineage) => lineage,
            // Nothing is known of it but that money moved; what it is for, the store will say.
            None if seen.is_of_money_alone() => return None,
            None => self.create(seen, presenter),
        };
        self.merge(lineage, seen)
    }

    /// Merges a record into its purchase, and tells what follows from it.
    pub(super) fn merge(&mut self, lineage: LineageId, seen: &Observation) -> Option<LineageId> {
        let row = self.state.lineages.get(&lineage)?;
        let (change, paid) = (row.change(seen), row.new_payments(seen));
        // A repetition leaves no trace in the log, so a store may send a message as often as it likes.
        if change == Change::Nothing {
            return Some(lineage);
        }
        self.record(Fact::Observed {
            lineage: lineage.clone(),
            observation: seen.clone(),
        });
        let lineage = self.join(lineage, seen);
        if !paid.is_empty() {
            self.paid.entry(lineage.clone()).or_default().extend(paid);
        }
        // Newer dates alone are remembered, but are no news.
        if change == Change::Meaning {
            self.tell(&lineage);
        }
        Some(lineage)
    }

    /// Takes away an account that must not be kept: one that was forgotten, or a text that is no external identifier
    /// and so could be anything that an app gave to the store.
    fn with_account<'a>(
        &self,
        seen: &'a Observation,
        lineage: Option<&LineageId>,
    ) -> Cow<'a, Observation> {
        let row = lineage.and_then(|it| self.state.lineages.get(it));
        let kept = row.is_none_or(|it| !it.nameless);
        match &seen.account {
            Some(named) if !kept || named.parse::<ExternalId>().is_err() => {
                let account = None;
                Cow::Owned(Observation {
                    account,
                    ..seen.clone()
                })
            }
            _ => Cow::Borrowed(seen),
        }
    }

    /// Gives the terms of a record the ends that the products' settings know.
    pub(super) fn with_ends<'a>(&self, seen: &'a Observation) -> Cow<'a, Observation> {
        let end_of = |term| self.app.end_of(seen.member.store, term);
        if seen.terms.iter().all(|term| end_of(term).is_none()) {
            return Cow::Borrowed(seen);
        }
        let mut seen = seen.clone();
        for term in &mut seen.terms {
            term.ends = self.app.end_of(seen.member.store, term).or(term.ends);
        }
        Cow::Owned(seen)
    }

    /// Gives a purchase to a user because an administrator decided so.
    pub(super) fn assign(&mut self, lineage: &LineageId, user: &UserId) -> Result<(), Refused> {
        self.lineage(lineage)?;
        self.user(user)?;
        self.move_ownership(lineage, user, Cause::Admin, None);
        Ok(())
    }

    /// Changes the owner (R6). The outside hears of it only if the purchase gives access at that moment.
    pub(super) fn move_ownership(
        &mut self,
        lineage: &LineageId,
        to: &UserId,
        cause: Cause,
        device: Option<&DeviceId>,
    ) {
        // An end that the clock has brought but nobody announced yet is news for the old owner.
        match cause {
            // Here the store changed it just now.
            Cause::Link => self.tell(lineage),
            // Nobody would hear it: the clock says it later.
            Cause::Import => {}
            _ => self.tell_by_the_clock(lineage),
        }
        let Some(row) = self.state.lineages.get(lineage) else {
            return;
        };
        let from = row.owner.clone();
        if from == *to {
            return;
        }
        let active = self.is_active(lineage);
        self.record(Fact::OwnershipMoved(Move {
            lineage: lineage.clone(),
            from: from.clone(),
            to: to.clone(),
            cause,
            device: device.cloned(),
            active,
            counted: active && self.counts(lineage, &from, to, cause),
            batch: self.input.key.clone(),
        }));
        if active && cause != Cause::Deletion {
            self.announce_transfer(
                EventName::Transferred,
                lineage,
                cause.name(),
                [from, to.clone()],
                device,
            );
        }
    }

    /// Finds the lineage that a record belongs to, by its own key or by those it replaces.
    pub(super) fn known(&self, seen: &Observation) -> Option<LineageId> {
        let mut keys = std::iter::once(&seen.member).chain(&seen.replaces);
        keys.find_map(|key| self.state.members.get(key)).cloned()
    }

    /// Records a new purchase with its first owner.
    fn create(&mut self, seen: &Observation, presenter: Option<&UserId>) -> LineageId {
        let lineage = LineageId::of(seen.member.clone());
        let owner = self.first_owner(&lineage, seen.account.as_deref(), presenter);
        self.record(Fact::LineageCreated {
            lineage: lineage.clone(),
            owner,
        });
        lineage
    }

    /// Merges lineages that a record shows to be one. The older one stays.
    fn join(&mut self, mut lineage: LineageId, seen: &Observation) -> LineageId {
        for replaced in &seen.replaces {
            let other = self.state.members.get(replaced).cloned();
            let Some(other) = other.filter(|other| *other != lineage) else {
                continue;
            };
            // A merge only joins rows, so the owners are made one before it.
            self.unite_owners(&lineage, &other);
            self.record(Fact::LineagesMerged {
                from: lineage,
                into: other.clone(),
            });
            self.limit_claims(&other);
            lineage = other;
        }
        lineage
    }

    /// Gives both purchases to the account that alone may get them, else to the owner of the newer one.
    /// If that owner is an anonymous user without a device, who only stands in
    /// until someone shows up, the older one's owner gets them.
    fn unite_owners(&mut self, newer: &LineageId, older: &LineageId) {
        let named = self.reserved(newer, None);
        let named = named.or_else(|| self.reserved(older, None));
        let named = named.and_then(|it| self.state.accounts.get(&it).cloned());
        if let Some(named) = named {
            self.move_ownership(newer, &named, Cause::Link, None);
            self.move_ownership(older, &named, Cause::Link, None);
            return;
        }
        let owner = |id| self.state.lineages.get(id).map(|it| it.owner.clone());
        let (Some(newest), Some(oldest)) = (owner(newer), owner(older)) else {
            return;
        };
        let stands_in = |user: &UserId| {
            let user = self.state.users.get(user);
            user.is_none_or(|user| user.account.is_none() && user.devices.is_empty())
        };
        if stands_in(&newest) {
            self.move_ownership(newer, &oldest, Cause::Link, None);
        } else {
            self.move_ownership(older, &newest, Cause::Link, None);
        }
    }

    /// Gives a shown purchase to the device's user, or records why not. `said` is the account that it was shown with.
    fn take(
        &mut self,
        lineage: &LineageId,
        said: Option<&str>,
        user: &UserId,
        cause: Cause,
        device: &DeviceId,
    ) {
        let Some(owner) = self.state.lineages.get(lineage).map(|it| it.owner.clone()) else {
            return;
        };
        if owner == *user {
            return;
        }
        let Some(reason) = self.refusal(lineage, said, [&owner, user], cause) else {
            self.move_ownership(lineage, user, cause, Some(device));
            return;
        };
        if reason == Refusal::Budget {
            let users = [owner.clone(), user.clone()];
            self.announce_transfer(
                EventName::TransferBlocked,
                lineage,
                reason.name(),
                users,
                Some(device),
            );
        }
        self.record(Fact::MoveRefused {
            lineage: lineage.clone(),
            owner,
            user: user.clone(),
            device: device.clone(),
            reason,
        });
    }

    /// Returns the rule that keeps a purchase with its owner, if one does.
    fn refusal(
        &self,
        lineage: &LineageId,
        said: Option<&str>,
        [owner, to]: [&UserId; 2],
        cause: Cause,
    ) -> Option<Refusal> {
        let row = self.state.lineages.get(lineage)?;
        let policy = self.policy(lineage)?;
        if row.is_consumable() {
            return Some(Refusal::Consumable);
        }
        // Whoever the store names needs no other right, and without it no other right helps.
        // A forgotten name is not kept, but the purchase is not a stranger's because of that.
        let said = said.filter(|_| row.nameless);
        if let Some(named) = self.reserved(lineage, said) {
            let row = self.state.users.get(to);
            let is_theirs = row.is_some_and(|it| it.account.as_ref() == Some(&named));
            return (!is_theirs).then_some(Refusal::NamedAccount);
        }
        // Anonymous users yield under every other policy.
        if self.is_anonymous(owner) {
            return None;
        }
        let active = self.is_active(lineage);
        let kept = match policy.transfer {
            TransferPolicy::LastDeviceWins => false,
            TransferPolicy::RestoreOnly => active && cause == Cause::Validation,
            TransferPolicy::IfNoActive => active,
            TransferPolicy::KeepOriginal => true,
        };
        if kept {
            return Some(Refusal::Policy);
        }
        let budget = policy.budget.as_ref()?;
        let since = self.input.at.plus_days(-i64::from(budget.days));
        let spent = row.counted_moves_after(since, self.input.at) >= usize::from(budget.moves);
        // Without access there is nothing to protect, so such a move is neither counted nor blocked.
        let counts = active && self.counts(lineage, owner, to, cause);
        (spent && counts).then_some(Refusal::Budget)
    }

    /// Returns true if a move uses up the budget: a device took the purchase from an
    /// account by presenting it, and the store does not name the new owner.
    /// A login is not counted, since the device must have presented the purchase before.
    fn counts(&self, lineage: &LineageId, from: &UserId, to: &UserId, cause: Cause) -> bool {
        let presented = matches!(
            cause,
            Cause::Validation | Cause::Restore | Cause::Transaction
        );
        let named = self
            .state
            .lineages
            .get(lineage)
            .and_then(|it| it.named_account());
        // An owner whom the store itself names needs no budget: the receipt is theirs.
        let rightful = self.account(named).as_ref() == Some(to);
        presented && !self.is_anonymous(from) && !rightful
    }

    /// Remembers which shown purchases the device's user owns. Only such claims let a later login move a purchase.
    fn claim(&mut self, device: &DeviceId, user: &UserId, all: bool, mut shown: Vec<LineageId>) {
        shown.retain(|id| {
            let lineage = self.state.lineages.get(id);
            // A purchase that the app uses up never moves, so a claim on it would decide nothing.
            lineage.is_some_and(|it| it.owner == *user && !it.is_consumable())
        });
        let is_last = |id: &LineageId| {
            let lineage = self.state.lineages.get(id);
            lineage.is_some_and(|it| it.claims.last() == Some(device))
        };
        let Some(row) = self.state.devices.get(device) else {
            return;
        };
        // Every session begins with a validation, mostly with the same result: only changes are recorded.
        let drops = all && row.claims.iter().any(|it| !shown.contains(it));
        if drops || !shown.iter().all(is_last) {
            self.record(Fact::Claimed {
                device: device.clone(),
                lineages: shown.clone(),
                all,
            });
            shown.iter().for_each(|it| self.limit_claims(it));
            self.limit_claimed(device, &shown);
        }
    }

    /// Announces that a purchase changed hands, or was kept from it.
    fn announce_transfer(
        &mut self,
        name: EventName,
        lineage: &LineageId,
        cause: &str,
        [from, to]: [UserId; 2],
        device: Option<&DeviceId>,
    ) {
        let transfer = Transfer {
            cause: cause.into(),
            from: from.clone(),
            to: to.clone(),
            device: device.cloned(),
            batch: self.input.key.clone(),
        };
        self.announce(name, lineage, vec![from, to], Some(transfer));
    }
}

impl From<Presentation> for Cause {
    fn from(how: Presentation) -> Self {
        match how {
            Presentation::Validation | Presentation::Again => Self::Validation,
            Presentation::Restore => Self::Restore,
            Presentation::Transaction => Self::Transaction,
        }
    }
}
