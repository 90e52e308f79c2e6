//! The stock paywalls out of a document of twelve languages, beside the same out of a document of one.

use std::hint::black_box;

use paywall_engine::{Engine, Operation};
use paywall_runtime::call;
use serde_json::{Value, json};

use super::{bytes, medians};

/// The language that is shown.
const SHOWN: &str = "de";
/// Languages that the stock document lacks, each with one whose texts it borrows.
const MORE: [(&str, &str); 4] = [("it", "fr"), ("nl", "de"), ("pl", "es"), ("ko", "ja")];

/// Measures both. All stock paywalls are rendered one after the other.
pub fn rows(engine: &Engine, document: &str, products: &Value) -> Vec<Value> {
    let mut many: Value = serde_json::from_str(document).unwrap();
    let locales = many["texts"]["locales"].as_object_mut().unwrap();
    for (name, of) in MORE {
        let texts = locales[of].clone();
        locales.insert(name.into(), texts);
    }
    assert_eq!(locales.len(), 12);
    let paywalls = many["paywalls"].as_array().unwrap().clone();
    let requests: Vec<_> = paywalls
        .iter()
        .map(|paywall| json!({ "paywall": paywall["id"], "locale": SHOWN, "products": products }))
        .map(|request| bytes(&request))
        .collect();
    let one = paywall_texts::flat(document, Some(SHOWN)).unwrap();
    let documents = [one.into_bytes(), bytes(&many)];
    let native = documents
        .each_ref()
        .map(|bytes| call::load(bytes, 1).0.unwrap());
    let hosted = documents
        .each_ref()
        .map(|bytes| engine.load(bytes).unwrap());
    let answers = |index: usize| {
        let answer =
            |request: &Vec<u8>| call::answer(&native[index], Operation::Render as u32, request);
        requests.iter().map(answer).collect::<Vec<_>>()
    };
    assert!(
        answers(0) == answers(1),
        "a language is shown as if it were the only one"
    );
    let natively = |index: usize| drop(black_box(answers(index)));
    let in_wasm = |index: usize| {
        for request in &requests {
            drop(black_box(
                hosted[index]
                    .call(Operation::Render, black_box(request))
                    .unwrap(),
            ));
        }
    };
    let times = medians(&mut [
        &mut || natively(0),
        &mut || natively(1),
        &mut || in_wasm(0),
        &mut || in_wasm(1),
    ]);
    vec![
        json!({ "name": "one language", "native": times[0], "wasmtime": times[2] }),
        json!({ "name": "twelve languages", "native": times[1], "wasmtime": times[3] }),
    ]
}
