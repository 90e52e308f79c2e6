//! Tests of mistakes that break a paywall without a sign: each is told, and what only looks like it is not.

use paywall_check::{self as check, Hints};
use serde_json::{Value, json};

const NOW: f64 = 1_795_400_000_000.0;

/// The path of the first page's components.
const COMPONENTS: &str = "$.paywalls[0].template.pages[0].contentContainer.components";

/// Makes a document with one paywall of these components, which starts in a state.
fn document(components: Value, state: Value) -> Value {
    json!({ "paywalls": [{ "id": "p", "sku_menus": [], "template": {
        "min_sdk_version": "3.3.0",
        "initialState": state,
        "pages": [{ "name": "one", "contentContainer": { "component": "container", "components": components } }],
    } }] })
}

/// Lists what is found: `code path: message`, the paths from the components on.
fn found(document: &Value) -> Vec<String> {
    let findings = check::check(document.to_string().as_bytes(), NOW).into_iter();
    let lines = findings.map(|finding| {
        let path = finding.path.unwrap_or_default();
        let path = path.strip_prefix(COMPONENTS).unwrap_or(&path);
        format!("{} {path}: {}", finding.code, finding.message)
    });
    lines.collect()
}

/// Asserts that a document has no finding, or one that begins and goes on so.
fn expect(document: &Value, expected: Option<(&str, &str)>) {
    let found = found(document);
    match expected {
        None => assert_eq!(found, [""; 0], "{document}"),
        Some((begins, has)) => assert!(
            matches!(&*found, [one] if one.starts_with(begins) && one.contains(has)),
            "expected {begins} … {has}, found {found:#?}"
        ),
    }
}

fn switch(form: &str) -> Value {
    json!({ "component": "toggleSwitch", "formId": form, "screenreaderText": "Trial" })
}

fn shown_if(value: &str, operator: &str, expected: Value) -> Value {
    let assertion = json!({ "value": value, "operator": operator, "expected": expected });
    json!({ "component": "text", "text": "x", "conditionAttributes": [
        { "assertions": [assertion], "attributes": { "hidden": true } }] })
}

#[test]
fn what_is_true_or_false_is_never_equal_to_a_text() {
    let trial = "${state.formStates.trial}";
    let place = "never_equal [1].conditionAttributes[0].assertions[0].expected: ";
    for (value, operator, expected, told) in [
        (
            trial,
            "equals",
            json!("true"),
            Some((place, "never holds; write true without")),
        ),
        (
            trial,
            "notEquals",
            json!("false"),
            Some((place, "always holds; write false without")),
        ),
        (
            "${state.darkMode}",
            "equals",
            json!("true"),
            Some((place, "${state.darkMode} is true or false")),
        ),
        (trial, "equals", json!(true), None),
        (trial, "equals", json!("yes"), None),
        (trial, "contains", json!("true"), None),
        ("${customer.beta}", "equals", json!("true"), None),
        ("${urlParams.beta}", "equals", json!("true"), None),
        (
            "{{#if state.formStates.trial}}true{{/if}}",
            "equals",
            json!("true"),
            None,
        ),
    ] {
        let components = json!([switch("trial"), shown_if(value, operator, expected)]);
        expect(&document(components, json!({})), told);
    }
    for (text, told) in [
        (
            "{{#if (eq state.formStates.trial \"true\")}}x{{/if}}",
            Some("(eq …) never holds; write true"),
        ),
        (
            "{{#if (ne 'false' state.darkMode)}}x{{/if}}",
            Some("(ne …) always holds; write false"),
        ),
        ("{{#if (eq state.formStates.trial true)}}x{{/if}}", None),
        ("{{#if (eq state.orientation \"true\")}}x{{/if}}", None),
    ] {
        let components = json!([switch("trial"), { "component": "text", "text": text }]);
        let told = told.map(|has| ("never_equal [1].text: ", has));
        expect(&document(components, json!({})), told);
    }
    let turned = json!([switch("trial"), { "component": "condition",
        "orAssertions": [{ "value": "true", "operator": "equals", "expected": trial }],
        "components": [] }]);
    expect(
        &document(turned, json!({})),
        Some(("never_equal [1].orAssertions[0].value: ", "never holds")),
    );
}

#[test]
fn forms_that_something_sets_to_a_text_may_be_equal_to_one() {
    let condition = shown_if("${state.formStates.trial}", "equals", json!("true"));
    let set =
        json!({ "function": "setState", "parameters": { "formId": "trial", "value": "true" } });
    let other = |more: Value| json!([switch("trial"), condition, more]);
    let text = json!({ "component": "text", "text": "x" });
    for (more, state) in [
        (
            json!({ "component": "button", "onTap": set, "components": [text] }),
            json!({}),
        ),
        (
            json!({ "component": "toggleButton", "formId": "trial", "mode": "radio", "value": "true", "components": [text] }),
            json!({}),
        ),
        (text.clone(), json!({ "formStates": { "trial": "true" } })),
    ] {
        expect(&document(other(more), state), None);
    }
    // Nobody knows what the app sets.
    expect(&document(json!([condition]), json!({})), None);
}

