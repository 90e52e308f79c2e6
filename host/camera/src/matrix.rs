//! The states of a document that are worth a picture.

use serde_json::{Map, Value, json};

/// The screens of the form factors.
const SCREENS: [(&str, u32, u32); 4] = [
    ("phone", 390, 844),
    ("tablet", 834, 1194),
    ("desktop", 1440, 900),
    ("television", 1920, 1080),
];
/// The languages that are written from the right.
const FROM_THE_RIGHT: [&str; 4] = ["ar", "fa", "he", "ur"];

/// A customer that paywalls are shown to: a name, and a request that says who asks.
#[derive(Debug, Clone)]
pub struct Persona {
    /// The name, for people.
    pub name: String,
    /// The request; what a state asks for replaces what it says.
    pub request: Map<String, Value>,
}

/// A state of a paywall, as a request to the engine.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// The name: the paywall, its page, the form factor, the language, and what is special.
    pub name: String,
    /// The request, without a time.
    pub request: Map<String, Value>,
    /// The width and height of the screen.
    pub size: (u32, u32),
    /// True if dark mode is on.
    pub dark: bool,
}

/// The things that tell looks of a page apart, beside paywall and screen.
#[derive(Debug, Clone, Default)]
struct Look {
    locale: String,
    dark: bool,
    plain: bool,
    persona: Option<usize>,
}

/// Returns the states to photograph: each paywall on the form factors that it is for, on each of its pages.
///
/// With `all` they are also the longest language, one that is written from the right, the dark (if the document knows
/// it), products without offers, and each persona. `products` are what a store says of them.
pub fn states(document: &Value, products: &Value, personas: &[Persona], all: bool) -> Vec<State> {
    let looks = looks(document, products, personas, all);
    let paywalls = document["paywalls"].as_array().into_iter().flatten();
    let mut out = Vec::new();
    for paywall in paywalls {
        for (form_factor, width, height) in screens(document, paywall) {
            for page in pages(paywall) {
                for look in &looks {
                    let (name, request) = ask(paywall, form_factor, page, look, personas, products);
                    let mut request = request;
                    request.insert(
                        "device".into(),
                        json!({"formFactor": form_factor, "width": width, "height": height}),
                    );
                    out.push(State {
                        name,
                        request,
                        size: (width, height),
                        dark: look.dark,
                    });
                }
            }
        }
    }
    out
}

/// Returns the name and the request of a state, but for its screen.
fn ask(
    paywall: &Value,
    form_factor: &str,
    page: Option<&str>,
    look: &Look,
    personas: &[Persona],
    products: &Value,
) -> (String, Map<String, Value>) {
    let persona = look.persona.and_then(|at| personas.get(at));
    let mut request = persona.map(|one| one.request.clone()).unwrap_or_default();
    let id = paywall["id"].as_str().unwrap_or_default();
    request.insert("paywall".into(), id.into());
    request.insert("locale".into(), look.locale.as_str().into());
    if !products.is_null() {
        let sold = if look.plain {
            without_offers(products)
        } else {
            products.clone()
        };
        request.insert("products".into(), sold);
    }
    let mut state = Map::new();
    if look.dark {
        state.insert("darkMode".into(), true.into());
    }
    if let Some(page) = page {
        state.insert("currentPage".into(), page.into());
    }
    if !state.is_empty() {
        request.insert("state".into(), state.into());
    }
    let named = paywall["name"].as_str().unwrap_or(id);
    let special = [
        page.map(str::to_owned),
        look.dark.then(|| "dark".into()),
        look.plain.then(|| "no offers".into()),
        persona.map(|one| one.name.clone()),
    ];
    let mut name = format!("{named}, {form_factor}, {}", look.locale);
    for part in special.into_iter().flatten() {
        name += ", ";
        name += &part;
    }
    (name, request)
}

/// Returns the usual screen of a form factor: its width and height in CSS pixels.
pub fn screen(form_factor: &str) -> Option<(u32, u32)> {
    let found = SCREENS.iter().find(|(name, ..)| *name == form_factor);
    found.map(|(_, width, height)| (*width, *height))
}

/// Returns the form factors of the segments that lead to a paywall; of one without any, the phone.
fn screens(document: &Value, paywall: &Value) -> Vec<(&'static str, u32, u32)> {
    let rules = document["campaign_rules"].as_array().into_iter().flatten();
    let segments = rules.flat_map(|rule| rule["segments"].as_array().into_iter().flatten());
    let named: Vec<&str> = segments
        .filter(|segment| segment["paywall"] == paywall["id"])
        .flat_map(|segment| segment["form_factors"].as_array().into_iter().flatten())
        .filter_map(|factor| factor["form_factor"].as_str())
        .collect();
    let known = SCREENS
        .into_iter()
        .filter(|(name, ..)| named.contains(name));
    let found: Vec<_> = known.collect();
    if found.is_empty() {
        SCREENS[..1].to_vec()
    } else {
        found
    }
}

/// Returns the names of the pages; None for the first, which needs no name.
fn pages(paywall: &Value) -> Vec<Option<&str>> {
    let template = &paywall["template"];
    let first = template["initialState"]["currentPage"].as_str();
    let pages = template["pages"].as_array().into_iter().flatten();
    let names = pages.filter_map(|page| page["name"].as_str());
    let others = names.filter(|name| Some(*name) != first).map(Some);
    [None].into_iter().chain(others).collect()
}

/// Returns the looks; the usual one comes first.
fn looks(document: &Value, products: &Value, personas: &[Persona], all: bool) -> Vec<Look> {
    let default = document["texts"]["default"].as_str().unwrap_or("en-US");
    let usual = Look {
        locale: default.to_owned(),
        ..Look::default()
    };
    let mut looks = vec![usual.clone()];
    if !all {
        return looks;
    }
    let other = |locale: &str| Look {
        locale: locale.to_owned(),
        ..usual.clone()
    };
    looks.extend(languages(document, default).into_iter().map(other));
    if document.to_string().contains("state.darkMode") {
        looks.push(Look {
            dark: true,
            ..usual.clone()
        });
    }
    if without_offers(products) != *products {
        looks.push(Look {
            plain: true,
            ..usual.clone()
        });
    }
    let personas = (0..personas.len()).map(|at| Look {
        persona: Some(at),
        ..usual.clone()
    });
    looks.extend(personas);
    looks
}

/// Returns the language with the longest texts, and the first that is written from the right, if they are not the
/// default one.
fn languages<'a>(document: &'a Value, default: &str) -> Vec<&'a str> {
    let locales = document["texts"]["locales"].as_object();
    let length = |texts: &Value| texts.to_string().chars().count();
    let all = || locales.into_iter().flatten();
    let longest = all().max_by_key(|(_, texts)| length(texts));
    let right = all().find(|(name, _)| {
        let language = name.split('-').next().unwrap_or(name);
        FROM_THE_RIGHT.contains(&language)
    });
    let mut found: Vec<_> = [longest, right]
        .into_iter()
        .flatten()
        .map(|(name, _)| name.as_str())
        .collect();
    found.dedup();
    found.retain(|name| *name != default);
    found
}

/// Returns products with nothing but their plain prices.
fn without_offers(products: &Value) -> Value {
    let mut products = products.clone();
    for product in products.as_array_mut().into_iter().flatten() {
        if let Some(offers) = product["offers"].as_array_mut() {
            offers.retain(|offer| offer["offer_type"] == "default");
        }
    }
    products
}
