//! Adapty's configurations: two real ones, and what the smallest ones show.

use std::fs;

use paywall_import::{File, Import, adapty};
use paywall_runtime::load::Document;
use paywall_testing::needs;
use serde_json::{Value, json};

use crate::files::{drawn, root};

fn import(json: &Value) -> (Value, Import) {
    let bytes = json.to_string().into_bytes();
    let imported = adapty::import(&[File {
        name: "small.json",
        bytes: &bytes,
    }])
    .unwrap();
    (
        serde_json::from_str(&imported.document.to_text()).unwrap(),
        imported,
    )
}

#[needs(shared)]
#[test]
fn both_real_configurations_import_without_a_warning_of_the_engine() {
    for name in ["flat-1", "flat-2"] {
        let bytes = fs::read(root().join(format!("../shared/import/adapty/{name}.json"))).unwrap();
        let file = File {
            name,
            bytes: &bytes,
        };
        let imported = adapty::import(&[file]).unwrap();
        assert_eq!(
            imported.document.to_text(),
            adapty::import(&[file]).unwrap().document.to_text()
        );
        let (warnings, answers) = drawn(&imported);
        assert_eq!(warnings, Vec::<Value>::new(), "{name}");
        assert!(
            answers
                .iter()
                .all(|answer| answer["ok"]["html"].is_string()),
            "{answers:?}"
        );
        if let Some(folder) = std::env::var_os("LEAVE") {
            let html = &answers[0]["ok"];
            let page = format!(
                "<style>body{{margin:0}}{}</style>{}",
                html["css"].as_str().unwrap(),
                html["html"].as_str().unwrap()
            );
            fs::write(
                std::path::Path::new(&folder).join(format!("{name}.html")),
                page,
            )
            .unwrap();
            let to = std::path::Path::new(&folder).join(format!("{name}.json"));
            fs::write(to, imported.document.to_text()).unwrap();
        }
    }
}

/// A configuration with buttons, sections, shares, a timer and a pager.
fn small() -> Value {
    let text = json!({ "type": "text", "string_id": "t", "font": "f", "color": "c" });
    json!({
        "format": "4.4.1",
        "default_localization": "en",
        "assets": [
            { "id": "c", "type": "color", "value": "#112233" },
            { "id": "g", "type": "linear-gradient", "values": [{ "color": "#000000", "p": 0 }, { "color": "#ffffff", "p": 1 }], "points": { "x0": 0.5, "y0": 1, "x1": 0.5, "y1": 0 } },
            { "id": "f", "type": "font", "value": "adapty_system", "weight": 700, "size": 20 },
        ],
        "localizations": [{ "id": "en", "strings": [
            { "id": "t", "value": ["Pay ", { "tag": "PRICE" }, " *now*"] },
            { "id": "PRODUCT_p_default_x", "value": "Buy" },
            { "id": "PRODUCT_p_free_trial_x", "value": "Try" },
        ] }],
        "products": { "selected": "p" },
        "styles": {
            "default": { "background": "g", "content": { "type": "v_stack", "spacing": 8, "content": [
                text,
                { "type": "button", "action": { "type": "select_product", "product_id": "p" }, "selected_condition": { "type": "selected_product", "product_id": "p" },
                  "normal": { "type": "box", "width": { "fill_max": true }, "content": { "type": "text", "string_id": { "type": "product", "id": "p", "suffix": "x" }, "color": "c" } },
                  "selected": { "type": "box", "content": text } },
                { "type": "toggle", "section_id": "s", "on_index": 1, "off_index": 0 },
                { "type": "section", "id": "s", "index": 0, "content": [text, { "type": "box", "height": { "min": 20 }, "width": { "shrink": 10, "max": 300 } }] },
                { "type": "row", "items": [{ "weight": 1, "content": text }, { "weight": 3, "content": text }] },
                { "type": "timer", "id": "t", "format": "HH", "duration": 60, "behaviour": "start_at_every_appear" },
                { "type": "pager", "content": [text, text], "page_control": { "color": "c" } },
                { "type": "button", "action": { "type": "open_screen", "screen_id": "more" }, "normal": text },
                { "type": "space", "count": 2 },
                { "type": "reference", "element_id": "nothing" },
            ] } },
            "more": { "content": { "type": "button", "action": { "type": "close_screen" }, "normal": text } },
        },
    })
}

#[test]
fn texts_selections_and_sections_become_ours() {
    let (document, imported) = import(&small());
    let (warnings, _) = drawn(&imported);
    assert_eq!(warnings, Vec::<Value>::new());
    let page = &document["paywalls"][0]["template"]["pages"][0];
    assert_eq!(
        page["backgroundContainer"]["fillColor"],
        "linear-gradient(0deg, #000000 0%, #ffffff 100%)"
    );
    let parts = &page["contentContainer"]["components"][0]["components"];
    assert_eq!(parts[0]["text"], "Pay ${sku.price} \\*now\\*");
    assert_eq!(
        (&parts[0]["fontWeight"], &parts[0]["fontColor"]),
        (&json!(700), &json!("#112233"))
    );
    assert_eq!(
        (&parts[1]["product"], &parts[1]["onTap"]["function"]),
        (&json!("p"), &json!("namiSelectSKU"))
    );
    let label = &parts[1]["components"][0]["components"][0]["components"][0];
    assert_eq!(
        (
            &label["text"],
            &label["conditionAttributes"][0]["attributes"]["text"]
        ),
        (&json!("Buy"), &json!("Try"))
    );
    assert_eq!(parts[3]["assertions"][0]["expected"], false);
    assert!(
        document.to_string().contains("\"maxWidth\":300"),
        "{document}"
    );
    assert_eq!(
        document["paywalls"][0]["template"]["initialState"]["formStates"],
        json!({ "section_s": false, "sheet_more": false })
    );
    crate::says(
        &imported,
        &[
            "size_bent",
            "countdown_bent",
            "carousel_bent",
            "sheet_bent",
            "component_left_out",
            "store_product",
        ],
    );
}

#[test]
fn a_fallback_file_brings_placements_with_their_shares() {
    let variation = |id: &str, weight: u32| json!({ "paywall_id": id, "weight": weight, "products": [{ "adapty_product_id": "p", "vendor_product_id": "shop.year" }], "paywall_builder": { "paywall_builder_config": small() } });
    let (document, _) = import(
        &json!({ "meta": { "version": 7 }, "data": { "start": { "data": [variation("a", 30), variation("b", 70)] } } }),
    );
    let rule = document["campaign_rules"]
        .as_array()
        .unwrap()
        .iter()
        .find(|rule| rule["value"] == "start")
        .unwrap();
    let shares: Vec<_> = rule["segments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|segment| (&segment["paywall"], &segment["split"]))
        .collect();
    assert_eq!(
        shares,
        [(&json!("a"), &json!(30)), (&json!("b"), &json!(70))]
    );
    assert_eq!(document["products"][0]["sku_ref_id"], "shop.year");
}

#[test]
fn changed_configurations_import_or_are_refused() {
    let mut random = fastrand::Rng::with_seed(11);
    for _ in 0..200 {
        let mut json = small();
        for _ in 0..random.usize(1..12) {
            crate::mutated::mutate(&mut json, &mut random);
        }
        let bytes = json.to_string().into_bytes();
        if let Ok(imported) = adapty::import(&[File {
            name: "changed.json",
            bytes: &bytes,
        }]) {
            assert!(
                Document::load(imported.document.to_text().as_bytes()).is_ok(),
                "{json}"
            );
        }
    }
}
