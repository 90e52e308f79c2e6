//! The description: it agrees with the routes, and its examples with it.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::Request;
use paywall_center::access::TABLE;
use paywall_center::description;
use paywall_host_testing::needs;
use serde_json::Value;

use crate::desk::desk;

/// Lists the operations of the description.
fn operations(api: &Value) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for (path, item) in api["paths"].as_object().unwrap() {
        for method in ["get", "put", "post", "delete", "patch"] {
            if item.get(method).is_some() {
                found.insert((method.to_uppercase(), path.clone()));
            }
        }
    }
    found
}

#[test]
fn the_description_and_the_table_of_rights_have_the_same_routes() {
    let api = serde_json::to_value(description()).unwrap();
    let listed: BTreeSet<_> = TABLE
        .iter()
        .map(|row| (row.method.to_owned(), row.path.to_owned()))
        .collect();
    assert_eq!(listed.len(), TABLE.len(), "no route stands there twice");
    assert_eq!(operations(&api), listed);
    assert_eq!(api["openapi"], "3.1.0");
}

#[test]
fn every_operation_says_what_it_does_needs_and_answers() {
    let api = serde_json::to_value(description()).unwrap();
    for (method, path) in operations(&api) {
        let operation = &api["paths"][&path][method.to_lowercase()];
        let place = format!("{method} {path}");
        assert!(operation["summary"].is_string(), "{place}");
        let responses = operation["responses"].as_object().unwrap();
        assert!(responses.keys().any(|it| it.starts_with('2')), "{place}");
        assert!(responses.contains_key("default"), "{place}");
        let parameters = operation["parameters"].as_array();
        let described = parameters.into_iter().flatten();
        let described = described.filter(|it| it["in"] == "path");
        assert_eq!(described.count(), path.matches('{').count(), "{place}");
    }
}

#[needs(module)]
#[tokio::test]
async fn the_server_answers_every_operation_of_the_description() {
    let desk = desk().await;
    let request = Request::get("/control/v1/openapi.json");
    let api = desk.bare(request.body(Body::empty()).unwrap()).await;
    assert_eq!(api.status, 200);
    for (method, path) in operations(&api.body) {
        let request = Request::builder()
            .method(method.as_str())
            .uri(path.replace(['{', '}'], ""));
        let answer = desk.bare(request.body(Body::empty()).unwrap()).await;
        let is_nowhere = answer.body.to_string().contains("nothing at this address");
        assert!(
            !is_nowhere && answer.status != 405,
            "{method} {path}: {}",
            answer.status
        );
    }
}
