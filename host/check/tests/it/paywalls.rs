//! Tests of what authors are told about paywalls: words, colours, sizes, missing fields, and what was perhaps meant.

use paywall_check::{self as check, Hints};
use serde_json::{Value, json};

const NOW: f64 = 1_795_400_000_000.0;

/// Makes a document with one paywall of these components.
fn document(components: &Value) -> Value {
    json!({ "paywalls": [{ "id": "p", "sku_menus": [], "template": {
        "min_sdk_version": "3.3.0",
        "pages": [
            { "name": "plans", "contentContainer": { "component": "container", "components": components } },
            { "name": "thanks" },
        ],
    } }] })
}

/// The path of the first component.
const FIRST: &str = "$.paywalls[0].template.pages[0].contentContainer.components[0]";

/// Returns what is found in one component: `code path: message`, the path without that of the component.
fn found(component: &Value) -> Vec<String> {
    let document = document(&json!([component])).to_string();
    let findings = check::check(document.as_bytes(), NOW);
    let lines = findings.into_iter().map(|finding| {
        let path = finding.path.unwrap_or_default();
        let path = path.strip_prefix(FIRST).unwrap_or(&path);
        format!("{} {path}: {}", finding.code, finding.message)
    });
    lines.collect()
}

/// Adds fields to a component.
fn with(mut component: Value, fields: Value) -> Value {
    for (name, value) in fields.as_object().unwrap() {
        component[name] = value.clone();
    }
    component
}

#[test]
fn wrong_words_colours_and_sizes_are_told_with_what_was_meant() {
    let text = |fields| with(json!({ "component": "text", "text": "x" }), fields);
    let image = |fields| {
        with(
            json!({ "component": "image", "url": "https://x.test/a.png" }),
            fields,
        )
    };
    let of = |name, fields| with(json!({ "component": name }), fields);
    let rows = [
        (
            of("container", json!({ "direction": "vertcal" })),
            "unknown_word .direction",
            "did you mean \"vertical\"?",
        ),
        (
            of("stack", json!({ "horizontalAlignment": "centre" })),
            "unknown_word .horizontalAlignment",
            "\"center\"?",
        ),
        (
            of("container", json!({ "alignment": "space-between" })),
            "unknown_word .alignment",
            "expected left, top",
        ),
        (
            text(json!({ "alignment": "start" })),
            "unknown_word .alignment",
            "left, center or right",
        ),
        (
            text(json!({ "textType": "Legal" })),
            "unknown_word .textType",
            "did you mean \"legal\"?",
        ),
        (
            text(json!({ "position": "righttop" })),
            "unknown_word .position",
            "expected two sides",
        ),
        (
            text(json!({ "position": "right-topp" })),
            "unknown_word .position",
            "\"top\"?",
        ),
        (
            image(json!({ "imageCropping": "fits" })),
            "unknown_word .imageCropping",
            "\"fit\"?",
        ),
        (
            of("container", json!({ "borders": ["top", "botom"] })),
            "unknown_word .borders[1]",
            "\"bottom\"?",
        ),
        (
            of("productContainer", json!({ "products": "sub" })),
            "unknown_word .products",
            "all or subset",
        ),
        (
            of("progressBar", json!({ "mode": "indeterminat" })),
            "unknown_word .mode",
            "did you mean \"indeterminate\"?",
        ),
        (
            text(json!({ "fontColor": "#ggg" })),
            "invalid_color .fontColor",
            "\"#ggg\" is no color",
        ),
        (
            text(json!({ "fontColor": "rgb(300" })),
            "invalid_color .fontColor",
            "no color",
        ),
        (
            of(
                "container",
                json!({ "fillColor": "linear-gradient(90deg, #fff, bleu)" }),
            ),
            "invalid_color .fillColor",
            "\"bleu\"",
        ),
        (
            text(json!({ "animation": { "type": "wave", "circle1Color": "blu" } })),
            "invalid_color .animation.circle1Color",
            "no color",
        ),
        (
            of("container", json!({ "dropShadow": "big" })),
            "invalid_shadow .dropShadow",
            "x y blur color",
        ),
        (
            of("container", json!({ "width": "50 %" })),
            "invalid_length .width",
            "no size",
        ),
        (
            of("container", json!({ "height": "300" })),
            "invalid_length .height",
            "write the number 300",
        ),
        (
            of("container", json!({ "width": "calc(100% - 20px" })),
            "invalid_length .width",
            "no size",
        ),
        (
            text(
                json!({ "conditionAttributes": [{ "assertions": [], "attributes": { "fontColor": "#ggg" } }] }),
            ),
            "invalid_color .conditionAttributes[0].attributes.fontColor",
            "no color",
        ),
    ];
    for (component, head, words) in rows {
        let found = found(&component);
        assert_eq!(found.len(), 1, "{component}: {found:?}");
        let (start, message) = found[0].split_once(": ").unwrap();
        assert_eq!(start, head, "{component}");
        assert!(message.contains(words), "{component}: {message}");
    }
}

