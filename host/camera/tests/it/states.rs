//! Which states of a document are photographed.

use paywall_camera::matrix::{Persona, State, states};
use serde_json::{Value, json};

fn document() -> Value {
    json!({
        "campaign_rules": [{"segments": [
            {"paywall": "one", "form_factors": [{"form_factor": "television"}, {"form_factor": "phone"}]},
        ]}],
        "texts": {"default": "en", "locales": {"en": {"a": "Buy"}, "de": {"a": "Abonnement"}, "ar": {"a": "x"}}},
        "paywalls": [
            {"id": "one", "name": "One", "template": {
                "initialState": {"currentPage": "plans"},
                "pages": [{"name": "plans", "dark": "${state.darkMode}"}, {"name": "more"}],
            }},
            {"id": "two", "template": {"pages": [{"name": "all"}], "initialState": {"currentPage": "all"}}},
        ],
    })
}

fn names(states: &[State]) -> Vec<&str> {
    states.iter().map(|state| &*state.name).collect()
}

#[test]
fn each_page_is_photographed_on_the_screens_it_is_for() {
    let found = states(&document(), &Value::Null, &[], false);
    assert_eq!(
        names(&found),
        [
            "One, phone, en",
            "One, phone, en, more",
            "One, television, en",
            "One, television, en, more",
            "two, phone, en"
        ]
    );
    assert_eq!(found[2].size, (1920, 1080));
    assert_eq!(found[1].request["state"]["currentPage"], "more");
}

#[test]
fn a_matrix_has_languages_the_dark_plain_prices_and_personas() {
    let products = json!([{"product_ref_id": "a", "offers": [{"offer_type": "default"}, {"offer_type": "promo"}]}]);
    let request = json!({"customer": {"loggedIn": true}});
    let ida = Persona {
        name: "Ida".into(),
        request: request.as_object().unwrap().clone(),
    };
    let found = states(&document(), &products, &[ida], true);
    let wanted = [
        "two, phone, en",
        "two, phone, de",
        "two, phone, ar",
        "two, phone, en, dark",
        "two, phone, en, no offers",
        "two, phone, en, Ida",
    ];
    let last = &found[found.len() - wanted.len()..];
    assert_eq!(names(last), wanted);
    assert!(last[3].dark && last[3].request["state"]["darkMode"] == true);
    assert_eq!(
        last[4].request["products"][0]["offers"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(last[5].request["customer"]["loggedIn"], true);
}
