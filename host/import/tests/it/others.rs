//! Paywalls with what templates do not have: countdowns, sheets, headers, rules, several languages, unknown components.

use paywall_testing::needs;
use serde_json::Value;

use crate::files::{drawn, files, import};

/// The files that hold no paywall.
const WITHOUT: [&str; 4] = [
    "VARIABLES.json",
    "ios-SizeConstraints.json",
    "ios-UIConfig.json",
    "uiConfigData.json",
];

#[needs(shared)]
#[test]
fn every_paywall_imports_without_a_warning_of_the_engine() {
    for file in files("more") {
        let name = file.0.clone();
        let imported = match import(std::slice::from_ref(&file)) {
            Err(error) => {
                assert!(WITHOUT.contains(&&*name), "{name}: {error}");
                assert_eq!(error.code(), "no_paywall");
                continue;
            }
            Ok(imported) => imported,
        };
        let again = import(&[file]).unwrap();
        assert_eq!(
            imported.document.to_text(),
            again.document.to_text(),
            "{name}"
        );
        let (warnings, answers) = drawn(&imported);
        assert_eq!(warnings, Vec::<Value>::new(), "{name}");
        for answer in answers {
            assert!(answer["ok"]["html"].is_string(), "{name}: {answer}");
        }
    }
}

#[needs(shared)]
#[test]
fn all_files_of_a_folder_become_one_document() {
    let all = files("more");
    let imported = import(&all).unwrap();
    let json: Value = serde_json::from_str(&imported.document.to_text()).unwrap();
    let ids: Vec<_> = json["paywalls"]
        .as_array()
        .unwrap()
        .iter()
        .map(|paywall| &paywall["id"])
        .collect();
    assert!(ids.len() >= 15, "{ids:?}");
    let mut once = ids.clone();
    once.sort_by_key(|id| id.to_string());
    once.dedup();
    assert_eq!(once.len(), ids.len(), "each paywall has an id of its own");
    crate::says(
        &imported,
        &[
            "sheet_bent",
            "component_replaced",
            "component_left_out",
            "file_left_out",
        ],
    );
}
