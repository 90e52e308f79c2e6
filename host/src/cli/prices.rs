//! Prices that a paywall shows and that nobody gave.

use paywall_host::LoadedDocument;
use paywall_host::answer::Decided;
use paywall_host::check;
use serde_json::Value;

use super::context::Request;
use super::output;

/// Says on standard error what the products of the paywall that a request shows lack.
pub(super) fn warn(document: &LoadedDocument, request: &Request) {
    let named = request
        .field("paywall")
        .and_then(Value::as_str)
        .map(str::to_owned);
    let Some(paywall) = named.or_else(|| chosen(document, request)) else {
        return;
    };
    let products = request.field("products").and_then(Value::as_array);
    let products = products.map(Vec::as_slice).unwrap_or_default();
    tell(document, products, Some(&paywall));
}

/// Says on standard error what the products of one paywall lack, or of all.
pub(super) fn tell(document: &LoadedDocument, products: &[Value], of: Option<&str>) {
    for finding in check::prices(document.json(), products, of) {
        let path = finding.path.as_deref();
        output::tell(&output::line(
            "warning",
            &finding.code,
            &finding.message,
            path,
        ));
    }
}

/// Returns the paywall that the campaign rules choose; `None` where there is none, which the rendering says.
fn chosen(document: &LoadedDocument, request: &Request) -> Option<String> {
    let Decided { decision } = document.decide(&request.bytes()).ok()?.ok;
    decision?.paywall
}
