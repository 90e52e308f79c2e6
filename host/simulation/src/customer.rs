//! Customers and the mail of stores: calls that are repeated until they are acknowledged.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use paywall_database::{Error, Profile};
use paywall_ledger::{
    Arrival, DeviceId, Input, LineageId, Note, Observation, PlatformId, Presentation, Store,
    UserId, What,
};
use paywall_stores::{Inbox, Message, Notice, Received, apple, prepare, read};
use serde_json::json;

use super::answer::Answer;
use super::gift::Gift;
use super::host::Host;
use super::store::{Letter, Subscription, account_name};
use super::world::World;

/// The number of attempts after which a customer gives up.
const ATTEMPTS: u32 = 6;

/// Something that a customer does.
#[derive(Debug, Clone)]
pub(crate) enum Act {
    Install(DeviceId),
    Login(DeviceId, u64),
    Logout(DeviceId),
    Present(DeviceId, Presentation, Vec<String>),
    Forget(UserId),
    Give(Gift),
    EndGift(String),
    Import(What),
}

impl World {
    /// Does something as a customer: with one key, until it is acknowledged or refused, or for a while.
    pub async fn act(&self, key: String, act: Act) {
        self.journal.begins(&key);
        for _ in 0..ATTEMPTS {
            let host = self.a_host().await;
            let answer = host.call(self.attempt(&host, &key, &act)).await;
            match answer {
                Some(Ok(new)) => {
                    self.trace
                        .say("customer", format_args!("{key} acknowledged ({new})"));
                    return self.journal.acknowledged(&key, new);
                }
                Some(Err(Error::Refused(why))) => {
                    return self
                        .trace
                        .say("customer", format_args!("{key} refused: {why}"));
                }
                _ => tokio::time::sleep(self.dice.millis(100..5000)).await,
            }
        }
        self.trace.say("customer", format_args!("{key} given up"));
    }

    /// Makes one attempt. Returns true if the host took it in now.
    async fn attempt(&self, host: &Host, key: &str, act: &Act) -> Result<bool, Error> {
        let input = |what| Input {
            key: key.to_owned(),
            at: (host.clock)(),
            what,
        };
        let arrival = match act.clone() {
            Act::Install(device) => {
                let profile = Profile {
                    device: device.clone(),
                    body: json!({"os": "tv"}),
                    secret: None,
                };
                let platform = PlatformId::new("apple");
                host.ledger
                    .install(input(What::Install { device, platform }), profile)
                    .await?
            }
            Act::Login(device, account) => {
                let account = account_name(account).parse().unwrap();
                host.ledger
                    .accept(input(What::Login { device, account }))
                    .await?
            }
            Act::Logout(device) => host.ledger.accept(input(What::Logout { device })).await?,
            Act::Present(device, how, purchases) => {
                let purchases = self.look_at(host, &purchases).await?;
                host.ledger
                    .accept(input(What::Present {
                        device,
                        how,
                        purchases,
                    }))
                    .await?
            }
            Act::Give(gift) => host.ledger.accept(input(gift.what())).await?,
            Act::EndGift(grant) => {
                let (lineage, note) = (LineageId::granted(&grant), Note::default());
                let what = What::EndGrant { lineage, note };
                host.ledger.accept(input(what)).await?
            }
            Act::Import(what) => {
                let arrivals = host.ledger.accept_all(vec![input(what)]).await?;
                return Ok(matches!(arrivals.as_slice(), [Arrival::New(_)]));
            }
            Act::Forget(user) => {
                let told = true;
                host.ledger.forget(&user, (host.clock)(), told).await?;
                // It does not say whether this call or an earlier one did it.
                return Ok(false);
            }
        };
        Ok(matches!(arrival, Arrival::New(_)))
    }

    /// Looks at purchases that a device shows: Apple's are signed, Google is asked.
    async fn look_at(&self, host: &Host, ids: &[String]) -> Result<Vec<Observation>, Error> {
        let mut seen = Vec::new();
        for id in ids {
            let Some(subscription) = self.stores.get(id) else {
                continue;
            };
            seen.extend(self.look_at_one(host, &subscription).await);
        }
        match seen.is_empty() {
            true => Err(Error::Stopped),
            false => Ok(seen),
        }
    }