#[test]
fn switches_that_nobody_reads_are_told_beside_a_form_that_nobody_sets() {
    let reads = |form: &str| json!({ "component": "text", "text": format!("${{state.formStates.{form}}}") });
    let told = "unread_form [0].formId: ";
    expect(
        &document(json!([switch("free_week"), reads("withTrial")]), json!({})),
        Some((
            told,
            "nothing sets \"withTrial\", which the paywall reads; did you mean \"withTrial\"?",
        )),
    );
    let template = json!({ "component": "text", "text": "{{#if state.formStates.trial}}x{{/if}}" });
    expect(
        &document(json!([switch("trail"), template]), json!({})),
        Some((told, "did you mean \"trial\"?")),
    );
    expect(
        &document(
            json!([switch("gift"), reads("withTrial"), reads("plan")]),
            json!({}),
        ),
        Some((told, "nothing sets \"plan\" or \"withTrial\"")),
    );
    let mut acts = switch("gift");
    acts["onTap"] = json!({ "function": "namiRestorePurchases" });
    for (components, state) in [
        // An app may read a form, and set one.
        (json!([switch("gift")]), json!({})),
        (json!([reads("withTrial")]), json!({})),
        (
            json!([switch("gift"), reads("gift"), reads("withTrial")]),
            json!({}),
        ),
        (
            json!([switch("gift"), reads("withTrial")]),
            json!({ "formStates": { "withTrial": true } }),
        ),
        (json!([acts, reads("withTrial")]), json!({})),
        // Any form may be meant.
        (
            json!([switch("gift"), reads("withTrial"), reads("${state.which}")]),
            json!({}),
        ),
    ] {
        expect(&document(components, state), None);
    }
}

#[test]
fn a_start_that_two_places_say_otherwise_is_told() {
    let checked = |form: &str, checked: bool| {
        let mut switch = switch(form);
        switch["checked"] = json!(checked);
        switch
    };
    let state = |value: Value| json!({ "formStates": { "trial": value } });
    let told = |has| Some(("two_starts [0].checked: ", has));
    for (component, value, expected) in [
        (
            checked("trial", true),
            json!(false),
            told("formStates.trial = false, which counts more: this starts off"),
        ),
        (checked("trial", false), json!(true), told("this starts on")),
        (checked("trial", true), json!(true), None),
        (checked("trial", false), json!(false), None),
        (checked("other", true), json!(false), None),
        (switch("trial"), json!(true), None),
    ] {
        expect(&document(json!([component]), state(value)), expected);
    }
    let items = json!([
        { "component": "segmentPickerItem", "formId": "month", "text": "Month", "checked": true },
        { "component": "segmentPickerItem", "formId": "year", "text": "Year", "checked": false },
    ]);
    let picker =
        json!([{ "component": "formSegmentPicker", "formId": "trial", "components": items }]);
    expect(&document(picker.clone(), state(json!("month"))), None);
    expect(
        &document(picker, state(json!("year"))),
        Some((
            "two_starts [0].components[0].checked: ",
            "formStates.trial = \"year\"",
        )),
    );
}

#[test]
fn buttons_and_switches_without_a_word_are_told() {
    let button = |inside: Value| json!({ "component": "button", "components": [inside] });
    let symbol = json!({ "component": "symbol", "name": "CloseOutlined" });
    let said =
        json!({ "component": "symbol", "name": "CloseOutlined", "screenreaderText": "Close" });
    let image = json!({ "component": "image", "url": "https://x.test/a.png" });
    let mut named = button(symbol.clone());
    named["screenreaderText"] = json!("Close");
    let mut hidden = button(symbol.clone());
    hidden["hidden"] = json!(true);
    let deep = json!({ "component": "container", "components": [symbol, { "component": "text", "text": "Close" }] });
    let product = json!({ "component": "productContainer", "components": [button(image.clone())] });
    let told = |what| Some(("no_words [0]: ", what));
    for (component, expected) in [
        (
            button(symbol.clone()),
            told("it shows a picture and no words"),
        ),
        (button(image), told("write \"screenreaderText\"")),
        (
            json!({ "component": "toggleSwitch", "formId": "a" }),
            told("a switch shows no words"),
        ),
        (named, None),
        (hidden, None),
        (button(said), None),
        (button(deep), None),
        (button(json!({ "component": "spacer" })), None),
        // The product's name is read.
        (product, None),
    ] {
        expect(&document(json!([component]), json!({})), expected);
    }
}

