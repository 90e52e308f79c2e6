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
        json!({ "section_s": false })
    );
    crate::says(
        &imported,
        &[
            "size_bent",
            "carousel_bent",
            "text_missing",
            "component_left_out",
            "store_product",
        ],
    );
}

#[test]
fn a_distance_that_is_no_number_of_points_is_told_of() {
    for (fields, is_told) in [
        (
            json!({ "padding": [8, { "unit": "point", "value": 4 }] }),
            false,
        ),
        (
            json!({ "padding": { "top": { "safe_area": "start" }, "bottom": 8 } }),
            true,
        ),
        (json!({ "padding": { "screen": 0.1 } }), true),
        (
            json!({ "offset": { "y": { "unit": "screen", "value": 0.1 } } }),
            true,
        ),
    ] {
        let mut json = small();
        let text = &mut json["styles"]["default"]["content"]["content"][0];
        for (name, value) in fields.as_object().unwrap() {
            text[name] = value.clone();
        }
        let (_, imported) = import(&json);
        let told = imported
            .report
            .findings()
            .iter()
            .filter(|finding| finding.message.contains("no number of points"));
        assert_eq!(told.count() > 0, is_told, "{fields}");
    }
}

#[test]
fn a_sheet_is_a_page_over_the_paywall() {
    let mut json = small();
    let text = json!({ "type": "text", "string_id": "t" });
    let open = |screen: &str| json!({ "type": "button", "action": { "type": "open_screen", "screen_id": screen }, "normal": text });
    let close = json!({ "type": "button", "action": { "type": "close_screen" }, "normal": text });
    json["styles"] = json!({
        "default": { "background": "c", "content": { "type": "v_stack", "content": [open("all plans"), open("nothing"), close] } },
        "all plans": { "content": { "type": "v_stack", "content": [close, open("all-plans")] } },
        "all-plans": { "content": close },
    });
    let (document, imported) = import(&json);
    let (warnings, _) = drawn(&imported);
    assert_eq!(warnings, Vec::<Value>::new());
    let pages = document["paywalls"][0]["template"]["pages"]
        .as_array()
        .unwrap();
    let named: Vec<_> = pages
        .iter()
        .map(|page| (page["name"].as_str().unwrap(), page["over"].as_str()))
        .collect();
    let over = Some("paywall");
    let expected = [
        ("paywall", None),
        ("sheet_all_plans", over),
        ("sheet_all_plans_2", over),
    ];
    assert_eq!(named, expected);
    let leads = |part: &Value| part["onTap"]["parameters"]["screen"].clone();
    let own = &pages[0]["contentContainer"]["components"][0]["components"];
    assert_eq!(
        [leads(&own[0]), leads(&own[1]), leads(&own[2])],
        [json!("sheet_all_plans"), json!(null), json!(null)]
    );
    let inside = &pages[1]["contentContainer"]["components"][0]["components"];
    assert_eq!(
        [leads(&inside[0]), leads(&inside[1])],
        [json!("paywall"), json!("sheet_all_plans_2")]
    );
    // A screen that is not there, a sheet that opens another one, and a closing where no sheet is.
    let lost = ["action_left_out", "sheet_bent", "action_left_out"];
    crate::says(&imported, &lost);
}

#[test]
fn a_content_lies_over_the_lower_edge_of_its_cover_and_reaches_the_end() {
    let mut json = small();
    json["template_id"] = json!("basic");
    let assets = json["assets"].as_array_mut().unwrap();
    assets.push(json!({ "id": "hero", "type": "image", "url": "https://example.com/hero.webp" }));
    let picture = json!({ "type": "image", "asset_id": "hero", "aspect": "fill" });
    json["styles"] = json!({ "default": {
        "background": "c",
        "cover": { "type": "box", "height": { "screen": 0.45 }, "content": picture },
        "content": { "type": "box", "width": { "fill_max": true }, "height": { "fill_max": true }, "padding": [0, 8, 0, 0],
            "offset": { "y": -24 }, "decorator": { "type": "rect", "background": "c", "rect_corner_radius": [24, 24, 0, 0] },
            "content": { "type": "text", "string_id": "t" } },
        "footer": { "type": "text", "string_id": "t", "padding": 16 },
    } });
    let (document, imported) = import(&json);
    let (warnings, _) = drawn(&imported);
    assert_eq!(warnings, Vec::<Value>::new());
    let page = &document["paywalls"][0]["template"]["pages"][0];
    assert_eq!(page["footer"][0]["fillColor"], "#112233");
    let [cover, content] = [0, 1].map(|at| &page["contentContainer"]["components"][at]);
    assert_eq!(
        (&cover["width"], &cover["height"]),
        (&json!("100%"), &json!("45vh"))
    );
    assert_eq!(
        (&content["topMargin"], &content["grow"]),
        (&json!(-16), &json!(true))
    );
    assert_eq!(
        (&content["moveY"], &content["height"]),
        (&Value::Null, &Value::Null)
    );
    // There the cover moves at half the speed of the content.
    crate::says(&imported, &["motion_left_out"]);
}

