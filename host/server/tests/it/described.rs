//! The description of all routes of a host: it agrees with the routes, and answers with it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use paywall_host_testing::described::{complaints, operations, resolved};
use paywall_host_testing::file;
use paywall_ledger::{Clock, Time};
use paywall_server::description;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::opened::{Serving, open};
use crate::sdk::{Host, NOW};

/// The settings of a host with everything: an administrator whose key is `key`, and a Control Center.
const EVERYTHING: &str = r#"
    [[admin_keys]]
    name = "ops"
    sha256 = "2c70e12b7a0646f92279f427c7b38e7334d8e5389cff167a1dc30e73f826b683"
    scopes = ["read", "write", "grant", "metrics"]

    [control]
"#;

/// The routes that are no calls of programs: what they are is said beside each.
const UNDESCRIBED: [&str; 10] = [
    // Says that there is nothing; the router's own answer would have no code.
    "/sdk/{*rest}",
    "/control/v1/{*rest}",
    // The pages of the Control Center, the way to them from this machine, and a page that somebody shares.
    "/",
    "/control/enter/{secret}",
    "/control",
    "/control/",
    "/control/{*page}",
    "/control/files/{name}",
    "/control/runtime/{*name}",
    "/s/{token}",
];

fn api() -> Value {
    serde_json::to_value(description()).unwrap()
}

#[test]
fn every_operation_has_a_name_of_its_own_and_says_what_it_does() {
    let api = api();
    let mut names = BTreeSet::new();
    for (method, path) in operations(&api) {
        let operation = &api["paths"][&path][method.to_lowercase()];
        let place = format!("{method} {path}");
        assert!(operation["summary"].is_string(), "{place}");
        let name = operation["operationId"].as_str().unwrap().to_owned();
        assert!(names.insert(name), "{place} has the name of another");
        let parameters = operation["parameters"].as_array();
        let in_path = parameters.into_iter().flatten();
        let in_path: Vec<_> = in_path.filter(|it| it["in"] == "path").collect();
        assert_eq!(in_path.len(), path.matches('{').count(), "{place}");
        assert!(
            in_path.iter().all(|it| it["description"].is_string()),
            "{place}"
        );
        assert!(operation["responses"]["default"].is_object(), "{place}");
    }
    for part in [
        "/sdk/",
        "/admin/",
        "/control/",
        "/notifications/",
        "/healthz",
        "/metrics",
        "/openapi.json",
    ] {
        let mut paths = api["paths"].as_object().unwrap().keys();
        assert!(paths.any(|path| path.starts_with(part)), "{part}");
    }
}

/// Collects the names that a description points to.
fn pointers(value: &Value, out: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|it| pointers(it, out)),
        Value::Object(fields) => {
            if let Some(Value::String(name)) = fields.get("$ref") {
                out.insert(name.clone());
            }
            fields.values().for_each(|it| pointers(it, out));
        }
        _ => {}
    }
}

#[test]
fn whatever_it_points_to_is_there_and_examples_have_the_form() {
    let api = api();
    let mut named = BTreeSet::new();
    pointers(&api, &mut named);
    assert!(named.len() > 60, "{}", named.len());
    for name in &named {
        assert!(
            api.pointer(name.trim_start_matches('#')).is_some(),
            "{name}"
        );
    }
    let mut found = Vec::new();
    for (name, schema) in api["components"]["schemas"].as_object().unwrap() {
        let several = schema["examples"].as_array().into_iter().flatten();
        for example in several.chain(schema.get("example")) {
            complaints(&api, schema, example, name, &mut found);
        }
    }
    assert_eq!(found, Vec::<String>::new());
    for (method, path) in operations(&api) {
        let body = &api["paths"][&path][method.to_lowercase()]["requestBody"]["content"];
        if let Some(json) = body.get("application/json") {
            let schema = resolved(&api, &json["schema"]);
            let has = schema
                .get("example")
                .or(schema.get("examples"))
                .or(json.get("example"));
            assert!(has.is_some(), "{method} {path} has no example");
        }
    }
}

/// Lists the sources of a folder.
fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|it| it == "rs") {
            out.push(path);
        }
    }
}

#[test]
fn no_route_is_made_without_a_description() {
    let mut files = Vec::new();
    for folder in ["host/server/src", "host/center/src"] {
        sources(&file(folder), &mut files);
    }
    let mut found = BTreeSet::new();
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        for call in text.split(".route(").skip(1) {
            let written = call.trim_start();
            // The one call without a literal writes what is described a second time, without the slash at its end.
            let Some(literal) = written.strip_prefix('"') else {
                assert!(
                    path.ends_with("sdk/routes.rs"),
                    "{path:?}: {}",
                    &written[..40]
                );
                continue;
            };
            found.insert(literal.split('"').next().unwrap().to_owned());
        }
    }
    assert_eq!(found, UNDESCRIBED.map(ToOwned::to_owned).into());
}

