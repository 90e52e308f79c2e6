//! Grants: entitlements that somebody in charge gives to customers who bought nothing (`docs/ledger.md`, "Grants").
//!
//! A grant is kept like a purchase, whose store is [`Store::Granted`] and whose product is the entitlement. So its end,
//! its owner, its events and its history follow from the same rules.

use super::Store;
use super::fact::Fact;
use super::holder::Holder;
use super::id::{EntitlementId, LineageId, UserId};
use super::input::Refused;
use super::member::Member;
use super::note::Note;
use super::observation::{Observation, Standing, Term, TermKind};
use super::state::MAX_GRANTS;
use super::step::Step;
use super::time::Time;

/// The id of the one term of a grant.
const TERM: &str = "grant";

impl Step<'_> {
    /// Gives an entitlement to a customer.
    pub(super) fn grant(
        &mut self,
        grant: &str,
        to: &Holder,
        (entitlement, until): (&EntitlementId, Option<Time>),
        note: &Note,
    ) -> Result<(), Refused> {
        let lineage = LineageId::granted(grant);
        if !self.app.entitlements.iter().any(|it| it.id == *entitlement) {
            return Err(Refused::NoEntitlement(entitlement.clone()));
        }
        if self.state.lineages.contains_key(&lineage) {
            return Err(Refused::GrantExists(lineage));
        }
        let owner = self.holder(to)?;
        self.record(Fact::LineageCreated {
            lineage: lineage.clone(),
            owner: owner.clone(),
        });
        self.record_grant(&lineage, &owner, entitlement.clone(), note);
        let given = self.given(&lineage, entitlement, until);
        self.merge(lineage, &given);
        Ok(())
    }

    /// Records who gave something, and why.
    pub(super) fn record_grant(
        &mut self,
        lineage: &LineageId,
        user: &UserId,
        entitlement: EntitlementId,
        note: &Note,
    ) {
        self.record(Fact::Granted {
            lineage: lineage.clone(),
            user: user.clone(),
            entitlement,
            note: note.clone(),
        });
    }

    /// Ends a grant now. One that was ended before stays as it is.
    pub(super) fn end_grant(&mut self, lineage: &LineageId, note: &Note) -> Result<(), Refused> {
        let row = self.lineage(lineage)?;
        if lineage.first().store != Store::Granted {
            return Err(Refused::NoGrant(lineage.clone()));
        }
        // Whether it is over by the clock does not matter: the clock may be wrong.
        let mut standings = row.members.values().filter_map(Member::last_standing);
        if standings.any(|(_, it)| *it == Standing::Ended) {
            return Ok(());
        }
        let user = row.owner.clone();
        self.tell_by_the_clock(lineage);
        self.record(Fact::GrantEnded {
            lineage: lineage.clone(),
            user,
            note: note.clone(),
        });
        let mut ended = self.said(lineage);
        ended.standing = Some(Standing::Ended);
        self.merge(lineage.clone(), &ended);
        Ok(())
    }

    /// Returns the user who gets a grant, who is made if nobody has the account yet.
    fn holder(&mut self, to: &Holder) -> Result<UserId, Refused> {
        let user = match to {
            Holder::User(user) => user.clone(),
            Holder::Account(account) => match self.state.accounts.get(account) {
                Some(user) => user.clone(),
                None => return Ok(self.new_user(Some(account))),
            },
        };
        match self.user(&user)?.grants().count() < MAX_GRANTS {
            true => Ok(user),
            false => Err(Refused::TooManyGrants(user)),
        }
    }

    /// Makes the record of a grant that begins now.
    fn given(
        &self,
        lineage: &LineageId,
        entitlement: &EntitlementId,
        until: Option<Time>,
    ) -> Observation {
        let term = Term {
            id: TERM.into(),
            product: entitlement.to_string(),
            kind: TermKind::OneTime,
            starts: self.input.at,
            ends: until,
            revoked: false,
            payment: None,
            offer: None,
        };
        let mut given = self.said(lineage);
        given.standing = Some(Standing::Active);
        given.terms = vec![term];
        given.complete = true;
        given
    }

    /// Makes a record about a grant that is newer than all others, whatever the clocks of hosts said then.
    fn said(&self, lineage: &LineageId) -> Observation {
        let key = lineage.first();
        let row = self.state.lineages.get(lineage);
        let last = row.and_then(|it| it.members.get(key)?.last_standing());
        let (number, at) = last.map_or((0, self.input.at), |(last, _)| (last.number, last.at));
        let mut said = Observation::new(key.clone(), self.input.at.max(at));
        said.asked = Some(number + 1);
        said
    }
}
