//! Tests of custom components: all that templates may do, and that nothing in them takes the paywall down.

use paywall_runtime::call::{self, Operation};
use paywall_runtime::document::custom::Customs;
use paywall_testing::ask;
use serde_json::{Value, json};

const TITLE: &str = r#"{"component": "text", "text": "{{title}}", "fontSize": {{size}}}"#;

/// Makes a document with these definitions and one paywall with these components beside the text "the rest".
fn document(definitions: Value, components: Value) -> Value {
    let mut components = components.as_array().unwrap().clone();
    components.push(json!({ "component": "text", "text": "the rest" }));
    json!({
        "customComponents": definitions,
        "paywalls": [{ "id": "p", "name": "P", "sku_menus": [], "template": {
            "min_sdk_version": "3.3.0",
            "initialState": { "name": "Ada" },
            "pages": [{ "name": "a", "contentContainer": { "component": "container", "components": components } }]
        }}]
    })
}

/// Returns the document without custom components, as hosts give it to SDKs that know none.
fn plain(document: &Value) -> Value {
    let mut customs = Customs::new();
    let inner = document.get("document").unwrap_or(document);
    let text = inner.as_str().map(|it| serde_json::from_str(it).unwrap());
    let inner = text.as_ref().unwrap_or(inner);
    customs.add_all("$", inner);
    customs.add_all("app", document);
    let mut plain = inner.clone();
    if customs.expand(&mut plain["paywalls"]) {
        plain.as_object_mut().unwrap().remove("customComponents");
    }
    plain
}

/// Takes the numbers of components out of an answer, which a template's own component counts in.
fn without_numbers(html: &str) -> String {
    let mut parts = html.split("data-tap=\"");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |html, part| {
        html + part.trim_start_matches(|it: char| it.is_ascii_digit())
    })
}

/// Returns the HTML and the warnings `(code, path)` of a document.
/// What is shown without custom components is the same, unless their work was too much.
fn shown(document: &Value) -> (String, Vec<(String, String)>) {
    let (html, warnings) = rendered(document);
    if warnings.iter().all(|(code, _)| code != "too_much_work") {
        let plain = rendered(&plain(document)).0;
        assert_eq!(without_numbers(&plain), without_numbers(&html));
    }
    (html, warnings)
}

/// Renders the paywall `p` of a document.
fn rendered(document: &Value) -> (String, Vec<(String, String)>) {
    let (loaded, answer) = call::load(document.to_string().as_bytes(), 1);
    let answer: Value = serde_json::from_slice(&answer).unwrap();
    let loaded = loaded.unwrap_or_else(|| panic!("{answer}"));
    let rendered = ask(&loaded, Operation::Render, &json!({ "paywall": "p" }));
    let html = rendered["ok"]["html"]
        .as_str()
        .unwrap_or_else(|| panic!("{rendered}"));
    let described = ask(&loaded, Operation::Describe, &json!({}));
    let warnings = described["warnings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|warning| {
            let text = |name: &str| warning[name].as_str().unwrap_or_default().to_owned();
            (text("code"), text("path"))
        });
    (html.to_owned(), warnings.collect())
}

/// Returns the HTML and the only warning of a document, in which "the rest" must be shown.
fn one_warning(definitions: Value, components: Value) -> (String, String, String) {
    let (html, mut warnings) = shown(&document(definitions, components));
    assert!(html.contains("the rest"), "{html}");
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    let (code, path) = warnings.remove(0);
    (html, code, path)
}

#[test]
fn the_stock_components_look_the_same_without_their_definitions() {
    let document: Value =
        serde_json::from_str(include_str!("../../../paywall-templates/document.json")).unwrap();
    let plain = plain(&document);
    assert!(document.to_string().contains("custom:") && !plain.to_string().contains("custom:"));
    let render = |document: &Value| -> Vec<String> {
        let (loaded, _) = call::load(document.to_string().as_bytes(), 1);
        let loaded = loaded.unwrap();
        let paywalls = document["paywalls"].as_array().unwrap().iter();
        let html = |it: &Value| {
            let rendered = ask(&loaded, Operation::Render, &json!({ "paywall": it["id"] }));
            without_numbers(rendered["ok"]["html"].as_str().unwrap())
        };
        paywalls.map(html).collect()
    };
    assert_eq!(render(&plain), render(&document));
}

