//! The forms of the bodies that SDKs send and get. Where the host has a table of a body's fields, the form is made of it.

use paywall_ledger::JourneyState;
use serde_json::json;

use super::activity::{IMPRESSION, Kind, SESSION, TRANSACTION};
use super::device::{CDP_ID, FIELDS};
use super::exposure::TEXTS;
use crate::form::{Field, Holds, field, form, needed, object, open};

form! {
    /// A page of a list.
    Listed = object("A page of a list. The size is 1000 by default and at most.", page(Holds::Objects))
}

form! {
    /// A page of active entitlements.
    ActiveEntitlements = object("A page of active entitlements.", page(Holds::Forms("ActiveEntitlement")))
}

form! {
    /// A page of the rules that a customer gets.
    CustomerRules = object(
        "A page of the rule and segment of each placement, one flat object each.",
        page(Holds::Objects).into_iter().chain([field(
            "holdouts",
            Holds::Objects,
            "The placements at which experiments hold the customer out: `{type, value, exposure}`; absent without any",
        )]),
    )
}

form! {
    /// An entitlement that a customer has.
    ActiveEntitlement = open(
        "An entitlement that the customer has now, with all fields that the document says of it.",
        [
            needed("entitlement_ref_id", Holds::Text, "The reference id, by which apps ask for it"),
            field("id", Holds::Text, "The id in the document"),
            field("name", Holds::Text, "The name, for people"),
            field("description", Holds::Text, "The description, for people"),
            field("type", Holds::Text, "The kind"),
            field("expires", Holds::Text, "The end of access in RFC 3339; absent if it is for good"),
        ],
    )
}

form! {
    /// The flags of a customer's journey.
    JourneyFlags = object(
        "The flags of the customer's journey.",
        JourneyState::default().flags().map(|(name, _)| needed(name, Holds::Flag, "")),
    )
}

form! {
    /// The description of a device.
    Device = object("What a device says of itself: texts of up to 200 bytes.", described())
        .property("id", id())
        .required("id")
}

form! {
    /// The description by which a device is registered.
    NewDevice = object("A device, as it registers itself.", described().chain([secret()]))
        .property("id", id())
        .required("id")
        .examples([json!({"id": "7f03f50c-0440-4d39-b2b4-330f7b62865e", "os_name": "ios", "language": "en-US", "form_factor": "phone"})])
}

form! {
    /// The fields of a description.
    DeviceFields = object("What a device says of itself: texts of up to 200 bytes. With PATCH, null removes one.", described())
        .examples([json!({"app_version": "2.1.0"})])
}

form! {
    /// The account that a customer logs in to.
    Login = object(
        "The account that the customer logs in to.",
        [
            needed("external_id", Holds::Text, "The app's own id of the account: a UUID, a SHA-256 or a number"),
            field("identity_token", Holds::Text, "The token of the app's server (docs/identity.md), if the app wants one"),
            VERSION,
        ],
    )
    .examples([json!({"external_id": "b9f7e8f4-52ad-4c58-a4b1-111111111111"})])
}

form! {
    /// The answer to a login.
    LoggedIn = object(
        "The account of a device.",
        [
            needed("external_id", Holds::Text, "The account"),
            needed("user_id", Holds::Text, "The host's id of the user"),
            needed("device_version", Holds::Whole, "The version of the device, which grows whenever it changes hands"),
        ],
    )
}

form! {
    /// The body of a logout.
    Logout = object("What the device knows of itself.", [VERSION]).examples([json!({})])
}

form! {
    /// The purchases that a device shows.
    ShownPurchases = object(
        "The purchases that a device shows.",
        [
            field("payload", Holds::Text, "What the store gave the app, unchanged: the proof of a purchase, or a JSON array of up to 50. Without it, the store's own message brings the purchase"),
            field("kind", Holds::OneOf(&["transaction", "validation", "restore", "again"]), "Why it is shown: just bought (the default), at the start of a session, because the customer asked, or once more because the database was put back"),
            VERSION,
        ],
    )
    .examples([json!({"kind": "restore", "payload": "[\"eyJhbGciOiJFUzI1NiIs…\"]"})])
}

