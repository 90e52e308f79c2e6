//! The step from a message to its purchases.

use paywall_ledger::{Environment, Observation, PlatformId, Standing, Term, TermKind, Time};

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
    /// The time at which the store must be asked again, if the answer is not the last word and no message will come.
    pub again: Option<Time>,
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
        again: None,
    };
    for question in notice.questions {
        let answer = questions.ask(platform, question).await?;
        match observed(&answer, environment) {
            Ok(seen) => {
                let again = seen.as_ref().and_then(|it| ask_again(it, questions.now()));
                out.again = out.again.or(again);
                out.purchases.extend(seen);
            }
            Err(why) => out.unread = Some(why.to_string()),
        }
        out.answers.push(answer);
    }
    Ok(out)
}

/// Returns the time at which to ask again about a subscription that ends by itself and of which the store names no end:
/// at the end to be expected, and else once a day. The store's next answer, then, is that it ended.
pub fn ask_again(seen: &Observation, now: Time) -> Option<Time> {
    let endless = |it: &Term| it.kind == TermKind::Subscription && it.ends.is_none();
    let runs = !matches!(
        seen.standing,
        Some(Standing::Ended | Standing::Replaced | Standing::Revoked)
    );
    let ends = runs && seen.renews == Some(false) && seen.terms.iter().any(endless);
    let expected = seen.expected_end.filter(|it| *it > now);
    ends.then(|| expected.unwrap_or_else(|| now.plus_days(1)))
}

/// Reads an answer about a purchase. One that is not understood is kept, and a newer version of this program may read it.
pub(crate) fn observed(
    given: &Answered,
    environment: Environment,
) -> Result<Option<Observation>, Unreadable> {
    let Answered {
        question,
        number,
        asked_at,
        answer,
    } = given;
    let seen = match answer {
        Answer::Found(json) => Some(answered(question, json, *asked_at)?),
        Answer::Gone => gone(question, environment, *asked_at),
        Answer::Missing => None,
    };
    Ok(seen.map(|it| Observation {
        asked: *number,
        ..it
    }))
}
