//! Files that somebody changed: whatever stands in them, an import ends, and what it gives can be loaded.

use paywall_import::{File, Options, revenuecat};
use paywall_runtime::load::Document;
use serde_json::{Map, Value, json};

/// A paywall with every kind of component.
fn paywall() -> Value {
    let color = json!({ "light": { "type": "hex", "value": "#112233" }, "dark": { "type": "linear", "degrees": 45, "points": [{ "color": "#000000", "percent": 0 }, { "color": "#ffffff", "percent": 100 }] } });
    let size = |width: &str, height: &str| json!({ "width": { "type": width, "value": 40 }, "height": { "type": height, "value": 40 } });
    let edges = json!({ "top": 1, "bottom": 2, "leading": 3, "trailing": 4 });
    let text = json!({ "type": "text", "id": "t", "text_lid": "a", "font_size": 16, "font_weight": "bold", "color": color, "size": size("fill", "fit"), "margin": edges,
        "overrides": [{ "conditions": [{ "type": "selected" }, { "type": "intro_offer" }], "properties": { "text_lid": "b", "color": color } }] });
    let icon = json!({ "type": "icon", "id": "i", "base_url": "https://icons.example", "formats": { "svg": "x.svg" }, "color": color, "size": size("fixed", "fixed"), "padding": edges, "icon_background": { "color": color, "shape": { "type": "circle" } } });
    let stack = |components: Value, kind: &str| {
        json!({ "type": "stack", "id": "s", "components": components, "dimension": { "type": kind, "alignment": "top_trailing", "distribution": "space_between" }, "spacing": 8, "size": size("fill", "relative"), "padding": edges, "margin": edges,
        "background": { "type": "image", "value": { "light": { "webp": "https://x.example/a.webp" } }, "fit_mode": "fit", "color_overlay": color },
        "shape": { "type": "rectangle", "corners": { "top_leading": 4, "top_trailing": 8, "bottom_leading": 0, "bottom_trailing": 0 } },
        "border": { "width": 1, "color": color }, "shadow": { "x": 1, "y": 2, "radius": 3, "color": color } })
    };
    let with_badge = {
        let mut stack = stack(json!([text, icon]), "horizontal");
        stack["badge"] = json!({ "style": "overlay", "alignment": "top_trailing", "stack": { "type": "stack", "id": "badge", "components": [text] } });
        stack
    };
    let tab = |id: &str| json!({ "type": "tab", "id": id, "stack": stack(json!([{ "type": "tab_control" }, text]), "vertical") });
    let buttons = stack(
        json!([{ "type": "tab_control_button", "tab_id": "two", "stack": stack(json!([text]), "vertical") }, { "type": "tab_control_toggle" }]),
        "horizontal",
    );
    let components = json!([
        { "type": "package", "id": "p", "package_id": "$rc_annual", "is_selected_by_default": true, "stack": with_badge },
        { "type": "purchase_button", "id": "buy", "stack": stack(json!([text]), "vertical"), "method": { "type": "custom_web_checkout", "custom_url": { "url_lid": "u", "package_param": "p" } } },
        { "type": "button", "id": "b", "action": { "type": "navigate_to", "destination": "sheet", "sheet": { "id": "sheet", "stack": stack(json!([text]), "vertical"), "size": size("fill", "fixed"), "background_blur": true } }, "stack": stack(json!([icon]), "zlayer") },
        { "type": "timeline", "id": "tl", "items": [{ "id": "one", "icon": icon, "title": text, "description": text, "connector": { "width": 2, "color": color, "margin": edges } }], "item_spacing": 4, "column_gutter": 8, "size": size("fill", "fit") },
        { "type": "carousel", "id": "c", "pages": [stack(json!([text]), "vertical"), stack(json!([icon]), "vertical")], "page_peek": 10, "page_spacing": 4, "loop": true, "auto_advance": { "ms_time_per_page": 3000 }, "page_control": { "default": { "width": 4, "height": 4, "color": color }, "active": { "width": 8, "height": 4, "color": color } } },
        { "type": "countdown", "id": "cd", "style": { "type": "date", "date": "2027-01-01T00:00:00Z" }, "countdown_stack": stack(json!([text]), "vertical"), "end_stack": stack(json!([text]), "vertical") },
        { "type": "tabs", "id": "tabs", "control": { "type": "buttons", "stack": buttons }, "tabs": [tab("one"), tab("two")], "default_tab_id": "two", "size": size("fill", "fit") },
        { "type": "image", "id": "im", "source": { "light": { "webp": "https://x.example/b.webp", "width": 100, "height": 50 } }, "size": size("fill", "fit"), "mask_shape": { "type": "convex" }, "color_overlay": color },
        { "type": "video", "id": "v", "source": { "light": { "url": "https://x.example/v.mp4", "width": 10, "height": 5 } }, "size": size("fill", "fit") },
        { "type": "input_multiple_choice", "field_id": "m", "stack": stack(json!([{ "type": "input_option", "option_id": "o", "stack": stack(json!([text]), "vertical") }]), "vertical") },
        { "type": "input_single_choice", "field_id": "f", "stack": stack(json!([{ "type": "input_option", "option_id": "o", "stack": stack(json!([text]), "vertical") }]), "vertical") },
        { "type": "new_thing", "id": "n", "fallback": text },
    ]);
    let footer =
        json!({ "type": "footer", "id": "f", "stack": stack(json!([text]), "horizontal") });
    json!({
        "default_locale": "en_US",
        "components_localizations": { "en_US": { "a": "**{{ product.price_per_period }}** _x_ [l](https://x.example)\\\n- {{ custom.name }}", "b": "{{ product.offer_period_with_unit | uppercase }}", "u": "https://x.example/?a" } },
        "components_config": { "base": { "background": { "type": "color", "value": color }, "stack": stack(components, "vertical"), "sticky_footer": footer, "header": footer } },
        "state_declarations": { "s": { "type": "boolean", "default": false } },
        "ui_config": { "app": { "colors": { "brand": color }, "fonts": {} }, "localizations": { "en_US": { "month_short": "mo" } }, "custom_variables": { "name": { "type": "string", "default_value": "you" } } },
    })
}

