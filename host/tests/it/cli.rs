//! Tests of the command line, as its users run it.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;

use assert_cmd::Command;
use paywall_host_testing::engine::stub;
use paywall_host_testing::needs;
use serde_json::{Value, json};

fn paywall(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("paywall")
        .unwrap()
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

fn write(folder: &Path, name: &str, text: &[u8]) -> String {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn check_reports_an_unreadable_document_and_exits_with_2() {
    let folder = tempfile::tempdir().unwrap();
    let module = write(folder.path(), "stub.wasm", &stub());
    let bad = write(folder.path(), "bad.json", b"!");
    let (code, out, _) = paywall(&["check", &bad, "--module", &module]);
    assert_eq!(code, 2);
    assert!(
        out.starts_with("error[invalid_document] $: not JSON\n"),
        "{out}"
    );
    let (code, out, _) = paywall(&["check", &bad, "--module", &module, "--json"]);
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (code, &report["errors"][0]["code"]),
        (2, &Value::from("invalid_document"))
    );
}

#[test]
fn check_of_a_good_document_exits_with_0() {
    let folder = tempfile::tempdir().unwrap();
    let module = write(folder.path(), "stub.wasm", &stub());
    let good = write(folder.path(), "good.json", b"{}");
    let (code, out, _) = paywall(&["check", &good, "--strict", "--module", &module]);
    assert_eq!(code, 0);
    assert!(
        out.ends_with("good.json: no errors, no warnings\n"),
        "{out}"
    );
}

#[test]
fn a_missing_file_and_a_wrong_flag_exit_with_2() {
    let folder = tempfile::tempdir().unwrap();
    let module = write(folder.path(), "stub.wasm", &stub());
    let (code, _, err) = paywall(&["check", "/no/such/file.json", "--module", &module]);
    assert_eq!(code, 2);
    assert!(
        err.starts_with("error: cannot read /no/such/file.json: "),
        "{err}"
    );
    assert_eq!(paywall(&["decide", "--form-factor", "watch"]).0, 2);
    assert_eq!(paywall(&["decide", "--journey", "happy"]).0, 2);
    assert_eq!(paywall(&["decide", "--attribute", "noequals"]).0, 2);
}

#[test]
fn a_request_file_that_is_no_object_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let module = write(folder.path(), "stub.wasm", &stub());
    let document = write(folder.path(), "document.json", b"{}");
    let request = write(folder.path(), "request.json", b"[]");
    let (code, _, err) = paywall(&[
        "decide",
        "--config",
        &document,
        "--request",
        &request,
        "--module",
        &module,
    ]);
    assert_eq!(code, 2);
    assert!(err.contains("request.json is not a JSON object"), "{err}");
    let request = write(folder.path(), "request.json", br#"{"launch": 1}"#);
    let arguments = [
        "decide",
        "--config",
        &document,
        "--request",
        &request,
        "--module",
        &module,
        "--label",
        "x",
    ];
    let (code, _, err) = paywall(&arguments);
    assert_eq!(code, 2);
    assert!(
        err.contains("`launch` in the request is not an object"),
        "{err}"
    );
}

#[needs(module)]
#[test]
fn flags_say_who_is_asking_and_win_over_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let request = write(
        folder.path(),
        "request.json",
        br#"{"launch": {"label": "no-such-label"}}"#,
    );
    let (code, _, err) = paywall(&["decide", "--request", &request]);
    assert_eq!(code, 2);
    assert!(
        err.starts_with("error[labeled_campaign_not_found]: "),
        "{err}"
    );
    let decide = |form: &str| {
        let (code, out, err) = paywall(&[
            "decide",
            "--request",
            &request,
            "--label",
            "settings",
            "--form-factor",
            form,
        ]);
        assert_eq!(code, 0, "{err}");
        let decided: Value = serde_json::from_str(&out).unwrap();
        assert_eq!(decided["decision"]["value"], "settings");
        decided["decision"]["paywall"].as_str().unwrap().to_owned()
    };
    assert_ne!(decide("phone"), decide("television"));
}

