//! The step from a message to its purchases.

use paywall_ledger::{Environment, Observation, PlatformId};

use crate::{Answer, Answered, AskError, Notice, Questions, Unreadable, answered, gone};

/// The purchases that a message leads to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Prepared {
    /// The purchases as they stand. Empty if the message says nothing about a purchase.
    pub purchases: Vec<Observation>,
    /// The questions that were asked because of it, with their answers.
    pub answers: Vec<Answered>,
    /// The reason why the message or an answer is not understood, if that is so.
    pub unread: Option<String>,
}

/// Looks into a message of an app platform, and asks its store if the message is only a hint.
/// The ledger takes the result under the message's key, so doing this twice has one effect.
///
/// # Errors
/// Fails if the store cannot be asked; the caller tries again later.
pub async fn prepare(
    platform: &PlatformId,
    notice: Notice,
    questions: &Questions,
) -> Result<Prepared, AskError> {
    let environment = notice.environment.unwrap_or(Environment::Production);
    let mut out = Prepared {
        purchases: notice.purchases,
        answers: Vec::new(),
        unread: notice.unread,
    };
    for question in notice.questions {
        let answer = questions.ask(platform, question).await?;
        match observed(&answer, environment) {
            Ok(seen) => out.purchases.extend(seen),
            Err(why) => out.unread = Some(why.to_string()),
        }
        out.answers.push(answer);
    }
    Ok(out)
}

/// Reads an answer about a purchase. One that is not understood is kept, and a newer version of this program may read it.
pub(crate) fn observed(
    given: &Answered,
    environment: Environment,
) -> Result<Option<Observation>, Unreadable> {
    let Answered {
        question,
        asked_at,
        answer,
    } = given;
    match answer {
        Answer::Found(json) => answered(question, json, *asked_at).map(Some),
        Answer::Gone => Ok(gone(question, environment, *asked_at)),
        Answer::Missing => Ok(None),
    }
}
