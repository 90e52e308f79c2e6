//! The stores: what they know of each purchase, what they say about it, and how they answer.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use paywall_ledger::{Environment, Later, MemberKey, PlatformId, Store, Time, Unavailable};
use paywall_stores::{Answer, AskError, Question, Reply, StoreApi};
use serde_json::{Value, json};

use super::dice::Dice;
use super::stripe::{self, Manner, Written, second};
use super::time::WorldTime;

/// A subscription as its store knows it.
#[derive(Debug, Clone)]
pub(crate) struct Subscription {
    pub store: Store,
    pub id: String,
    /// The account that the app named at the purchase.
    pub account: Option<String>,
    /// The beginning of its first term.
    pub began: Time,
    pub starts: Time,
    pub ends: Time,
    pub payments: u64,
    pub renews: bool,
    pub revoked: bool,
    /// True once the store moved the end of a term. Before hosts hear of it, they may announce the end that was.
    pub moved: bool,
    /// The date of the last thing that the store said. No two are of one millisecond.
    pub said: Time,
    messages: u64,
    /// The ways in which its messages tell of it, one of which is chosen for each.
    manners: &'static [Manner],
}

/// The ways in which an app may hear of a subscription of Stripe's, by the events that it takes.
const MANNERS: [&[Manner]; 3] = [
    &[Manner::Snapshot],
    &[Manner::Thin, Manner::Invoice],
    &[Manner::Snapshot, Manner::Thin, Manner::Invoice],
];

impl Subscription {
    /// Returns true if it gives access.
    pub fn gives_access(&self, now: Time) -> bool {
        !self.revoked && now < self.ends
    }

    /// Names it as the ledger does.
    pub fn key(&self) -> MemberKey {
        MemberKey::new(self.store, Environment::Production, self.id.clone())
    }

    /// Writes Apple's transaction.
    pub fn transaction(&self, now: Time) -> Value {
        let mut json = json!({
            "transactionId": format!("{}.{}", self.id, self.payments),
            "originalTransactionId": self.id,
            "productId": "premium",
            "type": "Auto-Renewable Subscription",
            "environment": "Production",
            "purchaseDate": self.starts.millis(),
            "expiresDate": self.ends.millis(),
            "signedDate": now.millis(),
            "appAccountToken": self.account,
        });
        if self.revoked {
            json["revocationDate"] = now.millis().into();
        }
        json
    }

    /// Writes Apple's notification.
    fn notification(&self, id: &str, now: Time) -> Value {
        let status = match () {
            () if self.revoked => 5,
            () if now < self.ends => 1,
            () => 2,
        };
        json!({
            "notificationType": "DID_CHANGE",
            "notificationUUID": id,
            "signedDate": now.millis(),
            "data": {
                "bundleId": "com.example",
                "environment": "Production",
                "status": status,
                "signedTransactionInfo": self.transaction(now),
                "signedRenewalInfo": {"autoRenewStatus": u8::from(self.renews)},
            },
        })
    }

    /// Writes Google's notification, which only names the purchase.
    pub fn hint(&self) -> Value {
        json!({
            "packageName": "com.example",
            "subscriptionNotification": {"notificationType": 2, "purchaseToken": self.id},
        })
    }

    /// Describes it as Stripe does.
    fn written(&self, now: Time) -> Written<'_> {
        let status = match () {
            () if self.gives_access(now) => "active",
            () if !self.revoked && self.renews => "past_due",
            () => "canceled",
        };
        Written {
            id: &self.id,
            account: self.account.as_deref(),
            status,
            renews: self.renews,
            began: self.began,
            ends: self.ends,
            payments: self.payments,
        }
    }

    /// Writes the store's answer.
    fn answer(&self, now: Time) -> Value {
        if self.store == Store::Stripe {
            return stripe::subscription(&self.written(now));
        }
        let state = match () {
            () if self.revoked || now >= self.ends => "EXPIRED",
            () if self.renews => "ACTIVE",
            () => "CANCELED",
        };
        json!({
            "subscriptionState": format!("SUBSCRIPTION_STATE_{state}"),
            "startTime": self.starts.to_string(),
            "latestOrderId": format!("{}.{}", self.id, self.payments),
            "lineItems": [{
                "productId": "premium",
                "expiryTime": if self.revoked { now.min(self.ends) } else { self.ends }.to_string(),
                "latestSuccessfulOrderId": format!("{}.{}", self.id, self.payments),
                "autoRenewingPlan": {"autoRenewEnabled": self.renews},
            }],
            "externalAccountIdentifiers": {"obfuscatedExternalAccountId": self.account},
        })
    }
}

/// A message of a store, on its way.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    pub id: String,
    pub store: Store,
    pub content: Value,
}

/// The things that may happen to a purchase at its store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    Renewed,
    Cancelled,
    Uncancelled,
    Refunded,
    /// The store moves the end of the term.
    Moved,
    /// The store says how things stand, which it does at an end too.
    Reminder,
}

/// All stores, with everything that they sold.
pub(crate) struct Stores {
    time: Arc<WorldTime>,
    dice: Arc<Dice>,
    all: Mutex<BTreeMap<String, Subscription>>,
    /// True while no store answers questions.
    pub down: AtomicBool,
    /// True while answers may be late, odd, or missing.
    pub moody: AtomicBool,
}

