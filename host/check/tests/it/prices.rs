//! Tests of what authors are told about prices that nobody gives.

use paywall_check as check;
use serde_json::{Value, json};

/// Returns what products of one paywall lack: `code path: message`.
fn found(text: &str, details: &Value) -> Vec<String> {
    let product = |id: &str| json!({ "id": id, "sku_ref_id": format!("com.example.{id}") });
    let text = json!({ "component": "text", "text": text });
    let document = json!({
        "texts": { "default": "en", "locales": { "en": { "price": "Only ${sku.price}" } } },
        "paywalls": [{ "id": "other", "template": {} }, {
            "id": "p",
            "sku_menus": [{ "id": "m", "products": [product("month"), product("year")] }],
            "template": { "pages": [{ "name": "main", "contentContainer": text }] },
        }],
    });
    let findings = check::prices(
        document.to_string().as_bytes(),
        details.as_array().unwrap(),
        Some("p"),
    );
    let line = |finding: check::Finding| {
        format!(
            "{} {}: {}",
            finding.code,
            finding.path.unwrap(),
            finding.message
        )
    };
    findings.into_iter().map(line).collect()
}

fn details(id: &str, more: Value) -> Value {
    let mut details = json!({ "product_ref_id": format!("com.example.{id}"), "product_type": "subscription",
        "subscription_period": { "type": "month", "count": 1 },
        "offers": [{ "offer_type": "default", "price": 9.99, "currency": "USD" }] });
    let fields = details.as_object_mut().unwrap();
    for (name, value) in more.as_object().unwrap() {
        fields.insert(name.clone(), value.clone());
    }
    details
}

const MONTH: &str = "$.paywalls[1].sku_menus[0].products[0].sku_ref_id";

#[test]
fn a_paywall_whose_products_have_all_it_shows_has_no_finding() {
    let all = json!([details("month", json!({})), details("year", json!({}))]);
    assert_eq!(
        found(
            "${sku.price} a ${sku.period}, ${sku.freeTrialDuration}",
            &all
        ),
        [] as [&str; 0]
    );
    // A name is the document's where the store gives none.
    assert_eq!(found("${sku.freeTrialEligible}", &all), [] as [&str; 0]);
}

#[test]
fn each_product_that_lacks_something_is_named_with_what_is_not_shown() {
    let year = || details("year", json!({}));
    for (month, code, says) in [
        (
            details("mouth", json!({})),
            "missing_details",
            "no details have the product_ref_id \"com.example.month\": nothing is shown for ${sku.price}, ${sku.period}; did you mean \"com.example.mouth\"?",
        ),
        (
            details("month", json!({ "offers": [] })),
            "missing_price",
            "the details of \"com.example.month\" have no offer of the type \"default\" with a price: nothing is shown for ${sku.price}",
        ),
        (
            details(
                "month",
                json!({ "offers": [{ "offer_type": "promo", "price": 1, "currency": "USD" }] }),
            ),
            "missing_price",
            "nothing is shown for ${sku.price}",
        ),
        (
            details("month", json!({ "subscription_period": null })),
            "missing_period",
            "the details of \"com.example.month\" have no subscription_period: nothing is shown for ${sku.period}",
        ),
    ] {
        let found = found("${sku.price} a ${sku.period}", &json!([month, year()]));
        let begins = format!("{code} {MONTH}: ");
        assert!(
            matches!(&*found, [one] if one.starts_with(&begins) && one.ends_with(says)),
            "{found:#?}"
        );
    }
}

#[test]
fn without_any_details_one_finding_says_so() {
    let found = found("${text.price}", &json!([]));
    let [one] = &*found else { panic!("{found:#?}") };
    assert!(
        one.starts_with("missing_details $.paywalls[1].sku_menus: "),
        "{one}"
    );
}

#[test]
fn what_is_bought_once_has_no_period() {
    let once = |id| {
        details(
            id,
            json!({ "product_type": "one_time_purchase", "subscription_period": null }),
        )
    };
    assert_eq!(
        found(
            "${sku.duration} ${sku.price}",
            &json!([once("month"), once("year")])
        ),
        [] as [&str; 0]
    );
}
