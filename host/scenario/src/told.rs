//! Scenarios for those who help customers: the question that each one answers, and its steps in sentences.

use super::describe::snake;
use super::file::Action;

/// The questions that come up most when people help customers, each with the scenario that answers it.
const QUESTIONS: [(&str, &str); 24] = [
    (
        "s3-logout",
        "Somebody signs out. Who has the subscription now?",
    ),
    (
        "s4-reinstall-without-login",
        "Somebody deletes the app, installs it again and never signs in",
    ),
    (
        "s4b-reinstall-then-login",
        "Somebody installs the app again, and signs in",
    ),
    (
        "s5-logout-then-restore",
        "Somebody signs out and restores their purchases",
    ),
    (
        "s6a-switch-account",
        "Two accounts on one device: one signs out, the other signs in",
    ),
    (
        "s6c-switch-account-directly",
        "Two accounts on one device, without signing out between",
    ),
    (
        "s6d-login-takes-what-the-anonymous-user-owns",
        "Somebody buys first, and signs in later",
    ),
    (
        "s1a-promotion-then-login",
        "Somebody buys from an ad in the store, then signs in",
    ),
    (
        "s6e-store-account-changed-meanwhile",
        "The device has another store account than at the purchase",
    ),
    ("x01-two-devices-one-account", "One account on two devices"),
    (
        "x09a-two-devices-two-accounts",
        "Two devices of one store account, two accounts in the app",
    ),
    (
        "x12a-device-shared-by-two-accounts",
        "Two people share a device",
    ),
    (
        "x13-family-sharing",
        "A family shares a subscription, and stops sharing it",
    ),
    (
        "x05-refund-after-transfer",
        "A refund, after the subscription moved to another account",
    ),
    (
        "x06-refund-of-an-older-period",
        "A refund of a month that is long over",
    ),
    ("x14-plan-change", "Somebody changes the plan"),
    (
        "x16-resubscribed-in-the-store",
        "Somebody subscribes again in the store’s own settings",
    ),
    (
        "x18b-recovery-inside-the-grace-period",
        "A payment fails, and succeeds within the grace period",
    ),
    (
        "google-hold-and-pause",
        "A subscription on hold, then paused, then back",
    ),
    (
        "x21a-pending-purchase",
        "A purchase that is not paid for yet",
    ),
    (
        "trial-converts-and-cancels",
        "A trial becomes a subscription, and is cancelled",
    ),
    (
        "two-subscriptions-one-cancelled",
        "Two subscriptions, of which one is cancelled",
    ),
    ("x19-account-deletion", "Somebody deletes their account"),
    ("grants", "Support gives something without a purchase"),
];

/// Lists the questions, each with the name of the shipped scenario that answers it.
pub fn questions() -> impl Iterator<Item = (&'static str, &'static str)> {
    QUESTIONS.into_iter()
}

/// Tells a step in a sentence.
pub(super) fn tell(action: &Action) -> String {
    let listed = |names: &[String]| match names {
        [] => "no purchases".to_owned(),
        names => names.join(" and "),
    };
    match action {
        Action::Install { device, store } => {
            format!("The app is installed on {device} ({}).", store.name())
        }
        Action::Login { device, account } => {
            format!("On {device}, somebody signs in to the account {account}.")
        }
        Action::Logout { device } => format!("On {device}, somebody signs out."),
        Action::Validate { device, purchases } => {
            format!(
                "The app begins on {device}, where the store has {}.",
                listed(purchases)
            )
        }
        Action::Restore { device, purchases } => format!(
            "On {device}, somebody restores their purchases: the store has {}.",
            listed(purchases)
        ),
        Action::Transaction { device, purchase } => {
            format!("On {device}, somebody buys {purchase}.")
        }
        Action::Notify {
            purchase,
            event,
            said,
            ..
        } => {
            let late = said.as_ref().map_or("", |_| ", though late");
            let what = snake(&format!("{event:?}"));
            format!("The store says of {purchase}{late}: {what}.")
        }
        Action::Receive { store, .. } => format!("A message comes from {}.", store.name()),
        Action::Repeat => "The same comes again.".into(),
        Action::Assign { purchase, to } => format!("Somebody gives {purchase} to {to} by hand."),
        Action::Grant(given) => {
            let (to, what) = (&given.to, &given.entitlement);
            format!("Support gives {what} to {to} without a purchase.")
        }
        Action::EndGrant { .. } => "Support ends what it gave.".into(),
        Action::Delete { user } => format!("{user} is forgotten."),
        Action::Wait => "Time passes.".into(),
        Action::Explain { user } => format!("Somebody asks what happened to {user}."),
        Action::Policy(_) | Action::Purchase(_) | Action::Expect(_) => String::new(),
    }
}
