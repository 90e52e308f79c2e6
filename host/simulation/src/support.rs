//! Support, who gives entitlements to customers and ends them.

use std::sync::Arc;

use paywall_ledger::{DeviceId, Holder, Time};
use tokio::task::JoinSet;

use super::customer::Act;
use super::gift::Gift;
use super::store::account_name;
use super::world::World;

/// The lengths of grants, in minutes.
const LENGTHS: std::ops::Range<u64> = 1..90;

impl World {
    /// Gives something to the user of a device, or to an account.
    pub async fn give(self: Arc<Self>, key: String, device: DeviceId, account: Option<u64>) {
        let to = match account {
            Some(account) => Holder::Account(account_name(account).parse().unwrap()),
            None => {
                let host = self.a_host().await;
                let state = host.ledger.device_state(&device, (host.clock)());
                match host.call(state).await {
                    Some(Ok(Some(state))) => Holder::User(state.user),
                    _ => return,
                }
            }
        };
        let minutes = i64::try_from(self.dice.roll(LENGTHS)).unwrap();
        let gift = Gift {
            grant: format!("gift-{key}"),
            to,
            until: self.time.now().plus_millis(minutes * 60_000),
        };
        self.gifts.lock().unwrap().push(gift.clone());
        self.act(key, Act::Give(gift)).await;
    }

    /// Ends something that was given.
    pub fn end_a_gift(self: &Arc<Self>, key: String, under_way: &mut JoinSet<()>) {
        let gifts = self.gifts.lock().unwrap();
        if gifts.is_empty() {
            return;
        }
        let grant = self.dice.pick(&gifts).grant.clone();
        self.trace
            .say("support", format_args!("{key}: ends {grant}"));
        let (own, ends) = (Arc::clone(self), (key.clone(), grant.clone()));
        self.ends.lock().unwrap().push(ends);
        under_way.spawn(async move { own.act(key, Act::EndGift(grant)).await });
    }

    /// Returns the end of the gift that lasts longest.
    pub fn last_gift(&self) -> Option<Time> {
        let gifts = self.gifts.lock().unwrap();
        gifts.iter().map(|it| it.until).max()
    }
}
