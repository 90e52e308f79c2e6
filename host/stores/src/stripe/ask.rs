//! Questions to Stripe about subscriptions.

use super::Settings;
use crate::asking::{Meaning, address, send};
use crate::{Answer, AskError, Asking, Question};

/// Asks for a subscription.
pub(super) async fn ask(
    settings: &Settings,
    question: &Question,
    asking: Asking<'_>,
) -> Result<Answer, AskError> {
    let url = address(&settings.api, ["v1", "subscriptions", &question.purchase])?;
    let key = settings.api_key.as_ref().ok_or(AskError::NotAllowed(0))?;
    send(
        asking.client.get(url).bearer_auth(key.reveal()),
        Meaning::usual,
    )
    .await
}
