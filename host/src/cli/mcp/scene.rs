//! The customer, the device and the placement: the arguments that `render` and `explain` have in common.

use anyhow::{Context as _, Result};
use paywall_host::LoadedDocument;
use paywall_host::camera::matrix;
use paywall_host::zone;
use rmcp::schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::product;
use super::target::Target;
use crate::cli::clock;
use crate::cli::context::Request;

/// A customer before a paywall.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
#[serde(default)]
pub(super) struct Scene {
    /// The content: `live:production` (the usual one), `live:sandbox`, `draft:ID`, or the first digits of a revision.
    /// With a file alone: `file` as it is now, or `start` as it was when the server started
    pub source: Option<String>,
    /// The id of a platform of the app, such as `web`; the document for all of them without it
    pub platform: Option<String>,
    /// The label of the placement that the app launches, such as `settings`
    label: Option<String>,
    /// The URL that the app launches
    url: Option<String>,
    /// The kind of device; phone without it
    form_factor: Option<FormFactor>,
    /// The width of the screen in CSS pixels
    pub width: Option<u32>,
    /// The height of the screen in CSS pixels
    pub height: Option<u32>,
    /// Language and region, such as `de-DE`; `en-US` without it
    locale: Option<String>,
    /// The customer's time zone, such as `Europe/Berlin`
    timezone: Option<String>,
    /// The time, such as `2026-11-27T09:00`, by the customer's clock; now without it
    now: Option<String>,
    /// A persona: `{"loggedIn": true, "entitlements": ["plus"], "journeyState": {"inTrialPeriod": true},
    /// "attributes": {"firstName": "Ada"}, "id": "…", "deviceId": "…"}`, each field as needed
    customer: Option<Map<String, Value>>,
    /// A real customer in place of a persona: the id of a device, an account or a user. Needs a Control Center
    customer_id: Option<String>,
    /// Product details as the store gives them; examples with prices in dollars without them
    products: Option<Vec<Value>>,
    /// Any other fields of the request: `read_schema` with `of` `request` lists them
    request: Option<Map<String, Value>>,
}

/// A kind of device.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
#[serde(rename_all = "lowercase")]
enum FormFactor {
    Phone,
    Tablet,
    Desktop,
    Television,
}

impl FormFactor {
    /// Returns the name in requests.
    fn name(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Tablet => "tablet",
            Self::Desktop => "desktop",
            Self::Television => "television",
        }
    }
}

impl Scene {
    /// Returns the screen in CSS pixels.
    pub(super) fn screen(&self) -> (u32, u32) {
        let (width, height) = matrix::screen(self.form_factor()).unwrap_or((390, 844));
        (self.width.unwrap_or(width), self.height.unwrap_or(height))
    }

    /// Returns the name of the form factor.
    fn form_factor(&self) -> &'static str {
        self.form_factor.map_or("phone", FormFactor::name)
    }

    /// Makes the request that the customer's app would send.
    ///
    /// # Errors
    /// Fails if the time or the zone cannot be read, if there is no such customer, or if products cannot be read.
    pub(super) async fn request(
        &self,
        target: &Target,
        document: &LoadedDocument,
    ) -> Result<Request> {
        let mut request = Request::of(self.request.clone().unwrap_or_default());
        for (field, value) in [("label", &self.label), ("url", &self.url)] {
            if let Some(value) = value {
                request.set(&["launch", field], value.as_str())?;
            }
        }
        let (width, height) = self.screen();
        request.set(&["device", "formFactor"], self.form_factor())?;
        request.set(&["device", "width"], width)?;
        request.set(&["device", "height"], height)?;
        if let Some(locale) = &self.locale {
            request.set(&["locale"], locale.as_str())?;
        }
        if let Some(customer) = self.who(target).await? {
            request.set(&["customer"], customer)?;
        }
        self.add_time(&mut request)?;
        self.add_products(&mut request, target, document)?;
        Ok(request)
    }

    /// Returns the customer of the request.
    async fn who(&self, target: &Target) -> Result<Option<Map<String, Value>>> {
        let Some(id) = &self.customer_id else {
            return Ok(self.customer.clone());
        };
        let remote = target.center()?.remote().await?;
        let found: Value = remote.get(&["customers", id], &[]).await?;
        Ok(Some(asked_by(&found)))
    }

    /// Puts the time and the customer's clock into the request.
    fn add_time(&self, request: &mut Request) -> Result<()> {
        if let Some(zone) = &self.timezone {
            request.set(&["device", "timezone"], zone.as_str())?;
        }
        if let Some(time) = &self.now {
            let time =
                clock::time_in(time, self.timezone.as_deref()).context("the argument `now`")?;
            request.set(&["now"], time)?;
        } else if !request.has("now") {
            request.set(&["now"], clock::now())?;
        }
        Ok(zone::complete(request.fields())?)
    }

    /// Puts the details of products into the request.
    fn add_products(
        &self,
        request: &mut Request,
        target: &Target,
        document: &LoadedDocument,
    ) -> Result<()> {
        if let Some(products) = &self.products {
            return request.set(&["products"], products.clone());
        }
        if request.has("products") {
            return Ok(());
        }
        let products = match target.products()? {
            Some(products) => products,
            None => product::examples(&serde_json::from_slice(document.json())?),
        };
        request.set(&["products"], products)
    }
}

/// Makes the customer of a request, as the app of a known customer would send it.
fn asked_by(found: &Value) -> Map<String, Value> {
    let customer = &found["customer"];
    let entitlements = customer["entitlements"].as_array().into_iter().flatten();
    let entitlements: Vec<&Value> = entitlements.map(|one| &one["id"]).collect();
    let journey = customer["journey"].as_object().into_iter().flatten();
    let journey = journey.filter(|(_, on)| **on == Value::Bool(true));
    let journey: Map<String, Value> = journey
        .map(|(name, on)| (camel(name), on.clone()))
        .collect();
    let mut out = Map::new();
    out.insert("id".to_owned(), found["user"].clone());
    out.insert("loggedIn".to_owned(), (!found["account"].is_null()).into());
    out.insert("entitlements".to_owned(), json!(entitlements));
    out.insert("journeyState".to_owned(), journey.into());
    out
}

/// Writes a name of words with `_` between them as requests do.
fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut out, word| {
        let mut letters = word.chars();
        out.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        out + letters.as_str()
    })
}
