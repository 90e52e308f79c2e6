//! Devices and users: install, login, logout, deletion (`docs/ledger.md`, R3 to R5).

use std::collections::BTreeSet;

use super::app::{LoginPolicy, TransferPolicy};
use super::external_id::ExternalId;
use super::fact::{Cause, Fact, Refusal};
use super::id::{DeviceId, LineageId, MemberKey, PlatformId, UserId};
use super::input::Refused;
use super::limits::MAX_DEVICES;
use super::state::User;
use super::step::Step;
use super::traces::Traces;

impl Step<'_> {
    /// Gives a new installation a new anonymous user. A repeated install changes nothing.
    pub(super) fn install(
        &mut self,
        device: &DeviceId,
        platform: &PlatformId,
    ) -> Result<(), Refused> {
        if !self.app.platforms.iter().any(|it| it.id == *platform) {
            return Err(Refused::NoPlatform(platform.clone()));
        }
        if self.state.devices.contains_key(device) {
            return Ok(());
        }
        let user = self.new_user(None);
        self.record(Fact::DeviceCreated {
            device: device.clone(),
            platform: platform.clone(),
            user,
        });
        Ok(())
    }

    /// Moves the device to the account's user, together with the purchases that a login takes along (R3).
    pub(super) fn login(&mut self, device: &DeviceId, account: &ExternalId) -> Result<(), Refused> {
        let row = self.device(device)?;
        let (from, claims) = (row.user.clone(), row.claims.clone());
        let known = self.state.accounts.get(account).cloned();
        if known.as_ref() == Some(&from) {
            return Ok(());
        }
        let along = self.asked_for(device, &from, account, &claims);
        let to = match known {
            Some(user) => user,
            None => self.new_user(Some(account)),
        };
        self.move_device(device, &to, Cause::Login);
        for (lineage, owner, refusal) in along {
            match refusal {
                None => self.move_ownership(&lineage, &to, Cause::Login, Some(device)),
                // The account's own purchase is where it belongs.
                Some(_) if owner == to => {}
                Some(reason) => self.record(Fact::MoveRefused {
                    lineage,
                    owner,
                    user: to.clone(),
                    device: device.clone(),
                    reason,
                }),
            }
        }
        self.limit_devices(&to, device);
        Ok(())
    }

    /// Moves the device to a fresh anonymous user (R4). No purchase moves: the account keeps what it bought.
    pub(super) fn logout(&mut self, device: &DeviceId) -> Result<(), Refused> {
        let user = self.device(device)?.user.clone();
        if !self.is_anonymous(&user) {
            let fresh = self.new_user(None);
            self.move_device(device, &fresh, Cause::Logout);
        }
        Ok(())
    }

    /// Forgets a user, with the devices and the anonymous users that these devices had before.
    /// The purchases go to an anonymous user without a device, so that none is ever without an owner.
    /// The outside hears of no transfer, since nobody received anything.
    /// A user who has more than [`MAX_DEVICES`] loses so many first, and stays: the same again does the rest.
    pub(super) fn delete(&mut self, user: &UserId, traces: &Traces) -> Result<(), Refused> {
        let row = self.user(user)?;
        let whole = row.devices.len() <= MAX_DEVICES;
        let account = row.account.clone().filter(|_| whole);
        let devices = row.devices.iter().take(MAX_DEVICES);
        let devices: BTreeSet<DeviceId> = devices.cloned().collect();
        let before = traces
            .users
            .iter()
            .filter(|it| self.state.is_left_behind(it));
        let before = before.filter(|it| *it != user);
        let users: Vec<UserId> = before.chain(whole.then_some(user)).cloned().collect();
        let rows = users.iter().filter_map(|it| self.state.users.get(it));
        let owns: BTreeSet<LineageId> = rows.flat_map(|it| it.owns.clone()).collect();
        if !owns.is_empty() {
            let keeper = self.new_user(None);
            for lineage in &owns {
                self.move_ownership(lineage, &keeper, Cause::Deletion, None);
            }
        }
        if let Some(account) = account {
            self.delete_name(&account, owns, &traces.purchases);
        }
        for device in devices {
            let user = user.clone();
            self.record(Fact::DeviceDeleted { device, user });
        }
        for user in users {
            self.record(Fact::UserDeleted { user });
        }
        Ok(())
    }

    /// Takes the name of an account from all of these purchases that have it.
    fn delete_name(
        &mut self,
        account: &ExternalId,
        mut lineages: BTreeSet<LineageId>,
        members: &BTreeSet<MemberKey>,
    ) {
        let of = |member| self.state.members.get(member).cloned();
        lineages.extend(members.iter().filter_map(of));
        for lineage in lineages {
            let row = self.state.lineages.get(&lineage);
            if row.is_some_and(|it| it.names(account)) {
                let account = account.clone();
                self.record(Fact::NameDeleted { lineage, account });
            }
        }
    }

    /// Lists the purchases that a login asks for, with their owners: the grants and those purchases of the anonymous user
    /// that the device leaves, and those that the device was the last to claim, whoever owns them.
    /// The reason is the rule that keeps the login from moving it, if there is one.
    /// Purchases that the device no longer shows stay where they are.
    fn asked_for(
        &self,
        device: &DeviceId,
        from: &UserId,
        account: &ExternalId,
        claims: &BTreeSet<LineageId>,
    ) -> Vec<(LineageId, UserId, Option<Refusal>)> {
        let leaves_anonymous = self.is_anonymous(from);
        let asked = |lineage: &LineageId| {
            let row = self.state.lineages.get(lineage)?;
            let from_here = leaves_anonymous && row.owner == *from;
            let last = row.claims.last() == Some(device);
            let asked = !row.is_consumable() && (from_here || last);
            let refusal = match self.reserved(lineage, None) {
                Some(named) => (named != *account).then_some(Refusal::NamedAccount),
                None if self.is_for_somebody_forgotten(lineage) => Some(Refusal::NamedAccount),
                None if from_here || self.login_may_take(lineage, &row.owner) => None,
                None => Some(Refusal::Policy),
            };
            asked.then(|| (lineage.clone(), row.owner.clone(), refusal))
        };
        // Nobody shows a grant: it belongs to the customer, whom the app knows from now on.
        let row = self.state.users.get(from).filter(|_| leaves_anonymous);
        let grants = row.into_iter().flat_map(User::grants);
        let grants = grants.map(|it| (it.clone(), from.clone(), None));
        claims.iter().filter_map(asked).chain(grants).collect()
    }

    /// Returns true if the policies let a login take a claimed purchase from this owner.
    fn login_may_take(&self, lineage: &LineageId, owner: &UserId) -> bool {
        let Some(policy) = self.policy(lineage) else {
            return false;
        };
        let yields = match policy.transfer {
            TransferPolicy::LastDeviceWins | TransferPolicy::RestoreOnly => true,
            TransferPolicy::IfNoActive => self.is_anonymous(owner) || !self.is_active(lineage),
            TransferPolicy::KeepOriginal => self.is_anonymous(owner),
        };
        policy.login == LoginPolicy::DeviceClaims && yields
    }

    /// Records that a device goes to another user.
    fn move_device(&mut self, device: &DeviceId, to: &UserId, cause: Cause) {
        let Some(row) = self.state.devices.get(device) else {
            return;
        };
        self.record(Fact::DeviceMoved {
            device: device.clone(),
            from: row.user.clone(),
            to: to.clone(),
            cause,
        });
    }
}