form! {
    /// The state of a customer after purchases were shown.
    AfterPurchase = object(
        "What the customer has now.",
        [
            needed("active_entitlements", Holds::Forms("ActiveEntitlement"), "The active entitlements"),
            needed("customer_journey_state", Holds::Form("JourneyFlags"), ""),
        ],
    )
}

form! {
    /// The state of a device's customer.
    CustomerProfile = object(
        "What a device should know of its customer.",
        [
            needed("customer_journey_state", Holds::Form("JourneyFlags"), ""),
            needed("device_version", Holds::Whole, "The version of the device, which grows whenever it changes hands"),
            needed("restored", Holds::TextOrNull, "The time when the database was put back to an older state, in RFC 3339; or null"),
        ],
    )
}

form! {
    /// The exposure of an experiment.
    Exposure = object(
        "What an impression says of the experiment that it belongs to, as it came beside the rule.",
        TEXTS.map(|name| match name {
            "experiment" => needed(name, Holds::Text, "The key of the experiment"),
            _ => field(name, Holds::Text, ""),
        }),
    )
    .property("phase", object_of_whole())
}

form! {
    /// A visit to the app.
    Session = report("A visit to the app.", SESSION).examples([json!({"start_time": "2026-01-01T00:00:00Z"})])
}

form! {
    /// A paywall that was shown.
    Impression = report("A paywall that was shown, or the placement at which the customer was held out.", IMPRESSION)
        .examples([json!({"segment": "s1", "session": "4f0a"})])
}

form! {
    /// A sale, as a device reports it.
    Transaction = report("A sale as a device reports it: a note, by which nothing is decided.", TRANSACTION)
        .examples([json!({"sku": "monthly", "amount": "4.99", "currency": "EUR"})])
}

/// The version of itself that a device knows.
const VERSION: Field = field(
    "device_version",
    Holds::Whole,
    "The greatest version of the device that the client knows: a host that knows only an older one refuses (`device_behind`)",
);

/// Lists the fields of a page of a list.
fn page(results: Holds) -> [Field; 6] {
    [
        needed("count", Holds::Whole, "The number of things in all"),
        needed("next", Holds::TextOrNull, "The path of the next page"),
        needed(
            "previous",
            Holds::TextOrNull,
            "The path of the previous page",
        ),
        needed("results", results, "The things on this page"),
        needed("total_pages", Holds::Whole, "The number of pages"),
        needed(
            "page_number",
            Holds::Whole,
            "The number of this page, from 1 on",
        ),
    ]
}

/// Lists the fields that are kept of a device.
fn described() -> impl Iterator<Item = Field> {
    let fields = FIELDS.into_iter().chain([CDP_ID]);
    fields.map(|name| field(name, Holds::TextOrNull, ""))
}

/// Makes the form of a device's id.
fn id() -> utoipa::openapi::ObjectBuilder {
    let id = utoipa::openapi::ObjectBuilder::new().schema_type(utoipa::openapi::Type::String);
    id.description(Some("The id: up to 64 letters, digits, `-` and `_`"))
}

/// Makes the form of a whole number.
fn object_of_whole() -> utoipa::openapi::ObjectBuilder {
    utoipa::openapi::ObjectBuilder::new().schema_type(utoipa::openapi::Type::Integer)
}

/// Makes the field of the secret that a device brings.
const fn secret() -> Field {
    field(
        "device_secret",
        Holds::Text,
        "A secret of the device's own, which all later calls carry in the header `device-secret`",
    )
}

/// Makes the form of a report of this kind.
fn report(means: &str, kind: Kind) -> utoipa::openapi::ObjectBuilder {
    let fields = kind.fields().iter().map(|name| match *name {
        "exposure" => field(name, Holds::Form("Exposure"), ""),
        _ => field(name, Holds::Any, ""),
    });
    object(
        means,
        fields.chain([field("id", Holds::Text, "The id; only in the answer")]),
    )
}
