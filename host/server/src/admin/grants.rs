//! Entitlements that somebody in charge gives without a purchase, and ends.

use axum::Json;
use axum::extract::{Extension, Path};
use axum::http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use utoipa::ToSchema;

use super::forms::{Granted, Shown};
use super::{Answer, Caller, Refusal, Shared, named};
use paywall_database::{Error, LedgerDatabase};
use paywall_ledger::{
    EntitlementId, Holder, Input, Lineage, LineageId, Note, Refused, Time, UserId, What, derived,
};

/// The length of a text about a grant in bytes, at most.
const LONGEST: usize = 1000;
/// The days that a grant lasts, at most: a hundred years.
const DAYS: i64 = 36_500;

/// The body of a call that gives an entitlement.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = GrantEntitlement, example = json!({"entitlement": "premium", "account": "1001", "days": 30, "by": "Ada", "why": "the outage"}))]
pub(super) struct Gift {
    /// The reference id of the entitlement.
    #[schema(value_type = String)]
    entitlement: EntitlementId,
    /// The id of the user who gets it; or else the account.
    #[schema(value_type = Option<String>)]
    user: Option<UserId>,
    /// The app's own id of the account that gets it; or else the user.
    account: Option<String>,
    /// The end of access in RFC 3339.
    until: Option<String>,
    /// The days for which it lasts, in place of the end. Without either, it is for good.
    days: Option<i64>,
    /// The person who gives it, for the history.
    #[serde(default)]
    by: String,
    /// The reason, for the history.
    #[serde(default)]
    why: String,
}

/// The word of the one who calls.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = EndOfGrant, example = json!({"by": "Ada", "why": "it was given twice"}))]
pub(super) struct Word {
    /// The person who ends it, for the history.
    by: String,
    /// The reason, for the history.
    why: String,
}

/// Gives an entitlement. A call with the same `Idempotency-Key` gives nothing more, and is answered alike.
#[utoipa::path(post, path = "/admin/v1/apps/{app}/grants", tag = "customers", request_body = Gift,
    params(("Idempotency-Key" = String, Header, description = "A text of up to 128 characters for this grant alone: a repetition with the same gives nothing more")),
    responses((status = 200, description = "The customer, with the id of the grant", body = Granted), (status = 404, description = "Nothing is known by that name"),
        (status = 409, description = "The key was used for another grant (`grant_exists`), or the customer has too many (`too_many_grants`)")))]
pub(super) async fn give(
    admin: Shared,
    Path(app): Path<String>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    body: String,
) -> Answer {
    let (ledger, now) = (admin.ledger(&app)?, admin.now());
    let gift: Gift = read(&body)?;
    let grant = derived(&[&app, "grant", key(&headers)?]);
    let what = What::Grant {
        grant: grant.clone(),
        to: gift.holder()?,
        entitlement: gift.entitlement.clone(),
        until: gift.ends(now)?,
        note: note(&gift.by, &gift.why, &caller)?,
    };
    let key = format!("grant/{grant}");
    let arrival = accept(ledger, Input { key, at: now, what }).await?;
    let lineage = LineageId::granted(&grant);
    let row = ledger.purchase(&lineage).await?.ok_or(Refusal::NotFound)?;
    if !gives(&row, &gift.entitlement) {
        return Err(Refusal::Refused(Refused::GrantExists(lineage)));
    }
    let Json(mut shown) = admin.shown(ledger, &row.owner).await?;
    shown["grant"] = json!(grant);
    shown["is_new"] = json!(arrival);
    Ok(Json(shown))
}

/// Ends a grant now, with a reason. A repetition changes nothing.
#[utoipa::path(post, path = "/admin/v1/apps/{app}/grants/{id}/end", tag = "customers", 
    request_body(content = Word, description = "Who ends it, and why; it may be left out"),
    responses((status = 200, description = "The user, the account, and the customer: entitlements, journey state, purchases", body = Shown), (status = 404, description = "Nothing is known by that name")))]
pub(super) async fn end(
    admin: Shared,
    Path((app, grant)): Path<(String, String)>,
    Extension(caller): Extension<Caller>,
    body: String,
) -> Answer {
    let word: Word = match body.is_empty() {
        true => Word::default(),
        false => read(&body)?,
    };
    ended(&admin, &app, &grant, note(&word.by, &word.why, &caller)?).await
}

