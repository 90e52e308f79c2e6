//! The step from a message to its purchases.

use paywall_ledger::{Environment, Observation, PlatformId};

use crate::{Answer, Answered, AskError, Notice, Questions, answered, gone};

/// The purchases that a message leads to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Prepared {
    /// The purchases as they stand. Empty if the message says nothing about a purchase.
    pub purchases: Vec<Observation>,
    /// The questions that were asked because of it, with their answers.
    pub answers: Vec<Answered>,
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
    };
    for question in notice.questions {
        let answer = questions.ask(platform, question).await?;
        out.purchases.extend(observed(&answer, environment));
        out.answers.push(answer);
    }
    Ok(out)
}

/// Reads an answer about a purchase. An answer that cannot be read says
/// nothing: it is kept, and a newer version of this program may read it.
pub(crate) fn observed(given: &Answered, environment: Environment) -> Option<Observation> {
    let Answered {
        question,
        asked_at,
        answer,
    } = given;
    match answer {
        Answer::Found(json) => answered(question, json, *asked_at).ok(),
        Answer::Gone => gone(question, environment, *asked_at),
        Answer::Missing => None,
    }
}
