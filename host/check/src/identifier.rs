//! The identifiers of conditions: their names, and the values they can have.

use paywall_control::campaign::is_known;
use paywall_runtime::request::JourneyState;
use serde_json::{Value, json};

/// The values that an identifier can have.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Domain {
    /// These values and no others; null if it may be missing.
    Closed(Vec<Value>),
    /// A single value of any kind.
    Single,
    /// A list of values.
    List,
    /// A value that the app passes: most likely a single one, but perhaps a list.
    Any,
}

/// The form factors that devices have.
const FORM_FACTORS: [&str; 4] = ["phone", "tablet", "desktop", "television"];
/// The values of `Clock.weekday`.
const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Returns the form factors that exist.
pub(super) fn form_factors() -> [&'static str; 4] {
    FORM_FACTORS
}

/// Returns the flags of the journey state under the names that documents use.
pub(super) fn flags() -> [&'static str; 7] {
    JourneyState::default().flags().map(|(name, _)| name)
}

/// Splits an identifier into its namespace and the name within.
fn split(name: &str) -> (&str, &str) {
    name.split_once(['.', '[']).unwrap_or((name, ""))
}

/// Returns the values that an identifier can have.
pub(super) fn domain(name: &str) -> Domain {
    if !is_known(name) {
        return Domain::Closed(vec![Value::Null]);
    }
    let (space, rest) = split(name);
    let flags = || vec![json!(true), json!(false)];
    match (space, rest) {
        ("Customer", "journey") | ("Entitlements", "active") => Domain::List,
        ("LaunchContext", "productGroups") => Domain::List,
        ("Customer", "logged_in") | ("Entitlements", "loaded") => Domain::Closed(flags()),
        ("Customer", rest) if rest.starts_with("journey_state.") => Domain::Closed(flags()),
        ("Entitlements", rest) if rest.ends_with(".active") => {
            Domain::Closed(vec![json!(true), json!(false), Value::Null])
        }
        ("Device", "formFactor") => Domain::Closed(FORM_FACTORS.map(Value::from).to_vec()),
        ("Device", "tvQuality") => {
            Domain::Closed(["", "720p", "1080p", "4K"].map(Value::from).to_vec())
        }
        ("Clock", "weekday") => {
            let mut days = WEEKDAYS.map(Value::from).to_vec();
            days.push(Value::Null);
            Domain::Closed(days)
        }
        ("Clock", "hour") => {
            let hours = (0..24).map(Value::from);
            Domain::Closed(hours.chain([Value::Null]).collect())
        }
        ("UserTags" | "LaunchContext" | "urlParams" | "state", _) => Domain::Any,
        ("Customer", rest) if rest.starts_with("attributes.") => Domain::Any,
        _ => Domain::Single,
    }
}

#[cfg(test)]
mod tests {
    use paywall_control::campaign::meant;
    use paywall_runtime::request::Device;

    use super::*;

    /// Lists the identifiers with names that the document's author does not choose.
    fn fixed() -> Vec<String> {
        let device = ["formFactor", "screenWidth", "screenHeight", "tvQuality"];
        let device = device.iter().chain(&Device::FACTS);
        let customer = ["id", "device_id", "logged_in", "journey", "last_expiry"];
        let mut out: Vec<String> = device.map(|fact| format!("Device.{fact}")).collect();
        out.extend(customer.map(|fact| format!("Customer.{fact}")));
        out.extend(flags().map(|flag| format!("Customer.journey_state.{flag}")));
        out.extend(["weekday", "hour", "date"].map(|fact| format!("Clock.{fact}")));
        let others = [
            "Store.country",
            "Entitlements.active",
            "Entitlements.loaded",
            "LaunchContext.productGroups",
        ];
        out.extend(others.map(str::to_owned));
        out
    }

    #[test]
    fn what_names_nothing_is_told_from_what_does() {
        for known in [
            "UserTags.plan",
            "Device.country",
            "Device.tvQuality",
            "Customer.journey_state.in_pause",
            "Customer.attributes.x",
            "Entitlements.premium.expires",
            "Events.buy now.count_7d",
            "LaunchContext.customObject.a[0].b",
            "Clock.hour",
            "Store.country",
        ] {
            assert!(is_known(known), "{known}");
        }
        for (unknown, wanted) in [
            ("Device.contry", Some("Device.country")),
            ("device.form_factor", Some("Device.formFactor")),
            ("country", Some("Device.country")),
            (
                "Customer.former_subscriber",
                Some("Customer.journey_state.former_subscriber"),
            ),
            ("UserTag.plan", Some("UserTags.plan")),
            ("plan", Some("UserTags.plan")),
            ("Events.purchase.total", Some("Events.purchase.count")),
            ("Entitlements.premium", Some("Entitlements.premium.active")),
            (
                "LaunchContext.source",
                Some("LaunchContext.customAttributes.source"),
            ),
            ("Weather.temperature", None),
            ("", None),
        ] {
            assert!(!is_known(unknown), "{unknown}");
            assert_eq!(meant(unknown).as_deref(), wanted, "{unknown}");
        }
    }

    #[test]
    fn every_identifier_is_described_for_editors() {
        let mut known = fixed();
        let words = paywall_schema::data::words("identifier");
        let mut described: Vec<_> = words.into_iter().flat_map(|words| words.names()).collect();
        known.sort_unstable();
        described.sort_unstable();
        assert_eq!(known, described, "host/schema/data/words.toml");
    }
}
