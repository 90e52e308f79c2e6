//! The deeds of those who help a customer: give entitlements without a purchase, end them, and forget the customer.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use paywall_database::{Error, LedgerDatabase};
use paywall_ledger::{
    EntitlementId, Holder, Input, Lineage, LineageId, Note, Refused, Time, What, derived,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::body::Body;
use crate::call::Call;
use crate::problem::Problem;
use crate::route::customers::found;

/// The most bytes of a reason.
const MOST_WHY: usize = 1_000;
/// The most characters of a key.
const MOST_KEY: usize = 128;
/// The most days that a grant lasts: a hundred years.
const MOST_DAYS: i64 = 36_500;

/// An entitlement that a customer is to get without a purchase.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = GiveEntitlement, example = json!({"entitlement": "premium", "days": 7, "why": "the outage of November 30", "key": "5f1d"}))]
pub(crate) struct Gift {
    /// The reference id of the entitlement, as in the document.
    entitlement: String,
    /// The days for which it lasts, 1 to 36,500; without them, it is for good.
    days: Option<i64>,
    /// The reason, for the history.
    why: String,
    /// A text of the caller's for this gift alone: a repetition with the same gives nothing more.
    key: String,
}

/// A grant that a customer has.
#[derive(Serialize, ToSchema)]
#[schema(as = GivenEntitlement)]
pub(crate) struct Given {
    /// The id, by which it is ended.
    grant: String,
    /// False if it was given before, by a call with the same key.
    is_new: bool,
}

/// The reason why a grant is ended.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = EndGrant, example = json!({"why": "it was given twice"}))]
pub(crate) struct End {
    /// The reason, for the history.
    why: String,
}

/// The word that a customer is really to be forgotten.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ForgetCustomer, example = json!({"confirm": "4711"}))]
pub(crate) struct Confirmed {
    /// The id in the path once more.
    confirm: String,
}

/// Gives a customer an entitlement without a purchase.
#[utoipa::path(post, path = "/control/v1/apps/{app}/customers/{id}/grants", tag = "customers", request_body = Gift,
    responses((status = 201, description = "Given; the customer has it with the next call of the SDK", body = Given),
        (status = 404, description = "There is no such customer, or no such entitlement (`entitlement_not_found`)"),
        (status = 409, description = "The key was used for another gift (`grant_exists`), or the customer has too many (`too_many_grants`)")))]
pub(crate) async fn give(
    call: Call,
    Path((_, id)): Path<(String, String)>,
    Body(gift): Body<Gift>,
) -> Result<(StatusCode, Json<Given>), Problem> {
    let (ledger, user) = found(&call, &id).await?;
    let (until, note) = (gift.ends(call.now)?, note(&call, &gift.why)?);
    if !(1..=MOST_KEY).contains(&gift.key.len()) {
        let message = format!("expected a text of 1 to {MOST_KEY} bytes");
        return Err(Problem::invalid(message).at("$.key"));
    }
    let grant = derived(&[&call.app.id, "grant", user.as_str(), &gift.key]);
    let what = What::Grant {
        grant: grant.clone(),
        to: Holder::User(user),
        entitlement: EntitlementId::new(gift.entitlement.as_str()),
        until,
        note,
    };
    let is_new = accept(ledger, format!("grant/{grant}"), what, call.now).await?;
    let lineage = LineageId::granted(&grant);
    let row = ledger.purchase(&lineage).await?;
    if !row.is_some_and(|row| row.products().contains(gift.entitlement.as_str())) {
        return Err(refused(&Refused::GrantExists(lineage)));
    }
    if is_new {
        let deed = ("give_entitlement", gift.entitlement.as_str());
        noted(&call, deed, &grant).await?;
    }
    Ok((StatusCode::CREATED, Json(Given { grant, is_new })))
}

/// Ends a grant of a customer now. A repetition changes nothing.
#[utoipa::path(post, path = "/control/v1/apps/{app}/customers/{id}/grants/{grant}/end", tag = "customers", request_body = End,
    responses((status = 204, description = "Ended"), (status = 404, description = "The customer has no such grant")))]
