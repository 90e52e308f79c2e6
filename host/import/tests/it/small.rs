//! Single ideas of the translation, on the smallest paywalls that show them.

use paywall_import::{File, Import, Options, revenuecat};
use serde_json::{Value, json};

/// Imports a paywall of these components and texts.
fn import(components: Value, texts: Value) -> (Value, Import) {
    import_with(json!({
        "default_locale": "en_US",
        "components_localizations": { "en_US": texts },
        "components_config": { "base": { "stack": { "type": "stack", "id": "root", "components": components } } },
    }))
}

fn import_with(paywall: Value) -> (Value, Import) {
    let bytes = paywall.to_string().into_bytes();
    let file = File {
        name: "small.json",
        bytes: &bytes,
    };
    let imported = revenuecat::import(&[file], &Options::default()).unwrap();
    (
        serde_json::from_str(&imported.document.to_text()).unwrap(),
        imported,
    )
}

/// Finds the component of an id.
fn find<'a>(value: &'a Value, id: &str) -> &'a Value {
    fn inside<'a>(value: &'a Value, id: &str) -> Option<&'a Value> {
        if value["component"].is_string() && value["id"] == id {
            return Some(value);
        }
        match value {
            Value::Object(map) => map.values().find_map(|value| inside(value, id)),
            Value::Array(list) => list.iter().find_map(|value| inside(value, id)),
            _ => None,
        }
    }
    inside(value, id).unwrap_or_else(|| panic!("no component {id} in {value:#}"))
}

/// Returns the text that a text becomes.
fn text_of(text: &str) -> String {
    let (document, _) = import(
        json!([{ "type": "text", "id": "t", "text_lid": "a" }]),
        json!({ "a": text }),
    );
    find(&document, "t")["text"].as_str().unwrap().into()
}

/// Lists the codes of an import's findings, in their order.
fn codes(imported: &Import) -> Vec<&'static str> {
    let findings = imported.report.findings().iter();
    findings.map(|finding| finding.code).collect()
}

#[test]
fn marks_stay_marks_and_everything_literal_stays_literal() {
    assert_eq!(
        text_of("**bold** *italic* ~gone~ `code`"),
        "**bold** *italic* ~~gone~~ `code`"
    );
    assert_eq!(text_of("one\\\ntwo\nthree"), "one<br>two three");
    assert_eq!(
        text_of("# 1 - <b> & snake_case"),
        "\\# 1 - \\<b> \\& snake\\_case"
    );
    assert_eq!(text_of("- item"), "\\- item");
    assert_eq!(text_of("1. first"), "1\\. first");
    assert_eq!(text_of("\\- Joan"), "\\- Joan");
    assert_eq!(
        text_of("see https://a.example or www.a.example"),
        "see https\\://a.example or www\\.a.example"
    );
    assert_eq!(text_of("a * b, ${x} {{ }"), "a \\* b, $\\{x} \\{\\{ }");
    assert_eq!(
        text_of("[terms](https://a.example/t)"),
        "[terms](https://a.example/t)"
    );
}

#[test]
fn variables_become_tokens_and_unknown_ones_are_named() {
    let components = json!([{ "type": "text", "id": "t", "text_lid": "a" }]);
    let texts = json!({ "a": "{{ product.price }} {{product.relative_discount}} {{ nothing }}!" });
    let (document, imported) = import(components, texts);
    assert_eq!(
        find(&document, "t")["text"],
        "${sku.price} ${sku.percentagePriceDifferenceFromSku:max} !"
    );
    let finding = imported
        .report
        .findings()
        .iter()
        .find(|finding| finding.code == "variable_unknown")
        .unwrap();
    assert!(finding.message.contains("\"nothing\""), "{finding:?}");
    assert!(
        finding
            .path
            .starts_with("small.json:$.components_config.base.stack.components[0]"),
        "{finding:?}"
    );
}

