//! News about a purchase for the outside: the difference between what it was told and what is so now.
//!
//! The news never follows from the name of a message: a store says CANCELED of a
//! purchase that is already over, and EXPIRED of one that a plan change replaced.
//! Since the news told is itself a fact, each end of access is told
//! once, whether the clock or the store brings it up first.

use super::Store;
use super::event::EventName;
use super::fact::Fact;
use super::id::LineageId;
use super::lineage::{Phase, Status, Told};
use super::step::Step;

impl Step<'_> {
    /// Announces the newest version of each purchase that changed, once, however often it did.
    pub(super) fn tell_updates(&mut self) {
        for lineage in std::mem::take(&mut self.changed) {
            if let Some(row) = self.state.lineages.get(&lineage) {
                let owner = row.owner.clone();
                self.announce(EventName::PurchaseUpdated, &lineage, vec![owner], None);
            }
        }
    }

    /// Announces what the clock means for the owner of a purchase that did not change, also
    /// if it was wrong the last time.
    pub(super) fn tell_by_the_clock(&mut self, lineage: &LineageId) {
        let Some(row) = self.state.lineages.get(lineage) else {
            return;
        };
        let at = self.input.at;
        let is_news = row.told.after(&row.status(at)) != row.told;
        let lineage = lineage.clone();
        // Either raises the version: the receiver learns of the change, and the next news have ids of their own.
        if row.was_told_too_early(at) {
            self.record(Fact::EndTakenBack {
                lineage: lineage.clone(),
            });
        } else if is_news {
            self.record(Fact::TimePassed {
                lineage: lineage.clone(),
            });
        }
        self.tell(&lineage);
    }

    /// Announces what a purchase's change, or the clock, means for its owner.
    pub(super) fn tell(&mut self, lineage: &LineageId) {
        let Some(row) = self.state.lineages.get(lineage) else {
            return;
        };
        let status = row.status(self.input.at);
        let told = row.told.after(&status);
        if told == row.told {
            return;
        }
        let owner = row.owner.clone();
        let granted = lineage.first().store == Store::Granted;
        let news = news(&row.told.clone(), &told, &status).into_iter();
        for name in news.map(|it| if granted { of_grant(it) } else { it }) {
            self.announce(name, lineage, vec![owner.clone()], None);
        }
        self.record(Fact::Told {
            lineage: lineage.clone(),
            told,
        });
    }
}

impl Told {
    /// Returns what the outside knows once it is told this status.
    pub(super) fn after(&self, status: &Status) -> Self {
        let mut products: Vec<_> = status.grants.iter().map(|it| it.product.clone()).collect();
        products.sort_unstable();
        products.dedup();
        // Some stores do not repeat the payment when the customer turns renewal off.
        let payments = match status.payments.is_empty() {
            true => self.payments.clone(),
            false => status.payments.clone(),
        };
        Self {
            access: status.access(),
            payments,
            products,
            trial: status.trial,
            grace: status.grace,
            cancelled: status.cancelled,
            paused: status.paused,
        }
    }
}

/// Names the events that lead from one state told to the next.
fn news(before: &Told, now: &Told, status: &Status) -> Vec<EventName> {
    let mut news = match (before.access, now.access) {
        (false, true) if before.paused => vec![EventName::Resumed],
        (false, true) => vec![EventName::Purchased],
        (true, true) => continued(before, now),
        (true, false) => ended(before, now, status),
        (false, false) => Vec::new(),
    };
    if now.trial && !before.trial {
        news.push(EventName::TrialStarted);
    }
    if now.cancelled && !before.cancelled {
        news.push(EventName::Cancelled);
    }
    news
}

/// Names the same news of a grant, which nobody bought.
const fn of_grant(news: EventName) -> EventName {
    match news {
        EventName::Purchased | EventName::Renewed | EventName::Resumed => {
            EventName::EntitlementGranted
        }
        EventName::Expired => EventName::EntitlementEnded,
        other => other,
    }
}

/// Names the events of a purchase that went on giving access.
fn continued(before: &Told, now: &Told) -> Vec<EventName> {
    let mut news = Vec::new();
    // A payment for other products is a change of plan, not a renewal.
    let paid = now.payments.iter().any(|it| !before.payments.contains(it));
    if before.grace && !now.grace {
        news.push(EventName::RenewalInGracePeriod);
    } else if paid && before.products == now.products {
        news.push(EventName::Renewed);
    }
    if before.trial && !now.trial {
        news.push(EventName::TrialConverted);
    }
    if now.grace && !before.grace {
        news.push(EventName::InGracePeriod);
    }
    news
}

/// Names the events of a purchase that stopped giving access.
fn ended(before: &Told, now: &Told, status: &Status) -> Vec<EventName> {
    let mut news = match status.phase {
        _ if now.paused => vec![EventName::Paused],
        // No end to announce: another plan goes on in its place.
        Phase::Replaced => Vec::new(),
        _ => vec![EventName::Expired],
    };
    if before.trial {
        news.push(EventName::TrialDidNotConvert);
    }
    news
}
