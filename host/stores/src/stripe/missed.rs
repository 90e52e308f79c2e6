//! Questions to Stripe for events that it could not deliver, page by page. It keeps them for 30 days:
//! <https://docs.stripe.com/api/events/list>.

use paywall_ledger::{Later, Time};
use serde_json::Value;

use super::Settings;
use super::ask::Stripe;
use super::verify::event_of;
use crate::{Answer, AskError, Asking, Expected, Missed, Rejected, Verified, Wanted};

impl crate::History for Settings {
    fn missed<'a>(
        &'a self,
        asking: Asking<'a>,
        wanted: Wanted,
        page: Option<&'a str>,
    ) -> Later<'a, Result<Missed, AskError>> {
        Box::pin(missed(Stripe::new(self, asking), wanted, page))
    }

    /// Reads an event that Stripe itself answered. It has no signature, as it was asked for with the app's own key.
    fn verify(
        &self,
        body: &[u8],
        expected: &Expected<'_>,
        _now: Time,
    ) -> Result<Verified, Rejected> {
        event_of(body, expected)
    }
}

/// Asks for one page of Stripe's list, the newest events first. A page is named by the last event of the one before.
async fn missed(
    stripe: Stripe<'_>,
    wanted: Wanted,
    page: Option<&str>,
) -> Result<Missed, AskError> {
    let since = (wanted.from.millis() / 1000).to_string();
    let mut query = vec![("limit", "100"), ("created[gte]", since.as_str())];
    if !wanted.arrived {
        query.push(("delivery_success", "false"));
    }
    query.extend(page.map(|last| ("starting_after", last)));
    match stripe.get(&["v1", "events"], &query).await? {
        Answer::Found(list) => Ok(bodies(&list)),
        Answer::Missing | Answer::Gone => Err(AskError::NotAllowed(404)),
    }
}

/// Reads a page: the events as they would have come, and the name of the next one.
fn bodies(list: &Value) -> Missed {
    let events = list.get("data").and_then(Value::as_array);
    let events = events.map(Vec::as_slice).unwrap_or_default();
    let more = list.get("has_more").and_then(Value::as_bool) == Some(true);
    let last = events.last().filter(|_| more);
    let last = last.and_then(|it| it.get("id")?.as_str());
    Missed {
        bodies: events.iter().map(Value::to_string).collect(),
        next: last.map(ToOwned::to_owned),
    }
}