    /// Looks at one purchase. None if the store does not answer.
    async fn look_at_one(&self, host: &Host, it: &Subscription) -> Option<Observation> {
        match it.store {
            Store::Google => {
                let notice = read(Store::Google, &it.hint()).ok()?;
                asked(host, "google", notice).await
            }
            Store::Stripe => {
                let thin = json!({"type": "shown", "livemode": true, "related_object": {"id": it.id, "type": "subscription"}});
                let notice = read(Store::Stripe, &thin).ok()?;
                asked(host, "stripe", notice).await
            }
            _ => apple::transaction(&it.transaction(self.time.now())).ok(),
        }
    }

    /// Asks for the user of a device to be forgotten, as an operator does: by the user's id.
    pub async fn forget(&self, device: DeviceId) {
        let host = self.a_host().await;
        let state = host.ledger.device_state(&device, (host.clock)());
        if let Some(Ok(Some(state))) = host.call(state).await {
            let key = forget_key(&state.user);
            self.trace.say(
                "customer",
                format_args!("{key}, who has {device}, or had just now"),
            );
            self.act(key, Act::Forget(state.user)).await;
        }
    }

    /// Reads what a customer has.
    pub async fn read(&self, device: DeviceId) {
        let host = self.a_host().await;
        let (now, began) = ((host.clock)(), self.journal.moment());
        if let Some(Ok(state)) = host.call(host.ledger.device_state(&device, now)).await {
            self.journal.read(began, Answer { device, now, state });
        }
    }

    /// Brings a store's message to the hosts: perhaps late, perhaps twice, until it is acknowledged.
    pub async fn deliver(self: Arc<Self>, letter: Letter) {
        let key = format!("notification/{}/{}", letter.store.name(), letter.id);
        self.journal.begins(&key);
        let slow = self.dice.chance(2000);
        tokio::time::sleep(self.dice.millis(if slow { 1000..400_000 } else { 1..2000 })).await;
        let mut copies = if self.dice.chance(2000) { 2 } else { 1 };
        loop {
            let host = self.a_host().await;
            match host.call(put(&host, &letter)).await {
                Some(Ok(arrival)) => {
                    self.trace
                        .say("mail", format_args!("{key} acknowledged ({arrival:?})"));
                    self.journal.acknowledged(&key, arrival == Arrival::New(()));
                    let moment = (key.clone(), self.journal.moment());
                    self.delivered.lock().unwrap().extend([moment]);
                    copies -= 1;
                }
                _ => self.trace.say("mail", format_args!("{key} not taken")),
            }
            if copies == 0 {
                return;
            }
            tokio::time::sleep(self.dice.millis(50..20_000)).await;
        }
    }

    /// Deletes old rows, as the hosts do by themselves every hour.
    pub async fn clean(&self) {
        self.cleaned.store(true, Ordering::Relaxed);
        let host = self.a_host().await;
        let before = (host.clock)().plus_millis(-600_000);
        let _ = host.call(host.ledger.finish_forgetting(true)).await;
        let _ = host.call(host.ledger.forget_messages(before)).await;
        let _ = host.call(host.ledger.forget_events(before)).await;
    }
}

/// Returns the key of the calls that forget a user.
pub(crate) fn forget_key(user: &UserId) -> String {
    format!("forget/{user}")
}

/// Asks a store what a notice leads to. None if it does not answer.
async fn asked(host: &Host, platform: &str, notice: Notice) -> Option<Observation> {
    let prepared = prepare(&PlatformId::new(platform), notice, &host.questions).await;
    prepared.ok()?.purchases.into_iter().next()
}

/// Puts a message into a host's inbox, as the route does once it is verified.
async fn put(host: &Host, letter: &Letter) -> Result<Arrival, paywall_ledger::Unavailable> {
    let message = Message {
        id: letter.id.clone(),
        store: letter.store,
        platform: PlatformId::new(letter.store.name()),
        kind: String::new(),
        received_at: (host.clock)(),
        body: letter.content.to_string().into_bytes(),
        content: letter.content.clone(),
        rounds: 0,
    };
    host.messages.put(Received::from(message)).await
}
