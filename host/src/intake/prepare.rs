//! From a kept message to the one input it comes to.

use serde::{Deserialize, Serialize};

use super::{Answer, AskError, Clock, Delivery, StoreApi};
use crate::ledger::{
    Environment, Input, MemberKey, Observation, PlatformId, Standing, Store, Time, What,
};
use crate::notification::{self, Fetch};

/// What a store was asked, and what it said. Kept beside the message, so that the log can be gone through again
/// without any network.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fetched {
    /// The question.
    #[serde(flatten)]
    pub question: Fetch,
    /// When it was asked.
    pub asked_at: Time,
    /// The answer.
    pub answer: Answer,
}

/// What a message comes to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Prepared {
    /// The input; None where the message says nothing of a purchase.
    pub input: Option<Input>,
    /// What was asked for it.
    pub fetched: Vec<Fetched>,
}

/// Looks into a message, and asks its store where it is but a hint. The input's key is the message's: however often
/// this is done, the ledger takes it once. Questions about one purchase must not be asked side by side.
///
/// # Errors
/// When the store cannot be asked. To be done again later.
pub async fn prepare(
    delivery: &Delivery,
    api: &dyn StoreApi,
    clock: &Clock,
) -> Result<Prepared, AskError> {
    let Ok(notice) = notification::read(delivery.store, &delivery.message) else {
        return Ok(Prepared::default());
    };
    let mut out = Prepared::default();
    let mut purchases = notice.purchases;
    for question in notice.fetch {
        let fetched = ask(&delivery.platform, question, api, clock).await?;
        let environment = notice.environment.unwrap_or(Environment::Production);
        purchases.extend(observed(&fetched, environment));
        out.fetched.push(fetched);
    }
    if !purchases.is_empty() {
        out.input = Some(Input {
            key: delivery.key.clone(),
            at: clock(),
            what: What::Notify { purchases },
        });
    }
    Ok(out)
}

pub(super) async fn ask(
    platform: &PlatformId,
    question: Fetch,
    api: &dyn StoreApi,
    clock: &Clock,
) -> Result<Fetched, AskError> {
    let asked_at = clock();
    let answer = api.ask(platform, &question).await?;
    Ok(Fetched {
        question,
        asked_at,
        answer,
    })
}

/// What an answer says of a purchase. An answer that cannot be read says nothing: it is kept, and a newer version of
/// this program may read it.
pub(super) fn observed(fetched: &Fetched, environment: Environment) -> Option<Observation> {
    let Fetched {
        question,
        asked_at,
        answer,
    } = fetched;
    match (answer, question) {
        (Answer::Found(json), _) => notification::fetched(question, json, *asked_at).ok(),
        // Amazon no longer speaks of a receipt that was cancelled.
        (Answer::Gone, Fetch::AmazonReceipt { receipt, .. }) => {
            let member = MemberKey::new(Store::Amazon, environment, receipt);
            let mut seen = Observation::new(member, *asked_at);
            seen.standing = Some(Standing::Revoked);
            Some(seen)
        }
        _ => None,
    }
}