#[test]
fn what_a_component_or_an_action_lacks_is_told() {
    let button = |function: &str, parameters: Value| json!({ "component": "button", "onTap": { "function": function, "parameters": parameters } });
    let rows = [
        (
            json!({ "component": "image" }),
            "missing_field ",
            "expected \"url\"",
        ),
        (
            json!({ "component": "videoUrl" }),
            "missing_field ",
            "expected \"url\"",
        ),
        (
            json!({ "component": "text" }),
            "missing_field ",
            "expected \"text\"",
        ),
        (
            json!({ "component": "text-list" }),
            "missing_field ",
            "expected \"texts\"",
        ),
        (
            json!({ "component": "symbol" }),
            "missing_field ",
            "expected \"name\"",
        ),
        (
            button("namiDeeplink", json!({})),
            "missing_field .onTap.parameters",
            "expected \"url\"",
        ),
        (
            button("namiNavigateToScreen", json!(null)),
            "missing_field .onTap.parameters",
            "expected \"screen\"",
        ),
        (
            button("setState", json!({ "value": 1 })),
            "missing_field .onTap.parameters",
            "expected \"formId\"",
        ),
        (
            button("namiNavigateToScreen", json!({ "screen": "thank" })),
            "unknown_page .onTap.parameters.screen",
            "did you mean \"thanks\"?",
        ),
    ];
    for (component, head, words) in rows {
        let found = found(&component);
        assert_eq!(found.len(), 1, "{component}: {found:?}");
        let (start, message) = found[0].split_once(": ").unwrap();
        assert_eq!(start, head, "{component}");
        assert!(message.contains(words), "{component}: {message}");
    }
    let mut empty = document(&json!([{ "component": "productContainer" }]));
    empty["paywalls"][0]["sku_menus"] = json!([{ "id": "g", "products": [] }]);
    let findings = check::check(empty.to_string().as_bytes(), NOW);
    assert_eq!(findings[0].code, "empty_group", "{findings:?}");
}

#[test]
fn groups_and_products_that_a_state_names_and_a_paywall_lacks_are_told() {
    let tap = |group: &str| {
        json!([{ "component": "button", "onTap": { "function": "setState",
            "parameters": { "partialState": { "currentGroupId": group } } } }])
    };
    let told = |start: Value, group: &str| {
        let mut document = document(&tap(group));
        let paywall = &mut document["paywalls"][0];
        paywall["sku_menus"] = json!([
            { "id": "plain", "products": [{ "id": "yearly", "sku_ref_id": "y" }] },
            { "id": "trial", "products": [{ "id": "weekly", "sku_ref_id": "w" }] },
        ]);
        paywall["template"]["initialState"] = start;
        let findings = check::check(document.to_string().as_bytes(), NOW);
        let found = findings
            .into_iter()
            .filter(|it| it.code.starts_with("unknown_"));
        let found = found.map(|it| {
            format!(
                "{} {}: {}",
                it.code,
                it.path.unwrap_or_default(),
                it.message
            )
        });
        found.collect::<Vec<_>>()
    };
    let right = json!({ "currentGroupId": "trial", "selectedProducts": { "plain": "yearly" } });
    assert_eq!(told(right, "${state.currentGroupId}"), Vec::<String>::new());
    let start = "$.paywalls[0].template.initialState";
    for (wrong, group, head, hint) in [
        (
            json!({ "currentGroupId": "plan" }),
            "trial",
            format!("unknown_group {start}.currentGroupId"),
            "\"plain\"",
        ),
        (
            json!({ "selectedProducts": { "plan": "yearly" } }),
            "trial",
            format!("unknown_group {start}.selectedProducts.plan"),
            "\"plain\"",
        ),
        (
            json!({ "selectedProducts": { "plain": "yaerly" } }),
            "trial",
            format!("unknown_product {start}.selectedProducts.plain"),
            "\"yearly\"",
        ),
        (
            json!({}),
            "trail",
            format!("unknown_group {FIRST}.onTap.parameters.partialState.currentGroupId"),
            "\"trial\"",
        ),
    ] {
        let found = told(wrong, group);
        assert!(
            found.len() == 1 && found[0].starts_with(&head) && found[0].contains(hint),
            "{found:?}"
        );
    }
}

