//! The proof of purchases that devices show, by the stores' own words.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;

use super::budget::{Budget, QuestionSizes};
use super::endless::say_endless;
use super::log::Log;
use super::sdk::{Proofs, Unproved};
use paywall_ledger::{AppPlatform, Current, DeviceId, Later, Observation, PlatformId};
use paywall_stores::{ConfiguredStore, NotShown, Questions, Shown, Stores, look_at};

/// A checker that believes what a store signed or says when asked.
#[derive(Clone, Default)]
pub struct StoreProofs {
    platforms: BTreeMap<PlatformId, Checking>,
    budget: Option<Arc<Budget>>,
    log: Option<Log>,
}

/// An app platform, with everything needed to check its purchases.
#[derive(Clone)]
struct Checking {
    app: Current,
    store: Arc<dyn ConfiguredStore>,
    questions: Questions,
}

impl StoreProofs {
    /// Writes what an operator should know of proofs to `log`.
    #[must_use]
    pub fn with_log(mut self, log: &Log) -> Self {
        self.log = Some(log.clone());
        self
    }

    /// Bounds the questions that devices cause.
    #[must_use]
    pub fn with_budget(mut self, sizes: QuestionSizes) -> Self {
        self.budget = Some(Arc::new(Budget::of(sizes)));
        self
    }

    /// Adds the app platforms of an app.
    pub fn add(&mut self, app: &Current, stores: &Stores, questions: &Questions) {
        for (platform, store) in stores {
            let checking = Checking {
                app: app.clone(),
                store: Arc::clone(store),
                questions: questions.clone(),
            };
            self.platforms.insert(platform.clone(), checking);
        }
    }

    /// Checks every purchase in a payload. Returns those that are proved.
    async fn prove(
        &self,
        platform: &AppPlatform,
        device: &DeviceId,
        payload: &str,
    ) -> Result<Vec<Observation>, Unproved> {
        let checking = self.platforms.get(&platform.id);
        let checking = checking.ok_or(Unproved::Unchecked(platform.store))?;
        let shown = Shown::read(platform.store, payload);
        let shown = shown.map_err(|it| Unproved::Wrong(it.to_string()))?;
        self.spend(platform, device, &shown, &checking.questions)?;
        let app = &checking.app.now();
        let (mut proved, mut wrong) = (Vec::new(), None);
        for one in shown {
            let Checking {
                store, questions, ..
            } = checking;
            match look_at(one, app, &platform.id, &**store, questions).await {
                Ok(seen) => proved.push(seen),
                // The store cannot be asked now but perhaps later: then the device shows all of them again.
                Err(NotShown::Ask(error)) => return Err(Unproved::Later(error.to_string())),
                Err(other) => {
                    self.say(platform, &other);
                    wrong = Some(Unproved::Wrong(other.to_string()));
                }
            }
        }
        if let Some(log) = &self.log {
            say_endless(log, app, &platform.id, &proved);
        }
        match wrong {
            // One purchase without proof does not make the others worthless.
            Some(wrong) if proved.is_empty() => Err(wrong),
            _ => Ok(proved),
        }
    }
}

impl StoreProofs {
    /// Takes the questions that these purchases need out of the device's budget, before the first is put.
    fn spend(
        &self,
        platform: &AppPlatform,
        device: &DeviceId,
        shown: &[Shown],
        questions: &Questions,
    ) -> Result<(), Unproved> {
        let Some(budget) = &self.budget else {
            return Ok(());
        };
        let count = Shown::to_ask(shown, &platform.id, questions);
        let spent = budget.take(&platform.id, device, count, questions.now());
        spent.map_err(|wait| {
            if let Some(log) = &self.log {
                log.count("questions_over_budget");
            }
            Unproved::TooMany(wait)
        })
    }

    /// Says to the operator that a store's answer is not understood; all else is the device's affair.
    fn say(&self, platform: &AppPlatform, why: &NotShown) {
        if let (NotShown::NotUnderstood(_), Some(log)) = (why, &self.log) {
            let store = platform.store.name();
            let fields =
                json!({"store": store, "platform": platform.id, "kind": "shown by a device"});
            log.error("message not understood", &fields);
        }
    }
}

impl Proofs for StoreProofs {
    fn purchases<'a>(
        &'a self,
        platform: &'a AppPlatform,
        device: &'a DeviceId,
        payload: &'a str,
    ) -> Later<'a, Result<Vec<Observation>, Unproved>> {
        Box::pin(self.prove(platform, device, payload))
    }
}