#[test]
fn products_with_one_stores_id_and_with_a_type_that_is_none_are_told() {
    let product = |id: &str, sku: &str| json!({ "id": id, "sku_ref_id": sku });
    let on = |id: &str, sku: &str, own: &str| json!({ "id": id, "sku_ref_id": sku, "platforms": { "roku": { "sku_ref_id": own } } });
    let of = |kind: &str| json!({ "id": "a", "sku_ref_id": "a", "sku_type": kind });
    let same = |path| Some((path, "the product \"a\" has the store's id"));
    for (list, told) in [
        (json!([product("a", "x"), product("b", "y")]), None),
        (
            json!([product("a", "x"), product("b", "x")]),
            same("same_store_id PATH[1].sku_ref_id: "),
        ),
        (
            json!([on("a", "x", "r"), on("b", "y", "r")]),
            same("same_store_id PATH[1].platforms.roku.sku_ref_id: "),
        ),
        (
            json!([on("a", "x", "y"), product("b", "y")]),
            same("same_store_id PATH[1].sku_ref_id: "),
        ),
        (json!([on("a", "x", "r"), on("b", "y", "s")]), None),
        (json!([of("subscription")]), None),
        (
            json!([of("auto_renewable")]),
            Some((
                "unknown_word PATH[0].sku_type: ",
                "did you mean \"subscription\"?",
            )),
        ),
        (
            json!([of("in_app")]),
            Some(("unknown_word PATH[0].sku_type: ", "\"one_time_purchase\"?")),
        ),
        (
            json!([of("one_time_purchas")]),
            Some(("unknown_word PATH[0].sku_type: ", "\"one_time_purchase\"?")),
        ),
    ] {
        let mut listed = document(json!([]), json!({}));
        listed["products"] = list.clone();
        let mut grouped = document(json!([]), json!({}));
        grouped["paywalls"][0]["sku_menus"] = json!([{ "id": "g", "products": list }]);
        for (document, place) in [
            (listed, "$.products"),
            (grouped, "$.paywalls[0].sku_menus[0].products"),
        ] {
            let begins = told.map(|(begins, _)| begins.replace("PATH", place));
            let told = begins.as_deref().zip(told.map(|(_, has)| has));
            expect(&document, told);
        }
    }
    // What two groups sell is chosen in one of them.
    let mut groups = document(json!([]), json!({}));
    groups["paywalls"][0]["sku_menus"] = json!([
        { "id": "g", "products": [product("a", "x")] },
        { "id": "h", "products": [product("b", "x")] },
    ]);
    expect(&groups, None);
}

#[test]
fn words_of_other_formats_lead_to_those_of_this_one() {
    let document = document(json!([]), json!({})).to_string();
    let hints = Hints::of(document.as_bytes());
    let unknown = "expected one of the documented fields";
    for (code, path, message, meant) in [
        (
            "unknown_component",
            "$.a",
            "\"toggle\" is not a component",
            "toggleSwitch",
        ),
        (
            "unknown_component",
            "$.a",
            "\"img\" is not a component",
            "image",
        ),
        (
            "unknown_operator",
            "$.a",
            "expected a known operator, found \"eq\"",
            "equals",
        ),
        (
            "unknown_operator",
            "$.a",
            "expected a known operator, found \"!=\"",
            "notEquals",
        ),
        (
            "unknown_function",
            "$.a",
            "\"buy\" is not known",
            "namiBuySKU",
        ),
        (
            "unknown_symbol",
            "$.a",
            "\"xmark\" is not known",
            "CloseOutlined",
        ),
        (
            "unknown_campaign_type",
            "$.a",
            "\"lable\" answers no launch",
            "label",
        ),
        (
            "unknown_campaign_type",
            "$.a",
            "\"placement\" answers no launch",
            "label",
        ),
        ("invalid_request", "request.launhc", unknown, "launch"),
        ("invalid_request", "request.launch.lable", unknown, "label"),
        (
            "invalid_request",
            "request.customer.journeyState.isCanceled",
            unknown,
            "isCancelled",
        ),
        (
            "invalid_request",
            "request.products[0].ofers",
            unknown,
            "offers",
        ),
    ] {
        let hint = hints.hint(code, Some(path), message);
        assert_eq!(
            hint,
            format!("; did you mean \"{meant}\"?"),
            "{path} {message}"
        );
    }
    for (path, message) in [
        ("request.launch", "expected an object, found a text"),
        ("request.sparkle", unknown),
        ("request.nothing.label", unknown),
    ] {
        assert_eq!(
            hints.hint("invalid_request", Some(path), message),
            "",
            "{path}"
        );
    }
}