#[test]
fn helpers_that_cannot_be_are_told_in_all_branches() {
    let rows = [
        (
            "{{#if state.a}}{{mony 5 \"EUR\"}}{{/if}}",
            "unknown_helper .text",
            "did you mean \"money\"?",
        ),
        (
            "{{#each state.a}}x{{else}}{{shout this}}{{/each}}",
            "unknown_helper .text",
            "no helper \"shout\"",
        ),
        (
            "{{#if (mor state.a 5)}}x{{/if}}",
            "unknown_helper .text",
            "\"or\"?",
        ),
        (
            "{{#if state.a}}{{money 5}}{{/if}}",
            "wrong_parameters .text",
            "takes 2 parameters, found 1",
        ),
        (
            "{{#if (eq state.a)}}x{{/if}}",
            "wrong_parameters .text",
            "takes 2 parameters, found 1",
        ),
        (
            "{{default}}{{plural}}{{#if}}x{{/if}}",
            "wrong_parameters .text",
            "takes 1 parameters, found 0",
        ),
    ];
    for (text, head, words) in rows {
        let found = found(&json!({ "component": "text", "text": text }));
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        let (start, message) = found[0].split_once(": ").unwrap();
        assert_eq!(start, head, "{text}");
        assert!(message.contains(words), "{text}: {message}");
    }
    for fine in [
        "{{#if ${state.a.length}}}x{{/if}}",
        "${{money state.a \"EUR\"}}",
        "{{plural 3 one=\"# day\" other=\"# days\"}} {{customer.[first name]}} {{#if a/b}}{{/if}}",
        "{{#with state.a}}{{name}}{{else}}{{lookup state.b 0}}{{/with}}",
    ] {
        assert_eq!(
            found(&json!({ "component": "text", "text": fine })),
            [""; 0],
            "{fine}"
        );
    }
}

#[test]
fn good_values_are_passed_in_silence() {
    let fine = [
        json!({ "component": "container", "direction": "horizontal", "alignment": "${state.side}", "width": "50%",
            "height": "fitContent", "moveX": "calc(50% - 10px)", "fillColor": "", "dropShadow": "0 4 8 rgba(0 0 0 / 0.25)" }),
        json!({ "component": "image", "conditionAttributes": [
            { "assertions": [], "attributes": { "url": "https://x.test/a.png" } }] }),
        json!({ "component": "text", "text": "", "fontColor": "${state.color}", "position": "end-top" }),
        json!({ "component": "button", "onTap": {
            "function": "setState", "parameters": { "partialState": { "currentGroupId": "g" } } } }),
        json!({ "component": "button", "onTap": { "function": "namiNavigateToScreen", "parameters": { "screen": "${state.next}" } } }),
        json!({ "component": "countdownTimerText", "mode": "targetDateTime", "targetDateTime": "2026-12-24T18:00",
            "units": { "days": true } }),
    ];
    for component in fine {
        assert_eq!(found(&component), [""; 0], "{component}");
    }
}