/// Imports a timer with these fields; returns its component and the import.
fn timer(fields: Value) -> (Value, Import) {
    let mut json = small();
    let strings = json["localizations"][0]["strings"].as_array_mut().unwrap();
    let tag = |name: &str| json!({ "tag": format!("TIMER_{name}") });
    let more = [
        ("clock", json!([tag("hh"), ":", tag("mm"), ":", tag("ss")])),
        ("days", json!(["Only ", tag("Total_Days_1"), " days"])),
        ("all", json!([tag("Total_Minutes_2"), " min"])),
        (
            "torn",
            json!([tag("Total_Minutes_1"), tag("m"), tag("SSS")]),
        ),
    ];
    strings.extend(more.map(|(id, value)| json!({ "id": id, "value": value })));
    let mut component = json!({ "type": "timer", "id": "t", "font": "f", "color": "c" });
    component
        .as_object_mut()
        .unwrap()
        .extend(fields.as_object().unwrap().clone());
    json["styles"] = json!({ "default": { "background": "c", "content": component } });
    let (document, imported) = import(&json);
    let (warnings, _) = drawn(&imported);
    assert_eq!(warnings, Vec::<Value>::new());
    let page = &document["paywalls"][0]["template"]["pages"][0];
    (page["contentContainer"]["components"][0].clone(), imported)
}

#[test]
fn a_timer_is_a_countdown_with_its_text_and_its_end() {
    let (own, imported) = timer(json!({
        "format": "clock", "end_time": "2026-12-24 18:00:00", "behaviour": "end_at_utc_time", "action": { "type": "close" },
    }));
    assert_eq!(own["component"], "countdown");
    assert_eq!(own["targetDateTime"], "2026-12-24T18:00:00Z");
    assert_eq!(own["onEnd"], json!({ "function": "namiClosePaywall" }));
    let text = &own["components"][0];
    assert_eq!(
        text["text"],
        "${countdown.hours:2}:${countdown.minutes:2}:${countdown.seconds:2}"
    );
    assert_eq!(
        (&text["fontSize"], &text["fontColor"]),
        (&json!(20), &json!("#112233"))
    );
    // A timer that is over when the paywall is shown would act there, too.
    crate::says(&imported, &["countdown_bent"]);

    let (own, _) =
        timer(json!({ "format": "all", "duration": 600, "behaviour": "start_at_every_appear" }));
    assert_eq!(
        (&own["countFrom"], &own["resetOnRemount"]),
        (&json!("minutes"), &json!(true))
    );
    assert_eq!(own["components"][0]["text"], "${countdown.minutes:2} min");

    let (_, imported) = timer(
        json!({ "format": "torn", "duration": 600, "behaviour": "start_at_first_appear_persisted" }),
    );
    let bent = imported.report.findings().iter();
    let bent = bent.filter(|finding| finding.code == "countdown_bent");
    // The number that counts two things, the parts of seconds, and the time that another visit does not remember.
    assert_eq!(bent.count(), 3);
}

#[test]
fn a_timer_acts_at_its_end_once_its_last_text_has_run_out() {
    let actions = json!([
        { "type": "switch", "section_id": "s", "index": 1 },
        { "type": "open_url", "url": "https://example.com" },
        { "type": "select_product", "product_id": "p" },
    ]);
    let format = json!([{ "from": 60, "string_id": "clock" }, { "from": 0, "string_id": "all" }]);
    let (own, imported) = timer(
        json!({ "format": format, "duration": 600, "action": actions, "behaviour": "start_at_first_appear" }),
    );
    let last = &own["endComponents"][0];
    assert_eq!(
        (&own["onEnd"], &own["components"][0]["onEnd"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(last["product"], "p");
    let end = &last["onEnd"];
    assert_eq!(
        (&end["function"], &end["then"][0]["function"]),
        (&json!("setState"), &json!("namiSelectSKU"))
    );
    // The address is not opened beside the others, and the texts are about the product.
    crate::says(&imported, &["action_left_out", "countdown_bent"]);

    let action = json!({ "type": "open_url", "url": "https://example.com" });
    let (own, imported) = timer(json!({ "format": "all", "duration": 600, "action": action }));
    let address = &own["onEnd"]["parameters"]["url"];
    assert_eq!(address, "https://example.com");
    crate::says(&imported, &["action_replaced"]);
}

#[test]
fn a_timer_changes_its_text_when_so_much_is_left() {
    let format =
        json!([{ "from": 86400, "string_id": "days" }, { "from": 0, "string_id": "clock" }]);
    let fields = |format: &Value| json!({ "format": format, "duration": 90000, "behaviour": "start_at_first_appear" });
    let (own, _) = timer(fields(&format));
    assert_eq!(own["durationSeconds"], 90000 - 86400);
    let (before, after) = (&own["components"][0], &own["endComponents"][0]);
    assert_eq!(before["durationSeconds"], 90000);
    assert_eq!(
        before["components"][0]["text"],
        "Only ${countdown.days} days"
    );
    assert_eq!(after["durationSeconds"], 86400);

    // Of two texts to an instant, the last one is shown.
    let mut until = fields(&format);
    until["end_time"] = json!("2026-12-24 18:00:00");
    let (own, imported) = timer(until);
    let text = own["components"][0]["text"].as_str().unwrap();
    assert!(text.starts_with("${countdown.hours:2}"), "{own}");
    crate::says(&imported, &["countdown_bent"]);
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
