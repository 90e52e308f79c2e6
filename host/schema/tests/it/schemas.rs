//! The schemas that are written, and what is behind them: everything they refer to is there.

use std::collections::BTreeSet;

use paywall_runtime::paywall::kind;
use paywall_runtime::product::{Details, Locale, Product, variable};
use paywall_schema::{Schema, attributes_of, data, inspected, known, write};
use serde_json::{Value as Json, json};

/// Calls `visit` for every value inside a value.
fn walk(value: &Json, visit: &mut dyn FnMut(&Json)) {
    visit(value);
    match value {
        Json::Array(list) => list.iter().for_each(|entry| walk(entry, visit)),
        Json::Object(fields) => fields.values().for_each(|entry| walk(entry, visit)),
        _ => {}
    }
}

#[test]
fn what_schemas_refer_to_is_there() {
    for schema in Schema::ALL {
        let written = write(schema);
        let definitions = written["$defs"].as_object().unwrap();
        for (name, definition) in definitions {
            assert!(definition.is_object(), "{schema:?}: {name} is not defined");
        }
        walk(&written, &mut |value| {
            if let Some(target) = value.get("$ref").and_then(Json::as_str) {
                let name = target.strip_prefix("#/$defs/").unwrap();
                assert!(definitions.contains_key(name), "{schema:?}: {target}");
            }
        });
    }
}

#[test]
fn attributes_have_what_an_inspector_shows() {
    let document = write(Schema::Document);
    let groups: BTreeSet<_> = document["x-groups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| group["name"].as_str().unwrap())
        .collect();
    for component in known::components() {
        let attributes = attributes_of(component);
        assert!(
            attributes.iter().any(|it| it.name == "conditionAttributes"),
            "{component}"
        );
        for attribute in &attributes {
            let hidden = data::GROUPS.get(attribute.group).unwrap().hidden;
            assert!(
                hidden || groups.contains(attribute.group),
                "{component}.{}",
                attribute.name
            );
        }
    }
    let size = &document["$defs"]["attributes--font"]["properties"]["fontSize"];
    assert_eq!(size["default"], json!(12));
    assert_eq!(size["x-unit"], json!("px"));
    assert_eq!(size["x-group"], json!("font"));
}

#[test]
fn an_attribute_of_one_kind_is_offered_for_that_kind_alone() {
    for reading in (0..).map_while(kind::reading) {
        for row in reading.attributes {
            let readers: Vec<_> = known::components()
                .filter(|name| attributes_of(name).iter().any(|it| it.name == row.name))
                .collect();
            assert!(!readers.is_empty(), "{}: nobody is offered it", row.name);
            for reader in readers {
                let mut names = reading.names.split('|');
                assert!(
                    names.any(|name| name == reader),
                    "{}: offered for {reader}",
                    row.name
                );
            }
        }
    }
}

#[test]
fn every_variable_of_products_is_computed() {
    let money = |kind: &str, id: &str| {
        json!({ "offer_type": kind, "price": 30, "currency": "USD", "offer_ref_id": id,
            "promo_price": { "price": 10 }, "promo_period": { "type": "month", "count": 3 } })
    };
    let details = |offers: Json| {
        let product = json!({ "product_ref_id": "p", "product_type": "subscription", "name": "Plan", "description": "All",
            "subscription_period": { "type": "month", "count": 3 }, "offers": offers });
        Details::from_json(&product, "products[0]", &mut Vec::new()).unwrap()
    };
    let mut trial = money("promo", "free");
    trial["promo_price"]["price"] = 0.into();
    let all = details(json!([
        money("default", "usual"),
        money("intro", "first"),
        trial,
        money("promo", "later")
    ]));
    for name in data::VARIABLES.get("sku").unwrap().names() {
        let asked = Product {
            details: Some(&all),
            menu_name: &|| "Plan".into(),
            locale: &Locale::default(),
            whole: false,
            wall: Some(1_769_860_800_000.0),
            reference: &|_| Some(&all),
        };
        let argument = name.ends_with("FromSku").then_some("1");
        assert!(
            variable(name, argument, &asked).is_some(),
            "sku.{name} is not computed"
        );
    }
}

#[test]
fn inspectors_get_the_attributes_of_a_thing_in_order_each_with_its_control() {
    let told = inspected();
    let shown = |places: &Json| -> Vec<&Json> {
        let places = places.as_array().unwrap().iter();
        places
            .map(|place| &told["fields"][usize::try_from(place.as_u64().unwrap()).unwrap()])
            .collect()
    };
    let text = shown(&told["components"]["text"]["fields"]);
    assert_eq!(
        text[0]["name"], "text",
        "the first one that people look for"
    );
    assert_eq!(text[0]["isLong"], true);
    let kinds = [
        ("fontColor", "color"),
        ("fontSize", "number"),
        ("text", "text"),
        ("width", "number"),
        ("onTap", "action"),
        ("hidden", "tick"),
        ("alignment", "choice"),
    ];
    let all = told["fields"].as_array().unwrap();
    for (name, kind) in kinds {
        let fields = all.iter().filter(|field| field["name"] == name);
        let kinds: Vec<_> = fields.map(|field| &field["kind"]).collect();
        assert!(
            kinds.iter().all(|found| **found == kind) && !kinds.is_empty(),
            "{name}: {kinds:?}"
        );
    }
    let names = |places: &Json| -> Vec<String> {
        let fields = shown(places).into_iter();
        fields
            .map(|field| field["name"].as_str().unwrap().to_owned())
            .collect()
    };
    for (noun, name) in [
        ("", "name"),
        ("page", "name"),
        ("menu", "name"),
        ("product", "name"),
    ] {
        let listed = names(&told["things"][noun]);
        assert!(listed.contains(&name.to_owned()), "{noun}: {listed:?}");
    }
    for (name, component) in told["components"].as_object().unwrap() {
        let listed = names(&component["fields"]);
        let once: BTreeSet<_> = listed.iter().collect();
        assert_eq!(once.len(), listed.len(), "{name}");
        for elsewhere in ["id", "component", "components"] {
            assert!(
                !listed.contains(&elsewhere.to_owned()),
                "{name}: {elsewhere}"
            );
        }
    }
}
