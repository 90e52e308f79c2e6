//! The description: it agrees with the routes, and its examples with it.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::Request;
use paywall_center::access::TABLE;
use paywall_center::description;
use paywall_host_testing::described::{complaints, operations, resolved};
use paywall_host_testing::needs;

use crate::desk::desk;

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
    let mut names = BTreeSet::new();
    for (method, path) in operations(&api) {
        let operation = &api["paths"][&path][method.to_lowercase()];
        let place = format!("{method} {path}");
        assert!(operation["summary"].is_string(), "{place}");
        let name = operation["operationId"].as_str().unwrap().to_owned();
        assert!(names.insert(name), "{place} has the name of another");
        let responses = operation["responses"].as_object().unwrap();
        let is_done = |it: &String| it.starts_with('2') || it.starts_with('3');
        assert!(responses.keys().any(is_done), "{place}");
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

#[test]
fn examples_are_of_the_form_that_they_are_examples_of() {
    let api = serde_json::to_value(description()).unwrap();
    let (mut found, mut examples) = (Vec::new(), 0);
    for (name, schema) in api["components"]["schemas"].as_object().unwrap() {
        if let Some(example) = schema.get("example") {
            examples += 1;
            complaints(&api, schema, example, name, &mut found);
        }
    }
    assert!(examples >= 10, "{examples}");
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn every_body_that_is_sent_has_an_example() {
    let api = serde_json::to_value(description()).unwrap();
    let mut without = Vec::new();
    for (method, path) in operations(&api) {
        let body = &api["paths"][&path][method.to_lowercase()]["requestBody"]["content"];
        let Some(json) = body.get("application/json") else {
            continue;
        };
        let schema = resolved(&api, &json["schema"]);
        let has = schema.get("example").is_some() || json.get("example").is_some();
        if !has {
            without.push(format!("{method} {path}"));
        }
    }
    assert_eq!(without, Vec::<String>::new());
}

/// Reads the names under which the routes' types stand in the description.
fn schema_names() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/route");
    let mut names = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let types = text.split("#[derive(").skip(1).filter(|it| {
            let derived = it.split(')').next().unwrap_or_default();
            derived.contains("ToSchema")
        });
        for written in types {
            let word = |text: &str| -> String {
                text.chars().take_while(|it| it.is_alphanumeric()).collect()
            };
            let (head, rest) = written.split_once("pub(crate) ").unwrap();
            let named = head.split_once("as = ").map(|(_, name)| word(name));
            let own = rest.split_whitespace().nth(1).map(word);
            names.extend(named.or(own));
        }
    }
    names
}

#[test]
fn no_two_types_stand_under_one_name() {
    let mut names = schema_names();
    assert!(names.len() > 30, "{names:?}");
    names.sort();
    let doubled: Vec<_> = names.windows(2).filter(|it| it[0] == it[1]).collect();
    assert_eq!(doubled, Vec::<&[String]>::new());
}