impl Stores {
    /// Makes stores that sold nothing yet.
    pub fn new(time: &Arc<WorldTime>, dice: &Arc<Dice>) -> Self {
        Self {
            time: Arc::clone(time),
            dice: Arc::clone(dice),
            all: Mutex::default(),
            down: AtomicBool::new(false),
            moody: AtomicBool::new(false),
        }
    }

    /// Sells a subscription for so many minutes, which may be lengthened by renewals.
    pub fn sell(&self, store: Store, account: Option<String>, minutes: u64) -> (String, Letter) {
        let now = self.time.now();
        let mut all = self.all.lock().unwrap();
        let id = format!("{}-{}", store.name(), all.len());
        // Stripe's dates have whole seconds.
        let starts = match store {
            Store::Stripe => second(now),
            _ => now,
        };
        let sold = Subscription {
            began: starts,
            manners: self.dice.pick::<&[Manner]>(&MANNERS),
            store,
            id: id.clone(),
            account,
            starts,
            ends: starts.plus_millis(60_000 * i64::try_from(minutes).unwrap()),
            payments: 1,
            renews: true,
            revoked: false,
            moved: false,
            said: now,
            messages: 0,
        };
        all.insert(id.clone(), sold);
        let letter = self.say(all.get_mut(&id).unwrap(), now);
        (id, letter)
    }

    /// Lets something happen to a purchase. None if it cannot happen any more.
    pub fn happen(&self, id: &str, change: Change) -> Option<Letter> {
        let now = self.time.now();
        let mut all = self.all.lock().unwrap();
        let it = all.get_mut(id)?;
        let length = it.ends.millis() - it.starts.millis();
        match change {
            Change::Reminder => {}
            // A renewal follows upon the term, or begins anew after a gap.
            Change::Renewed if !it.revoked && it.renews => {
                it.starts = match it.store {
                    Store::Stripe => it.ends.max(second(now.plus_millis(-1000))),
                    _ => it.ends.max(now.plus_millis(-1000)),
                };
                if it.starts > now.plus_millis(30_000) {
                    return None;
                }
                it.ends = it.starts.plus_millis(length);
                it.payments += 1;
            }
            Change::Cancelled if it.renews && it.gives_access(now) => it.renews = false,
            Change::Uncancelled if !it.renews && it.gives_access(now) => it.renews = true,
            Change::Moved if it.gives_access(now) => {
                it.ends = it.ends.plus_millis(length / 5_000 * 1_000);
                it.moved = true;
            }
            Change::Refunded if it.gives_access(now) => it.revoked = true,
            _ => return None,
        }
        Some(self.say(it, now))
    }

    /// Writes the store's next message about a purchase.
    fn say(&self, it: &mut Subscription, now: Time) -> Letter {
        it.said = now.max(it.said.plus_millis(1));
        it.messages += 1;
        let id = format!("{}/{}", it.id, it.messages);
        let content = match it.store {
            Store::Google => it.hint(),
            Store::Stripe => {
                let manner = *self.dice.pick(it.manners);
                stripe::event(&it.written(now), &id, manner, now)
            }
            _ => it.notification(&id, it.said),
        };
        Letter {
            id,
            store: it.store,
            content,
        }
    }

    /// Lists all purchases.
    pub fn all(&self) -> Vec<Subscription> {
        self.all.lock().unwrap().values().cloned().collect()
    }

    /// Returns a purchase as the store knows it.
    pub fn get(&self, id: &str) -> Option<Subscription> {
        self.all.lock().unwrap().get(id).cloned()
    }

    /// Answers a question about a purchase, as well as the store can just now.
    async fn answered(&self, id: &str) -> Result<Answer, AskError> {
        let moody = self.moody.load(Ordering::Relaxed);
        tokio::time::sleep(self.dice.millis(1..40)).await;
        if self.down.load(Ordering::Relaxed) || (moody && self.dice.chance(1000)) {
            return Err(Unavailable::new("the store", "503").into());
        }
        let now = self.time.now();
        let answer = self.get(id).map(|it| it.answer(now));
        if moody && self.dice.chance(2000) {
            // An answer that comes late is about the moment at which it was made.
            tokio::time::sleep(self.dice.millis(100..9000)).await;
        }
        if moody && self.dice.chance(300) {
            tokio::time::sleep(Duration::from_secs(10)).await;
            return Err(Unavailable::new("the store", "no answer").into());
        }
        match answer {
            None => Ok(Answer::Missing),
            Some(_) if moody && self.dice.chance(300) => Ok(Answer::Found(json!({"torn": true}))),
            Some(answer) => Ok(Answer::Found(answer)),
        }
    }
}

impl StoreApi for Stores {
    fn ask<'a>(
        &'a self,
        _platform: &'a PlatformId,
        question: &'a Question,
    ) -> Later<'a, Result<Reply, AskError>> {
        Box::pin(async {
            let answer = self.answered(&question.purchase).await?;
            // The date of an answer is that of its sending, in whole seconds, and servers renew it once a second.
            let late = self.dice.millis(0..1000);
            let sent = self
                .time
                .now()
                .plus_millis(-i64::try_from(late.as_millis()).unwrap());
            Ok(Reply {
                answer,
                dated: Some(second(sent)),
            })
        })
    }
}

/// Names an account, by a word that stands nowhere else.
pub(crate) fn account_name(number: u64) -> String {
    format!("7e3fb20b-4cdb-47cc-936d-{number:012}")
}
