//! A user's entitlements, purchases and journey state at a moment,
//! derived from purchases and the clock, never stored.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Store;
use super::app::App;
use super::id::{EntitlementId, LineageId, UserId};
use super::journey::JourneyState;
use super::lineage::{Lineage, Status};
use super::state::User;
use super::step::Ledger;
use super::time::Time;

/// Everything a user has at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Customer {
    /// The entitlements that are active, in the order of the app's configuration.
    pub entitlements: Vec<ActiveEntitlement>,
    /// The flags of the customer's journey, which campaign rules ask about.
    pub journey: JourneyState,
    /// The purchases that the user owns, in the order of their keys.
    pub purchases: Vec<Purchase>,
    /// The latest end of every entitlement that the user had once and no longer has.
    #[serde(skip)]
    pub ended: BTreeMap<EntitlementId, Time>,
}

/// An entitlement that is active now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ActiveEntitlement {
    /// The reference id that the app's code asks for.
    pub id: EntitlementId,
    /// The end of access: the latest among all purchases that grant it. None means without end.
    pub until: Option<Time>,
    /// The purchases that grant it, without repetition.
    pub purchases: Vec<LineageId>,
}

/// A purchase that a user owns, as it stands at the moment asked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Purchase {
    /// The lineage, named for its first member.
    pub lineage: LineageId,
    /// The phase it is in and the access that it gives.
    pub status: Status,
}

impl Ledger {
    /// Derives what a user has at `now`. Returns None if the user never existed or was deleted.
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
    /// Collects the latest end of every entitlement that is not among `active`.
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

/// Collects the active entitlements of all `purchases`, in the order of the app's configuration.
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

/// Adds a grant to `out`, or lengthens the one already there. No end (None) outlasts any end.
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

/// Derives the journey flags; `docs/ledger.md`, "Journey state", defines each.
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
        // A customer with a failed payment and no hold counts as a former subscriber; one on hold or paused does not.
        former_subscriber: had && !any(Status::access) && !in_pause && !in_account_hold,
        in_grace_period: any(|it| it.grace),
        in_trial_period: any(|it| it.trial),
        in_intro_offer_period: any(|it| it.intro),
        // One subscription that renews outweighs all those that do not.
        is_cancelled: any(Status::access) && all_cancelled,
        in_pause,
        in_account_hold,
    }
}
