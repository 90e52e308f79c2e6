//! Everything known of a customer, for those who help them.

use axum::Json;
use axum::extract::Path;
use paywall_database::LedgerDatabase;
use paywall_ledger::{DeviceId, Entitlement, UserId};
use serde_json::{Value, json};

use crate::call::Call;
use crate::problem::Problem;
use crate::route::said;

/// Shows a customer by the id of a device, of an account, or of a user: what they have, and why.
#[utoipa::path(get, path = "/control/v1/apps/{app}/customers/{id}", tag = "customers",
    responses((status = 200, description = "`user`, `account`, `customer`, `request` (the same as the module is asked about somebody), `journey` and `purchases` in words, `history` (what happened, in sentences), `revision` and `fetched` (what their devices fetched last, and on which day), and `entitlements`: those of the app", body = Object)))]
pub(crate) async fn show(
    call: Call,
    Path((_, id)): Path<(String, String)>,
) -> Result<Json<Value>, Problem> {
    let unknown = || unknown(&id);
    let (ledger, user) = found(&call, &id).await?;
    let state = ledger.user_state(&user, call.now).await?;
    let state = state.ok_or_else(unknown)?;
    let history = ledger.history(&user).await?;
    let devices: Vec<_> = state.row.devices.to_vec();
    let fetched = ledger.fetched(&devices).await?;
    let newest = fetched.iter().max_by_key(|it| it.at);
    Ok(Json(json!({
        "user": state.user,
        "account": state.row.account,
        "customer": state.customer,
        "request": said::request(&state),
        "journey": said::journey(state.customer.journey),
        "purchases": state.customer.purchases.iter().map(said::purchase).collect::<Vec<_>>(),
        "history": history,
        "revision": newest.map(|it| &it.revision),
        "fetched": newest.map(|it| it.at.millis()),
        "entitlements": ledger.app().entitlements.iter().map(named).collect::<Vec<_>>(),
    })))
}

/// Names an entitlement of the app.
fn named(entitlement: &Entitlement) -> Value {
    json!({ "id": entitlement.id, "name": entitlement.name })
}

/// Finds the ledger, and the user whom an id means.
pub(super) async fn found<'a>(
    call: &'a Call,
    id: &str,
) -> Result<(&'a LedgerDatabase, UserId), Problem> {
    let ledger = call.app.ledger.as_ref().ok_or_else(|| unknown(id))?;
    let user = user(ledger, id, call).await?;
    Ok((ledger, user.ok_or_else(|| unknown(id))?))
}

/// Makes the problem that nobody has an id.
fn unknown(id: &str) -> Problem {
    Problem::not_found("device, account or user", id)
}

/// Finds the user whom an id means.
async fn user(ledger: &LedgerDatabase, id: &str, call: &Call) -> Result<Option<UserId>, Problem> {
    if let Some(state) = ledger.device_state(&DeviceId::new(id), call.now).await? {
        return Ok(Some(state.user));
    }
    if let Ok(account) = id.parse()
        && let Some(user) = ledger.user_of(&account).await?
    {
        return Ok(Some(user));
    }
    let user = UserId::new(id);
    let state = ledger.user_state(&user, call.now).await?;
    Ok(state.map(|state| state.user))
}
