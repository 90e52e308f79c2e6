//! Questions to Google's Developer API, asked with an access token of a service account.

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use paywall_ledger::Time;
use serde::Deserialize;
use serde_json::json;

use super::Settings;
use super::read::is_of_product;
use crate::asking::{Meaning, address};
use crate::{Answer, AskError, Asking, Question, Secret};

/// The scope that a service account of Google's must be granted.
const SCOPE: &str = "https://www.googleapis.com/auth/androidpublisher";

/// The file that Google gives for a service account.
#[derive(Deserialize)]
struct ServiceAccount {
    client_email: String,
    private_key: String,
    token_uri: String,
}

/// An access token, as Google answers with it.
#[derive(Deserialize)]
struct Token {
    access_token: String,
    #[serde(default)]
    expires_in: i64,
}

/// Asks for a subscription or a product.
pub(super) async fn ask(
    settings: &Settings,
    question: &Question,
    asking: Asking<'_>,
) -> Result<Answer, AskError> {
    let credentials = settings.credentials.as_ref();
    let credentials = credentials.ok_or(AskError::NotAllowed(0))?;
    let bearer = match asking.token() {
        Some(token) => token,
        None => new_token(credentials, asking).await?,
    };
    let kind = match is_of_product(question) {
        true => "productsv2",
        false => "subscriptionsv2",
    };
    let path = ["androidpublisher", "v3", "applications", asking.store_app];
    let rest = ["purchases", kind, "tokens", &question.purchase];
    let url = address(&settings.api, path.into_iter().chain(rest))?;
    let request = asking.client.get(url).bearer_auth(bearer.reveal());
    asking.send(request, Meaning::usual).await
}

/// Fetches an access token of a service account by a signed request (RFC 7523), and keeps it.
async fn new_token(credentials: &Secret, asking: Asking<'_>) -> Result<Secret, AskError> {
    let account: ServiceAccount =
        serde_json::from_str(credentials.reveal()).map_err(|_| AskError::NotAllowed(0))?;
    let form = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
        ("assertion", &assertion(&account, asking.now)?),
    ];
    let request = asking.client.post(&account.token_uri).form(&form);
    let Answer::Found(answer) = asking.send(request, Meaning::usual).await? else {
        return Err(AskError::NotAllowed(404));
    };
    let token = Token::deserialize(answer).map_err(|_| AskError::NotAllowed(200))?;
    let secret = Secret::new(token.access_token);
    // A minute early, so that the token does not end on its way.
    let good_for = token.expires_in.saturating_sub(60).saturating_mul(1000);
    asking.keep_token(secret.clone(), asking.now.plus_millis(good_for));
    Ok(secret)
}

/// Signs the request for a token.
fn assertion(account: &ServiceAccount, now: Time) -> Result<String, AskError> {
    let key = EncodingKey::from_rsa_pem(account.private_key.as_bytes());
    let seconds = now.millis() / 1000;
    let claims = json!({
        "iss": account.client_email, "scope": SCOPE, "aud": account.token_uri,
        "iat": seconds, "exp": seconds + 3600,
    });
    let header = Header::new(Algorithm::RS256);
    let signed = key.and_then(|key| encode(&header, &claims, &key));
    signed.map_err(|_| AskError::NotAllowed(0))
}
