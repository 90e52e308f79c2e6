//! Questions to Stripe: subscriptions and checkouts, with all of their items.

use reqwest::Url;
use serde_json::Value;

use super::Settings;
use super::payment::is_marked;
use super::question::{folder, is_of_charge, is_of_checkout, is_of_payment};
use super::read::{id, subscription_of};
use crate::asking::{Meaning, address};
use crate::{Answer, AskError, Asking, Question};
use paywall_ledger::Unavailable;

/// The number of pages of one list that are asked for, of a hundred items each.
const PAGES: usize = 50;

/// Asks for a subscription or a checkout, by its own id or by that of an object that names it.
pub(super) async fn ask(
    settings: &Settings,
    question: &Question,
    asking: Asking<'_>,
) -> Result<Answer, AskError> {
    let stripe = Stripe::new(settings, asking);
    let id = question.purchase.as_str();
    if is_of_checkout(question) {
        return stripe.checkout(id).await;
    }
    if is_of_payment(question) {
        return stripe.payment(id).await;
    }
    if is_of_charge(question) {
        return stripe.charge(id).await;
    }
    let Some(folder) = folder(question) else {
        return stripe.subscription(id).await;
    };
    match stripe.get(&["v1", folder, id], &[]).await? {
        Answer::Found(object) => match subscription_of(&object) {
            Some(id) => stripe.subscription(&id).await,
            None => Ok(Answer::Missing),
        },
        other => Ok(other),
    }
}

/// The API of Stripe with the key of an app platform.
pub(super) struct Stripe<'a> {
    settings: &'a Settings,
    asking: Asking<'a>,
}

impl<'a> Stripe<'a> {
    /// Makes the API that the settings name.
    pub(super) const fn new(settings: &'a Settings, asking: Asking<'a>) -> Self {
        Self { settings, asking }
    }
}

impl Stripe<'_> {
    /// Asks for a subscription.
    async fn subscription(&self, id: &str) -> Result<Answer, AskError> {
        // The invoice says what was paid.
        let wanted = [("expand[]", "latest_invoice")];
        let found = self.get(&["v1", "subscriptions", id], &wanted).await?;
        let list = ["v1", "subscription_items"];
        self.whole(found, "items", &list, &[("subscription", id)])
            .await
    }

    /// Asks for a checkout, and for the subscription instead if it is about one.
    async fn checkout(&self, id: &str) -> Result<Answer, AskError> {
        let path = ["v1", "checkout", "sessions", id];
        let wanted = [
            ("expand[]", "line_items"),
            ("expand[]", "payment_intent.latest_charge"),
        ];
        let found = self.get(&path, &wanted).await?;
        if let Answer::Found(session) = &found {
            if let Some(id) = subscription_of(session) {
                return self.subscription(&id).await;
            }
            if session.get("mode").and_then(Value::as_str) != Some("payment") {
                return Ok(Answer::Missing);
            }
        }
        let list = ["v1", "checkout", "sessions", id, "line_items"];
        self.whole(found, "line_items", &list, &[]).await
    }

    /// Asks for what was paid by a charge.
    async fn charge(&self, charge: &str) -> Result<Answer, AskError> {
        match self.get(&["v1", "charges", charge], &[]).await? {
            Answer::Found(charge) => match charge.get("payment_intent").and_then(id) {
                Some(payment) => self.payment(&payment).await,
                None => Ok(Answer::Missing),
            },
            other => Ok(other),
        }
    }

    /// Asks for the checkout in which a payment was made, else for the payment, if the app marked it.
    /// The payment of a subscription has no checkout and no mark.
    async fn payment(&self, id: &str) -> Result<Answer, AskError> {
        let path = ["v1", "checkout", "sessions"];
        let found = self.get(&path, &[("payment_intent", id)]).await?;
        let Answer::Found(list) = &found else {
            return Ok(found);
        };
        match list.pointer("/data/0/id").and_then(Value::as_str) {
            Some(id) => self.checkout(id).await,
            None => self.payment_alone(id).await,
        }
    }

    /// Asks for a payment that was made without a checkout.
    async fn payment_alone(&self, id: &str) -> Result<Answer, AskError> {
        let path = ["v1", "payment_intents", id];
        let found = self.get(&path, &[("expand[]", "latest_charge")]).await?;
        match &found {
            Answer::Found(payment) if !is_marked(payment) => Ok(Answer::Missing),
            _ => Ok(found),
        }
    }

    /// Completes the list `field` of an object, of which Stripe shows only the beginning.
    async fn whole(
        &self,
        found: Answer,
        field: &str,
        list: &[&str],
        query: &[(&str, &str)],
    ) -> Result<Answer, AskError> {
        let Answer::Found(mut object) = found else {
            return Ok(found);
        };
        for _ in 0..PAGES {
            let Some(last) = last_of_more(object.get(field)) else {
                break;
            };
            let page = [("limit", "100"), ("starting_after", last.as_str())];
            let query: Vec<_> = query.iter().copied().chain(page).collect();
            match self.get(list, &query).await? {
                Answer::Found(next) => append(&mut object, field, next),
                Answer::Missing | Answer::Gone => {
                    return Err(Unavailable::new("the store", "a list ends too early").into());
                }
            }
        }
        Ok(Answer::Found(object))
    }

    /// Sends one question.
    pub(super) async fn get(
        &self,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> Result<Answer, AskError> {
        let mut url: Url = address(&self.settings.api, path.iter().copied())?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let key = self.settings.api_key.as_ref();
        let key = key.ok_or(AskError::NotAllowed(0))?;
        let request = self.asking.client.get(url).bearer_auth(key.reveal());
        self.asking.send(request, Meaning::usual).await
    }
}

/// Returns the id of a list's last item if more of them follow.
fn last_of_more(list: Option<&Value>) -> Option<String> {
    let list = list.filter(|it| it.get("has_more").and_then(Value::as_bool) == Some(true))?;
    let last = list.get("data")?.as_array()?.last()?;
    Some(last.get("id")?.as_str()?.to_owned())
}

/// Adds the next page to a list. An empty page is the last.
fn append(object: &mut Value, field: &str, mut next: Value) {
    let more = next.get("has_more").and_then(Value::as_bool) == Some(true);
    let items = next.get_mut("data").and_then(Value::as_array_mut);
    let items = items.map(std::mem::take).unwrap_or_default();
    let Some(list) = object.get_mut(field) else {
        return;
    };
    list["has_more"] = Value::Bool(more && !items.is_empty());
    if let Some(data) = list.get_mut("data").and_then(Value::as_array_mut) {
        data.extend(items);
    }
}