#[test]
fn a_paywall_with_every_kind_of_component_imports_without_a_warning() {
    let bytes = paywall().to_string().into_bytes();
    let imported = revenuecat::import(
        &[File {
            name: "all.json",
            bytes: &bytes,
        }],
        &Options::default(),
    )
    .unwrap();
    let (warnings, answers) = crate::files::drawn(&imported);
    assert_eq!(warnings, Vec::<Value>::new());
    assert!(
        answers
            .iter()
            .all(|answer| answer["ok"]["html"].is_string()),
        "{answers:?}"
    );
    assert!(
        imported
            .assets
            .contains(&"https://icons.example/x.svg".into())
    );
}

#[test]
fn changed_files_import_or_are_refused() {
    let mut random = fastrand::Rng::with_seed(7);
    for _ in 0..200 {
        let mut json = paywall();
        for _ in 0..random.usize(1..12) {
            mutate(&mut json, &mut random);
        }
        let bytes = json.to_string().into_bytes();
        let file = File {
            name: "changed.json",
            bytes: &bytes,
        };
        if let Ok(imported) = revenuecat::import(&[file], &Options::default()) {
            let text = imported.document.to_text();
            assert!(Document::load(text.as_bytes()).is_ok(), "{json}");
            let _ = imported.report.to_text();
        }
    }
}

#[test]
fn files_that_are_no_json_are_refused() {
    for bytes in [
        &b""[..],
        b"{",
        b"nope",
        b"[1",
        b"\xff\xfe",
        "[".repeat(100_000).as_bytes(),
    ] {
        let error = revenuecat::import(
            &[File {
                name: "x.json",
                bytes,
            }],
            &Options::default(),
        )
        .unwrap_err();
        assert_eq!(error.code(), "not_json");
        assert!(error.to_string().starts_with("x.json: expected JSON"));
    }
    let deep = (0..60).fold(
        json!({ "type": "text", "id": "t", "text_lid": "a" }),
        |inner, _| json!({ "type": "stack", "id": "s", "components": [inner] }),
    );
    let bytes = json!({ "components_config": { "base": { "stack": deep } } })
        .to_string()
        .into_bytes();
    let imported = revenuecat::import(
        &[File {
            name: "deep.json",
            bytes: &bytes,
        }],
        &Options::default(),
    )
    .unwrap();
    assert!(
        imported
            .report
            .findings()
            .iter()
            .any(|finding| finding.code == "too_deep")
    );
    let (warnings, _) = crate::files::drawn(&imported);
    assert_eq!(warnings, Vec::<Value>::new());
}

/// Changes one value somewhere inside.
pub fn mutate(json: &mut Value, random: &mut fastrand::Rng) {
    match json {
        Value::Object(map) if !map.is_empty() && random.u8(..8) > 0 => {
            let at = random.usize(..map.len());
            let key = map.keys().nth(at).cloned().unwrap();
            if random.u8(..40) == 0 {
                map.remove(&key);
            } else if let Some(value) = map.get_mut(&key) {
                mutate(value, random);
            }
        }
        Value::Array(list) if !list.is_empty() && random.u8(..8) > 0 => {
            let at = random.usize(..list.len());
            if random.u8(..20) == 0 {
                let copy = list[at].clone();
                list.push(copy);
            } else {
                mutate(&mut list[at], random);
            }
        }
        value => *value = any(random),
    }
}

/// Some value that nobody expects.
fn any(random: &mut fastrand::Rng) -> Value {
    match random.u8(..14) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(-1),
        3 => json!(1e308),
        4 => json!(0.000_1),
        5 => json!(u64::MAX),
        6 => json!("${state.x} {{#if}} </style><script>"),
        7 => json!(["a", null, { "type": "stack" }]),
        8 => json!({ "type": "linear", "points": [] }),
        9 => json!({ "type": "alias", "value": "brand" }),
        10 => Value::Object(Map::new()),
        11 => json!("\u{0}\u{202e}é\\"),
        12 => json!({ "type": "fixed", "value": -5 }),
        _ => json!("tabs"),
    }
}