#[test]
fn words_that_the_module_does_not_know_have_suggestions() {
    let step = |rest: Value| with(json!({ "id": "s" }), rest);
    let mut document = document(&json!([
        { "component": "buton" },
        { "component": "symbol", "name": "CheckOutlind" },
        { "component": "text", "text": "x", "fontSizee": 12 },
        { "component": "custom:car" },
        { "component": "button", "onTap": { "function": "namiBuySku", "parametres": {} } },
        { "component": "progressBar", "percentag": 3 },
    ]));
    document["customComponents"] = json!({ "card": {} });
    document["campaign_rules"] = json!([{ "segments": [{ "flow": { "object": { "steps": [
        step(json!({ "type": "scren" })),
        step(json!({ "type": "screen", "actions": { "a": [{ "action": [{ "function": "flowNxt" }] }] } })),
    ] } } }] }]);
    document["paywals"] = json!([]);
    document["paywalls"][0]["templat"] = json!({});
    document["paywalls"][0]["template"]["page"] = json!([]);
    document["paywalls"][0]["template"]["initialState"] = json!({ "currentPage": "plan" });
    let hints = Hints::of(document.to_string().as_bytes());
    let at = |index: usize| FIRST.replace("components[0]", &format!("components[{index}]"));
    let flow = "$.campaign_rules[0].segments[0].flow.object.steps";
    let field = "this field has no meaning here and is ignored";
    let rows = [
        (
            "unknown_component",
            at(0) + ".component",
            "\"buton\" is not a component that is drawn",
            "button",
        ),
        (
            "unknown_component",
            at(3) + ".component",
            "\"custom:car\" is not a component",
            "custom:card",
        ),
        (
            "unknown_symbol",
            at(1) + ".name",
            "\"CheckOutlind\" is not known",
            "CheckOutlined",
        ),
        (
            "unknown_animation",
            at(1) + ".animation",
            "\"pulze\" is not known",
            "pulse",
        ),
        ("unknown_field", at(2) + ".fontSizee", field, "fontSize"),
        ("unknown_field", at(5) + ".percentag", field, "percentage"),
        (
            "unknown_function",
            at(4) + ".onTap.function",
            "\"namiBuySku\" is not known",
            "namiBuySKU",
        ),
        (
            "unknown_field",
            at(4) + ".onTap.parametres",
            field,
            "parameters",
        ),
        ("unknown_field", "$.paywals".into(), field, "paywalls"),
        (
            "unknown_field",
            "$.paywalls[0].templat".into(),
            field,
            "template",
        ),
        (
            "unknown_field",
            "$.paywalls[0].template.page".into(),
            field,
            "pages",
        ),
        (
            "unknown_page",
            "$.paywalls[0].template.initialState.currentPage".into(),
            "no page is named \"plan\"",
            "plans",
        ),
        (
            "unknown_operator",
            at(0),
            "expected a known operator, found \"equal\"",
            "equals",
        ),
        (
            "unknown_step_type",
            flow.to_owned() + "[0].type",
            "expected a known type of step",
            "screen",
        ),
        (
            "unknown_function",
            flow.to_owned() + "[1].actions.a[0].action[0].function",
            "expected a known function",
            "flowNext",
        ),
        (
            "unknown_token",
            at(2) + ".text",
            "`${stat.word}` names nothing",
            "${state.word}",
        ),
        (
            "invalid_template",
            at(2) + ".text",
            "expected a known helper, found mony in line 1, column 1",
            "money",
        ),
    ];
    for (code, path, message, meant) in rows {
        let hint = hints.hint(code, Some(&path), message);
        assert_eq!(
            hint,
            format!("; did you mean \"{meant}\"?"),
            "{code} {path}"
        );
    }
    for (code, message) in [
        ("unknown_field", field),
        ("unknown_component", "\"hologram\" is not"),
        ("wrong_type", "x"),
    ] {
        assert_eq!(hints.hint(code, Some("$.sparkle"), message), "", "{code}");
    }
}

/// Returns what is found of a whole paywall: the code, and the end of the message.
fn tokens(paywall: Value) -> Vec<String> {
    let document = json!({ "paywalls": [paywall] }).to_string();
    let findings = check::check(document.as_bytes(), NOW);
    let found = findings
        .into_iter()
        .filter(|it| it.code == "unknown_variable");
    found.map(|it| it.message).collect()
}

#[test]
fn tokens_that_name_no_variable_are_told_with_what_was_meant() {
    let paywall = |text: &str| {
        json!({ "id": "p", "template": {
            "min_sdk_version": "3.3.0",
            "initialState": { "theme": "dark", "formStates": { "start": true } },
            "pages": [{ "contentContainer": { "component": "container", "components": [
                { "component": "toggleSwitch", "formId": "trial" },
                { "component": "toggleButton", "id": "gift", "onTap": { "function": "setState", "parameters": { "formId": "seats" } } },
                { "component": "text", "text": text },
            ] } }],
        }, "sku_menus": [{ "id": "m", "products": [{ "id": "a", "sku_ref_id": "a", "variables": { "badge": "New" }, "tier": 1 }] }] })
    };
    for fine in [
        "${sku.price} ${sku.badge} ${sku.tier} ${sku.promoPrice:1} ${sku.entitlements.0.name}",
        "${state.formStates.trial} ${state.formStates.gift} ${state.formStates.seats} ${state.formStates.start}",
        "${state.theme} ${state.formStates.fromTheApp} ${state.selectedProducts.${state.currentGroupId}} ${state.mine}",
        "${launch.customAttributes.x} ${customer.anything} ${block.title} ${flow.isLaunched}",
    ] {
        assert_eq!(tokens(paywall(fine)), [] as [String; 0], "{fine}");
    }
    for (wrong, meant) in [
        ("${sku.prise}", "; did you mean \"${sku.price}\"?"),
        (
            "a ${sku.promoPrize:1} b",
            "; did you mean \"${sku.promoPrice:1}\"?",
        ),
        ("${sku.bagde}", "; did you mean \"${sku.badge}\"?"),
        ("${sku.somethingElse}", "nothing is shown for it"),
        (
            "${state.formStates.trail}",
            "; did you mean \"${state.formStates.trial}\"?",
        ),
        (
            "${state.curentPage}",
            "; did you mean \"${state.currentPage}\"?",
        ),
        (
            "${launch.customAttribute.x}",
            "; did you mean \"${launch.customAttributes.x}\"?",
        ),
    ] {
        let found = tokens(paywall(wrong));
        assert!(
            matches!(&*found, [one] if one.ends_with(meant)),
            "{wrong}: {found:?}"
        );
    }
}

