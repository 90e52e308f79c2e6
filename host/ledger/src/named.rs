//! Purchases that name an account, as the app gave it to the store (`docs/ledger.md`, R1 and `named_account`).

use super::app::NamedAccount;
use super::external_id::ExternalId;
use super::id::{LineageId, UserId};
use super::step::Step;

impl Step<'_> {
    /// Chooses the first owner of a purchase. An account that the store names comes first, as if its own message had
    /// arrived before; the device that presents the purchase may then take it by the policy.
    pub(super) fn first_owner(
        &mut self,
        lineage: &LineageId,
        named: Option<&str>,
        presenter: Option<&UserId>,
    ) -> UserId {
        let policy = self.policy(lineage);
        let only = policy.is_some_and(|it| it.named_account == NamedAccount::Only);
        let linked = only || policy.is_some_and(|it| it.link_by_account_token);
        let named = named.filter(|_| linked);
        let named: Option<ExternalId> = named.and_then(|it| it.parse().ok());
        let known = named.as_ref().and_then(|it| self.state.accounts.get(it));
        match (known, presenter) {
            (Some(owner), _) => owner.clone(),
            // Nobody else may have it until this account logs in for the first time.
            (None, _) if only && named.is_some() => self.new_user(named.as_ref()),
            (None, Some(presenter)) => presenter.clone(),
            (None, None) => self.new_user(None),
        }
    }

    /// Returns the user of the account that a record names, if it names one.
    pub(super) fn account(&self, named: Option<&str>) -> Option<UserId> {
        let account: ExternalId = named?.parse().ok()?;
        self.state.accounts.get(&account).cloned()
    }

    /// Returns true if one account alone may get a purchase, and nobody knows which, because it was forgotten.
    /// Then only showing the purchase helps: the store says the account again.
    pub(super) fn is_for_somebody_forgotten(&self, lineage: &LineageId) -> bool {
        let policy = self.policy(lineage);
        let row = self.state.lineages.get(lineage);
        policy.is_some_and(|it| it.named_account == NamedAccount::Only)
            && row.is_some_and(|it| it.nameless)
    }

    /// Returns the account that alone may get a purchase, by the store's word and the app's policy.
    /// The store's word is what is known, else what is `said` just now.
    pub(super) fn reserved(&self, lineage: &LineageId, said: Option<&str>) -> Option<ExternalId> {
        let only = self.policy(lineage)?.named_account == NamedAccount::Only;
        let known = self.state.lineages.get(lineage)?.named_account();
        let named = known.or(said);
        named.filter(|_| only)?.parse().ok()
    }
}
