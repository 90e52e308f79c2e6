//! The proof of purchases that devices show, by the stores' own words.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::sdk::{Proofs, Unproved};
use paywall_ledger::{App, AppPlatform, Later, Observation, PlatformId};
use paywall_stores::{ConfiguredStore, NotShown, Questions, Shown, Stores, look_at};

/// A checker that believes what a store signed or says when asked.
#[derive(Clone, Default)]
pub struct StoreProofs {
    platforms: BTreeMap<PlatformId, Checking>,
}

/// An app platform, with everything needed to check its purchases.
#[derive(Clone)]
struct Checking {
    app: Arc<App>,
    store: Arc<dyn ConfiguredStore>,
    questions: Questions,
}

impl StoreProofs {
    /// Adds the app platforms of an app.
    pub fn add(&mut self, app: &Arc<App>, stores: &Stores, questions: &Questions) {
        for (platform, store) in stores {
            let checking = Checking {
                app: Arc::clone(app),
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
        payload: &str,
    ) -> Result<Vec<Observation>, Unproved> {
        let checking = self.platforms.get(&platform.id);
        let checking = checking.ok_or(Unproved::Unchecked(platform.store))?;
        let shown = Shown::read(platform.store, payload);
        let (mut proved, mut wrong) = (Vec::new(), None);
        for one in shown.map_err(|it| Unproved::Wrong(it.to_string()))? {
            let Checking {
                app,
                store,
                questions,
            } = checking;
            match look_at(one, app, &platform.id, &**store, questions).await {
                Ok(seen) => proved.push(seen),
                // The store cannot be asked now but perhaps later: then the device shows all of them again.
                Err(NotShown::Ask(error)) => return Err(Unproved::Later(error.to_string())),
                Err(other) => wrong = Some(Unproved::Wrong(other.to_string())),
            }
        }
        match wrong {
            // One purchase without proof does not make the others worthless.
            Some(wrong) if proved.is_empty() => Err(wrong),
            _ => Ok(proved),
        }
    }
}

impl Proofs for StoreProofs {
    fn purchases<'a>(
        &'a self,
        platform: &'a AppPlatform,
        payload: &'a str,
    ) -> Later<'a, Result<Vec<Observation>, Unproved>> {
        Box::pin(self.prove(platform, payload))
    }
}
