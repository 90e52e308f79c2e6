//! What a user has at a moment: derived from the purchases they own and the clock, never stored.

use std::collections::BTreeMap;

use serde::Serialize;

use super::app::App;
use super::id::{EntitlementId, LineageId, Store, UserId};
use super::journey::JourneyState;
use super::lineage::{Lineage, Status};
use super::state::User;
use super::step::Ledger;
use super::time::Time;

/// What a user has at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Customer {
    /// What they may use, in the order of the app's configuration.
    pub entitlements: Vec<ActiveEntitlement>,
    /// Where they are on their journey.
    pub journey: JourneyState,
    /// What they own, in the order of the keys.
    pub purchases: Vec<Purchase>,
    /// When what they could use and no longer can ended, the last time.
    #[serde(skip)]
    pub ended: BTreeMap<EntitlementId, Time>,
}

/// Something a user may use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ActiveEntitlement {
    /// Its reference id.
    pub id: EntitlementId,
    /// Until when; of several purchases, the longest. None: without end.
    pub until: Option<Time>,
    /// The purchases that grant it.
    pub purchases: Vec<LineageId>,
}

/// A purchase that a user owns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Purchase {
    /// Its id.
    pub lineage: LineageId,
    /// How it stands, and what it gives.
    pub status: Status,
}

impl Ledger {
    /// What a user has at `now`. None when there is no such user, or no longer.
    pub fn customer(&self, user: &UserId, now: Time) -> Option<Customer> {
        let user = self.state().users.get(user).filter(|user| !user.deleted)?;
        let owned = user.owns.iter();
        let purchases: Vec<Purchase> = owned
            .filter_map(|id| {
                let lineage: &Lineage = self.state().lineages.get(id)?;
                Some(Purchase {
                    lineage: id.clone(),
                    status: lineage.status(now),
                })
            })
            .collect();
        let entitlements = active(self.app(), &purchases);
        Some(Customer {
            ended: self.ended(user, &entitlements, now),
            entitlements,
            journey: journey(self.app(), user, &purchases),
            purchases,
        })
    }
}

impl Ledger {
    fn ended(
        &self,
        user: &User,
        active: &[ActiveEntitlement],
        now: Time,
    ) -> BTreeMap<EntitlementId, Time> {
        let owned = user.owns.iter();
        let lineages = owned.filter_map(|id| self.state().lineages.get(id));
        let mut out = BTreeMap::new();
        for grant in lineages.flat_map(|it| it.ended(now)) {
            for entitlement in self.app().entitlements_of(grant.store, &grant.product) {
                if !active.iter().any(|it| it.id == entitlement.id) {
                    let last = out.entry(entitlement.id.clone()).or_default();
                    *last = grant.until.unwrap_or_default().max(*last);
                }
            }
        }
        out
    }
}

/// The entitlements that a purchase grants.
pub(super) fn entitlements(app: &App, status: &Status) -> Vec<EntitlementId> {
    let mut ids: Vec<_> = status
        .grants
        .iter()
        .flat_map(|grant| app.entitlements_of(grant.store, &grant.product))
        .map(|entitlement| entitlement.id.clone())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn active(app: &App, purchases: &[Purchase]) -> Vec<ActiveEntitlement> {
    let mut out: Vec<ActiveEntitlement> = Vec::new();
    for entitlement in &app.entitlements {
        for purchase in purchases {
            for grant in &purchase.status.grants {
                let mut granted = app.entitlements_of(grant.store, &grant.product);
                if granted.any(|it| it.id == entitlement.id) {
                    add(&mut out, &entitlement.id, &purchase.lineage, grant.until);
                }
            }
        }
    }
    out
}

fn add(
    out: &mut Vec<ActiveEntitlement>,
    id: &EntitlementId,
    lineage: &LineageId,
    until: Option<Time>,
) {
    match out.iter_mut().find(|it| it.id == *id) {
        Some(known) => {
            known.until = known.until.zip(until).map(|(one, other)| one.max(other));
            if !known.purchases.contains(lineage) {
                known.purchases.push(lineage.clone());
            }
        }
        None => out.push(ActiveEntitlement {
            id: id.clone(),
            until,
            purchases: vec![lineage.clone()],
        }),
    }
}

/// The flags; `docs/ledger.md`, "Journey state".
fn journey(app: &App, user: &User, purchases: &[Purchase]) -> JourneyState {
    let subscriptions: Vec<_> = purchases
        .iter()
        .filter(|it| it.status.subscription)
        .collect();
    let any = |test: fn(&Status) -> bool| subscriptions.iter().any(|it| test(&it.status));
    // The platform documents hold and pause for Google only.
    let shown =
        |it: &Purchase| app.hold_and_pause_everywhere || it.lineage.first().store == Store::Google;
    let in_pause = subscriptions.iter().any(|it| it.status.paused && shown(it));
    let in_account_hold = subscriptions.iter().any(|it| it.status.hold && shown(it));
    let had = user.lost_subscription || !subscriptions.is_empty();
    let all_cancelled = subscriptions
        .iter()
        .filter(|it| it.status.access())
        .all(|it| it.status.cancelled);
    JourneyState {
        // With a failed payment and no hold the customer is a former one; on hold or paused they are not.
        former_subscriber: had && !any(Status::access) && !in_pause && !in_account_hold,
        in_grace_period: any(|it| it.grace),
        in_trial_period: any(|it| it.trial),
        in_intro_offer_period: any(|it| it.intro),
        // One subscription that renews outweighs all that do not.
        is_cancelled: any(Status::access) && all_cancelled,
        in_pause,
        in_account_hold,
    }
}
