//! From a message to what it comes to.

use paywall_ledger::{Environment, Observation, PlatformId};

use crate::{Answer, Answered, AskError, Notice, Questions, answered, gone};

/// What a message comes to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Prepared {
    /// The purchases as they stand. Empty if the message says nothing of a purchase.
    pub purchases: Vec<Observation>,
    /// The questions that were asked for it, with their answers.
    pub answers: Vec<Answered>,
}

/// Looks into a message of an app platform, and asks its store where the message is but a hint. The ledger takes what
/// comes of it under the message's key: however often this is done, once.
///
/// # Errors
/// When the store cannot be asked. To be done again later.
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

/// Reads what an answer says of a purchase. An answer that cannot be read says nothing: it is kept, and a newer
/// version of this program may read it.
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
