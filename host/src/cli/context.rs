//! The request of a command: from flags, from a file, or from both; flags win.

use std::path::PathBuf;

use anyhow::{Context as _, Result, anyhow};
use clap::{Args, ValueEnum};
use serde_json::{Map, Value};

use super::clock::When;
use super::source;

/// The request of `docs/abi.md` as flags.
#[derive(Args)]
pub(super) struct Context {
    /// A request as JSON (docs/abi.md); the other flags override what it says
    #[arg(long, value_name = "FILE")]
    request: Option<PathBuf>,
    /// Launch the campaign of this label
    #[arg(long)]
    label: Option<String>,
    /// Launch the campaign of this URL
    #[arg(long)]
    url: Option<String>,
    /// Show this paywall, whatever the campaigns say
    #[arg(long, value_name = "ID")]
    paywall: Option<String>,
    /// phone, tablet, desktop or television
    #[arg(long, value_name = "KIND", value_parser = ["phone", "tablet", "desktop", "television"])]
    form_factor: Option<String>,
    /// Width of the screen in CSS pixels
    #[arg(long, value_name = "PIXELS")]
    width: Option<u32>,
    /// Height of the screen in CSS pixels
    #[arg(long, value_name = "PIXELS")]
    height: Option<u32>,
    /// Language and region, BCP 47 [default: en-US]
    #[arg(long)]
    locale: Option<String>,
    #[command(flatten)]
    when: When,
    #[command(flatten)]
    customer: Customer,
    /// A launch attribute
    #[arg(long, value_name = "KEY=VALUE", value_parser = pair)]
    launch_attribute: Vec<(String, String)>,
    /// Offer this product group; may be given several times [default: all]
    #[arg(long, value_name = "REF")]
    product_group: Vec<String>,
    /// A query parameter of the page
    #[arg(long, value_name = "KEY=VALUE", value_parser = pair)]
    param: Vec<(String, String)>,
}

#[derive(Args)]
/// The flags about the customer.
struct Customer {
    /// UUID of the user
    #[arg(long, value_name = "UUID")]
    customer_id: Option<String>,
    /// UUID of the device
    #[arg(long, value_name = "UUID")]
    device_id: Option<String>,
    /// The customer is signed in
    #[arg(long)]
    logged_in: bool,
    /// Journey states that hold, comma-separated
    #[arg(long, value_name = "STATES", value_delimiter = ',')]
    journey: Vec<Journey>,
    /// An entitlement the customer has; may be given several times
    #[arg(long, value_name = "REF")]
    entitlement: Vec<String>,
    /// An attribute of the customer
    #[arg(long, value_name = "KEY=VALUE", value_parser = pair)]
    attribute: Vec<(String, String)>,
}

#[derive(Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
enum Journey {
    FormerSubscriber,
    InGracePeriod,
    InTrialPeriod,
    InIntroOfferPeriod,
    IsCancelled,
    InPause,
    InAccountHold,
}

impl Journey {
    /// Returns the name of the flag in a request.
    fn field(self) -> &'static str {
        match self {
            Self::FormerSubscriber => "formerSubscriber",
            Self::InGracePeriod => "inGracePeriod",
            Self::InTrialPeriod => "inTrialPeriod",
            Self::InIntroOfferPeriod => "inIntroOfferPeriod",
            Self::IsCancelled => "isCancelled",
            Self::InPause => "inPause",
            Self::InAccountHold => "inAccountHold",
        }
    }
}

/// Splits a flag of the form `KEY=VALUE`.
pub(super) fn pair(text: &str) -> Result<(String, String)> {
    let (key, value) = text
        .split_once('=')
        .ok_or_else(|| anyhow!("expected KEY=VALUE"))?;
    Ok((key.to_owned(), value.to_owned()))
}

