//! A test that pins the module's imports from a browser: a new import is a decision, not an accident.

use std::collections::BTreeSet;
use std::fs;

use paywall_tests::{module_file, root};
use wasmparser::{Parser, Payload};

fn imports() -> BTreeSet<String> {
    let module = fs::read(module_file()).expect("run `cargo xtask wasm` first");
    let mut names = BTreeSet::new();
    for payload in Parser::new(0).parse_all(&module) {
        if let Payload::ImportSection(section) = payload.unwrap() {
            for import in section.into_imports() {
                names.insert(import.unwrap().name.to_owned());
            }
        }
    }
    names
}

#[test]
fn imports_are_the_pinned_ones() {
    let list: String = imports().into_iter().map(|name| name + "\n").collect();
    let file = root().join("tests/imports.txt");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&file, &list).unwrap();
    }
    assert_eq!(
        list,
        fs::read_to_string(file).unwrap(),
        "`cargo xtask bless` accepts a changed list"
    );
}
