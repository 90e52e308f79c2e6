//! Questions to Roku's validate-transaction.

use super::Settings;
use crate::asking::{Meaning, address};
use crate::{Answer, AskError, Asking, Question};

/// Asks for a transaction. Roku wants the key in the path.
pub(super) async fn ask(
    settings: &Settings,
    question: &Question,
    asking: Asking<'_>,
) -> Result<Answer, AskError> {
    let secret = settings.api_key.as_ref();
    let secret = secret.ok_or(AskError::NotAllowed(0))?;
    let path = ["listen", "transaction-service.svc", "validate-transaction"];
    let rest = [secret.reveal(), &question.purchase];
    let url = address(&settings.api, path.into_iter().chain(rest))?;
    let request = asking.client.get(url).header("accept", "application/json");
    asking.send(request, Meaning::usual).await
}
