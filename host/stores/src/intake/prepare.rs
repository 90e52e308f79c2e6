//! From a kept message to what it comes to.

use super::{Answer, AskError, Fetched, Message, Questions};
use crate::notification::{self, Fetch};
use paywall_ledger::{Environment, MemberKey, Observation, Standing, Store};

/// What a message comes to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Prepared {
    /// What is so. Nothing where the message says nothing of a purchase.
    pub purchases: Vec<Observation>,
    /// What was asked for it.
    pub fetched: Vec<Fetched>,
}

/// Whether a store must be asked before it is known what a message comes to.
pub fn needs_questions(message: &Message) -> bool {
    notification::read(message.store, &message.content).is_ok_and(|it| !it.fetch.is_empty())
}

/// Looks into a message, and asks its store where it is but a hint. The ledger takes what comes of it under the
/// message's key: however often this is done, once.
///
/// # Errors
/// When the store cannot be asked. To be done again later.
pub async fn prepare(message: &Message, questions: &Questions) -> Result<Prepared, AskError> {
    let Ok(notice) = notification::read(message.store, &message.content) else {
        return Ok(Prepared::default());
    };
    let mut out = Prepared {
        purchases: notice.purchases,
        fetched: Vec::new(),
    };
    for question in notice.fetch {
        let fetched = questions.ask(&message.platform, question).await?;
        let environment = notice.environment.unwrap_or(Environment::Production);
        out.purchases.extend(observed(&fetched, environment));
        out.fetched.push(fetched);
    }
    Ok(out)
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
