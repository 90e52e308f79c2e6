//! The verification of Apple's texts, which are signed by a certificate that leads to Apple's root.
//!
//! The checks are those of Apple's own libraries:
//! <https://developer.apple.com/documentation/appstoreservernotifications/responseBodyV2DecodedPayload>.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::Algorithm;
use paywall_ledger::{Environment, Time};
use serde_json::Value;
use x509_parser::der_parser::oid;
use x509_parser::der_parser::oid::Oid;

use super::Settings;
use crate::check::token::{self, text};
use crate::check::{Marks, check_age};
use crate::{Expected, Rejected, Roots, Verified};

/// The mark of a leaf certificate that signs texts of the App Store.
const SIGNS_RECEIPTS: Oid<'static> = oid!(1.2.840.113635.100.6.11.1);
/// The mark of the authority above it (Worldwide Developer Relations).
const DEVELOPER_RELATIONS: Oid<'static> = oid!(1.2.840.113635.100.6.2.1);

/// Verifies a notification: the body `{"signedPayload"}`, in which the
/// transaction and the renewal have signatures of their own.
/// `at` is the time at which certificates must be valid: now for a new
/// notification, the time of arrival for one that was kept.
///
/// # Errors
/// Fails if the notification is not Apple's, or not for us.
pub fn verify_notification(
    body: &[u8],
    settings: &Settings,
    expected: &Expected<'_>,
    at: Time,
) -> Result<Verified, Rejected> {
    let envelope: Value =
        serde_json::from_slice(body).map_err(|_| Rejected::Malformed("not JSON"))?;
    let signed = text(&envelope, "signedPayload").ok_or(Rejected::Unsigned)?;
    let mut message = payload(signed, &settings.roots, at)?;
    check_destination(&message, settings, expected)?;
    if let Some(signed) = message.get("signedDate").and_then(Value::as_i64) {
        check_age(Time::from_millis(signed), settings.oldest_days, at)?;
    }
    if let Some(data) = message.get_mut("data") {
        replace(data, "signedTransactionInfo", settings, expected, at)?;
        replace(data, "signedRenewalInfo", settings, expected, at)?;
    }
    let id = text(&message, "notificationUUID");
    let id = id
        .ok_or(Rejected::Malformed("no notificationUUID"))?
        .to_owned();
    Ok(Verified { id, message })
}

/// Returns the time at which a notification claims to have been signed. Nothing in it is believed yet.
pub(super) fn signed_at(body: &[u8]) -> Option<Time> {
    let envelope: Value = serde_json::from_slice(body).ok()?;
    claimed(text(&envelope, "signedPayload")?)
}

/// Returns the date of signing that a signed text claims.
fn claimed(signed: &str) -> Option<Time> {
    let payload = signed.split('.').nth(1)?;
    let payload: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()?;
    payload.get("signedDate")?.as_i64().map(Time::from_millis)
}

/// Verifies a transaction that a device shows, for [`super::transaction`]. `at` is now.
///
/// A device keeps a transaction for as long as it likes, and Apple's leaves last for two years. So the certificates
/// must have been valid when the transaction was signed, as in Apple's own library where it asks nobody.
/// Whoever could sign with a key of the past could choose the date; revocation lists count whenever that was.
///
/// # Errors
/// Fails if the transaction is not Apple's, or of another app or environment, or claims to be from the future.
pub fn verify_transaction(
    signed: &str,
    settings: &Settings,
    expected: &Expected<'_>,
    at: Time,
) -> Result<Value, Rejected> {
    let signed_at = claimed(signed).unwrap_or(at);
    check_age(signed_at, None, at)?;
    let payload = payload(signed, &settings.roots, signed_at)?;
    expected.check_app(text(&payload, "bundleId"))?;
    check_environment(text(&payload, "environment"), expected)?;
    Ok(payload)
}

/// Replaces a signed part by its verified content.
fn replace(
    data: &mut Value,
    name: &str,
    settings: &Settings,
    expected: &Expected<'_>,
    at: Time,
) -> Result<(), Rejected> {
    let Some(signed) = text(data, name) else {
        return Ok(());
    };
    let part = payload(signed, &settings.roots, at)?;
    // A renewal names no app, so there is nothing to check.
    if let Some(named) = text(&part, "bundleId") {
        expected.check_app(Some(named))?;
    }
    check_environment(text(&part, "environment"), expected)?;
    data[name] = part;
    Ok(())
}

/// Checks that a notification is for us. Each kind of notification names its app in an object of its own.
fn check_destination(
    message: &Value,
    settings: &Settings,
    expected: &Expected<'_>,
) -> Result<(), Rejected> {
    let objects = ["data", "summary", "appData", "externalPurchaseToken"];
    let found = objects
        .iter()
        .find_map(|name| message.get(name).filter(|it| it.is_object()));
    let about = found.ok_or(Rejected::WrongApp)?;
    expected.check_app(text(about, "bundleId"))?;
    // A token of an external purchase names its environment in its id.
    let environment = match text(about, "externalPurchaseId") {
        Some(id) if id.starts_with("SANDBOX") => Some("Sandbox"),
        Some(_) => Some("Production"),
        None => text(about, "environment"),
    };
    let environment = check_environment(environment, expected)?;
    let number = about.get("appAppleId").and_then(Value::as_u64);
    let named = settings.app_id.is_none() || number == settings.app_id;
    match environment == Environment::Sandbox || named {
        true => Ok(()),
        false => Err(Rejected::WrongApp),
    }
}

/// Checks the environment. `Xcode` and `LocalTesting` are signed by nobody in particular, so they are never taken.
fn check_environment(
    named: Option<&str>,
    expected: &Expected<'_>,
) -> Result<Environment, Rejected> {
    let environment = match named {
        Some("Production") => Environment::Production,
        Some("Sandbox") => Environment::Sandbox,
        _ => return Err(Rejected::WrongEnvironment),
    };
    expected.check_environment(environment)?;
    Ok(environment)
}

/// Returns the content of a signed text, if its certificates lead to a root and carry Apple's marks.
fn payload(signed: &str, roots: &Roots, at: Time) -> Result<Value, Rejected> {
    let header = token::header(signed, Algorithm::ES256)?;
    let chain = header.x5c.ok_or(Rejected::Unsigned)?;
    let [leaf, intermediate, _root] = chain.as_slice() else {
        return Err(Rejected::Malformed("not three certificates"));
    };
    let marks = Marks {
        leaf: SIGNS_RECEIPTS,
        intermediate: DEVELOPER_RELATIONS,
    };
    let key = roots.key(leaf, intermediate, &marks, at)?;
    token::payload(signed, &key, Algorithm::ES256)
}
