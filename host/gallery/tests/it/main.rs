//! Tests of the gallery: what an author can rely on before looking at it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so and stops"
)]

use paywall_gallery::{design, designs, products};
use paywall_host_testing::engine::real_engine;
use paywall_host_testing::needs;
use serde_json::{Value, json};

/// The first of January 2026.
const NOW: f64 = 1_767_225_600_000.0;
const SCREENS: [(&str, u32, u32); 4] = [
    ("phone", 390, 844),
    ("tablet", 834, 1194),
    ("desktop", 1440, 900),
    ("television", 1920, 1080),
];
const LANGUAGES: [&str; 8] = ["en", "de", "ja", "ar", "fr", "es", "pt", "hi"];

fn document(name: &str) -> Value {
    serde_json::from_slice(design(name).unwrap().document()).unwrap()
}

#[test]
fn there_are_designs_for_many_kinds_of_apps() {
    let paywalls: usize = designs().iter().map(|design| design.paywalls.len()).sum();
    assert!(designs().len() >= 8 && paywalls >= 24, "{}", paywalls);
    for paywall in designs().iter().flat_map(|design| &design.paywalls) {
        assert!(paywall.picture().starts_with(b"\xff\xd8"), "{}", paywall.id);
    }
    assert!(design("stride").is_some() && design("nothing").is_none());
}

#[needs(module)]
#[test]
fn nothing_is_wrong_with_any_of_them() {
    let engine = real_engine();
    for design in designs() {
        let found = paywall_check::check(design.document(), NOW);
        assert!(found.is_empty(), "{}: {found:?}", design.name);
        let loaded = engine.load(design.document()).unwrap();
        let described = loaded.describe().unwrap();
        assert!(
            described.warnings.is_empty(),
            "{}: {:?}",
            design.name,
            described.warnings
        );
    }
}

#[needs(module)]
#[test]
fn every_screen_gets_a_paywall_in_every_language() {
    let engine = real_engine();
    let details: Value = serde_json::from_slice(products()).unwrap();
    for design in designs() {
        let loaded = engine.load(design.document()).unwrap();
        for (form_factor, width, height) in SCREENS {
            let device = json!({"formFactor": form_factor, "width": width, "height": height});
            let decided = loaded
                .decide(json!({"device": device, "now": NOW}).to_string().as_bytes())
                .unwrap();
            let paywall = decided.ok.decision.unwrap().paywall.unwrap();
            let known = design
                .paywalls
                .iter()
                .find(|one| one.id == paywall)
                .unwrap();
            assert!(known.form_factors.iter().any(|one| one == form_factor));
            let mut pages = Vec::new();
            for locale in LANGUAGES {
                let request = json!({"paywall": paywall, "device": device, "locale": locale, "products": details, "now": NOW});
                let answer = loaded.render(request.to_string().as_bytes()).unwrap();
                assert!(
                    answer.warnings.is_empty(),
                    "{}: {:?}",
                    paywall,
                    answer.warnings
                );
                pages.push(answer.ok.html);
            }
            pages.sort_unstable();
            pages.dedup();
            assert_eq!(
                pages.len(),
                LANGUAGES.len(),
                "{paywall}: two languages look the same"
            );
        }
    }
}

#[test]
fn each_has_all_languages_of_the_stock_document() {
    let texts = |document: &Value| -> Vec<String> {
        let locales = document["texts"]["locales"].as_object().unwrap();
        locales.keys().cloned().collect()
    };
    let stock = include_bytes!("../../../../paywall-templates/document.json");
    let wanted = texts(&serde_json::from_slice(stock).unwrap());
    for design in designs() {
        assert_eq!(texts(&document(&design.name)), wanted, "{}", design.name);
    }
}

#[test]
fn the_products_that_are_sold_have_details_for_previews() {
    let details: Vec<Value> = serde_json::from_slice(products()).unwrap();
    for design in designs() {
        for product in document(&design.name)["products"].as_array().unwrap() {
            let sold = &product["sku_ref_id"];
            assert!(
                details.iter().any(|one| &one["product_ref_id"] == sold),
                "{}: {sold}",
                design.name
            );
        }
    }
}
