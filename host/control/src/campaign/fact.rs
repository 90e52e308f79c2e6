//! The facts that conditions ask for: what each is called, and of which kind it is.

use super::kind::Kind;
use super::suggest::nearest;

/// A fact whose name no author chooses.
#[derive(Debug, Clone, Copy)]
pub struct Fact {
    /// The identifier in conditions.
    pub identifier: &'static str,
    /// The title; of a flag what is said of customers who have it, and of those who have not.
    pub(super) title: &'static str,
    /// The opposite of a flag.
    pub(super) opposite: &'static str,
    /// The kind of its values.
    pub(super) kind: Kind,
}

const fn fact(identifier: &'static str, title: &'static str, kind: Kind) -> Fact {
    Fact {
        identifier,
        title,
        opposite: "",
        kind,
    }
}

const fn flag(identifier: &'static str, title: &'static str, opposite: &'static str) -> Fact {
    Fact {
        opposite,
        ..fact(identifier, title, Kind::Flag)
    }
}

/// All facts whose names no author chooses, those that are asked most first.
pub static FACTS: &[Fact] = &[
    fact("Entitlements.active", "entitlements", Kind::Entitlements),
    flag(
        "Customer.journey_state.former_subscriber",
        "is a former subscriber",
        "is not a former subscriber",
    ),
    flag(
        "Customer.journey_state.is_cancelled",
        "has turned renewal off",
        "has not turned renewal off",
    ),
    flag(
        "Customer.journey_state.in_trial_period",
        "is in a free trial",
        "is not in a free trial",
    ),
    flag(
        "Customer.journey_state.in_intro_offer_period",
        "pays an introductory price",
        "does not pay an introductory price",
    ),
    flag(
        "Customer.journey_state.in_grace_period",
        "is in the grace period",
        "is not in the grace period",
    ),
    flag(
        "Customer.journey_state.in_account_hold",
        "is on account hold",
        "is not on account hold",
    ),
    flag(
        "Customer.journey_state.in_pause",
        "has paused the subscription",
        "has not paused the subscription",
    ),
    fact("Customer.journey", "journey states", Kind::Journey),
    fact(
        "Customer.last_expiry",
        "last subscription ended",
        Kind::Date,
    ),
    flag("Customer.logged_in", "is logged in", "is not logged in"),
    fact("Device.country", "country", Kind::Country),
    fact(
        "Store.country",
        "country of the store account",
        Kind::Country,
    ),
    fact("Device.storeCountry", "country of the store", Kind::Country),
    fact("Device.language", "language", Kind::Language),
    fact("Device.formFactor", "form factor", Kind::FormFactor),
    fact("Device.appVersion", "version of the app", Kind::Version),
    fact("Device.osName", "operating system", Kind::Text),
    fact(
        "Device.osVersion",
        "version of the operating system",
        Kind::Version,
    ),
    fact("Device.sdkVersion", "version of the SDK", Kind::Version),
    fact("Device.deviceModel", "model of the device", Kind::Text),
    fact("Device.timezone", "time zone", Kind::Text),
    fact("Device.screenWidth", "width of the screen", Kind::Number),
    fact("Device.screenHeight", "height of the screen", Kind::Number),
    fact("Device.screenSize", "size of the screen", Kind::Text),
    fact("Device.tvQuality", "quality of the television", Kind::Text),
    fact(
        "Device.tvResolution",
        "resolution of the television",
        Kind::Text,
    ),
    fact("Clock.weekday", "day of the week", Kind::Weekday),
    fact("Clock.hour", "hour of the day", Kind::Number),
    fact("Clock.date", "date is", Kind::Date),
    fact("Customer.id", "user id", Kind::Text),
    fact("Customer.device_id", "device id", Kind::Text),
    fact(
        "LaunchContext.productGroups",
        "product groups of the launch",
        Kind::Groups,
    ),
    flag(
        "Entitlements.loaded",
        "has entitlements that are known",
        "has entitlements that are not known yet",
    ),
];

/// A fact with a name that authors choose: what stands before the name and behind it, and the title around it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pattern {
    pub space: &'static str,
    pub before: &'static str,
    pub behind: &'static str,
    pub title: [&'static str; 2],
    pub opposite: &'static str,
    pub kind: Kind,
    /// The kind of thing that the name is of: an event, an entitlement, an attribute.
    pub names: &'static str,
}