pub(crate) async fn end(
    call: Call,
    Path((_, id, grant)): Path<(String, String, String)>,
    Body(End { why }): Body<End>,
) -> Result<StatusCode, Problem> {
    let (ledger, user) = found(&call, &id).await?;
    let lineage = LineageId::granted(&grant);
    let row = ledger.purchase(&lineage).await?;
    let row = row.filter(|row: &Lineage| row.owner == user);
    if row.is_none() {
        return Err(Problem::not_found("grant of this customer", &grant));
    }
    let note = note(&call, &why)?;
    let key = format!("grant/{grant}/end");
    let what = What::EndGrant { lineage, note };
    if accept(ledger, key, what, call.now).await? {
        noted(&call, ("end_grant", &grant), "").await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Forgets a customer for good: devices, purchases, journey and history (docs/database.md). Nothing brings them back.
#[utoipa::path(post, path = "/control/v1/apps/{app}/customers/{id}/forget", tag = "customers", request_body = Confirmed,
    responses((status = 204, description = "Forgotten; there is no such customer any more"),
        (status = 400, description = "`confirm` is not the id in the path")))]
pub(crate) async fn forget(
    call: Call,
    Path((_, id)): Path<(String, String)>,
    Body(Confirmed { confirm }): Body<Confirmed>,
) -> Result<StatusCode, Problem> {
    if confirm != id {
        let message = "expected the id in the path once more, since nothing brings a customer back";
        return Err(Problem::invalid(message).at("$.confirm"));
    }
    let (ledger, user) = found(&call, &id).await?;
    match ledger
        .forget(&user, call.now, call.app.tells_of_deletions)
        .await
    {
        // Somebody else was faster.
        Err(Error::Refused(_)) => return Err(Problem::not_found("customer", &id)),
        other => other?,
    };
    // The audit is kept for ever, so it says nothing of whom.
    noted(&call, ("forget_customer", ""), "").await?;
    Ok(StatusCode::NO_CONTENT)
}

impl Gift {
    /// Returns the end of access.
    fn ends(&self, now: Time) -> Result<Option<Time>, Problem> {
        match self.days {
            None => Ok(None),
            Some(days) if (1..=MOST_DAYS).contains(&days) => Ok(Some(now.plus_days(days))),
            Some(_) => {
                let message = format!("expected a number from 1 to {MOST_DAYS}");
                Err(Problem::invalid(message).at("$.days"))
            }
        }
    }
}

/// Makes the note for the history: who did it, by the id that says nothing once they leave, and why.
fn note(call: &Call, why: &str) -> Result<Note, Problem> {
    let why = why.trim();
    if !(1..=MOST_WHY).contains(&why.len()) {
        let message = format!("expected a reason of 1 to {MOST_WHY} bytes");
        return Err(Problem::invalid(message).at("$.why"));
    }
    Ok(Note {
        by: call.caller.id.clone(),
        why: why.to_owned(),
    })
}

/// Gives an input to the ledger. Returns true if it is new.
async fn accept(
    ledger: &LedgerDatabase,
    key: String,
    what: What,
    at: Time,
) -> Result<bool, Problem> {
    match ledger.accept(Input { key, at, what }).await {
        Ok(arrival) => Ok(arrival.is_new()),
        Err(Error::Refused(why)) => Err(refused(&why)),
        Err(error) => Err(error.into()),
    }
}

/// Writes a deed into the audit, which names no customer.
async fn noted(call: &Call, (verb, object): (&str, &str), after: &str) -> Result<(), Problem> {
    let control = &call.app.control;
    Ok(control
        .note_deed(&call.caller.id, verb, [object, after], call.now)
        .await?)
}

/// Makes the problem of a refusal of the ledger.
fn refused(why: &Refused) -> Problem {
    let status = match why {
        Refused::GrantExists(_) | Refused::TooManyGrants(_) => StatusCode::CONFLICT,
        _ => StatusCode::NOT_FOUND,
    };
    Problem::new(status, why.code(), why.to_string())
}
