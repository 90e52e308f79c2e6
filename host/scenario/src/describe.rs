//! Steps put into words for the report.

use super::file::Action;

/// Puts a step into words.
pub(super) fn describe(action: &Action) -> String {
    let none = |names: &[String]| match names {
        [] => "nothing".to_owned(),
        names => names.join(", "),
    };
    match action {
        Action::Install { device, store } => format!("install on {device} ({})", store.name()),
        Action::Login { device, account } => format!("{device} logs in as {account}"),
        Action::Logout { device } => format!("{device} logs out"),
        Action::Validate { device, purchases } => format!("{device} validates {}", none(purchases)),
        Action::Restore { device, purchases } => format!("{device} restores {}", none(purchases)),
        Action::Transaction { device, purchase } => {
            format!("{device} sends the transaction of {purchase}")
        }
        Action::Notify {
            purchase,
            event,
            said,
            ..
        } => {
            let said = said
                .as_ref()
                .map(|it| format!(", as of {it}"))
                .unwrap_or_default();
            format!(
                "the store says: {purchase} {}{said}",
                snake(&format!("{event:?}"))
            )
        }
        Action::Receive { store, .. } => format!("{} sends a message", store.name()),
        Action::Repeat => "the same comes again".into(),
        Action::Assign { purchase, to } => format!("{purchase} is assigned to {to}"),
        Action::Grant(given) => {
            let (to, what, name) = (&given.to, &given.entitlement, &given.name);
            format!("{to} is given {what} ({name})")
        }
        Action::EndGrant { grant, .. } => format!("{grant} is ended"),
        Action::Delete { user } => format!("{user} is forgotten"),
        Action::Wait => "time passes".into(),
        Action::Explain { user } => format!("what happened to {user}"),
        Action::Policy(_) | Action::Purchase(_) | Action::Expect(_) => String::new(),
    }
}

/// Turns the name of a variant into words: `RefundedOlder` into "refunded older".
pub(super) fn snake(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !out.is_empty() {
            out.push(' ');
        }
        out.extend(letter.to_lowercase());
    }
    out
}