impl Context {
    /// Makes the whole request, with products and time.
    pub(super) fn request(&self, document: &source::Document) -> Result<Request> {
        let mut request = Request::read(self.request.as_ref())?;
        request.set_all(&["launch"], &[("label", &self.label), ("url", &self.url)])?;
        request.set_all(&[], &[("paywall", &self.paywall), ("locale", &self.locale)])?;
        request.set_all(&["device"], &[("formFactor", &self.form_factor)])?;
        request.set_all(
            &["device"],
            &[("width", &self.width), ("height", &self.height)],
        )?;
        self.customer.add_to(&mut request)?;
        request.set_pairs(
            &["launch", "context", "customAttributes"],
            &self.launch_attribute,
        )?;
        if !self.product_group.is_empty() {
            request.set(
                &["launch", "context", "productGroups"],
                self.product_group.as_slice(),
            )?;
        }
        request.set_pairs(&["urlParams"], &self.param)?;
        self.when.add_to(&mut request)?;
        if document.names_products() || !request.has("products") {
            request.add_products(document)?;
        }
        Ok(request)
    }
}

impl Customer {
    /// Adds the flags about the customer to a request.
    fn add_to(&self, request: &mut Request) -> Result<()> {
        request.set_all(
            &["customer"],
            &[("id", &self.customer_id), ("deviceId", &self.device_id)],
        )?;
        if self.logged_in {
            request.set(&["customer", "loggedIn"], true)?;
        }
        for state in &self.journey {
            request.set(&["customer", "journeyState", state.field()], true)?;
        }
        if !self.entitlement.is_empty() {
            request.set(&["customer", "entitlements"], self.entitlement.as_slice())?;
        }
        request.set_pairs(&["customer", "attributes"], &self.attribute)
    }
}

/// A request in the making.
pub(super) struct Request(Map<String, Value>);

impl Request {
    /// Makes a request of its fields.
    #[cfg(feature = "mcp")]
    pub(super) fn of(fields: Map<String, Value>) -> Self {
        Self(fields)
    }

    /// Reads a request from a file, or begins an empty one.
    fn read(file: Option<&PathBuf>) -> Result<Self> {
        let Some(file) = file else {
            return Ok(Self(Map::new()));
        };
        let fields = serde_json::from_slice(&source::read(file)?);
        fields
            .map(Self)
            .with_context(|| format!("{} is not a JSON object", file.display()))
    }

    /// Returns true if the request has a field with a value.
    pub(super) fn has(&self, field: &str) -> bool {
        self.0.get(field).is_some_and(|value| !value.is_null())
    }

    /// Returns a field.
    pub(super) fn field(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Sets the field that `path` leads to, and makes the objects on the way.
    ///
    /// # Errors
    /// Fails if something other than an object is on the way.
    pub(super) fn set(&mut self, path: &[&str], value: impl Into<Value>) -> Result<()> {
        let (last, way) = path.split_last().context("a field has a name")?;
        let mut fields = &mut self.0;
        for name in way {
            let value = fields.entry(*name).or_insert(Value::Null);
            if value.is_null() {
                *value = Value::Object(Map::new());
            }
            fields = value
                .as_object_mut()
                .with_context(|| format!("`{name}` in the request is not an object"))?;
        }
        fields.insert((*last).to_owned(), value.into());
        Ok(())
    }

    /// Sets those of the fields that have a value.
    fn set_all<T: Clone + Into<Value>>(
        &mut self,
        way: &[&str],
        fields: &[(&str, &Option<T>)],
    ) -> Result<()> {
        for (name, value) in fields {
            if let Some(value) = value {
                self.set(&[way, &[*name]].concat(), value.clone())?;
            }
        }
        Ok(())
    }

    /// Sets a field for each pair, below the same object.
    fn set_pairs(&mut self, way: &[&str], pairs: &[(String, String)]) -> Result<()> {
        for (key, value) in pairs {
            self.set(&[way, &[key.as_str()]].concat(), value.as_str())?;
        }
        Ok(())
    }

    /// Adds the product details of the document.
    fn add_products(&mut self, document: &source::Document) -> Result<()> {
        let Some(bytes) = document.products()? else {
            return Ok(());
        };
        let products: Vec<Value> =
            serde_json::from_slice(&bytes).context("products are not a JSON array")?;
        self.set(&["products"], products)
    }

    /// Returns the fields.
    pub(super) fn fields(&mut self) -> &mut Map<String, Value> {
        &mut self.0
    }

    /// Returns the request as the module reads it.
    pub(super) fn bytes(&self) -> Vec<u8> {
        Value::Object(self.0.clone()).to_string().into_bytes()
    }
}
