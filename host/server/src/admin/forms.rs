//! The forms of the answers to administrators.

use crate::form::{Field, Holds, form, needed, object};

form! {
    /// A customer, as administrators see one.
    Shown = object("A customer.", CUSTOMER)
}

form! {
    /// A customer who was given an entitlement.
    Granted = object(
        "A customer who was given an entitlement.",
        CUSTOMER.into_iter().chain([
            needed("grant", Holds::Text, "The id of the grant, by which it is ended"),
            needed("is_new", Holds::Flag, "False if it was given before, by a call with the same key"),
        ]),
    )
}

form! {
    /// The history of a user.
    History = object(
        "What happened to a user.",
        [needed("lines", Holds::Objects, "What happened, each with its time and a sentence")],
    )
}

form! {
    /// The number of events that are sent again.
    SentAgain = object(
        "What is sent again.",
        [needed("events", Holds::Whole, "The number of events")],
    )
}

form! {
    /// The messages that were not understood.
    NotUnderstood = object(
        "The latest messages of stores that were not understood.",
        [needed("messages", Holds::Objects, "Each with its key, store, kind, time of arrival, and the reason")],
    )
}

form! {
    /// The number of messages that are looked into again.
    LookedAgain = object(
        "What is looked into again.",
        [needed("messages", Holds::Whole, "The number of messages")],
    )
}

/// The fields of a customer.
const CUSTOMER: [Field; 3] = [
    needed("user", Holds::Text, "The host's id of the user"),
    needed(
        "account",
        Holds::Any,
        "The app's own id of the account; null for none",
    ),
    needed(
        "customer",
        Holds::Any,
        "What the customer has: entitlements, journey state, purchases",
    ),
];
