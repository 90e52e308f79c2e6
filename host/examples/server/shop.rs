//! A shop with keys of its own: what its customers' devices and its stores send.

use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use paywall_ledger::{Store, Time};
use serde_json::{Value, json};

use crate::call::Call;
use crate::customer::Customer;
use paywall_host_testing::forge::{AUTHORITY, Chain, LEAF, Rsa};
use paywall_host_testing::program::push_claims;

/// The product of the stock document: a subscription for the entitlement `plus`.
const PRODUCT: &str = "fern.plus.monthly";
/// The app's name in all stores.
pub const BUNDLE: &str = "com.example.fern";
pub const STRIPE_SECRET: &str = "whsec_of_the_shop";

pub struct Shop {
    pub apple: Chain,
    pub google: Rsa,
    pub roku: Rsa,
    /// The time at which it was opened.
    opened: Time,
}

/// Returns the time of this computer.
pub fn now() -> Time {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Time::from_millis(since.map_or(0, |it| i64::try_from(it.as_millis()).unwrap_or(0)))
}

impl Shop {
    pub fn new() -> Self {
        Self {
            apple: Chain::new(AUTHORITY, LEAF),
            google: Rsa::new(),
            roku: Rsa::new(),
            opened: now(),
        }
    }

    /// Returns the end of a subscription's period. Each period ends a second after the one before.
    pub fn ends(&self, period: usize) -> Time {
        let end = self.opened.plus_days(28).plus_millis(1000 * period as i64);
        Time::from_millis(end.millis() / 1000 * 1000)
    }

    /// Returns the date of Apple's word about a period.
    fn signed(&self, period: usize) -> i64 {
        self.opened.plus_days(-3).millis() + 1000 * period as i64 + 500
    }

    /// Makes the calls of a device that comes in, logs in, and shows what it bought until `ends`.
    pub fn arrives(&self, customer: Customer, ends: Time) -> [Call; 3] {
        let body = json!({"id": customer.device(), "os_name": "iOS", "os_version": "19.0", "form_factor": "phone",
            "language": "en", "app_version": "1.2.3", "sdk_client": "apple", "sdk_version": "3.3.0"});
        let devices = format!("/sdk/v3/platform/{}/device/", customer.platform());
        let made = Call::send("POST", devices, body.to_string(), 201);
        let login = self.logs_in(customer);
        [
            made.from(&customer.address()),
            login,
            self.shows(customer, 0, ends, "transaction"),
        ]
    }

    pub fn logs_in(&self, customer: Customer) -> Call {
        let body = json!({"external_id": customer.account()}).to_string();
        Call::send("PUT", customer.path("login"), body, 200).from(&customer.address())
    }

    /// Makes the call of a device that shows its subscription.
    pub fn shows(&self, customer: Customer, period: usize, ends: Time, kind: &str) -> Call {
        let payload = match customer.store {
            Store::Apple => self.transaction(customer, period, ends),
            Store::Amazon => {
                json!({"store": "amazon", "user": "U", "receipt": customer.purchase()}).to_string()
            }
            _ => customer.purchase(),
        };
        let body = json!({"payload": payload, "kind": kind}).to_string();
        Call::send("PUT", customer.path("purchase_event"), body, 200).from(&customer.address())
    }

    /// Makes the store's message that a subscription was renewed.
    /// None of Amazon's, as its certificates lie with Amazon alone.
    pub fn renews(&self, customer: Customer, period: usize) -> Option<Call> {
        match customer.store {
            Store::Apple => Some(self.apple_renews(customer, period)),
            Store::Google => Some(self.google_pushes(customer, period)),
            Store::Roku => Some(self.roku_pushes(customer, period)),
            Store::Stripe => Some(self.stripe_tells(customer, period)),
            Store::Amazon | Store::Granted => None,
        }
    }

    /// Makes a transaction with all fields that Apple's have.
    fn transaction(&self, customer: Customer, period: usize, ends: Time) -> String {
        let signed = self.signed(period);
        self.apple.sign(&json!({
            "transactionId": format!("{}", 70_000_000_000 + customer.number * 10_000 + period),
            "originalTransactionId": customer.purchase(), "webOrderLineItemId": format!("{}", 90_000 + period),
            "bundleId": BUNDLE, "productId": PRODUCT, "subscriptionGroupIdentifier": "55555",
            "purchaseDate": signed - 500, "originalPurchaseDate": self.opened.plus_days(-90).millis(),
            "expiresDate": ends.millis(), "quantity": 1, "type": "Auto-Renewable Subscription",
            "inAppOwnershipType": "PURCHASED", "signedDate": signed, "environment": "Production",
            "transactionReason": "RENEWAL", "storefront": "USA", "storefrontId": "143441", "price": 10_990,
            "currency": "USD", "appTransactionId": "704289572311513293",
        }))
    }

