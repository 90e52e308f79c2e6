//! Messages in the stores' forms. They are written for these tests: their ids, names and dates are nobody's.

use paywall_ledger::Time;
use serde_json::{Value, json};

use paywall_host_testing::shop::NOW;

/// Returns the end of the term that every sample pays for.
pub fn end() -> Time {
    NOW.plus_days(30)
}

/// Builds a transaction of Apple's for a month at an introductory price.
pub fn apple_transaction() -> Value {
    json!({
        "transactionId": "2000000000000001", "originalTransactionId": "2000000000000001",
        "webOrderLineItemId": "2000000000000002", "productId": "premium", "bundleId": "com.example",
        "environment": "Sandbox", "type": "Auto-Renewable Subscription", "inAppOwnershipType": "PURCHASED",
        "purchaseDate": NOW.millis(), "originalPurchaseDate": NOW.millis(), "signedDate": NOW.millis(),
        "expiresDate": end().millis(), "offerType": 1, "offerDiscountType": "PAY_AS_YOU_GO",
        "appTransactionId": "704", "appAccountToken": "5f1c0d9e-61e0-4a53-9a59-1f7f6a1f0e11",
    })
}

/// Builds Apple's notification of a new subscription. The changes are made to its data, its transaction and its
/// renewal information.
pub fn apple(change: impl Fn(&mut Value, &mut Value, &mut Value)) -> Value {
    let mut data = json!({
        "appAppleId": 7, "bundleId": "com.example", "bundleVersion": "1.2.3", "environment": "Sandbox", "status": 1,
    });
    let mut transaction = apple_transaction();
    let mut renewal = json!({
        "originalTransactionId": "2000000000000001", "autoRenewProductId": "premium", "productId": "premium",
        "autoRenewStatus": 1, "signedDate": NOW.millis(), "environment": "Sandbox",
    });
    change(&mut data, &mut transaction, &mut renewal);
    data["signedTransactionInfo"] = transaction;
    data["signedRenewalInfo"] = renewal;
    json!({
        "notificationType": "SUBSCRIBED", "subtype": "INITIAL_BUY", "version": "2.0",
        "notificationUUID": "9b3a1c52-6a3e-4c39-9a2c-0b9c2f1d7e01", "signedDate": NOW.millis(), "data": data,
    })
}

/// Builds a notification of Google's about something of the kind `of`.
pub fn google(of: &str, what: Value) -> Value {
    json!({ "version": "1.0", "packageName": "com.example", "eventTimeMillis": NOW.millis().to_string(), of: what })
}

/// Builds a message of Roku's as it is sent at `at`.
pub fn roku(kind: &str, at: Time) -> Value {
    json!({
        "customerId": "c0ffee", "transactionType": kind, "transactionId": format!("{kind}-1"),
        "channelId": "com.example", "channelName": "Example", "productCode": "premium", "productName": "Premium",
        "originalTransactionId": "sale-1", "isFreeTrial": false, "price": 9.99, "total": 9.99, "currency": "usd",
        "originalPurchaseDate": NOW.to_string(), "expirationDate": end().to_string(), "eventDate": at.to_string(),
        "responseKey": "echo-me",
    })
}

/// Builds Roku's answer to validate-transaction.
pub fn roku_validated() -> Value {
    json!({
        "status": "Success", "errorMessage": "", "errorCode": null, "transactionId": "sale-1",
        "OriginalTransactionId": "sale-1", "channelId": 7, "productId": "premium", "productName": "Premium",
        "isEntitled": true, "cancelled": false, "purchaseDate": NOW.to_string(),
        "originalPurchaseDate": NOW.to_string(), "expirationDate": end().to_string(),
    })
}

/// Builds a message of Amazon's, which only names a receipt.
pub fn amazon(kind: &str) -> Value {
    json!({
        "notificationType": kind, "appPackageName": "com.example", "appUserId": "user-1", "receiptId": "receipt-2",
        "relatedReceipts": {}, "timestamp": NOW.millis(), "betaProductTransaction": false,
    })
}

/// Builds Stripe's event of a changed subscription.
pub fn stripe(change: impl Fn(&mut Value)) -> Value {
    let (start, end) = (NOW.millis() / 1000, end().millis() / 1000);
    let mut subscription = json!({
        "id": "sub_example", "object": "subscription", "status": "active", "livemode": false, "start_date": start,
        "cancel_at": null, "cancel_at_period_end": false, "trial_end": null, "latest_invoice": "in_example",
        "metadata": { "external_id": "42" },
        "items": { "object": "list", "data": [{
            "id": "si_example", "object": "subscription_item", "quantity": 1, "current_period_start": start,
            "current_period_end": end, "price": { "id": "premium", "object": "price", "recurring": { "interval": "month" } },
        }] },
    });
    change(&mut subscription);
    json!({
        "id": "evt_example", "object": "event", "type": "customer.subscription.updated", "created": start,
        "livemode": false, "data": { "object": subscription },
    })
}