#[test]
fn an_override_becomes_what_it_changes() {
    let components = json!([{ "type": "package", "id": "p", "package_id": "$rc_annual", "stack": {
        "type": "stack", "id": "s", "components": [], "size": { "width": { "type": "fill" }, "height": { "type": "fit" } },
        "border": { "width": 1, "color": { "light": { "type": "hex", "value": "#cccccc" } } },
        "overrides": [{ "conditions": [{ "type": "selected" }], "properties": {
            "border": { "width": 1, "color": { "light": { "type": "hex", "value": "#ff0000" }, "dark": { "type": "hex", "value": "#00ff00" } } },
            "margin": { "leading": 8, "trailing": 8, "top": 0, "bottom": 0 },
        } }],
    } }]);
    let (document, _) = import(components, json!({}));
    let card = find(&document, "p");
    assert_eq!(
        (&card["component"], &card["product"]),
        (&json!("button"), &json!("$rc_annual"))
    );
    let entries = card["conditionAttributes"].as_array().unwrap();
    assert_eq!(
        entries[0]["attributes"],
        json!({ "borderColor": "#ff0000", "width": "calc(100% - 16px)", "leftMargin": 8, "rightMargin": 8 })
    );
    assert_eq!(
        entries[1]["attributes"],
        json!({ "borderColor": "#00ff00" })
    );
    assert_eq!(entries[1]["assertions"][1]["value"], "${state.darkMode}");
    assert_eq!(
        document["paywalls"][0]["template"]["initialState"]["selectedProducts"]["small"],
        "$rc_annual"
    );
}

#[test]
fn an_offer_with_a_selection_needs_two_entries() {
    let components = json!([{ "type": "package", "id": "p", "package_id": "a", "stack": { "type": "stack", "components": [
        { "type": "text", "id": "t", "text_lid": "a", "overrides": [{ "conditions": [{ "type": "selected" }, { "type": "intro_offer" }], "properties": { "text_lid": "b" } }] },
    ] } }]);
    let (document, _) = import(components, json!({ "a": "A", "b": "B" }));
    let entries = find(&document, "t")["conditionAttributes"]
        .as_array()
        .unwrap();
    assert_eq!(entries.len(), 2);
    assert_eq!(
        entries[0]["assertions"][1]["value"],
        "${sku.freeTrialEligible}"
    );
    assert_eq!(entries[1]["assertions"][1]["value"], "${sku.introEligible}");
    assert!(
        entries
            .iter()
            .all(|entry| entry["attributes"] == json!({ "text": "B" }))
    );
}