    /// Makes Apple's message that a subscription was renewed: three signed texts, each with three certificates.
    fn apple_renews(&self, customer: Customer, period: usize) -> Call {
        let (signed, ends) = (self.signed(period), self.ends(period));
        let renewal = self.apple.sign(&json!({
            "originalTransactionId": customer.purchase(), "autoRenewProductId": PRODUCT, "productId": PRODUCT,
            "autoRenewStatus": 1, "renewalPrice": 10_990, "currency": "USD", "signedDate": signed,
            "environment": "Production", "recentSubscriptionStartDate": self.opened.plus_days(-90).millis(),
            "renewalDate": ends.millis(), "appTransactionId": "704289572311513293",
        }));
        let uuid = format!("00000000-{:012}-{period:012}", customer.number);
        let message = self.apple.sign(&json!({
            "notificationType": "DID_RENEW", "notificationUUID": uuid,
            "data": {"appAppleId": 41234, "bundleId": BUNDLE, "bundleVersion": "1.2.3", "environment": "Production",
                "signedTransactionInfo": self.transaction(customer, period, ends),
                "signedRenewalInfo": renewal, "status": 1},
            "version": "2.0", "signedDate": signed,
        }));
        let body = json!({"signedPayload": message}).to_string();
        Call::send("POST", "/notifications/apple/ios".into(), body, 200)
    }

    /// Makes Google's hint that a subscription was renewed, with a token of its own.
    fn google_pushes(&self, customer: Customer, period: usize) -> Call {
        let at = now();
        let token = self.google.token("k1", &push_claims(at.millis() / 1000));
        let told =
            json!({"version": "1.0", "notificationType": 2, "purchaseToken": customer.purchase()});
        let message = json!({"version": "1.0", "packageName": BUNDLE, "eventTimeMillis": at.millis().to_string(),
            "subscriptionNotification": told});
        let body = json!({"subscription": "projects/p/subscriptions/s", "message": {
            "data": STANDARD.encode(message.to_string()), "messageId": format!("{}-{period}", customer.number),
            "publishTime": at.to_string()}});
        let path = "/notifications/google/android".into();
        Call::send("POST", path, body.to_string(), 200).with_key(&token)
    }

    /// Makes Roku's push that a subscription was renewed.
    fn roku_pushes(&self, customer: Customer, period: usize) -> Call {
        let (at, key) = (now(), format!("{}-{period}", customer.number));
        let message = json!({"transactionType": "Sale", "transactionId": key, "originalTransactionId": customer.purchase(),
            "channelId": BUNDLE, "productCode": PRODUCT, "eventDate": at.to_string(),
            "expirationDate": self.ends(period).to_string(), "responseKey": key});
        let seconds = at.millis() / 1000;
        let token = self.roku.token("r1", &json!({"iss": "Roku, Inc. urn:roku:apps:partner-service.roku.com",
            "exp": seconds + 86_400, "nbf": seconds - 3600, "x-Roku-message-key": key,
            "x-Roku-message-type": "roku.rpay.push", "x-Roku-message": URL_SAFE_NO_PAD.encode(message.to_string())}));
        Call::send("POST", "/notifications/roku/roku".into(), token, 200)
    }

    /// Makes Stripe's event that a subscription was renewed.
    fn stripe_tells(&self, customer: Customer, period: usize) -> Call {
        let seconds = now().millis() / 1000;
        let body = json!({"id": format!("evt_{}_{period}", customer.number), "object": "event",
            "type": "customer.subscription.updated", "created": seconds, "livemode": true,
            "data": {"object": self.stripe_subscription(customer, period)}})
        .to_string();
        let key = Key::new(HMAC_SHA256, STRIPE_SECRET.as_bytes());
        let tag = sign(&key, format!("{seconds}.{body}").as_bytes());
        let tag: String = tag
            .as_ref()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let mut call = Call::send("POST", "/notifications/stripe/web".into(), body, 200);
        call.header = format!("stripe-signature: t={seconds},v1={tag}\r\n");
        call
    }

    fn stripe_subscription(&self, customer: Customer, period: usize) -> Value {
        let seconds = |time: Time| time.millis() / 1000;
        json!({"id": customer.purchase(), "object": "subscription", "status": "active", "livemode": true,
            "start_date": seconds(self.opened.plus_days(-90)), "latest_invoice": format!("in_{}_{period}", customer.number),
            "metadata": {"external_id": customer.account()},
            "items": {"data": [{"id": format!("si_{}", customer.number), "price": {"id": PRODUCT},
                "current_period_end": seconds(self.ends(period))}]}})
    }

    /// Makes the answer of the customer's store about the subscription in this period.
    pub fn answer(&self, customer: Customer, period: usize) -> Value {
        let (bought, ends) = (self.opened.plus_days(-90), self.ends(period));
        match customer.store {
            Store::Google => {
                json!({"kind": "androidpublisher#subscriptionPurchaseV2", "regionCode": "US",
                "subscriptionState": "SUBSCRIPTION_STATE_ACTIVE", "startTime": bought.to_string(),
                "latestOrderId": format!("GPA.{}..{period}", customer.number),
                "lineItems": [{"productId": PRODUCT, "expiryTime": ends.to_string(),
                    "autoRenewingPlan": {"autoRenewEnabled": true}}]})
            }
            Store::Roku => json!({"transactionId": format!("{}-{period}", customer.number),
                "originalTransactionId": customer.purchase(), "productId": PRODUCT, "isEntitled": true, "cancelled": false,
                "expirationDate": ends.to_string(), "originalPurchaseDate": bought.to_string()}),
            Store::Amazon => {
                json!({"productId": PRODUCT, "productType": "SUBSCRIPTION", "autoRenewing": true,
                "purchaseDate": bought.millis(), "renewalDate": ends.millis()})
            }
            Store::Stripe => self.stripe_subscription(customer, period),
            Store::Apple | Store::Granted => Value::Null,
        }
    }
}
