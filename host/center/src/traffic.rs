//! The traffic of a placement: how many people come to it on a day.

use std::collections::BTreeSet;

use paywall_database::Newest;
use paywall_ledger::Time;
use serde_json::Value;

/// The length of a day, in milliseconds.
const DAY: f64 = 86_400_000.0;

/// Counts the people who come to a placement on a day, each device once, by the newest activity of the app.
///
/// The placement is known by its `ids`: those of its rules and of their segments, which impressions name. None if nobody
/// came.
pub(crate) fn daily(newest: &[Newest], ids: &BTreeSet<String>, now: Time) -> Option<f64> {
    let oldest = newest.iter().map(|it| it.at.millis()).min()?;
    let came = newest.iter().filter(|it| names(it, ids));
    let people = came.map(|it| &it.device).collect::<BTreeSet<_>>().len();
    let days = ((now.millis() - oldest) as f64 / DAY).max(1.0);
    (people > 0).then_some(people as f64 / days)
}

/// Returns true for the impression of a placement: a segment that was shown, or a rule that held the customer out.
fn names(activity: &Newest, ids: &BTreeSet<String>) -> bool {
    let Some(words) = &activity.impression else {
        return false;
    };
    let exposure = words.get("exposure");
    let named = [words.get("segment"), exposure.and_then(|it| it.get("rule"))];
    let mut named = named.into_iter().flatten().filter_map(Value::as_str);
    named.any(|id| ids.contains(id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use paywall_ledger::DeviceId;
    use serde_json::json;

    const NOW: Time = Time::from_millis(1_795_400_000_000);

    fn heard(device: &str, days_ago: i64, impression: Option<Value>) -> Newest {
        Newest {
            at: NOW.plus_days(-days_ago),
            device: DeviceId::new(device),
            impression,
        }
    }

    #[test]
    fn each_device_counts_once_over_the_days_that_are_known() {
        let shown = |segment: &str| Some(json!({ "segment": segment }));
        let held_out = json!({ "exposure": { "experiment": "e", "holdout": "h", "rule": "r" } });
        let newest = [
            heard("A", 0, shown("a")),
            heard("A", 1, shown("b")),
            heard("B", 1, shown("a")),
            heard("C", 2, Some(held_out)),
            heard("D", 2, shown("elsewhere")),
            heard("E", 4, None),
        ];
        let ids: BTreeSet<_> = ["a", "b", "r"].map(str::to_owned).into();
        assert_eq!(daily(&newest, &ids, NOW), Some(0.75));
        // Less than a day is not made more of.
        assert_eq!(daily(&newest[..1], &ids, NOW), Some(1.0));
        assert_eq!(daily(&newest[4..], &ids, NOW), None);
        assert_eq!(daily(&[], &ids, NOW), None);
    }
}