#[test]
fn products_and_entitlements_come_from_the_files_beside() {
    let paywall = json!({ "offerings": [{ "identifier": "main", "packages": [{ "identifier": "$rc_monthly", "platform_product_identifier": "shop.month" }],
        "paywall_components": { "default_locale": "en_US", "components_config": { "base": { "stack": { "type": "stack", "components": [] } } } } }],
        "current_offering_id": "main", "placements": { "offering_ids_by_placement": { "settings": "main" } } }).to_string();
    let entitlements =
        json!({ "items": [{ "object": "entitlement", "lookup_key": "pro", "display_name": "Pro",
        "products": { "items": [{ "store_identifier": "shop.month" }] } }] })
        .to_string();
    let files = [
        File {
            name: "a.json",
            bytes: paywall.as_bytes(),
        },
        File {
            name: "b.json",
            bytes: entitlements.as_bytes(),
        },
    ];
    let imported = revenuecat::import(&files, &Options::default()).unwrap();
    let document: Value = serde_json::from_str(&imported.document.to_text()).unwrap();
    assert_eq!(document["products"][0]["sku_ref_id"], "shop.month");
    assert_eq!(
        document["products"][0]["entitlements"][0]["entitlement_ref_id"],
        "pro"
    );
    let rules: Vec<_> = document["campaign_rules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| (&rule["type"], &rule["value"]))
        .collect();
    assert_eq!(
        rules,
        [
            (&json!("default"), &json!("")),
            (&json!("label"), &json!("settings")),
            (&json!("label"), &json!("main"))
        ]
    );
}

#[test]
fn what_has_no_counterpart_is_named_with_its_place() {
    let (_, imported) = import(
        json!([{ "type": "web_view", "id": "w", "url": "https://a.example" }, { "type": "stack", "id": "s", "components": [], "glow": 3 }]),
        json!({}),
    );
    let said: Vec<_> = imported
        .report
        .findings()
        .iter()
        .map(|finding| (finding.code, &*finding.path))
        .collect();
    assert!(
        said.contains(&(
            "component_left_out",
            "small.json:$.components_config.base.stack.components[0]"
        )),
        "{said:?}"
    );
    assert!(
        said.contains(&(
            "field_left_out",
            "small.json:$.components_config.base.stack.components[1].glow"
        )),
        "{said:?}"
    );
    assert!(said.contains(&("no_ui_config", "$")), "{said:?}");
}

#[test]
fn a_carousel_has_a_slide_of_its_own_design_for_each_page() {
    let page = |id: &str| json!({ "type": "stack", "id": id, "components": [] });
    let (document, imported) = import(
        json!([{ "type": "carousel", "id": "c", "pages": [page("one"), page("two")], "loop": true, "initial_page_index": 1,
            "auto_advance": { "ms_time_per_page": 4000, "transition_type": "fade" },
            "page_control": { "position": "top", "spacing": 6, "default": { "width": 8, "height": 8 } } }]),
        json!({}),
    );
    let carousel = find(&document, "c");
    for (name, value) in [
        ("pages", json!(true)),
        ("loop", json!(true)),
        ("fade", json!(true)),
        ("initialSlide", json!(1)),
        ("autoplaySeconds", json!(4)),
        ("indicators", json!({ "place": "top", "spacing": 6 })),
    ] {
        assert_eq!(carousel[name], value, "{name}");
    }
    assert_eq!(carousel["components"][1]["id"], "two");
    assert!(carousel.get("loopSource").is_none());
    let codes = codes(&imported);
    assert!(!codes.contains(&"carousel_bent"), "{codes:?}");
}

#[test]
fn a_countdown_keeps_its_texts_and_its_end() {
    let text = |id: &str, lid: &str| json!({ "type": "text", "id": id, "text_lid": lid });
    let (document, imported) = import(
        json!([{ "type": "countdown", "id": "c", "style": { "type": "date", "date": "2026-12-24T18:00:00Z" }, "count_from": "hours",
            "countdown_stack": { "type": "stack", "components": [text("t", "a")] },
            "end_stack": { "type": "stack", "components": [text("e", "b")] } }]),
        json!({ "a": "{{ count_hours_without_zero }}:{{ count_minutes_with_zero }}", "b": "Over" }),
    );
    let countdown = find(&document, "c");
    assert_eq!(countdown["component"], "countdown");
    assert_eq!(countdown["targetDateTime"], "2026-12-24T18:00:00Z");
    assert_eq!(countdown["countFrom"], "hours");
    assert_eq!(
        find(&document, "t")["text"],
        "${countdown.hours}:${countdown.minutes:2}"
    );
    assert_eq!(find(&countdown["endComponents"], "e")["text"], "Over");
    let codes = codes(&imported);
    assert_eq!(codes, ["no_ui_config"]);
}

#[test]
fn a_sheet_is_a_page_over_the_paywall() {
    let close = json!({ "type": "button", "id": "close", "action": { "type": "navigate_to", "destination": "sheet" }, "stack": { "type": "stack", "components": [] } });
    let (document, _) = import(
        json!([{ "type": "button", "id": "open", "stack": { "type": "stack", "components": [] },
            "action": { "type": "navigate_to", "destination": "sheet", "sheet": { "background_color": { "light": { "type": "hex", "value": "#ffffff" } },
                "stack": { "type": "stack", "components": [close] } } } }]),
        json!({}),
    );
    let pages = &document["paywalls"][0]["template"]["pages"];
    assert_eq!(
        (&pages[1]["name"], &pages[1]["over"]),
        (&json!("sheet_1"), &json!("paywall"))
    );
    assert_eq!(pages[1]["backgroundContainer"]["fillColor"], "#ffffff");
    let leads = |id: &str| find(&document, id)["onTap"]["parameters"]["screen"].clone();
    assert_eq!(
        (leads("open"), leads("close")),
        (json!("sheet_1"), json!("paywall"))
    );
}

#[test]
fn gradients_prices_and_pictures_stay_what_they_are() {
    let gradient = json!({ "light": { "type": "linear", "degrees": 90, "points": [{ "color": "#111111", "percent": 0 }, { "color": "#222222", "percent": 100 }] } });
    let (document, imported) = import_with(json!({
        "default_locale": "en_US",
        "zero_decimal_place_countries": { "apple": ["TW", "MX"], "google": ["MX", "TW"] },
        "components_localizations": { "en_US": { "a": "A" } },
        "components_config": { "base": { "stack": { "type": "stack", "id": "root", "overflow": "scroll",
            "background": { "type": "image", "fit_mode": "fit", "value": { "light": { "original": "https://a.example/p.png" } } },
            "border": { "width": 2, "color": gradient }, "components": [{ "type": "text", "id": "t", "text_lid": "a", "color": gradient }] } } },
    }));
    let css = "linear-gradient(90deg, #111111 0%, #222222 100%)";
    let (text, root) = (find(&document, "t"), find(&document, "root"));
    assert_eq!(
        (&text["fontColor"], &text["fontGradient"]),
        (&json!("#111111"), &json!(css))
    );
    assert_eq!(
        (&root["borderColor"], &root["borderGradient"]),
        (&json!("#111111"), &json!(css))
    );
    assert_eq!(
        (&root["fillImageCropping"], &root["scroll"]),
        (&json!("fit"), &json!(true))
    );
    assert_eq!(document["paywalls"][0]["wholePrices"], json!(["MX", "TW"]));
    let codes = codes(&imported);
    assert_eq!(codes, ["no_ui_config"]);
}

#[test]
fn a_choice_of_several_options_is_a_field() {
    let text = |id: &str| json!({ "type": "text", "id": id, "text_lid": id });
    let border = |color: &str| json!({ "width": 2, "color": { "light": { "type": "hex", "value": color } } });
    let selected = |properties: Value| json!([{ "conditions": [{ "type": "selected" }], "properties": properties }]);
    let option = |id: &str, more: Value| {
        let mut inside = text(id);
        inside["overrides"] = more;
        let stack = json!({
            "type": "stack", "id": format!("{id}-stack"), "components": [inside],
            "border": border("#aaaaaaff"), "overrides": selected(json!({ "border": border("#0000ffff") })),
        });
        json!({ "type": "input_option", "id": format!("{id}-option"), "option_id": id, "stack": stack })
    };
    let components = json!([
        option("run", json!([])),
        option("swim", selected(json!({ "font_size": 30 })))
    ]);
    let choice = json!({
        "type": "input_multiple_choice", "id": "c", "name": "Sports", "field_id": "sports",
        "stack": { "type": "stack", "id": "list", "components": components },
    });
    let (document, imported) = import(
        json!([choice]),
        json!({ "run": "Running", "swim": "Swimming" }),
    );
    let text = document.to_string();
    assert!(text.contains("\"component\":\"choiceField\""), "{text}");
    assert!(text.contains("\"formId\":\"sports\""), "{text}");
    let option = find(&document, "run-option");
    assert_eq!(
        (&option["component"], &option["value"]),
        (&json!("choiceFieldItem"), &json!("run"))
    );
    assert_eq!(
        (
            &option["inactiveBorderColor"],
            &option["inactiveBorderWidth"]
        ),
        (&json!("#aaaaaaff"), &json!(2))
    );
    assert_eq!(option["activeBorderColor"], "#0000ffff");
    assert_eq!(find(option, "run")["text"], "Running");
    // The field itself, and the text whose size would follow what is ticked.
    let lost = ["component_replaced", "condition_left_out"];
    assert!(
        lost.iter().all(|code| codes(&imported).contains(code)),
        "{:?}",
        codes(&imported)
    );
}
