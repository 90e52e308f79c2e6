//! The limits of lists that somebody can make longer at will: devices of a user, claims on a purchase, claims of a device.
//!
//! Each list has an order, and what is dropped is said in a fact, so that rows stay what the log adds up to.

use super::fact::{Cause, Fact};
use super::id::{DeviceId, LineageId, UserId};
use super::state::State;
use super::step::Step;

/// The number of devices that a user has at most. Beyond it, a login takes a device away: the one that came first of
/// those that claim no purchase. So nobody who logs in everywhere can log out a device that paid.
pub const MAX_DEVICES: usize = 500;
/// The number of devices that claim a purchase at most. Beyond it, the oldest claim is dropped that decides nothing:
/// neither the last one nor one of the owner's devices, as long as there is another.
pub const MAX_CLAIMS: usize = 64;
/// The number of purchases that a device claims at most. Beyond it, those are dropped first that give no access.
pub const MAX_CLAIMED: usize = 100;
/// The number of devices that are looked at together when one has to go.
const LOOKED_AT: usize = 16;

impl Step<'_> {
    /// Takes a device from a user who has too many. It goes to a fresh anonymous user, as if it had logged out.
    pub(super) fn limit_devices(&mut self, user: &UserId, came: &DeviceId) {
        let Some(row) = self.state.users.get(user) else {
            return;
        };
        if row.devices.len() <= MAX_DEVICES {
            return;
        }
        let mut others = row.devices.iter().filter(|it| *it != came);
        let unclaiming = others.clone().find(|it| self.state.is_unclaiming(it));
        let Some(goes) = unclaiming.or_else(|| others.next()).cloned() else {
            return;
        };
        let fresh = self.new_user(None);
        self.record(Fact::DeviceMoved {
            device: goes,
            from: user.clone(),
            to: fresh,
            cause: Cause::Limit,
        });
    }

    /// Drops claims on a purchase that too many devices claim.
    pub(super) fn limit_claims(&mut self, lineage: &LineageId) {
        while let Some(device) = self.state.least_claimant(lineage) {
            let lineages = vec![lineage.clone()];
            self.record(Fact::Unclaimed { device, lineages });
        }
    }

    /// Drops claims of a device that claims too many purchases. Those in `shown` stay.
    pub(super) fn limit_claimed(&mut self, device: &DeviceId, shown: &[LineageId]) {
        let Some(row) = self.state.devices.get(device) else {
            return;
        };
        let surplus = row.claims.len().saturating_sub(MAX_CLAIMED);
        if surplus == 0 {
            return;
        }
        let older = row.claims.iter().filter(|it| !shown.contains(it));
        let mut older: Vec<LineageId> = older.cloned().collect();
        older.sort_by_key(|it| self.is_active(it));
        older.truncate(surplus);
        self.record(Fact::Unclaimed {
            device: device.clone(),
            lineages: older,
        });
    }
}

impl State {
    /// Lists the devices of a user that have to be known before another one comes, as far as the rows show them:
    /// if there are too many by then, one of these goes.
    pub(super) fn devices_to_go(&self, user: &UserId) -> Vec<&DeviceId> {
        let devices = self.users.get(user).map(|it| it.devices.as_slice());
        let full = devices.filter(|it| it.len() >= MAX_DEVICES);
        let mut out = Vec::new();
        for some in full.unwrap_or_default().chunks(LOOKED_AT) {
            out.extend(some);
            // The next ones matter only if all of these are known and claim something.
            let claims = |it: &DeviceId| self.devices.contains_key(it) && !self.is_unclaiming(it);
            if !some.iter().all(claims) {
                break;
            }
        }
        out
    }

    /// Returns true if a device claims no purchase.
    fn is_unclaiming(&self, device: &DeviceId) -> bool {
        let row = self.devices.get(device);
        row.is_some_and(|it| it.claims.is_empty())
    }

    /// Returns the device whose claim on a purchase is dropped next. None if there are not too many.
    fn least_claimant(&self, lineage: &LineageId) -> Option<DeviceId> {
        let row = self.lineages.get(lineage)?;
        if row.claims.len() <= MAX_CLAIMS {
            return None;
        }
        let (_last, others) = row.claims.split_last()?;
        let is_owners = |id: &&DeviceId| {
            let device = self.devices.get(id);
            device.is_some_and(|it| it.user == row.owner)
        };
        let strange = others.iter().find(|id| !is_owners(id));
        strange.or(others.first()).cloned()
    }
}