#[test]
fn ids_that_two_have_are_told_once_for_each_further_one() {
    let text = |id: &str| json!({ "component": "text", "id": id, "text": "x" });
    let overlay = json!([{ "assertions": [], "attributes": { "component": "text", "id": "a" } }]);
    let first = with(text("a"), json!({ "conditionAttributes": overlay }));
    let mut twice = document(
        &json!([first, text("b"), { "component": "container", "components": [text("a")] }]),
    );
    let paywall = twice["paywalls"][0].clone();
    twice["paywalls"] = json!([paywall, { "id": "p", "template": {} }]);
    twice["products"] = json!([{ "id": "m", "sku_ref_id": "m" }, { "id": "m", "sku_ref_id": "n" }]);
    let findings = check::check(twice.to_string().as_bytes(), NOW);
    let doubled = findings
        .iter()
        .filter(|finding| finding.code == "duplicate_id");
    let paths: Vec<_> = doubled
        .map(|finding| finding.path.as_deref().unwrap())
        .collect();
    let inside = "$.paywalls[0].template.pages[0].contentContainer.components[2].components[0].id";
    assert_eq!(paths, ["$.paywalls[1].id", "$.products[1].id", inside]);
}

#[test]
fn addresses_that_nobody_follows_are_told() {
    let button = |url: &str| json!({ "component": "button", "url": url, "components": [] });
    for good in [
        "https://x.test/terms",
        "mailto:us@x.test",
        "${launch.customAttributes.terms}",
        "",
    ] {
        assert_eq!(found(&button(good)), [""; 0], "{good}");
    }
    for bad in ["agb", "/terms", "javascript:alert(1)"] {
        let found = found(&button(bad));
        assert!(
            matches!(&*found, [one] if one.starts_with("dead_address .url: ") && one.contains("a tap does nothing")),
            "{bad}: {found:?}"
        );
    }
    let image = |url: &str| json!({ "component": "image", "url": url });
    assert_eq!(found(&image("pictures/a.png")), [""; 0]);
    let [one] = &*found(&image("javascript:1")) else {
        panic!("one finding")
    };
    assert!(
        one.starts_with("dead_address .url: nothing is loaded"),
        "{one}"
    );
    let filled =
        json!({ "component": "container", "components": [], "fillImage": "file:///a.png" });
    assert!(found(&filled)[0].starts_with("dead_address .fillImage: "));
    let overlay = json!([{ "assertions": [], "attributes": { "url": "agb" } }]);
    let later = with(button("tel:1"), json!({ "conditionAttributes": overlay }));
    assert!(found(&later)[0].starts_with("dead_address .conditionAttributes[0].attributes.url: "));
}

#[test]
fn products_without_a_stores_id_or_with_two_are_told() {
    let with_products = |listed: &str, grouped: &str| {
        let mut document = document(&json!([]));
        document["products"] = json!([{ "id": "m", "sku_ref_id": listed }]);
        document["paywalls"][0]["sku_menus"] = json!([{ "id": "g", "products": [
            { "id": "m", "sku_ref_id": grouped },
            { "id": "other", "sku_ref_id": "app.other" },
        ] }]);
        let findings = check::check(document.to_string().as_bytes(), NOW);
        let lines = findings
            .into_iter()
            .map(|it| format!("{} {}", it.code, it.path.unwrap_or_default()));
        lines.collect::<Vec<_>>()
    };
    let at = "$.paywalls[0].sku_menus[0].products[0].sku_ref_id";
    assert_eq!(with_products("app.month", "app.month"), [""; 0]);
    assert_eq!(
        with_products("app.month", "app.year"),
        [format!("two_store_ids {at}")]
    );
    assert_eq!(
        with_products("$rc_monthly", "$rc_monthly"),
        [format!("no_store_id {at}")]
    );
}