#[tokio::test]
async fn a_host_answers_every_operation_of_the_description_that_it_serves() {
    let folder = TempDir::new().unwrap();
    let clock: Clock = Arc::new(|| Time::from_millis(NOW));
    let host = Serving::begin(open(&folder, EVERYTHING, clock).await).await;
    let served = host.ask("GET", "/openapi.json", "", "").await;
    let (_, body) = served.split_once("\r\n\r\n").unwrap();
    let api: Value = serde_json::from_str(body).unwrap();
    assert_eq!(api, self::api());
    for (method, path) in operations(&api) {
        let path = path.replace("{platform}", "ios").replace(['{', '}'], "");
        let key = "authorization: Bearer key\r\n";
        let answer = host.ask(&method, &path, key, "").await;
        let status = answer.split(' ').nth(1).unwrap();
        let is_nowhere = answer.contains("nothing at this address") || answer.ends_with("\r\n\r\n");
        // Without a sandbox, nobody hears of publications.
        let is_absent = path.ends_with("/platform/ios/changes/");
        assert!(
            status != "405" && (status != "404" || !is_nowhere || is_absent),
            "{method} {path}: {answer}"
        );
    }
    host.end().await;
}

/// Says where the answer of a call is none of the form that the description names.
fn judge(api: &Value, call: (&str, &str), status: u16, body: &Value) {
    let (method, path) = call;
    let operation = &api["paths"][path][method.to_lowercase()];
    let schema =
        &operation["responses"][status.to_string()]["content"]["application/json"]["schema"];
    assert!(
        schema.is_object(),
        "{method} {path} may not answer {status}: {body}"
    );
    let mut found = Vec::new();
    complaints(api, schema, body, &format!("{method} {path}"), &mut found);
    assert_eq!(found, Vec::<String>::new(), "{body}");
}

#[tokio::test]
async fn the_answers_of_the_sdk_protocol_have_the_form_that_is_described() {
    let (api, host) = (api(), Host::simple().await);
    let base = "/sdk/v3/platform/{platform}/";
    let device = json!({"id": "phone", "os_name": "ios", "language": "en-US"});
    let receipt = json!([{"transactionId": "1", "originalTransactionId": "1", "productId": "monthly",
        "type": "Auto-Renewable Subscription", "environment": "Production", "purchaseDate": NOW, "signedDate": NOW,
        "expiresDate": NOW + 30 * 86_400_000_i64}]);
    for (method, path, body) in [
        ("POST", "device/", device),
        ("PUT", "device/{device}/", json!({"os_name": "ios"})),
        ("PATCH", "device/{device}/", json!({"app_version": "2"})),
        (
            "PUT",
            "device/{device}/login/",
            json!({"external_id": "1001"}),
        ),
        (
            "POST",
            "device/{device}/purchase_event/",
            json!({"payload": receipt.to_string()}),
        ),
        (
            "POST",
            "device/{device}/session/",
            json!({"start_time": "2026-01-01T00:00:00Z"}),
        ),
        (
            "POST",
            "device/{device}/impression/",
            json!({"segment": "s1", "exposure": {"experiment": "e", "variant": "a"}}),
        ),
        (
            "POST",
            "device/{device}/transaction/",
            json!({"sku": "monthly", "quantity": 1}),
        ),
        ("GET", "device/{device}/", Value::Null),
        ("GET", "device/{device}/profile/", Value::Null),
        ("GET", "device/{device}/active_entitlements/", Value::Null),
        ("GET", "device/{device}/products/", Value::Null),
        ("GET", "paywalls/", Value::Null),
        ("GET", "config/", Value::Null),
        ("GET", "document/", Value::Null),
        ("GET", "keys/", Value::Null),
        ("PUT", "device/{device}/logout/", json!({})),
        (
            "PUT",
            "device/{device}/logout/",
            json!({"device_version": 99}),
        ),
        (
            "POST",
            "device/{device}/login/",
            json!({"external_id": "ada@example.com"}),
        ),
        ("GET", "products/?page=9", Value::Null),
    ] {
        let called = path.replace("{device}", "phone");
        let answer = match &body {
            Value::Null => host.get(&called).await,
            body => host.send(method, &called, body.clone()).await,
        };
        let (described, query) = path.split_once('?').unwrap_or((path, ""));
        let path = format!("{base}{described}");
        if !query.is_empty() {
            assert_eq!(answer.status, 400);
            let form = &api["paths"][&path]["get"]["responses"]["default"]["content"]["application/json"]
                ["schema"];
            let mut found = Vec::new();
            complaints(&api, form, &answer.body, &path, &mut found);
            assert_eq!(found, Vec::<String>::new());
            continue;
        }
        judge(&api, (method, &path), answer.status, &answer.body);
    }
}