const fn pattern(
    [space, before, behind]: [&'static str; 3],
    names: &'static str,
    title: [&'static str; 2],
    kind: Kind,
) -> Pattern {
    Pattern {
        space,
        before,
        behind,
        title,
        opposite: "",
        kind,
        names,
    }
}

/// All facts with names that authors choose.
pub(super) static PATTERNS: &[Pattern] = &[
    pattern(
        ["Events", "", ".count"],
        "event",
        ["number of ", ""],
        Kind::Number,
    ),
    pattern(
        ["Events", "", ".count_1h"],
        "event",
        ["number of ", " in one hour"],
        Kind::Number,
    ),
    pattern(
        ["Events", "", ".count_1d"],
        "event",
        ["number of ", " in one day"],
        Kind::Number,
    ),
    pattern(
        ["Events", "", ".count_7d"],
        "event",
        ["number of ", " in 7 days"],
        Kind::Number,
    ),
    pattern(
        ["Events", "", ".count_30d"],
        "event",
        ["number of ", " in 30 days"],
        Kind::Number,
    ),
    pattern(
        ["Events", "", ".first"],
        "event",
        ["first ", " was"],
        Kind::Date,
    ),
    pattern(
        ["Events", "", ".last"],
        "event",
        ["last ", " was"],
        Kind::Date,
    ),
    Pattern {
        opposite: "does not have ",
        ..pattern(
            ["Entitlements", "", ".active"],
            "entitlement",
            ["has ", ""],
            Kind::Flag,
        )
    },
    pattern(
        ["Entitlements", "", ".expires"],
        "entitlement",
        ["", " ends"],
        Kind::Date,
    ),
    pattern(
        ["UserTags", "", ""],
        "attribute",
        ["attribute ", ""],
        Kind::Any,
    ),
    pattern(
        ["Customer", "attributes.", ""],
        "attribute",
        ["attribute ", ""],
        Kind::Any,
    ),
    pattern(
        ["LaunchContext", "customAttributes.", ""],
        "launch attribute",
        ["launch attribute ", ""],
        Kind::Any,
    ),
    pattern(
        ["LaunchContext", "customObject.", ""],
        "launch object",
        ["launch object ", ""],
        Kind::Any,
    ),
    pattern(
        ["urlParams", "", ""],
        "link parameter",
        ["link parameter ", ""],
        Kind::Any,
    ),
    pattern(
        ["state", "", ""],
        "state of the page",
        ["state of the page ", ""],
        Kind::Any,
    ),
];

/// A fact that a condition asks for, as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub title: String,
    pub opposite: String,
    pub kind: Kind,
}

/// Finds the fact of an identifier; `None` where it names nothing.
pub(super) fn find(identifier: &str) -> Option<Found> {
    if let Some(known) = FACTS.iter().find(|fact| fact.identifier == identifier) {
        let Fact {
            title,
            opposite,
            kind,
            ..
        } = *known;
        let [title, opposite] = [title, opposite].map(str::to_owned);
        return Some(Found {
            title,
            opposite,
            kind,
        });
    }
    let (space, rest) = split(identifier);
    let name = |pattern: &Pattern| {
        let name = rest.strip_prefix(pattern.before)?;
        let name = name.strip_suffix(pattern.behind)?;
        (pattern.space == space && !name.is_empty()).then(|| name.to_owned())
    };
    let (pattern, name) = PATTERNS
        .iter()
        .find_map(|pattern| Some((pattern, name(pattern)?)))?;
    let [before, behind] = pattern.title;
    let name = super::quoted(&name);
    Some(Found {
        title: format!("{before}{name}{behind}"),
        opposite: format!("{}{name}", pattern.opposite),
        kind: pattern.kind,
    })
}

/// Splits an identifier into its namespace and the name within.
fn split(name: &str) -> (&str, &str) {
    name.split_once(['.', '[']).unwrap_or((name, ""))
}

/// Returns whether an identifier names something.
pub fn is_known(name: &str) -> bool {
    find(name).is_some()
}

/// Says that an identifier names nothing, and which one was perhaps meant.
pub fn unknown(name: &str) -> String {
    let hint = meant(name).map_or(String::new(), |meant| {
        format!("; did you mean \"{meant}\"?")
    });
    format!("\"{name}\" names nothing, so it is missing for everybody{hint}")
}

/// Returns the identifier that was perhaps meant by one that names nothing.
pub fn meant(name: &str) -> Option<String> {
    let fixed = || FACTS.iter().map(|fact| fact.identifier);
    if let Some(known) = nearest(name, fixed()) {
        return Some(known.to_owned());
    }
    let (space, rest) = split(name);
    // First the right name in the wrong namespace, or in none: `country`, `Customer.former_subscriber`.
    let last = name.rsplit('.').next().unwrap_or(name);
    let mut tails = fixed().filter(|known| known.rsplit('.').next() == Some(last));
    if let Some(known) = tails.next() {
        return Some(known.to_owned());
    }
    let spaces = [
        "UserTags",
        "LaunchContext",
        "urlParams",
        "state",
        "Events",
        "Entitlements",
        "Customer",
        "Device",
        "Clock",
        "Store",
    ];
    match (nearest(space, spaces), rest) {
        (Some("Events"), _) => Some(format!("Events.{}.count", first_of(rest))),
        (Some("Entitlements"), _) => Some(format!("Entitlements.{}.active", first_of(rest))),
        (Some("LaunchContext"), _) => Some(format!("LaunchContext.customAttributes.{last}")),
        (Some(space), rest) if !rest.is_empty() => {
            let moved = format!("{space}.{rest}");
            is_known(&moved).then_some(moved)
        }
        // A bare name is an attribute of the customer, more often than not.
        (_, "") if !name.is_empty() => Some(format!("UserTags.{name}")),
        _ => None,
    }
}

/// Returns the first part of a name, or a placeholder for one that is empty.
fn first_of(rest: &str) -> &str {
    let first = rest.split('.').next().unwrap_or(rest);
    if first.is_empty() { "…" } else { first }
}