#[needs(module)]
#[test]
fn a_decision_is_explained_rule_by_rule_and_condition_by_condition() {
    let folder = tempfile::tempdir().unwrap();
    let rule = |id: &str, conditions: Value| {
        let forms = serde_json::json!(["phone"]);
        let segments =
            [serde_json::json!({ "segment": "s", "paywall": "p", "form_factors": forms })];
        serde_json::json!({
            "rule": id, "type": "label", "value": "home", "segments": segments, "conditions": conditions,
        })
    };
    let condition = |operator: &str| serde_json::json!({ "identifier": "Customer.journey", "operator": operator, "values": ["in_pause"] });
    let document = serde_json::json!({
        "campaign_rules": [
            rule("paused", serde_json::json!([condition("contains")])),
            rule("odd", condition("resembles")),
            rule("all", Value::Null),
        ],
        "paywalls": [{ "id": "p", "template": {} }],
    });
    let document = write(folder.path(), "d.json", document.to_string().as_bytes());
    let arguments = [
        "decide",
        "--config",
        &document,
        "--label",
        "home",
        "--form-factor",
        "phone",
        "--explain",
    ];
    let (code, out, err) = paywall(&arguments);
    assert_eq!(code, 0, "{err}");
    assert_eq!(
        out,
        "shown: paywall \"p\" by rule \"all\", segment \"s\"\n\n\
         - \"paused\": conditions\n  - and\n    - Customer.journey contains [\"in_pause\"], is []\n\n\
         - \"odd\": invalid, path $.campaign_rules[1].conditions.operator, \
         problem expected a known operator, found \"resembles\"\n\n\
         + \"all\": matched\n"
    );
    let paused = [&arguments[..], &["--journey", "in_pause"]].concat();
    assert!(
        paywall(&paused)
            .1
            .starts_with("shown: paywall \"p\" by rule \"paused\", ")
    );
}