/// Ends a grant now.
#[utoipa::path(delete, path = "/admin/v1/apps/{app}/grants/{id}", tag = "customers",
    responses((status = 200, description = "The user, the account, and the customer: entitlements, journey state, purchases", body = Shown), (status = 404, description = "Nothing is known by that name")))]
pub(super) async fn remove(
    admin: Shared,
    Path((app, grant)): Path<(String, String)>,
    Extension(caller): Extension<Caller>,
) -> Answer {
    ended(&admin, &app, &grant, note("", "", &caller)?).await
}

/// Ends a grant.
async fn ended(admin: &Shared, app: &str, grant: &str, note: Note) -> Answer {
    let ledger = admin.ledger(app)?;
    let lineage = LineageId::granted(grant);
    let row = ledger.purchase(&lineage).await?.ok_or(Refusal::NotFound)?;
    let input = Input {
        key: format!("grant/{grant}/end/{}", row.version),
        at: admin.now(),
        what: What::EndGrant { lineage, note },
    };
    accept(ledger, input).await?;
    let row = ledger.purchase(&LineageId::granted(grant)).await?;
    let owner = row.ok_or(Refusal::NotFound)?.owner;
    let Json(mut shown) = admin.shown(ledger, &owner).await?;
    shown["grant"] = json!(grant);
    Ok(Json(shown))
}

/// Returns true if a grant gives this entitlement, or did.
fn gives(row: &Lineage, entitlement: &EntitlementId) -> bool {
    row.products().contains(entitlement.as_str())
}

/// Gives an input to the ledger. Returns true if it is new.
async fn accept(ledger: &LedgerDatabase, input: Input) -> Result<bool, Refusal> {
    match ledger.accept(input).await {
        Ok(arrival) => Ok(arrival.is_new()),
        Err(Error::Refused(why)) => Err(Refusal::Refused(why)),
        Err(error) => Err(error.into()),
    }
}

impl Gift {
    /// Returns the customer who gets it.
    fn holder(&self) -> Result<Holder, Refusal> {
        match (&self.user, &self.account) {
            (Some(user), None) => Ok(Holder::User(user.clone())),
            (None, Some(account)) => Ok(Holder::Account(named(account)?)),
            _ => Err(invalid("either `user` or `account` is needed")),
        }
    }

    /// Returns the end of access.
    fn ends(&self, now: Time) -> Result<Option<Time>, Refusal> {
        let ends = match (&self.until, self.days) {
            (None, None) => return Ok(None),
            (Some(text), None) => Time::parse(text),
            (None, Some(days)) => (1..=DAYS).contains(&days).then(|| now.plus_days(days)),
            (Some(_), Some(_)) => return Err(invalid("either `until` or `days`, not both")),
        };
        match ends {
            Some(ends) if ends > now => Ok(Some(ends)),
            _ => Err(invalid(
                "`until` is a time to come in RFC 3339, and `days` a number from 1 to 36500",
            )),
        }
    }
}

/// Makes the note for the history: the name of the key, and of the one who used it.
fn note(by: &str, why: &str, caller: &Caller) -> Result<Note, Refusal> {
    if by.len().max(why.len()) > LONGEST {
        return Err(invalid("`by` and `why` have up to 1000 bytes"));
    }
    let by = match by {
        "" => caller.0.clone(),
        by => format!("{by} ({})", caller.0),
    };
    let why = why.to_owned();
    Ok(Note { by, why })
}

/// Returns the key that tells a call from its repetition.
fn key(headers: &HeaderMap) -> Result<&str, Refusal> {
    let given = headers.get("idempotency-key");
    let given = given.and_then(|it| it.to_str().ok());
    let fits = given.filter(|it| (1..=128).contains(&it.len()));
    fits.ok_or_else(|| {
        invalid(
            "the header Idempotency-Key is needed: a text of up to 128 characters for each grant",
        )
    })
}

/// Reads the body of a call.
fn read<T: DeserializeOwned>(body: &str) -> Result<T, Refusal> {
    serde_json::from_str(body).map_err(|error| invalid(&error.to_string()))
}

/// Makes the refusal of a call that is not of the documented form.
fn invalid(why: &str) -> Refusal {
    Refusal::Invalid(why.to_owned())
}

/// Returns the status of a refusal of the ledger's.
pub(super) const fn status(why: &Refused) -> StatusCode {
    match why {
        Refused::GrantExists(_) | Refused::TooManyGrants(_) => StatusCode::CONFLICT,
        _ => StatusCode::NOT_FOUND,
    }
}