#[test]
fn a_component_that_nobody_defines_stays_for_an_app_that_brings_it() {
    let uses =
        json!([{ "component": "custom:mine", "components": [{ "component": "custom:own" }] }]);
    let own = json!({ "own": { "template": r#"{"component": "text", "text": "own"}"# } });
    let plain = plain(&document(own, uses));
    let first = &plain["paywalls"][0]["template"]["pages"][0]["contentContainer"]["components"][0];
    let inside = json!([{ "component": "text", "text": "own" }]);
    assert_eq!(
        *first,
        json!({ "component": "custom:mine", "components": inside })
    );
}

const FIRST: &str = "$.paywalls[0].template.pages[0].contentContainer.components[0]";

#[test]
fn what_a_template_writes_lives_as_any_component_does() {
    let card = r#"{"component": "container", "direction": "vertical", {{look}}, "components": [
        {"component": "text", "text": "{{title}}", "fontSize": {{size}}},
        {{#each points}}{"component": "condition", "assertions": [{"value": "${state.name}", "operator": "equals", "expected": "{{for}}"}],
            "components": [{"component": "text", "text": "{{text}}"}]},{{/each}}
        {"component": "slot"},
        {"component": "button", "id": "go", "onTap": {{go}}, "components": [{"component": "slot", "name": "label"}]}
    ]}"#;
    let properties = json!({
        "title": { "type": "text", "required": true }, "size": { "type": "number", "default": 21 },
        "points": { "type": "list" }, "look": { "type": "style", "default": {} },
        "go": { "type": "action" }, "label": { "type": "children" },
    });
    let uses = json!([{
        "component": "custom:card", "id": "mine", "topMargin": 7,
        "conditionAttributes": [{ "assertions": [{ "value": 1, "operator": "equals", "expected": 1 }], "attributes": { "bottomMargin": 9 } }],
        "properties": {
            "title": "Hello **${state.name}**, {{plural 3 one=\"# day\" other=\"# days\"}}",
            "points": [{ "for": "Ada", "text": "for \"Ada\"" }, { "for": "Bob", "text": "for Bob" }],
            "look": { "leftPadding": 5 },
            "go": { "function": "namiClosePaywall" },
            "label": [{ "component": "text", "text": "Go" }],
        },
        "components": [{ "component": "text", "text": "a child" }, { "component": "text", "text": "another" }]
    }]);
    let (html, warnings) = shown(&document(
        json!({ "card": { "properties": properties, "template": card } }),
        uses,
    ));
    assert_eq!(warnings, []);
    for part in [
        "data-id=\"mine\"",
        "Hello <strong>Ada</strong>, 3 days",
        "for \"Ada\"",
        "a child",
        "another",
        "data-id=\"go\"",
        "Go</span>",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
    assert!(!html.contains("for Bob"));
}

#[test]
fn a_template_may_leave_a_text_for_later() {
    let later = r#"{"component": "text", "text": "\{{plural state.seats one='# seat' other='# seats'}} ${state.name}"}"#;
    let list = json!({ "seats": { "template": later } });
    let mut document = document(list, json!([{ "component": "custom:seats" }]));
    document["paywalls"][0]["template"]["initialState"]["seats"] = 3.into();
    let (html, warnings) = shown(&document);
    assert_eq!(warnings, []);
    assert!(html.contains("3 seats Ada"), "{html}");
}

#[test]
fn a_component_inside_itself_is_passed_over() {
    let list = json!({
        "a": { "template": r#"{"component": "container", "components": [{"component": "text", "text": "in a"}, {"component": "custom:b"}]}"# },
        "b": { "template": r#"{"component": "container", "components": [{"component": "text", "text": "in b"}, {"component": "custom:a"}]}"# },
    });
    let (html, code, path) = one_warning(list, json!([{ "component": "custom:a" }]));
    assert!(html.contains("in a") && html.contains("in b"));
    assert_eq!(code, "component_in_itself");
    assert_eq!(
        path,
        format!("{FIRST}.template.components[1].template.components[1]")
    );
}

#[test]
fn children_of_the_same_kind_are_no_recursion() {
    let card = json!({ "card": {
        "properties": { "title": { "type": "text" } },
        "template": r#"{"component": "container", "components": [{"component": "text", "text": "{{title}}"}, {"component": "slot"}]}"#
    }});
    let card_in_card = json!([{ "component": "custom:card", "properties": { "title": "outer" }, "components": [
        { "component": "custom:card", "properties": { "title": "inner" }, "components": [{ "component": "text", "text": "innermost" }] }
    ]}]);
    let (html, warnings) = shown(&document(card, card_in_card));
    assert_eq!(warnings, []);
    assert!(
        html.find("outer") < html.find("inner") && html.find("inner") < html.find("innermost"),
        "{html}"
    );
}

#[test]
fn components_pass_their_slots_on() {
    let list = json!({
        "outer": { "template": r#"{"component": "container", "components": [{"component": "custom:inner", "components": [{"component": "text", "text": "before"}, {"component": "slot"}]}]}"# },
        "inner": { "template": r#"{"component": "button", "components": [{"component": "slot"}, {"component": "slot"}]}"# },
    });
    let uses = json!([{ "component": "custom:outer", "components": [{ "component": "text", "text": "passed on" }] }]);
    let (html, warnings) = shown(&document(list, uses));
    assert_eq!(warnings, []);
    assert!(html.find("before") < html.find("passed on"));
    assert_eq!(
        html.matches("passed on").count(),
        1,
        "a slot takes its components once"
    );
}

#[test]
fn an_explosion_ends_in_a_warning() {
    let template = |next: usize| {
        let uses = format!(r#"{{"component": "custom:c{next}"}},"#).repeat(30);
        format!(r#"{{"component": "container", "components": [{uses}]}}"#)
    };
    let mut list: serde_json::Map<_, _> = (0..20)
        .map(|index| {
            (
                format!("c{index}"),
                json!({ "template": template(index + 1) }),
            )
        })
        .collect();
    list.insert(
        "c20".into(),
        json!({ "template": r#"{"component": "text", "text": "leaf"}"# }),
    );
    let start = std::time::Instant::now();
    let document = document(list.into(), json!([{ "component": "custom:c0" }]));
    let (loaded, _) = call::load(document.to_string().as_bytes(), 1);
    let described = ask(&loaded.unwrap(), Operation::Describe, &json!({}));
    assert!(described["warnings"].to_string().contains("too_much_work"));
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

#[test]
fn what_a_template_writes_is_bounded() {
    let long = "x".repeat(100_000);
    let list = json!({ "long": { "properties": { "l": { "type": "list" }, "x": { "type": "text" } },
        "template": r#"{"component": "container", "components": [{{#each l}}{"component": "text", "text": "{{@root.x}}"},{{/each}}]}"# } });
    let entries: Vec<u32> = (0..1_000).collect();
    let (_, code, path) = one_warning(
        list,
        json!([{ "component": "custom:long", "properties": { "l": entries, "x": long } }]),
    );
    assert_eq!((code.as_str(), path.as_str()), ("too_much_work", FIRST));
}

#[test]
fn levels_are_bounded() {
    let deep = r#"{"component": "container", "components": ["#.repeat(60) + &"]}".repeat(60);
    let list = json!({ "deep": { "template": deep } });
    let (_, code, path) = one_warning(list, json!([{ "component": "custom:deep" }]));
    assert_eq!(code, "component_too_deep");
    assert!(
        path.starts_with(&format!("{FIRST}.template.components[0]")),
        "{path}"
    );
}

#[test]
fn values_of_other_types_leave_the_paywall_usable() {
    let definition = json!({ "properties": { "title": { "type": "text" }, "size": { "type": "number" } }, "template": TITLE });
    for value in [
        json!(null),
        json!([]),
        json!({ "a": ["b"] }),
        json!(true),
        json!("\""),
        json!(-1e300),
    ] {
        let uses = json!([
            { "component": "custom:title", "properties": { "title": value, "size": value } },
            { "component": "custom:title", "properties": value, "components": value },
        ]);
        let (html, _) = shown(&document(json!({ "title": definition }), uses));
        assert!(html.contains("the rest"), "{value}: {html}");
    }
}

#[test]
fn a_definition_that_cannot_be_read_takes_nothing_else_down() {
    let rows = [
        (
            json!({ "template": "{{#if x}}" }),
            "invalid_template",
            "$.customComponents.bad",
        ),
        (
            json!({ "template": "{{> x}}" }),
            "invalid_template",
            "$.customComponents.bad",
        ),
        (json!({}), "invalid_component", FIRST),
        (json!(7), "invalid_component", FIRST),
        (json!({ "template": "no JSON" }), "invalid_component", FIRST),
        (
            json!({ "template": "{{nobody}}" }),
            "invalid_component",
            FIRST,
        ),
        (
            json!({ "template": "{\"component\": \"text\"" }),
            "invalid_component",
            FIRST,
        ),
    ];
    for (definition, code, path) in rows {
        let uses = json!([{ "component": "custom:bad" }]);
        let (html, warnings) = shown(&document(json!({ "bad": definition }), uses));
        assert!(html.contains("the rest"));
        assert!(
            warnings.contains(&(code.to_owned(), path.to_owned())),
            "{definition}: {warnings:?}"
        );
    }
    let uses = json!([{ "component": "custom:nobody" }]);
    let (_, code, path) = one_warning(json!({}), uses);
    assert_eq!(
        (code, path),
        ("unknown_component".into(), format!("{FIRST}.component"))
    );
}

#[test]
fn hostile_values_stay_text() {
    let hostile =
        "</span><script>alert(1)</script>\",\"onTap\":{\"function\":\"namiBuySKU\"},\"x\":\"\\";
    let list = json!({ "title": { "properties": { "title": { "type": "text" }, "size": { "type": "number", "default": 9 } }, "template": TITLE } });
    let uses = json!([{ "component": "custom:title", "properties": { "title": hostile, "size": "1},{\"component\":\"image\"" } }]);
    let (html, _) = shown(&document(list, uses));
    assert!(
        html.contains("&lt;script&gt;") && !html.contains("<script") && !html.contains("<img"),
        "{html}"
    );
    assert!(!html.contains("data-tap"));
}

#[test]
fn an_app_brings_components_of_its_own() {
    let own =
        json!({ "title": { "template": r#"{"component": "text", "text": "the document's"}"# } });
    let inner = document(
        own,
        json!([{ "component": "custom:title" }, { "component": "custom:badge" }]),
    );
    let apps = json!({
        "title": { "template": r#"{"component": "text", "text": "the app's"}"# },
        "badge": { "template": r#"{"component": "text", "text": "new!"}"# },
    });
    for inner in [inner.clone(), json!(inner.to_string())] {
        let (html, warnings) = shown(&json!({ "customComponents": apps, "document": inner }));
        assert_eq!(warnings, []);
        assert!(
            html.contains("the document&#x27;s") || html.contains("the document's"),
            "{html}"
        );
        assert!(html.contains("new!") && !html.contains("the app"), "{html}");
    }
    let (_, warnings) = shown(
        &json!({ "customComponents": { "badge": { "template": "{{#if}}" } }, "document": inner }),
    );
    assert_eq!(warnings[0].1, "app.customComponents.badge");
}
