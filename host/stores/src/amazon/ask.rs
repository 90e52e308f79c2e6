//! Questions to Amazon's Receipt Verification Service.

use super::Settings;
use crate::asking::{Meaning, address};
use crate::{Answer, AskError, Asking, Question};

/// Asks for a receipt. Amazon wants the secret, the user and the receipt in the path.
pub(super) async fn ask(
    settings: &Settings,
    question: &Question,
    asking: Asking<'_>,
) -> Result<Answer, AskError> {
    let secret = settings.shared_secret.as_ref();
    let secret = secret.ok_or(AskError::NotAllowed(0))?;
    let user = question.user.as_deref().unwrap_or_default();
    let path = ["version", "1.0", "verifyReceiptId", "developer"];
    let rest = [
        secret.reveal(),
        "user",
        user,
        "receiptId",
        &question.purchase,
    ];
    let url = address(&settings.api, path.into_iter().chain(rest))?;
    asking.send(asking.client.get(url), meaning).await
}

/// Translates a status; Amazon has two of its own.
const fn meaning(status: u16) -> Meaning {
    match status {
        // 496: the shared secret is not known.
        496 => Meaning::NotAllowed,
        // 497: the user is not known.
        497 => Meaning::Missing,
        _ => Meaning::usual(status),
    }
}