#[needs(module)]
#[test]
fn a_decision_goes_by_the_clock_of_the_zone() {
    let folder = tempfile::tempdir().unwrap();
    let rule = |id: &str, schedule: Value| {
        json!({
            "rule": id, "type": "label", "value": "home", "schedule": schedule,
            "segments": [{ "segment": "s", "paywall": "p", "form_factors": ["phone"] }],
        })
    };
    let hours =
        json!([{ "days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "17:00" }]);
    let document = json!({
        "campaign_rules": [rule("work", json!({ "windows": hours })), rule("else", Value::Null)],
        "paywalls": [{ "id": "p", "template": {} }],
    });
    let document = write(folder.path(), "d.json", document.to_string().as_bytes());
    let decide = |more: &[&str]| {
        let arguments = [
            "decide",
            "--config",
            &document,
            "--label",
            "home",
            "--form-factor",
            "phone",
        ];
        paywall(&[&arguments, more].concat())
    };
    // Friday noon in UTC is one o'clock on Saturday in Auckland.
    let noon = ["--now", "2026-11-27T12:00:00Z"];
    let rule = |zone: &str| {
        let (code, out, err) = decide(&[&noon[..], &["--zone", zone]].concat());
        assert_eq!(code, 0, "{err}");
        let decided: Value = serde_json::from_str(&out).unwrap();
        decided["decision"]["rule"].as_str().unwrap().to_owned()
    };
    let zones = [
        "UTC",
        "Pacific/Auckland",
        "NZ",
        "GMT+13",
        "America/Chicago",
        "Europe/Berlin",
    ];
    assert_eq!(
        zones.map(rule),
        ["work", "else", "else", "else", "else", "work"]
    );
    let (_, out, _) = decide(&[&noon[..], &["--zone", "Pacific/Auckland", "--explain"]].concat());
    assert!(
        out.starts_with("by the clock of Pacific/Auckland, Sat 2026-11-28 01:00:\n"),
        "{out}"
    );
    // A time without an offset is by that clock; nine is nine in summer and in winter.
    for day in ["2026-07-01T09:00", "2026-12-01T09:00"] {
        let (_, out, err) = decide(&["--now", day, "--zone", "Europe/Berlin"]);
        assert!(out.contains("\"work\""), "{day}: {out}{err}");
    }
    let (code, _, err) = decide(&["--zone", "Pacific/Aukland"]);
    assert_ne!(code, 0);
    assert!(err.contains("did you mean \"Pacific/Auckland\"?"), "{err}");
    let (code, _, err) = decide(&["--now", "tomorrow"]);
    assert_ne!(code, 0);
    assert!(
        err.contains("expected a time from 1970 on, such as 2026-11-27T09:00"),
        "{err}"
    );
    // A request that names its zone needs no flag, and one that says its offset keeps it.
    for (fields, expected) in [
        (
            json!({ "device": { "formFactor": "phone", "timezone": "Pacific/Auckland" } }),
            "else",
        ),
        (
            json!({ "utcOffset": 0, "device": { "formFactor": "phone", "timezone": "Pacific/Auckland" } }),
            "work",
        ),
    ] {
        let file = write(folder.path(), "r.json", fields.to_string().as_bytes());
        let (_, out, err) = decide(&[&noon[..], &["--request", &file]].concat());
        assert!(out.contains(&format!("\"{expected}\"")), "{out}{err}");
    }
}

#[needs(module)]
#[test]
fn render_writes_a_fragment_or_a_whole_page_under_the_nonce() {
    let (code, out, err) = paywall(&["render", "--nonce", "n0nce", "--now", "1773997200000"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.starts_with(r#"<style nonce="n0nce">"#), "{out:.200}");
    assert!(out.contains(r#"</style>"#) && out.contains(r#"<div class="paywall "#));
    assert!(out.contains("9.99"), "the stock products are used");

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("page.html");
    let arguments = [
        "render",
        "--page",
        "--title",
        "A & B",
        "--nonce",
        "n0nce",
        "-o",
        file.to_str().unwrap(),
    ];
    let (code, out, err) = paywall(&arguments);
    assert_eq!((code, out.as_str()), (0, ""), "{err}");
    let page = fs::read_to_string(file).unwrap();
    assert!(page.starts_with("<!doctype html>"), "{page:.200}");
    assert!(page.contains("<title>A &amp; B</title>") && page.contains(r#"<style nonce="n0nce">"#));
}

#[needs(module)]
#[test]
fn render_shows_what_taps_lead_to_and_says_what_the_app_hears() {
    let folder = tempfile::tempdir().unwrap();
    let text = |words: &str, on: bool| {
        let hidden = json!([{ "assertions": [{ "value": "${state.formStates.trial}", "operator": "equals", "expected": !on }],
            "attributes": { "hidden": true } }]);
        json!({ "component": "text", "text": words, "conditionAttributes": hidden })
    };
    let tap = |id: &str, function: &str, parameters: Value| {
        json!({ "component": "button", "id": id,
        "onTap": { "function": function, "parameters": parameters } })
    };
    let components = json!([
        { "component": "toggleSwitch", "id": "switch", "formId": "trial", "screenreaderText": "Trial" },
        text("With a week", true), text("Without", false),
        tap("buy", "namiBuySKU", json!({ "offer": "${state.formStates.trial}" })),
        { "component": "toggleSwitch", "formId": "gift", "screenreaderText": "A gift" },
        { "component": "formSegmentPicker", "formId": "plan", "components": [
            { "component": "segmentPickerItem", "formId": "month", "text": "Month" },
            { "component": "segmentPickerItem", "formId": "year", "text": "Year" },
        ] },
    ]);
    let document = json!({ "paywalls": [{ "id": "p", "template": {
        "initialState": { "formStates": { "trial": false }, "selectedProducts": { "m": "a" } },
        "pages": [{ "name": "one", "contentContainer": { "component": "container", "components": components } }] },
        "sku_menus": [{ "id": "m", "products": [{ "id": "a", "sku_ref_id": "a", "name": "A" }] }] }] });
    let document = write(folder.path(), "p.json", document.to_string().as_bytes());
    let week = json!({ "offer_type": "promo", "offer_ref_id": "week", "price": 0 });
    let products = json!([{ "product_ref_id": "a", "offers": [{ "offer_type": "default", "price": 9 }, week] }]);
    let products = write(
        folder.path(),
        "products.json",
        products.to_string().as_bytes(),
    );
    let render = |more: &[&str]| {
        let first = [
            "render",
            "--config",
            &document,
            "--products",
            &products,
            "--paywall",
            "p",
        ];
        paywall(&[&first[..], more].concat())
    };
    let (_, out, err) = render(&[]);
    assert!(out.contains(">Without<") && err.is_empty(), "{out}{err}");
    let (_, out, err) = render(&["--tap", "switch", "--tap", "buy"]);
    assert!(out.contains(">With a week<"), "{out}");
    assert_eq!(
        err,
        "tap switch: TOGGLE_CHANGE\ntap buy: BUY_SKU a with the offer week\n"
    );
    let (_, out, err) = render(&[
        "--state",
        "formStates.trial=true",
        "--tap",
        "switch",
        "--tap",
        "buy",
        "--page",
    ]);
    assert!(out.contains(">Without<"), "{out}");
    assert!(err.ends_with("tap buy: BUY_SKU a\n"), "{err}");
    let (_, out, _) = render(&["--state", "formStates.trial=true", "--json"]);
    assert!(out.contains("With a week"), "{out}");
    // What has no id is found by the form that it sets.
    let (_, out, err) = render(&["--tap", "gift", "--tap", "plan=year", "--json"]);
    let state = &serde_json::from_str::<Value>(&out).unwrap()["state"]["formStates"];
    assert_eq!(
        (&state["gift"], &state["plan"]),
        (&json!(true), &json!("year"))
    );
    assert_eq!(
        err,
        "tap gift: TOGGLE_CHANGE\ntap plan=year: TOGGLE_CHANGE\n"
    );
    let (code, _, err) = render(&["--tap", "bye"]);
    assert_eq!(code, 2);
    assert!(
        err.contains("by the name \"bye\"; there are switch, buy; by their forms, trial=true, gift=true, plan=month, plan=year"),
        "{err}"
    );
}

#[needs(module)]
#[test]
fn a_tap_chooses_a_product_by_its_id_perhaps_with_its_group() {
    let folder = tempfile::tempdir().unwrap();
    let choose = json!({ "component": "button", "onTap": { "function": "namiSelectSKU" },
        "components": [{ "component": "text", "text": "${sku.name}" }] });
    let buy = json!({ "component": "button", "id": "buy", "onTap": { "function": "namiPurchaseSelectedSKU" } });
    let components = json!([{ "component": "productContainer", "components": [choose] }, buy]);
    let product = |id: &str| json!({ "id": id, "sku_ref_id": format!("app.{id}"), "name": id });
    let document = json!({ "paywalls": [{ "id": "p", "template": {
        "initialState": { "currentGroupId": "plans", "selectedProducts": { "plans": "month" } },
        "pages": [{ "name": "one", "contentContainer": { "component": "container", "components": components } }] },
        "sku_menus": [{ "id": "plans", "products": [product("month"), product("year")] }] }] });
    let document = write(folder.path(), "p.json", document.to_string().as_bytes());
    let tap = |name: &str| {
        let to = [
            "render",
            "--config",
            &document,
            "--paywall",
            "p",
            "--tap",
            name,
            "--tap",
            "buy",
        ];
        paywall(&to)
    };
    for (name, told) in [
        (
            "year",
            "SELECT_SKU app.year\ntap buy: PURCHASE_SELECTED_SKU app.year",
        ),
        (
            "plans=year",
            "SELECT_SKU app.year\ntap buy: PURCHASE_SELECTED_SKU app.year",
        ),
        (
            "month",
            "the app hears nothing\ntap buy: PURCHASE_SELECTED_SKU app.month",
        ),
        (
            "plans=month",
            "the app hears nothing\ntap buy: PURCHASE_SELECTED_SKU app.month",
        ),
    ] {
        let (_, _, err) = tap(name);
        assert!(err.contains(&format!("tap {name}: {told}\n")), "{err}");
    }
    let (code, _, err) = tap("decade");
    let names = "there are buy; by the products that they choose, plans=year, plans=month";
    assert!(code == 2 && err.contains(names), "{err}");
}

#[needs(module)]
#[test]
fn render_and_check_name_the_products_without_prices() {
    let folder = tempfile::tempdir().unwrap();
    let document = folder.path().join("plans.json");
    let document = document.to_str().unwrap();
    assert_eq!(paywall(&["new", document]).0, 0);
    let (code, _, err) = paywall(&["render", "--config", document]);
    assert_eq!(code, 0);
    assert!(
        err.contains("warning[missing_details] $.paywalls[0].sku_menus: no details of any product"),
        "{err}"
    );
    let month = json!([{ "product_ref_id": "com.example.monthly", "offers": [] }]);
    let products = write(folder.path(), "products.json", month.to_string().as_bytes());
    let (code, _, err) = paywall(&["render", "--config", document, "--products", &products]);
    assert_eq!(code, 0);
    assert!(
        err.contains("warning[missing_price] $.paywalls[0].sku_menus[0].products[0].sku_ref_id"),
        "{err}"
    );
    assert!(
        err.contains("warning[missing_details] $.paywalls[0].sku_menus[0].products[1].sku_ref_id"),
        "{err}"
    );
    let (code, out, _) = paywall(&["check", document, "--strict", "--products", &products]);
    assert_eq!(code, 1);
    assert!(
        out.contains("warning[missing_price]") && out.contains("plans.json:"),
        "{out}"
    );
    assert_eq!(paywall(&["check", document, "--strict"]).0, 0);
}

#[needs(module)]
#[test]
fn every_journey_state_and_customer_flag_is_one_the_module_knows() {
    let states = "former_subscriber,in_grace_period,in_trial_period,in_intro_offer_period,is_cancelled,in_pause,in_account_hold";
    let arguments = [
        "decide",
        "--journey",
        states,
        "--logged-in",
        "--entitlement",
        "plus",
        "--entitlement",
        "family",
        "--attribute",
        "firstName=Ada",
        "--param",
        "utm_source=mail",
        "--launch-attribute",
        "feature=x",
        "--customer-id",
        "6d61cbbd-7a81-451e-aed3-3b5824c2cc96",
        "--device-id",
        "86d6a274-a332-4c49-a308-c08b38a6bec0",
        "--width",
        "390",
        "--height",
        "844",
        "--locale",
        "de-DE",
    ];
    let (code, _, err) = paywall(&arguments);
    assert_eq!(code, 0, "{err}");
}

#[needs(module)]
#[test]
fn check_names_unknown_fields_with_their_path() {
    let folder = tempfile::tempdir().unwrap();
    let mut document: Value =
        serde_json::from_slice(paywall_preview::stock_document().unwrap()).unwrap();
    document["paywalls"][0]["templat"] = Value::from(1);
    let file = write(
        folder.path(),
        "document.json",
        document.to_string().as_bytes(),
    );
    let (code, out, _) = paywall(&["check", &file]);
    assert_eq!(code, 0);
    assert!(
        out.contains("warning[unknown_field] $.paywalls[0].templat: "),
        "{out}"
    );
    assert_eq!(paywall(&["check", &file, "--strict"]).0, 1);
}

#[needs(module)]
#[test]
fn serve_prints_its_address_and_answers_there() {
    let program = assert_cmd::cargo::cargo_bin("paywall");
    let mut server = std::process::Command::new(program)
        .args(["serve", "--port", "0"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let address = line
        .strip_prefix("preview at http://")
        .unwrap()
        .trim_end()
        .trim_end_matches('/')
        .to_owned();
    let mut connection = TcpStream::connect(&address).unwrap();
    connection
        .write_all(
            format!("GET /api/describe HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")
                .as_bytes(),
        )
        .unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    server.kill().unwrap();
    server.wait().unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer:.300}");
    assert!(answer.contains(r#"{"ok":{"paywalls":["#), "{answer:.600}");
}

#[test]
fn scenario_prints_who_owns_what_and_exits_with_1_when_that_is_not_expected() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name, owner: &str| {
        let text = format!(
            r#"[{{"do": "install", "device": "D1"}},
                {{"do": "validate", "device": "D1", "purchases": ["C"]}},
                {{"do": "login", "device": "D1", "as": "e1"}},
                {{"do": "expect", "owners": {{"C": "{owner}"}}}}]"#
        );
        write(folder.path(), name, text.as_bytes())
    };
    let (code, out, _) = paywall(&["scenario", &file("good.json", "U:e1")]);
    assert_eq!(code, 0);
    assert!(
        out.contains("   transferred C: A1 -> U:e1 (login)\n"),
        "{out}"
    );
    let (code, out, _) = paywall(&["scenario", "--json", &file("bad.json", "A1")]);
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(code, 1);
    assert_eq!(
        report["failures"][0],
        "step 4: owner of C: expected [A1], found [U:e1]"
    );
    let odd = write(folder.path(), "odd.json", b"{}");
    assert_eq!(paywall(&["scenario", &odd]).0, 2);
}

#[needs(module)]
#[test]
fn a_flow_is_walked_step_by_step() {
    let screen = |id: &str| {
        let button = json!({ "id": "next", "component": "button", "components": [] });
        let content = json!({ "component": "container", "components": [button] });
        json!({ "id": id, "name": id, "template": { "min_sdk_version": "3.3.0", "pages": [{ "name": "one", "contentContainer": content }] } })
    };
    let nav = |delay: u32| json!([{ "action": [{ "function": "flowNav", "parameters": { "delay": delay } }] }]);
    let steps = json!([
        { "id": "a", "type": "screen", "screen": "a", "actions": { "__appear__": nav(500) } },
        { "id": "b", "type": "screen", "screen": "b", "actions": { "next": nav(0) } },
        { "id": "out", "type": "exit" },
    ]);
    let flow = json!({ "flow_id": "f", "object_id": "o", "object": { "screens": ["a", "b"], "steps": steps } });
    let segment = json!({ "segment": "s", "split": 100, "form_factors": ["phone"], "flow": flow });
    let document = json!({
        "paywalls": [screen("a"), screen("b")],
        "campaign_rules": [{ "rule": "r", "type": "label", "value": "start", "segments": [segment] }],
    });
    let folder = tempfile::tempdir().unwrap();
    let config = write(folder.path(), "flow.json", document.to_string().as_bytes());
    let arguments = [
        "flow",
        "--config",
        &config,
        "--label",
        "start",
        "--form-factor",
        "phone",
        "--events",
        "wait,next",
    ];
    let (code, out, _) = paywall(&arguments);
    assert_eq!(code, 0);
    let expected = "begin: \"a\"\n  SHOW_PAYWALL\n  waits 500.0 ms (timer 1.0)\n\
        wait: \"b\"\n  SHOW_PAYWALL\nnext: \"b\"\n  FLOW_DONE\n  done\n";
    assert_eq!(out, expected);
}

#[needs(module)]
#[test]
fn check_tells_the_cause_first_and_sums_up_what_it_leads_to() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name, text: String| write(folder.path(), name, text.as_bytes());
    let rule = r#"{"rule":"r","type":"label","value":"l","segments":[{"segment":"s","split":100,"form_factors":["phone"],"paywall":"p"}]}"#;
    let rules = vec![rule; 31].join(",").replacen("\"r\"", "\"r0\"", 1);
    let misspelt = write(
        "a.json",
        format!(r#"{{"paywals":[],"campaign_rules":[{rules}]}}"#),
    );
    let (_, out, _) = paywall(&["check", &misspelt]);
    let first = out.lines().next().unwrap();
    assert!(
        first.contains("$.paywals") && first.contains("did you mean \"paywalls\"?"),
        "{out}"
    );
    assert!(!out.contains("unknown_paywall"), "{out}");

    let texts = [r##"{"component":"text","text":"x","fontColor":"#ggg"}"##; 9].join(",");
    let paywall_json = r#"{"id":"p","template":{"min_sdk_version":"3.3.0","pages":[{"contentContainer":{"component":"container","components":[TEXTS]}}]}}"#;
    let many = write(
        "b.json",
        format!(
            r#"{{"paywalls":[{}]}}"#,
            paywall_json.replace("TEXTS", &texts)
        ),
    );
    let (_, out, _) = paywall(&["check", &many]);
    assert_eq!(out.matches("is no color").count(), 3, "{out}");
    assert!(out.contains("and 6 more of the same"), "{out}");
    assert!(out.contains("9 warnings"), "{out}");
    let (_, out, _) = paywall(&["check", &many, "--json"]);
    assert_eq!(out.matches("is no color").count(), 9, "{out}");
}

#[test]
#[needs(module)]
fn a_campaign_template_becomes_rules_that_check_is_content_with() {
    let folder = tempfile::tempdir().unwrap();
    let document = folder.path().join("plans.json");
    let document = document.to_str().unwrap();
    assert_eq!(paywall(&["new", document]).0, 0);
    let before = fs::read_to_string(document).unwrap();
    let (code, list, _) = paywall(&["campaign", "list"]);
    assert_eq!((code, list.lines().count()), (0, 25));
    let (_, shown, _) = paywall(&["campaign", "show", "soft-gate"]);
    assert!(
        shown.contains("n: a whole number from 1 to 1000, 3 if not set"),
        "{shown}"
    );
    let new = ["campaign", "new", "soft-gate", "--document", document];
    let set = ["--set", "entitlement=premium", "--set", "otherwise=plans"];
    let wrong = [&new[..], &set, &["--set", "paywall=plan"]].concat();
    let (code, out, told) = paywall(&wrong);
    assert_eq!((code, &*out), (2, ""));
    assert_eq!(
        told,
        "error: [wrong_parameter] `paywall`: expected the id of a paywall of the document (plans), found \"plan\"\n"
    );
    let right = [&new[..], &set, &["--set", "paywall=plans", "-o", document]].concat();
    let (code, _, told) = paywall(&right);
    assert_eq!(code, 0, "{told}");
    assert!(
        told.starts_with("added: rule \"soft-gate_wall\" at label \"export\", priority 10\n"),
        "{told}"
    );
    let after = fs::read_to_string(document).unwrap();
    assert!(
        after.len() > before.len()
            && after.ends_with(before.split_once("\n  \"paywalls\"").unwrap().1)
    );
    let (code, found, _) = paywall(&["check", document, "--strict"]);
    assert_eq!(code, 0, "{found}");
}

#[test]
fn a_design_of_the_gallery_is_a_document_to_begin_with() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name).display().to_string();
    let (document, products) = (place("paywalls.json"), place("products.json"));
    let (_, listed, _) = paywall(&["new", "--list"]);
    assert!(
        listed.contains("stride     Fitness and training"),
        "{listed}"
    );
    let new = ["new", &document, "--template", "stride"];
    let (code, said, _) = paywall(&[&new[..], &["--products", &products]].concat());
    assert_eq!(code, 0);
    assert!(said.contains(&format!("--products {products}")), "{said}");
    let sold: Value = serde_json::from_slice(&fs::read(&products).unwrap()).unwrap();
    assert_eq!(sold[0]["product_ref_id"], "com.example.monthly");
    let (code, ..) = paywall(&["new", &document, "--template", "tally"]);
    assert_eq!(code, 2, "a file that is there is left as it is");
    let read: Value = serde_json::from_slice(&fs::read(&document).unwrap()).unwrap();
    assert_eq!(read["paywalls"][0]["id"], "stride-phone");
    let (code, _, unknown) = paywall(&["new", "--template", "strid"]);
    assert!(
        code == 2 && unknown.contains("ledger, marquee, parla"),
        "{unknown}"
    );
}
